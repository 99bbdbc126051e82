"""Comma-separated text to a rectangle: one fixed form, and every departure from it named."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from folkmoot.data.files.encoding import report_empty
from folkmoot.data.files.limits import (
    MAX_CELL,
    MAX_CELLS,
    grouped,
    is_narrow,
    report_long,
    report_padded_name,
    report_padding,
)
from folkmoot.data.files.report import Report
from folkmoot.data.messages import EMPTY, N_, Message, both, cut, plural, quoted
from folkmoot.data.raw_table import RawTable

MAX_ROWS = 1_000_000

_SEP_LINE = re.compile(r'"?sep=.?"?\s*', re.IGNORECASE)
_TITLES = 20
"""So many lines are looked through for a header below a title."""
_DIVIDERS = ' ,;"\t\r\n'
_QUOTED = re.compile(r'"[^"]*"')
_CELL = r'(?:"(?:[^"]|"")*+"|[^",\n]*+)'
_WELL_QUOTED = re.compile(rf"{_CELL}(?:,{_CELL})*+\n?")
_NEXT_CELL = re.compile(rf"{_CELL}(?:,|$)")


@dataclass(slots=True)
class _Body:
    """The rows of a CSV file while they are read, and the lines on which nothing stands."""

    header: list[str]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    shifted: list[int] = field(default_factory=list)


def csv_table_of(text: str, report: Report, columns: Collection[str] = ()) -> RawTable | None:
    """Read the header and the rows of a text; None where there is no header that could be read.

    By the names of the `columns` that there can be, a header is found that stands below a title.
    """
    # Every other character at which splitlines would split has been taken out before.
    lines = text.splitlines(keepends=True)
    top = _header_line(lines, report, columns)
    if top is None:
        return None
    records = _records(lines, top, report)
    _, _, header, is_sound = next(records)
    if not is_sound or not is_narrow(len(header), top + 1, report):
        return None
    places = _columns(header, top + 1, report)
    body = _body(records, lines, header, report)
    if body is None or not places:
        return None
    _report_gaps(body, report)
    return _csv_rectangle(places, body, lines[top], top + 1, report)


def _header_line(lines: Sequence[str], report: Report, columns: Collection[str]) -> int | None:
    """Find the header's index in `lines`; None when its cells are not divided by commas."""
    is_sep = bool(lines) and _SEP_LINE.fullmatch(lines[0]) is not None
    if is_sep:
        sentence = N_("the first line must be the header, got %(found)s, which only Excel understands")
        hint = N_("delete that line and divide the cells by commas")
        report.add("csv-sep-line", sentence, hint, found=quoted(lines[0].strip()))
    top = next((i for i, line in enumerate(lines) if line.strip() and not (is_sep and i == 0)), None)
    if top is None:
        if not is_sep:
            report_empty(report)
        return None
    below = _below_titles(lines, top, columns)
    if below > top:
        sentence = N_("the first line must be the header, got %(found)s and the header in line %(line)s")
        hint = N_("delete what stands above the header; a title and notes belong elsewhere")
        title = next(cell for cell in next(csv.reader([lines[top]])) if cell.strip(_DIVIDERS))
        report.add("title-row", sentence, hint, (top + 1, None), found=quoted(title.strip()), line=below + 1)
        top = below
    else:
        _report_run("csv-blank-line", range(1 + is_sep, top + 1), report)
    return None if _is_otherwise_divided(lines[top], top + 1, is_sep, report) else top


def _below_titles(lines: Sequence[str], top: int, columns: Collection[str]) -> int:
    """Find the header below rows of titles: the first line most of whose cells are names of columns.

    It is the first line itself where a name stands in it, or where no line below is a header either.
    """
    if not lines[top].strip(_DIVIDERS) or _names(lines[top], columns)[1]:
        return top
    for index in range(top + 1, min(top + 1 + _TITLES, len(lines))):
        cells, known = _names(lines[index], columns)
        if known > 1 and 2 * known > cells:
            return index
    return top


def _names(line: str, columns: Collection[str]) -> tuple[int, int]:
    """Count the cells of a line that hold something, and those that hold the name of a column."""
    cells = [cell.strip().strip('"') for cell in re.split("[,;\t]", line) if cell.strip()]
    return len(cells), sum(cell.casefold() in columns for cell in cells)


def _is_otherwise_divided(header: str, line: int, is_known: bool, report: Report) -> bool:
    bare = _QUOTED.sub("", header)
    has_tabs, has_semicolons = "\t" in bare.strip(), ";" in bare
    if "," in bare or not (has_tabs or has_semicolons):
        return False
    if not is_known:
        sentence = N_("cells must be divided by commas, got tabs")
        if has_semicolons:
            sentence = N_("cells must be divided by commas, got semicolons")
        hint = N_('in Excel save as "CSV UTF-8 (Comma delimited)"; in LibreOffice choose "," as field delimiter')
        report.add("csv-delimiter", sentence, hint, (line, None))
    return True


