from __future__ import annotations

import pytest

from folkmoot.data import schemas
from folkmoot.history import compare, sentences
from folkmoot.history.changes import Change, Kind
from folkmoot.i18n import localizer
from tests import frozen
from tests.records import RECOMMENDATIONS, tables_of

KNOWN = schemas.load()
WORDS = localizer.of(localizer.SOURCE, KNOWN)
NUMBERED = """
    id,number,title,kind,decision,addressed_to
    r1,{},Plant trees,recommendation,{},ministry
"""
RESPONSES = """
    id,recommendation,authority,date,position,refusal_reason,source
    a1,r1,ministry,2024-06,{},{}
"""
COMMITMENTS = """
    id,response,summary,strength,due_on
    c1,a1,A thousand trees,will,{}
"""
BALLOTS = """
    id,recommendation,method,electorate,cast,denominator,result
    b1,r1,secret_ballot,members,50,cast,adopted
"""
COUNTS = """
    ballot,option,counts_as,n
    b1,yes,support,{}
    b1,no,oppose,{}
"""
PLAIN = {"recommendations": NUMBERED.format("R12", "adopted")}
ANSWERED = {**PLAIN, "responses": RESPONSES.format("accepted,", "https://example.org/a")}

CASES = {
    "a changed answer says why": (
        {**PLAIN, "responses": RESPONSES.format("under_consideration,", "https://example.org/a")},
        {**PLAIN, "responses": RESPONSES.format("rejected,cost", "https://example.org/b")},
        [
            "Ministry’s answer to R12 changed from under consideration to rejected; reason given: cost.",
            "Answer of Ministry to R12: also changed: source.",
        ],
    ),
    "a new answer": (PLAIN, ANSWERED, ["Ministry answered R12: accepted (June 2024)."]),
    "a bare number is called a recommendation": (
        {},
        {**ANSWERED, "recommendations": NUMBERED.format("12", "adopted")},
        [
            "Recommendation 12: number was added: 12.",
            "Recommendation 12: addressed to changed from Town council to Ministry.",
            "Ministry answered recommendation 12: accepted (June 2024).",
        ],
    ),
    "a decision": (
        PLAIN,
        {"recommendations": NUMBERED.format("R12", "withdrawn")},
        ["The assembly’s decision on R12 changed from adopted to withdrawn."],
    ),
    "a new recommendation": (
        {},
        {"recommendations": RECOMMENDATIONS + "    r2,Dig ponds,recommendation,adopted,council\n"},
        ["Added to the record: Dig ponds."],
    ),
    "a moved date": (
        {**ANSWERED, "commitments": COMMITMENTS.format("2025-01-01")},
        {**ANSWERED, "commitments": COMMITMENTS.format("2026")},
        ["What Ministry committed itself to on R12 was due by 1 January 2025, and is now by 2026: A thousand trees"],
    ),
    "a cell that holds a sentence": (
        {
            **PLAIN,
            "ballots": BALLOTS.replace(",result", ",result,note").replace(",adopted", ",adopted,A show of hands."),
        },
        {**PLAIN, "ballots": BALLOTS.replace(",result", ",result,note").replace(",adopted", ",adopted,On paper.")},
        ["Vote on R12: note was rewritten."],
    ),
    "a count": (
        {**PLAIN, "ballots": BALLOTS, "ballot_counts": COUNTS.format(40, 10)},
        {**PLAIN, "ballots": BALLOTS, "ballot_counts": COUNTS.format(41, 10)},
        ["In the vote on R12, the count of yes changed from 40 to 41."],
    ),
}


def message(changes: tuple[Change, ...]) -> list[str]:
    return [sentence.text for change in changes for sentence in sentences.sentences(change, WORDS, KNOWN)]


@pytest.mark.parametrize(("old", "new", "expected"), CASES.values(), ids=list(CASES))
def test_a_change_is_told_in_a_sentence(old: dict[str, str], new: dict[str, str], expected: list[str]) -> None:
    unsaid = {"coverage": "table,state,of,checked_on"}
    before, after = ([*tables_of(**{**unsaid, **given}).origins] for given in (old, new))
    assert message(compare.compare(before, after)) == expected


def test_what_it_was_and_is_stands_out() -> None:
    old = {**PLAIN, "responses": RESPONSES.format("under_consideration,", "https://example.org/a")}
    before, after = ([t.origin for t in tables_of(**given).by_place.values()] for given in (old, ANSWERED))
    (change,) = compare.compare(before, after)
    (sentence,) = sentences.sentences(change, WORDS, KNOWN)
    assert [piece.text for piece in sentence.pieces if piece.strong] == ["under consideration", "accepted"]


def test_a_table_that_todays_schemas_do_not_know_is_called_by_its_name() -> None:
    change = Change("demo", "sightings", "s1", Kind.ADDED, ())
    assert message((change,)) == ["Added: sightings, row s1."]


def test_every_row_of_a_whole_record_can_be_told_when_it_comes_and_when_it_goes() -> None:
    origins = [table.origin for table in frozen.read().tables.by_place.values()]
    for changes in (compare.compare([], origins), compare.compare(origins, [])):
        sentences = message(changes)
        assert len(sentences) == len(changes) >= sum(len(table.raw.rows) for table in origins) > 0
        assert not [s for s in sentences if "%(" in s or "  " in s or s[-1] not in ".”…"]
