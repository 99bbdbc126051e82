"""Read the text of one cell strictly as what its column holds; what tables by others let through is named here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from folkmoot.data import dates
from folkmoot.data.messages import N_, NOTHING, Message, Msgid, Named, filled, quoted, without_password
from folkmoot.data.schemas import Column
from folkmoot.data.tables import Value

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})\Z")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?\Z")
_FORMULA = tuple("=+-@\t\r＝＋－＠")  # noqa: RUF001
_SIGNED = re.compile(r"[+-][0-9]+([.,][0-9]+)?\s?%?\Z")
"""A plain number with its sign, as on a scale from -2 to +2: a spreadsheet that runs it gets the same number."""
_TRUE = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_EXCEL_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Violation:
    """Why a text can't be what its column holds: a code, what must be true, and what to do."""

    code: str
    message: Message
    hint: Message


def violation(code: str, sentence: Msgid | Message, hint: Msgid | Message = NOTHING, /, **values: Named) -> Violation:
    """Say why a text can't be what its column holds; what was `found` is shown only where the column is public."""
    return Violation(code, filled(sentence, values), filled(hint, values))


Reader = Callable[[str], "Value | Violation"]


def reader(column: Column) -> Reader:
    """Choose how to read the cells of a column; the reader takes a text that isn't empty."""
    if column.partial_date:
        return _date
    if column.list:
        return _list
    return _READERS.get(column.type, _text)


def _text(text: str) -> Value | Violation:
    if text.startswith(_FORMULA) and not _SIGNED.match(text):
        return violation(
            "formula",
            N_("must not begin with %(sign)s, got %(found)s"),
            _formula_hint(text),
            sign=quoted(text[0]),
            found=short(text),
        )
    return text


def _integer(text: str) -> Value | Violation:
    if _INTEGER.match(text):
        return int(text)
    return violation("type-integer", N_("must be a whole number, got %(found)s"), _number_hint(text), found=short(text))


def _number(text: str) -> Value | Violation:
    if not _NUMBER.match(text):
        return violation("type-number", N_("must be a number, got %(found)s"), _number_hint(text), found=short(text))
    value = float(text)
    return int(value) if value.is_integer() and "." not in text else value


def _boolean(text: str) -> Value | Violation:
    if text in _TRUE:
        return _TRUE[text]
    return violation(
        "type-boolean", N_("must be true or false, got %(found)s"), N_('write "true" or "false"'), found=short(text)
    )


def _date(text: str) -> Value | Violation:
    found = dates.parse(text)
    if found is not None:
        return found
    return violation("type-date", N_("must be a date, got %(found)s"), _date_hint(text), found=short(text))


def _list(text: str) -> Value | Violation:
    items = tuple(item.strip() for item in text.split(";"))
    if not all(items):
        return _list_item(N_("must not have an empty item, got %(found)s"), N_("take out a semicolon"), text)
    if len(set(items)) < len(items):
        return _list_item(N_("must not name an item twice, got %(found)s"), N_("take out the repetition"), text)
    formula = next((item for item in items if isinstance(_text(item), Violation)), None)
    return items if formula is None else _text(formula)


def _list_item(sentence: Msgid, hint: Msgid, text: str) -> Violation:
    return violation("list-item", sentence, hint, found=short(text))


_READERS: dict[str, Reader] = {"integer": _integer, "number": _number, "boolean": _boolean}


def short(text: str) -> Message:
    """Quote the beginning of what was found in a cell, without a password."""
    folded = without_password(" ".join(text.split()))
    return quoted(folded if len(folded) <= 60 else folded[:59] + "…")


def _formula_hint(text: str) -> Msgid:
    if not text.strip("-"):
        return N_("leave the cell empty where nothing is known")
    return N_("a spreadsheet would run it as a formula: begin with a word; in Markdown, a list may begin with *")


