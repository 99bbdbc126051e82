"""Dates that are as precise as their source."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.data import dates, schemas
from folkmoot.data.cells import Violation, reader


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("2021-02", date(2021, 2, 1), date(2021, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
    ],
)
def test_a_date_spans_what_it_can_mean(text: str, first: date, last: date) -> None:
    found = dates.parse(text)
    assert found == dates.PartialDate(first, last)
    assert str(found) == text


@pytest.mark.parametrize(
    "text", ["", "21", "2021-13", "2021-00", "2023-02-29", "2021-2-3", "0000", "2021-02-03\n", "٢٠٢١"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert dates.parse(text) is None


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2021, 6, 23), 6, date(2021, 12, 23)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2022, 12, 31), 2, date(2023, 2, 28)),
        (date(2021, 6, 23), 0, date(2021, 6, 23)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(start: date, months: int, end: date) -> None:
    assert dates.add_months(start, months) == end


days = st.dates(date(1900, 1, 1), date(2200, 1, 1))


@given(days)
def test_every_day_reads_back(day: date) -> None:
    found = dates.parse(day.isoformat())
    assert found is not None
    assert found.first == found.last == day


@given(days, st.integers(0, 240))
def test_adding_months_never_skips_a_month(day: date, months: int) -> None:
    end = dates.add_months(day, months)
    assert (end.year - day.year) * 12 + end.month - day.month == months
    assert end.day == day.day or (end + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("11/20/2026", "2026-11-20"),
        ("20.11.2026", "2026-11-20"),
        ("'2024-05-01", "2024-05-01"),
        ("’2024-05-01", "2024-05-01"),
        ("2024–05–01", "2024-05-01"),
        ("2024−05−01", "2024-05-01"),
        ("2024/5/1", "2024-05-01"),
        ("2024.05.01", "2024-05-01"),
        ("20240501", "2024-05-01"),
        ("05/2024", "2024-05"),
        ("3 May 2024", "2024-05-03"),
        ("May 3rd, 2024", "2024-05-03"),
        ("May 2024", "2024-05"),
        ("04.04.2024", "2024-04-04"),
        ("2024-05-01T10:00", "2024-05-01"),
    ],
)
def test_date_that_can_mean_one_day_only_is_suggested(written: str, meant: str) -> None:
    column = schemas.load()["recommendations"].by_name["decided_on"]
    found = reader(column)(written)
    assert isinstance(found, Violation)
    assert f'"{meant}"' in str(found.hint)


@pytest.mark.parametrize("written", ["03/05/2024", "3.5.24", "31.02.2024", "soon", "n/a", "2024-02-30"])
def test_date_that_can_mean_two_days_or_none_suggests_no_day(written: str) -> None:
    column = schemas.load()["recommendations"].by_name["decided_on"]
    found = reader(column)(written)
    assert isinstance(found, Violation)
    assert "mended" not in found.hint.names()
