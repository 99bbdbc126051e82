"""The record of this repository makes a site. No other test reads `datasets/`: code is tested without it."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from folkmoot import dataset, pipeline
from folkmoot.data import localise
from folkmoot.data.tables import Tables
from folkmoot.mkdocs import project
from folkmoot.pages import render
from folkmoot.web import recommendation_versions
from folkmoot.web.site import Site
from tests.records import specs_of

ROOT = Path(__file__).parents[1]
NO_FACTS = {"coverage", "documents", "errata", "topics"}
"""Tables of the record's own sorting; a document is a source itself."""


@cache
def site() -> Site:
    settings = project.load(ROOT, as_of=date(2026, 11, 27)).settings
    return pipeline.site_of(settings, pipeline.inspect(settings))


def test_the_record_of_this_repository_has_no_mistakes_and_each_of_its_pages_can_be_made() -> None:
    found = site().dataset
    assert [str(problem) for problem in found.problems] == []
    made = {page.address for page in render.make(site(), specs_of(site()))}
    assert {f"{assembly}/" for assembly in found.record.by_id} < made
    assert all(release.readable and release.files for release in site().releases)


def test_its_first_releases_quote_nobody_and_keep_every_address() -> None:
    kept = recommendation_versions.of(site())
    for version in ("2026.11", "2026.11.1"):
        then = site().past[version].tables
        assert not any(row.text("quote") for name in ("responses", "promises") for row in then.every(name))
        assert not any(row.text("text") for row in then.every("recommendations"))
    held = [(a.id, r.id) for a in site().past["2026.11"].record.assemblies for r in a.recommendations]
    assert held and all("2026.11" in {one.version for one in kept.kept_of(*place)} for place in held)


def test_what_the_pages_claim_of_the_record_is_so() -> None:
    tables = dataset.read(ROOT / "datasets", "datasets").tables
    records = {name: record for name in tables.assemblies if (record := tables.record(name))}
    real = {name: record for name, record in records.items() if not record["invented"]}
    assert set(records) - set(real) == {"example-riverbend"}, "one assembly is invented"
    assert {record.text("licence") for record in real.values()} == {"CC-BY-4.0"}
    assert {localise.main_language(tables, name, "") for name in records} == {"en"}, "it is kept in English"
    without = {table for name in real for table in tables.schemas if _lacks_a_source(tables, name, table)}
    assert without <= NO_FACTS, "every fact names its source"


def _lacks_a_source(tables: Tables, assembly: str, name: str) -> bool:
    if "source" not in tables.schemas[name].by_name:
        return False
    return any(not row.text("source") for row in tables.rows(assembly, name))
