"""Do authorities take up what they had planned anyway? Acceptance and delivery, group by group."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from folkmoot.data.vocabulary import of
from folkmoot.measures.axes import FourAxes
from folkmoot.measures.intervals import SMALL, Interval, difference, wilson
from folkmoot.measures.tally import support
from folkmoot.record.assembly import Assembly
from folkmoot.record.outcomes import Recommendation

UNCODED = "not_assessed_in_time"
UNKNOWN = "unknown"
FROM_90 = "from_90"
FROM_75 = "from_75"
BELOW_75 = "below_75"
WITH_BUDGET = "with_budget"
WITHOUT_BUDGET = "without_budget"
"""The groups that are worked out here; they stand in `vocabularies/`, apart from those not assessed in time."""

Standings = Mapping[str, FourAxes]


@dataclass(frozen=True, slots=True)
class AcceptanceGroup:
    """One group of adopted recommendations: how many, how many accepted in any form, in full, and delivered.

    `share` is the accepted ones over all of the group, the unanswered among them, with its 95% interval.
    """

    group: str
    n: int
    accepted: int
    accepted_fully: int
    delivered: int
    share: Interval | None

    @property
    def is_small(self) -> bool:
        """Tell whether the group is so small that its share says little by itself."""
        return self.n < SMALL

    @property
    def is_known(self) -> bool:
        """Tell whether it is known what they have in common."""
        return self.group != UNKNOWN

    @property
    def is_late(self) -> bool:
        """Tell whether they weren't assessed in time to say what they have in common."""
        return self.group == UNCODED


@dataclass(frozen=True, slots=True)
class Contrast:
    """The difference in acceptance between two groups, in shares, with its 95% interval."""

    one: AcceptanceGroup
    other: AcceptanceGroup
    difference: Interval

    @property
    def is_clear(self) -> bool:
        """Tell whether the interval leaves zero out, so that chance alone is an unlikely reason."""
        return self.difference.low > 0 or self.difference.high < 0


def by_novelty(assembly: Assembly, standings: Standings) -> tuple[AcceptanceGroup, ...]:
    """Group by how a recommendation stood to policy, as assessed before its first answer.

    An assessment that was made on the day of the first answer or later could be coloured by it; such recommendations,
    and those that nobody has assessed, stand in the group `not_assessed_in_time`.
    """
    return groups(assembly, standings, novelty_before_answer)


def novelty_before_answer(recommendation: Recommendation) -> str:
    """Give a recommendation's novelty where it was assessed before the first answer, else `not_assessed_in_time`."""
    if recommendation.novelty is None or recommendation.novelty_as_of is None:
        return UNCODED
    first = min((r.date.first for r in recommendation.responses), default=None)
    in_time = first is None or recommendation.novelty_as_of.last < first
    return recommendation.novelty if in_time else UNCODED


def by_topic(assembly: Assembly, standings: Standings) -> tuple[AcceptanceGroup, ...]:
    """Group by topic, by its identifier."""
    return groups(assembly, standings, lambda r: r.topic.id if r.topic else UNKNOWN)


def by_support(assembly: Assembly, standings: Standings) -> tuple[AcceptanceGroup, ...]:
    """Group by the support that a recommendation had in its last binding ballot: 90% or more, 75% or more, less."""
    return groups(assembly, standings, _support_band)


def by_cost(assembly: Assembly, standings: Standings) -> tuple[AcceptanceGroup, ...]:
    """Group by whether the answers set money aside for it."""
    return groups(assembly, standings, _cost_band)


def groups(
    assembly: Assembly, standings: Standings, key: Callable[[Recommendation], str]
) -> tuple[AcceptanceGroup, ...]:
    """Group the adopted recommendations and count; the unit is the recommendation, however many answered it.

    One of which it is only known that an answer to the whole report covers it is in no group: whether it was accepted
    hasn't been read.
    """
    members: dict[str, list[Recommendation]] = {}
    for recommendation in assembly.recommendations:
        standing = standings[recommendation.id]
        if recommendation.is_adopted and any(o.is_recorded for o in standing.owed) and not standing.answered.is_unread:
            members.setdefault(key(recommendation), []).append(recommendation)
    return tuple(_group(name, found, standings) for name, found in sorted(members.items()))


def contrast(found: Sequence[AcceptanceGroup], one: str, other: str) -> Contrast | None:
    """Compare two groups by name; None where one of them is empty."""
    by_name = {group.group: group for group in found}
    if one not in by_name or other not in by_name:
        return None
    a, b = by_name[one], by_name[other]
    between = difference(a.accepted, a.n, b.accepted, b.n)
    return Contrast(a, b, between) if between else None


def is_accepted(standing: FourAxes, mark: str = "accepts") -> bool:
    """Tell whether a recommendation has answers and all of them accept it, or count as another `mark`."""
    latest = {owed.latest.position for owed in standing.owed if owed.latest is not None}
    return bool(latest) and latest <= {*of("responses.position").counting_as(mark)}


def _group(name: str, members: Sequence[Recommendation], standings: Standings) -> AcceptanceGroup:
    found = [standings[r.id] for r in members]
    accepted = sum(is_accepted(s) for s in found)
    fully = sum(is_accepted(s, "accepts_fully") for s in found)
    delivered = sum(s.done.is_delivered for s in found)
    return AcceptanceGroup(name, len(found), accepted, fully, delivered, wilson(accepted, len(found)))


def _support_band(recommendation: Recommendation) -> str:
    ballots = [b for b in recommendation.ballots if b.binding is not False and b.is_of_members]
    share = support(ballots[-1]) if ballots else None
    if share is None:
        return UNKNOWN
    if share >= 0.9:
        return FROM_90
    return FROM_75 if share >= 0.75 else BELOW_75


def _cost_band(recommendation: Recommendation) -> str:
    budgets = [c.budget_amount for r in recommendation.responses for c in r.commitments]
    return WITH_BUDGET if any(amount is not None for amount in budgets) else WITHOUT_BUDGET
