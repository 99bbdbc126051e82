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

    `key` tells it from all others in a list of references. `author` is who keeps the record: the words of a page are
    theirs. The assembly is its `subject`, empty on pages that are about none. `issued` is the day of the record, and
    `decided` that on which the assembly decided what the page is about, where it is about that. `version` is the
    release that the record is, empty where it is none; `since` is then the latest release before it, if there is one.
    `address` is the page's public address, empty where it isn't known; `kind` names in the vocabulary of
    `recommendations.kind` what sort of recommendation it is, empty for every other page.
    """

    key: str
    title: str
    author: str
    container: str
    issued: date
    version: str
    since: str
    address: str
    language: str
    subject: str = ""
    kind: str = ""
    number: str = ""
    decided: PartialDate | None = None

    @property
    def year(self) -> int:
        """Give the year that stands beside the author."""
        return self.issued.year

    @property
    def subject_beside(self) -> str:
        """Give the subject where the title doesn't name it already."""
        return "" if self.subject in self.title else self.subject

    @property
    def data_address(self) -> str:
        """Write the CSL-JSON as an address that holds it whole: a page needs no second file to offer it."""
        return f"data:{_MEDIA_TYPE};charset=utf-8,{quote(json.dumps([as_csl(self)], ensure_ascii=False), safe='')}"


def of_page(site: Site, address: str, title: str) -> Citation:
    """Cite a page that is about no single assembly."""
    key = "-".join(["record", *(part for part in address.split("/") if part), str(site.as_of.year)])
    return _cited(site, key, title, address)


def of_assembly(site: Site, assembly: Assembly, address: str = "", title: str = "") -> Citation:
    """Cite an assembly's record, or one of its pages."""
    place = address or f"{assembly.id}/"
    key = "-".join([*(part for part in place.split("/") if part), str(site.as_of.year)])
    return _cited(site, key, title or assembly.name, place, subject=assembly.name)


def of_recommendation(site: Site, assembly: Assembly, one: Recommendation, address: str = "") -> Citation:
    """Cite the record of a recommendation, whose title may well be the record's own."""
    return _cited(
        site,
        f"{assembly.id}-{one.id}",
        one.title,
        address or Addresses(assembly.id, one.id).page,
        subject=assembly.name,
        kind=one.kind,
        number=one.number or "",
        decided=one.decided_on or assembly.ends_on or assembly.starts_on,
    )


def _cited(site: Site, key: str, title: str, address: str, **about: Any) -> Citation:
    return Citation(
        key=key,
        title=title,
        author=site.settings.author,
        container=site.settings.name,
        issued=site.as_of,
        version=site.version,
        since=site.releases[0].version if site.releases and not site.version else "",
        address=f"{site.settings.url}{site.prefix}{address}" if site.settings.url else "",
        language=site.language,
        **about,
    )


def as_csl(citation: Citation) -> Json:
    """Write a citation as an item of CSL-JSON (the input of the Citation Style Language, version 1.0.2).

    The assembly and the day of its decision stand where the format has the event to which a text relates.
    """
    after = f", after version {citation.since}" if citation.since else ""
    found: Json = {
        "id": citation.key,
        "type": "webpage",
        "title": citation.title,
        "author": [{"literal": citation.author}],
        "container-title": "" if citation.container == citation.author else citation.container,
        "issued": {"date-parts": [date_parts(citation.issued)]},
        "event-title": citation.subject_beside,
        "event-date": {"date-parts": [date_parts(citation.decided)]} if citation.decided else None,
        "keyword": citation.subject,
        "number": citation.number,
        "version": citation.version,
        "note": f"Record as of {citation.issued.isoformat()}{after}",
        "URL": citation.address,
        "language": citation.language,
    }
    return {name: value for name, value in found.items() if value}


def date_parts(day: PartialDate | date) -> list[int]:
    """Write a date as CSL does: year, month and day, as far as they are known."""
    text = str(day) if isinstance(day, PartialDate) else day.isoformat()
    return [int(part) for part in text.split("-")]


def as_cff(site: Site, title: str, about: str, address: str, licences: tuple[str, ...]) -> bytes:
    """Write `CITATION.cff` (Citation File Format 1.2.0) for a data package; its author is who keeps the record.

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
        "authors": [{"name": site.settings.author}],
        "version": site.version,
        "date-released": released_on,
        "license": single[0] if single else "",
        "url": f"{site.settings.url}{address}" if site.settings.url else "",
        "repository-code": site.settings.repository.address,
    }
    # YAML writes plain texts only, not one that knows its language, such as a title in a record of another language.
    present = {name: str(value) if isinstance(value, str) else value for name, value in found.items() if value}
    written: str = yaml.safe_dump(present, allow_unicode=True, sort_keys=False, width=120)
    return written.encode()
