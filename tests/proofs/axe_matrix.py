"""axe on every kind of page of this repository's site in every setting; renews the table of its statement.

`--update-golden` writes what was found into `content/accessibility.md`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import axe
from tests.proofs.own_site import OWN, ROOT

pytest_plugins = ["tests.proofs.own_fixtures", "tests.browser_fixtures"]

STATEMENT = ROOT / "content/accessibility.md"
_MEASURED = re.compile(r"(<!-- measured -->\n\n).*(\n\n<!-- end -->)", re.DOTALL)


@pytest.fixture(scope="session")
def served(own_served: Path) -> Path:
    """Serve this repository's site in place of the frozen record's."""
    return own_served


@pytest.fixture(scope="module")
def looked(browser: Browser, request: pytest.FixtureRequest) -> Iterator[dict[axe.Setting, axe.Look]]:
    found: dict[axe.Setting, axe.Look] = {}
    yield found
    if request.config.getoption("--update-golden"):
        written = STATEMENT.read_text(encoding="utf-8")
        text = _as_markdown(found, browser.version.partition(".")[0])
        STATEMENT.write_text(_MEASURED.sub(rf"\g<1>{text}\g<2>", written), encoding="utf-8")


def _as_markdown(looked: dict[axe.Setting, axe.Look], chromium: str) -> str:
    """Write a table with a line for each kind of page."""
    day, engine = f"{datetime.now(UTC):%-d %B %Y}", next(iter(looked.values())).engine
    cells = {name: ["{} of {}".format(*one.counts[name]) for one in looked.values()] for name in OWN}
    return "\n".join(
        [
            f"Measured on {day} with axe-core {engine} in Chromium {chromium}.",
            "",
            f"| kind of page | {' | '.join(map(str, looked))} |",
            f"|---|{'---|' * len(looked)}",
            *(f"| {name} | {' | '.join(row)} |" for name, row in cells.items()),
        ]
    )


@pytest.mark.parametrize("setting", axe.SETTINGS, ids=str)
def test_every_kind_of_page_passes_axe(
    browser: Browser,
    address: str,
    setting: axe.Setting,
    looked: dict[axe.Setting, axe.Look],
    record_property: Callable[[str, object], None],
) -> None:
    looked[setting] = found = axe.look(browser, address, OWN, setting, whole=True)
    assert found.faults == {}
    record_property("figure", f"{setting}: {found}")
