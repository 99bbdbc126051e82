"""The explorer: values by which recommendations are found, as pages without scripts and as filters with them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from playwright.sync_api import Browser, expect

from folkmoot import pipeline
from folkmoot.measures import facets
from folkmoot.measures.facets import FacetEntry
from folkmoot.measures.figures import Figures
from folkmoot.pages import explorer
from tests import axe
from tests.browsing import Visit
from tests.projects import build, run
from tests.records import assembly_of

pytest_plugins = ["tests.browser_fixtures"]

ALL = "recommendations/"
RIVERBEND = "example-riverbend/recommendations/"


# What is found by which values


RECORD = {
    "recommendations": """
        id,number,title,kind,decision,addressed_to,topic
        r1,1,Édit the trees,recommendation,adopted,council;ministry,t1
        r2,2,Ban cars,recommendation,not_adopted,,t1
        r3,3,Zone homes,recommendation,adopted,council,
    """,
    "topics": "id,name\nt1,Trees\n",
    "responses": """
        id,recommendation,authority,date,round,position,summary,source
        a1,r1,council,2024-05-01,1,accepted,Yes,https://example.org/a
        a2,r1,ministry,2024-05-02,1,rejected,No,https://example.org/a
    """,
}


def entered() -> tuple[FacetEntry, ...]:
    assembly = assembly_of(**RECORD)
    return facets.entries(assembly, Figures(assembly, date(2024, 9, 1)).standings, ("t1",))


def test_a_recommendation_is_found_by_what_each_authority_answered() -> None:
    first, second, third = entered()
    assert first.values["answer"] == ("answered_differently", "accepted", "rejected")
    assert first.values["authority"] == ("council", "ministry")
    assert (second.values["answer"], second.values["authority"]) == (("not_owed",), ())
    assert (third.values["topic"], third.values["year"]) == ((), ("2024",))


def test_topics_of_two_assemblies_are_told_apart_but_not_within_one() -> None:
    found = entered()
    assert [e.values["topic"] for e in found] == [("demo--t1",), ("demo--t1",), ()]
    scope = facets.of_one(found[0].assembly, found)
    assert [(c.value, c.name, c.count) for c in scope.facets[0].choices] == [("t1", "Trees", 2)]


def test_rows_hold_values_as_numbers_and_the_order_of_titles() -> None:
    coded = explorer.coded(entered())
    assert coded["by_title"] == [1, 0, 2]
    answers = coded["facets"]["answer"]
    assert [[answers["values"][code] for code in answers["sets"][row]] for row in answers["rows"]] == [
        ["answered_differently", "accepted", "rejected"],
        ["not_owed"],
        ["awaiting_response"],
    ]


@pytest.fixture(scope="module")
def long_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a record with one more recommendation than a list takes on one page."""
    root = tmp_path_factory.mktemp("long")
    made = run("new", root / "site")
    assert made.exit_code == 0, made.output
    folder = root / "site/datasets/long"
    folder.mkdir()
    (folder / "assembly.yaml").write_text(
        dedent(
            """
            name: Long
            question: What now?
            level: local
            kind: assembly
            starts_on: 2024-01-13
            ends_on: 2024-03-31
            languages: [en]
            licence: CC-BY-4.0
            """
        ),
        encoding="utf-8",
    )
    rows = (f"r{n},{n},Text {n},recommendation,adopted,{'t2' if n == 501 else 't1'}\n" for n in range(1, 502))
    head = "id,number,title,kind,decision,topic\n"
    (folder / "recommendations.csv").write_text(head + "".join(rows), encoding="utf-8")
    (folder / "topics.csv").write_text("id,name\nt1,One\nt2,Two\n", encoding="utf-8")
    built = build(root / "site", "--no-search")
    assert built.exit_code == 0, built.output
    return root / "site/site"


def listed(page: Path) -> list[str]:
    return re.findall(r'<(?:tr><th scope="row"|li id="r[^"]+"[^>]*)><a href="[^"]*?([^/"]+)/"', page.read_text("utf-8"))


def test_long_lists_are_continued_on_real_pages(long_site: Path) -> None:
    folder = long_site / "long/recommendations"
    parts = [listed(folder / part / "index.html") for part in ("", "page/2")]
    assert [len(part) for part in parts] == [500, 1]
    assert parts[1] == ["r501"] and Counter(parts[0] + parts[1]).most_common(1)[0][1] == 1
    every = [listed(long_site / ALL / part / "index.html") for part in ("", "page/2", "page/3")]
    assert [len(part) for part in every] == [250, 250, 1]
    assert [r for part in every for r in part] == [f"r{n}" for n in range(1, 502)]
    assert [len(listed(folder / f"topic/t1/{part}" / "index.html")) for part in ("", "page/2")] == [250, 250]


