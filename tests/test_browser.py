"""The repository's own site in a real browser: it reads, stays within the screen, asks nobody else, and passes axe."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, sync_playwright

from folkmoot.cli import main

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
BASE = "some/where"

PAGES = {
    "home": "",
    "codebook": "codebook/",
    "mistakes": "mistakes/",
    "overdue": "overdue/",
    "compare": "compare/",
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
}

pytestmark = pytest.mark.browser


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build the site once and serve it under a path, as a project's page is served."""
    served = tmp_path_factory.mktemp("served")
    result = CliRunner().invoke(main, ["build", str(ROOT), "--site-dir", str(served / BASE), "--as-of", "2026-11-22"])
    assert result.exit_code == 0, result.output
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(served)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/{BASE}/"
    server.shutdown()


@pytest.fixture(scope="module")
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

    def __init__(self, browser: Browser, address: str, path: str, **setting: object) -> None:
        self.context = browser.new_context(**setting)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.foreign: list[str] = []
        self.said: list[str] = []
        self.page.on("request", self._note_request)
        self.page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.host = address.split("/")[2]
        response = self.page.goto(address + path, wait_until="load")
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


FEW = ("home", "recommendation", "members", "codebook", "hand-written")


@pytest.mark.parametrize(
    ("scheme", "width", "kinds"),
    [("light", 360, tuple(PAGES)), ("dark", 1280, tuple(PAGES)), ("light", 1280, FEW), ("dark", 360, FEW)],
    ids=["light, narrow", "dark, wide", "light, wide", "dark, narrow"],
)
def test_every_kind_of_page_passes_axe_and_asks_nobody_else(
    browser: Browser, address: str, scheme: str, width: int, kinds: tuple[str, ...]
) -> None:
    faults: dict[str, object] = {}
    for name in kinds:
        viewport = {"width": width, "height": 900}
        with Visit(browser, address, PAGES[name], color_scheme=scheme, viewport=viewport, bypass_csp=True) as visit:
            found = Axe().run(visit.page).response["violations"]
            faults |= {f"{name}: {v['id']}": [node["html"][:200] for node in v["nodes"][:3]] for v in found}
            if (wide := visit.page.evaluate("document.documentElement.scrollWidth")) > width:
                faults[f"{name}: wider than the screen"] = wide
            if (headings := visit.page.locator("h1").count()) != 1:
                faults[f"{name}: headings of the first level"] = headings
            faults |= {f"{name}: asks another host": visit.foreign} if visit.foreign else {}
            faults |= {f"{name}: complains": visit.said} if visit.said else {}
    assert faults == {}


@pytest.mark.parametrize("name", FEW)
def test_pages_read_without_scripts(browser: Browser, address: str, name: str) -> None:
    with Visit(browser, address, PAGES[name], java_script_enabled=False) as visit:
        assert visit.page.locator("h1").inner_text().strip()
        assert len(visit.page.locator("main").inner_text()) > 500
        assert (visit.foreign, visit.said) == ([], [])


@pytest.mark.parametrize("path", [PAGES["home"], PAGES["recommendation"], PAGES["members"], PAGES["compare"]])
def test_nothing_is_wider_than_320_pixels(browser: Browser, address: str, path: str) -> None:
    with Visit(browser, address, path, viewport={"width": 320, "height": 800}) as visit:
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_reader_gets_from_home_to_a_recommendation_and_its_data(browser: Browser, address: str) -> None:
    with Visit(browser, address, "", viewport={"width": 1280, "height": 900}) as visit:
        page = visit.page
        page.get_by_role("link", name="Climate Assembly UK", exact=True).first.click()
        subnav = page.get_by_role("navigation", name="Pages of this assembly")
        subnav.get_by_role("link", name="Recommendations").click()
        wanted = page.locator("main a").filter(has_text="scrappage scheme").first
        title = wanted.inner_text()
        wanted.click()
        assert page.locator("h1").inner_text().replace("\n", " ") in title
        assert page.locator(".fm-axis dt").all_inner_texts() == ["Decided", "Answered", "Done", "Judged"]
        with page.expect_response(lambda response: response.url.endswith("recommendations.json")) as fetched:
            page.evaluate("fetch([...document.querySelectorAll('a[href$=\"recommendations.json\"]')][0].href)")
        assert fetched.value.ok
        assert visit.said == []


def test_the_keyboard_reaches_the_content_with_visible_focus(browser: Browser, address: str) -> None:
    with Visit(browser, address, PAGES["recommendation"], viewport={"width": 1280, "height": 900}) as visit:
        seen = []
        for _ in range(12):
            visit.page.keyboard.press("Tab")
            seen.append(
                visit.page.evaluate(
                    """() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
                       return [e.tagName, s.outlineStyle !== 'none' || s.boxShadow !== 'none',
                               r.bottom > 0 && r.top < innerHeight]; }"""
                )
            )
        assert any(tag == "A" for tag, _, _ in seen)
        assert all(visible and on_screen for tag, visible, on_screen in seen if tag == "A"), seen


def test_the_theme_can_be_switched(browser: Browser, address: str) -> None:
    with Visit(browser, address, "", color_scheme="light") as visit:
        scheme = visit.page.locator("body")
        assert scheme.get_attribute("data-md-color-scheme") == "default"
        visit.page.locator("label[for^='__palette']:visible").first.click()
        assert scheme.get_attribute("data-md-color-scheme") == "slate"
        assert visit.said == []
