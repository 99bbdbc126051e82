"""Hours of an agenda that a change of the clocks leaves out or gives twice, in the time zone of the settings."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from folkmoot.data.rules import agenda, apply
from tests.records import tables_of

SESSIONS = """
    id,number,starts_on,ends_on
    s1,1,{days}
"""
AGENDA = """
    session,order,starts_at,title,kind
    s1,1,{hour},Walk,visit
"""


@pytest.mark.parametrize(
    ("zone", "days", "hour", "code"),
    [
        pytest.param("Europe/Berlin", "2026-03-29,", "02:00", "agenda-hour-missing", id="the first minute that isn't"),
        pytest.param("Europe/Berlin", "2026-03-29,", "02:59", "agenda-hour-missing", id="the last minute that isn't"),
        pytest.param("Europe/Berlin", "2026-03-29,", "03:00", None, id="the first minute of summer time"),
        pytest.param("Europe/Berlin", "2026-03-28,2026-03-29", "02:30", "agenda-hour-missing", id="on the second day"),
        pytest.param("Europe/Berlin", "2026-03-28,", "02:30", None, id="the night before"),
        pytest.param("Europe/Berlin", "2026-10-25,", "02:30", "agenda-hour-twice", id="clocks go back"),
        pytest.param("Europe/Berlin", "2026-10-25,", "03:00", None, id="after they went back"),
        pytest.param("Europe/London", "2026-03-29,", "02:30", None, id="another hour elsewhere"),
        pytest.param("Europe/London", "2026-03-29,", "01:30", "agenda-hour-missing", id="the hour of that place"),
        pytest.param("America/Santiago", "2026-09-06,", "00:30", "agenda-hour-missing", id="at midnight, in the south"),
        pytest.param("Australia/Lord_Howe", "2026-10-04,", "02:15", "agenda-hour-missing", id="half an hour"),
        pytest.param("Australia/Lord_Howe", "2026-10-04,", "02:30", None, id="after half an hour"),
        pytest.param("UTC", "2026-03-29,", "02:30", None, id="no summer time"),
        pytest.param("Europe/Berlin", "2026-03,", "02:30", None, id="a day that isn't known"),
    ],
)
def test_hours_are_those_of_the_time_zone(zone: str, days: str, hour: str, code: str | None) -> None:
    tables = tables_of(sessions=SESSIONS.format(days=days), agenda=AGENDA.format(hour=hour))
    found = apply(replace(tables, zone=ZoneInfo(zone)), agenda.RULES)
    assert [problem.code for problem in found] == ([code] if code else [])


def test_without_a_time_zone_no_hour_is_doubted() -> None:
    tables = tables_of(sessions=SESSIONS.format(days="2026-03-29,"), agenda=AGENDA.format(hour="02:30"))
    assert not apply(tables, agenda.RULES)
