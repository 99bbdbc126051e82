"""What the words mean, said on a page of its own and at the place of use; and how easily a text reads."""

from __future__ import annotations

import json
import re
from pathlib import Path

import html5lib
import pytest

from folkmoot.data import readability, schemas
from folkmoot.data.vocabulary import of
from folkmoot.web import templates
from tests.projects import EXAMPLE, change, run

pytest_plugins = ["tests.project_fixtures"]


def test_every_state_that_a_page_can_show_is_explained(site: Path) -> None:
    tree = html5lib.parse((site / "glossary/index.html").read_text(encoding="utf-8"), namespaceHTMLElements=False)
    terms = [node for node in tree.iter("div") if (node.find("dt") is not None and node.get("id"))]
    explained = {str(node.get("id")).partition("-")[2] for node in terms}
    assert explained >= {value for name in (*of("axis"), "promised") for value in of(name)}
    assert all("".join(node.find("dd").itertext()).strip().endswith(".") for node in terms)


def test_every_term_has_an_address_of_its_own() -> None:
    env = templates.environment(schemas.load())
    article = str(env.globals["article"]("words/glossary"))  # type: ignore[operator]
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


@pytest.mark.parametrize(
    ("language", "score"),
    # six words a sentence, one syllable a word: 206.835 - 1.015 × 6 - 84.6 × 1, and so on with each language's numbers
    [("en", 116.145), ("en-GB", 116.145), ("fr", 127.31), ("de", 115.5), ("nl", 124.26), ("es", 140.72), ("it", 149.2)],
)
def test_reading_ease_follows_the_formula_of_the_language(language: str, score: float) -> None:
    found = readability.ease("The cat sat on the mat. " * 8, language)
    assert found is not None
    assert round(found.score, 3) == score


def test_reading_ease_counts_words_and_not_markup() -> None:
    plain = "We heard many people. They told us that homes cost far too much. " * 6
    marked = plain.replace("many people", "**many** [people](https://example.org/a-very-long-address)")
    assert readability.ease(marked, "en") == readability.ease(plain, "en")
    assert readability.ease("Too short to say.", "en") is None
    assert readability.ease(plain, "pl") is None


HARD = (
    "Notwithstanding considerable organisational difficulties regarding the availability of documentation, "
    "representatives of participating municipalities unanimously emphasised the significance of comprehensive "
    "communication, intergenerational responsibility, interdisciplinary consultation, transparent administration, "
    "accountable implementation, sustainable infrastructure and democratic participation throughout every "
    "subsequent deliberation concerning environmental regulation and agricultural transformation."
)


def test_a_hint_is_given_when_asked_for_and_stops_nothing(project: Path) -> None:
    change(project, f"{EXAMPLE}/assembly.yaml", "summary: >-", f"summary: >-\n  {HARD}\n")
    assert "note" not in run("check", project).output
    asked = run("check", project, "--hints", "--strict")
    assert asked.exit_code == 0
    assert "note[hard-to-read] summary: should have a reading ease of 50 or more, got " in asked.output
    assert "0 errors, 0 warnings, 1 note\n" in asked.output
    listed = json.loads(run("check", project, "--hints", "--format", "json").output)
    assert [problem["severity"] for problem in listed["problems"]] == ["note"]
    assert run("check", project, "--hints", "--format", "github").output.startswith("::notice file=")
