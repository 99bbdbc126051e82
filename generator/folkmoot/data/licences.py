"""Licences as SPDX lists them."""

from __future__ import annotations

import re
from difflib import get_close_matches

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

_ONE = re.compile(r"[A-Za-z0-9.-]+")

USUAL = (
    *("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC-BY-NC-ND-4.0"),
    *("CC-BY-3.0", "CC-BY-SA-3.0", "PDDL-1.0", "ODbL-1.0", "ODC-By-1.0", "OGL-UK-3.0", "OGL-Canada-2.0"),
    *("DL-DE-BY-2.0", "DL-DE-ZERO-2.0", "etalab-2.0", "NLOD-2.0", "EUPL-1.2", "MIT", "Apache-2.0"),
)
"""Those that data and texts are mostly given away under: what somebody may have meant."""


def is_known(identifier: str) -> bool:
    """Tell whether one licence is on the list, or is none of it and says so by `LicenseRef-`."""
    try:
        return bool(_ONE.fullmatch(identifier)) and canonicalize_license_expression(identifier) == identifier
    except InvalidLicenseExpression:
        return False


_NAMES = {
    "OGL-UK-3.0": ("OGL", "OGL 3", "OGL v3.0", "Open Government Licence", "Open Government License"),
    "OGL-Canada-2.0": ("OGL Canada", "Open Government Licence Canada"),
    "etalab-2.0": ("Licence Ouverte", "Licence Ouverte Open Licence", "Etalab", "LO"),
    "DL-DE-BY-2.0": ("dl-de/by", "dl-de by", "Datenlizenz Deutschland Namensnennung"),
    "DL-DE-ZERO-2.0": ("dl-de/zero", "Datenlizenz Deutschland Zero"),
    "NLOD-2.0": ("NLOD", "Norsk lisens for offentlige data"),
    "CC0-1.0": ("CC0", "CC 0", "CC Zero", "Creative Commons Zero", "public domain"),
    "CC-BY-4.0": ("CC BY", "CC", "Creative Commons", "Creative Commons Attribution"),
    "CC-BY-SA-4.0": ("CC BY SA", "Creative Commons Attribution ShareAlike"),
    "CC-BY-NC-4.0": ("CC BY NC", "Creative Commons Attribution NonCommercial"),
    "CC-BY-ND-4.0": ("CC BY ND", "Creative Commons Attribution NoDerivatives"),
    "CC-BY-NC-SA-4.0": ("CC BY NC SA", "Creative Commons Attribution NonCommercial ShareAlike"),
    "CC-BY-NC-ND-4.0": ("CC BY NC ND", "Creative Commons Attribution NonCommercial NoDerivatives"),
    "ODbL-1.0": ("ODbL", "Open Database License", "Open Database Licence"),
    "ODC-By-1.0": ("ODC-By", "ODC BY"),
    "PDDL-1.0": ("PDDL",),
    "EUPL-1.2": ("EUPL",),
    "Apache-2.0": ("Apache",),
}
"""How people write a licence that they mean, besides its identifier; a version may follow."""

_CREATIVE = re.compile(
    r"(?:https?://)?(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/([a-z-]+)/([0-9.]+[0-9])"
)


def nearest(text: str) -> str:
    """Find the licence that was meant by a text; empty where none is near."""
    words = text.strip().casefold()[:200]
    address = _CREATIVE.match(words)
    if address:
        words = f"cc0-{address[2]}" if address[1] == "zero" else f"cc-{address[1]}-{address[2]}"
    known = {_key(name): name for name in USUAL}
    found = known.get(_key(words)) or _listed(words) or _by_name(words)
    near = get_close_matches(_key(words), known, n=1, cutoff=0.75)
    return found or (known[near[0]] if near else "")


def _key(text: str) -> str:
    """Give the letters and digits of a name alone."""
    return re.sub("[^a-z0-9]", "", text.casefold())


def _listed(words: str) -> str:
    """Find an identifier of the list that is written in another case, or with spaces."""
    try:
        found = canonicalize_license_expression(re.sub("[ _]+", "-", words))
    except InvalidLicenseExpression:
        return ""
    return str(found) if is_known(str(found)) else ""


def _by_name(words: str) -> str:
    """Find a licence by what people call it; one of Creative Commons in the version that was written."""
    bare = re.sub(r"\b(international|unported|uk|licen[sc]e|version|v)\b", " ", words)
    version = re.search(r"v?([0-9]+(?:\.[0-9]+)?)\s*$", bare.strip())
    name = bare[: version.start()] if version else bare
    for whole in (words, words[: words.rfind(version[0].strip())] if version else words, name):
        for licence, names in _NAMES.items():
            if _key(whole) in map(_key, names):
                return _in_version(licence, version[1] if version else "")
    return ""


def _in_version(licence: str, version: str) -> str:
    """Give a licence in another version, where that is on the list."""
    other = f"{licence.rpartition('-')[0]}-{version if '.' in version else f'{version}.0'}"
    return other if version and is_known(other) else licence
