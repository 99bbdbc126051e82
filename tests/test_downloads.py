"""Open data: lossless, described, valid for others' tools, and without anything that isn't public."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import frictionless
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.data import schemas
from folkmoot.exports import downloads
from folkmoot.web.site import Site, SiteFile
from tests.records import made_site, rows_of, tables_of

CANARY = "canary-4711"
MEMBERS = f"""
    id,public_label,consent,consent_scope,consent_on
    m1,A member,true,{CANARY},2024-01-01
"""
LINEAGE = """
    from,to,relation
    r1,r1b,split_into
"""
RECOMMENDATIONS = '''
    id,number,title,kind,decision,addressed_to,topic
    r1,1,"Plant trees, and ""soon""",recommendation,adopted,council;ministry,green
    r1b,,Water them,measure,no_vote,,
'''


def site_of(**tables: str) -> Site:
    made = tables_of(**tables)
    return made_site(made, date(2024, 5, 1), name="Demo", url="https://example.org/", description="About")


@pytest.fixture(scope="module")
def made() -> dict[str, SiteFile]:
    topics = "id,name\ngreen,Green"
    site = site_of(members=MEMBERS, lineage=LINEAGE, recommendations=RECOMMENDATIONS, topics=topics)
    return {file.path: file for file in downloads.make(site)}


def content(made: dict[str, SiteFile], path: str) -> bytes:
    found = made[path].content
    assert isinstance(found, bytes)
    return found


def test_csv_holds_what_was_committed(made: dict[str, SiteFile]) -> None:
    first, second = rows_of(content(made, "data/latest/demo/recommendations.csv"))
    assert first["title"] == 'Plant trees, and "soon"'
    assert first["addressed_to"] == "council;ministry"
    assert (second["number"], second["decision"]) == ("", "no_vote")
    assert list(first) == [column.name for column in schemas.load()["recommendations"].public_columns]


def test_json_holds_typed_cells_and_leaves_empty_ones_out(made: dict[str, SiteFile]) -> None:
    assert json.loads(content(made, "data/latest/demo/recommendations.json"))[0] == {
        "id": "r1",
        "number": "1",
        "title": 'Plant trees, and "soon"',
        "kind": "recommendation",
        "topic": "green",
        "decision": "adopted",
        "addressed_to": ["council", "ministry"],
    }


def unpacked(made: dict[str, SiteFile]) -> dict[str, bytes]:
    found = {}
    for path, file in made.items():
        assert isinstance(file.content, bytes)
        found[path] = file.content
        if path.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
                found.update({f"{path}/{name}": archive.read(name) for name in archive.namelist()})
    return found


def test_a_column_that_is_not_public_appears_nowhere(made: dict[str, SiteFile]) -> None:
    every = unpacked(made)
    assert len(every) > 40
    assert b"A member" in every["data/latest/demo.zip/demo/members.csv"]
    for path, data in every.items():
        assert CANARY.encode() not in data, path
        assert b"consent_scope" not in data, path


@pytest.mark.parametrize("package", ["datapackage.json", "demo/datapackage.json"])
def test_the_data_package_is_valid_for_the_stock_tool(made: dict[str, SiteFile], package: str, tmp_path: Path) -> None:
    for path, file in made.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        assert isinstance(file.content, bytes)
        target.write_bytes(file.content)
    report = frictionless.validate(str(tmp_path / "data/latest" / package))
    assert report.valid, report.flatten(["message"])
    assert report.stats["tasks"] >= 5


def test_the_zip_is_a_package_by_itself(made: dict[str, SiteFile], tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(content(made, "data/latest/demo.zip"))).extractall(tmp_path)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["message"])


def test_a_changed_byte_is_noticed_by_the_stock_tool(made: dict[str, SiteFile], tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(content(made, "data/latest/demo.zip"))).extractall(tmp_path)
    table = tmp_path / "demo/recommendations.csv"
    table.write_bytes(table.read_bytes().replace(b"Water", b"Drown"))
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


def test_foreign_keys_are_described_where_they_lead_into_one_table(made: dict[str, SiteFile]) -> None:
    described = json.loads(content(made, "data/latest/datapackage.json"))
    by_name = {resource["name"]: resource["schema"] for resource in described["resources"]}
    assert by_name["demo.recommendations"]["foreignKeys"] == [
        {"fields": ["topic"], "reference": {"resource": "demo.topics", "fields": ["id"]}}
    ]
    assert [key["fields"] for key in by_name["demo.lineage"]["foreignKeys"]] == [["from"], ["to"]]


def test_the_same_record_gives_the_same_bytes() -> None:
    first, second = ({f.path: f.content for f in downloads.make(site_of(members=MEMBERS))} for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", list(schemas.load()))
def test_every_published_schema_is_a_table_schema(name: str) -> None:
    descriptor = schemas.load()[name].descriptor()
    loaded = frictionless.Schema.from_descriptor(descriptor)
    assert loaded.field_names == [column.name for column in schemas.load()[name].public_columns]


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@given(words.filter(lambda text: text[0] not in "=+-@＝＋－＠"))  # noqa: RUF001
def test_any_text_survives_the_download(text: str) -> None:
    made = tables_of()
    table = made.get("demo", "recommendations")
    assert table is not None
    row = table.rows[0]
    changed = type(table)(table.origin, (type(row)(row.origin, row.index, {**row.cells, "title": text}),))
    assert rows_of(downloads.as_csv(changed))[0]["title"] == text
    assert json.loads(downloads.as_json(changed))[0]["title"] == text
