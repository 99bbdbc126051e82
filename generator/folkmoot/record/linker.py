"""Make the civic objects and the links between them from checked tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import fields
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeVar, cast

from folkmoot.data.dates import PartialDate
from folkmoot.data.tables import SHARED, Row, Tables
from folkmoot.data.vocabulary import of
from folkmoot.record.assembly import Assembly, Coverage, Record
from folkmoot.record.entities import (
    AgendaItem,
    Authority,
    Champion,
    Contribution,
    Document,
    Member,
    ProfileCell,
    Promise,
    PromiseEvent,
    Provenance,
    Role,
    Session,
    Speaker,
    Stage,
    Stratum,
    StratumValue,
    Topic,
)
from folkmoot.record.outcomes import (
    Action,
    Ballot,
    Commitment,
    Count,
    Erratum,
    FollowUp,
    Indicator,
    Lineage,
    Observation,
    Progress,
    Recommendation,
    Reference,
    Response,
    Score,
    Verdict,
)

T = TypeVar("T")


def link(tables: Tables) -> Record:
    """Make the civic objects from tables that passed every check."""
    lineage = _Lineages(tables)
    assemblies = [_assembly(tables, name, lineage) for name in tables.assemblies]
    ordered = sorted(assemblies, key=lambda a: (not a.invented, a.starts_on.first, a.id), reverse=True)
    return Record(tuple(ordered))


def _take(cls: type[T], row: Row, **links: Any) -> T:
    """Fill a dataclass from the cells of the same names, and what a cell can't hold from `links`."""
    own, is_placed = _fields_of(cast("Hashable", cls), tuple(links))
    if is_placed:
        links["at"] = _provenance(row)
    return cls(**dict(zip(own, map(row.cells.get, own), strict=True)), **links)


