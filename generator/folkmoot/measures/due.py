"""What each authority owes on each recommendation, and since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from folkmoot.data.dates import PartialDate, add_days, add_months
from folkmoot.data.vocabulary import behaviour, counts_as, of
from folkmoot.record.assembly import Assembly
from folkmoot.record.entities import Authority, Promise
from folkmoot.record.outcomes import Recommendation, Response

AS_A_WHOLE = "answered_as_a_whole"
AWAITING = "awaiting_response"
OVERDUE = "response_overdue"
NOT_OWED = "not_owed"
NOT_RECORDED = "not_recorded"
"""What is said of an answer that isn't on record one by one; they stand in `vocabularies/answered.yaml`."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One answer that one authority owes on one recommendation.

    `state` is the position of the latest answer where there is one, else: `answered_as_a_whole` (a point-by-point
    answer to the whole report covers it, its position isn't recorded), `awaiting_response` (none had come when the
    record was last checked), `response_overdue` (nor had one been given after its last day), or `not_recorded` where
    the record of answers is incomplete or where nobody named the authority, so that nothing can be said. `days`
    counts how late an answer was or how long it is overdue; 0 where it is neither. `is_unchecked` tells that its last
    day has passed, and nobody has looked since.
    """

    authority: Authority
    responses: tuple[Response, ...]
    whole: Response | None
    due_on: date | None
    state: str
    days: int
    is_unchecked: bool = False

    @property
    def latest(self) -> Response | None:
        """Give the latest answer, or None."""
        return self.responses[-1] if self.responses else None

    @property
    def first(self) -> Response | None:
        """Give the first answer of any form: to the recommendation itself, else to the whole."""
        return self.responses[0] if self.responses else self.whole

    @property
    def is_read(self) -> bool:
        """Tell whether an answer to the recommendation itself is on record."""
        return bool(self.responses)

    @property
    def is_unread(self) -> bool:
        """Tell whether all that is known is that an answer to the whole report covers it."""
        return self.state == AS_A_WHOLE

    @property
    def is_answered(self) -> bool:
        """Tell whether there is an answer of any form."""
        return self.first is not None

    @property
    def is_overdue(self) -> bool:
        """Tell whether it hasn't come although its day has passed."""
        return self.state == OVERDUE

    @property
    def is_awaited(self) -> bool:
        """Tell whether it hasn't come and isn't overdue."""
        return self.state == AWAITING

    @property
    def is_recorded(self) -> bool:
        """Tell whether the record can say anything of it."""
        return self.state != NOT_RECORDED


def deadline(assembly: Assembly, promise: Promise) -> date | None:
    """Work out the day by which a promise was to be kept, or None where it has no term.

    Days and months count from the day of the report, else from the assembly's last day; where those are known only
    to the month or year, from its end, in the authority's favour.
    """
    if promise.due_on is not None:
        return promise.due_on.last
    start = assembly.reported_on or assembly.ends_on
    if start is None:
        return None
    if promise.due_days is not None:
        return add_days(start.last, promise.due_days)
    return add_months(start.last, promise.due_months) if promise.due_months is not None else None


def firm_deadline(assembly: Assembly, promise: Promise) -> date | None:
    """Give the day after which silence counts: none while it isn't known from which day a promise counts.

    Where the day of the report isn't recorded, the assembly's last day stands for it on the page, but it is the
    earlier of the two, so nobody is late by it.
    """
    counts = promise.due_on is not None or assembly.reported_on is not None
    return deadline(assembly, promise) if counts else None


def answer_deadline(assembly: Assembly, authority: Authority, as_of: date) -> date | None:
    """Find the earliest day by which an authority has promised to answer each recommendation.

    A promise to answer the report as a whole binds nobody to answer a single recommendation, and one that was taken
    back binds nobody at all.
    """
    found = (
        firm_deadline(assembly, promise)
        for promise in assembly.promises
        if promise.authority.id == authority.id
        and asks_for_answers(promise)
        and binds_each(promise)
        and not is_withdrawn(promise, as_of)
    )
    return min((day for day in found if day is not None), default=None)


def asks_for_answers(promise: Promise) -> bool:
    """Tell whether a promise is about answers to recommendations."""
    return counts_as(promise.kind, "promises.kind", "asks_for_answers")


def binds_each(promise: Promise) -> bool:
    """Tell whether a promise holds for each recommendation.

    Where it doesn't say, a public answer is to the whole, and every other promise to each.
    """
    if promise.applies_to is None:
        return not counts_as(promise.kind, "promises.kind", "answers_the_whole")
    return behaviour(promise.applies_to, "promises.applies_to", "binds") == "for_each"


