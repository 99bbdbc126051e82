"""Rules about votes: counts, turnout, printed percentages and scores, results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from folkmoot.data.messages import N_, Message, Named, either, plain, quoted
from folkmoot.data.problems import Severity
from folkmoot.data.rules.rule import Finding, finding, rule
from folkmoot.data.rules.values import grouped, is_given, number, worked_out
from folkmoot.data.tables import Row, Tables
from folkmoot.data.vocabulary import behaviour, counts_as, of

_COUNTED = ("option", "n", "weight", "published_share", "counts_as")
_SHARES = frozenset({"least_support", "most_objections", "turnout"})
"""The marks of thresholds that are shares."""


@dataclass(frozen=True)
class Vote:
    """A ballot with the rows that count its options."""

    ballot: Row
    options: tuple[Row, ...]

    @cached_property
    def counts(self) -> tuple[float, ...] | None:
        """Give how many votes each option had, or None unless all are known."""
        return _all_known(number(option, "n") for option in self.options)

    @cached_property
    def shares(self) -> tuple[float, ...] | None:
        """Give each option's printed share between 0 and 1, or None unless all are known."""
        return _all_known(number(option, "published_share") for option in self.options)

    @property
    def base(self) -> str | None:
        """Name what its percentages are percentages of."""
        return behaviour(self.ballot.text("denominator"), "ballots.denominator", "base")

    @property
    def gives_many(self) -> bool:
        """Tell whether one person may give several votes."""
        return counts_as(self.ballot.text("method"), "ballots.method", "many_from_one")

    def summed(self, numbers: tuple[float, ...], mark: str) -> float:
        """Add up the numbers of those options that count as something."""
        among = of("ballot_counts.counts_as").counting_as(mark)
        paired = zip(self.options, numbers, strict=True)
        return sum(n for option, n in paired if option["counts_as"] in among)

    def shown(self, value: Named) -> Named:
        """Give what was worked out of the counts as a message may show it."""
        base = (self.ballot.origin.schema, self.ballot.text("denominator"))
        schemas = {option.origin.schema for option in self.options}
        return worked_out(value, base, *((schema, column) for schema in schemas for column in _COUNTED))


@lru_cache(maxsize=1)
def votes(tables: Tables) -> tuple[Vote, ...]:
    """Give every ballot with its counts, in the order of the files; they are kept from one rule to the next."""
    return tuple(vote for assembly in tables.assemblies for vote in _votes(tables, assembly))


def _votes(tables: Tables, assembly: str) -> Iterator[Vote]:
    counts = grouped(tables.rows(assembly, "ballot_counts"), "ballot")
    for ballot in tables.rows(assembly, "ballots"):
        yield Vote(ballot, counts.get((ballot["id"],), ()))


def _all_known(numbers: Iterator[float | None]) -> tuple[float, ...] | None:
    found = tuple(numbers)
    known = tuple(n for n in found if n is not None)
    return known if found and len(known) == len(found) else None


def share(vote: Vote, mark: str) -> float | None:
    """Compute the share of votes that count as something, between 0 and 1, or None where it can't be known.

    The base is the ballot's denominator; `expressed` is support, opposition and objections together. Where there
    are no counts the printed shares are taken, if they are shares of the same base.
    """
    counts = vote.counts
    if counts is not None:
        base = _base(vote, counts)
        return vote.summed(counts, mark) / base if base else None
    shares = vote.shares
    if shares is None or vote.base not in ("gave_votes", "took_sides"):
        return None
    base = vote.summed(shares, "takes_sides") if vote.base == "took_sides" else sum(shares)
    return vote.summed(shares, mark) / base if base else None


_STATED = {"could_vote": "eligible", "were_there": "present", "gave_votes": "cast"}
"""By what the percentages are of: the column that holds the number."""

FEWER = tuple(reversed(_STATED.values()))
"""The columns of turnout, each of which is at most the one after it."""


