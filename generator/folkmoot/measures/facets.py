"""By what recommendations are found: the values of each on eight facets, how often each value occurs, and orders."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from folkmoot.data.vocabulary import of
from folkmoot.measures.axes import FourAxes
from folkmoot.measures.tally import support
from folkmoot.record.assembly import Assembly
from folkmoot.record.outcomes import Recommendation

VOCABULARIES: Mapping[str, str] = {"decision": "decided", "answer": "answered", "progress": "done"}
"""Facets with a closed list of values: each value keeps its page, even while nothing has it."""

_YES = ("yes",)
"""The only value of the facet `overdue`."""

FACETS = ("assembly", "topic", "decision", "answer", "progress", "overdue", "authority", "year")
PLACE = "recommendations/"
WORTH_FILTERING = 20
"""How many recommendations of one assembly make a list that nobody wants to read through."""
_OPEN = "--"
"""Stands between an assembly and its own topic; no identifier holds it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: its name where the data gives one, how many recommendations have it, its vocabulary."""

    value: str
    name: str
    count: int
    vocabulary: str = ""

    @property
    def sign(self) -> str:
        """Name the shape that stands for it, where it has one."""
        return of(self.vocabulary).signs[self.value] if self.vocabulary else ""


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet with all its choices in the order in which they are shown.

    `known` counts among how many a choice could occur: answers that were read, recommendations whose progress is on
    record, and all recommendations for every other facet.
    """

    name: str
    choices: tuple[Choice, ...]
    known: int = 0

    @property
    def divides(self) -> bool:
        """Tell whether choosing among its values can shorten a list."""
        return len(self.present) > (0 if self.name == "overdue" else 1)

    @property
    def present(self) -> tuple[Choice, ...]:
        """List the choices that at least one recommendation has."""
        return tuple(choice for choice in self.choices if choice.count)


@dataclass(frozen=True, slots=True)
class FacetEntry:
    """One recommendation as it is listed and found.

    `values` holds for each facet the values that it has, the one that is shown first; `support` is a share between 0
    and 1 or None.
    """

    assembly: Assembly
    recommendation: Recommendation
    standing: FourAxes
    values: Mapping[str, tuple[str, ...]]
    support: float | None

    @property
    def year(self) -> str:
        """Give the year in which it was decided."""
        return self.values["year"][0]


@dataclass(frozen=True, slots=True)
class Scope:
    """What is explored together: the recommendations of all assemblies below `place`, or those of one."""

    place: str
    assembly: Assembly | None
    entries: tuple[FacetEntry, ...]
    facets: tuple[Facet, ...]

    @property
    def has_pages(self) -> bool:
        """Tell whether its values have pages: a short list needs no filters. Lists only grow, so addresses stay."""
        return self.assembly is None or len(self.entries) >= WORTH_FILTERING


@dataclass(frozen=True, slots=True)
class Names:
    """What the data calls the values of the open facets: by facet, by value."""

    assembly: Mapping[str, str]
    topic: Mapping[str, str]
    authority: Mapping[str, str]

    def of(self, facet: str, value: str) -> str:
        """Give the name of a value, or nothing where a vocabulary has it."""
        if facet == "year":
            return value
        named: Mapping[str, str] = getattr(self, facet, {})
        return named.get(value, "")


def entries(assembly: Assembly, standings: Mapping[str, FourAxes], own_topics: Iterable[str]) -> tuple[FacetEntry, ...]:
    """Enter an assembly's recommendations in the order of the report; `own_topics` are those of its own table."""
    own = frozenset(own_topics)
    return tuple(_entry(assembly, one, standings[one.id], own) for one in assembly.recommendations)


def _entry(assembly: Assembly, one: Recommendation, standing: FourAxes, own: frozenset[str]) -> FacetEntry:
    values = {
        "assembly": (assembly.id,),
        "topic": () if one.topic is None else (_topic(assembly, one.topic.id, own),),
        "decision": (one.decision,),
        "answer": _answers(standing),
        "progress": (standing.done.state,),
        "overdue": _YES if any(o.is_overdue for o in standing.owed) else (),
        "authority": tuple(dict.fromkeys([a.id for a in one.addressed_to] + [o.authority.id for o in standing.owed])),
        "year": (str(_year(assembly, one)),),
    }
    return FacetEntry(assembly, one, standing, values, _support(one))


