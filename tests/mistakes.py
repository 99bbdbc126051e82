"""Mistakes as people and their software make them, put at a place that is known into a record that has none.

`put` writes one, drawn by a seed, and says where; `is_named` tells whether the check names it there.
"""

from __future__ import annotations

import csv
import io
import random
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from folkmoot import dataset
from folkmoot.data.problems import Diagnostic
from folkmoot.data.schemas import Column, Schema
from folkmoot.data.tables import Table
from folkmoot.exports import downloads
from tests import frozen

Change = Callable[[str, random.Random], str]
Lines = list[list[str]]


@dataclass(frozen=True)
class Made:
    """A mistake: its kind, the file, the line and, where it lies in one cell, the column."""

    kind: str
    path: str
    line: int
    column: str = ""


def write_base(root: Path) -> None:
    """Write the frozen record with each table that can be as CSV, so that a line is a row."""
    shutil.copytree(frozen.RECORD, root)
    for table in _tables():
        (root / table.origin.path).unlink()
        (root / _path(table)).write_bytes(downloads.as_csv(table))


def _tables() -> list[Table]:
    """List the tables that have a file of their own, in which every column is public."""
    found = (table for _, table in sorted(frozen.read().tables.by_place.items()))
    return [
        table
        for table in found
        if table.schema.is_public(*table.schema.by_name)
        and Path(table.origin.path).stem == table.schema.name != "assembly"
    ]


def _path(table: Table) -> str:
    return f"datasets/{table.origin.assembly}/{table.schema.name}.csv"


# One cell


def _instead(*values: str) -> Change:
    return lambda _, chance: chance.choice(values)


def _inside(*found: str) -> Change:
    """Put something between two words, or behind the only one."""

    def change(text: str, chance: random.Random) -> str:
        words = text.split(" ")
        place = chance.randint(1, len(words))
        return " ".join([*words[:place], chance.choice(found), *words[place:]])

    return change


def _in_a_word(*found: str) -> Change:
    """Put something into a word of at least four letters."""

    def change(text: str, chance: random.Random) -> str:
        words = text.split(" ")
        long = [n for n, word in enumerate(words) if len(word) > 4 and word.isalpha()]
        if not long:
            return text
        place = chance.choice(long)
        words[place] = f"{words[place][:2]}{chance.choice(found)}{words[place][2:]}"
        return " ".join(words)

    return change


def _once_more_encoded(text: str, chance: random.Random) -> str:
    """Read UTF-8 as Windows does."""
    return _inside("café", "Zürich", "naïve", "Łódź")(text, chance).encode().decode("cp1252", errors="replace")


def _american(text: str, chance: random.Random) -> str:
    year, month, day = text.split("-")
    return f"{int(month)}/{max(13, int(day))}/{year}"


