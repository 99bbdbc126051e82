"""Which version of which recommendation there is, and what each release changed in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from folkmoot.data.tables import SHARED
from folkmoot.history import table_diff
from folkmoot.history.changes import Change, Release, each_once
from folkmoot.web.site import Site

K = TypeVar("K")
V = TypeVar("V")

Place = tuple[str, str]
"""An assembly and one of its recommendations."""


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """What one release changed; nothing where a recommendation, or an assembly, first appeared in it."""

    release: Release
    changes: tuple[Change, ...]
    first: bool = False


History = tuple[VersionEntry, ...]


@dataclass(frozen=True)
class Versions:
    """The versions of all recommendations and assemblies, newest first.

    `kept` lists for each recommendation the releases in which it has an address of its own: those that changed it and
    that today's model can read, and the first of those that held it.
    """

    histories: Mapping[Place, History]
    assemblies: Mapping[str, History]
    kept: Mapping[Place, tuple[Release, ...]]

    def of(self, assembly: str, recommendation: str) -> History:
        """Give the history of a recommendation, empty before its first release."""
        return self.histories.get((assembly, recommendation), ())

    def kept_of(self, assembly: str, recommendation: str) -> tuple[Release, ...]:
        """List the releases in which a recommendation has an address of its own, newest first."""
        return self.kept.get((assembly, recommendation), ())


@lru_cache(maxsize=8)
def of(site: Site) -> Versions:
    """Work out the versions of everything; the cost is that of the changes and of listing each release's records."""
    histories: dict[Place, list[VersionEntry]] = {}
    assemblies: dict[str, list[VersionEntry]] = {}
    kept: dict[Place, list[Release]] = {}
    pending: set[Place] = set()
    for release in reversed(site.releases):
        found, own = _changed(release), _by_assembly(release)
        pending.update(found)
        past = site.past.get(release.version)
        recorded = _recorded(past) if past else []
        for place in dict.fromkeys([*found, *(place for place in recorded if place not in histories)]):
            first = place not in histories
            histories.setdefault(place, []).append(VersionEntry(release, tuple(found.get(place, ())), first))
        there = (a.id for a in past.record.assemblies) if past else ()
        for assembly in dict.fromkeys([*own, *(name for name in there if name not in assemblies)]):
            first = assembly not in assemblies
            assemblies.setdefault(assembly, []).append(VersionEntry(release, tuple(own.get(assembly, ())), first))
        for place in recorded:
            if place not in kept or place in pending:
                kept.setdefault(place, []).append(release)
        pending.difference_update(recorded)
    return Versions(_newest_first(histories), _newest_first(assemblies), _newest_first(kept))


def _changed(release: Release) -> dict[Place, list[Change]]:
    """Group a release's changes by the recommendations that they are about."""
    found: dict[Place, list[Change]] = {}
    for change in each_once(release.changes):
        for name in change.recommendations:
            assembly, _, identifier = name.rpartition("/")
            found.setdefault((assembly or change.assembly, identifier), []).append(change)
    return found


def _by_assembly(release: Release) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for change in each_once(release.changes):
        if change.assembly != SHARED:
            found.setdefault(change.assembly, []).append(change)
    return found


def _recorded(past: Site) -> list[Place]:
    return [(a.id, r.id) for a in past.record.assemblies for r in a.recommendations]


def _newest_first(found: Mapping[K, list[V]]) -> Mapping[K, tuple[V, ...]]:
    return {key: tuple(reversed(listed)) for key, listed in found.items()}


Layouts = Mapping[str, table_diff.ReleaseDiff]
"""The changes of each release laid out as tables, by version."""


@lru_cache(maxsize=8)
def layouts_of(site: Site) -> Layouts:
    """Lay out the changes of every release."""
    return {one.version: table_diff.diff_of(one.changes, site.tables.schemas) for one in site.releases}


def history_of(
    entries: Iterable[VersionEntry], layouts: Layouts
) -> list[tuple[VersionEntry, tuple[table_diff.TableDiff, ...]]]:
    """Pair what each release changed with its cells before and after; none where something was first recorded."""
    return [(one, () if one.first else layouts[one.release.version].some(one.changes)) for one in entries]