def test_a_topic_that_stands_on_a_later_page_keeps_its_anchor(long_site: Path) -> None:
    first = (long_site / "long/recommendations/index.html").read_text("utf-8")
    assert '<h2 id="topic-t1">' in first
    assert 'id="topic-t2"' in first


def test_a_value_that_nothing_has_keeps_its_page(long_site: Path) -> None:
    page = (long_site / "long/recommendations/answer/rejected/index.html").read_text("utf-8")
    assert "No answer has been read so far." in page
    assert "recommendations/?answer=rejected" in page
    filters = (long_site / "long/recommendations/index.html").read_text("utf-8")
    assert '<li data-value="rejected" class="fm-facet__kept fm-facet__none">' in filters


def test_titles_come_in_blocks(long_site: Path) -> None:
    blocks = [json.loads((long_site / ALL / f"titles-{n}.json").read_text("utf-8")) for n in (0, 1)]
    assert [len(block) for block in blocks] == [500, 1]
    assert blocks[1] == [["r501", "501", "Text 501"]]


def test_an_address_of_ours_is_no_name_for_an_assembly() -> None:
    assert "recommendations" in pipeline.reserved()


# What readers do


@pytest.mark.browser
def test_filters_combine_count_announce_and_are_an_address(browser: Browser, address: str) -> None:
    with Visit(browser, address, RIVERBEND, viewport={"width": 1280, "height": 900}) as visit:
        page, shown = visit.page, visit.page.locator("[data-part=rows] tbody tr")
        page.locator("summary", has_text="Answer").click()
        page.get_by_role("checkbox", name="Rejected").check()
        expect(page.get_by_role("status")).to_have_text(re.compile(r"^Recommendations found: \d+ of 36$"))
        assert page.url.endswith("?answer=rejected")
        rejected = shown.count()
        page.get_by_role("checkbox", name="Accepted", exact=True).check()
        expect(shown).not_to_have_count(rejected)
        either = shown.count()
        page.locator("summary", has_text="Topic").click()
        page.locator("[data-facet=topic] label").first.click()
        expect(page).to_have_url(re.compile(r"\?topic=[a-z-]+&answer=accepted&answer=rejected$"))
        expect(shown).not_to_have_count(either)
        both = shown.count()
        counts = page.locator("[data-facet=answer] li:has(:checked) .fm-facet__count").all_inner_texts()
        assert 0 < both < either and len(counts) == 2 and max(map(int, counts)) <= both <= sum(map(int, counts))
        page.go_back()
        expect(page.locator("[data-facet=topic] :checked")).to_have_count(0)
        expect(shown).to_have_count(either)
        page.go_forward()
        page.reload()
        expect(shown).to_have_count(both)
        page.get_by_role("button", name="Clear all filters").click()
        expect(page.locator("[data-part=static]")).to_be_visible()
        assert page.url.endswith(RIVERBEND)
        assert (visit.foreign, visit.said) == ([], [])


@pytest.mark.browser
def test_the_script_finds_what_the_pages_list(browser: Browser, address: str) -> None:
    """Every value has as many rows with the filter as without scripts."""
    with Visit(browser, address, ALL) as visit:
        links = visit.page.evaluate(
            """async () => {
              const facets = await import('../assets/explorer-facets.js');
              const data = facets.read(await (await fetch('rows.json')).json());
              const made = [];
              for (const item of document.querySelectorAll('[data-facet]:not([data-facet=assembly]) [data-value]')) {
                const name = item.closest('[data-facet]').dataset.facet, value = item.dataset.value;
                const result = facets.find(data, new Map([[name, new Set([value])]]));
                const html = await (await fetch(`${name}/${value}/`)).text();
                const page = new DOMParser().parseFromString(html, 'text/html');
                made.push([value, result.rows.length, result.counts[name].get(value) ?? 0,
                           page.querySelectorAll('.fm-rows tbody tr').length]);
              }
              return made;
            }"""
        )
        assert {"accepted", "rejected", "energy"} <= {value for value, *_ in links}
        assert [
            (v, rows, counts) for v, rows, counts, on_page in links if rows != counts or min(rows, 250) != on_page
        ] == []
        assert visit.said == []


@pytest.mark.browser
def test_counts_follow_the_other_filters(browser: Browser, address: str) -> None:
    """Compare counts over combinations with those found by asking for each value by itself."""
    with Visit(browser, address, RIVERBEND) as visit:
        wrong = visit.page.evaluate(
            """async () => {
              const facets = await import('../../assets/explorer-facets.js');
              const data = facets.read(await (await fetch('rows.json')).json());
              const wrong = [];
              for (const answer of data.columns.answer.values) for (const topic of data.columns.topic.values) {
                const chosen = new Map([['answer', new Set([answer])], ['topic', new Set([topic])]]);
                const counts = facets.find(data, chosen).counts.answer;
                for (const other of data.columns.answer.values) {
                  const has = (row) => facets.valuesOf(data, 'answer', row).includes(other)
                    && facets.valuesOf(data, 'topic', row).includes(topic);
                  const n = Array.from({length: data.size}, (_, row) => row).filter(has).length;
                  if (counts.get(other) !== n) wrong.push([answer, topic, other]);
                }
              }
              return [data.columns.answer.values.length * data.columns.topic.values.length, wrong];
            }"""
        )
        assert wrong[0] > 20
        assert wrong[1] == []


