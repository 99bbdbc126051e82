"""Rules about the record itself: coverage, errata, redirects, licences, languages, documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from folkmoot.data import licences
from folkmoot.data.languages import is_language
from folkmoot.data.messages import EMPTY, N_, Message, Named, both, quoted
from folkmoot.data.problems import Severity, did_you_mean
from folkmoot.data.rules.rule import Finding, finding, rule
from folkmoot.data.rules.values import day, in_assemblies, is_given, items, listed, number, typed, worked_out
from folkmoot.data.schemas import Column, Schema
from folkmoot.data.tables import Row, Tables
from folkmoot.data.vocabulary import behaviour, of

_NAMING = ("coverage", "errata", "redirects", "redactions")
_ASKED = ("recommendations", "responses")
_REMINDED_AFTER = timedelta(days=200)


@rule("table-name-unknown")
def tables_are_named_rightly(tables: Tables) -> Iterator[Finding]:
    """Coverage, errata, redirects and redactions name tables that exist.

    A statement about `recomendations` would say nothing about the recommendations, and nobody would miss it.
    """
    for name in _NAMING:
        for row in tables.every(name):
            if row["table"] and row["table"] not in tables.schemas:
                sentence, found = N_("must be the name of a table, got %(found)s"), row.text("table")
                hint = did_you_mean(found, tables.schemas) or N_("such as recommendations")
                yield finding(row, "table", sentence, hint, found=quoted(found))


@rule("coverage-of")
def coverage_agrees_with_the_tables(tables: Tables) -> Iterator[Finding]:
    """A table holds no more rows than coverage says there are, and a complete one exactly so many.

    Of a partial table of answers, those to the report as a whole may be counted or not; of a complete one each row
    counts, so that none can get lost unseen. Of one assembly's 81 answers five had been typed in: whoever calls that
    complete turns a gap in the record into the silence of an authority.
    """
    for row in tables.every("coverage"):
        total, counts = number(row, "of"), _recorded(tables, row)
        if total is None or not counts:
            continue
        counts = counts[-1:] if _extent(row) == "full" else counts
        if min(counts) > total:
            sentence = N_("must be at least the %(count)s rows of %(table)s, got %(found)s")
            table = row.shown("table")
            yield finding(row, "of", sentence, N_("correct it"), count=min(counts), table=table, found=total)
        elif _extent(row) == "full" and total not in counts:
            sentence = N_("must be %(counts)s, the rows of %(table)s, where state is %(state)s, got %(found)s")
            hint = N_("correct it, or make the state %(other)s")
            table, state = row.shown("table"), row.shown("state")
            yield finding(
                row,
                "of",
                sentence,
                hint,
                counts=listed(counts),
                table=table,
                state=state,
                found=total,
                other=of("coverage.state").naming("extent", "part")[0],
            )


@rule("coverage-uncounted")
def complete_tables_are_counted(tables: Tables) -> Iterator[Finding]:
    """Coverage that calls a table complete says how many rows there are; zero is an answer.

    Without the number a row that is deleted by mistake leaves no trace, and an answer that was given becomes one that
    is overdue.
    """
    for row in tables.every("coverage"):
        schema = tables.schemas.get(row.text("table"))
        if schema is None or _extent(row) != "full" or is_given(row, "of"):
            continue
        sentence = N_("must be given where state is %(state)s, got nothing")
        count = len(tables.rows(row.assembly, schema.name))
        hint = Message(N_("write %(count)s if these are all rows of %(table)s"), count=count, table=row.shown("table"))
        yield finding(row, "of", sentence, hint, state=row.shown("state"))


def _extent(row: Row) -> str | None:
    return behaviour(row.text("state"), "coverage.state", "extent")


def _recorded(tables: Tables, row: Row) -> tuple[int, ...]:
    """Count the rows of the table that coverage speaks of; none where it can't be known."""
    name = row.text("table")
    schema = tables.schemas.get(name)
    if schema is None or schema.shared:
        return ()
    rows = tables.rows(row.assembly, name)
    single = sum(is_given(answer, "recommendation") for answer in rows) if name == "responses" else len(rows)
    return tuple(sorted({single, len(rows)}))


