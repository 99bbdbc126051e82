"""The list of all pages for search engines (sitemaps.org, protocol 0.9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree

from folkmoot.web.site import SiteFile

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_LIMIT = 50_000


def make(url: str, addresses: Iterable[str]) -> Iterator[SiteFile]:
    """Make `sitemap.xml` for a site at `url`; above 50,000 pages, an index of several. Without `url`, none.

    Old versions of pages (`…/@<version>/`) are left out: they name the current page as the one to be found.
    """
    if not url:
        return
    every = sorted({address for address in addresses if "/@" not in address})
    parts = [every[i : i + _LIMIT] for i in range(0, len(every), _LIMIT)]
    if len(parts) == 1:
        yield SiteFile("sitemap.xml", _written("urlset", "url", url, parts[0]))
        return
    names = [f"sitemap-{number}.xml" for number, _ in enumerate(parts, start=1)]
    yield SiteFile("sitemap.xml", _written("sitemapindex", "sitemap", url, names))
    for name, part in zip(names, parts, strict=True):
        yield SiteFile(name, _written("urlset", "url", url, part))


def _written(root: str, item: str, url: str, addresses: Sequence[str]) -> bytes:
    tree = ElementTree.Element(root, xmlns=_NAMESPACE)
    for address in addresses:
        ElementTree.SubElement(ElementTree.SubElement(tree, item), "loc").text = f"{url}{address}"
    ElementTree.indent(tree)
    written: bytes = ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
