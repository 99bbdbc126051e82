"""Rules about the order of events. A date that is only a month or a year is taken as generously as it allows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from folkmoot.data import look_back
from folkmoot.data.dates import PartialDate
from folkmoot.data.messages import N_, Msgid, Named
from folkmoot.data.problems import Severity
from folkmoot.data.rules.rule import Finding, finding, rule
from folkmoot.data.rules.values import day, grouped, is_given, worked_out
from folkmoot.data.tables import Row, Tables
from folkmoot.data.vocabulary import counts_as

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
_FOLLOWING = ("parliamentary_actions", "verdicts", "scorecards", "follow_up_events")
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
                sentence, hint = N_("must not be before %(other)s, %(start)s, got %(found)s"), N_("correct one of them")
                yield finding(row, last, sentence, hint, other=first, start=row.shown(first), found=str(end))


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
            sentence = N_("must not be before the assembly's first day, %(day)s, got %(found)s")
            hint = N_("correct it here or in the assembly's starts_on")
            yield finding(
                row, "starts_on", sentence, hint, day=_shown_day(tables, begun, "starts_on"), found=str(start)
            )
        elif end and ended and end.first > ended.last and not _is_reconvening(tables, row):
            sentence = N_("must not be after the assembly's last day, %(day)s, got %(found)s")
            hint = N_("correct it here or in the assembly's ends_on, or add a follow-up event of the kind reconvening")
            column, day_shown = "ends_on" if row["ends_on"] else "starts_on", _shown_day(tables, ended, "ends_on")
            yield finding(row, column, sentence, hint, day=day_shown, found=str(end))


def _is_reconvening(tables: Tables, row: Row) -> bool:
    logged = tables.rows(row.assembly, "follow_up_events")
    return any(
        counts_as(event.text("kind"), "follow_up_events.kind", "is_reconvening") and event["date"] == row["starts_on"]
        for event in logged
    )


def _shown_day(tables: Tables, day: PartialDate, *columns: str) -> Named:
    """Give a day of the assembly as a message may show it."""
    return worked_out(str(day), *((tables.schemas["assembly"], column) for column in columns))


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
                sentence = N_("must not be before the assembly's first day, %(day)s, got %(found)s")
                first = _shown_day(tables, begun, "starts_on")
                yield finding(row, column, sentence, N_("correct the date"), day=first, found=str(decided))


@rule("dated-ahead")
def nothing_has_happened_before_its_day(tables: Tables) -> Iterator[Finding]:
    """What happened isn't dated after the day of the check.

    An answer of 2062 that is one of 2026 would count as none, and the authority as late. What is only planned has
    columns of its own: the days of sessions, the days by which something is due, the ends of terms of office; in the
    follow-up log a deadline and a reconvening may lie ahead.
    """
    today = tables.checked_on
    if today is None:
        return
    for name, schema in tables.schemas.items():
        for column in schema.happenings:
            for row in tables.every(name):
                if look_back.is_after(row[column.name], today) and not look_back.may_lie_ahead(row):
                    sentence = N_("must not be after %(today)s, the day of the check, got %(found)s")
                    hint = N_("correct the date; add what hasn't happened yet when it has")
                    yield finding(row, column.name, sentence, hint, today=str(today), found=row.text(column.name))


@rule("retrieved-early")
def sources_are_read_after_what_they_tell(tables: Tables) -> Iterator[Finding]:
    """No source was read before the day on which what it tells happened.

    One of the two dates is mistyped, mostly in its year.
    """
    for name, schema in tables.schemas.items():
        dated, read = schema.dated_by, "retrieved_on"
        if dated is None or read not in schema.by_name:
            continue
        for row in tables.every(name):
            happened, retrieved = day(row, dated.name), day(row, read)
            if happened and retrieved and retrieved.last < happened.first and not look_back.may_lie_ahead(row):
                sentence = N_("must not be before %(other)s, %(day)s, got %(found)s")
                hint, shown = N_("correct one of them"), row.shown(dated.name)
                yield finding(row, read, sentence, hint, other=dated.name, day=shown, found=str(retrieved))


@rule("decision-late")
def members_decide_while_they_meet(tables: Tables) -> Iterator[Finding]:
    """No ballot of the members is held, and nothing decided by them, after the assembly's last day.

    The exception are days on which they were called together again: an event of the kind reconvening says so in the
    follow-up log. Without one it is most often the right day of the wrong year.
    """
    for table, column in _DECISIONS:
        for row in tables.every(table):
            ended, decided = _assembly_day(tables, row, "ends_on"), day(row, column)
            if not ended or not decided or decided.first <= ended.last or not _is_of_members(row):
                continue
            if not _met_again(tables, row.assembly, decided):
                sentence = N_("must not be after the assembly's last day, %(day)s, got %(found)s")
                hint = N_("correct it or the assembly's ends_on, or add a follow-up event of the kind reconvening")
                last = _shown_day(tables, ended, "ends_on")
                yield finding(row, column, sentence, hint, day=last, found=str(decided))


def _is_of_members(row: Row) -> bool:
    """Tell whether the members decided; what others vote on has days of its own."""
    electorate = row.text("electorate")
    return not electorate or counts_as(electorate, "ballots.electorate", "are_members")


def _met_again(tables: Tables, assembly: str, decided: PartialDate) -> bool:
    """Tell whether the members were called together again on a day, or may have been."""
    events = tables.rows(assembly, "follow_up_events")
    again = (e for e in events if counts_as(e.text("kind"), "follow_up_events.kind", "is_reconvening"))
    days = (day(event, "date") for event in again)
    return any(one and one.first <= decided.last and decided.first <= one.last for one in days)


@rule("progress-early")
def progress_follows_the_decision(tables: Tables) -> Iterator[Finding]:
    """Progress is not seen before the recommendation was decided, or before the commitment was made.

    Without a day of decision, the assembly's report or last day counts, whichever came first. What was done before is
    no progress on what was asked: it belongs in the novelty of the recommendation.
    """
    for row in tables.every("progress"):
        seen, began = day(row, "date"), _decided(tables, row) if row["recommendation"] else _committed(tables, row)
        if seen and began and seen.last < began.first:
            sentence = N_("must not be before the day of the commitment, %(day)s, got %(found)s")
            if row["recommendation"]:
                sentence = N_("must not be before the day of the decision, %(day)s, got %(found)s")
            hint = N_("correct the date, or the day with which it is compared")
            yield finding(row, "date", sentence, hint, day=_compared(tables, began), found=str(seen))


def _committed(tables: Tables, progress: Row) -> PartialDate | None:
    commitment = tables.resolve(progress.assembly, "commitments", progress.text("commitment"))
    answer = tables.resolve(commitment.assembly, "responses", commitment.text("response")) if commitment else None
    return day(answer, "date") if answer else None


@rule("event-early")
def events_follow_what_they_are_about(tables: Tables) -> Iterator[Finding]:
    """Nothing that follows is dated before what it follows.

    What became of a promise doesn't come before the promise. What a parliament did with recommendations, what somebody
    judged, a scorecard and what the follow-up log holds don't come before the assembly's first day.
    """
    for row in tables.every("promise_events"):
        promise = tables.resolve(row.assembly, "promises", row.text("promise"))
        sentence = N_("must not be before the day of the promise, %(day)s, got %(found)s")
        yield from _early(tables, row, day(promise, "stated_on") if promise else None, sentence)
    for table in _FOLLOWING:
        # What a parliament did before may be how the assembly came to be; with its recommendations it can't be.
        for row in (
            r for r in tables.every(table) if table != "parliamentary_actions" or is_given(r, "recommendations")
        ):
            sentence = N_("must not be before the assembly's first day, %(day)s, got %(found)s")
            yield from _early(tables, row, _assembly_day(tables, row, "starts_on"), sentence)


def _early(tables: Tables, row: Row, began: PartialDate | None, sentence: Msgid) -> Iterator[Finding]:
    happened = day(row, "date")
    if began and happened and happened.last < began.first:
        hint = N_("correct the date, or the day with which it is compared")
        yield finding(row, "date", sentence, hint, day=_compared(tables, began), found=str(happened))


@rule("response-early")
def answers_follow_the_decision(tables: Tables) -> Iterator[Finding]:
    """An answer is not dated before the recommendation was decided.

    Without a day of decision, the assembly's report or last day counts, whichever came first; an answer to the whole
    is not dated before the assembly began. An answer before the question makes the quickest authority of all.
    """
    for row in tables.every("responses"):
        answered, decided = day(row, "date"), _decided(tables, row)
        if answered and decided and answered.last < decided.first:
            sentence = N_("must not be before the assembly's first day, %(day)s, got %(found)s")
            if row["recommendation"]:
                sentence = N_("must not be before the day of the decision, %(day)s, got %(found)s")
            hint = N_("correct the date, or the day with which it is compared")
            yield finding(row, "date", sentence, hint, day=_compared(tables, decided), found=str(answered))


def _compared(tables: Tables, day: PartialDate) -> Named:
    """Give a day with which another was compared, as a message may show it."""
    decided = (("recommendations", "decided_on"), ("responses", "date"), ("promises", "stated_on"))
    shown = _shown_day(tables, day, "starts_on", "ends_on", "reported_on")
    return worked_out(shown, *((tables.schemas[table], column) for table, column in decided))


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
            sentence = N_("must not be before %(day)s, as in the same assessor's line %(line)s, got %(found)s")
            hint = N_("correct the date, or put the lines in the order of their dates")
            yield finding(after, "date", sentence, hint, day=before.shown("date"), line=before.line, found=str(later))


@rule("novelty-incomplete", Severity.WARNING)
def novelty_is_signed_and_dated(tables: Tables) -> Iterator[Finding]:
    """Whoever says how new a recommendation was is named, and so is the day for which it was said.

    That a government took up what it had planned anyway is a claim about a moment: without the day and the assessor
    it can't be weighed, and nothing about cherry-picking follows from it. This isn't asked where novelty is unknown.
    """
    for row in tables.every("recommendations"):
        if not row["novelty"] or _is_unknown(row):
            continue
        for column in ("novelty_as_of", "novelty_assessor"):
            if not is_given(row, column):
                sentence, hint = N_("must be given where %(other)s is, got nothing"), N_("add it or empty %(other)s")
                yield finding(row, column, sentence, hint, other="novelty")


def _is_unknown(row: Row) -> bool:
    return counts_as(row.text("novelty"), "recommendations.novelty", "not_known")


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
            if judged and answered and not _is_unknown(row) and judged.first >= answered.last:
                sentence = N_("must be before the first answer, %(day)s, got %(found)s")
                hint = N_("give an assessment from before, or leave novelty empty")
                shown = worked_out(str(answered), (tables.schemas["responses"], "date"))
                yield finding(row, "novelty_as_of", sentence, hint, day=shown, found=str(judged))


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
    nothing_has_happened_before_its_day,
    sources_are_read_after_what_they_tell,
    members_decide_while_they_meet,
    progress_follows_the_decision,
    events_follow_what_they_are_about,
    answers_follow_the_decision,
    assessments_run_forwards,
    novelty_is_signed_and_dated,
    novelty_is_judged_before_the_answer,
)
