"""The table schemas: one Frictionless Table Schema in YAML each, and what else follows from them.

Beyond the standard, a table says `group` and `order` (where the codebook shows it), `record` (one mapping instead
of a list), `required` (no assembly without it) and `shared` (may lie in `_shared`); a column says `public`,
`translatable` and then whose words it holds (`voice`), `prose` (Markdown), `maxWords`, `former` (what had stood
somewhere, its mistakes included), `list` (several values), `links` (the table whose identifiers it holds) and
`partialDate`. Where texts were put into another column than before, a table says so in `moves`.

A date says by `time` whether it `happened`, so that it can't lie after the day of the check, or is `planned`. One that
happened says by `dates` what stands only from that day on: the whole `row`, or the columns that are listed.

The `categories` of a column are a closed list of values. Beyond `value`, `label` and `description`, which are
published, each may say what it counts as and does (see `behaviours`); the enum of the column follows from them. `also`
are other words that people use for it, which aren't published; the check suggests the value where it finds one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from folkmoot.data import terms
from folkmoot.data.problems import BadSettings
from folkmoot.data.terms import Term

FOLDER = Path(__file__).parent
ROW = "row"
"""What a column dates that says on which day its whole row happened."""

PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"


class Voice(StrEnum):
    """Whose words a text is: those of a source, as they stand there, or those of whoever keeps the record."""

    QUOTED = "quoted"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Move:
    """The texts of the column `source` stand in the column `target` since there is a column `until`."""

    source: str
    target: str
    until: str


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
    former: bool = False
    voice: Voice | None = None
    max_words: int | None = None
    list: bool = False
    partial_date: bool = False
    links: str | None = None
    time: str = ""
    dates: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()

    @property
    def required(self) -> bool:
        """Tell whether every row must have a value in it."""
        return bool(self.descriptor.get("constraints", {}).get("required"))

    @property
    def has_happened(self) -> bool:
        """Tell whether it holds days of what happened, which can't lie ahead."""
        return self.time == "happened"

    @property
    def is_address(self) -> bool:
        """Tell whether it holds web addresses."""
        return self.descriptor.get("format") == "uri"

    @property
    def is_licence(self) -> bool:
        """Tell whether it holds a licence."""
        return self.name == "licence"

    @property
    def is_quoted(self) -> bool:
        """Tell whether it holds the words of a source, as they stand there."""
        return self.voice is Voice.QUOTED

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
    """One table: its columns in order and its primary key; `translates` is the table whose texts it translates.

    `moves` say where the texts of earlier columns stand now.
    """

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
    moves: tuple[Move, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Map each column's name to the column."""
        return MappingProxyType({column.name: column for column in self.columns})

    @cached_property
    def public_columns(self) -> tuple[Column, ...]:
        """List the columns that may be published; a column that doesn't say so may not."""
        return tuple(column for column in self.columns if column.public)

    @cached_property
    def former(self) -> Mapping[str, str]:
        """Map each column that there is no longer to the one in which its texts stand now."""
        gone = (move for move in self.moves if move.source not in self.by_name)
        return MappingProxyType({move.source: move.target for move in gone})

    @cached_property
    def happenings(self) -> tuple[Column, ...]:
        """List the columns with days of what happened."""
        return tuple(column for column in self.columns if column.has_happened)

    @cached_property
    def dated_by(self) -> Column | None:
        """Give the column with the day on which its rows happened, None where they don't happen."""
        return next((column for column in self.happenings if ROW in column.dates), None)

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
        if self.moves:
            described["moves"] = [{"from": m.source, "to": m.target, "until": m.until} for m in self.moves]
        return described


Schemas = Mapping[str, Schema]

TRANSLATED = "_translated"
"""Ends the name of a column with the translation of a text that is also part of its row's key."""

_KEPT = frozenset({("member_profile", "value"), ("scorecards", "assessor")})
"""Texts that other rows are matched by; the values of a profile are translated with `strata_values`."""

TRANSLATIONS = Path(__file__).parents[1] / "translation_columns.yaml"
"""The columns that say of a translation whose it is."""

Found = Mapping[str, tuple[str, Mapping[str, Any]]]
"""Table Schemas by the name of their table, each with the file in which it stands."""


@lru_cache(maxsize=8)
def load(*folders: Path) -> Schemas:
    """Read the schemas of folkmoot and those of further `folders`, in the order of the codebook.

    Raises `BadSettings` with file, column and value where a vocabulary, a voice or a move isn't as it must be.
    """
    paths = [path for folder in (FOLDER, *folders) for path in sorted(folder.glob("*.yaml"))]
    descriptors = [(str(path), descriptor_of(path)) for path in paths]
    by_name: Found = {descriptor["name"]: (path, descriptor) for path, descriptor in descriptors}
    found = [_schema(descriptor, path, by_name) for path, descriptor in by_name.values()]
    return MappingProxyType({schema.name: schema for schema in sorted(found, key=lambda s: (s.order, s.name))})


def descriptor_of(path: Path) -> dict[str, Any]:
    """Read one of our own YAML files."""
    found: dict[str, Any] = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    return found


def read(descriptor: Mapping[str, Any]) -> Schema:
    """Take a Table Schema with our properties as a `Schema`."""
    return _schema(descriptor, str(descriptor["name"]), {})


def _schema(descriptor: Mapping[str, Any], path: str, others: Found) -> Schema:
    made = Schema(
        name=descriptor["name"],
        title=descriptor["title"],
        description=descriptor["description"],
        group=descriptor.get("group", "Further tables"),
        order=descriptor.get("order", 1000),
        key=tuple(descriptor["primaryKey"]),
        columns=tuple(_column(field, descriptor["name"], path, others) for field in descriptor["fields"]),
        record=descriptor.get("record", False),
        required=descriptor.get("required", False),
        shared=descriptor.get("shared", False),
        moves=tuple(Move(one["from"], one["to"], one["until"]) for one in descriptor.get("moves", ())),
    )
    for move in made.moves:
        for name in (move.target, move.until):
            if name not in made.by_name:
                raise BadSettings(f"{path}: moves must name a column of today in to and until, got {name}")
    return made


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
    names = tuple(column.name for column in key)
    return replace(schema, key=names, columns=(*key, *texts, *about_translations()), required=False, translates=schema)


def _is_translated(schema: Schema, column: Column) -> bool:
    return column.translatable and (schema.name, column.name) not in _KEPT


def _translated(schema: Schema, column: Column) -> Column:
    """Make the column of a translation: it may be empty, and may say the same as another."""
    name = f"{column.name}{TRANSLATED}" if column.name in schema.key and not schema.record else column.name
    limits = {k: v for k, v in column.descriptor.get("constraints", {}).items() if k not in ("required", "unique")}
    return replace(column, name=name, descriptor={**column.descriptor, "name": name, "constraints": limits})


@lru_cache(maxsize=1)
def about_translations() -> tuple[Column, ...]:
    """Give the columns that say of a translation whose it is."""
    described = descriptor_of(TRANSLATIONS)
    return tuple(_column(field, described["name"], str(TRANSLATIONS), {}) for field in described["fields"])


def _column(field: Mapping[str, Any], table: str, path: str, others: Found) -> Column:
    listed = _terms(field, table, path, others)
    return Column(
        name=field["name"],
        title=field["title"],
        description=field["description"],
        type=field["type"],
        descriptor=_published(field, listed),
        public=field.get("public", False),
        translatable=field.get("translatable", False),
        prose=field.get("prose", False),
        former=field.get("former", False),
        voice=_voice(field, path),
        max_words=field.get("maxWords"),
        list=field.get("list", False),
        partial_date=field.get("partialDate", False),
        links=field.get("links"),
        time=field.get("time", ""),
        dates=tuple([field["dates"]] if isinstance(field.get("dates"), str) else field.get("dates", ())),
        terms=listed,
    )


def _voice(field: Mapping[str, Any], path: str) -> Voice | None:
    """Read whose words a column holds: a text that is translated has one voice, nothing else has any."""
    found, is_text = field.get("voice"), field.get("translatable", False)
    if found is None and not is_text:
        return None
    if not is_text or found not in tuple(Voice):
        needed = " or ".join(Voice) if is_text else "empty where the column isn't translatable"
        raise BadSettings(f"{path}: {field['name']}: voice must be {needed}, got {found or 'none'}")
    return Voice(found)


def _terms(field: Mapping[str, Any], table: str, path: str, others: Found) -> tuple[Term, ...]:
    """Read the vocabulary of a column; one that it takes values from may not take any itself."""
    name = f"{table}.{field['name']}"

    def look(other: str) -> tuple[Term, ...]:
        there, _, column = other.partition(".")
        file, described = others.get(there, ("", {"fields": ()}))
        found: Mapping[str, Any] = next((one for one in described["fields"] if one["name"] == column), {})
        entries = found.get("categories", ())
        if not entries or any("from" in entry for entry in entries):
            raise BadSettings(f"{path}: {field['name']}: from must name a column with values of its own, got {other}")
        return terms.read(entries, terms.SchemaPlace(other, f"{file}: {column}", other), look)

    place = terms.SchemaPlace(name, f"{path}: {field['name']}", name)
    return terms.read(field.get("categories", ()), place, look)


def _published(field: Mapping[str, Any], listed: tuple[Term, ...]) -> Mapping[str, Any]:
    """Give a column's descriptor as it is published: of each value what it means, and the enum that follows."""
    if not listed:
        return field
    made: dict[str, Any] = {}
    for name, value in field.items():
        made[name] = [term.published for term in listed] if name == "categories" else value
        if name == "categories" and "constraints" not in field:
            made["constraints"] = {}
    made["constraints"] = {**made["constraints"], "enum": [term.value for term in listed]}
    return made
