"""What a mistake in the data is, and how it reads."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from urllib.parse import quote

from folkmoot import __version__
from folkmoot.data.messages import EMPTY, ENGLISH, N_, Message, Translations, cut, plural

WORKED_OUT = frozenset({"found", "near", "mended"})
"""What values are called that stand in a cell, or that were worked out of what stands there."""


class Severity(StrEnum):
    """How much a mistake weighs: an error stops publication, a warning only where asked to, a note never."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One mistake in the data.

    `path` is relative to the project's root, with forward slashes; `line` and `column` count from 1, as an
    editor does; `message` says what must be true and what was found, `hint` what to do about it. Where one message
    stands for several mistakes, `lines` has the lines of all of them, `fields` the columns where there are several,
    and `are_same` tells whether they read alike or this is only the first of its kind.
    """

    code: str
    path: str
    message: Message
    hint: Message = EMPTY
    line: int = 1
    column: int | None = None
    severity: Severity = Severity.ERROR
    table: str | None = None
    row: str | None = None
    field: str | None = None
    lines: tuple[int, ...] = ()
    fields: tuple[str, ...] = ()
    are_same: bool = True

    def __str__(self) -> str:
        return self.translated(ENGLISH)

    def translated(self, words: Translations) -> str:
        """Write it in one line, its message and its hint in a language."""
        column = f":{self.column}" if self.column is not None else ""
        field = f" {cut(self.field)}" if self.field else ""
        path = "/".join(cut(part, _NAME) for part in self.path.split("/"))
        return visible(f"{path}:{self.line}{column}: {self.severity}[{self.code}]{field}: {self.said(words)}")

    def said(self, words: Translations) -> str:
        """Write the message with its hint and with all lines for which it stands."""
        return f"{self.message.translated(words)}{self.advice(words)}{self.places(words)}"

    def places(self, words: Translations) -> str:
        """Write on which lines the same is wrong, '' where it is only there."""
        if not self.lines:
            return ""
        sentence = N_("%(count)s times: lines %(lines)s")
        if not self.are_same:
            sentence = N_("the first of %(count)s of this kind: lines %(lines)s")
        if self.fields:
            sentence = N_("%(count)s of this kind, in %(columns)s: lines %(lines)s")
        shown = (*self.fields[:_RANGES], "…") if len(self.fields) > _RANGES else self.fields
        said = Message(sentence, count=len(self.lines), lines=_ranges(self.lines), columns=shown)
        return f" [{said.translated(words)}]"

    def advice(self, words: Translations) -> str:
        """Write the hint as it follows the message, '' where there is none."""
        return f" ({self.hint.translated(words)})" if self.hint else ""

    def hidden(self) -> Diagnostic:
        """Leave out what was found: what isn't public doesn't belong in a log either."""
        hint = self.hint if self.hint.names().isdisjoint(WORKED_OUT) else EMPTY
        return replace(self, message=self.message.without(WORKED_OUT), hint=hint)


_NAME = 120
"""So much of the name of a file or folder is shown."""

_RANGES = 8
"""So many ranges of lines, and so many columns, are shown."""

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, what turns the direction of writing, and halves of characters, as in broken names of files."""


def visible(text: str, kept: str = "") -> str:
    """Write what would steer a terminal, or turn a line round, as its code; leave the characters in `kept`."""
    return _UNSEEN.sub(lambda found: found[0] if found[0] in kept else _code(found[0]), text)


def _code(character: str) -> str:
    return f"\\u{ord(character):04x}"


def _ranges(lines: Iterable[int]) -> str:
    """Write lines in order, neighbours as a range: 2-501, 510."""
    found: list[list[int]] = []
    for line in sorted(set(lines)):
        if found and line == found[-1][1] + 1:
            found[-1][1] = line
        else:
            found.append([line, line])
    shown = [str(first) if first == last else f"{first}-{last}" for first, last in found[:_RANGES]]
    return ", ".join([*shown, "…"] if len(found) > _RANGES else shown)


class BadData(Exception):
    """Raised when the data has mistakes; `problems` holds all of them, in reading order."""

    def __init__(self, problems: Iterable[Diagnostic]) -> None:
        self.problems = in_reading_order(problems)
        super().__init__(f"{sum(p.severity is Severity.ERROR for p in self.problems)} mistakes in the data")


class BadSettings(Exception):
    """Raised when a setting, an option or the layout of the project is wrong; the message is one clear line."""


