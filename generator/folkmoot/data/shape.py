"""Check the shape of each table: known columns, types, constraints, keys. What passes comes out typed.

Frictionless never opens a file here, nor chooses an encoding, a dialect or a type. It is given cells that were
read strictly and the schema's own fields, and says of each whether it keeps the field's type and constraints.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from folkmoot.data import addresses, document_names, licences, patterns, terms
from folkmoot.data.cells import Violation, reader, says_nothing, short, violation
from folkmoot.data.for_the_eye import as_meant
from folkmoot.data.gathering import gathered
from folkmoot.data.memory import Memory
from folkmoot.data.messages import EMPTY, N_, Message, Msgid, Named, both, filled, quoted, verbatim
from folkmoot.data.names import DOCUMENT, IDENTIFIER, KEPT
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
        problems += _capped(origin, gathered(found))
    return Checked(Tables(schemas, tables, translations), in_reading_order(problems))


def check_table(origin: SourceTable, reserved: frozenset[str] = KEPT) -> tuple[Table, list[Diagnostic]]:
    """Check one sheet; give its table and its problems."""
    origin, problems = as_meant(origin)
    problems += _header(origin)
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
    known, header = origin.schema.by_name, origin.raw.header
    meant = {name: _meant(origin.schema, name, header) for name in header if name not in known}
    for name, near in meant.items():
        yield _unknown_column(origin, name, near)
    empty_list = not header and not origin.raw.rows
    for column in origin.schema.columns:
        if column.required and column.name not in (*header, *meant.values()) and not empty_list:
            yield _column_problem(
                origin,
                column.name,
                "column-missing",
                N_('must be there: "%(title)s"'),
                N_("add the column; an example of a value: %(example)s"),
                title=column.title,
                example=column.example,
            )


def _unknown_column(origin: SourceTable, name: str, near: str) -> Diagnostic:
    known, original = origin.schema.by_name, origin.schema.translates
    if original is not None and name in original.by_name:
        hint = N_("leave it out; what can be translated here is %(columns)s")
        texts = tuple(sorted(set(known) - set(original.key)))
        return _column_problem(
            origin, name, "not-translatable", N_("must be a text that is translated"), hint, columns=texts
        )
    advice = _moved_to(origin.schema, name)
    if near and not advice:
        advice = Message(N_('did you mean "%(near)s"?'), near=near)
    rest: Named = "note" if "note" in known else Message(N_("a table that has it"))
    hint = N_("the nearest of %(table)s are %(columns)s; what belongs to none goes into %(rest)s, or away")
    nearest = _nearest(name, origin.schema)
    return _column_problem(
        origin,
        name,
        "column-unknown",
        N_("not a known column"),
        advice or hint,
        table=origin.name,
        columns=nearest,
        rest=rest,
    )


def _meant(schema: Schema, name: str, header: Iterable[str]) -> str:
    """Find the column that a name means, by its spelling or its title; empty where none is near."""
    free = {column: one for column, one in schema.by_name.items() if column not in header}
    same = {_words(text): column for column, one in free.items() for text in (one.title, column)}
    near = get_close_matches(name[:100], free, n=1, cutoff=0.6)
    return same.get(_words(name), near[0] if near else "")


def _words(name: str) -> str:
    """Give a name's words without case and without what divides them."""
    return " ".join(re.findall(r"[^\W_]+", name.casefold()))


def _nearest(name: str, schema: Schema) -> tuple[str, ...]:
    """List the columns whose names or titles are nearest to a name, the first ones where none is near."""
    titles = {text.casefold(): column for column, one in schema.by_name.items() for text in (one.title, column)}
    near = get_close_matches(name[:100].casefold(), titles, n=4, cutoff=0.3)
    return tuple(dict.fromkeys(titles[text] for text in near))[:3] or tuple(schema.by_name)[:3]


