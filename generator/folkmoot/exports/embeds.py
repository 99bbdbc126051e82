"""What other people's pages show of a recommendation: card, badge, oEmbed description, short address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from folkmoot.data.signs import SIGNS
from folkmoot.measures.axes import Axis, FourAxes
from folkmoot.web import json_layout, templates
from folkmoot.web.embed_addresses import CARD_HEIGHT, CARD_WIDTH, PICTURE_HEIGHT, PICTURE_WIDTH, EmbedAddresses, picture
from folkmoot.web.site import Site, SiteFile, to_root
from folkmoot.web.templates import Environment

COLOURS = {
    "yes": "#035456",
    "part": "#0f6aa6",
    "open": "#6b665a",
    "unread": "#5c5f66",
    "other": "#66177b",
    "no": "#a1121d",
    "over": "#9c5504",
}
"""By the role that a sign gives to its colour."""

_NARROW, _WIDE = frozenset("iljtfrI.,:;'’|!()[] -"), frozenset("mwMWÆŒæœ%@")
_DAY = 86_400


def make(site: Site) -> Iterator[SiteFile]:
    """Make four small files for each recommendation: `embed/`, `badges/`, `oembed/` and `r/`."""
    for assembly in site.record.assemblies:
        standings = site.figures[assembly.id].standings
        for recommendation in assembly.recommendations:
            embed = EmbedAddresses(site.settings.url, assembly, recommendation)
            yield _card(site, site.env, embed, standings[recommendation.id])
            yield _badge(site, site.env, embed, standings[recommendation.id])
            yield _short(site, site.env, embed)
            if site.settings.url:
                yield _oembed(site, embed)


def _card(site: Site, env: Environment, embed: EmbedAddresses, standing: FourAxes) -> SiteFile:
    root = to_root(embed.card)
    given = {"root": root, "standing": standing, "link": f"{site.settings.url or root}{embed.address}"}
    return _filled(env, "embed/card.html", f"{embed.card}index.html", {"site": site, "embed": embed, **given})


def _badge(site: Site, env: Environment, embed: EmbedAddresses, standing: FourAxes) -> SiteFile:
    axis = shown_axis(standing)
    given = {"axis": axis, "colour": COLOURS[SIGNS[axis.sign].role], "wide": width_of}
    return _filled(env, "embed/badge.svg", embed.badge, {"site": site, "embed": embed, **given})


def _short(site: Site, env: Environment, embed: EmbedAddresses) -> SiteFile:
    given = {"site": site, "embed": embed, "link": f"{to_root(embed.short)}{embed.address}"}
    return _filled(env, "embed/moved.html", f"{embed.short}index.html", given)


def _filled(env: Environment, template: str, path: str, given: dict[str, Any]) -> SiteFile:
    return SiteFile(path, templates.fill(env, template, given).encode())


def shown_axis(standing: FourAxes) -> Axis:
    """Choose what a badge shows: the answer, or what was decided where nobody owes an answer."""
    return standing.answered if standing.answered.is_owed else standing.decided


def width_of(text: str) -> int:
    """Estimate the width of a text in pixels at a size of 12, rather too wide: the font isn’t known here."""
    return round(sum(4.2 if c in _NARROW else 10.5 if c in _WIDE or c > "\u2e7f" else 7.2 for c in text))


def _oembed(site: Site, embed: EmbedAddresses) -> SiteFile:
    """Describe the card as oEmbed 1.0 asks for (oembed.com, type rich)."""
    described: dict[str, object] = {
        "version": "1.0",
        "type": "rich",
        "title": embed.title,
        "author_name": embed.assembly.name,
        "author_url": f"{site.settings.url}{embed.assembly.id}/",
        "provider_name": site.settings.name,
        "provider_url": site.settings.url,
        "cache_age": _DAY,
        "html": str(templates.macros(site.env, "parts/embed.html").card(embed)),
        "width": CARD_WIDTH,
        "height": CARD_HEIGHT,
    }
    if site.settings.pictures:
        described["thumbnail_url"] = f"{site.settings.url}{picture(embed.assembly)}"
        described |= {"thumbnail_width": PICTURE_WIDTH, "thumbnail_height": PICTURE_HEIGHT}
    return SiteFile(embed.oembed, json_layout.content(described))
