"""Open one YAML or CSV file as a rectangle of texts with their positions, or say why it can't be read."""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import yaml

from folkmoot.problems import Problem, in_reading_order

MAX_BYTES = 64 * 1024 * 1024
MAX_CELL = 20_000
MAX_COLUMNS = 500
MAX_ROWS = 1_000_000
MAX_CELLS = 20_000_000
MAX_NODES = 500_000
MAX_DEPTH = 20
MAX_PROBLEMS = 100

# A line and, where it is known, a column, both from 1.
_Place = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Rectangle:
    """The records of one file as texts.

    `path` is the path that was passed in. `header` names the columns, each once; every row is as long as the
    header and holds '' where nothing stands. `lines` has the physical line, from 1, where each row starts.
    `marks` has the line and column of each value that stands in a YAML file, by row index and key; it is
    empty for CSV. `header_marks` has the place where each column's name first stands. `nested` has the lists
    of mappings inside a YAML record, by key; such a key is not in the header. `is_record` is true when the
    file is one mapping rather than a list of them.
    """

    path: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    marks: Mapping[tuple[int, str], tuple[int, int]]
    header_marks: Mapping[str, tuple[int, int]]
    nested: Mapping[str, Rectangle]
    is_record: bool

    def place(self, row: int, field: str) -> tuple[int, int | None]:
        """Find the line of a cell and its column, both from 1; None for the column where it isn't known."""
        return self.marks.get((row, field), (self.lines[row], None))


@dataclass(frozen=True, slots=True)
class Parsed:
    """What came of reading a file: the rectangle, None when nothing can be read, and every problem found."""

    rectangle: Rectangle | None
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Report:
    """The problems of one file while it is read: the first hundred, and how many more there were."""

    path: str
    problems: list[Problem] = field(default_factory=list)
    more: int = 0

    @property
    def is_full(self) -> bool:
        """Whether further problems are only counted."""
        return len(self.problems) >= MAX_PROBLEMS

    def add(self, code: str, message: str, hint: str = "", at: _Place = (1, None), field: str | None = None) -> None:
        """Note a problem at a line and column."""
        if self.is_full:
            self.more += 1
            return
        line, column = at
        problem = Problem(code=code, path=self.path, message=message, hint=hint, line=line, column=column, field=field)
        self.problems.append(problem)

    def absorb(self, other: _Report) -> None:
        """Take over the problems of another report."""
        room = MAX_PROBLEMS - len(self.problems)
        self.problems.extend(other.problems[:room])
        self.more += other.more + len(other.problems[room:])

    def closed(self) -> tuple[Problem, ...]:
        """Return the problems in reading order; the last one counts those that are not listed."""
        listed = in_reading_order(self.problems)
        if not self.more:
            return listed
        message = f"one file lists at most {MAX_PROBLEMS} mistakes, got {self.more} more"
        hint = "mend those above and check again"
        line = listed[-1].line
        last = Problem(code="too-many-problems", path=self.path, message=message, hint=hint, line=line)
        return (*listed, last)


def parse(path: str, data: bytes) -> Parsed:
    """Read a file by its ending: `.csv` or `.yaml`; any other ending is the problem `file-ending`."""
    if path.endswith(".csv"):
        return parse_csv(path, data)
    if path.endswith(".yaml"):
        return parse_yaml(path, data)
    report = _Report(path)
    name = path.rpartition("/")[2]
    stem, _, ending = name.rpartition(".")
    hint = f"rename it to {stem}.{_ENDINGS[ending.lower()]}" if stem and ending.lower() in _ENDINGS else ""
    report.add("file-ending", f'a table\'s file name must end in .yaml or .csv, got "{name}"', hint)
    return Parsed(None, report.closed())


def parse_csv(path: str, data: bytes) -> Parsed:
    """Read a comma-separated table (RFC 4180) with a header row.

    Cells are NFC-normalised. Rows with mistakes stay in the rectangle as well as they can be read, padded or
    cut to the header's length; columns without a usable name are left out.
    """
    report = _Report(path)
    text = _text(data, report)
    rectangle = None if text is None else _sheet(unicodedata.normalize("NFC", text), report)
    return Parsed(rectangle, report.closed())


def parse_yaml(path: str, data: bytes) -> Parsed:
    """Read a YAML file that is one mapping (a record) or a list of mappings.

    Values keep the text that stands in the file, NFC-normalised: `no`, `007` and `12:30` stay as they are. A
    plain `null`, `~` or nothing is ''; a list of plain values is joined by ";". After a mistake in the syntax
    there is no rectangle, but the rest of the file is still looked through for further problems.
    """
    report = _Report(path)
    text = _text(data, report)
    tree = None if text is None else _tree(text, report)
    rectangle = None if tree is None else _document(tree, report)
    return Parsed(None if tree is None or tree.is_broken else rectangle, report.closed())


_ENDINGS = {"yml": "yaml", "yaml": "yaml", "csv": "csv"}


# From bytes to text


