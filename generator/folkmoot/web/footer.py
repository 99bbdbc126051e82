"""What stands at the foot of every page: the day of the record, its licences, and where a mistake is reported."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from folkmoot.data.problems import BadSettings
from folkmoot.i18n.localizer import Localizer
from folkmoot.web.forges import Repository
from folkmoot.web.site import Site

_LICENCES = "https://spdx.org/licenses/"
_ACCESSIBILITY = "accessibility/"
_WEB = re.compile(r"https?://[^\s\"<>]+")
_MAIL = re.compile(r"(?:mailto:)?([\w.+-]+@[\w-]+(?:\.[\w-]+)+)", re.ASCII)


@dataclass(frozen=True)
class Footer:
    """What the theme is told: a day in words, licences as (name, address), and two addresses, '' for none."""

    as_of: str
    licences: tuple[tuple[str, str], ...]
    accessibility: str
    contact: str


def of(site: Site, localizer: Localizer, prefix: str, is_there: Callable[[str], bool]) -> Footer:
    """Gather what the foot says in a language; `is_there` tells of an address whether a hand-written page has it."""
    real = [a for a in site.record.assemblies if not a.invented] or site.record.assemblies
    licences = sorted({a.licence for a in real})
    pages = (f"{prefix}{_ACCESSIBILITY}", _ACCESSIBILITY)
    return Footer(
        as_of=localizer.day(site.as_of),
        licences=tuple((name, _terms(name)) for name in licences),
        accessibility=next((page for page in pages if is_there(page)), ""),
        contact=site.settings.contact,
    )


def _terms(licence: str) -> str:
    """Give the address of a licence's text; one that the SPDX list doesn't have has none."""
    return "" if licence.startswith("LicenseRef-") else f"{_LICENCES}{licence}.html"


def contact(given: str, repository: Repository) -> str:
    """Give the address at which mistakes are reported: the one `given`, else the issues of the repository, else ''.

    Raises `BadSettings` where what is given is neither a mail address nor one of the web.
    """
    if mail := _MAIL.fullmatch(given):
        return f"mailto:{mail[1]}"
    if given and not _WEB.fullmatch(given):
        raise BadSettings(f"contact: must be a mail address or begin with https://, got {given} (try us@example.org)")
    return given or repository.issues
