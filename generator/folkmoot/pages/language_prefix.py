"""The tree of pages of one language: below its prefix, with a plain word where a text isn't in that language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from folkmoot.web import templates
from folkmoot.web.maker import Job, Made
from folkmoot.web.site import Page, Site, SiteFile, to_root
from folkmoot.web.templates import Environment

_TOLD = re.compile(r'data-translation="(\w+)"(?: lang="([\w-]+)")?')
_MARK = 'data-translation="'
_IN_ATTRIBUTE = re.compile(r'(="[^"<>]*)<span data-translation="\w+"(?: lang="[\w-]+" dir="\w+")?>([^<]*)</span>')
"""A text that knows its language, in a place that holds no elements; a template there should say `| bare`."""


def place(site: Site, once: tuple[str, ...], job: Job) -> Iterator[Made]:
    """Put what a job makes where it belongs in its language, and say on each page what isn't translated.

    `once` are the folders below the root whose files are the same in all languages.
    """
    for item in job():
        if isinstance(item, Page):
            yield _below(site, once, _explained(site.env, item))
        elif item.path.endswith(".html") and isinstance(item.content, bytes):
            address = item.path.removesuffix("index.html")
            content = _past(site.prefix, once, address, item.content.decode()).encode()
            yield SiteFile(f"{site.prefix}{item.path}", content)
        else:
            yield replace(item, path=f"{site.prefix}{item.path}")


def _explained(env: Environment, page: Page) -> Page:
    """Say below the head of a page which of its texts aren't translated, or not by whom one would expect."""
    if _MARK not in page.body:
        return page
    body = page.body
    while (plain := _IN_ATTRIBUTE.sub(r"\1\2", body)) != body:
        body = plain
    notice = templates.fill(env, "parts/translation_notice.html", {"found": dict.fromkeys(_TOLD.findall(body))})
    return replace(page, body=body.replace("</header>", f"</header>\n{notice}", 1))


def _below(site: Site, once: tuple[str, ...], page: Page) -> Page:
    if not site.prefix:
        return page
    canonical = None if page.canonical is None else f"{site.prefix}{page.canonical}"
    return replace(
        page,
        address=f"{site.prefix}{page.address}",
        body=_past(site.prefix, once, page.address, page.body),
        head=_past(site.prefix, once, page.address, page.head),
        canonical=canonical,
        language=site.language,
        prefix=site.prefix,
    )


def _past(prefix: str, once: tuple[str, ...], address: str, html: str) -> str:
    """Lead the links to files that are there once for all languages past the folder of the language."""
    if not prefix:
        return html
    root, top = to_root(address), to_root(f"{prefix}{address}")
    for folder in once:
        html = html.replace(f'="{root}{folder}/', f'="{top}{folder}/')
    return html