@rule("coverage-not-recorded")
def what_is_not_recorded_is_absent(tables: Tables) -> Iterator[Finding]:
    """A table that coverage calls not recorded holds no rows.

    With the first row it is recorded in part, and the page says so.
    """
    for row in tables.every("coverage"):
        rows = tables.rows(row.assembly, row.text("table"))
        if _extent(row) == "nothing" and rows:
            sentence = N_("must be partial or complete, since %(table)s has rows, got %(found)s")
            hint = N_("correct the state, and say in of how many there would be")
            table, found = row.shown("table"), row.shown("state")
            yield finding(row, "state", sentence, hint, table=table, found=found)


@rule("coverage-missing", Severity.WARNING)
def ended_assemblies_state_their_coverage(tables: Tables) -> Iterator[Finding]:
    """An assembly that has ended says how complete its recommendations and answers are.

    Who records an assembly afterwards seldom finds everything; without a statement, an empty table of answers reads
    as if nobody had ever answered.
    """
    for assembly in tables.assemblies:
        record = tables.record(assembly)
        stated = {row["table"] for row in tables.rows(assembly, "coverage")}
        lacking = [name for name in _ASKED if name not in stated]
        if record and day(record, "ends_on") and lacking:
            sentence = N_("the assembly has ended: coverage must speak of %(tables)s, got nothing")
            hint = N_("add coverage: complete, partial or not_recorded")
            yield finding(record, "coverage", sentence, hint, tables=both(lacking))


@rule("coverage-old", Severity.WARNING)
def kept_tables_are_looked_at(tables: Tables) -> Iterator[Finding]:
    """Who keeps a table complete has looked at it within the last 200 days, as long as the assembly isn't closed.

    What came since stands nowhere, and no answer can be called overdue whose deadline lies after the last check.
    """
    today = tables.checked_on
    if today is None:
        return
    for row in tables.every("coverage"):
        looked, record = day(row, "checked_on"), tables.record(row.assembly)
        if not row["kept"] or looked is None or (record and record["closed"]):
            continue
        if today - looked.last > _REMINDED_AFTER:
            sentence = N_(
                "must be at most %(days)s days before %(today)s, since %(table)s is kept complete, got %(found)s"
            )
            hint = N_("look what has come since, add it and correct the day; or take kept out")
            days, table, found = _REMINDED_AFTER.days, row.shown("table"), row.text("checked_on")
            yield finding(row, "checked_on", sentence, hint, days=days, today=str(today), table=table, found=found)


@rule("erratum-unknown")
def errata_name_a_cell(tables: Tables) -> Iterator[Finding]:
    """An erratum names a row and a column that exist.

    A correction that can't be found beside what it corrects corrects nothing. The row is named by its identifier, or
    by its key with slashes between the parts. Only a row that was taken back is not there any more: its erratum says
    what a part of its key was, in old, and nothing in new; what had been corrected in it before stays. A column that
    had another name when it was corrected may be called by that one.
    """
    gone = {_place(row) for row in tables.every("errata") if _takes_back(row, tables)}
    for row in tables.every("errata"):
        schema = tables.schemas.get(row.text("table"))
        if schema is None:
            continue
        if row["field"] and row["field"] not in {**schema.by_name, **schema.former}:
            sentence, found = N_("must be a column of %(table)s, got %(found)s"), row.text("field")
            columns = Message(N_("its columns are %(columns)s"), columns=tuple(schema.by_name))
            hint = did_you_mean(found, schema.by_name) or columns
            yield finding(row, "field", sentence, hint, table=row.shown("table"), found=quoted(found))
        if row["row"] and _meant(tables, row) is None and _place(row) not in gone:
            sentence, found = N_("must name a row of %(table)s, got %(found)s"), row.text("row")
            near = did_you_mean(found, _names(tables, row)) if schema.is_public(*schema.key) else EMPTY
            hint = near or Message(N_("write the row's identifier"))
            yield finding(row, "row", sentence, hint, table=row.shown("table"), found=quoted(found))


def _takes_back(erratum: Row, tables: Tables) -> bool:
    """Tell whether an erratum says that a row should not have stood here: a part of its key was wrong."""
    schema = tables.schemas.get(erratum.text("table"))
    is_of_key = schema is not None and erratum.text("field") in schema.key
    return is_of_key and erratum["old"] is not None and erratum["new"] is None


def _place(erratum: Row) -> tuple[str, str, str]:
    return erratum.assembly, erratum.text("table"), erratum.text("row")


