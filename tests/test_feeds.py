"""Atom feeds: valid for a parser not written here, and in themselves (RFC 4287); entries that never change their id."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest

from folkmoot.exports import feeds
from folkmoot.history.changes import Cell, Change, Kind, Release
from folkmoot.web import addresses
from folkmoot.web.site import Site
from tests import frozen
from tests.records import made_site, tables_of

URL = "https://example.org/some/where/"
IDS = "tag:folkmoot.invalid,2026:"
"""Begins every id, whatever the address of the site is."""
ATOM = "{http://www.w3.org/2005/Atom}"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
RESPONSES = """
    id,recommendation,authority,date,position,source
    a1,r1,council,2024-05-02,accepted,https://council.example/a?b=1&c=2
    a2,r1,ministry,2024-06,rejected,https://ministry.example/
"""
RECOMMENDATIONS = """
    id,number,title,kind,decision,addressed_to
    r1,7,Plant <b>trees</b> & care,recommendation,adopted,council;ministry
    r2,8,Rest,recommendation,not_adopted,
"""


def site_of(url: str = URL, **tables: str) -> Site:
    made = tables_of(recommendations=RECOMMENDATIONS, **tables)
    return made_site(made, date(2026, 11, 22), name="The Record", url=url, description="About")


def feeds_of(site: Site) -> dict[str, bytes]:
    made = feeds.make(site)
    return {file.path: file.content for file in made if isinstance(file.content, bytes)}


def parsed(content: bytes) -> Any:
    found = feedparser.parse(content)
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def one(node: ElementTree.Element, name: str) -> str:
    (found,) = node.findall(f"{ATOM}{name}")
    assert found.text
    return found.text


def check_rules(content: bytes, path: str) -> Iterator[tuple[str, bytes]]:
    """Check what RFC 4287 asks of a feed, sections 4.1.1 and 4.1.2; yield its entries by id."""
    feed = ElementTree.fromstring(content)
    assert feed.tag == f"{ATOM}feed"
    assert one(feed, "title")
    assert [author.find(f"{ATOM}name") is not None for author in feed.findall(f"{ATOM}author")] == [True]
    links = {link.get("rel"): link.get("href", "") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"{URL}{path}"
    assert links["alternate"].startswith(URL)
    entries = feed.findall(f"{ATOM}entry")
    ids = [one(entry, "id") for entry in entries]
    assert len(ids) == len(set(ids)), path
    days = [one(entry, "updated") for entry in entries]
    assert days == sorted(days, reverse=True), path
    assert all(INSTANT.fullmatch(day) for day in (one(feed, "updated"), *days))
    assert one(feed, "updated") == max(days, default=one(feed, "updated"))
    for entry, identifier in zip(entries, ids, strict=True):
        assert one(entry, "title")
        assert identifier.startswith(IDS)
        (page,) = [link.get("href", "") for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert page.startswith(URL)
        yield identifier, ElementTree.tostring(entry).strip()


def test_every_feed_of_a_whole_record_is_valid_and_an_entry_is_the_same_in_all_of_them() -> None:
    site = frozen.site(url=URL)
    made = feeds_of(site)
    recommendations = [f"feeds/{a.id}/{r.id}.atom" for a in site.record.assemblies for r in a.recommendations]
    for assembly in site.record.assemblies:
        recommendations += [old.addresses.feed for old in addresses.given_up(site, assembly)]
    assert set(made) == {"feeds/all.atom", *(f"feeds/{a.id}.atom" for a in site.record.assemblies), *recommendations}
    seen: dict[str, bytes] = {}
    leading_on = {old.addresses.feed for a in site.record.assemblies for old in addresses.given_up(site, a)}
    for path, content in made.items():
        assert parsed(content).feed.title
        if path in leading_on:
            continue
        for identifier, entry in check_rules(content, path):
            assert seen.setdefault(identifier, entry) == entry
    assert len(seen) > len(recommendations)
    assert b"example-riverbend" not in made["feeds/all.atom"], "invented assemblies are left out"


def test_a_feed_holds_the_newest_entries_up_to_its_limit() -> None:
    more = range(1, feeds.LIMIT + 2)
    lines = "".join(
        f"    a{n},r1,council,{date(2024, 1, 1) + timedelta(n)},accepted,https://x.example/\n" for n in more
    )
    made = feeds_of(site_of(responses=f"\n    id,recommendation,authority,date,position,source\n{lines}"))
    listed = parsed(made["feeds/all.atom"]).entries
    assert len(listed) == feeds.LIMIT
    assert listed[0].id.endswith(f"#response-a{more[-1]}")


def test_a_recommendations_feed_says_where_it_stands_and_what_happened() -> None:
    found = parsed(feeds_of(site_of(responses=RESPONSES))["feeds/demo/r1.atom"])
    assert found.feed.title == "◐ Answers differ: 7 Plant <b>trees</b> & care (Demo)"
    assert [entry.title for entry in found.entries] == [
        "Ministry answered: rejected · 7 Plant <b>trees</b> & care · Demo",
        "Town council answered: accepted · 7 Plant <b>trees</b> & care · Demo",
        "Adopted by the assembly · 7 Plant <b>trees</b> & care · Demo",
    ]
    council = found.entries[1]
    assert (council.id, council.updated) == (f"{IDS}demo/recommendations/r1/#response-a1", "2024-05-02T00:00:00Z")
    assert {link.rel: link.href for link in council.links} == {
        "alternate": f"{URL}demo/recommendations/r1/",
        "via": "https://council.example/a?b=1&c=2",
    }
    assert (council.rights, council.tags[0].term) == ("CC-BY-4.0", "demo")


ERRATA = """
    table,row,field,old,new,date,reason
    responses,a1,position,accepted_in_part,accepted,2024-07-01,Misread
