"""Past releases, found in git by the trees that the ledger names and read without a checkout."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from packaging.version import Version

from folkmoot import dataset
from folkmoot.data.messages import N_, Message, quoted
from folkmoot.data.moves import Then
from folkmoot.data.problems import BadData, BadSettings, Diagnostic
from folkmoot.data.tables import Row, Tables
from folkmoot.dataset import Dataset, Reading
from folkmoot.history import compare, publishable, redaction, schema_snapshot
from folkmoot.history import ledger as ledgers
from folkmoot.history.changes import Redaction, Release
from folkmoot.history.git import (
    Commit,
    NoGit,
    NoRepository,
    NotTrusted,
    Repository,
    Shallow,
    open_repository,
    tree_as_folder,
)
from folkmoot.history.ledger import Ledger, LedgerEntry
from folkmoot.history.schema_snapshot import Snapshot


@dataclass(frozen=True)
class ReleaseCommit:
    """A release as git holds it: its entry, the first commit with its tree, and that commit's tree with the ledger."""

    entry: LedgerEntry
    commit: Commit
    tree: str


@dataclass(frozen=True)
class Archive:
    """The ledger and the history that holds what it names; `folder` is how people call the folder of the datasets.

    `sums` remembers the SHA-256 of blobs, `reading` what was read of them.
    """

    root: Path
    folder: str
    ledger: Ledger
    repository: Repository
    reading: Reading
    sums: dict[str, str] = field(default_factory=dict)

    @cached_property
    def commits(self) -> Mapping[str, tuple[Commit, str]]:
        """Map each tree of the datasets without the ledger to the first commit that held it and its whole tree."""
        found: dict[str, tuple[Commit, str]] = {}
        for commit in self.repository.commits():
            tree = self.repository.tree(commit.id)
            if tree is not None:
                found.setdefault(self.repository.without(tree, ledgers.NAME), (commit, tree))
        return found

    @cached_property
    def tags(self) -> Mapping[str, tuple[str, str]]:
        """Map each tag to its commit and its own id."""
        return self.repository.tags()

    def release_commit(self, entry: LedgerEntry) -> ReleaseCommit | None:
        """Find a release in the history."""
        found = self.commits.get(entry.tree)
        return ReleaseCommit(entry, *found) if found else None

    def files(self, tree: str) -> Iterator[tuple[str, str]]:
        """List the files of a tree of the datasets as (path, blob), the ledger aside."""
        return ((path, blob) for path, blob in self.repository.files(tree) if path != ledgers.NAME)

    def sum(self, blob: str) -> str:
        """Give the SHA-256 of a blob's content."""
        if blob not in self.sums:
            self.sums[blob] = hashlib.sha256(self.repository.blob(blob)).hexdigest()
        return self.sums[blob]

    def content(self, blobs: Mapping[str, str]) -> Callable[[str], bytes]:
        """Give a function that reads files by their path, where `blobs` has their ids."""
        return lambda path: self.repository.blob(blobs[path])

    def checksums(self, tree: str) -> bytes:
        """List the files of a tree with their SHA-256, in the form of `sha256sum`; sorted by path, each below `files/`.

        The SHA-256 of this text is the manifest that the ledger names.
        """
        return "".join(f"{self.sum(blob)}  files/{path}\n" for path, blob in self.files(tree)).encode()


def open_archive(root: Path, datasets: Path, reading: Reading) -> Archive | None:
    """Open the history of a ledger; None where the ledger names no release, and never did.

    Raises `BadData` where the ledger was altered, `BadSettings` where there is no history to be read.
    """
    ledger = checked_ledger(root, datasets)
    repository = _repository(datasets, ledger)
    if repository is None:
        return None
    archive = Archive(root, datasets.relative_to(root).as_posix(), ledger, repository, reading)
    if ledger.entries:
        return archive
    dropped = tuple(_rewritten(archive))
    if dropped:
        raise BadData(dropped)
    return None


def read_ledger(root: Path, datasets: Path) -> Ledger:
    """Read the ledger of a project, with what is wrong with it."""
    path = datasets / ledgers.NAME
    return ledgers.parse(path.relative_to(root).as_posix(), path.read_bytes() if path.is_file() else None)


