"""How the people at each stage compare with the population, one stratum at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from folkmoot.data.vocabulary import of
from folkmoot.record.assembly import Assembly
from folkmoot.record.entities import ProfileCell, Stratum, StratumValue


@dataclass(frozen=True, slots=True)
class ProfileShare:
    """One value of a stratum at one stage; what isn't known, or is protected, is None.

    `share` is of the people counted in the stratum at that stage; `difference` is `share` less `population_share`.
    """

    value: str
    n: int | None
    share: float | None
    population_share: float | None
    difference: float | None


@dataclass(frozen=True, slots=True)
class Profile:
    """One stratum at one stage.

    `distance` is between 0 (as in the population) and 1, or None where a cell is unknown.
    """

    stage: str
    stratum: Stratum
    cells: tuple[ProfileShare, ...]
    distance: float | None


@dataclass(frozen=True, slots=True)
class Dropout:
    """How many people with one value were there at one stage and how many at a later one."""

    value: str
    before: int
    after: int

    @property
    def share_lost(self) -> float:
        """Give the share that is no longer there; below zero where others have come."""
        return 1 - self.after / self.before


def profiles(assembly: Assembly) -> tuple[Profile, ...]:
    """Compare every stratum at every stage for which figures are recorded, in the order of the stages."""
    made = [
        _profile(stage, stratum)
        for stage in of("selection_stages.stage")
        for stratum in assembly.strata
        if any(cell.stage == stage for cell in stratum.profile)
    ]
    return tuple(made)


def dropout(stratum: Stratum, before: str, after: str) -> tuple[Dropout, ...]:
    """Compare two stages value by value, where both counts are known."""
    then = {cell.value: cell.n for cell in stratum.profile if cell.stage == before}
    now = {cell.value: cell.n for cell in stratum.profile if cell.stage == after}
    pairs = ((value.value, then.get(value.value), now.get(value.value)) for value in stratum.values)
    return tuple(Dropout(name, b, a) for name, b, a in pairs if b and a is not None)


class Departure(NamedTuple):
    """The drop-out in one stratum between two stages."""

    stratum: Stratum
    before: str
    after: str
    values: tuple[Dropout, ...]


def departures(assembly: Assembly) -> tuple[Departure, ...]:
    """Compare each stratum at the first stage at which people had seats and at the last one, where both are counted."""
    made = []
    stages = of("selection_stages.stage")
    for stratum in assembly.strata:
        counted = {cell.stage for cell in stratum.profile if cell.n is not None}
        first = next((stage for stage in stages.counting_as("seated") if stage in counted), None)
        last = next((stage for stage in stages.counting_as("stayed") if stage in counted), None)
        if first is not None and last is not None:
            made.append(Departure(stratum, first, last, dropout(stratum, first, last)))
    return tuple(one for one in made if one.values)


def distance(cells: Iterable[ProfileShare]) -> float | None:
    """Sum the differences of all values without their signs, and halve the sum.

    That is the share of people who would have to be others for the group to be as the population is: the index of
    dissimilarity of O. D. Duncan and B. Duncan, "A methodological analysis of segregation indexes", American
    Sociological Review 20 (1955). None where a value has no share, or the shares don't make up the whole (to 3%).
    """
    listed = list(cells)
    pairs = [(c.share, c.population_share) for c in listed if c.share is not None and c.population_share is not None]
    if not listed or len(pairs) < len(listed):
        return None
    whole = all(abs(sum(side) - 1) <= 0.03 for side in zip(*pairs, strict=True))
    return sum(abs(share - population) for share, population in pairs) / 2 if whole else None


def _profile(stage: str, stratum: Stratum) -> Profile:
    counted = {cell.value: cell for cell in stratum.profile if cell.stage == stage}
    total = sum(cell.n for cell in counted.values() if cell.n is not None)
    cells = tuple(_cell(value, counted.get(value.value), total) for value in stratum.values)
    return Profile(stage, stratum, cells, distance(cells))


def _cell(value: StratumValue, counted: ProfileCell | None, total: int) -> ProfileShare:
    n = counted.n if counted else None
    share = n / total if n is not None and total else (counted.share if counted else None)
    population = value.population_share
    between = share - population if share is not None and population is not None else None
    return ProfileShare(value.value, n, share, population, between)
