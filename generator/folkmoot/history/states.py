"""States of the datasets that can be compared: a release, a commit, or what stands in the folder now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from folkmoot import dataset
from folkmoot.data.moves import Then
from folkmoot.data.problems import BadSettings
from folkmoot.data.tables import Tables
from folkmoot.dataset import Reading
from folkmoot.history import archive as archives
from folkmoot.history import schema_snapshot
from folkmoot.history.archive import Archive
from folkmoot.history.git import Refused, open_repository

NOW = "the working tree"

_AS_IN_THE_FILES: Then = MappingProxyType({})
"""Of a commit that is no release nobody kept the schemas; which columns it has, its files say."""


@dataclass(frozen=True)
class State:
    """The tables at one moment, and how people call it."""

    name: str
    tables: Tables

    def assemblies(self) -> Mapping[str, str]:
        """Map each assembly to its name."""
        records = ((assembly, self.tables.record(assembly)) for assembly in self.tables.assemblies)
        return {assembly: record.text("name") for assembly, record in records if record is not None}


@dataclass(frozen=True)
class ProjectFolder:
    """Where a project's datasets are; `reading` is shared, so that equal files are read once."""

    root: Path
    datasets: Path
    reading: Reading


def pair(project: ProjectFolder, old: str, new: str) -> tuple[State, State]:
    """Read two states by their names: of a release, else of a commit as git knows it.

    Without `new` it is the working tree; without `old` the last release, or the newest commit where there is none.
    Raises `BadSettings` where a name means nothing, `BadData` where the ledger can't be read.
    """
    ledger = archives.checked_ledger(project.root, project.datasets)
    folder = project.datasets.relative_to(project.root).as_posix()
    archive = Archive(project.root, folder, ledger, open_repository(project.datasets), project.reading)
    last = ledger.last.version if ledger.last else "HEAD"
    after = _named(archive, new) if new else _now(project)
    return _named(archive, old or last), after


def _now(project: ProjectFolder) -> State:
    shown = project.datasets.relative_to(project.root).as_posix()
    return State(NOW, dataset.read(project.datasets, shown, project.reading).tables)


def _named(archive: Archive, name: str) -> State:
    entry = next((entry for entry in archive.ledger.entries if entry.version == name), None)
    if entry is not None:
        release_commit, kept = archives.need(archive, entry), schema_snapshot.read(archive.root, entry.schemas)
        then = kept.columns if kept else _AS_IN_THE_FILES
        return State(name, archives.read_tree(archive, release_commit.tree, then).tables)
    try:
        commit = archive.repository.output("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    except Refused as error:
        known = ", ".join(entry.version for entry in archive.ledger.entries) or "none yet"
        raise BadSettings(f'"{name}": must be a release ({known}) or a commit, got neither') from error
    tree = archive.repository.tree(commit)
    if tree is None:
        raise BadSettings(f'"{name}": must hold {archive.folder}/, got a commit without it')
    shown = name if not commit.startswith(name) else commit[:12]
    return State(shown, archives.read_tree(archive, tree, _AS_IN_THE_FILES).tables)
