"""What a mistake in the data is, and how it reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from enum import StrEnum
from urllib.parse import quote

from folkmoot import __version__


class Severity(StrEnum):
    """How much a mistake weighs: an error stops publication, a warning only where asked to, a note never."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One mistake in the data.

    `path` is relative to the project's root, with forward slashes; `line` and `column` count from 1, as an
    editor does; `message` says what must be true and what was found, `hint` what to do about it.
    """

    code: str
    path: str
    message: str
    hint: str = ""
    line: int = 1
    column: int | None = None
    severity: Severity = Severity.ERROR
    table: str | None = None
    row: str | None = None
    field: str | None = None

    def __str__(self) -> str:
        column = f":{self.column}" if self.column is not None else ""
        field = f" {self.field}" if self.field else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.path}:{self.line}{column}: {self.severity}[{self.code}]{field}: {self.message}{hint}"


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
    return tuple(sorted(unique, key=lambda p: (p.path, p.line, p.column or 0, p.code, p.field or "", p.message)))


def errors(problems: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Keep the problems that stop publication."""
    return tuple(p for p in problems if p.severity is Severity.ERROR)


def did_you_mean(found: str, known: Iterable[str]) -> str:
    """Suggest the known name nearest to `found`, or nothing when none is near."""
    near = get_close_matches(found, list(known), n=1, cutoff=0.6)
    return f'did you mean "{near[0]}"?' if near else ""


def as_text(problems: Sequence[Diagnostic]) -> str:
    """Write one line a problem and a line that counts them."""
    lines = [str(p) for p in problems]
    return "\n".join([*lines, _counted(problems)]) + "\n"


def as_json(problems: Sequence[Diagnostic]) -> str:
    """Write `{"problems": [...], "counts": {"error": n, "warning": n}}`."""
    keys = ("path", "line", "column", "severity", "code", "table", "row", "field", "message", "hint")
    listed = [{key: asdict(p)[key] for key in keys} for p in problems]
    return json.dumps({"problems": listed, "counts": _counts(problems)}, ensure_ascii=False, indent=2) + "\n"


def as_github(problems: Sequence[Diagnostic]) -> str:
    """Write GitHub Actions workflow commands, which annotate a pull request at the line of the mistake."""
    return "".join(f"{_github_line(p)}\n" for p in problems) + _counted(problems) + "\n"


def as_sarif(problems: Sequence[Diagnostic]) -> str:
    """Write a SARIF 2.1.0 log, as code-scanning services take it."""
    rules = [{"id": code} for code in sorted({p.code for p in problems})]
    driver = {"name": "folkmoot", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(p) for p in problems],
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


FORMATS: dict[str, Callable[[Sequence[Diagnostic]], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}


def _counts(problems: Sequence[Diagnostic]) -> dict[str, int]:
    """Count errors and warnings, and notes where there are some: they are only there when they were asked for."""
    counts = {str(level): sum(p.severity is level for p in problems) for level in Severity}
    return {level: n for level, n in counts.items() if n or level != Severity.NOTE}


def _counted(problems: Sequence[Diagnostic]) -> str:
    words = [f"{n} {level}{'' if n == 1 else 's'}" for level, n in _counts(problems).items()]
    return ", ".join(words)


def _github_line(problem: Diagnostic) -> str:
    place = f"file={_github_property(problem.path)},line={problem.line}"
    if problem.column is not None:
        place += f",col={problem.column}"
    message = f"{problem.field}: {problem.message}" if problem.field else problem.message
    text = f"{message} ({problem.hint})" if problem.hint else message
    command = "notice" if problem.severity is Severity.NOTE else problem.severity
    return f"::{command} {place},title={problem.code}::{_github_text(text)}"


def _github_text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(text: str) -> str:
    return _github_text(text).replace(":", "%3A").replace(",", "%2C")


def _sarif_result(problem: Diagnostic) -> dict[str, object]:
    region = {"startLine": problem.line}
    if problem.column is not None:
        region["startColumn"] = problem.column
    message = f"{problem.field}: {problem.message}" if problem.field else problem.message
    text = f"{message} ({problem.hint})" if problem.hint else message
    location = {"artifactLocation": {"uri": quote(problem.path)}, "region": region}
    return {
        "ruleId": problem.code,
        "level": str(problem.severity),
        "message": {"text": text},
        "locations": [{"physicalLocation": location}],
    }
