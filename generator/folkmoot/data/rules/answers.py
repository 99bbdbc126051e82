"""Rules about promises, answers, commitments, progress, and what others made of them."""

from __future__ import annotations

from collections.abc import Iterator

from folkmoot.data.messages import N_, both
from folkmoot.data.problems import Severity
from folkmoot.data.rules.rule import Finding, finding, rule
from folkmoot.data.rules.values import grouped, in_assemblies, is_given, listed, number
from folkmoot.data.tables import Row, Tables
from folkmoot.data.vocabulary import counts_as, of

_DUE = ("due_days", "due_months", "due_on")


def _lacking(tables: Tables, table: str, column: str, when: str) -> Iterator[Finding]:
    """Find the rows whose `column` is empty although `when` holds a value that needs it."""
    values = of(f"{table}.{when}").needing(column)
    for row in tables.every(table):
        if row[when] in values and not is_given(row, column):
            example = tables.schemas[table].by_name[column].example
            sentence = N_("must be given where %(when)s is %(value)s, got nothing")
            value = row.shown(when)
            yield finding(row, column, sentence, N_('such as "%(example)s"'), when=when, value=value, example=example)


@rule("promise-deadline")
def promises_have_one_deadline(tables: Tables) -> Iterator[Finding]:
    """A promise has at most one deadline, and a promise to answer by a date has exactly one.

    It is given as due_days, due_months or due_on. Silence becomes visible only against a day; with two of them, an
    answer is late by one and in time by the other.
    """
    for row in tables.every("promises"):
        given = [column for column in _DUE if is_given(row, column)]
        if len(given) > 1:
            sentence = N_("must be the only deadline, got %(others)s as well")
            yield finding(row, given[-1], sentence, N_("keep the one that the source states"), others=both(given[:-1]))
        if not given and counts_as(row.text("kind"), "promises.kind", "needs_deadline"):
            sentence = N_("must be given where kind is %(kind)s (or %(others)s), got nothing")
            hint = N_("give the deadline, or make the kind %(free)s")
            kind, others, free = row.shown("kind"), listed(_DUE[:2]), of("promises.kind").the("answers_the_whole")
            yield finding(row, "due_on", sentence, hint, kind=kind, others=others, free=free)


@rule("promise-interval")
def reports_are_promised_at_intervals(tables: Tables) -> Iterator[Finding]:
    """A promise to report on progress says every how many months.

    Without an interval no report is ever missing.
    """
    yield from _lacking(tables, "promises", "every_months", "kind")


@rule("promise-share")
def shares_are_promised_as_such(tables: Tables) -> Iterator[Finding]:
    """A promise to carry out a share says which share, and no other promise does.

    To carry out 80 % can be checked; a percentage beside a promise to answer can't mean anything.
    """
    yield from _lacking(tables, "promises", "share_percent", "kind")
    with_share = of("promises.kind").needing("share_percent")
    for row in tables.every("promises"):
        if is_given(row, "share_percent") and row["kind"] and row["kind"] not in with_share:
            sentence = N_("must be empty where kind is %(kind)s, got %(found)s")
            hint = N_("empty it, or make the kind %(right)s")
            kind, found = row.shown("kind"), row.shown("share_percent")
            yield finding(row, "share_percent", sentence, hint, kind=kind, found=found, right=with_share[0])


@rule("position-missing")
def answers_take_a_position(tables: Tables) -> Iterator[Finding]:
    """An answer to a recommendation says what it amounts to.

    Only an answer to the report as a whole may leave the position open. A letter that is filed as an answer but holds
    none would count as one.
    """
    for row in tables.every("responses"):
        if is_given(row, "recommendation") and not is_given(row, "position"):
            sentence = N_("must be given in an answer to a recommendation, got nothing")
            hint = N_("%(value)s, where the answer takes no position")
            yield finding(row, "position", sentence, hint, value="noted_only")