TEXTS: Mapping[str, Change] = {
    "an error of a spreadsheet": _instead("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?"),
    "a placeholder": _instead("TBC", "tbd", "Lorem ipsum dolor sit amet", "xxx", "n/a"),
    "UTF-8 read as Windows does": _once_more_encoded,
    "a replacement character": _in_a_word("\ufffd"),
    "a character of a font's own": _in_a_word("\ue0b1", "\uf0b7"),
    "a soft hyphen": _in_a_word("\u00ad"),
    "a ligature": _in_a_word("ﬁ", "ﬂ"),
    "a line's hyphen": _in_a_word("- "),
    "an HTML tag": _inside("<br>", "<p>so</p>", "<b>very</b>"),
    "an HTML entity": _inside("&nbsp;", "&amp;", "&rsquo;"),
    "an unseen control character": _in_a_word("\u000b", "\u0007"),
}
IDS: Mapping[str, Change] = {
    "a capital in an id": lambda text, _: text.capitalize() if text[0].isalpha() else f"A{text}",
    "a space in an id": lambda text, _: f"{text} 1",
    "n/a as an id": _instead("n/a", "#N/A", "-"),
    "an accent in an id": lambda text, _: f"{text}é",
}
DATES: Mapping[str, Change] = {
    "an American date": _american,
    "a month that isn't": lambda text, _: f"{text[:4]}-13{text[7:]}",
    "a day that isn't": lambda text, _: f"{text[:4]}-02-30",
    "a dash in a date": lambda text, _: text.replace("-", "–"),
    "Excel's apostrophe": lambda text, _: f"'{text}",
    "a season": _instead("spring 2021", "next year", "soon"),
    "a serial number of Excel": _instead("44562", "45017"),
}
NUMBERS: Mapping[str, Change] = {
    "a word for a number": _instead("twelve", "many", "about 30"),
    "a number with a unit": lambda text, _: f"{text} people",
    "an exponent": _instead("1.23E+11", "2,5E+03"),
}
SIGNLESS: Mapping[str, Change] = {**NUMBERS, "less than nothing": _instead("-5", "-1")}
ADDRESSES: Mapping[str, Change] = {
    "a file's address": _instead("file:///C:/Users/me/report.pdf", "C:\\report.pdf"),
    "a private host": _instead("http://localhost:8000/x", "http://192.168.1.4/report", "http://intranet/report"),
    "no scheme": _instead("www.example.org/report", "example.org/report.pdf"),
    "a password in an address": _instead("https://me:secret@example.org/report"),
    "no address": _instead("see report", "Report, page 4"),
}
TERMS: Mapping[str, Change] = {
    "an unknown value": _instead("perhaps", "unclear", "see above"),
    "a misspelt value": lambda text, _: f"{text[:-1]}{text[-1] * 2}",
}
OTHERS: Mapping[str, Change] = {"a link to nothing": lambda text, _: f"{text}-gone"}
NEEDED: Mapping[str, Change] = {"nothing where something must be": lambda _, __: ""}
LICENCES: Mapping[str, Change] = {"a licence in words": _instead("CC BY 4.0", "Open Government Licence", "public")}
LANGUAGES: Mapping[str, Change] = {"a language in words": _instead("English", "french", "xx-bad-tag")}
BOOLEANS: Mapping[str, Change] = {"yes and no in words": _instead("perhaps", "oui", "2")}


def _kinds(column: Column, schema: Schema, text: str) -> Iterator[tuple[str, Change]]:
    """List the mistakes that can be made in a cell."""
    if column.required and text:
        yield from NEEDED.items()
    if text:
        yield from next((kinds.items() for kinds, suits in _SUITED if suits(column, schema, text)), ())


_SUITED: tuple[tuple[Mapping[str, Change], Callable[[Column, Schema, str], object]], ...] = (
    (IDS, lambda column, _, __: column.name == "id"),
    (OTHERS, lambda column, _, __: column.links),
    (TERMS, lambda column, _, __: column.terms),
    (LICENCES, lambda column, _, __: column.name == "licence"),
    (LANGUAGES, lambda column, _, __: column.name.endswith("language")),
    (BOOLEANS, lambda column, _, __: column.type == "boolean"),
    (SIGNLESS, lambda column, _, __: "minimum" in column.descriptor.get("constraints", {})),
    (NUMBERS, lambda column, _, __: column.type in ("integer", "number")),
    (DATES, lambda column, _, text: (column.partial_date or column.type == "date") and text.count("-") == 2),
    ({}, lambda column, _, __: column.partial_date or column.type == "date"),
    (ADDRESSES, lambda column, _, __: column.descriptor.get("format") == "uri"),
    (TEXTS, lambda column, schema, _: column.translatable and column.name not in schema.key),
)


# A row, and a whole table


def _pasted_twice(lines: Lines, chance: random.Random) -> int:
    place = chance.randrange(1, len(lines))
    lines.insert(place + 1, [*lines[place]])
    return place + 2


def _unquoted_comma(lines: Lines, chance: random.Random) -> int:
    place = chance.randrange(1, len(lines))
    lines[place].insert(1, "so")
    return place + 1


def _cell_too_few(lines: Lines, chance: random.Random) -> int:
    place = chance.randrange(1, len(lines))
    lines[place].pop()
    return place + 1


def _total(lines: Lines, chance: random.Random) -> int:
    lines.append(["Total", *[str(len(lines) - 1) if n == 1 else "" for n in range(len(lines[0]) - 1)]])
    return len(lines)


