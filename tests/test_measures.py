"""Every measure against a case worked out by hand, and against a library where one knows it."""

from __future__ import annotations

import warnings
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from folkmoot.measures import acceptance, impact, ledger, pace, parliament, representation
from folkmoot.measures.figures import Figures, as_json
from folkmoot.measures.intervals import difference, wilson
from folkmoot.measures.pace import Wait
from tests.records import assembly_of
from tests.sampling import part

NOW = date(2026, 11, 22)


# Intervals


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_agrees_with_scipy(case: tuple[int, int]) -> None:
    hits, n = case
    expected = stats.binomtest(hits, n).proportion_ci(method="wilson")
    found = wilson(hits, n)
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(expected.low, abs=1e-9), pytest.approx(expected.high, abs=1e-9))


def test_the_difference_agrees_with_the_example_in_its_source() -> None:
    found = difference(56, 70, 48, 80)
    assert found == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_no_cases_have_no_share() -> None:
    assert wilson(0, 0) is None
    assert difference(0, 0, 1, 2) is None


# Pace


def test_pace_by_hand() -> None:
    found = pace.curve([Wait(10, True), Wait(20, True), Wait(20, False), Wait(40, True), Wait(50, False)])
    assert [(step.day, pytest.approx(step.share)) for step in found.steps] == [
        (10, 1 - 4 / 5),
        (20, 1 - 4 / 5 * 3 / 4),
        (40, 1 - 4 / 5 * 3 / 4 * 1 / 2),
    ]
    assert (found.n, found.ended, found.longest, found.median) == (5, 3, 50, 40)


waits = st.lists(st.builds(Wait, st.integers(1, 60), st.booleans()), min_size=1, max_size=40)


@given(waits.filter(lambda listed: any(wait.ended for wait in listed)))
def test_pace_agrees_with_scipy(listed: list[Wait]) -> None:
    ended = [wait.days for wait in listed if wait.ended]
    open_ = [wait.days for wait in listed if not wait.ended]
    data = stats.CensoredData(uncensored=ended, right=open_)
    survival = stats.ecdf(data).sf
    found = pace.curve(listed)
    at = dict(zip(survival.quantiles, survival.probabilities, strict=True))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scipy divides by nought where nobody waits any more
        band = survival.confidence_interval(method="log-log")
    low = dict(zip(band.low.quantiles, band.low.probabilities, strict=True))
    high = dict(zip(band.high.quantiles, band.high.probabilities, strict=True))
    for step in found.steps:
        assert step.share == pytest.approx(1 - at[step.day])
        if 0 < step.share < 1:
            assert step.low == pytest.approx(1 - high[step.day], abs=1e-9)
            assert step.high == pytest.approx(1 - low[step.day], abs=1e-9)


def test_nothing_waiting_is_an_empty_curve() -> None:
    found = pace.curve([])
    assert (found.n, found.steps, found.median) == (0, (), None)


# The promise ledger

TWO = """
    id,title,kind,decision,addressed_to
    r1,Plant trees,recommendation,adopted,council
    r2,Build paths,recommendation,adopted,council
    r3,Not this,recommendation,not_adopted,council
"""
PROMISE = "id,authority,kind,stated_on,due_months,applies_to,every_months,share_percent,source\np1,council,{},https://example.org/p"
BY_DATE = PROMISE.format("respond_by_date,2024-01-01,6,each_recommendation,,")


def answers(*days: str) -> str:
    rows = [f"a{i},r{i},council,{day},accepted,https://example.org/a" for i, day in enumerate(days, start=1) if day]
    return "\n".join(["id,recommendation,authority,date,position,source", *rows])


def entry(as_of: date = NOW, **tables: str) -> ledger.LedgerEntry:
    assembly = assembly_of(**{"recommendations": TWO, **tables})
    (found,) = Figures(assembly, as_of).ledger
    return found


def figures_of(found: ledger.LedgerEntry) -> tuple[int, int, int, int] | None:
    t = found.tally
    return (t.due, t.met, t.late, t.missed) if t else None


