"""Take the cells of a row as what their columns hold; what is empty or was refused already is None."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping

from folkmoot.data.dates import PartialDate
from folkmoot.data.messages import HIDDEN, N_, Message, Named
from folkmoot.data.schemas import Schema
from folkmoot.data.tables import Row, Value


def number(row: Row, column: str) -> float | None:
    """Give a cell that holds a number."""
    value = row.cells.get(column)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def day(row: Row, column: str) -> PartialDate | None:
    """Give a cell that holds a date."""
    value = row[column]
    return value if isinstance(value, PartialDate) else None


def items(row: Row, column: str) -> tuple[str, ...]:
    """Give the items of a cell, whether it holds several or one."""
    value = row[column]
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, str) else ()


def is_given(row: Row, column: str) -> bool:
    """Tell whether anything was typed into a cell, be it right or wrong."""
    return bool(typed(row, column))


def typed(row: Row, column: str) -> str:
    """Give a cell as it was typed, empty where there is none."""
    raw = row.origin.raw
    if column not in raw.header:
        return ""
    return raw.rows[row.index][raw.header.index(column)]


def grouped(rows: Iterable[Row], *columns: str) -> Mapping[tuple[Value, ...], tuple[Row, ...]]:
    """Gather rows by the values of some columns, in their own order; leave out rows that lack one of them."""
    found: dict[tuple[Value, ...], list[Row]] = defaultdict(list)
    for row in rows:
        key = tuple(map(row.cells.get, columns))
        if None not in key:
            found[key].append(row)
    return {key: tuple(members) for key, members in found.items()}


def in_assemblies(rows: Iterable[Row]) -> Mapping[str, tuple[Row, ...]]:
    """Gather rows by the assembly whose folder they stand in."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.assembly].append(row)
    return {assembly: tuple(members) for assembly, members in found.items()}


def listed(names: Iterable[Hashable]) -> Named:
    """Name the things of which one is meant: a, b or c."""
    *most, last = map(str, names)
    return Message(N_("%(most)s or %(last)s"), most=tuple(most), last=last) if most else last


def worked_out(value: Named, *cells: tuple[Schema, str]) -> Named:
    """Give what was worked out of columns as a message may show it: only where all of them are public."""
    return value if all(schema.is_public(column) for schema, column in cells) else HIDDEN