def _title_row(lines: Lines, chance: random.Random) -> int:
    lines.insert(0, ["Tracker of the assembly", *[""] * (len(lines[0]) - 1)])
    return 1


def _renamed_column(lines: Lines, chance: random.Random) -> int:
    place = chance.randrange(len(lines[0]))
    lines[0][place] = f"{lines[0][place]}s"
    return 1


def _further_column(lines: Lines, chance: random.Random) -> int:
    for n, line in enumerate(lines):
        line.append("RAG status" if n == 0 else "green")
    return 1


def _column_twice(lines: Lines, chance: random.Random) -> int:
    for line in lines:
        line.append(line[0])
    return 1


ROWS: Mapping[str, Callable[[Lines, random.Random], int]] = {
    "a row pasted twice": _pasted_twice,
    "an unquoted comma": _unquoted_comma,
    "a cell too few": _cell_too_few,
    "a total row": _total,
    "a title above the header": _title_row,
    "a renamed column": _renamed_column,
    "a further column": _further_column,
    "a column twice": _column_twice,
}
FILES: Mapping[str, Callable[[Path], Path]] = {
    "an ending twice": lambda path: path.with_name(f"{path.name}.txt"),
    "an old copy": lambda path: path.with_name(f"{path.stem} (1).csv"),
    "a misspelt table": lambda path: path.with_name(f"{path.stem[:-1]}.csv"),
}
CELLS = (TEXTS, IDS, DATES, SIGNLESS, ADDRESSES, TERMS, OTHERS, NEEDED, LICENCES, LANGUAGES, BOOLEANS)
KINDS = tuple(kind for kinds in (*CELLS, ROWS, FILES) for kind in kinds)


def put(root: Path, seed: int) -> Made:
    """Put a mistake into the record that `write_base` wrote; every kind comes as often, every table where it can."""
    chance = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    tables = _tables()
    chance.shuffle(tables)
    for table in tables:
        made = _put_into(root / _path(table), table, kind, chance)
        if made is not None:
            return Made(kind, made[0].relative_to(root).as_posix(), made[1], made[2])
    raise LookupError(f"no table can have {kind}")


def _put_into(path: Path, table: Table, kind: str, chance: random.Random) -> tuple[Path, int, str] | None:
    if kind in FILES:
        path.rename(moved := FILES[kind](path))
        return moved, 1, ""
    lines = [*csv.reader(io.StringIO(path.read_text(encoding="utf-8")))]
    if len(lines) < 2 or len(lines[0]) < 3:
        return None
    if kind in ROWS:
        line = ROWS[kind](lines, chance)
        _write(path, lines)
        return path, _starts(lines)[line - 1], ""
    places = [
        (number, place, change)
        for number, cells in enumerate(lines[1:], start=1)
        for place, name in enumerate(lines[0])
        for one, change in _kinds(table.schema.by_name[name], table.schema, cells[place])
        if one == kind
    ]
    chance.shuffle(places)
    for number, place, change in places[:20]:
        changed = change(lines[number][place], chance)
        if changed != lines[number][place]:
            lines[number][place] = changed
            _write(path, lines)
            return path, _starts(lines)[number], lines[0][place]
    return None


def _write(path: Path, lines: Lines) -> None:
    """Write a table as a spreadsheet does; an unquoted comma is a cell more."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(lines)
    path.write_text(out.getvalue(), encoding="utf-8")


def _starts(lines: Iterable[list[str]]) -> list[int]:
    """Say in which line of its file each row begins: cells may hold line feeds."""
    starts, line = [], 1
    for cells in lines:
        starts.append(line)
        line += 1 + sum(cell.count("\n") for cell in cells)
    return starts


def check(root: Path) -> tuple[Diagnostic, ...]:
    """Check a record on the day of the frozen one."""
    reading = dataset.Reading(checked_on=frozen.AS_OF)
    return dataset.read(root / "datasets", "datasets", reading).problems


def is_named(made: Made, problems: Iterable[Diagnostic]) -> bool:
    """Tell whether a mistake is named at its file, line and column; that of a row or file at its file and line."""
    return any(
        problem.path == made.path
        and (not made.line or problem.line == made.line or made.kind in FILES)
        and (not made.column or problem.field in (made.column, None))
        for problem in problems
    )
