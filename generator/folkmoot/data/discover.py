"""Walk `datasets/`: which file is which table of which assembly."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Protocol, Self

from folkmoot.data import files
from folkmoot.data.memory import Memory
from folkmoot.data.messages import N_, Message, Msgid, Named, filled, quoted
from folkmoot.data.names import DOCUMENT, DOCUMENTS, ENDINGS, IDENTIFIER, KEPT, LANGUAGE, LOCKS, TRANSLATIONS
from folkmoot.data.problems import Diagnostic, Severity, did_you_mean, in_reading_order
from folkmoot.data.schemas import Schema, Schemas, translation_of
from folkmoot.data.tables import SHARED, SourceTable


class Place(Protocol):
    """A file or folder to be read: a path on disk, or what a release holds in its stead."""

    @property
    def name(self) -> str:
        """Give its name."""

    def is_dir(self) -> bool:
        """Tell whether it is a folder."""

    def is_file(self) -> bool:
        """Tell whether it is a plain file."""

    def iterdir(self) -> Iterator[Self]:
        """Yield what lies in the folder."""

    def read_bytes(self) -> bytes:
        """Read the file."""


@dataclass(frozen=True)
class DocumentFile:
    """A file in an assembly's folder `documents/`."""

    assembly: str
    name: str
    path: Place

    @property
    def content(self) -> bytes | Path:
        """Give its bytes, or the file to copy them from."""
        return self.path if isinstance(self.path, Path) else self.path.read_bytes()


@dataclass(frozen=True)
class Source:
    """Everything that was found: sheets, documents and what is wrong with the files."""

    origins: tuple[SourceTable, ...]
    documents: tuple[DocumentFile, ...]
    problems: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class _Entry:
    """A file or folder, with its path as people see it."""

    path: Place
    shown: str

    @property
    def stem(self) -> str:
        return PurePosixPath(self.path.name).stem

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.path.name).suffix


@dataclass(frozen=True)
class _Reading:
    """What holds for the whole of a reading, or for that of the translations into one `language`."""

    schemas: Schemas
    memory: Memory
    reserved: frozenset[str]
    language: str = ""


def read(
    datasets: Place, shown: str, schemas: Schemas, memory: Memory | None = None, reserved: frozenset[str] = KEPT
) -> Source:
    """Read every table below a folder, on disk or of a release, which people know by the path `shown`."""
    reading = _Reading(schemas, memory or Memory(), reserved)
    found: list[SourceTable | DocumentFile | Diagnostic] = []
    for entry in _entries(_Entry(datasets, shown), found):
        if entry.path.is_dir():
            found += _folder(entry, reading)
        elif not entry.path.name.startswith("_"):
            found.append(_ignored(entry, N_("tables lie in a folder for each assembly")))
    problems = [item for item in found if isinstance(item, Diagnostic)]
    origins = tuple(item for item in found if isinstance(item, SourceTable))
    if not any(origin.assembly != SHARED for origin in origins) and not problems:
        problems.append(
            Diagnostic(
                code="no-assembly",
                path=shown,
                message=Message(N_("must hold a folder for at least one assembly, got none")),
                hint=Message(N_("make one with: folkmoot new-assembly SLUG")),
            )
        )
    documents = tuple(item for item in found if isinstance(item, DocumentFile))
    return Source(origins, documents, in_reading_order(problems))


def _entries(folder: _Entry, found: list[SourceTable | DocumentFile | Diagnostic]) -> Iterator[_Entry]:
    """Yield what lies in a folder, sorted; name everything that isn't a plain file.

    Left out are hidden files, and what a spreadsheet puts beside a table that is open.
    """
    for path in sorted(folder.path.iterdir(), key=lambda p: p.name):
        if path.name.startswith((".", *LOCKS)):
            continue
        entry = _Entry(path, f"{folder.shown}/{path.name}")
        if _is_plain(path):
            yield entry
        else:
            found.append(
                Diagnostic(
                    code="not-a-regular-file",
                    path=entry.shown,
                    message=Message(N_("must be a plain file or folder, got a link or a special file")),
                    hint=Message(N_("put the file itself here")),
                )
            )


def _is_plain(path: Place) -> bool:
    if not isinstance(path, Path):
        return path.is_dir() or path.is_file()
    status = path.lstat()
    return stat.S_ISDIR(status.st_mode) or (stat.S_ISREG(status.st_mode) and status.st_nlink == 1)


