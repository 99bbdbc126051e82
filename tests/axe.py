"""What axe finds on pages in the settings in which people look at them, and which of these can differ.

`make test` looks where a difference can be: at every kind of page by all rules in one setting; in a second one, which
has the other width and the other colours, by the rules that depend on looks, at the pages that have the most classes
which no other has; in the other settings at the few that differ there. Of what one template repeats on a page it looks
at the first few. `make prove` looks at everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browsing import PAGES, Visit


@dataclass(frozen=True)
class Setting:
    """How somebody looks at a page."""

    scheme: str
    width: int
    scripts: bool = True

    def __str__(self) -> str:
        return f"{self.scheme}, {self.width} px{'' if self.scripts else ', no scripts'}"

    @property
    def shown(self) -> dict[str, Any]:
        """Give it as the browser takes it."""
        return {"color_scheme": self.scheme, "viewport": {"width": self.width, "height": 900}}


SETTINGS = (
    Setting("light", 360),
    Setting("dark", 360),
    Setting("light", 1280),
    Setting("dark", 1280),
    Setting("light", 360, scripts=False),
    Setting("light", 1280, scripts=False),
)
"""Dark colours are chosen by a script, so without scripts there are none."""

FULLY = (Setting("light", 360), Setting("dark", 1280))
"""The two that together have each width and each scheme of colours."""

BY_LOOKS = (
    "color-contrast",
    "link-in-text-block",
    "scrollable-region-focusable",
    "target-size",
    "css-orientation-lock",
)
"""The rules that depend on colours and sizes; all others ask what elements there are, which is the same everywhere."""

FEW = ("home", "recommendation", "members", "mistakes", "hand-written")
"""Pages that stand for all where only the pair of width and scheme is new."""

SCRIPTED = ("explorer", "filter", "recommendations", "search")
"""Pages with scripts of their own, which are others without them."""


ALIKE = 3
"""Of so many siblings with the same tag and classes the others are like those before."""

ADDED = 5

_CLASS = re.compile(r' class="([^"]*)"')

HIDE_THE_LIKE = """(most) => {
  for (const parent of document.querySelectorAll('main, main :not(svg *)')) {
    const seen = new Map();
    for (const child of parent.children) {
      const kind = `${child.tagName} ${child.className}`;
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
      if (seen.get(kind) > most) child.style.display = 'none';
    }
  }
}"""

APART = (Setting("light", 320), Setting("dark", 1280))
"""In which the explorer and the search are looked at by themselves, in each of their states."""


def covering(folder: Path, pages: Mapping[str, str]) -> dict[str, str]:
    """Choose pages of a built site that each add `ADDED` classes to those of the others: colours hang on classes."""
    classes = {name: set(_classes(folder / path)) for name, path in pages.items()}
    chosen: dict[str, str] = {}
    left = set().union(*classes.values())
    while len((best := max(classes.items(), key=lambda entry: len(entry[1] & left)))[1] & left) >= ADDED:
        chosen[best[0]] = pages[best[0]]
        left -= best[1]
    return chosen


def _classes(path: Path) -> Iterator[str]:
    file = path if path.suffix == ".html" else path / "index.html"
    for found in _CLASS.findall(file.read_text(encoding="utf-8")):
        yield from found.split()


def kinds_of(setting: Setting) -> tuple[str, ...]:
    """List the kinds of pages that can differ in a setting from what the other settings show."""
    if setting in FULLY:
        return tuple(PAGES)
    return FEW if setting.scripts else (*FEW, *SCRIPTED)


@dataclass(frozen=True)
class Look:
    """What was found on some pages: what is wrong, and for each page how many rules it breaks of how many applied."""

    faults: dict[str, object]
    counts: dict[str, tuple[int, int]]
    engine: str

    def __str__(self) -> str:
        broken, applied = (sum(pair[i] for pair in self.counts.values()) for i in (0, 1))
        return f"{broken} of {applied:,} rules broken on {len(self.counts)} pages"


def look(
    browser: Browser,
    address: str,
    pages: Mapping[str, str],
    setting: Setting,
    contrast: bool | tuple[str, ...] = True,
    ready: Callable[[Page], object] = lambda page: None,
    whole: bool = False,
    by_looks: bool = False,
) -> Look:
    """Look at pages, by name, in a setting; contrast, which takes most of the time, everywhere or on some.

    `ready` does something with each page before it is looked at; `whole` pages are looked at with all that repeats
    itself; `by_looks` asks only `BY_LOOKS`. Without scripts means without the site's own script
    files: axe is a script itself and couldn't run.
    """
    faults: dict[str, object] = {}
    counts, engine = {}, ""
    with Visit(browser, address, PAGES["card"], setting.scripts, bypass_csp=True, **setting.shown) as visit:
        for name, path in pages.items():
            visit.turn_to(path)
            ready(visit.page)
            faults |= {f"{name}: {what}": found for what, found in _beside_axe(visit, setting)}
            if not whole and name != "style":
                visit.page.evaluate(HIDE_THE_LIKE, ALIKE)
            options = rules_of(contrast if isinstance(contrast, bool) else name in contrast, by_looks, whole)
            found = Axe().run(visit.page, options=options).response
            wrong = found["violations"]
            counts[name], engine = (len(wrong), len(found["passes"]) + len(wrong)), found["testEngine"]["version"]
            faults |= {f"{name}: {one['id']}": [node["html"][:200] for node in one["nodes"][:3]] for one in wrong}
    return Look(faults, counts, engine)


def _beside_axe(visit: Visit, setting: Setting) -> list[tuple[str, object]]:
    wide = visit.page.evaluate("document.documentElement.scrollWidth")
    headings = visit.page.locator("h1").count()
    found = (
        ("wider than the screen", wide if wide > setting.width else 0),
        ("headings of the first level", headings if headings != 1 else 0),
        ("asks another host", list(visit.foreign)),
        ("complains", list(visit.said) if setting.scripts else []),
    )
    return [(what, one) for what, one in found if one]


def rules_of(contrast: bool, by_looks: bool = False, whole: bool = True) -> dict[str, Any]:
    """Choose axe's rules: its own choice, or some, and the size of targets; contrast only where it is asked for.

    Style sheets are loaded once more, for the rule on a device that is turned, only where all is looked at.
    """
    rules = {"target-size": {"enabled": True}, "color-contrast": {"enabled": contrast}}
    looks = [rule for rule in BY_LOOKS if contrast or rule != "color-contrast"]
    chosen = {"runOnly": {"type": "rule", "values": looks}} if by_looks else {}
    return {"resultTypes": ["violations"], "rules": rules, "preload": whole, **chosen}
