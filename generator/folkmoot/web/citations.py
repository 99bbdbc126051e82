"""How what is published here is cited: what a citation says, and the forms in which programs read it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

import yaml

from folkmoot.data.dates import PartialDate
from folkmoot.record.assembly import Assembly
from folkmoot.record.outcomes import Recommendation
from folkmoot.web.addresses import Addresses
from folkmoot.web.site import Site

CFF = "CITATION.cff"
_MEDIA_TYPE = "application/vnd.citationstyles.csl+json"
_ASK = "If you use this record, please cite it with its version and date."

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation says of one page.

    `key` tells it from all others in a list of references. `issued` is the day of what is cited: for a recommendation
    that of the decision, else that of the record. `version` is the release that the record is, empty where it is none;
    `since` is then the latest release before it, if there is one. `as_of` is the day of the record. `address` is the
    page's public address, empty where it isn't known; `kind` names in the vocabulary of `recommendations.kind` what
    sort of recommendation it is, empty for every other page.
    """

    key: str
    title: str
    author: str
    container: str
    issued: PartialDate | date
    version: str
    since: str
    as_of: date
    address: str
    language: str
    kind: str = ""
    number: str = ""

    @property
    def year(self) -> int:
        """Give the year that stands beside the author."""
        return (self.issued.first if isinstance(self.issued, PartialDate) else self.issued).year

    @property
    def data_address(self) -> str:
        """Write the CSL-JSON as an address that holds it whole: a page needs no second file to offer it."""
        return f"data:{_MEDIA_TYPE};charset=utf-8,{quote(json.dumps([as_csl(self)], ensure_ascii=False), safe='')}"


def of_page(site: Site, address: str, title: str) -> Citation:
    """Cite a page that is about no single assembly; its author is the site."""
    key = "-".join(["record", *(part for part in address.split("/") if part), str(site.as_of.year)])
    return _cited(site, key, title, site.settings.name, site.as_of, address)


def of_assembly(site: Site, assembly: Assembly, address: str = "", title: str = "") -> Citation:
    """Cite an assembly's record, whose author is the site, or one of its pages, whose author is the assembly."""
    place = address or f"{assembly.id}/"
    key = "-".join([*(part for part in place.split("/") if part), str(site.as_of.year)])
    if title in ("", assembly.name):
        return _cited(site, key, assembly.name, site.settings.name, site.as_of, place)
    return _cited(site, key, title, assembly.name, site.as_of, place)


def of_recommendation(site: Site, assembly: Assembly, one: Recommendation, address: str = "") -> Citation:
    """Cite a recommendation; its author is the assembly, its year that of the decision."""
    issued = one.decided_on or assembly.ends_on or assembly.starts_on
    place = address or Addresses(assembly.id, one.id).page
    key = f"{assembly.id}-{one.id}"
    return _cited(site, key, one.title, assembly.name, issued, place, one.kind, one.number or "")


def _cited(
    site: Site,
    key: str,
    title: str,
    author: str,
    issued: PartialDate | date,
    address: str,
    kind: str = "",
    number: str = "",
) -> Citation:
    return Citation(
        key=key,
        title=title,
        author=author,
        container=site.settings.name,
        issued=issued,
        version=site.version,
        since=site.releases[0].version if site.releases and not site.version else "",
        as_of=site.as_of,
        address=f"{site.settings.url}{site.prefix}{address}" if site.settings.url else "",
        language=site.language,
        kind=kind,
        number=number,
    )


def as_csl(citation: Citation) -> Json:
    """Write a citation as an item of CSL-JSON (the input of the Citation Style Language, version 1.0.2)."""
    after = f", after version {citation.since}" if citation.since else ""
    found: Json = {
        "id": citation.key,
        "type": "webpage",
        "title": citation.title,
        "author": [{"literal": citation.author}],
        "container-title": "" if citation.container == citation.author else citation.container,
        "issued": {"date-parts": [date_parts(citation.issued)]},
        "number": citation.number,
        "version": citation.version,
        "note": f"Record as of {citation.as_of.isoformat()}{after}",
        "URL": citation.address,
        "language": citation.language,
    }
    return {name: value for name, value in found.items() if value}


def date_parts(day: PartialDate | date) -> list[int]:
    """Write a date as CSL does: year, month and day, as far as they are known."""
    text = str(day) if isinstance(day, PartialDate) else day.isoformat()
    return [int(part) for part in text.split("-")]


def as_cff(site: Site, title: str, about: str, address: str, licences: tuple[str, ...]) -> bytes:
    """Write `CITATION.cff` (Citation File Format 1.2.0) for a data package.

    It names the version where the record is a release. The format takes several licences as a choice between them,
    which those of several assemblies are not, and it knows those of SPDX only: a licence is named where there is a
    single one with an SPDX identifier.
    """
    released_on = next((release.on for release in site.releases if release.version == site.version), site.as_of)
    single = [name for name in licences if len(licences) == 1 and not name.startswith("LicenseRef-")]
    found: Json = {
        "cff-version": "1.2.0",
        "message": _ASK,
        "type": "dataset",
        "title": title,
        "abstract": about,
        "authors": [{"name": site.settings.name}],
        "version": site.version,
        "date-released": released_on,
        "license": single[0] if single else "",
        "url": f"{site.settings.url}{address}" if site.settings.url else "",
        "repository-code": site.settings.repository,
    }
    present = {name: value for name, value in found.items() if value}
    written: str = yaml.safe_dump(present, allow_unicode=True, sort_keys=False, width=120)
    return written.encode()