@rule("whole-answer")
def only_whole_answers_cover_several(tables: Tables) -> Iterator[Finding]:
    """What is asked of answers to the whole is left empty in an answer to one recommendation.

    `covers` and `point_by_point` describe one paper that answers the whole report; beside a single answer they would
    count the others twice. Nor does an answer that names its recommendation apply to the whole.
    """
    for row in tables.every("responses"):
        if is_given(row, "recommendation") and _concerns_the_whole(row):
            sentence = N_("must be empty or %(other)s where a recommendation is named, got %(found)s")
            hint = N_("correct it, or empty recommendation if the whole report is answered")
            other, found = _single_answer(), row.shown("applies_to")
            yield finding(row, "applies_to", sentence, hint, other=other, found=found)
        for column in ("covers", "point_by_point"):
            if is_given(row, "recommendation") and is_given(row, column):
                sentence = N_("must be empty where a recommendation is named, got %(found)s")
                hint = N_("empty it, or empty recommendation if the whole report is answered")
                yield finding(row, column, sentence, hint, found=row.shown(column))


@rule("recommendation-missing")
def positions_are_taken_on_a_recommendation(tables: Tables) -> Iterator[Finding]:
    """An answer names the recommendation that it answers, or says that it answers the report as a whole.

    An empty cell may be one that was forgotten: the answer would count for the whole, and the recommendation as
    unanswered. An answer to the whole says so in `applies_to`, and takes no position.
    """
    for row in tables.every("responses"):
        if is_given(row, "recommendation"):
            continue
        if is_given(row, "position"):
            sentence = N_("must be given where position is %(position)s, got nothing")
            hint = N_("name it, or empty position if the whole report is answered")
            yield finding(row, "recommendation", sentence, hint, position=row.shown("position"))
        elif not _concerns_the_whole(row) and (row["applies_to"] or not is_given(row, "applies_to")):
            sentence = N_("must be given where applies_to isn't %(whole)s, got nothing")
            hint = N_("name it, or write %(whole)s into applies_to if the whole report is answered")
            whole = of("responses.applies_to").the("concerns_the_whole")
            yield finding(row, "recommendation", sentence, hint, whole=whole)


def _concerns_the_whole(row: Row) -> bool:
    return counts_as(row.text("applies_to"), "responses.applies_to", "concerns_the_whole")


def _single_answer() -> str:
    """Give the value that says of an answer that it concerns one recommendation."""
    values = of("responses.applies_to")
    return next(value for value in values if value not in values.counting_as("concerns_the_whole"))


@rule("refusal-reason-missing")
def refusals_have_a_reason(tables: Tables) -> Iterator[Finding]:
    """A rejection says why.

    Reasons are what members ask for first; without one column for them, studies of assemblies had to guess them from
    long answers. Where the authority gives none, the reason is other.
    """
    yield from _lacking(tables, "responses", "refusal_reason", "position")


@rule("referral-missing")
def referrals_name_an_authority(tables: Tables) -> Iterator[Finding]:
    """An answer that passes a recommendation on says to whom.

    *Not our competence* ends the matter for the reader unless the next door has a name on it.
    """
    yield from _lacking(tables, "responses", "refers_to", "position")


@rule("existing-policy-missing")
def existing_policy_is_named(tables: Tables) -> Iterator[Finding]:
    """An answer that something is policy already names the policy.

    It is the cheapest way to agree, and only the name of the policy lets anybody see whether it is the same thing.
    """
    yield from _lacking(tables, "responses", "existing_policy", "position")


@rule("response-duplicate")
def each_answer_has_its_round(tables: Tables) -> Iterator[Finding]:
    """One authority gives one answer to a recommendation in each round.

    An empty round is the first. Two answers of the same round leave open which of them holds, and both are counted.
    """
    for rows in in_assemblies(tables.every("responses")).values():
        first: dict[tuple[str, str, str], Row] = {}
        for row in rows:
            key = (row.text("recommendation"), row.text("authority"), row.text("round") or "1")
            earlier = first.setdefault(key, row) if all(key[:2]) else row
            if earlier is not row:
                yield _given_again(row, earlier, key[2])


