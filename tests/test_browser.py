"""The repository's own site in a real browser: it reads, stays within the screen, asks nobody else, and passes axe."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
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

pytestmark = pytest.mark.browser


class _Quiet(SimpleHTTPRequestHandler):
    """A server with the headers that the guide recommends."""

    def end_headers(self) -> None:
        for name, value in HEADERS.items() if self.path.startswith(f"/{BASE}/") else ():
            if name != "Content-Security-Policy" or "/embed/" not in self.path:
                self.send_header(name, value)
        super().end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build the site once, for the address at which it is served: under a path, as a project's page is."""
    served = tmp_path_factory.mktemp("served")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(served)))
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
    for name in ("content", "datasets"):
        shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True)
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(f"site_url: {address}\n{settings}", encoding="utf-8")
    return folder


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
        self.page.add_init_script(
            "addEventListener('securitypolicyviolation',"
            " e => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`))"
        )
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


class Results:
    """What axe found, by page and setting; `--update-golden` writes it into the accessibility statement."""

    def __init__(self, browser: str) -> None:
        self.browser = browser
        self.engine = ""
        self.cells: dict[tuple[str, tuple[str, int]], str] = {}

    def note(self, page: str, setting: tuple[str, int], told: dict[str, Any]) -> None:
        """Keep how many rules applied to a page and how many it breaks."""
        self.engine = told["testEngine"]["version"]
        applied = len(told["passes"]) + len(told["violations"])
        self.cells[page, setting] = f"{len(told['violations'])} of {applied}"

    def as_markdown(self) -> str:
        """Write a table with a line for each kind of page."""
        heads = " | ".join(f"{scheme}, {width} px" for scheme, width in SETTINGS)
        lines = [
            f"| {name} | {' | '.join(self.cells.get((name, setting), '–') for setting in SETTINGS)} |" for name in PAGES
        ]
        day = f"{datetime.now(UTC):%-d %B %Y}"
        told = f"Measured on {day} with axe-core {self.engine} in Chromium {self.browser.partition('.')[0]}."
        return "\n".join([told, "", f"| kind of page | {heads} |", f"|---|{'---|' * len(SETTINGS)}", *lines])


SETTINGS = (("light", 360), ("dark", 360), ("light", 1280), ("dark", 1280))
STATEMENT = ROOT / "content/accessibility.md"
_MEASURED = re.compile(r"(<!-- measured -->\n\n).*(\n\n<!-- end -->)", re.DOTALL)


@pytest.fixture(scope="module")
def results(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Results]:
    found = Results(browser.version)
    yield found
    if request.config.getoption("--update-golden"):
        written = STATEMENT.read_text(encoding="utf-8")
        STATEMENT.write_text(_MEASURED.sub(rf"\g<1>{found.as_markdown()}\g<2>", written), encoding="utf-8")


FEW = ("home", "recommendation", "members", "codebook", "hand-written")


@pytest.mark.parametrize(
    ("scheme", "width", "kinds"),
    [("light", 360, tuple(PAGES)), ("dark", 1280, tuple(PAGES)), ("light", 1280, FEW), ("dark", 360, FEW)],
    ids=["light, narrow", "dark, wide", "light, wide", "dark, narrow"],
)
def test_every_kind_of_page_passes_axe_and_asks_nobody_else(
    browser: Browser, address: str, results: Results, scheme: str, width: int, kinds: tuple[str, ...]
) -> None:
    faults: dict[str, object] = {}
    for name in kinds:
        viewport = {"width": width, "height": 900}
        with Visit(browser, address, PAGES[name], color_scheme=scheme, viewport=viewport, bypass_csp=True) as visit:
            told = Axe().run(visit.page).response
            found = told["violations"]
            results.note(name, (scheme, width), told)
            faults |= {f"{name}: {v['id']}": [node["html"][:200] for node in v["nodes"][:3]] for v in found}
            if (wide := visit.page.evaluate("document.documentElement.scrollWidth")) > width:
                faults[f"{name}: wider than the screen"] = wide
            if (headings := visit.page.locator("h1").count()) != 1:
                faults[f"{name}: headings of the first level"] = headings
            faults |= {f"{name}: asks another host": visit.foreign} if visit.foreign else {}
            faults |= {f"{name}: complains": visit.said} if visit.said else {}
    assert faults == {}


