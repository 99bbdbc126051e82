"""What a new release may not do to the one before: lose ids, change what a column means, alter what happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from folkmoot.data.messages import EMPTY, N_, Message, quoted
from folkmoot.data.problems import Diagnostic, Severity, errors, in_reading_order
from folkmoot.data.schemas import Schemas
from folkmoot.data.tables import Row, Table, Tables
from folkmoot.dataset import Dataset
from folkmoot.history import archive as archives
from folkmoot.history import compare
from folkmoot.history.changes import Change, Kind
from folkmoot.history.ledger import Ledger, LedgerEntry
from folkmoot.history.schema_snapshot import Snapshot

EVENTS = frozenset(
    "ballots ballot_counts responses progress promise_events parliamentary_actions follow_up_events verdicts "
    "scorecards impact_observations selection_stages".split()
)
"""Tables whose rows say what happened: they are added to, and corrected by errata."""

_NOTES = frozenset({"retrieved_on", "archived"})
_WORDS = frozenset({"errata", "redactions", "redirects"})
_FORM = ("type", "format", "list", "partialDate", "links")
_WITHDRAW = N_(
    "give the row back, with decision: withdrawn if it was taken back; or say in redirects what stands in its place, "
    "%(table)s,%(found)s,NEW-ID,REASON, or why nothing does, %(table)s,%(found)s,,REASON"
)
_BACK_OR_REDIRECT = N_(
    "give the row back; or say in redirects what stands in its place, %(table)s,%(found)s,NEW-ID,REASON, or why "
    "nothing does, %(table)s,%(found)s,,REASON"
)
_RESTORE = N_("give it back, or add an erratum (table, row, field, old, new, date, reason)")


def since_last_release(root: Path, found: Dataset, datasets: Path, ledger: Ledger) -> tuple[Diagnostic, ...]:
    """Find what a release of these datasets would be refused for, as far as the last one is in the history here.

    Nothing is compared while a file can't be read: all that stands in it would seem to be lost.
    """
    if ledger.problems or ledger.last is None or errors(found.found):
        return ()
    archive = archives.archive_here(root, datasets, ledger, found.reading)
    last = archives.newest(archive, found.whole) if archive else None
    if last is None:
        return (_unseen(ledger, ledger.last),)
    then, snapshot = last
    changes = compare.compare(then.tables.origins, found.whole.origins)
    return find(then.tables, found.whole, snapshot, changes, ledger.last.version)


def _unseen(ledger: Ledger, entry: LedgerEntry) -> Diagnostic:
    return Diagnostic(
        code="release-unseen",
        path=ledger.path,
        line=entry.line,
        row=entry.version,
        message=Message(N_("can't be compared with the datasets, got a history that doesn't hold it")),
        hint=Message(N_("run git fetch --unshallow --tags, or check in a clone that has its history")),
        severity=Severity.NOTE,
    )


def find(
    before: Tables, after: Tables, then: Snapshot, changes: Iterable[Change], release: str = ""
) -> tuple[Diagnostic, ...]:
    """Find everything that a release would do to the one before it, in reading order.

    `then` are the schemas of the release before, `changes` those between the two, `release` is its version.
    """
    lost = (*_lost_assemblies(before, after), *_lost_ids(before, after, release), *_lost_words(before, after))
    kept = (_without_moved(before, change) for change in changes)
    altered = (problem for change in kept for problem in _altered(after, change))
    return in_reading_order((*lost, *altered, *_other_meanings(before, then, after.schemas)))


def _without_moved(before: Tables, change: Change) -> Change:
    """Leave out the record's own words that were sorted into other columns since: they say nothing of what happened."""
    table = before.get(change.assembly, change.table)
    moves = table.origin.moves if table else ()
    names = {name for move in moves for name in (move.source, move.target)}
    return replace(change, cells=tuple(cell for cell in change.cells if cell.column not in names)) if names else change


def _lost_assemblies(before: Tables, after: Tables) -> Iterator[Diagnostic]:
    for assembly in before.assemblies:
        record = before.record(assembly)
        if assembly not in after.assemblies and record is not None:
            sentence = N_("the assembly %(assembly)s was published: its folder must stay, got none")
            hint = N_("give the folder back; its address must not change")
            yield record.problem("release-lost-id", "id", sentence, hint, assembly=quoted(assembly))


def _lost_ids(before: Tables, after: Tables, release: str) -> Iterator[Diagnostic]:
    for (assembly, name), table in before.by_place.items():
        if assembly not in after.assemblies and assembly in before.assemblies:
            continue
        kept = after.get(assembly, name)
        known = {row.text("old_id") for row in after.rows(assembly, "redirects") if row.text("table") == name}
        for identifier, row in table.by_id.items():
            if identifier not in known and not (kept and identifier in kept.by_id):
                yield _lost(row, kept, identifier, release)


def _lost(row: Row, kept: Table | None, identifier: str, release: str) -> Diagnostic:
    path = kept.origin.path if kept else row.path
    sentence = N_("the id %(found)s was published: it must stay, got none")
    if release:
        sentence = N_("the id %(found)s was published in %(release)s: it must stay, got none")
    message = Message(sentence, found=quoted(identifier), release=release)
    hint = Message(_BACK_OR_REDIRECT, table=row.origin.name, found=identifier)
    if row.origin.schema.name == "recommendations":
        hint = Message(_WITHDRAW, table=row.origin.name, found=identifier)
    return replace(row.problem("release-lost-id", "id", message, hint), path=path, line=1, column=None)