def _moved_to(schema: Schema, name: str) -> Message:
    """Say where the texts of a column stand that there was before."""
    target = schema.former.get(name)
    if target is None:
        return EMPTY
    sentence = N_("your own words go into %(target)s, words that stand in a source into quote, with quote_language")
    return Message(sentence, target=target)


def _column_problem(
    origin: SourceTable, name: str, code: str, sentence: Msgid, hint: Msgid | Message, /, **values: Named
) -> Diagnostic:
    line, place = origin.raw.header_marks.get(name, (1, None))
    return Diagnostic(
        code=code,
        path=origin.path,
        line=line,
        column=place,
        table=origin.name,
        field=name,
        message=filled(sentence, values),
        hint=filled(hint, values),
    )


def _column(origin: SourceTable, column: Column) -> tuple[list[Value], list[Diagnostic]]:
    """Type one column. Each distinct text is looked at once: most columns repeat few values."""
    position = origin.raw.header.index(column.name)
    texts = [row[position] for row in origin.raw.rows]
    distinct = dict.fromkeys(texts)
    read = dict(_read(column, distinct))
    wrong = {text: found for text, found in read.items() if isinstance(found, Violation)}
    values = [None if isinstance(found := read[text], Violation) else found for text in texts]
    if not wrong:
        return values, []
    raw = origin.raw
    rows = ((i, wrong[text]) for i, text in enumerate(texts) if text in wrong and raw.lines[i] not in raw.shifted)
    return values, [_cell_problem(origin, column, i, found) for i, found in rows]


def _read(column: Column, texts: Iterable[str]) -> Iterator[tuple[str, Value | Violation]]:
    """Read texts as what their column holds, first strictly by us, then by frictionless."""
    typed, checked = reader(column), _frictionless(column)
    for text in texts:
        value = typed(text) if text else None
        if isinstance(value, Violation):
            yield text, value
            continue
        notes = checked(text)
        yield text, _violation(column, text, notes) if notes else value


def _cell_problem(origin: SourceTable, column: Column, index: int, found: Violation) -> Diagnostic:
    line, place = origin.raw.place(index, column.name)
    made = Diagnostic(
        code=found.code,
        path=origin.path,
        line=line,
        column=place,
        message=found.message,
        hint=found.hint,
        table=origin.name,
        row=_row_name(origin, index),
        field=column.name,
    )
    return made if column.public else made.hidden()


def _row_name(origin: SourceTable, index: int) -> str | None:
    """Give the name by which people refer to a row, None where its key isn't public or nothing stands in it."""
    header, row = origin.raw.header, origin.raw.rows[index]
    if not origin.schema.is_public(*origin.schema.key):
        return None
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


def _violation(column: Column, text: str, notes: Mapping[str, str]) -> Violation:
    """Say in plain words which constraint a text breaks; the first one that explains the others."""
    constraints = column.descriptor.get("constraints", {})
    if "required" in notes:
        hint = N_("an example of a value: %(example)s")
        return violation("required", N_("must not be empty, got nothing"), hint, example=column.example)
    if "enum" in notes:
        return _not_in_list(column, constraints["enum"], text)
    if column.is_address and ("pattern" in notes or "type" in notes):
        form = N_("begin with https:// and write no spaces; other letters as %%-codes")
        meant = addresses.advice(text) or form
        return violation("address-invalid", N_("must be a web address, got %(found)s"), meant, found=short(text))
    if "maxLength" in notes:
        sentence = N_("must have at most %(limit)s characters, got %(length)s")
        limit = constraints["maxLength"]
        return violation("too-long", sentence, N_("shorten it"), limit=limit, length=len(text))
    if "pattern" in notes and constraints["pattern"] == f"^{IDENTIFIER.pattern.removesuffix(_END)}$":
        sentence = N_("must be lower-case letters, digits and single hyphens, got %(found)s")
        return violation("id-invalid", sentence, _suggested_id(text), found=short(text))
    if "minimum" in notes or "maximum" in notes:
        return _out_of_range(constraints, text)
    pattern = constraints.get("pattern", "")
    if "pattern" in notes and pattern == f"^{DOCUMENT.pattern.removesuffix(_END)}$":
        return violation("form", document_names.wrong_with(text), document_names.advice(text))
    if pattern in patterns.IN_WORDS:
        rule, advice = Message(patterns.IN_WORDS[pattern]), _mended(column, pattern, text)
        return violation("form", N_("must be %(rule)s, got %(found)s"), advice, rule=rule, found=short(text))
    sentence = N_('must look like "%(example)s", got %(found)s')
    return violation("form", sentence, verbatim(column.description), example=column.example, found=short(text))


