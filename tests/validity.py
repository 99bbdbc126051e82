"""What makes a page invalid HTML where html5lib, which reads as a browser does, sees nothing wrong.

Elements that may not stand where they stand, names that are given twice or not at all, values that mean nothing. Each
rule is one of the HTML standard's or of WAI-ARIA's; taste isn't among them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import html5lib

NAMING = (
    "for", "form", "headers", "list", "aria-activedescendant", "aria-controls", "aria-describedby", "aria-details",
    "aria-errormessage", "aria-flowto", "aria-labelledby", "aria-owns",
)  # fmt: skip
"""Attributes that name the ids of other elements."""

_INTO = {
    "ul": "li", "ol": "li", "dl": "dt dd div", "table": "caption colgroup thead tbody tfoot tr", "thead": "tr",
    "tbody": "tr", "tfoot": "tr", "tr": "th td", "select": "option optgroup hr", "datalist": "option",
    "colgroup": "col",
}  # fmt: skip
_INTO_ALL = {"script", "template"}
_OUT_OF = {
    "li": "ul ol menu", "dt": "dl div", "dd": "dl div", "caption": "table", "tr": "table thead tbody tfoot",
    "th": "tr", "td": "tr", "figcaption": "figure", "summary": "details", "option": "select datalist optgroup",
    "legend": "fieldset",
}  # fmt: skip
_PHRASING = set("h1 h2 h3 h4 h5 h6 p span em strong b i small code abbr time cite label button q sub sup pre".split())
_FLOW = set(
    "address article aside blockquote dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 "
    "h5 h6 header hr li main menu nav ol p pre search section table ul".split()
)
_SECTIONS = set("article aside nav section header footer h1 h2 h3 h4 h5 h6".split())
_INTERACTIVE = set("a button details iframe input label select textarea".split())
_LABELLED = set("button input meter output progress select textarea".split())
_TYPED = set("text search url tel email password date month week time datetime-local number range color hidden".split())

_NUMBER = r"-?\d+(\.\d+)?"
_LENGTH = rf"{_NUMBER}%?"
_LANGUAGE = r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?"
_DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
_WHEN = (
    rf"\d{{4}}|\d{{4}}-(0[1-9]|1[0-2])|{_DAY}|{_CLOCK}|{_DAY}[T ]{_CLOCK}(Z|[+-]\d\d:\d\d)?|\d{{4}}-W\d\d|P[\dDTHMS]+"
)
_URL = r"([^\s\"<>\\^`{|}%\[\]]|%[0-9A-Fa-f]{2})*"
_SWITCH = "true|false"
_VALUES = {
    "id": r"\S+", "tabindex": r"-?\d+", "dir": "ltr|rtl|auto", "lang": _LANGUAGE, "hreflang": f"{_LANGUAGE}|x-default",
    "datetime": _WHEN, "href": _URL, "src": _URL, "action": _URL, "cite": _URL, "scope": "row|col|rowgroup|colgroup",
    "colspan": r"[1-9]\d*", "rowspan": r"[1-9]\d*", "start": r"-?\d+", "aria-hidden": _SWITCH, "aria-busy": _SWITCH,
    "aria-expanded": _SWITCH, "aria-pressed": "true|false|mixed", "aria-live": "off|polite|assertive",
    "aria-current": "true|false|page|step|location|date|time", "aria-label": r".*\S.*", "aria-level": "[1-9]",
    "role": "alert|group|img|list|listitem|note|region|search|status|presentation|none|dialog|row|cell|table|rowgroup|"
    "columnheader|rowheader", "width": _LENGTH, "height": _LENGTH, "x": _LENGTH, "y": _LENGTH, "cx": _LENGTH,
    "cy": _LENGTH, "r": _LENGTH, "rx": _LENGTH, "x1": _LENGTH, "x2": _LENGTH, "y1": _LENGTH, "y2": _LENGTH,
    "viewbox": rf"{_NUMBER}( {_NUMBER}){{3}}", "method": "get|post|dialog", "focusable": "false",
}  # fmt: skip
"""What the value of an attribute must match as a whole."""

_NEEDED = {"img": ("alt", "src"), "html": ("lang",), "iframe": ("title", "src"), "meta": ("content",)}
_OF_THE_THEME = {"__drawer", "__search"}
"""Switches of the theme, which asks browsers not to complete a checkbox."""


def faults(content: str) -> list[str]:
    """Say what is wrong with a whole page; nothing of a page that is valid."""
    return read(content)[1]


def read(content: str) -> tuple[Any, list[str]]:
    """Read a whole page into its tree, and say what is wrong with it."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(content)
    guessed = [f"line {line}: {code} {message}" for (line, _), code, message in parser.errors]
    ids = Counter(node.get("id") for node in root.iter() if node.get("id") is not None)
    twice = [f"id {name} is there {n} times" for name, n in ids.items() if n > 1]
    named = {node.get("id"): node for node in root.iter() if node.get("id")}
    return root, [*guessed, *twice, *_of(root, (), named)]


