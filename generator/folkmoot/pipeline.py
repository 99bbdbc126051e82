"""The program's table of contents: from a folder of datasets to pages and files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from os import PathLike
from pathlib import Path

from folkmoot import clock, dataset
from folkmoot.data import discover, extensions, localise, schemas
from folkmoot.data.messages import N_
from folkmoot.data.names import KEPT
from folkmoot.data.problems import BadData, Diagnostic, errors
from folkmoot.data.rules import RULES
from folkmoot.dataset import Dataset, Reading
from folkmoot.exports import (
    calendar,
    csl,
    diff_report,
    downloads,
    embeds,
    feeds,
    measures,
    release_files,
    social_images,
)
from folkmoot.history import archive as archives
from folkmoot.history import compare, continuity, states
from folkmoot.history.archive import Past
from folkmoot.i18n import localizer
from folkmoot.pages import assembly, explorer, index, language_prefix, print, recommendation, releases
from folkmoot.pages.render import chapters_of, pages_of
from folkmoot.web import templates
from folkmoot.web.maker import Job, Maker, schedule, whole
from folkmoot.web.settings import Settings
from folkmoot.web.site import Page, Site

MAKERS: tuple[Maker, ...] = (
    Maker(jobs=pages_of(index.home)),
    Maker(jobs=whole(explorer.make), places=("recommendations",), title=N_("Recommendations")),
    Maker(jobs=pages_of(index.compare), places=("compare",), title=N_("Compare")),
    Maker(jobs=pages_of(index.overdue), places=("overdue",), title=N_("Overdue")),
    Maker(jobs=pages_of(releases.of_releases), places=("releases",), title=N_("Releases")),
    Maker(jobs=pages_of(index.method), places=("method",), title=N_("Method")),
    Maker(jobs=pages_of(index.glossary), places=("glossary",), title=N_("Words")),
    Maker(jobs=pages_of(index.codebook), places=("codebook",), title=N_("Codebook")),
    Maker(jobs=pages_of(index.mistakes), places=("mistakes",)),
    Maker(jobs=pages_of(index.style), places=("style",), extra=True),
    Maker(jobs=whole(explorer.search), places=("search",)),
    Maker(jobs=chapters_of(assembly.chapters)),
    Maker(jobs=chapters_of(recommendation.chapters)),
    Maker(jobs=whole(print.make), extra=True),
    Maker(jobs=whole(downloads.make), places=("data", "schemas"), once=True),
    Maker(jobs=downloads.of_releases, places=("data",), once=True),
    Maker(jobs=lambda site: site.archives, places=("data",), once=True),
    Maker(jobs=whole(measures.make), places=("data",), once=True),
    Maker(jobs=whole(csl.make), places=("cite",), once=True),
    Maker(jobs=whole(feeds.make), places=("feeds",), once=True),
    Maker(jobs=whole(calendar.make), places=("feeds",), once=True),
    Maker(jobs=whole(embeds.make), places=("badges", "embed", "oembed", "r"), once=True, extra=True),
    Maker(jobs=whole(social_images.make), places=("assets",), once=True),
)
"""Everything that is made of a record, in the order in which the navigation leads to it."""

THEME = ("assets", "pagefind", "sitemap")
"""Where the theme, the search and the list of all pages lie, once for all languages."""


def makers(packages: Iterable[str] = ()) -> tuple[Maker, ...]:
    """List our makers and those of the packages that the settings name."""
    return (*MAKERS, *extensions.load("folkmoot.makers", packages))


def reading(packages: Iterable[str] = ()) -> Reading:
    """Say how the datasets are read: by our schemas and rules and those of the packages that the settings name."""
    return Reading(
        schemas=schemas.load(*map(Path, extensions.load("folkmoot.schemas", packages))),
        rules=(*RULES, *extensions.load("folkmoot.rules", packages)),
        reserved=reserved(makers(packages)),
    )


def reserved(listed: Iterable[Maker] = MAKERS) -> frozenset[str]:
    """Give the names that nothing in the datasets may have: somebody else's pages or files lie there."""
    return KEPT.union(THEME, (place for maker in listed for place in maker.places))


def read(folder: str | PathLike[str], packages: Iterable[str] = (), as_of: date | None = None) -> Dataset:
    """Read and check a folder of datasets; mistakes stand in `problems`, and what can be read is read all the same.

    Without `as_of` it is read as of today, or the day of `SOURCE_DATE_EPOCH`; what happened later isn't in it, and a
    warning among the problems counts it. `packages` are installed packages that add rules or tables, as in the
    settings. Raises `BadSettings` where there is no such folder.
    """
    path, day = Path(folder), as_of or clock.as_of()
    return dataset.read(path, path.as_posix(), _as_of(reading(packages), day, max(day, clock.today())))


def _as_of(how: Reading, day: date, checked_on: date | None) -> Reading:
    """Have datasets read as of a day; nothing in them may have happened after the day of the check."""
    return replace(how, as_of=day, checked_on=checked_on or day)


