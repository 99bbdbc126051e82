"""Each assembly as one page to be printed, from which a PDF is made as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from folkmoot.measures.assembly_state import assembly_state
from folkmoot.record.assembly import Assembly
from folkmoot.web import addresses, templates
from folkmoot.web.site import Site, SiteFile, to_root
from folkmoot.web.templates import Environment


def make(site: Site) -> Iterator[SiteFile]:
    """Make `<assembly>/print/` of each assembly."""
    for assembly in site.record.assemblies:
        address = f"{assembly.id}/print/"
        yield SiteFile(f"{address}index.html", written(site, site.env, assembly, to_root(address)).encode())


def _former(site: Site, assembly: Assembly) -> Mapping[str, list[str]]:
    """Map each recommendation to the identifiers that it had before, whose anchors lead to it as well."""
    found: dict[str, list[str]] = {one.id: [] for one in assembly.recommendations}
    for old in addresses.given_up(site, assembly):
        if old.home is assembly and old.successor is not None:
            found[old.successor.id].append(old.id)
    return found


def written(site: Site, env: Environment, assembly: Assembly, root: str) -> str:
    """Write the page of one assembly; `root` leads from it to the root of the site."""
    given = {
        "site": site,
        "root": root,
        "link": f"{site.settings.url}{site.prefix}{assembly.id}/" if site.settings.url else f"{root}{assembly.id}/",
        "assembly": assembly,
        "state": assembly_state(assembly, site.as_of),
        "family": [site.record.by_id[child] for child in assembly.children],
        "figures": site.figures[assembly.id],
        "former": _former(site, assembly),
    }
    return templates.fill(env, "print/assembly.html", given)