_FOREIGN = (
    (b"PK\x03\x04", "an Excel workbook or another zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"version https://git-lfs", "a git-lfs pointer, which stands for a file that was not fetched"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML file"),
)

_CONTROL = (
    (0x00, 0x08),
    (0x0B, 0x1F),
    (0x7F, 0x9F),
    (0xD800, 0xDFFF),
    (0xFDD0, 0xFDEF),
    *((plane << 16 | 0xFFFE, plane << 16 | 0xFFFF) for plane in range(17)),
)

_INVISIBLE = (
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x61C, 0x61C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180E, 0x180E),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE00FF),
    (0xE01F0, 0xE0FFF),
)


def _all_but(ranges: Iterable[tuple[int, int]]) -> Iterator[str]:
    following = 0
    for first, last in [*sorted(ranges), (0x110000, 0x110000)]:
        if following < first:
            yield f"{re.escape(chr(following))}-{re.escape(chr(first - 1))}"
        following = last + 1


# Negated, because the expression engine finds an ordinary character in this class ten times faster than it
# can reject one against the list of the refused ones.
_UNUSUAL = re.compile(f"[^{''.join(_all_but((*_CONTROL, *_INVISIBLE)))}]")

_JOINERS = "\u200c\u200d"
# Scripts from Arabic to Sinhala, Myanmar, Khmer and Mongolian: they choose letter forms with joiners.
_JOINING_LETTER = re.compile("[\u0600-\u0dff\u1000-\u109f\u1780-\u18af]")
_EMOJI = re.compile("[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")

# What git leaves at the start of a line: ours, the common ancestor, the divide, theirs.
_CONFLICT = re.compile(r"^(?:<{7} .*|\|{7} .*|={7}|>{7} .*)$", re.MULTILINE)


def _text(data: bytes, report: _Report) -> str | None:
    """Decode a file into clean text with LF at line ends, or report why that can't be."""
    if len(data) > MAX_BYTES:
        message = f"a file must not be larger than 64 MiB, got {len(data):,} bytes"
        report.add("file-too-large", message, "split the table, or move it to an archive and link to it")
        return None
    body = data.removeprefix(codecs.BOM_UTF8)
    if _is_foreign(body, report) or _is_wide(data, report):
        return None
    text = _decoded(body, len(data) - len(body), report)
    if text is None or _is_empty(text, report):
        return None
    text = _with_unix_lines(text, report)
    return None if _has_conflict(text, report) else _without_unusual(text, report)


def _is_foreign(data: bytes, report: _Report) -> bool:
    start = data[:1024].lstrip().lower()
    name = next((name for magic, name in _FOREIGN if start.startswith(magic.lower())), None)
    if name is None:
        return False
    expected, hint = "YAML text", "replace it by the YAML file itself"
    if report.path.endswith(".csv"):
        expected, hint = "a CSV table", 'open it in a spreadsheet and save that sheet as "CSV UTF-8"'
    if "git-lfs" in name:
        hint = "run git lfs pull, or better keep tables out of git-lfs"
    elif "web page" in name:
        hint = "a download went wrong: fetch the file itself, not the page about it"
    report.add("not-a-table", f"the file must be {expected}, got {name}", hint)
    return True


def _is_wide(data: bytes, report: _Report) -> bool:
    """Recognise UTF-16 and UTF-32, by their byte order mark or by the NUL bytes that they put into text."""
    sample = data[:4096]
    nuls = sample.count(0)
    if sample.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)) or nuls * 10 > len(sample) * 6:
        name = "UTF-32"
    elif sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or nuls * 10 > len(sample) * 3:
        name = "UTF-16"
    else:
        return False
    report.add("not-utf8", f"the file must be UTF-8, got {name}", _how_to_save(report.path))
    return True


def _how_to_save(path: str) -> str:
    if path.endswith(".csv"):
        return (
            'in Excel save as "CSV UTF-8 (Comma delimited)"; '
            'in LibreOffice tick "Edit filter settings" and choose "Unicode (UTF-8)"'
        )
    return "save the file again with UTF-8 chosen as its encoding"


def _decoded(data: bytes, offset: int, report: _Report) -> str | None:
    """Decode UTF-8; `offset` is the number of bytes that were cut off before `data`."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
    line_start = data.rfind(b"\n", 0, at) + 1
    column = len(data[line_start:at].decode("utf-8")) + 1
    message = f"the file must be UTF-8, got the byte 0x{data[at]:02X} at offset {at + offset}"
    guess = _windows_guess(data[line_start:].partition(b"\n")[0], at - line_start)
    line = data.count(b"\n", 0, at) + 1
    report.add("not-utf8", message + guess, _how_to_save(report.path), (line, column))
    return None


def _windows_guess(line: bytes, at: int) -> str:
    """Say how the cell around byte `at` of a line reads in Windows-1252, or nothing where it doesn't."""
    try:
        text = line.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    before = re.split(r'[,;\t"]', text[:at])[-1]
    after = re.split(r'[,;\t"]', text[at:])[0]
    cell = (before[-30:] + after[:30]).strip()
    return f'; in Windows-1252 it is "{text[at]}" and the text reads "{cell}"'


def _is_empty(text: str, report: _Report) -> bool:
    if text and not text.isspace():
        return False
    _report_empty(report)
    return True


