"""Every address of a recommendation, in one list; and the identifiers that were given up, whose addresses lead on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from folkmoot.data.tables import Row
from folkmoot.history.changes import Release
from folkmoot.record.assembly import Assembly
from folkmoot.record.outcomes import Recommendation
from folkmoot.web import recommendation_versions
from folkmoot.web.site import Site

RECOMMENDATIONS = "recommendations"
_MOST = 100
"""How many redirects are followed; the check refuses those that lead round."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a recommendation of an assembly is found, below the site's root; whatever has an address has it here."""

    assembly: str
    id: str

    @property
    def page(self) -> str:
        """Give the address of the page itself."""
        return f"{self.assembly}/{RECOMMENDATIONS}/{self.id}/"

    def version(self, release: str) -> str:
        """Give the address of the page as it stood in a release."""
        return f"{self.page}@{release}/"

    @property
    def short(self) -> str:
        """Give the address that is short enough to be read out or printed."""
        return f"r/{self.assembly}/{self.id}/"

    @property
    def card(self) -> str:
        """Give the address of the card, a small page to be shown in a frame."""
        return f"embed/{self.assembly}/{self.id}/"

    @property
    def badge(self) -> str:
        """Give the address of the badge, a picture."""
        return f"badges/{self.assembly}/{self.id}.svg"

    @property
    def oembed(self) -> str:
        """Give the address of the description that programs read which turn a link into a card."""
        return f"oembed/{self.assembly}/{self.id}.json"

    @property
    def feed(self) -> str:
        """Give the address of the feed."""
        return f"feeds/{self.assembly}/{self.id}.atom"


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A recommendation's identifier that was given up.

    `successor` and `home` are the recommendation that stands in its place at last and its assembly, or none. `title`
    and `number` are those that it had in the last release that held it, its identifier where there was none, and `last`
    is that release, where it has an address.
    """

    assembly: Assembly
    id: str
    reason: str
    title: str
    number: str | None = None
    last: Release | None = None
    home: Assembly | None = None
    successor: Recommendation | None = None

    @property
    def addresses(self) -> Addresses:
        """Give the addresses that it had."""
        return Addresses(self.assembly.id, self.id)


def given_up(site: Site, assembly: Assembly) -> Iterator[GivenUp]:
    """List the identifiers of recommendations that an assembly gave up, each with what stands in its place at last."""
    for row in site.tables.rows(assembly.id, "redirects"):
        if row.text("table") == RECOMMENDATIONS:
            yield _one(site, assembly, row)


def _one(site: Site, assembly: Assembly, row: Row) -> GivenUp:
    identifier = row.text("old_id")
    new = _at_last(site, assembly.id, row)
    home = site.record.by_id.get(new[0]) if new else None
    kept = recommendation_versions.of(site).kept_of(assembly.id, identifier)
    last = kept[0] if kept else None
    then = site.past[last.version].record.by_id[assembly.id].by_id[identifier] if last else None
    return GivenUp(
        assembly,
        identifier,
        row.text("reason"),
        then.title if then else identifier,
        then.number if then else None,
        last,
        home,
        home.by_id.get(new[1]) if home and new else None,
    )


def _at_last(site: Site, assembly: str, row: Row) -> tuple[str, str] | None:
    """Follow redirects to the assembly and the identifier at their end."""
    following = {
        r.text("old_id"): r.text("new_id")
        for r in site.tables.rows(assembly, "redirects")
        if r["table"] == row["table"]
    }
    new = row.text("new_id")
    for _ in range(_MOST):
        if new not in following:
            break
        new = following[new]
    owner, _, identifier = new.rpartition("/")
    return (owner or assembly, identifier) if identifier else None
