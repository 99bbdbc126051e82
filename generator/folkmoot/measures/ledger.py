"""The promise ledger: what was promised, what the record shows of it, and what was said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil

from folkmoot.data.dates import add_months
from folkmoot.data.vocabulary import behaviour, counts_as, of
from folkmoot.measures.axes import FourAxes
from folkmoot.measures.due import (
    NOT_RECORDED,
    binds_each,
    deadline,
    fate_of,
    firm_deadline,
    is_taken_back,
    is_withdrawn,
)
from folkmoot.record.assembly import Assembly
from folkmoot.record.entities import Promise
from folkmoot.record.outcomes import FollowUp, Recommendation, Response

Standings = Mapping[str, FourAxes]

OPEN = "open"
"""What the ledger says while nothing is known; it stands in `vocabularies/promised.yaml`."""


@dataclass(frozen=True, slots=True)
class Obligations:
    """A promise's own obligations: how many there are, met in time, met late, and missed though the time is over."""

    due: int
    met: int
    late: int
    missed: int


@dataclass(frozen=True, slots=True)
class PromiseEntry:
    """One promise in the ledger.

    `tally` is None where the record can't show whether it was kept: a table that it needs is incomplete, or its kind
    can only be told by events. `computed` is the state that follows from the tally, `stated` the last one that was
    recorded as an event; `state` is the one that the ledger shows. `needs` names the table that is incomplete.
    """

    promise: Promise
    due_on: date | None
    before_start: bool
    tally: Obligations | None
    computed: str | None
    stated: str | None
    needs: str | None

    @property
    def state(self) -> str:
        """Choose what to show: withdrawn where it was taken back, else what the record shows, else what was said.

        Where neither is known, it is open, or not recorded if the record lacks what could tell.
        """
        if self.stated and is_taken_back(self.stated):
            return self.stated
        return self.computed or self.stated or (NOT_RECORDED if self.needs else OPEN)

    @property
    def is_disputed(self) -> bool:
        """Tell whether what was said differs from what the record shows."""
        if self.computed in (None, OPEN) or self.stated is None or self.is_withdrawn:
            return False
        return fate_of(self.computed) != fate_of(self.stated)

    @property
    def is_withdrawn(self) -> bool:
        """Tell whether it was taken back."""
        return is_taken_back(self.stated)

    @property
    def is_open(self) -> bool:
        """Tell whether nothing is known yet of what became of it."""
        return self.state == OPEN

    @property
    def is_recorded(self) -> bool:
        """Tell whether the record can say what became of it."""
        return self.state != NOT_RECORDED

    @property
    def binds_each(self) -> bool:
        """Tell whether it holds for each recommendation, or once for the whole."""
        return binds_each(self.promise)

    @property
    def counted_by(self) -> str:
        """Name the way in which a promise of its kind is counted; by events where no table can show it."""
        return counted_by(self.promise)


def ledger(assembly: Assembly, standings: Standings, as_of: date) -> tuple[PromiseEntry, ...]:
    """Enter every promise that was made by the day `as_of`, oldest first."""
    made = (promise for promise in assembly.promises if promise.stated_on.first <= as_of)
    return tuple(_entry(assembly, promise, standings, as_of) for promise in made)


def _entry(assembly: Assembly, promise: Promise, standings: Standings, as_of: date) -> PromiseEntry:
    due_on = deadline(assembly, promise)
    counter = _COUNTERS.get(counted_by(promise))
    needs = _needs(assembly, promise, as_of)
    tally = counter(assembly, promise, standings, as_of) if counter and needs is None else None
    if tally and (tally.missed or _has_lapsed(assembly, promise, tally, as_of)):
        needs = _unwitnessed(assembly, promise)
        tally = None if needs else tally
    message = [event.state for event in promise.events if event.date.first <= as_of]
    return PromiseEntry(
        promise=promise,
        due_on=due_on,
        before_start=promise.stated_on.last < assembly.starts_on.first,
        tally=None if is_withdrawn(promise, as_of) else tally,
        computed=_state(tally, due_on, as_of) if tally and not is_withdrawn(promise, as_of) else None,
        stated=message[-1] if message else None,
        needs=needs if counter else None,
    )


def _state(tally: Obligations, due_on: date | None, as_of: date) -> str:
    """Work the state out: kept, kept late or kept in part, broken once the time is over, open until then."""
    if tally.due and tally.met + tally.late >= tally.due:
        return _fate("too_late" if tally.late else "in_time")
    if not tally.missed or (due_on is not None and as_of <= due_on):
        return OPEN
    return _fate("in_part" if tally.met + tally.late else "missed")


