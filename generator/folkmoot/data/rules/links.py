"""Rules about what leads where: identifiers, parents, lineage."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

from folkmoot.data.cells import says_nothing
from folkmoot.data.messages import EMPTY, N_, Message, Named, quoted
from folkmoot.data.problems import did_you_mean
from folkmoot.data.rules.rule import Finding, finding, rule
from folkmoot.data.rules.values import grouped, items, number, worked_out
from folkmoot.data.schemas import Column
from folkmoot.data.tables import SHARED, Row, Table, Tables
from folkmoot.data.vocabulary import behaviour, counts_as

K = TypeVar("K", bound=Hashable)
Node = tuple[str, str]

_SUGGESTIONS = 20


@rule("link-unknown")
def links_lead_somewhere(tables: Tables) -> Iterator[Finding]:
    """A cell that names another record names one that exists.

    The record may stand in the same assembly, in _shared or, written assembly/identifier, in another assembly. A
    link that leads nowhere is a line of the record that silently disappears from its page: in a public register,
    recommendations lost their identifiers between two releases, and what had referred to them referred to nothing.
    """
    for table in tables.by_place.values():
        for column in table.schema.columns:
            if column.links and column.name in table.origin.raw.header and not _is_told(tables, table, column.links):
                yield from _loose_ends(tables, table, column, column.links)


def _is_told(tables: Tables, table: Table, target: str) -> bool:
    """Tell whether the target lacks ids, or has few for all its records, which is said where they stand."""
    found = [there for owner in (table.origin.assembly, SHARED) if (there := tables.get(owner, target))]
    return any(
        there.schema.has_id
        and (
            "id" not in there.origin.raw.header
            or 2 * len(there.by_id) < len(there.rows)
            or (there.origin.raw.shifted and any(map(_has_lost_its_id, there.rows)))
        )
        for there in found
    )


def _has_lost_its_id(row: Row) -> bool:
    return row["id"] is None and row.line in row.origin.raw.shifted


def _loose_ends(tables: Tables, table: Table, column: Column, target: str) -> Iterator[Finding]:
    known = _identifiers(tables, table.origin.assembly, target)
    found = _loose(tables, table, column.name, target, has_table=known is not None)
    for count, (row, reference) in enumerate(found):
        if "/" not in reference and known is None:
            sentence = N_("must name %(target)s, got %(found)s and no table %(table)s that can be read")
            hint = N_("add the table %(table)s, or mend it first")
            yield finding(row, column.name, sentence, hint, target=_a(target), found=quoted(reference), table=target)
            continue
        near = _near(tables, row.assembly, target, reference) if count < _SUGGESTIONS else EMPTY
        sentence = N_("must name %(target)s, got %(found)s")
        advice = near or (
            Message(N_("leave the cell empty where there is none")) if says_nothing(reference) else _add(target)
        )
        yield finding(row, column.name, sentence, advice, target=_a(target), found=quoted(reference))


def _a(target: str) -> Named:
    if target == "assembly":
        return Message(N_("an assembly"))
    return Message(N_("a record of %(table)s"), table=target)


def _add(target: str) -> Message:
    if target == "assembly":
        return Message(N_("add it to the assemblies, as a folder, or correct the identifier"))
    return Message(N_("add it to %(table)s, or correct the identifier"), table=target)


def _near(tables: Tables, assembly: str, target: str, reference: str) -> Message:
    """Suggest the record that was meant, where identifiers are public."""
    if target != "assembly" and not tables.schemas[target].is_public("id"):
        return EMPTY
    return did_you_mean(reference, _identifiers(tables, assembly, target) or ())


def _loose(tables: Tables, table: Table, column: str, target: str, *, has_table: bool) -> Iterator[tuple[Row, str]]:
    """Give what leads nowhere; where there is no such table at all, the first one stands for all."""
    message = has_table
    for row in table.rows:
        for reference in items(row, column):
            is_own = "/" not in reference
            if is_own and message and not has_table:
                continue
            if not _leads_somewhere(tables, row.assembly, target, reference):
                message = message or is_own
                yield row, reference


def _identifiers(tables: Tables, assembly: str, target: str) -> Collection[str] | None:
    """List what a link to a table may name, or None where there is no such table."""
    if target == "assembly":
        return tables.assemblies
    found = [table for owner in (assembly, SHARED) if (table := tables.get(owner, target))]
    return [identifier for table in found for identifier in table.by_id] if found else None


def _leads_somewhere(tables: Tables, assembly: str, target: str, reference: str) -> bool:
    if target == "assembly":
        return reference in tables.assemblies
    return tables.resolve(assembly, target, reference) is not None


@rule("id-in-both")
def identifiers_stand_in_one_place(tables: Tables) -> Iterator[Finding]:
    """An identifier stands in the assembly's own table or in the shared one, never in both.

    Otherwise nobody can tell which of two ministries of the same name an answer came from.
    """
    for (assembly, name), table in tables.by_place.items():
        shared = tables.get(SHARED, name)
        if assembly == SHARED or shared is None:
            continue
        for identifier, row in table.by_id.items():
            if identifier in shared.by_id:
                other = shared.by_id[identifier]
                sentence = N_("must not stand in _shared as well, got %(found)s also in %(path)s:%(line)s")
                hint = N_("delete one of them, or give this one another identifier")
                yield finding(row, "id", sentence, hint, found=quoted(identifier), path=other.path, line=other.line)


@rule("cycle")
def nothing_is_its_own_ancestor(tables: Tables) -> Iterator[Finding]:
    """Whoever follows the parents of a record comes to an end.

    This holds for assemblies, authorities, topics and recommendations. A part that contains its own whole can be
    drawn as no tree and counted in no total; table validators look at single links and let such rings pass.
    """
    for name, schema in tables.schemas.items():
        for column in schema.columns:
            if column.links == name:
                yield from _rings(tables, name, column.name)


def _rings(tables: Tables, name: str, column: str) -> Iterator[Finding]:
    rows = {_node(row, name): row for row in tables.every(name)}
    edges = {node: _parents(tables, name, column, row) for node, row in rows.items()}
    for cycle in cycles(edges):
        path = _from_first(cycle, lambda node: (rows[node].path, rows[node].line))
        sentence = N_("must lead up to a record that has no %(column)s, got a ring: %(found)s")
        hint = N_("empty %(column)s in the record that stands above the others")
        found = worked_out(_arrows(path), (tables.schemas[name], "id"))
        yield finding(rows[path[0]], column, sentence, hint, column=column, found=found)


def _node(row: Row, name: str) -> Node:
    return (row.assembly, "") if name == "assembly" else (row.assembly, row.text("id"))


def _parents(tables: Tables, name: str, column: str, row: Row) -> tuple[Node, ...]:
    references = items(row, column)
    if name == "assembly":
        return tuple((reference, "") for reference in references)
    found = (tables.resolve(row.assembly, name, reference) for reference in references)
    return tuple(_node(parent, name) for parent in found if parent)


@rule("lineage-self")
def nothing_comes_from_itself(tables: Tables) -> Iterator[Finding]:
    """A line of lineage leads from one recommendation to another one.

    A recommendation that was merged into itself is a slip of the hand, and would be listed on its own page as its
    predecessor and its successor.
    """
    for row in tables.every("lineage"):
        ends = _ends(tables, row)
        if ends and ends[0] == ends[1]:
            sentence = N_("must name another recommendation than from, got %(found)s twice")
            yield finding(row, "to", sentence, N_("name the later one"), found=_end(row))


@rule("lineage-cycle")
def lineage_runs_one_way(tables: Tables) -> Iterator[Finding]:
    """What was merged, derived or split leads onwards and never back.

    Recommendations pass from panels to conferences to laws; a ring among them says that each is older than the
    other, which happens when from and to change places in one line.
    """
    rows: dict[tuple[Node, Node], Row] = {}
    for row in tables.every("lineage"):
        ends = _ends(tables, row)
        if ends and ends[0] != ends[1] and counts_as(row.text("relation"), "lineage.relation", "one_way"):
            rows.setdefault(ends, row)
    edges: dict[Node, list[Node]] = {}
    for before, after in rows:
        edges.setdefault(before, []).append(after)
    for cycle in cycles(edges):
        pairs = _from_first(
            tuple(zip(cycle, (*cycle[1:], cycle[0]), strict=True)), lambda p: (rows[p].path, rows[p].line)
        )
        row, path = rows[pairs[0]], [before for before, _ in pairs]
        sentence = N_("must lead from the earlier to the later, got %(found)s")
        hint = N_("let from be the earlier one in every line")
        named = (row.origin.schema, "from"), (tables.schemas["recommendations"], "id")
        yield finding(row, "to", sentence, hint, found=worked_out(_arrows(path), *named))


def _end(row: Row) -> Named:
    """Give the end of a line of lineage that is its beginning as well."""
    return worked_out(quoted(row.text("to")), (row.origin.schema, "from"))


def _ends(tables: Tables, row: Row) -> tuple[Node, Node] | None:
    found = [
        tables.resolve(row.assembly, "recommendations", reference)
        for column in ("from", "to")
        for reference in items(row, column)
    ]
    before, after = found if len(found) == 2 else (None, None)
    if before is None or after is None:
        return None
    return _node(before, "recommendations"), _node(after, "recommendations")


def cycles(edges: Mapping[K, Sequence[K]]) -> Iterator[tuple[K, ...]]:
    """Walk a graph depth first and give each ring that is met, as its nodes in order.

    `edges` maps a node to those that follow it. At least one ring of every knot is given; the cost is linear.
    """
    done: set[K] = set()
    for start in edges:
        path = {} if start in done else {start: iter(edges[start])}
        while path:
            node = next(reversed(path))
            following = next(path[node], None)
            if following is None:
                path.popitem()
                done.add(node)
            elif following in path:
                nodes = list(path)
                yield tuple(nodes[nodes.index(following) :])
            elif following not in done and following in edges:
                path[following] = iter(edges[following])


def _from_first(ring: tuple[K, ...], place: Callable[[K], tuple[str, int]]) -> tuple[K, ...]:
    """Turn a ring so that it begins with what stands first in the files."""
    start = min(range(len(ring)), key=lambda i: place(ring[i]))
    return ring[start:] + ring[:start]


def _arrows(path: Sequence[Node]) -> str:
    is_abroad = len({assembly for assembly, _ in path}) > 1
    names = ["/".join(filter(None, n)) if is_abroad or not n[1] else n[1] for n in (*path, path[0])]
    shown = names if len(names) <= 12 else [*names[:6], "…", *names[-5:]]
    return " → ".join(shown)


@rule("agenda-item-unknown")
def contributions_belong_to_the_agenda(tables: Tables) -> Iterator[Finding]:
    """A contribution names a session and an item that stands on the agenda of that session.

    Slides and recordings are found by the item under which they were shown; under an item that doesn't exist
    nobody finds them.
    """
    for assembly in tables.assemblies:
        known = grouped(tables.rows(assembly, "agenda"), "session", "order")
        sessions = {row["id"] for row in tables.rows(assembly, "sessions") if row["id"]}
        for row in tables.rows(assembly, "contributions"):
            if row["session"] in sessions and number(row, "order") and (row["session"], row["order"]) not in known:
                sentence = N_("must be an item on the agenda of session %(session)s, got %(found)s")
                orders = [str(order) for session, order in known if session == row["session"]]
                hint = _agenda(worked_out(_some(orders), (tables.schemas["agenda"], "order")))
                found = row.shown("order")
                yield finding(row, "order", sentence, hint, session=row.shown("session"), found=found)


def _agenda(orders: Named) -> Message:
    if not orders:
        return Message(N_("the agenda has no items for this session"))
    return Message(N_("the agenda has %(orders)s"), orders=orders)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:12]) + (" …" if len(names) > 12 else "")


@rule("stratum-value-unknown")
def profile_values_are_those_of_the_stratum(tables: Tables) -> Iterator[Finding]:
    """A value in the members' profile is one of the values of its stratum, spelled alike.

    `16-24` with a hyphen and `16–24` with a dash are two groups to a computer: the members and the population
    would stand in different lines and could not be compared. A stratum without any values is not checked.
    """
    for assembly in tables.assemblies:
        known = grouped(tables.rows(assembly, "strata_values"), "stratum")
        for row in tables.rows(assembly, "member_profile"):
            values = [value.text("value") for value in known.get((row["stratum"],), ())]
            if values and row["value"] and row["value"] not in values:
                sentence = N_("must be a value of the stratum %(stratum)s, got %(found)s")
                stratum, found = row.shown("stratum"), quoted(row.text("value"))
                yield finding(row, "value", sentence, _values(tables, row, values), stratum=stratum, found=found)


def _values(tables: Tables, row: Row, values: Sequence[str]) -> Message:
    """Suggest the value that was meant, or list those that there are; neither where they aren't public."""
    if not tables.schemas["strata_values"].is_public("value"):
        return EMPTY
    listed = Message(N_("its values are %(values)s"), values=_some(values))
    return did_you_mean(row.text("value"), values) or listed


@rule("verdict-target-unknown")
def verdicts_have_a_target(tables: Tables) -> Iterator[Finding]:
    """A verdict names what it judges, and that exists.

    What target_kind says decides where the identifier is looked up: an assembly, a topic, a recommendation or an
    answer. A mark that hangs in the air can be held against anything.
    """
    for row in tables.every("verdicts"):
        target = behaviour(row.text("target_kind"), "verdicts.target_kind", "table")
        for reference in items(row, "target") if target else ():
            if target and not _leads_somewhere(tables, row.assembly, target, reference):
                sentence = N_("must name %(target)s, got %(found)s")
                hint = _near(tables, row.assembly, target, reference) or N_("correct the identifier or target_kind")
                yield finding(row, "target", sentence, hint, target=_a(target), found=quoted(reference))


RULES = (
    links_lead_somewhere,
    identifiers_stand_in_one_place,
    nothing_is_its_own_ancestor,
    nothing_comes_from_itself,
    lineage_runs_one_way,
    contributions_belong_to_the_agenda,
    profile_values_are_those_of_the_stratum,
    verdicts_have_a_target,
)
