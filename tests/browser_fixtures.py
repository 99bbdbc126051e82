"""The frozen record's site in a real browser, for modules with `pytest_plugins = ["tests.browser_fixtures"]`.

All processes share one built site. Each serves it by itself: the browser is told where the site's host is.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import frozen
from tests.browsing import ADDRESS, BASE, CHROMIUM, ELSEWHERE, FLAGS, HOSTS, PAGES, Quiet
from tests.once import once, shared_folder
from tests.projects import run


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site once, for the address at which it is served: under a path, as a project's page is."""
    return once(shared_folder(tmp_path_factory), "browsed", _publish) / "served"


def _publish(folder: Path) -> None:
    project, served = folder / "project", folder / "served"
    folder.mkdir()
    frozen.publish(project)
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write(f"site_url: {ADDRESS}\n")
    built = run("build", project, "--site-dir", served / BASE, "--as-of", frozen.AS_OF)
    assert built.exit_code == 0, built.output
    card, badge = f"{ADDRESS}{PAGES['card']}", f"{ADDRESS}badges/example-riverbend/r3.svg"
    (served / ELSEWHERE).write_text(
        f'<!doctype html><html lang="en"><title>Elsewhere</title><iframe src="{card}" title="Card" width="600" '
        f'height="300"></iframe><img src="{badge}" alt="Badge">',
        encoding="utf-8",
    )


@pytest.fixture(scope="session")
def port(served: Path) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(served)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


@pytest.fixture(scope="session")
def address(port: int) -> str:
    """Give the address of the site, once it is served."""
    return ADDRESS


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    if CHROMIUM is None:
        message = "no Chromium found (on Debian: apt install chromium)"
        if os.environ.get("FOLKMOOT_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    found = ",".join(f"MAP {host}:80 127.0.0.1:{request.getfixturevalue('port')}" for host in HOSTS)
    with sync_playwright() as playwright:
        flags = [*FLAGS, f"--host-resolver-rules={found}"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()
