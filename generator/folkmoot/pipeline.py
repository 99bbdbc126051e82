"""The program's table of contents: from files to pages and downloads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from jinja2 import Environment

from folkmoot.data import discover, localise, rules, schemas, shape
from folkmoot.data.discover import DocumentFile
from folkmoot.data.memory import Memory
from folkmoot.data.problems import BadData, Diagnostic, errors, in_reading_order
from folkmoot.data.schemas import Schemas
from folkmoot.data.tables import Tables
from folkmoot.exports import calendar, csl, downloads, embeds, feeds, measures, release_files, social_images
from folkmoot.exports import diff_report as message
from folkmoot.history import archive as archives
from folkmoot.history import compare as differences
from folkmoot.history import states
from folkmoot.history.archive import Past
from folkmoot.i18n import localizer
from folkmoot.pages import chapters, explorer, language_prefix, print, render, spec
from folkmoot.record import linker
from folkmoot.web import templates
from folkmoot.web.site import Page, Site, SiteFile

Job = Callable[[], Iterator[Page | SiteFile]]


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
    releases: bool = True
    pictures: bool = True
    extras: bool = True
    contact: str = ""
    languages: tuple[str, ...] = (localizer.SOURCE,)


@dataclass(frozen=True)
class Inspected:
    """The tables and everything that is wrong with them, and a memory of what was read for it."""

    tables: Tables
    documents: tuple[DocumentFile, ...]
    problems: tuple[Diagnostic, ...]
    memory: Memory = field(default_factory=Memory)


def inspect(settings: Settings) -> Inspected:
    """Read every dataset and find every mistake in one run; raises `BadSettings` where there is nothing to read."""
    known: Schemas = schemas.load()
    memory = Memory()
    found = discover.read(settings.root, settings.datasets, known, memory)
    checked = shape.check(found.origins, known, memory)
    sense = rules.apply(checked.tables)
    ledger = archives.read_ledger(settings.root, settings.datasets)
    taken = _taken_addresses(settings, checked.tables)
    problems = in_reading_order([*found.problems, *checked.problems, *sense, *ledger.problems, *taken])
    return Inspected(checked.tables, found.documents, problems, memory)


def _taken_addresses(settings: Settings, tables: Tables) -> Iterator[Diagnostic]:
    """Find assemblies at whose address the whole site lies in another language."""
    languages = {language.casefold() for language in settings.languages[1:]}
    for assembly in languages.intersection(tables.assemblies):
        yield Diagnostic(
            code="id-reserved",
            path=f"{settings.datasets.relative_to(settings.root).as_posix()}/{assembly}",
            message=f"the folder's name is the assembly's address: must be no language of the site, got {assembly}",
            hint="rename the folder, or take the language out of mkdocs.yml",
        )


def record(settings: Settings, inspected: Inspected) -> Site:
    """Turn tables without mistakes into the site's objects, with every past release and every further language.

    Raises `BadData` with all mistakes where there are any, and `BadSettings` where the history is missing that the
    ledger of releases names.
    """
    if errors(inspected.problems):
        raise BadData(inspected.problems)
    newest = _newest(settings, inspected)
    own = with_releases(settings, inspected, newest) if settings.releases else newest
    localised = replace(own, siblings=tuple(_in_language(own, language) for language in settings.languages[1:]))
    return _localised(localised, settings.languages[0])


def _in_language(own: Site, language: str) -> Site:
    """Give the same record in another language, past releases with it; files that are the same in all are left out."""
    sibling = replace(_localised(own, own.language, language), prefix=f"{language}/", archives=())
    return replace(sibling, past={version: _in_language(then, language) for version, then in own.past.items()})


def _localised(site: Site, default: str, language: str = "") -> Site:
    """Choose the texts of a record in a language; where all stand in it already, the record is the same object."""
    tables = localise.choose(site.tables, language or default, default)
    record = site.record if tables is site.tables else linker.link(tables)
    return replace(site, tables=tables, record=record, language=language or default)


def _newest(settings: Settings, inspected: Inspected) -> Site:
    return Site(
        name=settings.name,
        url=settings.url,
        description=settings.description,
        as_of=settings.as_of,
        record=linker.link(inspected.tables),
        tables=inspected.tables,
        documents=inspected.documents,
        repository=settings.repository,
        branch=settings.branch,
        language=settings.languages[0],
        commit=archives.commit_of(settings.datasets),
        pictures=settings.pictures,
        extras=settings.extras,
        contact=settings.contact,
    )


def with_releases(settings: Settings, inspected: Inspected, newest: Site) -> Site:
    """Add the past releases, rebuilt from the history; unchanged where the ledger names none."""
    schemas = inspected.tables.schemas
    archive = archives.open_archive(settings.root, settings.datasets, schemas, inspected.memory)
    if archive is None:
        return newest
    pasts = archives.read(archive, inspected.tables)
    stood = {past.release.version: _as_it_stood(newest, past) for past in pasts if past.release.readable}
    return replace(
        newest,
        version=_version_of(newest, stood),
        releases=tuple(past.release for past in reversed(pasts)),
        past=stood,
        archives=tuple(partial(release_files.make, archive, past) for past in pasts),
        chain=release_files.chain(archive),
    )


def _version_of(newest: Site, stood: Mapping[str, Site]) -> str:
    """Tell which release the newest record is, '' where it is none; tables that didn't change are the same objects."""
    same = (name for name, then in stood.items() if then.tables.by_place == newest.tables.by_place)
    return max(same, key=lambda name: stood[name].as_of, default="")


