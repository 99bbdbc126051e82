"""Walk `datasets/`: which file is which table of which assembly."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from folkmoot import files
from folkmoot.problems import BadSettings, Problem, Severity, did_you_mean, in_reading_order
from folkmoot.schemas import Schema, Schemas, translation_of
from folkmoot.tables import SHARED, Sheet

IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
RESERVED = frozenset(
    "con prn aux nul about all api assets badges catalog codebook compare data embed feeds guide index latest manifest "
    "measures method mistakes overdue pagefind releases schemas search sitemap".split()
    + [f"{device}{n}" for device in ("com", "lpt") for n in range(10)]
)
ENDINGS = (".csv", ".yaml")
DOCUMENT = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*\.(pdf|png|jpg|jpeg|webp|txt|csv)\Z")
DOCUMENTS = "documents"
TRANSLATIONS = "translations"
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?\Z")


@dataclass(frozen=True)
class Document:
    """A file in an assembly's folder `documents/`."""

    assembly: str
    name: str
    path: Path


@dataclass(frozen=True)
class Source:
    """Everything that was found: sheets, documents and what is wrong with the files."""

    sheets: tuple[Sheet, ...]
    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Entry:
    """A file or folder, with its path as people see it."""

    path: Path
    shown: str


def read(root: Path, datasets: Path, schemas: Schemas) -> Source:
    """Read every table below `datasets`; paths in problems are relative to `root`.

    Raises `BadSettings` where there is no such folder.
    """
    if not datasets.is_dir():
        raise BadSettings(f"{datasets}: must be a folder of datasets, got none (set datasets_dir in mkdocs.yml)")
    found: list[Sheet | Document | Problem] = []
    for entry in _entries(datasets, root, found):
        if entry.path.is_dir():
            found += _folder(entry, root, schemas)
        elif not entry.path.name.startswith("_"):
            found.append(_ignored(entry, "tables lie in a folder for each assembly"))
    problems = [item for item in found if isinstance(item, Problem)]
    sheets = tuple(item for item in found if isinstance(item, Sheet))
    if not any(sheet.assembly != SHARED for sheet in sheets) and not problems:
        shown = datasets.relative_to(root).as_posix()
        problems.append(
            Problem(
                code="no-assembly",
                path=shown,
                message="must hold a folder for at least one assembly, got none",
                hint="make one with: folkmoot new-assembly SLUG",
            )
        )
    documents = tuple(item for item in found if isinstance(item, Document))
    return Source(sheets, documents, in_reading_order(problems))


def _entries(folder: Path, root: Path, found: list[Sheet | Document | Problem]) -> Iterator[_Entry]:
    """Yield what lies in a folder, sorted; leave out hidden files and name everything that isn't a plain file."""
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.startswith("."):
            continue
        entry = _Entry(path, path.relative_to(root).as_posix())
        mode = path.lstat().st_mode
        if stat.S_ISDIR(mode) or (stat.S_ISREG(mode) and path.lstat().st_nlink == 1):
            yield entry
        else:
            found.append(
                Problem(
                    code="not-a-regular-file",
                    path=entry.shown,
                    message="must be a plain file or folder, got a link or a special file",
                    hint="put the file itself here",
                )
            )


def _folder(folder: _Entry, root: Path, schemas: Schemas) -> Iterator[Sheet | Document | Problem]:
    assembly = folder.path.name
    if assembly != SHARED and (not IDENTIFIER.match(assembly) or assembly in RESERVED or len(assembly) > 64):
        yield Problem(
            code="id-invalid",
            path=folder.shown,
            message=f"the folder's name is the assembly's address: must be lower-case letters, digits and single "
            f'hyphens, at most 64, no reserved name, got "{assembly}"',
            hint="rename the folder",
        )
        return
    found: list[Sheet | Document | Problem] = []
    tables: dict[str, str] = {}
    for entry in _entries(folder.path, root, found):
        if entry.path.is_dir():
            found += _subfolder(assembly, entry, root, schemas)
        else:
            found += _file(assembly, entry, schemas, tables)
    yield from found
    yield from _missing(assembly, folder, schemas, tables)


def _subfolder(assembly: str, folder: _Entry, root: Path, schemas: Schemas) -> Iterator[Sheet | Document | Problem]:
    if folder.path.name == TRANSLATIONS:
        yield from _translations(assembly, folder, root, schemas)
    elif folder.path.name == DOCUMENTS:
        yield from _documents(assembly, folder, root)
    else:
        yield _ignored(folder, "no table is a folder")


def _translations(assembly: str, folder: _Entry, root: Path, schemas: Schemas) -> Iterator[Sheet | Document | Problem]:
    """Read `translations/<language>/<table>`; there a table has its key and its texts only."""
    ours = {name: made for name, schema in schemas.items() if (made := translation_of(schema)) is not None}
    found: list[Sheet | Document | Problem] = []
    for entry in _entries(folder.path, root, found):
        if not entry.path.is_dir():
            found.append(_ignored(entry, "translations lie in a folder for each language"))
        elif not LANGUAGE.match(entry.path.name):
            found.append(_no_language(entry))
        else:
            found += _in_language(assembly, entry, root, ours)
    yield from found


