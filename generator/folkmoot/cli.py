"""The commands: options and wiring only."""

from __future__ import annotations

import errno
import gc
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn, TextIO, TypeVar

import click

from folkmoot import __version__, clock, console
from folkmoot.data.messages import ENGLISH, N_, Message, Translations, verbatim
from folkmoot.data.problems import (
    FORMATS,
    BadData,
    BadSettings,
    Diagnostic,
    Severity,
    as_text,
    did_you_mean,
    errors,
    in_reading_order,
)

if TYPE_CHECKING:
    from folkmoot.history.archive import Archive
    from folkmoot.web.settings import Settings

MISTAKES, WRONG_USE = 1, 2
_REFUSED = {
    errno.EACCES: "change its permissions, or choose another place",
    errno.EPERM: "change its permissions, or choose another place",
    errno.EROFS: "choose another place",
    errno.ENOSPC: "make room on the disk, or choose another",
    errno.EDQUOT: "make room on the disk, or choose another",
}
"""What to do where the system refuses to read or write: none of it is a mistake of ours."""

_CHOSEN = "folkmoot.language"
_UNPUBLISHED = N_("Nothing was published.")
_UNRELEASED = N_("No release was made.")

T = TypeVar("T")


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Don't search for unreachable objects meanwhile: a check or build keeps nearly all that it makes."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _say(text: str, form: str = "text", *, err: bool = False, nl: bool = True) -> None:
    """Write a text; into the stream itself, as click would write UTF-8 where ASCII is asked for."""
    stream = sys.stderr if err else sys.stdout
    click.echo(console.shown(text, form, stream), file=stream, nl=nl)


class _Root(click.Path):
    """The folder that holds mkdocs.yml."""

    def __init__(self) -> None:
        super().__init__(file_okay=False, path_type=Path)


def _day(_context: click.Context, _option: click.Parameter, value: str | None) -> date | None:
    return clock.as_of(value) if value else None


def _language(ctx: click.Context, _option: click.Parameter, value: str | None) -> None:
    """Note the language that was chosen; what is said at the very end, when a command fails, is said in it as well."""
    if value:
        ctx.meta[_CHOSEN], ctx.find_root().obj = value, _texts_of(value)


def _speak(ctx: click.Context, settings: Settings) -> str:
    """Give the language that was chosen, or the site's own; from now on what goes wrong is said in it."""
    language: str = ctx.meta.get(_CHOSEN, settings.languages[0])
    ctx.find_root().obj = _texts_of(language)
    return language


def _texts_of(language: str) -> Translations:
    from folkmoot.i18n import localizer

    known = localizer.languages()
    if language not in known:
        raise BadSettings(f'--lang: must be one of {", ".join(known)}, got "{language}"')
    return localizer.catalogue(language)


root_argument = click.argument("root", type=_Root(), default=".")
as_of_option = click.option(
    "--as-of", metavar="DATE", callback=_day, help="The day for which figures hold, such as 2026-11-22. Default: today."
)
lang_option = click.option(
    "--lang",
    metavar="LANG",
    callback=_language,
    expose_value=False,
    help="The language of messages, such as fr. Default: the site's own. What is not translated yet stays English.",
)
strict_option = click.option("--strict", is_flag=True, help="Take warnings as mistakes.")


class _Commands(click.Group):
    """Commands that say wrong settings in one line and leave with status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BadSettings as error:
            _say(f"folkmoot: {error}", err=True)
            ctx.exit(WRONG_USE)
        except OSError as error:
            if error.errno not in _REFUSED:
                raise
            place = error.filename2 or error.filename or "the disk"
            message = f"{place}: must let us read and write, got: {error.strerror} ({_REFUSED[error.errno]})"
            _say(f"folkmoot: {message}", err=True)
            ctx.exit(WRONG_USE)
        except BadData as error:
            _say(as_text(error.problems, ctx.obj or ENGLISH), err=True, nl=False)
            ctx.exit(MISTAKES)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="folkmoot")
def main() -> None:
    """Publish the record of citizens' assemblies as a checked, static, open-data site."""


