"""Whose words: only what stands in a source is printed in quotation marks, in every page, feed and calendar."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from folkmoot.data import localise
from folkmoot.data.tables import Tables
from folkmoot.pages import render
from tests import catalogue, frozen, quotations
from tests.browsing import BASE
from tests.records import made_site, specs_of, tables_of

pytest_plugins = ["tests.browser_fixtures"]

TEMPLATES = Path(__file__).parents[1] / "site_templates"
MARKS = re.compile("[“”„«»]")
ONE_PLACE = "parts/quote.html"
SITE_OF_THE_MARKS = "“%(words)s”"
FRENCH = '<span lang="fr" dir="ltr">'

RESPONSES = """
    id,recommendation,authority,date,position,quote,quote_language,summary,note,source
    a1,r1,council,2024-06-01,accepted,We plant *forty* trees.,en,It agrees.,The park isn’t named.,https://example.org/a1
"""
PROMISES = """
    id,authority,kind,stated_on,quote,quote_language,summary,page,source
    p1,council,respond_publicly,2024-01-02,Nous répondrons.,fr,It will answer.,3,https://example.org/p1
"""
COMMITMENTS = """
    id,response,quote,quote_language,summary,strength
    c1,a1,We plant forty trees.,en,It plants trees.,will
"""
VERDICTS = """
    id,target_kind,target,date,assessor,assessor_kind,summary,source
    v1,recommendation,r1,2024-07-01,A neighbour,members,She is content.,https://example.org/v1
"""
TRANSLATED = """
    id,quote,summary,status
    a1,Nous plantons quarante arbres.,Il est d’accord.,own
"""


def pages(tables: Tables, language: str = "en") -> dict[str, str]:
    """Fill every page of a small record, by address."""
    site = made_site(tables, date(2024, 12, 1))
    if language != "en":
        chosen = localise.choose(tables, language, "en")
        site = replace(site, dataset=replace(site.dataset, tables=chosen), language=language)
    return {page.address: page.body for page in render.make(site, specs_of(site))}


@pytest.fixture(scope="module")
def record() -> Tables:
    tables = {"responses": RESPONSES, "promises": PROMISES, "commitments": COMMITMENTS, "verdicts": VERDICTS}
    return tables_of(**tables, fr={"responses": TRANSLATED})


def test_every_quoted_string_of_the_site_was_said_by_somebody(served: Path) -> None:
    quoted = quotations.of([frozen.read().tables])
    assert quotations.unsaid(served / BASE, quoted) == {}


def test_the_search_for_marks_finds_each_kind(tmp_path: Path) -> None:
    quoted = quotations.of([tables_of(responses=RESPONSES)])
    page = (
        '<p>“We plant forty trees.” “invented” „erfunden“ « inventé » "made up" <code>"code"</code></p>'
        "<blockquote><p>no marks</p></blockquote><q>short</q><p title='“in a title”'>a “b</p><p>c” d</p>"
    )
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    (tmp_path / "all.atom").write_text("<title>“in a feed”</title>", encoding="utf-8")
    (tmp_path / "all.ics").write_text("DESCRIPTION:“in a cal\r\n endar\\, too”\r\n", encoding="utf-8")
    found = {quotations._plain(said) for said in quotations.unsaid(tmp_path, quoted)}
    assert found == {
        *("invented", "erfunden", "inventé", "made up", "no marks", "short"),
        *("in a title", "in a feed", "in a calendar, too"),
    }


def test_one_template_writes_the_marks() -> None:
    written = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html") if _has_marks(path)}
    assert written == {ONE_PLACE}
    quoting = {p.relative_to(TEMPLATES).as_posix() for p in TEMPLATES.rglob("*.html") if "<blockquote" in p.read_text()}
    assert quoting == {ONE_PLACE, "pages/members.html"}


def _has_marks(path: Path) -> bool:
    return MARKS.search(path.read_text(encoding="utf-8")) is not None


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_no_other_text_of_the_site_has_marks_in_any_language(language: str) -> None:
    texts = [one for one in catalogue.read(language) if one.id and catalogue.is_on_the_site(one)]
    marked = [one.id for one in texts if MARKS.search("".join((one.id, one.string)[isinstance(one.id, str)]))]
    assert marked == [SITE_OF_THE_MARKS]


def test_what_was_said_stands_in_marks_with_its_place_and_the_words_of_the_record_say_that_they_are(
    record: Tables,
) -> None:
    page = pages(record)["demo/recommendations/r1/"]
    assert "<blockquote><p>“We plant *forty* trees.”</p></blockquote>" in page
    assert 'Where it stands: <a class="fm-out" href="https://example.org/a1"' in page
    assert '<span class="fm-whose">In the words of this record:</span> It agrees.' in page
    assert '<span class="fm-whose">Note of this record:</span> The park isn’t named.' in page
    assert '<span class="fm-whose">In the words of this record:</span> She is content.' in page


def test_words_in_another_language_say_in_which(record: Tables) -> None:
    page = pages(record)["demo/promises/"]
    assert '<p class="fm-whose">In its own words (French)</p>\n<blockquote lang="fr" dir="ltr">' in page
    assert "“Nous répondrons.”" in page
    assert "page 3" in page


def test_a_translation_stands_below_the_original_without_marks(record: Tables) -> None:
    page = pages(record, "fr")["demo/recommendations/r1/"]
    assert '<blockquote lang="en" dir="ltr"><p>«\xa0We plant *forty* trees.\xa0»</p></blockquote>' in page
    assert '<p class="fm-whose">Traduction</p>' in page
    assert re.search(r"<p>(<span[^>]*>)?Nous plantons quarante arbres\.(</span>)?</p>", page)
    assert not re.search(r"«[^»]*Nous plantons", page)


def test_words_in_the_language_of_the_page_are_no_foreign_words(record: Tables) -> None:
    page = pages(record, "fr")["demo/promises/"]
    assert "<blockquote><p>«\xa0Nous répondrons.\xa0»</p></blockquote>" in page


def test_a_vote_without_its_abstentions_is_shown_with_what_is_known() -> None:
    action = """
        id,recommendations,authority,date,kind,title,outcome,votes_for,votes_against,source
        x1,r1,council,2024-06-01,vote,Vote on trees,adopted,12,3,https://example.org/x1
    """
    page = pages(tables_of(parliamentary_actions=action))["demo/impact/"]
    assert "<b>12</b> for, <b>3</b> against." in page
    assert "abstained" not in page