def _base(vote: Vote, counts: tuple[float, ...]) -> float | None:
    if vote.base == "took_sides":
        return vote.summed(counts, "takes_sides")
    stated = number(vote.ballot, _STATED.get(vote.base or "", ""))
    if stated is None and vote.base == "gave_votes":
        return sum(counts)
    return stated


@rule("ballot-sum")
def counts_sum_to_the_votes_cast(tables: Tables) -> Iterator[Finding]:
    """The counts of a ballot add up to the votes cast.

    Abstentions are votes cast. In approvals and rankings, where a person may give several votes, no single count is
    larger than the number of votes cast. Checked where all counts and `cast` are given. The printed tallies of one
    assembly hold a 27 beside counts that add up to 28.
    """
    for vote in votes(tables):
        counts, cast = vote.counts, number(vote.ballot, "cast")
        if counts is None or cast is None:
            continue
        if vote.gives_many:
            if max(counts) > cast:
                sentence = N_("must be at least the largest count, %(largest)s, got %(found)s")
                largest, hint = vote.shown(max(counts)), N_("correct the count or cast")
                yield finding(vote.ballot, "cast", sentence, hint, largest=largest, found=cast)
        elif sum(counts) != cast:
            sentence = N_("must be the sum of the counts, %(total)s, got %(found)s")
            hint = N_("correct the wrong one; where the source itself is wrong, leave cast empty and say so in note")
            yield finding(vote.ballot, "cast", sentence, hint, total=vote.shown(sum(counts)), found=cast)


@rule("ballot-turnout")
def no_more_votes_than_voters(tables: Tables) -> Iterator[Finding]:
    """No more votes are cast than people are present, and no more are present than are eligible.

    A turnout above one hundred per cent is a mistyped figure or two figures of different groups.
    """
    for ballot in tables.every("ballots"):
        known = [column for column in FEWER if number(ballot, column) is not None]
        for fewer, more in pairwise(known):
            few, many = number(ballot, fewer) or 0, number(ballot, more) or 0
            if few > many:
                sentence = N_("must be at most %(other)s, %(most)s, got %(found)s")
                hint = N_("check both figures against the source")
                yield finding(ballot, fewer, sentence, hint, other=more, most=ballot.shown(more), found=few)


@rule("ballot-percent")
def printed_percentage_follows_from_counts(tables: Tables) -> Iterator[Finding]:
    """A printed percentage is what the counts give, to within one point.

    The percentage is support out of the declared denominator; where only shares are printed, it is computed from
    them. That 80 % agreed means different things out of those who were present and out of those who chose a side, and
    reports change between the two from one table to the next.
    """
    for vote in votes(tables):
        printed, computed = number(vote.ballot, "published_percent"), share(vote, "in_support")
        if printed is None or computed is None:
            continue
        tolerance = 1.0 if vote.counts is not None else 1.5
        if abs(printed - computed * 100) >= tolerance:
            sentence = N_("must be %(computed)s, the support out of %(base)s, got %(found)s")
            hint = N_("check the counts and the denominator")
            figure, base = vote.shown(computed * 100), vote.ballot.shown("denominator")
            yield finding(vote.ballot, "published_percent", sentence, hint, computed=figure, base=base, found=printed)


@rule("ballot-score")
def printed_score_follows_from_counts(tables: Tables) -> Iterator[Finding]:
    """A printed score is the sum of the counts times their weights.

    Checked where every option has a count and a weight. One report prints a score of 46 where its own counts give
    29: it is the score of another line.
    """
    for vote in votes(tables):
        printed, counts = number(vote.ballot, "published_score"), vote.counts
        weights = _all_known(number(option, "weight") for option in vote.options)
        if printed is None or counts is None or weights is None:
            continue
        computed = sum(n * weight for n, weight in zip(counts, weights, strict=True))
        if abs(printed - computed) >= 0.5:
            sentence = N_("must be %(computed)s, the counts times their weights, got %(found)s")
            hint = N_("check the counts and the weights")
            yield finding(vote.ballot, "published_score", sentence, hint, computed=vote.shown(computed), found=printed)


