"""A site in several languages: one tree each, texts chosen and labelled, and a way to the same page in the others."""

from __future__ import annotations

import posixpath
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from folkmoot.data import localise
from folkmoot.data.localise import LocalisedText, QuotedText, TranslationStatus
from folkmoot.data.tables import Tables
from folkmoot.i18n import localizer
from tests import validity
from tests.projects import EXAMPLE, SITE_URL, build, change
from tests.records import tables_of

pytest_plugins = ["tests.project_fixtures"]

LINK = re.compile(r'(?:href|src)="([^"#]+)')
ADDRESS = "example-assembly/recommendations/r1/"
RECOMMENDATIONS = """
    id,title,text,kind,decision
    r1,Plant trees,Along each street.,recommendation,adopted
    r2,Open the library,,recommendation,adopted
"""


def translated(**tables: str) -> Tables:
    return tables_of(recommendations=RECOMMENDATIONS, fr=tables)


def chosen(texts: str, column: str = "title", row: int = 0) -> str:
    tables = localise.choose(translated(recommendations=texts), "fr", "en")
    return tables.rows("demo", "recommendations")[row].text(column)


def standing(found: str) -> TranslationStatus | None:
    return found.status if isinstance(found, LocalisedText) else None


def test_a_text_stands_in_the_language_or_in_its_own_with_a_word_on_why() -> None:
    texts = "id,title,status\nr1,Planter des arbres,official\n"
    found = [chosen(texts), chosen(texts, "text"), chosen(texts, row=1)]
    assert found == ["Planter des arbres", "Along each street.", "Open the library"]
    assert [standing(one) for one in found] == [None, None, TranslationStatus.ORIGINAL]
    assert isinstance(found[1], QuotedText), "it is the wording, which stays as it is"
    assert found[1].__html__() == '<span data-translation="original" lang="en" dir="ltr">Along each street.</span>'


def test_a_translation_is_our_own_unless_it_says_otherwise() -> None:
    assert standing(chosen("id,title\nr1,Planter\n")) is TranslationStatus.OWN
    assert standing(chosen("id,title,status\nr1,Planter,machine\n")) is TranslationStatus.MACHINE


def test_a_translation_goes_stale_when_a_text_that_it_translates_changes_and_no_other() -> None:
    (before, *_) = translated().rows("demo", "recommendations")
    mark = localise.fingerprint(before, ["title"])
    assert standing(chosen(f"id,title,status,original\nr1,Planter,official,{mark}\n")) is None
    changed = RECOMMENDATIONS.replace("Plant trees", "Plant oaks").replace("each street", "the river")
    tables = tables_of(recommendations=changed, fr={"recommendations": f"id,title,original\nr1,Planter,{mark}\n"})
    found = localise.choose(tables, "fr", "en").rows("demo", "recommendations")[0].text("title")
    assert (found, standing(found)) == ("Planter", TranslationStatus.STALE)


def test_a_text_that_is_part_of_a_key_is_translated_beside_it() -> None:
    happened = "date,kind,title,source\n2024-05-01,meeting,They met,https://example.org/\n"
    own = "date,kind,title,title_translated\n2024-05-01,meeting,They met,Ils se sont réunis\n"
    tables = localise.choose(tables_of(follow_up_events=happened, fr={"follow_up_events": own}), "fr", "en")
    assert tables.rows("demo", "follow_up_events")[0].text("title") == "Ils se sont réunis"


def test_the_values_of_a_profile_are_translated_with_those_of_its_strata() -> None:
    given = {
        "strata": "id,name,kind\nage,Age,quota\n",
        "strata_values": "stratum,value,population_share\nage,young,0.4\n",
        "member_profile": "stage,stratum,value,n\nconfirmed,age,young,20\n",
        "selection_stages": "stage,n\nconfirmed,20\n",
    }
    own = {"strata_values": "stratum,value,value_translated\nage,young,jeunes\n"}
    tables = localise.choose(tables_of(**given, fr=own), "fr", "en")
    assert {row.text("value") for name in ("strata_values", "member_profile") for row in tables.rows("demo", name)} == {
        "jeunes"
    }


def test_what_is_missing_or_out_of_date_is_listed_text_by_text() -> None:
    tables = translated(recommendations="id,title,original\nr1,Planter,000000000000\n")
    found = [(m.row.name, m.column, m.is_stale) for m in localise.missing(tables, "fr", "en")]
    of_recommendations = [one for one in found if one[0] in ("r1", "r2")]
    assert of_recommendations == [("r1", "title", True), ("r1", "text", False), ("r2", "title", False)]
    assert not list(localise.missing(tables, "en", "en"))