def _report_empty(report: _Report) -> None:
    hint = "begin with the header row"
    if not report.path.endswith(".csv"):
        hint = "write [] for a table without rows"
    report.add("file-empty", "the file must hold a table, got nothing", hint)


def _has_conflict(text: str, report: _Report) -> bool:
    if not any(marker in text for marker in ("<<<<<<< ", "||||||| ", "=======", ">>>>>>> ")):
        return False
    line = 0
    for line, match in _located(_CONFLICT, text):
        message = f'the file must be free of merge conflicts, got the marker "{match[0][:7]}"'
        hint = "choose which lines to keep between <<<<<<< and >>>>>>>, then delete the markers"
        report.add("merge-conflict", message, hint, (line, None))
    return line > 0


def _located(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield each match with its line."""
    line, seen = 1, 0
    for match in pattern.finditer(text):
        line, seen = line + text.count("\n", seen, match.start()), match.start()
        yield line, match


def _with_unix_lines(text: str, report: _Report) -> str:
    """Turn CRLF into LF, and a CR that stands alone too, which is reported."""
    text = text.replace("\r\n", "\n")
    alone = text.find("\r")
    if alone < 0:
        return text
    line = text.count("\n", 0, alone) + 1
    message = f"lines must end in LF or CRLF, got {text.count(chr(13))} CR without LF"
    report.add("line-ends", message, "save the file again with Unix or Windows line ends", (line, None))
    return text.replace("\r", "\n")


def _without_unusual(text: str, report: _Report) -> str:
    """Report each control and invisible character at its line and column, and take it out."""
    if not _UNUSUAL.search(text):
        return text
    for line, match in _located(_UNUSUAL, text):
        if _is_joining(match):
            continue
        if report.is_full:
            report.more += 1
        else:
            _report_unusual(match[0], report, (line, match.start() - text.rfind("\n", 0, match.start())))
    return _taken_out(text)


def _taken_out(text: str) -> str:
    return _UNUSUAL.sub(lambda match: match[0] if _is_joining(match) else "", text)


def _is_joining(match: re.Match[str]) -> bool:
    """Tell whether a match is a joiner where spelling needs one: in Arabic or Indic words, in emoji."""
    if match[0] not in _JOINERS:
        return False
    text, at = match.string, match.start()
    neighbours = text[max(at - 1, 0) : at], text[at + 1 : at + 2]
    if all(_JOINING_LETTER.match(character) for character in neighbours):
        return True
    return match[0] == "\u200d" and all(_EMOJI.match(character) for character in neighbours)


def _report_unusual(character: str, report: _Report, at: _Place, field: str | None = None) -> None:
    point = ord(character)
    name = f"U+{point:04X} {unicodedata.name(character, '')}".rstrip()
    if any(first <= point <= last for first, last in _CONTROL):
        message = f"text must not hold control characters, got {name}"
        report.add("text-control", message, "delete it or type the text again", at, field)
        return
    message = f"text must not hold invisible characters, got {name}"
    hint = "it often comes with pasted text: delete it or type the text again"
    report.add("text-invisible", message, hint, at, field)


# CSV


_SEP_LINE = re.compile(r'"?sep=.?"?\s*', re.IGNORECASE)
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


def _sheet(text: str, report: _Report) -> Rectangle | None:
    # Every other character at which splitlines would split has been taken out before.
    lines = text.splitlines(keepends=True)
    top = _header_line(lines, report)
    if top is None:
        return None
    records = _records(lines, top, report)
    _, _, header, is_sound = next(records)
    if not is_sound or not _is_narrow(len(header), top + 1, report):
        return None
    columns = _columns(header, top + 1, report)
    body = _body(records, lines, header, report)
    if body is None or not columns:
        return None
    _report_gaps(body, report)
    return _csv_rectangle(columns, body, lines[top], top + 1, report)


def _header_line(lines: Sequence[str], report: _Report) -> int | None:
    """Find the header's index in `lines`; None when its cells are not divided by commas."""
    is_sep = bool(lines) and _SEP_LINE.fullmatch(lines[0]) is not None
    if is_sep:
        message = f'the first line must be the header, got "{lines[0].strip()}", which only Excel understands'
        report.add("csv-sep-line", message, "delete that line and divide the cells by commas")
    top = next((i for i, line in enumerate(lines) if line.strip() and not (is_sep and i == 0)), None)
    if top is None:
        if not is_sep:
            _report_empty(report)
        return None
    _report_run("csv-blank-line", range(1 + is_sep, top + 1), report)
    return None if _is_otherwise_divided(lines[top], top + 1, is_sep, report) else top


def _is_otherwise_divided(header: str, line: int, is_known: bool, report: _Report) -> bool:
    bare = _QUOTED.sub("", header)
    name = "" if "," in bare else "semicolons" if ";" in bare else "tabs" if "\t" in bare.strip() else ""
    if name and not is_known:
        hint = 'in Excel save as "CSV UTF-8 (Comma delimited)"; in LibreOffice choose "," as field delimiter'
        report.add("csv-delimiter", f"cells must be divided by commas, got {name}", hint, (line, None))
    return bool(name)


def _is_narrow(columns: int, line: int, report: _Report) -> bool:
    if columns <= MAX_COLUMNS:
        return True
    message = f"a table must not have more than {MAX_COLUMNS} columns, got {columns:,}"
    report.add("file-too-large", message, "delete the columns that no schema names", (line, None))
    return False


def _records(lines: Sequence[str], top: int, report: _Report) -> Iterator[tuple[int, int, list[str], bool]]:
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


def _report_quote(error: str, lines: Sequence[str], first: int, last: int, report: _Report) -> None:
    """Say what the reader's error means for the record that starts at index `first`, read up to `last`."""
    if "field larger" in error and last == first + 1:
        _report_long(report, (first + 1, None), None)
        return
    hint = 'add the closing ", or write "" for a quote mark inside a quoted cell'
    if "field larger" in error:
        message = f"a quote that opens a cell must be closed soon, got none up to line {last}"
    elif "expected after" not in error:
        message = "a quote that opens a cell must be closed, got none up to the end of the file"
    elif last == first + 1:
        message = "after a closing quote must come a comma or the end of the line, got more text"
        hint = 'write "" for a quote mark inside a quoted cell'
    else:
        message = f"a quote that opens in this row must be closed in it, got the next quote on line {last}"
    report.add("csv-quote", message, hint, (first + 1, None))


def _report_long(report: _Report, at: _Place, name: str | None, length: int = 0) -> None:
    got = f"{length:,}" if length else "many more"
    message = f"a cell must not be longer than {MAX_CELL:,} characters, got {got}"
    report.add("cell-too-long", message, "link to a document instead", at, name)


def _columns(header: Sequence[str], line: int, report: _Report) -> dict[str, int]:
    """Map each usable column name to its place in the row, and report the others."""
    names = [name.strip() for name in header]
    nameless = [str(i) for i, name in enumerate(names, 1) if not name]
    if nameless:
        rest = f" and {len(nameless) - 5} more" if len(nameless) > 5 else ""
        message = f"every column must have a name, got none for column {', '.join(nameless[:5])}{rest}"
        report.add("header-empty", message, "name the column or delete it, its commas included", (line, None))
    for name in (name.strip() for name in header if name.strip() and name != name.strip()):
        _report_padded_name(name, report, (line, None))
    for name in (name for name, n in Counter(names).items() if name and n > 1):
        where = " and ".join(str(i) for i, other in enumerate(names, 1) if other == name)
        message = f"a column must stand once in the header, got it as columns {where}"
        report.add("header-duplicate", message, "delete or rename one of them", (line, None), name)
    return {name: names.index(name) for name in names if name}


def _report_padded_name(name: str, report: _Report, at: _Place) -> None:
    message = "a column's name must not begin or end with white space, got some"
    report.add("header-padded", message, f'write "{name}"', at, name)


def _body(
    records: Iterable[tuple[int, int, list[str], bool]],
    lines: Sequence[str],
    header: Sequence[str],
    report: _Report,
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
            message = f"a table of {width} columns must not have more than {limit:,} rows, got more"
            report.add("file-too-large", message, "split the table, or move it to an archive", (first, None))
            return None
        if is_sound:
            _check_row(cells, texts, body.header, lines[first - 1 : last], first, report)
        body.rows.append(tuple(texts) if len(texts) == width else _fitted(texts, width))
        body.lines.append(first)
    return body


def _check_row(
    cells: Sequence[str],
    texts: Sequence[str],
    header: Sequence[str],
    raw: Sequence[str],
    line: int,
    report: _Report,
) -> None:
    """Report a row's mistakes; one that shifts its cells hides the others, which may only follow from it."""
    if '"' in raw[0] and '"' in "".join(cells) and not _WELL_QUOTED.fullmatch("".join(raw)):
        message = "a cell that holds a quote mark must itself be in quotes, got a quote mark in a bare cell"
        report.add("csv-quote", message, 'write "say ""yes"" or no" for: say "yes" or no', (line, None))
        return
    if len(cells) != len(header):
        _report_ragged(len(cells), len(header), line, report)
        return
    if texts != cells:
        _report_padded(cells, texts, header, line, report)
    if len(raw) > 1 or len(raw[0]) > MAX_CELL:
        for name, text in zip(header, texts, strict=False):
            if len(text) > MAX_CELL:
                _report_long(report, (line, None), name, len(text))


def _report_ragged(cells: int, columns: int, line: int, report: _Report) -> None:
    hint = "add the commas of the missing cells"
    if cells > columns:
        hint = "put a cell that contains a comma into quotes, or delete the extra commas"
    got = f"{cells} cell{'' if cells == 1 else 's'}"
    message = f"a row must have {columns} cells as the header has, got {got}"
    report.add("csv-ragged", message, hint, (line, None))


def _report_padded(
    cells: Sequence[str], texts: Sequence[str], header: Sequence[str], line: int, report: _Report
) -> None:
    for name, cell, text in zip(header, cells, texts, strict=False):
        if cell != text:
            _report_padding(cell, name, report, (line, None))


def _report_padding(cell: str, name: str, report: _Report, at: _Place) -> None:
    blank = cell[-1] if cell[-1].isspace() else cell[0]
    known = {" ": "a space", "\t": "a tab", "\n": "a line end"}
    what = known.get(blank) or unicodedata.name(blank, "white space")
    where = "at its end" if cell[-1].isspace() else "at its start"
    message = f"a cell must not begin or end with white space, got {what} {where}"
    report.add("cell-padded", message, "delete it", at, name)


def _fitted(texts: Sequence[str], width: int) -> tuple[str, ...]:
    return (*texts[:width], *[""] * (width - len(texts)))


def _report_gaps(body: _Body, report: _Report) -> None:
    for code, lines in (("csv-blank-line", body.blank), ("csv-empty-row", body.empty)):
        start = 0
        for i, line in enumerate(lines):
            if i + 1 == len(lines) or lines[i + 1] != line + 1:
                _report_run(code, lines[start : i + 1], report)
                start = i + 1


def _report_run(code: str, lines: Sequence[int], report: _Report) -> None:
    """Report neighbouring lines of the same kind as one problem."""
    if not lines:
        return
    count, end = len(lines), f" down to line {lines[-1]}" if len(lines) > 1 else ""
    if code == "csv-blank-line":
        message = f"a table must not have blank lines, got {count:,}{end}"
    else:
        message = f"a row must have a cell with text, got only empty cells in {count:,} row{'s' * (count > 1)}{end}"
    report.add(code, message, "delete it" if count == 1 else "delete them", (lines[0], None))


def _csv_rectangle(columns: Mapping[str, int], body: _Body, raw_header: str, line: int, report: _Report) -> Rectangle:
    rows = tuple(body.rows)
    if len(columns) != len(body.header):
        kept = [*columns.values()]
        rows = tuple(tuple(row[i] for i in kept) for row in rows)
    starts = [match.start() + 1 for match in _NEXT_CELL.finditer(raw_header.rstrip("\n"))]
    marks = {name: (line, starts[i] if i < len(starts) else 1) for name, i in columns.items()}
    return Rectangle(report.path, tuple(columns), rows, tuple(body.lines), {}, marks, {}, False)


# YAML


@dataclass(slots=True)
class _Collection:
    """A list or a mapping as it stands in a file; a mapping's children are its keys and values in turn."""

    line: int
    column: int
    is_list: bool = True
    children: list[_Node] = field(default_factory=list)


class _Scalar(NamedTuple):
    """A text as it stands in a file; `style` is its quote mark, | or >, '' when plain, * for an alias."""

    line: int
    column: int
    value: str
    style: str


_Node = _Collection | _Scalar
_Start = yaml.ScalarEvent | yaml.CollectionStartEvent


@dataclass(slots=True)
class _Tree:
    """A file's documents; `is_broken` when parts with wrong syntax were left out."""

    documents: list[_Node]
    is_broken: bool


@dataclass(slots=True)
class _Table:
    """The rows of one list of mappings while they are read."""

    is_record: bool
    header: dict[str, tuple[int, int]] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    marks: dict[tuple[int, str], tuple[int, int]] = field(default_factory=dict)
    nested: dict[str, Rectangle] = field(default_factory=dict)


class _DepthError(yaml.YAMLError):
    """Raised where collections lie too deep in each other; the arguments are the line and the column."""


class _SizeError(Exception):
    """Raised where a file holds too many values; the argument is the line."""


# A file is read again without its broken records, to find the mistakes in the others, at most this often.
_ATTEMPTS = 20
_ATTEMPTED_SIZE = 2_000_000

_DIRECTIVE = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*+%")
_NOT_A_NAME = re.compile(r"~|null|true|false|yes|no|on|off|[-+.]?\d.*|[-+]?\.(?:inf|nan)", re.IGNORECASE | re.DOTALL)


def _tree(text: str, report: _Report) -> _Tree | None:
    """Read the text into collections; where the syntax is wrong, report it and read on without that record.

    Events of the C parser are taken one by one and never composed by it: its composer recurses on the C
    stack, so that a file of brackets could kill the process, and it forgets anchors that nothing refers to.
    """
    directive = _DIRECTIVE.match(text)
    if directive:
        line = text.count("\n", 0, directive.end()) + 1
        hint = "delete the line, or put text that begins with % into quotes"
        message = "a file must not hold YAML directives, got a line that begins with %"
        report.add("yaml-documents", message, hint, (line, None))
        return None
    lines, is_broken = text.splitlines(keepends=True), False
    for _ in range(_ATTEMPTS if len(text) < _ATTEMPTED_SIZE else 1):
        attempt = _Report(report.path)
        try:
            documents = _documents("".join(lines), attempt)
        except yaml.YAMLError as error:
            is_broken = True
            at = _report_syntax(error, lines, report)
            if not _blank_out(lines, at):
                return None
        except _SizeError as error:
            message = f"a file must not hold more than {MAX_NODES:,} values, got more"
            hint = "split the table, or make it a CSV file"
            report.add("file-too-large", message, hint, (error.args[0], None))
            return None
        else:
            report.absorb(attempt)
            return _Tree(documents, is_broken)
    return None


def _documents(text: str, report: _Report) -> list[_Node]:
    """Read the first document, as a list of none or one; raises YAMLError, `_DepthError`, `_SizeError`."""
    root = _Collection(1, 1)
    opened, nodes = [root], 0
    # The C parser keeps its own stack, so that reading events is safe at any depth.
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent, yaml.AliasEvent)):
            nodes += 1
            if nodes > MAX_NODES:
                raise _SizeError(_mark(event)[0])
            _read_node(event, opened, report)
        elif isinstance(event, yaml.CollectionEndEvent):
            opened.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and root.children:
            hint = "delete the line ---, or move what follows to a file of its own"
            message = "a file must hold one document, got a second one"
            report.add("yaml-documents", message, hint, _mark(event))
            break
    return root.children


