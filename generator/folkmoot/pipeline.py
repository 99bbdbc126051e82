"""The program's table of contents: from files to pages and downloads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from folkmoot import check, model, rules, schemas, source, templates, text
from folkmoot.outputs import downloads, measures, pages
from folkmoot.problems import BadData, Problem, errors, in_reading_order
from folkmoot.schemas import Schemas
from folkmoot.site import Page, Site, SiteFile
from folkmoot.source import Document
from folkmoot.tables import Tables
from folkmoot.words import SOURCE

Share = Callable[[], Iterator[Page | SiteFile]]


@dataclass(frozen=True)
class Settings:
    """What the project says of its site.

    `root` is the folder of mkdocs.yml; `as_of` is the day of the figures; the first of the
    `languages` is the site's own.
    """

    root: Path
    datasets: Path
    as_of: date
    name: str = "folkmoot"
    url: str = ""
    description: str = ""
    templates: tuple[Path, ...] = ()
    repository: str = ""
    branch: str = "main"
    languages: tuple[str, ...] = (SOURCE,)


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
    """Turn tables without mistakes into the site's objects, with the same in each further language as siblings.

    Raises `BadData` with all mistakes where there are any.
    """
    if errors(inspected.problems):
        raise BadData(inspected.problems)
    own, *others = settings.languages
    siblings = tuple(_in_language(settings, inspected, language, f"{language}/") for language in others)
    return replace(_in_language(settings, inspected, own, ""), siblings=siblings)


def _in_language(settings: Settings, inspected: Inspected, language: str, prefix: str) -> Site:
    tables = text.choose(inspected.tables, language, settings.languages[0])
    return Site(
        name=settings.name,
        url=settings.url,
        description=settings.description,
        as_of=settings.as_of,
        record=model.build(tables),
        tables=tables,
        documents=inspected.documents,
        repository=settings.repository,
        branch=settings.branch,
        language=language,
        prefix=prefix,
    )


def generate(settings: Settings, site: Site, number: int = 1) -> tuple[Share, ...]:
    """Divide the making of all pages and files into shares that need nothing of each other, `number` of them of pages.

    Each language has its own shares of pages, with its home page in the first of them; those of the site's own language
    come first. The downloads are the same in all languages. They can't be divided and come early, so that nothing waits
    for them.
    """
    first, *others = _of_pages(settings, site, number)
    further = [share for sibling in site.siblings for share in _of_pages(settings, sibling, number)]
    return (first, partial(downloads.make, site), partial(measures.make, site), *others, *further)


def _of_pages(settings: Settings, site: Site, number: int) -> list[Share]:
    env = templates.environment(site.tables.schemas, settings.templates, site.language)
    templates.load(env)
    drafts = tuple(pages.drafts(site))
    return [partial(pages.make, site, env, drafts[i::number]) for i in range(number)]
