"""Words from any table of this repository's record become no element of any page."""

from __future__ import annotations

from collections.abc import Callable

from tests.proofs.own_site import ROOT
from tests.records import read_project
from tests.test_pages import NEUTRAL, PAYLOAD, outline, pages_of, site_of, with_words


def test_words_from_data_never_become_elements(record_property: Callable[[str, object], None]) -> None:
    tables = read_project(ROOT).tables
    neutral, hostile = (pages_of(site_of(with_words(tables, words))) for words in (NEUTRAL, PAYLOAD))
    pages = carried = 0
    for one, other in zip(neutral, hostile, strict=True):
        assert (one.address, outline(one)) == (other.address, outline(other))
        pages += 1
        carried += other.body.count("&lt;script&gt;alert(1)&lt;/script&gt;")
    assert carried > pages
    record_property("figure", f"{carried:,} hostile texts on {pages:,} pages")
