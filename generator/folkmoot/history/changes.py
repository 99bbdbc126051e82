"""What changed between two versions of the record, and the versions themselves, as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum


class Kind(Enum):
    """What became of a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell before and after, as a CSV file would hold it; '' where nothing stood.

    It is an `erratum` where an entry among the errata that came with the change names it.
    """

    column: str
    before: str
    after: str
    erratum: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One row that was added, removed or changed.

    `assembly` is the folder in which it stands (`_shared` included), `key` the values of its primary key joined by
    slashes. `cells` are those that differ, in the order of the columns: all that hold something where the row was
    added or removed. `recommendations` are those that it is about: an id, or `assembly/id` in another assembly. It is
    an `erratum` where one of its cells is, for the `reason` that is given there. `path` and `line` lead to the newer
    row, or to the older where there is no newer one; `row` has that row's public cells, and what those lead to whose
    names a sentence about it needs. `names` has the names of what it refers to, by `table:reference`.
    """

    assembly: str
    table: str
    key: str
    kind: Kind
    cells: tuple[Cell, ...]
    recommendations: tuple[str, ...] = ()
    erratum: bool = False
    reason: str = ""
    path: str = ""
    line: int = 1
    row: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def before(self, column: str) -> str:
        """Give what stood in a column, '' where nothing did or where it did not change."""
        return next((cell.before for cell in self.cells if cell.column == column), "")

    def after(self, column: str) -> str:
        """Give what stands in a column now, '' where nothing does or where it did not change."""
        return next((cell.after for cell in self.cells if cell.column == column), "")


def each_once(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Leave out each new entry among the errata whose correction is there as well, since that gives its reason."""
    given = tuple(changes)
    message = {(c.assembly, c.table, c.key, cell.column) for c in given for cell in c.cells if cell.erratum}
    return tuple(change for change in given if change.table != "errata" or _corrects(change) not in message)


def _corrects(erratum: Change) -> tuple[str, str, str, str]:
    """Give the cell that an entry among the errata names, as (assembly, table, row, column)."""
    table, row = erratum.row.get("table", ""), erratum.row.get("row", "")
    return erratum.assembly, table, table if table == "assembly" else row, erratum.row.get("field", "")


@dataclass(frozen=True, slots=True)
class Redaction:
    """A cell without which a release is published, by law, and why."""

    release: str
    assembly: str
    table: str
    row: str
    field: str
    date: str
    reason: str


@dataclass(frozen=True, slots=True)
class Release:
    """A version of the record that was published.

    `commit` is where the history first holds `tree`, the git tree of the datasets without the ledger; `manifest` is the
    SHA-256 that the ledger names. `changes` are those since the release before, `previous` its version, both empty for
    the first. Where it is not `readable`, `why` says what today's model can't read in it. `signature` is the kind on
    the tag or the commit, such as ssh, '' where there is none, and `checked_with` the command that verifies it.
    `files` are those of the datasets as (path below the folder, SHA-256), sorted; `withheld` has the reason for those
    that are not published, by path.
    """

    version: str
    on: date
    notes: str = ""
    commit: str = ""
    tree: str = ""
    manifest: str = ""
    previous: str = ""
    changes: tuple[Change, ...] = ()
    readable: bool = True
    why: str = ""
    redactions: tuple[Redaction, ...] = ()
    signature: str = ""
    checked_with: str = ""
    files: tuple[tuple[str, str], ...] = ()
    withheld: Mapping[str, str] = field(default_factory=dict)