@pytest.mark.browser
def test_sorting_cards_and_more(browser: Browser, address: str) -> None:
    with Visit(browser, address, f"{ALL}?sort=title", viewport={"width": 1280, "height": 900}) as visit:
        page = visit.page
        rows = page.locator("[data-part=rows] tbody tr")
        expect(rows).to_have_count(50)
        titles = [facets.sort_key(text) for text in page.locator("[data-part=rows] th a span").all_inner_texts()]
        assert titles == sorted(titles)
        page.get_by_role("button", name="Show more").click()
        expect(rows).to_have_count(100)
        assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 51
        page.get_by_label("Sort by").select_option("support")
        expect(page).to_have_url(re.compile("sort=support"))
        expect(rows).to_have_count(50)
        shares = [
            float(text.removesuffix("%"))
            for text in page.locator("[data-part=rows] td:nth-of-type(3)").all_inner_texts()
        ]
        assert shares == sorted(shares, reverse=True)
        page.get_by_label("Cards").check()
        expect(page.get_by_role("listitem").filter(has=page.locator("h2"))).to_have_count(50)
        assert "view=cards" in page.url
        assert visit.said == []


@pytest.mark.browser
def test_what_is_shown_can_be_downloaded(browser: Browser, address: str) -> None:
    with Visit(browser, address, f"{RIVERBEND}?answer=accepted&answer=rejected") as visit:
        page = visit.page
        expect(page.get_by_role("status")).to_contain_text("found")
        with page.expect_download() as started:
            page.get_by_role("button", name="Download as CSV").click()
        text = Path(started.value.path()).read_text(encoding="utf-8")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert started.value.suggested_filename == "recommendations.csv"
        assert len(rows) == page.locator("[data-part=rows] tbody tr").count() > 3
        assert all({"accepted", "rejected"} & set(row["answer"].split(";")) for row in rows)
        assert {row["assembly"] for row in rows} == {"example-riverbend"}
        assert rows[0]["address"] == f"{address}{RIVERBEND}{rows[0]['id']}/"
        hostile = page.evaluate(
            "import('../../assets/explorer-facets.js').then((m) => m.csv([['=1+1', 'a \"b\", c', '\uff1dx']]))"
        )
        assert hostile == '\'=1+1,"a ""b"", c",\'\uff1dx\n'


@pytest.mark.browser
def test_without_scripts_filters_are_pages(browser: Browser, address: str) -> None:
    with Visit(browser, address, RIVERBEND, java_script_enabled=False) as visit:
        page = visit.page
        expect(page.get_by_label("Sort by")).to_be_hidden()
        page.locator("summary", has_text="Answer").click()
        page.locator("[data-facet=answer]").get_by_role("link", name="Rejected").click()
        assert page.url.endswith(f"{RIVERBEND}answer/rejected/")
        assert page.locator("h1").inner_text() == "Rejected"
        assert page.locator(".fm-rows tbody tr").count() >= 1
        expect(page.get_by_role("link", name="Combine with other filters")).to_be_hidden()
        page.get_by_role("link", name="Accepted", exact=True).click()
        assert page.url.endswith(f"{RIVERBEND}answer/accepted/")


@pytest.mark.browser
def test_filters_become_links_again_where_their_data_is_missing(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/rows.json", lambda route: route.abort())
    page.goto(f"{address}{ALL}?answer=accepted")
    expect(page.get_by_role("status")).to_contain_text("can’t be loaded")
    expect(page.locator("[data-part=static]")).to_be_visible()
    link = page.locator("[data-facet=answer]").get_by_role("link", name="Accepted", exact=True)
    link.click()
    expect(page.locator("h1")).to_have_text("Accepted")
    context.close()


SEEN = (
    ALL,
    f"{ALL}?answer=accepted&sort=title",
    f"{ALL}?view=cards",
    f"{RIVERBEND}?answer=accepted",
    f"{ALL}answer/accepted/",
)


@pytest.mark.browser
@pytest.mark.parametrize("setting", axe.APART, ids=str)
def test_the_explorer_passes_axe(browser: Browser, address: str, setting: axe.Setting) -> None:
    unfold = "document.querySelectorAll('.fm-facet').forEach((facet) => (facet.open = true))"
    pages = {path: path for path in SEEN}
    found = axe.look(
        browser,
        address,
        pages,
        setting,
        ready=lambda page: page.evaluate(unfold),
        by_looks=setting != axe.APART[0],
    )
    assert found.faults == {}