def _read_node(event: _Start | yaml.AliasEvent, opened: list[_Collection], report: _Report) -> None:
    """Add a node to the innermost open collection, and open it when it is one itself."""
    line, column = _mark(event)
    if isinstance(event, yaml.AliasEvent):
        opened[-1].children.append(_Scalar(line, column, "", "*"))
        message = f"a value must be written out, got the alias *{event.anchor}"
        hint = "write the value itself, or put text that begins with * into quotes"
        report.add("yaml-alias", message, hint, (line, column))
        return
    if event.anchor is not None or event.tag is not None:
        _report_marked(event, (line, column), report)
    if isinstance(event, yaml.ScalarEvent):
        opened[-1].children.append(_Scalar(line, column, event.value, event.style or ""))
        return
    if len(opened) > MAX_DEPTH:
        raise _DepthError(line, column)
    collection = _Collection(line, column, isinstance(event, yaml.SequenceStartEvent))
    opened[-1].children.append(collection)
    opened.append(collection)


def _mark(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)


def _start(node: _Node) -> tuple[int, int]:
    return node.line, node.column


def _report_marked(event: _Start, at: _Place, report: _Report) -> None:
    """Report what would make a value mean something else than its text: an anchor or a tag."""
    if event.anchor is not None:
        message = f"a value must be written out, got the anchor &{event.anchor}"
        hint = "delete it, or put text that begins with & into quotes"
        report.add("yaml-anchor", message, hint, at)
    if event.tag is not None:
        short = event.tag.replace("tag:yaml.org,2002:", "!!")
        message = f"a value must be plain text without a tag, got the tag {short}"
        hint = "delete it, or put text that begins with ! into quotes"
        report.add("yaml-tag", message, hint, at)


