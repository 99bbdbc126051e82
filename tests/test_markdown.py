"""Prose from data becomes text and never anything else."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.web import markdown

ALLOWED = {
    "html",
    "head",
    "body",
    "p",
    "br",
    "em",
    "strong",
    "ul",
    "ol",
    "li",
    "blockquote",
    "code",
    "pre",
    "a",
    "h3",
    "h4",
    "hr",
}
ALLOWED |= {"table", "thead", "tbody", "tr", "th", "td", "del"}
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe src=https://evil.example></iframe>",
    '<base href="https://evil.example">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://evil.example/track.png)",
    "<javascript:alert(1)>",
    "{{ 7*7 }} {% include 'x' %}",
    '--8<-- ".git/config"',
    "text {: onclick=alert(1) }",
]


def elements(html: str) -> list[tuple[str, dict[str, str]]]:
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return [(node.tag, dict(node.attrib)) for node in tree.iter() if isinstance(node.tag, str)]


def assert_harmless(html: str) -> None:
    for tag, attributes in elements(html):
        assert tag in ALLOWED
        assert set(attributes) <= {"href", "title", "rel", "start"}
        assert not attributes.get("href", "").lower().replace(" ", "").startswith(("javascript:", "vbscript:", "data:"))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_prose_does_nothing(text: str) -> None:
    assert_harmless(markdown.to_html(text))


@given(st.text(max_size=200))
def test_any_prose_is_harmless(text: str) -> None:
    assert_harmless(markdown.to_html(text))


@given(st.lists(st.sampled_from([*HOSTILE, "*a*", "\n\n", "- ", "> ", "`", "[", "](", ")"]), max_size=8))
def test_hostile_pieces_together_are_harmless(pieces: list[str]) -> None:
    assert_harmless(markdown.to_html("".join(pieces)))


def test_markdown_reads_as_it_was_meant() -> None:
    text = "# Why\n\nBecause *nobody* knows.\n\n- one\n- [two](https://example.org)\n"
    assert markdown.to_html(text) == (
        "<h3>Why</h3>\n<p>Because <em>nobody</em> knows.</p>\n<ul>\n<li>one</li>\n"
        '<li><a href="https://example.org" rel="nofollow noopener noreferrer">two</a></li>\n</ul>\n'
    )


def test_raw_html_is_shown_as_text() -> None:
    assert markdown.to_html("a <b>c</b>") == "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n"


def test_words_between_stars_are_emphasised() -> None:
    text = "It holds **in every district**, and (*for us*) it is *urgent*."
    assert markdown.to_html(text) == (
        "<p>It holds <strong>in every district</strong>, and (<em>for us</em>) it is <em>urgent</em>.</p>\n"
    )
    assert markdown.to_text(text) == "It holds in every district, and (for us) it is urgent."


def test_words_without_markup() -> None:
    assert markdown.to_text("Because *nobody*\nknows.\n\n- [one](https://example.org)") == "Because nobody knows. one"


signs = st.text(st.sampled_from("abé 1.,;:'’()?!%\"“”–—/-_*#&<>`[]\n\u00a0"), max_size=30)


words = st.sampled_from(
    ["a", "é1", "a, b", "c d", "(", "“", ")", "”", ".", "!", " ", "_", "-", "*", "**", "*a*", "**b c**", "x"]
)
emphasised = st.lists(words, max_size=9).map("".join)


bullets = st.lists(signs.map(lambda text: f"- a{text}"), min_size=1, max_size=3).map("\n".join)


@given(
    st.lists(signs | bullets | emphasised | emphasised.map(lambda text: f"a {text}") | st.text(max_size=30), max_size=3)
)
def test_the_short_way_for_plain_words_leads_to_the_same(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    assert markdown.to_html(text) == markdown.rendered(text)
    assert markdown.to_text(text) == markdown.words_of(text)
