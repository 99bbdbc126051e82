"""The record as open data: every table as CSV and JSON, described by a Data Package (version 2), and zipped."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from folkmoot.data.dates import PartialDate
from folkmoot.data.schemas import Column
from folkmoot.data.tables import SHARED, Row, Table, Tables, Value
from folkmoot.web import citations, json_layout
from folkmoot.web.maker import Job
from folkmoot.web.site import Site, SiteFile

LATEST = "data/latest"
WHOLE = "all"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_LICENCES = "https://spdx.org/licenses/"
_EPOCH = (1980, 1, 1, 0, 0, 0)

Json = dict[str, Any]


@dataclass(frozen=True)
class _Resource:
    """One table as it is published: its CSV, and its description in a data package that lies in `data/latest`."""

    owner: str
    path: str
    content: bytes
    descriptor: Json


def make(site: Site) -> Iterator[SiteFile]:
    """Make the downloads of every table, every assembly and the whole, the schemas and the documents.

    Only columns whose schema says `public` leave here; a row is written column by column from that list.
    """
    yield from _data(site, LATEST)
    for schema in site.tables.schemas.values():
        yield SiteFile(f"schemas/{schema.name}.json", json_layout.content(schema.descriptor()))


def of_releases(site: Site) -> Iterator[Job]:
    """Divide the downloads of past releases by release."""
    return (partial(of_release, then, version) for version, then in site.past.items())


def of_release(site: Site, version: str) -> Iterator[SiteFile]:
    """Make the downloads of a past release, whose record `site` has, as today's schemas describe them."""
    return _data(site, f"data/{version}", version)


def _data(site: Site, folder: str, version: str = "") -> Iterator[SiteFile]:
    resources = []
    for (owner, name), table in sorted(site.tables.by_place.items()):
        resource = _resource(site, owner, table)
        resources.append(resource)
        yield SiteFile(f"{folder}/{resource.path}", resource.content)
        yield SiteFile(f"{folder}/{owner}/{name}.json", as_json(table))
    yield from _packages(site, resources, folder, version)
    for document in site.dataset.documents:
        yield SiteFile(f"{folder}/{document.assembly}/documents/{document.name}", document.content)


def as_csv(table: Table) -> bytes:
    """Write a table's public columns as CSV: UTF-8, commas, lines ended by a line feed, in the schema's order."""
    columns = table.schema.public_columns
    names = [column.name for column in columns]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for row in table.rows:
        cells = map(row.cells.get, names)
        writer.writerow([cell if cell is None or type(cell) is str else _as_text(cell) for cell in cells])
    return out.getvalue().encode()


def as_json(table: Table) -> bytes:
    """Write a table's public columns as a JSON list of records; an empty cell is left out of its record."""
    names = [column.name for column in table.schema.public_columns]
    return json_layout.content([record(row, names) for row in table.rows], levels=1)


def record(row: Row, names: Iterable[str]) -> Json:
    """Take the named cells of a row as JSON holds them, without the empty ones."""
    cells = row.cells
    return {
        name: cell if type(cell) is str else _as_json(cell) for name in names if (cell := cells.get(name)) is not None
    }


def _as_text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ";".join(value) if isinstance(value, tuple) else str(value)


def _as_json(value: Value) -> str | int | float | bool | list[str] | None:
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, PartialDate) else value


def _resource(site: Site, owner: str, table: Table) -> _Resource:
    content = as_csv(table)
    path = f"{owner}/{table.schema.name}.csv"
    schema = table.schema.descriptor()
    keys = list(_foreign_keys(site.tables, owner, table))
    if keys:
        schema["foreignKeys"] = keys
    descriptor: Json = {
        "name": _name(owner, table.schema.name),
        "title": table.schema.title,
        "description": table.schema.description,
        "type": "table",
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": schema,
    }
    return _Resource(owner, path, content, descriptor)


def _name(owner: str, table: str) -> str:
    return f"{owner}.{table}"


def _foreign_keys(tables: Tables, owner: str, table: Table) -> Iterator[Json]:
    """Describe the links of a table that lead into a single other table; the standard knows no others."""
    for column in table.schema.public_columns:
        target = _single_target(tables, owner, table, column)
        if target is not None:
            yield {
                "fields": [column.name],
                "reference": {"resource": _name(target, str(column.links)), "fields": ["id"]},
            }


