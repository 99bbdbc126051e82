"""The promise ledger: what was promised, what the record shows of it, and what was said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil

from folkmoot.data.dates import add_months
from folkmoot.measures.axes import FourAxes
from folkmoot.measures.due import Owed, binds_each, deadline, is_withdrawn
from folkmoot.record.assembly import Assembly
from folkmoot.record.entities import Promise
from folkmoot.record.outcomes import Recommendation, Response

Standings = Mapping[str, FourAxes]


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
        if self.stated == "withdrawn":
            return "withdrawn"
        return self.computed or self.stated or ("not_recorded" if self.needs else "open")

    @property
    def is_disputed(self) -> bool:
        """Tell whether what was said differs from what the record shows."""
        pair = (self.computed, self.stated)
        return None not in pair and self.stated != "withdrawn" and self.computed not in (self.stated, "open")


def ledger(assembly: Assembly, standings: Standings, as_of: date) -> tuple[PromiseEntry, ...]:
    """Enter every promise that was made by the day `as_of`, oldest first."""
    made = (promise for promise in assembly.promises if promise.stated_on.first <= as_of)
    return tuple(_entry(assembly, promise, standings, as_of) for promise in made)


def _entry(assembly: Assembly, promise: Promise, standings: Standings, as_of: date) -> PromiseEntry:
    due_on = deadline(assembly, promise)
    needs = _needs(assembly, promise, as_of)
    counter = _COUNTERS.get(promise.kind)
    tally = counter(assembly, promise, standings, as_of) if counter and needs is None else None
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
        return "kept_late" if tally.late else "kept"
    if not tally.missed or (due_on is not None and as_of <= due_on):
        return "open"
    return "kept_in_part" if tally.met + tally.late else "broken"


def _needs(assembly: Assembly, promise: Promise, as_of: date) -> str | None:
    """Name the first table that must be complete to judge a promise and isn't."""
    if promise.kind in _ANSWERED and _covering(assembly, promise, as_of) is not None:
        return None
    return next((t for t in _TABLES.get(promise.kind, ()) if not assembly.recorded(t).is_complete), None)


def _covering(assembly: Assembly, promise: Promise, as_of: date) -> Response | None:
    """Find a point-by-point answer to the whole that says how many recommendations it covers."""
    own = (r for r in assembly.whole_responses if r.authority.id == promise.authority.id)
    return next((r for r in own if r.point_by_point and r.covers and r.date.first <= as_of), None)


def _count_answers(assembly: Assembly, promise: Promise, standings: Standings, as_of: date) -> Obligations:
    """Count one obligation for each adopted recommendation that the authority is to answer, or one for the whole."""
    due_on = deadline(assembly, promise)
    covering = _covering(assembly, promise, as_of)
    if covering is not None and not assembly.recorded("recommendations").is_complete:
        n = covering.covers or 0
        return _counted([covering.date.first] * n, n, due_on, as_of)
    if not binds_each(promise):
        return _counted(_first_of_any(assembly, promise, as_of), 1, due_on, as_of)
    owed = [o for s in standings.values() for o in s.owed if o.authority.id == promise.authority.id]
    adopted = [o for o in owed if _is_owed(o)]
    return _counted([o.first.date.first for o in adopted if o.first], len(adopted), due_on, as_of)


def _is_owed(owed: Owed) -> bool:
    return owed.state != "not_recorded"


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
    """Count one obligation for each refusal by the authority; it is met where a reason was given with it."""
    own = [r for r in assembly.responses if r.authority.id == promise.authority.id and r.date.first <= as_of]
    refused = [r for r in own if r.position == "rejected"]
    met = sum(bool(r.text) and r.refusal_reason is not None for r in refused)
    return Obligations(len(refused), met, 0, len(refused) - met)


def _count_reports(assembly: Assembly, promise: Promise, standings: Standings, as_of: date) -> Obligations:
    """Count one obligation for each interval that is over; it is met where the authority reported within it."""
    start = assembly.reported_on or assembly.ends_on
    if start is None or not promise.every_months:
        return Obligations(0, 0, 0, 0)
    days = _reports(assembly, as_of)
    met = missed = 0
    begin, number = start.last, 1
    while (end := add_months(start.last, number * promise.every_months)) < as_of:
        found = any(begin < day <= end for day in days)
        met, missed = met + found, missed + (not found)
        begin, number = end, number + 1
    return Obligations(met + missed, met, 0, missed)


def _reports(assembly: Assembly, as_of: date) -> set[date]:
    """List the days on which an authority reported, in the follow-up log or by progress that it assessed itself."""
    logged = {e.date.last for e in assembly.follow_up if e.kind == "report"}
    seen = {
        p.date.last
        for r in assembly.recommendations
        for p in r.progress
        if p.assessor_kind in ("authority", "parliament")
    }
    return {day for day in logged | seen if day <= as_of}


def _count_delivered(assembly: Assembly, promise: Promise, standings: Standings, as_of: date) -> Obligations:
    """Count the adopted recommendations that the promised share covers, and how many of them are delivered."""
    adopted = [r for r in assembly.recommendations if counts_for_delivery(r)]
    share = 100.0 if promise.kind == "implement_all" else (promise.share_percent or 0.0)
    due = ceil(len(adopted) * share / 100)
    delivered = sum(standings[r.id].done.state == "delivered" for r in adopted)
    met = min(due, delivered)
    due_on = deadline(assembly, promise)
    over = due_on is not None and as_of > due_on
    return Obligations(due, met, 0, due - met if over else 0)


def counts_for_delivery(recommendation: Recommendation) -> bool:
    """Tell whether a recommendation is one that can be carried out by itself: adopted, and no goal or condition."""
    return recommendation.is_adopted and recommendation.kind not in ("goal", "condition", "statement")


def _count_reconvened(assembly: Assembly, promise: Promise, standings: Standings, as_of: date) -> Obligations:
    """Count one obligation: that the members were called together again."""
    days = sorted(e.date.first for e in assembly.follow_up if e.kind == "reconvening" and e.date.first <= as_of)
    return _counted(days[:1], 1, deadline(assembly, promise), as_of)


Counter = Callable[[Assembly, Promise, Standings, date], Obligations]

_ANSWERED = frozenset({"respond_publicly", "respond_point_by_point", "respond_by_date"})
_COUNTERS: Mapping[str, Counter] = {
    "respond_publicly": _count_answers,
    "respond_point_by_point": _count_answers,
    "respond_by_date": _count_answers,
    "give_reasons": _count_reasons,
    "report_progress": _count_reports,
    "implement_share": _count_delivered,
    "implement_all": _count_delivered,
    "reconvene_members": _count_reconvened,
}
_TABLES: Mapping[str, tuple[str, ...]] = {
    "respond_publicly": ("recommendations", "responses"),
    "respond_point_by_point": ("recommendations", "responses"),
    "respond_by_date": ("recommendations", "responses"),
    "give_reasons": ("responses",),
    "report_progress": ("progress", "follow_up_events"),
    "implement_share": ("recommendations", "progress"),
    "implement_all": ("recommendations", "progress"),
    "reconvene_members": ("follow_up_events",),
}


def next_report(assembly: Assembly, promise: Promise, as_of: date) -> date | None:
    """Give the day by which the next report on progress is due, or None where none was promised."""
    start = assembly.reported_on or assembly.ends_on
    if start is None or not promise.every_months or promise.kind != "report_progress":
        return None
    number = 1
    while (end := add_months(start.last, number * promise.every_months)) < as_of:
        number += 1
    return end
