"""Where a line of the data, a commit and a list of issues can be seen, in each forge."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from folkmoot.data.problems import BadSettings
from folkmoot.mkdocs import project as projects
from folkmoot.web import forges
from folkmoot.web.forges import Repository, repository
from tests.projects import build, change, run

pytest_plugins = ["tests.project_fixtures"]

PATH = "datasets/demo/recommendations.csv"
COMMIT = "0123456789abcdef0123456789abcdef01234567"

LINES = {
    "https://github.com/x/y": (
        f"https://github.com/x/y/blob/main/{PATH}?plain=1#L2",
        f"https://github.com/x/y/blob/{COMMIT}/{PATH}?plain=1#L2",
        f"https://github.com/x/y/commit/{COMMIT}",
        "https://github.com/x/y/issues",
    ),
    "https://gitlab.com/group/sub/y": (
        f"https://gitlab.com/group/sub/y/-/blob/main/{PATH}?plain=1#L2",
        f"https://gitlab.com/group/sub/y/-/blob/{COMMIT}/{PATH}?plain=1#L2",
        f"https://gitlab.com/group/sub/y/-/commit/{COMMIT}",
        "https://gitlab.com/group/sub/y/-/issues",
    ),
    "https://codeberg.org/x/y": (
        f"https://codeberg.org/x/y/src/branch/main/{PATH}?display=source#L2",
        f"https://codeberg.org/x/y/src/commit/{COMMIT}/{PATH}?display=source#L2",
        f"https://codeberg.org/x/y/commit/{COMMIT}",
        "https://codeberg.org/x/y/issues",
    ),
    "https://bitbucket.org/x/y": (
        f"https://bitbucket.org/x/y/src/main/{PATH}#lines-2",
        f"https://bitbucket.org/x/y/src/{COMMIT}/{PATH}#lines-2",
        f"https://bitbucket.org/x/y/commits/{COMMIT}",
        "https://bitbucket.org/x/y/issues",
    ),
    "https://dev.azure.com/org/project/_git/y": (
        f"https://dev.azure.com/org/project/_git/y?path=/{PATH}&version=GBmain"
        "&line=2&lineEnd=3&lineStartColumn=1&lineEndColumn=1",
        f"https://dev.azure.com/org/project/_git/y?path=/{PATH}&version=GC{COMMIT}"
        "&line=2&lineEnd=3&lineStartColumn=1&lineEndColumn=1",
        f"https://dev.azure.com/org/project/_git/y/commit/{COMMIT}",
        "https://dev.azure.com/org/project/_workitems",
    ),
}


@pytest.mark.parametrize("address", LINES)
def test_each_forge_has_its_own_way_to_a_line_a_commit_and_the_issues(address: str) -> None:
    found = repository(address)
    assert (found.line(PATH, 2, "main"), found.line(PATH, 2, COMMIT), found.commit(COMMIT), found.issues) == LINES[
        address
    ]


def test_every_forge_of_the_table_is_tried() -> None:
    assert {repository(address).forge for address in LINES} == set(forges.FORGES)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://codeberg.org/x/y.git", "https://codeberg.org/x/y"),
        ("https://codeberg.org/x/y/", "https://codeberg.org/x/y"),
        ("git@github.com:x/y.git", "https://github.com/x/y"),
        ("ssh://git@codeberg.org:2222/x/y.git", "https://codeberg.org/x/y"),
        ("git+ssh://git@gitlab.com/g/s/y.git", "https://gitlab.com/g/s/y"),
        ("https://me:secret@gitlab.example.org:8443/x/y.git", "https://gitlab.example.org:8443/x/y"),
        ("git@ssh.dev.azure.com:v3/org/Our Project/y", "https://dev.azure.com/org/Our%20Project/_git/y"),
        ("https://org@dev.azure.com/org/project/_git/y", "https://dev.azure.com/org/project/_git/y"),
        ("https://dev.azure.com/org/_git/y", "https://dev.azure.com/org/y/_git/y"),
        ("https://org.visualstudio.com/_git/y", "https://org.visualstudio.com/y/_git/y"),
        (
            "https://org.visualstudio.com/DefaultCollection/project/_git/y",
            "https://org.visualstudio.com/project/_git/y",
        ),
        ("javascript://x/y", ""),
        ("/srv/git/y.git", ""),
        ("", ""),
    ],
)
def test_an_address_of_a_repository_is_brought_to_that_in_the_web(written: str, address: str) -> None:
    assert repository(written).address == address


@pytest.mark.parametrize(
    ("host", "forge"),
    [
        ("gitlab.town.example", "gitlab"),
        ("forgejo.town.example", "forgejo"),
        ("gitea.town.example", "forgejo"),
        ("github.town.example", "github"),
        ("org.visualstudio.com", "azure"),
        ("gist.github.com", None),
        ("evilgithub.com", None),
        ("git.town.example", None),
    ],
)
def test_a_host_tells_its_forge_or_nothing(host: str, forge: str | None) -> None:
    found = repository(f"https://{host}/x/y").forge
    assert (found.name if found else None) == forge


def test_a_forge_that_is_not_known_has_no_links_until_it_is_named() -> None:
    unknown = repository("https://git.town.example/x/y")
    assert (unknown.file(PATH, "main"), unknown.line(PATH, 2, "main"), unknown.commit(COMMIT), unknown.issues) == (
        ("",) * 4
    )
    named = repository("https://git.town.example/x/y", "gitea")
    assert named.line(PATH, 2, "main") == f"https://git.town.example/x/y/src/branch/main/{PATH}?display=source#L2"


def test_a_forge_of_another_name_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(BadSettings, match=r"forge: must be one of github, gitlab, .*azure, got sourceforge"):
        repository("https://git.town.example/x/y", "sourceforge")


def test_what_an_address_can_not_hold_is_written_as_it_must_be() -> None:
    found = repository("https://github.com/x/y", folder="our records/")
    assert found.file("datasets/a#b.csv", "new/branch") == (
        "https://github.com/x/y/blob/new/branch/our%20records/datasets/a%23b.csv"
    )


def test_a_project_in_a_folder_of_its_repository_is_found_there(tmp_path: Path) -> None:
    inner = tmp_path / "repo/web/assemblies"
    inner.mkdir(parents=True)
    assert forges.folder_in(inner) == ""
    subprocess.run(["git", "init", "--quiet", tmp_path / "repo"], check=True)
    assert (forges.folder_in(inner), forges.folder_in(tmp_path / "repo")) == ("web/assemblies", "")


def _links(project: Path) -> set[str]:
    page = (project / "site/example-assembly/recommendations/r1/index.html").read_text(encoding="utf-8")
    return set(re.findall(r'href="([^"]*recommendations\.csv[^"]*#[^"]*)"', page))


def _with(project: Path, settings: str) -> None:
    change(project, "mkdocs.yml", "docs_dir: content\n", f"docs_dir: content\n{settings}\n")


def test_a_strict_build_with_a_repository_has_no_warnings_and_links_each_line(project: Path) -> None:
    _with(project, "repo_url: https://github.com/x/y.git")
    result = run("build", project, "--no-search", "--strict")
    assert (result.exit_code, "arning" in result.output) == (0, False)
    line = "https://github.com/x/y/blob/main/datasets/example-assembly/recommendations.csv?plain=1#L2"
    assert _links(project) == {line}
    foot = (project / "site/about/index.html").read_text(encoding="utf-8")
    assert '<a href="https://github.com/x/y/issues">Report a mistake</a>' in foot


def test_an_address_as_git_writes_it_and_a_folder_lead_to_the_line(project: Path) -> None:
    _with(project, "repo_url: git@codeberg.org:x/y.git")
    change(project, "mkdocs.yml", "  - folkmoot\n", "  - folkmoot: {repo_folder: /web/, branch: live}\n")
    assert build(project, "--no-search").exit_code == 0
    assert _links(project) == {
        "https://codeberg.org/x/y/src/branch/live/web/datasets/example-assembly/recommendations.csv?display=source#L2"
    }


@pytest.mark.parametrize(
    ("settings", "edited"),
    [
        ("", None),
        ("edit_uri: edit/live/web/content/", "https://github.com/x/y/edit/live/web/content/"),
        ("edit_uri: '?query=root/'", "https://github.com/x/y?query=root/"),
        ("edit_uri: https://cms.example.org/", "https://cms.example.org/"),
    ],
)
def test_hand_written_pages_are_edited_where_the_settings_say_and_nowhere_else(
    project: Path, settings: str, edited: str | None
) -> None:
    _with(project, f"repo_url: https://github.com/x/y\n{settings}")
    loaded = projects.load(project)
    assert loaded.settings.repository == Repository("https://github.com/x/y", forges.NAMES["github"])
    loaded.plugin.on_config(loaded.config)
    loaded.plugin.forget()
    assert loaded.config.edit_uri == edited


def test_one_project_does_not_take_over_the_repository_of_another(project: Path, starter_project: Path) -> None:
    _with(project, "repo_url: https://github.com/x/y")
    assert build(project, "--no-search").exit_code == 0
    assert projects.load(starter_project).settings.repository == Repository()
