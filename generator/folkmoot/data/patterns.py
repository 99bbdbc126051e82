"""What the patterns of the schemas ask for, in words, and the nearest text that keeps one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from folkmoot.data.messages import EMPTY, N_, Message, Msgid

_LANGUAGE = N_("the code of a language, such as en or fr-BE")

IN_WORDS: Mapping[str, Msgid] = {
    r"^#[0-9a-fA-F]{6}$": N_("a colour: # and six digits or letters from a to f"),
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": N_("a time of day from 00:00 to 23:59, both parts with two digits"),
    r"^([a-z0-9]+(-[a-z0-9]+)*/)?[a-z0-9]+(-[a-z0-9]+)*$": N_(
        "an id of lower-case letters, digits and single hyphens, behind the id of another assembly and a slash"
        " where it stands there"
    ),
    r"^Q[1-9][0-9]*$": N_("an identifier of Wikidata: Q and a number"),
    r"^[0-9a-f]{64}$": N_("a SHA-256 checksum: 64 digits or letters from a to f"),
    r"^[0-9a-z]+([.-][0-9a-z]+)*$": N_("lower-case letters and digits, with single dots or hyphens between them"),
    r"^[A-Z]{3}$": N_("a currency of ISO 4217: three capital letters"),
    r"^[A-Za-z0-9.+-]+$": N_("an identifier of the SPDX list, which has no spaces"),
    r"^[a-z0-9]+([._-][a-z0-9]+)*\.(pdf|png|jpg|jpeg|webp|txt|csv)$": N_(
        "the name of a file: lower-case letters and digits, with single dots, hyphens or underscores between them,"
        " that ends in .pdf, .png, .jpg, .jpeg, .webp, .txt or .csv"
    ),
    r"^[a-z0-9]+(_[a-z0-9]+)*$": N_(
        "lower-case letters, digits and single underscores; only ids of records have hyphens"
    ),
    r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$": _LANGUAGE,
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": _LANGUAGE,
}
"""The rule in words by the pattern as schemas write it; one that doesn't stand here is shown by an example."""

_LONGEST = 200


def mended(pattern: str, text: str) -> Message:
    """Suggest the text nearest to another that keeps a pattern, nothing where there is none."""
    if len(text) <= _LONGEST:
        for candidate in _candidates(text):
            if candidate != text and re.fullmatch(pattern.removeprefix("^").removesuffix("$"), candidate):
                return Message(N_('write "%(mended)s"'), mended=candidate)
    return EMPTY


def _candidates(text: str) -> Iterator[str]:
    bare = text.strip("'\"’‘“”` ")
    yield from (bare, bare.upper(), bare.lower(), f"#{bare}", f"Q{bare}", bare.rpartition("/")[2])
    yield from (bare.replace(".", ":").zfill(5), bare.replace("h", ":").zfill(5), bare.replace("_", "-"))
    plain = unicodedata.normalize("NFKD", bare).encode("ascii", "ignore").decode().lower()
    for divider in "-_":
        yield re.sub(r"[^a-z0-9.]+", divider, plain).strip(divider)
        yield re.sub(r"[^a-z0-9]+", divider, plain).strip(divider)
