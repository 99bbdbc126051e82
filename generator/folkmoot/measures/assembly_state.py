"""Where an assembly is in its life."""

from __future__ import annotations

from datetime import date

from folkmoot.record.assembly import Assembly

PLANNED = "planned"
RUNNING = "running"
DELIBERATED = "deliberated"
IN_FOLLOW_UP = "in_follow_up"
CLOSED = "closed"
"""The states; they stand in `vocabularies/assembly_state.yaml`."""


def assembly_state(assembly: Assembly, as_of: date) -> str:
    """Name the state on the day `as_of`: planned, running, deliberated, in_follow_up or closed.

    It follows from the dates alone: running from the first day to the last, deliberated from then until the report
    is out, in follow-up from then on; closed where the record says that nobody follows it up any more.
    """
    if assembly.closed:
        return CLOSED
    if as_of < assembly.starts_on.first:
        return PLANNED
    if assembly.ends_on is None or as_of <= assembly.ends_on.last:
        return RUNNING
    reported = assembly.reported_on is not None and assembly.reported_on.first <= as_of
    return IN_FOLLOW_UP if reported or any(r.date.first <= as_of for r in assembly.responses) else DELIBERATED
