"""Compare two versions of the tables: row by row by their key, cell by cell, as texts.

Texts rather than typed cells, so that a version which today's check refuses can still be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from folkmoot.data.schemas import Column, Schema
from folkmoot.data.tables import SHARED, SourceTable
from folkmoot.data.vocabulary import behaviour
from folkmoot.history.changes import Cell, Change, Kind

Cells = Mapping[str, str]
Place = tuple[str, str]

_SHORT = 90
_LEADS = ("recommendation", "recommendations", "authority")
_TELLING = ("kind", "title", "name")
_NAMED = ("name", "label", "title", "number")


@dataclass(frozen=True, slots=True)
class _Record:
    """One row of a sheet: its public cells by column, and where it stands."""

    origin: SourceTable
    index: int
    cells: Cells

    @property
    def line(self) -> int:
        return self.origin.raw.lines[self.index]


@dataclass(frozen=True)
class _Version:
    """The sheets of one version; rows are looked up only in those that are asked for.

    `successors` are the identifiers that a later version redirects: its rows go by the newer ones, so that a new name
    alone is no change.
    """

    origins: Mapping[Place, SourceTable]
    successors: Mapping[Place, Mapping[str, str]] = field(default_factory=dict)
    known: dict[Place, dict[str, _Record]] = field(default_factory=dict)

    def records(self, place: Place) -> dict[str, _Record]:
        """Give the rows of one sheet by key, none where there is no such sheet."""
        if place not in self.known:
            origin = self.origins.get(place)
            self.known[place] = _records(origin, self.successors) if origin else {}
        return self.known[place]

    def find(self, assembly: str, table: str, reference: str) -> _Record | None:
        """Follow a reference: in the assembly or in `_shared`, or `assembly/id` elsewhere."""
        owner, _, identifier = reference.rpartition("/")
        for place in (owner,) if owner else (assembly, SHARED):
            found = self.records((place, table)).get(identifier)
            if found:
                return found
        return None


@dataclass(frozen=True)
class _Comparison:
    old: _Version
    new: _Version
    errata: Mapping[Place, tuple[Cells, ...]]

    def find(self, assembly: str, table: str, reference: str) -> _Record | None:
        """Follow a reference in the newer version, else in the older."""
        return self.new.find(assembly, table, reference) or self.old.find(assembly, table, reference)

    def row(self, place: Place, key: str) -> _Record | None:
        """Find a row by its key in the newer version, else in the older."""
        return self.new.records(place).get(key) or self.old.records(place).get(key)


def compare(old: Iterable[SourceTable], new: Iterable[SourceTable]) -> tuple[Change, ...]:
    """List every row that differs between two versions, sorted by assembly, table in the codebook's order, and row.

    Only public columns are compared. A sheet whose rectangle is the same object in both is passed over. Rows come in
    the order of the newer file, those that are gone at the end.
    """
    after = _version(new)
    before = _Version(_version(old).origins, _successors(after))
    comparison = _Comparison(before, after, _new_errata(before, after))
    places = [place for place in {**before.origins, **after.origins} if _differ(before, after, place)]
    order = {place: _schema(before, after, place).order for place in places}
    places.sort(key=lambda place: (place[0], order[place], place[1]))
    return tuple(change for place in places for change in _of_sheet(comparison, place))


def _version(origins: Iterable[SourceTable]) -> _Version:
    return _Version({(origin.assembly, origin.name): origin for origin in origins})


def _differ(before: _Version, after: _Version, place: Place) -> bool:
    old, new = before.origins.get(place), after.origins.get(place)
    return old is None or new is None or old.raw is not new.raw


def _schema(before: _Version, after: _Version, place: Place) -> Schema:
    return (after.origins.get(place) or before.origins[place]).schema


def _successors(version: _Version) -> Mapping[Place, Mapping[str, str]]:
    """Map the identifiers that were given up to those that stand in their place at last, by assembly and table."""
    found: dict[Place, dict[str, str]] = {}
    for assembly, name in version.origins:
        for record in version.records((assembly, name)).values() if name == "redirects" else ():
            given_up, new = record.cells.get("old_id", ""), record.cells.get("new_id", "")
            if given_up and new:
                found.setdefault((assembly, record.cells.get("table", "")), {})[given_up] = new
    return {place: {old: _at_last(steps, old) for old in steps} for place, steps in found.items()}


def _at_last(steps: Mapping[str, str], given_up: str) -> str:
    """Follow redirects from one to the next; in a circle, once round."""
    at, seen = given_up, {given_up}
    while steps.get(at, at) not in seen:
        at = steps[at]
        seen.add(at)
    return at


def _renamed(origin: SourceTable, cells: dict[str, str], successors: Mapping[Place, Mapping[str, str]]) -> None:
    """Let the links of a row lead by newer identifiers."""
    for column in origin.schema.columns:
        if column.links and cells.get(column.name):
            references = cells[column.name].split(";")
            cells[column.name] = ";".join(_successor(origin, column.links, one, successors) for one in references)


def _successor(origin: SourceTable, table: str, reference: str, successors: Mapping[Place, Mapping[str, str]]) -> str:
    owner, slash, identifier = reference.strip().rpartition("/")
    new = successors.get((owner or origin.assembly, table), {}).get(identifier)
    return f"{owner}{slash}{new}" if new else reference


def _records(
    origin: SourceTable, successors: Mapping[Place, Mapping[str, str]] = MappingProxyType({})
) -> dict[str, _Record]:
    """Read a sheet's public cells by key; of two rows with the same key the first one counts, as elsewhere."""
    own = successors.get((origin.assembly, origin.name), {}) if origin.schema.has_id else {}
    taken = {row[origin.raw.header.index("id")] for row in origin.raw.rows} if own else set()
    public = [(i, name) for i, name in enumerate(origin.raw.header) if _is_public(origin.schema, name)]
    found: dict[str, _Record] = {}
    for index, row in enumerate(origin.raw.rows):
        cells = {name: row[i] for i, name in public}
        if successors:
            _renamed(origin, cells, successors)
        # Where the successor stood beside it already, the row is gone, not renamed.
        new = own.get(cells.get("id", ""))
        if new and new not in taken:
            cells["id"] = new
        found.setdefault(_key(origin.schema, cells), _Record(origin, index, cells))
    return found


