"""Fill the template of a page: what every template is given, its foot, its contents list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from folkmoot.history import sentences
from folkmoot.pages.spec import Chapter, PageSpec
from folkmoot.web import citations, embed_addresses, templates
from folkmoot.web.maker import Jobs
from folkmoot.web.site import Page, Site, to_root
from folkmoot.web.templates import Environment

_HEADING = re.compile(r'<h2[^>]*\bid="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def pages_of(specs: Callable[[Site], Iterable[PageSpec]]) -> Jobs:
    """Take pages that are made together as one job."""
    return lambda site: (partial(_chapter, site, partial(specs, site)),)


def chapters_of(divide: Callable[[Site], Iterable[Chapter]]) -> Jobs:
    """Take each chapter as a job."""
    return lambda site: (partial(_chapter, site, one) for one in divide(site))


def _chapter(site: Site, chapter: Chapter) -> Iterator[Page]:
    return make(site, chapter())


def make(site: Site, specs: Iterable[PageSpec]) -> Iterator[Page]:
    """Make pages of their specs."""
    narration = _narration(site)
    return (_filled(one.site or site, site.env, one, narration) for one in specs)


def _narration(site: Site) -> Mapping[str, Any]:
    """Give what templates say changes with: `narrate` makes sentences of one, `counts` numbers of rows by table.

    `redacted` has the cells that some release is published without, as (assembly, table, row, column).
    """
    return {
        "narrate": partial(sentences.sentences, localizer=site.localizer, schemas=site.tables.schemas),
        "counts": sentences.tables_of,
        "redacted": frozenset((r.assembly, r.table, r.row, r.field) for one in site.releases for r in one.redactions),
    }


def _filled(site: Site, env: Environment, page: PageSpec, narration: Mapping[str, Any]) -> Page:
    """Fill the template `pages/<kind>.html`.

    It is given `site`, `record`, `root`, `address`, `title`, `kind`, what it says changes with, and `given`.
    """
    always = {
        **narration,
        "site": site,
        "record": site.record,
        "root": to_root(page.address),
        "address": page.address,
        "title": page.title,
        "kind": page.kind,
    }
    body = templates.fill(env, f"pages/{page.kind}.html", {**always, **page.given})
    foot = _footer(site, env, page)
    contents = contents_of(body)
    listed = contents and (*contents, *contents_of(foot))
    title, about = str(page.title), str(page.description)
    return Page(page.address, page.kind, title, about, body + foot, listed, _head(site, env, page), page.canonical)


def _head(site: Site, env: Environment, page: PageSpec) -> str:
    """Write what a page has in the head of the document."""
    assembly, embed = page.given.get("assembly"), page.given.get("embed")
    picture = (embed_addresses.picture(assembly), embed_addresses.PICTURE_WIDTH, embed_addresses.PICTURE_HEIGHT)
    write = templates.macros(env, "parts/page_head.html").head
    return str(write(site, page, to_root(page.address), assembly, embed, _followed(site, page), picture))


def _followed(site: Site, page: PageSpec) -> Any:
    """Give the recommendation whose feed a page leads to; versions of the past have none."""
    return page.given.get("recommendation") if page.site is None and site.settings.extras else None


def _footer(site: Site, env: Environment, page: PageSpec) -> str:
    """Write how a page is cited and followed."""
    if page.kind == "moved":
        return ""
    given = {
        "citation": _citation(site, page),
        "root": to_root(page.address),
        "assembly": page.given.get("assembly"),
        "recommendation": _followed(site, page),
    }
    return templates.fill(env, "parts/footer.html", given)


def _citation(site: Site, page: PageSpec) -> citations.Citation:
    assembly, one = page.given.get("assembly"), page.given.get("recommendation")
    if assembly is None:
        return citations.of_page(site, page.address, page.title)
    if one is None:
        return citations.of_assembly(site, assembly, page.address, page.title)
    return citations.of_recommendation(site, assembly, one, page.address)


def contents_of(body: str) -> tuple[tuple[str, str], ...]:
    """List the headings of the second level that have an anchor, as (anchor, text in HTML)."""
    return tuple((anchor, " ".join(_TAG.sub("", inner).split())) for anchor, inner in _HEADING.findall(body))
