"""A YAML tree to a rectangle: one mapping is a record, a list of mappings is a table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from folkmoot.data.files.encoding import UNUSUAL, is_joining, report_empty, report_unusual, taken_out
from folkmoot.data.files.limits import (
    MAX_CELL,
    MAX_CELLS,
    grouped,
    is_narrow,
    report_long,
    report_padded_name,
    report_padding,
)
from folkmoot.data.files.report import Report
from folkmoot.data.files.yaml_trees import Collection, Node, Scalar, Tree, start_of
from folkmoot.data.messages import N_, quoted
from folkmoot.data.raw_table import RawTable

NOT_A_NAME = re.compile(r"~|null|true|false|yes|no|on|off|[-+.]?\d.*|[-+]?\.(?:inf|nan)", re.IGNORECASE | re.DOTALL)


@dataclass(slots=True)
class _Table:
    """The rows of one list of mappings while they are read."""

    is_record: bool
    header: dict[str, tuple[int, int]] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    marks: dict[tuple[int, str], tuple[int, int]] = field(default_factory=dict)
    nested: dict[str, RawTable] = field(default_factory=dict)


def yaml_table_of(tree: Tree, report: Report) -> RawTable | None:
    """Read a tree as one record or as a list of them; None where it is neither."""
    root = tree.documents[0] if tree.documents else None
    if root is None or (isinstance(root, Scalar) and _is_missing(root)):
        if not tree.is_broken:
            report_empty(report)
        return None
    if not isinstance(root, Collection):
        hint = N_('write each line as "key: value", with a space behind the colon')
        sentence = N_("a file must be a mapping or a list of mappings, got bare text")
        report.add("yaml-shape", sentence, hint, start_of(root))
        return None
    return _rectangle(root.children if root.is_list else [root], not root.is_list, report)


def _rectangle(items: Iterable[Node], is_record: bool, report: Report) -> RawTable | None:
    """Make a rectangle of mappings; `is_record` allows lists of mappings as values."""
    table = _Table(is_record)
    for item in items:
        if isinstance(item, Collection) and not item.is_list:
            _add_row(item, table, report)
        else:
            hint = N_('write "- key: value", with the other keys indented below')
            sentence = N_("each item of the file's list must be a mapping, got something else")
            report.add("yaml-shape", sentence, hint, start_of(item))
    if not _is_small(table, report):
        return None
    header = tuple(table.header)
    rows = tuple(tuple(row.get(name, "") for name in header) for row in table.rows)
    lines = tuple(table.lines)
    return RawTable(report.path, header, rows, lines, table.marks, table.header, table.nested, is_record)


def _is_small(table: _Table, report: Report) -> bool:
    line = table.lines[0] if table.lines else 1
    if not is_narrow(len(table.header), line, report):
        return False
    cells = len(table.header) * len(table.rows)
    if cells <= MAX_CELLS:
        return True
    sentence = N_("a table must not have more than %(most)s cells, got %(cells)s")
    most, there = grouped(MAX_CELLS), grouped(cells)
    report.add("file-too-large", sentence, N_("split the table"), (line, None), most=most, cells=there)
    return False


def _add_row(mapping: Collection, table: _Table, report: Report) -> None:
    row = len(table.rows)
    cells: dict[str, str] = {}
    for name, place, value in _pairs(mapping, table.header, report):
        table.marks[row, name] = start_of(value)
        if table.is_record and _is_list_of_mappings(value):
            nested = _rectangle(value.children, False, report) if isinstance(value, Collection) else None
            if nested is not None:
                table.nested[name] = nested
            continue
        table.header.setdefault(name, place)
        cells[name] = _cell(value, name, report)
    table.rows.append(cells)
    table.lines.append(mapping.line)


def _pairs(mapping: Collection, known: Container[str], report: Report) -> Iterator[tuple[str, tuple[int, int], Node]]:
    """Yield each usable key with its place and its value; report the other keys."""
    seen: dict[str, int] = {}
    for key, value in zip(mapping.children[::2], mapping.children[1::2], strict=False):
        at = start_of(key)
        is_known = isinstance(key, Scalar) and not key.style and key.value in known
        name = key.value if isinstance(key, Scalar) and is_known else _key(key, report)
        if name is None:
            continue
        if name in seen:
            sentence = N_("a key must stand once in a record, got it on line %(first)s and again on line %(line)s")
            hint = N_("delete one of them")
            report.add("yaml-duplicate-key", sentence, hint, at, name, first=seen[name], line=at[0])
            continue
        seen[name] = at[0]
        yield name, at, value


def _key(key: Node, report: Report) -> str | None:
    """Return a key's text, or report why it can't be a column's name."""
    at = start_of(key)
    if isinstance(key, Collection):
        hint = N_("put text that begins with [ or { into quotes")
        report.add("yaml-key", N_("a key must be a column's name, got a list or a mapping"), hint, at)
        return None
    if key.style == "*":
        return None
    if key.value == "<<" and not key.style:
        sentence = N_("a record must be written out, got the merge key <<")
        report.add("yaml-merge-key", sentence, N_("write the keys and values themselves"), at)
        return None
    name = _clean(key, None, report)
    if not name.strip() or (not key.style and NOT_A_NAME.fullmatch(name)):
        sentence = N_("a key must be a column's name, got %(found)s")
        hint = N_("write the name of a column before the colon")
        report.add("yaml-key", sentence, hint, at, found=quoted(name[:40]))
        return None
    if name != name.strip():
        report_padded_name(name.strip(), report, at)
    return name.strip()