def _single_target(tables: Tables, owner: str, table: Table, column: Column) -> str | None:
    if column.links is None or column.list or column.links == "assembly":
        return None
    values = {str(value) for row in table.rows if (value := row.cells.get(column.name)) is not None}
    for place in (owner, SHARED):
        table_there = tables.get(place, column.links)
        if values and table_there is not None and table_there.by_id.keys() >= values:
            return place
    return None


def _packages(site: Site, resources: Sequence[_Resource], folder: str, version: str) -> Iterator[SiteFile]:
    whole = package(site, WHOLE, site.settings.name, site.settings.description, resources, version)
    written = _written(whole)
    yield SiteFile(f"{folder}/datapackage.json", written)
    cited = _cff(
        site, site.settings.name, site.settings.description, resources, f"releases/{version}/" if version else ""
    )
    yield SiteFile(f"{folder}/{citations.CFF}", cited)
    yield SiteFile(f"{folder}/{WHOLE}.zip", _zipped(written, cited, resources))
    for assembly in site.record.assemblies:
        own = [r for r in resources if r.owner in (assembly.id, SHARED)]
        described = package(site, assembly.id, assembly.name, assembly.question, own, version)
        inside = _written(_in_own_folder(described, assembly.id))
        yield SiteFile(f"{folder}/{assembly.id}/datapackage.json", inside)
        place = f"releases/{version}/" if version else f"{assembly.id}/data/"
        cited = _cff(site, assembly.name, assembly.question, own, place)
        yield SiteFile(f"{folder}/{assembly.id}.zip", _zipped(_written(described), cited, own))


def _cff(site: Site, title: str, about: str, resources: Sequence[_Resource], address: str) -> bytes:
    return citations.as_cff(site, title, about, address, _licences(site, resources))


def _licences(site: Site, resources: Sequence[_Resource]) -> tuple[str, ...]:
    """List the licences of the assemblies whose tables these are."""
    owners = {resource.owner for resource in resources}
    return tuple(sorted({a.licence for a in site.record.assemblies if a.id in owners}))


def package(
    site: Site, name: str, title: str, description: str, resources: Sequence[_Resource], version: str = ""
) -> Json:
    """Describe resources as a Data Package, version 2; `version` is that of a release, '' for the newest state."""
    licences = {a.id: a.licence for a in site.record.assemblies}
    described: Json = {
        "$schema": PROFILE,
        "name": name,
        "title": title,
        "description": description or title,
        "created": f"{site.as_of.isoformat()}T00:00:00Z",
        "contributors": [{"title": site.settings.author, "roles": ["publisher"]}],
        "licenses": [_licence(identifier) for identifier in _licences(site, resources)],
        "resources": [_with_licence(r, licences) for r in resources],
    }
    if version:
        described["version"] = version
    if site.settings.url:
        described["homepage"] = site.settings.url
    return described


def _written(package: Json) -> bytes:
    """Write a package with each property of a resource on a line, and its schema on one."""
    return json_layout.content(package, levels=3)


def _with_licence(resource: _Resource, licences: dict[str, str]) -> Json:
    if resource.owner not in licences:
        return resource.descriptor
    return {**resource.descriptor, "licenses": [_licence(licences[resource.owner])]}


def _licence(identifier: str) -> Json:
    known = {"name": identifier}
    return known if identifier.startswith("LicenseRef-") else {**known, "path": f"{_LICENCES}{identifier}.html"}


def _in_own_folder(package: Json, owner: str) -> Json:
    """Describe the same package in the assembly's own folder.

    Shared tables are left out, because a data package may not point outside its folder.
    """
    own = [r for r in package["resources"] if r["path"].startswith(f"{owner}/")]
    names = {r["name"] for r in own}
    return {**package, "resources": [_inside(resource, owner, names) for resource in own]}


def _inside(resource: Json, owner: str, names: Container[str]) -> Json:
    """Give a resource its path below the folder of its owner, and those of its links that stay among `names`."""
    schema: Json = resource["schema"]
    keys = [key for key in schema.get("foreignKeys", ()) if key["reference"]["resource"] in names]
    return {**resource, "path": resource["path"].removeprefix(f"{owner}/"), "schema": {**schema, "foreignKeys": keys}}


def _zipped(described: bytes, cited: bytes, resources: Sequence[_Resource]) -> bytes:
    """Zip a package with its citation; every entry has the same date, so that the same data gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        own = [("datapackage.json", described), (citations.CFF, cited)]
        entries = [*own, *((r.path, r.content) for r in resources)]
        for name, content in entries:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()
