"""What happened lies neither ahead nor, on an earlier day, in what is shown; and the day is that of a time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import folkmoot
from folkmoot import clock
from folkmoot.data import schemas
from folkmoot.data.problems import BadSettings
from tests.projects import EXAMPLE, change, run

pytest_plugins = ["tests.project_fixtures"]


def test_every_date_says_whether_it_happened_or_is_planned() -> None:
    dates = [(schema.name, column) for schema in schemas.load().values() for column in schema.columns]
    wrong = [f"{table}.{c.name}" for table, c in dates if (c.time in ("happened", "planned")) is not c.partial_date]
    assert wrong == []


def test_what_a_date_dates_is_a_row_or_columns_that_there_are() -> None:
    for schema in schemas.load().values():
        for column in schema.columns:
            assert {*column.dates} <= {"row", *schema.by_name}
            assert not column.dates or column.has_happened


def test_an_answer_of_the_future_is_an_error_that_names_both_days(project: Path) -> None:
    change(project, f"{EXAMPLE}/responses.yaml", "date: 2026-07-20", "date: 2062-07-20")
    checked = run("check", project, "--as-of", "2026-11-22")
    assert checked.exit_code == 1
    assert "error[dated-ahead] date: must not be after " in checked.output
    assert "got 2062-07-20" in checked.output


def test_the_day_that_is_asked_for_may_lie_ahead(project: Path) -> None:
    change(project, f"{EXAMPLE}/responses.yaml", "date: 2026-07-20", "date: 2062-07-20")
    assert run("check", project, "--as-of", "2062-07-20").exit_code == 0


def test_an_earlier_day_says_in_one_warning_what_does_not_count(project: Path) -> None:
    checked = run("check", project, "--as-of", "2026-07-01")
    assert checked.exit_code == 0
    assert checked.output.count("warning[") == 1
    assert "datasets:1: warning[later-rows]: 3 rows lie after 2026-07-01, the day that was asked for" in checked.output
    assert "don't count: responses 3 (" in checked.output


def test_an_earlier_day_shows_nothing_that_happened_later(project: Path) -> None:
    built = run("build", project, "--as-of", "2026-07-01", "--no-search")
    assert built.exit_code == 0, built.output
    made = [path for path in (project / "site").rglob("*") if path.suffix in (".html", ".atom", ".ics", ".json")]
    shown = [path for path in made if "Mill Lane will be closed on school days" in path.read_text(encoding="utf-8")]
    assert shown == []


def test_the_library_reads_as_of_a_day(project: Path) -> None:
    then = folkmoot.read(project / "datasets", as_of=date(2026, 7, 1))
    assert then.tables["responses"] == []
    assert [problem.code for problem in then.problems] == ["later-rows"]
    assert len(folkmoot.read(project / "datasets", as_of=date(2026, 7, 20)).tables["responses"]) == 3


def test_a_row_that_leads_to_a_later_one_is_left_out_with_it(project: Path) -> None:
    then = folkmoot.read(project / "datasets", as_of=date(2026, 4, 18))
    assert then.tables["recommendations"] == then.tables["ballots"] == then.tables["ballot_counts"] == []
    assert then.record.by_id["example-assembly"].recommendations == ()


def test_an_outcome_that_came_later_is_taken_out_of_its_row(project: Path) -> None:
    text = (
        "id,recommendations,authority,date,kind,title,outcome,outcome_on,source\nx1,r1,tarn-hollow-council,2026-06-01,"
    )
    (project / EXAMPLE / "parliamentary_actions.csv").write_text(
        f"{text}motion,A motion,carried,2026-08-01,https://example.org/motion\n", encoding="utf-8"
    )
    (action,) = folkmoot.read(project / "datasets", as_of=date(2026, 7, 1)).tables["parliamentary_actions"]
    assert (action["title"], action["outcome"], action["outcome_on"]) == ("A motion", None, None)


@pytest.mark.parametrize(("name", "day"), [("America/Los_Angeles", "2026-11-26"), ("UTC", "2026-11-27")])
def test_the_day_is_that_of_the_time_zone(name: str, day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2026, 11, 27, 6, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))
    assert clock.as_of(zone=clock.zone(name)).isoformat() == day


def test_today_is_never_two_days_off_in_any_zone() -> None:
    assert clock.today(clock.zone("Pacific/Kiritimati")) - clock.today(clock.zone("Etc/GMT+12")) >= timedelta(days=1)


@pytest.mark.parametrize("name", ["Europe/Brusels", "../etc/passwd", "", "a" * 300])
def test_a_wrong_time_zone_is_refused(name: str) -> None:
    with pytest.raises(BadSettings, match="time_zone: must be the IANA name of a time zone, got"):
        clock.zone(name)


def test_a_time_zone_is_a_setting(project: Path) -> None:
    change(project, "mkdocs.yml", "  - folkmoot\n", "  - folkmoot:\n      time_zone: Europe/Brusels\n")
    checked = run("check", project)
    assert checked.exit_code == 2
    assert 'got "Europe/Brusels" (did you mean "Europe/Brussels"?)' in checked.output
