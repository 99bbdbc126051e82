"""Translations of the record: what is missing or out of date, and its exchange as PO files with translators' tools.

One PO file holds what is to be translated of one assembly into one language. Its texts are told apart by table, record
and column (`msgctxt`); a translation whose original has changed since is marked as doubtful (`fuzzy`).
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from folkmoot.data.localise import fingerprint_of, is_stale, main_language, missing, translated_name
from folkmoot.data.names import TRANSLATIONS
from folkmoot.data.problems import BadSettings
from folkmoot.data.schemas import Schema, translation_of
from folkmoot.data.tables import Row, Tables

Read = dict[str, dict[str, dict[str, tuple[str, str]]]]
"""Original and translation by table, the name of the record and the column."""


@dataclass(frozen=True)
class TranslationCount:
    """How many texts of one table of one assembly there are in a language, and how many aren't as they should be."""

    assembly: str
    table: str
    texts: int
    missing: int
    stale: int


def languages(tables: Tables, named: Iterable[str]) -> tuple[str, ...]:
    """List the languages into which the record is translated: those `named`, and those that have a folder."""
    return tuple(dict.fromkeys([*named, *sorted({language for _, language, _ in tables.translations})]))


def counts(tables: Tables, language: str, default: str) -> Iterator[TranslationCount]:
    """Count, table by table, what is to be translated into a language."""
    lacking = Counter(
        (one.row.assembly, one.row.origin.name, one.is_stale) for one in missing(tables, language, default)
    )
    for (assembly, name), rows in _translatable(tables, language, default):
        texts = sum(1 for row in rows for _ in _columns(row))
        if texts:
            yield TranslationCount(assembly, name, texts, lacking[assembly, name, False], lacking[assembly, name, True])


def _translatable(tables: Tables, language: str, default: str) -> Iterator[tuple[tuple[str, str], tuple[Row, ...]]]:
    for (assembly, name), table in tables.by_place.items():
        if translation_of(table.schema) is not None and main_language(tables, assembly, default) != language:
            yield (assembly, name), table.rows


def _columns(row: Row) -> Iterator[str]:
    """List the columns of a record whose texts are to be translated."""
    made = translation_of(row.origin.schema)
    for column in row.origin.schema.columns:
        name = translated_name(row.origin.schema, column.name)
        if made is not None and column.translatable and name in made.by_name and row.text(column.name):
            yield column.name


def as_text(language: str, found: tuple[TranslationCount, ...]) -> str:
    """Write the counts of a language for people: all of it in a line, and each table that isn't done."""
    texts, lacking, stale = (sum(getattr(one, name) for one in found) for name in ("texts", "missing", "stale"))
    lines = [f"{language}: {texts - lacking} of {texts} texts translated, {stale} out of date"]
    open_tables = (one for one in found if one.missing or one.stale)
    lines += [f"  {one.assembly}/{one.table}: {_lacking(one)}" for one in open_tables]
    return "".join(f"{line}\n" for line in lines)


def _lacking(one: TranslationCount) -> str:
    message = [f"{one.missing} missing"] if one.missing else []
    return ", ".join([*message, f"{one.stale} out of date"] if one.stale else message)


def export(tables: Tables, language: str, default: str, target: Path) -> Iterator[Path]:
    """Write the PO files of a language as `<language>/<assembly>.po`; what assemblies share is in `_shared.po`."""
    folder = target / language
    folder.mkdir(parents=True, exist_ok=True)
    for assembly, catalogue in sorted(_catalogues(tables, language, default).items()):
        path = folder / f"{assembly}.po"
        path.write_bytes(_as_po(catalogue, language))
        yield path


def _catalogues(tables: Tables, language: str, default: str) -> dict[str, Catalog]:
    made: dict[str, Catalog] = {}
    for (assembly, name), rows in _translatable(tables, language, default):
        known = _by_key(tables, assembly, language, name)
        for row in rows:
            for column in _columns(row):
                catalogue = made.setdefault(assembly, Catalog(locale=language, charset="utf-8", fuzzy=False))
                _add(catalogue, row, column, known.get(_key(row)))
    return made


def _add(catalogue: Catalog, row: Row, column: str, translation: Row | None) -> None:
    text = translation.text(translated_name(row.origin.schema, column)) if translation else ""
    flags = ["fuzzy"] if text and translation and is_stale(row, translation) else []
    context = f"{row.origin.name}/{row.name}/{column}"
    catalogue.add(row.text(column), text, [(row.path, row.line)], flags, context=context)


