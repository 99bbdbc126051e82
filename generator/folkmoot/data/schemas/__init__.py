"""The table schemas: one Frictionless Table Schema in YAML each, and what else follows from them.

Beyond the standard, a table says `group` and `order` (where the codebook shows it), `record` (one mapping instead
of a list), `required` (no assembly without it) and `shared` (may lie in `_shared`); a column says `public`,
`translatable`, `prose` (Markdown), `list` (several values), `links` (the table whose identifiers it holds) and
`partialDate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
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
    """One table: its columns in order and its primary key; `translates` is the table whose texts it translates."""

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
    translates: Schema | None = None

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

    def is_public(self, *columns: str) -> bool:
        """Tell whether all of some columns may be published; what is no column holds nothing."""
        return all(self.by_name[name].public for name in columns if name in self.by_name)

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

TRANSLATED = "_translated"
"""Ends the name of a column with the translation of a text that is also part of its row's key."""

_KEPT = frozenset({("member_profile", "value"), ("scorecards", "assessor")})
"""Texts that other rows are matched by; the values of a profile are translated with `strata_values`."""

_ABOUT_TRANSLATIONS: tuple[dict[str, Any], ...] = (
    {
        "name": "status",
        "title": "Status",
        "description": "Whose translation it is; one made for this record where nothing stands here.",
        "type": "string",
        "example": "own",
        "categories": [
            {
                "value": "official",
                "label": "Official translation",
                "description": "Published by those who wrote the original.",
            },
            {
                "value": "own",
                "label": "Unofficial translation",
                "description": "Made for this record; the original decides.",
            },
            {
                "value": "machine",
                "label": "Machine translation",
                "description": "Made by a machine, and checked by nobody.",
            },
        ],
        "constraints": {"enum": ["official", "own", "machine"]},
        "public": True,
    },
    {
        "name": "source",
        "title": "Source",
        "description": "Where an official translation can be read.",
        "type": "string",
        "format": "uri",
        "example": "https://example.org/rapport.pdf",
        "public": True,
    },
    {
        "name": "original",
        "title": "Fingerprint of the original",
        "description": "Twelve signs made from the texts that were translated; when they change, it is out of date.",
        "type": "string",
        "example": "0f3a92c1d4e5",
        "constraints": {"pattern": "^[0-9a-f]{12}$"},
        "public": True,
    },
)


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


@lru_cache(maxsize=256)
def translation_of(schema: Schema) -> Schema | None:
    """Give the table that holds the translations of a table's texts, or None where it has none to translate.

    It has the key, so that rows are found, each text under its own name, and whose translation it is. A text that is
    part of the key keeps its place; its translation stands beside it, as `title_translated`.
    """
    texts = [_translated(schema, column) for column in schema.columns if _is_translated(schema, column)]
    if not texts:
        return None
    key = [] if schema.record else [schema.by_name[name] for name in schema.key]
    about = [_column(field) for field in _ABOUT_TRANSLATIONS]
    names = tuple(column.name for column in key)
    return replace(schema, key=names, columns=(*key, *texts, *about), required=False, translates=schema)


def _is_translated(schema: Schema, column: Column) -> bool:
    return column.translatable and (schema.name, column.name) not in _KEPT


def _translated(schema: Schema, column: Column) -> Column:
    """Make the column of a translation: it may be empty, and may say the same as another."""
    name = f"{column.name}{TRANSLATED}" if column.name in schema.key and not schema.record else column.name
    limits = {k: v for k, v in column.descriptor.get("constraints", {}).items() if k not in ("required", "unique")}
    return replace(column, name=name, descriptor={**column.descriptor, "name": name, "constraints": limits})


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