def in_reading_order(problems: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort problems by file, line, column and code, each once."""
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda p: (p.path, p.line, p.column or 0, p.code, p.field or "", str(p.message))))


def errors(problems: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Keep the problems that stop publication."""
    return tuple(p for p in problems if p.severity is Severity.ERROR)


_LONGEST_NAME = 200
"""What is longer than any name isn't compared further, which would take long."""


def did_you_mean(found: str, known: Iterable[str]) -> Message:
    """Suggest the known name nearest to `found`; say nothing when none is near."""
    near = get_close_matches(found[:_LONGEST_NAME], list(known), n=1, cutoff=0.6)
    return Message(N_('did you mean "%(near)s"?'), near=near[0]) if near else EMPTY


def as_text(problems: Sequence[Diagnostic], words: Translations = ENGLISH) -> str:
    """Write one line a problem and a line that counts them."""
    lines = [p.translated(words) for p in problems]
    return "\n".join([*lines, _counted(problems, words)]) + "\n"


def as_json(problems: Sequence[Diagnostic], words: Translations = ENGLISH) -> str:
    """Write `{"problems": [...], "counts": {"error": n, "warning": n}}`."""
    listed = [_json_object(p, words) for p in problems]
    return _json({"problems": listed, "counts": _counts(problems)})


def as_github(problems: Sequence[Diagnostic], words: Translations = ENGLISH) -> str:
    """Write GitHub Actions workflow commands, which annotate a pull request at the line of the mistake."""
    return "".join(f"{_github_line(p, words)}\n" for p in problems) + _counted(problems, words) + "\n"


def as_sarif(problems: Sequence[Diagnostic], words: Translations = ENGLISH) -> str:
    """Write a SARIF 2.1.0 log, as code-scanning services take it."""
    rules = [{"id": code} for code in sorted({p.code for p in problems})]
    driver = {"name": "folkmoot", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(p, words) for p in problems],
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return _json(log)


def _json(value: object) -> str:
    """Write JSON; what would steer a terminal stands in it as its code, which means the same."""
    return visible(json.dumps(value, ensure_ascii=False, indent=2), "\n") + "\n"


FORMATS: dict[str, Callable[[Sequence[Diagnostic], Translations], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}


def _counts(problems: Sequence[Diagnostic]) -> dict[str, int]:
    """Count errors and warnings, and notes where there are some: they are only there when they were asked for."""
    counts = {str(level): sum(p.severity is level for p in problems) for level in Severity}
    return {level: n for level, n in counts.items() if n or level != Severity.NOTE}


def _counted(problems: Sequence[Diagnostic], words: Translations) -> str:
    return ", ".join(_number_of(Severity(level), n).translated(words) for level, n in _counts(problems).items())


def _number_of(level: Severity, n: int) -> Message:
    if level is Severity.ERROR:
        return plural("%(num)s error", "%(num)s errors", n, num=n)
    if level is Severity.WARNING:
        return plural("%(num)s warning", "%(num)s warnings", n, num=n)
    return plural("%(num)s note", "%(num)s notes", n, num=n)


def _json_object(problem: Diagnostic, words: Translations) -> dict[str, object]:
    return {
        "path": problem.path,
        "line": problem.line,
        "lines": [*(problem.lines or (problem.line,))],
        "column": problem.column,
        "severity": problem.severity,
        "code": problem.code,
        "table": problem.table,
        "row": cut(problem.row or "") or None,
        "field": cut(problem.field or "") or None,
        "message": problem.message.translated(words),
        "hint": problem.hint.translated(words),
    }


def _annotation(problem: Diagnostic, words: Translations) -> str:
    """Write what an annotation says at the place to which it is pinned."""
    field = f"{cut(problem.field)}: " if problem.field else ""
    return f"{field}{problem.said(words)}"


def _github_line(problem: Diagnostic, words: Translations) -> str:
    place = f"file={_github_property(problem.path)},line={problem.line}"
    if problem.column is not None:
        place += f",col={problem.column}"
    command = "notice" if problem.severity is Severity.NOTE else problem.severity
    return f"::{command} {place},title={problem.code}::{_github_text(_annotation(problem, words))}"


def _github_text(text: str) -> str:
    return visible(text, "\r\n").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(text: str) -> str:
    return _github_text(text).replace(":", "%3A").replace(",", "%2C")


def _sarif_result(problem: Diagnostic, words: Translations) -> dict[str, object]:
    region = {"startLine": problem.line}
    if problem.column is not None:
        region["startColumn"] = problem.column
    location = {"artifactLocation": {"uri": quote(problem.path)}, "region": region}
    return {
        "ruleId": problem.code,
        "level": str(problem.severity),
        "message": {"text": _annotation(problem, words)},
        "locations": [{"physicalLocation": location}],
    }
