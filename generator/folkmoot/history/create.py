"""Make a release: see that nothing stands against it, append it to the ledger, commit and tag it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from packaging.version import Version

from folkmoot.data.messages import N_, Message, plural
from folkmoot.data.names import LOCKS
from folkmoot.data.problems import BadData, BadSettings, Diagnostic, in_reading_order
from folkmoot.data.tables import Tables
from folkmoot.dataset import Reading
from folkmoot.history import archive as archives
from folkmoot.history import compare, continuity, ledger, publishable, schema_snapshot
from folkmoot.history.archive import Archive, Past
from folkmoot.history.changes import Change
from folkmoot.history.git import Refused, open_repository, run
from folkmoot.history.ledger import LedgerEntry


@dataclass(frozen=True)
class Plan:
    """A release that nothing stands against: its entry, what it changes, and the files that are to be written.

    `files` are by their path relative to the project.
    """

    archive: Archive
    entry: LedgerEntry
    changes: tuple[Change, ...]
    files: dict[str, bytes]


@dataclass(frozen=True)
class Wanted:
    """What is asked for."""

    version: str
    day: date
    notes: str = ""


def plan(root: Path, datasets: Path, tables: Tables, reading: Reading, wanted: Wanted) -> Plan:
    """Plan a release of the datasets as they were committed; `tables` are what was read of them.

    Raises `BadData` with everything that stands against it, `BadSettings` where the version can't be that of a release
    or there is no history.
    """
    archive = _archive(root, datasets, reading)
    _accept(archive, wanted)
    commit = archive.repository.head()
    tree = archive.repository.tree(commit) if commit else None
    if tree is None:
        message = "must be committed before a release is made of it, got no commit of it (git add and git commit)"
        raise BadSettings(f"{archive.folder}: {message}")
    pasts = archives.read(archive, tables)
    entry, kept = _entry(archive, tree, wanted)
    last = pasts[-1] if pasts else None
    changes = compare.compare(last.dataset.tables.origins, tables.origins) if last else ()
    against = (
        *_unfit(archive, tree, entry),
        *_uncommitted(archive, tree, tables),
        *(_broken(last, tables, changes) if last else ()),
    )
    if against:
        raise BadData(in_reading_order(against))
    file = datasets / ledger.NAME
    appended = ledger.appended(file.read_bytes() if file.is_file() else None, entry)
    _accept_notes(archive, appended)
    return Plan(archive, entry, changes, {archive.ledger.path: appended, schema_snapshot.path(entry.schemas): kept})


def _broken(last: Past, tables: Tables, changes: tuple[Change, ...]) -> tuple[Diagnostic, ...]:
    return continuity.find(last.dataset.whole, tables, last.snapshot, changes, last.release.version)


def _archive(root: Path, datasets: Path, reading: Reading) -> Archive:
    found = archives.checked_ledger(root, datasets)
    folder = datasets.relative_to(root).as_posix()
    return Archive(root, folder, found, open_repository(datasets), reading)


def _accept(archive: Archive, wanted: Wanted) -> None:
    found, last = ledger.version(wanted.version), archive.ledger.last
    if found is None or found.local or found.epoch:
        raise BadSettings(
            f'VERSION: must be a version such as 2026.11, 2026.11.1 or 1.0rc1, got "{wanted.version}" (PEP 440, in '
            "small letters, without an epoch or a local part)"
        )
    if last and found <= Version(last.version):
        raise BadSettings(f"VERSION: must be later than {last.version}, the last release, got {wanted.version}")
    if last and wanted.day < last.date:
        raise BadSettings(f"--as-of: must not be before {last.date}, the day of {last.version}, got {wanted.day}")


def _accept_notes(archive: Archive, appended: bytes) -> None:
    """Read the new ledger back before it is written: the notes may hold what no data may."""
    wrong = ledger.parse(archive.ledger.path, appended).problems
    if wrong:
        raise BadSettings(f"--notes: must be plain text, got a ledger that can't be read: {wrong[0].message}")


def _entry(archive: Archive, tree: str, wanted: Wanted) -> tuple[LedgerEntry, bytes]:
    kept, last = schema_snapshot.written(archive.reading.schemas), archive.ledger.last
    entry = LedgerEntry(
        version=wanted.version,
        date=wanted.day,
        notes=ledger.clean_notes(wanted.notes),
        tree=archive.repository.without(tree, ledger.NAME),
        manifest=hashlib.sha256(archive.checksums(tree)).hexdigest(),
        schemas=schema_snapshot.named(kept),
        previous=last.hash() if last else "",
    )
    return entry, kept


def _unfit(archive: Archive, tree: str, entry: LedgerEntry) -> Iterator[Diagnostic]:
    """Find what speaks against releasing what was committed."""
    for path, _ in archive.files(tree):
        if not publishable.is_address(path):
            message = Message(N_("a file's name must be fit for an address, with no dot at its beginning"))
            hint = Message(N_("rename it, or take it out"))
            yield Diagnostic(code="release-name", path=f"{archive.folder}/{path}", message=message, hint=hint)
    last = archive.ledger.last
    if last and last.tree == entry.tree:
        sentence = N_("must hold something that %(version)s didn't, got the same datasets")
        message, hint = Message(sentence, version=last.version), Message(N_("nothing needs to be released"))
        yield Diagnostic(code="release-unchanged", path=archive.folder, message=message, hint=hint)
    yield from archives.tagged(archive, entry)


def _uncommitted(archive: Archive, tree: str, tables: Tables) -> Iterator[Diagnostic]:
    """Find the files that are not in the commit as they lie here, whether git says so or was told to overlook them."""
    changed = (path for path in archive.repository.changed() if path != ledger.NAME and not _is_lock(path))
    known = {f"{archive.folder}/{path}" for path in changed}
    for path in sorted(known):
        message = Message(N_("must be committed before a release is made of it, got changes that are in no commit"))
        hint = Message(N_("git add and git commit"))
        yield Diagnostic(code="release-uncommitted", path=path, message=message, hint=hint)
    for path in sorted(_overlooked(archive, tree, tables) - known):
        message = Message(N_("must be in the commit as it lies here, got another content there, or none"))
        sentence = N_("git is told to overlook it: ask git check-ignore -v %(path)s and git ls-files -v %(path)s")
        hint = Message(sentence, path=path)
        yield Diagnostic(code="release-uncommitted", path=path, message=message, hint=hint)


def _is_lock(path: str) -> bool:
    """Tell whether a file only says that a table is open in a spreadsheet."""
    return PurePosixPath(path).name.startswith(LOCKS)


def _overlooked(archive: Archive, tree: str, tables: Tables) -> set[str]:
    """Give the tables and documents that were read here and that the commit doesn't hold, or not alike."""
    differing = compare.compare(archives.read_tree(archive, tree).tables.origins, tables.origins)
    release_commit = {path for path, _ in archive.files(tree)}
    named = {f"{row.assembly}/documents/{row.text('file')}" for row in tables.every("documents") if row.text("file")}
    return {change.path for change in differing} | {f"{archive.folder}/{path}" for path in named - release_commit}


