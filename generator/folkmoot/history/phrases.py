"""How changes are spoken of: whole sentences in English for each table, with places for what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from folkmoot.data.messages import N_


@dataclass(frozen=True)
class Phrases:
    """How a table is spoken of; of several texts the first one counts whose places can all be filled."""

    subject: tuple[str, ...]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


UNKNOWN = Phrases(subject=(N_("%(TABLE)s, row %(KEY)s"),))
ADDED = N_("Added: %(SUBJECT)s.")
REMOVED = N_("Taken out: %(SUBJECT)s.")
CHANGED = N_("%(SUBJECT)s: %(COLUMN)s changed from %(BEFORE)s to %(AFTER)s.")
FILLED = N_("%(SUBJECT)s: %(COLUMN)s was added: %(AFTER)s.")
EMPTIED = N_("%(SUBJECT)s: %(COLUMN)s was taken out; it was %(BEFORE)s.")
REWRITTEN = N_("%(SUBJECT)s: %(COLUMN)s was rewritten.")
FILLED_LONG = N_("%(SUBJECT)s: %(COLUMN)s was added.")
EMPTIED_LONG = N_("%(SUBJECT)s: %(COLUMN)s was taken out.")
FURTHER = N_("%(SUBJECT)s: also changed: %(COLUMNS)s.")
SOURCES = N_("%(SUBJECT)s: changed: %(COLUMNS)s.")
REASON = N_("The reason for the correction: %(REASON)s")
NUMBERED = N_("recommendation %(NUMBER)s")
YES, NO = N_("yes"), N_("no")
TABLES: Mapping[str, Phrases] = {
    "assembly": Phrases(
        (N_("The record of %(name)s"),),
        added=(N_("The record of %(name)s was begun."),),
        removed=(N_("The record of %(name)s was taken out."),),
    ),
    "authorities": Phrases(
        (N_("Authority %(name)s"),),
        added=(N_("%(name)s was added to the authorities."),),
        removed=(N_("%(name)s was taken out of the authorities."),),
    ),
    "roles": Phrases(
        (N_("Part of %(authority)s as %(role)s"),),
        added=(N_("%(authority)s is now named as %(role)s."),),
        removed=(N_("%(authority)s is no longer named as %(role)s."),),
    ),
    "champions": Phrases((N_("%(label)s, who is bound to carry the decisions"),)),
    "promises": Phrases(
        (N_("Promise of %(authority)s to %(kind)s"),),
        added=(N_("%(authority)s promised to %(kind)s (%(stated_on)s)."),),
        removed=(N_("The promise of %(authority)s to %(kind)s was taken out of the record."),),
        changed={
            "due_on": (N_("The promise of %(authority)s to %(kind)s was due by %(BEFORE)s, and is now by %(AFTER)s."),)
        },
    ),
    "promise_events": Phrases(
        (N_("What became of the promise of %(authority)s to %(promise.kind)s, as seen by %(assessor)s"),),
        added=(
            N_("%(assessor)s says that the promise of %(authority)s to %(promise.kind)s was %(state)s (%(date)s)."),
        ),
    ),
    "strata": Phrases((N_("Group by %(name)s"),)),
    "strata_values": Phrases((N_("%(stratum)s, %(value)s"),)),
    "selection_stages": Phrases(
        (N_("Selection of the members, %(stage)s"),),
        added=(N_("Selection of the members: %(n)s %(stage)s."),),
        changed={"n": (N_("Selection of the members, %(stage)s: from %(BEFORE)s to %(AFTER)s."),)},
    ),
    "member_profile": Phrases((N_("Profile of the members, %(stage)s, %(stratum)s, %(value)s"),)),
    "members": Phrases(
        (N_("Member %(public_label)s"), N_("A member")),
        added=(N_("%(public_label)s agreed to be shown as a member."),),
        removed=(N_("A member is no longer shown."),),
    ),
    "sessions": Phrases(
        (N_("Session %(number)s"),),
        added=(
            N_("Session %(number)s was added: %(title)s, %(starts_on)s."),
            N_("Session %(number)s was added: %(starts_on)s."),
        ),
    ),
    "agenda": Phrases((N_("Agenda of the session %(session)s: %(title)s"),)),
    "speakers": Phrases(
        (N_("Speaker %(name)s"),),
        added=(N_("%(name)s was added to the speakers: %(role)s."),),
        removed=(N_("%(name)s was taken out of the speakers."),),
    ),
    "contributions": Phrases((N_("Contribution of %(speaker)s in the session %(session)s"),)),
    "documents": Phrases((N_("Document %(title)s"),)),
    "topics": Phrases((N_("Topic %(name)s"),)),
    "recommendations": Phrases(
        (N_("%(RECOMMENDATION)s"),),
        added=(
            N_("%(NUMBER)s was added to the record: %(title)s."),
            N_("Added to the record: %(title)s."),
        ),
        removed=(
            N_("%(NUMBER)s was taken out of the record: %(title)s."),
            N_("Taken out of the record: %(title)s."),
        ),
        changed={
            "decision": (N_("The assembly’s decision on %(RECOMMENDATION)s changed from %(BEFORE)s to %(AFTER)s."),),
            "title": (N_("The title changed from %(BEFORE)s to %(AFTER)s."),),
        },
    ),
    "lineage": Phrases(
        (N_("Link between %(from)s and %(to)s (%(relation)s)"),),
        added=(N_("A link was recorded between %(from)s and %(to)s: %(relation)s."),),
    ),
    "ballots": Phrases(
        (N_("Vote on %(RECOMMENDATION)s"),),
        added=(
            N_("A vote on %(RECOMMENDATION)s was recorded: %(result)s (%(date)s)."),
            N_("A vote on %(RECOMMENDATION)s was recorded: %(result)s."),
        ),
        changed={"result": (N_("The result of the vote on %(RECOMMENDATION)s changed from %(BEFORE)s to %(AFTER)s."),)},
    ),
    "ballot_counts": Phrases(
        (N_("Vote on %(RECOMMENDATION)s, %(label)s"), N_("Vote on %(RECOMMENDATION)s, %(option)s")),
        added=(
            N_("Vote on %(RECOMMENDATION)s, %(label)s: %(n)s was recorded."),
            N_("Vote on %(RECOMMENDATION)s, %(option)s: %(n)s was recorded."),
        ),
        changed={
            "n": (
                N_("In the vote on %(RECOMMENDATION)s, the count of %(label)s changed from %(BEFORE)s to %(AFTER)s."),
                N_("In the vote on %(RECOMMENDATION)s, the count of %(option)s changed from %(BEFORE)s to %(AFTER)s."),
            )
        },
    ),
    "responses": Phrases(
        (
            N_("Answer of %(authority)s to %(RECOMMENDATION)s"),
            N_("Answer of %(authority)s to the report as a whole"),
        ),
        added=(
            N_("%(authority)s answered %(RECOMMENDATION)s: %(position)s; reason given: %(refusal_reason)s."),
            N_("%(authority)s answered %(RECOMMENDATION)s: %(position)s (%(date)s)."),
            N_("%(authority)s answered %(RECOMMENDATION)s."),
            N_("%(authority)s answered the report as a whole (%(date)s)."),
        ),
        removed=(
            N_("The answer of %(authority)s to %(RECOMMENDATION)s was taken out of the record; it was %(position)s."),
            N_("The answer of %(authority)s to the report as a whole was taken out of the record."),
        ),
        changed={
            "position": (
                N_(
                    "%(authority)s’s answer to %(RECOMMENDATION)s changed from %(BEFORE)s to %(AFTER)s; "
                    "reason given: %(refusal_reason)s."
                ),
                N_("%(authority)s’s answer to %(RECOMMENDATION)s changed from %(BEFORE)s to %(AFTER)s."),
                N_("%(authority)s’s answer to %(RECOMMENDATION)s is now recorded as %(AFTER)s."),
            )
        },
    ),
    "commitments": Phrases(
        (
            N_("Commitment of %(authority)s on %(RECOMMENDATION)s (%(summary)s)"),
            N_("Commitment of %(authority)s on %(RECOMMENDATION)s"),
            N_("Commitment of %(authority)s"),
        ),
        added=(
            N_("%(authority)s committed itself on %(RECOMMENDATION)s, by %(due_on)s: %(summary)s"),
            N_("%(authority)s committed itself on %(RECOMMENDATION)s: %(summary)s"),
            N_("%(authority)s committed itself: %(summary)s"),
            N_("%(authority)s committed itself on %(RECOMMENDATION)s, by %(due_on)s."),
            N_("%(authority)s committed itself on %(RECOMMENDATION)s."),
            N_("%(authority)s committed itself."),
        ),
        changed={
            "due_on": (
                N_(
                    "What %(authority)s committed itself to on %(RECOMMENDATION)s was due by %(BEFORE)s, "
                    "and is now by %(AFTER)s: %(summary)s"
                ),
                N_(
                    "What %(authority)s committed itself to on %(RECOMMENDATION)s was due by %(BEFORE)s, "
                    "and is now by %(AFTER)s."
                ),
            )
        },
    ),
    "progress": Phrases(
        (N_("What %(assessor)s says of %(RECOMMENDATION)s (%(date)s)"),),
        added=(N_("%(assessor)s sees %(RECOMMENDATION)s as %(state)s (%(date)s)."),),
        removed=(N_("That %(assessor)s saw %(RECOMMENDATION)s as %(state)s (%(date)s) was taken out of the record."),),
        changed={
            "state": (
                N_("What %(assessor)s says of %(RECOMMENDATION)s changed from %(BEFORE)s to %(AFTER)s (%(date)s)."),
            )
        },
    ),
    "parliamentary_actions": Phrases(
        (N_("%(title)s, in %(authority)s"),),
        added=(
            N_("In %(authority)s: %(title)s (%(kind)s, %(date)s)."),
            N_("In %(authority)s: %(title)s (%(kind)s)."),
        ),
        changed={
            "outcome": (
                N_("%(title)s, in %(authority)s: the outcome changed from %(BEFORE)s to %(AFTER)s."),
                N_("%(title)s, in %(authority)s: the outcome is now recorded as %(AFTER)s."),
            )
        },
    ),
    "follow_up_events": Phrases((N_("%(title)s (%(date)s)"),)),
    "verdicts": Phrases(
        (N_("Verdict of %(assessor)s on %(RECOMMENDATION)s"), N_("Verdict of %(assessor)s")),
        added=(
            N_("%(assessor)s gave %(RECOMMENDATION)s %(mean)s of %(scale_max)s (%(date)s)."),
            N_("%(assessor)s gave a verdict on %(RECOMMENDATION)s (%(date)s)."),
            N_("%(assessor)s gave %(mean)s of %(scale_max)s (%(date)s)."),
            N_("%(assessor)s gave a verdict (%(date)s)."),
        ),
    ),
    "scorecards": Phrases(
        (N_("Tally of %(assessor)s: %(category)s"),),
        added=(
            N_("%(assessor)s counts %(n)s of %(of)s: %(category)s (%(date)s)."),
            N_("%(assessor)s counts %(n)s: %(category)s (%(date)s)."),
            N_("%(assessor)s has a tally: %(category)s (%(date)s)."),
        ),
    ),
    "impact_indicators": Phrases((N_("Indicator %(name)s"),)),
    "impact_observations": Phrases(
        (N_("%(indicator)s, %(wave)s"),),
        added=(N_("%(indicator)s, %(wave)s: %(value)s was recorded."),),
        changed={"value": (N_("%(indicator)s, %(wave)s: from %(BEFORE)s to %(AFTER)s."),)},
    ),
    "coverage": Phrases(
        (N_("How complete the table %(table)s is"),),
        added=(N_("The table %(table)s is now said to be %(state)s."),),
        changed={"state": (N_("The table %(table)s was said to be %(BEFORE)s, and is now said to be %(AFTER)s."),)},
    ),
    "errata": Phrases(
        (N_("Correction in the table %(table)s, row %(row)s, column %(field)s"),),
        added=(
            N_(
                "In the table %(table)s, row %(row)s, the column %(field)s was corrected from %(old)s to %(new)s. "
                "The reason: %(reason)s"
            ),
            N_("In the table %(table)s, row %(row)s, the column %(field)s was corrected. The reason: %(reason)s"),
        ),
    ),
    "redirects": Phrases(
        (N_("Identifier %(old_id)s in the table %(table)s"),),
        added=(
            N_("The identifier %(old_id)s in the table %(table)s was given up; %(new_id)s stands in its place."),
            N_("The identifier %(old_id)s in the table %(table)s was given up. The reason: %(reason)s"),
        ),
    ),
}
