"""Citations, as people and programs read them, and the archived copies of sources."""

from __future__ import annotations

import io
import json
import posixpath
import re
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.request import urlopen

import html5lib
import pytest
import yaml

from folkmoot.exports import csl, downloads
from folkmoot.history.changes import Release
from folkmoot.pages import render
from folkmoot.web import templates
from folkmoot.web.site import Page, Site
from tests.records import made_site, specs_of, tables_of

ARCHIVED = "https://web.archive.org/web/20240501000000/https://council.example/answer"
RESPONSES = f"""
    id,recommendation,authority,date,position,source,retrieved_on,archived
    a1,r1,council,2024-05-02,accepted,https://council.example/answer,2024-06-01,{ARCHIVED}
"""


def site_of(url: str = "https://example.org/sub/", **tables: str) -> Site:
    made = tables_of(**tables)
    return made_site(made, date(2026, 11, 22), name="The Record", url=url, description="About")


def page_of(site: Site, address: str) -> Page:
    templates.environment(site.tables.schemas)
    (page_spec,) = [one for one in specs_of(site) if one.address == address]
    return next(render.make(site, [page_spec]))


def test_an_archived_copy_stands_beside_its_source() -> None:
    body = page_of(site_of(responses=RESPONSES), "demo/recommendations/r1/").body
    copies = re.findall(r"council\.example</a> \(<a [^>]*href=\"([^\"]+)\"[^>]*>archived copy</a>\)", body)
    assert copies == [ARCHIVED, ARCHIVED], "beside the answer and in the time line"


def texts(node: Any) -> str:
    return " ".join("".join(node.itertext()).split())


def foot_of(page: Page) -> Any:
    tree = html5lib.parse(page.body, namespaceHTMLElements=False)
    (foot,) = tree.findall(".//section[@class='fm-page fm-foot']")
    return foot


def csl_of(foot: Any) -> dict[str, Any]:
    (link,) = [a for a in foot.iter("a") if a.get("download")]
    with urlopen(link.get("href")) as opened:
        assert opened.headers.get_content_type() == "application/vnd.citationstyles.csl+json"
        (found,) = json.load(opened)
    assert isinstance(found, dict)
    return found


RECOMMENDATIONS = """
    id,number,title,kind,decision,decided_on,addressed_to
    r1,7,"Plant ""50 %"" {trees} & <b>care</b>",recommendation,adopted,2024-03,council
"""
TITLE = 'Plant "50 %" {trees} & <b>care</b>'


def test_a_recommendation_is_cited_as_text_bibtex_and_csl() -> None:
    foot = foot_of(page_of(site_of(recommendations=RECOMMENDATIONS), "demo/recommendations/r1/"))
    address = "https://example.org/sub/demo/recommendations/r1/"
    assert texts(foot.find(".//p")) == (
        f"The Record (2026). {TITLE} (Demo, Recommendation 7). Record as of 22 November 2026. {address}"
    )
    assert foot.find(".//code").text.splitlines() == [
        "@misc{demo-r1,",
        "  author = {{The Record}},",
        r'  title  = {{Plant "50 \%" (trees) \& <b>care</b> (Demo)}},',
        "  year   = {2026},",
        "  keywords = {Demo},",
        "  note   = {Record as of 22 November 2026.},",
        f"  url    = {{{address}}}",
        "}",
    ]
    assert csl_of(foot) == {
        "id": "demo-r1",
        "type": "webpage",
        "title": TITLE,
        "author": [{"literal": "The Record"}],
        "issued": {"date-parts": [[2026, 11, 22]]},
        "event-title": "Demo",
        "event-date": {"date-parts": [[2024, 3]]},
        "keyword": "Demo",
        "number": "7",
        "note": "Record as of 2026-11-22",
        "URL": address,
        "language": "en",
    }


