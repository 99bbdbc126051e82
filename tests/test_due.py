"""What is owed, since when, and what is never said of an incomplete record."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.measures.axes import four_axes
from folkmoot.measures.due import owed
from tests.records import assembly_of

SIX_MONTHS = """
    id,authority,kind,stated_on,due_months,applies_to,source
    p1,council,respond_by_date,2024-01-01,6,each_recommendation,https://example.org/p
"""
WITHDRAWN = """
    promise,date,state,assessor,assessor_kind,source
    p1,2024-05-01,withdrawn,Committee,parliament,https://example.org/w
"""
ANSWER = """
    id,recommendation,authority,date,position,source
    a1,r1,council,{day},accepted,https://example.org/a
"""
WHOLE = """
    id,recommendation,covers,point_by_point,authority,date,source
    a1,,1,{each},council,2024-10-01,https://example.org/a
"""
PARTIAL = """
    table,state,of,checked_on
    responses,partial,81,2024-12-01
"""


def only(as_of: date, **tables: str):  # type: ignore[no-untyped-def]
    assembly = assembly_of(**tables)
    (found,) = owed(assembly, assembly.by_id["r1"], as_of)
    return found.state, found.days, found.due_on


@pytest.mark.parametrize(
    ("as_of", "tables", "expected"),
    [
        pytest.param(date(2024, 10, 30), {"promises": SIX_MONTHS}, ("awaiting_response", 0), id="on the last day"),
        pytest.param(date(2024, 10, 31), {"promises": SIX_MONTHS}, ("response_overdue", 1), id="the day after is"),
        pytest.param(date(2030, 1, 1), {}, ("awaiting_response", 0), id="nothing promised, nothing overdue"),
        pytest.param(
            date(2030, 1, 1), {"promises": SIX_MONTHS, "promise_events": WITHDRAWN}, ("awaiting_response", 0),
            id="a withdrawn promise sets no term",
        ),
        pytest.param(
            date(2030, 1, 1), {"promises": SIX_MONTHS, "responses": ANSWER.format(day="2024-10-30")}, ("accepted", 0),
            id="answered on the last day",
        ),
        pytest.param(
            date(2030, 1, 1), {"promises": SIX_MONTHS, "responses": ANSWER.format(day="2024-11-09")}, ("accepted", 10),
            id="answered ten days late",
        ),
        pytest.param(
            date(2030, 1, 1), {"promises": SIX_MONTHS, "responses": ANSWER.format(day="2024-10")}, ("accepted", 0),
            id="a month counts from its first day",
        ),
        pytest.param(
            date(2024, 10, 29), {"promises": SIX_MONTHS, "responses": ANSWER.format(day="2024-10-30")},
            ("awaiting_response", 0), id="an answer of tomorrow isn't there today",
        ),
        pytest.param(
            date(2030, 1, 1), {"promises": SIX_MONTHS, "coverage": PARTIAL}, ("not_recorded", 0),
            id="a gap of ours is nobody's silence",
        ),
        pytest.param(
            date(2030, 1, 1),
            {"promises": SIX_MONTHS, "responses": WHOLE.format(each="true")},
            ("answered_as_a_whole", 0),
            id="a point-by-point answer to the whole answers each",
        ),
        pytest.param(
            date(2024, 12, 1), {"responses": WHOLE.format(each="false")}, ("awaiting_response", 0),
            id="a general answer to the whole answers none",
        ),
    ],
)  # fmt: skip
def test_what_is_owed(as_of: date, tables: dict[str, str], expected: tuple[str, int]) -> None:
    assert only(as_of, **tables)[:2] == expected


def test_six_months_from_the_report() -> None:
    assert only(date(2024, 5, 1), promises=SIX_MONTHS)[2] == date(2024, 10, 30)


def test_a_promise_to_answer_the_whole_binds_nobody_to_answer_each() -> None:
    whole = SIX_MONTHS.replace("each_recommendation", "whole")
    assert only(date(2030, 1, 1), promises=whole) == ("awaiting_response", 0, None)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("r1,Aim,goal,adopted,", []),
        ("r1,Aim,goal,adopted,council", ["council"]),
        ("r1,Wish,recommendation,adopted,", ["ministry"]),
        ("r1,Wish,recommendation,not_adopted,council", []),
    ],
)
def test_who_owes_an_answer(row: str, expected: list[str]) -> None:
    assembly = assembly_of(
        recommendations=f"id,title,kind,decision,addressed_to\n{row}", roles="authority,role\nministry,recipient"
    )
    found = owed(assembly, assembly.by_id["r1"], date(2025, 1, 1))
    assert [one.authority.id for one in found] == expected


def test_answers_that_differ_are_not_averaged() -> None:
    answers = """
        id,recommendation,authority,date,position,refusal_reason,source
        a1,r1,council,2024-05-01,accepted,,https://example.org/a
        a2,r1,ministry,2024-06-01,rejected,cost,https://example.org/b
    """
    assembly = assembly_of(responses=answers)
    found = four_axes(assembly, assembly.by_id["r1"], date(2025, 1, 1))
    assert (found.answered.state, str(found.answered.date)) == ("answered_differently", "2024-06-01")


def test_the_latest_round_counts() -> None:
    answers = """
        id,recommendation,authority,date,round,position,source
        a2,r1,council,2024-06-01,2,accepted,https://example.org/b
        a1,r1,council,2024-05-01,1,under_consideration,https://example.org/a
    """
    assert only(date(2025, 1, 1), responses=answers)[0] == "accepted"


@given(st.dates(date(2024, 1, 1), date(2026, 1, 1)), st.dates(date(2024, 1, 1), date(2026, 1, 1)))
def test_nothing_is_answered_and_overdue(as_of: date, answered: date) -> None:
    state, days, due_on = only(as_of, promises=SIX_MONTHS, responses=ANSWER.format(day=answered.isoformat()))
    if answered <= as_of:
        assert (state, days) == ("accepted", max(0, (answered - due_on).days))
    else:
        assert state == ("response_overdue" if as_of > due_on else "awaiting_response")
