"""The words of one language: every English text of ours and its translation, labels, dates, numbers and money.

English texts are the keys of the catalogues `words/<language>.po`; a text that a catalogue lacks stays English. This
is the one room that knows Babel.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from gettext import c2py
from math import ceil
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent

from folkmoot.data import vocabulary
from folkmoot.data.dates import PartialDate
from folkmoot.data.languages import direction, name_in
from folkmoot.data.schemas import Column, Schema, Schemas
from folkmoot.data.terms import Term

SOURCE = "en"
"""The language in which our own texts are written."""

_HERE = Path(__file__).parents[1]
_PLACE = re.compile(r"%\((\w+)\)s|%%")
_ENGLISH = "(n != 1)"
_NOUNS_ARE_CAPITALS = ("de",)

Messages = Mapping[tuple[str, str], tuple[str, ...]]


def folder() -> Path:
    """Find the templates that come with folkmoot: beside the package when installed, else in the repository."""
    installed = _HERE / "site_templates"
    return installed if installed.is_dir() else _HERE.parents[1] / "site_templates"


def languages() -> tuple[str, ...]:
    """List the languages of which there are words, English among them."""
    return tuple(sorted({SOURCE, *(path.stem for path in (folder() / "words").glob("*.po"))}))


@dataclass(frozen=True)
class Catalogue:
    """The translations into one language.

    `messages` are the forms of each text by (context, English text), one for each plural of the language; `form` tells
    which of them a number takes; `digest` changes with every change of the catalogue.
    """

    messages: Messages = field(default_factory=dict)
    form: Callable[[int], int] = c2py(_ENGLISH)  # noqa: RUF009 - a function that is made once
    digest: str = ""

    def forms(self, context: str, one: str, many: str = "") -> tuple[str, ...]:
        """Give a text in the language: one form, or all plurals where `many` is given.

        A catalogue holds a text once, even where it stands alone here and with a number there.
        """
        found = self.messages.get((context, one)) or ((one, many) if many else (one,))
        return found if many else found[:1]

    def gettext(self, text: str) -> str:
        """Give a text in the language, its places as they are; so a catalogue can translate a message of the check."""
        return self.forms("", text)[0]

    def ngettext(self, one: str, many: str, n: int) -> str:
        """Give the form of a text that fits a number, its places as they are."""
        forms = self.forms("", one, many)
        return forms[self.form(n)] if ("", one) in self.messages else forms[n != 1]


@lru_cache(maxsize=64)
def catalogue(language: str) -> Catalogue:
    """Read `words/<language>.po`; a language without one gets the English texts.

    A text that is empty or marked as doubtful (fuzzy) counts as not translated.
    """
    path = folder() / "words" / f"{language}.po"
    if not path.is_file():
        return Catalogue()
    content = path.read_bytes()
    with path.open("rb") as file:
        read = read_po(file, locale=language)
    messages = {(m.context or "", _first(m.id)): _all(m.string) for m in read if m.id and not m.fuzzy}
    message = {key: forms for key, forms in messages.items() if all(forms)}
    return Catalogue(message, c2py(read.plural_expr), hashlib.sha256(content).hexdigest())


def _first(text: Any) -> str:
    return str(text[0] if isinstance(text, tuple | list) else text)


def _all(text: Any) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (text,)


def of(language: str, schemas: Schemas) -> Localizer:
    """Give the words of a language, with those of the schemas."""
    return Localizer(language, catalogue(language), schemas)


@lru_cache(maxsize=1)
def _common() -> Mapping[str, str]:
    path = folder() / "words" / "common.json"
    found: Mapping[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


class Localizer:
    """What one language makes of texts, vocabularies, dates and numbers."""

    def __init__(self, language: str, catalogue: Catalogue, schemas: Schemas) -> None:
        self.language = language
        self.catalogue = catalogue
        self.vocabularies = vocabulary.read(schemas)
        self._labels = {(name, term.value): self._pair(term) for name, term in self._terms()}
        self._phrases = {
            (name, term.value, text): self._all(words)
            for name, term in self._terms()
            for text, words in term.texts.items()
        }

    def _terms(self) -> Iterator[tuple[str, Term]]:
        return ((name, term) for name, found in self.vocabularies.items() for term in found.terms)

    def _pair(self, term: Term) -> tuple[str, str]:
        return self.pgettext(term.context, term.label), self.pgettext(term.context, term.description)

    def _all(self, words: tuple[str, ...]) -> tuple[str, ...]:
        return self.forms("", *words)

    # ---------- Texts ----------

    def gettext(self, text: str, **given: object) -> str:
        """Give a text in the language, with what is `given` in its places such as `%(name)s`."""
        return filled(self.catalogue.forms("", text)[0], given)

    def ngettext(self, one: str, many: str, n: float, /, **given: object) -> str:
        """Give the text that fits the number, which goes in the place `%(num)s`."""
        return filled(self.forms("", one, many)[self.form(n)], {"num": self.number(n), **given})

    def pgettext(self, context: str, text: str, **given: object) -> str:
        """Give a text that means different things in different contexts."""
        return filled(self.catalogue.forms(context, text)[0], given) if given else self.forms(context, text)[0]

    def forms(self, context: str, one: str, many: str = "") -> tuple[str, ...]:
        """Give every plural form of a text, or its single form; the places are not filled yet."""
        return self.catalogue.forms(context, one, many)

    def form(self, n: float) -> int:
        """Tell which plural form a number takes; a fraction takes that of several."""
        return self.catalogue.form(int(n) if n == int(n) else max(2, ceil(abs(n))))

    def within(self, text: str) -> str:
        """Write a label as it stands within a sentence: without its capital, where the language's nouns have none.

        Abbreviations keep theirs: EU institution, SHA-256.
        """
        if self.language in _NOUNS_ARE_CAPITALS or text[1:2].isupper():
            return text
        return text[:1].lower() + text[1:]

    # ---------- The schemas ----------

    def label(self, value: str, vocabulary: str) -> str:
        """Give a value's label; the vocabulary is named as table and column, such as `responses.position`."""
        return self._labels[vocabulary, value][0]

    def meaning(self, value: str, vocabulary: str) -> str:
        """Give what a value means, in a sentence."""
        return self._labels[vocabulary, value][1]

    def phrase(self, value: str, vocabulary: str, name: str, n: float = 1) -> str:
        """Give a sentence of a value, in the plural that `n` takes; its places aren't filled yet. Empty without one."""
        forms = self._phrases.get((vocabulary, value, name), ("",))
        return forms[self.form(n)] if len(forms) > 1 else forms[0]

    def heading(self, described: Schema | Column) -> str:
        """Give the title of a table or a column."""
        return self.pgettext("table" if isinstance(described, Schema) else "column", described.title)

    def about(self, schema: Schema) -> str:
        """Give the description of a table; those of columns are in English only."""
        return self.pgettext("table", schema.description)

    # ---------- Dates and numbers ----------

    def day(self, value: PartialDate | date, year: bool = True, month: bool = True) -> str:
        """Write a date in words, as precise as it is: 3 May 2024, May 2024, 2024; without its `year`: 3 May, May.

        A day without its `month` has no year either, as at the beginning of "8 to 9 March 2025".
        """
        return _day(value, self.language, year and month, month)

    def listed(self, items: Sequence[str]) -> str:
        """Write several things as a list within a sentence: one, two and three."""
        return format_list(items, locale="en_GB" if self.language == SOURCE else self.language)

    def number(self, value: float) -> str:
        """Write a number with the language's separators."""
        return _number(value, self.language)

    def percent(self, share: float, digits: int = 0) -> str:
        """Write a share between 0 and 1 as a percentage, its sign where the language puts it: 88%, 88 %."""
        return _percent(share, digits, self.language)

    def money(self, amount: float, currency: str) -> str:
        """Write an amount of money in whole units of its currency."""
        pattern = "¤#,##0" if self.language == SOURCE else None
        return format_currency(amount, currency, pattern, locale=self.language, currency_digits=False)

    # ---------- The language itself ----------

    @property
    def direction(self) -> str:
        """Give the direction of the script: `ltr` or `rtl`."""
        return direction(self.language)

    @property
    def common(self) -> str:
        """List words that say nothing of a subject, such as articles, and that a search finds nearly everywhere."""
        return _common().get(self.language, "")

    def language_name(self, language: str) -> str:
        """Name a language in this language."""
        return name_in(language, self.language)


