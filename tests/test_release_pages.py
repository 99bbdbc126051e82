from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import html5lib
import pytest
from markdown_it import MarkdownIt

from folkmoot import pipeline
from folkmoot.data import schemas
from folkmoot.exports import diff_report as report
from folkmoot.history import compare
from folkmoot.i18n import localizer
from folkmoot.pages import render
from folkmoot.web import recommendation_versions, templates
from folkmoot.web.settings import Settings
from folkmoot.web.site import Page, Site
from tests.histories import make_three
from tests.projects import SITE_URL, build, digests
from tests.records import specs_of

pytest_plugins = ["tests.project_fixtures"]

PLACE = "example-assembly/recommendations"


@pytest.fixture(scope="module")
def three(starter_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a project with three releases, built; not to be changed."""
    root = Path(shutil.copytree(starter_project, tmp_path_factory.mktemp("three") / "my-site"))
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write(f"site_url: {SITE_URL}\nrepo_url: https://github.com/x/y\n")
    make_three(root)
    built = build(root)
    assert built.exit_code == 0, built.output
    return root


@pytest.fixture(scope="module")
def record(three: Path) -> Site:
    settings = Settings(root=three, datasets=three / "datasets", as_of=date(2026, 11, 1))
    return pipeline.site_of(settings, pipeline.inspect(settings))


@pytest.fixture(scope="module")
def compared(record: Site) -> report.Compared:
    old = [table.origin for table in record.past["2026.10"].tables.by_place.values()]
    new = [table.origin for table in record.tables.by_place.values()]
    known = record.tables.schemas
    names = {a.id: a.name for a in record.record.assemblies}
    voice = localizer.of(localizer.SOURCE, known)
    return report.Compared("2026.10", "2026.11", compare.compare(old, new), known, voice, names)


def page(three: Path, address: str) -> str:
    return (three / "site" / address / "index.html").read_text(encoding="utf-8")


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html.split("<article")[1]).split())


def test_a_version_has_an_address_where_something_in_it_changed_and_where_it_first_appeared(three: Path) -> None:
    found = sorted(p.parent.relative_to(three / "site" / PLACE).as_posix() for p in three.rglob("@*/index.html"))
    assert found == [
        "r1/@2026.10",
        "r1/@2026.11",
        "r1/@2026.9",
        "r2/@2026.10",
        "r2/@2026.9",
        "r3/@2026.11",
        "r3/@2026.9",
        "r4/@2026.9",
        "r5/@2026.9",
    ]


def test_an_old_version_stays_as_it_stood_and_leads_to_the_current_page(three: Path) -> None:
    old, current = page(three, f"{PLACE}/r2/@2026.9"), page(three, f"{PLACE}/r2")
    assert "Accepted in part by" in plain(old) and "Rejected by" not in plain(old)
    assert "Rejected by" in plain(current)
    assert "Old version. This page stays as it stood in release 2026.9 of 1 September 2026." in plain(old)
    assert 'href="../../../../example-assembly/recommendations/r2/">Go to the current page</a>' in old
    assert re.findall(r'<link rel="canonical" href="([^"]+)"', old) == [f"{SITE_URL}{PLACE}/r2/"]
    assert re.findall(r'<link rel="canonical" href="([^"]+)"', current) == [f"{SITE_URL}{PLACE}/r2/"]
    assert "fm-banner--old" not in current
    assert "/@" not in (three / "site/sitemap.xml").read_text(encoding="utf-8")
    commits = {release["commit"] for release in _releases(three)}
    assert re.search(r"https://github.com/x/y/blob/([0-9a-f]{40})/datasets", old).group(1) in commits  # type: ignore[union-attr]


def _releases(three: Path) -> list[dict[str, str]]:
    return [json.loads(path.read_bytes()) for path in (three / "site/data").glob("*/release.json")]


def test_the_newest_version_of_a_page_says_that_nothing_has_changed_since(three: Path) -> None:
    assert "Kept version. This page stays as it stood in release 2026.11" in plain(page(three, f"{PLACE}/r1/@2026.11"))


def test_the_history_tells_events_as_events_and_corrections_as_corrections(three: Path) -> None:
    text = plain(page(three, f"{PLACE}/r1")).split("How this record changed")[-1]
    first, second, third = (text.index(f"Release {version}") for version in ("2026.11", "2026.10", "2026.9"))
    assert first < second < third
    newest, middle, oldest = text[first:second], text[second:third], text[third:]
    assert (
        "Correction In the vote on recommendation 1, the count of Yes changed from 19 to 18. "
        "The reason for the correction: The paper counted one vote twice." in newest
    )
    assert "Parents of Mill Lane sees recommendation 1 as in progress (20 September 2026)." in middle
    assert "Correction" not in middle
    assert "First recorded." in oldest
    assert "1 November 2026 · commit" in newest
    assert newest.count("The paper counted one vote twice.") == 2, "the errata themselves are not told again"


def test_a_release_page_says_what_changed_and_proves_its_files(three: Path) -> None:
    html = page(three, "releases/2026.11")
    assert "On 1 November 2026, 5 rows differed from release 2026.10." in plain(html)
    assert "Recommendation 3: text was rewritten." in plain(html)
    assert "&lt;b&gt;free&lt;/b&gt;" in html and "<b>free</b>" not in html
    listed = re.findall(
        r'href="\.\./\.\./(data/2026\.11/files/[^"]+)">[^<]+</a> <code class="fm-sum">([0-9a-f]{64})', html
    )
    made = digests(three / "site")
    assert len(listed) == 10 and "example-assembly/members.csv not published:" in plain(html)
    assert {path: made[path] for path, _ in listed} == dict(listed)
    middle = plain(page(three, "releases/2026.10"))
    assert "answer to recommendation 2 changed from accepted in part to rejected; reason given: cost." in middle


def test_an_assembly_lists_what_each_release_changed(three: Path) -> None:
    text = plain(page(three, "example-assembly/changes"))
    assert text.index("the count of Yes changed from 19 to 18") < text.index(
        "changed from accepted in part to rejected"
    )
    assert "First released." in text


def test_every_link_of_releases_and_versions_leads_somewhere(three: Path) -> None:
    site = three / "site"
    new = [
        *site.glob("releases/**/index.html"),
        site / "example-assembly/changes/index.html",
        *site.rglob("@*/index.html"),
    ]
    looked_at = 0
    for file in new:
        for link in re.findall(
            r'href="(?!https?:|data:)([^"#]+)', file.read_text(encoding="utf-8").split("<article")[1]
        ):
            target = (file.parent / link).resolve()
            assert (target / "index.html" if target.is_dir() else target).is_file(), (file, link)
            looked_at += 1
    assert looked_at > 200


def test_several_processes_make_the_same_versions(three: Path, tmp_path: Path) -> None:
    twice = Path(shutil.copytree(three, tmp_path / "my-site"))
    assert build(twice, "--jobs", "2").exit_code == 0
    assert digests(twice / "site") == digests(three / "site")


def test_pages_say_so_where_nothing_was_released(record: Site) -> None:
    bare = replace(record, releases=(), past={})
    templates.environment(bare.tables.schemas)
    made: dict[str, Page] = {one.address: one for one in render.make(bare, specs_of(bare))}
    assert "No release of this record has been made yet" in made["releases/"].body
    assert "No release of this record has been made yet" in made["example-assembly/changes/"].body
    assert "No release of this record has been made yet" in made[f"{PLACE}/r1/"].body
    assert not [address for address in made if "@" in address]


def test_a_release_that_cannot_be_read_is_offered_as_files(record: Site) -> None:
    newest, middle, first = record.releases
    unreadable = replace(middle, readable=False, why="decision: must be one of …")
    site = replace(
        record,
        releases=(newest, unreadable, first),
        past={version: past for version, past in record.past.items() if version != "2026.10"},
    )
    templates.environment(site.tables.schemas)
    made = {one.address: one.body for one in render.make(site, specs_of(site))}
    assert "decision: must be one of …" in made["releases/2026.10/"]
    assert "changed from <em>accepted in part</em> to <em>rejected</em>" in made["releases/2026.10/"]
    assert "data/2026.10/all.zip" not in made["releases/2026.10/"]
    kept = sorted(a.removeprefix(f"{PLACE}/") for a in made if "r2/@" in a)
    assert kept == ["r2/@2026.11/", "r2/@2026.9/"], "the next one that can be read holds what changed in between"


def test_the_text_of_a_difference_names_file_and_line(compared: report.Compared) -> None:
    lines = report.as_text(compared).splitlines()
    assert "  Recommendation 3: text was rewritten.  (datasets/example-assembly/recommendations.csv:4)" in lines
    assert lines[-1] == "From 2026.10 to 2026.11: 2 rows added, 3 rows changed."
    same = report.as_text(replace(compared, changes=()))
    assert same == "Nothing differs between 2026.10 and 2026.11.\n"


def test_the_markdown_of_a_difference_cannot_be_abused(compared: report.Compared) -> None:
    (text,) = (change for change in compared.changes if change.table == "recommendations")
    evil = "@everyone ![x](https://evil.example/p.png) <script>alert(1)</script> | `x` #1 </details> www.evil.example"
    cells = tuple(replace(cell, after=evil) for cell in text.cells)
    shown = report.as_markdown(
        replace(compared, changes=(replace(text, cells=cells, row={**text.row, "title": evil}),))
    )
    assert shown.count("</details>") == 1 and "<script" not in shown and "@" not in shown
    rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(shown)
    assert "<img" not in rendered and "<a " not in rendered
    (row,) = (line for line in shown.splitlines() if line.startswith("| changed"))
    assert len(re.findall(r"(?<!\\)\|", row)) == 4


def test_a_comment_stays_short_however_much_differs(compared: report.Compared) -> None:
    many = tuple(replace(change, key=f"{change.key}-{i}") for i in range(2000) for change in compared.changes)
    assert len(report.as_markdown(replace(compared, changes=many))) < 60_000


def test_the_json_of_a_difference_holds_every_cell(compared: report.Compared) -> None:
    message = json.loads(report.as_json(compared))
    assert message["counts"] == {"added": 2, "removed": 0, "changed": 3}
    (corrected,) = (c for c in message["changes"] if c["row"] == "b1/yes")
    assert corrected["cells"] == [{"column": "n", "before": "19", "after": "18", "erratum": True}]
    assert corrected["recommendations"] == ["r1"] and corrected["erratum"]


def test_the_html_of_a_difference_is_whole_and_escaped(compared: report.Compared) -> None:
    html = report.as_html(compared, templates.environment(schemas.load()))
    html5lib.HTMLParser(strict=True).parse(html)
    assert "&lt;b&gt;free&lt;/b&gt;" in html and "<script" not in html and 'src="' not in html


def test_an_assembly_without_recommendations_has_a_history_too(record: Site) -> None:
    bare = replace(record.record.assemblies[0], id="other", recommendations=())
    past = {version: replace(then, dataset=replace(then.dataset)) for version, then in record.past.items()}
    for then in past.values():
        vars(then.dataset)["record"] = replace(then.record, assemblies=(*then.record.assemblies, bare))
    (entry,) = recommendation_versions.of(replace(record, past=past)).assemblies["other"]
    assert (entry.release.version, entry.changes, entry.first) == ("2026.9", (), True)
