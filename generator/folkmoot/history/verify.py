"""Recompute what a published site claims: every file, the chain of releases, and the git history behind it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from folkmoot.data.messages import N_, Message, Msgid, Named, filled
from folkmoot.data.problems import BadSettings, Diagnostic, in_reading_order
from folkmoot.history import archive as archives
from folkmoot.history.archive import Archive
from folkmoot.history.git import BadSignature, Refused
from folkmoot.history.ledger import CHECKSUMS, FIELDS, LedgerEntry

MANIFEST = "manifest.json"
_SUM = re.compile(r"([0-9a-f]{64})  files/(.+)\Z")
_SECONDS = 30
_AT_ONCE = 8

Read = Callable[[str], bytes | None]
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Published:
    """A site to be verified: how to read a file (None where there is none), and its files where they are known."""

    read: Read
    paths: tuple[str, ...] | None


@dataclass(frozen=True)
class Found:
    """What came of it: everything that is wrong, and what can be said of the rest, line by line."""

    problems: tuple[Diagnostic, ...]
    notes: tuple[str, ...] = ()


def published(place: str) -> Published:
    """Open a site in a folder or at a web address; raises `BadSettings` where there is none."""
    if _is_web(place):
        return Published(lambda path: _fetched(f"{place.rstrip('/')}/{quote(path)}"), None)
    folder = Path(place)
    if not folder.is_dir():
        raise BadSettings(f"{place}: must be the folder of a site, or its address beginning with https://, got neither")
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return Published(lambda path: _content(folder, path), tuple(sorted(paths)))


def _content(folder: Path, path: str) -> bytes | None:
    """Read a file below a folder; None where it isn't there, or has a name that none can have."""
    file = folder / path
    try:
        is_ours = file.resolve().is_relative_to(folder.resolve()) and file.is_file()
        return file.read_bytes() if is_ours else None
    except (OSError, ValueError):
        return None


class _OnTheWeb(HTTPRedirectHandler):
    """Follows redirects to web addresses only: a server may not have local files read."""

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        return super().redirect_request(req, fp, code, msg, headers, newurl) if _is_web(newurl) else None


def _is_web(address: str) -> bool:
    try:
        return urlsplit(address).scheme in ("http", "https")
    except ValueError as error:
        raise BadSettings(
            f"{address}: must be an address such as https://example.org/, got another: {error}"
        ) from error


def _fetched(address: str) -> bytes | None:
    try:
        with build_opener(_OnTheWeb).open(Request(address), timeout=_SECONDS) as answer:
            content: bytes = answer.read()
            return content
    except HTTPError as error:
        error.close()
        return None
    except (URLError, OSError, ValueError, HTTPException) as error:
        raise BadSettings(f"{address}: must answer, got {error}") from error


def verify(site: Published, kept: bytes | None = None, archive: Archive | None = None) -> Found:
    """Find every byte of a site that isn't what its manifest says, and every break in the chain of its releases.

    `kept` is a manifest that somebody kept from an earlier day; `archive` the repository of which the site was made.
    """
    manifest = _manifest(site.read(MANIFEST))
    if manifest is None:
        hint = N_("is this the root of a site that folkmoot built?")
        return Found((_problem("site-manifest", MANIFEST, N_("must list the files of the site, got none"), hint),))
    sums: Mapping[str, str] = manifest["files"]
    entries = tuple(_entries(manifest["ledger"]))
    problems = [*_files(site, sums), *_chain(manifest, entries)]
    for entry in entries:
        problems += _release(site, sums, entry)
    problems += _against_kept(sums, entries, kept) if kept is not None else ()
    notes = [f"{len(sums)} files, {len(entries)} releases, commit {manifest['commit'] or 'not named'}"]
    if archive is not None:
        problems += _against_history(archive, manifest, entries)
        signed, wrong = _signatures(archive)
        problems, notes = [*problems, *wrong], [*notes, *signed]
    return Found(in_reading_order(problems), tuple(notes))


def _manifest(content: bytes | None) -> Json | None:
    """Read a manifest; None where it isn't one, or holds what can't be said, such as half of a letter."""
    try:
        found = json.loads(content or b"")
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    wanted = {"commit": str, "release": str, "previous": str, "ledger": list, "files": dict}
    if not isinstance(found, dict) or not all(isinstance(found.get(name), kind) for name, kind in wanted.items()):
        return None
    is_whole = all(isinstance(one, dict) for one in found["ledger"])
    return found if is_whole and all(isinstance(message, str) for message in found["files"].values()) else None