def _is_public(schema: Schema, name: str) -> bool:
    """Tell whether a column may be published; one that the schema doesn't know may not."""
    column = schema.by_name.get(name)
    return column is not None and column.public


def _key(schema: Schema, cells: Cells) -> str:
    """Write a row's key as `tables.Row.name` does; a table of one record needs none."""
    if schema.record:
        return schema.name
    return "/".join(cells[name] for name in schema.key if cells.get(name))


def _of_sheet(comparison: _Comparison, place: Place) -> Iterator[Change]:
    before, after = comparison.old.records(place), comparison.new.records(place)
    columns = _columns(comparison, place)
    for key, new in after.items():
        old = before.get(key)
        cells = _cells(columns, old.cells if old else {}, new.cells)
        if cells:
            yield _change(comparison, place, key, cells, old, new)
    for key, gone in before.items():
        if key not in after:
            yield _change(comparison, place, key, _cells(_of_the_gone(place[1], columns), gone.cells, {}), gone, None)


def _of_the_gone(table: str, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Choose what to show of a row that is gone: of members, who may take back their consent, no more than the key."""
    return tuple(column for column in columns if column.name == "id") if table == "members" else columns


def _columns(comparison: _Comparison, place: Place) -> tuple[Column, ...]:
    """List the public columns of both versions: in the newer schema's order, then those that it no longer has."""
    found: dict[str, Column] = {}
    for version in (comparison.new, comparison.old):
        origin = version.origins.get(place)
        for column in origin.schema.public_columns if origin else ():
            found.setdefault(column.name, column)
    return tuple(found.values())


def _cells(columns: Sequence[Column], before: Cells, after: Cells) -> tuple[Cell, ...]:
    """List the cells that differ in more than how the same value is written."""
    texts = ((column, before.get(column.name, ""), after.get(column.name, "")) for column in columns)
    return tuple(
        Cell(column.name, old, new)
        for column, old, new in texts
        if old != new and _plain(column, old) != _plain(column, new)
    )


def _plain(column: Column, text: str) -> str:
    """Write a value in one way where a file may write it in several."""
    if column.list:
        return ";".join(item.strip() for item in text.split(";"))
    return text.lower() if column.type == "boolean" else text.strip()


def _change(
    comparison: _Comparison, place: Place, key: str, cells: tuple[Cell, ...], old: _Record | None, new: _Record | None
) -> Change:
    assembly, table = place
    kind = Kind.ADDED if old is None else Kind.REMOVED if new is None else Kind.CHANGED
    record = new or old
    if record is None:
        raise LookupError(f"a change of {table} {key} needs a row on one side")
    errata = _errata_of(comparison, place, key) if kind is Kind.CHANGED else {}
    marked = tuple(Cell(c.column, c.before, c.after, c.column in errata) for c in cells) if errata else cells
    hidden = frozenset(record.cells) - {"id"} if table == "members" and new is None else frozenset()
    gathered = [_Gathered(comparison, hidden).of(side) for side in (new, old) if side is not None]
    return Change(
        assembly=assembly,
        table=table,
        key=key,
        kind=kind,
        cells=marked,
        recommendations=tuple(dict.fromkeys(name for one in gathered for name in one.recommendations)),
        erratum=any(cell.erratum for cell in marked),
        reason=" ".join(dict.fromkeys(errata[cell.column] for cell in marked if cell.erratum)),
        path=record.origin.path,
        line=record.line,
        row=MappingProxyType(gathered[0].row),
        names=MappingProxyType({name: text for one in reversed(gathered) for name, text in one.names.items()}),
    )


def _new_errata(before: _Version, after: _Version) -> Mapping[Place, tuple[Cells, ...]]:
    """Group the errata that the newer version adds by assembly and table that they correct."""
    found: dict[Place, tuple[Cells, ...]] = {}
    for place in after.origins:
        if place[1] != "errata" or not _differ(before, after, place):
            continue
        known = before.records(place)
        for key, record in after.records(place).items():
            if key not in known:
                meant = place[0], record.cells.get("table", "")
                found[meant] = (*found.get(meant, ()), record.cells)
    return found


def _errata_of(comparison: _Comparison, place: Place, key: str) -> Mapping[str, str]:
    """Map each column of a row that new errata correct to the reason; the record of an assembly goes by its id."""
    former = (old for old, new in comparison.old.successors.get(place, {}).items() if new == key)
    names = (key, place[0]) if place[1] == "assembly" else (key, *former)
    found = (one for one in comparison.errata.get(place, ()) if one.get("row") in names)
    origin = comparison.new.origins.get(place)
    moved = {move.source: move.target for move in origin.moves} if origin else {}
    return {moved.get(field := one.get("field", ""), field): one.get("reason", "") for one in found}


class _Gathered:
    """What a sentence about a row needs, gathered by following its links."""

    def __init__(self, comparison: _Comparison, hidden: frozenset[str]) -> None:
        self.row: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.recommendations: list[str] = []
        self._comparison = comparison
        self._hidden = hidden
        self._home = ""

    def of(self, record: _Record) -> _Gathered:
        """Gather from a row, and from those that it leads to."""
        self._home = record.origin.assembly
        self.row.update({name: text for name, text in record.cells.items() if text and name not in self._hidden})
        if record.origin.name == "recommendations":
            self._about(record)
        self._follow(record, frozenset())
        if record.origin.name == "errata":
            self._corrects(record)
        return self

    def _corrects(self, erratum: _Record) -> None:
        """Follow an erratum to the row that it corrects, which it names by its key."""
        place = self._home, erratum.cells.get("table", "")
        found = self._comparison.row(place, erratum.cells.get("row", ""))
        if found and place[1] == "recommendations":
            self._about(found)
        elif found:
            self._take("row", found)
            self._follow(found, frozenset())

    def _follow(self, record: _Record, passed: frozenset[str]) -> None:
        for column, table, reference in _references(record):
            found = self._comparison.find(record.origin.assembly, table, reference)
            if found is None:
                continue
            self.names.setdefault(f"{table}:{reference}", _named(found))
            if record.origin.name != "recommendations" and table == "recommendations":
                self._about(found)
            if table in passed or record.origin.name == table or table in ("recommendations", "authorities"):
                continue
            self._take(column, found)
            self._follow(found, passed | {table})

    def _about(self, recommendation: _Record) -> None:
        owner = recommendation.origin.assembly
        name = recommendation.cells.get("id", "")
        self.recommendations.append(name if owner == self._home else f"{owner}/{name}")
        self.names.setdefault(f"recommendations:{name}", _named(recommendation))
        self.names.setdefault(f"recommendations.title:{name}", _short(recommendation.cells.get("title", "")))

    def _take(self, column: str, found: _Record) -> None:
        """Take from a row that is led to what says whom it is about and what it is."""
        for name in _LEADS:
            if found.cells.get(name):
                self.row.setdefault(name, found.cells[name])
        for name in _TELLING:
            if found.cells.get(name):
                self.row.setdefault(f"{column}.{name}", found.cells[name])


def _references(record: _Record) -> Iterator[tuple[str, str, str]]:
    """Yield what a row refers to as (column, table, reference), that of verdicts and errata included."""
    for column in record.origin.schema.public_columns:
        text = record.cells.get(column.name)
        if column.links and text:
            for reference in text.split(";") if column.list else (text,):
                yield column.name, column.links, reference.strip()
    if record.origin.name == "verdicts":
        table = behaviour(record.cells.get("target_kind", ""), "verdicts.target_kind", "table")
        if table in ("recommendations", "responses"):
            yield "target", table, record.cells.get("target", "")


def _named(record: _Record) -> str:
    """Give the name by which people know a row: number before title for recommendations, its name otherwise."""
    cells = record.cells
    if record.origin.name == "recommendations":
        return cells.get("number") or _short(cells.get("title", ""))
    found = next((cells[name] for name in _NAMED if cells.get(name)), "") or cells.get("text", "")
    return _short(found) or cells.get("id", "")


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= _SHORT else f"{folded[: _SHORT - 1].rstrip()}…"