def _blank_out(lines: list[str], at: int) -> bool:
    """Empty the top-level record around line `at`, keeping its lines; False when nothing stood there."""
    first = min(at, len(lines)) - 1
    while first > 0 and not _is_top(lines[first]):
        first -= 1
    last = first + 1
    while last < len(lines) and not _is_top(lines[last]):
        last += 1
    if not any(line.strip() for line in lines[first:last]):
        return False
    lines[first:last] = ["\n"] * (last - first)
    return True


def _is_top(line: str) -> bool:
    return line[0] not in " \t\n#]}"


# Syntax in words


# Words of the parser's complaint; whether the mistake lies where the construct began rather than where the
# parser gave up; what must be and was found; what to do.
_COMPLAINTS = (
    (
        "scanning a quoted scalar",
        True,
        "a text in quotes must end with the same quote mark, got no end",
        "close the quotes; inside 'single quotes' write an apostrophe twice",
    ),
    (
        "parsing a quoted scalar",
        False,
        'a backslash inside "double quotes" must begin a YAML escape such as \\n, got something else',
        "use 'single quotes', where a backslash is only a backslash",
    ),
    (
        "parsing a flow sequence",
        True,
        "a list that opens with [ must have commas between its items and close with ], got something else",
        'put text that begins with [ into quotes: note: "[sic] as printed"',
    ),
    (
        "parsing a flow mapping",
        True,
        "a mapping that opens with { must have commas between its pairs and close with }, got something else",
        'put text that begins with { into quotes: note: "{sic} as printed"',
    ),
    (
        "expected ':'",
        True,
        'a line must read "key: value", got one without a colon and a space',
        "add the colon and a space; indent the further lines of a long text",
    ),
    (
        "scanning an alias",
        True,
        "text that begins with * must be in quotes, got it bare",
        'write text: "**Bold** words", or put the text on lines of its own below text: |',
    ),
    (
        "scanning an anchor",
        True,
        "text that begins with & must be in quotes, got it bare",
        'write title: "& so on"',
    ),
    (
        "a tag",
        True,
        "text that begins with ! must be in quotes, got it bare",
        'write title: "! now"',
    ),
    (
        "block sequence entries",
        False,
        "a list must begin on the line below its key, got a - behind the key",
        "write each item as - item on a line of its own, or put the text into quotes",
    ),
    (
        "mapping keys are not allowed",
        False,
        "text that begins with ? must be in quotes, got it bare",
        'write title: "? unknown"',
    ),
    (
        "comment or line break",
        False,
        "after | or > the line must end, got more text",
        "write the text on the lines below, indented, or put it into quotes",
    ),
    (
        "scanning a block scalar",
        False,
        "a text below | or > must be indented evenly with spaces, got something else",
        "indent all of its lines by the same number of spaces",
    ),
    (
        "expected <document start>",
        False,
        "a file must be one list or one mapping, got a line that belongs to neither",
        "begin all of its records, or all of its keys, in the same column",
    ),
    (
        "parsing a flow node",
        False,
        "a list in [ ] or a mapping in { } must be closed and have a value between its commas, got something else",
        "put text that begins with [ or { into quotes",
    ),
    (
        "expected node content",
        False,
        "a value must not begin with a comma or a closing bracket, got one",
        "put the text into quotes",
    ),
)


