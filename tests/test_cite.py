"""Citations, as people and programs read them, and the archived copies of sources."""

from __future__ import annotations

import re
from datetime import date

from folkmoot import model, templates
from folkmoot.outputs import pages
from folkmoot.site import Page, Site
from tests.records import tables_of

ARCHIVED = "https://web.archive.org/web/20240501000000/https://council.example/answer"
RESPONSES = f"""
    id,recommendation,authority,date,position,source,retrieved_on,archived
    a1,r1,council,2024-05-02,accepted,https://council.example/answer,2024-06-01,{ARCHIVED}
"""


def site_of(url: str = "https://example.org/sub/", **tables: str) -> Site:
    made = tables_of(**tables)
    return Site("The Record", url, "About", date(2026, 11, 22), model.build(made), made, ())


def page_of(site: Site, address: str) -> Page:
    env = templates.environment(site.tables.schemas)
    (draft,) = [one for one in pages.drafts(site) if one.address == address]
    return next(pages.make(site, env, [draft]))


def test_an_archived_copy_stands_beside_its_source() -> None:
    body = page_of(site_of(responses=RESPONSES), "demo/recommendations/r1/").body
    copies = re.findall(r"council\.example</a> \(<a [^>]*href=\"([^\"]+)\"[^>]*>archived copy</a>\)", body)
    assert copies == [ARCHIVED, ARCHIVED], "beside the answer and in the time line"
