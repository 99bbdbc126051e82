"""What the words mean, said on a page of its own and at the place of use; and how easily a text reads."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
import pytest

from folkmoot import schemas, templates
from folkmoot.measures.axes import SIGNS

pytest_plugins = ["tests.project_fixtures"]


def test_every_state_that_a_page_can_show_is_explained(site: Path) -> None:
    tree = html5lib.parse((site / "glossary/index.html").read_text(encoding="utf-8"), namespaceHTMLElements=False)
    terms = [node for node in tree.iter("div") if (node.find("dt") is not None and node.get("id"))]
    explained = {str(node.get("id")).partition("-")[2] for node in terms}
    assert explained >= SIGNS.keys()
    assert all("".join(node.find("dd").itertext()).strip().endswith(".") for node in terms)


def test_every_term_has_an_address_of_its_own() -> None:
    env = templates.environment(schemas.load())
    article = str(env.globals["article"]("words/glossary.en.md"))  # type: ignore[operator]
    anchors = re.findall(r'<h([23]) id="([^"]+)"', article)
    assert len({anchor for _, anchor in anchors}) == len(anchors) > 40
    assert {"sortition", "stratum", "denominator", "remit", "commissioner", "quota", "ballot"} <= {
        a for _, a in anchors
    }


@pytest.mark.parametrize("path", sorted(f"r{n}" for n in range(1, 6)))
def test_a_recommendation_explains_the_words_that_it_uses(site: Path, path: str) -> None:
    page = (site / f"example-assembly/recommendations/{path}/index.html").read_text(encoding="utf-8")
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    axes = [node for node in tree.iter("div") if str(node.get("class")).startswith("fm-axis")]
    shown = ["".join(node.find("dd").itertext()).strip() for node in axes]
    words = next(node for node in tree.iter("details") if "fm-words" in str(node.get("class")))
    explained = ["".join(node.find("b").itertext()) for node in words.iter("dt")]
    assert len(explained) == 4
    assert all(label.startswith(term) for label, term in zip(shown, explained, strict=True))
    assert all("".join(node.itertext()).strip() for node in words.iter("dd"))
    assert [link.get("href") for link in words.iter("a")] == ["../../../glossary/"]
