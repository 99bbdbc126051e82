"""The shape of files, tables and cells: what is read, what is refused, and that nothing slips through or breaks."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
from frictionless import Resource
from frictionless import Schema as TableSchema
from hypothesis import given
from hypothesis import strategies as st

from folkmoot import dataset
from folkmoot.data import discover, files, rules, schemas, shape
from folkmoot.data.cells import Violation, reader
from folkmoot.data.dates import PartialDate
from folkmoot.data.names import KEPT
from folkmoot.data.problems import BadSettings, Diagnostic
from folkmoot.data.schemas import Column, Schema
from folkmoot.data.tables import SHARED, SourceTable, Tables
from tests.sampling import part

BROKEN = Path(__file__).parent / "data" / "broken"
SCHEMAS = schemas.load()
ASSEMBLY = """name: Assembly on Housing
question: How should the city house everyone?
level: local
kind: assembly
starts_on: 2023-01-14
languages: [en, fr-BE]
licence: CC-BY-4.0
members_final: 108
budget_amount: 520000.5
budget_currency: GBP
invented: true
"""
RECOMMENDATIONS = "id,title,kind,decision\nr1,Register every home,recommendation,adopted\n"


def sheet_of(name: str, header: Sequence[str], rows: Sequence[Sequence[str]], assembly: str = "demo") -> SourceTable:
    lines = tuple(range(2, len(rows) + 2))
    raw = files.RawTable(f"{name}.csv", tuple(header), tuple(map(tuple, rows)), lines, {}, {}, {}, False)
    return SourceTable(assembly, SCHEMAS[name], raw)


def from_csv(name: str, text: str) -> tuple[tuple[dict[str, object], ...], list[str]]:
    """Check a CSV table; give its typed rows and its problems as code, line and field."""
    parsed = files.parse_csv(f"{name}.csv", text.encode())
    assert parsed.raw is not None and parsed.problems == ()
    table, problems = shape.check_table(SourceTable("demo", SCHEMAS[name], parsed.raw))
    return tuple(dict(row.cells) for row in table.rows), [f"{p.code} {p.line} {p.field}" for p in problems]


def column_of(address: str) -> Column:
    table, _, name = address.partition(".")
    return SCHEMAS[table].by_name[name]


# Cells


@pytest.mark.parametrize(
    ("address", "text", "value"),
    [
        ("ballots.cast", "0", 0),
        ("ballots.cast", "108", 108),
        ("ballots.published_percent", "85.5", 85.5),
        ("ballots.published_percent", "85", 85),
        ("ballots.published_percent", "85.0", 85.0),
        ("ballots.published_score", "-1.25", -1.25),
        ("ballots.binding", "TRUE", True),
        ("ballots.binding", "false", False),
        ("ballots.date", "2024-02-29", PartialDate(date(2024, 2, 29), date(2024, 2, 29))),
        ("ballots.date", "2024-02", PartialDate(date(2024, 2, 1), date(2024, 2, 29))),
        ("ballots.date", "2024", PartialDate(date(2024, 1, 1), date(2024, 12, 31))),
        ("recommendations.title", "no", "no"),
        ("recommendations.number", "007", "007"),
        ("recommendations.addressed_to", "a; b;c", ("a", "b", "c")),
        ("recommendations.addressed_to", "a", ("a",)),
    ],
)
def test_cell_is_read_as_what_its_column_holds(address: str, text: str, value: object) -> None:
    read = reader(column_of(address))(text)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("address", "text", "code"),
    [
        ("ballots.cast", "1_000", "type-integer"),
        ("ballots.cast", "１２", "type-integer"),  # noqa: RUF001 - full-width digits on purpose
        ("ballots.cast", "12 ", "type-integer"),
        ("ballots.cast", "+12", "type-integer"),
        ("ballots.cast", "1" * 400, "type-integer"),
        ("ballots.cast", "true", "type-integer"),
        ("ballots.published_percent", "inf", "type-number"),
        ("ballots.published_percent", "1e3", "type-number"),
        ("ballots.published_percent", ".5", "type-number"),
        ("ballots.published_percent", "٤٢", "type-number"),
        ("ballots.binding", "yes", "type-boolean"),
        ("ballots.binding", "1", "type-boolean"),
        ("ballots.date", "0000", "type-date"),
        ("ballots.date", "2023-02-29", "type-date"),
        ("ballots.date", "2023-2", "type-date"),
        ("ballots.date", "2023-13", "type-date"),
        ("ballots.date", "today", "type-date"),
        ("recommendations.title", "@SUM(A1)", "formula"),
        ("recommendations.title", "-1 home", "formula"),
        ("recommendations.addressed_to", "a;=b", "formula"),
        ("recommendations.addressed_to", "a;", "list-item"),
        ("recommendations.addressed_to", "a;a", "list-item"),
    ],
)
def test_cell_that_only_looks_right_is_refused(address: str, text: str, code: str) -> None:
    read = reader(column_of(address))(text)
    assert isinstance(read, Violation)
    assert read.code == code
    assert str(read.message).startswith("must ") and read.hint


# Tables


def test_table_comes_out_typed() -> None:
    rows, problems = from_csv(
        "ballots",
        "id,recommendation,date,method,electorate,binding,cast,denominator,result,published_percent\n"
        "b1,r1,2023-05,open,members,true,108,cast,adopted,85.5\n"
        "b2,r1,,open,members,,,cast,adopted,\n",
    )
    common = {"recommendation": "r1", "method": "open", "electorate": "members", "denominator": "cast"}
    may = PartialDate(date(2023, 5, 1), date(2023, 5, 31))
    full = {"id": "b1", "date": may, "binding": True, "cast": 108, "result": "adopted", "published_percent": 85.5}
    bare = {"id": "b2", "date": None, "binding": None, "cast": None, "result": "adopted", "published_percent": None}
    assert problems == []
    assert rows == ({**common, **full}, {**common, **bare})


def test_row_with_a_wrong_cell_keeps_its_right_ones() -> None:
    rows, problems = from_csv("topics", "id,name,parent\nA,City,\nb,,a b\n")
    assert problems == ["id-invalid 2 id", "required 3 name", "id-invalid 3 parent"]
    assert rows == ({"id": None, "name": "City", "parent": None}, {"id": "b", "name": None, "parent": None})


def test_wrong_value_is_named_in_every_row_that_holds_it() -> None:
    _, problems = from_csv(
        "recommendations", RECOMMENDATIONS + "r2,B,recomendation,adopted\nr3,C,recomendation,adopted\n"
    )
    assert problems == ["not-in-list 3 kind", "not-in-list 4 kind"]


def test_table_of_column_names_only_needs_all_required_ones() -> None:
    assert from_csv("topics", "id,name\n") == ((), [])
    assert from_csv("topics", "id\n") == ((), ["column-missing 1 name"])


def test_empty_yaml_list_is_a_table_without_rows() -> None:
    parsed = files.parse_yaml("topics.yaml", b"[]\n")
    assert parsed.raw is not None
    assert shape.check_table(SourceTable("demo", SCHEMAS["topics"], parsed.raw))[1] == []


def test_column_of_another_table_is_unknown_and_not_kept() -> None:
    rows, problems = from_csv("topics", "id,name,kind\nhousing,Housing,new\n")
    assert rows == ({"id": "housing", "name": "Housing"},)
    assert problems == ["column-unknown 1 kind"]


def test_key_of_several_columns_may_not_repeat() -> None:
    text = "session,order,title,kind\ns1,1,A,input\ns1,2,B,input\ns2,1,C,input\ns1,1,D,input\n"
    assert from_csv("agenda", text)[1] == ["key-duplicate 5 session"]


def test_empty_part_of_a_key_is_required_and_not_a_duplicate() -> None:
    text = "session,order,title,kind\ns1,,A,input\ns1,,B,input\n"
    assert from_csv("agenda", text)[1] == ["required 2 order", "required 3 order"]


def test_problem_says_which_record_it_is_even_if_its_id_is_wrong() -> None:
    found = shape.check_table(sheet_of("topics", ("id", "name"), [("My Topic", "")]))[1]
    assert {(p.code, p.row, p.table, p.path, p.line) for p in found} == {
        ("id-invalid", "My Topic", "topics", "topics.csv", 2),
        ("required", "My Topic", "topics", "topics.csv", 2),
    }


def test_one_mistake_in_all_rows_is_one_message_with_their_lines() -> None:
    origin = sheet_of("topics", ("id", "name"), [(f"t{i}", "") for i in range(150)])
    (found,) = shape.check([origin], SCHEMAS).problems
    assert (found.code, found.line, found.lines) == ("required", 2, tuple(range(2, 152)))
    assert str(found).endswith("[150 times: lines 2-151]")


@pytest.mark.parametrize("name", SCHEMAS)
def test_cells_are_judged_as_by_stock_frictionless(name: str) -> None:
    """One row of examples, then one row for each way to break one column's constraints."""
    schema = SCHEMAS[name]
    header = [column.name for column in schema.columns]
    rows = [_examples(schema, 0), *_broken_rows(schema)]
    found = shape.check_table(sheet_of(name, header, rows))[1]
    ours = {(p.line, p.field) for p in found if p.code != "key-duplicate"}
    descriptor = {"fields": [dict(column.descriptor) for column in schema.columns]}
    resource = Resource(data=[header, *rows], schema=TableSchema.from_descriptor(descriptor))
    theirs = {tuple(error) for error in resource.validate().flatten(["rowNumber", "fieldName"])}
    assert ours == theirs
    assert len(ours) == len(rows) - 1


