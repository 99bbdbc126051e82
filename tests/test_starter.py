import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from frictionless import Package

from folkmoot import __version__, starter
from folkmoot.data import schemas
from folkmoot.data.problems import BadSettings
from tests.projects import EXAMPLE, build, change, run

pytest_plugins = ["tests.project_fixtures"]

HERE = Path(__file__).parents[1]
ASSEMBLY = schemas.load()["assembly"]


def written(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_new_project_has_no_mistakes_and_no_warnings(starter_project: Path) -> None:
    result = run("check", starter_project)
    assert (result.exit_code, result.output) == (0, "0 errors, 0 warnings\n")


def test_new_project_has_every_file_of_the_starter_under_its_real_name(starter_project: Path) -> None:
    stored = {path.replace("dot-", ".") for path in written(starter.FOLDER)}
    assert written(starter_project) == stored
    assert stored > {
        ".editorconfig",
        ".gitattributes",
        ".github/workflows/site.yml",
        ".gitignore",
        ".gitlab-ci.yml",
        ".pre-commit-config.yaml",
        "README.md",
        "content/index.md",
        "datasets/example-assembly/assembly.yaml",
        "mkdocs.yml",
    }


def test_new_project_pins_the_version_that_made_it(starter_project: Path) -> None:
    text = (starter_project / "requirements.txt").read_text()
    assert f"\n# {__version__}\n" in text
    asked = [line for line in text.splitlines() if not line.startswith("#")]
    assert asked == ["folkmoot @ git+https://ADDRESS.invalid/folkmoot.git@COMMIT"], "no bare name is asked for"
    left = [path for path in starter_project.rglob("*") if path.is_file() and b"FOLKMOOT_VERSION" in path.read_bytes()]
    assert not left


def test_new_project_builds_its_pages_and_downloads(site: Path) -> None:
    base = "example-assembly"
    pages = [
        "",
        "recommendations/",
        "promises/",
        "answers/",
        "members/",
        "sessions/",
        "sessions/s1/",
        "impact/",
        "data/",
    ]
    pages += [f"recommendations/r{number}/" for number in range(1, 6)]
    expected = {"index.html", "about/index.html", "codebook/index.html", "404.html", "manifest.json", "sitemap.xml"}
    expected |= {f"{base}/{page}index.html" for page in pages}
    tables = ["assembly", "authorities", "ballot_counts", "ballots", "coverage", "promises", "recommendations"]
    for table in [*tables, "responses", "sessions"]:
        expected |= {f"data/latest/{base}/{table}.csv", f"data/latest/{base}/{table}.json", f"schemas/{table}.json"}
    expected |= {"data/latest/datapackage.json", "data/latest/all.zip", f"data/latest/{base}.zip"}
    assert expected <= written(site)


def test_pages_of_the_new_project_tell_its_story(site: Path) -> None:
    home = (site / "index.html").read_text()
    assert "This site is the public record of our citizens" in home
    assert "Tarn Hollow" in home
    assert (
        "Let every pupil ride the town bus free of charge"
        in (site / "example-assembly/recommendations/r3/index.html").read_text()
    )
    assert "nvented" in (site / "example-assembly/index.html").read_text()


@pytest.mark.parametrize("descriptor", ["datapackage.json", "example-assembly/datapackage.json"])
def test_data_package_is_valid_for_stock_frictionless(site: Path, descriptor: str) -> None:
    report = Package(str(site / "data/latest" / descriptor)).validate()
    assert report.valid, report.flatten(["name", "type", "message"])
    assert report.stats["tasks"] == 9


def test_new_refuses_a_folder_with_something_in_it(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").write_text("mine")
    result = run("new", tmp_path / "full")
    assert result.exit_code == 2
    assert result.output == (
        f"folkmoot: {tmp_path / 'full'}: must be new or empty, got a folder with 1 things in it, such as mine.txt "
        "(choose another name: folkmoot new full-2)\n"
    )
    assert written(tmp_path) == {"full/mine.txt"}


def test_new_refuses_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert run("new", tmp_path / "file").exit_code == 2
    with pytest.raises(BadSettings, match="must be a new folder, got a file"):
        starter.make_project(tmp_path / "file")


def _settings(folder: Path) -> dict[str, Any]:
    (plugin,) = yaml.safe_load((folder / "mkdocs.yml").read_text(encoding="utf-8"))["plugins"]
    found = plugin["folkmoot"] if isinstance(plugin, dict) else {}
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("contact", ["us@town.example", "https://town.example/a?b=c:#d:"])
def test_new_writes_where_readers_report_a_mistake(tmp_path: Path, contact: str) -> None:
    assert run("new", tmp_path / "site", "--contact", contact).exit_code == 0
    assert _settings(tmp_path / "site") == {"contact": contact}
    assert run("check", tmp_path / "site").output == "0 errors, 0 warnings\n"


def test_new_leaves_the_contact_to_be_filled_in_where_nobody_can_be_asked(starter_project: Path) -> None:
    assert _settings(starter_project) == {}
    written = (starter_project / "mkdocs.yml").read_text(encoding="utf-8")
    assert "#     contact: assemblies@your-town.example\n" in written


def test_new_makes_nothing_with_a_contact_that_is_no_address(tmp_path: Path) -> None:
    result = run("new", tmp_path / "site", "--contact", "us")
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "contact: must be a mail address or begin with https://, got us" in result.output


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_new_asks_on_a_terminal_until_it_is_told_an_address(tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "folkmoot", "new", str(tmp_path / "site")]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as started:
        os.close(theirs)
        os.write(ours, b"us\nus@town.example\n")
        said = _all_said(ours)
        assert started.wait(timeout=60) == 0, said
    assert "Where do readers report a mistake?" in said and "contact: must be a mail address" in said
    assert _settings(tmp_path / "site") == {"contact": "us@town.example"}


def _all_said(terminal: int) -> str:
    """Read a pseudo-terminal until nobody writes to it any more, which Linux says by an error."""
    said = b""
    try:
        while part := os.read(terminal, 4096):
            said += part
    except OSError:
        pass
    os.close(terminal)
    return said.decode()


def test_new_leaves_nothing_behind_where_it_can_not_write(tmp_path: Path) -> None:
    result = run("new", tmp_path / ("x" * 300))
    assert result.exit_code == 2
    assert "must be a place to write to, got: File name too long" in result.output
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("inside", [[], [".git/config"]])
def test_new_fills_an_empty_folder_or_a_fresh_clone(tmp_path: Path, inside: list[str]) -> None:
    target = tmp_path / "clone"
    target.mkdir()
    for path in inside:
        (target / path).parent.mkdir()
        (target / path).write_text("kept")
    before = target.stat().st_ino
    assert run("new", target).exit_code == 0
    assert target.stat().st_ino == before
    assert written(target) >= {"mkdocs.yml", ".gitignore", *inside}
    assert [path.name for path in tmp_path.iterdir()] == ["clone"]


def test_new_says_what_to_do_next(tmp_path: Path) -> None:
    target = tmp_path / "our site"
    result = run("new", target)
    assert f"    cd '{target}'\n    folkmoot serve\n    folkmoot new-assembly our-assembly\n" in result.output


def test_readme_shows_a_mistake_as_it_really_reads(project: Path) -> None:
    change(project, f"{EXAMPLE}/ballots.csv", "b2,r2,2026-04-19,secret_ballot", "b2,r2,2026-04-19,secret_balot")
    line = run("check", project).output.splitlines()[0]
    shown = re.sub(r"\s+", " ", (project / "README.md").read_text())
    assert line in shown


def test_workflow_for_github_asks_for_little_and_trusts_nothing(starter_project: Path) -> None:
    text = (starter_project / ".github/workflows/site.yml").read_text()
    workflow = yaml.load(text, Loader=yaml.BaseLoader)
    assert "pull_request" in workflow["on"]
    assert "pull_request_target" not in text
    assert workflow["permissions"] == {}
    jobs = workflow["jobs"]
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "check": {"contents": "read"},
        "publish": {"pages": "write", "id-token": "write"},
    }
    assert "github.event_name != 'pull_request'" in jobs["publish"]["if"]
    steps = [step for job in jobs.values() for step in job["steps"]]
    assert not [step for step in steps if "${{" in step.get("run", "")]
    checkouts = [step["with"] for step in steps if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts == [{"fetch-depth": "0", "persist-credentials": "false"}]
    assert "folkmoot check --format github" in [step.get("run") for step in steps]


def test_gitlab_shows_mistakes_at_their_lines(project: Path) -> None:
    change(project, f"{EXAMPLE}/recommendations.csv", ",not_adopted,", ",refused,")
    settings = yaml.safe_load((project / ".gitlab-ci.yml").read_text())
    assert settings["variables"]["GIT_DEPTH"] == "0"
    git, pip = settings["check"]["before_script"]
    assert "apt-get install" in git and " git " in git and pip.startswith("pip install")
    report, convert, check, _build = settings["check"]["script"]
    assert check == "folkmoot check"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-ec", f"{report}\n{convert}"],
        cwd=project,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (issue,) = json.loads((project / "gl-code-quality-report.json").read_text())
    fingerprint = issue.pop("fingerprint")
    assert re.fullmatch("[0-9a-f]{64}", fingerprint)
    assert issue == {
        "check_name": "not-in-list",
        "description": "decision: must be one of adopted, adopted_with_conditions, not_adopted, withdrawn, merged, "
        'no_vote, got "refused"',
        "severity": "major",
        "location": {"path": f"{EXAMPLE}/recommendations.csv", "lines": {"begin": 6}},
    }


def test_git_keeps_private_and_passing_files_out_and_leaves_the_data_as_it_is(project: Path) -> None:
    def git(*args: str) -> str:
        return subprocess.run(["git", *args], cwd=project, capture_output=True, text=True, check=False).stdout

    git("init")
    out = ["site/index.html", "private/members.csv", "datasets/x/members-private.csv", "datasets/x/~$book.xlsx"]
    kept = [f"{EXAMPLE}/recommendations.csv", "datasets/x/members.yaml", ".github/workflows/site.yml"]
    assert git("check-ignore", *out, *kept).splitlines() == out
    assert git("check-attr", "text", "--", f"{EXAMPLE}/assembly.yaml", f"{EXAMPLE}/ballots.csv").splitlines() == [
        f"{EXAMPLE}/assembly.yaml: text: unset",
        f"{EXAMPLE}/ballots.csv: text: unset",
    ]


def test_starter_works_from_the_wheel(tmp_path: Path) -> None:
    packed = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path / "dist")],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert packed.returncode == 0, packed.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")

    def folkmoot(*args: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "folkmoot.cli", *args],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    folkmoot("new", "my-site")
    assert written(tmp_path / "my-site") == {path.replace("dot-", ".") for path in written(starter.FOLDER)}
    assert folkmoot("build", "my-site") == f"Published in {tmp_path / 'my-site/site'}\n"