@rule("ballot-copied", Severity.WARNING)
def neighbouring_ballots_differ(tables: Tables) -> Iterator[Finding]:
    """Two ballots that follow each other don't have the same counts throughout.

    Sometimes two votes do end alike; more often one line of a table was pasted over the next. Only ballots of which
    at least two options had votes are compared.
    """
    counted = [(vote, _tally(vote)) for vote in votes(tables) if vote.options]
    for (before, first), (after, second) in pairwise(counted):
        if first and first == second and before.ballot.assembly == after.ballot.assembly:
            sentence = N_("has the same counts as ballot %(ballot)s, %(counts)s")
            hint = N_("check that one wasn't pasted over the other")
            counts = after.shown(tuple(f"{option} {plain(n)}" for option, n in second))
            yield finding(after.ballot, "id", sentence, hint, ballot=before.ballot.shown_name, counts=counts)


def _tally(vote: Vote) -> tuple[tuple[str, float], ...]:
    counts = vote.counts or ()
    if sum(n > 0 for n in counts) < 2:
        return ()
    return tuple((option.text("option"), n) for option, n in zip(vote.options, counts, strict=True))


@rule("ballot-result")
def result_follows_from_the_threshold(tables: Tables) -> Iterator[Finding]:
    """The result of a ballot is what its counts, its threshold and its denominator give.

    A majority is more than half of the denominator. Without counts the printed percentage is taken, allowing for its
    rounding. One assembly kept a proposal at 85% approval and dropped it at 15% objections; typed in as its own
    opposite, such a rule turns every result around, and nothing else in the table shows it.
    """
    for vote in votes(tables):
        allowed = _allowed_results(vote)
        result = vote.ballot.text("result")
        if allowed and result and result not in allowed:
            sentence = N_("must be %(allowed)s, as the figures and the threshold give, got %(found)s")
            hint = N_("check the result, the threshold and the denominator")
            yield finding(vote.ballot, "result", sentence, hint, allowed=either(allowed), found=quoted(result))


def _mark(ballot: Row) -> str | None:
    return behaviour(ballot.text("threshold_kind"), "ballots.threshold_kind", "mark")


def _results(*outcomes: str) -> tuple[str, ...]:
    """List the results that stand for some outcomes."""
    return tuple(value for outcome in outcomes for value in of("ballots.result").naming("outcome", outcome))


def _allowed_results(vote: Vote) -> tuple[str, ...]:
    """List the results that the figures allow; none where they don't decide it."""
    mark, limit = _mark(vote.ballot), number(vote.ballot, "threshold_value")
    if vote.ballot["result"] in _results("too_few") and mark != "turnout":
        return ()
    if mark == "half":
        return _by_majority(_support(vote))
    if limit is None or not 0 <= limit <= 1:
        return ()
    if mark == "least_support":
        return _by_minimum(_support(vote), limit)
    if mark == "most_objections":
        objections = share(vote, "objects")
        return () if objections is None else _by_minimum((-objections, -objections), -limit)
    return _by_quorum(vote.ballot, limit) if mark == "turnout" else ()


def _support(vote: Vote) -> tuple[float, float] | None:
    """Give the least and the greatest share of support that the figures allow."""
    computed = share(vote, "in_support")
    if computed is not None:
        slack = 0.0 if vote.counts is not None else 0.005
        return computed - slack, computed + slack
    printed = number(vote.ballot, "published_percent")
    return None if printed is None else ((printed - 0.5) / 100, (printed + 0.5) / 100)


