"""How long it takes until something happens, when for some it hasn't happened yet."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import exp, log, sqrt
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple

from folkmoot.data.dates import PartialDate
from folkmoot.data.vocabulary import counts_as
from folkmoot.measures.due import Owed
from folkmoot.measures.intervals import Z
from folkmoot.record.assembly import Assembly
from folkmoot.record.outcomes import Recommendation


class Wait(NamedTuple):
    """One wait, in days; `ended` is False where it still goes on, so that only its least length is known."""

    days: int
    ended: bool


@dataclass(frozen=True, slots=True)
class CurveStep:
    """The share for which it has happened by `day`, with the ends of its 95% band."""

    day: int
    share: float
    low: float
    high: float


YEARS = MappingProxyType({1: 365, 2: 730, 4: 1461})
"""The days in so many years, the leap day of four years among them."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A cumulative curve: `n` waits, of which `ended` have ended, and a step for each day on which one ended."""

    n: int
    ended: int
    longest: int
    steps: tuple[CurveStep, ...]

    @property
    def median(self) -> int | None:
        """Give the first day by which it has happened for at least half, or None where it hasn't yet."""
        return next((step.day for step in self.steps if step.share >= 0.5), None)

    def by(self, day: int) -> float | None:
        """Give the share for which it has happened by a day, or None where nothing was followed for so long.

        Once it has happened for everything that was still followed, no later day can change that.
        """
        reached = [step.share for step in self.steps if step.day <= day]
        is_over = bool(reached) and reached[-1] == 1
        if day > self.longest and not is_over:
            return None
        return reached[-1] if reached else 0.0

    @property
    def within_years(self) -> Mapping[int, float | None]:
        """Give the share for which it has happened within one, two and four years."""
        return {years: self.by(days) for years, days in YEARS.items()}


def curve(waits: Iterable[Wait]) -> Curve:
    """Estimate the share for which it has happened by each day; what still waits counts as long as it has waited.

    The estimate is one minus that of E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete
    observations", Journal of the American Statistical Association 53 (1958); the band has Greenwood's variance on the
    log(-log) scale (J. D. Kalbfleisch and R. L. Prentice, The Statistical Analysis of Failure Time Data, 1980). A wait
    that goes on to a day on which others end is at risk on that day.
    """
    listed = sorted(waits)
    ends = Counter(wait.days for wait in listed if wait.ended)
    steps: list[CurveStep] = []
    waiting, variance = 1.0, 0.0
    for day, happened in sorted(ends.items()):
        at_risk = len(listed) - bisect_left(listed, day, key=itemgetter(0))
        waiting *= 1 - happened / at_risk
        variance += happened / (at_risk * (at_risk - happened)) if at_risk > happened else 0.0
        low, high = _band(waiting, variance)
        steps.append(CurveStep(day, 1 - waiting, 1 - high, 1 - low))
    longest = listed[-1].days if listed else 0
    return Curve(len(listed), ends.total(), longest, tuple(steps))


def _band(waiting: float, variance: float) -> tuple[float, float]:
    """Give the ends of the band of the share that still waits; at 0 and 1 it has no width."""
    if not 0 < waiting < 1:
        return waiting, waiting
    scale = log(-log(waiting))
    reach = Z * sqrt(variance) / abs(log(waiting))
    return exp(-exp(scale + reach)), exp(-exp(scale - reach))


def answer_waits(assembly: Assembly, recommendation: Recommendation, owed: Iterable[Owed], as_of: date) -> list[Wait]:
    """Measure the days from a recommendation's adoption to each authority's first answer of any form."""
    start = adopted_on(assembly, recommendation)
    if start is None:
        return []
    given = [(answer.first.date if answer.first else None) for answer in owed]
    return [_wait(start, day, as_of) for day in given]


def delivery_wait(assembly: Assembly, recommendation: Recommendation, as_of: date) -> Wait | None:
    """Measure the days from adoption until somebody first saw the recommendation delivered."""
    start = adopted_on(assembly, recommendation)
    if start is None:
        return None
    seen = [p for p in recommendation.progress if p.commitment is None and p.date.first <= as_of]
    done = next((p.date for p in seen if counts_as(p.state, "progress.state", "is_delivered")), None)
    return _wait(start, done, as_of)


def adopted_on(assembly: Assembly, recommendation: Recommendation) -> PartialDate | None:
    """Give the day of adoption: that of the decision, else the assembly's last day."""
    return recommendation.decided_on or assembly.ends_on


def _wait(start: PartialDate, end: PartialDate | None, as_of: date) -> Wait:
    """Count days from the last day that the start can mean to the first that the end can, in the authority's favour."""
    until = end.first if end is not None else as_of
    return Wait(max(0, (until - start.last).days), end is not None)
