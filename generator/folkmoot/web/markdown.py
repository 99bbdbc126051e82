"""Markdown of the data's prose to safe HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h3", "h4", "hr"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td", "del"}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
_lean = MarkdownIt("commonmark", {"html": False}).disable(
    "fence blockquote reference html_block escape backticks link image autolink html_inline entity".split()
)
"""The same without the rules that can't apply to a text that has none of `_SIGNS`: half the work."""

_SIGNS = re.compile(r"[|\[\]<>`~&\\]")
_cleaner = nh3.Cleaner(
    tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="nofollow noopener noreferrer"
)


_EMPHASIS = re.compile(r"(?<![^ (“])(\*\*?)([^\W_](?:[^*\n]*[^\W_])?)\1(?![^ ,.;:!?)”])")
"""Words between stars, with nothing at them by which CommonMark would have to decide whether they open or close."""

_OTHER = re.compile(r"""[^\w ,.;:'’()?!%"“”–—/-]""")


def _is_plain(text: str) -> bool:
    """Tell whether a text is one line of words and signs between them, in which no Markdown and no HTML can be."""
    return text[:1].isalpha() and "_" not in text and not _OTHER.search(text)


@lru_cache(maxsize=8192)
def to_html(text: str) -> str:
    """Render CommonMark with tables; raw HTML is shown as text, images as their description.

    Headings begin at the third level, below the page's own. What a cleaner with a closed list of tags, attributes
    and address schemes doesn't know is taken out, so that text from data can never become a script.
    """
    blocks = [_short(block) for block in text.split("\n\n")]
    if all(blocks) and not any(one[:4] == after[:4] == "<ul>" for one, after in pairwise(blocks)):
        return "".join(blocks)
    return rendered(text, _markdown if _SIGNS.search(text) else _lean)


def _short(block: str) -> str:
    """Write a paragraph of one plain line or a list of such lines, which is what most prose is; '' for all else."""
    if line := _line(block):
        return f"<p>{line}</p>\n"
    items = [_line(item[2:]) if item[:2] == "- " else "" for item in block.split("\n")]
    return "<ul>\n" + "".join(f"<li>{item}</li>\n" for item in items) + "</ul>\n" if all(items) else ""


def _line(text: str) -> str:
    """Write a plain line, in which whole words may be emphasised; '' for all else."""
    if "*" not in text:
        return text.strip(" ") if _is_plain(text) else ""
    return _EMPHASIS.sub(_emphasised, text).strip(" ") if _is_plain(_EMPHASIS.sub(r"\2", text)) else ""


def _emphasised(found: re.Match[str]) -> str:
    tag = "em" if found[1] == "*" else "strong"
    return f"<{tag}>{found[2]}</{tag}>"


def rendered(text: str, parser: MarkdownIt = _markdown) -> str:
    """Render any text, also those for which `to_html` knows a shorter way to the same."""
    tokens = parser.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3" if token.tag in ("h1", "h2", "h3") else "h4"
    html: str = parser.renderer.render(tokens, parser.options, {})
    return _cleaner.clean(html)


def to_article(text: str, original: str = "") -> str:
    """Render a text of our own, with an anchor at each heading; its title is left to the page.

    A translation has the headings of its `original` in the same order, and takes their anchors, so that a link leads
    to the same place in every language.
    """
    tokens = _markdown.parse(text.partition("\n")[2])
    anchors = [_anchor(words) for _, words in _headings(_markdown.parse((original or text).partition("\n")[2]))]
    for (heading, _), anchor in zip(_headings(tokens), anchors, strict=True):
        heading.attrSet("id", anchor)
    html: str = _markdown.renderer.render(tokens, _markdown.options, {})
    return html


def _headings(tokens: Sequence[Token]) -> Iterator[tuple[Token, str]]:
    for heading, inline in pairwise(tokens):
        if heading.type == "heading_open" and heading.tag in ("h2", "h3"):
            yield heading, inline.content


def _anchor(words: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", words.lower()))


_BREAKS = ("softbreak", "hardbreak")


@lru_cache(maxsize=8192)
def to_text(text: str) -> str:
    """Take the words out of Markdown, in one line, for descriptions and citations."""
    words = _EMPHASIS.sub(r"\2", text) if "*" in text else text
    return " ".join(words.split()) if _is_plain(words) else words_of(text)


def words_of(text: str) -> str:
    """Take the words out of any text, the plain ones too, for which `to_text` knows a shorter way to the same."""
    inline = (token.children or () for token in _markdown.parse(text) if token.type == "inline")
    blocks = ("".join(" " if child.type in _BREAKS else child.content for child in children) for children in inline)
    return " ".join(" ".join(blocks).split())