def _examples(schema: Schema, row: int) -> list[str]:
    texts = [column.example for column in schema.columns]
    if schema.has_id:
        texts[[column.name for column in schema.columns].index("id")] = f"x{row}"
    return texts


def _broken_rows(schema: Schema) -> Iterator[list[str]]:
    count = 1
    for position, column in enumerate(schema.columns):
        for text in _wrong_texts(column):
            row = _examples(schema, count)
            row[position] = text
            count += 1
            yield row


def _wrong_texts(column: Column) -> Iterator[str]:
    constraints = column.descriptor.get("constraints", {})
    if constraints.get("required"):
        yield ""
    if "enum" in constraints:
        yield "false" if column.type == "boolean" else "no-such-value"
    if "minimum" in constraints:
        yield str(constraints["minimum"] - 1)
    if "maximum" in constraints:
        yield str(constraints["maximum"] + 1)
    if "pattern" in constraints and not column.list:
        yield "no such form!"
    if "maxLength" in constraints and not column.is_address and "pattern" not in constraints:
        yield "x" * (constraints["maxLength"] + 1)
    if column.type in ("integer", "number", "boolean") and "enum" not in constraints:
        yield "several"


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=lambda schema: schema.name)
def test_examples_of_the_schemas_are_valid(schema: Schema) -> None:
    header = [column.name for column in schema.columns]
    assert shape.check_table(sheet_of(schema.name, header, [_examples(schema, 1)]))[1] == []