def is_withdrawn(promise: Promise, as_of: date) -> bool:
    """Tell whether the last thing that is known of a promise on the day `as_of` is that it was taken back."""
    message = [event.state for event in promise.events if event.date.first <= as_of]
    return bool(message) and is_taken_back(message[-1])


def is_taken_back(state: str | None) -> bool:
    """Tell whether a state of a promise says that it was taken back."""
    return fate_of(state) == "taken_back"


def fate_of(state: str | None) -> str | None:
    """Name what a state of a promise amounts to: in_time, too_late, in_part, missed or taken_back."""
    return behaviour(state, "promise_events.state", "fate")


def addressees(assembly: Assembly, recommendation: Recommendation) -> tuple[Authority, ...]:
    """List who owes an answer: whom it is addressed to, else who was given the report; and who answered anyway."""
    recipients = tuple(
        role.authority for role in assembly.roles if counts_as(role.role, "roles.role", "receives_report")
    )
    fallback = () if recommendation.asks_nobody else recipients
    named = recommendation.addressed_to or fallback
    answered = tuple(response.authority for response in recommendation.responses)
    return tuple({authority.id: authority for authority in (*named, *answered)}.values())


def owed(assembly: Assembly, recommendation: Recommendation, as_of: date) -> tuple[Owed, ...]:
    """List the answers that are owed on a recommendation on the day `as_of`, one for each authority.

    One adopted recommendation and one authority to which it is addressed make one answer. What wasn't adopted is
    owed none; an answer that was given all the same is listed.
    """
    authorities = addressees(assembly, recommendation) if recommendation.is_adopted else _answerers(recommendation)
    return tuple(_owed(assembly, recommendation, authority, as_of) for authority in authorities)


def _answerers(recommendation: Recommendation) -> tuple[Authority, ...]:
    return tuple({r.authority.id: r.authority for r in recommendation.responses}.values())


def _owed(assembly: Assembly, recommendation: Recommendation, authority: Authority, as_of: date) -> Owed:
    own = tuple(r for r in recommendation.responses if r.authority.id == authority.id and _is_past(r.date, as_of))
    own = tuple(sorted(own, key=lambda r: (r.round, r.date.first)))
    whole = _whole(assembly.whole_responses, authority, as_of)
    due_on = answer_deadline(assembly, authority, as_of)
    first = own[0] if own else whole
    if first is not None:
        state = (own[-1].position or unstated()) if own else AS_A_WHOLE
        return Owed(authority, own, whole, due_on, state, _days_late(due_on, first.date))
    if not _would_be_known(assembly, recommendation, authority):
        return Owed(authority, (), None, due_on, NOT_RECORDED, 0)
    if due_on is None or as_of <= due_on:
        return Owed(authority, (), None, due_on, AWAITING, 0)
    if not assembly.is_witness(due_on, *_WITNESSES):
        return Owed(authority, (), None, due_on, AWAITING, 0, is_unchecked=True)
    return Owed(authority, (), None, due_on, OVERDUE, (as_of - due_on).days)


_WITNESSES = ("responses", "promise_events")
"""What must be known to call an answer overdue: that none was given, and that the promise wasn't taken back."""


def _would_be_known(assembly: Assembly, recommendation: Recommendation, authority: Authority) -> bool:
    """Tell whether an answer would stand in the record if there were one.

    An answer to the whole of which it isn't known whether it goes point by point may be one. Who is named by nobody
    but was given the report may not be the one who was asked.
    """
    asked = any(named.id == authority.id for named in recommendation.addressed_to)
    unclear = any(r.authority.id == authority.id and r.point_by_point is None for r in assembly.whole_responses)
    return asked and not unclear and assembly.recorded("responses").is_complete


def unstated() -> str:
    """Give the position of an answer that takes none."""
    return of("responses.position").the("takes_no_position")


def _whole(responses: Iterable[Response], authority: Authority, as_of: date) -> Response | None:
    """Find an authority's first answer to the whole report that goes point by point."""
    return next(
        (r for r in responses if r.authority.id == authority.id and r.point_by_point and _is_past(r.date, as_of)), None
    )


def _is_past(day: PartialDate, as_of: date) -> bool:
    return day.first <= as_of


def _days_late(due_on: date | None, given: PartialDate) -> int:
    """Count the days after the deadline; a date known only to the month counts from its first day."""
    return max(0, (given.first - due_on).days) if due_on is not None else 0
