import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from folkmoot import __version__
from tests.projects import AS_OF, EXAMPLE, build, change, run

pytest_plugins = ["tests.project_fixtures"]

MISTAKE = (
    f"{EXAMPLE}/ballots.csv:3: error[not-in-list] method: must be one of secret_ballot, open, online, ranking, "
    'approval, likert5, consent3, got "secret_balot" (did you mean "secret_ballot"?)'
)
WARNING = (
    f"{EXAMPLE}/notes.txt:1: warning[file-ignored]: is not published: no table has this name; tables are .csv or .yaml "
    "files named after their schema (move it out of datasets/ if it isn't meant to be here)"
)


@pytest.fixture
def broken(project: Path) -> Path:
    change(project, f"{EXAMPLE}/ballots.csv", "b2,r2,2026-04-19,secret_ballot", "b2,r2,2026-04-19,secret_balot")
    return project


@pytest.fixture
def doubtful(project: Path) -> Path:
    (project / EXAMPLE / "notes.txt").write_text("to be sorted")
    return project


def test_check_names_the_mistake_and_leaves_with_1(broken: Path) -> None:
    result = run("check", broken)
    assert (result.exit_code, result.stdout, result.stderr) == (1, f"{MISTAKE}\n1 error, 0 warnings\n", "")


def test_build_names_the_mistake_publishes_nothing_and_leaves_with_1(broken: Path) -> None:
    result = build(broken)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"{MISTAKE}\n1 error, 0 warnings\nNothing was published.\n"
    assert not (broken / "site").exists()


def test_build_says_nothing_but_where_the_site_is(project: Path) -> None:
    result = build(project)
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"Published in {project / 'site'}\n", "")


def test_warning_is_told_and_stops_nothing(doubtful: Path) -> None:
    message = f"{WARNING}\n0 errors, 1 warning\n"
    checked, built = run("check", doubtful), build(doubtful)
    assert (checked.exit_code, checked.stdout) == (0, message)
    assert (built.exit_code, built.stderr) == (0, message)


def test_table_that_is_open_in_a_spreadsheet_is_no_mistake(project: Path) -> None:
    (project / EXAMPLE / "documents").mkdir()
    for name in ("~$ballots.csv", ".~lock.ballots.csv#", "documents/~$report.pdf"):
        (project / EXAMPLE / name).write_text("A clerk")
    checked = run("check", project, "--strict")
    assert (checked.exit_code, checked.stdout) == (0, "0 errors, 0 warnings\n")


def test_strict_takes_a_warning_as_a_mistake(doubtful: Path) -> None:
    assert run("check", doubtful, "--strict").exit_code == 1
    built = build(doubtful, "--strict")
    assert built.exit_code == 1
    assert built.stderr.endswith("Nothing was published.\n")


def test_strict_passes_what_is_clean(starter_project: Path) -> None:
    assert run("check", starter_project, "--strict").exit_code == 0


@pytest.mark.parametrize("command", ["check", "build", "serve"])
def test_day_that_is_none_is_wrong_use(starter_project: Path, command: str) -> None:
    result = run(command, starter_project, "--as-of", "2026-02-30")
    assert result.exit_code == 2
    assert result.output == 'folkmoot: --as-of: must be a day such as 2026-11-22, got "2026-02-30"\n'


@pytest.mark.parametrize("command", ["check", "build", "serve"])
def test_folder_without_settings_is_wrong_use(tmp_path: Path, command: str) -> None:
    result = run(command, tmp_path)
    assert result.exit_code == 2
    assert result.output == (
        f"folkmoot: {tmp_path / 'mkdocs.yml'}: must be there, got none (start a project with: folkmoot new my-site)\n"
    )


