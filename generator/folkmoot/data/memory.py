"""What was read before, so that equal files of several releases are looked at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from folkmoot.data.problems import Diagnostic
from folkmoot.data.schemas import Move
from folkmoot.data.tables import SourceTable, Table


@dataclass(frozen=True)
class Memory:
    """What was read and checked before: several releases hold the same files, and each is looked at once.

    `files` are by path and the SHA-256 of their content, `tables` by the sheet of which they were made. Equal files
    give the same sheets and tables, so that identity tells that nothing changed. `moved` are the sheets of an earlier
    time under the names of today, by the sheet and the moves.
    """

    files: dict[tuple[str, bytes], tuple[SourceTable | Diagnostic, ...]] = field(default_factory=dict)
    moved: dict[tuple[SourceTable, tuple[Move, ...]], SourceTable] = field(default_factory=dict)
    tables: dict[SourceTable, tuple[Table, list[Diagnostic]]] = field(default_factory=dict)
