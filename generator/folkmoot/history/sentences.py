"""Say in a sentence what a change of a row means to a reader.

The texts are whole sentences in English, which are the keys of the translations; what stands in them is put in last.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from folkmoot.data import dates
from folkmoot.data.schemas import Column, Schema, Schemas
from folkmoot.data.tables import SHARED
from folkmoot.history.changes import Cell, Change, Kind, each_once
from folkmoot.history.phrases import (
    ADDED,
    CHANGED,
    EMPTIED,
    EMPTIED_LONG,
    FILLED,
    FILLED_LONG,
    FURTHER,
    NO,
    NUMBERED,
    REASON,
    REMOVED,
    REWRITTEN,
    SOURCES,
    TABLES,
    UNKNOWN,
    YES,
)
from folkmoot.i18n.localizer import Localizer

_PLACE = re.compile(r"%\(([\w.]+)\)s")
_LONG = 90
_MANY = 4
_SET_APART = frozenset(("title", "category", "indicator", "table", "field", "old", "new"))
"""What would run into the sentence around it; it is no quotation, so it stands in no quotation marks."""
_ABOUT_SOURCES = frozenset(("source", "retrieved_on", "novelty_source"))


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a sentence; `strong` are those that say what it was or is, and titles."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in pieces, so that each form of output marks and escapes them its own way."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """Give it as plain text."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """Changes that a reader wants to see together: of one recommendation, or '' for those of none, in an assembly.

    `name` is that by which people know the recommendation, and `title` its title where the name is a number.
    """

    assembly: str
    recommendation: str
    name: str
    title: str
    changes: tuple[Change, ...]


def grouped(changes: Iterable[Change]) -> tuple[ChangeGroup, ...]:
    """Group changes by assembly and by the first recommendation that each is about, those of none first.

    What is shared by several assemblies comes last. No correction is told twice.
    """
    found: dict[tuple[str, str], list[Change]] = {}
    for change in each_once(changes):
        own = next((name for name in change.recommendations if "/" not in name), "")
        found.setdefault((change.assembly, own), []).append(change)
    order = {place: i for i, place in enumerate(found)}
    first = {name: i for i, (name, _) in reversed([*enumerate(found)])}
    places = sorted(found, key=lambda p: (p[0] == SHARED, first[p[0]], bool(p[1]), order[p]))
    return tuple(_group(place, found[place]) for place in places)


def _group(place: tuple[str, str], changes: list[Change]) -> ChangeGroup:
    assembly, recommendation = place
    names = next((c.names for c in changes if f"recommendations:{recommendation}" in c.names), {})
    name = names.get(f"recommendations:{recommendation}", recommendation)
    title = names.get(f"recommendations.title:{recommendation}", "")
    return ChangeGroup(assembly, recommendation, name, "" if title == name else title, tuple(changes))


def is_begun(changes: Iterable[Change]) -> bool:
    """Tell whether the record of an assembly is new as a whole, so that its tables say more than its rows."""
    return any(change.table == "assembly" and change.kind is Kind.ADDED for change in changes)


def all_if_begun(groups: Iterable[ChangeGroup]) -> tuple[Change, ...]:
    """Give all changes where the record is new as a whole, else none."""
    changes = tuple(change for group in groups for change in group.changes)
    return changes if is_begun(changes) else ()


def tables_of(changes: Iterable[Change]) -> Mapping[str, int]:
    """Count the rows that differ by table, in the order in which the tables come."""
    return Counter(change.table for change in changes)


def sentences(change: Change, localizer: Localizer, schemas: Schemas) -> tuple[Sentence, ...]:
    """Say what a change means, the main thing first; one sentence for a row that was added or removed.

    A table or column that today's schemas do not know is called by its name.
    """
    return tuple(_Narrator(change, localizer, schemas).sentences())


class _Narrator:
    """Speaks of one change."""

    def __init__(self, change: Change, localizer: Localizer, schemas: Schemas) -> None:
        self._change = change
        self._localizer = localizer
        self._schemas = schemas
        self._schema: Schema | None = schemas.get(change.table)
        self._phrases = TABLES.get(change.table, UNKNOWN)

    def sentences(self) -> Iterator[Sentence]:
        if self._change.kind is Kind.ADDED:
            yield self._first((*self._phrases.added, ADDED))
        elif self._change.kind is Kind.REMOVED:
            yield self._first((*self._phrases.removed, REMOVED))
        else:
            yield from self._changed()
        if self._change.reason:
            yield self._say(REASON, None)

    def _changed(self) -> Iterator[Sentence]:
        """Speak of the cells that have a sentence of their own first, and of sources last."""
        own = [cell for cell in self._change.cells if cell.column in self._phrases.changed]
        message: set[str] = set()
        for cell in own:
            pattern = self._choose(self._phrases.changed[cell.column], cell)
            if pattern:
                message |= {cell.column, *_PLACE.findall(pattern)}
                yield self._say(pattern, cell)
        rest = [cell for cell in self._change.cells if cell.column not in message]
        plain = [cell for cell in rest if cell.column not in _ABOUT_SOURCES][: _MANY - len(own)]
        for cell in plain:
            yield self._say(self._generic(cell), cell)
        left = [cell for cell in rest if cell not in plain]
        if left:
            columns = ", ".join(self._column(cell.column) for cell in left)
            yield self._say(FURTHER if message or plain else SOURCES, None, columns)

    def _generic(self, cell: Cell) -> str:
        if self._is_prose(cell.column) or any(_is_a_text(text) for text in (cell.before, cell.after)):
            return REWRITTEN if cell.before and cell.after else FILLED_LONG if cell.after else EMPTIED_LONG
        return CHANGED if cell.before and cell.after else FILLED if cell.after else EMPTIED

    def _is_prose(self, name: str) -> bool:
        column = self._schema.by_name.get(name) if self._schema else None
        return column is not None and column.prose

    def _first(self, patterns: tuple[str, ...]) -> Sentence:
        return self._say(self._choose(patterns, None) or patterns[-1], None)

    def _choose(self, patterns: tuple[str, ...], cell: Cell | None) -> str:
        """Choose the first text whose places can all be filled, '' where there is none."""
        return next((p for p in patterns if all(self._value(name, cell).text for name in _PLACE.findall(p))), "")

    def _say(self, pattern: str, cell: Cell | None, columns: str = "") -> Sentence:
        return Sentence(_with_capital(self._pieces(pattern, cell, columns)))

    def _pieces(self, pattern: str, cell: Cell | None, columns: str = "") -> list[Piece]:
        split = _PLACE.split(self._translated(pattern))
        pieces = [
            (Piece(columns) if text == "COLUMNS" else self._value(text, cell)) if i % 2 else Piece(text)
            for i, text in enumerate(split)
        ]
        return [piece for piece in pieces if piece.text]

    def _translated(self, text: str) -> str:
        return self._localizer.forms("", text)[0]

    def _value(self, name: str, cell: Cell | None) -> Piece:
        """Give what goes in a place: one in capitals is worked out, any other is a column of the row."""
        if cell and name in ("BEFORE", "AFTER"):
            return Piece(self._shown(cell.column, cell.before if name == "BEFORE" else cell.after), strong=True)
        made: Mapping[str, Callable[[], str]] = {
            "SUBJECT": self._subject,
            "TABLE": lambda: self._table(self._change.table),
            "KEY": lambda: self._change.key,
            "COLUMN": lambda: self._column(cell.column) if cell else "",
            "COLUMNS": lambda: "",
            "NUMBER": self._number,
            "REASON": lambda: self._change.reason,
            "RECOMMENDATION": self._recommendation,
        }
        if name in made:
            return Piece(made[name]())
        text = self._shown(name, self._change.row.get(name, ""))
        return Piece(text, strong=bool(text) and (name in _SET_APART or self._is_term(name)))

    def _subject(self) -> str:
        pattern = self._choose(self._phrases.subject, None) or UNKNOWN.subject[0]
        return "".join(piece.text for piece in self._pieces(pattern, None))

    def _number(self) -> str:
        number = self._change.row.get("number", "")
        return self._numbered(number) if number else ""

    def _recommendation(self) -> str:
        named = [self._change.names.get(f"recommendations:{name.rpartition('/')[2]}") for name in self._about()]
        return ", ".join(self._numbered(name) for name in named if name)

    def _about(self) -> tuple[str, ...]:
        return self._change.recommendations[:3]

    def _numbered(self, name: str) -> str:
        """Say "recommendation 12" where a report gave it a bare number."""
        return _PLACE.sub(lambda _: name, self._translated(NUMBERED)) if name[:1].isdigit() else name

    def _is_term(self, name: str) -> bool:
        column = self._found(name)
        return column is not None and bool(column.terms)

    def _found(self, name: str) -> Column | None:
        """Find a column of the row, or with a dot one of a row that it leads to."""
        link, _, own = name.rpartition(".")
        schema = self._schema
        if link and schema and link in schema.by_name:
            schema = self._schemas.get(schema.by_name[link].links or "")
        return schema.by_name.get(own) if schema else None

    def _shown(self, name: str, text: str) -> str:
        """Write a value as a reader expects it; what can't be read as its column says is written as it is."""
        if not text:
            return ""
        if self._change.table in ("errata", "coverage", "redirects") and name in ("table", "field", "old", "new"):
            return self._of_the_record(name, text)
        if name in ("from", "to") and self._change.table == "lineage":
            return self._numbered(self._change.names.get(f"recommendations:{text}", text))
        if name == "authority" and (self._schema is None or name not in self._schema.by_name):
            return self._change.names.get(f"authorities:{text}", text)
        column = self._found(name)
        return shown(column, self._change, text, self._localizer, self._table_of(name)) if column else _short(text)

    def _table_of(self, name: str) -> str:
        link = name.rpartition(".")[0]
        own = self._schema.by_name[link].links if link and self._schema else None
        return own or self._change.table

    def _of_the_record(self, name: str, text: str) -> str:
        """Write what the tables about the record say of other tables: a table, a column, a value of it."""
        if name == "table":
            return self._table(text)
        meant = self._change.row.get("table", "")
        schema = self._schemas.get(meant)
        column = schema.by_name.get(text if name == "field" else self._change.row.get("field", "")) if schema else None
        if column is None:
            return _short(text)
        if name == "field":
            return self._localizer.heading(column)
        return shown(column, self._change, text, self._localizer, meant)

    def _table(self, name: str) -> str:
        schema = self._schemas.get(name)
        return self._localizer.heading(schema) if schema else name

    def _column(self, name: str) -> str:
        column = self._schema.by_name.get(name) if self._schema else None
        return self._localizer.within(self._localizer.heading(column)) if column else name


