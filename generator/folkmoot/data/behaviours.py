"""The behaviours that exist: what a value of a vocabulary can count as, and in what way it is counted and shown.

Each is known to some code or template, so the list is closed. A schema names them for each of its values; one that
names another is refused when it is read, with the place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Behaviours:
    """What the values of one vocabulary may say of themselves beside their label and their meaning.

    A value may carry any of the marks in `counts_as`. For each property in `one_of` it names exactly one behaviour.
    `needs` are the columns that a rule asks for where a value says so. `texts` are the sentences that each value must
    have, `own_texts` those that it may have; `texts_with` are asked of values that name a behaviour, by property and
    behaviour. Where states are `signed`, each has a sign.
    """

    counts_as: frozenset[str] = frozenset()
    one_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    own_texts: frozenset[str] = frozenset()
    texts_with: Mapping[tuple[str, str], str] = field(default_factory=dict)
    signed: bool = False


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


BEHAVIOURS: Mapping[str, Behaviours] = MappingProxyType(
    {
        "assembly.kind": Behaviours(one_of={"members": _set("by_lot by_lot_and_elected")}),
        "roles.role": Behaviours(_set("receives_report")),
        "promises.kind": Behaviours(
            _set("asks_for_answers answers_the_whole needs_deadline"),
            {"counted_by": _set("answers reasons reports delivery reconvening events")},
            needs=_set("every_months share_percent"),
            own_texts=_set("with_share uncounted"),
            texts_with={("counted_by", "events"): "uncounted"},
        ),
        "promises.applies_to": Behaviours(one_of={"binds": _set("for_each once")}),
        "promise_events.state": Behaviours(
            one_of={"fate": _set("in_time too_late in_part missed taken_back")},
            texts=_set("fated fated_more fated_alone"),
            signed=True,
        ),
        "strata.kind": Behaviours(one_of={"draw": _set("shaped watched")}),
        "selection_stages.stage": Behaviours(
            _set("seated stayed headline took_seat was_drawn first_day last_day"), texts=_set("did those")
        ),
        "recommendations.kind": Behaviours(_set("asks_nobody shown_in_full is_condition heads_others")),
        "recommendations.decision": Behaviours(
            _set("is_adopted is_turned_down was_not_voted_on"), own_texts=_set("decided decided_on"), signed=True
        ),
        "recommendations.novelty": Behaviours(_set("was_policy was_not_policy not_known"), own_texts=_set("asked")),
        "lineage.relation": Behaviours(
            _set("one_way mutual"), {"drawn": _set("onward dotted opposed")}, texts=_set("backwards")
        ),
        "ballots.method": Behaviours(_set("many_from_one is_counted")),
        "ballots.electorate": Behaviours(_set("are_members")),
        "ballots.threshold_kind": Behaviours(
            one_of={"mark": _set("half least_support most_objections turnout places nothing")}
        ),
        "ballots.denominator": Behaviours(one_of={"base": _set("could_vote were_there gave_votes took_sides")}),
        "ballots.result": Behaviours(one_of={"outcome": _set("passed failed even too_few ordered")}),
        "ballot_counts.counts_as": Behaviours(
            _set("in_support objects takes_sides"), {"fill": _set("support neutral abstain oppose objection")}
        ),
        "responses.position": Behaviours(
            _set("accepts accepts_fully refuses takes_no_position"),
            needs=_set("refusal_reason refers_to existing_policy"),
            signed=True,
        ),
        "responses.applies_to": Behaviours(_set("concerns_the_whole")),
        "commitments.strength": Behaviours(_set("is_firm")),
        "progress.state": Behaviours(_set("is_delivered not_known"), needs=_set("evidence"), signed=True),
        "progress.assessor_kind": Behaviours(_set("reports_itself")),
        "parliamentary_actions.outcome": Behaviours(_set("was_carried was_turned_down")),
        "follow_up_events.kind": Behaviours(_set("is_report is_reconvening in_calendar may_lie_ahead")),
        "verdicts.target_kind": Behaviours(one_of={"table": _set("assembly topics recommendations responses")}),
        "coverage.state": Behaviours(one_of={"extent": _set("full part nothing")}),
        "translations.status": Behaviours(one_of={"shown_as": _set("official own machine")}),
        "decided": Behaviours(signed=True),
        "answered": Behaviours(signed=True),
        "done": Behaviours(signed=True),
        "judged": Behaviours(signed=True),
        "promised": Behaviours(signed=True),
    }
)
"""By vocabulary: a table with its column, or the name of a vocabulary of what this program works out itself."""

MARKS = frozenset(mark for known in BEHAVIOURS.values() for mark in known.counts_as)
"""Everything that a value of some vocabulary can count as."""


def mistakes(known: Behaviours, given: Mapping[str, object]) -> Iterator[str]:
    """Say what is wrong with what a value says of its behaviour."""
    for name, allowed in known.one_of.items():
        yield from _unless_among(name, [given.get(name)], allowed)
    yield from _unless_among("counts_as", _listed(given, "counts_as"), known.counts_as)
    yield from _unless_among("needs", _listed(given, "needs"), known.needs)
    yield from _texts(known, given)


def _listed(given: Mapping[str, object], name: str) -> list[object]:
    found = given.get(name, [])
    return found if isinstance(found, list) else [found]


def _unless_among(name: str, given: list[object], allowed: frozenset[str]) -> Iterator[str]:
    for one in given:
        if not isinstance(one, str) or one not in allowed:
            names = ", ".join(sorted(allowed)) or "left out here"
            yield f"{name} must be {'one of ' if len(allowed) > 1 else ''}{names}, got {_quoted(one)}"


def _texts(known: Behaviours, given: Mapping[str, object]) -> Iterator[str]:
    found = given.get("texts", {})
    texts = found if isinstance(found, Mapping) else {}
    asked = {*known.texts, *(text for (name, one), text in known.texts_with.items() if given.get(name) == one)}
    for name in sorted(asked - texts.keys()):
        yield f"texts must have {name}, got none"
    yield from _unless_among("texts", [*texts], known.texts | known.own_texts)


def _quoted(value: object) -> str:
    return "nothing" if value is None else f'"{value}"'
