"""Every mistake has a miniature project that makes it, and what is said of it stands beside it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from folkmoot import dataset, pipeline
from folkmoot.data import discover, rule_docs, rules, schemas
from folkmoot.data.problems import Diagnostic, Severity
from folkmoot.data.rules.links import cycles
from folkmoot.data.tables import Tables
from tests.records import tables_of

BROKEN = Path(__file__).parent / "data" / "broken"
CASES = sorted(path.name for path in BROKEN.iterdir())
PACKAGE = Path(discover.__file__).parents[1]
# A link can't be stored for every system, and no small file has a hundred kinds of mistakes; they have their own tests.
ELSEWHERE = {"hard-to-read", "not-a-regular-file", "too-many-problems"}


TODAY = date(2026, 12, 1)
ZONE = ZoneInfo("Europe/Brussels")


def inspect(root: Path) -> tuple[Tables, tuple[Diagnostic, ...]]:
    found = dataset.read(root / "datasets", "datasets", replace(pipeline.reading(), checked_on=TODAY, zone=ZONE))
    return found.tables, found.problems


LISTS = {
    ", ".join(term.value for term in column.terms): f"{{values of {schema.name}.{column.name}}}"
    for schema in reversed([*schemas.load().values()])
    for column in schema.columns
    if column.terms
}
"""How `expected.txt` names the values of a vocabulary, so that a new value changes no expectation."""


def expected(name: str) -> list[str]:
    text = (BROKEN / name / "expected.txt").read_text(encoding="utf-8")
    for values, placeholder in LISTS.items():
        text = text.replace(placeholder, values)
    return text.splitlines()


def abstracted(text: str) -> str:
    """Name the vocabularies whose values a text lists."""
    for values, placeholder in LISTS.items():
        text = text.replace(f"one of {values}, got", f"one of {placeholder}, got")
    return text


@pytest.mark.parametrize("name", CASES)
def test_broken_project_is_told_what_is_wrong(name: str, update_golden: bool) -> None:
    _, problems = inspect(BROKEN / name)
    message = [str(problem) for problem in problems]
    if update_golden:
        text = "".join(f"{line}\n" for line in message)
        (BROKEN / name / "expected.txt").write_text(abstracted(text), encoding="utf-8", newline="\n")
    assert message == expected(name)


@pytest.mark.parametrize("name", [name for name in CASES if name != "thirty-mistakes"])
def test_broken_project_shows_the_mistake_after_which_it_is_named(name: str) -> None:
    code = name.partition("--")[0]
    assert f"[{code}]" in "\n".join(expected(name))


def test_thirty_different_mistakes_give_thirty_messages_in_one_run() -> None:
    _, problems = inspect(BROKEN / "thirty-mistakes")
    assert len({problem.code for problem in problems}) >= 30
    assert len({str(problem) for problem in problems}) == len(problems)


def test_every_code_has_a_broken_project() -> None:
    shown = {
        code for name in CASES for line in expected(name) for code in re.findall(r" (?:error|warning)\[(.*?)\]", line)
    }
    assert shown == {rule.code for rule in (*rule_docs.SHAPE_RULES, *rules.published())} - ELSEWHERE


def test_every_code_is_published_once() -> None:
    codes = [rule.code for rule in (*rule_docs.SHAPE_RULES, *rules.published())]
    assert sorted(codes) == sorted(set(codes))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code) for code in codes)


@pytest.mark.parametrize("rule", [*rule_docs.SHAPE_RULES, *rules.published()], ids=lambda rule: rule.code)
def test_published_rule_has_a_title_and_an_explanation(rule: rule_docs.RuleDoc) -> None:
    assert rule.title and not rule.title.endswith(".")
    assert rule.text.endswith(".")


def test_shape_codes_in_the_source_are_those_that_are_published() -> None:
    rooms = [
        *(PACKAGE / "data/files").glob("*.py"),
        *(PACKAGE / f"data/{room}.py" for room in ("discover", "registers", "cells", "shape", "for_the_eye")),
    ]
    found = {code for room in rooms for code in codes_in(room)}
    assert found == {rule.code for rule in rule_docs.SHAPE_RULES}


def codes_in(path: Path) -> Iterator[str]:
    """Give every text that a call hands on as a code: by the name `code`, or first among texts without spaces."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield from (
                text(keyword.value) for keyword in node.keywords if keyword.arg == "code" and text(keyword.value)
            )
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            position = POSITIONS.get(name)
            if position is not None and len(node.args) > position and text(node.args[position]):
                yield text(node.args[position])
        if isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple) and "code" in ast.unparse(node.target):
            yield from (text(pair.elts[0]) for pair in node.iter.elts if isinstance(pair, ast.Tuple))