def _by_majority(support: tuple[float, float] | None) -> tuple[str, ...]:
    if support is None or support[0] <= 0.5 <= support[1]:
        return _results("even", "failed") if support == (0.5, 0.5) else ()
    return _results("passed" if support[0] > 0.5 else "failed")


def _by_minimum(support: tuple[float, float] | None, limit: float) -> tuple[str, ...]:
    if support is None or (support[0] < limit <= support[1]):
        return ()
    return _results("passed" if support[0] >= limit else "failed")


def _by_quorum(ballot: Row, limit: float) -> tuple[str, ...]:
    eligible, came = number(ballot, "eligible"), number(ballot, "cast")
    if not eligible or came is None:
        return ()
    if came / eligible < limit:
        return _results("too_few")
    return _results("passed", "failed", "even", "ordered")


@rule("ballot-threshold")
def threshold_has_its_value(tables: Tables) -> Iterator[Finding]:
    """A threshold that is a share has a value between 0 and 1; one that counts places has a whole number.

    The shares are those of min_agree_share, max_objection_share and quorum; top_n counts places. `85` where 0.85 is
    meant would let no proposal pass.
    """
    for ballot in tables.every("ballots"):
        mark, value = _mark(ballot), number(ballot, "threshold_value")
        if value is None and is_given(ballot, "threshold_value"):
            continue
        found: Named = Message(N_("nothing")) if value is None else value
        if mark in _SHARES and (value is None or value > 1):
            sentence = N_("must be a share between 0 and 1 for %(kind)s, got %(found)s")
            kind_shown, hint = ballot.shown("threshold_kind"), _share_meant(value)
            yield finding(ballot, "threshold_value", sentence, hint, kind=kind_shown, found=found)
        if mark == "places" and (value is None or value < 1 or value != int(value)):
            sentence = N_("must be a whole number of places for %(kind)s, got %(found)s")
            kind_shown, hint = ballot.shown("threshold_kind"), Message(N_("such as %(example)s"), example=10)
            yield finding(ballot, "threshold_value", sentence, hint, kind=kind_shown, found=found)


def _share_meant(value: float | None) -> Message:
    """Suggest a share; one that was written as a percentage is known."""
    if value and value <= 100:
        return Message(N_("write %(mended)s"), mended=value / 100)
    return Message(N_("such as %(example)s"), example=0.85)


@rule("ballot-shares")
def printed_shares_sum_to_one(tables: Tables) -> Iterator[Finding]:
    """The printed shares of a ballot's options add up to one, give or take three points of rounding.

    Checked where every option has one, but not for approvals and rankings, where a person may give several votes.
    When they don't add up, an option is missing or a figure belongs to another line.
    """
    for vote in votes(tables):
        shares = vote.shares
        if shares is None or vote.gives_many or abs(sum(shares) - 1) <= 0.03 + 1e-9:
            continue
        sentence = N_("must add up to 1 over all options of ballot %(ballot)s, got %(found)s")
        hint = N_("add the missing option, or correct the shares")
        ballot, found = vote.ballot.shown_name, sum(shares)
        yield finding(vote.options[0], "published_share", sentence, hint, ballot=ballot, found=found)


@rule("count-missing")
def options_have_a_figure(tables: Tables) -> Iterator[Finding]:
    """Each option of a ballot has a count or, where only that was printed, a share.

    An option without a figure can't be told from one that nobody chose.
    """
    for row in tables.every("ballot_counts"):
        if not is_given(row, "n") and not is_given(row, "published_share"):
            sentence = N_("must be given, or published_share where only that was printed; got neither")
            yield finding(row, "n", sentence, N_("write 0 if nobody chose it"))


RULES = (
    counts_sum_to_the_votes_cast,
    no_more_votes_than_voters,
    printed_percentage_follows_from_counts,
    printed_score_follows_from_counts,
    neighbouring_ballots_differ,
    result_follows_from_the_threshold,
    threshold_has_its_value,
    printed_shares_sum_to_one,
    options_have_a_figure,
)
