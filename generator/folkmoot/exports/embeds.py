"""What other people's pages show of a recommendation: card, badge, oEmbed description, short address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jinja2 import Environment

from folkmoot.measures.axes import Axis, Standing
from folkmoot.web import json_layout, templates
from folkmoot.web.embed_addresses import CARD_HEIGHT, CARD_WIDTH, PICTURE_HEIGHT, PICTURE_WIDTH, Shared, picture
from folkmoot.web.site import Site, SiteFile, to_root

_COLOURS = {
    "disc": "#035456",
    "half": "#0f6aa6",
    "ring": "#6b665a",
    "equals": "#035456",
    "arrow": "#66177b",
    "crossed": "#a1121d",
    "dashed": "#6b665a",
    "triangle": "#9c5504",
    "whole": "#0f6aa6",
    "mark": "#66177b",
    "none": "#6b665a",
}
_NARROW, _WIDE = frozenset("iljtfrI.,:;'’|!()[] -"), frozenset("mwMWÆŒæœ%@")
_DAY = 86_400


def make(site: Site, env: Environment) -> Iterator[SiteFile]:
    """Make four small files for each recommendation: `embed/`, `badges/`, `oembed/` and `r/`."""
    for assembly in site.record.assemblies:
        standings = site.figures[assembly.id].standings
        for recommendation in assembly.recommendations:
            shared = Shared(site.url, assembly, recommendation)
            yield _card(site, env, shared, standings[recommendation.id])
            yield _badge(site, env, shared, standings[recommendation.id])
            yield _short(site, env, shared)
            if site.url:
                yield _oembed(site, shared)


def _card(site: Site, env: Environment, shared: Shared, standing: Standing) -> SiteFile:
    root = to_root(shared.card)
    given = {"root": root, "standing": standing, "link": f"{site.url or root}{shared.address}"}
    return _filled(env, "share/card.html", f"{shared.card}index.html", {"site": site, "shared": shared, **given})


def _badge(site: Site, env: Environment, shared: Shared, standing: Standing) -> SiteFile:
    axis = shown_axis(standing)
    given = {"axis": axis, "colour": _COLOURS[axis.sign], "wide": width_of}
    return _filled(env, "share/badge.svg", shared.badge, {"site": site, "shared": shared, **given})


def _short(site: Site, env: Environment, shared: Shared) -> SiteFile:
    given = {"site": site, "shared": shared, "link": f"{to_root(shared.short)}{shared.address}"}
    return _filled(env, "share/moved.html", f"{shared.short}index.html", given)


def _filled(env: Environment, template: str, path: str, given: dict[str, Any]) -> SiteFile:
    return SiteFile(path, templates.fill(env, template, given).encode())


def shown_axis(standing: Standing) -> Axis:
    """Choose what a badge shows: the answer, or what was decided where nobody owes an answer."""
    return standing.decided if standing.answered.state == "not_owed" else standing.answered


def width_of(text: str) -> int:
    """Estimate the width of a text in pixels at a size of 12, rather too wide: the font isn’t known here."""
    return round(sum(4.2 if c in _NARROW else 10.5 if c in _WIDE or c > "\u2e7f" else 7.2 for c in text))


def _oembed(site: Site, shared: Shared) -> SiteFile:
    """Describe the card as oEmbed 1.0 asks for (oembed.com, type rich)."""
    described: dict[str, object] = {
        "version": "1.0",
        "type": "rich",
        "title": shared.title,
        "author_name": shared.assembly.name,
        "author_url": f"{site.url}{shared.assembly.id}/",
        "provider_name": site.name,
        "provider_url": site.url,
        "cache_age": _DAY,
        "html": shared.card_html,
        "width": CARD_WIDTH,
        "height": CARD_HEIGHT,
    }
    if site.pictures:
        described["thumbnail_url"] = f"{site.url}{picture(shared.assembly)}"
        described |= {"thumbnail_width": PICTURE_WIDTH, "thumbnail_height": PICTURE_HEIGHT}
    return SiteFile(shared.oembed, json_layout.content(described))
