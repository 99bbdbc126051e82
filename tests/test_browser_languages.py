"""A site in several languages in a real browser: a switch that needs no script, and pages from right to left."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browsing import BASE, FULLY, PAGES, ROOT, SETTINGS, Quiet, Setting, Visit, rules_of
from tests.projects import build

pytest_plugins = ["tests.browser_fixtures"]
pytestmark = pytest.mark.browser

ASSEMBLY = "example-riverbend"
KINDS = ("", f"{ASSEMBLY}/", *(f"{ASSEMBLY}/{one}/" for one in ("recommendations/r3", "answers", "members", "impact")))
_MADE = (ASSEMBLY, *"codebook mistakes overdue compare method recommendations search glossary style".split())
EVERY = tuple(path for path in PAGES.values() if path.split("/")[0] in ("", *_MADE) and not re.search("@|print/", path))
"""Every kind of page that has a tree in each language and needs no history."""
PROJECT = "site_name: Riverbend\ndocs_dir: content\nplugins:\n  - folkmoot:\n      languages: [en, fr, ar]\n"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build the guide's example in English, French and Arabic, and serve it under a path."""
    served = tmp_path_factory.mktemp("served")
    root = tmp_path_factory.mktemp("languages")
    (root / "content").mkdir()
    (root / "content/index.md").write_text("Words.\n", encoding="utf-8")
    (root / "mkdocs.yml").write_text(PROJECT, encoding="utf-8")
    for folder in ("_shared", ASSEMBLY):
        if (ROOT / "datasets" / folder).is_dir():
            shutil.copytree(ROOT / "datasets" / folder, root / "datasets" / folder)
    built = build(root, "--site-dir", served / Path(BASE))
    assert built.exit_code == 0, built.output
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(served)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/{BASE}/"
    server.shutdown()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_switch_leads_to_the_same_page_and_back(browser: Browser, address: str, scripts: bool) -> None:
    path = f"{ASSEMBLY}/recommendations/r3/"
    setting = {"viewport": {"width": 360, "height": 800}, "java_script_enabled": scripts}
    with Visit(browser, address, path, **setting) as visit:
        for code in ("fr", "ar", "en"):
            visit.page.locator(".fm-languages__here").click()
            link = visit.page.locator(f'.fm-languages__one[lang="{code}"]')
            box = link.bounding_box()
            assert box is not None and box["height"] >= 24 and box["x"] >= 0 and box["x"] + box["width"] <= 360
            link.click()
            visit.page.wait_for_url(f"{address}{'' if code == 'en' else f'{code}/'}{path}")
            assert visit.page.locator("html").get_attribute("lang") == code
        assert (visit.said, visit.foreign) == ([], [])


def test_the_switch_opens_by_keyboard(browser: Browser, address: str) -> None:
    with Visit(browser, address, f"{ASSEMBLY}/") as visit:
        visit.page.locator(".fm-languages__here").focus()
        visit.page.keyboard.press("Enter")
        visit.page.keyboard.press("Tab")
        visit.page.keyboard.press("Tab")
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url(f"{address}fr/{ASSEMBLY}/")


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_pages_from_right_to_left_pass_axe_and_stay_within_the_screen(
    browser: Browser, address: str, setting: Setting, update_golden: bool
) -> None:
    """Every kind of page in the two settings that differ most, a few in each; all of it where results are renewed."""
    faults: dict[str, object] = {}
    shown = {"color_scheme": setting.scheme, "viewport": {"width": setting.width, "height": 800}}
    with Visit(browser, address, "ar/", scripts=setting.scripts, bypass_csp=True, **shown) as visit:
        for path in EVERY if update_golden or setting in FULLY else KINDS:
            visit.turn_to(f"ar/{path}")
            message = Axe().run(visit.page, options=rules_of(contrast=update_golden or path in KINDS)).response
            found = message["violations"]
            faults |= {f"{path}: {v['id']}": [node["html"][:200] for node in v["nodes"][:3]] for v in found}
            if (wide := visit.page.evaluate("document.documentElement.scrollWidth")) > setting.width:
                faults[f"{path}: wider than the screen"] = wide
            if visit.page.evaluate("getComputedStyle(document.querySelector('h1')).direction") != "rtl":
                faults[f"{path}: heading"] = "from left to right"
    assert faults == {}
    assert len(EVERY) > 20