def _of(node: Any, above: tuple[str, ...], ids: dict[str, Any]) -> Iterator[str]:
    tag = _name(node)
    for message in (
        *_nesting(node, tag, above),
        *_holding(node, tag, above),
        *_values(node, tag),
        *_references(node, ids),
    ):
        yield f"<{tag} {' '.join(f'{k}={v!r}' for k, v in node.attrib.items())}> in {' '.join(above[-4:])}: {message}"
    if tag in ("svg", "math"):
        inner = [message for child in node.iter() if child is not node for message in _values(child, _name(child))]
        yield from (f"in <svg>: {message}" for message in inner)
        return
    for child in node:
        if isinstance(child.tag, str):
            yield from _of(child, (*above, tag), ids)


def _name(node: Any) -> str:
    return str(node.tag).rpartition("}")[2]


def _children(node: Any) -> list[Any]:
    return [child for child in node if isinstance(child.tag, str)]


def _nesting(node: Any, tag: str, above: tuple[str, ...]) -> Iterator[str]:
    parent = above[-1] if above else ""
    grouped = parent == "div" and len(above) > 1 and above[-2] == "dl"
    if parent in _INTO and tag not in _INTO_ALL and tag not in _INTO[parent].split():
        yield f"may not stand in <{parent}>"
    if grouped and tag not in ("dt", "dd", *_INTO_ALL):
        yield "may not stand in a group of <dl>"
    if (tag in ("dt", "dd") and parent == "div" and not grouped) or (
        tag in _OUT_OF and parent not in _OUT_OF[tag].split()
    ):
        yield f"may not stand in <{parent}>"
    if tag in _FLOW and (block := _PHRASING.intersection(above[above.index("body") :] if "body" in above else above)):
        yield f"may not stand within {sorted(block)}"
    if tag in _INTERACTIVE and (held := {"a", "button"}.intersection(above)):
        yield f"may not be operated within {sorted(held)}"
    if (tag == "label" and "label" in above) or (tag == "form" and "form" in above):
        yield "may not stand within its like"
    if tag in _SECTIONS and {"dt", "th", "caption"}.intersection(above):
        yield "may not stand within <dt>, <th> or <caption>"
    if parent == "summary" and tag in _FLOW and not re.fullmatch("h[1-6]", tag):
        yield "may not stand in <summary>"


def _holding(node: Any, tag: str, above: tuple[str, ...]) -> Iterator[str]:
    """Look at what an element must hold, and in which order."""
    names = [_name(child) for child in _children(node)]
    if tag == "details" and (names[:1] != ["summary"] or names.count("summary") != 1):
        yield "must begin with its one <summary>"
    if tag == "figure" and "figcaption" in names[1:-1]:
        yield "must begin or end with its <figcaption>"
    if tag == "table" and "caption" in names[1:]:
        yield "must begin with its <caption>"
    if tag == "dl" and names and "div" not in names and (names[0] != "dt" or names[-1] != "dd"):
        yield "must begin with <dt> and end with <dd>"
    if tag == "dl" and "div" in names and set(names) & {"dt", "dd"}:
        yield "must be grouped as a whole or not at all"
    if tag == "div" and {"dt", "dd"}.intersection(names) and (names[0] != "dt" or names[-1] != "dd"):
        yield "must hold <dt>, then <dd>"
    if tag in ("ul", "ol", "dl", "tr") and not names:
        yield "must not be empty"
    filled = "template" not in above
    if filled and re.fullmatch("h[1-6]|caption|summary|title|label|button|figcaption", tag) and not _phrase(node):
        yield "must say something"
    if tag in ("article", "section") and not any(re.fullmatch("h[1-6]", _name(one)) for one in node.iter()):
        yield "must have a heading; else it is a <div>"


def _phrase(node: Any) -> bool:
    named = any(one.get("aria-label") or one.get("title") for one in node.iter())
    return named or bool("".join(node.itertext()).strip()) or node.get("class", "").startswith("md-")


def _values(node: Any, tag: str) -> Iterator[str]:
    for name, value in node.attrib.items():
        rule = _VALUES.get(str(name).lower())
        if rule and not re.fullmatch(rule, value, re.DOTALL) and not (tag == "text" and name in ("x", "y")):
            yield f"{name} must match {rule}"
        if str(name).startswith("on") or name == "style":
            yield f"{name} is stopped by the content security policy"
    for name in _NEEDED.get(tag, ()):
        if name not in node.attrib and not (tag == "meta" and "charset" in node.attrib):
            yield f"must have {name}"
    if tag == "time" and "datetime" not in node.attrib and not re.fullmatch(_WHEN, "".join(node.itertext()).strip()):
        yield "must have datetime, or be one"
    typed = node.get("type", "text") in _TYPED
    if tag == "input" and "autocomplete" in node.attrib and not typed and node.get("id") not in _OF_THE_THEME:
        yield "autocomplete is for what is typed"


def _references(node: Any, ids: dict[str, Any]) -> Iterator[str]:
    for attribute in NAMING:
        for name in node.get(attribute, "").split():
            if name not in ids:
                yield f"{attribute} names {name}, which isn't there"
            elif attribute == "for" and (_name(ids[name]) not in _LABELLED or ids[name].get("type") == "hidden"):
                yield f"for names {name}, which can't be labelled"
            elif attribute == "headers" and _name(ids[name]) != "th":
                yield f"headers names {name}, which is no <th>"
        if attribute in node.attrib and not node.get(attribute, "").split():
            yield f"{attribute} names nothing"