def _fate(name: str) -> str:
    """Give the state that stands for a fate."""
    return of("promise_events.state").naming("fate", name)[0]


def counted_by(promise: Promise) -> str:
    """Name the way in which the obligations of a promise are counted."""
    return behaviour(promise.kind, "promises.kind", "counted_by") or ""


def _needs(assembly: Assembly, promise: Promise, as_of: date) -> str | None:
    """Name the first table that must be complete to judge a promise and isn't."""
    way = counted_by(promise)
    if way == "answers" and _covering(assembly, promise, as_of) is not None:
        return None
    if way == "reasons" and any(not _words(refusal) for refusal in _refusals(assembly, promise, as_of)):
        return "responses"
    return next((t for t in _TABLES.get(way, ()) if not assembly.recorded(t).is_complete), None)


def _has_lapsed(assembly: Assembly, promise: Promise, tally: Obligations, as_of: date) -> bool:
    """Tell whether a day has passed that may not have been the last, since the day of the report isn't recorded."""
    due_on = deadline(assembly, promise)
    open_still = tally.met + tally.late < tally.due
    return open_still and firm_deadline(assembly, promise) is None and due_on is not None and due_on < as_of


def _unwitnessed(assembly: Assembly, promise: Promise) -> str | None:
    """Name the first table that would have to be checked after a promise's last day to call it broken, and wasn't.

    That it was not taken back must be known as well. A promise without a last day is missed by what stands in the
    record, not by silence, or by intervals that were counted up to the check.
    """
    due_on = firm_deadline(assembly, promise) or deadline(assembly, promise)
    tables = (*_TABLES.get(counted_by(promise), ()), "promise_events")
    if due_on is None:
        return next((t for t in tables if not assembly.recorded(t).is_complete), None)
    firm = firm_deadline(assembly, promise) is not None
    return next((t for t in tables if not (firm and assembly.is_witness(due_on, t))), None)


def _covering(assembly: Assembly, promise: Promise, as_of: date) -> Response | None:
    """Find a point-by-point answer to the whole that says how many recommendations it covers."""
    own = (r for r in assembly.whole_responses if r.authority.id == promise.authority.id)
    return next((r for r in own if r.point_by_point and r.covers and r.date.first <= as_of), None)


def _count_answers(assembly: Assembly, promise: Promise, standings: Standings, as_of: date) -> Obligations:
    """Count one obligation for each adopted recommendation that the authority is to answer, or one for the whole."""
    due_on = firm_deadline(assembly, promise)
    covering = _covering(assembly, promise, as_of)
    if covering is not None and not assembly.recorded("recommendations").is_complete:
        n = covering.covers or 0
        return _counted([covering.date.first] * n, n, due_on, as_of)
    if not binds_each(promise):
        return _counted(_first_of_any(assembly, promise, as_of), 1, due_on, as_of)
    owed = [o for s in standings.values() for o in s.owed if o.authority.id == promise.authority.id]
    adopted = [o for o in owed if o.is_recorded]
    return _counted([o.first.date.first for o in adopted if o.first], len(adopted), due_on, as_of)


def _first_of_any(assembly: Assembly, promise: Promise, as_of: date) -> list[date]:
    days = [r.date.first for r in assembly.responses if r.authority.id == promise.authority.id]
    return sorted(day for day in days if day <= as_of)[:1]


def _counted(days: Iterable[date], due: int, due_on: date | None, as_of: date) -> Obligations:
    listed = list(days)
    met = sum(due_on is None or day <= due_on for day in listed)
    late = len(listed) - met
    over = due_on is not None and as_of > due_on
    return Obligations(due, met, late, due - met - late if over else 0)


def _count_reasons(assembly: Assembly, promise: Promise, standings: Standings, as_of: date) -> Obligations:
    """Count one obligation for each refusal by the authority; it is met where a reason was given with it.

    A refusal whose words aren't recorded doesn't count as one without a reason: what is missing is ours.
    """
    refused = _refusals(assembly, promise, as_of)
    met = sum(r.refusal_reason is not None for r in refused)
    return Obligations(len(refused), met, 0, len(refused) - met)


def _words(response: Response) -> str | None:
    return response.quote or response.summary


