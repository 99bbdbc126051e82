"""Calendars: read back by a parser not written here; whole days, ids that never change, and nothing made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import vobject

from folkmoot.exports import calendar
from folkmoot.web.site import Site
from tests import frozen
from tests.records import made_site, tables_of

URL = "https://example.org/some/where/"
SESSIONS = """
    id,number,title,starts_on,ends_on,place,retrieved_on
    s1,1,"Land, and who; owns it",2024-01-13,2024-01-14,Town hall,2024-02-01
    s2,2,,2024-02-10,,,
    s3,3,,2024-03,,,
"""
PROMISES = """
    id,authority,kind,quote,quote_language,stated_on,due_days,every_months,source
    p1,council,respond_by_date,"We answer, soon",en,2023-12-01,180,,https://council.example/
    p2,ministry,respond_by_date,,,2023-12-01,90,,https://ministry.example/
    p3,council,report_progress,,,2023-12-01,,6,https://council.example/
"""
EVENTS = """
    promise,date,state,assessor,assessor_kind,source
    p2,2024-05-20,withdrawn,The ministry,authority,https://ministry.example/
"""
RESPONSES = """
    id,recommendation,authority,date,position,source
    a1,r1,council,2024-06-02,accepted,https://council.example/
"""
COMMITMENTS = """
    id,response,summary,due_on,strength
    c1,a1,Buy *trees*,2025-12,will
    c2,a1,Plant them,2025-12-31,will
"""
TABLES = {
    "sessions": SESSIONS,
    "promises": PROMISES,
    "promise_events": EVENTS,
    "responses": RESPONSES,
    "commitments": COMMITMENTS,
}


def site_of(url: str = URL, **tables: str) -> Site:
    made = tables_of(**tables)
    return made_site(made, date(2025, 1, 10), name="The Record", url=url, description="")


def calendars_of(site: Site) -> dict[str, bytes]:
    made = calendar.make(site)
    return {file.path: file.content for file in made if isinstance(file.content, bytes)}


def read(content: bytes) -> list[Any]:
    """Read a calendar; every line must be ended and folded as RFC 5545, section 3.1, asks."""
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    found = vobject.readOne(content.decode())
    found.validate(raiseException=True)
    return list(found.vevent_list)


def test_sessions_and_deadlines_are_whole_days_in_plain_words() -> None:
    events = read(calendars_of(site_of(**TABLES))["feeds/demo.ics"])
    assert [(e.summary.value, e.dtstart.value, e.dtend.value) for e in events] == [
        ("Beginning of Demo", date(2024, 1, 13), date(2024, 1, 14)),
        ("Land, and who; owns it · Demo", date(2024, 1, 13), date(2024, 1, 15)),
        ("Session 2 · Demo", date(2024, 2, 10), date(2024, 2, 11)),
        ("Due from Town council: Answer by a date · Demo", date(2024, 10, 27), date(2024, 10, 28)),
        ("Report on progress due from Town council · Demo", date(2024, 10, 30), date(2024, 10, 31)),
        ("Report on progress due from Town council · Demo", date(2025, 4, 30), date(2025, 5, 1)),
        ("To be done by Town council: 2 commitments · Demo", date(2025, 12, 31), date(2026, 1, 1)),
    ]
    first, answer, work = events[1], events[3], events[-1]
    assert (first.location.value, first.url.value) == ("Town hall", f"{URL}demo/sessions/s1/")
    assert first.dtstamp.value == datetime(2024, 2, 1, tzinfo=UTC), "the day on which its source was read"
    assert answer.description.value == "“We answer, soon”\nAs this record has it: Kept."
    assert work.description.value == "Buy trees\nPlant them"


def test_ids_are_unique_and_stay_when_the_record_grows() -> None:
    few, more = site_of(sessions=SESSIONS), replace(site_of(**TABLES), as_of=date(2027, 1, 1))
    before, after = ([e.uid.value for e in read(calendars_of(site)["feeds/demo.ics"])] for site in (few, more))
    assert len(after) == len(set(after))
    assert set(before) < set(after)
    assert "tag:folkmoot.invalid,2026:demo/sessions/s1/#session" in before


def test_a_calendar_is_never_empty_and_needs_no_public_address() -> None:
    made = calendars_of(site_of(url=""))
    for path in ("feeds/demo.ics", "feeds/all.ics"):
        (only,) = read(made[path])
        assert (only.uid.value, hasattr(only, "url")) == ("tag:folkmoot.invalid,2026:demo/#start", False)


def test_every_calendar_of_a_whole_record_can_be_read() -> None:
    site = frozen.site(url=URL)
    found = {path: read(content) for path, content in calendars_of(site).items()}
    assert set(found) == {f"feeds/{name}.ics" for name in ("all", *site.record.by_id)}
    assert all(found.values())
    assert not any("riverbend" in event.uid.value for event in found["feeds/all.ics"]), "invented ones are left out"
    assert {event.dtend.value >= date(2025, 11, 22) for event in found["feeds/all.ics"]} == {True}