def checked_ledger(root: Path, datasets: Path) -> Ledger:
    """Read the ledger of a project; raises `BadData` where something is wrong with it."""
    ledger = read_ledger(root, datasets)
    if ledger.problems:
        raise BadData(ledger.problems)
    return ledger


def archive_here(root: Path, datasets: Path, ledger: Ledger, reading: Reading) -> Archive | None:
    """Open the history of a ledger where it is here; None where there is none, or where git may not look at it."""
    try:
        repository = open_repository(datasets)
    except (NoGit, NoRepository, NotTrusted):
        return None
    return Archive(root, datasets.relative_to(root).as_posix(), ledger, repository, reading)


def commit_of(datasets: Path) -> str:
    """Give the commit whose datasets these are, '' where they differ from the newest one or there is no history."""
    try:
        repository = open_repository(datasets)
    except (NoGit, NoRepository, NotTrusted):
        return ""
    is_other = repository.changed() or repository.overlooked()
    return "" if is_other else repository.head()


def _repository(datasets: Path, ledger: Ledger) -> Repository | None:
    """Open the repository; None where there is none, and no release that would need it."""
    try:
        return open_repository(datasets)
    except (NoGit, NoRepository, NotTrusted) as error:
        if not ledger.entries:
            return None
        if isinstance(error, NotTrusted):
            raise
        raise BadSettings(
            f"{ledger.path}: names {len(ledger.entries)} releases, which are rebuilt from the git history; {error}. "
            "To build the newest state alone, set `releases: false` in mkdocs.yml"
        ) from error


def trouble(archive: Archive) -> Iterator[Diagnostic]:
    """Find every release that the history contradicts; raises `Shallow` where a part of the history is missing."""
    missing = [entry for entry in archive.ledger.entries if not archive.release_commit(entry)]
    if missing and archive.repository.is_shallow:
        raise _shallow(archive, missing)
    yield from (_lost(archive, entry) for entry in missing)
    for entry in archive.ledger.entries:
        yield from _contradicted(archive, entry)
    yield from _rewritten(archive)


def need(archive: Archive, entry: LedgerEntry) -> ReleaseCommit:
    """Find a release in the history; raises `Shallow` or `BadData` where it isn't held."""
    release_commit = archive.release_commit(entry)
    if release_commit is not None:
        return release_commit
    if archive.repository.is_shallow:
        raise _shallow(archive, [entry])
    raise BadData([_lost(archive, entry)])


def _lost(archive: Archive, entry: LedgerEntry) -> Diagnostic:
    sentence = N_("must be held by the history of this branch, got no commit with these datasets")
    hint = N_("the history was rewritten, or the entry altered: restore the commit, or the ledger, with git")
    return archive.ledger.problem("release-lost", entry, "tree", sentence, hint)


def _shallow(archive: Archive, missing: list[LedgerEntry]) -> Shallow:
    named = ", ".join(entry.version for entry in missing)
    return Shallow(
        f"{archive.ledger.path}: this is a shallow clone, which does not hold the releases {named}; nothing was "
        "published (run: git fetch --unshallow --tags; on GitHub, Forgejo and Gitea give actions/checkout "
        "`fetch-depth: 0`, on GitLab set GIT_DEPTH to 0)"
    )


def _contradicted(archive: Archive, entry: LedgerEntry) -> Iterator[Diagnostic]:
    release_commit = archive.release_commit(entry)
    if release_commit is None:
        return
    found = hashlib.sha256(archive.checksums(release_commit.tree)).hexdigest()
    if found != entry.manifest:
        sentence = N_("must be the SHA-256 of the checksums of these datasets, %(sum)s, got %(found)s")
        hint = N_("the entry was altered: restore it with git")
        yield archive.ledger.problem(
            "release-manifest", entry, "manifest", sentence, hint, sum=found, found=entry.manifest
        )
    yield from tagged(archive, entry)
    if schema_snapshot.read(archive.root, entry.schemas) is None:
        sentence, path = N_("must be kept whole in %(path)s, got none or another"), schema_snapshot.path(entry.schemas)
        hint = N_("restore the file with git")
        yield archive.ledger.problem("release-schemas", entry, "schemas", sentence, hint, path=path)


