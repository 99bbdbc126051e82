"""A page before its template is filled, which costs most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from folkmoot.measures.assembly_state import assembly_state
from folkmoot.measures.figures import Figures
from folkmoot.web.site import Site

INTRO = "<!--folkmoot:intro-->"
"""Stands on the home page where the words of `content/index.md` go."""


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page before its template is filled, which costs most; `given` is what this template gets beside the others.

    `site` is that of a past release where the page is one of its, and `canonical` the address of the current page.
    """

    kind: str
    address: str
    title: str
    description: str
    given: Mapping[str, Any]
    site: Site | None = None
    canonical: str | None = None


def page_spec(kind: str, address: str, title: str, description: str, **given: Any) -> PageSpec:
    """Draft a page of a kind; `given` are the variables of its template."""
    return PageSpec(kind, address, title, description, given)


About = Callable[..., PageSpec]
Chapter = Callable[[], Iterable[PageSpec]]
"""Pages that are made one after the other, in one process."""


def about_of(site: Site, figures: Figures) -> About:
    """Prepare the drafting of an assembly's pages with what each of them is given."""
    assembly, by_id = figures.assembly, site.record.by_id
    return partial(
        page_spec,
        assembly=assembly,
        state=assembly_state(assembly, site.as_of),
        parent=by_id.get(assembly.parent or ""),
        family=[by_id[child] for child in assembly.children],
        figures=figures,
    )
