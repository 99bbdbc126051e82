"""Rules about what can't both be true: decisions and their ballots, members and voters, answers and what was asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

from folkmoot.data.messages import N_, Named
from folkmoot.data.problems import Severity
from folkmoot.data.rules.ballots import FEWER, Vote, votes
from folkmoot.data.rules.doubles import repeated
from folkmoot.data.rules.rule import Finding, finding, rule
from folkmoot.data.rules.values import day, is_given, items, number, worked_out
from folkmoot.data.tables import Row, Tables
from folkmoot.data.vocabulary import behaviour, counts_as, of

_FIGURES = ("published_percent", "published_score", "note")
"""What stands for the counts of a ballot, or says why there are none."""


@rule("decision-ballot")
def decisions_are_what_the_ballot_says(tables: Tables) -> Iterator[Finding]:
    """A decision is the one that its deciding ballot gives.

    Adopted doesn't go with a ballot of the members that failed, was inquorate, or, where no threshold is stated, has
    more against than for; not adopted doesn't go with one that passed, and no vote with neither. The deciding ballot
    is the last of the members that isn't called advisory. A tie may be settled in another way.
    """
    for recommendation, all_of_it in _put_to_the_members(tables).items():
        last = _last(all_of_it)
        if not last or not all(_contradicts(recommendation, vote) for vote in last):
            continue
        ballot = last[0].ballot
        sentence = N_("must agree with the result of ballot %(ballot)s, %(result)s, got %(found)s")
        if _outcome(ballot) == "passed" and counts_as(recommendation.text("decision"), *_ADOPTED):
            sentence = N_("must agree with the counts of ballot %(ballot)s, more against than for, got %(found)s")
        hint = N_("correct the decision or the ballot; write binding false for a vote that only advised")
        result, found = ballot.shown("result"), recommendation.shown("decision")
        yield finding(recommendation, "decision", sentence, hint, ballot=ballot.shown_name, result=result, found=found)


_ADOPTED = ("recommendations.decision", "is_adopted")
_TURNED_DOWN = ("recommendations.decision", "is_turned_down")
_NOT_VOTED_ON = ("recommendations.decision", "was_not_voted_on")


def _contradicts(recommendation: Row, vote: Vote) -> bool:
    decision, outcome = recommendation.text("decision"), _outcome(vote.ballot)
    if counts_as(decision, *_ADOPTED):
        return outcome in ("failed", "too_few") or (outcome == "passed" and _is_against(vote))
    if counts_as(decision, *_NOT_VOTED_ON):
        return outcome in ("passed", "failed")
    return counts_as(decision, *_TURNED_DOWN) and outcome == "passed"


def _is_against(vote: Vote) -> bool:
    """Tell whether the counts say no where nothing says what was needed."""
    if vote.counts is None or vote.gives_many or is_given(vote.ballot, "threshold_kind"):
        return False
    support = vote.summed(vote.counts, "in_support")
    return vote.summed(vote.counts, "takes_sides") - support > support


def _outcome(ballot: Row) -> str | None:
    return behaviour(ballot.text("result"), "ballots.result", "outcome")


@lru_cache(maxsize=1)
def _put_to_the_members(tables: Tables) -> Mapping[Row, tuple[Vote, ...]]:
    """Give the votes in which the members may have decided, by the recommendation."""
    found: dict[Row, list[Vote]] = defaultdict(list)
    members = of("ballots.electorate").counting_as("are_members")
    for vote in votes(tables):
        ballot = vote.ballot
        if ballot["binding"] is not False and ballot["electorate"] in members:
            recommendation = tables.resolve(ballot.assembly, "recommendations", ballot.text("recommendation"))
            if recommendation:
                found[recommendation].append(vote)
    return {recommendation: _deciding(all_of_it) for recommendation, all_of_it in found.items()}


def _deciding(all_of_it: list[Vote]) -> tuple[Vote, ...]:
    """Leave out those that say nothing of it where another one says that it decides."""
    stated = [vote for vote in all_of_it if vote.ballot["binding"]]
    return tuple(stated or all_of_it)


def _last(deciding: tuple[Vote, ...]) -> tuple[Vote, ...]:
    """Give the votes of the last day; all of them where the days aren't known."""
    dates = [day(vote.ballot, "date") for vote in deciding]
    known = [date.last for date in dates if date]
    if len(known) < len(dates):
        return deciding
    return tuple(vote for vote, last in zip(deciding, known, strict=True) if last == max(known))


