"""What is wrong with the syntax of a YAML file, in words for people who have never heard of a parser."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from folkmoot.data.files.report import Report

MAX_DEPTH = 20


class DepthError(yaml.YAMLError):
    """Raised where collections lie too deep in each other; the arguments are the line and the column."""


# Words of the parser's complaint; whether the mistake lies where the construct began rather than where the
# parser gave up; what must be and was found; what to do.
_COMPLAINTS = (
    (
        "scanning a quoted scalar",
        True,
        "a text in quotes must end with the same quote mark, got no end",
        "close the quotes; inside 'single quotes' write an apostrophe twice",
    ),
    (
        "parsing a quoted scalar",
        False,
        'a backslash inside "double quotes" must begin a YAML escape such as \\n, got something else',
        "use 'single quotes', where a backslash is only a backslash",
    ),
    (
        "parsing a flow sequence",
        True,
        "a list that opens with [ must have commas between its items and close with ], got something else",
        'put text that begins with [ into quotes: note: "[sic] as printed"',
    ),
    (
        "parsing a flow mapping",
        True,
        "a mapping that opens with { must have commas between its pairs and close with }, got something else",
        'put text that begins with { into quotes: note: "{sic} as printed"',
    ),
    (
        "expected ':'",
        True,
        'a line must read "key: value", got one without a colon and a space',
        "add the colon and a space; indent the further lines of a long text",
    ),
    (
        "scanning an alias",
        True,
        "text that begins with * must be in quotes, got it bare",
        'write text: "**Bold** words", or put the text on lines of its own below text: |',
    ),
    (
        "scanning an anchor",
        True,
        "text that begins with & must be in quotes, got it bare",
        'write title: "& so on"',
    ),
    (
        "a tag",
        True,
        "text that begins with ! must be in quotes, got it bare",
        'write title: "! now"',
    ),
    (
        "block sequence entries",
        False,
        "a list must begin on the line below its key, got a - behind the key",
        "write each item as - item on a line of its own, or put the text into quotes",
    ),
    (
        "mapping keys are not allowed",
        False,
        "text that begins with ? must be in quotes, got it bare",
        'write title: "? unknown"',
    ),
    (
        "comment or line break",
        False,
        "after | or > the line must end, got more text",
        "write the text on the lines below, indented, or put it into quotes",
    ),
    (
        "scanning a block scalar",
        False,
        "a text below | or > must be indented evenly with spaces, got something else",
        "indent all of its lines by the same number of spaces",
    ),
    (
        "expected <document start>",
        False,
        "a file must be one list or one mapping, got a line that belongs to neither",
        "begin all of its records, or all of its keys, in the same column",
    ),
    (
        "parsing a flow node",
        False,
        "a list in [ ] or a mapping in { } must be closed and have a value between its commas, got something else",
        "put text that begins with [ or { into quotes",
    ),
    (
        "expected node content",
        False,
        "a value must not begin with a comma or a closing bracket, got one",
        "put the text into quotes",
    ),
)


def report_syntax(error: yaml.YAMLError, lines: Sequence[str], report: Report) -> int:
    """Say in words what the parser stumbled over; return the line."""
    if isinstance(error, DepthError):
        message = f"lists and mappings must not lie more than {MAX_DEPTH} deep in each other, got more"
        report.add("yaml-depth", message, "put text that begins with [ or { into quotes", error.args)
        return int(error.args[0])
    complaint = f"{getattr(error, 'context', None) or ''}; {getattr(error, 'problem', None) or error}"
    here, start = _point(error, "problem_mark"), _point(error, "context_mark")
    at_start, message, hint = _explained(complaint, here, start, lines)
    line, column = start if at_start else here
    is_inside = line <= len(lines)
    report.add("yaml-syntax", message, hint, (line, column) if is_inside else (len(lines), None))
    return line


def _point(error: yaml.YAMLError, name: str) -> tuple[int, int]:
    mark = getattr(error, name, None)
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)


def _explained(
    complaint: str, here: tuple[int, int], start: tuple[int, int], lines: Sequence[str]
) -> tuple[bool, str, str]:
    """Find whether a mistake lies at the construct's start, what must be and was found, and what to do."""
    line = lines[here[0] - 1] if here[0] <= len(lines) else ""
    before, after = line[: here[1] - 1], line[here[1] - 1 :]
    if after.startswith("\t") or "a tab character" in complaint or ("\t" in before and before.isspace()):
        return False, "a line must be indented with spaces, got a tab", "replace each tab by two spaces"
    if "mapping values are not allowed" in complaint:
        return _explained_colon(before)
    if "cannot start any token" in complaint:
        message = f"text that begins with {after[:1]} must be in quotes, got it bare"
        return False, message, f'write title: "{after[:1]} and so on"'
    if "parsing a block" in complaint and "expected node" not in complaint:
        return _explained_block(complaint, before, here, start)
    for words, at_start, message, hint in _COMPLAINTS:
        if words in complaint:
            return at_start, message, hint
    message = f"the file must be valid YAML, got: {complaint.removeprefix('; ')}"
    return False, message, "check this line and the one above"


def _explained_colon(before: str) -> tuple[bool, str, str]:
    if ": " in before:
        message = "text with a colon and a space must be in quotes, got it bare"
        return False, message, 'write title: "Transport: what next"'
    message = "a key must stand in the same column as the keys above it, got it deeper"
    return False, message, "remove the extra spaces before it, or put the text above it into quotes"


def _explained_block(
    complaint: str, before: str, here: tuple[int, int], start: tuple[int, int]
) -> tuple[bool, str, str]:
    if before.rstrip().endswith(("'", '"')):
        message = "after a closing quote the line must end, got more text"
        return False, message, "quote the whole text; inside 'single quotes' write an apostrophe twice"
    got = f"column {here[1]}" if here[1] != start[1] else "something else"
    what = "the items of a list must begin with -" if "'-'" in complaint else "the keys of a record must stand"
    message = f"{what} in column {start[1]} as on line {start[0]}, got {got}"
    return False, message, "line them up with spaces"
