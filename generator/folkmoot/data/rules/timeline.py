"""Rules about the order of events. A date that is only a month or a year is taken as generously as it allows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from folkmoot.data.dates import PartialDate
from folkmoot.data.problems import Severity
from folkmoot.data.rules.rule import Finding, rule
from folkmoot.data.rules.values import day, grouped, is_given
from folkmoot.data.tables import Row, Tables

_PERIODS = (
    ("assembly", "starts_on", "ends_on"),
    ("assembly", "starts_on", "reported_on"),
    ("sessions", "starts_on", "ends_on"),
    ("champions", "from", "until"),
    ("members", "joined_on", "left_on"),
    ("promises", "stated_on", "due_on"),
    ("parliamentary_actions", "date", "outcome_on"),
)
_DECISIONS = (("ballots", "date"), ("recommendations", "decided_on"))
_ASSESSED = (
    ("progress", ("recommendation", "assessor")),
    ("progress", ("commitment", "assessor")),
    ("promise_events", ("promise", "assessor")),
)


@rule("period-backwards")
def periods_run_forwards(tables: Tables) -> Iterator[Finding]:
    """What begins and ends does so in this order.

    This holds for assemblies and their reports, sessions, champions, members, promises and what parliaments took up.
    A year mistyped by one turns waiting times negative, and an average hides it.
    """
    for table, first, last in _PERIODS:
        for row in tables.every(table):
            start, end = day(row, first), day(row, last)
            if start and end and end.last < start.first:
                yield Finding(row, last, f"must not be before {first}, {start}, got {end}", "correct one of them")


@rule("session-outside", Severity.WARNING)
def sessions_lie_within_the_assembly(tables: Tables) -> Iterator[Finding]:
    """Every session lies between the assembly's first and last day, unless the members were called together again.

    A session after the end needs an event of the kind reconvening in the follow-up log, on the same day; without one
    it is most often the right day of the wrong year.
    """
    for row in tables.every("sessions"):
        begun, ended = _assembly_day(tables, row, "starts_on"), _assembly_day(tables, row, "ends_on")
        start, end = day(row, "starts_on"), day(row, "ends_on") or day(row, "starts_on")
        if start and begun and start.last < begun.first:
            message = f"must not be before the assembly's first day, {begun}, got {start}"
            yield Finding(row, "starts_on", message, "correct it here or in the assembly's starts_on")
        elif end and ended and end.first > ended.last and not _is_reconvening(tables, row):
            message = f"must not be after the assembly's last day, {ended}, got {end}"
            yield Finding(row, "ends_on" if row["ends_on"] else "starts_on", message, _RECONVENED)


_RECONVENED = "correct it here or in the assembly's ends_on, or add a follow-up event of the kind reconvening"


def _is_reconvening(tables: Tables, row: Row) -> bool:
    logged = tables.rows(row.assembly, "follow_up_events")
    return any(event["kind"] == "reconvening" and event["date"] == row["starts_on"] for event in logged)


def _assembly_day(tables: Tables, row: Row, column: str) -> PartialDate | None:
    record = tables.record(row.assembly)
    return day(record, column) if record else None


@rule("decision-early")
def decisions_follow_the_beginning(tables: Tables) -> Iterator[Finding]:
    """No ballot is held and no recommendation decided before the assembly's first day.

    Such a date is most often the right day of the wrong year.
    """
    for table, column in _DECISIONS:
        for row in tables.every(table):
            begun, decided = _assembly_day(tables, row, "starts_on"), day(row, column)
            if begun and decided and decided.last < begun.first:
                message = f"must not be before the assembly's first day, {begun}, got {decided}"
                yield Finding(row, column, message, "correct the date")


@rule("response-early")
def answers_follow_the_decision(tables: Tables) -> Iterator[Finding]:
    """An answer is not dated before the recommendation was decided.

    Without a day of decision, the assembly's report or last day counts, whichever came first; an answer to the whole
    is not dated before the assembly began. An answer before the question makes the quickest authority of all.
    """
    for row in tables.every("responses"):
        answered, decided = day(row, "date"), _decided(tables, row)
        if answered and decided and answered.last < decided.first:
            what = "the day of the decision" if row["recommendation"] else "the assembly's first day"
            message = f"must not be before {what}, {decided}, got {answered}"
            yield Finding(row, "date", message, "correct the date, or the day with which it is compared")


def _decided(tables: Tables, response: Row) -> PartialDate | None:
    reference = response.text("recommendation")
    if not reference:
        return None if is_given(response, "recommendation") else _assembly_day(tables, response, "starts_on")
    recommendation = tables.resolve(response.assembly, "recommendations", reference)
    if recommendation is None:
        return None
    closings = [_assembly_day(tables, recommendation, column) for column in ("ends_on", "reported_on")]
    known = [closing for closing in closings if closing]
    return day(recommendation, "decided_on") or min(known, default=None)


@rule("assessment-backwards", Severity.WARNING)
def assessments_run_forwards(tables: Tables) -> Iterator[Finding]:
    """What one assessor says of one thing is written down in the order of its dates.

    New lines are added at the end, so that a date that runs backwards is most likely mistyped. This holds for
    progress and for what became of promises.
    """
    for table, columns in _ASSESSED:
        for assembly in tables.assemblies:
            for rows in grouped(tables.rows(assembly, table), *columns).values():
                yield from _backward_steps(rows)


def _backward_steps(rows: tuple[Row, ...]) -> Iterator[Finding]:
    for before, after in pairwise(rows):
        earlier, later = day(before, "date"), day(after, "date")
        if earlier and later and later.last < earlier.first:
            message = f"must not be before {earlier}, as in the same assessor's line {before.line}, got {later}"
            yield Finding(after, "date", message, "correct the date, or put the lines in the order of their dates")


@rule("novelty-incomplete", Severity.WARNING)
def novelty_is_signed_and_dated(tables: Tables) -> Iterator[Finding]:
    """Whoever says how new a recommendation was is named, and so is the day for which it was said.

    "The government took up what it had planned anyway" is a claim about a moment: without the day and the assessor
    it can't be weighed, and nothing about cherry-picking follows from it. This isn't asked where novelty is unknown.
    """
    for row in tables.every("recommendations"):
        if row["novelty"] in (None, "unknown"):
            continue
        for column in ("novelty_as_of", "novelty_assessor"):
            if not is_given(row, column):
                yield Finding(row, column, "must be given where novelty is, got nothing", "add it or empty novelty")


@rule("novelty-late", Severity.WARNING)
def novelty_is_judged_before_the_answer(tables: Tables) -> Iterator[Finding]:
    """How new a recommendation was is judged before the first answer to it.

    Whoever knows the answer sees the old policy in its light: what was accepted looks as if it had been planned all
    along. A later judgement can't show whether an authority picked what suited it.
    """
    for assembly in tables.assemblies:
        first = _first_answers(tables, assembly)
        whole = first.get("")
        for row in tables.rows(assembly, "recommendations"):
            answers = [answer for answer in (first.get(row.text("id")), whole) if answer]
            judged, answered = day(row, "novelty_as_of"), min(answers, key=lambda a: a.last, default=None)
            if judged and answered and row["novelty"] != "unknown" and judged.first >= answered.last:
                message = f"must be before the first answer, {answered}, got {judged}"
                yield Finding(row, "novelty_as_of", message, "give an assessment from before, or leave novelty empty")


def _first_answers(tables: Tables, assembly: str) -> dict[str, PartialDate]:
    """Map each recommendation to its earliest answer; '' to the earliest one to the report as a whole."""
    first: dict[str, PartialDate] = {}
    for row in tables.rows(assembly, "responses"):
        answered, about = day(row, "date"), row.text("recommendation")
        if answered and (about or not is_given(row, "recommendation")):
            first[about] = min(first.get(about, answered), answered, key=lambda a: a.last)
    return first


RULES = (
    periods_run_forwards,
    sessions_lie_within_the_assembly,
    decisions_follow_the_beginning,
    answers_follow_the_decision,
    assessments_run_forwards,
    novelty_is_signed_and_dated,
    novelty_is_judged_before_the_answer,
)
