"""Choose a language for each text of the record, and remember what fell back to its original or went stale.

Texts are chosen before the model is built, so that everything after it holds texts that can be shown as they are. One
that isn't what a reader of the language would expect is `LocalisedText`: it knows its language and why it stands there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from html import escape

from folkmoot.data.languages import direction
from folkmoot.data.schemas import TRANSLATED, Column, Schema, translation_of
from folkmoot.data.tables import SHARED, Row, Table, Tables, Value

OFFICIAL = "official"
_SEPARATOR = "\x1f"


class TranslationStatus(StrEnum):
    """Why a text needs a word of explanation."""

    ORIGINAL = "original"
    STALE = "stale"
    MACHINE = "machine"
    OWN = "own"


class LocalisedText(str):
    """A text with the `language` in which it stands and its `status`; in HTML it says both."""

    language: str
    status: TranslationStatus

    def __html__(self) -> str:
        """Write it with its language, where that isn't the page's, and with a mark for the notice above it."""
        return f"<span {self.marks}>{escape(self)}</span>"

    @property
    def marks(self) -> str:
        """Give the attributes of an element that holds the text."""
        localised = f'data-translation="{self.status}"'
        if self.status is not TranslationStatus.ORIGINAL:
            return localised
        return f'{localised} lang="{self.language}" dir="{direction(self.language)}"'


class QuotedText(str):
    """Words as they stand in a source, in a `language` that isn't the page's, with their `translation`.

    That is None where it is missing, and '' where nobody would expect one.
    """

    language: str
    translation: str | None

    def __html__(self) -> str:
        """Write them with their language, and with a mark for the notice above where nothing translates them."""
        return f"<span {self.marks}>{escape(self)}</span>"

    @property
    def marks(self) -> str:
        """Give the attributes of an element that holds them."""
        spoken = f'lang="{self.language}" dir="{direction(self.language)}"'
        return spoken if self.translation is not None else f'data-translation="{TranslationStatus.ORIGINAL}" {spoken}'


def quoted_text(text: str, language: str, translation: str | None) -> QuotedText:
    """Make words that are shown as they stand, though the page is in another language."""
    made = QuotedText(text)
    made.language, made.translation = language, translation
    return made


def localised(text: str, language: str, status: TranslationStatus) -> LocalisedText:
    """Make a text that needs a word of explanation."""
    made = LocalisedText(text)
    made.language, made.status = language, status
    return made


@dataclass(frozen=True)
class Missing:
    """A text without a translation into a language, or with one that is out of date."""

    row: Row
    column: str
    is_stale: bool


def main_language(tables: Tables, assembly: str, default: str) -> str:
    """Give the language in which a record is kept; what assemblies share is in the site's own, `default`."""
    row = tables.record(assembly) if assembly != SHARED else None
    kept = row["languages"] if row else None
    return kept[0] if isinstance(kept, tuple) and kept else default


def fingerprint(original: Row, columns: Iterable[str]) -> str:
    """Make the sign by which a translation knows its original: twelve hexadecimal digits of a SHA-256."""
    return fingerprint_of({name: original.text(name) for name in columns})


def fingerprint_of(originals: Mapping[str, str]) -> str:
    """Make the sign of some originals by their columns, in whatever order they come."""
    texts = _SEPARATOR.join(f"{name}={originals[name]}" for name in sorted(originals))
    return hashlib.sha256(texts.encode()).hexdigest()[:12]


def choose(tables: Tables, language: str, default: str) -> Tables:
    """Give the tables in a language; what isn't translated stays in its own, as `LocalisedText`.

    The tables are the same object where every record is kept in the language.
    """
    chosen = {place: _chosen(tables, table, language, default) for place, table in tables.by_place.items()}
    unchanged = all(chosen[place] is table for place, table in tables.by_place.items())
    return tables if unchanged else replace(tables, by_place=chosen)


def _chosen(tables: Tables, table: Table, language: str, default: str) -> Table:
    assembly = table.origin.assembly
    own = main_language(tables, assembly, default)
    if own == language or not any(column.translatable for column in table.schema.columns):
        return table
    look = _reader(tables, table, language)
    columns = tuple(column for column in table.schema.columns if column.translatable)
    languages = Languages(language, own)
    return replace(table, rows=tuple(_row(row, columns, look, languages) for row in table.rows))


Look = Callable[[Row, str], "LocalisedText | str | None"]


