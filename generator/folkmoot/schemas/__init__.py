"""The table schemas: one Frictionless Table Schema in YAML each, and what else follows from them.

Beyond the standard, a table says `group` and `order` (where the codebook shows it), `record` (one mapping instead
of a list), `required` (no assembly without it) and `shared` (may lie in `_shared`); a column says `public`,
`translatable`, `prose` (Markdown), `list` (several values), `links` (the table whose identifiers it holds) and
`partialDate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

FOLDER = Path(__file__).parent
PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"


@dataclass(frozen=True, slots=True)
class Term:
    """One value of a closed vocabulary, with its label and its meaning in a sentence."""

    value: str
    label: str
    description: str


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a table; `descriptor` is its field in the Table Schema, word for word."""

    name: str
    title: str
    description: str
    type: str
    descriptor: Mapping[str, Any]
    public: bool = False
    translatable: bool = False
    prose: bool = False
    list: bool = False
    partial_date: bool = False
    links: str | None = None
    terms: tuple[Term, ...] = ()

    @property
    def required(self) -> bool:
        """Tell whether every row must have a value in it."""
        return bool(self.descriptor.get("constraints", {}).get("required"))

    @property
    def is_address(self) -> bool:
        """Tell whether it holds web addresses."""
        return self.descriptor.get("format") == "uri"

    @property
    def example(self) -> str:
        """Give an example as a cell would hold it."""
        found = self.descriptor.get("example", "")
        return str(found).lower() if isinstance(found, bool) else str(found)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Map each value of the vocabulary to its label."""
        return MappingProxyType({term.value: term.label for term in self.terms})


@dataclass(frozen=True, eq=False)
class Schema:
    """One table: its columns in order and its primary key."""

    name: str
    title: str
    description: str
    group: str
    order: int
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    record: bool = False
    required: bool = False
    shared: bool = False

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Map each column's name to the column."""
        return MappingProxyType({column.name: column for column in self.columns})

    @cached_property
    def public_columns(self) -> tuple[Column, ...]:
        """List the columns that may be published; a column that doesn't say so may not."""
        return tuple(column for column in self.columns if column.public)

    @property
    def has_id(self) -> bool:
        """Tell whether its rows are told apart by an `id`."""
        return self.key == ("id",)

    def descriptor(self) -> dict[str, Any]:
        """Write the Table Schema that is published: the public columns only, with the keys among them."""
        fields = [dict(column.descriptor) for column in self.public_columns]
        names = {column.name for column in self.public_columns}
        described: dict[str, Any] = {
            "$schema": PROFILE,
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "fields": fields,
        }
        if names.issuperset(self.key):
            described["primaryKey"] = list(self.key)
        return described


Schemas = Mapping[str, Schema]


@lru_cache(maxsize=8)
def load(*folders: Path) -> Schemas:
    """Read the schemas of folkmoot and those of further `folders`, in the order of the codebook."""
    paths = [path for folder in (FOLDER, *folders) for path in sorted(folder.glob("*.yaml"))]
    found = [read(yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)) for path in paths]
    return MappingProxyType({schema.name: schema for schema in sorted(found, key=lambda s: (s.order, s.name))})


def read(descriptor: Mapping[str, Any]) -> Schema:
    """Take a Table Schema with our properties as a `Schema`."""
    return Schema(
        name=descriptor["name"],
        title=descriptor["title"],
        description=descriptor["description"],
        group=descriptor.get("group", "Further tables"),
        order=descriptor.get("order", 1000),
        key=tuple(descriptor["primaryKey"]),
        columns=tuple(_column(field) for field in descriptor["fields"]),
        record=descriptor.get("record", False),
        required=descriptor.get("required", False),
        shared=descriptor.get("shared", False),
    )


def _column(field: Mapping[str, Any]) -> Column:
    return Column(
        name=field["name"],
        title=field["title"],
        description=field["description"],
        type=field["type"],
        descriptor=field,
        public=field.get("public", False),
        translatable=field.get("translatable", False),
        prose=field.get("prose", False),
        list=field.get("list", False),
        partial_date=field.get("partialDate", False),
        links=field.get("links"),
        terms=tuple(Term(**term) for term in field.get("categories", ())),
    )
