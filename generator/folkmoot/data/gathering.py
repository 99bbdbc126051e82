"""One cause, one message: mistakes of one kind are said once, with all their lines and columns."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace

from folkmoot.data.problems import WORKED_OUT, Diagnostic

_FEW = 3
"""So many different mistakes of a kind are each said by themselves; of more, the first one stands for all."""

_MANY = 20
"""Where there are more of a kind than this, it has one cause, even if what is advised differs."""


def gathered(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Say mistakes of a file that read alike once, and many of a kind by the first of them, with lines and columns."""
    columns = _grouped(problems, lambda one: (one.path, one.code, one.severity, one.field, one.message.sentence))
    found = [said for alike in columns for said in _of_column(alike)]
    kinds = _grouped(found, lambda one: (one.path, one.code, one.severity, one.message.sentence, one.hint.sentence))
    return [said for alike in kinds for said in _across_columns(alike)]


def _grouped(problems: Iterable[Diagnostic], key: Callable[[Diagnostic], Hashable]) -> list[list[Diagnostic]]:
    found: dict[Hashable, list[Diagnostic]] = {}
    for problem in problems:
        found.setdefault(key(problem), []).append(problem)
    return [*found.values()]


def _of_column(problems: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Say what is wrong in one column."""
    if len(problems) == 1:
        return [*problems]
    if len(problems) > _MANY:
        return [said for advised in _grouped(problems, lambda one: one.hint.sentence) for said in _few(advised, 1)]
    demands = _grouped(problems, lambda one: (one.message.without(WORKED_OUT), one.hint.sentence))
    return [said for alike in demands for said in _few(alike, _FEW)]


def _few(problems: Sequence[Diagnostic], most: int) -> list[Diagnostic]:
    """Say once what reads alike; where that still is more than `most`, the first stands for all."""
    same = _grouped(problems, lambda one: (one.message, one.hint))
    return [_first_of(problems)] if len(same) > most else [*map(_first_of, same)]


def _across_columns(problems: list[Diagnostic]) -> list[Diagnostic]:
    """Say what is wrong in the same way in many columns, unless each has its own line, as in a form."""
    fields = {one.field for one in problems}
    lines = [line for one in problems for line in (one.lines or (one.line,))]
    is_form = len(lines) == len(set(lines)) == len(fields)
    return [_first_of(problems)] if len(fields) > _FEW and not is_form else problems


def _first_of(problems: Sequence[Diagnostic]) -> Diagnostic:
    """Have the first of some problems stand for all of them."""
    first = min(problems, key=lambda one: (one.line, one.column or 0))
    if len(problems) == 1:
        return first
    lines = sorted(line for problem in problems for line in (problem.lines or (problem.line,)))
    fields = tuple(dict.fromkeys(problem.field for problem in problems if problem.field))
    same = all(one.are_same and (one.message, one.hint) == (first.message, first.hint) for one in problems)
    return replace(first, lines=tuple(lines), fields=fields if len(fields) > 1 else (), are_same=same)
