"""The frozen record's site in a real browser: it reads, stays within the screen, asks nobody else, and passes axe."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import axe, links, validity
from tests.axe import FEW
from tests.browsing import BASE, ELSEWHERE, HOSTS, PAGES, ROOT, TREES, Quiet, Visit

pytest_plugins = ["tests.browser_fixtures"]
pytestmark = pytest.mark.browser


SHORT = "r/example-riverbend/r3/"
"""An address that leads on to another."""


def test_every_template_of_a_page_has_an_address_here(served: Path) -> None:
    shown = {path: (served / BASE / path / "index.html") for path in PAGES.values() if not path.endswith(".html")}
    text = "".join(file.read_text(encoding="utf-8") for file in shown.values())
    kinds = {path.stem for path in (ROOT / "site_templates/pages").glob("*.html")}
    assert {kind for kind in kinds if f"fm-page--{kind}" not in text} == set(), "add an address to browsing.PAGES"


@pytest.mark.parametrize("setting", axe.SETTINGS, ids=str)
def test_every_kind_of_page_passes_axe_and_asks_nobody_else(
    browser: Browser, address: str, served: Path, setting: axe.Setting
) -> None:
    pages = {name: PAGES[name] for name in axe.kinds_of(setting)}
    pages = axe.covering(served / BASE, pages) if setting == axe.FULLY[1] else pages
    by_looks = setting.scripts and setting != axe.FULLY[0]
    assert axe.look(browser, address, pages, setting, setting.scripts, by_looks=by_looks).faults == {}


def test_every_kind_of_page_is_valid_html_in_every_language(served: Path, address: str) -> None:
    """As they are published: the theme around them, addresses written out, descriptions for search engines."""
    faults: dict[str, list[str]] = {}
    looked_at = 0
    for path in (*PAGES.values(), SHORT):
        for language in TREES:
            file = served / BASE / language / path
            file = file / "index.html" if file.suffix != ".html" else file
            if file.is_file():
                looked_at += 1
                wrong = validity.faults(file.read_text(encoding="utf-8"))
                faults |= {f"{language}{path}": wrong[:5]} if wrong else {}
    assert faults == {}
    assert looked_at > len(PAGES) * (len(TREES) - 1)


PRESS = """() => {
  const shown = (found) => [...document.querySelectorAll(found)].filter((one) => one.checkVisibility());
  for (const one of [...shown('summary').slice(0, 3), ...shown("label[for^='__palette']")]) one.click();
}"""
"""Open what unfolds and change the colours."""


def test_every_kind_of_page_works_under_its_content_security_policy(browser: Browser, address: str) -> None:
    faults: dict[str, object] = {}
    with Visit(browser, address, PAGES["card"]) as visit:
        for name, path in PAGES.items():
            visit.turn_to(path)
            policies = visit.page.locator('meta[http-equiv="Content-Security-Policy"]').count()
            visit.page.evaluate(PRESS)
            faults |= {f"{name}: policies": policies} if policies != 1 else {}
            faults |= {name: (list(visit.said), list(visit.foreign))} if visit.said or visit.foreign else {}
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
    elsewhere = f"http://{HOSTS[1]}/"
    with Visit(browser, elsewhere, ELSEWHERE, java_script_enabled=False) as visit:
        shown = visit.page.frame_locator("iframe").locator("dd")
        shown.first.wait_for()
        assert shown.all_inner_texts() == ["Adopted", "Under consideration", "In progress"]
        box = visit.page.locator("img").bounding_box()
        assert box is not None
        assert (box["height"], box["width"] > 100) == (24, True)


def test_a_short_address_leads_on_without_scripts(browser: Browser, address: str) -> None:
    with Visit(browser, address, SHORT, java_script_enabled=False) as visit:
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


def test_nothing_is_wider_than_320_pixels_and_text_can_be_twice_as_large(browser: Browser, address: str) -> None:
    """Of twice the text letters alone grow: neither the window nor what the style sheets take for its width follows."""
    twice = """() => { const root = document.documentElement;
      root.style.fontSize = `${2 * parseFloat(getComputedStyle(root).fontSize)}px`; return root.scrollWidth; }"""
    wide = {}
    with Visit(browser, address, PAGES["card"], viewport={"width": 320, "height": 800}, bypass_csp=True) as visit:
        for name, path in PAGES.items():
            visit.page.set_viewport_size({"width": 320, "height": 800})
            visit.turn_to(path)
            wide[name, 320] = visit.page.evaluate("document.documentElement.scrollWidth")
            visit.page.set_viewport_size({"width": 1280, "height": 800})
            wide[name, 1280] = visit.page.evaluate(twice)
    assert {(name, most): found for (name, most), found in wide.items() if found > most} == {}


@pytest.mark.parametrize("prefix", TREES)
def test_no_table_is_scrolled_sideways(browser: Browser, address: str, prefix: str) -> None:
    scrolled = """() => { document.querySelectorAll("details.fm-twin").forEach((one) => { one.open = true; });
      const wide = (box) => box.scrollWidth > box.clientWidth;
      return [...document.querySelectorAll(".fm-table, .fm-table table, .fm-twin pre > code")].filter(wide).length; }"""
    kinds = ("codebook", "compare", "promises", "answers", "members", "impact", "data")
    faults = {}
    with Visit(browser, address, PAGES["card"], bypass_csp=True) as visit:
        for name in kinds:
            visit.turn_to(f"{prefix}{PAGES[name]}")
            for width in (320,) if prefix else (320, 768, 1024, 1440):
                visit.page.set_viewport_size({"width": width, "height": 900})
                faults[name, width] = visit.page.evaluate(scrolled)
    assert {place: boxes for place, boxes in faults.items() if boxes} == {}


def test_a_reader_gets_from_home_to_a_recommendation_and_its_data(browser: Browser, address: str) -> None:
    with Visit(browser, address, "", viewport={"width": 1280, "height": 900}) as visit:
        page = visit.page
        page.get_by_role("link", name="Climate Assembly Fenland", exact=True).first.click()
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


WALK = """() => {
  const wrong = [];
  let seen = 0;
  const takes = (e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true })
    && !(e.type === 'radio' && !e.checked);
  const stops = 'a[href], button, input, select, textarea, summary, iframe, [tabindex]';
  for (const e of [...document.querySelectorAll(stops)].reverse().filter(takes)) {
    e.focus({ focusVisible: true });
    if (document.activeElement !== e) continue;
    seen += 1;
    const mark = e.getBoundingClientRect().width ? e : e.labels[0];
    const style = getComputedStyle(mark);
    const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const shown = [...mark.getClientRects()].some((box) => [.1, .3, .5, .7, .9].some((part) => {
      const at = document.elementFromPoint(box.left + box.width * part, box.top + box.height / 2);
      return at && (mark.contains(at) || at.contains(mark) && !at.matches('html, body, main'));
    }));
    if (!ring || !shown) wrong.push([ring ? 'covered' : 'no ring', e.outerHTML.slice(0, 160)]);
  }
  return [seen, wrong];
}"""
"""Give the focus to all that takes it, from the end to the start, where a header that stays could cover it."""


MOVING = """() => [...document.querySelectorAll('*')].filter((e) => e.checkVisibility()).filter((e) => {
  const { transitionDuration, animationDuration, scrollBehavior } = getComputedStyle(e);
  const long = `${transitionDuration},${animationDuration}`.split(',').some((time) => parseFloat(time) > 0.01);
  return long || scrollBehavior === 'smooth';
}).map((e) => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize(("width", "names"), [(360, tuple(PAGES)), (1280, (*FEW, *axe.SCRIPTED))], ids=["360", "1280"])
def test_whatever_has_the_focus_shows_it_and_is_not_covered_and_nothing_moves(
    browser: Browser, address: str, width: int, names: tuple[str, ...]
) -> None:
    """For those who asked for stillness; of what one template repeats, the first few."""
    faults: dict[str, object] = {}
    looked_at = 0
    with Visit(
        browser, address, PAGES["card"], viewport={"width": width, "height": 700}, reduced_motion="reduce"
    ) as visit:
        for name in names:
            visit.turn_to(PAGES[name])
            from_the_top = visit.page.evaluate("document.activeElement === document.body")
            visit.page.keyboard.press("Tab")
            first = visit.page.evaluate("document.activeElement.className")
            if from_the_top and visit.page.locator(".md-header").count() and "md-skip" not in first:
                faults[f"{name}: no skip link comes first"] = first
            visit.page.evaluate(axe.HIDE_THE_LIKE, axe.ALIKE)
            seen, wrong = visit.page.evaluate(WALK)
            looked_at += seen
            faults |= {name: wrong} if wrong else {}
            moving = visit.page.evaluate(MOVING)
            faults |= {f"{name}: moves": moving} if moving else {}
    assert faults == {}
    assert looked_at > 20 * len(names)


@pytest.mark.parametrize("name", ["recommendation", "header only", "no page"])
def test_the_skip_link_leads_past_the_navigation(browser: Browser, address: str, name: str) -> None:
    with Visit(browser, address, PAGES[name], viewport={"width": 1280, "height": 700}) as visit:
        visit.page.keyboard.press("Tab")
        visit.page.keyboard.press("Enter")
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.closest('main') !== null")


def test_the_keyboard_brings_the_navigation_of_narrow_screens_in(browser: Browser, address: str) -> None:
    edges = """e => new Promise((done) => setTimeout(() => {
      const { left, right } = e.getBoundingClientRect(); done([left, right]); }, 600))"""
    with Visit(browser, address, PAGES["hand-written"], viewport={"width": 360, "height": 700}) as visit:
        drawer = visit.page.locator(".md-sidebar--primary")
        assert drawer.evaluate(edges)[1] <= 0
        for _ in range(8):
            visit.page.keyboard.press("Tab")
        assert drawer.evaluate("e => e.contains(document.activeElement)")
        assert drawer.evaluate(edges)[0] == 0
        visit.page.mouse.click(340, 650)
        assert drawer.evaluate(edges)[1] <= 0


LIGHT = (150_000, 25_000)
"""What a first visit to a recommendation may weigh, and the next page, in bytes, compressed."""

KEPT = """async () => [...Object.keys(localStorage), ...Object.keys(sessionStorage),
  ...(await indexedDB.databases()).map((found) => found.name), ...(await caches.keys())]"""


def test_a_recommendation_is_light_and_leaves_no_trace(browser: Browser, address: str) -> None:
    weights, pages = [], ("example-riverbend/recommendations/r3/", "example-riverbend/recommendations/r20/")
    with Visit(browser, address, PAGES["card"]) as visit:
        for path in pages:
            Quiet.sent.clear()
            visit.turn_to(path)
            visit.page.wait_for_load_state("networkidle")
            weights.append(sum(len(gzip.compress(file.read_bytes(), 6, mtime=0)) for file in Quiet.sent))
            assert (visit.foreign, visit.said) == ([], [])
        assert [key for key in visit.page.evaluate(KEPT) if not key.endswith("__palette")] == []
        assert visit.context.cookies() == []
    assert 20_000 < weights[0] <= LIGHT[0]
    assert 2_000 < weights[1] <= LIGHT[1]


def test_no_link_of_the_whole_site_is_broken(served: Path, address: str) -> None:
    """Fragments, cards, pages to be printed, versions, and the addresses that feeds, calendars and data write out."""
    broken, followed = links.follow(served / BASE, address, TREES)
    assert sorted(broken)[:20] == []
    kinds = (".html", ".xml", ".atom", ".ics", ".json", "fragment", "alternate", *TREES)
    assert [kind for kind in kinds if not followed[kind]] == []
    assert followed[".html"] > 10 * followed["pages"]


def test_the_theme_can_be_switched(browser: Browser, address: str) -> None:
    with Visit(browser, address, "", color_scheme="light") as visit:
        scheme = visit.page.locator("body")
        assert scheme.get_attribute("data-md-color-scheme") == "default"
        visit.page.locator("label[for^='__palette']:visible").first.click()
        assert scheme.get_attribute("data-md-color-scheme") == "slate"
        assert visit.said == []
