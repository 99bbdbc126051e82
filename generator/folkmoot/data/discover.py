"""Walk `datasets/`: which file is which table of which assembly."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Protocol, Self

from folkmoot.data import document_names, files
from folkmoot.data.files import file_names, people
from folkmoot.data.memory import Memory
from folkmoot.data.messages import EMPTY, N_, Message, Msgid, Named, filled, quoted
from folkmoot.data.names import DOCUMENT, DOCUMENTS, ENDINGS, IDENTIFIER, KEPT, LANGUAGE, LOCKS, TRANSLATIONS
from folkmoot.data.problems import Diagnostic, Severity, did_you_mean, in_reading_order
from folkmoot.data.schemas import Schema, Schemas, translation_of
from folkmoot.data.tables import SHARED, SourceTable

_PICTURES = (".pdf", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".mp3", ".mp4")


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
    """A file in an assembly's folder `documents/`, with its path as people see it."""

    assembly: str
    name: str
    path: Place
    shown: str = ""

    @property
    def content(self) -> bytes | Path:
        """Give its bytes, or the file to copy them from."""
        return self.path if isinstance(self.path, Path) else self.path.read_bytes()


BESIDE = frozenset({"file-copy", "table-misplaced", "document-name", "document-unlisted", "each-row-a-person"})
"""What is wrong with files that aren't read: it stops publication, but the record can be linked without them."""


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
            found.append(_too_high(entry, schemas))
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
    named = {item.table for item in found if isinstance(item, Diagnostic) and item.table}
    yield from _missing(assembly, folder, reading.schemas, named.union(tables))


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
        yield from _registers_below(folder)


def _registers_below(folder: _Entry) -> Iterator[Diagnostic]:
    """Look into a folder that isn't published: what lies in it is in the repository all the same."""
    for path in folder.path.iterdir():
        entry = _Entry(path, f"{folder.shown}/{path.name}")
        if not _is_plain(path) or path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _registers_below(entry)
        elif _is_register(entry):
            yield _register(entry)


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
        found += _document(assembly, entry)
    yield from found


def _document(assembly: str, entry: _Entry) -> Iterator[DocumentFile | Diagnostic]:
    name = entry.path.name
    if entry.path.is_dir():
        hint = Message(N_("move its files up into documents/ and name them in documents"))
        message = Message(N_("documents lie in one folder, without folders in it; got the folder %(name)s"), name=name)
        yield Diagnostic(code="document-name", path=entry.shown, message=message, hint=hint)
        yield from _registers_below(entry)
    elif _is_register(entry):
        yield _register(entry)
    elif DOCUMENT.match(name):
        yield DocumentFile(assembly, name, entry.path, entry.shown)
    elif file_names.is_backup(name):
        yield _ignored(entry, N_("it is a backup that an editor or a system left"))
    else:
        message, hint = document_names.wrong_with(name), document_names.advice(name)
        yield Diagnostic(code="document-name", path=entry.shown, message=message, hint=hint)


def _is_register(entry: _Entry) -> bool:
    """Tell whether each row of a file is a person; pictures and the like aren't opened."""
    name = entry.path.name.lower()
    return not name.endswith(_PICTURES) and people.is_register(name, entry.path.read_bytes())


def _register(entry: _Entry) -> Diagnostic:
    """Refuse a file of which each row is a person, without a word of what stands in it."""
    sentence = N_("each row is a person: must not be in a record that is published, nor in its repository")
    hint = N_("delete the file and take it out of the history of the repository as well; publish counts instead")
    return Diagnostic(code="each-row-a-person", path=entry.shown, message=Message(sentence), hint=Message(hint))


def _file(
    assembly: str, entry: _Entry, reading: _Reading, tables: dict[str, str]
) -> Iterator[SourceTable | DocumentFile | Diagnostic]:
    name = entry.stem
    schema = reading.schemas.get(name)
    if entry.suffix not in ENDINGS or schema is None:
        yield _register(entry) if _is_register(entry) else _unknown(entry, reading.schemas)
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
    if _lists_people(entry, data, parsed, schema):
        yield replace(_register(entry), table=schema.name)
        return
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


