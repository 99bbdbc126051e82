"""Which files of a release are offered, byte for byte, and which are withheld, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from folkmoot.data import files
from folkmoot.data.files import people
from folkmoot.data.schemas import Schemas
from folkmoot.history.redaction import Content, Instead
from folkmoot.history.schema_snapshot import Snapshot

NO_TABLE = "neither a table nor a document"
PRIVATE = "holds columns that are not published"
REDACTED = "redacted"
PERSONS = "each row of it is a person"
NAMELESS = "its name can't be an address"

_TABLE = re.compile(r"[^/]+/(?:translations/[^/]+/)?([a-z_]+)\.(?:csv|yaml)\Z")
_DOCUMENT = re.compile(r"[^/]+/documents/[a-z0-9]+([._-][a-z0-9]+)*\.(pdf|png|jpg|jpeg|webp|txt|csv)\Z")
_ADDRESS = re.compile(r"(?!.*(?:^|/)\.)[^\x00-\x1f\x7f\\\ud800-\udfff]+\Z")


@dataclass(frozen=True)
class Known:
    """The schemas of today and those of the release."""

    today: Schemas
    then: Snapshot

    def knows(self, table: str) -> bool:
        """Tell whether there is, or was, such a table."""
        return table in self.today or table in self.then.tables

    def private(self, table: str) -> frozenset[str]:
        """Give the columns that were not published then, or are not today."""
        today = self.today[table].columns if table in self.today else ()
        hidden = (column.name for column in today if not column.public)
        return frozenset((*hidden, *self.then.private.get(table, ())))


def is_address(path: str) -> bool:
    """Tell whether a file of the datasets can be published under its own path: no hidden, odd or outside names."""
    return _ADDRESS.match(path) is not None


def withheld(paths: Iterable[str], content: Content, known: Known, instead: Instead) -> Mapping[str, str]:
    """Give the files that are not offered, by path, with the reason."""
    found = ((path, _why(path, content, known, instead)) for path in paths)
    return {path: why for path, why in found if why}


def _why(path: str, content: Content, known: Known, instead: Instead) -> str:
    table = _TABLE.match(path)
    if not is_address(path):
        return NAMELESS
    if instead.get(path, b"") is None:
        return REDACTED
    if _DOCUMENT.match(path):
        return PERSONS if path.endswith((".txt", ".csv")) and people.is_register(path, content(path)) else ""
    if table is None or not known.knows(table[1]):
        return NO_TABLE
    private = known.private(table[1])
    return PRIVATE if private and _holds(path, content(path), private) else ""


def _holds(path: str, data: bytes, private: frozenset[str]) -> bool:
    """Tell whether a table holds one of some columns; one that can't be read may."""
    raw = files.parse(path, data).raw
    return raw is None or not private.isdisjoint(raw.header)
