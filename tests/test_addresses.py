"""Every address of an id that was given up leads on, and ids stay the same wherever the site lies."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import histories
from tests.projects import EXAMPLE, SITE_URL, build, change

pytest_plugins = ["tests.project_fixtures"]

REDIRECTS = f"{EXAMPLE}/redirects.csv"
HEAD = "table,old_id,new_id,reason\n"


def addressed(root: Path) -> None:
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write(f"site_url: {SITE_URL}\n")


def rename(root: Path, old: str, new: str) -> None:
    change(root, f"{EXAMPLE}/recommendations.csv", f"\n{old},", f"\n{new},")
    change(root, f"{EXAMPLE}/ballots.csv", f"b5,{old},", f"b5,{new},")


def withdraw(root: Path, reason: str) -> None:
    for name, beginning in (("recommendations.csv", "r5,"), ("ballots.csv", "b5,"), ("ballot_counts.csv", "b5,")):
        lines = (root / EXAMPLE / name).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = "".join(line for line in lines if not line.startswith(beginning))
        (root / EXAMPLE / name).write_text(kept, encoding="utf-8")
    for table in ("recommendations", "ballots"):
        counted = f"table: {table}\n    state: complete\n    of: "
        change(root, f"{EXAMPLE}/assembly.yaml", f"{counted}5", f"{counted}4")
    (root / REDIRECTS).write_text(f"{HEAD}recommendations,r5,,{reason}\nballots,b5,,{reason}\n", encoding="utf-8")


def places(site: Path, name: str) -> set[str]:
    """List the files at the addresses of an id, with the id left out; versions of it aside."""
    found = (path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    part = re.compile(rf"(?<=/){re.escape(name)}(?=[./])")
    return {part.sub("ID", path) for path in found if part.search(path) and "/@" not in path}


def test_every_address_of_an_old_id_leads_on(project: Path) -> None:
    change(project, "mkdocs.yml", "  - folkmoot\n", "  - folkmoot:\n      languages: [en, fr]\n")
    addressed(project)
    rename(project, "r5", "r5x")
    (project / REDIRECTS).write_text(f"{HEAD}recommendations,r4x,r5,Typed wrongly\nrecommendations,r5,r5x,Given up\n")
    built = build(project)
    assert built.exit_code == 0, built.output
    site = project / "site"
    assert len(places(site, "r5x")) == 7
    assert places(site, "r4x") == places(site, "r5") == places(site, "r5x")
    for path in ("badges/example-assembly/{}.svg", "feeds/example-assembly/{}.atom", "oembed/example-assembly/{}.json"):
        assert (site / path.format("r4x")).read_bytes() == (site / path.format("r5x")).read_bytes()
    for path in (
        "r/example-assembly/r5",
        "example-assembly/recommendations/r4x",
        "fr/example-assembly/recommendations/r5",
    ):
        page = (site / path / "index.html").read_text(encoding="utf-8")
        assert 'content="0; url=../../../example-assembly/recommendations/r5x/"' in page
    book = (site / "example-assembly/print/index.html").read_text(encoding="utf-8")
    assert book.index('id="r5x"') < book.index('id="r4x"') < book.index('id="r5"')


def test_what_was_withdrawn_shows_its_title_the_reason_and_its_last_version(project: Path) -> None:
    addressed(project)
    histories.release(project, "2026.10", "2026-10-31")
    withdraw(project, "The <b>members</b> took it back.")
    built = build(project)
    assert built.exit_code == 0, built.output
    site = project / "site"
    assert places(site, "r5") == places(site, "r4")
    shown = (site / "example-assembly/recommendations/r5/index.html").read_text(encoding="utf-8")
    assert "<h1>Watch the closed street with cameras</h1>" in shown
    assert "The &lt;b&gt;members&lt;/b&gt; took it back." in shown
    assert '<a href="@2026.10/">As it stood in 2026.10, the last release that held it</a>' in shown
    assert (site / "example-assembly/recommendations/r5/@2026.10/index.html").is_file()
    for path in (
        "embed/example-assembly/r5/index.html",
        "badges/example-assembly/r5.svg",
        "feeds/example-assembly/r5.atom",
    ):
        content = (site / path).read_text(encoding="utf-8")
        assert "Watch the closed street with cameras" in content and "This was given up" in content


@pytest.mark.parametrize("stated", ["tag:example.org,2025:", "https://old.example.org/"])
def test_a_site_id_that_is_an_address_keeps_the_ids_that_were_published(project: Path, stated: str) -> None:
    settings = (project / "mkdocs.yml").read_text(encoding="utf-8")
    (project / "mkdocs.yml").write_text(re.sub(r"site_id: .*", f'site_id: "{stated}"', settings), encoding="utf-8")
    assert f"<id>{stated}feeds/all.atom</id>" in ids(project, "")


def test_ids_stay_when_the_address_is_set_or_changes(project: Path) -> None:
    assert len({ids(project, url) for url in ("", "https://a.example/", "https://b.example/below/")}) == 1


def test_two_new_projects_share_no_id(project: Path, tmp_path: Path) -> None:
    from tests.projects import run

    assert run("new", tmp_path / "other").exit_code == 0
    one, other = (set(ids(root, "").splitlines()) for root in (project, tmp_path / "other"))
    assert one and not one & other


def test_a_project_without_a_site_id_is_told_from_others_by_its_name(project: Path) -> None:
    settings = (project / "mkdocs.yml").read_text(encoding="utf-8")
    (project / "mkdocs.yml").write_text(re.sub(r"extra:\n  site_id: .*\n", "", settings), encoding="utf-8")
    before = set(ids(project, "").splitlines())
    change(project, "mkdocs.yml", "site_name: Our", "site_name: Your")
    assert not before & set(ids(project, "").splitlines())


def ids(root: Path, url: str) -> str:
    """Build a site at an address, and give the ids of its feeds and of the events of its calendars, one a line."""
    settings = root / "mkdocs.yml"
    text = re.sub(r"^site_url:.*\n", "", settings.read_text(encoding="utf-8"), flags=re.MULTILINE)
    settings.write_text(text + (f"site_url: {url}\n" if url else ""), encoding="utf-8")
    built = build(root)
    assert built.exit_code == 0, built.output
    found: list[str] = []
    for path in sorted((root / "site/feeds").rglob("*.*")):
        content = path.read_text(encoding="utf-8").replace("\r\n ", "")
        found += re.findall(r"<id>.*?</id>|^UID:.*$", content, flags=re.MULTILINE)
    return "\n".join(found)


def test_without_an_address_there_is_no_sitemap(project: Path) -> None:
    assert build(project).exit_code == 0
    assert not [*(project / "site").glob("sitemap*")]


def test_without_an_address_the_page_for_unknown_addresses_needs_nothing_of_the_site(project: Path) -> None:
    (project / "content/accessibility.md").write_text("# Accessibility\n\nFor everybody.\n", encoding="utf-8")
    assert build(project).exit_code == 0
    page = (project / "site/404.html").read_text(encoding="utf-8")
    assert "<h1>There is no page here</h1>" in page and "This site as of" in page
    assert not re.findall(r'(?:href|src)="(?!https://)', page)


def test_with_an_address_the_page_for_unknown_addresses_looks_like_the_others(project: Path) -> None:
    addressed(project)
    assert build(project).exit_code == 0
    page = (project / "site/404.html").read_text(encoding="utf-8")
    assert '<link rel="stylesheet" href="/some/where/assets/' in page and 'class="md-header' in page