def _as_it_stood(newest: Site, past: Past) -> Site:
    """Make the site's objects of a past release, as of its own day."""
    return replace(
        newest,
        as_of=past.release.on,
        version=past.release.version,
        record=linker.link(past.tables),
        tables=past.tables,
        documents=past.documents,
        commit=past.release.commit,
    )


def generate(settings: Settings, site: Site) -> tuple[Job, ...]:
    """Divide the making of all pages and files into shares that need nothing of each other.

    The first ones begin with the home pages, one for each language. What can't be divided comes early, so that nothing
    waits for it. Further languages have pages of their own; the files are the same.
    """
    env = _environment(settings, site)
    first, *others = _of_pages(site, env)
    siblings = [_of_language(settings, sibling) for sibling in site.siblings]
    packages = (partial(downloads.of_release, then, version) for version, then in site.past.items())
    files = (downloads.make, measures.make, csl.make)
    extras = (embeds.make, print.make) if site.extras else ()
    localised = (*extras, social_images.make, feeds.make, calendar.make)
    return (
        first,
        *(home for home, *_ in siblings),
        *(partial(make, site) for make in files),
        *(partial(make, site, env) for make in localised),
        partial(language_prefix.make, site, env, partial(explorer.make, site, env)),
        *packages,
        *site.archives,
        *others,
        *(job for _, *jobs in siblings for job in jobs),
    )


def _environment(settings: Settings, site: Site) -> Environment:
    env = templates.environment(site.tables.schemas, settings.templates, site.language)
    templates.load(env)
    return env


def _of_pages(site: Site, env: Environment) -> list[Job]:
    return [
        partial(language_prefix.make, site, env, partial(_chapter, site, env, one)) for one in chapters.chapters(site)
    ]


def _chapter(site: Site, env: Environment, chapter: spec.Chapter) -> Iterator[Page]:
    return render.make(site, env, chapter())


def _of_language(settings: Settings, site: Site) -> list[Job]:
    env = _environment(settings, site)
    makers = (explorer.make, print.make) if site.extras else (explorer.make,)
    made = (partial(make, site, env) for make in makers)
    return [*_of_pages(site, env), *(partial(language_prefix.make, site, env, job) for job in made)]


def compare_states(settings: Settings, old: str = "", new: str = "") -> message.Compared:
    """Compare two states of the datasets by their names; without them the last release and the working tree.

    Raises `BadSettings` where a name means nothing, `BadData` where the ledger or the history contradicts it.
    """
    known = schemas.load()
    before, after = states.pair(states.ProjectFolder(settings.root, settings.datasets, known, Memory()), old, new)
    changes = differences.compare(archives.origins(before.tables), archives.origins(after.tables))
    english = localizer.of(localizer.SOURCE, known)
    return message.Compared(
        before.name, after.name, changes, known, english, {**before.assemblies(), **after.assemblies()}
    )


def write_comparison(settings: Settings, compared: message.Compared, form: str) -> str:
    """Write a comparison as `text`, `markdown`, `json` or `html`."""
    if form == "html":
        return message.as_html(compared, templates.environment(compared.schemas, settings.templates))
    return {"text": message.as_text, "markdown": message.as_markdown, "json": message.as_json}[form](compared)