@rule("ballots-deciding", Severity.WARNING)
def one_ballot_decides(tables: Tables) -> Iterator[Finding]:
    """Of one recommendation, the members decide in one ballot a day.

    With two it is open which of them holds. Advisory votes, rankings, ties, votes for which too few came, and those
    of another day or electorate may stand beside it; so may votes that agree, where none is called binding.
    """
    pasted = repeated(tables, "ballots")
    for deciding in _put_to_the_members(tables).values():
        first: dict[object, Row] = {}
        for ballot in (vote.ballot for vote in deciding if len(deciding) > 1):
            outcome = _outcome(ballot)
            if outcome in ("passed", "failed") and ballot not in pasted:
                earlier = first.setdefault((ballot["date"], ballot["electorate"]), ballot)
                if earlier is not ballot and (ballot["binding"] or outcome != _outcome(earlier)):
                    yield _decided_again(ballot, earlier)


def _decided_again(ballot: Row, earlier: Row) -> Finding:
    sentence = N_("must be the only ballot that decides on %(recommendation)s that day, got %(other)s as well")
    hint = N_("write binding false for the one that only advised, give each its date, or delete one")
    recommendation, other = ballot.shown("recommendation"), earlier.shown_name
    return finding(ballot, "recommendation", sentence, hint, recommendation=recommendation, other=other)


@rule("ballot-uncounted", Severity.WARNING)
def counted_ballots_have_counts(tables: Tables) -> Iterator[Finding]:
    """A ballot whose votes are counted has its counts, a printed figure, or a note.

    This is asked where counts are recorded: where other ballots have them, or coverage calls them complete. Raised
    hands and rankings aren't always counted. Without any figure nobody can see by how much it passed.
    """
    asked: dict[str, bool] = {}
    for vote in votes(tables):
        ballot = vote.ballot
        if vote.options or any(is_given(ballot, column) for column in _FIGURES):
            continue
        if counts_as(ballot.text("method"), "ballots.method", "is_counted"):
            if ballot.assembly not in asked:
                asked[ballot.assembly] = _counts_are_kept(tables, ballot.assembly)
            if asked[ballot.assembly]:
                sentence = N_(
                    "must have counts, published_percent or a note for a ballot of the kind %(method)s, got none"
                )
                hint = N_("add its rows to ballot_counts, or say in note why there are none")
                yield finding(ballot, "id", sentence, hint, method=ballot.shown("method"))


def _counts_are_kept(tables: Tables, assembly: str) -> bool:
    for row in tables.rows(assembly, "coverage"):
        if row["table"] == "ballot_counts":
            return behaviour(row.text("state"), "coverage.state", "extent") == "full"
    return bool(tables.rows(assembly, "ballot_counts"))


@rule("ballot-members", Severity.WARNING)
def no_more_voters_than_members(tables: Tables) -> Iterator[Finding]:
    """No more people can vote in a ballot of the members than there are members.

    Nor are there more present, or more votes where each person has one. Compared with the most that the assembly and
    its stages of selection say. More means that guests were counted, or that the figure is one of another vote.
    """
    for assembly in tables.assemblies:
        most = _members(tables, assembly)
        for ballot in tables.rows(assembly, "ballots") if most else ():
            figures = FEWER[counts_as(ballot.text("method"), "ballots.method", "many_from_one") :]
            column = next((name for name in reversed(figures) if number(ballot, name) is not None), None)
            found = number(ballot, column) if column else None
            is_of_members = counts_as(ballot.text("electorate"), "ballots.electorate", "are_members")
            if column and found is not None and found > most and is_of_members:
                sentence = N_("must be at most %(most)s, the number of members, got %(found)s")
                hint = N_("check it, and members_planned and members_final of the assembly")
                yield finding(ballot, column, sentence, hint, most=_shown_members(tables, most), found=found)


def _members(tables: Tables, assembly: str) -> float:
    """Give the most members that an assembly may have had, 0 where nothing says so."""
    record, seated = tables.record(assembly), of("selection_stages.stage").counting_as("seated")
    stages = (row for row in tables.rows(assembly, "selection_stages") if row["stage"] in seated)
    stated = [number(record, column) for column in ("members_planned", "members_final")] if record else []
    return max((n for n in (*stated, *(number(row, "n") for row in stages)) if n is not None), default=0)


def _shown_members(tables: Tables, most: float) -> Named:
    about, stages = tables.schemas["assembly"], tables.schemas["selection_stages"]
    return worked_out(most, (about, "members_planned"), (about, "members_final"), (stages, "n"))


