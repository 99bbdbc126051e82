"""Rules about the hours of an agenda: their order, and hours that a change of the clocks leaves out or gives twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise

from folkmoot.data.messages import N_, Named, quoted
from folkmoot.data.problems import Severity
from folkmoot.data.rules.rule import Finding, finding, rule
from folkmoot.data.rules.values import day, grouped, number, worked_out
from folkmoot.data.tables import Row, Tables

_LONGEST = 31
"""The days of a session that are looked at; a longer one is a period, not a meeting."""


@rule("agenda-order", Severity.WARNING)
def items_follow_each_other(tables: Tables) -> Iterator[Finding]:
    """Each item of an agenda begins after the one before it.

    A session of several days begins anew on each of them. An hour that runs backwards is mistyped, or the order is;
    two items that begin at once overlap.
    """
    for assembly in tables.assemblies:
        for (name,), rows in grouped(tables.rows(assembly, "agenda"), "session").items():
            session = tables.resolve(assembly, "sessions", str(name))
            mornings = _length(session) - 1 if session else None
            steps = list(_steps_back(rows)) if mornings is not None else []
            yield from (_earlier(before, row) for before, row in steps[mornings or 0 :])


def _length(session: Row) -> int:
    """Count the days of a session, as many as there can be."""
    first, last = day(session, "starts_on"), day(session, "ends_on")
    if first is None:
        return _LONGEST
    return max(1, ((last or first).last - first.first).days + 1)


def _steps_back(rows: tuple[Row, ...]) -> Iterator[tuple[Row, Row]]:
    """Give each item that doesn't begin after the one before it, with that one."""
    timed = sorted((row for row in rows if _hour(row)), key=lambda row: number(row, "order") or 0)
    for before, row in pairwise(timed):
        if row.text("starts_at") <= before.text("starts_at"):
            yield before, row


def _earlier(before: Row, row: Row) -> Finding:
    sentence = N_("must be after %(time)s, when the item in line %(line)s begins, got %(found)s")
    hint = N_("correct the hour or the order; what groups do at the same time goes into one item")
    time_before, found = before.shown("starts_at"), quoted(row.text("starts_at"))
    return finding(row, "starts_at", sentence, hint, time=time_before, line=before.line, found=found)


def _hour(row: Row) -> time | None:
    """Give the time of day at which an item begins."""
    stated = row["starts_at"]
    return time.fromisoformat(stated) if isinstance(stated, str) else None


@rule("agenda-hour-missing")
def hours_exist(tables: Tables) -> Iterator[Finding]:
    """No item begins at an hour that the clocks pass over.

    In the night in which summer time begins an hour is missing, in the time zone of the settings: a calendar would
    show the item at another one.
    """
    for row, changed in _at_a_change(tables, forward=True):
        sentence = N_("must be an hour that there is, got %(found)s, which the clocks pass over on %(day)s (%(zone)s)")
        hint = N_("correct it, or time_zone in the settings")
        found, zone = quoted(row.text("starts_at")), str(tables.zone)
        yield finding(row, "starts_at", sentence, hint, found=found, day=_shown_day(tables, changed), zone=zone)


@rule("agenda-hour-twice", Severity.WARNING)
def hours_come_once(tables: Tables) -> Iterator[Finding]:
    """An item doesn't begin at an hour that comes twice.

    In the night in which summer time ends an hour comes twice, in the time zone of the settings, and nothing says
    which of the two is meant.
    """
    for row, changed in _at_a_change(tables, forward=False):
        sentence = N_("is %(found)s, an hour that comes twice on %(day)s, when the clocks go back (%(zone)s)")
        hint = N_("correct it, or leave it out and say in the title which hour is meant")
        found, zone = quoted(row.text("starts_at")), str(tables.zone)
        yield finding(row, "starts_at", sentence, hint, found=found, day=_shown_day(tables, changed), zone=zone)


def _shown_day(tables: Tables, changed: date) -> Named:
    sessions = tables.schemas["sessions"]
    return worked_out(changed.isoformat(), (sessions, "starts_on"), (sessions, "ends_on"))


def _at_a_change(tables: Tables, *, forward: bool) -> Iterator[tuple[Row, date]]:
    """Give each item at an hour that a change of the clocks leaves out (`forward`) or gives twice, with the day."""
    zone = tables.zone
    for row in tables.every("agenda") if zone else ():
        hour = _hour(row)
        session = tables.resolve(row.assembly, "sessions", row.text("session")) if hour else None
        for one in _days(session) if session else ():
            if zone and hour and _changes(zone, one) and _shift(zone, datetime.combine(one, hour)) == forward:
                yield row, one
                break


def _days(session: Row) -> Iterator[date]:
    """List the days of a session, none where they aren't known."""
    first, last = day(session, "starts_on"), day(session, "ends_on") or day(session, "starts_on")
    if first and last and first.is_exact and last.is_exact:
        length = min((last.last - first.first).days + 1, _LONGEST)
        yield from (first.first + timedelta(days=n) for n in range(length))


@lru_cache(maxsize=4096)
def _changes(zone: tzinfo, one: date) -> bool:
    """Tell whether the clocks change on a day."""
    midnight = datetime.combine(one, time(), zone)
    return midnight.utcoffset() != (midnight + timedelta(days=1)).utcoffset()


def _shift(zone: tzinfo, moment: datetime) -> bool | None:
    """Tell whether an hour is passed over (True) or comes twice (False); None where it comes once.

    Of an hour that is passed over, the reading by the clocks after the change (`fold`) lies further from UTC, of one
    that comes twice nearer. (https://peps.python.org/pep-0495/)
    """
    before, after = (moment.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    if before is None or after is None or before == after:
        return None
    return after > before


RULES = (items_follow_each_other, hours_exist, hours_come_once)