"""


def test_a_correction_is_one_entry_of_the_assembly_and_one_of_the_recommendation() -> None:
    made = feeds_of(site_of(responses=RESPONSES, errata=ERRATA))
    for path in ("feeds/demo.atom", "feeds/demo/r1.atom"):
        titles = [entry.title for entry in parsed(made[path]).entries]
        assert sum(title.startswith("Corrected: position") for title in titles) == 1


def test_what_lies_ahead_is_left_out_until_its_day() -> None:
    site = site_of(responses=RESPONSES)
    before = replace(site, as_of=date(2024, 5, 1))
    assert [entry.title[:7] for entry in parsed(feeds_of(before)["feeds/demo/r1.atom"]).entries] == ["Adopted"]


def test_without_a_public_address_ids_are_tags_and_links_lead_back_to_the_root() -> None:
    feed = ElementTree.fromstring(feeds_of(site_of(url="", responses=RESPONSES))["feeds/demo/r1.atom"])
    base = feed.get("{http://www.w3.org/XML/1998/namespace}base")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert (base, links) == ("../../", {"alternate": "demo/recommendations/r1/"})
    assert one(feed, "id") == "tag:folkmoot.invalid,2026:feeds/demo/r1.atom"


CHANGE = Change(
    "demo", "recommendations", "r1", Kind.CHANGED, (Cell("decision", "no_vote", "adopted"),), recommendations=("r1",)
)


@pytest.fixture
def released() -> Site:
    first, second = Release("2026.1", date(2026, 1, 1)), Release("2026.2", date(2026, 2, 1), changes=(CHANGE,) * 60)
    site = site_of(responses=RESPONSES)
    return replace(site, releases=(second, first), past={"2026.2": site})


def test_a_release_is_an_entry_with_its_changes_in_words(released: Site) -> None:
    made = feeds_of(released)
    for path, content in made.items():
        assert list(check_rules(content, path)) or path == "feeds/demo/r2.atom"
    newest = parsed(made["feeds/demo/r1.atom"]).entries[0]
    assert newest.title == "Release 2026.2: 60 changes · Plant <b>trees</b> & care"
    assert newest.link == f"{URL}demo/recommendations/r1/@2026.2/"
    assert newest.content[0].value.count("changed from no vote to adopted.</li>") == 50
    assert "<li>And 10 more.</li>" in newest.content[0].value
    assert [entry.title for entry in parsed(made["feeds/all.atom"]).entries[:3]] == [
        "Release 2026.2: 60 changes · The Record",
        "Release 2026.2: 60 changes · Demo",
        "Release 2026.1 · The Record",
    ]
    assert parsed(made["feeds/demo.atom"]).entries[0].link == f"{URL}demo/changes/"
    assert "Release" not in made["feeds/demo/r2.atom"].decode()


def test_a_release_that_cannot_be_read_any_more_has_no_page_of_a_version_to_lead_to(released: Site) -> None:
    made = feeds_of(replace(released, past={}))
    assert parsed(made["feeds/demo/r1.atom"]).entries[0].link == f"{URL}releases/2026.2/"


def test_a_later_release_changes_no_id(released: Site) -> None:
    ids = {entry.id for content in feeds_of(released).values() for entry in feedparser.parse(content).entries}
    third = Release("2026.3", date(2026, 3, 1), changes=(CHANGE,))
    later = replace(released, releases=(third, *released.releases), as_of=date(2027, 1, 1))
    assert ids < {entry.id for content in feeds_of(later).values() for entry in feedparser.parse(content).entries}