def _as_po(catalogue: Catalog, language: str) -> bytes:
    """Write a catalogue without the clock, so that the same record gives the same bytes."""
    out = io.BytesIO()
    write_po(out, catalogue, width=0, omit_header=True)
    head = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return head.encode() + out.getvalue()


def _by_key(tables: Tables, assembly: str, language: str, name: str) -> dict[Any, Row]:
    return {row.key: row for row in tables.translated(assembly, language, name)}


def _key(row: Row) -> Any:
    return () if row.origin.schema.record else row.key


def take_over(tables: Tables, datasets: Path, folder: Path) -> Iterator[Path]:
    """Write the translations of the PO files `<language>/<assembly>.po` into the datasets; give the files written.

    What is empty or doubtful in a PO file leaves the datasets as they are. Raises `BadSettings` where a file isn't one
    or names an assembly or a text that the record hasn't.
    """
    found = sorted(folder.glob("*/*.po"))
    if not found:
        raise BadSettings(f"{folder}: must hold files such as fr/our-assembly.po, got none (make them with --export)")
    made = [one for path in found for one in _taken_over(tables, datasets, path)]
    for target, content in made:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8", newline="\n")
        yield target


def _taken_over(tables: Tables, datasets: Path, path: Path) -> Iterator[tuple[Path, str]]:
    """Make the files that one PO file changes, as (path, content)."""
    language, assembly = path.parent.name, path.stem
    for name, texts in sorted(_read(path).items()):
        original = tables.get(assembly, name)
        if original is None:
            raise BadSettings(f"{path}: must translate a table that is there, got {assembly}/{name} (export it anew)")
        rows = {row.name: row for row in original.rows}
        unknown = set(texts) - set(rows)
        if unknown:
            message = f"must translate records that are there, got {name}/{min(unknown)} (export it anew)"
            raise BadSettings(f"{path}: {message}")
        known = _by_key(tables, assembly, language, name)
        target = datasets / assembly / TRANSLATIONS / language
        merged = [_merged(row, known.get(_key(row)), texts.get(row.name, {})) for row in original.rows]
        yield _file(target, original.schema, merged)


def _read(path: Path) -> Read:
    """Read a PO file: original and translation by table, record and column."""
    try:
        with path.open("rb") as file:
            read = read_po(file, locale=path.parent.name, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise BadSettings(f"{path}: must be a PO file, got: {error}") from error
    found: Read = {}
    for message in read:
        if message.id and message.string and not message.fuzzy:
            table, _, rest = str(message.context).partition("/")
            record, _, column = rest.rpartition("/")
            found.setdefault(table, {}).setdefault(record, {})[column] = (str(message.id), str(message.string))
    return found


def _merged(original: Row, known: Row | None, texts: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Make one row of a translation: what was known, and over it what the PO file says."""
    schema = original.origin.schema
    row = {column: original.text(column) for column in schema.key if not schema.record}
    originals: dict[str, str] = {}
    for column in _columns(original):
        name = translated_name(schema, column)
        known_text = known.text(name) if known else ""
        source, message = texts.get(column, (original.text(column), known_text))
        if message:
            row[name], originals[column] = message, source
    if not originals:
        return {}
    row["status"] = (known.text("status") if known else "") or "own"
    row["source"] = known.text("source") if known else ""
    untouched = known is not None and not texts
    row["original"] = known.text("original") if untouched and known else fingerprint_of(originals)
    return row


def _file(folder: Path, schema: Schema, rows: list[dict[str, str]]) -> tuple[Path, str]:
    """Make one table of translations, in the form that it has already: YAML or CSV."""
    made = translation_of(schema)
    names = [column.name for column in made.columns] if made else []
    full = [{name: row[name] for name in names if row.get(name)} for row in rows if row]
    path = folder / f"{schema.name}.yaml"
    if schema.record or path.is_file():
        return path, _as_yaml(full, schema.record)
    used = [name for name in names if any(name in row for row in full)]
    return folder / f"{schema.name}.csv", _as_csv(used, full)


def _as_csv(names: list[str], rows: Iterable[Mapping[str, str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _as_yaml(rows: Iterable[Mapping[str, str]], is_record: bool) -> str:
    """Write records as YAML; a text in the quotes of JSON is one in YAML as well."""
    lines = []
    for row in rows:
        for i, (name, message) in enumerate(row.items()):
            mark = "" if is_record else "  " if i else "- "
            lines.append(f"{mark}{name}: {json.dumps(message, ensure_ascii=False)}\n")
    return "".join(lines)