def test_every_kind_of_page_works_under_its_content_security_policy(browser: Browser, address: str) -> None:
    faults: dict[str, object] = {}
    for name, path in PAGES.items():
        with Visit(browser, address, path) as visit:
            policies = visit.page.locator('meta[http-equiv="Content-Security-Policy"]').count()
            for summary in visit.page.locator("summary:visible").all()[:3]:
                summary.click()
            for label in visit.page.locator("label[for^='__palette']:visible").all():
                label.click()
            faults |= {f"{name}: policies": policies} if policies != 1 else {}
            faults |= {name: (visit.said, visit.foreign)} if visit.said or visit.foreign else {}
    assert faults == {}


def test_the_policy_stops_what_an_attacker_would_add(browser: Browser, address: str) -> None:
    with Visit(browser, address, PAGES["recommendation"]) as visit:
        visit.page.evaluate(
            """() => { const main = document.querySelector("main"), s = document.createElement("script");
                       s.textContent = "document.title = 'taken over'"; main.append(s);
                       const own = `onerror="document.title='taken over'"`;
                       main.insertAdjacentHTML("beforeend", `<img src="missing.png" ${own}>`); }"""
        )
        visit.page.wait_for_timeout(300)
        assert visit.page.title() != "taken over"
        assert sum("script-src" in line for line in visit.said) >= 2


def test_another_page_shows_the_card_and_the_badge_without_scripts(browser: Browser, address: str) -> None:
    elsewhere = address.replace("127.0.0.1", "localhost").removesuffix(f"{BASE}/")
    with Visit(browser, elsewhere, ELSEWHERE, java_script_enabled=False) as visit:
        shown = visit.page.frame_locator("iframe").locator("dd")
        shown.first.wait_for()
        assert shown.all_inner_texts() == ["Adopted", "Under consideration", "In progress"]
        box = visit.page.locator("img").bounding_box()
        assert box is not None
        assert (box["height"], box["width"] > 100) == (24, True)


def test_a_short_address_leads_on_without_scripts(browser: Browser, address: str) -> None:
    with Visit(browser, address, "r/example-riverbend/r3/", java_script_enabled=False) as visit:
        visit.page.wait_for_url(f"{address}{PAGES['recommendation']}")
        assert visit.page.locator("h1").inner_text()


def test_the_words_are_explained_by_keyboard_where_they_stand(browser: Browser, address: str) -> None:
    with Visit(browser, address, PAGES["recommendation"]) as visit:
        summary = visit.page.locator(".fm-words summary")
        summary.focus()
        visit.page.keyboard.press("Enter")
        meaning = visit.page.get_by_text("The authority is looking into it and has decided nothing.").first
        assert meaning.is_visible()
        visit.page.keyboard.press("Enter")
        assert not meaning.is_visible()


def test_on_paper_there_is_no_navigation_and_addresses_are_spelled_out(browser: Browser, address: str) -> None:
    with Visit(browser, address, PAGES["recommendation"], color_scheme="dark") as visit:
        visit.page.emulate_media(media="print")
        hidden = ".md-header, .md-tabs, .md-footer, .fm-next, .fm-share"
        assert not any(found.is_visible() for found in visit.page.locator(hidden).all())
        spelled = "e => getComputedStyle(e, '::after').content"
        link = visit.page.locator(".fm-source a.fm-out").first
        assert link.get_attribute("href") in link.evaluate(spelled)
        colours = "e => [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor]"
        assert visit.page.locator(".fm-lede").evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


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