@pytest.mark.parametrize(
    ("as_of", "given_on", "state", "tally"),
    [
        (date(2024, 10, 30), ("", ""), "open", (2, 0, 0, 0)),
        (date(2024, 10, 31), ("", ""), "broken", (2, 0, 0, 2)),
        (date(2024, 10, 31), ("2024-10-30", ""), "kept_in_part", (2, 1, 0, 1)),
        (NOW, ("2024-10-30", "2024-10-30"), "kept", (2, 2, 0, 0)),
        (NOW, ("2024-10-30", "2024-10-31"), "kept_late", (2, 1, 1, 0)),
    ],
)
def test_answers_by_a_date(as_of: date, given_on: tuple[str, str], state: str, tally: tuple[int, ...]) -> None:
    found = entry(as_of, promises=BY_DATE, responses=answers(*given_on))
    assert (found.state, figures_of(found)) == (state, tally)


def test_an_incomplete_record_judges_no_promise() -> None:
    coverage = "table,state,of,checked_on\nrecommendations,complete,1,2026-01-01\nresponses,partial,9,2026-01-01"
    found = entry(promises=BY_DATE, coverage=coverage)
    assert (found.state, found.tally, found.needs) == ("not_recorded", None, "responses")


def test_a_point_by_point_answer_to_the_whole_keeps_it_although_the_record_is_partial() -> None:
    coverage = "table,state,of,checked_on\nresponses,partial,82,2026-01-01\nrecommendations,partial,81,2026-01-01"
    whole = "id,covers,point_by_point,authority,date,source\na1,81,true,council,2024-10-01,https://example.org/a"
    found = entry(promises=BY_DATE, coverage=coverage, responses=whole)
    assert (found.state, figures_of(found)) == ("kept", (81, 81, 0, 0))


def test_a_withdrawn_promise_is_withdrawn() -> None:
    event = "promise,date,state,assessor,assessor_kind,source\np1,2024-06-01,withdrawn,Committee,parliament,https://example.org/e"
    found = entry(promises=BY_DATE, promise_events=event)
    assert (found.state, found.stated, found.computed, found.is_disputed) == ("withdrawn", "withdrawn", None, False)


def test_a_stated_state_that_the_record_contradicts_is_a_disagreement() -> None:
    event = "promise,date,state,assessor,assessor_kind,source\np1,2024-11-01,kept,Government,authority,https://example.org/e"
    found = entry(promises=BY_DATE, promise_events=event)
    assert (found.state, found.stated, found.is_disputed) == ("broken", "kept", True)


REPORTS = "date,kind,title,source\n2024-07-01,report,First,https://example.org/1\n2025-06-01,report,Second,https://example.org/2"


@pytest.mark.parametrize(
    ("as_of", "tally", "state"),
    [
        (date(2024, 7, 30), (0, 0, 0, 0), "open"),
        (date(2024, 8, 1), (1, 1, 0, 0), "kept"),
        (date(2025, 2, 1), (3, 1, 0, 2), "kept_in_part"),
        (date(2025, 8, 1), (5, 2, 0, 3), "kept_in_part"),
    ],
)
def test_reports_every_three_months(as_of: date, tally: tuple[int, ...], state: str) -> None:
    promise = PROMISE.format("report_progress,2024-01-01,,whole,3,")
    found = entry(as_of, promises=promise, follow_up_events=REPORTS)
    assert (figures_of(found), found.state) == (tally, state)


def test_a_share_of_what_was_adopted() -> None:
    progress = (
        "id,recommendation,date,state,evidence,assessor,assessor_kind\n"
        "p1,r1,2025-01-01,delivered,https://example.org/x,Audit,independent"
    )
    found = entry(promises=PROMISE.format("implement_share,2024-01-01,12,whole,,50"), progress=progress)
    assert (figures_of(found), found.state) == ((1, 1, 0, 0), "kept")


def test_members_called_together_again() -> None:
    again = "date,kind,title,source\n2024-09-01,reconvening,Again,https://example.org/1"
    promise = PROMISE.format("reconvene_members,2024-01-01,6,whole,,")
    assert entry(promises=promise, follow_up_events=again).state == "kept"
    assert entry(promises=promise).state == "broken"


def test_what_only_events_can_tell() -> None:
    found = entry(promises=PROMISE.format("hold_referendum,2024-01-01,,whole,,"))
    assert (found.state, found.tally, found.needs) == ("open", None, None)


# Figures


