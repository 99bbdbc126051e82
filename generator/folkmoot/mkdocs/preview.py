"""A preview of the site while its data, pages and templates are edited."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

from folkmoot import pipeline
from folkmoot.data import schemas
from folkmoot.data.problems import BadData, BadSettings, as_text, errors
from folkmoot.mkdocs import project
from folkmoot.web import templates

_BODY = re.compile(r"<body[^>]*>")


def serve(root: Path, port: int, as_of: date | None, say: Callable[[str], None]) -> None:
    """Preview the site and build it again whenever a dataset, a page, a template or mkdocs.yml is saved.

    A build with mistakes says them in the terminal and on every page of the last good site, which stays. Raises
    `BadSettings` where there is no mkdocs.yml, or where the port is taken.
    """
    loaded = project.load(root)
    with tempfile.TemporaryDirectory(prefix="folkmoot-") as folder:
        preview = Preview(root, Path(folder), as_of, say)
        preview.rebuild()
        server = LiveReloadServer(preview.rebuild, "127.0.0.1", port, str(preview.shown))
        for path in watched(loaded):
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


def watched(loaded: project.Project) -> Iterator[Path]:
    """List the files and folders from which the site is made."""
    yield Path(loaded.config.config_file_path)
    yield Path(loaded.config.docs_dir)
    if loaded.settings.datasets.is_dir():
        yield loaded.settings.datasets
    yield from loaded.settings.templates


class Preview:
    """The site as a preview shows it: the last good one, with the mistakes of the newest build where it failed."""

    def __init__(self, root: Path, folder: Path, as_of: date | None, say: Callable[[str], None]) -> None:
        self.good = folder / "good"
        self.shown = folder / "shown"
        self._root = root
        self._as_of = as_of
        self._say = say
        self._words = templates.macros(templates.environment(schemas.load()), "preview.html")
        self.shown.mkdir()

    def rebuild(self) -> None:
        """Build once; never raises for mistakes in data or settings."""
        try:
            self._build()
        except BadData as error:
            self._say(as_text(error.problems).rstrip())
            self._show([str(problem) for problem in errors(error.problems)])
        except BadSettings as error:
            self._say(str(error))
            self._show([str(error)])

    def _build(self) -> None:
        loaded = project.load(self._root, self.good, self._as_of)
        loaded.config.site_url = ""
        loaded.plugin.config["csp"] = False
        settings = replace(loaded.settings, url="", releases=False)  # they don't change, and take their time
        inspected = pipeline.inspect(settings)
        project.build(loaded, pipeline.site_of(settings, inspected), search=False)
        for problem in inspected.problems:
            self._say(str(problem))
        self._show()

    def _show(self, mistakes: Sequence[str] = ()) -> None:
        """Copy the last good site to where it is shown, with a banner on each page where there are mistakes."""
        if not self.good.is_dir():
            (self.shown / "index.html").write_text(self._words.alone(mistakes), encoding="utf-8")
            return
        banner = str(self._words.banner(mistakes)) if mistakes else ""
        for path in self.good.rglob("*"):
            target = self.shown / path.relative_to(self.good)
            if path.is_dir():
                target.mkdir(exist_ok=True)
            elif banner and path.suffix == ".html":
                page = path.read_text(encoding="utf-8")
                target.write_text(_BODY.sub(lambda body: f"{body[0]}{banner}", page, count=1), encoding="utf-8")
            else:
                shutil.copyfile(path, target)
        for path in sorted(self.shown.rglob("*"), reverse=True):
            if not (self.good / path.relative_to(self.shown)).exists():
                path.rmdir() if path.is_dir() else path.unlink()
