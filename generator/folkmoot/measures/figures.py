"""Every figure of one assembly in one place, as pages show them and `measures.json` holds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median
from typing import Any

from folkmoot.data.vocabulary import of
from folkmoot.measures import acceptance, disagreement, impact, ledger, pace, parliament, representation
from folkmoot.measures.axes import FourAxes, four_axes
from folkmoot.measures.due import Owed, unstated
from folkmoot.measures.tally import Tally, tally
from folkmoot.record.assembly import Assembly
from folkmoot.record.outcomes import Recommendation

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answers:
    """How many answers are due, given, awaited, overdue and late; the median of the days from adoption to the first."""

    due: int
    answered: int
    awaiting: int
    overdue: int
    late: int
    median_days: float | None


@dataclass(frozen=True)
class Figures:
    """The figures of one assembly on the day `as_of`; each is made when it is asked for.

    Where a table that a figure needs isn't complete, the figure is None: a gap in the record is nobody's silence.
    """

    assembly: Assembly
    as_of: date

    @cached_property
    def standings(self) -> Mapping[str, FourAxes]:
        """Give each recommendation's four axes, by its identifier."""
        return {r.id: four_axes(self.assembly, r, self.as_of) for r in self.assembly.recommendations}

    @cached_property
    def tallies(self) -> Mapping[str, Tally]:
        """Count each ballot, by its identifier."""
        return {ballot.id: tally(ballot) for r in self.assembly.recommendations for ballot in r.ballots}

    def is_complete(self, *tables: str) -> bool:
        """Tell whether every one of the tables is complete."""
        return all(self.assembly.recorded(table).is_complete for table in tables)

    @cached_property
    def adopted(self) -> tuple[Recommendation, ...]:
        """List the adopted recommendations that are on record."""
        return tuple(r for r in self.assembly.recommendations if r.is_adopted)

    @cached_property
    def pairs(self) -> tuple[tuple[Recommendation, Owed], ...]:
        """List every answer that is owed: an adopted recommendation with an authority to which it is addressed."""
        return tuple((r, owed) for r in self.adopted for owed in self.standings[r.id].owed)

    @cached_property
    def answers(self) -> Answers | None:
        """Count the answers; None where the recommendations or the answers aren't complete."""
        return self._answers(self.pairs) if self.is_complete("recommendations", "responses") else None

    @cached_property
    def by_authority(self) -> Mapping[str, Answers] | None:
        """Count the answers of each authority, by its identifier."""
        if self.answers is None:
            return None
        names = sorted({owed.authority.id for _, owed in self.pairs})
        return {name: self._answers(pair for pair in self.pairs if pair[1].authority.id == name) for name in names}

    def _answers(self, pairs: Iterable[tuple[Recommendation, Owed]]) -> Answers:
        listed = [(r, owed) for r, owed in pairs if owed.is_recorded]
        waits = [w for r, owed in listed for w in pace.answer_waits(self.assembly, r, [owed], self.as_of) if w.ended]
        return Answers(
            due=len(listed),
            answered=sum(owed.is_answered for _, owed in listed),
            awaiting=sum(not owed.is_answered for _, owed in listed),
            overdue=sum(owed.is_overdue for _, owed in listed),
            late=sum(owed.is_answered and owed.days > 0 for _, owed in listed),
            median_days=median(w.days for w in waits) if waits else None,
        )

    @cached_property
    def positions(self) -> Counter[str]:
        """Count the latest position of each authority on each adopted recommendation, as far as recorded."""
        return Counter(owed.latest.position or unstated() for _, owed in self.pairs if owed.latest is not None)

    @cached_property
    def progress(self) -> Counter[str]:
        """Count the adopted recommendations by their latest state, as far as recorded."""
        return Counter(done.state for r in self.adopted if (done := self.standings[r.id].done).is_recorded)

    @cached_property
    def ledger(self) -> tuple[ledger.PromiseEntry, ...]:
        """Enter every promise in the ledger."""
        return ledger.ledger(self.assembly, self.standings, self.as_of)

    @cached_property
    def acceptance(self) -> Mapping[str, tuple[acceptance.AcceptanceGroup, ...]] | None:
        """Compare acceptance between groups; None where the recommendations or the answers aren't complete."""
        if not self.is_complete("recommendations", "responses"):
            return None
        made = {
            "by_novelty": acceptance.by_novelty,
            "by_support": acceptance.by_support,
            "by_topic": acceptance.by_topic,
            "by_cost": acceptance.by_cost,
        }
        return {name: group(self.assembly, self.standings) for name, group in made.items()}

    @cached_property
    def answer_curve(self) -> pace.Curve | None:
        """Estimate how long first answers took; None where the recommendations or the answers aren't complete."""
        if not self.is_complete("recommendations", "responses"):
            return None
        known = [(r, owed) for r, owed in self.pairs if owed.is_recorded]
        waits = [w for r, owed in known for w in pace.answer_waits(self.assembly, r, [owed], self.as_of)]
        return pace.curve(waits)

    @cached_property
    def delivery_curve(self) -> pace.Curve | None:
        """Estimate how long delivery took; None where the recommendations or the progress aren't complete."""
        if not self.is_complete("recommendations", "progress"):
            return None
        possible = (r for r in self.assembly.recommendations if ledger.counts_for_delivery(r))
        waits = (pace.delivery_wait(self.assembly, r, self.as_of) for r in possible)
        return pace.curve(w for w in waits if w is not None)

    @cached_property
    def profiles(self) -> tuple[representation.Profile, ...]:
        """Compare the people at each stage with the population."""
        return representation.profiles(self.assembly)

    @cached_property
    def changes(self) -> tuple[impact.IndicatorChange, ...]:
        """Compare the first and the last wave of each indicator."""
        return tuple(impact.change(indicator) for indicator in self.assembly.indicators)

    @cached_property
    def activity(self) -> parliament.Activity:
        """Count what parliaments did."""
        return parliament.activity(self.assembly)


