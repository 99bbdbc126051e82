"""Tell from the name of a file which table it was meant to be, and how its name came about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_WORDS = Path(__file__).with_suffix(".yaml")
_ENDING = re.compile(r"\.(csv|tsv|tab|txt|ya?ml|json|xlsx?|xlsm|ods|numbers|gsheet|bak|old|orig|save|backup)\Z")
_COPIES = re.compile(r"\.(bak|old|orig|save|backup)\Z")
_NUMBER = re.compile(r"(?:[ _-]*\([0-9]+\)|[ _-]+v?[0-9]{1,2}|[ _-]+[0-9]{4}-?[0-9]{2}-?[0-9]{2})\Z")
_BACKUP = re.compile(r"#.*#\Z|.*~\Z|.*\.(?:sw[nop]|tmp|rej)\Z|(?:thumbs\.db|desktop\.ini)\Z", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Meant:
    """The table that a file was meant to be; `is_copy` where it has the name of a copy of it."""

    table: str
    is_copy: bool = False


def is_backup(name: str) -> bool:
    """Tell whether an editor or a system leaves files of this name."""
    return _BACKUP.match(name) is not None


def is_tabular(name: str) -> bool:
    """Tell whether a file of this name would hold a table, whichever."""
    ending = _ENDING.search(name.lower())
    return ending is not None and ending[1] not in {"txt", "json", "bak", "old", "orig", "save", "backup"}


def meant_by(name: str, tables: Container[str]) -> Meant | None:
    """Take off a name what isn't part of a table's: `Copy of responses (1).csv.txt` is one of responses."""
    stem, is_copy = _without_endings(unicodedata.normalize("NFC", name).lower())
    for _ in range(6):
        table = stem.strip().replace(" ", "_").replace("-", "_")
        if table in tables:
            return Meant(table, is_copy)
        shorter = _shorter(stem)
        if shorter == stem:
            return None
        stem, is_copy = shorter, True
    return None


def other_word_for(name: str) -> str:
    """Give the table that a word stands for, '' where it is none of ours."""
    stem, _ = _without_endings(name.lower())
    words: dict[str, str] = {_plain(word): table for table, others in _listed()["tables"].items() for word in others}
    return words.get(_plain(stem), "")


def best_fit(header: Sequence[str], tables: Iterable[tuple[str, Container[str], Iterable[str]]]) -> str:
    """Give the table whose columns these are, '' where they could be those of several or of none.

    Each table is its name, its columns and those that it can't do without.
    """
    found = set(header)
    fits = [name for name, columns, needed in tables if found.issuperset(needed) and _is_most(found, columns)]
    return fits[0] if len(fits) == 1 else ""


def _is_most(header: Iterable[str], columns: Container[str]) -> bool:
    known = [name in columns for name in header]
    return len(known) >= 3 and sum(known) * 10 >= len(known) * 8


def _without_endings(name: str) -> tuple[str, bool]:
    is_copy = False
    while ending := _ENDING.search(name):
        is_copy = is_copy or _COPIES.search(name) is not None
        name = name[: ending.start()]
    return name, is_copy


def _shorter(stem: str) -> str:
    """Take off one thing that marks a copy."""
    numbered = _NUMBER.sub("", stem)
    if numbered != stem:
        return numbered
    for word in _listed()["before"]:
        if stem.startswith((f"{word} ", f"{word}_", f"{word}-")):
            return stem[len(word) + 1 :]
    for word in _listed()["after"]:
        for divider in (" - ", " ", "_", "-", "."):
            if stem.endswith(f"{divider}{word}"):
                return stem[: -len(word) - len(divider)]
    return stem


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word)
    return re.sub(r"[\s_-]+", "-", "".join(sign for sign in apart if not unicodedata.combining(sign))).strip("-")


@cache
def _listed() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(_WORDS.read_bytes(), Loader=yaml.CSafeLoader)
    return found