@pytest.mark.parametrize(
    ("version", "message", "csl"),
    [
        ("2026.11", "Version 2026.11, record as of 22 November 2026.", ("2026.11", "Record as of 2026-11-22")),
        (
            "",
            "Record as of 22 November 2026, after version 2026.11.",
            (None, "Record as of 2026-11-22, after version 2026.11"),
        ),
    ],
)
def test_a_citation_names_the_release_only_where_the_record_is_that_release(
    version: str, message: str, csl: tuple[str | None, str]
) -> None:
    site = replace(site_of(url=""), releases=(Release("2026.11", date(2026, 11, 1)),), version=version)
    foot = foot_of(page_of(site, "demo/"))
    assert texts(foot.find(".//p")) == f"The Record (2026). Demo. {message}"
    found = csl_of(foot)
    assert (found.get("version"), found["note"]) == csl


def test_every_page_is_cited_and_leads_to_feeds_and_calendars() -> None:
    site = site_of()
    templates.environment(site.tables.schemas)
    keys = set()
    for page in render.make(site, specs_of(site)):
        keys.add(csl_of(foot_of(page))["id"])
        feeds = re.findall(
            r'<link rel="alternate feed" type="application/atom[+]xml" title="[^"]+" href="(.+?)">', page.head
        )
        links = [a.get("href") for a in foot_of(page).findall(".//ul//a")]
        name = "demo" if page.address.startswith("demo/") else "all"
        own = ["feeds/demo/r1.atom"] if page.kind == "recommendation" else []
        wanted = [*own, f"feeds/{name}.atom"]
        assert [posixpath.normpath(f"{page.address}{href}") for href in feeds] == wanted
        assert [posixpath.normpath(f"{page.address}{href}") for href in links] == [*wanted, f"feeds/{name}.ics"]
    assert len(keys) == len(list(specs_of(site)))


def test_the_citations_of_an_assembly_lie_in_one_file() -> None:
    (file,) = csl.make(site_of(recommendations=RECOMMENDATIONS))
    assert file.path == "cite/demo.json"
    assert isinstance(file.content, bytes)
    assert [(item["id"], item["title"]) for item in json.loads(file.content)] == [
        ("demo-2026", "Demo"),
        ("demo-r1", TITLE),
    ]


def cff_of(site: Site, path: str) -> dict[str, Any]:
    (file,) = [file for file in downloads.make(site) if file.path == path]
    assert isinstance(file.content, bytes)
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        found = yaml.safe_load(archive.read("CITATION.cff"))
    assert isinstance(found, dict)
    return found


def test_a_data_package_holds_its_citation_file() -> None:
    released = replace(site_of(), releases=(Release("2026.11", date(2026, 11, 1)),), version="2026.11")
    assert cff_of(released, "data/latest/demo.zip") == {
        "cff-version": "1.2.0",
        "message": "If you use this record, please cite it with its version and date.",
        "type": "dataset",
        "title": "Demo",
        "abstract": "What now?",
        "authors": [{"name": "The Record"}],
        "version": "2026.11",
        "date-released": date(2026, 11, 1),
        "license": "CC-BY-4.0",
        "url": "https://example.org/sub/demo/data/",
    }
    assert "version" not in cff_of(site_of(), "data/latest/all.zip")


def test_who_keeps_the_record_is_the_author_of_everything_in_it() -> None:
    site = made_site(tables_of(), date(2026, 11, 22), name="The Record", publisher="Civic Archive", description="About")
    templates.environment(site.tables.schemas)
    for page in render.make(site, specs_of(site)):
        cited = csl_of(foot_of(page))
        assert cited["author"] == [{"literal": "Civic Archive"}]
        assert cited["container-title"] == "The Record"
        assert cited.get("keyword") == ("Demo" if page.address.startswith("demo/") else None)
    foot = foot_of(page_of(site, "demo/recommendations/r1/"))
    assert texts(foot.find(".//p")) == (
        "Civic Archive (2026). Plant trees (Demo). In: The Record. Record as of 22 November 2026."
    )
    assert cff_of(site, "data/latest/demo.zip")["authors"] == [{"name": "Civic Archive"}]
    described = {file.path: file.content for file in downloads.make(site)}["data/latest/datapackage.json"]
    assert isinstance(described, bytes)
    assert json.loads(described)["contributors"] == [{"title": "Civic Archive", "roles": ["publisher"]}]
