"""Calendars (iCalendar, RFC 5545) of sessions and deadlines, for each assembly and for the whole site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import quote

from folkmoot.data.dates import PartialDate, add_months
from folkmoot.data.vocabulary import counts_as
from folkmoot.measures import ledger
from folkmoot.measures.due import is_withdrawn
from folkmoot.measures.figures import Figures
from folkmoot.record.assembly import Assembly
from folkmoot.record.entities import Authority, Promise, Provenance
from folkmoot.record.outcomes import Commitment, Recommendation
from folkmoot.web import templates
from folkmoot.web.site import Site, SiteFile
from folkmoot.web.templates import Environment

FOLDER = "feeds"
WHOLE = "all"
_PRODUCT = "-//folkmoot//the record of citizens' assemblies//EN"
_PAST = timedelta(days=365)
"""How far back the calendar of the whole site goes; that of an assembly holds all of its days."""


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One entry: whole days from `first` to `last`, both included.

    `id` tells it from all others for ever, `page` is the address below the root of the page that shows it, and `known`
    the day since when the record says so.
    """

    id: str
    first: date
    last: date
    known: date
    title: str
    page: str
    more: str = ""
    place: str = ""


def make(site: Site) -> Iterator[SiteFile]:
    """Make `feeds/all.ics` and `feeds/<assembly>.ics`.

    The one of the site begins a year before the day of the record and leaves out assemblies that were invented. A
    calendar has at least one entry (RFC 5545, section 3.6): for want of any other, the last day that is known.
    """
    words = _Words(site.env)
    every: list[CalendarEntry] = []
    newest: list[CalendarEntry] = []
    for assembly in site.record.assemblies:
        entries = _in_order(of_assembly(site.figures[assembly.id], words))
        yield SiteFile(f"{FOLDER}/{assembly.id}.ics", _written(site, words("assembly_title", assembly), entries))
        every += entries
        newest += [e for e in entries if not assembly.invented and e.last >= site.as_of - _PAST]
    listed = _in_order(newest or _in_order(every)[-1:])
    yield SiteFile(f"{FOLDER}/{WHOLE}.ics", _written(site, words("whole_title", site), listed))


def _in_order(entries: Iterable[CalendarEntry]) -> list[CalendarEntry]:
    return sorted(entries, key=lambda entry: (entry.first, entry.id))


class _Words:
    """Gives the words of `parts/calendar.html` as plain text, which templates escape."""

    def __init__(self, env: Environment) -> None:
        self._macros: Any = templates.macros(env, "parts/calendar.html")

    def __call__(self, macro: str, *given: Any) -> str:
        return unescape(getattr(self._macros, macro)(*given)).strip()


def of_assembly(figures: Figures, words: _Words) -> Iterator[CalendarEntry]:
    """List the days of an assembly.

    Its beginning takes as many days as it may mean, everything else is listed only where it is known to the day. A
    promise that was taken back is left out.
    """
    assembly = figures.assembly
    page, began = f"{assembly.id}/", assembly.starts_on
    title = words("start", assembly)
    yield CalendarEntry(f"{page}#start", began.first, began.last, _known(assembly.at, began.first), title, page)
    yield from _sessions(assembly, words)
    yield from _promises(figures, words)
    yield from _commitments(assembly, words)
    yield from _requested(assembly, words)
    for event in assembly.follow_up:
        if counts_as(event.kind, "follow_up_events.kind", "in_calendar") and event.date.is_exact:
            day = event.date.first
            name = f"{page}#follow_up-{quote(f'{event.date}-{event.kind}-{event.title}', safe='-')}"
            yield CalendarEntry(name, day, day, _known(event.at, day), words("follow_up", event, assembly), page)


def _sessions(assembly: Assembly, words: _Words) -> Iterator[CalendarEntry]:
    for one in assembly.sessions:
        if not one.starts_on.is_exact:
            continue
        page, first = f"{assembly.id}/sessions/{one.id}/", one.starts_on.first
        last = one.ends_on.first if one.ends_on and one.ends_on.is_exact else first
        title, known = words("session", one, assembly), _known(one.at, first)
        yield CalendarEntry(f"{page}#session", first, max(first, last), known, title, page, place=one.place or "")