def _names(tables: Tables, erratum: Row) -> tuple[str, ...]:
    return tuple(row.name for row in tables.rows(erratum.assembly, erratum.text("table")))


def _meant(tables: Tables, erratum: Row) -> Row | None:
    """Find the row that an erratum speaks of; the record of an assembly goes by its identifier as well."""
    table, name = erratum.text("table"), erratum.text("row")
    if table == "assembly" and name == erratum.assembly:
        return tables.record(erratum.assembly)
    found = tables.get(erratum.assembly, table)
    if found and name in found.by_id:
        return found.by_id[name]
    return next((row for row in found.rows if row.name == name), None) if found else None


@rule("erratum-stale")
def errata_agree_with_what_stands_now(tables: Tables) -> Iterator[Finding]:
    """What the latest erratum of a cell calls new is what the cell holds.

    A ballot was announced as 97% and corrected to 98% the next day; when only the note is written and not the
    figure, every chart goes on showing the old one.
    """
    for rows in in_assemblies(tables.every("errata")).values():
        latest: dict[tuple[str, ...], Row] = {}
        for row in sorted(rows, key=_dated):
            latest[tuple(row.text(column) for column in ("table", "row", "field"))] = row
        for row in latest.values():
            meant, field = _meant(tables, row), row.text("field")
            if meant and row["new"] and field in meant.origin.schema.by_name and typed(meant, field) != row["new"]:
                yield _other_now(row, meant, worked_out(_quoted(typed(meant, field)), (meant.origin.schema, field)))


def _other_now(erratum: Row, meant: Row, now: Named) -> Finding:
    return finding(
        erratum,
        "new",
        N_("must be what stands in %(path)s:%(line)s, %(now)s, got %(found)s"),
        N_("correct the row or the erratum"),
        path=meant.path,
        line=meant.line,
        now=now,
        found=_quoted(erratum.text("new")),
    )


def _dated(erratum: Row) -> str:
    dated = day(erratum, "date")
    return dated.first.isoformat() if dated else ""


def _quoted(text: str) -> Message:
    return quoted(text if len(text) <= 60 else text[:59] + "…") if text else Message(N_("nothing"))


@rule("redaction-cell")
def redactions_name_a_text(tables: Tables) -> Iterator[Finding]:
    """A redaction names a column that holds a text, and that is no part of the key.

    Older releases are published without the cell. Without its key a row couldn't be found, and without a date or a
    state the record would say something else.
    """
    for row in tables.every("redactions"):
        schema, field = tables.schemas.get(row.text("table")), row.text("field")
        if schema is None or not field:
            continue
        column = schema.by_name.get(schema.former.get(field, field))
        if column is None:
            sentence = N_("must be a column of %(table)s, got %(found)s")
            hint = did_you_mean(field, schema.by_name) or N_("check the name")
            yield finding(row, "field", sentence, hint, table=row.shown("table"), found=quoted(field))
        elif field in schema.key or (column.required and not _is_free(column)):
            sentence = N_("must be a text or a cell that may be empty, and no part of the key, got %(found)s")
            hint = N_("redact the columns that hold the words instead")
            yield finding(row, "field", sentence, hint, found=quoted(field))


def _is_free(column: Column) -> bool:
    """Tell whether any words may stand in a column."""
    closed = {"enum", "pattern"} & column.descriptor.get("constraints", {}).keys()
    return column.type == "string" and not (closed or column.links or column.partial_date or column.is_address)


@rule("redirect-in-use")
def redirects_start_where_nothing_is(tables: Tables) -> Iterator[Finding]:
    """An identifier that was given up is not in use any more.

    A published address leads to what it has always led to; an identifier that is used again for something else makes
    old links tell the wrong story.
    """
    for row in tables.every("redirects"):
        found = tables.get(row.assembly, row.text("table"))
        if found and row["old_id"] and row.text("old_id") in found.by_id:
            sentence = N_("must not be in use, got %(found)s, a row of %(table)s")
            hint = N_("take the redirect out, or give the row a new identifier")
            old, table = quoted(row.text("old_id")), row.shown("table")
            yield finding(row, "old_id", sentence, hint, found=worked_out(old, (found.schema, "id")), table=table)


