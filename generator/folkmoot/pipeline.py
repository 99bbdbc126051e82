"""The program's table of contents: from files to pages and downloads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from folkmoot import check, model, rules, schemas, source, templates
from folkmoot.outputs import booklets, downloads, measures, pages, pictures, sharing
from folkmoot.problems import BadData, Problem, errors, in_reading_order
from folkmoot.schemas import Schemas
from folkmoot.site import Page, Site, SiteFile
from folkmoot.source import Document
from folkmoot.tables import Tables

Share = Callable[[], Iterator[Page | SiteFile]]


@dataclass(frozen=True)
class Settings:
    """What the project says of its site. `root` is the folder of mkdocs.yml; `as_of` is the day of the figures."""

    root: Path
    datasets: Path
    as_of: date
    name: str = "folkmoot"
    url: str = ""
    description: str = ""
    templates: tuple[Path, ...] = ()
    repository: str = ""
    branch: str = "main"
    pictures: bool = True


@dataclass(frozen=True)
class Inspected:
    """The tables and everything that is wrong with them."""

    tables: Tables
    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]


def inspect(settings: Settings) -> Inspected:
    """Read every dataset and find every mistake in one run; raises `BadSettings` where there is nothing to read."""
    known: Schemas = schemas.load()
    found = source.read(settings.root, settings.datasets, known)
    checked = check.check(found.sheets, known)
    sense = rules.apply(checked.tables)
    problems = in_reading_order([*found.problems, *checked.problems, *sense])
    return Inspected(checked.tables, found.documents, problems)


def record(settings: Settings, inspected: Inspected) -> Site:
    """Turn tables without mistakes into the site's objects; raises `BadData` with all mistakes where there are any."""
    if errors(inspected.problems):
        raise BadData(inspected.problems)
    return Site(
        name=settings.name,
        url=settings.url,
        description=settings.description,
        as_of=settings.as_of,
        record=model.build(inspected.tables),
        tables=inspected.tables,
        documents=inspected.documents,
        repository=settings.repository,
        branch=settings.branch,
        pictures=settings.pictures,
    )


def generate(settings: Settings, site: Site, number: int = 1) -> tuple[Share, ...]:
    """Divide the making of all pages and files into shares that need nothing of each other, `number` of them of pages.

    The home page is in the first share. The downloads can't be divided and come early, so that nothing waits for them.
    """
    env = templates.environment(site.tables.schemas, settings.templates, site.language)
    templates.load(env)
    drafts = tuple(pages.drafts(site))
    first, *others = (partial(pages.make, site, env, drafts[i::number]) for i in range(number))
    return (
        first,
        partial(downloads.make, site),
        partial(pictures.make, site, env),
        partial(measures.make, site),
        partial(sharing.make, site, env),
        partial(booklets.make, site, env),
        *others,
    )