def _number_hint(text: str) -> Msgid | Message:
    if says_nothing(text):
        return N_("leave the cell empty where nothing is known")
    bare = text.strip(_APOSTROPHES).translate(_DASHES)
    if bare != text and _NUMBER.match(bare):
        return Message(N_('an apostrophe or a dash stands where none belongs: write "%(mended)s"'), mended=bare)
    if text.endswith("%"):
        return N_("leave the per cent sign away")
    if re.fullmatch(r"-?[0-9]{1,3}([ ,.\u00a0\u202f'’][0-9]{3})+", text):
        return N_("leave the thousands separators away")
    if re.fullmatch(r"-?[0-9]+,[0-9]+", text):
        return N_("write a decimal point, not a comma")
    if re.fullmatch(r"-?[0-9.]+[eE][+-]?[0-9]+", text):
        return N_("Excel has shortened it: format the column as a number and write it out")
    if re.fullmatch(r"-?[0-9]+\.0*", text):
        return N_("write it without the decimal point")
    if re.fullmatch(r"\+?0*[0-9]+", text) and text.isascii():
        return N_("write it without leading zeros and plus sign")
    return N_("write digits only, such as 108")


_APOSTROPHES = "'’‘`´"  # noqa: RUF001
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"))  # noqa: RUF001
_NOTHING = frozenset(
    [
        *"n/a na n.a. n.a none null nil n.d. nd k.a. s.o. tbc tbd tba unknown".split(),
        *"- -- – — ? ?? x #n/a #ref! #value! #name?".split(),
    ]
)
"""What people write where there is nothing to write."""


def says_nothing(text: str) -> bool:
    """Tell whether a text only says that there is none."""
    return text.casefold() in _NOTHING


def _date_hint(text: str) -> Msgid | Message:
    if says_nothing(text):
        return N_("leave the cell empty where nothing is known")
    meant = _date_meant(text.strip(_APOSTROPHES + " ").translate(_DASHES))
    if meant and text.startswith(tuple(_APOSTROPHES)):
        return Message(N_('a spreadsheet put an apostrophe before it: write "%(mended)s"'), mended=meant)
    if meant and text.translate(_DASHES) != text:
        return Message(N_('a dash stands where a hyphen belongs: write "%(mended)s"'), mended=meant)
    if re.fullmatch(r"[0-9]{1,2}[./ -][0-9]{1,2}[./ -][0-9]{2,4}", text) and not meant:
        return N_("write year-month-day, such as 2024-05-03: nobody can tell which of these is the day")
    if re.fullmatch(r"[1-6][0-9]{4}(\.[0-9]+)?", text):
        day = _EXCEL_EPOCH + timedelta(days=int(text.partition(".")[0]))
        sentence = N_("Excel has stored the date as a number; as Excel counts, it is %(mended)s")
        return Message(sentence, mended=day.isoformat())
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ].*", text):
        return Message(N_('leave the time away: "%(mended)s"'), mended=text[:10])
    if meant:
        return Message(N_('write "%(mended)s"'), mended=meant)
    if re.fullmatch(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", text):
        return N_("there is no such day")
    return N_("write year-month-day, such as 2024-05-03, or 2024-05 or 2024 where no more is known")


_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/. ]([0-9]{1,2})(?:[-/. ]([0-9]{1,2}))?[.]?|([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([./ -])([0-9]{1,2})\2([0-9]{4})")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[./-]([0-9]{4})")
_IN_WORDS = re.compile(
    r"(?:([0-9]{1,2})(?:st|nd|rd|th)?[. -]+)?([a-z]{3,9})[., -]+(?:([0-9]{1,2})(?:st|nd|rd|th)?,? +)?([0-9]{4})"
)


def _date_meant(text: str) -> str:
    """Write as we do a date that is written otherwise and can mean one day only; empty where there is none."""
    found: tuple[str | None, ...] = ()
    if match := _YEAR_FIRST.fullmatch(text):
        found = match.groups()[:3] if match[1] else match.groups()[3:]
    elif match := _YEAR_LAST.fullmatch(text):
        first, second = int(match[1]), int(match[3])
        if first > 12 or first == second:
            found = (match[4], match[3], match[1])
        elif second > 12:
            found = (match[4], match[1], match[3])
    elif match := _MONTH_YEAR.fullmatch(text):
        found = (match[2], match[1])
    elif (match := _IN_WORDS.fullmatch(text.casefold())) and match[2][:3] in _MONTHS:
        found = (match[4], str(_MONTHS.index(match[2][:3]) + 1), match[1] or match[3])
    written = "-".join(part.zfill(2) for part in found if part)
    return written if dates.parse(written) else ""
