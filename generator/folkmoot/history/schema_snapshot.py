"""The schemas under which a release was made, kept in the project beside the ledger that names their SHA-256.

An upgrade of folkmoot brings other schemas; without those of its own time, nobody could say what an old file means.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from folkmoot.data.schemas import Schema, Schemas

FOLDER = "releases"


@dataclass(frozen=True)
class Snapshot:
    """The published Table Schemas of one time by table, and the columns that were not published, by table."""

    tables: Mapping[str, Mapping[str, Any]]
    private: Mapping[str, tuple[str, ...]]

    @cached_property
    def columns(self) -> Mapping[str, frozenset[str]]:
        """Map each table to all the columns that it had."""
        published = {name: {field["name"] for field in table["fields"]} for name, table in self.tables.items()}
        return {name: frozenset(columns.union(self.private.get(name, ()))) for name, columns in published.items()}


def written(schemas: Schemas) -> bytes:
    """Write a snapshot of schemas; the same schemas give the same bytes."""
    described = {
        "tables": {name: schema.descriptor() for name, schema in schemas.items()},
        "private": {name: private for name, schema in schemas.items() if (private := _private(schema))},
    }
    return (json.dumps(described, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def named(content: bytes) -> str:
    """Give the name of a snapshot in the ledger: its SHA-256."""
    return hashlib.sha256(content).hexdigest()


def path(name: str) -> str:
    """Give the file of a snapshot, relative to the project."""
    return f"{FOLDER}/schemas-{name[:16]}.json"


def read(root: Path, name: str) -> Snapshot | None:
    """Read the snapshot that the ledger names; None where it isn't there, or isn't that one."""
    file = root / path(name)
    content = file.read_bytes() if file.is_file() else b""
    if named(content) != name:
        return None
    return parsed(content)


def parsed(content: bytes) -> Snapshot:
    """Take a snapshot that is known to be whole."""
    described = json.loads(content)
    return Snapshot(described["tables"], {name: tuple(columns) for name, columns in described["private"].items()})


def _private(schema: Schema) -> list[str]:
    return [column.name for column in schema.columns if not column.public]
