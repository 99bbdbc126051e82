"""The explorer: recommendations of all assemblies and of one, a page for each value by which they are found.

Everything is there as pages. For the script that combines filters there are two kinds of files beside them: `rows.json`
with the values of every recommendation as small numbers, and `titles-N.json` with identifiers and titles in blocks, of
which only those are loaded whose rows are shown.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from folkmoot.data.tables import Table
from folkmoot.measures import facets
from folkmoot.measures.facets import Choice, Facet, FacetEntry, Scope
from folkmoot.record.assembly import Assembly
from folkmoot.web import templates
from folkmoot.web.site import Page, Site, SiteFile, to_root
from folkmoot.web.templates import Environment, Markup

BLOCK = 500
_ON_ONE_PAGE = 250
_LARGE = 2000
"""With so many recommendations a word of every page takes a browser a quarter of a second and 200 kB."""

_ROOT = "<folkmoot-root>"
"""Stands in a finished row for the way to the root, which differs from page to page."""

_NAME = "<folkmoot-name>"
"""Stands in a finished row where the assembly's name belongs on pages on which several are explored."""

Rows = Sequence[str]
"""Finished rows of a table, one for each recommendation."""


def make(site: Site) -> Iterator[Page | SiteFile]:
    """Make the explorer's page, the page of each value, and the files for the script."""
    env = site.env
    own = {a.id: _entries(site, a) for a in site.record.assemblies}
    listed = [a for a in site.record.assemblies if not a.invented] or site.record.assemblies
    whole = tuple(chain.from_iterable(own[a.id] for a in listed))
    written = {a.id: _written(env, own[a.id]) for a in site.record.assemblies}
    scope = facets.of_all(whole)
    rows = [*chain.from_iterable(_named(env, a, written[a.id]) for a in listed)]
    yield from _explored(site, env, scope, rows)
    yield from _of_scope(site, env, scope, rows)
    for assembly in site.record.assemblies:
        bare = [row.replace(_NAME, "") for row in written[assembly.id]]
        yield from _of_scope(site, env, facets.of_one(assembly, own[assembly.id]), bare)


def _entries(site: Site, assembly: Assembly) -> tuple[FacetEntry, ...]:
    own: Table | None = site.tables.get(assembly.id, "topics")
    return facets.entries(assembly, site.figures[assembly.id].standings, own.by_id if own else ())


def _written(env: Environment, entries: Iterable[FacetEntry]) -> Rows:
    """Write the row of each recommendation, once for all the pages on which it stands."""
    macros: Any = templates.macros(env, "parts/explorer.html")
    return [str(macros.row(entry, Markup(_ROOT), Markup(_NAME))) for entry in entries]


def _named(env: Environment, assembly: Assembly, rows: Rows) -> Rows:
    """Put an assembly's name into its rows, for pages on which several are explored."""
    macros: Any = templates.macros(env, "parts/explorer.html")
    name = str(macros.belonging(assembly))
    return [row.replace(_NAME, name) for row in rows]


def _joined(rows: Rows, address: str) -> Markup:
    return Markup("\n".join(rows).replace(_ROOT, to_root(address)))


def _explored(site: Site, env: Environment, scope: Scope, rows: Rows) -> Iterator[Page]:
    """Make the explorer's own page and those that continue its list."""
    about = _words(env, "explorer_title", None, None, None)
    for number, count, part in _parts(rows):
        address = f"{scope.place}page/{number}/" if number > 1 else scope.place
        given = {"number": number, "count": count, "rows": _joined(part, address)}
        yield _page(site, env, "explorer", address, about, scope, **given)


def _of_scope(site: Site, env: Environment, scope: Scope, rows: Rows) -> Iterator[Page | SiteFile]:
    """Make the files of a scope, and the pages of its values where they are worth it."""
    if not scope.entries or not scope.has_pages:
        return
    yield from files(scope.place, scope.entries)
    for facet in scope.facets:
        if facet.name != "assembly":
            having = _having(facet, scope.entries, rows)
            for choice in facet.choices:
                yield from _facet(site, env, scope, facet, choice, having.get(choice.value, ()))


def _having(facet: Facet, entries: Sequence[FacetEntry], rows: Rows) -> Mapping[str, Rows]:
    """List the rows of the recommendations that have a value, by value; one may have several, and each once."""
    found: dict[str, list[str]] = {}
    for entry, row in zip(entries, rows, strict=True):
        for value in dict.fromkeys(entry.values[facet.name]):
            found.setdefault(value, []).append(row)
    return found


