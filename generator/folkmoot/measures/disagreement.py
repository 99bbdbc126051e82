"""Where those who counted what came of an assembly differ, and how firmly authorities committed themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from folkmoot.data.dates import PartialDate
from folkmoot.record.assembly import Assembly
from folkmoot.record.outcomes import Response, Score, Verdict


@dataclass(frozen=True, slots=True)
class Tallied:
    """What one assessor counted under one state: `share` is between 0 and 1, `n` None where only a share is known."""

    assessor: str
    assessor_kind: str
    date: PartialDate
    n: int | None
    of: int | None
    share: float


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One state on which at least two assessors' newest tallies speak."""

    counts_as: str
    tallied: tuple[Tallied, ...]

    @property
    def spread(self) -> float:
        """Give the distance between the largest and the smallest share."""
        shares = [one.share for one in self.tallied]
        return max(shares) - min(shares)


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer with the verdict on it."""

    response: Response
    verdict: Verdict


def latest_cards(assembly: Assembly, as_of: date) -> dict[str, tuple[Score, ...]]:
    """Keep each assessor's newest tally of the whole that was made by the day `as_of`."""
    cards: dict[str, list[Score]] = {}
    for score in assembly.scorecards:
        if score.date.first <= as_of:
            cards.setdefault(score.assessor, []).append(score)
    return {name: _newest(lines) for name, lines in cards.items()}


def disagreements(assembly: Assembly, as_of: date) -> tuple[Disagreement, ...]:
    """Compare the newest tallies of different assessors, state by state, the widest difference first.

    Lines of one tally that count as the same state are added up. A state that an assessor doesn't name is left out
    for that assessor: not naming it isn't counting none. Shares are of the assessor's own total.
    """
    by_state: dict[str, list[Tallied]] = {}
    for lines in latest_cards(assembly, as_of).values():
        for state in dict.fromkeys(line.counts_as for line in lines if line.counts_as is not None):
            found = _tallied([line for line in lines if line.counts_as == state])
            if found is not None:
                by_state.setdefault(state, []).append(found)
    made = [Disagreement(state, tuple(tallied)) for state, tallied in by_state.items() if len(tallied) > 1]
    return tuple(sorted(made, key=lambda one: -one.spread))


def strengths(assembly: Assembly, as_of: date) -> Counter[str]:
    """Count the commitments in all answers given by the day `as_of` by their verb: will, will consider, and so on."""
    given = (response for response in assembly.responses if response.date.first <= as_of)
    return Counter(commitment.strength for response in given for commitment in response.commitments)


def judged_answers(assembly: Assembly, as_of: date) -> tuple[Judged, ...]:
    """Put every verdict on an answer beside that answer, oldest verdict first."""
    by_id = {response.id: response for response in assembly.responses}
    return tuple(
        Judged(by_id[verdict.target], verdict)
        for verdict in assembly.verdicts
        if verdict.judges == "responses" and verdict.target in by_id and verdict.date.first <= as_of
    )


def _newest(lines: Sequence[Score]) -> tuple[Score, ...]:
    day = max((line.date.last, line.date.first) for line in lines)
    return tuple(line for line in lines if (line.date.last, line.date.first) == day)


def _tallied(lines: Sequence[Score]) -> Tallied | None:
    """Add up lines that count as one state; None where a share isn't stated and can't be worked out."""
    shares = [_share(line) for line in lines]
    known = [share for share in shares if share is not None]
    if len(known) < len(shares):
        return None
    counts = [line.n for line in lines if line.n is not None]
    first = lines[0]
    n = sum(counts) if len(counts) == len(lines) else None
    return Tallied(first.assessor, first.assessor_kind, first.date, n, first.of, sum(known))


def _share(line: Score) -> float | None:
    return line.n / line.of if line.n is not None and line.of else line.share
