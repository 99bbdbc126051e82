"""Where recommendations came from and what became of them, across assemblies."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from folkmoot.record.assembly import Assembly, Record
from folkmoot.record.outcomes import Lineage, Recommendation, Reference

Key = tuple[str, str]
"""An assembly and the identifier of one of its recommendations."""


@dataclass(frozen=True, slots=True)
class DescentNode:
    """One recommendation in a descent, with its place in a drawing: its column from what came first, its row."""

    reference: Reference
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class DescentStep:
    """One step of a descent, from the earlier recommendation to the later one."""

    origin: DescentNode
    outcome: DescentNode
    relation: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Descent:
    """Recommendations that hang together; `width` counts the columns of the drawing, `height` its rows."""

    nodes: tuple[DescentNode, ...]
    steps: tuple[DescentStep, ...]
    width: int
    height: int


def descents(record: Record, assembly: Assembly) -> tuple[Descent, ...]:
    """List the descents in which an assembly's recommendations have a part, each once, whole, across assemblies."""
    seen: set[Key] = set()
    made = []
    for one in assembly.recommendations:
        if one.lineage and (assembly.id, one.id) not in seen:
            found = _gather(record, (assembly.id, one.id))
            seen.update(found)
            made.append(_descent(found))
    return tuple(made)


def _gather(record: Record, start: Key) -> dict[Key, Recommendation]:
    """Follow every step from one recommendation, both ways, until nothing new turns up."""
    found: dict[Key, Recommendation] = {}
    waiting = [start]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found[key] = record.by_id[key[0]].by_id[key[1]]
            waiting.extend(_key(step.other) for step in found[key].lineage)
    return dict(sorted(found.items()))


def _descent(found: Mapping[Key, Recommendation]) -> Descent:
    references = {_key(step.other): step.other for one in found.values() for step in one.lineage}
    links = list(_links(found))
    columns = _columns(found, [(origin, outcome) for origin, outcome, _ in links])
    nodes: dict[Key, DescentNode] = {}
    filled: Counter[int] = Counter()
    for key in sorted(found, key=lambda name: columns[name]):
        nodes[key] = DescentNode(references[key], columns[key], filled[columns[key]])
        filled[columns[key]] += 1
    steps = tuple(DescentStep(nodes[a], nodes[b], step.relation, step.note) for a, b, step in links)
    return Descent(tuple(nodes.values()), steps, len(filled), max(filled.values()))


def _links(found: Mapping[Key, Recommendation]) -> Iterator[tuple[Key, Key, Lineage]]:
    """List every step once, from the end at which it begins."""
    for key, one in found.items():
        for step in one.lineage:
            if not step.is_origin:
                yield key, _key(step.other), step


def _columns(names: Iterable[Key], links: Iterable[tuple[Key, Key]]) -> dict[Key, int]:
    """Place each one column after the furthest of what it came from; what goes in a circle stays put."""
    columns = dict.fromkeys(names, 0)
    onward: dict[Key, list[Key]] = {}
    left: Counter[Key] = Counter()
    for origin, outcome in links:
        onward.setdefault(origin, []).append(outcome)
        left[outcome] += 1
    ready = deque(name for name in columns if not left[name])
    while ready:
        name = ready.popleft()
        for outcome in onward.get(name, ()):
            columns[outcome] = max(columns[outcome], columns[name] + 1)
            left[outcome] -= 1
            if not left[outcome]:
                ready.append(outcome)
    return _without_gaps(columns)


def _without_gaps(columns: Mapping[Key, int]) -> dict[Key, int]:
    """Renumber the columns, so that none is empty."""
    places = {column: place for place, column in enumerate(sorted(set(columns.values())))}
    return {name: places[column] for name, column in columns.items()}


def _key(reference: Reference) -> Key:
    return (reference.assembly, reference.id)
