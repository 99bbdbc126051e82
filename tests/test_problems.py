"""How a mistake reads, to people and to programs."""

from __future__ import annotations

import json

from folkmoot.data.messages import ENGLISH, N_, Message
from folkmoot.data.problems import FORMATS, Diagnostic, Severity, did_you_mean, in_reading_order

TITLE = Diagnostic(
    code="column-unknown",
    path="datasets/leeds/recommendations.yaml",
    line=31,
    column=3,
    message=Message(N_("not a known column")),
    hint=did_you_mean("titel", ["title"]),
    table="recommendations",
    row="r12",
    field="titel",
)
IGNORED = Diagnostic(
    code="file-ignored",
    path="datasets/x:y,z.txt",
    message=Message(N_("100 %% is\nnot published")),
    severity=Severity.WARNING,
)


def test_a_mistake_is_one_line() -> None:
    assert str(TITLE) == (
        "datasets/leeds/recommendations.yaml:31:3: error[column-unknown] titel: not a known column "
        '(did you mean "title"?)'
    )


def test_text_ends_with_the_counts() -> None:
    assert FORMATS["text"]([TITLE, IGNORED], ENGLISH).splitlines()[-1] == "1 error, 1 warning"
    assert FORMATS["text"]([], ENGLISH) == "0 errors, 0 warnings\n"


def test_json_has_the_promised_keys() -> None:
    assert json.loads(FORMATS["json"]([TITLE], ENGLISH)) == {
        "problems": [
            {
                "path": "datasets/leeds/recommendations.yaml",
                "line": 31,
                "lines": [31],
                "column": 3,
                "severity": "error",
                "code": "column-unknown",
                "table": "recommendations",
                "row": "r12",
                "field": "titel",
                "message": "not a known column",
                "hint": 'did you mean "title"?',
            }
        ],
        "counts": {"error": 1, "warning": 0},
    }


def test_github_escapes_what_its_commands_reserve() -> None:
    assert FORMATS["github"]([IGNORED], ENGLISH).splitlines()[0] == (
        "::warning file=datasets/x%3Ay%2Cz.txt,line=1,title=file-ignored::100 %25 is%0Anot published"
    )


def test_sarif_points_at_the_line() -> None:
    run = json.loads(FORMATS["sarif"]([TITLE, IGNORED], ENGLISH))["runs"][0]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["column-unknown", "file-ignored"]
    assert run["results"][0]["level"] == "error"
    assert run["results"][0]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "datasets/leeds/recommendations.yaml"},
        "region": {"startLine": 31, "startColumn": 3},
    }


def test_reading_order_is_by_file_and_line_and_names_each_once() -> None:
    assert in_reading_order([IGNORED, TITLE, IGNORED]) == (TITLE, IGNORED)


def test_a_name_far_from_all_suggests_nothing() -> None:
    assert str(did_you_mean("faciliator", ["facilitator", "role"])) == 'did you mean "facilitator"?'
    assert not did_you_mean("xyz", ["facilitator", "role"])