def _mended(column: Column, pattern: str, text: str) -> Message:
    """Suggest what would keep a pattern; an example where nothing is near."""
    near = licences.nearest(text) if column.is_licence else ""
    if near:
        return Message(N_('did you mean "%(near)s"?'), near=near)
    example = Message(N_("an example of a value: %(example)s"), example=column.example)
    return patterns.mended(pattern, text) or example


def _not_in_list(column: Column, enum: Iterable[object], text: str) -> Violation:
    allowed = tuple(str(value).lower() if isinstance(value, bool) else str(value) for value in enum)
    sentence = N_("must be one of %(allowed)s, got %(found)s")
    near = terms.nearest(text, column.terms)
    hint = Message(N_('did you mean "%(near)s"?'), near=near) if near else did_you_mean(text, allowed)
    return violation("not-in-list", sentence, hint, allowed=allowed, found=quoted(text))


def _out_of_range(constraints: Mapping[str, Any], text: str) -> Violation:
    least, most = constraints.get("minimum", ""), constraints.get("maximum", "")
    sentence = N_("must be at least %(least)s and at most %(most)s, got %(found)s")
    if "maximum" not in constraints:
        sentence = N_("must be at least %(least)s, got %(found)s")
    if "minimum" not in constraints:
        sentence = N_("must be at most %(most)s, got %(found)s")
    return violation("out-of-range", sentence, N_("check the figure"), least=str(least), most=str(most), found=text)


def _suggested_id(text: str) -> Msgid | Message:
    if says_nothing(text):
        return N_("it says that there is none: give the record an id of its own; leave a link to nothing empty")
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    suggested = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64]
    return Message(N_('such as "%(mended)s"'), mended=suggested) if suggested else N_("such as r12")


def _keys(rows: tuple[Row, ...], schema: Schema, reserved: frozenset[str]) -> Iterator[Diagnostic]:
    """Check that no two rows have the same key, and that no id is a name which a file system reserves."""
    seen: dict[tuple[Value, ...], Row] = {}
    for row in rows:
        key = row.key
        if None in key:
            continue
        if schema.has_id and key[0] in reserved:
            sentence = N_("must not be a reserved name, got %(found)s")
            yield row.problem("id-reserved", "id", sentence, N_("choose another id"), found=quoted(str(key[0])))
        first = seen.setdefault(key, row)
        if first is not row:
            yield _repeated(row, first, schema)


def _repeated(row: Row, first: Row, schema: Schema) -> Diagnostic:
    sentence = N_("must be unique, got %(name)s again, as in line %(line)s")
    hint = N_("give each record its own %(key)s")
    return row.problem(
        "key-duplicate",
        schema.key[0],
        sentence,
        hint,
        name=quoted(row.shown_name),
        line=first.line,
        key=both(schema.key),
    )


def _capped(origin: SourceTable, problems: list[Diagnostic]) -> list[Diagnostic]:
    if len(problems) <= _CAP:
        return problems
    rest = Diagnostic(
        code="too-many-problems",
        path=origin.path,
        line=problems[_CAP].line,
        table=origin.name,
        message=Message(N_("has %(more)s more mistakes that are not listed"), more=len(problems) - _CAP),
        hint=Message(N_("mend these first")),
    )
    return [*problems[:_CAP], rest]
