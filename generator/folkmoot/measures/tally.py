"""What a ballot's counts amount to: shares of the declared denominator, beside the threshold."""

from __future__ import annotations

from dataclasses import dataclass

from folkmoot.data.vocabulary import behaviour, counts_as, of
from folkmoot.record.outcomes import Ballot, Count


@dataclass(frozen=True, slots=True)
class Part:
    """One option of a ballot. `share` is its part of everything that was counted, for drawing it to scale."""

    option: str
    label: str | None
    counts_as: str
    n: int | None
    share: float

    @property
    def is_support(self) -> bool:
        """Tell whether its votes were in support."""
        return counts_as(self.counts_as, "ballot_counts.counts_as", "in_support")

    @property
    def name(self) -> str:
        """Give the words of the option, or its short name where those aren't recorded."""
        return self.label or self.option.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Tally:
    """A ballot as it is shown. Shares are between 0 and 1, or None where they can't be known.

    `base` is the number that the support is a share of; `mark` the share at which a threshold stands on the side of
    support; `is_printed` tells that the share is one that a source printed, not one made from counts.
    """

    parts: tuple[Part, ...]
    support: float | None
    base: int | None
    is_printed: bool
    mark: float | None

    @property
    def total(self) -> int:
        """Count all votes whose number is known."""
        return sum(part.n for part in self.parts if part.n is not None)

    @property
    def votes(self) -> int:
        """Count the votes in support whose number is known."""
        return sum(part.n for part in self.parts if part.n is not None and part.is_support)


def tally(ballot: Ballot) -> Tally:
    """Count a ballot.

    Support is the votes in support over the ballot's own denominator (eligible, present, cast, or expressed, which is
    support, opposition and objections); where counts are missing, the printed percentage.
    """
    base = denominator(ballot)
    counted = _counted(ballot, base)
    share = _printed(ballot) if counted is None else counted
    return Tally(_parts(ballot.counts), share, base, counted is None and share is not None, _mark(ballot))


def support(ballot: Ballot) -> float | None:
    """Give only the share in support, as `tally` does."""
    counted = _counted(ballot, denominator(ballot))
    return _printed(ballot) if counted is None else counted


def _counted(ballot: Ballot, base: int | None) -> float | None:
    """Give the votes in support as a share of `base`; None where it or a count isn't known."""
    if not base or not ballot.counts or any(count.n is None for count in ballot.counts):
        return None
    return _counting(ballot, "in_support") / base


def _counting(ballot: Ballot, mark: str) -> int:
    """Add up the votes whose option counts as something."""
    among = of("ballot_counts.counts_as").counting_as(mark)
    return sum(count.n or 0 for count in ballot.counts if count.counts_as in among)


def _printed(ballot: Ballot) -> float | None:
    return None if ballot.published_percent is None else ballot.published_percent / 100


def denominator(ballot: Ballot) -> int | None:
    """Give the number that a ballot's percentages are percentages of, or None where it isn't known."""
    stated = {"could_vote": ballot.eligible, "were_there": ballot.present, "gave_votes": ballot.cast}
    known = bool(ballot.counts) and all(count.n is not None for count in ballot.counts)
    base = behaviour(ballot.denominator, "ballots.denominator", "base") or ""
    if base == "took_sides":
        return _counting(ballot, "takes_sides") if known else None
    if base == "gave_votes" and ballot.cast is None and known:
        return sum(c.n or 0 for c in ballot.counts)
    return stated[base]


def _parts(counts: tuple[Count, ...]) -> tuple[Part, ...]:
    ordered = sorted(counts, key=lambda count: of("ballot_counts.counts_as").place(count.counts_as))
    total = sum(c.n for c in counts if c.n is not None)
    if total:
        return tuple(Part(c.option, c.label, c.counts_as, c.n, (c.n or 0) / total) for c in ordered)
    printed = sum(c.published_share or 0 for c in counts)
    if not printed:
        return ()
    return tuple(
        Part(c.option, c.label, c.counts_as, None, (c.published_share or 0) / max(printed, 1.0)) for c in ordered
    )


def _mark(ballot: Ballot) -> float | None:
    mark = behaviour(ballot.threshold_kind, "ballots.threshold_kind", "mark")
    if mark == "half":
        return 0.5
    if mark == "least_support":
        return ballot.threshold_value
    if mark == "most_objections" and ballot.threshold_value is not None:
        return 1 - ballot.threshold_value
    return None