def tagged(archive: Archive, entry: LedgerEntry) -> Iterator[Diagnostic]:
    """Compare a tag of the release's name with the ledger."""
    if entry.version not in archive.tags:
        return
    commit, _ = archive.tags[entry.version]
    tree = archive.repository.tree(commit) if commit else None
    found = archive.repository.without(tree, ledgers.NAME) if tree else ""
    if found != entry.tree:
        yield _other_tag(archive.ledger, entry, commit, found)


def _other_tag(ledger: Ledger, entry: LedgerEntry, commit: str, tree: str) -> Diagnostic:
    place = Message(N_("something that is no commit"))
    if commit:
        place = Message(N_("commit %(commit)s"), commit=commit[:12])
    return ledger.problem(
        "release-tag",
        entry,
        "tree",
        N_("the tag %(version)s must hold the datasets %(tree)s, got %(found)s in %(place)s"),
        N_("the tag was moved, or the entry altered: compare with an older clone; git tag -d %(version)s"),
        version=entry.version,
        tree=entry.tree,
        found=tree or Message(N_("no datasets")),
        place=place,
    )


def _rewritten(archive: Archive) -> Iterator[Diagnostic]:
    """Compare the entries with those of every commit that touched the ledger: once written they never change."""
    now = {entry.version: entry for entry in archive.ledger.entries}
    blamed: set[str] = set()
    for commit in archive.repository.commits(ledgers.NAME):
        path = f"{archive.repository.folder}/{ledgers.NAME}".lstrip("/")
        then = ledgers.parse(archive.ledger.path, archive.repository.at(commit.id, path))
        for entry in then.entries:
            if entry.version not in blamed and (problem := _altered(archive.ledger, entry, now, commit)):
                blamed.add(entry.version)
                yield problem


def _altered(ledger: Ledger, then: LedgerEntry, now: Mapping[str, LedgerEntry], commit: Commit) -> Diagnostic | None:
    found = now.get(then.version)
    hint = N_("restore it: git checkout %(commit)s -- %(path)s")
    known, path = commit.id[:12], ledger.path
    if found is None:
        sentence = N_("must keep every entry, got none for %(version)s, which commit %(commit)s had")
        message = Message(sentence, version=then.version, commit=known)
        advice = Message(hint, commit=known, path=path)
        return Diagnostic(code="release-altered", path=path, row=then.version, message=message, hint=advice)
    if found.hash() == then.hash():
        return None
    name = next(name for name in ledgers.FIELDS if getattr(found, name) != getattr(then, name))
    sentence = N_("must stay as it was in commit %(commit)s, %(written)s, got %(found)s")
    old, new = (quoted(str(getattr(entry, name))) for entry in (then, found))
    return ledger.problem(
        "release-altered", found, name, sentence, hint, commit=known, path=path, written=old, found=new
    )


@dataclass(frozen=True)
class Past:
    """A past release: its value, its datasets as today's schemas read them, and what is published of it.

    `instead` has what is published in the place of redacted files, `withheld` the files that are not published, with
    the reason.
    """

    release: Release
    release_commit: ReleaseCommit
    dataset: Dataset
    instead: redaction.Instead
    withheld: Mapping[str, str]
    snapshot: Snapshot


def read(archive: Archive, today: Tables) -> tuple[Past, ...]:
    """Read every release, oldest first, without the cells that the tables of `today` redact.

    Raises `BadData` where the history contradicts the ledger, or where a redaction finds no cell.
    """
    found = tuple(trouble(archive))
    if found:
        raise BadData(found)
    redactions = redaction.of_tables(today)
    pasts: list[Past] = []
    for entry in archive.ledger.entries:
        pasts.append(_past(archive, entry, redactions, pasts[-1] if pasts else None))
    unmet = tuple(_unmet(redactions, pasts))
    if unmet:
        raise BadData(unmet)
    return tuple(pasts)