@main.command()
@root_argument
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", help="How mistakes are written.")
@as_of_option
@strict_option
@lang_option
@click.option("--hints", is_flag=True, help="Say as well which of your own texts are hard to read.")
@click.pass_context
@_collector_paused()
def check(
    ctx: click.Context,
    root: Path,
    form: str,
    as_of: date | None,
    strict: bool,
    hints: bool,
) -> None:
    """Find every mistake in every dataset, in one run.

    Leaves with 0 where all is well (warnings allowed, unless --strict), 1 where there are mistakes, and 2 where the
    settings or this command's use are wrong.
    """
    from folkmoot import pipeline
    from folkmoot.data import rules
    from folkmoot.mkdocs import project

    settings = project.load(root, as_of=as_of).settings
    words = _texts_of(_speak(ctx, settings))
    inspected = pipeline.inspect(settings)
    found = in_reading_order([*inspected.problems, *(rules.hints(inspected.tables) if hints else ())])
    _say(FORMATS[form](found, words), form, nl=False)
    ctx.exit(MISTAKES if _stops(found, strict) else 0)


def _stops(found: Iterable[Diagnostic], strict: bool) -> bool:
    listed = [problem for problem in found if problem.severity is not Severity.NOTE]
    return bool(listed if strict else errors(listed))


@main.command()
@root_argument
@click.option("--site-dir", type=click.Path(path_type=Path), help="Where the site is put. Default: as in mkdocs.yml.")
@as_of_option
@strict_option
@lang_option
@click.option("--no-search", is_flag=True, help="Make no search, which saves time.")
@click.option("--jobs", type=click.IntRange(1, 64), help="How many processes make pages. Default: what is worthwhile.")
@click.pass_context
@_collector_paused()
def build(
    ctx: click.Context,
    root: Path,
    site_dir: Path | None,
    as_of: date | None,
    strict: bool,
    no_search: bool,
    jobs: int | None,
) -> None:
    """Check the datasets and build the site; nothing is replaced unless all of it succeeds."""
    from folkmoot import pipeline
    from folkmoot.mkdocs import project

    loaded = project.load(root, site_dir, as_of, strict)
    words = _texts_of(_speak(ctx, loaded.settings))
    inspected = pipeline.inspect(loaded.settings)
    if inspected.problems:
        _say(as_text(inspected.problems, words), err=True, nl=False)
    if _stops(inspected.problems, strict):
        _say(words.gettext(_UNPUBLISHED), err=True)
        ctx.exit(MISTAKES)
    try:
        site = pipeline.site_of(loaded.settings, inspected)
    except BadData as error:
        _leave(ctx, error.problems, words.gettext(_UNPUBLISHED))
    built = project.build(loaded, site, _with_progress, jobs, not no_search)
    _say(f"Published in {built}")


def _with_progress(files: Iterable[T]) -> Iterator[T]:
    """Show on a terminal how many files have been written."""
    if not sys.stderr.isatty():
        yield from files
        return
    with click.progressbar(files, label="Writing", file=sys.stderr, show_eta=False) as bar:
        yield from bar


