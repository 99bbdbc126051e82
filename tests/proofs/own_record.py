"""The whole site of this repository: valid pages, links that lead somewhere, feeds and calendars that can be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import feedparser
import vobject

from folkmoot import dataset
from tests import links, quotations, validity
from tests.browsing import ADDRESS, BASE
from tests.proofs.own_site import TREES

pytest_plugins = ["tests.proofs.own_fixtures"]

Record = Callable[[str, object], None]


def test_every_page_is_valid(own_served: Path, record_property: Record) -> None:
    pages = sorted((own_served / BASE).rglob("*.html"))
    faults = {str(path): wrong[:5] for path in pages if (wrong := validity.faults(path.read_text(encoding="utf-8")))}
    assert faults == {}
    record_property("figure", f"{len(pages):,} valid pages")


def test_every_quoted_string_was_said_by_somebody(own_served: Path, own_project: Path, record_property: Record) -> None:
    """What was said before is shown as it was, by an erratum or in lists of changes, and nowhere else."""
    site, tables = own_served / BASE, dataset.read(own_project / "datasets", "datasets").tables
    unsaid = quotations.unsaid(site, quoted := quotations.of([tables]))
    corrected = " ".join(row.text(name) for row in tables.every("errata") for name in ("row", "old", "new"))
    released = " ".join(
        " ".join(path.read_text(encoding="utf-8").replace('""', '"').split())
        for path in sorted((site / "data").glob("*/files/**/*"))
        if path.suffix in (".csv", ".yaml")
    )
    former = [
        said
        for said in unsaid
        if said in corrected or (said in released and not quotations.outside_changes(site, said))
    ]
    assert {said: path for said, path in unsaid.items() if said not in former} == {}
    record_property("figure", f"{len(quoted.texts):,} quotations; {len(former)} marks in what was said before")


def test_every_link_leads_somewhere(own_served: Path, record_property: Record) -> None:
    broken, followed = links.follow(own_served / BASE, ADDRESS, TREES)
    assert sorted(broken) == []
    record_property("figure", f"{sum(followed[tree] for tree in TREES):,} links")


def test_every_feed_and_calendar_can_be_read(own_served: Path, record_property: Record) -> None:
    feeds, calendars = (sorted((own_served / BASE / "feeds").rglob(f"*.{kind}")) for kind in ("atom", "ics"))
    assert [path for path in feeds if feedparser.parse(path.read_bytes()).bozo] == []
    for path in calendars:
        vobject.readOne(path.read_bytes().decode()).validate(raiseException=True)
    record_property("figure", f"{len(feeds):,} feeds, {len(calendars):,} calendars")