# Folders


def project(root: Path, **more: str) -> Path:
    """Write a small project; `more` maps paths below datasets, with two underscores for each slash, to texts."""
    named = {"demo/assembly.yaml": ASSEMBLY, "demo/recommendations.csv": RECOMMENDATIONS}
    for name, text in {**named, **{key.replace("__", "/"): text for key, text in more.items()}}.items():
        path = root / "datasets" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return root


def read(root: Path) -> discover.Source:
    return discover.read(root / "datasets", "datasets", SCHEMAS)


def test_project_is_read_table_by_table(tmp_path: Path) -> None:
    found = read(
        project(tmp_path, **{"_shared__topics.csv": "id,name\ncity,City\n", ".hidden": "", "demo__.DS_Store": ""})
    )
    assert found.problems == ()
    assert [(origin.assembly, origin.name, origin.path) for origin in found.origins] == [
        (SHARED, "topics", "datasets/_shared/topics.csv"),
        ("demo", "assembly", "datasets/demo/assembly.yaml"),
        ("demo", "recommendations", "datasets/demo/recommendations.csv"),
    ]
    checked = shape.check(found.origins, SCHEMAS)
    record = checked.tables.record("demo")
    assert checked.problems == ()
    assert record is not None
    assert (record["languages"], record["budget_amount"], record["invented"]) == (("en", "fr-BE"), 520000.5, True)


def test_coverage_may_stand_in_the_assembly(tmp_path: Path) -> None:
    coverage = "coverage:\n- table: responses\n  state: complete\n  checked_on: 2024\n"
    root = project(tmp_path, **{"demo__assembly.yaml": ASSEMBLY + coverage})
    checked = shape.check(read(root).origins, SCHEMAS)
    assert [row["table"] for row in checked.tables.rows("demo", "coverage")] == ["responses"]
    assert checked.tables.rows("demo", "coverage")[0].line == 13
    (root / "datasets/demo/coverage.csv").write_text("table,state,checked_on\n", encoding="utf-8")
    assert [(p.code, p.path) for p in read(root).problems] == [("table-twice", "datasets/demo/coverage.csv")]