POSITIONS = {"add": 0, "problem": 0, "violation": 0, "_report_run": 0, "_at": 2, "_column_problem": 2}


def text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_every_rule_gives_its_own_code_and_severity() -> None:
    for name in CASES:
        tables, _ = inspect(BROKEN / name)
        for rule in rules.RULES:
            found = {(problem.code, problem.severity) for problem in rule(tables)}
            assert found <= {(rules.code_of(rule), rule.published.severity)}


def test_published_severity_is_the_one_that_is_shown() -> None:
    severity = {rule.code: rule.severity for rule in (*rule_docs.SHAPE_RULES, *rules.published())}
    lines = "\n".join(line for name in CASES for line in expected(name) if "[too-many-problems]" not in line)
    assert {(code, Severity(level)) for level, code in re.findall(r" (error|warning)\[(.*?)\]", lines)} == {
        (code, level) for code, level in severity.items() if code not in ELSEWHERE
    }


def test_cycles_are_found_once_each_and_in_linear_time() -> None:
    ring = {i: [(i + 1) % 100_000] for i in range(100_000)}
    assert [len(cycle) for cycle in cycles(ring)] == [100_000]
    assert list(cycles({1: [2], 2: [3, 1], 3: [4]})) == [(1, 2)]
    assert list(cycles({1: [2, 3], 2: [4], 3: [4], 4: []})) == []


def test_personal_data_is_not_repeated_in_the_message() -> None:
    _, problems = inspect(BROKEN / "personal-data")
    assert problems and not any("@" in str(problem) or "960123" in str(problem) for problem in problems)


@pytest.mark.parametrize(
    ("checked", "kept", "closed", "warned"),
    [
        ("2026-05-01", "true", "", ["coverage-old"]),
        ("2026-05-06", "true", "", []),
        ("2026-05-01", "", "", []),
        ("2026-05-01", "true", "true", []),
    ],
)
def test_who_keeps_a_table_complete_is_reminded_after_200_days(
    checked: str, kept: str, closed: str, warned: list[str]
) -> None:
    tables = tables_of(
        assembly=f"""
            name,question,level,kind,starts_on,languages,licence,closed
            Demo,What now?,local,assembly,2024-01-13,en,CC-BY-4.0,{closed}
        """,
        coverage=f"table,state,of,checked_on,kept\nresponses,complete,0,{checked},{kept}",
    )
    found = rules.apply(replace(tables, checked_on=date(2026, 11, 22)))
    assert [problem.code for problem in found if problem.code == "coverage-old"] == warned


@pytest.mark.parametrize(
    ("errata", "codes"),
    [
        ("scorecards,Council/2024/Halfway,category,Halfway,", []),
        ("scorecards,Council/2024/Halfway,n,3,4\n    scorecards,Council/2024/Halfway,category,Halfway,", []),
        ("scorecards,Council/2024/Halfway,n,3,4", ["erratum-unknown"]),
        ("scorecards,Council/2024/Halfway,n,3,4\n    scorecards,Council/2024/Half,category,Half,", ["erratum-unknown"]),
    ],
)
def test_what_was_corrected_in_a_row_stays_when_the_row_is_taken_back(errata: str, codes: list[str]) -> None:
    lines = "\n    ".join(
        f"{line.strip()},2024-05-01,It was counted twice.,https://example.org/x" for line in errata.splitlines()
    )
    tables = tables_of(
        scorecards="assessor,assessor_kind,date,category,counts_as,n,source\nCouncil,authority,2024,Done,delivered,4,https://example.org/x",
        errata=f"\n    table,row,field,old,new,date,reason,source\n    {lines}",
    )
    assert [problem.code for problem in rules.apply(tables) if problem.code == "erratum-unknown"] == codes


def test_what_had_stood_somewhere_may_show_the_mistake_that_was_corrected() -> None:
    lines = (
        "recommendations,r1,title,CafÃ© #REF!,Café",
        "recommendations,r1,source,http://localhost/x,https://example.org/x",
    )
    tables = tables_of(
        errata="table,row,field,old,new,date,reason,source\n"
        + "\n".join(f"{line},2024-05-01,It was damaged.,https://example.org/x" for line in lines)
    )
    wrong = [one for one in rules.apply(tables) if one.code.startswith(("text-", "address-"))]
    assert wrong == []
