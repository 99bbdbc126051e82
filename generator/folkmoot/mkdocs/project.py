"""A project on disk: its mkdocs.yml, and building and previewing its site through MkDocs."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError, ConfigurationError
from mkdocs.livereload import LiveReloadServer

from folkmoot import pipeline
from folkmoot.data.problems import BadData, BadSettings, Diagnostic, as_text, errors
from folkmoot.mkdocs.plugin import FolkmootPlugin, Watch
from folkmoot.web.settings import Settings
from folkmoot.web.site import Site

LOG = logging.getLogger("folkmoot")

_MANY = 200
"""From so many pages of recommendations on, in all languages together, it pays to start more than one process."""


@dataclass(frozen=True)
class Project:
    """A loaded mkdocs.yml with its plugin and what it says of the site."""

    config: MkDocsConfig
    plugin: FolkmootPlugin
    settings: Settings


def load(root: Path, site_dir: Path | None = None, as_of: date | None = None, strict: bool = False) -> Project:
    """Load the mkdocs.yml in `root`; raises `BadSettings` where it is missing or wrong."""
    path = root / "mkdocs.yml"
    if not path.is_file():
        raise BadSettings(f"{path}: must be there, got none (start a project with: folkmoot new my-site)")
    options: dict[str, Any] = {"strict": True} if strict else {}
    if site_dir is not None:
        options["site_dir"] = str(site_dir.resolve())
    with _log_as_settings(path):
        config = _loaded(path, options)
    plugin = config.plugins.get("folkmoot")
    if not isinstance(plugin, FolkmootPlugin):
        raise BadSettings(f"{path}: plugins must list folkmoot, got {', '.join(config.plugins) or 'none'}")
    if as_of is not None:
        plugin.config["as_of"] = as_of.isoformat()
    project = Project(config, plugin, plugin.settings(config))
    _keep_apart(Path(config.site_dir), project.settings.datasets)
    return project


def _loaded(path: Path, options: dict[str, Any]) -> MkDocsConfig:
    """Have MkDocs read its settings; its reader of YAML lets a number or a day that is none through as it is."""
    try:
        return load_config(config_file=str(path), **options)
    except ValueError as error:
        raise BadSettings(f"{path}: must hold values that exist, got one that doesn't: {error}") from error


def _keep_apart(site_dir: Path, datasets: Path) -> None:
    """Refuse a site among the tables: the next check would read it as an assembly, and a commit keep it for ever."""
    if site_dir.resolve().is_relative_to(datasets.resolve()):
        raise BadSettings(f"{site_dir}: must not lie in {datasets}, where the tables are (choose another --site-dir)")


class _Kept(logging.Handler):
    """Keeps what MkDocs logs, so that it can be said in one line."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def _log_as_settings(path: Path) -> Iterator[None]:
    """Turn what MkDocs says of a wrong mkdocs.yml into `BadSettings`; log its warnings where it goes on."""
    log, kept = logging.getLogger("mkdocs"), _Kept()
    log.addHandler(kept)
    try:
        yield
    except (Abort, ConfigurationError, BuildError) as error:
        message = " ".join("; ".join(kept.lines or [str(error)]).split())
        raise BadSettings(f"{path}: {message}") from error
    finally:
        log.removeHandler(kept)
    for line in kept.lines:
        LOG.warning("%s: warning: %s", path, line)


def build(
    project: Project, site: Site, watch: Watch | None = None, workers: int | None = None, search: bool = True
) -> Path:
    """Build and publish the site of a checked record; give the folder in which it lies.

    `workers` processes make the pages; without it one for each processor, where there are many of them. Without
    `search` there is none. Raises `BadSettings` where MkDocs refuses; the old site then stands as it was.
    """
    site_dir = Path(project.config.site_dir)
    project.plugin.site = site
    project.plugin.workers = workers or _worthwhile_workers(site)
    project.plugin.search = search
    if watch is not None:
        project.plugin.watch = watch
    with _log_as_settings(Path(project.config.config_file_path)), _nothing_left_over(project.plugin):
        mkdocs_build(project.config)
    return site_dir


@contextmanager
def _nothing_left_over(plugin: FolkmootPlugin) -> Iterator[None]:
    """Remove what was built so far where somebody presses Ctrl+C."""
    try:
        yield
    except KeyboardInterrupt:
        plugin.forget()
        raise


