"""Read the text of one cell strictly as what its column holds; what tables by others let through is named here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from folkmoot.data import dates
from folkmoot.data.schemas import Column
from folkmoot.data.tables import Value

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})\Z")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?\Z")
_FORMULA = tuple("=+-@\t\r＝＋－＠")  # noqa: RUF001
_TRUE = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_EXCEL_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a text can't be what its column holds: a code, what must be true, and what to do."""

    code: str
    message: str
    hint: str = ""


Reader = Callable[[str], "Value | Mistake"]


def reader(column: Column) -> Reader:
    """Choose how to read the cells of a column; the reader takes a text that isn't empty."""
    if column.partial_date:
        return _date
    if column.list:
        return _list
    return _READERS.get(column.type, _text)


def _text(text: str) -> Value | Mistake:
    if text.startswith(_FORMULA):
        return Mistake(
            "formula",
            f'must not begin with "{text[0]}", got "{_short(text)}"',
            "a spreadsheet would run it as a formula: begin with a word; in Markdown, a list may begin with *",
        )
    return text


def _integer(text: str) -> Value | Mistake:
    if _INTEGER.match(text):
        return int(text)
    return Mistake("type-integer", f'must be a whole number, got "{_short(text)}"', _number_hint(text))


def _number(text: str) -> Value | Mistake:
    if not _NUMBER.match(text):
        return Mistake("type-number", f'must be a number, got "{_short(text)}"', _number_hint(text))
    value = float(text)
    return int(value) if value.is_integer() and "." not in text else value


def _boolean(text: str) -> Value | Mistake:
    if text in _TRUE:
        return _TRUE[text]
    return Mistake("type-boolean", f'must be true or false, got "{_short(text)}"', 'write "true" or "false"')


def _date(text: str) -> Value | Mistake:
    found = dates.parse(text)
    if found is not None:
        return found
    return Mistake("type-date", f'must be a date, got "{_short(text)}"', _date_hint(text))


def _list(text: str) -> Value | Mistake:
    items = tuple(item.strip() for item in text.split(";"))
    if not all(items):
        return Mistake("list-item", f'must not have an empty item, got "{_short(text)}"', "take out a semicolon")
    if len(set(items)) < len(items):
        return Mistake("list-item", f'must not name an item twice, got "{_short(text)}"', "take out the repetition")
    formula = next((item for item in items if item.startswith(_FORMULA)), None)
    return items if formula is None else _text(formula)


_READERS: dict[str, Reader] = {"integer": _integer, "number": _number, "boolean": _boolean}


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= 60 else folded[:59] + "…"


def _number_hint(text: str) -> str:
    if text.endswith("%"):
        return "leave the per cent sign away"
    if re.fullmatch(r"-?[0-9]{1,3}([ ,.\u00a0\u202f'’][0-9]{3})+", text):
        return "leave the thousands separators away"
    if re.fullmatch(r"-?[0-9]+,[0-9]+", text):
        return "write a decimal point, not a comma"
    if re.fullmatch(r"-?[0-9.]+[eE][+-]?[0-9]+", text):
        return "Excel has shortened it: format the column as a number and write it out"
    if re.fullmatch(r"-?[0-9]+\.0*", text):
        return "write it without the decimal point"
    if re.fullmatch(r"\+?0*[0-9]+", text) and text.isascii():
        return "write it without leading zeros and plus sign"
    return "write digits only, such as 108"


def _date_hint(text: str) -> str:
    if re.fullmatch(r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}", text):
        return "write year-month-day, such as 2024-05-03: nobody can tell which of these is the day"
    if re.fullmatch(r"[1-6][0-9]{4}(\.[0-9]+)?", text):
        day = _EXCEL_EPOCH + timedelta(days=int(text.partition(".")[0]))
        return f"Excel has stored the date as a number; as Excel counts, it is {day.isoformat()}"
    if re.fullmatch(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", text):
        padded = "-".join(part.zfill(2) for part in text.split("-"))
        known = dates.parse(padded)
        return f'write "{padded}"' if known and padded != text else "there is no such day"
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ].*", text):
        return f'leave the time away: "{text[:10]}"'
    return "write year-month-day, such as 2024-05-03, or 2024-05 or 2024 where no more is known"
