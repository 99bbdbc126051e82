"""Give the pages of a built site to plain MkDocs with Material, as Markdown with the same words.

Every page's article is turned back into headings, paragraphs, lists, tables and relative links. The pages lie outside
the navigation, without search, and MkDocs is not asked to check links, so that nothing slows it down but the pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

_SKIPPED = frozenset({"script", "style", "svg", "template", "head"})
_VOID = frozenset("area br col embed hr img input link meta source track wbr".split())
_BLOCKS = frozenset(
    "address article aside blockquote body caption dd details div dl dt fieldset figcaption figure footer form header "
    "html legend main nav p pre section summary tbody tfoot thead".split()
)
_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_SIGNS = re.compile(r"([\\`*_{}\[\]<>|])")
_BLOCK_START = re.compile(r"(?m)^(\s*)([#+=:~-]|[0-9]+(?=[.)]))")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_WORD = re.compile(r"\w+")
_STRAY = re.compile(r"(?m)^((?: {4})*) {1,3}(?=\S)")
_OPENING = "([“‘"


@dataclass
class _Open:
    """An element that is being read: its tag, its pieces of Markdown, and for a link its address."""

    tag: str
    href: str = ""
    pieces: list[str] = field(default_factory=list)


class _Article(HTMLParser):
    """Reads the article of a page; `opened` is the way from the article down to the place that is being read."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[_Open] = []
        self.words = 0
        self.markdown = ""
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, once the article has begun."""
        if tag in _SKIPPED or self._skipping:
            self._skipping += tag not in _VOID
        elif tag == "article" or self.opened:
            if tag in ("br", "hr"):
                self.opened[-1].pieces.append("  \n" if tag == "br" else "\n\n---\n\n")
            elif tag not in _VOID:
                self.opened.append(_Open(tag, dict(attrs).get("href") or ""))

    def handle_endtag(self, tag: str) -> None:
        """Close an element and hand its Markdown to the one around it."""
        if self._skipping:
            self._skipping -= tag not in _VOID
            return
        if not any(element.tag == tag for element in self.opened):
            return
        while self.opened:
            closed = self.opened.pop()
            self._hand_up(_as_markdown(closed))
            if closed.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        """Take a text, with Markdown's own signs escaped."""
        if not self.opened or self._skipping:
            return
        self.words += len(_WORD.findall(data))
        self.opened[-1].pieces.append(_SIGNS.sub(r"\\\1", _SPACE.sub(" ", data)))

    def _hand_up(self, markdown: str) -> None:
        if self.opened:
            self.opened[-1].pieces.append(markdown)
        else:
            self.markdown += markdown


def words(html: str) -> int:
    """Count the words of a page's article, as a reader sees them."""
    return _read(html).words


def to_markdown(html: str) -> str:
    """Turn a page's article into Markdown that MkDocs shows with the same words."""
    parts = (part.strip("\n") for part in _STRAY.sub(r"\1", _read(html).markdown).split("\n\n"))
    return "\n\n".join(part for part in parts if part.strip()) + "\n"


def write(site: Path, folder: Path, settings: dict[str, object]) -> int:
    """Write a MkDocs project with the pages of `site`, and count the pages.

    `settings` are those of the theme; MkDocs reads them as YAML, of which JSON is a part.
    """
    pages = list(built_pages(site))
    for page in pages:
        target = folder / "docs" / page.relative_to(site).with_suffix(".md")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(to_markdown(page.read_text(encoding="utf-8")), encoding="utf-8")
    (folder / "mkdocs.yml").write_text(json.dumps(settings, indent=2), encoding="utf-8")
    return len(pages)


def count_words(pages: Iterable[Path]) -> int:
    """Count the words of several built pages."""
    return sum(words(page.read_text(encoding="utf-8")) for page in pages)


def _read(html: str) -> _Article:
    article = _Article()
    article.feed(html)
    article.close()
    return article


def _as_markdown(element: _Open) -> str:
    text = _joined(element.pieces)
    tag = element.tag
    if tag in _HEADINGS:
        return f"\n\n{_HEADINGS[tag]}{_flat(text)}\n\n"
    if tag in _MARKS:
        return f"{_MARKS[tag]}{text.strip()}{_MARKS[tag]}" if text.strip() else text
    if tag == "a":
        return f"[{_flat(text)}]({_to_page(element.href)})" if text.strip() else ""
    if tag in ("td", "th", "tr", "table"):
        return _of_table(tag, text)
    if tag in ("li", "ul", "ol"):
        return _of_list(tag, text)
    return f"\n\n{_as_paragraph(text)}\n\n" if tag in _BLOCKS else text


def _joined(pieces: Iterable[str]) -> str:
    """Join pieces, with a space between words that only their elements kept apart."""
    text = ""
    for piece in pieces:
        touches = text and piece and not text[-1].isspace() and text[-1] not in _OPENING
        text += f" {piece}" if touches and (piece[0].isalnum() or piece[0] in "*[") else piece
    return text


def _as_paragraph(text: str) -> str:
    """Keep what holds blocks as it is; escape what would begin one in a plain paragraph."""
    return text if "\n\n" in text else _BLOCK_START.sub(r"\1\\\2", text.strip())


def _of_list(tag: str, text: str) -> str:
    if tag != "li":
        return f"\n\n{text.strip()}\n\n"
    inner = "\n\n".join(part for part in (p.strip("\n") for p in text.split("\n\n")) if part.strip())
    return "-   " + inner.strip().replace("\n", "\n    ") + "\n"


def _of_table(tag: str, text: str) -> str:
    """Write a pipe table; its first row is the head, as Markdown knows no table without one."""
    if tag in ("td", "th"):
        return f"{_flat(text)} | "
    if tag == "tr":
        return f"| {_flat(text)}\n"
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    rows = [line for line in lines if line.startswith("|")]
    caption = " ".join(line for line in lines if not line.startswith("|"))
    if not rows:
        return f"\n\n{caption}\n\n"
    rule = "|" + " --- |" * max(1, len(re.findall(r"(?<!\\)\|", rows[0])) - 1)
    return "\n\n".join(["", caption, "\n".join([rows[0], rule, *rows[1:]]), ""])


def _flat(text: str) -> str:
    return " ".join(text.split())


def _to_page(href: str) -> str:
    """Point a link between pages at the page's Markdown file, as MkDocs wants it."""
    path, sign, anchor = href.partition("#")
    if "://" in path or path.startswith("mailto:") or not path or not path.endswith("/"):
        return href
    return f"{path.removeprefix('./')}index.md{sign}{anchor}"


def settings(theme: dict[str, object], name: str, address: str) -> dict[str, object]:
    """Give the settings of a site of which only the home page is in the navigation."""
    quiet = dict.fromkeys(("not_found", "absolute_links", "unrecognized_links", "anchors"), "ignore")
    return {
        "site_name": name,
        "site_url": address,
        "theme": theme,
        "plugins": [],
        "nav": [{"Home": "index.md"}],
        "not_in_nav": "/*/",
        "validation": {"links": quiet, "nav": {"omitted_files": "ignore", "not_found": "ignore"}},
    }


def built_pages(site: Path) -> Iterator[Path]:
    """List the pages of a built site, the error page aside."""
    yield from sorted(site.rglob("index.html"))