def _in_language(assembly: str, folder: _Entry, root: Path, schemas: Schemas) -> Iterator[Sheet | Document | Problem]:
    found: list[Sheet | Document | Problem] = []
    tables: dict[str, str] = {}
    for entry in _entries(folder.path, root, found):
        found += _file(assembly, entry, schemas, tables)
    for item in found:
        yield replace(item, language=folder.path.name) if isinstance(item, Sheet) else item


def _no_language(entry: _Entry) -> Problem:
    return Problem(
        code="translation-language",
        path=entry.shown,
        message=f'must be the code of a language, got "{entry.path.name}"',
        hint="such as fr or nl-BE",
    )


def _documents(assembly: str, folder: _Entry, root: Path) -> Iterator[Sheet | Document | Problem]:
    found: list[Sheet | Document | Problem] = []
    for entry in _entries(folder.path, root, found):
        if entry.path.is_file() and DOCUMENT.match(entry.path.name):
            yield Document(assembly, entry.path.name, entry.path)
        else:
            yield _ignored(entry, "only pdf, png, jpg, webp, txt and csv with plain lower-case names are published")
    yield from found


def _file(
    assembly: str, entry: _Entry, schemas: Schemas, tables: dict[str, str]
) -> Iterator[Sheet | Document | Problem]:
    name, ending = entry.path.stem, entry.path.suffix
    schema = schemas.get(name)
    if ending not in ENDINGS or schema is None:
        yield _unknown(entry, schemas)
        return
    if name in tables:
        yield Problem(
            code="table-twice",
            path=entry.shown,
            table=name,
            message=f"a table must lie in one file, got {tables[name]} as well",
            hint="merge them and delete one",
        )
        return
    tables[name] = entry.path.name
    yield from _table(assembly, entry, schema, schemas, tables)


def _table(
    assembly: str, entry: _Entry, schema: Schema, schemas: Schemas, tables: dict[str, str]
) -> Iterator[Sheet | Document | Problem]:
    if assembly == SHARED and not schema.shared:
        allowed = ", ".join(s.name for s in schemas.values() if s.shared)
        yield _at(entry, schema, "not-shared", f"only {allowed} may be shared", "move it to an assembly's folder")
        return
    parsed = files.parse(entry.shown, entry.path.read_bytes())
    yield from (replace(problem, table=schema.name) for problem in parsed.problems)
    rectangle = parsed.rectangle
    if rectangle is None:
        return
    if schema.record != (rectangle.is_record or (schema.record and len(rectangle.rows) == 1)):
        wanted, got = ("one record", "a list") if schema.record else ("a list of records", "one record")
        yield _at(
            entry, schema, "yaml-shape", f"must be {wanted}, got {got}", "begin each record of a list with a hyphen"
        )
        return
    yield Sheet(assembly, schema, replace(rectangle, nested={}))
    yield from _nested(assembly, entry, rectangle.nested, schemas, tables)


def _nested(
    assembly: str,
    entry: _Entry,
    nested: Mapping[str, files.Rectangle],
    schemas: Schemas,
    tables: dict[str, str],
) -> Iterator[Sheet | Problem]:
    for key, rectangle in nested.items():
        schema = schemas.get(key)
        if schema is None or key != "coverage":
            line = rectangle.lines[0] if rectangle.lines else 1
            yield Problem(
                code="yaml-nested",
                path=entry.shown,
                line=line,
                field=key,
                message="must be one value, got a list of records",
                hint="only coverage may be kept inside; every other table is a file of its own",
            )
            continue
        tables[key] = entry.path.name
        yield Sheet(assembly, schema, rectangle)


def _missing(assembly: str, folder: _Entry, schemas: Schemas, tables: dict[str, str]) -> Iterator[Problem]:
    for schema in schemas.values():
        if schema.required and assembly != SHARED and schema.name not in tables:
            yield Problem(
                code="table-missing",
                path=folder.shown,
                table=schema.name,
                message=f"must hold a table {schema.name}, got none",
                hint=f"add {schema.name}.{'yaml' if schema.record else 'csv'}",
            )


def _unknown(entry: _Entry, schemas: Schemas) -> Problem:
    schema = schemas.get(entry.path.stem)
    if schema is not None:
        told = f'a table\'s file name must end in .csv or .yaml, got "{entry.path.name}"'
        return _at(entry, schema, "file-ending", told, "save it as one of these, or rename it")
    near = did_you_mean(entry.path.stem, schemas)
    if entry.path.suffix in ENDINGS and near:
        return Problem(
            code="table-unknown",
            path=entry.shown,
            message=f'must be named after a table, got "{entry.path.stem}"',
            hint=near,
        )
    return _ignored(entry, "no table has this name; tables are .csv or .yaml files named after their schema")


def _ignored(entry: _Entry, why: str) -> Problem:
    return Problem(
        code="file-ignored",
        path=entry.shown,
        severity=Severity.WARNING,
        message=f"is not published: {why}",
        hint="move it out of datasets/ if it isn't meant to be here",
    )


def _at(entry: _Entry, schema: Schema, code: str, message: str, hint: str) -> Problem:
    return Problem(code=code, path=entry.shown, table=schema.name, message=message, hint=hint)
