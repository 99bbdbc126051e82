"""Every page of the frozen record: it renders, is sound HTML, links to what is there, and obeys no data."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import html5lib
import pytest

from folkmoot.data import schemas
from folkmoot.data.problems import BadSettings
from folkmoot.data.tables import Row, Table, Tables
from folkmoot.exports import calendar, csl, downloads, embeds, feeds, measures
from folkmoot.pages import explorer, print, render
from folkmoot.web import templates
from folkmoot.web.site import Page, Site, SiteFile
from tests import frozen, validity
from tests.records import made_site, specs_of, tables_of

ROOT = Path(__file__).parents[1]
PAYLOAD = " </title><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}'\"<b>"
NEUTRAL = " and".ljust(len(PAYLOAD), "x")


def site_of(tables: Tables, *overrides: Path) -> Site:
    about = "What was decided, and what became of it."
    return made_site(tables, frozen.AS_OF, name="Record", url="", description=about, templates=overrides)


def pages_of(site: Site) -> Iterator[Page]:
    yield from render.make(site, specs_of(site))
    for make in (explorer.make, explorer.search):
        yield from (made for made in make(site) if isinstance(made, Page))


@cache
def own_pages() -> dict[str, Page]:
    return {page.address: page for page in pages_of(frozen.site())}


@cache
def own_documents() -> tuple[SiteFile, ...]:
    """Make the files that aren't dressed in the theme: cards, badges, short addresses, pages to be printed."""
    site = frozen.site()
    return (*embeds.make(site), *print.make(site))


def test_the_frozen_record_has_no_mistakes() -> None:
    assert [str(problem) for problem in frozen.read().problems] == []


def test_there_are_pages_of_every_kind() -> None:
    kinds = {page.kind for page in own_pages().values()}
    assert {f"{one.id}/" for one in frozen.read().record.assemblies} < set(own_pages())
    with_history = {"release"}  # this record is read without its history; tests/test_release_pages.py has one
    assert {path.stem for path in (ROOT / "site_templates/pages").glob("*.html")} == {*kinds, *with_history}


def test_every_page_is_valid_html() -> None:
    for page in own_pages().values():
        around = "<!doctype html><html lang='en'><head><title>x</title></head><body>{}</body></html>"
        tree, wrong = validity.read(around.format(page.body))
        assert not wrong, (page.address, wrong[:3])
        assert_headings_are_in_order(page.address, tree)
        for node in tree.iter():
            if node.tag in ("p", "ul", "ol", "table", "dl", "figure"):
                assert "".join(node.itertext()).strip() or len(node), (page.address, node.tag)


def assert_headings_are_in_order(place: str, tree: Any) -> None:
    headings = [int(node.tag[1]) for node in tree.iter() if re.fullmatch("h[1-6]", str(node.tag))]
    assert headings.count(1) == 1, place
    assert all(b <= a + 1 for a, b in pairwise(headings)), (place, headings)


def test_every_document_outside_the_theme_is_valid() -> None:
    documents = [file for file in own_documents() if file.path.endswith((".html", ".svg"))]
    every = {f"{a.id}/{r.id}" for a in frozen.read().record.assemblies for r in a.recommendations}
    assert {f"embed/{one}/index.html" for one in every} < {file.path for file in documents}
    for file in documents:
        assert isinstance(file.content, bytes)
        if file.path.endswith(".svg"):
            assert ElementTree.fromstring(file.content).tag == "{http://www.w3.org/2000/svg}svg"
            continue
        tree, wrong = validity.read(file.content.decode())
        assert not wrong, (file.path, wrong[:3])
        assert_headings_are_in_order(file.path, tree)


def test_every_link_within_the_site_leads_somewhere() -> None:
    every = own_pages()
    site = frozen.site()
    made = (downloads.make(site), measures.make(site), csl.make(site), feeds.make(site), calendar.make(site))
    files = {file.path.removesuffix("/index.html") for kind in (*made, own_documents()) for file in kind}
    anchors = {a: set(re.findall(r'\bid="([^"]+)"', page.body)) for a, page in every.items()}
    looked_at = 0
    for page in every.values():
        for href in re.findall(r'href="([^"]+)"', page.body):
            link = urlsplit(href.replace("&amp;", "&"))
            if link.scheme or link.netloc:
                continue
            looked_at += 1
            target = posixpath.normpath(posixpath.join("/", page.address, unquote(link.path))).lstrip("/")
            if target not in files:
                address = f"{target}/" if target else ""
                assert address in every or address.startswith("guide/"), (page.address, href)
                if link.fragment and address in anchors:
                    assert link.fragment in anchors[address], (page.address, href)
    assert looked_at > 10 * len(every)


def test_no_page_carries_a_script_a_style_or_another_host() -> None:
    for page in own_pages().values():
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|<iframe|<img|<link|@import", page.body), page.address
        assert not re.search(r'\ssrc="', page.body), page.address