def _refusals(assembly: Assembly, promise: Promise, as_of: date) -> list[Response]:
    own = [r for r in assembly.responses if r.authority.id == promise.authority.id and r.date.first <= as_of]
    return [r for r in own if counts_as(r.position, "responses.position", "refuses")]


def _count_reports(assembly: Assembly, promise: Promise, standings: Standings, as_of: date) -> Obligations:
    """Count one obligation for each interval that is over; it is met where the authority reported within it."""
    start = assembly.reported_on
    if start is None or not promise.every_months:
        return Obligations(0, 0, 0, 0)
    days = _reports(assembly, as_of)
    met = missed = 0
    begin, number = start.last, 1
    until = _last_check(assembly, "progress", "follow_up_events", as_of=as_of)
    while (end := add_months(start.last, number * promise.every_months)) < until:
        found = any(begin < day <= end for day in days)
        met, missed = met + found, missed + (not found)
        begin, number = end, number + 1
    return Obligations(met + missed, met, 0, missed)


def _last_check(assembly: Assembly, *tables: str, as_of: date) -> date:
    """Give the last day of which it is known what isn't in some tables: that of the earliest check, at most `as_of`."""
    checks = (assembly.recorded(table).checked_on for table in tables)
    return min([as_of, *(day.first for day in checks if day is not None)])


def _reports(assembly: Assembly, as_of: date) -> set[date]:
    """List the days on which an authority reported, in the follow-up log or by progress that it assessed itself."""
    logged = {e.date.last for e in assembly.follow_up if counts_as(e.kind, "follow_up_events.kind", "is_report")}
    seen = {
        p.date.last
        for r in assembly.recommendations
        for p in r.progress
        if counts_as(p.assessor_kind, "progress.assessor_kind", "reports_itself")
    }
    return {day for day in logged | seen if day <= as_of}


def _count_delivered(assembly: Assembly, promise: Promise, standings: Standings, as_of: date) -> Obligations:
    """Count the adopted recommendations that the promised share covers, and how many of them are delivered."""
    adopted = [r for r in assembly.recommendations if counts_for_delivery(r)]
    share = (promise.share_percent or 0.0) if promise.kind in of("promises.kind").needing("share_percent") else 100.0
    due = ceil(len(adopted) * share / 100)
    delivered = sum(standings[r.id].done.is_delivered for r in adopted)
    met = min(due, delivered)
    due_on = firm_deadline(assembly, promise)
    over = due_on is not None and as_of > due_on
    return Obligations(due, met, 0, due - met if over else 0)


def counts_for_delivery(recommendation: Recommendation) -> bool:
    """Tell whether a recommendation is one that can be carried out by itself: adopted, and no goal or condition."""
    return recommendation.is_adopted and not recommendation.asks_nobody


def _count_reconvened(assembly: Assembly, promise: Promise, standings: Standings, as_of: date) -> Obligations:
    """Count one obligation: that the members were called together again."""
    days = sorted(e.date.first for e in reconvenings(assembly) if e.date.first <= as_of)
    return _counted(days[:1], 1, firm_deadline(assembly, promise), as_of)


def reconvenings(assembly: Assembly) -> list[FollowUp]:
    """List the days on which the members were called together again."""
    return [e for e in assembly.follow_up if counts_as(e.kind, "follow_up_events.kind", "is_reconvening")]


Counter = Callable[[Assembly, Promise, Standings, date], Obligations]

_COUNTERS: Mapping[str, Counter] = {
    "answers": _count_answers,
    "reasons": _count_reasons,
    "reports": _count_reports,
    "delivery": _count_delivered,
    "reconvening": _count_reconvened,
}
_TABLES: Mapping[str, tuple[str, ...]] = {
    "answers": ("recommendations", "responses"),
    "reasons": ("responses",),
    "reports": ("progress", "follow_up_events"),
    "delivery": ("recommendations", "progress"),
    "reconvening": ("follow_up_events",),
}
"""By the way in which a promise is counted, which its kind names in the schema: how, and from which tables."""


def next_report(assembly: Assembly, promise: Promise, as_of: date) -> date | None:
    """Give the day by which the next report on progress is due, or None where none was promised."""
    start = assembly.reported_on or assembly.ends_on
    if start is None or not promise.every_months or counted_by(promise) != "reports":
        return None
    number = 1
    while (end := add_months(start.last, number * promise.every_months)) < as_of:
        number += 1
    return end