def test_answers_counted() -> None:
    tables = {"recommendations": TWO, "promises": BY_DATE, "responses": answers("2024-11-09", "")}
    found = as_json(Figures(assembly_of(**tables), NOW))["answers"]
    by_authority = found.pop("by_authority")
    expected = {"due": 2, "answered": 1, "awaiting": 1, "overdue": 1, "late": 1, "median_days": 223}
    assert found == {"adopted": 2, **expected}
    assert by_authority == [{"authority": "council", "adopted": 2, **expected}]


def test_an_incomplete_table_leaves_null_and_not_nought() -> None:
    coverage = (
        "table,state,of,checked_on\nrecommendations,complete,2,2026-01-01\n"
        "responses,partial,9,2026-01-01\nprogress,not_recorded,,2026-01-01"
    )
    found = as_json(Figures(assembly_of(recommendations=TWO, coverage=coverage), NOW))
    assert found["answers"]["adopted"] == 2
    assert {found["answers"][key] for key in ("due", "answered", "awaiting", "overdue", "late")} == {None}
    assert set(found["positions"].values()) == set(found["progress"].values()) == {None}
    assert set(found["acceptance"].values()) == {None}
    assert found["pace"] == {"answers": None, "delivery": None}
    assert found["coverage"]["responses"] == {"state": "partial", "recorded": 0, "of": 9}


def test_one_recommendation_and_nothing_else_has_sensible_figures() -> None:
    found = as_json(Figures(assembly_of(), NOW))
    assert found["answers"]["due"] == 1
    assert found["acceptance"]["by_topic"][0]["share"] == 0
    empty = ("representation", "dropout", "disagreement", "impact", "promises")
    assert [found[name] for name in empty] == [[]] * len(empty)
    assert found["commitments"] == dict.fromkeys(("will", "will_consider", "will_explore", "supports"), 0)
    assert found["parliament"] == {
        "by_kind": {},
        "by_outcome": {},
        "by_topic": {},
        "by_champion": {},
        "votes": [],
    }


NOVELTY = """
    id,title,kind,decision,addressed_to,novelty,novelty_as_of,novelty_assessor
    r1,A,recommendation,adopted,council,same_as_policy,2024-04-01,University
    r2,B,recommendation,adopted,council,contrary_to_policy,2024-04-01,University
    r3,C,recommendation,adopted,council,new,2024-12-01,University
    r4,D,recommendation,adopted,council;ministry,same_as_policy,2024-04-01,University
    r5,E,recommendation,not_adopted,council,new,2024-04-01,University
"""
MIXED = """
    id,recommendation,authority,date,position,refusal_reason,source
    a1,r1,council,2024-06-01,accepted,,https://example.org/a
    a2,r2,council,2024-06-01,rejected,cost,https://example.org/a
    a3,r3,council,2024-06-01,accepted,,https://example.org/a
    a4,r4,council,2024-06-01,accepted_in_part,,https://example.org/a
    a5,r4,ministry,2024-06-01,accepted,,https://example.org/a
"""


def test_cherry_picking_by_hand() -> None:
    assembly = assembly_of(recommendations=NOVELTY, responses=MIXED)
    found = Figures(assembly, NOW)
    groups = {g.group: (g.n, g.accepted, g.accepted_fully) for g in acceptance.by_novelty(assembly, found.standings)}
    assert groups == {
        "contrary_to_policy": (1, 0, 0),
        "not_assessed_in_time": (1, 1, 1),
        "same_as_policy": (2, 2, 1),
    }
    listed = acceptance.by_novelty(assembly, found.standings)
    between = acceptance.contrast(listed, "same_as_policy", "contrary_to_policy")
    assert between is not None
    assert between.difference.value == 1
    assert not between.is_clear
    assert acceptance.contrast(listed, "same_as_policy", "goes_further") is None


STRATA = "id,name,kind\nage,Age,quota"
VALUES = "stratum,value,population_share\nage,young,0.3\nage,middle,0.5\nage,old,0.2"
PROFILE = """
    stage,stratum,value,n
    selected,age,young,20
    selected,age,middle,50
    selected,age,old,30
    voted,age,young,10
    voted,age,old,30
"""


