"""The pictures that services show beside a link to a page: one of each assembly, and one of the site."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from folkmoot.data.signs import SIGNS
from folkmoot.data.vocabulary import of
from folkmoot.measures.axes import FourAxes
from folkmoot.record.assembly import Assembly
from folkmoot.web import templates
from folkmoot.web.embed_addresses import PICTURE_HEIGHT, PICTURE_WIDTH, picture
from folkmoot.web.site import Site, SiteFile
from folkmoot.web.templates import Environment

_FONTS = Path(__file__).parent / "fonts"
_MARGIN, _LINES = 80, 4
_SIZES = (76, 64, 54, 46)
_PAPER, _INK = (252, 251, 248), (26, 28, 32)
_SHADES, _QUIET, _EDGE, _RULE = 240, 190, 128, 40
"""Pixels up to 240 are shades between paper (0) and ink (240), so that letters have soft edges; then come fills."""

COLOURS = {
    "yes": (3, 84, 86),
    "part": (27, 135, 203),
    "open": (133, 127, 108),
    "unread": (92, 95, 102),
    "other": (102, 23, 123),
    "no": (161, 18, 29),
    "over": (189, 105, 7),
}
"""By the role that a sign gives to its colour."""


def make(site: Site) -> Iterator[SiteFile]:
    """Make the pictures where the settings want them; a shared picture needs a full address, so none without one.

    An assembly whose name holds letters that the font doesn't have is shown with the picture's small line alone.
    """
    if not (site.settings.pictures and site.settings.url):
        return
    everything: list[FourAxes] = []
    for assembly in site.record.assemblies:
        standings = [*site.figures[assembly.id].standings.values()]
        everything += [] if assembly.invented else standings
        yield SiteFile(picture(assembly), draw(_lines(site, site.env, assembly, standings), _shares(standings)))
    yield SiteFile(picture(None), draw(_lines(site, site.env, None, everything), _shares(everything)))


def _lines(site: Site, env: Environment, assembly: Assembly | None, standings: Sequence[FourAxes]) -> list[str]:
    real = [a for a in site.record.assemblies if not a.invented]
    given: dict[str, Any] = {
        "site": site,
        "assembly": assembly,
        "number": 0 if assembly else sum(a.parent not in site.record.by_id for a in real),
        "adopted": len(standings),
        "answered": sum(one.answered.is_read for one in standings),
        "unread": sum(one.answered.is_unread for one in standings),
        "overdue": sum(one.answered.is_overdue for one in standings),
    }
    return [line for line in templates.fill(env, "embed/picture.txt", given).splitlines() if line.strip()]


def _shares(standings: Sequence[FourAxes]) -> Mapping[str, int]:
    """Count the signs of the answers that somebody owes; those that aren't recorded have none."""
    return Counter(s.answered.sign for s in standings if s.answered.is_known)


def draw(lines: Sequence[str], shares: Mapping[str, int]) -> bytes:
    """Draw a picture of 1200 × 630 pixels as PNG: a small line, a title, figures, and the answers as one bar.

    The bytes depend on nothing but what is given and the versions of Pillow and zlib.
    """
    image = Image.new("L", (PICTURE_WIDTH, PICTURE_HEIGHT), 0)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, PICTURE_WIDTH, 16), fill=_SHADES)
    small, title, *figures = (line if _is_written(line) else "" for line in lines)
    pen.text((_MARGIN, 78), small, fill=_QUIET, font=_font("Regular", 36))
    _draw_title(pen, title)
    pen.text((_MARGIN, 498), "  ·  ".join(figures), fill=_SHADES, font=_fitting("Regular", "  ·  ".join(figures), 38))
    _draw_bar(pen, shares)
    written = io.BytesIO()
    coloured = Image.frombytes("P", image.size, image.tobytes())
    coloured.putpalette(_palette((*_fills(),)))
    coloured.save(written, "PNG", compress_level=3)
    return written.getvalue()


@lru_cache(maxsize=1)
def _palette(signs: tuple[str, ...]) -> bytes:
    """List the colours of the pixels as red, green, blue: shades from paper to ink, then the fills of some signs."""
    parts = [at / _SHADES for at in range(_SHADES + 1)]
    shades = [tuple(round(p + (i - p) * part) for p, i in zip(_PAPER, _INK, strict=True)) for part in parts]
    return bytes(value for colour in (*shades, *(COLOURS[SIGNS[sign].role] for sign in signs)) for value in colour)


def _fills() -> Mapping[str, int]:
    """Give the pixel of each sign that an answer may have and a bar shows filled."""
    shown = {*of("answered").signs.values()}
    filled = (name for name, sign in SIGNS.items() if sign.filled and name in shown)
    return {sign: _SHADES + number for number, sign in enumerate(filled, start=1)}


def _draw_title(pen: ImageDraw.ImageDraw, title: str) -> None:
    size, lines = next(
        (found for found in ((size, _folded(title, size)) for size in _SIZES) if len(found[1]) * found[0] <= 270),
        (_SIZES[-1], [*_folded(title, _SIZES[-1])[: _LINES - 1], "…"]),
    )
    for number, line in enumerate(lines):
        pen.text((_MARGIN, 150 + number * size * 1.22), line, fill=_SHADES, font=_font("Bold", size))


def _folded(text: str, size: int) -> list[str]:
    """Fold a text into lines that are no wider than the picture allows."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _font("Bold", size).getlength(longer) <= PICTURE_WIDTH - 2 * _MARGIN or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _fitting(weight: str, text: str, size: int) -> ImageFont.FreeTypeFont:
    wide = _font(weight, size).getlength(text)
    return _font(weight, min(size, int(size * (PICTURE_WIDTH - 2 * _MARGIN) / wide)) if wide else size)


def _draw_bar(pen: ImageDraw.ImageDraw, shares: Mapping[str, int]) -> None:
    total, left, width = sum(shares.values()), float(_MARGIN), PICTURE_WIDTH - 2 * _MARGIN
    if not total:
        pen.rectangle((_MARGIN, 570, _MARGIN + width, 572), fill=_RULE)
        return
    fills = _fills()
    for sign in sorted(shares, key=[*of("answered").signs.values()].index):
        right = left + width * shares[sign] / total
        box = (left, 562, max(left + 2, right - 3), 586)
        _draw_part(pen, box, fills.get(sign))
        if SIGNS[sign].hatched:
            _hatch(pen, box)
        left = right


def _draw_part(pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float], fill: int | None) -> None:
    """Fill a part of the bar; what is still awaited is drawn empty."""
    pen.rectangle(box, fill=fill, outline=None if fill else _EDGE, width=2)


def _hatch(pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float]) -> None:
    """Draw lines from the lower left to the upper right across a part of the bar."""
    left, top, right, bottom = (round(edge) for edge in box)
    for start in range(left - (bottom - top), right, 9):
        first, last = max(start, left), min(start + bottom - top, right)
        pen.line((first, bottom - (first - start), last, bottom - (last - start)), fill=_EDGE, width=3)


@lru_cache(maxsize=32)
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    path = _FONTS / f"FolkmootSerif-{weight}.ttf"
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def _has_letter(letter: str) -> bool:
    missing = _font("Regular", 36).getmask("\uffff")
    found = _font("Regular", 36).getmask(letter)
    return (found.size, bytes(found)) != (missing.size, bytes(missing))


def _is_written(text: str) -> bool:
    return all(letter.isspace() or _has_letter(letter) for letter in text)
