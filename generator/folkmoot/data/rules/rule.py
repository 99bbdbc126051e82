"""What a rule is: a generator of findings, whose docstring is what the documentation says about it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from folkmoot.data.messages import NOTHING, Message, Msgid, Named, filled
from folkmoot.data.problems import Diagnostic, Severity
from folkmoot.data.rule_docs import RuleDoc
from folkmoot.data.tables import Row, Tables


@dataclass(frozen=True, slots=True)
class Finding:
    """One cell that breaks a rule: what must be true and what was found, and what to do about it."""

    row: Row
    column: str
    message: Message
    hint: Message


def finding(
    row: Row, column: str, sentence: Msgid | Message, hint: Msgid | Message = NOTHING, /, **values: Named
) -> Finding:
    """Say which cell breaks a rule, and how.

    What the cell holds goes by the name of `found`, what was worked out of it by `near` or `mended`: they are shown
    only where the column is public. Of every other cell give what it may show: `shown`, or `worked_out`.
    """
    return Finding(row, column, filled(sentence, values), filled(hint, values))


Finder = Callable[[Tables], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """A rule across tables; called with the tables it gives the problems, all with its own code and severity."""

    published: RuleDoc
    find: Finder

    def __call__(self, tables: Tables) -> Iterator[Diagnostic]:
        """Give one problem for each finding."""
        code, severity = self.published.code, self.published.severity
        for found in self.find(tables):
            if found.row.line in found.row.origin.raw.shifted:
                continue  # its cells stand in wrong columns, which was said
            yield found.row.problem(code, found.column, found.message, found.hint, severity)


def rule(code: str, severity: Severity = Severity.ERROR) -> Callable[[Finder], Rule]:
    """Make a generator of findings a rule: its docstring's first line is the title, the rest the explanation."""

    def made(find: Finder) -> Rule:
        title, _, text = inspect.cleandoc(find.__doc__ or "").partition("\n")
        return Rule(RuleDoc(code, title.rstrip("."), " ".join(text.split()), severity), find)

    return made
