"""Changes as tables, laid out by daff: each row that differs, with its cells before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from folkmoot.data.schemas import Schema, Schemas
from folkmoot.history.changes import Change, Kind

KEY = "key"
_KINDS = {"+++": Kind.ADDED, "---": Kind.REMOVED}


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell: what stood there and what stands there now, the same text where it did not change."""

    before: str
    after: str

    @property
    def differs(self) -> bool:
        """Tell whether it changed."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Line:
    """One row that differs: its key, what became of it, and its cells in the order of the grid's columns."""

    key: str
    kind: Kind
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of one table of one assembly that differ; `columns` are those in which something does."""

    assembly: str
    table: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Layout:
    """All changes of a release laid out once, of which each page shows some."""

    grids: tuple[Grid, ...]

    @cached_property
    def _lines(self) -> Mapping[tuple[str, str, str], tuple[Grid, Line]]:
        return {(grid.assembly, grid.table, line.key): (grid, line) for grid in self.grids for line in grid.lines}

    def some(self, changes: Iterable[Change]) -> tuple[Grid, ...]:
        """Pick the rows of some of the changes, with the columns in which something differs in them."""
        found: dict[tuple[str, str], list[Line]] = {}
        for change in changes:
            _, line = self._lines[change.assembly, change.table, change.key]
            found.setdefault((change.assembly, change.table), []).append(line)
        return tuple(
            _narrowed(self._lines[place[0], place[1], lines[0].key][0], lines) for place, lines in found.items()
        )


def _narrowed(grid: Grid, lines: list[Line]) -> Grid:
    """Keep some lines of a grid and the columns that differ in them."""
    kept = [i for i, _ in enumerate(grid.columns) if any(line.entries[i].differs for line in lines)]
    picked = (Line(line.key, line.kind, tuple(line.entries[i] for i in kept)) for line in lines)
    return Grid(grid.assembly, grid.table, tuple(grid.columns[i] for i in kept), tuple(picked))


def lay_out(changes: Iterable[Change], schemas: Schemas) -> Layout:
    """Lay out the changes of a release."""
    return Layout(grids(changes, schemas))


def grids(changes: Iterable[Change], schemas: Schemas) -> tuple[Grid, ...]:
    """Lay out changes, those of each table in a grid of its own, in the order in which they come."""
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.assembly, change.table), []).append(change)
    return tuple(_grid(place, group, schemas.get(place[1])) for place, group in groups.items())


def _grid(place: tuple[str, str], changes: list[Change], schema: Schema | None) -> Grid:
    """Lay out the changes of one table; an `id` is left to the key, which it repeats."""
    differ = dict.fromkeys(cell.column for change in changes for cell in change.cells if cell.column != "id")
    known = [name for name in schema.by_name if name in differ] if schema else []
    columns = tuple(dict.fromkeys([*known, *differ]))
    return Grid(*place, columns, tuple(_lines(columns, changes)))


def _lines(columns: tuple[str, ...], changes: list[Change]) -> Iterator[Line]:
    """Have daff compare the rows before and after; its table has a mark, the key and the cells of each row."""
    import daff  # type: ignore[import-untyped]

    header = [KEY, *columns]
    before = [header, *(_row(c, columns, after=False) for c in changes if c.kind is not Kind.ADDED)]
    after = [header, *(_row(c, columns, after=True) for c in changes if c.kind is not Kind.REMOVED)]
    flags = daff.CompareFlags()
    flags.addPrimaryKey(KEY)
    flags.unchanged_column_context = flags.unchanged_context = 0
    flags.show_unchanged_columns = True
    flags.ordered = False
    flags.allow_nested_cells = True
    laid_out: list[list[Any]] = []
    out = daff.PythonTableView(laid_out)
    aligned = daff.Coopy.compareTables(daff.PythonTableView(before), daff.PythonTableView(after), flags).align()
    daff.TableDiff(aligned, flags).hilite(out)
    for mark, key, *cells in laid_out[1:]:
        kind = _KINDS.get(mark, Kind.CHANGED)
        yield Line(str(key), kind, tuple(_entry(cell, kind) for cell in cells))


def _row(change: Change, columns: tuple[str, ...], after: bool) -> list[str]:
    """Write a row as it was or is: the cells that differ, and the others of the row where it stayed."""
    changed = {cell.column: cell.after if after else cell.before for cell in change.cells}
    same = change.row if change.kind is Kind.CHANGED else {}
    return [change.key, *(changed.get(name, same.get(name, "")) for name in columns)]


def _entry(cell: Any, kind: Kind) -> Entry:
    """Read a cell: daff nests what it was and is where that differs."""
    if isinstance(cell, dict):
        return Entry(_text(cell["before"]), _text(cell["after"]))
    text = _text(cell)
    return Entry("" if kind is Kind.ADDED else text, "" if kind is Kind.REMOVED else text)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
