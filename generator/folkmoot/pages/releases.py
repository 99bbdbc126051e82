"""The pages of the releases, and what each changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from folkmoot.data.tables import SHARED
from folkmoot.history import sentences
from folkmoot.history.changes import Change, Release
from folkmoot.pages.spec import PageSpec, page_spec
from folkmoot.web.recommendation_versions import layouts_of
from folkmoot.web.site import Site


def of_releases(site: Site) -> Iterator[PageSpec]:
    """Draft `/releases/` and `/releases/<version>/`.

    The first is given `releases`, newest first; the others `release`, `earlier` and `later`, the releases beside it or
    none, `groups` as (assembly, groups of changes, all of them where its record is new), `corrections`, `grids`
    and `names` of assemblies by id.
    """
    say = site.localizer.gettext
    about = say("Every version of this record: when it was made, what changed in it, and its files.")
    yield page_spec("releases", "releases/", say("Releases"), about, releases=site.releases)
    listed: tuple[Release | None, ...] = (None, *site.releases, None)
    for later, release, earlier in zip(listed, site.releases, listed[2:], strict=False):
        yield page_spec(
            "release",
            f"releases/{release.version}/",
            say("Release %(version)s", version=release.version),
            say("What changed in release %(version)s, its files and their checksums.", version=release.version),
            release=release,
            earlier=earlier,
            later=later,
            groups=_grouped(release.changes),
            corrections=[change for change in release.changes if change.erratum],
            diffs=layouts_of(site)[release.version].table_diffs,
            names=_names(site),
        )


def _names(site: Site) -> Mapping[str, str]:
    """Map each assembly, and what several share, to its name; those that past releases held included."""
    past = (site.past[r.version] for r in reversed(site.releases) if r.version in site.past)
    found = {a.id: a.name for one in (*past, site) for a in one.record.assemblies}
    return {**found, SHARED: site.localizer.gettext("Shared by several assemblies")}


Whole = tuple[str, tuple[sentences.ChangeGroup, ...], tuple[Change, ...]]


def _grouped(changes: Iterable[Change]) -> list[Whole]:
    """Group changes by assembly as (assembly, groups, all changes where its record is new as a whole, else none).

    Corrections are left out, as they have a section of their own.
    """
    found: dict[str, list[sentences.ChangeGroup]] = {}
    for group in sentences.grouped(changes):
        left = tuple(change for change in group.changes if not change.erratum)
        if left:
            found.setdefault(group.assembly, []).append(replace(group, changes=left))
    return [(assembly, tuple(groups), sentences.all_if_begun(groups)) for assembly, groups in found.items()]