@dataclass(frozen=True, slots=True)
class Languages:
    """The language of a `page`, and that in which a `record` is kept."""

    page: str
    record: str


def _row(row: Row, columns: Iterable[Column], look: Look, languages: Languages) -> Row:
    changed: dict[str, Value] = dict(row.cells)
    for column in columns:
        text = row.cells.get(column.name)
        if isinstance(text, str) and text:
            changed[column.name] = _text(row, column, text, look, languages)
    return replace(row, cells=changed)


def _text(row: Row, column: Column, text: str, look: Look, languages: Languages) -> str:
    """Choose what is shown; what somebody said stays as it was said, and its translation goes with it."""
    found = look(row, column.name)
    if not column.is_quoted:
        return found or localised(text, languages.record, TranslationStatus.ORIGINAL)
    spoken = row.text(f"{column.name}_language") or languages.record
    return text if spoken == languages.page else quoted_text(text, spoken, found)


def _reader(tables: Tables, table: Table, language: str) -> Look:
    """Make the way to find the translation of one cell."""
    assembly, name = table.origin.assembly, table.schema.name
    if name == "member_profile":
        return _of_values(tables, assembly, language)
    found = tables.translations.get((assembly, language, name))
    by_key = {row.key: row for row in found.rows} if found else {}
    return lambda row, column: _translation(row, column, by_key.get(() if row.origin.schema.record else row.key))


def _of_values(tables: Tables, assembly: str, language: str) -> Look:
    """Translate the values of a profile as those of its strata are."""
    found = tables.translations.get((assembly, language, "strata_values"))
    originals = {row.key: row for row in tables.rows(assembly, "strata_values")}
    by_key = {row.key: row for row in found.rows} if found else {}

    def look(row: Row, column: str) -> LocalisedText | str | None:
        key = (row["stratum"], row["value"])
        return _translation(originals[key], column, by_key.get(key)) if key in originals else None

    return look


def _translation(original: Row, column: str, row: Row | None) -> LocalisedText | str | None:
    if row is None:
        return None
    text = row.text(translated_name(original.origin.schema, column))
    if not text:
        return None
    status = _status(original, row)
    return localised(text, row.origin.language, status) if status else text


def _status(original: Row, row: Row) -> TranslationStatus | None:
    if is_stale(original, row):
        return TranslationStatus.STALE
    column = row.origin.schema.by_name["status"]
    shown = next((term.behaviours["shown_as"] for term in column.terms if term.value == row.text("status")), "own")
    return None if shown == OFFICIAL else TranslationStatus(shown)


def is_stale(original: Row, row: Row) -> bool:
    """Tell whether the original has changed since it was translated, as far as the translation knows it.

    A text that only stands in another column now has not changed.
    """
    known, schema = row.text("original"), original.origin.schema
    columns = translated_columns(schema, row)
    former = {move.target: move.source for move in schema.moves}
    under_former_names = {former.get(name, name): original.text(name) for name in columns}
    return bool(known) and known not in (fingerprint(original, columns), fingerprint_of(under_former_names))


def translated_columns(schema: Schema, row: Row) -> tuple[str, ...]:
    """List the columns of the original that a row of a translation translates, in the order of the schema."""
    names = (column.name for column in schema.columns if column.translatable)
    return tuple(name for name in names if row.text(translated_name(schema, name)))


def translated_name(schema: Schema, column: str) -> str:
    """Give the name under which a translation holds a column."""
    return f"{column}{TRANSLATED}" if column in schema.key and not schema.record else column


def missing(tables: Tables, language: str, default: str) -> Iterator[Missing]:
    """List every text that isn't translated into a language, or whose translation is out of date."""
    for (assembly, name), table in tables.by_place.items():
        made = translation_of(table.schema)
        if made is None or main_language(tables, assembly, default) == language:
            continue
        found = tables.translations.get((assembly, language, name))
        by_key: Mapping[tuple[Value, ...], Row] = {row.key: row for row in found.rows} if found else {}
        for row in table.rows:
            yield from _missing(row, made, by_key.get(() if table.schema.record else row.key))


def _missing(row: Row, made: Schema, translation: Row | None) -> Iterator[Missing]:
    for column in row.origin.schema.columns:
        name = translated_name(row.origin.schema, column.name)
        if not column.translatable or name not in made.by_name or not row.text(column.name):
            continue
        if translation is None or not translation.text(name):
            yield Missing(row, column.name, is_stale=False)
        elif is_stale(row, translation):
            yield Missing(row, column.name, is_stale=True)
