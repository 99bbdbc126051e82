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
class DiffCell:
    """One cell: what stood there and what stands there now, the same text where it did not change."""

    before: str
    after: str

    @property
    def differs(self) -> bool:
        """Tell whether it changed."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One row that differs: its key, what became of it, and its cells in the order of the grid's columns."""

    key: str
    kind: Kind
    cells: tuple[DiffCell, ...]


@dataclass(frozen=True, slots=True)
class TableDiff:
    """The rows of one table of one assembly that differ; `columns` are those in which something does."""

    assembly: str
    table: str
    columns: tuple[str, ...]
    rows: tuple[DiffRow, ...]


@dataclass(frozen=True)
class ReleaseDiff:
    """All changes of a release laid out once, of which each page shows some."""

    table_diffs: tuple[TableDiff, ...]

    @cached_property
    def _rows(self) -> Mapping[tuple[str, str, str], tuple[TableDiff, DiffRow]]:
        return {(diff.assembly, diff.table, row.key): (diff, row) for diff in self.table_diffs for row in diff.rows}

    def some(self, changes: Iterable[Change]) -> tuple[TableDiff, ...]:
        """Pick the rows of some of the changes, with the columns in which something differs in them."""
        found: dict[tuple[str, str], list[DiffRow]] = {}
        for change in changes:
            _, row = self._rows[change.assembly, change.table, change.key]
            found.setdefault((change.assembly, change.table), []).append(row)
        return tuple(_narrowed(self._rows[place[0], place[1], rows[0].key][0], rows) for place, rows in found.items())


def _narrowed(diff: TableDiff, rows: list[DiffRow]) -> TableDiff:
    """Keep some lines of a grid and the columns that differ in them."""
    kept = [i for i, _ in enumerate(diff.columns) if any(row.cells[i].differs for row in rows)]
    picked = (DiffRow(row.key, row.kind, tuple(row.cells[i] for i in kept)) for row in rows)
    return TableDiff(diff.assembly, diff.table, tuple(diff.columns[i] for i in kept), tuple(picked))


def diff_of(changes: Iterable[Change], schemas: Schemas) -> ReleaseDiff:
    """Lay out the changes of a release."""
    return ReleaseDiff(table_diffs(changes, schemas))


def table_diffs(changes: Iterable[Change], schemas: Schemas) -> tuple[TableDiff, ...]:
    """Lay out changes, those of each table in a grid of its own, in the order in which they come."""
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.assembly, change.table), []).append(change)
    return tuple(_table_diff(place, group, schemas.get(place[1])) for place, group in groups.items())


def _table_diff(place: tuple[str, str], changes: list[Change], schema: Schema | None) -> TableDiff:
    """Lay out the changes of one table; an `id` is left to the key, which it repeats."""
    differ = dict.fromkeys(cell.column for change in changes for cell in change.cells if cell.column != "id")
    known = [name for name in schema.by_name if name in differ] if schema else []
    columns = tuple(dict.fromkeys([*known, *differ]))
    return TableDiff(*place, columns, tuple(_rows(columns, changes)))


def _rows(columns: tuple[str, ...], changes: list[Change]) -> Iterator[DiffRow]:
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
        yield DiffRow(str(key), kind, tuple(_cell(cell, kind) for cell in cells))


def _row(change: Change, columns: tuple[str, ...], after: bool) -> list[str]:
    """Write a row as it was or is: the cells that differ, and the others of the row where it stayed."""
    changed = {cell.column: cell.after if after else cell.before for cell in change.cells}
    same = change.row if change.kind is Kind.CHANGED else {}
    return [change.key, *(changed.get(name, same.get(name, "")) for name in columns)]


def _cell(cell: Any, kind: Kind) -> DiffCell:
    """Read a cell: daff nests what it was and is where that differs."""
    if isinstance(cell, dict):
        return DiffCell(_text(cell["before"]), _text(cell["after"]))
    text = _text(cell)
    return DiffCell("" if kind is Kind.ADDED else text, "" if kind is Kind.REMOVED else text)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
