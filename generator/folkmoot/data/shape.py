"""Check the shape of each table: known columns, types, constraints, keys. What passes comes out typed.

Frictionless never opens a file here, nor chooses an encoding, a dialect or a type. It is given cells that were
read strictly and the schema's own fields, and says of each whether it keeps the field's type and constraints.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from folkmoot.data.cells import Mistake, reader
from folkmoot.data.memory import Memory
from folkmoot.data.names import IDENTIFIER, KEPT
from folkmoot.data.problems import Diagnostic, did_you_mean, in_reading_order
from folkmoot.data.schemas import Column, Schema, Schemas
from folkmoot.data.tables import Row, SourceTable, Table, Tables, Value

Checker = Callable[[str], Mapping[str, str] | None]

_CAP = 100

# Addresses whose letters alone tell that they follow the standard (RFC 3986), as those of most sources do.
_SOUND_ADDRESS = re.compile(r"https?://[a-z0-9]+([.-][a-z0-9]+)*(/[A-Za-z0-9._-]+){0,20}/?\Z")
_END = r"\Z"


@dataclass(frozen=True)
class Checked:
    """The typed tables and what is wrong with the cells; a row with a wrong cell keeps its right ones."""

    tables: Tables
    problems: tuple[Diagnostic, ...]


def check(
    origins: Iterable[SourceTable],
    schemas: Schemas,
    memory: Memory | None = None,
    reserved: frozenset[str] = KEPT,
) -> Checked:
    """Check every sheet against its schema and type its cells; one that `memory` holds is not looked at again."""
    known = {} if memory is None else memory.tables
    problems: list[Diagnostic] = []
    tables: dict[tuple[str, str], Table] = {}
    translations: dict[tuple[str, str, str], Table] = {}
    for origin in origins:
        if origin not in known:
            known[origin] = check_table(origin, reserved)
        table, found = known[origin]
        if origin.language:
            translations[origin.assembly, origin.language, origin.name] = table
        else:
            tables[origin.assembly, origin.name] = table
        problems += _capped(origin, found)
    return Checked(Tables(schemas, tables, translations), in_reading_order(problems))


def check_table(origin: SourceTable, reserved: frozenset[str] = KEPT) -> tuple[Table, list[Diagnostic]]:
    """Check one sheet; give its table and its problems."""
    problems = list(_header(origin))
    columns: dict[str, list[Value]] = {}
    for column in origin.schema.columns:
        if column.name in origin.raw.header:
            values, found = _column(origin, column)
            columns[column.name] = values
            problems += found
    rows = _rows(origin, columns)
    problems += _keys(rows, origin.schema, reserved)
    return Table(origin, rows), problems


def _rows(origin: SourceTable, columns: Mapping[str, list[Value]]) -> tuple[Row, ...]:
    names = tuple(columns)
    if not names:
        return ()
    cells = zip(*columns.values(), strict=True)
    return tuple(Row(origin, i, dict(zip(names, row, strict=True))) for i, row in enumerate(cells))


def _header(origin: SourceTable) -> Iterator[Diagnostic]:
    known = origin.schema.by_name
    header = origin.raw.header
    original = origin.schema.translates
    for name in header:
        if name not in known and original is not None and name in original.by_name:
            hint = f"leave it out; what can be translated here is {', '.join(sorted(set(known) - set(original.key)))}"
            yield _column_problem(origin, name, "not-translatable", "must be a text that is translated", hint)
        elif name not in known:
            near = did_you_mean(name, set(known) - set(header))
            listed = f"the columns of {origin.name} are {', '.join(known)}"
            yield _column_problem(origin, name, "column-unknown", "not a known column", near or listed)
    empty_list = not header and not origin.raw.rows
    for column in origin.schema.columns:
        if column.required and column.name not in header and not empty_list:
            message = f'must be there: "{column.title}"'
            hint = f"add the column; an example of a value: {column.example}"
            yield _column_problem(origin, column.name, "column-missing", message, hint)


def _column_problem(origin: SourceTable, name: str, code: str, message: str, hint: str) -> Diagnostic:
    line, place = origin.raw.header_marks.get(name, (1, None))
    return Diagnostic(
        code=code,
        path=origin.path,
        line=line,
        column=place,
        table=origin.name,
        field=name,
        message=message,
        hint=hint,
    )


def _column(origin: SourceTable, column: Column) -> tuple[list[Value], list[Diagnostic]]:
    """Type one column. Each distinct text is looked at once: most columns repeat few values."""
    position = origin.raw.header.index(column.name)
    texts = [row[position] for row in origin.raw.rows]
    distinct = dict.fromkeys(texts)
    read = dict(_read(column, distinct))
    wrong = {text: found for text, found in read.items() if isinstance(found, Mistake)}
    values = [None if isinstance(found := read[text], Mistake) else found for text in texts]
    if not wrong:
        return values, []
    rows = ((i, wrong[text]) for i, text in enumerate(texts) if text in wrong)
    return values, [_cell_problem(origin, column, i, mistake) for i, mistake in rows]


def _read(column: Column, texts: Iterable[str]) -> Iterator[tuple[str, Value | Mistake]]:
    """Read texts as what their column holds, first strictly by us, then by frictionless."""
    typed, checked = reader(column), _frictionless(column)
    for text in texts:
        value = typed(text) if text else None
        if isinstance(value, Mistake):
            yield text, value
            continue
        notes = checked(text)
        yield text, _mistake(column, text, notes) if notes else value


def _cell_problem(origin: SourceTable, column: Column, index: int, mistake: Mistake) -> Diagnostic:
    line, place = origin.raw.place(index, column.name)
    return Diagnostic(
        code=mistake.code,
        path=origin.path,
        line=line,
        column=place,
        message=mistake.message if column.public else _without_value(mistake.message),
        hint=mistake.hint,
        table=origin.name,
        row=_row_name(origin, index),
        field=column.name,
    )


def _without_value(message: str) -> str:
    """Leave out what was found: what isn't public doesn't belong in a log either."""
    return f"{message.partition(', got ')[0]}, got something else"


def _row_name(origin: SourceTable, index: int) -> str | None:
    header, row = origin.raw.header, origin.raw.rows[index]
    named = [row[header.index(name)] for name in origin.schema.key if name in header]
    return "/".join(part for part in named if part) or None


@cache
def _frictionless(column: Column) -> Checker:
    """Give frictionless's own reader for a column's field: it returns which constraints a text breaks.

    To parse an address takes longer than all its other checks; they are made without it where the address is sound.
    """
    whole = _field(column.descriptor)
    if not column.is_address:
        return whole
    unparsed = _field({name: message for name, message in column.descriptor.items() if name != "format"})
    return lambda text: (unparsed if _SOUND_ADDRESS.match(text) else whole)(text)


def _field(descriptor: Mapping[str, Any]) -> Checker:
    from frictionless import Schema as TableSchema  # takes most of a second

    field = TableSchema.from_descriptor({"fields": [dict(descriptor)]}).fields[0]
    read = field.create_cell_reader()
    return lambda text: read(text)[1]


def _mistake(column: Column, text: str, notes: Mapping[str, str]) -> Mistake:
    """Say in plain words which constraint a text breaks; the first one that explains the others."""
    constraints = column.descriptor.get("constraints", {})
    if "required" in notes:
        return Mistake("required", "must not be empty, got nothing", f"an example of a value: {column.example}")
    if "enum" in notes:
        allowed = [str(value).lower() if isinstance(value, bool) else str(value) for value in constraints["enum"]]
        return Mistake("not-in-list", f'must be one of {", ".join(allowed)}, got "{text}"', did_you_mean(text, allowed))
    if column.is_address and ("pattern" in notes or "type" in notes):
        hint = "begin with https:// and write no spaces; other letters as %-codes"
        return Mistake("address-invalid", f'must be a web address, got "{_short(text)}"', hint)
    if "maxLength" in notes:
        limit = constraints["maxLength"]
        return Mistake("too-long", f"must have at most {limit} characters, got {len(text)}", "shorten it")
    if "pattern" in notes and constraints["pattern"] == f"^{IDENTIFIER.pattern.removesuffix(_END)}$":
        return Mistake(
            "id-invalid",
            f'must be lower-case letters, digits and single hyphens, got "{_short(text)}"',
            _suggested_id(text),
        )
    if "minimum" in notes or "maximum" in notes:
        return Mistake("out-of-range", f"must be {_range(constraints)}, got {text}", "check the figure")
    message = f'must look like "{column.example}", got "{_short(text)}"'
    return Mistake("form", message, column.description)


def _range(constraints: Mapping[str, Any]) -> str:
    parts = [f"at least {constraints['minimum']}"] if "minimum" in constraints else []
    parts += [f"at most {constraints['maximum']}"] if "maximum" in constraints else []
    return " and ".join(parts)


def _suggested_id(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    suggested = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64]
    return f'such as "{suggested}"' if suggested else "such as r12"


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= 60 else folded[:59] + "…"


def _keys(rows: tuple[Row, ...], schema: Schema, reserved: frozenset[str]) -> Iterator[Diagnostic]:
    """Check that no two rows have the same key, and that no id is a name which a file system reserves."""
    seen: dict[tuple[Value, ...], Row] = {}
    for row in rows:
        key = row.key
        if None in key:
            continue
        if schema.has_id and key[0] in reserved:
            yield row.problem("id-reserved", "id", f'must not be a reserved name, got "{key[0]}"', "choose another id")
        first = seen.setdefault(key, row)
        if first is not row:
            message = f'must be unique, got "{row.name}" again, as in line {first.line}'
            named = " and ".join(schema.key)
            yield row.problem("key-duplicate", schema.key[0], message, f"give each record its own {named}")


def _capped(origin: SourceTable, problems: list[Diagnostic]) -> list[Diagnostic]:
    if len(problems) <= _CAP:
        return problems
    rest = Diagnostic(
        code="too-many-problems",
        path=origin.path,
        line=problems[_CAP].line,
        table=origin.name,
        message=f"has {len(problems) - _CAP} more mistakes that are not listed",
        hint="mend these first",
    )
    return [*problems[:_CAP], rest]