@rule("refusal-reason-needless")
def acceptance_needs_no_reason(tables: Tables) -> Iterator[Finding]:
    """Beside an acceptance stands no reason for a refusal.

    One of the two is wrong. Where a part is refused, the position says so: an answer that accepts in part or in
    principle may give the reason.
    """
    whole = {
        *of("responses.position").counting_as("accepts_fully"),
        *of("responses.position").needing("existing_policy"),
    }
    for row in tables.every("responses"):
        if row["position"] in whole and is_given(row, "refusal_reason"):
            sentence = N_("must be empty where position is %(position)s, got %(found)s")
            hint = N_("empty it, or correct the position")
            position, found = row.shown("position"), row.shown("refusal_reason")
            yield finding(row, "refusal_reason", sentence, hint, position=position, found=found)


@rule("response-unasked", Severity.WARNING)
def those_who_were_asked_answer(tables: Tables) -> Iterator[Finding]:
    """An answer to a recommendation comes from an authority that was asked.

    Asked is whoever stands in addressed_to, there or in what it is a part of, has the role of a recipient, promised to
    answer, or was named by another answer that passed the recommendation on; and the authorities above and below it.
    An answer that is typed in under another name leaves the one who gave it silent. Where nobody is named, anybody may
    answer.
    """
    receiving = {assembly: _receiving(tables, assembly) for assembly in tables.assemblies}
    referred = _referred(tables)
    for row in tables.every("responses"):
        recommendation = tables.resolve(row.assembly, "recommendations", row.text("recommendation"))
        if recommendation is None or row["authority"] in items(recommendation, "addressed_to"):
            continue
        authority = tables.resolve(row.assembly, "authorities", row.text("authority"))
        if authority is None:
            continue
        asked = _addressed(tables, recommendation) | receiving.get(recommendation.assembly, set())
        known = asked | referred.get(recommendation, set())
        if asked and not _are_of_one_house(tables, authority, known) and not _promised(tables, row.assembly, authority):
            yield _not_asked(row)


def _not_asked(row: Row) -> Finding:
    sentence = N_("must be an authority that was asked about %(recommendation)s, got %(found)s")
    hint = N_("correct it, or add it to addressed_to of the recommendation or to roles as a recipient")
    recommendation, found = row.shown("recommendation"), row.shown("authority")
    return finding(row, "authority", sentence, hint, recommendation=recommendation, found=found)


def _addressed(tables: Tables, recommendation: Row) -> set[Row]:
    """Give the authorities to which a recommendation is addressed, or one of those under which it stands."""
    over = _with_parents(tables, recommendation)
    return {authority for row in over for authority in _authorities(tables, row, "addressed_to")}


def _authorities(tables: Tables, row: Row, column: str) -> set[Row]:
    found = (tables.resolve(row.assembly, "authorities", reference) for reference in items(row, column))
    return {authority for authority in found if authority}


def _receiving(tables: Tables, assembly: str) -> set[Row]:
    """Give the authorities that an assembly, or the one that it belongs to, hands its report to."""
    record = tables.record(assembly)
    places = (assembly, *(items(record, "parent") if record else ()))
    roles = (row for place in places for row in tables.rows(place, "roles"))
    receiving = (row for row in roles if counts_as(row.text("role"), "roles.role", "receives_report"))
    return {authority for row in receiving for authority in _authorities(tables, row, "authority")}


def _referred(tables: Tables) -> Mapping[Row, set[Row]]:
    """Give the authorities to which each recommendation was passed on."""
    found: dict[Row, set[Row]] = defaultdict(set)
    for row in tables.every("responses"):
        if row["refers_to"]:
            recommendation = tables.resolve(row.assembly, "recommendations", row.text("recommendation"))
            if recommendation:
                found[recommendation] |= _authorities(tables, row, "refers_to")
    return found


def _are_of_one_house(tables: Tables, authority: Row, asked: set[Row]) -> bool:
    """Tell whether an authority was asked, or one above or below it."""
    if authority in asked:
        return True
    above = _with_parents(tables, authority)
    return bool(above & asked) or any(authority in _with_parents(tables, other) for other in asked)


def _with_parents(tables: Tables, row: Row) -> set[Row]:
    """Give a row with those above it, by its parent and so on."""
    found: set[Row] = set()
    at: Row | None = row
    while at and at not in found:
        found.add(at)
        at = tables.resolve(at.assembly, at.origin.name, at.text("parent"))
    return found


def _promised(tables: Tables, assembly: str, authority: Row) -> bool:
    promises = tables.rows(assembly, "promises")
    asking = (row for row in promises if counts_as(row.text("kind"), "promises.kind", "asks_for_answers"))
    return any(authority in _authorities(tables, row, "authority") for row in asking)


RULES = (
    decisions_are_what_the_ballot_says,
    one_ballot_decides,
    counted_ballots_have_counts,
    no_more_voters_than_members,
    acceptance_needs_no_reason,
    those_who_were_asked_answer,
)
