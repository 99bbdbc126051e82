"""The theme, rendered once for each kind of page and cut where a page's own parts go.

MkDocs renders its theme anew for every page, although nearly all of it is the same. Here it is rendered with marks in
place of title, description, address, contents list, head and body; each page is then a join of texts. A test renders
pages both ways and compares them byte for byte.

Two things here have no public way, and stand nowhere else: what MkDocs hands to a template (`get_context`; a context of
our own would lack what a new MkDocs adds), and where the theme writes its contents list (by `md-nav__link`; the list
depends on settings of the theme, and its template can't be filled alone). `tests/test_shell.py` says what changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from markupsafe import escape
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as ThemePage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from folkmoot.web.site import Page

_MARK = "folkmoot-mark-{}-end"
_CUT = re.compile(r"folkmoot-mark-([a-z]+)-end(?:<h1)?")
_BODY = _MARK.format("body") + "<h1"
"""The theme writes a heading of its own where a page has no `<h1`; our pages bring theirs."""


@dataclass(frozen=True)
class Shell:
    """A theme page cut into constant texts and the names of the parts between them.

    `item` is one entry of the contents list, cut likewise, and `between` what stands between two of them.
    """

    pieces: tuple[str, ...]
    item: tuple[str, ...]
    between: str

    def fill(self, parts: dict[str, str], contents: Iterable[tuple[str, str]]) -> str:
        """Join the constant texts with a page's own parts."""
        items = (_joined(self.item, {"anchor": anchor, "item": title}) for anchor, title in contents)
        listed = self.between.join(items)
        return _joined(self.pieces, {**parts, "contents": listed})


class Theme:
    """The theme as MkDocs has set it up, which knows how to dress a page."""

    def __init__(self, env: Environment, nav: Navigation, files: Files, config: MkDocsConfig) -> None:
        self._env = env
        self._nav = nav
        self._files = files.documentation_pages()
        self._config = config
        self._shells: dict[tuple[str, int, bool, str], Shell] = {}

    def apply(self, page: Page) -> str:
        """Put the theme around a page."""
        key = (page.kind, page.depth, bool(page.contents), page.language)
        shell = self._shells.get(key) or self._shells.setdefault(key, self._cut(page))
        first = page.contents[0][0] if page.contents else ""
        parts = {
            "title": str(escape(page.title)),
            "description": str(escape(page.description)),
            "address": f"{self._config.site_url or ''}{_canonical(page)}",
            "plain": page.plain,
            "anchor": first,
            "head": page.head,
            "body": page.body,
        }
        return shell.fill(parts, page.contents)

    def render(self, page: Page) -> str:
        """Render one page through the whole theme, slowly; what `apply` gives must be the same."""
        title, description = str(escape(page.title)), str(escape(page.description))
        address = f"{self._config.site_url or ''}{_canonical(page)}"
        return self._render(page, title, description, page.head, page.body, list(page.contents), (address, page.plain))

    def _cut(self, page: Page) -> Shell:
        contents = [(_MARK.format("anchor"), _MARK.format("item"))] * 2 if page.contents else []
        names = ("title", "description", "head", "address", "plain")
        title, description, head, *addresses = (_MARK.format(name) for name in names)
        marked = self._render(page, title, description, head, _BODY, contents, (addresses[0], addresses[1]))
        if not contents:
            return Shell(tuple(_CUT.split(marked)), (), "")
        before, item, between, after = _items(marked)
        whole = f"{before}{_MARK.format('contents')}{after}"
        return Shell(tuple(_CUT.split(whole)), tuple(_CUT.split(item)), between)

    def _render(
        self,
        page: Page,
        title: str,
        description: str,
        head: str,
        body: str,
        contents: list[tuple[str, str]],
        addresses: tuple[str, str],
    ) -> str:
        """Render the theme; `addresses` are the one for search engines, and that behind the language's prefix."""
        file = File.generated(self._config, f"{page.address}index.md", content="")
        themed: Any = ThemePage(title, file, self._config)
        themed.meta = {
            "description": description,
            "hide": ["navigation"] if page.contents else ["navigation", "toc"],
            "folkmoot": {
                "kind": page.kind,
                "head": head,
                "language": page.language,
                "plain": addresses[1],
            },
        }
        themed.content = body
        themed.toc = TableOfContents([AnchorLink(text, anchor, 2) for anchor, text in contents])
        if self._config.site_url:
            themed.canonical_url = addresses[0]
        context = get_context(self._nav, self._files, self._config, themed)
        context = self._config.plugins.on_page_context(context, page=themed, config=self._config, nav=self._nav)
        rendered: str = self._env.get_template("main.html").render(context)
        return self._config.plugins.on_post_page(rendered, page=themed, config=self._config) or rendered


def _canonical(page: Page) -> str:
    return page.address if page.canonical is None else page.canonical


def _items(marked: str) -> tuple[str, str, str, str]:
    """Cut a page with two entries in its contents list: before them, one entry, between them, after them."""
    link = f'<a href="#{_MARK.format("anchor")}" class="md-nav__link"'
    if marked.count(link) < 2:
        raise LookupError(f"the theme must write an entry of its contents list as {link}, got none (was it replaced?)")
    first = marked.rindex("<li", 0, marked.index(link))
    first_end = marked.index("</li>", first) + len("</li>")
    second = marked.index("<li", first_end)
    second_end = marked.index("</li>", second) + len("</li>")
    return marked[:first], marked[first:first_end], marked[first_end:second], marked[second_end:]


def _joined(pieces: tuple[str, ...], parts: dict[str, str]) -> str:
    """Join pieces, of which every second one is the name of a part."""
    return "".join(parts[piece] if i % 2 else piece for i, piece in enumerate(pieces))