def shown(column: Column, change: Change, text: str, localizer: Localizer, table: str = "") -> str:
    """Write a cell's text as a reader expects it: a label, a name, a date or a number in words, '' where empty."""
    if not text:
        return ""
    if column.terms:
        known = text in column.labels
        return localizer.within(localizer.label(text, f"{table or change.table}.{column.name}")) if known else text
    if column.links:
        items = (item.strip() for item in (text.split(";") if column.list else (text,)))
        return ", ".join(change.names.get(f"{column.links}:{item}", item) for item in items)
    if column.partial_date:
        day = dates.parse(text)
        return localizer.day(day) if day else text
    if column.type == "boolean":
        return localizer.forms("", YES if text.lower() == "true" else NO)[0]
    if column.type in ("integer", "number"):
        return _as_number(text, localizer)
    return _short(text)


def _as_number(text: str, localizer: Localizer) -> str:
    try:
        return localizer.number(float(text) if "." in text else int(text))
    except ValueError:
        return text


def _is_a_text(text: str) -> bool:
    """Tell whether a cell holds sentences, which would not fit into another one."""
    return len(text) > _LONG or text.endswith((".", "!", "?"))


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= _LONG else f"{folded[: _LONG - 1].rstrip()}…"


def _with_capital(pieces: list[Piece]) -> tuple[Piece, ...]:
    if not pieces:
        return ()
    first = pieces[0]
    return (Piece(first.text[:1].upper() + first.text[1:], first.strong), *pieces[1:])
