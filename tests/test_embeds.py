"""What others show of a recommendation: card, badge, oEmbed, short address, pictures; and what pages may load."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest
from PIL import Image

from folkmoot.exports import social_images
from folkmoot.mkdocs.preview import Preview
from folkmoot.web import csp
from tests.projects import SITE_URL, build, change

pytest_plugins = ["tests.project_fixtures"]

HOUSE = "example-assembly/r1"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def project_with_url(project: Path) -> Path:
    change(project, "mkdocs.yml", "plugins:", f"site_url: {SITE_URL}\nplugins:")
    return project


def metas(page: str) -> dict[str, str]:
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return {
        str(meta.get("property") or meta.get("name")): str(meta.get("content"))
        for meta in tree.iter("meta")
        if meta.get("property") or meta.get("name")
    }


def test_a_card_is_a_small_page_without_scripts_that_says_where_things_stand(site: Path) -> None:
    card = (site / f"embed/{HOUSE}/index.html").read_text(encoding="utf-8")
    assert len(card.encode()) < 3_000
    assert "<script" not in card
    tree = html5lib.parse(card, namespaceHTMLElements=False)
    assert [dt.text for dt in tree.iter("dt")] == ["Decided", "Answered", "Done"]
    assert all("".join(dd.itertext()).strip() for dd in tree.iter("dd"))
    assert {link.get("target") for link in tree.iter("a")} == {"_top"}
    assert "Invented" in "".join(tree.itertext())
    assert metas(card)["robots"] == "noindex"


def test_every_address_of_a_recommendation_leads_to_its_page(site: Path) -> None:
    page = f"{SITE_URL}example-assembly/recommendations/r1/"
    card = (site / f"embed/{HOUSE}/index.html").read_text(encoding="utf-8")
    short = (site / f"r/{HOUSE}/index.html").read_text(encoding="utf-8")
    for html in (card, short):
        assert f'<link rel="canonical" href="{page}">' in html
    way = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', short)
    assert way is not None
    assert (site / f"r/{HOUSE}" / way[1]).resolve() == (site / "example-assembly/recommendations/r1").resolve()
    listed = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert page in listed
    assert "/r/" not in listed
    assert "/embed/" not in listed


def test_a_badge_is_an_accessible_picture_with_its_words_as_text(site: Path) -> None:
    made = sorted((site / "badges/example-assembly").glob("*.svg"))
    assert len(made) == len(list((site / "example-assembly/recommendations").glob("*/index.html")))
    for path in made:
        badge = ElementTree.fromstring(path.read_bytes())
        assert badge.get("role") == "img"
        title, shown = badge.findtext(f"{SVG}title") or "", [text.text or "" for text in badge.iter(f"{SVG}text")]
        assert ": ".join(shown) in title
        assert not [node for node in badge.iter() if node.tag in (f"{SVG}script", f"{SVG}style")]


def test_programs_find_the_card_by_oembed(site: Path) -> None:
    page = (site / "example-assembly/recommendations/r1/index.html").read_text(encoding="utf-8")
    found = re.search(r'<link rel="alternate " type="application/json\+oembed" href="([^"]+)"', page)
    assert found is not None
    described = json.loads((site / found[1].removeprefix(SITE_URL)).read_text(encoding="utf-8"))
    assert (described["version"], described["type"]) == ("1.0", "rich")
    framed = html5lib.parseFragment(described["html"], namespaceHTMLElements=False)
    assert framed[0].get("src") == f"{SITE_URL}embed/{HOUSE}/"
    assert (site / described["thumbnail_url"].removeprefix(SITE_URL)).is_file()


def test_every_page_says_what_to_show_beside_a_link_to_it(site: Path) -> None:
    for path in ("index.html", "about/index.html", "example-assembly/recommendations/r1/index.html"):
        message = metas((site / path).read_text(encoding="utf-8"))
        assert message["og:url"] == SITE_URL + path.removesuffix("index.html")
        assert message["og:title"]
        picture = (site / message["og:image"].removeprefix(SITE_URL)).read_bytes()
        assert Image.open(io.BytesIO(picture)).size == (1200, 630)
        assert len(picture) < 60_000
    names = {path.name for path in (site / "assets/share").iterdir()}
    assert names == {"example-assembly.png", "site.png"}


def test_a_picture_leaves_out_what_its_font_cannot_write() -> None:
    empty = social_images.draw(("", "", ""), {})
    assert social_images.draw(("Assembly", "Łódź, Київ, Αθήνα", "1 answer"), {}) != empty
    assert social_images.draw(("", "مجلس المواطنين", ""), {}) == empty


def test_the_settings_decide_on_pictures_and_policy(project_with_url: Path) -> None:
    settings = project_with_url / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub(r"- folkmoot\b.*", "- folkmoot: {pictures: false, csp: false}", text), encoding="utf-8")
    assert build(project_with_url).exit_code == 0
    page = (project_with_url / "site/example-assembly/index.html").read_text(encoding="utf-8")
    assert not (project_with_url / "site/assets/share").exists()
    assert "og:image" not in page
    assert "Content-Security-Policy" not in page


def test_without_an_address_pages_promise_nothing_that_needs_one(published: Path) -> None:
    page = (published / "site/example-assembly/recommendations/r1/index.html").read_text(encoding="utf-8")
    assert "og:" not in page
    assert "oembed" not in page
    assert (published / f"site/embed/{HOUSE}/index.html").is_file()
    assert (published / f"site/badges/{HOUSE}.svg").is_file()


def test_a_policy_allows_the_scripts_of_the_theme_and_none_of_the_content() -> None:
    content = "<h1>A</h1><script>alert(1)</script>"
    page = '<head><meta charset="utf-8"></head><script>theme()</script><script type="application/json">{}</script>'
    guarded = csp.guard(f"{page}{content}", content)
    allowed = re.search(r"script-src ([^;]+)", guarded)
    assert allowed is not None
    # echo -n 'theme()' | openssl dgst -sha256 -binary | base64
    assert allowed[1].split()[2:] == ["'sha256-Rfr3GgHZFiXm+TmNr+li+0sZ4J9FGllo8jsXcJF5XZ8='"]
    assert "'unsafe-inline'" not in guarded


def test_hand_written_pages_carry_the_policy_too(site: Path) -> None:
    for path in ("index.html", "about/index.html", "404.html", "example-assembly/index.html"):
        head = (site / path).read_text(encoding="utf-8").partition("</head>")[0]
        policy_at, first_link = head.find("Content-Security-Policy"), head.find("<link")
        assert 0 < policy_at < first_link, path


def test_a_preview_reloads_itself_so_it_has_no_policy(
    project_with_url: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shown: list[str] = []
    preview = Preview(project_with_url, tmp_path_factory.mktemp("preview"), None, shown.append)
    preview.rebuild()
    assert "Content-Security-Policy" not in (preview.shown / "index.html").read_text(encoding="utf-8")


def test_a_site_may_do_without_the_extras(project_with_url: Path) -> None:
    change(project_with_url, "mkdocs.yml", "  - folkmoot", "  - folkmoot:\n      extras: false")
    result = build(project_with_url, "--no-search")
    assert result.exit_code == 0, result.output
    site = project_with_url / "site"
    assert not [name for name in ("embed", "badges", "r", "oembed") if (site / name).exists()]
    assert not list(site.glob("*/print")) and not list(site.glob("feeds/*/*.atom"))
    assert list(site.glob("feeds/*.atom"))
    written = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    assert len(written) > 10
    assert not [path for path, page in written.items() if "/embed/" in page or 'href="print/"' in page]