WRONG_SETTINGS = {
    "no plugin": ("  - folkmoot", "  - search", "plugins must list folkmoot, got search"),
    "unknown plugin": ("  - folkmoot", "  - folkmot", 'The "folkmot" plugin is not installed'),
    "no YAML": ("plugins:", "plugins: [", "error parsing the configuration file"),
    "no content": ("docs_dir: content", "docs_dir: pages", "isn't an existing directory"),
    "option of a wrong type": ("  - folkmoot", "  - folkmoot:\n      branch: 1", "branch"),
    "no datasets": (
        "  - folkmoot",
        "  - folkmoot:\n      datasets_dir: tables",
        "must be a folder of datasets, got none",
    ),
    "datasets elsewhere": (
        "  - folkmoot",
        "  - folkmoot:\n      datasets_dir: /",
        "datasets_dir: must be a folder below",
    ),
    "day that is none": ("  - folkmoot", "  - folkmoot:\n      as_of: soon", "must be a day"),
    "day that no month has": ("  - folkmoot", "  - folkmoot:\n      as_of: 2026-13-45", "month must be in 1..12"),
    "site among the tables": ("docs_dir:", "site_dir: datasets/site\ndocs_dir:", "must not lie in "),
}


@pytest.mark.parametrize("name", WRONG_SETTINGS)
def test_wrong_settings_are_told_in_one_line(project: Path, name: str) -> None:
    old, new, message = WRONG_SETTINGS[name]
    change(project, "mkdocs.yml", old, new)
    result = run("check", project)
    assert result.exit_code == 2
    assert message in result.output
    assert result.output.startswith("folkmoot: ")
    assert result.output.count("\n") == 1


def test_assembly_at_the_address_of_a_language_is_told(project: Path) -> None:
    (project / EXAMPLE).rename(project / "datasets/fr")
    assert run("check", project).exit_code == 0
    change(project, "mkdocs.yml", "  - folkmoot", "  - folkmoot:\n      languages: [en, fr]")
    result = run("check", project)
    assert result.exit_code == 1
    assert "datasets/fr:1: error[id-reserved]: the folder's name is the assembly's address: must be no" in result.output


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder in which nobody may write")
def test_place_where_nobody_may_write_is_told_in_one_line(project: Path) -> None:
    result = run("build", "--no-search", "--site-dir", "/sys/folkmoot", project)
    assert result.exit_code == 2, result.output
    assert result.output.startswith("folkmoot: /sys/") and result.output.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="needs a disk that is always full")
def test_full_disk_is_told_in_one_line(project: Path) -> None:
    command = [sys.executable, "-m", "folkmoot.cli", "check", str(project)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    message = (
        "the disk: must let us read and write, got: No space left on device (make room on the disk, or choose another)"
    )
    assert (done.returncode, done.stderr) == (2, f"folkmoot: {message}\n")


def test_settings_that_mkdocs_does_not_know_are_told(project: Path, caplog: pytest.LogCaptureFixture) -> None:
    change(project, "mkdocs.yml", "  - folkmoot", "  - folkmoot:\n      dataset_dir: tables")
    assert run("check", project).exit_code == 0
    (record,) = (record for record in caplog.records if record.name == "folkmoot")
    assert "Unrecognised configuration name: dataset_dir" in record.getMessage()


def test_warning_of_mkdocs_stops_a_strict_build_only(project: Path, caplog: pytest.LogCaptureFixture) -> None:
    change(project, "content/about.md", "## What is missing", "## What is [missing](missing.md)")
    before = sorted(path.name for path in project.iterdir())
    strict = build(project, "--strict")
    assert strict.exit_code == 2
    assert "contains a link 'missing.md'" in strict.output
    assert sorted(path.name for path in project.iterdir()) == before
    assert build(project).exit_code == 0
    assert [r for r in caplog.records if r.name == "folkmoot" and "contains a link 'missing.md'" in r.getMessage()]


@pytest.mark.parametrize(
    "args", [["check", "--format", "xml"], ["build", "--jobs", "many"], ["serve", "--port", "0"], ["no"]]
)
def test_wrong_use_leaves_with_2(args: list[str]) -> None:
    assert run(*args).exit_code == 2


def test_format_json_has_the_promised_keys(broken: Path) -> None:
    result = run("check", broken, "--format", "json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "problems": [
            {
                "path": f"{EXAMPLE}/ballots.csv",
                "line": 3,
                "lines": [3],
                "column": None,
                "severity": "error",
                "code": "not-in-list",
                "table": "ballots",
                "row": "b2",
                "field": "method",
                "message": "must be one of secret_ballot, open, online, ranking, approval, likert5, consent3, got "
                '"secret_balot"',
                "hint": 'did you mean "secret_ballot"?',
            }
        ],
        "counts": {"error": 1, "warning": 0},
    }


