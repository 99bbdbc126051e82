"""What a release refuses, the check and the build refuse as well; a new id needs one row."""

from __future__ import annotations

from pathlib import Path

import pytest

from folkmoot import pipeline
from folkmoot.mkdocs import project as projects
from tests import histories
from tests.projects import EXAMPLE, change, run

pytest_plugins = ["tests.project_fixtures"]

REDIRECT = "table,old_id,new_id,reason\nrecommendations,r5,r5x,Given up\n"


@pytest.fixture
def released(project: Path) -> Path:
    """Give a project with one release, to be changed."""
    histories.release(project, "2026.10", "2026-10-31")
    return project


def check(root: Path, *options: str) -> str:
    return run("check", root, "--as-of", "2026-11-22", *options).output


def drop(root: Path, name: str, beginning: str) -> None:
    file = root / EXAMPLE / name
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith(beginning)), encoding="utf-8")


def rename(root: Path) -> None:
    change(root, f"{EXAMPLE}/recommendations.csv", "\nr5,", "\nr5x,")
    change(root, f"{EXAMPLE}/ballots.csv", "b5,r5,", "b5,r5x,")


def test_check_and_build_name_the_id_that_is_lost(released: Path) -> None:
    for name, beginning in (("recommendations.csv", "r5,"), ("ballots.csv", "b5,"), ("ballot_counts.csv", "b5,")):
        drop(released, name, beginning)
    said = (
        'recommendations.csv:1: error[release-lost-id] id: the id "r5" was published in 2026.10: it must stay, got '
        "none (give the row back, with decision: withdrawn if it was taken back; or say in redirects what stands in "
        "its place, recommendations,r5,NEW-ID,REASON, or why nothing does, recommendations,r5,,REASON)"
    )
    checked = run("check", released, "--as-of", "2026-11-22")
    assert checked.exit_code == 1 and said in checked.output
    built = run("build", released, "--as-of", "2026-11-22", "--no-search")
    assert built.exit_code == 1 and said in built.output
    assert not (released / "site").exists()


def test_check_names_an_event_that_was_rewritten(released: Path) -> None:
    change(released, f"{EXAMPLE}/ballots.csv", "b5,r5,2026-04-19", "b5,r5,2026-04-18")
    assert "error[release-event-altered] date: must stay" in check(released)


def test_check_refuses_that_an_assembly_goes(released: Path) -> None:
    (released / EXAMPLE).rename(released / "datasets/another-name")
    assert 'the assembly "example-assembly" was published' in check(released)


def test_a_new_id_needs_one_row(released: Path) -> None:
    rename(released)
    assert '[release-lost-id] id: the id "r5"' in check(released)
    (released / EXAMPLE / "redirects.csv").write_text(REDIRECT, encoding="utf-8")
    assert check(released) == "0 errors, 0 warnings\n"


def test_a_new_id_is_told_as_one_change(released: Path) -> None:
    rename(released)
    (released / EXAMPLE / "redirects.csv").write_text(REDIRECT, encoding="utf-8")
    settings = projects.load(released).settings
    changes = pipeline.compare_states(settings).changes
    assert [(change.table, change.kind.value) for change in changes] == [("redirects", "added")]


def test_a_ballot_with_counts_may_get_a_new_id(released: Path) -> None:
    change(released, f"{EXAMPLE}/ballots.csv", "\nb5,", "\nb5x,")
    counts = released / EXAMPLE / "ballot_counts.csv"
    counts.write_text(counts.read_text(encoding="utf-8").replace("\nb5,", "\nb5x,"), encoding="utf-8")
    (released / EXAMPLE / "redirects.csv").write_text(REDIRECT.replace("recommendations,r5,r5x", "ballots,b5,b5x"))
    assert check(released) == "0 errors, 0 warnings\n"


def test_what_else_changes_under_a_new_id_still_needs_its_erratum(released: Path) -> None:
    change(released, f"{EXAMPLE}/ballots.csv", "\nb5,r5,2026-04-19", "\nb5x,r5,2026-04-18")
    counts = released / EXAMPLE / "ballot_counts.csv"
    counts.write_text(counts.read_text(encoding="utf-8").replace("\nb5,", "\nb5x,"), encoding="utf-8")
    (released / EXAMPLE / "redirects.csv").write_text(REDIRECT.replace("recommendations,r5,r5x", "ballots,b5,b5x"))
    assert check(released).count("error[release-event-altered] date") == 1


def test_a_file_that_cannot_be_read_is_not_told_as_many_lost_ids(released: Path) -> None:
    (released / EXAMPLE / "ballots.csv").write_bytes(b"id\n\xff\n")
    assert "release-" not in check(released)


def test_a_copy_without_the_history_says_so(released: Path) -> None:
    (released / ".git").rename(released.parent / "elsewhere")
    assert "note[release-unseen]: can't be compared with the datasets" in check(released)
    assert run("check", released, "--as-of", "2026-11-22", "--strict").exit_code == 0
