"""Open one YAML or CSV file as a rectangle of texts with their positions, or say why it can't be read."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from folkmoot.data.files.csv_tables import csv_table_of
from folkmoot.data.files.encoding import MAX_BYTES, text_of
from folkmoot.data.files.report import Report
from folkmoot.data.files.yaml_tables import yaml_table_of
from folkmoot.data.files.yaml_trees import tree_of
from folkmoot.data.messages import N_, NOTHING, Message, quoted
from folkmoot.data.problems import Diagnostic
from folkmoot.data.raw_table import RawTable

__all__ = ["MAX_BYTES", "Parsed", "RawTable", "parse", "parse_csv", "parse_yaml"]

_ENDINGS = {"yml": "yaml", "yaml": "yaml", "csv": "csv"}


@dataclass(frozen=True, slots=True)
class Parsed:
    """What came of reading a file: the rectangle, None when nothing can be read, and every problem found."""

    raw: RawTable | None
    problems: tuple[Diagnostic, ...]


def parse(path: str, data: bytes, columns: Collection[str] = ()) -> Parsed:
    """Read a file by its ending: `.csv` or `.yaml`; any other ending is the problem `file-ending`.

    `columns` are the names that its columns can have.
    """
    if path.endswith(".csv"):
        return parse_csv(path, data, columns)
    if path.endswith(".yaml"):
        return parse_yaml(path, data)
    report = Report(path)
    name = path.rpartition("/")[2]
    stem, _, ending = name.rpartition(".")
    right = _ENDINGS.get(ending.lower()) if stem else None
    hint = Message(N_("rename it to %(name)s"), name=f"{stem}.{right}") if right else NOTHING
    report.add(
        "file-ending", N_("a table's file name must end in .yaml or .csv, got %(name)s"), hint, name=quoted(name)
    )
    return Parsed(None, report.closed())


def parse_csv(path: str, data: bytes, columns: Collection[str] = ()) -> Parsed:
    """Read a comma-separated table (RFC 4180) with a header row.

    Cells are NFC-normalised. Rows with mistakes stay in the rectangle as well as they can be read, padded or
    cut to the header's length; columns without a usable name are left out.
    """
    report = Report(path)
    text = text_of(data, report)
    raw = None if text is None else csv_table_of(unicodedata.normalize("NFC", text), report, columns)
    return Parsed(raw, report.closed())


def parse_yaml(path: str, data: bytes) -> Parsed:
    """Read a YAML file that is one mapping (a record) or a list of mappings.

    Values keep the text that stands in the file, NFC-normalised: `no`, `007` and `12:30` stay as they are. A
    plain `null`, `~` or nothing is ''; a list of plain values is joined by ";". After a mistake in the syntax
    there is no rectangle, but the rest of the file is still looked through for further problems.
    """
    report = Report(path)
    text = text_of(data, report)
    tree = None if text is None else tree_of(text, report)
    raw = None if tree is None else yaml_table_of(tree, report)
    return Parsed(None if tree is None or tree.is_broken else raw, report.closed())
