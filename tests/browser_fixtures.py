"""The repository's own site in a real browser, for modules with `pytest_plugins = ["tests.browser_fixtures"]`."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, sync_playwright

from folkmoot.cli import main
from tests.browsing import BASE, CHROMIUM, ELSEWHERE, FLAGS, PAGES, ROOT, Quiet


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
        message = "no Chromium found (on Debian: apt install chromium)"
        if os.environ.get("FOLKMOOT_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