def _cell(value: Node, name: str, report: Report) -> str:
    """Return the text of a value, '' where there is none or it can't be one."""
    text = _scalar(value, name, report) if isinstance(value, Scalar) else _joined(value, name, report)
    if len(text) > MAX_CELL:
        report_long(report, start_of(value), name, len(text))
    return text


def _scalar(scalar: Scalar, name: str, report: Report) -> str:
    if _is_missing(scalar):
        return ""
    text = _clean(scalar, name, report)
    stripped = text.strip()
    if stripped != text and scalar.style in ("'", '"'):
        report_padding(text, name, report, start_of(scalar))
    return stripped


def _is_missing(scalar: Scalar) -> bool:
    return not scalar.style and scalar.value in ("", "~", "null")


def _clean(scalar: Scalar, name: str | None, report: Report) -> str:
    """Normalise a scalar's text and refuse unusual characters that it spells with escapes."""
    if scalar.style != '"' or not UNUSUAL.search(scalar.value):
        return unicodedata.normalize("NFC", scalar.value)
    for match in UNUSUAL.finditer(scalar.value):
        if not is_joining(match):
            report_unusual(match[0], report, start_of(scalar), name)
    return unicodedata.normalize("NFC", taken_out(scalar.value))


def _joined(value: Collection, name: str, report: Report) -> str:
    """Join a list of plain values by ";", or report what else stands there."""
    items = [child for child in value.children if isinstance(child, Scalar)]
    if value.is_list and len(items) == len(value.children):
        return ";".join(_item(item, name, report) for item in items)
    sentence = N_("a value must be text or a list of texts, got a mapping")
    if value.is_list:
        sentence = N_("a value must be text or a list of texts, got a list of lists or mappings")
    hint = N_("give that table a file of its own, or put text that begins with [ or { into quotes")
    report.add("yaml-shape", sentence, hint, start_of(value), name)
    return ""


def _item(item: Scalar, name: str, report: Report) -> str:
    text = _scalar(item, name, report)
    if (not text and item.style != "*") or ";" in text:
        sentence, hint = (
            (N_("an item of a list must be text without a semicolon, got a semicolon"), N_("make two items of it"))
            if text
            else (N_("an item of a list must be text without a semicolon, got nothing"), N_("delete the item"))
        )
        report.add("yaml-list-item", sentence, hint, start_of(item), name)
    return text


def _is_list_of_mappings(value: Node) -> bool:
    if not isinstance(value, Collection) or not value.is_list or not value.children:
        return False
    return all(isinstance(child, Collection) and not child.is_list for child in value.children)
