"""The tables after their shape was checked: typed rows that know where they came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from functools import cached_property

from folkmoot.data.dates import PartialDate
from folkmoot.data.messages import HIDDEN, N_, NOTHING, Message, Msgid, Named, filled
from folkmoot.data.problems import Diagnostic, Severity
from folkmoot.data.raw_table import RawTable
from folkmoot.data.schemas import Move, Schema

SHARED = "_shared"

Value = str | int | float | bool | PartialDate | tuple[str, ...] | None
Plain = str | int | float | bool | list[str] | None


@dataclass(frozen=True, eq=False)
class SourceTable:
    """One file that was read: a table of one assembly, its cells still texts; in a `language` if a translation.

    `moves` are those by which its columns have other names here than in the file.
    """

    assembly: str
    schema: Schema
    raw: RawTable
    language: str = ""
    moves: tuple[Move, ...] = ()

    @property
    def name(self) -> str:
        """Give the name of its schema."""
        return self.schema.name

    @property
    def path(self) -> str:
        """Give its file, relative to the project."""
        return self.raw.path


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One record: its typed cells by column (None where empty, a tuple for a list) and where it stands."""

    origin: SourceTable
    index: int
    cells: Mapping[str, Value]

    def __getitem__(self, column: str) -> Value:
        return self.cells.get(column)

    @property
    def line(self) -> int:
        """Give the line of its file on which it starts, counted from 1."""
        return self.origin.raw.lines[self.index]

    @property
    def path(self) -> str:
        """Give its file, relative to the project."""
        return self.origin.path

    @property
    def assembly(self) -> str:
        """Give the assembly whose folder it stands in, or `_shared`."""
        return self.origin.assembly

    @property
    def key(self) -> tuple[Value, ...]:
        """Give the values of the primary key."""
        return tuple(map(self.cells.get, self.origin.schema.key))

    @property
    def name(self) -> str:
        """Give the name by which people refer to it: its `id`, or its key joined by slashes."""
        return "/".join(str(value) for value in self.key if value is not None)

    def text(self, column: str) -> str:
        """Give a cell as a text, empty where there is none."""
        value = self.cells.get(column)
        return value if isinstance(value, str) else "" if value is None else str(value)

    @property
    def shown_name(self) -> Named:
        """Give its name as a message may show it."""
        return self.name if self.origin.schema.is_public(*self.origin.schema.key) else HIDDEN

    def shown(self, column: str) -> Named:
        """Give a cell as a message may show it; what can't be read is only called a value."""
        value = self.cells.get(column)
        if not self.origin.schema.is_public(column):
            return HIDDEN
        if value is None:
            return Message(N_("a value"))
        return str(value).lower() if isinstance(value, bool) else self.text(column)

    def problem(
        self,
        code: str,
        column: str,
        sentence: Msgid | Message,
        hint: Msgid | Message = NOTHING,
        severity: Severity = Severity.ERROR,
        /,
        **values: Named,
    ) -> Diagnostic:
        """Say what is wrong with the cell in `column`; what was `found` in it only where it is public."""
        line, place = self.origin.raw.place(self.index, column)
        has_public_name = self.origin.schema.is_public(*self.origin.schema.key)
        made = Diagnostic(
            code=code,
            path=self.path,
            line=line,
            column=place,
            message=filled(sentence, values),
            hint=filled(hint, values),
            severity=severity,
            table=self.origin.name,
            row=(self.name or None) if has_public_name else None,
            field=column,
        )
        return made if self.origin.schema.is_public(column) else made.hidden()


@dataclass(frozen=True, eq=False)
class Table:
    """One table of one assembly, its cells typed."""

    origin: SourceTable
    rows: tuple[Row, ...]

    @property
    def schema(self) -> Schema:
        """Give its schema."""
        return self.origin.schema

    @cached_property
    def by_id(self) -> Mapping[str, Row]:
        """Map each `id` to its row; empty for a table whose key isn't `id`."""
        if not self.schema.has_id:
            return {}
        return {str(row.cells["id"]): row for row in self.rows if row.cells.get("id") is not None}


def _plain(value: Value) -> Plain:
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, PartialDate) else value


@dataclass(frozen=True, eq=False)
class Tables:
    """Every table of every assembly, and the `translations` of their texts by assembly, language and table.

    `checked_on` is the day of the check, after which nothing can have happened; None where it doesn't matter.
    `zone` is the time zone in which the hours of agendas are meant, None where nobody said so.
    """

    schemas: Mapping[str, Schema]
    by_place: Mapping[tuple[str, str], Table]
    translations: Mapping[tuple[str, str, str], Table] = field(default_factory=dict)
    checked_on: date | None = None
    zone: tzinfo | None = None

    def __getitem__(self, table: str) -> list[dict[str, Plain]]:
        """List the public cells of a table of all assemblies as plain records, ready for a data frame.

        Each begins with the `assembly`, `_shared` for what several have in common; the columns are those of the schema,
        None where a cell is empty. Dates are texts as precise as their source, lists are lists. A table that nobody has
        kept is empty; raises `KeyError` where no schema has the name.
        """
        names = [column.name for column in self.schemas[table].public_columns]
        return [{"assembly": row.assembly, **{name: _plain(row[name]) for name in names}} for row in self.every(table)]

    def __iter__(self) -> Iterator[str]:
        """List the names of all tables, in the order of the codebook."""
        return iter(self.schemas)

    def __len__(self) -> int:
        """Count the tables that there can be."""
        return len(self.schemas)

    @cached_property
    def assemblies(self) -> tuple[str, ...]:
        """List the assemblies' identifiers, sorted."""
        return tuple(sorted({assembly for assembly, _ in self.by_place if assembly != SHARED}))

    @property
    def origins(self) -> Iterator[SourceTable]:
        """List the files of which the tables were made, translations aside."""
        return (table.origin for table in self.by_place.values())

    def get(self, assembly: str, table: str) -> Table | None:
        """Give one table of one assembly, or None where it has none."""
        return self.by_place.get((assembly, table))

    def rows(self, assembly: str, table: str) -> tuple[Row, ...]:
        """Give the rows of one table of one assembly, none where it has no such table."""
        found = self.by_place.get((assembly, table))
        return found.rows if found else ()

    def translated(self, assembly: str, language: str, table: str) -> tuple[Row, ...]:
        """Give the rows with translations of one table into one language, none where there is no such table."""
        found = self.translations.get((assembly, language, table))
        return found.rows if found else ()

    def every(self, table: str) -> Iterator[Row]:
        """Give the rows of one table of all assemblies."""
        for (_, name), found in self.by_place.items():
            if name == table:
                yield from found.rows

    def record(self, assembly: str) -> Row | None:
        """Give the record of an assembly itself."""
        found = self.rows(assembly, "assembly")
        return found[0] if found else None

    def resolve(self, assembly: str, table: str, reference: str) -> Row | None:
        """Follow a reference: `id` in the assembly's own table or in `_shared`, `assembly/id` elsewhere."""
        place, _, identifier = reference.rpartition("/")
        for owner in (place,) if place else (assembly, SHARED):
            found = self.by_place.get((owner, table))
            if found and identifier in found.by_id:
                return found.by_id[identifier]
        return None
