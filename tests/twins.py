"""Schemas in which every value of every vocabulary has a twin: another value that says the same of itself.

What is made of a record must not depend on which of the two stands in a cell. Where it does, a value is known by name
outside of its schema.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from folkmoot.data import schemas, vocabulary
from folkmoot.data.tables import SourceTable

END = "-deferred"
"""Sorts before an underscore, so that twins stand in the same order as those whose twins they are."""


@contextmanager
def known(folder: Path, label: str = "") -> Iterator[schemas.Schemas]:
    """Give folkmoot's schemas with twins as those that everything knows; the twins' labels end with `label`."""
    with pytest.MonkeyPatch.context() as patched:
        shutil.copytree(schemas.FOLDER, folder / "schemas", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        shutil.copy(schemas.TRANSLATIONS, folder / "columns.yaml")
        for path in [*folder.glob("schemas/*.yaml"), folder / "columns.yaml"]:
            _twin(path, label)
        patched.setattr(schemas, "FOLDER", folder / "schemas")
        patched.setattr(schemas, "TRANSLATIONS", folder / "columns.yaml")
        vocabulary.forget()
        try:
            yield schemas.load()
        finally:
            patched.undo()
            vocabulary.forget()


def _twin(path: Path, label: str) -> None:
    described = yaml.safe_load(path.read_text(encoding="utf-8"))
    for field in described["fields"]:
        if "categories" in field:
            field["categories"] = [made for entry in field["categories"] for made in _both(entry, label)]
    path.write_text(yaml.safe_dump(described, sort_keys=False, allow_unicode=True), encoding="utf-8")


def _both(entry: Mapping[str, Any], label: str) -> list[Mapping[str, Any]]:
    if "from" in entry:
        return [entry]
    return [entry, {**entry, "value": entry["value"] + END, "label": entry["label"] + label}]


def exchanged(origin: SourceTable) -> SourceTable:
    """Put the twin of each value in its place; what errata say of such a cell says it of the twin."""
    header = origin.raw.header
    rows = tuple(tuple(_cells(origin, dict(zip(header, row, strict=True)))) for row in origin.raw.rows)
    return replace(origin, raw=replace(origin.raw, rows=rows))


def _cells(origin: SourceTable, row: Mapping[str, str]) -> Iterator[str]:
    for name, cell in row.items():
        column = origin.schema.by_name.get(name)
        meant = schemas.load().get(row.get("table", "")) if origin.schema.name == "errata" else None
        if meant and name in ("old", "new"):
            column = meant.by_name.get(row["field"])
        yield cell + END if column and cell in column.labels else cell


def as_siblings(text: str) -> str:
    """Write the values whose twins stand in a text; long lines of a calendar are folded elsewhere then."""
    return re.sub(rf"(?<=\w){END}\b", "", text.replace("\r\n ", ""))
