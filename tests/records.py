"""Small records for tests, written as tables and read the way the program reads them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from textwrap import dedent
from types import MappingProxyType
from typing import Any

from folkmoot import dataset
from folkmoot.data import files, schemas, shape
from folkmoot.data.discover import DocumentFile
from folkmoot.data.problems import errors
from folkmoot.data.tables import SourceTable, Tables
from folkmoot.dataset import Dataset
from folkmoot.pages import assembly, index, recommendation, releases
from folkmoot.pages.spec import PageSpec
from folkmoot.record import linker
from folkmoot.record.assembly import Assembly
from folkmoot.web.settings import Settings
from folkmoot.web.site import Site

CHECKED = "2031-01-01"
ASSEMBLY = """
    name,question,level,kind,starts_on,ends_on,reported_on,languages,licence
    Demo,What now?,local,assembly,2024-01-13,2024-03-31,2024-04-30,en,CC-BY-4.0
"""
RECOMMENDATIONS = """
    id,title,kind,decision,addressed_to
    r1,Plant trees,recommendation,adopted,council
"""
AUTHORITIES = """
    id,name,kind,level
    council,Town council,council,local
    ministry,Ministry,ministry,national
"""


def tables_of(*, fr: Mapping[str, str] = MappingProxyType({}), **texts: str) -> Tables:
    """Read tables of one assembly `demo` from CSV texts; the assembly, one recommendation and authorities are there.

    Without coverage of their own, all tables are called complete.

    `fr` are translations into French.
    """
    given = {"assembly": ASSEMBLY, "recommendations": RECOMMENDATIONS, "authorities": AUTHORITIES, **texts}
    known = schemas.load()
    given.setdefault("coverage", _complete(given, known))
    own = {name: schemas.translation_of(known[name]) for name in fr}
    origins = [
        *(_sheet(known[name], text) for name, text in given.items()),
        *(replace(_sheet(schema, fr[name]), language="fr") for name, schema in own.items() if schema),
    ]
    checked = shape.check(origins, known)
    assert not errors(checked.problems), [str(problem) for problem in checked.problems]
    return checked.tables


def _complete(given: Mapping[str, str], known: Mapping[str, schemas.Schema]) -> str:
    """Say of every table that it is complete, and was looked at long after everything in the tests."""
    rows = {name: len(dedent(given.get(name, "head")).strip().splitlines()) - 1 for name in known}
    lines = (f"{name},complete,{n},{CHECKED}" for name, n in rows.items() if not known[name].shared)
    return "\n".join(("table,state,of,checked_on", *lines))


def read_project(root: Path) -> Dataset:
    """Read the datasets of a project, whose paths are said as the command says them."""
    return dataset.read(root / "datasets", "datasets")


def assembly_of(**texts: str) -> Assembly:
    """Read one assembly from CSV texts."""
    return linker.link(tables_of(**texts)).by_id["demo"]


def made_site(tables: Tables, as_of: date, documents: tuple[DocumentFile, ...] = (), **settings: Any) -> Site:
    """Make the site of tables on a day, with some settings such as `name` or `url`."""
    return Site(Settings(as_of=as_of, **settings), Dataset(tables, documents), as_of, revision="main")


def specs_of(site: Site) -> Iterator[PageSpec]:
    """List every page of a site before its template is filled."""
    makers = (index.home, index.codebook, index.mistakes, index.method, index.glossary, index.overdue, index.compare)
    yield from chain.from_iterable(make(site) for make in (*makers, index.style, releases.of_releases))
    yield from chain.from_iterable(one() for one in (*assembly.chapters(site), *recommendation.chapters(site)))


def _sheet(schema: schemas.Schema, text: str) -> SourceTable:
    clean = dedent(text).strip() + "\n"
    parsed = files.parse(f"datasets/demo/{schema.name}.csv", clean.encode())
    assert parsed.raw is not None and not parsed.problems, parsed.problems
    return SourceTable("demo", schema, parsed.raw)


def rows_of(content: bytes) -> list[dict[str, str]]:
    """Read a published CSV back."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))
