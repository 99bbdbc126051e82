"""The figures of each assembly as open data: `measures.json`, and the same as one long table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from folkmoot.measures.figures import as_json
from folkmoot.web import json_layout
from folkmoot.web.site import Site, SiteFile

_FOLDER = "data/latest"


def make(site: Site) -> Iterator[SiteFile]:
    """Make `measures.json` and `measures.csv` of every assembly."""
    for assembly in site.record.assemblies:
        found = as_json(site.figures[assembly.id])
        yield SiteFile(f"{_FOLDER}/{assembly.id}/measures.json", json_layout.content(found))
        yield SiteFile(f"{_FOLDER}/{assembly.id}/measures.csv", as_csv(found))


def as_csv(found: dict[str, Any]) -> bytes:
    """Write figures as a table of two columns: the path of the figure in `measures.json`, and its value."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["figure", "value"])
    writer.writerows(_leaves("", found))
    return out.getvalue().encode()


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        parts = [(f"{path}.{key}" if path else key, part) for key, part in value.items()]
    elif isinstance(value, list):
        parts = [(f"{path}.{number}", part) for number, part in enumerate(value, start=1)]
    else:
        yield path, "" if value is None else json.dumps(value) if isinstance(value, bool) else str(value)
        return
    for name, part in parts:
        yield from _leaves(name, part)
