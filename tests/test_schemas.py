"""The schemas: sound for the stock tool, and complete enough to make a codebook from."""

from __future__ import annotations

import frictionless
import pytest

from folkmoot.data import schemas
from folkmoot.data.cells import Violation, reader
from folkmoot.data.problems import BadSettings
from folkmoot.data.schemas import FOLDER, Column, Schema

KNOWN = schemas.load()
COLUMNS = [(schema, column) for schema in KNOWN.values() for column in schema.columns]


def named(value: object) -> str:
    return value.name if isinstance(value, Schema | Column) else str(value)


@pytest.mark.parametrize("schema", KNOWN.values(), ids=named)
def test_the_file_itself_is_valid_for_the_stock_tool(schema: Schema) -> None:
    report = frictionless.validate(str(FOLDER / f"{schema.name}.yaml"), type="schema")
    assert report.valid, report.flatten(["message"])
    assert frictionless.Schema.from_descriptor(str(FOLDER / f"{schema.name}.yaml")).primary_key == list(schema.key)


@pytest.mark.parametrize("schema", KNOWN.values(), ids=named)
def test_a_table_says_what_it_is(schema: Schema) -> None:
    assert schema.title
    assert schema.description.endswith(".")
    assert set(schema.key) <= set(schema.by_name)
    assert all(schema.by_name[name].required for name in schema.key)


@pytest.mark.parametrize(("schema", "column"), COLUMNS, ids=named)
def test_a_column_says_what_it_holds_and_its_example_is_right(schema: Schema, column: Column) -> None:
    assert column.title
    assert column.description.endswith(".")
    assert "public" in column.descriptor
    assert column.links is None or column.links in KNOWN
    assert not isinstance(reader(column)(column.example), Violation)
    field = frictionless.Schema.from_descriptor({"fields": [dict(column.descriptor)]}).fields[0]
    assert not field.create_cell_reader()(column.example)[1]


@pytest.mark.parametrize(("schema", "column"), [pair for pair in COLUMNS if pair[1].terms], ids=named)
def test_a_vocabulary_explains_each_of_its_values(schema: Schema, column: Column) -> None:
    assert [term.value for term in column.terms] == column.descriptor["constraints"]["enum"]
    assert all(term.label and term.description.endswith(".") for term in column.terms)


def test_only_what_says_so_is_public() -> None:
    hidden = {f"{schema.name}.{column.name}" for schema, column in COLUMNS if not column.public}
    assert hidden >= {"members.consent", "members.consent_scope", "members.consent_on"}
    assert hidden == {f"{s.name}.{c.name}" for s, c in COLUMNS if c.descriptor.get("public") is not True}


def test_each_text_has_one_voice_and_few_columns_are_quoted() -> None:
    assert all((column.voice is not None) == column.translatable for _, column in COLUMNS)
    quoted = {f"{schema.name}.{column.name}" for schema, column in COLUMNS if column.is_quoted}
    named = {name for name in quoted if not name.endswith(".quote")}
    assert named == {"recommendations.text", "documents.title", "members.statement"}
    assert all(column.is_quoted for _, column in COLUMNS if column.name == "quote")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"translatable": True}, "meals: cook: voice must be quoted or record, got none"),
        ({"translatable": True, "voice": "ours"}, "meals: cook: voice must be quoted or record, got ours"),
        ({"voice": "record"}, "meals: cook: voice must be empty where the column isn't translatable, got record"),
    ],
)
def test_a_text_without_one_of_the_two_voices_is_refused_with_its_place(said: dict[str, object], message: str) -> None:
    cook = {"name": "cook", "title": "Cook", "description": "Who.", "type": "string", **said}
    with pytest.raises(BadSettings) as refused:
        schemas.read({"name": "meals", "title": "", "description": "", "primaryKey": ["cook"], "fields": [cook]})
    assert str(refused.value) == message


def test_a_move_to_a_column_that_is_not_there_is_refused_with_its_place() -> None:
    cook = {"name": "cook", "title": "Cook", "description": "Who.", "type": "string"}
    moves = [{"from": "chef", "to": "cook", "until": "kitchen"}]
    described = {"name": "meals", "title": "", "description": "", "primaryKey": ["cook"], "fields": [cook]}
    with pytest.raises(BadSettings) as refused:
        schemas.read({**described, "moves": moves})
    assert str(refused.value) == "meals: moves must name a column of today in to and until, got kitchen"


def test_a_new_table_needs_a_file_and_no_code() -> None:
    read = schemas.read(
        {
            "name": "meals",
            "title": "Meals",
            "description": "What the members ate.",
            "primaryKey": ["id"],
            "fields": [
                {"name": "id", "title": "Id", "description": "Which.", "type": "string", "public": True},
                {"name": "cook", "title": "Cook", "description": "Who.", "type": "string"},
            ],
        }
    )
    assert (read.group, [column.name for column in read.public_columns]) == ("Further tables", ["id"])
    assert [field["name"] for field in read.descriptor()["fields"]] == ["id"]