def _report_syntax(error: yaml.YAMLError, lines: Sequence[str], report: _Report) -> int:
    """Say in words what the parser stumbled over; return the line."""
    if isinstance(error, _DepthError):
        message = f"lists and mappings must not lie more than {MAX_DEPTH} deep in each other, got more"
        report.add("yaml-depth", message, "put text that begins with [ or { into quotes", error.args)
        return int(error.args[0])
    complaint = f"{getattr(error, 'context', None) or ''}; {getattr(error, 'problem', None) or error}"
    here, start = _point(error, "problem_mark"), _point(error, "context_mark")
    at_start, message, hint = _explained(complaint, here, start, lines)
    line, column = start if at_start else here
    is_inside = line <= len(lines)
    report.add("yaml-syntax", message, hint, (line, column) if is_inside else (len(lines), None))
    return line


def _point(error: yaml.YAMLError, name: str) -> tuple[int, int]:
    mark = getattr(error, name, None)
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)


def _explained(
    complaint: str, here: tuple[int, int], start: tuple[int, int], lines: Sequence[str]
) -> tuple[bool, str, str]:
    """Find whether a mistake lies at the construct's start, what must be and was found, and what to do."""
    line = lines[here[0] - 1] if here[0] <= len(lines) else ""
    before, after = line[: here[1] - 1], line[here[1] - 1 :]
    if after.startswith("\t") or "a tab character" in complaint or ("\t" in before and before.isspace()):
        return False, "a line must be indented with spaces, got a tab", "replace each tab by two spaces"
    if "mapping values are not allowed" in complaint:
        return _explained_colon(before)
    if "cannot start any token" in complaint:
        message = f"text that begins with {after[:1]} must be in quotes, got it bare"
        return False, message, f'write title: "{after[:1]} and so on"'
    if "parsing a block" in complaint and "expected node" not in complaint:
        return _explained_block(complaint, before, here, start)
    for words, at_start, message, hint in _COMPLAINTS:
        if words in complaint:
            return at_start, message, hint
    message = f"the file must be valid YAML, got: {complaint.removeprefix('; ')}"
    return False, message, "check this line and the one above"


