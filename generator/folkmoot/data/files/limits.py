"""What holds for names and cells in either format: how many, how long, and no white space around them."""

from __future__ import annotations

import unicodedata

from folkmoot.data.files.report import Place, Report
from folkmoot.data.messages import N_, Message, Named

MAX_CELL = 20_000
MAX_COLUMNS = 500
MAX_CELLS = 20_000_000


def is_narrow(columns: int, line: int, report: Report) -> bool:
    """Tell whether a header has no more columns than a table may have; report one that has more."""
    if columns <= MAX_COLUMNS:
        return True
    sentence = N_("a table must not have more than %(most)s columns, got %(columns)s")
    hint = N_("delete the columns that no schema names")
    report.add("file-too-large", sentence, hint, (line, None), most=MAX_COLUMNS, columns=grouped(columns))
    return False


def report_long(report: Report, at: Place, name: str | None, length: int = 0) -> None:
    """Report a cell that is longer than a cell may be; `length` is in characters, 0 where nobody counted on."""
    length_found: Named = grouped(length) if length else Message(N_("many more"))
    sentence = N_("a cell must not be longer than %(most)s characters, got %(length)s")
    hint = N_("link to a document instead")
    report.add("cell-too-long", sentence, hint, at, name, most=grouped(MAX_CELL), length=length_found)


def report_padded_name(name: str, report: Report, at: Place) -> None:
    """Report white space around a column's name."""
    sentence = N_("a column's name must not begin or end with white space, got some")
    report.add("header-padded", sentence, N_('write "%(name)s"'), at, name, name=name)


def report_padding(cell: str, name: str, report: Report, at: Place) -> None:
    """Report white space around a cell, and say which and at which end."""
    sentence = N_("a cell must not begin or end with white space, got %(what)s at its start")
    if cell[-1].isspace():
        sentence = N_("a cell must not begin or end with white space, got %(what)s at its end")
    blank = cell[-1] if cell[-1].isspace() else cell[0]
    report.add("cell-padded", sentence, N_("delete it"), at, name, what=_name_of(blank))


def _name_of(blank: str) -> Named:
    known = {" ": N_("a space"), "\t": N_("a tab"), "\n": N_("a line end")}
    if blank in known:
        return Message(known[blank])
    return unicodedata.name(blank, "") or Message(N_("white space"))


def grouped(number: int) -> str:
    """Write a large number with its thousands apart."""
    return f"{number:,}"