def _given_again(row: Row, earlier: Row, number: str) -> Finding:
    return finding(
        row,
        "round",
        N_("must be another round than in line %(line)s, got %(found)s from %(authority)s on %(recommendation)s again"),
        N_("write 2 for the second answer, or delete one of them"),
        line=earlier.line,
        found=number,
        authority=row.shown("authority"),
        recommendation=row.shown("recommendation"),
    )


@rule("commitment-empty")
def commitments_say_something(tables: Tables) -> Iterator[Finding]:
    """A commitment says what will be done, in the words of the source or in those of the record.

    Without either there is nothing that could be carried out.
    """
    for row in tables.every("commitments"):
        if not any(is_given(row, column) for column in ("quote", "summary")):
            sentence = N_("must be given, or quote; got neither")
            yield finding(row, "summary", sentence, N_("say in your own words what will be done, or quote it"))


@rule("budget-currency")
def money_has_a_currency(tables: Tables) -> Iterator[Finding]:
    """An amount of money has a currency, and a currency an amount.

    Budgets of several countries stand side by side; a bare number would be taken for the reader's own money.
    """
    for table in ("assembly", "commitments"):
        for row in tables.every(table):
            for here, there in (("budget_amount", "budget_currency"), ("budget_currency", "budget_amount")):
                if is_given(row, there) and not is_given(row, here):
                    sentence = N_("must be given where %(other)s is, got nothing")
                    yield finding(row, here, sentence, N_("add it or empty %(other)s"), other=there)


@rule("progress-evidence")
def progress_has_evidence(tables: Tables) -> Iterator[Finding]:
    """Progress is shown by an address at which it can be seen.

    Only what was not started or is not known needs none. A government once counted 75 measures as carried out
    without a line of evidence for each; nobody could check one of them.
    """
    for row in tables.every("progress"):
        if row["state"] in of("progress.state").needing("evidence") and not is_given(row, "evidence"):
            sentence = N_("must be given where state is %(state)s, got nothing")
            hint = N_("add the address of what shows it, or make the state %(other)s")
            other = of("progress.state").the("not_known")
            yield finding(row, "evidence", sentence, hint, state=row.shown("state"), other=other)


@rule("progress-subject")
def progress_is_that_of_one_thing(tables: Tables) -> Iterator[Finding]:
    """A line of progress names either a recommendation or a commitment, never both and never neither.

    With both, one step forward would be counted twice.
    """
    for row in tables.every("progress"):
        has_one, has_other = is_given(row, "recommendation"), is_given(row, "commitment")
        if has_one and has_other:
            sentence = N_("must be empty where recommendation is given, got both")
            yield finding(row, "commitment", sentence, N_("empty one"))
        if not has_one and not has_other:
            sentence = N_("must be given, or commitment instead; got neither")
            yield finding(row, "recommendation", sentence, N_("name what is assessed"))


@rule("verdict-scale")
def marks_lie_on_their_scale(tables: Tables) -> Iterator[Finding]:
    """A mean mark comes with the top of its scale, and lies on the scale.

    3.4 is poor out of ten and good out of five. The bottom of the scale may be left open where no source says
    whether it began at nought or at one.
    """
    for row in tables.every("verdicts"):
        lowest, highest, mean = (number(row, column) for column in ("scale_min", "scale_max", "mean"))
        if is_given(row, "mean") and not is_given(row, "scale_max"):
            sentence = N_("must be given where %(other)s is, got nothing")
            yield finding(row, "scale_max", sentence, N_("such as %(example)s"), other="mean", example=10)
        if lowest is not None and highest is not None and lowest >= highest:
            sentence = N_("must be more than scale_min, %(lowest)s, got %(found)s")
            hint = N_("exchange them or correct one")
            yield finding(row, "scale_max", sentence, hint, lowest=row.shown("scale_min"), found=highest)
        elif mean is not None and _is_off(mean, lowest, highest):
            yield _off_scale(row, mean)


def _is_off(mean: float, lowest: float | None, highest: float | None) -> bool:
    return (lowest is not None and mean < lowest) or (highest is not None and mean > highest)