def test_form_of_a_new_assembly_lacks_its_required_fields_and_nothing_else(project: Path) -> None:
    made = run("new-assembly", "our-assembly", project)
    assert made.exit_code == 0
    found = json.loads(run("check", project, "--format", "json").output)["problems"]
    required = [column.name for column in ASSEMBLY.columns if column.required]
    assert [(p["code"], p["field"]) for p in found] == [("required", name) for name in required]
    assert {p["path"] for p in found} == {"datasets/our-assembly/assembly.yaml"}


def test_form_filled_in_with_its_examples_is_right(project: Path) -> None:
    run("new-assembly", "our-assembly", project)
    form = project / "datasets/our-assembly/assembly.yaml"
    text = form.read_text()
    for column in ASSEMBLY.columns:
        if column.links is None:
            quoted = column.example.replace("'", "''")
            text, count = re.subn(rf"(?m)^(# )?{column.name}:$", lambda _, c=column, q=quoted: f"{c.name}: '{q}'", text)
            assert count == 1
    form.write_text(text)
    found = json.loads(run("check", project, "--format", "json").output)
    assert found["counts"]["error"] == 0, found["problems"]


def test_form_explains_each_field(project: Path) -> None:
    run("new-assembly", "our-assembly", project)
    text = re.sub(r"\n# {3,}", " ", (project / "datasets/our-assembly/assembly.yaml").read_text())
    for column in ASSEMBLY.columns:
        assert f"# {column.title}: {column.description}" in text
        assert all(f"{term.value}: {term.description}" in text for term in column.terms)


