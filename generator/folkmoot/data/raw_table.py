"""What a file of records is once it is read: texts in rows and columns, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RawTable:
    """The records of one file as texts.

    `path` is the path that was passed in. `header` names the columns, each once; every row is as long as the
    header and holds '' where nothing stands. `lines` has the physical line, from 1, where each row starts.
    `marks` has the line and column of each value that stands in a YAML file, by row index and key; it is
    empty for CSV. `header_marks` has the place where each column's name first stands. `nested` has the lists
    of mappings inside a YAML record, by key; such a key is not in the header. `is_record` is true when the
    file is one mapping rather than a list of them. `shifted` has the lines of rows whose cells may stand in wrong
    columns, which was said already.
    """

    path: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    marks: Mapping[tuple[int, str], tuple[int, int]]
    header_marks: Mapping[str, tuple[int, int]]
    nested: Mapping[str, RawTable]
    is_record: bool
    shifted: frozenset[int] = frozenset()

    def place(self, row: int, field: str) -> tuple[int, int | None]:
        """Find the line of a cell and its column, both from 1; None for the column where it isn't known."""
        return self.marks.get((row, field), (self.lines[row], None))
