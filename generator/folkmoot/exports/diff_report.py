"""What changed between two versions, for `folkmoot diff`: as text, Markdown for a pull request, JSON or HTML."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from folkmoot.data.messages import N_
from folkmoot.data.schemas import Schemas
from folkmoot.data.tables import SHARED
from folkmoot.history import sentences, table_diff
from folkmoot.history.changes import Change, Kind
from folkmoot.i18n.localizer import Localizer
from folkmoot.web import templates
from folkmoot.web.templates import Environment

_MOST = 60
"""How many sentences, and how many rows of tables, a comment shows; the hosts of repositories cut long ones off."""
_WIDEST = 300

_IN_LINE = re.compile(r"([\\`*_\[\]|~#])")
_AT_START = re.compile(r"^(\d*)([.)+-])(?=\s)")
_SPACES = re.compile(r"\s+")
_SINCE = {Kind.ADDED: N_("added"), Kind.CHANGED: N_("changed"), Kind.REMOVED: N_("taken out")}


@dataclass(frozen=True)
class Compared:
    """Two versions and what changed from the `old` one to the `new` one, both named as a reader knows them.

    `names` has the names of assemblies by id.
    """

    old: str
    new: str
    changes: tuple[Change, ...]
    schemas: Schemas
    localizer: Localizer
    names: Mapping[str, str] = field(default_factory=dict)

    def name(self, assembly: str) -> str:
        """Give the name of an assembly."""
        shared = self.localizer.gettext("Shared by several assemblies")
        return shared if assembly == SHARED else self.names.get(assembly, assembly)

    def sentences(self, change: Change) -> tuple[sentences.Sentence, ...]:
        """Say what a change means."""
        return sentences.sentences(change, self.localizer, self.schemas)


def as_text(compared: Compared) -> str:
    """Write the changes for a terminal: sentences under the assembly, each with its file and line."""
    return "\n".join([*_text_lines(compared), summary(compared)]) + "\n"


def _text_lines(compared: Compared) -> Iterator[str]:
    for assembly, groups in _by_assembly(compared):
        yield compared.name(assembly)
        begun = _begun(compared, groups)
        if begun:
            yield f"  {begun}"
        else:
            for group in groups:
                yield from _text_group(compared, group)
        yield ""


def _text_group(compared: Compared, group: sentences.ChangeGroup) -> Iterator[str]:
    for change in group.changes:
        mark = f"{compared.localizer.gettext('Correction')}: " if change.erratum else ""
        message = [sentence.text for sentence in compared.sentences(change)]
        yield f"  {mark}{message[0]}  ({change.path}:{change.line})" if change.path else f"  {mark}{message[0]}"
        yield from (f"    {text}" for text in message[1:])


def summary(compared: Compared) -> str:
    """Say in one line how many rows differ."""
    counts = Counter(change.kind for change in compared.changes)
    places = {"old": compared.old, "new": compared.new}
    if not counts:
        return compared.localizer.gettext(N_("Nothing differs between %(old)s and %(new)s."), **places)
    rows = [f"{_rows(compared, counts[kind])} {_since(compared, kind)}" for kind in _SINCE if counts[kind]]
    return compared.localizer.gettext(N_("From %(old)s to %(new)s: %(rows)s."), rows=", ".join(rows), **places)


def _since(compared: Compared, kind: Kind) -> str:
    return compared.localizer.gettext(_SINCE[kind])


def _rows(compared: Compared, n: int) -> str:
    return compared.localizer.ngettext("%(num)s row", "%(num)s rows", n)


def _by_assembly(compared: Compared) -> Iterable[tuple[str, list[sentences.ChangeGroup]]]:
    found: dict[str, list[sentences.ChangeGroup]] = {}
    for group in sentences.grouped(compared.changes):
        found.setdefault(group.assembly, []).append(group)
    return found.items()


def _begun(compared: Compared, groups: Iterable[sentences.ChangeGroup]) -> str:
    """Sum up an assembly whose record is new as a whole by its tables, '' for any other."""
    changes = [change for group in groups for change in group.changes]
    if not sentences.is_begun(changes):
        return ""
    first = next(change for change in changes if change.table == "assembly")
    tables = (f"{_title(compared, name)} {n}" for name, n in sentences.tables_of(changes).items() if name != "assembly")
    rows = compared.localizer.gettext(N_("Rows: %(tables)s."), tables=", ".join(tables))
    return f"{compared.sentences(first)[0].text} {rows}"


def _title(compared: Compared, table: str) -> str:
    schema = compared.schemas.get(table)
    return compared.localizer.heading(schema) if schema else table


def as_markdown(compared: Compared) -> str:
    """Write the changes for a pull request: a short summary, sentences, and the tables folded away.

    Everything from the data is escaped, so that it can't notify anybody, link to anything or break the layout.
    """
    lines = [f"**{_marked(summary(compared))}**", ""]
    message = [line for assembly, groups in _by_assembly(compared) for line in _markdown_of(compared, assembly, groups)]
    lines += message[:_MOST]
    if len(message) > _MOST:
        lines += ["", f"… and {len(message) - _MOST} lines more: run `folkmoot diff` to see all of them."]
    rows = _MOST
    for one in table_diff.table_diffs(compared.changes, compared.schemas):
        lines += _markdown_grid(compared, one, rows)
        rows = max(0, rows - len(one.rows))
    return "\n".join(lines).rstrip() + "\n"


def _markdown_of(compared: Compared, assembly: str, groups: list[sentences.ChangeGroup]) -> Iterator[str]:
    yield f"#### {_marked(compared.name(assembly))}"
    yield ""
    begun = _begun(compared, groups)
    if begun:
        yield f"- {_marked(begun)}"
    for change in (change for group in groups for change in group.changes if not begun):
        mark = f"**{compared.localizer.gettext('Correction')}:** " if change.erratum else ""
        message = " ".join("".join(map(_piece, sentence.pieces)) for sentence in compared.sentences(change))
        yield f"- {mark}{message}"
    yield ""


def _piece(piece: sentences.Piece) -> str:
    return f"*{_marked(piece.text)}*" if piece.strong else _marked(piece.text)


def _markdown_grid(compared: Compared, one: table_diff.TableDiff, most: int) -> Iterator[str]:
    """Fold one table away, with at most so many rows."""
    shown = one.rows[:most]
    if not shown:
        return
    title = f"{_title(compared, one.table)}, {compared.name(one.assembly)}"
    yield f"<details><summary>{_marked(title)}: {_rows(compared, len(one.rows))}</summary>"
    yield ""
    yield f"| | key | {' | '.join(map(_marked, one.columns))} |"
    yield f"|---|---|{'---|' * len(one.columns)}"
    for line in shown:
        cells = " | ".join(_markdown_cell(entry) for entry in line.cells)
        yield f"| {_since(compared, line.kind)} | {_marked(line.key)} | {cells} |"
    if len(shown) < len(one.rows):
        yield ""
        yield f"… and {len(one.rows) - len(shown)} more."
    yield ""
    yield "</details>"
    yield ""


def _markdown_cell(entry: table_diff.DiffCell) -> str:
    before, after = (_marked(_cut(text)) for text in (entry.before, entry.after))
    if before == after:
        return after
    old = f"<del>{before}</del>" if before else ""
    new = f"<ins>{after}</ins>" if after else ""
    return " ".join(part for part in (old, new) if part)


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


def _marked(text: str) -> str:
    """Write a text so that Markdown shows it as it is: no tags, marks, mentions or numbers of issues."""
    folded = _SPACES.sub(" ", text)
    safe = folded.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    marked = _AT_START.sub(r"\1\\\2", _IN_LINE.sub(r"\\\1", safe))
    return marked.replace("@", "&#64;").replace("://", "&#58;//").replace("www.", "www&#46;")


def as_json(compared: Compared) -> str:
    """Write the changes as JSON: an object with `from`, `to`, `counts` and `changes`."""
    counts = Counter(change.kind.value for change in compared.changes)
    described = {
        "from": compared.old,
        "to": compared.new,
        "counts": {kind.value: counts[kind.value] for kind in Kind},
        "changes": [_described(compared, change) for change in compared.changes],
    }
    return json.dumps(described, ensure_ascii=False, indent=1) + "\n"


def _described(compared: Compared, change: Change) -> dict[str, Any]:
    return {
        "assembly": change.assembly,
        "table": change.table,
        "row": change.key,
        "kind": change.kind.value,
        "erratum": change.erratum,
        "recommendations": list(change.recommendations),
        "path": change.path,
        "line": change.line,
        "sentences": [sentence.text for sentence in compared.sentences(change)],
        "cells": [
            {"column": cell.column, "before": cell.before, "after": cell.after, "erratum": cell.erratum}
            for cell in change.cells
        ],
    }


def as_html(compared: Compared, env: Environment) -> str:
    """Write the changes as one page that needs no other file: sentences, then the tables.

    The template `diff.html` is given `compared`, `summary`, `assemblies` as (name, what is said where the whole record
    is new, groups) and `grids`.
    """
    found = [(compared.name(name), _begun(compared, groups), groups) for name, groups in _by_assembly(compared)]
    given = {
        "compared": compared,
        "summary": summary(compared),
        "assemblies": found,
        "diffs": table_diff.table_diffs(compared.changes, compared.schemas),
    }
    return templates.fill(env, "diff.html", given)