def test_recommendations_of_a_new_assembly_have_known_columns_and_all_required_ones() -> None:
    known = schemas.load()["recommendations"].columns
    assert {column.name for column in known if column.required} <= set(starter.COLUMNS)
    assert [c.name for c in known if c.name in starter.COLUMNS] == list(starter.COLUMNS)


@pytest.mark.parametrize(
    ("slug", "suggestion"),
    [
        ("Été 2027", "ete-2027"),
        ("data", "data-assembly"),
        ("Con", "con-assembly"),
        ("example-assembly", "example-assembly-2"),
        ("_shared", "shared"),
        ("../outside", "outside"),
        ("公民", "my-assembly"),
        ("a" * 70, "a" * 54),
    ],
)
def test_new_assembly_refuses_a_slug_and_suggests_one_that_works(project: Path, slug: str, suggestion: str) -> None:
    before = written(project)
    result = run("new-assembly", slug, project)
    assert result.exit_code == 2
    assert result.output.startswith(f'folkmoot: "{slug}": ')
    assert result.output.endswith(f"(try: {suggestion})\n")
    assert written(project) == before
    assert run("new-assembly", suggestion, project).exit_code == 0


def test_new_assembly_says_what_to_do_next(project: Path) -> None:
    folder = project / "datasets/our-assembly"
    assert run("new-assembly", "our-assembly", project).output == (
        f"Made {folder}. Next:\n\n    fill in {folder / 'assembly.yaml'}\n"
        f"    give each recommendation a line in {folder / 'recommendations.csv'}\n"
        f"    say in {folder / 'coverage.yaml'} how complete each table is\n    folkmoot check\n"
    )


def test_first_assembly_of_a_project_without_datasets(project: Path) -> None:
    shutil.rmtree(project / "datasets")
    assert run("new-assembly", "our-assembly", project).exit_code == 0
    assert build(project).exit_code == 1
