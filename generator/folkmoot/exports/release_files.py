"""What is published of a past release beside its pages and its data package: its exact files and what proves them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from folkmoot.history.archive import Archive, Past
from folkmoot.history.ledger import CHECKSUMS, FIELDS, LedgerEntry
from folkmoot.web import json_layout
from folkmoot.web.site import SiteFile


def make(archive: Archive, past: Past) -> Iterator[SiteFile]:
    """Make the files of one release below `data/<version>/`.

    `files/` holds those of the datasets byte for byte, `SHA256SUMS` what all of them must be, `schemas/` the schemas of
    that time, and `release.json` the entry of the ledger, the commit, and what was redacted or is withheld.
    """
    base = f"data/{past.release.version}"
    for path, blob in archive.files(past.release_commit.tree):
        if path not in past.withheld:
            yield SiteFile(f"{base}/files/{path}", past.instead.get(path) or archive.repository.blob(blob))
    yield SiteFile(f"{base}/{CHECKSUMS}", archive.checksums(past.release_commit.tree))
    for name, schema in past.snapshot.tables.items():
        yield SiteFile(f"{base}/schemas/{name}.json", json_layout.content(schema))
    yield SiteFile(f"{base}/release.json", json_layout.content(described(past)))


def described(past: Past) -> dict[str, Any]:
    """Describe a release: the entry of the ledger and its hash, the commit, and which files are not the original."""
    release, sums = past.release, dict(past.release.files)
    redacted = {
        path: {"original": sums[path], "published": hashlib.sha256(content).hexdigest()}
        for path, content in sorted(past.instead.items())
        if content is not None and path in sums
    }
    return {
        "entry": as_json(past.release_commit.entry),
        "hash": past.release_commit.entry.hash(),
        "commit": release.commit,
        "readable": release.readable,
        "why": release.why,
        "redacted": redacted,
        "redactions": [
            {name: getattr(one, name) for name in ("release", "assembly", "table", "row", "field", "date", "reason")}
            for one in release.redactions
        ],
        "withheld": dict(past.withheld),
    }


def chain(archive: Archive) -> dict[str, Any]:
    """Describe the chain for `manifest.json`: the newest release, the manifest of the one before, and every entry."""
    entries = archive.ledger.entries
    return {
        "release": entries[-1].version,
        "previous": entries[-2].manifest if len(entries) > 1 else "",
        "ledger": [{**as_json(entry), "hash": entry.hash()} for entry in entries],
    }


def as_json(entry: LedgerEntry) -> dict[str, str]:
    """Give the fields of an entry, all as texts."""
    return {name: str(getattr(entry, name)) for name in FIELDS}