def _topic(assembly: Assembly, topic: str, own: frozenset[str]) -> str:
    """Tell apart topics of two assemblies that have the same identifier."""
    return f"{assembly.id}{_OPEN}{topic}" if topic in own else topic


def _answers(standing: FourAxes) -> tuple[str, ...]:
    """List what is said of all answers together, then what each authority answered."""
    each = (owed.state for owed in standing.owed if owed.is_recorded)
    return tuple(dict.fromkeys([standing.answered.state, *each]))


def _year(assembly: Assembly, one: Recommendation) -> int:
    return (one.decided_on or assembly.ends_on or assembly.starts_on).first.year


def _support(one: Recommendation) -> float | None:
    """Take the share in support from the members' own ballot, else from the first."""
    own = [ballot for ballot in one.ballots if ballot.is_of_members] or list(one.ballots)
    return support(own[0]) if own else None


def of_all(found: tuple[FacetEntry, ...]) -> Scope:
    """Explore the recommendations of all assemblies."""
    return Scope(PLACE, None, found, facets(found))


def of_one(assembly: Assembly, found: Iterable[FacetEntry]) -> Scope:
    """Explore the recommendations of one assembly."""
    named = tuple(_within(entry) for entry in found)
    return Scope(f"{assembly.id}/{PLACE}", assembly, named, facets(named, FACETS[1:]))


def _within(entry: FacetEntry) -> FacetEntry:
    """Name an entry's topic as the assembly itself does, for pages of this assembly alone."""
    topics = tuple(topic.rpartition(_OPEN)[2] for topic in entry.values["topic"])
    values = {**entry.values, "topic": topics}
    return FacetEntry(entry.assembly, entry.recommendation, entry.standing, values, entry.support)


def names(found: Sequence[FacetEntry]) -> Names:
    """Gather what the data calls assemblies, topics and authorities."""
    topics = {
        value: e.recommendation.topic.name
        for e in found
        if e.recommendation.topic is not None
        for value in e.values["topic"]
    }
    authorities = {a.id: a.name for e in found for a in e.recommendation.addressed_to}
    authorities |= {o.authority.id: o.authority.name for e in found for o in e.standing.owed}
    return Names({e.assembly.id: e.assembly.name for e in found}, topics, authorities)


def facets(found: Sequence[FacetEntry], known: Sequence[str] = FACETS) -> tuple[Facet, ...]:
    """Count the values of the facets in `known` over recommendations."""
    named = names(found)
    return tuple(_facet(name, found, named) for name in known)


def _facet(name: str, found: Sequence[FacetEntry], named: Names) -> Facet:
    counts = Counter(value for entry in found for value in entry.values[name])
    closed = VOCABULARIES.get(name, "")
    values = of(closed) if closed else _YES if name == "overdue" else _in_order(name, counts, named)
    choices = tuple(Choice(v, named.of(name, v), counts[v], closed) for v in values)
    return Facet(name, choices, _known(name, found))


def _known(name: str, found: Sequence[FacetEntry]) -> int:
    if name == "answer":
        return sum(owed.is_read for entry in found for owed in entry.standing.owed)
    return sum(entry.standing.done.is_recorded for entry in found) if name == "progress" else len(found)


def _in_order(name: str, counts: Mapping[str, int], named: Names) -> list[str]:
    """Put assemblies in the order in which they come, years with the newest first, all others by name."""
    if name == "assembly":
        return list(counts)
    if name == "year":
        return sorted(counts, reverse=True)
    return sorted(counts, key=lambda value: (sort_key(named.of(name, value)), value))


def sort_key(text: str) -> str:
    """Make a key by which texts are sorted as people expect: accents and capitals don't count."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
