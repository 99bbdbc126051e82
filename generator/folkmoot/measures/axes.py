"""Where a recommendation stands, on four axes that are never mixed: decided, answered, done, judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from folkmoot.data.dates import PartialDate, exactly
from folkmoot.measures.due import Owed, owed
from folkmoot.record.assembly import Assembly
from folkmoot.record.outcomes import Progress, Recommendation

SIGNS = {
    "adopted": "disc",
    "adopted_with_conditions": "half",
    "not_adopted": "crossed",
    "withdrawn": "crossed",
    "merged": "arrow",
    "no_vote": "ring",
    "accepted": "disc",
    "accepted_in_part": "half",
    "accepted_in_principle": "half",
    "already_policy": "equals",
    "under_consideration": "ring",
    "noted_only": "ring",
    "referred": "arrow",
    "rejected": "crossed",
    "answered_as_a_whole": "whole",
    "answered_differently": "half",
    "awaiting_response": "dashed",
    "response_overdue": "triangle",
    "not_owed": "none",
    "not_recorded": "none",
    "not_judged": "none",
    "judged": "mark",
    "delivered": "disc",
    "partly_delivered": "half",
    "in_progress": "half",
    "planned": "ring",
    "not_started": "ring",
    "stalled": "dashed",
    "unknown": "dashed",
    "abandoned": "crossed",
    "reversed": "crossed",
    "kept": "disc",
    "kept_late": "half",
    "kept_in_part": "half",
    "broken": "crossed",
    "open": "dashed",
    "disputed": "half",
}


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: which, the state on it, the sign that stands for the state, since when, and days where they count."""

    name: str
    state: str
    date: PartialDate | None = None
    days: int = 0

    @property
    def sign(self) -> str:
        """Name the shape that stands for the state, the same everywhere."""
        return SIGNS[self.state]


_UNANSWERED = frozenset({"awaiting_response", "response_overdue", "not_owed", "not_recorded"})


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
        answered=_answered(assembly, recommendation, answers),
        done=_done(assembly, recommendation, as_of),
        judged=_judged(recommendation, as_of),
        owed=answers,
    )


def _answered(assembly: Assembly, recommendation: Recommendation, answers: Sequence[Owed]) -> Axis:
    """Sum up the answers: the one position where all agree, else that they differ; what is missing comes first."""
    overdue = [answer for answer in answers if answer.state == "response_overdue"]
    if overdue:
        return Axis("answered", "response_overdue", _day(overdue[0].due_on), max(a.days for a in overdue))
    given = [answer for answer in answers if answer.latest is not None]
    if not given:
        return _unanswered(assembly, recommendation, answers)
    positions = {answer.state for answer in given}
    latest = max((a.latest.date for a in given if a.latest is not None), key=lambda day: (day.last, day.first))
    late = max(answer.days for answer in given)
    return Axis("answered", positions.pop() if len(positions) == 1 else "answered_differently", latest, late)


def _unanswered(assembly: Assembly, recommendation: Recommendation, answers: Sequence[Owed]) -> Axis:
    whole = next((answer.whole for answer in answers if answer.whole is not None), None)
    if whole is not None:
        return Axis("answered", "answered_as_a_whole", whole.date)
    if not recommendation.is_adopted:
        return Axis("answered", "not_owed")
    complete = assembly.recorded("responses").is_complete
    waiting = any(answer.state == "awaiting_response" for answer in answers)
    due = min((answer.due_on for answer in answers if answer.due_on is not None), default=None)
    return Axis("answered", "awaiting_response", _day(due)) if waiting or complete else Axis("answered", "not_recorded")


def _done(assembly: Assembly, recommendation: Recommendation, as_of: date) -> Axis:
    """Take the latest assessment of the recommendation itself, else of what was committed to.

    Where assessors of the same latest day differ, the axis says that it is disputed.
    """
    seen = [p for p in recommendation.progress if p.date.first <= as_of]
    seen = [p for p in seen if p.commitment is None] or seen
    if not seen:
        return Axis("done", "not_recorded")
    latest = latest_by_assessor(seen)
    newest = max(p.date.last for p in latest)
    states = {p.state for p in latest if p.date.last == newest}
    day = next(p.date for p in latest if p.date.last == newest)
    return Axis("done", states.pop() if len(states) == 1 else "disputed", day)


def latest_by_assessor(progress: Sequence[Progress]) -> tuple[Progress, ...]:
    """Keep the latest assessment of each assessor, oldest first."""
    latest = {p.assessor: p for p in sorted(progress, key=lambda p: (p.date.first, p.date.last))}
    return tuple(sorted(latest.values(), key=lambda p: (p.date.first, p.date.last)))


def _judged(recommendation: Recommendation, as_of: date) -> Axis:
    verdicts = [v for v in recommendation.verdicts if v.date.first <= as_of]
    return Axis("judged", "judged", verdicts[-1].date) if verdicts else Axis("judged", "not_judged")


def _day(day: date | None) -> PartialDate | None:
    return exactly(day) if day is not None else None
