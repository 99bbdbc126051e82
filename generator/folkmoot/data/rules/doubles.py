"""Rules about what stands twice: rows that were pasted again, numbers and titles, states of one day."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from folkmoot.data.dates import PartialDate
from folkmoot.data.messages import N_, Named, quoted
from folkmoot.data.problems import Severity
from folkmoot.data.rules.rule import Finding, finding, rule
from folkmoot.data.rules.values import in_assemblies, is_given, typed
from folkmoot.data.tables import Row, Table, Tables
from folkmoot.data.vocabulary import behaviour

_PART = ("kind", "parent", "topic", "document", "decision")
"""What sets one part of a report apart from another, in which numbers and titles begin anew."""

_TRACK = ("place", "online")
"""What sets sessions apart that groups hold at the same time, each counted by itself."""

_STATED = (
    ("progress", ("recommendation", "commitment")),
    ("promise_events", ("promise",)),
)
_WORDS = ("quote", "summary", "voters", "scale_min", "scale_max")
"""What tells two marks of one assessor and day apart: another question, other voters, another scale."""


@rule("row-double", Severity.WARNING)
def rows_stand_once(tables: Tables) -> Iterator[Finding]:
    """No row stands twice under two identifiers.

    All cells but the id are the same: it was pasted a second time, or a copy was made to be changed and wasn't. Every
    figure counts it twice. Rows that hold nothing in which two things could differ, neither words nor the name of
    another row, are left alone.
    """
    for table in tables.by_place.values():
        for earlier, row in _pasted(table):
            sentence = N_("must differ from line %(line)s in more than its id, got the row %(other)s again")
            hint = N_("delete one of the two, or correct what was to be changed")
            yield finding(row, "id", sentence, hint, line=earlier.line, other=earlier.shown_name)


def repeated(tables: Tables, name: str) -> frozenset[Row]:
    """Gather the rows of a table that stand twice but for their identifier, of which it is said already."""
    found = (table for (_, table_name), table in tables.by_place.items() if table_name == name)
    return frozenset(row for table in found for _, row in _pasted(table))


def _pasted(table: Table) -> Iterator[tuple[Row, Row]]:
    """Give each row that stands twice, after the one that it repeats."""
    raw = table.origin.raw
    if not table.schema.has_id or "id" not in raw.header or len(table.rows) < 2:
        return
    at = raw.header.index("id")
    bodies = [(*raw.rows[row.index][:at], *raw.rows[row.index][at + 1 :]) for row in table.rows]
    if len(set(bodies)) == len(bodies):
        return
    telling = [column.name for column in table.schema.columns if column.links or column.voice]
    first: dict[tuple[str, ...], Row] = {}
    for row, body in zip(table.rows, bodies, strict=True):
        earlier = first.setdefault(body, row)
        if earlier is not row and any(is_given(row, name) for name in telling):
            yield earlier, row


@rule("number-double", Severity.WARNING)
def printed_numbers_stand_once(tables: Tables) -> Iterator[Finding]:
    """A printed number stands once in an assembly.

    It is by its number that people look a recommendation or a session up. Numbers may begin anew in another part:
    under another parent or topic, in another document, for another kind of text; those of sessions at another place.
    """
    for row, earlier in _again(tables, "recommendations", "number", _PART[:-1]):
        if not _is_same_title(row, earlier):
            yield _number(row, earlier)
    for row, earlier in _again(tables, "sessions", "number", _TRACK):
        yield _number(row, earlier)


def _is_same_title(row: Row, earlier: Row) -> bool:
    """Tell whether the titles are doubled as well, which is said already."""
    return _plainly(row, "title") == _plainly(earlier, "title") and row["decision"] == earlier["decision"]


def _number(row: Row, earlier: Row) -> Finding:
    sentence = N_("must be another number than in line %(line)s, got %(found)s again")
    hint = N_("correct one of them, or delete the row that stands twice")
    return finding(row, "number", sentence, hint, line=earlier.line, found=quoted(row.text("number")))


@rule("title-double", Severity.WARNING)
def titles_stand_once(tables: Tables) -> Iterator[Finding]:
    """No two recommendations of one part of a report have the same title.

    In a list nobody could tell them apart. Under another parent or topic, or where the members decided otherwise on
    a second version, a title may come again.
    """
    for row, earlier in _again(tables, "recommendations", "title", _PART):
        sentence = N_("must be another title than in line %(line)s, got %(found)s again")
        hint = N_("say what sets the two apart, or delete the row that stands twice")
        yield finding(row, "title", sentence, hint, line=earlier.line, found=_beginning(row.text("title")))


def _beginning(text: str) -> Named:
    return quoted(text if len(text) <= 60 else text[:59] + "…")


def _again(tables: Tables, name: str, column: str, part: tuple[str, ...]) -> Iterator[tuple[Row, Row]]:
    """Give each row whose cell stands in an earlier one of the same part, unless all of the row does."""
    pasted = repeated(tables, name)
    for rows in in_assemblies(tables.every(name)).values():
        yield from (pair for pair in _twice(rows, column, part) if pair[0] not in pasted)


def _twice(rows: Iterable[Row], column: str, part: tuple[str, ...]) -> Iterator[tuple[Row, Row]]:
    first: dict[tuple[Hashable, ...], Row] = {}
    for row in rows:
        found = _plainly(row, column)
        if found:
            earlier = first.setdefault((found, *map(row.cells.get, part)), row)
            if earlier is not row:
                yield row, earlier


def _plainly(row: Row, column: str) -> str:
    """Give a text as people compare it, whatever its capitals and spaces."""
    return " ".join(row.text(column).casefold().split())


@rule("state-double")
def one_day_has_one_state(tables: Tables) -> Iterator[Finding]:
    """Of one thing, one assessor says one state a day.

    This holds for progress and for what became of a promise. With two, the page would show whichever stands last. A
    promise may be broken and taken back on the same day, and a date that is only a month or a year leaves room for
    both.
    """
    for table, columns in _STATED:
        for row, earlier in _of_one_day(tables, table, columns):
            if row["state"] != earlier["state"] and not _go_together(row, earlier):
                sentence = N_(
                    "must be %(other)s, as the same assessor says of that day in line %(line)s, got %(found)s"
                )
                hint = N_("delete one of the two, or correct its date or its assessor")
                other, found = earlier.shown("state"), row.shown("state")
                yield finding(row, "state", sentence, hint, other=other, line=earlier.line, found=found)


def _go_together(one: Row, other: Row) -> bool:
    """Tell whether two states can be true of a promise on one day."""
    if one.origin.name != "promise_events":
        return False
    fates = {behaviour(row.text("state"), "promise_events.state", "fate") for row in (one, other)}
    return fates == {"missed", "taken_back"}


@rule("mark-double")
def one_day_has_one_mark(tables: Tables) -> Iterator[Finding]:
    """Of one thing, one assessor gives one mark a day for one question.

    Members who answered several questions gave several marks: their words, the number of voters or the scale tell
    them apart. Where all of that is the same, one of the two marks is mistyped.
    """
    for row, earlier in _of_one_day(tables, "verdicts", ("target_kind", "target"), _WORDS):
        if row["mean"] is not None and earlier["mean"] is not None and row["mean"] != earlier["mean"]:
            sentence = N_("must be %(other)s, as the same assessor says of that day in line %(line)s, got %(found)s")
            hint = N_("delete one of the two, or say in summary which question each mark answers")
            other, found = earlier.shown("mean"), row.shown("mean")
            yield finding(row, "mean", sentence, hint, other=other, line=earlier.line, found=found)


def _of_one_day(
    tables: Tables, table: str, subject: tuple[str, ...], also: tuple[str, ...] = ()
) -> Iterator[tuple[Row, Row]]:
    """Give each row after the first that one assessor wrote of one subject on one day."""
    same = (*subject, *also)
    for rows in in_assemblies(tables.every(table)).values():
        first: dict[tuple[Hashable, ...], Row] = {}
        for row in rows:
            date = row["date"]
            if isinstance(date, PartialDate) and date.is_exact and any(row[column] for column in subject):
                key = (date, row.text("assessor").casefold(), *(typed(row, column) for column in same))
                earlier = first.setdefault(key, row)
                if earlier is not row:
                    yield row, earlier


RULES = (rows_stand_once, printed_numbers_stand_once, titles_stand_once, one_day_has_one_state, one_day_has_one_mark)