def inspect(settings: Settings) -> Dataset:
    """Read the datasets and find every mistake in one run; raises `BadSettings` where there is nothing to read."""
    shown = settings.datasets.relative_to(settings.root).as_posix()
    how = _as_of(reading(settings.packages), settings.as_of, settings.checked_on)
    found = dataset.read(settings.datasets, shown, replace(how, zone=clock.zone(settings.time_zone)))
    ledger = archives.read_ledger(settings.root, settings.datasets)
    lost = continuity.since_last_release(settings.root, found, settings.datasets, ledger) if settings.releases else ()
    return replace(found, further=(*ledger.problems, *_taken_addresses(settings, found), *lost))


def _taken_addresses(settings: Settings, found: Dataset) -> Iterator[Diagnostic]:
    """Find assemblies at whose address the whole site lies in another language."""
    languages = {language.casefold() for language in settings.languages[1:]}
    for name in languages.intersection(found.tables.assemblies):
        yield discover.at_language(f"{settings.datasets.relative_to(settings.root).as_posix()}/{name}", name)


def site_of(settings: Settings, found: Dataset) -> Site:
    """Make the site of datasets without mistakes, with every past release and every further language.

    Raises `BadData` with all mistakes where there are any, and `BadSettings` where the history is missing that the
    ledger of releases names.
    """
    if errors(found.problems):
        raise BadData(found.problems)
    own, *others = settings.languages
    newest = Site(
        settings,
        found,
        settings.as_of,
        language=own,
        revision=settings.branch,
        commit=archives.commit_of(settings.datasets),
    )
    site = _with_releases(newest) if settings.releases else newest
    return _localised(replace(site, siblings=tuple(_sibling(site, other) for other in others)), own)


def _sibling(site: Site, language: str) -> Site:
    """Give the same record in another language, past releases with it."""
    made = replace(_localised(site, site.language, language), prefix=f"{language}/")
    return replace(made, past={version: _sibling(then, language) for version, then in site.past.items()})


def _localised(site: Site, default: str, language: str = "") -> Site:
    """Choose the texts of a record in a language; where all stand in it already, the datasets are the same object."""
    tables = localise.choose(site.tables, language or default, default)
    chosen = site.dataset if tables is site.tables else replace(site.dataset, tables=tables)
    return replace(site, dataset=chosen, language=language or default)


def _with_releases(newest: Site) -> Site:
    """Add the past releases, rebuilt from the history; unchanged where the ledger names none."""
    archive = archives.open_archive(newest.settings.root, newest.settings.datasets, newest.dataset.reading)
    if archive is None:
        return newest
    pasts = archives.read(archive, newest.tables)
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
    """Make the site of a past release, as of its own day."""
    return replace(
        newest,
        dataset=past.dataset,
        as_of=past.release.on,
        version=past.release.version,
        commit=past.release.commit,
    )


def navigation(settings: Settings) -> Iterator[tuple[str, str]]:
    """List what the navigation leads to, as (English title, address)."""
    return ((maker.title, f"{maker.places[0]}/") for maker in makers(settings.packages) if maker.title)


def home(site: Site) -> Page:
    """Make the home page alone, into which hand-written words are put."""
    (job,) = MAKERS[0].jobs(site)
    placed = language_prefix.place(site, _once(makers(site.settings.packages)), job)
    return next(item for item in placed if isinstance(item, Page))


def generate(site: Site) -> tuple[Job, ...]:
    """Divide the making of all pages and files, in every language, into jobs that need nothing of each other."""
    listed = makers(site.settings.packages)
    once = _once(listed)
    sites = (site, *site.siblings)
    for one in sites:
        templates.load(one.env)
    return schedule(_placed(one, maker, once) for one in sites for maker in listed if maker.is_wanted(one))


def _once(listed: Iterable[Maker]) -> tuple[str, ...]:
    """List the folders below the root whose files are the same in all languages."""
    return tuple(dict.fromkeys([*THEME, *(place for maker in listed if maker.once for place in maker.places)]))


def _placed(site: Site, maker: Maker, once: tuple[str, ...]) -> Iterable[Job]:
    jobs = maker.jobs(site)
    return jobs if maker.once else (partial(language_prefix.place, site, once, job) for job in jobs)


def compare_states(
    settings: Settings, old: str = "", new: str = "", language: str = localizer.SOURCE
) -> diff_report.Compared:
    """Compare two states of the datasets by their names; without them the last release and the working tree.

    What changed is said in a language.

    Raises `BadSettings` where a name means nothing, `BadData` where the ledger or the history contradicts it.
    """
    how = reading(settings.packages)
    before, after = states.pair(states.ProjectFolder(settings.root, settings.datasets, how), old, new)
    changes = compare.compare(before.tables.origins, after.tables.origins)
    words = localizer.of(language, how.schemas)
    names = {**before.assemblies(), **after.assemblies()}
    return diff_report.Compared(before.name, after.name, changes, how.schemas, words, names)


def write_comparison(settings: Settings, compared: diff_report.Compared, form: str) -> str:
    """Write a comparison as `text`, `markdown`, `json` or `html`."""
    if form == "html":
        return diff_report.as_html(
            compared, templates.environment(compared.schemas, settings.templates, compared.localizer.language)
        )
    forms = {"text": diff_report.as_text, "markdown": diff_report.as_markdown, "json": diff_report.as_json}
    return forms[form](compared)
