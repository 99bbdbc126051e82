"""What became of each answer: the position that an authority took, against what was seen to be done since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from folkmoot.data.vocabulary import counts_as, of
from folkmoot.measures.axes import FourAxes
from folkmoot.measures.due import Owed, unstated
from folkmoot.record.outcomes import Recommendation


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many answers took a position, and found the recommendation in a state of `done` afterwards."""

    position: str
    progress: str
    n: int

    @property
    def is_done(self) -> bool:
        """Tell whether all of it is in place."""
        return counts_as(self.progress, "progress.state", "is_delivered")

    @property
    def is_not_done(self) -> bool:
        """Tell whether somebody looked and it wasn't in place; where they couldn't tell, or differ, it isn't known."""
        states = of("progress.state")
        known = self.progress in states and self.progress not in states.counting_as("not_known")
        return known and not self.is_done


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of some answers in sum: done, not done so far, and not known."""

    n: int
    done: int
    not_done: int

    @property
    def not_known(self) -> int:
        """Count those of which the record can't tell."""
        return self.n - self.done - self.not_done


def outcomes(pairs: Iterable[tuple[Recommendation, Owed]], standings: Mapping[str, FourAxes]) -> tuple[Outcome, ...]:
    """Count answers by position and by what was done, both in the order of their vocabularies.

    The unit is that of the positions: one adopted recommendation and one authority, with its latest answer to just
    that recommendation; answers to the report as a whole aren't among them. What was done is the latest state that was
    seen of the recommendation, as its axis has it: `disputed` where assessors of the same day differ, `not_recorded`
    where nobody is on record. That something was done after an answer doesn't say that it was done because of it.
    """
    found = Counter(
        (owed.latest.position or unstated(), standings[recommendation.id].done.state)
        for recommendation, owed in pairs
        if owed.latest is not None
    )
    ways = ((position, state) for position in of("responses.position") for state in of("done"))
    return tuple(Outcome(*way, found[way]) for way in ways if found[way])


def fate(found: Iterable[Outcome], mark: str) -> Fate:
    """Sum up what became of the answers whose position counts as `mark`, such as `accepts` or `refuses`."""
    own = [one for one in found if counts_as(one.position, "responses.position", mark)]
    return Fate(
        n=sum(one.n for one in own),
        done=sum(one.n for one in own if one.is_done),
        not_done=sum(one.n for one in own if one.is_not_done),
    )