def test_representation_by_hand() -> None:
    assembly = assembly_of(strata=STRATA, strata_values=VALUES, member_profile=PROFILE)
    selected, voted = representation.profiles(assembly)
    assert [(c.n, pytest.approx(c.difference)) for c in selected.cells] == [(20, -0.1), (50, 0.0), (30, 0.1)]
    assert selected.distance == pytest.approx(0.1)
    assert (voted.cells[1].share, voted.distance) == (None, None)
    lost = {d.value: d.share_lost for d in representation.dropout(assembly.strata[0], "selected", "voted")}
    assert lost == {"young": 0.5, "old": 0.0}


INDICATOR = """
    id,name,area,type,dimension,population,scale
    concern,Very concerned,non_state_actors,conceptual,attitude,members,per cent of members
"""
WAVES = "indicator,wave,date,n,value,source\nconcern,Start,2020-01,{n},46,https://example.org/1\nconcern,End,2020-05,{n},56,https://example.org/1"


def test_change_between_waves() -> None:
    (unknown,) = assembly_of(impact_indicators=INDICATOR, impact_observations=WAVES.format(n="")).indicators
    assert (impact.change(unknown).change, impact.change(unknown).interval) == (10, None)
    (known,) = assembly_of(impact_indicators=INDICATOR, impact_observations=WAVES.format(n=100)).indicators
    expected = difference(56, 100, 46, 100)
    found = impact.change(known).interval
    assert found is not None
    assert expected is not None
    assert found == pytest.approx([100 * part for part in expected])


def test_parliament_is_counted() -> None:
    actions = """
        id,recommendations,authority,date,kind,title,outcome,votes_for,source
        q1,r1;r2,council,2024-05-01,written_question,Trees,answered,,https://example.org/a
        v1,,council,2024-06-01,vote,Trees,,12,https://example.org/a
    """
    found = parliament.activity(assembly_of(recommendations=TWO, parliamentary_actions=actions))
    assert (dict(found.by_kind), dict(found.by_outcome)) == (
        {"written_question": 1, "vote": 1},
        {"answered": 1, "unknown": 1},
    )
    assert [action.id for action in found.votes] == ["v1"]


# Properties

days = st.dates(date(2024, 1, 1), date(2026, 6, 1)).map(date.isoformat) | st.just("")


@part(40)
@given(days, days, st.dates(date(2024, 1, 1), date(2027, 1, 1)))
def test_no_promise_is_kept_and_something_overdue(one: str, two: str, as_of: date) -> None:
    assembly = assembly_of(recommendations=TWO, promises=BY_DATE, responses=answers(one, two))
    found = Figures(assembly, as_of)
    assert found.answers is not None
    assert found.answers.answered + found.answers.awaiting == found.answers.due
    if found.ledger and found.ledger[0].state in ("kept", "kept_late"):
        assert found.answers.overdue == 0
    if found.ledger and found.ledger[0].state == "kept":
        assert found.answers.late == 0


@part(40)
@given(days.filter(bool), days, st.dates(date(2024, 1, 1), date(2027, 1, 1)))
def test_another_answer_never_lowers_what_is_answered(one: str, two: str, as_of: date) -> None:
    def answered(*given_on: str) -> int:
        found = Figures(assembly_of(recommendations=TWO, responses=answers(*given_on)), as_of).answers
        assert found is not None
        return found.answered

    assert answered("", two) <= answered(one, two)


@part(20)
@given(days, days)
def test_other_identifiers_change_no_figure(one: str, two: str) -> None:
    tables = {"recommendations": TWO, "promises": BY_DATE, "responses": answers(one, two)}
    renamed = {name: text.replace("r1", "x9").replace("r2", "b4") for name, text in tables.items()}
    assert as_json(Figures(assembly_of(**tables), NOW)) == as_json(Figures(assembly_of(**renamed), NOW))


def test_the_day_moves_what_depends_on_it_and_nothing_else() -> None:
    tables = {"recommendations": TWO, "promises": BY_DATE, "responses": answers("2024-06-01", "")}
    before, after = (as_json(Figures(assembly_of(**tables), day)) for day in (date(2024, 10, 30), date(2024, 10, 31)))
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {"as_of", "answers", "promises"}
    assert after["answers"]["overdue"] - before["answers"]["overdue"] == 1
