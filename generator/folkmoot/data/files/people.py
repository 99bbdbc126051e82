"""Tell whether each row of a file is a person, whatever the file is called; nothing of it leaves this module."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_WORDS = Path(__file__).with_suffix(".yaml")
_MOST_CHARACTERS = 2_000_000
_MOST_PARTS = 32 * 1024 * 1024
_MOST_ROWS = 2000
_HEADER_LINES = 6
_MOST_CELLS = 400

_NAMED = frozenset({"email", "first_name", "last_name", "phone", "birth", "person_number"})
_CONTACTS = frozenset({"email", "phone"})
_TRAITS = frozenset({"gender", "age", "postcode", "address"})
_EMAIL = re.compile(r"[^\s@,;|<>\"'()]{1,64}@[\w-]{1,63}(\.[\w-]{1,63})+")
_PHONE = re.compile(r"(?:\+|00(?=[1-9])|0(?![0.])|\()[0-9 ()./\u00a0-]{8,22}\Z")
_DAY = re.compile(
    r"(?:[0-9]{1,2}[./-][0-9]{1,2}[./-](?P<last>(?:19|20)[0-9]{2})|(?P<first>(?:19|20)[0-9]{2})-[0-9]{2}-[0-9]{2})\Z"
)
_KEY = re.compile(r"""(?:^[ \t-]{0,40}|[{,]\s{0,20})["']?([^\W\d][\w ./'-]{1,40}?)["']?\s{0,4}:""", re.MULTILINE)
_CASES = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=[0-9])")
_PARTS = re.compile(r"xl/sharedStrings\.xml|xl/worksheets/sheet[0-9]+\.xml|content\.xml|word/document\.xml")
_NODE = re.compile(r">([^<>]+)<")


def is_register(name: str, data: bytes) -> bool:
    """Tell whether each row of a file is a person; a file that isn't text, a workbook or a letter is passed over."""
    if data.startswith(b"PK\x03\x04"):
        return _is_packed_register(data)
    text = _text(data)
    if "\0" in text or text.startswith("%PDF"):
        return False
    if "BEGIN:VCARD" in text:
        return True
    if name.lower().endswith((".yaml", ".yml", ".json")):
        return _says_people(_KEY.findall(text)) or _is_list_of_addresses(text.splitlines())
    rows = _rows(text)
    headed = any(map(_says_people, rows[: min(_HEADER_LINES, len(rows) - 1)])) if rows else False
    return headed or _looks_like_people(rows) or _is_list_of_addresses(text.splitlines())


def is_register_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether each row of a table is a person, by what its columns are called or by what they hold."""
    return bool(rows) and (_says_people(header) or _looks_like_people(rows[:_MOST_ROWS]))


def _says_people(header: Iterable[str]) -> bool:
    """Tell whether columns with these names describe a person each."""
    kinds = {kind for name in header for kind in _kinds_of(name)}
    named, traits = kinds & _NAMED, kinds & _TRAITS
    person = kinds & (_NAMED - _CONTACTS)
    if "office" in kinds and not kinds & {"birth", "gender", "age", "person_number"}:
        return bool(person and named & _CONTACTS)
    if len(named) > 1 or (named and (traits or "full_name" in kinds)):
        return "count" not in kinds
    is_one_each = {"gender", "age"} <= kinds and ("postcode" in kinds or "full_name" in kinds)
    return "count" not in kinds and (is_one_each or ("full_name" in kinds and bool(traits & {"gender", "age"})))


@cache
def _kinds_of(name: str) -> frozenset[str]:
    return _kinds().get(_plain(name), frozenset())


@cache
def _kinds() -> dict[str, frozenset[str]]:
    """Map the plain form of each word that the languages have for a column to its kinds."""
    found: dict[str, frozenset[str]] = {}
    for kind, languages in _listed()["kinds"].items():
        for word in (word for words in languages.values() for word in words):
            plain = _plain(word)
            found[plain] = found.get(plain, frozenset()) | {kind}
    return found


@cache
def _listed() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(_WORDS.read_bytes(), Loader=yaml.CSafeLoader)
    return found


@cache
def _fillers() -> frozenset[str]:
    return frozenset(map(_folded, _listed()["fillers"].split()))


def _folded(text: str) -> str:
    """Leave case and accents away."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


def _plain(name: str) -> str:
    """Write the name of a column in plain words: firstName, FIRST_NAME and Primary first name are one."""
    words = re.findall(r"[^\W_]+", _folded(_CASES.sub(" ", name)))
    kept = [word for word in words if word not in _fillers()]
    return " ".join(kept or words)


def _looks_like_people(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a column holds telephone numbers, e-mail addresses, or days of birth beside names."""
    columns = [[cell for cell in column if cell] for column in zip(*_square(rows), strict=True)]
    if any(_mostly(column, _is_email) or _mostly(column, _is_phone) for column in columns):
        return True
    return any(_are_births(column) for column in columns) and any(_mostly(column, _is_name) for column in columns)


def _square(rows: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    width = min(max(map(len, rows), default=0), _MOST_CELLS)
    for row in rows:
        cells = [cell.strip() for cell in row[:width]]
        yield cells + [""] * (width - len(cells))


def _mostly(cells: Sequence[str], test: Any) -> bool:
    """Tell whether at least three cells and six of ten are so, and no two of three are the same."""
    found = [cell for cell in cells if test(cell)]
    return len(found) >= 3 and len(found) * 10 >= len(cells) * 6 and len(set(found)) * 3 >= len(found) * 2


def _is_email(cell: str) -> bool:
    return "@" in cell and _EMAIL.fullmatch(cell.strip("<>")) is not None


def _is_phone(cell: str) -> bool:
    return cell[:1] in "+0(" and _PHONE.match(cell) is not None and 9 <= sum(map(str.isdigit, cell)) <= 15


def _is_name(cell: str) -> bool:
    words = cell.replace(",", " ").split()
    return 1 < len(words) <= 4 and all(word[0].isupper() and word[1:].replace("-", "").isalpha() for word in words)


def _are_births(cells: Sequence[str]) -> bool:
    """Tell whether days lie decades apart and in no order, as births do and what happened seldom does."""
    days = [day for cell in cells if (day := _DAY.match(cell))]
    years = [int(day["last"] or day["first"]) for day in days]
    if len(days) < 3 or len(days) * 10 < len(cells) * 6:
        return False
    is_ordered = years in (sorted(years), sorted(years, reverse=True))
    return not is_ordered and max(years) - min(years) >= 10 and max(years) <= 2015


def _is_list_of_addresses(lines: Sequence[str]) -> bool:
    """Tell whether nearly every line has an e-mail address, as in a list of recipients."""
    filled = [line for line in lines[:_MOST_ROWS] if line.strip()]
    having = sum("@" in line and _EMAIL.search(line) is not None for line in filled)
    return having >= 3 and having * 10 >= len(filled) * 6


def _text(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data[:_MOST_CHARACTERS].decode("utf-16", "replace")
    body = data[:_MOST_CHARACTERS].removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _rows(text: str) -> list[list[str]]:
    """Divide a text into cells at what divides its first lines most often."""
    head = "\n".join(text.splitlines()[:_HEADER_LINES])
    divider = max(",;\t|", key=head.count)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=divider):
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) > _MOST_ROWS:
                break
    except csv.Error:  # a cell of more than 131,072 characters
        return rows
    return rows


def _is_packed_register(data: bytes) -> bool:
    """Look into the cells of a workbook, or the text of a letter, as far as they are of a sensible size."""
    try:
        nodes = [node for part in _parts(data) for node in _NODE.findall(part)]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        return False
    cells = [cell for node in nodes if (cell := node.strip())]
    return _says_people(cells[:_MOST_CELLS]) or len({cell for cell in cells if _is_email(cell)}) >= 3


def _parts(data: bytes) -> Iterator[str]:
    room = _MOST_PARTS
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if _PARTS.fullmatch(info.filename) and room > 0:
                with archive.open(info) as part:
                    read = part.read(room)
                room -= len(read)
                yield read.decode("utf-8", "replace")
