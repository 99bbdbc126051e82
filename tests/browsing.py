"""The repository's own site in a real browser, built once for all tests, and ways to look at its pages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, sync_playwright

from folkmoot.cli import main

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
BASE = "some/where"
ELSEWHERE = "elsewhere.html"
"""A page of somebody else that shows a card and a badge."""

PAGES = {
    "home": "",
    "codebook": "codebook/",
    "mistakes": "mistakes/",
    "overdue": "overdue/",
    "compare": "compare/",
    "method": "method/",
    "explorer": "recommendations/",
    "filter": "recommendations/answer/accepted/",
    "search": "search/",
    "hand-written": "guide/read/",
    "assembly": "example-riverbend/",
    "recommendations": "example-riverbend/recommendations/",
    "recommendation": "example-riverbend/recommendations/r3/",
    "overdue recommendation": "example-riverbend/recommendations/r20/",
    "promises": "example-riverbend/promises/",
    "answers": "example-riverbend/answers/",
    "members": "example-riverbend/members/",
    "sessions": "example-riverbend/sessions/",
    "session": "example-riverbend/sessions/s1/",
    "impact": "example-riverbend/impact/",
    "data": "example-riverbend/data/",
    "partial": "scotland-climate-assembly/",
    "partial recommendation": "scotland-climate-assembly/recommendations/r7/",
    "printed percentages": "climate-assembly-uk/recommendations/",
    "family": "agora-brussels/",
    "releases": "releases/",
    "release": "releases/2026.11.1/",
    "changes": "ireland-biodiversity-2023/changes/",
    "kept version": "example-riverbend/recommendations/r3/@2026.11/",
    "header only": "oxford-citizens-assembly/recommendations/",
    "words": "glossary/",
    "style": "style/",
    "card": "embed/example-riverbend/r3/",
    "to be printed": "example-riverbend/print/",
    "no page": "404.html",
}
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; script-src 'self' 'unsafe-inline' "
    "'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
"""As content/guide/host.md names them."""


class Quiet(SimpleHTTPRequestHandler):
    """A server with the headers that the guide recommends, which keeps a list of the files that it sent."""

    sent: ClassVar[list[Path]] = []

    def copyfile(self, source: Any, outputfile: Any) -> None:
        self.sent.append(Path(source.name))
        super().copyfile(source, outputfile)

    def end_headers(self) -> None:
        for name, value in HEADERS.items() if self.path.startswith(f"/{BASE}/") else ():
            if name != "Content-Security-Policy" or "/embed/" not in self.path:
                self.send_header(name, value)
        super().end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder that is served; `address` puts the site into it."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="session")
def address(served: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build the site once, for the address at which it is served: under a path, as a project's page is."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(served)))
    address = f"http://127.0.0.1:{server.server_address[1]}/{BASE}/"
    project = _project(tmp_path_factory.mktemp("project"), address)
    given = ["build", str(project), "--site-dir", str(served / BASE), "--as-of", "2026-11-22"]
    result = CliRunner().invoke(main, given)
    assert result.exit_code == 0, result.output
    card, badge = f"{address}{PAGES['card']}", f"{address}badges/example-riverbend/r3.svg"
    (served / ELSEWHERE).write_text(
        f'<!doctype html><html lang="en"><title>Elsewhere</title><iframe src="{card}" title="Card" width="600" '
        f'height="300"></iframe><img src="{badge}" alt="Badge">',
        encoding="utf-8",
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield address
    server.shutdown()


def _project(folder: Path, address: str) -> Path:
    """Copy the repository's own record, with the history that its releases need, to be published at an address."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    for name in ("content", "datasets", "site_templates"):
        shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True)
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(f"site_url: {address}\n{settings}", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        told = "no Chromium found (on Debian: apt install chromium)"
        if os.environ.get("FOLKMOOT_REQUIRE_BROWSER") == "1":
            pytest.fail(told)
        pytest.skip(told)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """One page in one setting, with everything that it asked for and complained of."""

    def __init__(self, browser: Browser, address: str, path: str, scripts: bool = True, **setting: object) -> None:
        self.context = browser.new_context(**setting)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        if not scripts:
            self.page.route(re.compile(r"\.js(\?|$)"), lambda route: route.abort())
        self.page.add_init_script(
            "addEventListener('securitypolicyviolation',"
            " e => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`))"
        )
        self.foreign: list[str] = []
        self.said: list[str] = []
        self.page.on("request", self._note_request)
        self.page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.address = address
        self.host = address.split("/")[2]
        self.turn_to(path)

    def turn_to(self, path: str) -> None:
        """Go to a page, and forget what the last one asked for."""
        self.foreign.clear()
        self.said.clear()
        response = self.page.goto(self.address + path, wait_until="load")
        assert response is not None
        assert response.ok, f"{path}: {response.status}"

    def _note_request(self, request: object) -> None:
        url = request.url  # type: ignore[attr-defined]
        if not url.startswith(("data:", f"http://{self.host}/")):
            self.foreign.append(url)

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *error: object) -> None:
        self.context.close()


@dataclass(frozen=True)
class Setting:
    """How somebody looks at a page."""

    scheme: str
    width: int
    scripts: bool = True

    def __str__(self) -> str:
        return f"{self.scheme}, {self.width} px{'' if self.scripts else ', no scripts'}"


SETTINGS = (
    Setting("light", 360),
    Setting("dark", 360),
    Setting("light", 1280),
    Setting("dark", 1280),
    Setting("light", 360, scripts=False),
    Setting("light", 1280, scripts=False),
)
"""Dark colours are chosen by a script, so without scripts there are none."""

FULLY = {Setting("light", 360), Setting("dark", 1280)}
"""Where contrast, which takes most of the time, is always measured on every page; elsewhere on `FEW`, but on every
page for the statement."""


def rules_of(contrast: bool) -> dict[str, Any]:
    """Choose axe's rules: its own choice, and the size of targets; contrast only where it is asked for."""
    rules = {"target-size": {"enabled": True}, "color-contrast": {"enabled": contrast}}
    return {"resultTypes": ["violations"], "rules": rules}