def _lists_people(entry: _Entry, data: bytes, parsed: files.Parsed, schema: Schema) -> bool:
    """Tell whether columns that a table doesn't have make each row a person; a sound table is only glanced at."""
    if parsed.raw is None:
        return people.is_register(entry.path.name, data)
    header = parsed.raw.header
    foreign = [i for i, name in enumerate(header) if name not in schema.by_name]
    if not foreign:
        return False
    rows = [[row[i] for i in foreign] for row in parsed.raw.rows[:2000]]
    return people.is_register_table([header[i] for i in foreign], rows)


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


def _missing(assembly: str, folder: _Entry, schemas: Schemas, tables: Container[str]) -> Iterator[Diagnostic]:
    for schema in schemas.values():
        if schema.required and assembly != SHARED and schema.name not in tables:
            yield Diagnostic(
                code="table-missing",
                path=folder.shown,
                table=schema.name,
                message=Message(N_("must hold a table %(table)s, got none"), table=schema.name),
                hint=Message(N_("add %(file)s"), file=f"{schema.name}.{'yaml' if schema.record else 'csv'}"),
            )


def _too_high(entry: _Entry, schemas: Schemas) -> Diagnostic:
    """Name what lies beside the folders of the assemblies."""
    if _is_register(entry):
        return _register(entry)
    meant = file_names.meant_by(entry.path.name, schemas)
    if meant is None or not file_names.is_tabular(entry.path.name):
        return _ignored(entry, N_("tables lie in a folder for each assembly"))
    sentence = N_("a table must lie in the folder of its assembly, got %(name)s beside the folders")
    hint = N_("move it into that folder, or into _shared where it is common to all")
    return _at(entry, schemas[meant.table], "table-misplaced", sentence, hint, name=quoted(entry.path.name))


def _unknown(entry: _Entry, schemas: Schemas) -> Diagnostic:
    """Name a file that is no table, by what was probably meant."""
    name = entry.path.name
    if file_names.is_backup(name):
        return _ignored(entry, N_("it is a backup that an editor or a system left"))
    meant = file_names.meant_by(name, schemas)
    if meant is not None and meant.is_copy:
        sentence = N_("must not lie beside the tables: looks like a copy of %(table)s, got %(name)s")
        hint = N_("delete it, or rename it to %(table)s.csv if it is the right one; git keeps what was before")
        return _at(entry, schemas[meant.table], "file-copy", sentence, hint, table=meant.table, name=quoted(name))
    if meant is not None:
        sentence = N_("a table's file name must end in .csv or .yaml, got %(name)s")
        schema = schemas[meant.table]
        return _at(entry, schema, "file-ending", sentence, _save_as(name), table=schema.name, name=quoted(name))
    near = _probably(entry, schemas) if file_names.is_tabular(name) else EMPTY
    if near:
        sentence = N_("must be named after a table, got %(name)s")
        message = Message(sentence, name=quoted(entry.stem))
        return Diagnostic(code="table-unknown", path=entry.shown, message=message, hint=near)
    return _ignored(entry, N_("no table has this name; tables are .csv or .yaml files named after their schema"))


def _save_as(name: str) -> Msgid:
    """Say how a file gets the ending of a table."""
    endings = {*name.lower().split(".")[1:]}
    if not endings.isdisjoint({"yaml", "yml"}):
        return N_("rename it to %(table)s.yaml")
    if endings <= {"csv", "txt"}:
        return N_("rename it to %(table)s.csv; to see whole names in Windows, switch on their endings")
    return N_("save it as %(table)s.csv, in UTF-8 and with commas")


def _probably(entry: _Entry, schemas: Schemas) -> Message:
    """Suggest the table that a file may be, by its columns or else by its name; nothing where it may be none."""
    near = file_names.best_fit(_header(entry), ((s.name, s.by_name, _needed(s)) for s in schemas.values()))
    near = near or file_names.other_word_for(entry.path.name)
    return Message(N_('did you mean "%(near)s"?'), near=near) if near in schemas else did_you_mean(entry.stem, schemas)


def _header(entry: _Entry) -> tuple[str, ...]:
    if entry.suffix not in ENDINGS:
        return ()
    raw = files.parse(entry.shown, entry.path.read_bytes()).raw
    return raw.header if raw is not None else ()


def _needed(schema: Schema) -> tuple[str, ...]:
    return tuple(column.name for column in schema.columns if column.required)


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