def test_format_json_of_clean_data_is_still_json(starter_project: Path) -> None:
    result = run("check", starter_project, "--format", "json")
    assert json.loads(result.stdout) == {"problems": [], "counts": {"error": 0, "warning": 0}}


def test_format_github_annotates_the_line(broken: Path) -> None:
    result = run("check", broken, "--format", "github")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"::error file={EXAMPLE}/ballots.csv,line=3,title=not-in-list::method: must be one of secret_ballot, open, "
        'online, ranking, approval, likert5, consent3, got "secret_balot" (did you mean "secret_ballot"?)',
        "1 error, 0 warnings",
    ]


def test_format_github_can_not_be_led_to_another_command(project: Path) -> None:
    change(project, f"{EXAMPLE}/responses.yaml", "position: accepted\n", 'position: "x\\n::warning::got you"\n')
    lines = run("check", project, "--format", "github").stdout.splitlines()
    assert [line for line in lines if line.startswith("::")] == [lines[0]]


def test_format_sarif_is_a_log_that_code_scanning_takes(broken: Path) -> None:
    (broken / EXAMPLE / "notes.txt").write_text("to be sorted")
    result = run("check", broken, "--format", "sarif")
    assert result.exit_code == 1
    log = json.loads(result.stdout)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (found,) = log["runs"]
    driver = found["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("folkmoot", __version__)
    rules = {rule["id"] for rule in driver["rules"]}
    assert {each["ruleId"] for each in found["results"]} == rules == {"not-in-list", "file-ignored"}
    assert {each["ruleId"]: each["level"] for each in found["results"]} == {
        "not-in-list": "error",
        "file-ignored": "warning",
    }
    for each in found["results"]:
        assert each["message"]["text"]
        (location,) = each["locations"]
        place = location["physicalLocation"]
        assert (broken / place["artifactLocation"]["uri"]).is_file()
        assert place["region"]["startLine"] >= 1


def test_paths_are_relative_to_the_project_wherever_the_command_runs(
    broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(broken)
    assert run("check").stdout.splitlines()[0] == MISTAKE
    monkeypatch.chdir(broken.parent)
    assert run("check", broken.name).stdout.splitlines()[0] == MISTAKE


def test_day_decides_what_is_overdue(project: Path, tmp_path: Path) -> None:
    page = "example-assembly/recommendations/r4/index.html"
    assert run("build", project, "--as-of", "2026-07-25", "--site-dir", tmp_path / "before").exit_code == 0
    assert run("build", project, "--as-of", AS_OF, "--site-dir", tmp_path / "after").exit_code == 0
    before, after = ((tmp_path / name / page).read_text() for name in ("before", "after"))
    assert "Awaiting an answer" in before
    assert "overdue by 91 days" not in before
    assert "overdue by 91 days" in after


def test_version_and_help() -> None:
    assert run("--version").output == f"folkmoot, version {__version__}\n"
    listed = run("--help").output
    assert all(f"\n  {name}" in listed for name in ("build", "check", "new", "new-assembly", "serve"))


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_command_without_somewhere_to_speak_still_leaves_as_it_should(closed: str, broken: Path) -> None:
    for arguments, status in (("--version", 0), (f"check {shlex.quote(str(broken))}", 1)):
        command = f"{shlex.quote(sys.executable)} -m folkmoot.cli {arguments} {closed}"
        assert subprocess.run(command, shell=True, check=False, capture_output=True).returncode == status
