"""Sense across tables: one small generator a rule, whose docstring is the rule as it is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from folkmoot.data.gathering import gathered
from folkmoot.data.messages import N_, Message
from folkmoot.data.problems import Diagnostic, in_reading_order
from folkmoot.data.rule_docs import RuleDoc
from folkmoot.data.rules import (
    addresses,
    agenda,
    answers,
    ballots,
    contradictions,
    damage,
    doubles,
    links,
    members,
    plain,
    record,
    timeline,
    translations,
    words,
)
from folkmoot.data.rules.rule import Finding, Rule
from folkmoot.data.tables import Tables

__all__ = ["RULES", "Finding", "Rule", "apply", "code_of", "hints", "published"]

RULES: tuple[Rule, ...] = (
    *links.RULES,
    *members.RULES,
    *ballots.RULES,
    *timeline.RULES,
    *answers.RULES,
    *record.RULES,
    *translations.RULES,
    *words.RULES,
    *doubles.RULES,
    *contradictions.RULES,
    *agenda.RULES,
    *addresses.RULES,
    *damage.RULES,
)

_CAP = 100


def apply(tables: Tables, rules: Iterable[Rule] = RULES) -> tuple[Diagnostic, ...]:
    """Find every place where the tables contradict each other, in reading order.

    Of one rule and one file a hundred problems are listed; one more, `too-many-problems`, says how many there are
    beyond.
    """
    return in_reading_order(problem for rule in rules for problem in _capped(gathered(rule(tables))))


def hints(tables: Tables) -> tuple[Diagnostic, ...]:
    """Find what could be said more plainly; none of it is a mistake."""
    return in_reading_order(problem for rule in plain.HINTS for problem in _capped(gathered(rule(tables))))


def code_of(rule: Rule) -> str:
    """Give the code of the problems that a rule finds."""
    return rule.published.code


def published() -> tuple[RuleDoc, ...]:
    """List what the documentation says of each rule."""
    return tuple(rule.published for rule in (*RULES, *plain.HINTS))


def _capped(problems: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    seen: Counter[str] = Counter()
    beyond: dict[str, Diagnostic] = {}
    for problem in problems:
        seen[problem.path] += 1
        if seen[problem.path] <= _CAP:
            yield problem
        else:
            beyond.setdefault(problem.path, problem)
    for path, problem in beyond.items():
        yield _rest(problem, seen[path] - _CAP)


def _rest(problem: Diagnostic, more: int) -> Diagnostic:
    return Diagnostic(
        code="too-many-problems",
        path=problem.path,
        line=problem.line,
        table=problem.table,
        severity=problem.severity,
        message=Message(
            N_("has %(more)s more mistakes of the kind %(code)s that are not listed"), more=more, code=problem.code
        ),
        hint=Message(N_("mend those above and check again")),
    )
