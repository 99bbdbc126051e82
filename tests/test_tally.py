"""Ballots: shares of the declared denominator, made from counts or taken as printed."""

from __future__ import annotations

import pytest

from folkmoot.measures.tally import tally
from tests.records import assembly_of

BALLOT = """
    id,recommendation,method,electorate,eligible,present,cast,threshold_kind,threshold_value,denominator,result,published_percent
    b1,r1,secret_ballot,members,110,100,90,{threshold},{denominator},adopted,{printed}
"""
COUNTS = """
    ballot,option,counts_as,n
    b1,agree,support,60
    b1,abstain,abstain,6
    b1,unsure,neutral,4
    b1,disagree,oppose,15
    b1,object,objection,5
"""


def of(counts: str | None = COUNTS, threshold: str = "majority,", denominator: str = "expressed", printed: str = ""):  # type: ignore[no-untyped-def]
    ballots = BALLOT.format(threshold=threshold, denominator=denominator, printed=printed)
    tables = {"ballots": ballots} if counts is None else {"ballots": ballots, "ballot_counts": counts}
    return tally(assembly_of(**tables).by_id["r1"].ballots[0])


@pytest.mark.parametrize(
    ("denominator", "base"), [("expressed", 80), ("cast", 90), ("present", 100), ("eligible", 110)]
)
def test_support_is_a_share_of_the_declared_denominator(denominator: str, base: int) -> None:
    found = of(denominator=denominator)
    assert (found.base, found.support, found.is_printed) == (base, pytest.approx(60 / base), False)


def test_parts_are_drawn_to_scale_from_support_to_objection() -> None:
    found = of()
    assert [part.option for part in found.parts] == ["agree", "unsure", "abstain", "disagree", "object"]
    assert sum(part.share for part in found.parts) == pytest.approx(1)


def test_a_printed_percentage_stands_where_counts_are_unknown() -> None:
    found = of(None, printed="86")
    assert (found.support, found.base, found.is_printed, found.parts) == (pytest.approx(0.86), None, True, ())


def test_printed_shares_above_one_are_scaled_to_the_bar() -> None:
    shares = "ballot,option,counts_as,published_share\nb1,yes,support,0.9\nb1,no,oppose,0.11"
    assert sum(part.share for part in of(shares).parts) == pytest.approx(1)


@pytest.mark.parametrize(
    ("threshold", "mark"),
    [
        ("majority,", 0.5),
        ("min_agree_share,0.85", 0.85),
        ("max_objection_share,0.15", 0.85),
        ("none,", None),
        (",", None),
    ],
)
def test_the_mark_of_the_threshold(threshold: str, mark: float | None) -> None:
    found = of(threshold=threshold).mark
    assert found == (None if mark is None else pytest.approx(mark))


def test_a_ballot_without_any_figure_has_none() -> None:
    found = of(None)
    assert (found.support, found.base, found.parts) == (None, None, ())