def test_documents_are_listed(tmp_path: Path) -> None:
    root = project(tmp_path, **{"demo__documents__report.pdf": "%PDF", "demo__documents__Report.exe": "MZ"})
    found = read(root)
    assert [(d.assembly, d.name, d.path) for d in found.documents] == [
        ("demo", "report.pdf", root / "datasets/demo/documents/report.pdf")
    ]
    assert [(p.code, p.path) for p in found.problems] == [("document-name", "datasets/demo/documents/Report.exe")]


def test_links_are_not_followed(tmp_path: Path) -> None:
    root = project(tmp_path)
    secret = tmp_path / "secret.csv"
    secret.write_text("id,name\nx,Secret\n", encoding="utf-8")
    (root / "datasets/demo/topics.csv").symlink_to(secret)
    (root / "datasets/elsewhere").symlink_to(root / "datasets/demo", target_is_directory=True)
    os.link(secret, root / "datasets/demo/speakers.csv")
    found = read(root)
    assert [origin.name for origin in found.origins] == ["assembly", "recommendations"]
    assert [(p.code, p.path) for p in found.problems] == [
        ("not-a-regular-file", "datasets/demo/speakers.csv"),
        ("not-a-regular-file", "datasets/demo/topics.csv"),
        ("not-a-regular-file", "datasets/elsewhere"),
    ]


def test_project_without_datasets_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="must be a folder of datasets, got none"):
        dataset.read(tmp_path / "datasets", "datasets")


# Whatever comes

_PLAIN = st.text(st.characters(codec="ascii", exclude_characters="\r\n", categories=("L", "N", "P", "Zs")), max_size=20)
_NASTY = st.sampled_from(
    r"""|=1|1e999|-0|0.0|NaN|2024-02-30|9999-12-31|0001|[]|a;;b|;|/|a/|/a|true|None|http://[|https://|%|%zz
        https://example.org:99999999/|ﬁ|é|👩🚀""".split("|")
)


def valid_texts(column: Column) -> st.SearchStrategy[str]:
    """Draw texts that a column's schema allows."""
    optional = st.nothing() if column.required else st.just("")
    return optional | _filled(column)


FORMULA = ("=", "+", "-", "@")
"""Signs with which no text may begin, whatever its pattern allows."""


@lru_cache(maxsize=1024)
def _filled(column: Column) -> st.SearchStrategy[str]:
    constraints = column.descriptor.get("constraints", {})
    if "enum" in constraints:
        return st.sampled_from([str(v).lower() if isinstance(v, bool) else str(v) for v in constraints["enum"]])
    if column.partial_date:
        days = st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(date.isoformat)
        return st.one_of(days, days.map(lambda d: d[:7]), days.map(lambda d: d[:4]))
    if column.type == "boolean":
        return st.sampled_from(["true", "false"])
    if column.type in ("integer", "number"):
        return st.integers(int(constraints.get("minimum", -1000)), int(constraints.get("maximum", 1000))).map(str)
    if column.list:
        names = st.from_regex(r"[a-z]{1,3}", fullmatch=True)
        return st.lists(names, min_size=1, max_size=3, unique=True).map(";".join)
    if "pattern" in constraints:
        inner = constraints["pattern"].removeprefix("^").removesuffix("$").replace(r"[^\s]", "[a-z]")
        limit = constraints.get("maxLength", 1000)
        texts = st.from_regex(re.compile(inner, re.ASCII), fullmatch=True)
        return texts.filter(lambda text: 0 < len(text) <= limit and not text.startswith(FORMULA))
    return _PLAIN.map(lambda text: f"A{text}A")


@st.composite
def valid_sheets(draw: st.DrawFn) -> SourceTable:
    schema = SCHEMAS[draw(st.sampled_from(sorted(SCHEMAS)))]
    header = [column.name for column in schema.columns if column.required or draw(st.booleans())]
    names = st.tuples(*[valid_texts(schema.by_name[name]) for name in header])
    key = [header.index(name) for name in schema.key]
    rows = draw(st.lists(names, max_size=4, unique_by=lambda row: tuple(row[i] for i in key)))
    allowed = [row for row in rows if row[header.index("id")] not in KEPT] if schema.has_id else rows
    return sheet_of(schema.name, header, allowed)


