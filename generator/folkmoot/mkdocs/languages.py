"""The languages of a site in the theme around its pages: words, navigation, and the way to the same page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page as ContentPage

from folkmoot.data.languages import direction, own_name
from folkmoot.i18n.localizer import Localizer
from folkmoot.web import templates
from folkmoot.web.site import Site

_HERE = re.compile(r'\b(href|src)="(?![a-z][a-z0-9+.-]*:|[/#])(?:\./)?([^"]*)')
"""A link that is relative to the page."""


@dataclass(frozen=True)
class Alternate:
    """One language in which a page can be read: its code, its own name, and the page's address in it."""

    code: str
    name: str
    direction: str
    address: str


@dataclass(frozen=True)
class Alternates:
    """What the theme is told of a page's languages; `is_translated` where it is the same page in all of them."""

    here: Alternate
    all: tuple[Alternate, ...]
    label: str
    is_translated: bool


@dataclass(frozen=True)
class SiteLanguage:
    """One language of the site: where its pages lie, its words, its navigation and the names in its palette."""

    code: str
    prefix: str
    localizer: Localizer
    nav: Navigation
    palette: list[Any] = field(default_factory=list)


def escape_titles(items: Iterable[Any]) -> None:
    """Escape the titles that mkdocs.yml names: the theme writes them as they are, as it does those made of headings."""
    for item in items:
        if vars(item).get("title"):
            item.title = escape(item.title)
        escape_titles(item.children or ())


def of_site(
    site: Site, nav: Navigation, config: MkDocsConfig, across: Iterable[tuple[str, str]]
) -> tuple[SiteLanguage, ...]:
    """List the languages of a site, its own first; `across` are the pages about all assemblies, as (title, address)."""
    escape_titles(nav.items)
    localizers = {one.prefix: one.localizer for one in (site, *site.siblings)}
    navs = navigations(nav, tuple(across), localizers)
    config.extra["alternate"] = len(localizers) > 1
    return tuple(
        SiteLanguage(one.language, prefix, one, navs[prefix], palettes(config, one))
        for prefix, one in localizers.items()
    )


def navigations(
    nav: Navigation, across: Iterable[tuple[str, str]], localizers: Mapping[str, Localizer]
) -> dict[str, Navigation]:
    """Make the navigation of each language: its own hand-written pages where it has any, and the pages across.

    `localizers` maps each prefix to the words of its language; `nav` holds the hand-written pages of all of them.
    """
    made = {}
    for prefix, localizer in localizers.items():
        own = [item for item in nav.items if _prefix(item, localizers) == prefix]
        shared = (
            own if own or not prefix else [_home(item, prefix) for item in nav.items if not _prefix(item, localizers)]
        )
        links = [Link(localizer.gettext(title), f"{prefix}{address}") for title, address in across]
        one = Navigation([*shared, *links], nav.pages)
        one.homepage = nav.homepage if not prefix else Link("", prefix)  # type: ignore[assignment]
        made[prefix] = one
    return made


def _home(item: Any, prefix: str) -> Any:
    """Lead to the home page of the language where an item leads to the home page."""
    return Link(item.title, prefix) if isinstance(item, ContentPage) and item.is_homepage else item


def _prefix(item: Any, prefixes: Iterable[str]) -> str:
    """Tell below which prefix an item of the navigation lies: that of its first page."""
    if isinstance(item, Section):
        return next((_prefix(child, prefixes) for child in item.children), "")
    address = str(item.url or "")
    return next((prefix for prefix in prefixes if prefix and address.startswith(prefix)), "")


def of_page(site_languages: tuple[SiteLanguage, ...], page: ContentPage, is_there: Callable[[str], bool]) -> Alternates:
    """List the languages of a page; where a hand-written page isn't there in one, the way leads to its home page."""
    meta = page.meta.get("folkmoot") or {}
    here = language_of(site_languages, page)
    if "plain" in meta:
        addresses = [f"{one.prefix}{meta['plain']}" for one in site_languages]
    else:
        plain = page.url.removeprefix(here.prefix).removeprefix("./")
        addresses = [_written(f"{one.prefix}{plain}", one.prefix, is_there) for one in site_languages]
    found = tuple(_alternate(one.code, address) for one, address in zip(site_languages, addresses, strict=True))
    same = "plain" in meta or all(is_there(address) for address in addresses)
    return Alternates(found[site_languages.index(here)], found, here.localizer.gettext("Language"), same)


def _written(address: str, home: str, is_there: Callable[[str], bool]) -> str:
    return address if is_there(address) else home


def _alternate(code: str, address: str) -> Alternate:
    return Alternate(code, own_name(code), direction(code), address)


def language_of(site_languages: tuple[SiteLanguage, ...], page: ContentPage) -> SiteLanguage:
    """Tell in which language a page is: that below whose prefix it lies."""
    return next((one for one in site_languages if one.prefix and page.url.startswith(one.prefix)), site_languages[0])


def borrowed(own: Site, html: str) -> str:
    """Give the words of the home page in the site's own language for that of another, which lies one folder below."""
    if not html.strip():
        return ""
    led = templates.Markup(_HERE.sub(r'\1="../\2', html))
    words = templates.macros(own.env, "parts/localised.html")
    return str(words.borrowed(led, own.language, own.localizer.direction))


def activate(config: MkDocsConfig, one: SiteLanguage) -> None:
    """Have the theme speak a language."""
    config.theme["language"] = one.code
    if one.palette:
        config.theme["palette"] = one.palette


def addresses_of(files: Files) -> frozenset[str]:
    """List the addresses of the hand-written pages."""
    return frozenset(file.url.removeprefix("./") for file in files.documentation_pages())


def palettes(config: MkDocsConfig, localizer: Localizer) -> list[Any]:
    """Give the theme's palette with the names of its switches in a language."""
    found = config.theme.get("palette")
    return [*_renamed(found, localizer)] if isinstance(found, list) else []


def _renamed(palette: Iterable[Any], localizer: Localizer) -> Iterator[Any]:
    for one in palette:
        toggle = one.get("toggle") if isinstance(one, dict) else None
        yield {**one, "toggle": {**toggle, "name": localizer.gettext(toggle["name"])}} if toggle else one