def _explained_colon(before: str) -> tuple[bool, str, str]:
    if ": " in before:
        message = "text with a colon and a space must be in quotes, got it bare"
        return False, message, 'write title: "Transport: what next"'
    message = "a key must stand in the same column as the keys above it, got it deeper"
    return False, message, "remove the extra spaces before it, or put the text above it into quotes"


def _explained_block(
    complaint: str, before: str, here: tuple[int, int], start: tuple[int, int]
) -> tuple[bool, str, str]:
    if before.rstrip().endswith(("'", '"')):
        message = "after a closing quote the line must end, got more text"
        return False, message, "quote the whole text; inside 'single quotes' write an apostrophe twice"
    got = f"column {here[1]}" if here[1] != start[1] else "something else"
    what = "the items of a list must begin with -" if "'-'" in complaint else "the keys of a record must stand"
    message = f"{what} in column {start[1]} as on line {start[0]}, got {got}"
    return False, message, "line them up with spaces"


# From collections to a rectangle


def _document(tree: _Tree, report: _Report) -> Rectangle | None:
    root = tree.documents[0] if tree.documents else None
    if root is None or (isinstance(root, _Scalar) and _is_missing(root)):
        if not tree.is_broken:
            _report_empty(report)
        return None
    if not isinstance(root, _Collection):
        hint = 'write each line as "key: value", with a space behind the colon'
        message = "a file must be a mapping or a list of mappings, got bare text"
        report.add("yaml-shape", message, hint, _start(root))
        return None
    return _rectangle(root.children if root.is_list else [root], not root.is_list, report)


def _rectangle(items: Iterable[_Node], is_record: bool, report: _Report) -> Rectangle | None:
    """Make a rectangle of mappings; `is_record` allows lists of mappings as values."""
    table = _Table(is_record)
    for item in items:
        if isinstance(item, _Collection) and not item.is_list:
            _add_row(item, table, report)
        else:
            hint = 'write "- key: value", with the other keys indented below'
            message = "each item of the file's list must be a mapping, got something else"
            report.add("yaml-shape", message, hint, _start(item))
    if not _is_small(table, report):
        return None
    header = tuple(table.header)
    rows = tuple(tuple(row.get(name, "") for name in header) for row in table.rows)
    lines = tuple(table.lines)
    return Rectangle(report.path, header, rows, lines, table.marks, table.header, table.nested, is_record)


