"""Dated events of every kind, drawn from everything in the record, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from folkmoot.data.dates import PartialDate
from folkmoot.record.assembly import Assembly
from folkmoot.record.entities import Provenance
from folkmoot.record.outcomes import Recommendation


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    `kind` names what it is made from, `subject` is that object itself, and `recommendation` the identifier of the
    recommendation that it concerns, if it concerns a single one.
    """

    kind: str
    date: PartialDate
    subject: Any
    at: Provenance
    recommendation: str | None = None


_Found = tuple[str, PartialDate | None, list[Any]]
"""A kind, a date where there is one, and the object or objects that it is about."""


def of_recommendation(assembly: Assembly, recommendation: Recommendation) -> tuple[Event, ...]:
    """List what happened to one recommendation, newest first."""
    return newest_first(_of_recommendation(assembly, recommendation))


def of_assembly(assembly: Assembly) -> tuple[Event, ...]:
    """List what happened in and after one assembly, without its single recommendations, newest first."""
    return newest_first(_of_assembly(assembly))


def latest(assembly: Assembly) -> tuple[Event, ...]:
    """List everything that happened in and after an assembly, with its recommendations, newest first."""
    single = (event for r in assembly.recommendations for event in _of_recommendation(assembly, r))
    return newest_first([*_of_assembly(assembly), *(e for e in single if e.kind not in ("decision", "action"))])


def newest_first(events: Iterable[Event]) -> tuple[Event, ...]:
    """Sort events by date, newest first; between equals the order of the record decides."""
    return tuple(sorted(events, key=lambda event: (event.date.last, event.date.first), reverse=True))


def _of_recommendation(assembly: Assembly, recommendation: Recommendation) -> Iterator[Event]:
    decided = recommendation.decided_on or assembly.ends_on
    ballots = (ballot for ballot in recommendation.ballots if ballot.date != decided)
    found: list[_Found] = [
        ("decision", decided, [recommendation]),
        *(("ballot", ballot.date, [ballot]) for ballot in ballots),
        *(("response", response.date, [response]) for response in recommendation.responses),
        *(("progress", progress.date, [progress]) for progress in recommendation.progress),
        *(("action", action.date, [action]) for action in recommendation.actions),
        *(("verdict", verdict.date, [verdict]) for verdict in recommendation.verdicts),
        *(("erratum", erratum.date, [erratum]) for erratum in recommendation.errata),
    ]
    return _dated(found, recommendation.id)


def _of_assembly(assembly: Assembly) -> Iterator[Event]:
    judged = (v for v in assembly.verdicts if v.is_on_the_whole)
    fates = ((promise, fate) for promise in assembly.promises for fate in promise.events)
    found: list[_Found] = [
        ("start", assembly.starts_on, [assembly]),
        ("end", assembly.ends_on, [assembly]),
        ("report", assembly.reported_on, [assembly]),
        *(("session", session.starts_on, [session]) for session in assembly.sessions),
        *(("promise", promise.stated_on, [promise]) for promise in assembly.promises),
        *(("promise_event", fate.date, [promise, fate]) for promise, fate in fates),
        *(("response", response.date, [response]) for response in assembly.whole_responses),
        *(("action", action.date, [action]) for action in assembly.actions),
        *(("follow_up", follow_up.date, [follow_up]) for follow_up in assembly.follow_up),
        *(("verdict", verdict.date, [verdict]) for verdict in judged),
        *(("erratum", erratum.date, [erratum]) for erratum in assembly.errata),
    ]
    return _dated(found)


def _dated(found: Iterable[_Found], recommendation: str | None = None) -> Iterator[Event]:
    """Make events of what has a date; where a kind needs two objects, the last one says where it stands."""
    for kind, day, objects in found:
        if day is not None:
            subject = objects[0] if len(objects) == 1 else tuple(objects)
            yield Event(kind, day, subject, objects[-1].at, recommendation)