def _off_scale(row: Row, mean: float) -> Finding:
    sentence = N_("must lie on the scale from %(lowest)s to %(highest)s, got %(found)s")
    if row["scale_min"] is None:
        sentence = N_("must lie on the scale to %(highest)s, got %(found)s")
    if row["scale_max"] is None:
        sentence = N_("must lie on the scale from %(lowest)s, got %(found)s")
    lowest, highest = row.shown("scale_min"), row.shown("scale_max")
    hint = N_("correct the mark or the scale")
    return finding(row, "mean", sentence, hint, lowest=lowest, highest=highest, found=mean)


@rule("verdict-empty")
def verdicts_say_something(tables: Tables) -> Iterator[Finding]:
    """A verdict holds a mark or says something.

    A verdict without either is a name under nothing.
    """
    for row in tables.every("verdicts"):
        if not any(is_given(row, column) for column in ("mean", "quote", "summary")):
            sentence = N_("must be given, or quote or mean; got none of them")
            yield finding(
                row, "summary", sentence, N_("say in your own words what was said, quote it, or add the mark")
            )


@rule("scorecard-figure")
def scorecards_have_a_figure(tables: Tables) -> Iterator[Finding]:
    """Each line of a scorecard has a count or, where no count is known, a share.

    A category without a figure looks like one into which nothing fell.
    """
    for row in tables.every("scorecards"):
        if not is_given(row, "n") and not is_given(row, "share"):
            sentence = N_("must be given, or share where no count is known; got neither")
            yield finding(row, "n", sentence, N_("add one of them"))


@rule("scorecard-sum")
def scorecards_stay_within_their_total(tables: Tables) -> Iterator[Finding]:
    """The counts of one scorecard, each and together, are no more than what was counted.

    A scorecard is what one assessor said on one day. When the parts exceed the whole, one measure was put into two
    categories, and a bar chart of them would say so without a word.
    """
    for rows in in_assemblies(tables.every("scorecards")).values():
        for card in grouped(rows, "assessor", "date").values():
            yield from _overfull(card)


def _overfull(card: tuple[Row, ...]) -> Iterator[Finding]:
    counted = 0.0
    for row in card:
        n, total = number(row, "n"), number(row, "of")
        counted += n or 0
        if n is None or total is None or counted <= total:
            continue
        sentence = N_("must be at most %(total)s, got %(found)s")
        if counted > n:
            sentence = N_("the counts of this assessor on this day must be at most %(total)s, got %(found)s")
        yield finding(row, "n", sentence, N_("check the counts and of"), total=row.shown("of"), found=counted)
        return


@rule("scorecard-totals", Severity.WARNING)
def scorecards_count_the_same_things(tables: Tables) -> Iterator[Finding]:
    """Two scorecards of one assembly have the same total.

    Of one conference, one institution counted 325 measures and another 326. Both may be right about their own list,
    but their shares can't be compared without a note.
    """
    for rows in in_assemblies(tables.every("scorecards")).values():
        counted = [row for row in rows if row["of"] is not None]
        for row in counted[1:]:
            first = counted[0]
            if row["of"] != first["of"] and not is_given(row, "note"):
                yield _other_total(row, first)


def _other_total(row: Row, first: Row) -> Finding:
    return finding(
        row,
        "of",
        N_("is %(found)s here and %(other)s in line %(line)s, by %(assessor)s"),
        N_("correct it, or say in note what was counted"),
        found=row.shown("of"),
        other=first.shown("of"),
        line=first.line,
        assessor=first.shown("assessor"),
    )


RULES = (
    promises_have_one_deadline,
    reports_are_promised_at_intervals,
    shares_are_promised_as_such,
    answers_take_a_position,
    only_whole_answers_cover_several,
    positions_are_taken_on_a_recommendation,
    refusals_have_a_reason,
    referrals_name_an_authority,
    existing_policy_is_named,
    each_answer_has_its_round,
    commitments_say_something,
    money_has_a_currency,
    progress_has_evidence,
    progress_is_that_of_one_thing,
    marks_lie_on_their_scale,
    verdicts_say_something,
    scorecards_have_a_figure,
    scorecards_stay_within_their_total,
    scorecards_count_the_same_things,
)
