"""A project on disk: its mkdocs.yml, and building its site through MkDocs."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError, ConfigurationError

from folkmoot import pipeline
from folkmoot.data.problems import BadSettings, Diagnostic
from folkmoot.mkdocs import repository
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
        return load_config(config_file=str(path), **repository.in_the_web(path), **options)
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


def problems(project: Project) -> tuple[Diagnostic, ...]:
    """List every mistake in the project's datasets."""
    return pipeline.inspect(project.settings).problems