def _lost_words(before: Tables, after: Tables) -> Iterator[Diagnostic]:
    """Find what was said of the record and is gone: its old addresses, its corrections, what was taken back."""
    for (assembly, name), table in before.by_place.items():
        if name not in _WORDS or (assembly not in after.assemblies and assembly in before.assemblies):
            continue
        kept, there = after.get(assembly, name), {row.key for row in after.rows(assembly, name)}
        for row in table.rows:
            if row.key not in there and not _is_back(after, row):
                path = kept.origin.path if kept else row.path
                sentence = N_("what was published of the record itself must stay, got none for %(row)s")
                made = row.problem(
                    "release-lost-words", table.schema.key[0], sentence, N_("give the row back"), row=row.shown_name
                )
                yield replace(made, path=path, line=1, column=None)


def _is_back(after: Tables, row: Row) -> bool:
    """Tell whether a redirect isn't needed any more, because the identifier stands again."""
    table = after.get(row.assembly, row.text("table")) if row.origin.name == "redirects" else None
    return table is not None and row.text("old_id") in table.by_id


def _altered(after: Tables, change: Change) -> Iterator[Diagnostic]:
    if change.table not in EVENTS or change.kind is Kind.ADDED:
        return
    if change.kind is Kind.REMOVED:
        schema = after.schemas[change.table]
        if not schema.has_id and not _is_taken_back(after, change, schema.key):
            sentence = N_("what happened must stay once it was published, got nothing in its place")
            yield _problem(change, schema.key[0], Message(sentence))
        return
    for cell in change.cells:
        if cell.before and not cell.erratum and cell.column not in _NOTES:
            yield _problem(change, cell.column, _overwritten(cell.before, cell.after))


def _overwritten(before: str, after: str) -> Message:
    sentence = N_("must stay %(published)s as it was published, got %(found)s")
    found = _short(after) if after else Message(N_("nothing"))
    return Message(sentence, published=_short(before), found=found)


def _problem(change: Change, field: str, message: Message) -> Diagnostic:
    return Diagnostic(
        code="release-event-altered",
        path=change.path,
        line=change.line,
        table=change.table,
        row=change.key,
        field=field,
        message=message,
        hint=Message(_RESTORE),
    )


def _is_taken_back(after: Tables, change: Change, key: tuple[str, ...]) -> bool:
    """Tell whether an erratum says of a part of its key that it was wrong: the row stands under another key, or not.

    It goes without one where what it belongs to was given up, as the counts do with their ballot.
    """
    links = {name: column.links for name, column in after.schemas[change.table].by_name.items() if column.links}
    given_up = {(row.text("table"), row.text("old_id")) for row in after.rows(change.assembly, "redirects")}
    if any((links[name], change.before(name)) in given_up for name in key if name in links):
        return True
    return any(
        row.text("table") == change.table and row.text("field") in key and row.text("old") == old
        for row in after.rows(change.assembly, "errata")
        for old in [change.before(row.text("field"))]
        if old
    )


def _other_meanings(before: Tables, then: Snapshot, now: Schemas) -> Iterator[Diagnostic]:
    """Compare the columns that held something with those of today; each is named once, where it was first used."""
    seen: set[tuple[str, str]] = set()
    for table in before.by_place.values():
        old, new = then.tables.get(table.schema.name), now[table.schema.name].descriptor()
        for field, cells in _used(table, old or {}).items():
            message = _difference(_field(old or {}, field), _field(new, field), cells)
            if message and (table.schema.name, field) not in seen:
                seen.add((table.schema.name, field))
                yield _meaning(table, field, message)


def _used(table: Table, old: Mapping[str, Any]) -> Mapping[str, frozenset[str]]:
    """Give the values in each column that was published and held something."""
    raw = table.origin.raw
    columns = zip(raw.header, zip(*raw.rows, strict=True), strict=False)
    published = {field["name"] for field in old.get("fields", ())}
    return {name: frozenset(cells) - {""} for name, cells in columns if name in published and any(cells)}


def _field(schema: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return next((field for field in schema.get("fields", ()) if field["name"] == name), {})


def _difference(old: Mapping[str, Any], new: Mapping[str, Any], cells: frozenset[str]) -> Message:
    """Say how the meaning of a column changed, as far as its values are concerned; nothing where it didn't."""
    if not new:
        return Message(N_("was published: it must stay a column that is published, got none"))
    for name in _FORM:
        if old.get(name) != new.get(name):
            sentence = N_("must keep its %(property)s, %(published)s, got %(found)s")
            published, found = (str(one.get(name) or "") or Message(N_("none")) for one in (old, new))
            return Message(sentence, property=name, published=published, found=found)
    values = {value for cell in cells for value in (cell.split(";") if old.get("list") else (cell,))}
    before, after = _terms(old), _terms(new)
    changed = sorted(value for value in values & before.keys() if _plain(before[value]) != _plain(after.get(value, "")))
    if not changed:
        return EMPTY
    term = changed[0]
    sentence = N_("the value %(value)s must keep its meaning, %(published)s, got %(found)s")
    found = _meant(after[term]) if term in after else Message(N_("none"))
    return Message(sentence, value=term, published=_meant(before[term]), found=found)


def _terms(field: Mapping[str, Any]) -> Mapping[str, str]:
    return {term["value"]: term["description"] for term in field.get("categories", ())}


def _plain(text: str) -> str:
    """Take a sentence without what doesn't change its meaning."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _meaning(table: Table, field: str, message: Message) -> Diagnostic:
    hint = Message(
        N_("a new meaning needs a new column or a new value; use the version of folkmoot of the last release till then")
    )
    return Diagnostic(
        code="release-meaning",
        path=table.origin.path,
        table=table.schema.name,
        field=field,
        message=message,
        hint=hint,
    )


def _short(text: str) -> Message:
    return quoted(_beginning(text))


def _meant(text: str) -> Message:
    return Message(N_("“%(text)s”"), text=_beginning(text))


def _beginning(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= 80 else folded[:79] + "…"