def with_words(tables: Tables, words: str) -> Tables:
    """Add words to every free text of every table."""
    return Tables(tables.schemas, {place: _with_words(table, words) for place, table in tables.by_place.items()})


def _with_words(table: Table, words: str) -> Table:
    free = {
        column.name
        for column in table.schema.columns
        if column.type == "string" and not (column.terms or column.links or column.list or column.partial_date)
        and "pattern" not in column.descriptor.get("constraints", {})
        and column.name not in ("table", "row", "field", "value")
        and not column.is_address
    }  # fmt: skip
    rows = (
        Row(
            row.origin,
            row.index,
            {k: f"{v}{words}" if k in free and isinstance(v, str) else v for k, v in row.cells.items()},
        )
        for row in table.rows
    )
    return Table(table.origin, tuple(rows))


def outline(page: Page) -> list[tuple[str, tuple[str, ...]]]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parseFragment(page.body)
    return [(str(node.tag), tuple(sorted(node.attrib))) for node in tree.iter()]


def test_words_from_data_never_become_elements() -> None:
    tables = frozen.read().tables
    only = {k: v for k, v in tables.by_place.items() if k[0] in ("example-riverbend", "_shared")}
    riverbend = Tables(tables.schemas, only)
    neutral = {page.address: page for page in pages_of(site_of(with_words(riverbend, NEUTRAL)))}
    hostile = {page.address: page for page in pages_of(site_of(with_words(riverbend, PAYLOAD)))}
    assert neutral.keys() == hostile.keys()
    seen = 0
    for address, page in hostile.items():
        assert outline(page) == outline(neutral[address]), address
        seen += page.body.count("&lt;script&gt;alert(1)&lt;/script&gt;") * page.body.count("{{ 7*7 }}")
    assert seen > 10 * len(hostile)


SMALLEST = ("", *(f"{one}/" for one in "answers data impact members promises recommendations sessions".split()))
"""What every assembly has below its address."""


def test_the_smallest_record_has_sensible_pages() -> None:
    made = {page.address: page for page in pages_of(site_of(tables_of()))}
    assert {"", "codebook/", "compare/", "search/", *(f"demo/{one}" for one in SMALLEST)} <= set(made)
    for page in made.values():
        assert not re.search(r">\s*None\s*<|\bnan\b", page.body) or page.kind == "codebook", page.address


def test_a_template_of_ones_own_stands_in_for_ours(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/codebook.html").write_text("<h1>Mine</h1>", encoding="utf-8")
    site = site_of(tables_of(), tmp_path)
    made = {page.kind: page.body for page in render.make(site, specs_of(site))}
    assert made["codebook"].startswith("<h1>Mine</h1>")
    assert "fm-page--home" in made["home"]


@pytest.mark.parametrize("wrong", ["{{ nonsense.x }}", "{% if %}", "{{ 'x' | nonsense }}", "{% include 'no.html' %}"])
def test_a_wrong_template_is_named_with_its_line(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "pages").mkdir()
    file = tmp_path / "pages/codebook.html"
    file.write_text(f"<h1>Mine</h1>\n{wrong}\n", encoding="utf-8")
    site = site_of(tables_of(), tmp_path)
    with pytest.raises(BadSettings, match=re.escape(f"{file}:2: must be a")):
        list(render.make(site, specs_of(site)))


def test_templates_need_no_place_to_keep_what_they_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    site = site_of(tables_of())
    specs = list(specs_of(site))
    assert [page.address for page in render.make(site, specs)] == [one.address for one in specs]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.example.org/a/b", "example.org"),
        ("https://raw.githubusercontent.com/who/what/main/a.csv", "github.com/who/what"),
        ("https://github.com/who/what", "github.com/who/what"),
        ("https://archive.example/web/20220321154655/https://www.example.org/a", "example.org (archive.example)"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_a_source_is_named_as_readers_know_its_site(address: str, name: str) -> None:
    assert templates.environment(schemas.load()).filters["host"](address) == name


def _home_with(coverage: str) -> str:
    made = tables_of(coverage=f"table,state,of,checked_on\nrecommendations,complete,1,2026-01-01\n{coverage}")
    site = made_site(made, date(2026, 11, 22), name="Record", url="", description="")
    (home,) = (page for page in render.make(site, specs_of(site)) if page.address == "")
    return home.body


def test_complete_records_stand_above_those_that_were_begun() -> None:
    complete = _home_with("responses,complete,0,2026-01-01")
    assert 'id="complete"' in complete and "fm-entries--begun" not in complete
    assert 'id="assemblies"' not in complete
    begun = _home_with("responses,partial,9,2026-01-01")
    assert 'id="complete"' not in begun and "The assemblies" in begun
