"""The search: its index, and what readers find with it or are told where it doesn't work."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from folkmoot.data.problems import BadSettings
from folkmoot.data.schemas import load
from folkmoot.i18n import localizer
from folkmoot.pages import explorer
from folkmoot.publish import search
from tests import axe
from tests.browsing import BASE, Visit
from tests.projects import AS_OF, build, digests, start
from tests.records import made_site, tables_of

pytest_plugins = ["tests.browser_fixtures", "tests.project_fixtures"]

PAGE = '<html lang="{}"><body><article class="md-content__inner"><h1>{}</h1><p>{}</p></article></body></html>'


# The index


def test_each_language_has_an_index_of_its_own(tmp_path: Path) -> None:
    for language, message in (("en", "The roofs"), ("fr", "Les toits"), ("nl", "De daken")):
        (tmp_path / language).mkdir()
        (tmp_path / language / "index.html").write_text(PAGE.format(language, message, message), encoding="utf-8")
    search.index(tmp_path)
    entry = json.loads((tmp_path / "pagefind/pagefind-entry.json").read_text(encoding="utf-8"))
    assert {name: found["page_count"] for name, found in entry["languages"].items()} == {"en": 1, "fr": 1, "nl": 1}
    assert list(entry["languages"]) == ["en", "fr", "nl"], "Pagefind gives them another order each time"
    left = {path.name for path in (tmp_path / "pagefind").glob("pagefind-*")}
    assert left == {"pagefind-entry.json", "pagefind-worker.js"}


def test_the_index_is_the_same_each_time_and_sealed(project: Path) -> None:
    made = []
    for name in ("one", "two"):
        built = build(project, "--site-dir", project / name)
        assert built.exit_code == 0, built.output
        made.append({k: v for k, v in digests(project / name).items() if k.startswith("pagefind/")})
    assert made[0] == made[1]
    assert len(made[0]) > 20
    sealed = json.loads((project / "one/manifest.json").read_text(encoding="utf-8"))["files"]
    assert made[0].items() <= sealed.items()


def test_a_site_can_do_without(project: Path) -> None:
    built = build(project, "--no-search")
    assert built.exit_code == 0, built.output
    site = project / "site"
    assert not (site / "pagefind").exists()
    assert not (site / "search").exists()
    assert "search/" not in (site / "index.html").read_text(encoding="utf-8")
    assert (site / "recommendations/index.html").is_file()


@pytest.mark.parametrize("program", ["/bin/false", "/no/such/program"])
def test_a_build_that_cannot_index_says_so_and_changes_nothing(published: Path, program: str) -> None:
    before = digests(published / "site")
    failed = start("build", published, "--as-of", AS_OF, PAGEFIND_BINARY_PATH=program)
    said = failed.communicate(timeout=60)[0]
    assert failed.returncode == 2
    assert re.search(r"search: Pagefind must .*, got: .*\(.*--no-search\)", said), said
    assert "Traceback" not in said
    assert digests(published / "site") == before


def test_what_pagefind_says_is_passed_on(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="search: Pagefind must index"):
        search.index(tmp_path)


# What readers do


@pytest.mark.browser
def test_the_box_in_the_header_leads_to_what_is_looked_for(browser: Browser, address: str) -> None:
    with Visit(browser, address, "guide/read/", viewport={"width": 1280, "height": 900}) as visit:
        page = visit.page
        page.get_by_label("Search this site").fill("heat pumps")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/search/\?q=heat\+pumps$"))
        status = page.get_by_role("status")
        expect(status).to_have_text(re.compile(r"^Results for heat pumps: \d+$"))
        hits = page.get_by_role("listitem").filter(has=page.locator("h2"))
        expect(hits.first).to_contain_text("Climate Assembly Fenland")
        assert {word.lower().strip(".,") for word in hits.first.locator("mark").all_inner_texts()} >= {"heat", "pumps"}
        title = hits.first.get_by_role("link").inner_text()
        assert not hits.first.locator(".fm-hit__text").inner_text().startswith(title)
        hits.first.get_by_role("link").click()
        assert "Heat pumps" in page.locator("h1").inner_text()
        assert (visit.foreign, visit.said) == ([], [])


@pytest.mark.browser
def test_typing_finds_escape_clears_and_enter_is_remembered(browser: Browser, address: str) -> None:
    with Visit(browser, address, "search/") as visit:
        page, box = visit.page, visit.page.get_by_label("Words that you look for")
        expect(box).to_be_focused()
        page.keyboard.type("meat")
        hits = page.get_by_role("listitem").filter(has=page.locator("h2"))
        expect(hits.first).to_be_visible()
        assert page.url.endswith("?q=meat")
        page.keyboard.press("Enter")
        box.fill("transport")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("transport")
        expect(hits).to_have_count(10)
        page.get_by_role("button", name="Show more").click()
        expect(hits.nth(10).get_by_role("link")).to_be_focused()
        page.go_back()
        expect(box).to_have_value("meat")
        expect(page.get_by_role("status")).to_contain_text("meat")
        box.press("Escape")
        expect(hits).to_have_count(0)
        expect(box).to_have_value("")
        assert page.url.endswith("/search/")
        box.fill("xyzzyqwrt")
        expect(page.get_by_role("status")).to_contain_text("Nothing found")
        assert (visit.foreign, visit.said) == ([], [])


@pytest.fixture
def large(browser: Browser, address: str, served: Path) -> Iterator[Page]:
    """Open the search as it is where the record is large: with a list of words that it passes over."""
    with Visit(browser, address, "search/") as visit:
        listed = localizer.of("en", load()).common

        page = (served / BASE / "search/index.html").read_text(encoding="utf-8")
        enlarged = page.replace('data-common=""', f'data-common="{listed}"')
        visit.page.route("**/search/", lambda route: route.fulfill(body=enlarged, content_type="text/html"))
        visit.turn_to("search/")
        yield visit.page
        assert (visit.foreign, visit.said) == ([], [])


@pytest.mark.browser
@pytest.mark.parametrize(
    ("vague", "hint"), [("the", "The word the is passed over"), ("The, of…", "The word The, of… is passed over")]
)
def test_a_large_record_passes_over_words_that_say_nothing(large: Page, vague: str, hint: str) -> None:
    large.get_by_label("Words that you look for").fill(vague)
    expect(large.get_by_role("status")).to_contain_text(f"The word {vague} is passed over")
    expect(large.get_by_role("listitem").filter(has=large.locator("h2"))).to_have_count(0)


@pytest.mark.browser
def test_a_large_record_looks_for_the_other_words_and_for_quotations(large: Page) -> None:
    status, found = large.get_by_role("status"), {}
    for sought in ("transport", "the transport of", "Thé transport", '"the"', "“the”"):
        large.get_by_label("Words that you look for").fill(sought)
        expect(status).to_contain_text(f"Results for {sought}")
        found[sought] = int(status.inner_text().rpartition(":")[2])
    assert found["transport"] == found["the transport of"] == found["Thé transport"]
    assert found['"the"'] == found["“the”"] > found["transport"], "words in quotation marks are all sought"


@pytest.mark.browser
def test_a_small_record_passes_nothing_over(browser: Browser, address: str) -> None:
    with Visit(browser, address, "search/?q=the") as visit:
        expect(visit.page.get_by_role("status")).to_contain_text("Results for the")


@pytest.mark.parametrize(("number", "passes_over"), [(3, False), (2001, True)])
def test_only_a_large_record_passes_words_over(number: int, passes_over: bool) -> None:
    lines = "".join(f"    r{n},Plant trees,recommendation,adopted,council\n" for n in range(number))
    tables = tables_of(recommendations=f"\n    id,title,kind,decision,addressed_to\n{lines}")
    site = made_site(tables, date(2026, 11, 22), name="Demo", url="", description="")
    (page,) = explorer.search(site)
    assert ('data-common=""' not in page.body) is passes_over


@pytest.mark.browser
@pytest.mark.parametrize(("language", "everywhere"), [("fr", "anglais"), ("fr", "certains"), ("nl", "vertaald")])
def test_what_is_said_of_untranslated_texts_is_not_searched(
    browser: Browser, address: str, language: str, everywhere: str
) -> None:
    with Visit(browser, address, f"{language}/search/?q={everywhere}") as visit:
        status = visit.page.get_by_role("status")
        expect(status).to_contain_text(everywhere)
        found = re.search(r": (\d+)$", status.inner_text())
        assert int(found[1] if found else 0) < 50


def test_every_language_has_its_words_of_every_page() -> None:
    schemas = load()
    lists = {language: localizer.of(language, schemas).common.split() for language in localizer.languages()}
    assert {language for language, listed in lists.items() if len(listed) < 30} == set()
    assert [w for listed in lists.values() for w in listed if w != w.lower() or listed.count(w) > 1] == []


@pytest.mark.browser
def test_words_that_are_looked_for_never_become_elements(browser: Browser, address: str) -> None:
    with Visit(browser, address, "search/?q=%3Cimg%20src=x%20onerror=alert(1)%3E") as visit:
        expect(visit.page.get_by_role("status")).to_contain_text("<img")
        assert visit.page.locator("main img").count() == 0
        assert (visit.foreign, visit.said) == ([], [])


@pytest.mark.browser
@pytest.mark.parametrize("trouble", ["offline", "policy"])
def test_it_says_when_the_index_cannot_be_loaded(browser: Browser, address: str, served: Path, trouble: str) -> None:
    context = browser.new_context()
    page = context.new_page()

    policy = {"content-security-policy": "script-src 'self' 'unsafe-inline'"}
    found = served / BASE / "search/index.html"
    if trouble == "offline":
        page.route("**/pagefind/**", lambda route: route.abort())
    else:
        page.route("**/search/*", lambda route: route.fulfill(path=found, headers=policy, content_type="text/html"))
    page.goto(f"{address}search/?q=meat")
    expect(page.get_by_role("alert")).to_contain_text("The search index can’t be loaded")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("h1")).to_have_text("All recommendations")
    context.close()


@pytest.mark.browser
def test_without_scripts_the_complete_index_takes_its_place(browser: Browser, address: str) -> None:
    with Visit(browser, address, "", java_script_enabled=False, viewport={"width": 1280, "height": 900}) as visit:
        page = visit.page
        page.get_by_label("Search this site").fill("meat")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/search/\?q=meat$"))
        expect(page.locator("noscript p")).to_contain_text("needs JavaScript")
        page.locator("noscript a").click()
        expect(page.locator("h1")).to_have_text("All recommendations")
        assert visit.said == []


@pytest.mark.browser
@pytest.mark.parametrize("setting", axe.APART, ids=str)
def test_the_search_passes_axe(browser: Browser, address: str, setting: axe.Setting) -> None:
    pages = {path: path for path in ("search/", "search/?q=transport", "search/?q=xyzzyqwrt")}
    found = axe.look(browser, address, pages, setting, ready=lambda page: page.wait_for_timeout(300))
    assert found.faults == {}