def _entries(listed: Iterable[Json]) -> Iterator[LedgerEntry]:
    """Take the entries of a manifest's ledger; one without a day stands for the first day that there is."""
    for one in listed:
        message = {name: str(one.get(name, "")) for name in FIELDS}
        try:
            day = date.fromisoformat(message["date"])
        except ValueError:
            day = date.min
        yield LedgerEntry(
            message["version"],
            day,
            message["notes"],
            message["tree"],
            message["manifest"],
            message["schemas"],
            message["previous"],
        )


def _files(site: Published, sums: Mapping[str, str]) -> Iterator[Diagnostic]:
    with ThreadPoolExecutor(_AT_ONCE) as crew:
        contents = crew.map(lambda path: _sum_of(site.read(path)), sums)
        for (path, expected), found in zip(sums.items(), contents, strict=True):
            if found is None:
                sentence = N_("must be there, as the manifest says, got none")
                yield _problem("site-missing", path, sentence, N_("publish it again"))
            elif found != expected:
                sentence = N_("must have the SHA-256 %(sum)s, got %(found)s")
                hint = N_("publish the site again, and ask who changed it")
                yield _problem("site-changed", path, sentence, hint, sum=expected, found=found)
    for path in site.paths or ():
        if path not in sums and path != MANIFEST:
            sentence = N_("must be named in the manifest, got a file that isn't")
            yield _problem("site-added", path, sentence, N_("ask who put it there"))


