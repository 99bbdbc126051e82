"""The page of a recommendation, today and as it stood in each release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from folkmoot.measures.figures import Figures
from folkmoot.pages.spec import About, Chapter, PageSpec, about_of
from folkmoot.record import events
from folkmoot.record.assembly import Assembly
from folkmoot.record.outcomes import Recommendation
from folkmoot.web import embed_addresses, recommendation_versions
from folkmoot.web.addresses import Addresses
from folkmoot.web.recommendation_versions import Layouts, history_of, layouts_of
from folkmoot.web.site import Site

_CHAPTER = 250
"""How many recommendations are one process's work at a time."""


def chapters(site: Site) -> Iterator[Chapter]:
    """Divide by assembly, large ones further, then by release."""
    known, layouts = recommendation_versions.of(site), layouts_of(site)
    for assembly in site.record.assemblies:
        for first in range(0, len(assembly.recommendations), _CHAPTER):
            part = slice(first, first + _CHAPTER)
            yield partial(of_recommendations, site, site.figures[assembly.id], part, known, layouts)
    for then, wanted in wanted_versions(site, known):
        yield partial(of_versions, then, wanted, known, layouts)


def of_recommendations(
    site: Site, figures: Figures, part: slice, known: recommendation_versions.Versions, layouts: Layouts
) -> Iterator[PageSpec]:
    """Draft the pages of part of an assembly's recommendations.

    Each is given also `before` and `after`, its neighbours in the order of the report, and `embed`, the addresses
    under which other people's pages show it.
    """
    assembly, about = figures.assembly, about_of(site, figures)
    listed: tuple[Recommendation | None, ...] = (None, *assembly.recommendations, None)
    for before, one, after in [*zip(listed, assembly.recommendations, listed[2:], strict=False)][part]:
        yield _recommendation(
            site,
            assembly,
            one,
            about,
            standing=figures.standings[one.id],
            tallies=figures.tallies,
            before=before,
            after=after,
            cells=f"data/latest/{assembly.id}/recommendations",
            history=history_of(known.of(assembly.id, one.id), layouts),
            kept=known.kept_of(assembly.id, one.id),
            old=None,
        )


def _recommendation(site: Site, assembly: Assembly, one: Recommendation, about: About, **given: Any) -> PageSpec:
    """Draft the page of a recommendation.

    The template is given `recommendation`, `standing`, `tallies`, `events`, `before` and `after`, its neighbours or
    none, `cells`, the address of its table without the ending, `history`, what each release changed as (entry, grids),
    `kept`, the releases in which it has an address, and `old`: the release whose version this is, or none.
    """
    message = site.localizer.gettext(
        "%(title)s. What %(name)s decided, and what became of it.", title=one.title, name=assembly.name
    )
    return about(
        "recommendation",
        Addresses(assembly.id, one.id).page,
        f"{one.number} {one.title}" if one.number else one.title,
        message,
        recommendation=one,
        embed=embed_addresses.EmbedAddresses(site.settings.url, assembly, one),
        events=events.of_recommendation(assembly, one),
        **given,
    )


WantedVersions = Mapping[str, list[str]]


def wanted_versions(site: Site, known: recommendation_versions.Versions) -> Iterator[tuple[Site, WantedVersions]]:
    """List releases in which recommendations have an address, as their sites and those recommendations by assembly."""
    wanted: dict[str, dict[str, list[str]]] = {}
    for (assembly, identifier), kept in known.kept.items():
        for release in kept:
            wanted.setdefault(release.version, {}).setdefault(assembly, []).append(identifier)
    for position, release in enumerate(site.releases):
        if release.version in wanted:
            then = replace(site.past[release.version], releases=site.releases[position:], revision=release.commit)
            yield then, wanted[release.version]


def of_versions(
    then: Site, wanted: WantedVersions, known: recommendation_versions.Versions, layouts: Layouts
) -> Iterator[PageSpec]:
    """Draft `/<assembly>/recommendations/<id>/@<version>/`: recommendations as they stood in one release.

    There are only those that it changed, so that the cost is that of the changes.
    """
    for assembly, identifiers in wanted.items():
        yield from _kept(then, assembly, identifiers, known, layouts)


def _kept(
    then: Site, name: str, identifiers: Iterable[str], known: recommendation_versions.Versions, layouts: Layouts
) -> Iterator[PageSpec]:
    """Draft versions of recommendations of one assembly in one release, given also `changed_since`."""
    assembly, release = then.record.by_id[name], then.releases[0]
    figures = then.figures[name]
    about, past = about_of(then, figures), frozenset(r.version for r in then.releases)
    for identifier in identifiers:
        kept = known.kept_of(name, identifier)
        one = _recommendation(
            then,
            assembly,
            assembly.by_id[identifier],
            about,
            standing=figures.standings[identifier],
            tallies=figures.tallies,
            before=None,
            after=None,
            cells=f"data/{release.version}/{name}/recommendations",
            history=history_of((e for e in known.of(name, identifier) if e.release.version in past), layouts),
            kept=tuple(r for r in kept if r.version in past),
            old=release,
            changed_since=kept[0].version != release.version,
        )
        address = Addresses(name, identifier).version(release.version)
        title = f"{one.title} ({release.version})"
        yield replace(one, address=address, title=title, site=then, canonical=one.address)
