"""A site in several languages in a real browser: a switch that needs no script, and pages from right to left."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests import axe
from tests.browsing import PAGES, Visit

pytest_plugins = ["tests.browser_fixtures"]
pytestmark = pytest.mark.browser

ASSEMBLY = "example-riverbend"
KINDS = ("home", "assembly", "recommendation", "answers", "members", "impact")
EVERY = {
    name: f"ar/{path}"
    for name, path in PAGES.items()
    if not re.search(r"^(guide|embed)/|print/|\.html|@|^releases/.", path)
}
"""Every kind of page that has a tree in each language."""


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


@pytest.mark.parametrize("setting", axe.FULLY, ids=str)
def test_pages_from_right_to_left_pass_axe(browser: Browser, address: str, setting: axe.Setting) -> None:
    some = {name: EVERY[name] for name in KINDS}
    assert axe.look(browser, address, some, setting, by_looks=setting != axe.FULLY[0]).faults == {}


def test_every_page_from_right_to_left_stays_within_the_screen(browser: Browser, address: str) -> None:
    """Only sizes and languages depend on the direction, colours and elements don’t."""
    found: set[str] = set()
    direction = "getComputedStyle(document.querySelector('h1')).direction"
    setting, looked_at = axe.FULLY[0], {name: path for name, path in EVERY.items() if name not in KINDS}
    looked = axe.look(
        browser,
        address,
        looked_at,
        setting,
        contrast=False,
        ready=lambda page: found.add(page.evaluate(direction)),
        by_looks=True,
    )
    assert looked.faults == {}
    assert found == {"rtl"}


def test_pages_from_right_to_left_need_no_scripts(browser: Browser, address: str) -> None:
    some = {name: EVERY[name] for name in KINDS}
    assert axe.look(browser, address, some, axe.Setting("light", 360, scripts=False), contrast=False).faults == {}