def as_json(figures: Figures) -> Json:
    """Write every figure with the keys of `measures.json`; shares are between 0 and 1, unknown figures are null."""
    return {
        "as_of": figures.as_of.isoformat(),
        "coverage": _coverage(figures.assembly),
        "answers": _answers(figures),
        "positions": _counted(figures.positions, of("responses.position"), figures.answers is not None),
        "progress": _counted(
            figures.progress, of("progress.state"), figures.is_complete("recommendations", "progress")
        ),
        "promises": [_promise(entry) for entry in figures.ledger],
        "acceptance": _acceptance(figures),
        "pace": {"answers": _curve(figures.answer_curve), "delivery": _curve(figures.delivery_curve)},
        "representation": [_profile(profile) for profile in figures.profiles],
        "dropout": [_departure(found) for found in representation.departures(figures.assembly)],
        "commitments": _commitments(figures),
        "disagreement": [_disagreement(one) for one in disagreement.disagreements(figures.assembly, figures.as_of)],
        "impact": [_change(found) for found in figures.changes],
        "parliament": _parliament(figures),
    }


def _coverage(assembly: Assembly) -> Json:
    return {
        name: {"state": found.state, "recorded": found.recorded, "of": found.of}
        for name, found in sorted(assembly.coverage.items())
    }


_COUNTS = ("due", "answered", "awaiting", "overdue", "late", "median_days")


def _answers(figures: Figures) -> Json:
    complete = figures.is_complete("recommendations")
    made: Json = {"adopted": len(figures.adopted) if complete else None}
    made |= {name: getattr(figures.answers, name, None) for name in _COUNTS}
    each = figures.by_authority
    made["by_authority"] = (
        None if each is None else [{"authority": name, **_one_authority(figures, name, a)} for name, a in each.items()]
    )
    return made


def _one_authority(figures: Figures, name: str, answers: Answers) -> Json:
    adopted = {r.id for r, owed in figures.pairs if owed.authority.id == name}
    return {"adopted": len(adopted), **{key: getattr(answers, key) for key in _COUNTS}}


def _counted(counts: Counter[str], names: Iterable[str], complete: bool) -> Json:
    return {name: counts[name] if complete else None for name in names}


def _promise(entry: ledger.PromiseEntry) -> Json:
    return {
        "id": entry.promise.id,
        "kind": entry.promise.kind,
        "state": entry.state,
        "stated_state": entry.stated,
        "before_start": entry.before_start,
        "due_on": entry.due_on.isoformat() if entry.due_on else None,
        **{name: getattr(entry.tally, name, None) for name in ("due", "met", "late", "missed")},
    }


def _acceptance(figures: Figures) -> Json:
    names = ("by_novelty", "by_support", "by_topic", "by_cost")
    found = figures.acceptance
    return {name: None if found is None else [_group(group) for group in found[name]] for name in names}


def _group(group: acceptance.AcceptanceGroup) -> Json:
    share = group.share
    return {
        "group": group.group,
        "n": group.n,
        "accepted": group.accepted,
        "accepted_fully": group.accepted_fully,
        "delivered": group.delivered,
        "share": share.value if share else None,
        "low": share.low if share else None,
        "high": share.high if share else None,
    }


def _curve(curve: pace.Curve | None) -> Json | None:
    if curve is None:
        return None
    steps = [{"day": s.day, "share": s.share, "low": s.low, "high": s.high} for s in curve.steps]
    return {"n": curve.n, "ended": curve.ended, "median": curve.median, "steps": steps}


def _profile(profile: representation.Profile) -> Json:
    names = ("value", "n", "share", "population_share", "difference")
    return {
        "stage": profile.stage,
        "stratum": profile.stratum.id,
        "distance": profile.distance,
        "values": [{name: getattr(cell, name) for name in names} for cell in profile.cells],
    }


def _departure(found: representation.Departure) -> Json:
    values = [{"value": one.value, "before": one.before, "after": one.after} for one in found.values]
    return {"stratum": found.stratum.id, "before": found.before, "after": found.after, "values": values}


def _commitments(figures: Figures) -> Json:
    counts = disagreement.strengths(figures.assembly, figures.as_of)
    return _counted(counts, of("commitments.strength"), figures.is_complete("responses", "commitments"))


def _disagreement(found: disagreement.Disagreement) -> Json:
    names = ("assessor", "assessor_kind", "n", "of", "share")
    tallied = [{"date": str(one.date), **{name: getattr(one, name) for name in names}} for one in found.tallied]
    return {"counts_as": found.counts_as, "spread": found.spread, "tallied": tallied}


def _change(found: impact.IndicatorChange) -> Json:
    waves = [{"wave": o.wave, "date": str(o.date), "n": o.n, "value": o.value} for o in found.indicator.observations]
    ends = found.interval
    return {
        "indicator": found.indicator.id,
        "waves": waves,
        "change": found.change,
        "low": ends.low if ends else None,
        "high": ends.high if ends else None,
    }


def _parliament(figures: Figures) -> Json:
    done = figures.activity
    names = ("by_kind", "by_outcome", "by_topic", "by_champion")
    counts = {name: dict(sorted(getattr(done, name).items())) for name in names}
    tallies = ("votes_for", "votes_against", "votes_abstain")
    return {**counts, "votes": [{"id": a.id, **{name: getattr(a, name) for name in tallies}} for a in done.votes]}
