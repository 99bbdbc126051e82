"""Citations for reference managers: CSL-JSON of each assembly with all of its recommendations."""

from __future__ import annotations

from collections.abc import Iterator

from folkmoot.web import citations, json_layout
from folkmoot.web.site import Site, SiteFile

FOLDER = "cite"


def make(site: Site) -> Iterator[SiteFile]:
    """Make `cite/<assembly>.json`: the assembly first, then its recommendations in the order of the report."""
    for assembly in site.record.assemblies:
        found = [citations.of_assembly(site, assembly)]
        found += [citations.of_recommendation(site, assembly, one) for one in assembly.recommendations]
        yield SiteFile(f"{FOLDER}/{assembly.id}.json", json_layout.content([citations.as_csl(one) for one in found]))
