"""Read tables of an earlier time as those of today: each text under the name that its column has now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from folkmoot.data.memory import Memory
from folkmoot.data.raw_table import RawTable
from folkmoot.data.schemas import Move, Schema
from folkmoot.data.tables import SourceTable

Then = Mapping[str, Collection[str]]
"""The columns of each table under the schemas of some time; of a table that isn't named, those of the file count."""


def moved(origins: Iterable[SourceTable], then: Then, memory: Memory) -> tuple[SourceTable, ...]:
    """Give tables that were written under the schemas of `then` with the columns of today.

    A table in which nothing moved is the same object, and so are two that were equal before.
    """
    return tuple(_moved(origin, then, memory) for origin in origins)


def applied(schema: Schema, columns: Collection[str]) -> tuple[Move, ...]:
    """List the moves that a table had before it, whose columns are these."""
    return tuple(move for move in schema.moves if move.source in columns and move.until not in columns)


def _moved(origin: SourceTable, then: Then, memory: Memory) -> SourceTable:
    header = origin.raw.header
    found = applied(origin.schema, then.get(origin.name, header))
    made = tuple(move for move in found if move.source in header and move.target not in header)
    if not made:
        return origin
    key = (origin, made)
    if key not in memory.moved:
        names = {move.source: move.target for move in made}
        memory.moved[key] = replace(origin, raw=_renamed(origin.raw, names), moves=found)
    return memory.moved[key]


def _renamed(raw: RawTable, names: Mapping[str, str]) -> RawTable:
    return replace(
        raw,
        header=tuple(names.get(name, name) for name in raw.header),
        marks={(row, names.get(name, name)): place for (row, name), place in raw.marks.items()},
        header_marks={names.get(name, name): place for name, place in raw.header_marks.items()},
    )