@rule("redirect-target")
def redirects_lead_to_something(tables: Tables) -> Iterator[Finding]:
    """A redirect leads to a row that exists, or says why nothing stands in its place.

    It may lead there by other redirects. A public register lost four published identifiers, two of them in what was
    announced as small corrections, because they were made from wording that was edited: each cited address broke.
    """
    for row in tables.every("redirects"):
        schema = tables.schemas.get(row.text("table"))
        if schema is None:
            continue
        if not schema.has_id:
            sentence = N_("must be a table whose rows have an id, got %(found)s")
            yield finding(row, "table", sentence, N_("take the redirect out"), found=schema.name)
        elif not is_given(row, "new_id") and not is_given(row, "reason"):
            sentence = N_("must be given where nothing stands in its place, got neither new_id nor reason")
            yield finding(row, "reason", sentence, N_("say why, or name the successor in new_id"))
        elif row["new_id"] and not _arrives(tables, row):
            yield _leading_nowhere(tables, row, schema)


def _leading_nowhere(tables: Tables, redirect: Row, schema: Schema) -> Finding:
    sentence, found = N_("must name a row of %(table)s, got %(found)s"), redirect.text("new_id")
    table = tables.get(redirect.assembly, schema.name)
    near = did_you_mean(found, table.by_id) if table and schema.is_public("id") else EMPTY
    hint = near or Message(N_("correct the identifier, or empty it and give a reason"))
    return finding(redirect, "new_id", sentence, hint, table=redirect.shown("table"), found=quoted(found))


def _arrives(tables: Tables, redirect: Row) -> bool:
    """Follow redirects from one to the next until there is a row, or a reason why there is none."""
    others = {
        row.text("old_id"): row
        for row in tables.rows(redirect.assembly, "redirects")
        if row["table"] == redirect["table"]
    }
    seen: set[str] = set()
    at: Row | None = redirect
    while at and at.text("old_id") not in seen:
        seen.add(at.text("old_id"))
        following = at.text("new_id")
        if not following or tables.resolve(redirect.assembly, redirect.text("table"), following):
            return True
        at = others.get(following)
    return False


@rule("licence-unknown", Severity.WARNING)
def licences_are_known(tables: Tables) -> Iterator[Finding]:
    """A licence is an identifier of the SPDX list, or begins with LicenseRef-.

    Most entries of a public register of assemblies name no licence at all, and `open` or `CC` names none that anybody
    could rely on. LicenseRef-not-stated is for documents that state none.
    """
    for table in ("assembly", "documents"):
        for row in tables.every(table):
            licence = row.text("licence")
            if licence and not licences.is_known(licence):
                sentence = N_("must be a known licence, got %(found)s")
                near = licences.nearest(licence)
                hint = N_('did you mean "%(near)s"?') if near else N_("such as CC-BY-4.0")
                yield finding(row, "licence", sentence, hint, found=quoted(licence), near=near)


@rule("language-unknown")
def languages_are_known(tables: Tables) -> Iterator[Finding]:
    """A language is given as a code of BCP 47, such as en, de or fr-BE.

    Screen readers choose their voice by it and search engines their dictionary: a page marked `english` is read aloud
    in whatever language the visitor's machine speaks. Codes of countries are not codes of languages.
    """
    for table, column in (("assembly", "languages"), ("documents", "language"), ("contributions", "language")):
        for row in tables.every(table):
            for code in items(row, column):
                if not is_language(code):
                    sentence = N_("must be the code of a language, got %(found)s")
                    yield finding(row, column, sentence, N_("such as en or fr-BE"), found=quoted(code))


@rule("document-place")
def documents_lie_somewhere(tables: Tables) -> Iterator[Finding]:
    """A document has an address or a file.

    A report that is cited by its title alone can't be read by anybody.
    """
    for row in tables.every("documents"):
        if not is_given(row, "url") and not is_given(row, "file"):
            sentence = N_("must be given, or file; got neither")
            hint = N_("add the address, or put the file into documents/ and name it in file")
            yield finding(row, "url", sentence, hint)


RULES = (
    tables_are_named_rightly,
    coverage_agrees_with_the_tables,
    complete_tables_are_counted,
    what_is_not_recorded_is_absent,
    ended_assemblies_state_their_coverage,
    kept_tables_are_looked_at,
    errata_name_a_cell,
    errata_agree_with_what_stands_now,
    redactions_name_a_text,
    redirects_start_where_nothing_is,
    redirects_lead_to_something,
    licences_are_known,
    languages_are_known,
    documents_lie_somewhere,
)