@pytest.fixture(scope="module")
def site(starter_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the starter in English, French and Arabic, with two texts in French."""
    root = tmp_path_factory.mktemp("languages") / "my-site"
    root.mkdir()
    for path in sorted(starter_project.rglob("*")):
        target = root / path.relative_to(starter_project)
        target.mkdir() if path.is_dir() else target.write_bytes(path.read_bytes())
    change(root, "mkdocs.yml", "- folkmoot", "- folkmoot:\n      languages: [en, fr, ar]")
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write(f"site_url: {SITE_URL}\n")
    own = root / EXAMPLE / "translations" / "fr"
    own.mkdir(parents=True)
    (own / "recommendations.csv").write_text("id,title,status\nr1,Un titre & plus,official\n", encoding="utf-8")
    (own / "assembly.yaml").write_text("name: L’assemblée\nstatus: machine\n", encoding="utf-8")
    (root / "content" / "fr").mkdir()
    (root / "content" / "fr" / "index.md").write_text("# Accueil\n\nMots à nous.\n", encoding="utf-8")
    built = build(root)
    assert built.exit_code == 0, built.output
    return root / "site"


def page(site: Path, address: str) -> str:
    return (site / address / "index.html").read_text(encoding="utf-8")


def test_each_language_has_the_same_pages_and_the_data_is_there_once(site: Path) -> None:
    trees = [pages_below(site / prefix) for prefix in ("fr", "ar")]
    own = {one for one in pages_below(site) if not one.startswith(("fr/", "ar/", "embed/", "r/"))}
    hand_written = {"about/"}
    assert trees[0] == trees[1] == own - hand_written
    assert not (site / "fr" / "data").exists() and (site / "data" / "latest").is_dir()


def pages_below(folder: Path) -> set[str]:
    return {path.parent.relative_to(folder).as_posix() + "/" for path in folder.rglob("index.html")}


def test_a_page_says_its_language_and_direction(site: Path) -> None:
    assert '<html lang="fr"' in page(site, f"fr/{ADDRESS}")
    arabic = page(site, f"ar/{ADDRESS}")
    assert '<html lang="ar"' in arabic and 'dir="rtl"' in arabic
    assert '<html lang="en"' in page(site, ADDRESS) and 'dir="ltr"' in page(site, ADDRESS)


def test_a_translated_title_stands_alone_and_the_others_carry_their_language(site: Path) -> None:
    french = page(site, f"fr/{ADDRESS}")
    assert "<h1>Un titre &amp; plus</h1>" in french
    assert '<span data-translation="machine">L’assemblée</span>' in french
    assert '<blockquote data-translation="original" lang="en" dir="ltr">' in french
    assert 'class="fm-notice"' in french and "Le texte, mot pour mot (anglais)" in french
    assert "data-translation" not in page(site, ADDRESS)


@pytest.mark.parametrize("address", ["", ADDRESS, "overdue/"])
def test_the_switch_stays_on_the_page(site: Path, address: str) -> None:
    for prefix in ("", "fr/", "ar/"):
        here = page(site, f"{prefix}{address}")
        links = re.findall(r'class="fm-languages__one" href="([^"]+)" lang="(\w+)"', here)
        assert {lang: resolved(f"{prefix}{address}", link) for link, lang in links} == {
            "en": address,
            "fr": f"fr/{address}",
            "ar": f"ar/{address}",
        }
        assert here.count('aria-current="true"') == 1


def test_search_engines_are_told_the_same_page_in_each_language(site: Path) -> None:
    for prefix in ("", "fr/", "ar/"):
        found = re.findall(
            r'<link rel="alternate " hreflang="([^"]+)" href="([^"]+)">', page(site, f"{prefix}{ADDRESS}")
        )
        assert found == [
            ("en", f"{SITE_URL}{ADDRESS}"),
            ("fr", f"{SITE_URL}fr/{ADDRESS}"),
            ("ar", f"{SITE_URL}ar/{ADDRESS}"),
            ("x-default", f"{SITE_URL}{ADDRESS}"),
        ]


def test_a_hand_written_page_leads_to_the_home_page_of_a_language_that_lacks_it(site: Path) -> None:
    about = page(site, "about/")
    links = re.findall(r'class="fm-languages__one" href="([^"]+)"', about)
    assert [resolved("about/", link) for link in links] == ["about/", "fr/", "ar/"]
    assert "hreflang=" not in about.partition("</head>")[0]


def test_the_words_of_a_language_stand_on_its_home_page(site: Path) -> None:
    assert "Mots à nous." in page(site, "fr") and "Mots à nous." not in page(site, "")


def test_a_language_without_words_of_its_own_borrows_those_of_the_site(site: Path) -> None:
    borrowed = re.search(r'<div lang="en" dir="ltr">(.*?)</div>', page(site, "ar"), re.DOTALL)
    assert borrowed and borrowed[1].strip() and borrowed[1] in page(site, "").replace('href="', 'href="../')


def test_no_link_of_any_language_leads_nowhere_and_all_is_valid_html(site: Path) -> None:
    looked_at = 0
    for path in site.rglob("index.html"):
        content = path.read_text(encoding="utf-8")
        assert validity.faults(content) == [], path
        own = path.parent.relative_to(site).as_posix().removeprefix(".")
        for link in LINK.findall(content):
            if not urlsplit(link).scheme:
                target = site / resolved(f"{own}/" if own else "", link)
                assert target.is_file() or (target / "index.html").is_file(), (path, link)
                looked_at += 1
    assert looked_at > 1000


def resolved(address: str, link: str) -> str:
    """Follow a link from a page; addresses end with a slash."""
    path = unquote(urlsplit(unescape(link)).path)
    found = posixpath.normpath(posixpath.join("/", address, path)).lstrip("/")
    return f"{found}/" if found and path.endswith("/") else found


def test_a_language_without_words_is_refused(project: Path) -> None:
    change(project, "mkdocs.yml", "- folkmoot", "- folkmoot:\n      languages: [en, tlh]")
    built = build(project)
    assert built.exit_code == 2
    assert f"languages: must be some of {', '.join(localizer.languages())}, got tlh" in built.output
