"""Where a recommendation stands, on four axes that are never mixed: decided, answered, done, judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from folkmoot.data.dates import PartialDate, exactly
from folkmoot.data.vocabulary import counts_as, of
from folkmoot.measures.due import AS_A_WHOLE, AWAITING, NOT_OWED, NOT_RECORDED, OVERDUE, Owed, owed
from folkmoot.record.assembly import Assembly
from folkmoot.record.outcomes import Progress, Recommendation

DIFFERENTLY = "answered_differently"
DISPUTED = "disputed"
JUDGED = "judged"
NOT_JUDGED = "not_judged"
"""What is said where several answers or assessments are summed up, and whether there is a verdict."""

_NOTHING = frozenset({NOT_OWED, NOT_RECORDED, NOT_JUDGED})
_UNANSWERED = frozenset({AWAITING, OVERDUE, NOT_OWED, NOT_RECORDED})


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: which, the state on it, since when, and days where they count.

    Its name is also that of the vocabulary of its states.
    """

    name: str
    state: str
    date: PartialDate | None = None
    days: int = 0

    @property
    def sign(self) -> str:
        """Name the shape that stands for the state, the same everywhere."""
        return of(self.name).signs[self.state]

    @property
    def is_known(self) -> bool:
        """Tell whether there is anything to show: nothing is where nothing is owed or recorded."""
        return self.state not in _NOTHING

    @property
    def is_recorded(self) -> bool:
        """Tell whether the record can say anything."""
        return self.state != NOT_RECORDED

    @property
    def is_unread(self) -> bool:
        """Tell whether all that is known is that an answer to the whole report covers it."""
        return self.state == AS_A_WHOLE

    @property
    def is_read(self) -> bool:
        """Tell whether it is known which position an answer takes."""
        return self.state not in _UNANSWERED and not self.is_unread

    @property
    def is_owed(self) -> bool:
        """Tell whether anybody owes an answer."""
        return self.state != NOT_OWED

    @property
    def is_overdue(self) -> bool:
        """Tell whether an answer hasn't come although its day has passed."""
        return self.state == OVERDUE

    @property
    def is_awaited(self) -> bool:
        """Tell whether an answer hasn't come and isn't overdue."""
        return self.state == AWAITING

    @property
    def is_delivered(self) -> bool:
        """Tell whether all of it is in place."""
        return counts_as(self.state, "progress.state", "is_delivered")

    @property
    def is_disputed(self) -> bool:
        """Tell whether the latest assessments don't agree."""
        return self.state == DISPUTED


@dataclass(frozen=True, slots=True)
class FourAxes:
    """A recommendation's four axes with the answers behind the second one."""

    decided: Axis
    answered: Axis
    done: Axis
    judged: Axis
    owed: tuple[Owed, ...]

    @property
    def waiting(self) -> tuple[Owed, ...]:
        """List the answers that are still awaited, or overdue, and have a day by which they are due."""
        return tuple(answer for answer in self.owed if answer.due_on is not None and not answer.is_answered)

    @property
    def is_answered(self) -> bool:
        """Say whether an answer is on record, be it to this recommendation or to the whole report."""
        return self.answered.state not in _UNANSWERED

    @property
    def axes(self) -> tuple[Axis, Axis, Axis, Axis]:
        """Give the four axes in their fixed order."""
        return (self.decided, self.answered, self.done, self.judged)


def four_axes(assembly: Assembly, recommendation: Recommendation, as_of: date) -> FourAxes:
    """Work out the four axes on the day `as_of`."""
    answers = owed(assembly, recommendation, as_of)
    decided = Axis("decided", recommendation.decision, recommendation.decided_on or assembly.ends_on)
    return FourAxes(
        decided=decided,
        answered=_answered(recommendation, answers),
        done=_done(assembly, recommendation, as_of),
        judged=_judged(recommendation, as_of),
        owed=answers,
    )


def _answered(recommendation: Recommendation, answers: Sequence[Owed]) -> Axis:
    """Sum up the answers: the one position where all agree, else that they differ; what is missing comes first."""
    overdue = [answer for answer in answers if answer.is_overdue]
    if overdue:
        return Axis("answered", OVERDUE, _day(overdue[0].due_on), max(a.days for a in overdue))
    given = [answer for answer in answers if answer.latest is not None]
    if not given:
        return _unanswered(recommendation, answers)
    positions = {answer.state for answer in given}
    latest = max((a.latest.date for a in given if a.latest is not None), key=lambda day: (day.last, day.first))
    late = max(answer.days for answer in given)
    return Axis("answered", positions.pop() if len(positions) == 1 else DIFFERENTLY, latest, late)


def _unanswered(recommendation: Recommendation, answers: Sequence[Owed]) -> Axis:
    whole = next((answer.whole for answer in answers if answer.whole is not None), None)
    if whole is not None:
        return Axis("answered", AS_A_WHOLE, whole.date)
    if not recommendation.is_adopted:
        return Axis("answered", NOT_OWED)
    waiting = any(answer.is_awaited for answer in answers)
    due = min((answer.due_on for answer in answers if answer.due_on is not None), default=None)
    return Axis("answered", AWAITING, _day(due)) if waiting else Axis("answered", NOT_RECORDED)


def _done(assembly: Assembly, recommendation: Recommendation, as_of: date) -> Axis:
    """Take the latest assessment of the recommendation itself, else of what was committed to.

    Where assessors of the same latest day differ, the axis says that it is disputed.
    """
    seen = [p for p in recommendation.progress if p.date.first <= as_of]
    seen = [p for p in seen if p.commitment is None] or seen
    if not seen:
        return Axis("done", NOT_RECORDED)
    latest = latest_by_assessor(seen)
    newest = max(p.date.last for p in latest)
    states = {p.state for p in latest if p.date.last == newest}
    day = next(p.date for p in latest if p.date.last == newest)
    return Axis("done", states.pop() if len(states) == 1 else DISPUTED, day)


def latest_by_assessor(progress: Sequence[Progress]) -> tuple[Progress, ...]:
    """Keep the latest assessment of each assessor, oldest first."""
    latest = {p.assessor: p for p in sorted(progress, key=lambda p: (p.date.first, p.date.last))}
    return tuple(sorted(latest.values(), key=lambda p: (p.date.first, p.date.last)))


def _judged(recommendation: Recommendation, as_of: date) -> Axis:
    verdicts = [v for v in recommendation.verdicts if v.date.first <= as_of]
    return Axis("judged", JUDGED, verdicts[-1].date) if verdicts else Axis("judged", NOT_JUDGED)


def _day(day: date | None) -> PartialDate | None:
    return exactly(day) if day is not None else None
