"""What people do to a table for the eye, and what it then lacks: merged cells, a row of totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from folkmoot.data.messages import N_, Message, quoted
from folkmoot.data.problems import Diagnostic
from folkmoot.data.schemas import Column
from folkmoot.data.tables import SourceTable

_TOTALS = frozenset(
    [
        *"total totals sum sums overall subtotal gesamt summe insgesamt totale totaal ensemble somme suma".split(),
        *"razem łącznie celkem összesen toplam yhteensä".split(),
        *("grand total", "i alt", "sub total"),
    ]
)
"""What rows of totals begin with, in some languages."""


def as_meant(origin: SourceTable) -> tuple[SourceTable, list[Diagnostic]]:
    """Read a table as it was meant: without its totals, merged cells filled from above; say what was recognised."""
    if not origin.raw.rows or origin.raw.marks:
        return origin, []
    mended, problems = origin, [*_totals(origin)]
    if problems:
        mended = _with_rows(origin, origin.raw.rows[:-1])
    for column in origin.schema.columns:
        if column.required and column.name in mended.raw.header:
            empty = _merged(mended, column)
            if empty:
                problems.append(_merge_problem(mended, column, empty))
                mended = _filled(mended, column, empty)
    return mended, problems


def _with_rows(origin: SourceTable, rows: Sequence[tuple[str, ...]]) -> SourceTable:
    return replace(origin, raw=replace(origin.raw, rows=tuple(rows), lines=origin.raw.lines[: len(rows)]))


def _totals(origin: SourceTable) -> Iterator[Diagnostic]:
    """Recognise a last row of totals by its first word and by what every record must have and it lacks."""
    raw = origin.raw
    last = raw.rows[-1]
    first = next((cell for cell in last if cell), "")
    if first.casefold().strip(" :.") not in _TOTALS:
        return
    if not any(column.required and not last[raw.header.index(column.name)] for column in _kept(origin)):
        return
    made = Diagnostic(
        code="total-row",
        path=origin.path,
        line=raw.lines[-1],
        table=origin.name,
        message=Message(N_("every row must be a record, got a row of totals: %(found)s"), found=quoted(first)),
        hint=Message(N_("delete the row: totals are worked out")),
    )
    yield made if origin.schema.is_public(*raw.header) else made.hidden()


def _kept(origin: SourceTable) -> Iterator[Column]:
    return (column for column in origin.schema.columns if column.name in origin.raw.header)


def _merged(origin: SourceTable, column: Column) -> list[int]:
    """Find the rows that lack a value because the one above was merged over them: many, below a row that has one."""
    place = origin.raw.header.index(column.name)
    empty = [i for i, row in enumerate(origin.raw.rows) if not row[place]]
    is_pattern = len(empty) > 1 and empty[0] > 0 and 3 * len(empty) >= len(origin.raw.rows)
    return empty if is_pattern else []


def _merge_problem(origin: SourceTable, column: Column, empty: Sequence[int]) -> Diagnostic:
    raw = origin.raw
    place = raw.header.index(column.name)
    hint = N_("in the spreadsheet take the cells apart and write the value in every row")
    if _is_own(origin, column):
        hint = N_("in the spreadsheet take the cells apart; each record has one row and its own %(column)s")
    lines = tuple(raw.lines[i] for i in empty)
    sentence = N_("must stand in every row, got %(found)s and nothing below it, as merged cells give")
    made = Diagnostic(
        code="merged-cells",
        path=origin.path,
        line=lines[0],
        table=origin.name,
        field=column.name,
        message=Message(sentence, found=quoted(raw.rows[empty[0] - 1][place])),
        hint=Message(hint, column=column.name),
        lines=lines,
    )
    return made if column.public else made.hidden()


def _is_own(origin: SourceTable, column: Column) -> bool:
    return origin.schema.key == (column.name,)


def _filled(origin: SourceTable, column: Column, empty: Sequence[int]) -> SourceTable:
    """Write into merged cells what stands above; where that would be an id again, leave the rows unread."""
    raw = origin.raw
    if _is_own(origin, column):
        return replace(origin, raw=replace(raw, shifted=raw.shifted | {raw.lines[i] for i in empty}))
    place = raw.header.index(column.name)
    rows = [*raw.rows]
    for i in empty:
        rows[i] = (*rows[i][:place], rows[i - 1][place], *rows[i][place + 1 :])
    return _with_rows(origin, rows)
