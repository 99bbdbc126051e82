"""One build: the pages and files of the record among the hand-written pages, with the theme around both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as ContentPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from folkmoot import pipeline
from folkmoot.data.problems import BadSettings
from folkmoot.exports import sitemap
from folkmoot.mkdocs import languages
from folkmoot.mkdocs.languages import SiteLanguage
from folkmoot.mkdocs.shell import Theme
from folkmoot.pages.spec import INTRO
from folkmoot.web import embed_addresses, footer
from folkmoot.web.maker import Job
from folkmoot.web.site import Page, Site, SiteFile


class SiteBuild:
    """What is known of a build once MkDocs has found the hand-written pages: `files` and how `nav` leads to them."""

    def __init__(self, site: Site, files: Files, nav: Navigation, config: MkDocsConfig) -> None:
        self.site = site
        self._files = files
        self._config = config
        self._written = languages.addresses_of(files)
        self._languages = languages.of_site(site, nav, config, pipeline.navigation(site.settings))
        self._intros: dict[str, str] = {}

    @property
    def nav(self) -> Navigation:
        """Give the navigation in the site's own language."""
        return self._languages[0].nav

    @cached_property
    def _sites(self) -> dict[str, Site]:
        return {one.prefix: one for one in (self.site, *self.site.siblings)}

    # ---------- Around a page ----------

    def around(self, page: ContentPage) -> dict[str, Any]:
        """Have the theme speak a page's language; give what it is told of the page."""
        here = languages.language_of(self._languages, page)
        languages.activate(self._config, here)
        others = len(self._languages) > 1
        found = languages.of_page(self._languages, page, self._written.__contains__) if others else None
        return {"nav": here.nav, **self._words(here), **({"alternates": found} if found else {})}

    def around_nothing(self) -> dict[str, Any]:
        """Give what the theme is told of the page for addresses where nothing is."""
        return self._words(self._languages[0])

    def _words(self, here: SiteLanguage) -> dict[str, Any]:
        """Give the theme the words of a language, and what the foot of its pages says."""
        found = footer.of(self.site, here.localizer, here.prefix, self._written.__contains__)
        return {"_": here.localizer.gettext, "prefix": here.prefix, "footer": found}

    # ---------- The home page ----------

    def home(self, page: ContentPage, html: str) -> str:
        """Put the words of content/index.md into the home page of their language; leave any other page as it is."""
        prefix = languages.language_of(self._languages, page).prefix
        if page.file.dest_uri != f"{prefix}index.html":
            return html
        home = pipeline.home(self._sites[prefix])
        page.toc = TableOfContents([AnchorLink(title, anchor, 2) for anchor, title in home.contents])
        page.meta.setdefault("hide", ["navigation", "toc"])
        self._intros[prefix] = html
        page.meta["folkmoot"] = {"kind": home.kind, "head": home.head, "plain": ""}
        return home.body.replace(INTRO, html)

    # ---------- The record's own pages and files ----------

    def jobs(self, env: Environment, search: bool) -> list[Callable[[], Iterator[SiteFile]]]:
        """Divide the making of everything of ours, the theme of `env` around its pages."""
        theme = Theme(env, self.nav, self._files, self._config)
        return [partial(self._files_of, theme, job, search) for job in pipeline.generate(self.site)]

    def _files_of(self, theme: Theme, job: Job, search: bool) -> Iterator[SiteFile]:
        """Put the theme around pages; one may not lie where a hand-written one does, the home page aside."""
        written = {file.dest_uri: file.src_uri for file in self._files if file.inclusion.is_included()}
        for item in job():
            path = item.path
            plain = item.plain if isinstance(item, Page) else None
            if (plain == "" and path in written) or (plain == "search/" and not search):
                continue
            if path in written:
                own = Path(self._config.docs_dir, written[path])
                raise BadSettings(f"{own}: must leave the address {path} to the record (rename this file)")
            yield self._themed(theme, item) if isinstance(item, Page) else item

    def _themed(self, theme: Theme, page: Page) -> SiteFile:
        themed = theme.apply(page)
        if not page.plain:
            intro = languages.borrowed(self.site, self._intros.get("", "")) if page.prefix else ""
            themed = themed.replace(INTRO, intro)
        return SiteFile(page.path, themed.encode())

    def sitemap(self, written: Iterable[str]) -> Iterator[SiteFile]:
        """List the hand-written pages and those of the record."""
        own = (file.url.removeprefix("./") for file in self._files.documentation_pages())
        made = (
            path.removesuffix("index.html")
            for path in written
            if path.endswith("index.html") and embed_addresses.is_listed(path)
        )
        return sitemap.make(self.site.settings.url, [*own, *made])