def _records(lines: Sequence[str], top: int, report: Report) -> Iterator[tuple[int, int, list[str], bool]]:
    """Yield each record: its first and last line, its cells, and whether its quotes are sound.

    After a wrong quote reading goes on at the next line or, where the quoted text runs over several lines, at
    the next one that has as many cells as the header.
    """
    first, width = top, 0
    while first < len(lines):
        start = first
        reader = csv.reader(map(lines.__getitem__, range(start, len(lines))), strict=True)
        try:
            for cells in reader:
                last = start + reader.line_num
                width = width or len(cells)
                yield first + 1, last, cells, True
                first = last
            return
        except csv.Error as error:
            last = start + reader.line_num
            _report_quote(str(error), lines, first, last, report)
        yield first + 1, first + 1, [cell.strip(' "\n') for cell in lines[first].split(",")], False
        is_local, first = last == first + 1, first + 1
        while not is_local and first < len(lines) and _cell_count(lines[first]) != width:
            first += 1


def _cell_count(line: str) -> int:
    """Count the cells of a line read by itself; 0 when it can't be."""
    try:
        return len(next(csv.reader([line], strict=True)))
    except csv.Error:
        return 0


def _report_quote(error: str, lines: Sequence[str], first: int, last: int, report: Report) -> None:
    """Say what the reader's error means for the record that starts at index `first`, read up to `last`."""
    if "field larger" in error and last == first + 1:
        report_long(report, (first + 1, None), None)
        return
    hint = N_('add the closing ", or write "" for a quote mark inside a quoted cell')
    if "field larger" in error:
        sentence = N_("a quote that opens a cell must be closed soon, got none up to line %(line)s")
    elif "expected after" not in error:
        sentence = N_("a quote that opens a cell must be closed, got none up to the end of the file")
    elif last == first + 1:
        sentence = N_("after a closing quote must come a comma or the end of the line, got more text")
        hint = N_('write "" for a quote mark inside a quoted cell')
    else:
        sentence = N_("a quote that opens in this row must be closed in it, got the next quote on line %(line)s")
    report.add("csv-quote", sentence, hint, (first + 1, None), line=last)


def _columns(header: Sequence[str], line: int, report: Report) -> dict[str, int]:
    """Map each usable column name to its place in the row, and report the others."""
    names = [name.strip() for name in header]
    nameless = [str(i) for i, name in enumerate(names, 1) if not name]
    if nameless:
        _report_nameless(nameless, line, report)
    for name in (name.strip() for name in header if name.strip() and name != name.strip()):
        report_padded_name(name, report, (line, None))
    for name in (name for name, n in Counter(names).items() if name and n > 1):
        sentence = N_("a column must stand once in the header, got it as columns %(places)s")
        places = both(str(i) for i, other in enumerate(names, 1) if other == name)
        report.add("header-duplicate", sentence, N_("delete or rename one of them"), (line, None), name, places=places)
    return {name: names.index(name) for name in names if name}


def _report_nameless(places: Sequence[str], line: int, report: Report) -> None:
    sentence = N_("every column must have a name, got none for column %(places)s")
    if len(places) > 5:
        sentence = N_("every column must have a name, got none for column %(places)s and %(more)s more")
    hint = N_("name the column or delete it, its commas included")
    report.add("header-empty", sentence, hint, (line, None), places=tuple(places[:5]), more=len(places) - 5)


