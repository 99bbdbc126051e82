"""Which pages there are, divided into chapters that need nothing of each other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from folkmoot.pages.assembly import of_assembly
from folkmoot.pages.index import codebook, compare, glossary, home, method, mistakes, overdue, style
from folkmoot.pages.recommendation import of_recommendations, of_versions, wanted_versions
from folkmoot.pages.releases import Layouts, layouts_of, of_releases
from folkmoot.pages.spec import Chapter, PageSpec
from folkmoot.web import recommendation_versions
from folkmoot.web.site import Site

_CHAPTER = 250


def chapters(site: Site) -> Iterator[Chapter]:
    """Divide the pages into chapters that need nothing of each other, the first of which begins with the home page."""
    known, layouts = recommendation_versions.of(site), layouts_of(site)
    yield partial(_of_site, site, layouts)
    for assembly in site.record.assemblies:
        yield partial(of_assembly, site, site.figures[assembly.id], known)
        for first in range(0, len(assembly.recommendations), _CHAPTER):
            part = slice(first, first + _CHAPTER)
            yield partial(of_recommendations, site, site.figures[assembly.id], part, known, layouts)
    for then, wanted in wanted_versions(site, known):
        yield partial(of_versions, then, wanted, known, layouts)


def _of_site(site: Site, layouts: Layouts) -> Iterator[PageSpec]:
    """Draft the pages that aren't those of a single assembly."""
    yield home(site)
    yield codebook(site)
    yield mistakes(site)
    yield method(site)
    yield glossary(site)
    yield overdue(site)
    yield compare(site)
    yield from style(site)
    yield from of_releases(site, layouts)