@main.command()
@click.argument("version")
@root_argument
@click.option("--notes", type=click.File(encoding="utf-8"), help="A file that says in words what is new; - for input.")
@click.option("--commit", "is_committed", is_flag=True, help="Commit the ledger, and nothing else.")
@click.option("--tag", "is_tagged", is_flag=True, help="Make an annotated tag of the version's name.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@as_of_option
@lang_option
@click.pass_context
@_collector_paused()
def release(
    ctx: click.Context,
    version: str,
    root: Path,
    notes: TextIO | None,
    is_committed: bool,
    is_tagged: bool,
    dry_run: bool,
    as_of: date | None,
) -> None:
    """Release the committed datasets as VERSION, such as 2026.11, and write it into the ledger.

    Refuses what would lose or rewrite what was published: ids that are gone without a redirect, events that were
    altered without an erratum, columns that mean something else.
    """
    from folkmoot import pipeline
    from folkmoot.history import create
    from folkmoot.mkdocs import project

    settings = project.load(root, as_of=as_of).settings
    words = _texts_of(_speak(ctx, settings))
    # What stands against a release is told in one run by its plan.
    inspected = pipeline.inspect(replace(settings, releases=False))
    if errors(inspected.problems):
        _leave(ctx, inspected.problems, words.gettext(_UNRELEASED))
    wanted = create.Wanted(version, settings.as_of, _text(notes))
    try:
        planned = create.plan(settings.root, settings.datasets, inspected.whole, inspected.reading, wanted)
    except BadData as error:
        _leave(ctx, error.problems, words.gettext(_UNRELEASED))
    if dry_run:
        _say(Message(N_("Would release %(what)s"), what=create.message(planned)).translated(words))
        return
    create.make(planned, is_committed, is_tagged)
    _say(Message(N_("Released %(what)s"), what=create.message(planned)).translated(words))
    if not is_committed:
        _say(Message(N_("Next: %(step)s"), step=verbatim(create.next_step(planned))).translated(words))


@main.command()
@click.argument("old", metavar="[A]", default="")
@click.argument("new", metavar="[B]", default="")
@root_argument
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json", "html"]), default="text")
@lang_option
@click.pass_context
@_collector_paused()
def diff(ctx: click.Context, old: str, new: str, root: Path, form: str) -> None:
    """Say what changed between two releases, commits or the working tree, row by row, in civic words first.

    Without B it is the working tree, without A the last release. Leaves with 0 where nothing changed, 1 where something
    did.
    """
    from folkmoot import pipeline
    from folkmoot.mkdocs import project

    settings = project.load(root).settings
    compared = pipeline.compare_states(settings, old, new, _speak(ctx, settings))
    _say(pipeline.write_comparison(settings, compared, form), form, nl=False)
    ctx.exit(1 if compared.changes else 0)


@main.command()
@click.argument("place", metavar="DIR|URL")
@click.option(
    "--repository", type=_Root(), help="The project it was made of. Default: where DIR lies in one, that one."
)
@click.option("--kept", type=click.File("rb"), help="A manifest.json that was kept from an earlier day.")
@click.pass_context
def verify(ctx: click.Context, place: str, repository: Path | None, kept: BinaryIO | None) -> None:
    """Recompute the manifest of a published site and the chain of its releases.

    Names each file that was changed, added or is missing, each break in the chain, and, with the repository, what its
    history no longer holds. Leaves with 0 where all is intact, 1 where it isn't.
    """
    from folkmoot.history import verify as verification

    site = verification.published(place)
    archive = _archive_of(repository or _project_of(place))
    found = verification.verify(site, kept.read() if kept else None, archive)
    _say("".join(f"{note}\n" for note in found.notes), nl=False)
    if archive is None:
        _say("Not compared with a repository that names releases; --repository says where it is.")
    if found.problems:
        _say(as_text(found.problems), nl=False)
        ctx.exit(MISTAKES)
    _say("Intact.")


def _project_of(place: str) -> Path | None:
    """Find the project in whose folder a site lies."""
    around = Path(place).resolve().parents if Path(place).is_dir() else ()
    return next((folder for folder in around if (folder / "mkdocs.yml").is_file()), None)


def _archive_of(root: Path | None) -> Archive | None:
    if root is None:
        return None
    from folkmoot import pipeline
    from folkmoot.history import archive as archives
    from folkmoot.mkdocs import project

    settings = project.load(root).settings
    return archives.open_archive(settings.root, settings.datasets, pipeline.reading(settings.packages))


def _text(file: TextIO | None) -> str:
    try:
        return file.read() if file else ""
    except UnicodeDecodeError as error:
        raise BadSettings("--notes: must be a text in UTF-8, got another encoding (save it as UTF-8)") from error


def _leave(ctx: click.Context, problems: Sequence[Diagnostic], message: str) -> NoReturn:
    """Say what is wrong and that nothing was done, and leave."""
    _say(as_text(problems, ctx.find_root().obj or ENGLISH), err=True, nl=False)
    _say(message, err=True)
    ctx.exit(MISTAKES)


@main.command()
@click.argument("assembly")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@root_argument
@as_of_option
def pdf(assembly: str, file: Path, root: Path, as_of: date | None) -> None:
    """Write the whole record of ASSEMBLY into FILE, a PDF that screen readers can read (needs `folkmoot[pdf]`)."""
    from folkmoot import pipeline
    from folkmoot.mkdocs import project
    from folkmoot.publish import pdf

    settings = project.load(root, as_of=as_of).settings
    found = pipeline.inspect(settings)
    if errors(found.problems):
        raise BadSettings(f"{root}: must have no mistakes (find them with: folkmoot check {root})")
    site = pipeline.site_of(settings, found)
    if assembly not in site.record.by_id:
        hint = did_you_mean(assembly, site.record.by_id)
        raise BadSettings(f'ASSEMBLY: must be a folder in datasets, got "{assembly}"{f" ({hint})" if hint else ""}')
    with clock.stopped(settings.as_of):
        pdf.write(site, site.record.by_id[assembly], settings.templates, file)
    _say(f"Wrote {file}")


@main.command()
@root_argument
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@as_of_option
def serve(root: Path, port: int, as_of: date | None) -> None:
    """Preview the site; it is built again whenever a dataset, a page or a template is saved."""
    from folkmoot.mkdocs import preview

    gc.enable()  # a preview goes on for long
    preview.serve(root, port, as_of, _say)


@main.command()
@root_argument
@click.option("--export", "target", metavar="DIR", type=_Root(), help="Write PO files for translators into DIR.")
@click.option("--import", "origin", metavar="DIR", type=_Root(), help="Take over the PO files in DIR.")
@click.pass_context
def translations(ctx: click.Context, root: Path, target: Path | None, origin: Path | None) -> None:
    """List what of the record isn't translated, or is out of date; exchange it with translators' tools.

    The languages are those of the settings and those that have a folder under translations/. Leaves with 1 where the
    datasets have mistakes.
    """
    from folkmoot import pipeline
    from folkmoot.i18n import po_exchange as texts
    from folkmoot.mkdocs import project

    settings = project.load(root).settings
    inspected = pipeline.inspect(settings)
    if errors(inspected.problems):
        _say(as_text(inspected.problems), err=True, nl=False)
        ctx.exit(MISTAKES)
    own, *named = settings.languages
    if origin is not None:
        for path in texts.take_over(inspected.tables, settings.datasets, origin):
            _say(f"Wrote {path.relative_to(settings.root)}")
        return
    for language in texts.languages(inspected.tables, named):
        _say(texts.as_text(language, tuple(texts.counts(inspected.tables, language, own))), nl=False)
        if target is not None:
            for written in texts.export(inspected.tables, language, own, target):
                _say(f"Wrote {written}")


@main.command()
@click.argument("folder", metavar="DIR", type=_Root())
@click.option("--contact", help="Where readers report a mistake: a mail address, or one that begins with https://.")
def new(folder: Path, contact: str | None) -> None:
    """Make a project in a new folder DIR: settings, an invented assembly as an example, and what publishes it.

    Where readers report a mistake is asked for on a terminal; it can be filled in later.
    """
    from folkmoot import starter

    starter.make_project(folder, _asked_contact() if contact is None else starter.contact(contact))
    _say(f"Made {folder}, with an invented assembly as an example. Next:\n")
    _say(f"    cd {shlex.quote(str(folder))}")
    _say("    folkmoot serve")
    _say("    folkmoot new-assembly our-assembly")
    _say(f"\n{folder / 'README.md'} says how to keep and publish the record.")


def _asked_contact() -> str:
    """Ask on a terminal where readers report a mistake, until it is an address or nothing."""
    from folkmoot import starter

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return ""
    question = "Where do readers report a mistake? A mail address, or one that begins with https://; Enter for later"
    return str(click.prompt(question, default="", show_default=False, value_proc=_as_answer(starter.contact)))


def _as_answer(parse: Callable[[str], str]) -> Callable[[str], str]:
    """Have a wrong answer asked for again, with what is wrong with it."""

    def answer(given: str) -> str:
        try:
            return parse(given)
        except BadSettings as error:
            raise click.UsageError(str(error)) from error

    return answer


@main.command("new-assembly")
@click.argument("slug")
@root_argument
def new_assembly(slug: str, root: Path) -> None:
    """Make the folder of a new assembly, to be filled in; SLUG is its address on the site, for ever."""
    from folkmoot import clock, pipeline, starter
    from folkmoot.mkdocs import project

    settings = project.load(root).settings
    made = starter.make_assembly(settings.datasets, slug, pipeline.reading(settings.packages), clock.as_of())
    folder = root / made.relative_to(settings.root)
    _say(f"Made {folder}. Next:\n")
    _say(f"    fill in {folder / 'assembly.yaml'}")
    _say(f"    give each recommendation a line in {folder / 'recommendations.csv'}")
    _say(f"    say in {folder / 'coverage.yaml'} how complete each table is")
    _say("    folkmoot check")


def run() -> None:
    """Run a command and leave without a last search for unreachable objects, which reads a whole large record."""
    gc.disable()
    console.prepare()
    try:
        main()
    finally:
        gc.freeze()


if __name__ == "__main__":
    run()
