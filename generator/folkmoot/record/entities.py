"""What an assembly is made of: authorities, promises, members, sessions, documents."""

from __future__ import annotations

from dataclasses import dataclass

from folkmoot.data.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a record stands in the data, which source it names, and where a copy of that source is kept."""

    path: str
    line: int
    source: str | None
    retrieved_on: PartialDate | None
    archived: str | None = None


@dataclass(frozen=True, slots=True)
class Authority:
    """A public body, or another organisation with a part in an assembly."""

    id: str
    name: str
    kind: str
    level: str
    website: str | None
    wikidata: str | None
    parent: Authority | None
    at: Provenance


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject by which recommendations are found."""

    id: str
    name: str
    parent: Topic | None


@dataclass(frozen=True, slots=True)
class Document:
    """A report, a letter or another text that the record rests on; it has a `url` or a `file` of ours."""

    id: str
    title: str
    kind: str
    url: str | None
    file: str | None
    archived_url: str | None
    sha256: str | None
    language: str
    licence: str
    accessible: bool | None
    date: PartialDate | None
    owner: str
    at: Provenance


@dataclass(frozen=True, slots=True)
class Role:
    """What part an authority had in an assembly."""

    authority: Authority
    role: str
    note: str | None
    at: Provenance


@dataclass(frozen=True, slots=True)
class Champion:
    """Somebody in office who was bound to carry what the assembly decided."""

    id: str
    label: str
    authority: Authority
    since: PartialDate | None
    until: PartialDate | None
    mandate: str | None
    at: Provenance


@dataclass(frozen=True, slots=True)
class PromiseEvent:
    """What became of a promise, as somebody said on a day."""

    date: PartialDate
    state: str
    note: str | None
    assessor: str
    assessor_kind: str
    at: Provenance


@dataclass(frozen=True, slots=True)
class Promise:
    """What an authority promised; `events` are sorted by date."""

    id: str
    authority: Authority
    kind: str
    quote: str | None
    quote_language: str | None
    page: str | None
    summary: str | None
    note: str | None
    stated_on: PartialDate
    share_percent: float | None
    due_days: int | None
    due_months: int | None
    due_on: PartialDate | None
    every_months: int | None
    applies_to: str | None
    legal_basis: str | None
    events: tuple[PromiseEvent, ...]
    at: Provenance


@dataclass(frozen=True, slots=True)
class StratumValue:
    """One value of a stratum with its share of the population and its quota."""

    value: str
    population_share: float | None
    min: int | None
    max: int | None


@dataclass(frozen=True, slots=True)
class ProfileCell:
    """How many people at one stage had one value of a stratum; the count, or else only the share."""

    stage: str
    value: str
    n: int | None
    share: float | None
    at: Provenance


@dataclass(frozen=True, slots=True)
class Stratum:
    """A trait by which members were drawn or which was watched, with the profile at each stage."""

    id: str
    name: str
    kind: str
    population_source: str | None
    reference_year: int | None
    sensitive: bool | None
    values: tuple[StratumValue, ...]
    profile: tuple[ProfileCell, ...]
    at: Provenance


@dataclass(frozen=True, slots=True)
class Stage:
    """How many people were left at one stage of the selection."""

    stage: str
    n: int
    date: PartialDate | None
    method: str | None
    seed_published: bool | None
    note: str | None
    at: Provenance


@dataclass(frozen=True, slots=True)
class Member:
    """What one member agreed to show."""

    id: str
    public_label: str
    statement: str | None
    joined_on: PartialDate | None
    left_on: PartialDate | None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who informed the members."""

    id: str
    name: str
    affiliation: str | None
    role: str
    interest: str | None
    at: Provenance


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one speaker brought under one item of the agenda."""

    speaker: Speaker
    title: str | None
    document: Document | None
    video: str | None
    transcript: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item of a session's agenda."""

    order: int
    starts_at: str | None
    title: str
    kind: str
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """A day, or a few days, on which the members met."""

    id: str
    number: str
    title: str | None
    starts_on: PartialDate
    ends_on: PartialDate | None
    place: str | None
    online: bool | None
    members_present: int | None
    recording: str | None
    minutes: Document | None
    agenda: tuple[AgendaItem, ...]
    at: Provenance