def make(planned: Plan, is_committed: bool, is_tagged: bool) -> None:
    """Write the ledger and the snapshot of the schemas; commit just these and tag the commit, where that is wanted.

    Raises `BadSettings` where git refuses; what was written is then taken back.
    """
    if is_committed and not _is_whole(planned.archive):
        message = f"--commit: must find {planned.archive.folder} in the repository of mkdocs.yml, got one of its own"
        raise BadSettings(f"{message} (leave --commit out, then {next_step(planned)})")
    top, version = planned.archive.repository.top, planned.entry.version
    before = {path: _content(planned.archive.root / path) for path in planned.files}
    for path, content in planned.files.items():
        _write(planned.archive.root / path, content)
    try:
        if is_committed:
            _commit(planned)
        if is_tagged and version not in planned.archive.tags:
            run(top, ("tag", "--annotate", f"--message={_message(planned.entry)}", "--", version))
    except BadSettings as error:
        _take_back(planned, before, is_committed)
        raise BadSettings(f"{error}; the release was not made") from error


def _is_whole(archive: Archive) -> bool:
    """Tell whether the project lies in the repository of its datasets; not where they are a submodule."""
    return archive.root.resolve().is_relative_to(archive.repository.top.resolve())


def next_step(planned: Plan) -> str:
    """Say how what was written is committed."""
    if _is_whole(planned.archive):
        return f"git add {' '.join(planned.files)} && git commit -m 'Release {planned.entry.version}'"
    own, schemas = planned.files
    folder = planned.archive.folder
    return f"commit {own} in the repository of {folder}, then {folder} and {schemas} in that of the project"


def _commit(planned: Plan) -> None:
    archive = planned.archive
    paths = [str((archive.root / path).resolve()) for path in planned.files]
    top = archive.repository.top
    run(top, ("add", "--force", "--", *paths))
    try:
        run(top, ("commit", "--quiet", f"--message={_message(planned.entry)}", "--", *paths))
    except Refused:
        run(top, ("reset", "--quiet", "--", *paths))
        raise


def _take_back(planned: Plan, before: dict[str, bytes | None], is_committed: bool) -> None:
    """Restore the files; a commit that was made before the tag was refused is left, and the files with it."""
    archive = planned.archive
    path = f"{archive.repository.folder}/{ledger.NAME}".lstrip("/")
    if is_committed and archive.repository.at("HEAD", path) == planned.files[archive.ledger.path]:
        return
    for name, content in before.items():
        if content is None:
            (archive.root / name).unlink(missing_ok=True)
        else:
            _write(archive.root / name, content)


def _message(entry: LedgerEntry) -> str:
    return f"Release {entry.version}" + (f"\n\n{entry.notes}" if entry.notes else "")


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _write(path: Path, content: bytes) -> None:
    """Put a file in its place whole: a reader sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".folkmoot-", delete=False) as out:
        out.write(content)
    Path(out.name).chmod(0o644)
    Path(out.name).replace(path)


def message(planned: Plan) -> Message:
    """Say in a line what a release holds."""
    entry = planned.entry
    rows = plural("%(num)s row changed", "%(num)s rows changed", len(planned.changes), num=len(planned.changes))
    sentence = N_("%(version)s of %(day)s: %(rows)s, datasets %(tree)s")
    return Message(sentence, version=entry.version, day=str(entry.date), rows=rows, tree=entry.tree)