def _worthwhile_workers(site: Site) -> int:
    """Choose how many processes make the pages: starting them costs more than the pages of a small record."""
    pages = site.record.size * (1 + len(site.siblings))
    return len(os.sched_getaffinity(0)) if pages > _MANY and sys.platform == "linux" else 1


def serve(root: Path, port: int, as_of: date | None, say: Callable[[str], None]) -> None:
    """Preview the site and build it again whenever a dataset, a page, a template or mkdocs.yml is saved.

    A build with mistakes says them in the terminal and on every page of the last good site, which stays. Raises
    `BadSettings` where there is no mkdocs.yml, or where the port is taken.
    """
    project = load(root)
    with tempfile.TemporaryDirectory(prefix="folkmoot-") as folder:
        preview = Preview(root, Path(folder), as_of, say)
        preview.rebuild()
        server = LiveReloadServer(preview.rebuild, "127.0.0.1", port, str(preview.shown))
        for path in watched(project):
            server.watch(str(path))
        say(f"Serving on http://127.0.0.1:{port}/ (stop with Ctrl+C)")
        try:
            server.serve()
        except KeyboardInterrupt:
            say("Stopped.")
        except OSError as error:
            raise BadSettings(f"--port: must be free, got {port}: {error.strerror} (choose another)") from error
        finally:
            server.shutdown()


def watched(project: Project) -> Iterator[Path]:
    """List the files and folders from which the site is made."""
    yield Path(project.config.config_file_path)
    yield Path(project.config.docs_dir)
    if project.settings.datasets.is_dir():
        yield project.settings.datasets
    yield from project.settings.templates


class Preview:
    """The site as a preview shows it: the last good one, with the mistakes of the newest build where it failed."""

    def __init__(self, root: Path, folder: Path, as_of: date | None, say: Callable[[str], None]) -> None:
        self.good = folder / "good"
        self.shown = folder / "shown"
        self._root = root
        self._as_of = as_of
        self._say = say
        self.shown.mkdir()

    def rebuild(self) -> None:
        """Build once; never raises for mistakes in data or settings."""
        try:
            self._build()
        except BadData as error:
            self._say(as_text(error.problems).rstrip())
            self._show(_banner([str(problem) for problem in errors(error.problems)]))
        except BadSettings as error:
            self._say(str(error))
            self._show(_banner([str(error)]))

    def _build(self) -> None:
        project = load(self._root, self.good, self._as_of)
        project.config.site_url = ""
        project.plugin.config["csp"] = False
        settings = replace(project.settings, url="", releases=False)  # they don't change, and take their time
        inspected = pipeline.inspect(settings)
        build(project, pipeline.site_of(settings, inspected), search=False)
        for problem in inspected.problems:
            self._say(str(problem))
        self._show("")

    def _show(self, banner: str) -> None:
        """Copy the last good site to where it is shown, with a banner on each page."""
        if not self.good.is_dir():
            (self.shown / "index.html").write_text(_alone(banner), encoding="utf-8")
            return
        for path in self.good.rglob("*"):
            target = self.shown / path.relative_to(self.good)
            if path.is_dir():
                target.mkdir(exist_ok=True)
            elif banner and path.suffix == ".html":
                target.write_text(_with_banner(path.read_text(encoding="utf-8"), banner), encoding="utf-8")
            else:
                shutil.copyfile(path, target)
        for path in sorted(self.shown.rglob("*"), reverse=True):
            if not (self.good / path.relative_to(self.shown)).exists():
                path.rmdir() if path.is_dir() else path.unlink()


def _banner(lines: list[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return (
        '<div role="alert" style="position:relative;z-index:99;padding:1rem;background:#7a0012;color:#fff;'
        'font:14px/1.5 monospace"><strong>This is the last good version: the newest has mistakes.</strong>'
        f"<ul>{items}</ul></div>"
    )


def _with_banner(page: str, banner: str) -> str:
    head, body, rest = page.partition("<body")
    opened, end, after = rest.partition(">")
    return f"{head}{body}{opened}{end}{banner}{after}" if body else page


def _alone(banner: str) -> str:
    return f'<!doctype html><html lang="en"><head><title>Mistakes</title></head><body>{banner}</body></html>'


def problems(project: Project) -> tuple[Diagnostic, ...]:
    """List every mistake in the project's datasets."""
    return pipeline.inspect(project.settings).problems
