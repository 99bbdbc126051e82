"""One assembly with its whole record, and all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType

from folkmoot.data.dates import PartialDate
from folkmoot.data.vocabulary import behaviour, of
from folkmoot.record.entities import Champion, Document, Member, Promise, Provenance, Role, Session, Stage, Stratum
from folkmoot.record.outcomes import (
    Action,
    Erratum,
    FollowUp,
    Indicator,
    Recommendation,
    Response,
    Score,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How complete one table is: `recorded` rows of ours out of `of`, where that is known.

    `kept` tells whether somebody has undertaken to keep it complete.
    """

    table: str
    state: str
    recorded: int
    of: int | None
    checked_on: PartialDate | None
    kept: bool | None
    note: str | None
    source: str | None

    @property
    def is_complete(self) -> bool:
        """Tell whether figures that need every row can be made from it."""
        return behaviour(self.state, "coverage.state", "extent") == "full"

    @property
    def is_stated(self) -> bool:
        """Tell whether the record itself says how complete it is."""
        return self.checked_on is not None

    def is_witness(self, day: date) -> bool:
        """Tell whether what isn't in the table had not happened by the end of a day.

        That is known only of a complete table that was looked at on a later day; a month or a year counts from its
        first day.
        """
        return self.is_complete and self.checked_on is not None and self.checked_on.first > day


@dataclass(frozen=True, eq=False)
class Assembly:
    """One assembly with its whole record."""

    id: str
    name: str
    question: str
    level: str
    kind: str
    starts_on: PartialDate
    ends_on: PartialDate | None
    reported_on: PartialDate | None
    members_planned: int | None
    members_final: int | None
    languages: tuple[str, ...]
    licence: str
    website: str | None
    archive: str | None
    budget_amount: float | None
    budget_currency: str | None
    summary: str | None
    accent: str | None
    invented: bool
    closed: bool
    parent: str | None
    children: tuple[str, ...]
    roles: tuple[Role, ...]
    champions: tuple[Champion, ...]
    promises: tuple[Promise, ...]
    strata: tuple[Stratum, ...]
    stages: tuple[Stage, ...]
    members: tuple[Member, ...]
    sessions: tuple[Session, ...]
    documents: tuple[Document, ...]
    recommendations: tuple[Recommendation, ...]
    responses: tuple[Response, ...]
    actions: tuple[Action, ...]
    follow_up: tuple[FollowUp, ...]
    verdicts: tuple[Verdict, ...]
    scorecards: tuple[Score, ...]
    indicators: tuple[Indicator, ...]
    errata: tuple[Erratum, ...]
    coverage: Mapping[str, Coverage]
    counts: Mapping[str, int]
    at: Provenance

    @cached_property
    def by_id(self) -> Mapping[str, Recommendation]:
        """Map each recommendation's identifier to it."""
        return MappingProxyType({r.id: r for r in self.recommendations})

    @cached_property
    def gaps(self) -> tuple[Coverage, ...]:
        """List the tables that are said to be incomplete."""
        return tuple(stated for stated in self.coverage.values() if not stated.is_complete)

    @cached_property
    def whole_responses(self) -> tuple[Response, ...]:
        """List the answers to the report as a whole, oldest first."""
        return tuple(r for r in self.responses if r.recommendation is None)

    def recorded(self, table: str) -> Coverage:
        """Say how complete a table is; one without a statement is partial, or not recorded where it is empty.

        Silence needs a witness: only who says that a table is complete can say what isn't in it.
        """
        stated = self.coverage.get(table)
        if stated is not None:
            return stated
        rows = self.counts.get(table, 0)
        (state, *_) = of("coverage.state").naming("extent", "part" if rows else "nothing")
        return Coverage(table, state, rows, of=None, checked_on=None, kept=None, note=None, source=None)

    def is_witness(self, day: date, *tables: str) -> bool:
        """Tell whether every one of the tables is complete and was looked at after a day."""
        return all(self.recorded(table).is_witness(day) for table in tables)


@dataclass(frozen=True)
class Record:
    """All assemblies, the newest first, those that were invented last."""

    assemblies: tuple[Assembly, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Assembly]:
        """Map each assembly's identifier to it."""
        return MappingProxyType({a.id: a for a in self.assemblies})

    @property
    def size(self) -> int:
        """Count the recommendations of all assemblies."""
        return sum(len(assembly.recommendations) for assembly in self.assemblies)
