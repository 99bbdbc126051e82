"""Redactions: cells that should never have been published are blanked in every release older than the one they name."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeGuard

from packaging.version import Version

from folkmoot.data import files
from folkmoot.data.files import RawTable
from folkmoot.data.moves import applied
from folkmoot.data.schemas import Column, Schemas
from folkmoot.data.tables import Row, Tables
from folkmoot.history.changes import Redaction
from folkmoot.history.ledger import version

INSTEAD = "[redacted]"
"""Stands in a redacted cell that may not be empty."""

_FILE = ("documents", "file")
_INSIDE = {"coverage": "assembly"}
"""Tables that may be kept inside another one."""

Content = Callable[[str], bytes]
Instead = Mapping[str, bytes | None]
"""What is published in the place of some files, by path; None where one is left out."""


def of_tables(tables: Tables) -> Mapping[Redaction, Row]:
    """List the redactions that the tables hold, each with its row."""
    return {_redaction(row): row for row in tables.every("redactions")}


def _redaction(row: Row) -> Redaction:
    message = {name: row.text(name) for name in ("release", "table", "row", "field", "date", "reason")}
    return Redaction(assembly=row.assembly, **message)


def concerning(redactions: Iterable[Redaction], release: Version) -> tuple[Redaction, ...]:
    """Keep those that concern a release: it is older than the first one that no longer holds the cell."""
    return tuple(r for r in redactions if _is_version(first := version(r.release)) and release < first)


def _is_version(found: Version | None) -> TypeGuard[Version]:
    return found is not None


def instead(
    redactions: Iterable[Redaction], paths: Collection[str], content: Content, schemas: Schemas
) -> tuple[Instead, frozenset[Redaction]]:
    """Give what is published in the place of some files of a release, and the redactions that found their cell in it.

    A file is written anew from its cells, so that nothing remains of comments or of the way in which it was written.
    """
    made: dict[str, bytes | None] = {}
    met: set[Redaction] = set()
    for one in redactions:
        for path in _places(one, paths):
            changed = _one(one, path, made.get(path) or content(path), schemas)
            made |= changed
            met |= {one} if changed else set()
    return made, frozenset(met)


def _places(redaction: Redaction, paths: Iterable[str]) -> Iterable[str]:
    """Give the files that may hold a cell: the table, that around it, and its translations into every language."""
    names = (redaction.table, _INSIDE.get(redaction.table, redaction.table))
    folder, tables = re.escape(redaction.assembly), "|".join(map(re.escape, names))
    place = re.compile(rf"{folder}/(?:translations/[^/]+/)?(?:{tables})\.(?:csv|yaml)\Z")
    return [path for path in paths if place.match(path)]


def _one(redaction: Redaction, path: str, data: bytes, schemas: Schemas) -> Instead:
    whole = files.parse(path, data).raw
    is_inside = PurePosixPath(path).stem != redaction.table
    raw = whole.nested.get(redaction.table) if whole and is_inside else whole
    if whole is None or raw is None or redaction.table not in schemas:
        return {}
    schema = schemas[redaction.table]
    moved = (move.source for move in applied(schema, raw.header) if move.target == redaction.field)
    meant = {name for one in (redaction.field, *moved) for name in (one, f"{one}_translated")}
    columns = [index for index, name in enumerate(raw.header) if name in meant]
    if not columns:
        return {}
    at = _row(raw, schema.key, redaction.row)
    if at is None:
        return {}
    column = schema.by_name.get(redaction.field)
    blank = tuple(_blank(column) if i in columns else text for i, text in enumerate(raw.rows[at]))
    rows = (*raw.rows[:at], blank, *raw.rows[at + 1 :])
    left_out = raw.rows[at][columns[0]] if (redaction.table, redaction.field) == _FILE else ""
    hidden: Instead = {f"{redaction.assembly}/documents/{left_out}": None} if left_out else {}
    blanked = replace(raw, rows=rows)
    around = replace(whole, nested={**whole.nested, redaction.table: blanked}) if is_inside else blanked
    return {path: write(around), **hidden}


def _row(raw: RawTable, key: tuple[str, ...], name: str) -> int | None:
    """Find a row by its key, as people write it: the values joined by slashes."""
    places = [raw.header.index(column) for column in key if column in raw.header]
    named = ("/".join(row[place] for place in places if row[place]) for row in raw.rows)
    return next((index for index, found in enumerate(named) if found == name), None)


def _blank(column: Column | None) -> str:
    return INSTEAD if column is not None and column.required else ""


def write(raw: RawTable) -> bytes:
    """Write a rectangle as CSV or YAML, by the ending of its path; to read it gives the same cells."""
    if raw.path.endswith(".csv"):
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows([raw.header, *raw.rows])
        return out.getvalue().encode()
    return _records(raw, "").encode()


def _records(raw: RawTable, indent: str) -> str:
    begin = "" if raw.is_record else "- "
    records = ["".join(_record(raw, row, indent, begin)) for row in raw.rows]
    return "".join(records) or f"{indent}[]\n"


def _record(raw: RawTable, row: tuple[str, ...], indent: str, begin: str) -> Iterable[str]:
    cells = [f"{name}: {json.dumps(text, ensure_ascii=False)}" for name, text in zip(raw.header, row, strict=True)]
    nested = [f"{name}:\n{_records(inner, indent + '  ')}".removesuffix("\n") for name, inner in raw.nested.items()]
    for number, line in enumerate([*cells, *nested]):
        yield f"{indent}{begin if number == 0 else ' ' * len(begin)}{line}\n"
