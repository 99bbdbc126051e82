"""The commands: options and wiring only."""

from __future__ import annotations

import gc
import shlex
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from folkmoot import __version__, clock
from folkmoot.problems import FORMATS, BadSettings, Problem, as_text, errors

MISTAKES, WRONG_USE = 1, 2

T = TypeVar("T")


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Don't search for unreachable objects meanwhile: a check or build keeps nearly all that it makes."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _Root(click.Path):
    """The folder that holds mkdocs.yml."""

    def __init__(self) -> None:
        super().__init__(file_okay=False, path_type=Path)


def _day(_context: click.Context, _option: click.Parameter, value: str | None) -> date | None:
    return clock.as_of(value) if value else None


root_argument = click.argument("root", type=_Root(), default=".")
as_of_option = click.option(
    "--as-of", metavar="DATE", callback=_day, help="The day for which figures hold, such as 2026-11-22. Default: today."
)
strict_option = click.option("--strict", is_flag=True, help="Take warnings as mistakes.")


class _Commands(click.Group):
    """Commands that say wrong settings in one line and leave with status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BadSettings as error:
            click.echo(f"folkmoot: {error}", err=True)
            ctx.exit(WRONG_USE)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="folkmoot")
def main() -> None:
    """Publish the record of citizens' assemblies as a checked, static, open-data site."""


@main.command()
@root_argument
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", help="How mistakes are written.")
@as_of_option
@strict_option
@click.pass_context
@_collector_paused()
def check(ctx: click.Context, root: Path, form: str, as_of: date | None, strict: bool) -> None:
    """Find every mistake in every dataset, in one run.

    Leaves with 0 where all is well (warnings allowed, unless --strict), 1 where there are mistakes, and 2 where the
    settings or this command's use are wrong.
    """
    from folkmoot import pipeline, project

    found = pipeline.inspect(project.load(root, as_of=as_of).settings).problems
    click.echo(FORMATS[form](found), nl=False)
    ctx.exit(MISTAKES if _stops(found, strict) else 0)


def _stops(found: Iterable[Problem], strict: bool) -> bool:
    listed = tuple(found)
    return bool(listed if strict else errors(listed))


@main.command()
@root_argument
@click.option("--site-dir", type=click.Path(path_type=Path), help="Where the site is put. Default: as in mkdocs.yml.")
@as_of_option
@strict_option
@click.option("--jobs", type=click.IntRange(1, 64), help="How many processes make pages. Default: what is worthwhile.")
@click.pass_context
@_collector_paused()
def build(
    ctx: click.Context, root: Path, site_dir: Path | None, as_of: date | None, strict: bool, jobs: int | None
) -> None:
    """Check the datasets and build the site; nothing is replaced unless all of it succeeds."""
    from folkmoot import pipeline, project

    loaded = project.load(root, site_dir, as_of, strict)
    inspected = pipeline.inspect(loaded.settings)
    if inspected.problems:
        click.echo(as_text(inspected.problems), err=True, nl=False)
    if _stops(inspected.problems, strict):
        click.echo("Nothing was published.", err=True)
        ctx.exit(MISTAKES)
    built = project.build(loaded, pipeline.record(loaded.settings, inspected), _with_progress, jobs)
    click.echo(f"Published in {built}")


def _with_progress(files: Iterable[T]) -> Iterator[T]:
    """Show on a terminal how many files have been written."""
    if not sys.stderr.isatty():
        yield from files
        return
    with click.progressbar(files, label="Writing", file=sys.stderr, show_eta=False) as bar:
        yield from bar


@main.command()
@root_argument
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@as_of_option
def serve(root: Path, port: int, as_of: date | None) -> None:
    """Preview the site; it is built again whenever a dataset, a page or a template is saved."""
    from folkmoot import project

    project.serve(root, port, as_of, click.echo)


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
    from folkmoot import pipeline, project
    from folkmoot import translations as texts

    settings = project.load(root).settings
    inspected = pipeline.inspect(settings)
    if errors(inspected.problems):
        click.echo(as_text(inspected.problems), err=True, nl=False)
        ctx.exit(MISTAKES)
    own, *named = settings.languages
    if origin is not None:
        for path in texts.take_over(inspected.tables, settings.datasets, origin):
            click.echo(f"Wrote {path.relative_to(settings.root)}")
        return
    for language in texts.languages(inspected.tables, named):
        click.echo(texts.as_text(language, tuple(texts.counts(inspected.tables, language, own))), nl=False)
        if target is not None:
            for written in texts.export(inspected.tables, language, own, target):
                click.echo(f"Wrote {written}")


@main.command()
@click.argument("folder", metavar="DIR", type=_Root())
def new(folder: Path) -> None:
    """Make a project in a new folder DIR: settings, an invented assembly as an example, and what publishes it."""
    from folkmoot import starter

    starter.make_project(folder)
    click.echo(f"Made {folder}, with an invented assembly as an example. Next:\n")
    click.echo(f"    cd {shlex.quote(str(folder))}")
    click.echo("    folkmoot serve")
    click.echo("    folkmoot new-assembly our-assembly")
    click.echo(f"\n{folder / 'README.md'} says how to keep and publish the record.")


@main.command("new-assembly")
@click.argument("slug")
@root_argument
def new_assembly(slug: str, root: Path) -> None:
    """Make the folder of a new assembly, to be filled in; SLUG is its address on the site, for ever."""
    from folkmoot import project, schemas, starter

    settings = project.load(root).settings
    folder = root / starter.make_assembly(settings.datasets, slug, schemas.load()).relative_to(settings.root)
    click.echo(f"Made {folder}. Next:\n")
    click.echo(f"    fill in {folder / 'assembly.yaml'}")
    click.echo(f"    give each recommendation a line in {folder / 'recommendations.csv'}")
    click.echo("    folkmoot check")


if __name__ == "__main__":
    main()
