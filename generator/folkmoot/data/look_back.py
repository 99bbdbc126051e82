"""The tables as they stood on an earlier day: what happened later is left out of them, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from folkmoot.data.dates import PartialDate
from folkmoot.data.messages import N_, Message, plural
from folkmoot.data.problems import Diagnostic, Severity
from folkmoot.data.schemas import ROW, Column
from folkmoot.data.tables import Row, Table, Tables, Value
from folkmoot.data.vocabulary import counts_as

Place = tuple[str, str]


@dataclass(frozen=True)
class View:
    """The tables as of a day, and how many rows of which table aren't shown, or not whole, since they are later."""

    tables: Tables
    later: Mapping[str, int]


def view(tables: Tables, day: date) -> View:
    """Take back what happened after a day; where nothing did, the tables are the same object.

    A later row is left out, with the rows that lead to it; of a row that had begun the cells that were added later.
    """
    found = {place: _table(table, day) for place, table in tables.by_place.items()}
    changed = {place: table for place, table in found.items() if table is not tables.by_place[place]}
    if not changed:
        return View(tables, {})
    shown = _without_followers(tables, replace(tables, by_place={**tables.by_place, **changed}))
    return View(shown, _counted(tables, shown))


def _table(table: Table, day: date) -> Table:
    columns = [column for column in table.schema.happenings if column.dates]
    if not columns or not any(is_after(row[column.name], day) for row in table.rows for column in columns):
        return table
    return replace(table, rows=tuple(one for row in table.rows for one in _row(row, columns, day)))


def _row(row: Row, columns: list[Column], day: date) -> tuple[Row, ...]:
    later = [column for column in columns if is_after(row[column.name], day) and not may_lie_ahead(row)]
    if any(ROW in column.dates for column in later):
        return ()
    emptied = {name: None for column in later for name in column.dates}
    return (replace(row, cells={**row.cells, **emptied}),) if later else (row,)


def is_after(value: Value, day: date) -> bool:
    """Tell whether all that a cell can mean lies after a day."""
    return isinstance(value, PartialDate) and value.first > day


def may_lie_ahead(row: Row) -> bool:
    """Tell whether the follow-up log names something of a kind that is known beforehand."""
    kind = "follow_up_events.kind"
    return row.origin.name == "follow_up_events" and counts_as(row.text("kind"), kind, "may_lie_ahead")


def _without_followers(whole: Tables, shown: Tables) -> Tables:
    """Leave out what leads to rows that are left out, until nothing does."""
    while True:
        lost = _lost(whole, shown)
        found = {place: _followers(shown, table, lost) for place, table in shown.by_place.items()}
        if all(table is shown.by_place[place] for place, table in found.items()):
            return shown
        shown = replace(shown, by_place=found)


def _lost(whole: Tables, shown: Tables) -> frozenset[str]:
    """Name the tables that have lost rows."""
    pairs = ((name, table, shown.by_place[owner, name]) for (owner, name), table in whole.by_place.items())
    return frozenset(name for name, before, after in pairs if len(before.rows) != len(after.rows))


def _followers(shown: Tables, table: Table, lost: frozenset[str]) -> Table:
    columns = [column for column in table.schema.columns if column.links in lost]
    kept = tuple(row for row in table.rows if all(_leads(shown, row, column) for column in columns))
    return table if len(kept) == len(table.rows) else replace(table, rows=kept)


def _leads(shown: Tables, row: Row, column: Column) -> bool:
    """Tell whether a link still leads to something, or to nothing at all."""
    value = row[column.name]
    references = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
    found = [shown.resolve(row.assembly, column.links or "", reference) for reference in references]
    return not found or any(found)


def _counted(whole: Tables, shown: Tables) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for (owner, name), table in whole.by_place.items():
        kept = {row.index: row for row in shown.by_place[owner, name].rows}
        found[name] += sum(kept.get(row.index) is not row for row in table.rows)
    return {name: found[name] for name in whole.schemas if found[name]}


def warning(path: str, later: Mapping[str, int], day: date) -> Diagnostic:
    """Say in one warning what doesn't count because it happened after the day on which the record is looked at."""
    number = sum(later.values())
    listed = tuple(f"{name} {n}" for name, n in later.items())
    hint = N_("leave out --as-of, as_of and SOURCE_DATE_EPOCH to have all that happened till today")
    return Diagnostic(
        code="later-rows",
        path=path,
        message=plural(
            "%(num)s row lies after %(day)s, the day that was asked for, and doesn't count: %(rows)s",
            "%(num)s rows lie after %(day)s, the day that was asked for, and don't count: %(rows)s",
            number,
            num=number,
            day=day.isoformat(),
            rows=listed,
        ),
        hint=Message(hint),
        severity=Severity.WARNING,
    )
