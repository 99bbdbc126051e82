"""What came of it: recommendations with their ballots, answers, progress and verdicts."""

from __future__ import annotations

from dataclasses import dataclass

from folkmoot.data.dates import PartialDate
from folkmoot.data.vocabulary import behaviour, counts_as
from folkmoot.record.entities import Authority, Champion, Document, Provenance, Topic

_SINGLE = frozenset({"recommendations", "responses"})


@dataclass(frozen=True, slots=True)
class Count:
    """How many votes one option of a ballot had."""

    option: str
    label: str | None
    counts_as: str
    weight: float | None
    n: int | None
    published_share: float | None


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote on one recommendation."""

    id: str
    date: PartialDate | None
    method: str
    electorate: str
    binding: bool | None
    eligible: int | None
    present: int | None
    cast: int | None
    threshold_kind: str | None
    threshold_value: float | None
    denominator: str
    result: str
    published_percent: float | None
    published_score: float | None
    note: str | None
    counts: tuple[Count, ...]
    at: Provenance

    @property
    def is_of_members(self) -> bool:
        """Tell whether the members themselves voted."""
        return counts_as(self.electorate, "ballots.electorate", "are_members")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something is, as somebody saw it on a day."""

    id: str
    date: PartialDate
    state: str
    percent: float | None
    note: str | None
    quote: str | None
    quote_language: str | None
    page: str | None
    evidence: str | None
    assessor: str
    assessor_kind: str
    commitment: str | None
    at: Provenance


@dataclass(frozen=True, slots=True)
class Commitment:
    """What an authority committed itself to in an answer, with what came of it, oldest first."""

    id: str
    quote: str | None
    quote_language: str | None
    page: str | None
    summary: str | None
    note: str | None
    owner: str | None
    due_on: PartialDate | None
    budget_amount: float | None
    budget_currency: str | None
    indicator: str | None
    strength: str
    progress: tuple[Progress, ...]
    at: Provenance


@dataclass(frozen=True, slots=True)
class Response:
    """What an authority answered. `recommendation` is None where it answers the report as a whole."""

    id: str
    recommendation: str | None
    covers: int | None
    point_by_point: bool | None
    authority: Authority
    date: PartialDate
    round: int
    position: str | None
    quote: str | None
    quote_language: str | None
    page: str | None
    summary: str | None
    note: str | None
    competence: str | None
    refusal_reason: str | None
    refers_to: tuple[Authority, ...]
    existing_policy: str | None
    document: Document | None
    commitments: tuple[Commitment, ...]
    at: Provenance


@dataclass(frozen=True, slots=True)
class Action:
    """What happened in a parliament."""

    id: str
    recommendations: tuple[str, ...]
    topic: Topic | None
    authority: Authority
    date: PartialDate | None
    kind: str
    champion: Champion | None
    title: str
    outcome: str | None
    outcome_on: PartialDate | None
    votes_for: int | None
    votes_against: int | None
    votes_abstain: int | None
    note: str | None
    at: Provenance


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something else that happened after the report."""

    date: PartialDate
    kind: str
    title: str
    actors: str | None
    note: str | None
    at: Provenance


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody made of the assembly, a topic, a recommendation or an answer."""

    id: str
    target_kind: str
    target: str
    date: PartialDate
    assessor: str
    assessor_kind: str
    voters: int | None
    scale_min: float | None
    scale_max: float | None
    mean: float | None
    quote: str | None
    quote_language: str | None
    page: str | None
    summary: str | None
    note: str | None
    at: Provenance

    @property
    def judges(self) -> str | None:
        """Name the table in which what it judges stands: assembly, topics, recommendations or responses."""
        return behaviour(self.target_kind, "verdicts.target_kind", "table")

    @property
    def is_on_the_whole(self) -> bool:
        """Tell whether it judges more than a single recommendation or answer."""
        return self.judges not in _SINGLE


@dataclass(frozen=True, slots=True)
class Score:
    """One line of an assessor's own tally of the whole."""

    assessor: str
    assessor_kind: str
    date: PartialDate
    category: str
    counts_as: str | None
    n: int | None
    share: float | None
    of: int | None
    note: str | None
    quote: str | None
    quote_language: str | None
    page: str | None
    summary: str | None
    at: Provenance


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of an indicator, in one wave."""

    wave: str
    date: PartialDate
    n: int | None
    value: float
    comparison_value: float | None
    at: Provenance


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something that was measured, wave after wave, oldest first."""

    id: str
    name: str
    area: str
    type: str
    dimension: str
    population: str
    question: str | None
    scale: str | None
    observations: tuple[Observation, ...]
    at: Provenance


@dataclass(frozen=True, slots=True)
class Erratum:
    """A correction of one cell."""

    table: str
    row: str
    field: str
    old: str | None
    new: str | None
    date: PartialDate
    reason: str
    at: Provenance


@dataclass(frozen=True, slots=True)
class Reference:
    """A recommendation as others point to it, also from another assembly."""

    assembly: str
    assembly_name: str
    id: str
    number: str | None
    title: str
    kind: str
    decision: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """One step in a recommendation's descent: `other` is what it came from (`is_origin`) or what it became."""

    relation: str
    is_origin: bool
    other: Reference
    note: str | None


@dataclass(frozen=True)
class Recommendation:
    """What the assembly decided on, with everything that hangs on it; lists of events are oldest first."""

    id: str
    assembly: str
    number: str | None
    title: str
    text: str | None
    text_language: str | None
    summary: str | None
    note: str | None
    kind: str
    decision: str
    decided_on: PartialDate | None
    rationale: str | None
    conditions: str | None
    minority_view: str | None
    requested_by: PartialDate | None
    specificity: str | None
    specificity_assessor: str | None
    novelty: str | None
    novelty_as_of: PartialDate | None
    novelty_assessor: str | None
    novelty_source: str | None
    page: str | None
    topic: Topic | None
    document: Document | None
    addressed_to: tuple[Authority, ...]
    parent: Reference | None
    parts: tuple[Reference, ...]
    ballots: tuple[Ballot, ...]
    responses: tuple[Response, ...]
    progress: tuple[Progress, ...]
    actions: tuple[Action, ...]
    verdicts: tuple[Verdict, ...]
    lineage: tuple[Lineage, ...]
    errata: tuple[Erratum, ...]
    at: Provenance

    @property
    def own_progress(self) -> tuple[Progress, ...]:
        """List what was seen of the recommendation itself, not of what was committed to in its answers."""
        return tuple(p for p in self.progress if p.commitment is None)

    @property
    def asks_nobody(self) -> bool:
        """Tell whether it is of a kind that asks nobody for anything, unless it is addressed to somebody."""
        return counts_as(self.kind, "recommendations.kind", "asks_nobody")

    @property
    def is_adopted(self) -> bool:
        """Tell whether the assembly decided for it."""
        return counts_as(self.decision, "recommendations.decision", "is_adopted")