def _sum_of(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()


def _chain(manifest: Json, entries: Sequence[LedgerEntry]) -> Iterator[Diagnostic]:
    """Check that the entries hold each other's hashes, and that the manifest names the newest."""
    for index, entry in enumerate(entries):
        expected = entries[index - 1].hash() if index else ""
        if entry.previous != expected:
            sentence = N_("the entry %(version)s must hold the hash of the entry before it, %(hash)s, got %(found)s")
            due, found = expected or Message(N_("empty")), entry.previous or Message(N_("nothing"))
            yield _broken(sentence, version=entry.version, hash=due, found=found)
        stated = manifest["ledger"][index].get("hash")
        if stated != entry.hash():
            sentence = N_("the entry %(version)s must have the hash %(hash)s, got %(found)s")
            yield _broken(sentence, version=entry.version, hash=str(stated), found=entry.hash())
    newest = entries[-1].version if entries else ""
    before = entries[-2].manifest if len(entries) > 1 else ""
    if (manifest["release"], manifest["previous"]) != (newest, before):
        sentence = N_("must name the newest release, %(version)s, and the manifest of the one before, got others")
        hint = N_("publish the site again from the repository")
        yield _problem("site-chain", MANIFEST, sentence, hint, version=newest or Message(N_("none")))


def _broken(sentence: Msgid, **values: Named) -> Diagnostic:
    hint = N_("an entry was altered: compare with an older manifest and with the repository")
    return _problem("site-chain", MANIFEST, sentence, hint, **values)


def _release(site: Published, sums: Mapping[str, str], entry: LedgerEntry) -> Iterator[Diagnostic]:
    """Check the files of a release against the manifest that the ledger names."""
    base = f"data/{entry.version}"
    content = site.read(f"{base}/{CHECKSUMS}") or b""
    if hashlib.sha256(content).hexdigest() != entry.manifest:
        sentence = N_("must have the SHA-256 that the ledger names for %(version)s, %(sum)s, got another")
        hint = N_("the release, or its entry, was altered")
        path = f"{base}/{CHECKSUMS}"
        yield _problem("site-release", path, sentence, hint, version=entry.version, sum=entry.manifest)
        return
    lines = (_SUM.match(line) for line in content.decode(errors="surrogateescape").splitlines())
    published_sums = _published_sums(site.read(f"{base}/release.json"))
    if published_sums is None:
        sentence = N_(
            "must say which files of the release were redacted and which are withheld, got nothing of the kind"
        )
        hint = N_("publish it again, then verify once more")
        yield _problem("site-release", f"{base}/release.json", sentence, hint)
        return
    for line in (line for line in lines if line):
        path, expected = f"{base}/files/{line[2]}", published_sums.get(line[2], line[1])
        found = sums.get(path, "")
        if found != expected:
            sentence = N_("must have the SHA-256 %(sum)s, as in the release, got %(found)s")
            hint = N_("the release was altered after it was made")
            due, got = expected or Message(N_("of no file")), found or Message(N_("no file"))
            yield _problem("site-release", path, sentence, hint, sum=due, found=got)


def _published_sums(content: bytes | None) -> Mapping[str, str] | None:
    """Give the sums that a release says of files which are not the original; '' where one isn't published at all.

    None where it says nothing of the kind: what is missing then may well be withheld.
    """
    try:
        found = json.loads(content or b"")
        redacted = {path: str(one["published"]) for path, one in found["redacted"].items()}
        return {**dict.fromkeys(found["withheld"], ""), **redacted}
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _against_kept(sums: Mapping[str, str], entries: Sequence[LedgerEntry], kept: bytes) -> Iterator[Diagnostic]:
    """Compare with a manifest that was kept: the releases that it knew must be the same, to the byte."""
    old = _manifest(kept)
    if old is None:
        raise BadSettings("--kept: must be the manifest.json of an earlier day, got something else")
    now = {entry.version: entry for entry in entries}
    for then in _entries(old["ledger"]):
        found = now.get(then.version)
        if found is None or found.hash() != then.hash():
            yield _rewritten(then, found)
        path = f"data/{then.version}/{CHECKSUMS}"
        if path in old["files"] and sums.get(path) != old["files"][path]:
            sentence = N_("must have the SHA-256 %(sum)s, as in the manifest that was kept, got %(found)s")
            hint = N_("the record was rewritten")
            kept_sum, found_sum = old["files"][path], str(sums.get(path))
            yield _problem("site-rewritten", path, sentence, hint, sum=kept_sum, found=found_sum)


def _rewritten(then: LedgerEntry, now: LedgerEntry | None) -> Diagnostic:
    sentence = N_(
        "the release %(version)s must have the hash %(hash)s, as in the manifest that was kept, got %(found)s"
    )
    hint, found = N_("the record was rewritten"), now.hash() if now else Message(N_("none"))
    return _problem("site-rewritten", MANIFEST, sentence, hint, version=then.version, hash=then.hash(), found=found)


def _against_history(archive: Archive, manifest: Json, entries: Sequence[LedgerEntry]) -> Iterator[Diagnostic]:
    """Compare a site with the repository of which it was made."""
    yield from archives.trouble(archive)
    now = {entry.version: entry for entry in archive.ledger.entries}
    for entry in entries:
        found = now.get(entry.version)
        if found is None or found.hash() != entry.hash():
            sentence = N_("the entry %(version)s must be that of %(path)s, got another")
            hint, path = N_("the site, or the ledger, was altered"), archive.ledger.path
            yield _problem("site-ledger", MANIFEST, sentence, hint, version=entry.version, path=path)
    commit = manifest["commit"]
    if commit and not archive.repository.holds(commit):
        sentence = N_("must be made of a commit that the history holds, got %(found)s")
        hint = N_("the history was rewritten after the site was published")
        yield _problem("site-commit", MANIFEST, sentence, hint, found=commit)


def _signatures(archive: Archive) -> tuple[list[str], list[Diagnostic]]:
    """Say of each release who signed it, as far as git can tell here."""
    notes: list[str] = []
    wrong: list[Diagnostic] = []
    for entry in archive.ledger.entries:
        release_commit, tag = archive.release_commit(entry), archive.tags.get(entry.version, ("", ""))[1]
        signed = [(tag, "tag", entry.version)] if tag else []
        signed += [(release_commit.commit.id, "commit", release_commit.commit.id)] if release_commit else []
        for identifier, kind, name in signed:
            try:
                notes += _signature(archive, entry, (identifier, kind, name))
            except BadSignature as error:
                sentence = N_("the commit %(name)s must be signed by the one whose name it bears, got %(found)s")
                if kind == "tag":
                    sentence = N_("the tag %(name)s must be signed by the one whose name it bears, got %(found)s")
                hint, found = N_("ask who made it"), str(error)
                wrong.append(
                    archive.ledger.problem("release-signature", entry, "tree", sentence, hint, name=name, found=found)
                )
    return notes, wrong


def _signature(archive: Archive, entry: LedgerEntry, signed: tuple[str, str, str]) -> Iterator[str]:
    identifier, kind, name = signed
    method = archive.repository.signature(identifier)
    if not method:
        return
    try:
        message = archive.repository.verified(kind, name)
    except Refused as error:
        message = f"can't be verified here: {error}"
    yield f"{entry.version}: the {kind} has an {method} signature; git verify-{kind} {name}: {message}"


def _problem(code: str, path: str, sentence: Msgid, hint: Msgid, /, **values: Named) -> Diagnostic:
    return Diagnostic(code=code, path=path, message=filled(sentence, values), hint=filled(hint, values))
