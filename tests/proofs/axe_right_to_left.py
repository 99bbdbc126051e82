"""axe on every kind of page of the frozen record in Arabic, in every setting, contrast included."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests import axe
from tests.test_browser_languages import EVERY

pytest_plugins = ["tests.browser_fixtures"]


@pytest.mark.parametrize("setting", axe.SETTINGS, ids=str)
def test_every_kind_of_page_passes_axe(
    browser: Browser, address: str, setting: axe.Setting, record_property: Callable[[str, object], None]
) -> None:
    found = axe.look(browser, address, EVERY, setting, whole=True)
    assert found.faults == {}
    record_property("figure", f"{setting}: {found}")