def filled(text: str, given: Mapping[str, object]) -> str:
    """Put what is `given` into the places of a text."""
    return _PLACE.sub(lambda place: str(given[place[1]]) if place[1] else "%", text)


@lru_cache(maxsize=16384)
def _number(value: float, language: str) -> str:
    return format_decimal(value, locale=language)


@lru_cache(maxsize=16384)
def _percent(share: float, digits: int, language: str) -> str:
    pattern = str(Locale.parse(language, sep="-").percent_formats[None].pattern)
    return format_percent(share, pattern.replace("0", f"0.{'#' * digits}") if digits else pattern, locale=language)


@lru_cache(maxsize=16384)
def _day(value: PartialDate | date, language: str, year: bool, month: bool) -> str:
    if isinstance(value, date) or value.is_exact:
        exact = value if isinstance(value, date) else value.first
        return _exactly(exact, language, year) if month else _number_of(exact, language)
    if (value.first.year, value.first.month) == (value.last.year, value.last.month):
        first = value.first
        return format_skeleton("yMMMM", first, locale=language) if year else format_date(first, "LLLL", locale=language)
    return str(value.first.year)


def _number_of(day: date, language: str) -> str:
    """Write a day of the month alone, as the language does before its name: 3, or 3. in German."""
    pattern = str(Locale.parse(language, sep="-").datetime_skeletons["MMMMd"].pattern)
    return f"{day.day}." if "d." in pattern else str(day.day)


def _exactly(day: date, language: str, year: bool) -> str:
    """Write a day in words; English puts the day first, as our texts are British."""
    if language == SOURCE:
        return format_date(day, "d MMMM y" if year else "d MMMM", locale=language)
    return format_date(day, "long", locale=language) if year else format_skeleton("MMMMd", day, locale=language)
