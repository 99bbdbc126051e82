"""The record of this repository makes a site. No other test reads `datasets/`: code is tested without it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from folkmoot import pipeline
from folkmoot.mkdocs import project
from folkmoot.pages import render
from tests.records import specs_of

ROOT = Path(__file__).parents[1]


def test_the_record_of_this_repository_has_no_mistakes_and_each_of_its_pages_can_be_made() -> None:
    settings = project.load(ROOT, as_of=date(2026, 11, 22)).settings
    found = pipeline.inspect(settings)
    assert [str(problem) for problem in found.problems] == []
    site = pipeline.site_of(settings, found)
    made = {page.address for page in render.make(site, specs_of(site))}
    assert {f"{assembly}/" for assembly in found.record.by_id} < made
    assert all(release.readable and release.files for release in site.releases)
