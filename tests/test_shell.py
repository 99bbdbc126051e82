"""The shell gives what the theme gives, byte for byte."""

from __future__ import annotations

import inspect
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import mkdocs
import pytest
from mkdocs.commands.build import build
from mkdocs.structure.files import Files

from folkmoot.mkdocs import project, shell
from folkmoot.mkdocs.shell import Theme
from folkmoot.web.site import Page

HOSTILE = 'A "quoted" </title><script>alert(1)</script> & more'


class _Stop(Exception):
    """Ends the build once the theme is known."""


def themed(tmp_path: Path, settings: str = "", plugins: str = "[folkmoot]") -> Theme:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/index.md").write_text("Hello", encoding="utf-8")
    (tmp_path / "content/about.md").write_text("# About\n\nText", encoding="utf-8")
    record = tmp_path / "datasets/demo"
    record.mkdir(parents=True)
    (record / "assembly.yaml").write_text(
        "name: Demo\nquestion: What now?\nlevel: local\nkind: jury\nstarts_on: 2024-01-01\n"
        "languages: [en]\nlicence: CC-BY-4.0\n",
        encoding="utf-8",
    )
    (record / "recommendations.csv").write_text("id,title,kind,decision\n", encoding="utf-8")
    text = f"site_name: Demo & co\ndocs_dir: content\nplugins: {plugins}\n{settings}"
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")
    config = project.load(tmp_path, tmp_path / "site").config
    kept: list[Theme] = []

    plugin = config.plugins["folkmoot"]
    original = plugin.on_env

    def keep(env: object, *, config: object, files: Files) -> None:
        original(env, config=config, files=files)
        kept.append(Theme(env, plugin.build.nav, files, config))
        raise _Stop

    plugin.forget()
    config.plugins.events |= {"env": [keep], "build_error": []}
    with pytest.raises(_Stop):
        build(config)
    return kept[0]


PAGES = {
    "at the root": Page("codebook/", "codebook", "Codebook", "All tables", "<h1>Codebook</h1>", (("a", "A &amp; b"),)),
    "deep": Page(
        "demo/recommendations/r1/", "recommendation", HOSTILE, HOSTILE, "<h1>R</h1>", (("x", "X"), ("y", "Y"))
    ),
    "without contents": Page("demo/data/", "data", "Data", "Downloads", "<h1>Data</h1><p>Nothing.</p>"),
    "with a head": Page("demo/", "assembly", "Demo", "Q", "<h1>D</h1>", (("x", "X"),), '<meta name="x" content="y">'),
}


@pytest.mark.parametrize("settings", ["", "site_url: https://example.org/some/where/\n"], ids=["no url", "a url"])
def test_a_dressed_page_is_what_the_theme_renders(tmp_path: Path, settings: str) -> None:
    theme = themed(tmp_path, settings)
    for page in PAGES.values():
        assert theme.apply(page) == theme.render(page), page.address


def test_a_page_in_another_language_is_dressed_as_the_theme_renders_it(tmp_path: Path) -> None:
    theme = themed(tmp_path, "site_url: https://example.org/\n", "[folkmoot: {languages: [en, fr]}]")
    french = [replace(one, address=f"fr/{one.address}", language="fr", prefix="fr/") for one in PAGES.values()]
    for page in (*PAGES.values(), *french):
        assert theme.apply(page) == theme.render(page), page.address
        assert ('<html lang="fr"' in theme.apply(page)) is bool(page.prefix)


def test_a_title_can_not_break_out_of_its_place(tmp_path: Path) -> None:
    page = themed(tmp_path).apply(PAGES["deep"])
    assert "<script>alert" not in page
    assert page.count("</title>") == 1


def test_no_mark_is_left_over(tmp_path: Path) -> None:
    theme = themed(tmp_path, "site_url: https://example.org/\n")
    assert all("folkmoot-mark" not in theme.apply(page) for page in PAGES.values())


def test_mkdocs_hands_to_a_template_what_it_did() -> None:
    """It promises nowhere to do so."""
    asked = [*inspect.signature(shell.get_context).parameters]
    assert asked == ["nav", "files", "config", "page", "base_url"], f"mkdocs {mkdocs.__version__} makes a context anew"


def test_the_theme_has_the_places_that_are_looked_for(tmp_path: Path) -> None:
    page = themed(tmp_path).render(PAGES["deep"])
    version = f"mkdocs-material {metadata.version('mkdocs-material')}"
    assert page.count('<a href="#x" class="md-nav__link"') == 1, f"{version} writes its contents list anew"
    header = page.partition("<header")[2].partition("</header>")[0]
    assert header.count('class="fm-find"') == 1, f"{version} has no place for the search in its header"


def test_a_theme_without_the_contents_list_is_told() -> None:
    with pytest.raises(LookupError, match="must write an entry of its contents list as <a href="):
        shell._items("<ul></ul>")