def newest(archive: Archive, today: Tables) -> tuple[Dataset, Snapshot] | None:
    """Read the last release without the cells that are redacted today, and its schemas.

    None where there is no release, or where this history doesn't hold it. Only what it takes to compare is read.
    """
    entry = archive.ledger.last
    release_commit = archive.release_commit(entry) if entry else None
    kept = schema_snapshot.read(archive.root, entry.schemas) if entry else None
    if entry is None or release_commit is None or kept is None:
        return None
    blobs = dict(archive.files(release_commit.tree))
    concerned = redaction.concerning(redaction.of_tables(today), Version(entry.version))
    instead, _ = redaction.instead(concerned, blobs.keys(), archive.content(blobs), archive.reading.schemas)
    return read_tree(archive, release_commit.tree, kept.columns, instead), kept


def _unmet(redactions: Mapping[Redaction, Row], pasts: Sequence[Past]) -> Iterator[Diagnostic]:
    """Find redactions that blank nothing: what they were meant to take out would still be published."""
    met = {one for past in pasts for one in past.release.redactions}
    for one, row in redactions.items():
        if one not in met:
            sentence = N_("must name a cell of a release older than %(release)s, got none with %(table)s, %(found)s")
            hint = N_("check the release, the table, the row and the column")
            release, table = row.shown("release"), row.shown("table")
            yield row.problem("redaction-unmet", "row", sentence, hint, release=release, table=table, found=one.row)


def _past(archive: Archive, entry: LedgerEntry, redactions: Iterable[Redaction], before: Past | None) -> Past:
    release_commit, kept = need(archive, entry), schema_snapshot.read(archive.root, entry.schemas)
    if kept is None:
        raise LookupError("the schemas were compared with the ledger before")
    concerned = redaction.concerning(redactions, Version(entry.version))
    blobs = dict(archive.files(release_commit.tree))
    instead, met = redaction.instead(concerned, blobs.keys(), archive.content(blobs), archive.reading.schemas)
    then = read_tree(archive, release_commit.tree, kept.columns, instead, entry.date)
    signature, command = _signature(archive, release_commit)
    withheld = publishable.withheld(
        blobs.keys(), archive.content(blobs), publishable.Known(archive.reading.schemas, kept), instead
    )
    release = Release(
        version=entry.version,
        on=entry.date,
        notes=entry.notes,
        commit=release_commit.commit.id,
        tree=entry.tree,
        manifest=entry.manifest,
        previous=before.release.version if before else "",
        changes=compare.compare(before.dataset.tables.origins, then.tables.origins) if before else (),
        readable=not then.unreadable,
        why=_why(then.unreadable),
        redactions=tuple(one for one in concerned if one in met),
        signature=signature,
        checked_with=command,
        files=tuple((path, archive.sum(blob)) for path, blob in blobs.items()),
        withheld=withheld,
    )
    return Past(release, release_commit, then, instead, withheld, kept)


def read_tree(
    archive: Archive,
    tree: str,
    then: Then | None = None,
    instead: redaction.Instead = MappingProxyType({}),
    as_of: date | None = None,
) -> Dataset:
    """Read a tree as today's schemas do; `then` are the columns of those under which it was written.

    Where `as_of` is given, what happened after that day is left out.
    """
    reading = replace(archive.reading, as_of=as_of, checked_on=None)
    return dataset.read(tree_as_folder(archive.repository, tree, instead), archive.folder, reading, then)


def _why(refused: tuple[Diagnostic, ...]) -> str:
    if not refused:
        return ""
    first = refused[0]
    field = f" {first.field}" if first.field else ""
    more = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
    return f"{first.path}:{first.line}{field}: {first.message}{more}"


def _signature(archive: Archive, release_commit: ReleaseCommit) -> tuple[str, str]:
    """Give the kind of signature on the tag of the release, else on its commit, and the command that verifies it.

    Whether it is good depends on whose keys the reader trusts, so that it isn't said here.
    """
    tag, commit = archive.tags.get(release_commit.entry.version, ("", ""))[1], release_commit.commit.id
    for identifier, command in (
        (tag, f"git verify-tag {release_commit.entry.version}"),
        (commit, f"git verify-commit {commit}"),
    ):
        kind = archive.repository.signature(identifier)
        if kind:
            return kind, command
    return "", ""