def _folder(folder: _Entry, reading: _Reading) -> Iterator[SourceTable | DocumentFile | Diagnostic]:
    assembly = folder.path.name
    if assembly != SHARED and (not IDENTIFIER.match(assembly) or assembly in reading.reserved or len(assembly) > 64):
        yield Diagnostic(
            code="id-invalid",
            path=folder.shown,
            message=Message(
                N_(
                    "the folder's name is the assembly's address: must be lower-case letters, digits and single "
                    "hyphens, at most 64, no reserved name, got %(name)s"
                ),
                name=quoted(assembly),
            ),
            hint=Message(N_("rename the folder")),
        )
        return
    found: list[SourceTable | DocumentFile | Diagnostic] = []
    tables: dict[str, str] = {}
    for entry in _entries(folder, found):
        if entry.path.is_dir():
            found += _subfolder(assembly, entry, reading)
        else:
            found += _file(assembly, entry, reading, tables)
    yield from found
    yield from _missing(assembly, folder, reading.schemas, tables)


def at_language(shown: str, name: str) -> Diagnostic:
    """Say that an assembly has the address at which the whole site lies in another language."""
    sentence = N_("the folder's name is the assembly's address: must be no language of the site, got %(name)s")
    hint = N_("rename the folder, or take the language out of mkdocs.yml")
    return Diagnostic(code="id-reserved", path=shown, message=Message(sentence, name=name), hint=Message(hint))


def _subfolder(assembly: str, folder: _Entry, reading: _Reading) -> Iterator[SourceTable | DocumentFile | Diagnostic]:
    if folder.path.name == TRANSLATIONS:
        yield from _translations(assembly, folder, reading)
    elif folder.path.name == DOCUMENTS:
        yield from _documents(assembly, folder)
    else:
        yield _ignored(folder, N_("no table is a folder"))


def _translations(
    assembly: str, folder: _Entry, reading: _Reading
) -> Iterator[SourceTable | DocumentFile | Diagnostic]:
    """Read `translations/<language>/<table>`; there a table has its key and its texts only."""
    ours = {name: made for name, one in reading.schemas.items() if (made := translation_of(one)) is not None}
    found: list[SourceTable | DocumentFile | Diagnostic] = []
    for entry in _entries(folder, found):
        if not entry.path.is_dir():
            found.append(_ignored(entry, N_("translations lie in a folder for each language")))
        elif not LANGUAGE.match(entry.path.name):
            found.append(_no_language(entry))
        else:
            found += _in_language(assembly, entry, _Reading(ours, reading.memory, reading.reserved, entry.path.name))
    yield from found


def _in_language(assembly: str, folder: _Entry, reading: _Reading) -> Iterator[SourceTable | DocumentFile | Diagnostic]:
    found: list[SourceTable | DocumentFile | Diagnostic] = []
    tables: dict[str, str] = {}
    for entry in _entries(folder, found):
        found += _file(assembly, entry, reading, tables)
    yield from found


def _no_language(entry: _Entry) -> Diagnostic:
    return Diagnostic(
        code="translation-language",
        path=entry.shown,
        message=Message(N_("must be the code of a language, got %(name)s"), name=quoted(entry.path.name)),
        hint=Message(N_("such as fr or nl-BE")),
    )


def _documents(assembly: str, folder: _Entry) -> Iterator[SourceTable | DocumentFile | Diagnostic]:
    found: list[SourceTable | DocumentFile | Diagnostic] = []
    for entry in _entries(folder, found):
        if entry.path.is_file() and DOCUMENT.match(entry.path.name):
            yield DocumentFile(assembly, entry.path.name, entry.path)
        else:
            why = N_("only pdf, png, jpg, webp, txt and csv with plain lower-case names are published")
            yield _ignored(entry, why)
    yield from found


def _file(
    assembly: str, entry: _Entry, reading: _Reading, tables: dict[str, str]
) -> Iterator[SourceTable | DocumentFile | Diagnostic]:
    name = entry.stem
    schema = reading.schemas.get(name)
    if entry.suffix not in ENDINGS or schema is None:
        yield _unknown(entry, reading.schemas)
        return
    if name in tables:
        yield Diagnostic(
            code="table-twice",
            path=entry.shown,
            table=name,
            message=Message(N_("a table must lie in one file, got %(other)s as well"), other=tables[name]),
            hint=Message(N_("merge them and delete one")),
        )
        return
    tables[name] = entry.path.name
    found = _remembered(assembly, entry, schema, reading)
    for origin in found:
        if isinstance(origin, SourceTable):
            tables[origin.name] = entry.path.name
    yield from found


