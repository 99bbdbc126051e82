"""What a built site says between quotation marks, and whether anybody said it: pages, feeds and calendars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from folkmoot.data.tables import Tables
from folkmoot.web import markdown

_BETWEEN = re.compile(r'“[^“”\n]*”|„[^“”„\n]*[“”]|«[^«»\n]*»|\u2039[^\u2039\u203a\n]*\u203a|"[^"\n]*"')
_IN_ATTRIBUTES = re.compile(r"“[^“”]*”|„[^“”„]*[“”]|«[^«»]*»")
_MARKS = '“”„«»\u2039\u203a" \xa0\u202f\n'
_CODE = {"code", "pre", "kbd", "script", "style"}
_QUOTING = {"blockquote", "q"}
_WITHIN_A_LINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "br",
    "cite",
    "em",
    "i",
    "q",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
}
_FOLDED = re.compile(r"\r?\n[ \t]")


_PARTS = re.compile(
    r"<!--.*?-->|<(?P<code>code|pre|kbd|script|style)\b[^>]*>.*?</(?P=code)>"
    r"|<(?P<end>/?)(?P<tag>[a-z][a-z0-9-]*)(?P<attributes>(?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>|(?P<text>[^<]+)",
    re.DOTALL | re.IGNORECASE,
)
"""What a page is made of, which other tests hold to be valid: HTMLParser takes five times as long for thousands."""


class _Page:
    """The texts of a page, one line for each block, without code; and apart from it each quoting element."""

    def __init__(self, html: str) -> None:
        self.text: list[str] = []
        self.elements: list[list[str]] = []
        self.attributes: list[str] = []
        self._open: list[list[str]] = []
        for part in _PARTS.finditer(html):
            if part["text"]:
                self._take(unescape(part["text"]).replace("\n", " "))
            elif part["tag"]:
                self._tag(part["tag"].lower(), bool(part["end"]))
                self.attributes += [unescape(part["attributes"])] if part["attributes"] else []

    def _tag(self, tag: str, is_end: bool) -> None:
        if tag in _QUOTING and is_end:
            self._open.pop()
        elif tag in _QUOTING:
            self._open.append([])
            self.elements.append(self._open[-1])
        if tag not in _WITHIN_A_LINE | _CODE:
            self._take("\n")

    def _take(self, text: str) -> None:
        self.text.append(text)
        for element in self._open:
            element.append(text)


def said_in(path: Path) -> set[str]:
    """List what a file puts between quotation marks or into an element that quotes."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ics":
        return set(_BETWEEN.findall(_FOLDED.sub("", text).replace("\\,", ",").replace("\\;", ";").replace("\\n", "\n")))
    if path.suffix == ".atom":
        return set(_IN_ATTRIBUTES.findall(unescape(text)))
    page = _Page(text)
    found = {*_BETWEEN.findall("".join(page.text)), *("".join(element) for element in page.elements)}
    return {one for one in found.union(*map(_IN_ATTRIBUTES.findall, page.attributes)) if one.strip(_MARKS)}


@dataclass(frozen=True)
class Quoted:
    """All words of a record that somebody else said, as a reader sees them."""

    texts: tuple[str, ...]

    def holds(self, said: str) -> bool:
        """Tell whether a text, without its marks, is part of a cell that is quoted."""
        words = _plain(said)
        return any(words in text for text in self.texts)


def of(records: Iterable[Tables]) -> Quoted:
    """Gather the cells of each column whose voice is quoted."""
    return Quoted(tuple({_plain(markdown.to_text(text)) for tables in records for text in _cells(tables)}))


def _cells(tables: Tables) -> Iterator[str]:
    for table in tables.by_place.values():
        columns = [column.name for column in table.schema.columns if column.is_quoted]
        yield from (row.text(name) for row in table.rows for name in columns if row.text(name))


def _plain(text: str) -> str:
    return " ".join(text.strip(_MARKS).split())


def unsaid(site: Path, quoted: Quoted, allowed: Iterable[str] = ()) -> dict[str, str]:
    """Map what stands between quotation marks though nobody said it to a file in which it does."""
    passed = set(allowed)
    found = {
        said: path.relative_to(site).as_posix()
        for path in sorted(site.rglob("*"))
        if path.suffix in (".html", ".atom", ".ics") and path.is_file()
        for said in said_in(path)
    }
    return {said: path for said, path in found.items() if said not in passed and not quoted.holds(said)}


_CHANGES = re.compile(r"(?:\w\w/)?(?:releases/|feeds/|[^/]+/changes/|[^/]+/recommendations/[^/]+/@)")


def outside_changes(site: Path, said: str) -> list[str]:
    """List the files in which something stands between quotation marks, but for those that say what has changed."""
    return [
        path.relative_to(site).as_posix()
        for path in sorted(site.rglob("*.html"))
        if said in said_in(path) and not _CHANGES.match(path.relative_to(site).as_posix())
    ]