def _body(
    records: Iterable[tuple[int, int, list[str], bool]],
    lines: Sequence[str],
    header: Sequence[str],
    report: Report,
) -> _Body | None:
    """Read the rows below the header; None when there are too many."""
    width = len(header)
    body = _Body([name.strip() for name in header])
    limit = min(MAX_ROWS, MAX_CELLS // width)
    for first, last, cells, is_sound in records:
        texts = [*map(str.strip, cells)]
        if not any(texts):
            (body.blank if not cells or (len(cells) == 1 < width) else body.empty).append(first)
            continue
        if len(body.rows) == limit:
            sentence = N_("a table of %(width)s columns must not have more than %(most)s rows, got more")
            hint = N_("split the table, or move it to an archive")
            report.add("file-too-large", sentence, hint, (first, None), width=width, most=grouped(limit))
            return None
        if is_sound:
            _check_row(cells, texts, body.header, lines[first - 1 : last], first, report)
        if len(texts) != width or not is_sound:
            body.shifted.append(first)
        body.rows.append(tuple(texts) if len(texts) == width else _fitted(texts, width))
        body.lines.append(first)
    return body


def _check_row(
    cells: Sequence[str],
    texts: Sequence[str],
    header: Sequence[str],
    raw: Sequence[str],
    line: int,
    report: Report,
) -> None:
    """Report a row's mistakes; one that shifts its cells hides the others, which may only follow from it."""
    if '"' in raw[0] and '"' in "".join(cells) and not _WELL_QUOTED.fullmatch("".join(raw)):
        sentence = N_("a cell that holds a quote mark must itself be in quotes, got a quote mark in a bare cell")
        report.add("csv-quote", sentence, N_('write "say ""yes"" or no" for: say "yes" or no'), (line, None))
        return
    if len(cells) != len(header):
        _report_ragged(cells, len(header), line, report)
        return
    if texts != cells:
        _report_padded(cells, texts, header, line, report)
    if len(raw) > 1 or len(raw[0]) > MAX_CELL:
        for name, text in zip(header, texts, strict=False):
            if len(text) > MAX_CELL:
                report_long(report, (line, None), name, len(text))


def _report_ragged(cells: Sequence[str], columns: int, line: int, report: Report) -> None:
    hint = Message(N_("add the commas of the missing cells"))
    if len(cells) > columns:
        hint = _divided_text(cells) or Message(
            N_("put a cell that contains a comma into quotes, or delete the extra commas")
        )
    sentence = N_("a row must have %(columns)s cells as the header has, got %(cells)s")
    there = plural("%(num)s cell", "%(num)s cells", len(cells), num=len(cells))
    report.add("csv-ragged", sentence, hint, (line, None), columns=columns, cells=there)


def _divided_text(cells: Sequence[str]) -> Message:
    """Find the text that a comma of its own divided: the part behind it begins with a space and a letter."""
    for i, cell in enumerate(cells):
        if i and cells[i - 1].strip() and cell.startswith(" ") and cell.strip():
            text = f"{cells[i - 1]},{cell}".strip()
            return Message(
                N_('a comma divides it: put the whole cell into quotes, such as "%(mended)s"'), mended=cut(text)
            )
    return EMPTY


def _report_padded(
    cells: Sequence[str], texts: Sequence[str], header: Sequence[str], line: int, report: Report
) -> None:
    for name, cell, text in zip(header, cells, texts, strict=False):
        if cell != text:
            report_padding(cell, name, report, (line, None))


def _fitted(texts: Sequence[str], width: int) -> tuple[str, ...]:
    return (*texts[:width], *[""] * (width - len(texts)))


def _report_gaps(body: _Body, report: Report) -> None:
    for code, lines in (("csv-blank-line", body.blank), ("csv-empty-row", body.empty)):
        start = 0
        for i, line in enumerate(lines):
            if i + 1 == len(lines) or lines[i + 1] != line + 1:
                _report_run(code, lines[start : i + 1], report)
                start = i + 1


def _report_run(code: str, lines: Sequence[int], report: Report) -> None:
    """Report neighbouring lines of the same kind as one problem."""
    if not lines:
        return
    count = len(lines)
    message = _blank_lines(count, lines[-1]) if code == "csv-blank-line" else _empty_rows(count, lines[-1])
    report.add(code, message, N_("delete it") if count == 1 else N_("delete them"), (lines[0], None))


def _blank_lines(count: int, last: int) -> Message:
    if count == 1:
        return Message(N_("a table must not have blank lines, got 1"))
    sentence = N_("a table must not have blank lines, got %(count)s down to line %(line)s")
    return Message(sentence, count=grouped(count), line=last)


def _empty_rows(count: int, last: int) -> Message:
    if count == 1:
        return Message(N_("a row must have a cell with text, got only empty cells in 1 row"))
    sentence = N_("a row must have a cell with text, got only empty cells in %(rows)s down to line %(line)s")
    return Message(sentence, rows=plural("%(num)s row", "%(num)s rows", count, num=grouped(count)), line=last)


def _csv_rectangle(columns: Mapping[str, int], body: _Body, raw_header: str, line: int, report: Report) -> RawTable:
    rows = tuple(body.rows)
    if len(columns) != len(body.header):
        kept = [*columns.values()]
        rows = tuple(tuple(row[i] for i in kept) for row in rows)
    starts = [match.start() + 1 for match in _NEXT_CELL.finditer(raw_header.rstrip("\n"))]
    marks = {name: (line, starts[i] if i < len(starts) else 1) for name, i in columns.items()}
    return RawTable(report.path, tuple(columns), rows, tuple(body.lines), {}, marks, {}, False, frozenset(body.shifted))