def _facet(site: Site, env: Environment, scope: Scope, facet: Facet, choice: Choice, rows: Rows) -> Iterator[Page]:
    """Make the page of one value, continued where many recommendations have it."""
    about = _words(env, "facet_title", facet, choice, scope.assembly)
    for number, count, part in _parts(rows):
        address = f"{scope.place}{facet.name}/{choice.value}/" + (f"page/{number}/" if number > 1 else "")
        given = {"number": number, "count": count, "rows": _joined(part, address)}
        yield _page(site, env, "facet", address, about, scope, facet=facet, choice=choice, **given)


def _parts(found: Rows) -> Iterator[tuple[int, int, Rows]]:
    """Divide a list into pages: the number of each from 1, how many there are, and its part of the list."""
    count = max(1, -(-len(found) // _ON_ONE_PAGE))
    for number in range(1, count + 1):
        yield number, count, found[(number - 1) * _ON_ONE_PAGE : number * _ON_ONE_PAGE]


def _words(env: Environment, name: str, *given: Any) -> str:
    """Take a page's title from the templates, as plain text."""
    macro = getattr(templates.macros(env, "parts/explorer.html"), name)
    return Markup(macro(*given)).striptags()


def search(site: Site) -> Iterator[Page]:
    """Make the page of the search; it is given `passed_over`, the words that it doesn't look for in a large record."""
    title = _words(site.env, "search_title")
    given = {"site": site, "root": "../", "address": "search/", "title": title, "kind": "search"}
    given["passed_over"] = site.localizer.common if site.record.size > _LARGE else ""
    yield Page("search/", "search", title, title, templates.fill(site.env, "pages/search.html", given))


def _page(site: Site, env: Environment, kind: str, address: str, title: str, scope: Scope, **given: Any) -> Page:
    """Fill `pages/explorer.html` or `pages/facet.html`.

    Both are given `site`, `root`, `address`, `title`, `kind`, `scope`, `rows` (finished, in HTML), `number` and `count`
    of the pages of the list; the second also `facet` and `choice`.
    """
    always = {"site": site, "root": to_root(address), "address": address, "title": title, "kind": kind, "scope": scope}
    return Page(address, kind, title, title, templates.fill(env, f"pages/{kind}.html", {**always, **given}))


def files(place: str, found: Sequence[FacetEntry]) -> Iterator[SiteFile]:
    """Make `rows.json` and the blocks of titles, each a list of identifier, number and title."""
    blocks = [_dumped([_title(e) for e in found[i : i + BLOCK]]) for i in range(0, len(found), BLOCK)]
    version = hashlib.sha256(b"".join(blocks)).hexdigest()[:12]
    yield SiteFile(f"{place}rows.json", _dumped(coded(found, version)))
    for number, block in enumerate(blocks):
        yield SiteFile(f"{place}titles-{number}.json", block)


def _title(entry: FacetEntry) -> list[str]:
    one = entry.recommendation
    return [one.id, one.number or "", one.title]


def coded(found: Sequence[FacetEntry], version: str = "") -> dict[str, Any]:
    """Write the values of recommendations as small numbers.

    For each facet `values` names its values, `sets` lists which of them occur together, the one that is shown first,
    and `rows` gives each recommendation the number of its set. `support` is in tenths of a percent, -1 where it isn't
    known. `by_title` gives the place of each recommendation among all, sorted by title.
    """
    return {
        "version": version,
        "block": BLOCK,
        "facets": {name: _coded(name, found) for name in facets.FACETS},
        "support": [-1 if e.support is None else round(e.support * 1000) for e in found],
        "by_title": _places(found),
    }


def _coded(name: str, found: Sequence[FacetEntry]) -> Mapping[str, Any]:
    values: dict[str, int] = {}
    sets: dict[tuple[int, ...], int] = {}
    rows = []
    for entry in found:
        codes = tuple(values.setdefault(value, len(values)) for value in entry.values[name])
        rows.append(sets.setdefault(codes, len(sets)))
    return {"values": list(values), "sets": [list(codes) for codes in sets], "rows": rows}


def _places(found: Sequence[FacetEntry]) -> list[int]:
    ordered = sorted(range(len(found)), key=lambda i: (facets.sort_key(found[i].recommendation.title), i))
    places = [0] * len(found)
    for place, i in enumerate(ordered):
        places[i] = place
    return places


def _dumped(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n").encode()
