"""YAML text to a tree of lists, mappings and texts as they stand in the file, with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

import yaml

from folkmoot.data.files.report import Place, Report
from folkmoot.data.files.yaml_syntax import MAX_DEPTH, DepthError, report_syntax
from folkmoot.data.messages import N_

MAX_NODES = 500_000


@dataclass(slots=True)
class Collection:
    """A list or a mapping as it stands in a file; a mapping's children are its keys and values in turn."""

    line: int
    column: int
    is_list: bool = True
    children: list[Node] = field(default_factory=list)


class Scalar(NamedTuple):
    """A text as it stands in a file; `style` is its quote mark, | or >, '' when plain, * for an alias."""

    line: int
    column: int
    value: str
    style: str


Node = Collection | Scalar
_Start = yaml.ScalarEvent | yaml.CollectionStartEvent


@dataclass(slots=True)
class Tree:
    """A file's documents; `is_broken` when parts with wrong syntax were left out."""

    documents: list[Node]
    is_broken: bool


class _SizeError(Exception):
    """Raised where a file holds too many values; the argument is the line."""


# A file is read again without its broken records, to find the mistakes in the others, at most this often.
_ATTEMPTS = 20
_ATTEMPTED_SIZE = 2_000_000

_DIRECTIVE = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*+%")


def tree_of(text: str, report: Report) -> Tree | None:
    """Read the text into collections; where the syntax is wrong, report it and read on without that record.

    Events of the C parser are taken one by one and never composed by it: its composer recurses on the C
    stack, so that a file of brackets could kill the process, and it forgets anchors that nothing refers to.
    """
    directive = _DIRECTIVE.match(text)
    if directive:
        line = text.count("\n", 0, directive.end()) + 1
        hint = N_("delete the line, or put text that begins with %% into quotes")
        sentence = N_("a file must not hold YAML directives, got a line that begins with %%")
        report.add("yaml-documents", sentence, hint, (line, None))
        return None
    lines, is_broken = text.splitlines(keepends=True), False
    for _ in range(_ATTEMPTS if len(text) < _ATTEMPTED_SIZE else 1):
        attempt = Report(report.path)
        try:
            documents = _documents("".join(lines), attempt)
        except yaml.YAMLError as error:
            is_broken = True
            at = report_syntax(error, lines, report)
            if not _blank_out(lines, at):
                return None
        except _SizeError as error:
            sentence = N_("a file must not hold more than %(most)s values, got more")
            hint = N_("split the table, or make it a CSV file")
            report.add("file-too-large", sentence, hint, (error.args[0], None), most=f"{MAX_NODES:,}")
            return None
        else:
            report.absorb(attempt)
            return Tree(documents, is_broken)
    return None


def _documents(text: str, report: Report) -> list[Node]:
    """Read the first document, as a list of none or one; raises YAMLError, `DepthError`, `_SizeError`."""
    root = Collection(1, 1)
    opened, nodes = [root], 0
    # The C parser keeps its own stack, so that reading events is safe at any depth.
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent, yaml.AliasEvent)):
            nodes += 1
            if nodes > MAX_NODES:
                raise _SizeError(_mark(event)[0])
            _read_node(event, opened, report)
        elif isinstance(event, yaml.CollectionEndEvent):
            opened.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and root.children:
            hint = N_("delete the line ---, or move what follows to a file of its own")
            report.add("yaml-documents", N_("a file must hold one document, got a second one"), hint, _mark(event))
            break
    return root.children


def _read_node(event: _Start | yaml.AliasEvent, opened: list[Collection], report: Report) -> None:
    """Add a node to the innermost open collection, and open it when it is one itself."""
    line, column = _mark(event)
    if isinstance(event, yaml.AliasEvent):
        opened[-1].children.append(Scalar(line, column, "", "*"))
        sentence = N_("a value must be written out, got the alias %(found)s")
        hint = N_("write the value itself, or put text that begins with * into quotes")
        report.add("yaml-alias", sentence, hint, (line, column), found=f"*{event.anchor}")
        return
    if event.anchor is not None or event.tag is not None:
        _report_marked(event, (line, column), report)
    if isinstance(event, yaml.ScalarEvent):
        opened[-1].children.append(Scalar(line, column, event.value, event.style or ""))
        return
    if len(opened) > MAX_DEPTH:
        raise DepthError(line, column)
    collection = Collection(line, column, isinstance(event, yaml.SequenceStartEvent))
    opened[-1].children.append(collection)
    opened.append(collection)


def _mark(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)


def start_of(node: Node) -> tuple[int, int]:
    """Give the line and the column where a node begins, both from 1."""
    return node.line, node.column


def _report_marked(event: _Start, at: Place, report: Report) -> None:
    """Report what would make a value mean something else than its text: an anchor or a tag."""
    if event.anchor is not None:
        sentence = N_("a value must be written out, got the anchor %(found)s")
        hint = N_("delete it, or put text that begins with & into quotes")
        report.add("yaml-anchor", sentence, hint, at, found=f"&{event.anchor}")
    if event.tag is not None:
        short = event.tag.replace("tag:yaml.org,2002:", "!!")
        sentence = N_("a value must be plain text without a tag, got the tag %(found)s")
        hint = N_("delete it, or put text that begins with ! into quotes")
        report.add("yaml-tag", sentence, hint, at, found=short)


def _blank_out(lines: list[str], at: int) -> bool:
    """Empty the top-level record around line `at`, keeping its lines; False when nothing stood there."""
    first = min(at, len(lines)) - 1
    while first > 0 and not _is_top(lines[first]):
        first -= 1
    last = first + 1
    while last < len(lines) and not _is_top(lines[last]):
        last += 1
    if not any(line.strip() for line in lines[first:last]):
        return False
    lines[first:last] = ["\n"] * (last - first)
    return True


def _is_top(line: str) -> bool:
    return line[0] not in " \t\n#]}"
