"""The figures of the real assemblies whose answers are complete, worked out again from their CSV with pandas."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from folkmoot import dataset
from folkmoot.exports import downloads
from folkmoot.measures.figures import Figures, as_json
from folkmoot.record.assembly import Assembly

ROOT = Path(__file__).parents[1]
AS_OF = date(2026, 11, 27)
RECORD = dataset.read(ROOT / "datasets", "datasets")
REAL = {a.id: a for a in RECORD.record.assemblies if not a.invented}
FORMS = {"accepted", "accepted_in_part", "accepted_in_principle", "already_policy"}
POSITIONS = (*sorted(FORMS), "under_consideration", "referred", "rejected", "noted_only")
NO_ANSWER_OWED = {"goal", "condition", "statement", "position_on_text"}


def frame(name: str, table: str) -> pd.DataFrame:
    """Read the download of a table."""
    found = RECORD.tables.get(name, table)
    text = downloads.as_csv(found).decode() if found else "id,recommendation,authority,date,state,decision,kind\n"
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


def stated(name: str, table: str) -> str:
    """Look up in the download of coverage how complete a table is; what isn't spoken of is not."""
    coverage = frame(name, "coverage")
    found = coverage[coverage["table"] == table] if "table" in coverage else coverage
    return found["state"].item() if len(found) == 1 else ""


def published(assembly: Assembly) -> dict[str, Any]:
    return as_json(Figures(assembly, AS_OF))


ANSWERED = [n for n in REAL if stated(n, "recommendations") == stated(n, "responses") == "complete"]


def owed(name: str) -> pd.DataFrame:
    """List the answers that are owed with the latest one to each, from the downloads alone."""
    asked = frame(name, "recommendations").query("decision == 'adopted' or decision == 'adopted_with_conditions'")
    pairs = asked.assign(authority=asked["addressed_to"].str.split(";")).explode("authority").query("authority != ''")
    given = frame(name, "responses").query("recommendation != ''").sort_values("date", kind="stable")
    latest = given.groupby(["recommendation", "authority"], as_index=False).last()[
        ["recommendation", "authority", "position"]
    ]
    first = given.groupby(["recommendation", "authority"], as_index=False)["date"].first()
    found = latest.merge(first, on=["recommendation", "authority"])
    return pairs.merge(found, how="outer", left_on=["id", "authority"], right_on=["recommendation", "authority"])


def test_at_least_five_assemblies_have_complete_answers() -> None:
    assert len(ANSWERED) >= 5


@pytest.mark.parametrize("name", REAL)
def test_a_figure_is_not_null_exactly_where_its_tables_are_complete(name: str) -> None:
    found = published(REAL[name])
    complete = {table: stated(name, table) == "complete" for table in ("recommendations", "responses", "progress")}
    answers = complete["recommendations"] and complete["responses"]
    done = complete["recommendations"] and complete["progress"]
    assert (found["answers"]["adopted"] is not None) == complete["recommendations"]
    for figure in ("due", "answered", "awaiting", "overdue", "late", "by_authority"):
        assert (found["answers"][figure] is not None) == answers, figure
    assert all((n is not None) == answers for n in found["positions"].values())
    assert all((n is not None) == done for n in found["progress"].values())
    assert all((groups is not None) == answers for groups in found["acceptance"].values())
    assert (found["pace"]["answers"] is not None) == answers
    assert (found["pace"]["delivery"] is not None) == done


@pytest.mark.parametrize("name", ANSWERED)
def test_answers_and_positions_follow_from_the_downloads(name: str) -> None:
    found, pairs = published(REAL[name]), owed(name)
    given = pairs["position"].notna()
    assert found["answers"]["due"] == len(pairs)
    assert found["answers"]["answered"] == given.sum()
    assert found["answers"]["awaiting"] == (~given).sum()
    assert found["answers"]["overdue"] == 0, "none of them has promised a day, so none can be late"
    counted = pairs["position"].value_counts()
    assert found["positions"] == {p: counted.get(p, 0) for p in found["positions"]}
    assert set(found["positions"]) == set(POSITIONS)


@pytest.mark.parametrize("name", ANSWERED)
def test_acceptance_follows_from_the_downloads(name: str) -> None:
    pairs = owed(name)
    each = pairs.groupby(pairs["id"].fillna(pairs["recommendation"]))["position"]
    accepted = each.apply(lambda positions: positions.notna().any() and set(positions.dropna()) <= FORMS)
    for groups in published(REAL[name])["acceptance"].values():
        assert sum(group["n"] for group in groups) == len(accepted)
        assert sum(group["accepted"] for group in groups) == accepted.sum()
        for group in groups:
            assert group["share"] == pytest.approx(group["accepted"] / group["n"])


@pytest.mark.parametrize("name", ANSWERED)
def test_the_median_wait_follows_from_the_downloads(name: str) -> None:
    pairs, about = owed(name), frame(name, "assembly").iloc[0]
    decided = pairs.get("decided_on", pd.Series("", index=pairs.index)).replace("", about["ends_on"])
    ends = decided.map(lambda day: pd.Period(day).end_time.normalize())
    starts = pairs["date"].map(lambda day: pd.Period(day).start_time, na_action="ignore")
    days = (pd.to_datetime(starts) - pd.to_datetime(ends)).dt.days.clip(lower=0)
    assert published(REAL[name])["answers"]["median_days"] == pytest.approx(days.median())


@pytest.mark.parametrize("name", [n for n in ANSWERED if stated(n, "progress") == "complete"])
def test_progress_follows_from_the_downloads(name: str) -> None:
    seen = frame(name, "progress").query("recommendation != ''").sort_values("date", kind="stable")
    latest = seen.groupby("recommendation")["state"].last().value_counts()
    found = published(REAL[name])["progress"]
    assert found == {state: latest.get(state, 0) for state in found}