def _promises(figures: Figures, words: _Words) -> Iterator[CalendarEntry]:
    """List the days by which promises were to be kept, and those on which a report on progress was or is due."""
    assembly, as_of = figures.assembly, figures.as_of
    page = f"{assembly.id}/promises/"
    for entry in figures.ledger:
        promise, known = entry.promise, _known(entry.promise.at, entry.promise.stated_on.first)
        name = f"{page}#promise-{promise.id}"
        if is_withdrawn(promise, as_of):
            continue
        if entry.due_on is not None:
            more = words("stated", promise, entry.state)
            yield CalendarEntry(
                name, entry.due_on, entry.due_on, known, words("promise", promise, assembly), page, more
            )
        for day in _reports(assembly, promise, as_of):
            yield CalendarEntry(f"{name}-report-{day}", day, day, known, words("report", promise, assembly), page)


def _reports(assembly: Assembly, promise: Promise, as_of: date) -> Iterator[date]:
    """List the days by which a report on progress was due, and the next one."""
    following = ledger.next_report(assembly, promise, as_of)
    start = assembly.reported_on or assembly.ends_on
    if following is None or start is None or not promise.every_months:
        return
    number = 1
    while (day := add_months(start.last, number * promise.every_months)) <= following:
        yield day
        number += 1


def _commitments(assembly: Assembly, words: _Words) -> Iterator[CalendarEntry]:
    """List the days by which something was to be done; one entry for all that an authority is to do by one day."""
    found: dict[tuple[str, date], tuple[Authority, list[Commitment], list[date]]] = {}
    for response in assembly.responses:
        for one in response.commitments:
            if one.due_on is not None:
                key = (response.authority.id, one.due_on.last)
                _, listed, days = found.setdefault(key, (response.authority, [], []))
                listed.append(one)
                days.append(_known(one.at, response.date.first))
    page = f"{assembly.id}/answers/"
    for (name, day), (authority, listed, days) in found.items():
        title, more = words("committed", authority, listed, assembly), words("commitments", listed)
        yield CalendarEntry(f"{page}#commitments-{quote(name, safe='')}-{day}", day, day, max(days), title, page, more)


def _requested(assembly: Assembly, words: _Words) -> Iterator[CalendarEntry]:
    """List the days by which the assembly asks for something to be done; one entry for each day."""
    found: dict[date, list[Recommendation]] = {}
    for one in assembly.recommendations:
        if one.requested_by is not None and one.is_adopted:
            found.setdefault(one.requested_by.last, []).append(one)
    page, message = f"{assembly.id}/recommendations/", assembly.reported_on or assembly.ends_on or assembly.starts_on
    for day, listed in found.items():
        title, more = words("requested", listed, assembly), words("recommendations", listed)
        yield CalendarEntry(f"{page}#requested-{day}", day, day, _known(listed[0].at, message.first), title, page, more)


def _known(at: Provenance, day: date) -> date:
    """Give the day since when something is known: when its source was read, else the day that it is about."""
    read: PartialDate | None = at.retrieved_on
    return read.first if read is not None else day


def _written(site: Site, title: str, entries: Iterable[CalendarEntry]) -> bytes:
    """Write a calendar; lines are folded and texts escaped by the library, which is slow to load."""
    import icalendar

    made = icalendar.Calendar()
    made.add("version", "2.0")
    made.add("prodid", _PRODUCT)
    made.add("name", title)
    made.add("x-wr-calname", title)
    for entry in entries:
        made.add_component(_event(site, entry))
    written: bytes = made.to_ical()
    return written


def _event(site: Site, entry: CalendarEntry) -> Any:
    """Write one entry. Its last day is the one before `DTEND`; it takes up nobody's time.

    `DTSTAMP` says when it was last seen to, which can't be after the day of the record.
    """
    import icalendar

    known = min(entry.known, site.as_of)
    made = icalendar.Event()
    made.add("uid", f"{site.settings.namespace}{entry.id}")
    made.add("dtstamp", datetime(known.year, known.month, known.day, tzinfo=UTC))
    made.add("dtstart", entry.first)
    made.add("dtend", entry.last + timedelta(days=1))
    made.add("summary", entry.title)
    for name, text in _further(site, entry):
        made.add(name, text)
    made.add("transp", "TRANSPARENT")
    return made


def _further(site: Site, entry: CalendarEntry) -> Sequence[tuple[str, str]]:
    address = f"{site.settings.url}{entry.page}" if site.settings.url else ""
    found = (("description", entry.more), ("location", entry.place), ("url", address))
    return [(name, text) for name, text in found if text]
