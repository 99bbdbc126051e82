from __future__ import annotations

from dataclasses import replace

from folkmoot.data import schemas
from folkmoot.data.tables import SourceTable, Tables
from folkmoot.history import compare
from folkmoot.history.changes import Cell, Change, Kind
from tests.records import RECOMMENDATIONS, tables_of

RESPONSES = """
    id,recommendation,authority,date,position,refusal_reason,source
    a1,r1,ministry,2024-06-01,{},https://example.org/a
"""
COMMITMENTS = """
    id,response,summary,strength,due_on
    c1,a1,We will plant a thousand trees,will,{}
"""
PROGRESS = """
    id,commitment,date,state,assessor,assessor_kind
    p1,c1,2024-09-01,not_started,A club,independent
"""
ERRATA = """
    table,row,field,old,new,date,reason
    commitments,c1,due_on,2025-01-01,2025-02-01,2024-07-01,Misread
"""


def origins(tables: Tables) -> list[SourceTable]:
    return [table.origin for table in tables.by_place.values()]


def compared(old: dict[str, str], new: dict[str, str]) -> tuple[Change, ...]:
    """Compare tables, how complete they are aside."""
    unsaid = {"coverage": "table,state,of,checked_on"}
    return compare.compare(origins(tables_of(**{**unsaid, **old})), origins(tables_of(**{**unsaid, **new})))


def test_a_changed_row_names_its_cells_and_what_it_is_about() -> None:
    (change,) = compared(
        {"responses": RESPONSES.format("under_consideration,")}, {"responses": RESPONSES.format("rejected,cost")}
    )
    assert (change.assembly, change.table, change.key, change.kind) == ("demo", "responses", "a1", Kind.CHANGED)
    assert change.cells == (Cell("position", "under_consideration", "rejected"), Cell("refusal_reason", "", "cost"))
    assert change.recommendations == ("r1",)
    assert (change.path, change.line) == ("datasets/demo/responses.csv", 2)
    assert change.names["authorities:ministry"] == "Ministry"


def test_added_and_removed_rows_are_found_by_their_key_whatever_their_place() -> None:
    more = RECOMMENDATIONS + "    r2,Dig ponds,recommendation,adopted,council\n"
    other = RECOMMENDATIONS.replace(
        "    r1,",
        "    r3,Mow less,recommendation,adopted,council\n    r2,Dig ponds,recommendation,adopted,council\n    r1,",
    )
    found = compared({"recommendations": more}, {"recommendations": other})
    assert [(c.kind, c.key, c.recommendations) for c in found] == [(Kind.ADDED, "r3", ("r3",))]
    found = compared({"recommendations": other}, {"recommendations": more})
    assert [(c.kind, c.key, c.before("title")) for c in found] == [(Kind.REMOVED, "r3", "Mow less")]


def test_a_row_is_about_the_recommendation_to_which_its_links_lead() -> None:
    given = {"responses": RESPONSES.format("accepted,"), "commitments": COMMITMENTS.format("2025-01-01")}
    (change,) = compared(given, {**given, "progress": PROGRESS})
    assert (change.table, change.recommendations) == ("progress", ("r1",))
    assert change.row["authority"] == "ministry"


def test_only_a_new_erratum_makes_a_changed_cell_a_correction() -> None:
    given = {"responses": RESPONSES.format("accepted,")}
    old = {**given, "commitments": COMMITMENTS.format("2025-01-01")}
    new = {**given, "commitments": COMMITMENTS.format("2025-02-01"), "errata": ERRATA}
    changed = {c.table: c for c in compared(old, new)}
    assert changed["commitments"].cells == (Cell("due_on", "2025-01-01", "2025-02-01", erratum=True),)
    assert changed["commitments"].erratum
    assert changed["errata"].recommendations == ("r1",)
    (later,) = compared(new, {**new, "commitments": COMMITMENTS.format("2025-03-01")})
    assert not later.erratum


def test_columns_that_are_not_public_are_left_out() -> None:
    members = """
        id,public_label,consent,consent_scope,consent_on
        m1,Ann,true,{},2024-01-01
    """
    assert compared({"members": members.format("name")}, {"members": members.format("all of it")}) == ()
    (added,) = compared({}, {"members": members.format("secret scope")})
    assert "secret scope" not in repr(added)


def test_a_member_who_is_no_longer_shown_is_not_shown_as_removed_either() -> None:
    members = """
        id,public_label,statement,consent,consent_scope,consent_on
        m1,Ann Example,I learnt a lot,true,name,2024-01-01
    """
    (gone,) = compared({"members": members}, {})
    assert (gone.kind, gone.key, gone.cells) == (Kind.REMOVED, "m1", (Cell("id", "m1", ""),))
    assert "Ann" not in repr(gone) and "learnt" not in repr(gone)


def test_the_same_list_written_otherwise_is_no_change() -> None:
    twice = RECOMMENDATIONS.replace(",council\n", ",council;ministry\n")
    spaced = twice.replace("council;ministry", "council; ministry")
    assert compared({"recommendations": twice}, {"recommendations": spaced}) == ()


def test_a_sheet_that_was_read_once_is_passed_over() -> None:
    same = origins(tables_of())
    copies = [replace(origin, schema=replace(origin.schema)) for origin in same]
    assert compare.compare(same, copies) == ()


def test_versions_under_different_schemas_can_be_compared() -> None:
    known = schemas.load()["recommendations"]
    older = replace(known, columns=tuple(c for c in known.columns if c.name != "addressed_to"))
    new = origins(tables_of())
    old = [replace(s, schema=older) if s.name == "recommendations" else s for s in origins(tables_of())]
    (change,) = compare.compare(old, new)
    assert change.cells == (Cell("addressed_to", "", "council"),)