def _is_small(table: _Table, report: _Report) -> bool:
    line = table.lines[0] if table.lines else 1
    if not _is_narrow(len(table.header), line, report):
        return False
    cells = len(table.header) * len(table.rows)
    if cells <= MAX_CELLS:
        return True
    message = f"a table must not have more than {MAX_CELLS:,} cells, got {cells:,}"
    report.add("file-too-large", message, "split the table", (line, None))
    return False


def _add_row(mapping: _Collection, table: _Table, report: _Report) -> None:
    row = len(table.rows)
    cells: dict[str, str] = {}
    for name, place, value in _pairs(mapping, table.header, report):
        table.marks[row, name] = _start(value)
        if table.is_record and _is_list_of_mappings(value):
            nested = _rectangle(value.children, False, report) if isinstance(value, _Collection) else None
            if nested is not None:
                table.nested[name] = nested
            continue
        table.header.setdefault(name, place)
        cells[name] = _cell(value, name, report)
    table.rows.append(cells)
    table.lines.append(mapping.line)


def _pairs(
    mapping: _Collection, known: Container[str], report: _Report
) -> Iterator[tuple[str, tuple[int, int], _Node]]:
    """Yield each usable key with its place and its value; report the other keys."""
    seen: dict[str, int] = {}
    for key, value in zip(mapping.children[::2], mapping.children[1::2], strict=False):
        at = _start(key)
        is_known = isinstance(key, _Scalar) and not key.style and key.value in known
        name = key.value if isinstance(key, _Scalar) and is_known else _key(key, report)
        if name is None:
            continue
        if name in seen:
            got = f"it on line {seen[name]} and again on line {at[0]}"
            message = f"a key must stand once in a record, got {got}"
            report.add("yaml-duplicate-key", message, "delete one of them", at, name)
            continue
        seen[name] = at[0]
        yield name, at, value


def _key(key: _Node, report: _Report) -> str | None:
    """Return a key's text, or report why it can't be a column's name."""
    at = _start(key)
    if isinstance(key, _Collection):
        hint = "put text that begins with [ or { into quotes"
        report.add("yaml-key", "a key must be a column's name, got a list or a mapping", hint, at)
        return None
    if key.style == "*":
        return None
    if key.value == "<<" and not key.style:
        message = "a record must be written out, got the merge key <<"
        report.add("yaml-merge-key", message, "write the keys and values themselves", at)
        return None
    name = _clean(key, None, report)
    if not name.strip() or (not key.style and _NOT_A_NAME.fullmatch(name)):
        message = f'a key must be a column\'s name, got "{name[:40]}"'
        report.add("yaml-key", message, "write the name of a column before the colon", at)
        return None
    if name != name.strip():
        _report_padded_name(name.strip(), report, at)
    return name.strip()


def _cell(value: _Node, name: str, report: _Report) -> str:
    """Return the text of a value, '' where there is none or it can't be one."""
    text = _scalar(value, name, report) if isinstance(value, _Scalar) else _joined(value, name, report)
    if len(text) > MAX_CELL:
        _report_long(report, _start(value), name, len(text))
    return text


def _scalar(scalar: _Scalar, name: str, report: _Report) -> str:
    if _is_missing(scalar):
        return ""
    text = _clean(scalar, name, report)
    stripped = text.strip()
    if stripped != text and scalar.style in ("'", '"'):
        _report_padding(text, name, report, _start(scalar))
    return stripped


def _is_missing(scalar: _Scalar) -> bool:
    return not scalar.style and scalar.value in ("", "~", "null")


def _clean(scalar: _Scalar, name: str | None, report: _Report) -> str:
    """Normalise a scalar's text and refuse unusual characters that it spells with escapes."""
    if scalar.style != '"' or not _UNUSUAL.search(scalar.value):
        return unicodedata.normalize("NFC", scalar.value)
    for match in _UNUSUAL.finditer(scalar.value):
        if not _is_joining(match):
            _report_unusual(match[0], report, _start(scalar), name)
    return unicodedata.normalize("NFC", _taken_out(scalar.value))


def _joined(value: _Collection, name: str, report: _Report) -> str:
    """Join a list of plain values by ";", or report what else stands there."""
    items = [child for child in value.children if isinstance(child, _Scalar)]
    if value.is_list and len(items) == len(value.children):
        return ";".join(_item(item, name, report) for item in items)
    got = "a list of lists or mappings" if value.is_list else "a mapping"
    message = f"a value must be text or a list of texts, got {got}"
    hint = "give that table a file of its own, or put text that begins with [ or { into quotes"
    report.add("yaml-shape", message, hint, _start(value), name)
    return ""


def _item(item: _Scalar, name: str, report: _Report) -> str:
    text = _scalar(item, name, report)
    if (not text and item.style != "*") or ";" in text:
        got, hint = ("a semicolon", "make two items of it") if text else ("nothing", "delete the item")
        message = f"an item of a list must be text without a semicolon, got {got}"
        report.add("yaml-list-item", message, hint, _start(item), name)
    return text


def _is_list_of_mappings(value: _Node) -> bool:
    if not isinstance(value, _Collection) or not value.is_list or not value.children:
        return False
    return all(isinstance(child, _Collection) and not child.is_list for child in value.children)