@lru_cache(maxsize=256)
def _fields_of(cls: Hashable, links: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """List the fields of a dataclass that cells fill, and tell whether it says where it stands."""
    names = [field.name for field in fields(cast("Any", cls))]
    return tuple(name for name in names if name not in links and name != "at"), "at" in names


def _provenance(row: Row) -> Provenance:
    source, read, archived = (row.cells.get(name) for name in ("source", "retrieved_on", "archived"))
    return Provenance(row.path, row.line, source, read, archived)  # type: ignore[arg-type]


def _oldest_first(items: Iterable[T], day: Callable[[T], PartialDate | None]) -> tuple[T, ...]:
    """Sort by date, what has none last; the order of the file decides between equals."""
    listed = list(items)
    return tuple(sorted(listed, key=lambda item: _sort_key(day(item))))


def _sort_key(day: PartialDate | None) -> tuple[bool, Any]:
    return (day is None, (day.first, day.last) if day else ())


class _Lookup:
    """The objects of one assembly that others point to, each made once."""

    def __init__(self, tables: Tables, assembly: str) -> None:
        self.tables = tables
        self.assembly = assembly
        self._made: dict[tuple[str, str, str], Any] = {}

    def one(self, table: str, reference: Any, make: Callable[[Row], T]) -> T | None:
        """Follow a reference and make what it points to, or give None where the cell is empty."""
        row = self.tables.resolve(self.assembly, table, reference) if reference else None
        if row is None:
            return None
        key = (row.assembly, table, row.name)
        if key not in self._made:
            self._made[key] = make(row)
        made: T = self._made[key]
        return made

    def need(self, table: str, reference: Any, make: Callable[[Row], T]) -> T:
        """Follow a reference that the checks have promised to lead somewhere."""
        found = self.one(table, reference, make)
        if found is None:
            raise LookupError(f"{table} {reference!r} of {self.assembly} was checked and isn't there")
        return found

    def authority(self, reference: Any) -> Authority:
        return self.need("authorities", reference, self._authority)

    def _authority(self, row: Row) -> Authority:
        return _take(Authority, row, parent=self.one("authorities", row["parent"], self._authority))

    def topic(self, reference: Any) -> Topic | None:
        return self.one("topics", reference, self._topic)

    def _topic(self, row: Row) -> Topic:
        return _take(Topic, row, parent=self.topic(row["parent"]))

    def document(self, reference: Any) -> Document | None:
        return self.one("documents", reference, _document)

    def champion(self, reference: Any) -> Champion | None:
        return self.one("champions", reference, self._champion)

    def _champion(self, row: Row) -> Champion:
        return _take(Champion, row, authority=self.authority(row["authority"]), since=row["from"])

    def speaker(self, reference: Any) -> Speaker:
        return self.need("speakers", reference, lambda row: _take(Speaker, row))

    def rows(self, table: str) -> tuple[Row, ...]:
        return self.tables.rows(self.assembly, table)

    def grouped(self, table: str, *columns: str) -> dict[tuple[Any, ...], list[Row]]:
        """Group a table's rows by some of their cells."""
        groups: dict[tuple[Any, ...], list[Row]] = {}
        for row in self.rows(table):
            groups.setdefault(tuple(row[column] for column in columns), []).append(row)
        return groups


class _Lineages:
    """Every step of descent, found from either end."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.by_end: dict[tuple[str, str], list[Lineage]] = {}
        for row in tables.every("lineage"):
            ends = [tables.resolve(row.assembly, "recommendations", row.text(end)) for end in ("from", "to")]
            if ends[0] is not None and ends[1] is not None:
                self._add(row, ends[0], ends[1])

    def _add(self, row: Row, origin: Row, outcome: Row) -> None:
        note: Any = row["note"]
        relation = row.text("relation")
        back = Lineage(relation, True, reference(self.tables, origin), note)
        on = Lineage(relation, False, reference(self.tables, outcome), note)
        self.by_end.setdefault((outcome.assembly, outcome.name), []).append(back)
        self.by_end.setdefault((origin.assembly, origin.name), []).append(on)

    def of(self, row: Row) -> tuple[Lineage, ...]:
        return tuple(self.by_end.get((row.assembly, row.name), ()))


def reference(tables: Tables, row: Row) -> Reference:
    """Make what others show of a recommendation."""
    record = tables.record(row.assembly)
    name = record.text("name") if record else row.assembly
    return _take(Reference, row, assembly=row.assembly, assembly_name=name)


def _document(row: Row) -> Document:
    return _take(Document, row, owner=row.assembly)


def _assembly(tables: Tables, name: str, lineage: _Lineages) -> Assembly:
    row = tables.record(name)
    if row is None:
        raise LookupError(f"{name} was checked and has no record")
    look = _Lookup(tables, name)
    errata = tuple(_take(Erratum, r) for r in look.rows("errata"))
    actions = _oldest_first((_action(look, r) for r in look.rows("parliamentary_actions")), lambda a: a.date)
    responses = _responses(look)
    children = sorted(r.assembly for r in tables.every("assembly") if r["parent"] == name)
    return _take(
        Assembly,
        row,
        id=name,
        invented=bool(row["invented"]),
        closed=bool(row["closed"]),
        children=tuple(children),
        roles=tuple(_take(Role, r, authority=look.authority(r["authority"])) for r in look.rows("roles")),
        champions=tuple(look.champion(r["id"]) for r in look.rows("champions")),
        promises=_promises(look),
        strata=_strata(look),
        stages=tuple(_take(Stage, r) for r in look.rows("selection_stages")),
        members=tuple(_take(Member, r) for r in look.rows("members")),
        sessions=_sessions(look),
        documents=tuple(_document(r) for r in look.rows("documents")),
        recommendations=_recommendations(look, lineage, responses, actions, errata),
        responses=responses,
        actions=actions,
        follow_up=_oldest_first((_take(FollowUp, r) for r in look.rows("follow_up_events")), lambda e: e.date),
        verdicts=_oldest_first((_take(Verdict, r) for r in look.rows("verdicts")), lambda v: v.date),
        scorecards=tuple(_take(Score, r) for r in look.rows("scorecards")),
        indicators=_indicators(look),
        errata=errata,
        coverage=MappingProxyType(_coverage(look)),
        counts=MappingProxyType({table: len(look.rows(table)) for table in tables.schemas}),
    )


def _promises(look: _Lookup) -> tuple[Promise, ...]:
    events = look.grouped("promise_events", "promise")
    made = []
    for row in look.rows("promises"):
        own = (_take(PromiseEvent, r) for r in events.get((row["id"],), ()))
        dated = _oldest_first(own, lambda e: e.date)
        made.append(_take(Promise, row, authority=look.authority(row["authority"]), events=dated))
    return _oldest_first(made, lambda p: p.stated_on)


def _strata(look: _Lookup) -> tuple[Stratum, ...]:
    values = look.grouped("strata_values", "stratum")
    profile = look.grouped("member_profile", "stratum")
    return tuple(
        _take(
            Stratum,
            row,
            values=tuple(_take(StratumValue, r) for r in values.get((row["id"],), ())),
            profile=tuple(_take(ProfileCell, r) for r in profile.get((row["id"],), ())),
        )
        for row in look.rows("strata")
    )


def _sessions(look: _Lookup) -> tuple[Session, ...]:
    agenda = look.grouped("agenda", "session")
    contributions = look.grouped("contributions", "session", "order")
    made = []
    for row in look.rows("sessions"):
        own = sorted(agenda.get((row["id"],), ()), key=lambda r: int(r.text("order")))
        items = tuple(_agenda_item(look, r, contributions.get((row["id"], r["order"]), [])) for r in own)
        made.append(_take(Session, row, minutes=look.document(row["minutes"]), agenda=items))
    return tuple(sorted(made, key=_session_order))


def _session_order(session: Session) -> tuple[tuple[int, str], ...]:
    """Order sessions by their number, in which figures count as figures: 2 before 10, 10 before 10a."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"([0-9]+)", session.number))


def _agenda_item(look: _Lookup, row: Row, contributions: list[Row]) -> AgendaItem:
    made = tuple(
        _take(Contribution, r, speaker=look.speaker(r["speaker"]), document=look.document(r["document"]))
        for r in contributions
    )
    return _take(AgendaItem, row, contributions=made)


def _responses(look: _Lookup) -> tuple[Response, ...]:
    commitments = look.grouped("commitments", "response")
    progress = look.grouped("progress", "commitment")
    made = []
    for row in look.rows("responses"):
        own = tuple(_commitment(r, progress.get((r["id"],), [])) for r in commitments.get((row["id"],), ()))
        made.append(_response(look, row, own))
    return _oldest_first(made, lambda r: r.date)


def _commitment(row: Row, progress: list[Row]) -> Commitment:
    return _take(Commitment, row, progress=_oldest_first((_take(Progress, r) for r in progress), lambda p: p.date))


def _response(look: _Lookup, row: Row, commitments: tuple[Commitment, ...]) -> Response:
    refers_to: Any = row["refers_to"] or ()
    return _take(
        Response,
        row,
        authority=look.authority(row["authority"]),
        round=row["round"] or 1,
        refers_to=tuple(look.authority(identifier) for identifier in refers_to),
        document=look.document(row["document"]),
        commitments=commitments,
    )


def _action(look: _Lookup, row: Row) -> Action:
    return _take(
        Action,
        row,
        recommendations=row["recommendations"] or (),
        topic=look.topic(row["topic"]),
        authority=look.authority(row["authority"]),
        champion=look.champion(row["champion"]),
    )


def _ballots(look: _Lookup) -> dict[Any, list[Ballot]]:
    counts = look.grouped("ballot_counts", "ballot")
    made: dict[Any, list[Ballot]] = {}
    for row in look.rows("ballots"):
        own = tuple(_take(Count, r) for r in counts.get((row["id"],), ()))
        made.setdefault(row["recommendation"], []).append(_take(Ballot, row, counts=own))
    return made


def _recommendations(
    look: _Lookup,
    lineage: _Lineages,
    responses: tuple[Response, ...],
    actions: tuple[Action, ...],
    errata: tuple[Erratum, ...],
) -> tuple[Recommendation, ...]:
    rows = look.rows("recommendations")
    references = {row["id"]: reference(look.tables, row) for row in rows}
    parts = _grouped(rows, lambda r: [r["parent"]] if r["parent"] else [])
    ballots = _ballots(look)
    answered = _grouped(responses, lambda r: [r.recommendation])
    acted = _grouped(actions, lambda a: a.recommendations)
    progress = look.grouped("progress", "recommendation")
    judged = look.grouped("verdicts", "target_kind", "target")
    corrected = _grouped(errata, lambda e: [(e.table, e.row)])
    made = []
    for row in rows:
        name = row["id"]
        addressed: Any = row["addressed_to"] or ()
        own_ballots = tuple(sorted(ballots.get(name, ()), key=lambda ballot: not ballot.is_of_members))
        own_responses = tuple(answered.get(name, ()))
        about = [("recommendations", name), *(("ballots", b.id) for b in own_ballots)]
        about += [("responses", r.id) for r in own_responses]
        verdict_rows = [row for kind in _judging("recommendations") for row in judged.get((kind, name), ())]
        for response in own_responses:
            verdict_rows += [row for kind in _judging("responses") for row in judged.get((kind, response.id), ())]
        made.append(
            _take(
                Recommendation,
                row,
                assembly=look.assembly,
                topic=look.topic(row["topic"]),
                document=look.document(row["document"]),
                addressed_to=tuple(look.authority(identifier) for identifier in addressed),
                parent=references.get(row["parent"]),
                parts=tuple(references[part["id"]] for part in parts.get(name, ())),
                ballots=own_ballots,
                responses=own_responses,
                progress=_progress(progress.get((name,), []), own_responses),
                actions=tuple(acted.get(name, ())),
                verdicts=_oldest_first((_take(Verdict, r) for r in verdict_rows), lambda v: v.date),
                lineage=lineage.of(row),
                errata=tuple(e for key in about for e in corrected.get(key, ())),
            )
        )
    return tuple(made)


def _judging(table: str) -> tuple[str, ...]:
    """List the kinds of verdicts whose target is a row of a table."""
    return of("verdicts.target_kind").naming("table", table)


def _progress(rows: list[Row], responses: tuple[Response, ...]) -> tuple[Progress, ...]:
    """Gather what was seen of the recommendation itself and of what was committed to in its answers."""
    own = [_take(Progress, row) for row in rows]
    own += [p for response in responses for commitment in response.commitments for p in commitment.progress]
    return _oldest_first(own, lambda p: p.date)


def _grouped(items: Iterable[T], keys: Callable[[T], Iterable[Any]]) -> dict[Any, list[T]]:
    groups: dict[Any, list[T]] = {}
    for item in items:
        for key in keys(item):
            groups.setdefault(key, []).append(item)
    return groups


def _indicators(look: _Lookup) -> tuple[Indicator, ...]:
    observations = look.grouped("impact_observations", "indicator")
    made = []
    for row in look.rows("impact_indicators"):
        own = (_take(Observation, r) for r in observations.get((row["id"],), ()))
        made.append(_take(Indicator, row, observations=_oldest_first(own, lambda o: o.date)))
    return tuple(made)


def _coverage(look: _Lookup) -> dict[str, Coverage]:
    rows = look.rows("coverage")
    return {row.text("table"): _take(Coverage, row, recorded=len(look.rows(row.text("table")))) for row in rows}


def is_shared(owner: str) -> bool:
    """Tell whether a record lies in the folder that several assemblies share."""
    return owner == SHARED
