"""The tests' own look at HTML finds what a checker would."""

from __future__ import annotations

import pytest

from tests.validity import faults

PAGE = '<!doctype html><html lang="en"><head><title>x</title></head><body><h1 id="top">x</h1>{}</body></html>'


@pytest.mark.parametrize(
    "body",
    [
        '<p id="top">x</p>',
        '<p id="a b">x</p>',
        '<p id="">x</p>',
        '<label for="gone">x</label>',
        '<label for="top">x</label>',
        '<p aria-labelledby="top gone">x</p>',
        '<p aria-describedby="">x</p>',
        '<p aria-hidden="">x</p>',
        '<p aria-label=" ">x</p>',
        '<p tabindex="">x</p>',
        '<p lang="english">x</p>',
        '<p dir="right">x</p>',
        '<p role="banana">x</p>',
        '<p style="color: red">x</p>',
        '<a href="a b">x</a>',
        '<a href="?q=[x]">x</a>',
        '<a href="/"><button>x</button></a>',
        "<dl><div><dt>x</dt><dd>x</dd><svg></svg></div></dl>",
        "<dl><div><dd>x</dd></div></dl>",
        "<dl><dt>x</dt></dl>",
        "<dl><dt><h2>x</h2></dt><dd>x</dd></dl>",
        "<ul><p>x</p></ul>",
        "<ul></ul>",
        "<li>x</li>",
        "<span><div>x</div></span>",
        "<h2><p>x</p></h2>",
        "<h2></h2>",
        "<section><p>x</p></section>",
        "<details><p>x</p></details>",
        "<figure><p>x</p><figcaption>x</figcaption><p>x</p></figure>",
        "<time>yesterday</time>",
        '<time datetime="2026-13">x</time>',
        '<time datetime="22.11.2026">x</time>',
        '<table><tr><th scope="column">x</th></tr></table>',
        '<table><tr><td colspan="0">x</td></tr></table>',
        '<svg width="" height="8"></svg>',
        '<img src="x.png">',
        '<input type="checkbox" autocomplete="off">',
        "<b>x",
    ],
)
def test_what_is_invalid_is_found(body: str) -> None:
    assert faults(PAGE.format(body))


@pytest.mark.parametrize(
    "body",
    [
        '<a href="?q=%5Bx%5D&amp;n=1#top">x</a>',
        "<dl><div><dt>x</dt><dd>x</dd><dd><svg></svg></dd></div></dl>",
        "<dl><dt>x</dt><dd>x</dd></dl>",
        "<section><h2>x</h2><p>x</p></section>",
        "<details><summary>x</summary><p>x</p></details>",
        "<figure><p>x</p><figcaption>x</figcaption></figure>",
        '<time>2026-11</time><time datetime="2026-11-22T09:30">x</time><time datetime="2026-W48">x</time>',
        '<table><caption>x</caption><tr><th scope="col">x</th></tr></table>',
        '<ul role="list"><li lang="pt-BR" dir="ltr">x</li></ul>',
        '<label for="q">x</label><input id="q" type="search" autocomplete="off">',
        '<div hidden><template><ul><li><h2></h2></li></ul></template></div><b aria-labelledby="top"></b>',
    ],
)
def test_what_is_valid_is_let_pass(body: str) -> None:
    assert faults(PAGE.format(body)) == []
