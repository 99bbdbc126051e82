"""What holds for names and cells in either format: how many, how long, and no white space around them."""

from __future__ import annotations

import unicodedata

from folkmoot.data.files.report import Place, Report

MAX_CELL = 20_000
MAX_COLUMNS = 500
MAX_CELLS = 20_000_000


def is_narrow(columns: int, line: int, report: Report) -> bool:
    """Tell whether a header has no more columns than a table may have; report one that has more."""
    if columns <= MAX_COLUMNS:
        return True
    message = f"a table must not have more than {MAX_COLUMNS} columns, got {columns:,}"
    report.add("file-too-large", message, "delete the columns that no schema names", (line, None))
    return False


def report_long(report: Report, at: Place, name: str | None, length: int = 0) -> None:
    """Report a cell that is longer than a cell may be; `length` is in characters, 0 where nobody counted on."""
    got = f"{length:,}" if length else "many more"
    message = f"a cell must not be longer than {MAX_CELL:,} characters, got {got}"
    report.add("cell-too-long", message, "link to a document instead", at, name)


def report_padded_name(name: str, report: Report, at: Place) -> None:
    """Report white space around a column's name."""
    message = "a column's name must not begin or end with white space, got some"
    report.add("header-padded", message, f'write "{name}"', at, name)


def report_padding(cell: str, name: str, report: Report, at: Place) -> None:
    """Report white space around a cell, and say which and at which end."""
    blank = cell[-1] if cell[-1].isspace() else cell[0]
    known = {" ": "a space", "\t": "a tab", "\n": "a line end"}
    what = known.get(blank) or unicodedata.name(blank, "white space")
    where = "at its end" if cell[-1].isspace() else "at its start"
    message = f"a cell must not begin or end with white space, got {what} {where}"
    report.add("cell-padded", message, "delete it", at, name)