@given(st.lists(valid_sheets(), max_size=3))
@part(30)
def test_valid_tables_stay_valid(origins: list[SourceTable]) -> None:
    for origin in origins:
        assert shape.check_table(origin)[1] == []
    rules.apply(shape.check(origins, SCHEMAS).tables)


@st.composite
def any_sheets(draw: st.DrawFn) -> SourceTable:
    schema = SCHEMAS[draw(st.sampled_from(sorted(SCHEMAS)))]
    names = [column.name for column in schema.columns]
    header = draw(st.lists(st.sampled_from([*names, "faciliator"]) | _PLAIN.filter(bool), max_size=12, unique=True))
    cells = {name: _likely(schema.by_name.get(name)) for name in header}
    rows = draw(st.lists(st.tuples(*[cells[name] for name in header]), max_size=4))
    return sheet_of(schema.name, header, rows, draw(st.sampled_from(["demo", "second", SHARED])))


def _likely(column: Column | None) -> st.SearchStrategy[str]:
    small = st.sampled_from(["a", "b", "c", "demo", "demo/a", "1", "2", "3"])
    return st.one_of(small, _NASTY, _PLAIN, *([valid_texts(column)] if column else []))


@given(st.lists(any_sheets(), max_size=6))
@part(60)
def test_no_table_makes_the_check_fail(origins: list[SourceTable]) -> None:
    checked = shape.check(origins, SCHEMAS)
    found = [*checked.problems, *rules.apply(checked.tables)]
    assert all(isinstance(problem, Diagnostic) and str(problem) for problem in found)


# What identifiers are called doesn't matter

_NAMED = {"verdicts": {"target"}, "redirects": {"old_id", "new_id"}, "errata": {"row"}}
_RULE_CODES = {rule.code for rule in rules.published()}
_RULE_CASES = sorted(path.name for path in BROKEN.iterdir() if path.name.partition("--")[0] in _RULE_CODES)


@given(st.sampled_from(_RULE_CASES), st.from_regex(r"[a-z]{1,4}[0-9]?", fullmatch=True))
@part(60)
def test_renaming_every_identifier_changes_only_the_words(case: str, prefix: str) -> None:
    origins = read(BROKEN / case).origins
    known = {row["id"] for origin in origins for row in shape.check_table(origin)[0].rows if row["id"]}
    renamed = [_renamed(origin, {str(name): f"{prefix}-{name}" for name in known}) for origin in origins]
    assert _places(renamed) == _places(origins)


def _places(origins: Sequence[SourceTable]) -> list[tuple[object, ...]]:
    tables: Tables = shape.check(origins, SCHEMAS).tables
    return sorted((p.code, p.path, p.line, p.column or 0, p.field, p.severity) for p in rules.apply(tables))


def _renamed(origin: SourceTable, names: dict[str, str]) -> SourceTable:
    is_name = [
        column == "id" or column in _NAMED.get(origin.name, ()) or bool(origin.schema.by_name[column].links)
        for column in origin.raw.header
    ]
    rows = tuple(
        tuple(_retold(text, names) if named else text for text, named in zip(row, is_name, strict=True))
        for row in origin.raw.rows
    )
    return replace(origin, raw=replace(origin.raw, rows=rows))


def _retold(text: str, names: dict[str, str]) -> str:
    return "".join(names.get(part, part) for part in re.split(r"([;/])", text))


def test_what_is_not_public_is_not_said_in_a_message_either(tmp_path: Path) -> None:
    folder = tmp_path / "datasets/demo"
    folder.mkdir(parents=True)
    cells = "id,public_label,consent,consent_scope,consent_on\nm1,A member,canary,=canary,canary\n"
    (folder / "members.csv").write_text(cells, encoding="utf-8")
    known = schemas.load()
    checked = shape.check(discover.read(tmp_path / "datasets", "datasets", known).origins, known)
    assert {problem.code for problem in checked.problems} == {"type-boolean", "formula", "type-date"}
    assert not any("canary" in str(problem) for problem in checked.problems)
