"""What was counted elsewhere, to set a figure of the record beside; never a norm, and never part of a figure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from folkmoot.data.schemas import descriptor_of

FOLDER = Path(__file__).parent / "yardsticks"


@dataclass(frozen=True, slots=True)
class Step:
    """One group that was counted elsewhere: how many there were, and how many of these were accepted."""

    value: str
    n: int
    accepted: int

    @property
    def share(self) -> float:
        """Give the share that was accepted, between 0 and 1."""
        return self.accepted / self.n


@dataclass(frozen=True, slots=True)
class Yardstick:
    """Counts from elsewhere by the values of one of our vocabularies, in its order.

    `source` is the address that explains the values, `counted_from` that of the tables which were counted.
    """

    vocabulary: str
    source: str
    counted_from: str
    steps: tuple[Step, ...]

    @property
    def n(self) -> int:
        """Count all of it."""
        return sum(step.n for step in self.steps)


@cache
def specificity() -> Yardstick:
    """Give acceptance by specificity in the UN's Universal Periodic Review, 2008 to 2014, from `yardsticks/`."""
    found = descriptor_of(FOLDER / "specificity.yaml")
    steps = tuple(Step(one["value"], one["n"], one["accepted"]) for one in found["values"])
    return Yardstick(found["of"], found["source"], found["counted_from"], steps)
