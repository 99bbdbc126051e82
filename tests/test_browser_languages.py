"""A site in several languages in a real browser: a switch that needs no script, and pages from right to left."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.projects import build
from tests.test_browser import BASE, ROOT, Visit, _Quiet, browser

__all__ = ["browser"]

pytestmark = pytest.mark.browser

ASSEMBLY = "example-riverbend"
KINDS = ("", f"{ASSEMBLY}/", *(f"{ASSEMBLY}/{one}/" for one in ("recommendations/r3", "answers", "members", "impact")))
SETTINGS = "site_name: Riverbend\ndocs_dir: content\nplugins:\n  - folkmoot:\n      languages: [en, fr, ar]\n"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build the guide's example in English, French and Arabic, and serve it under a path."""
    served = tmp_path_factory.mktemp("served")
    root = tmp_path_factory.mktemp("languages")
    (root / "content").mkdir()
    (root / "content/index.md").write_text("Words.\n", encoding="utf-8")
    (root / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    for folder in ("_shared", ASSEMBLY):
        if (ROOT / "datasets" / folder).is_dir():
            shutil.copytree(ROOT / "datasets" / folder, root / "datasets" / folder)
    built = build(root, "--site-dir", served / Path(BASE))
    assert built.exit_code == 0, built.output
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(served)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/{BASE}/"
    server.shutdown()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_switch_leads_to_the_same_page_and_back(browser: Browser, address: str, scripts: bool) -> None:
    path = f"{ASSEMBLY}/recommendations/r3/"
    setting = {"viewport": {"width": 360, "height": 800}, "java_script_enabled": scripts}
    with Visit(browser, address, path, **setting) as visit:
        for code in ("fr", "ar", "en"):
            visit.page.locator(".fm-tongues__here").click()
            link = visit.page.locator(f'.fm-tongues__one[lang="{code}"]')
            box = link.bounding_box()
            assert box is not None and box["height"] >= 24 and box["x"] >= 0 and box["x"] + box["width"] <= 360
            link.click()
            visit.page.wait_for_url(f"{address}{'' if code == 'en' else f'{code}/'}{path}")
            assert visit.page.locator("html").get_attribute("lang") == code
        assert (visit.said, visit.foreign) == ([], [])


def test_the_switch_opens_by_keyboard(browser: Browser, address: str) -> None:
    with Visit(browser, address, f"{ASSEMBLY}/") as visit:
        visit.page.locator(".fm-tongues__here").focus()
        visit.page.keyboard.press("Enter")
        visit.page.keyboard.press("Tab")
        visit.page.keyboard.press("Tab")
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url(f"{address}fr/{ASSEMBLY}/")


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 360), ("light", 1280), ("dark", 1280)])
def test_pages_from_right_to_left_pass_axe_and_stay_within_the_screen(
    browser: Browser, address: str, scheme: str, width: int
) -> None:
    for path in KINDS:
        setting = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
        with Visit(browser, address, f"ar/{path}", **setting) as visit:
            found = Axe().run(visit.page)
            assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert visit.page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
