"""What is wrong with the syntax of a YAML file, in words for people who have never heard of a parser."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from folkmoot.data.files.report import Report
from folkmoot.data.messages import N_, Message, Msgid

MAX_DEPTH = 20


class DepthError(yaml.YAMLError):
    """Raised where collections lie too deep in each other; the arguments are the line and the column."""


_Explained = tuple[bool, Msgid | Message, Msgid | Message]

# Words of the parser's complaint; whether the mistake lies where the construct began rather than where the
# parser gave up; what must be and was found; what to do.
_COMPLAINTS = (
    (
        "scanning a quoted scalar",
        True,
        N_("a text in quotes must end with the same quote mark, got no end"),
        N_("close the quotes; inside 'single quotes' write an apostrophe twice"),
    ),
    (
        "parsing a quoted scalar",
        False,
        N_('a backslash inside "double quotes" must begin a YAML escape such as \\n, got something else'),
        N_("use 'single quotes', where a backslash is only a backslash"),
    ),
    (
        "parsing a flow sequence",
        True,
        N_("a list that opens with [ must have commas between its items and close with ], got something else"),
        N_('put text that begins with [ into quotes: note: "[sic] as printed"'),
    ),
    (
        "parsing a flow mapping",
        True,
        N_("a mapping that opens with { must have commas between its pairs and close with }, got something else"),
        N_('put text that begins with { into quotes: note: "{sic} as printed"'),
    ),
    (
        "expected ':'",
        True,
        N_('a line must read "key: value", got one without a colon and a space'),
        N_("add the colon and a space; indent the further lines of a long text"),
    ),
    (
        "scanning an alias",
        True,
        N_("text that begins with * must be in quotes, got it bare"),
        N_('write text: "**Bold** words", or put the text on lines of its own below text: |'),
    ),
    (
        "scanning an anchor",
        True,
        N_("text that begins with & must be in quotes, got it bare"),
        N_('write title: "& so on"'),
    ),
    (
        "a tag",
        True,
        N_("text that begins with ! must be in quotes, got it bare"),
        N_('write title: "! now"'),
    ),
    (
        "block sequence entries",
        False,
        N_("a list must begin on the line below its key, got a - behind the key"),
        N_("write each item as - item on a line of its own, or put the text into quotes"),
    ),
    (
        "mapping keys are not allowed",
        False,
        N_("text that begins with ? must be in quotes, got it bare"),
        N_('write title: "? unknown"'),
    ),
    (
        "comment or line break",
        False,
        N_("after | or > the line must end, got more text"),
        N_("write the text on the lines below, indented, or put it into quotes"),
    ),
    (
        "scanning a block scalar",
        False,
        N_("a text below | or > must be indented evenly with spaces, got something else"),
        N_("indent all of its lines by the same number of spaces"),
    ),
    (
        "expected <document start>",
        False,
        N_("a file must be one list or one mapping, got a line that belongs to neither"),
        N_("begin all of its records, or all of its keys, in the same column"),
    ),
    (
        "parsing a flow node",
        False,
        N_("a list in [ ] or a mapping in { } must be closed and have a value between its commas, got something else"),
        N_("put text that begins with [ or { into quotes"),
    ),
    (
        "expected node content",
        False,
        N_("a value must not begin with a comma or a closing bracket, got one"),
        N_("put the text into quotes"),
    ),
)


def report_syntax(error: yaml.YAMLError, lines: Sequence[str], report: Report) -> int:
    """Say in words what the parser stumbled over; return the line."""
    if isinstance(error, DepthError):
        sentence = N_("lists and mappings must not lie more than %(most)s deep in each other, got more")
        hint = N_("put text that begins with [ or { into quotes")
        report.add("yaml-depth", sentence, hint, error.args, most=MAX_DEPTH)
        return int(error.args[0])
    complaint = f"{getattr(error, 'context', None) or ''}; {getattr(error, 'problem', None) or error}"
    here, start = _point(error, "problem_mark"), _point(error, "context_mark")
    at_start, message, advice = _explained(complaint, here, start, lines)
    line, column = start if at_start else here
    is_inside = line <= len(lines)
    report.add("yaml-syntax", message, advice, (line, column) if is_inside else (len(lines), None))
    return line


def _point(error: yaml.YAMLError, name: str) -> tuple[int, int]:
    mark = getattr(error, name, None)
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)


def _explained(complaint: str, here: tuple[int, int], start: tuple[int, int], lines: Sequence[str]) -> _Explained:
    """Find whether a mistake lies at the construct's start, what must be and was found, and what to do."""
    line = lines[here[0] - 1] if here[0] <= len(lines) else ""
    before, after = line[: here[1] - 1], line[here[1] - 1 :]
    if after.startswith("\t") or "a tab character" in complaint or ("\t" in before and before.isspace()):
        return False, N_("a line must be indented with spaces, got a tab"), N_("replace each tab by two spaces")
    if "mapping values are not allowed" in complaint:
        return _explained_colon(before)
    if "cannot start any token" in complaint:
        message = Message(N_("text that begins with %(sign)s must be in quotes, got it bare"), sign=after[:1])
        return False, message, Message(N_('write title: "%(sign)s and so on"'), sign=after[:1])
    if "parsing a block" in complaint and "expected node" not in complaint:
        return _explained_block(complaint, before, here, start)
    for words, at_start, sentence, hint in _COMPLAINTS:
        if words in complaint:
            return at_start, sentence, hint
    message = Message(N_("the file must be valid YAML, got: %(found)s"), found=complaint.removeprefix("; "))
    return False, message, N_("check this line and the one above")


def _explained_colon(before: str) -> _Explained:
    if ": " in before:
        sentence = N_("text with a colon and a space must be in quotes, got it bare")
        return False, sentence, N_('write title: "Transport: what next"')
    sentence = N_("a key must stand in the same column as the keys above it, got it deeper")
    return False, sentence, N_("remove the extra spaces before it, or put the text above it into quotes")


def _explained_block(complaint: str, before: str, here: tuple[int, int], start: tuple[int, int]) -> _Explained:
    if before.rstrip().endswith(("'", '"')):
        sentence = N_("after a closing quote the line must end, got more text")
        return False, sentence, N_("quote the whole text; inside 'single quotes' write an apostrophe twice")
    sentence = N_("the keys of a record must stand in column %(column)s as on line %(line)s, got %(place)s")
    if "'-'" in complaint:
        sentence = N_("the items of a list must begin with - in column %(column)s as on line %(line)s, got %(place)s")
    other = Message(N_("column %(column)s"), column=here[1])
    place = other if here[1] != start[1] else Message(N_("something else"))
    return False, Message(sentence, column=start[1], line=start[0], place=place), N_("line them up with spaces")
