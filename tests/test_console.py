"""Whatever a terminal can write and whatever stands in the data, all mistakes are said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.histories import release
from tests.projects import EXAMPLE, change, run

pytest_plugins = ["tests.project_fixtures"]

VALUE = "č日😀é"


@pytest.fixture
def foreign(project: Path) -> Path:
    change(project, f"{EXAMPLE}/ballots.csv", "b2,r2,2026-04-19,secret_ballot", f"b2,r2,2026-04-19,{VALUE}")
    return project


def written(project: Path, encoding: str, *options: str) -> tuple[int, bytes, bytes]:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "folkmoot", "check", str(project), *options]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "cp1252:strict", "cp437", "latin-1:strict", "cp932", "utf-8"])
def test_output_survives_every_encoding(foreign: Path, encoding: str) -> None:
    status, out, err = written(foreign, encoding)
    text = out.decode(encoding.partition(":")[0])
    assert (status, err, text.splitlines()[-1]) == (1, b"", "1 error, 0 warnings")
    assert json.loads(f'"{text.partition("got ")[2].split(chr(34))[1]}"') == VALUE


@pytest.mark.parametrize("encoding", ["ascii", "cp1252:strict", "utf-8"])
@pytest.mark.parametrize("form", ["json", "sarif"])
def test_json_means_the_same_in_every_encoding(foreign: Path, encoding: str, form: str) -> None:
    _, out, _ = written(foreign, encoding, "--format", form)
    found = json.loads(out.decode(encoding.partition(":")[0]))
    assert f'"{VALUE}"' in str(found)


def test_closed_pipe_and_closed_output_leave_without_a_trace(foreign: Path) -> None:
    for closed in ("| true", ">&-", "2>&- >&-"):
        done = subprocess.run(
            f"'{sys.executable}' -m folkmoot check '{foreign}' {closed}", shell=True, capture_output=True, check=False
        )
        assert b"Traceback" not in done.stderr and b"Exception" not in done.stderr


@pytest.mark.parametrize("character", ["\x1b[31m", "\x9b31m", "\u202e", "\u2066", "\x07", "\r"])
@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_name_of_a_file_steers_no_terminal(project: Path, character: str, form: str) -> None:
    (project / EXAMPLE / f"notes{character}x.csv").write_text("id\n")
    out = run("check", project, "--format", form).stdout
    assert "x.csv" in out
    assert character not in out.replace("\r\n", "\n")


def test_long_name_is_cut(project: Path) -> None:
    change(project, f"{EXAMPLE}/recommendations.csv", "id,", f"{'k' * 9000},id,")
    (project / EXAMPLE / f"{'n' * 240}.csv").write_text("id\n")
    for form in ("text", "json", "github"):
        out = run("check", project, "--format", form).stdout
        assert "k" * 100 not in out
    assert "n" * 200 not in run("check", project).stdout


@pytest.fixture
def french(foreign: Path) -> Path:
    change(foreign, "mkdocs.yml", "  - folkmoot", "  - folkmoot:\n      languages: [fr, en]")
    return foreign


def test_check_speaks_the_language_of_the_site_unless_another_is_chosen(french: Path) -> None:
    assert "1 erreur" in run("check", french).stdout
    assert "1 error" in run("check", french, "--lang", "en").stdout


def test_language_of_the_theme_is_that_of_the_site(foreign: Path) -> None:
    text = (foreign / "mkdocs.yml").read_text()
    assert "theme:" not in text
    (foreign / "mkdocs.yml").write_text(f"{text}\ntheme:\n  name: material\n  language: fr\n")
    assert "1 erreur" in run("check", foreign).stdout


def test_diff_and_release_speak_the_language_of_the_site_unless_another_is_chosen(project: Path) -> None:
    change(project, "mkdocs.yml", "  - folkmoot", "  - folkmoot:\n      languages: [fr, en]")
    release(project, "2026.10", "2026-10-01")
    change(project, f"{EXAMPLE}/ballots.csv", "b2,r2,2026-04-19,secret_ballot", "b2,r2,2026-04-19,open")
    for form in ("text", "markdown", "html", "json"):
        own, chosen = (run("diff", "", "", project, "--format", form, *lang).stdout for lang in ([], ["--lang", "en"]))
        assert own != chosen
    change(project, f"{EXAMPLE}/ballots.csv", "b2,r2,2026-04-19,open", "b2,r2,2026-04-19,opn")
    assert "1 erreur" in run("release", "2026.11", project).stderr
    assert "1 error" in run("release", "2026.11", project, "--lang", "en").stderr