def _remembered(
    assembly: str, entry: _Entry, schema: Schema, reading: _Reading
) -> tuple[SourceTable | Diagnostic, ...]:
    data = entry.path.read_bytes()
    key = (entry.shown, hashlib.sha256(data).digest())
    known = reading.memory.files.get(key)
    if known is None:
        known = reading.memory.files[key] = tuple(_table(assembly, entry, data, schema, reading))
    return known


def _table(
    assembly: str, entry: _Entry, data: bytes, schema: Schema, reading: _Reading
) -> Iterator[SourceTable | Diagnostic]:
    if assembly == SHARED and not schema.shared:
        allowed = tuple(s.name for s in reading.schemas.values() if s.shared)
        hint = N_("move it to an assembly's folder")
        yield _at(entry, schema, "not-shared", N_("only %(tables)s may be shared"), hint, tables=allowed)
        return
    parsed = files.parse(entry.shown, data, schema.by_name.keys())
    yield from (_of_table(problem, schema) for problem in parsed.problems)
    raw = parsed.raw
    if raw is None:
        return
    if schema.record != (raw.is_record or (schema.record and len(raw.rows) == 1)):
        sentence = N_("must be one record, got a list")
        if not schema.record:
            sentence = N_("must be a list of records, got one record")
        yield _at(entry, schema, "yaml-shape", sentence, N_("begin each record of a list with a hyphen"))
        return
    yield SourceTable(assembly, schema, replace(raw, nested={}), reading.language)
    yield from _nested(assembly, entry, raw.nested, reading.schemas)


def _of_table(problem: Diagnostic, schema: Schema) -> Diagnostic:
    """Say of which table a file's problem is; what was found may stand in any of its columns, public or not."""
    made = replace(problem, table=schema.name)
    return made if schema.is_public(*schema.by_name) else made.hidden()


def _nested(
    assembly: str,
    entry: _Entry,
    nested: Mapping[str, files.RawTable],
    schemas: Schemas,
) -> Iterator[SourceTable | Diagnostic]:
    for key, raw in nested.items():
        schema = schemas.get(key)
        if schema is None or key != "coverage":
            line = raw.lines[0] if raw.lines else 1
            yield Diagnostic(
                code="yaml-nested",
                path=entry.shown,
                line=line,
                field=key,
                message=Message(N_("must be one value, got a list of records")),
                hint=Message(N_("only coverage may be kept inside; every other table is a file of its own")),
            )
            continue
        yield SourceTable(assembly, schema, raw)


def _missing(assembly: str, folder: _Entry, schemas: Schemas, tables: dict[str, str]) -> Iterator[Diagnostic]:
    for schema in schemas.values():
        if schema.required and assembly != SHARED and schema.name not in tables:
            yield Diagnostic(
                code="table-missing",
                path=folder.shown,
                table=schema.name,
                message=Message(N_("must hold a table %(table)s, got none"), table=schema.name),
                hint=Message(N_("add %(file)s"), file=f"{schema.name}.{'yaml' if schema.record else 'csv'}"),
            )


def _unknown(entry: _Entry, schemas: Schemas) -> Diagnostic:
    schema = schemas.get(entry.stem)
    if schema is not None:
        sentence = N_("a table's file name must end in .csv or .yaml, got %(name)s")
        hint = N_("save it as one of these, or rename it")
        return _at(entry, schema, "file-ending", sentence, hint, name=quoted(entry.path.name))
    near = did_you_mean(entry.stem, schemas)
    if entry.suffix in ENDINGS and near:
        return Diagnostic(
            code="table-unknown",
            path=entry.shown,
            message=Message(N_("must be named after a table, got %(name)s"), name=quoted(entry.stem)),
            hint=near,
        )
    return _ignored(entry, N_("no table has this name; tables are .csv or .yaml files named after their schema"))


def _ignored(entry: _Entry, why: Msgid) -> Diagnostic:
    return Diagnostic(
        code="file-ignored",
        path=entry.shown,
        severity=Severity.WARNING,
        message=Message(N_("is not published: %(why)s"), why=Message(why)),
        hint=Message(N_("move it out of datasets/ if it isn't meant to be here")),
    )


def _at(entry: _Entry, schema: Schema, code: str, sentence: Msgid, hint: Msgid, /, **values: Named) -> Diagnostic:
    message, advice = filled(sentence, values), filled(hint, values)
    return Diagnostic(code=code, path=entry.shown, table=schema.name, message=message, hint=advice)
