"""Hints for those who write: they stop nothing and are given only when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator

from folkmoot.data import readability
from folkmoot.data.messages import N_
from folkmoot.data.problems import Severity
from folkmoot.data.rules.rule import Finding, Rule, finding, rule
from folkmoot.data.tables import Row, Tables

EASY = 50
_OWN_WORDS = ("summary", "note", "reason", "mandate")
"""Columns in the words of those who keep the record. What others have said stays as they said it."""


@rule("hard-to-read", Severity.NOTE)
def hard_to_read(tables: Tables) -> Iterator[Finding]:
    """What you write yourself reads easily.

    A hint, given only by `folkmoot check --hints`. Summaries and notes of 40 words and more are measured by Flesch's
    reading ease in the version for the record's main language (English, French, German, Dutch, Spanish, Italian): 60 to
    70 is plain language, 100 is a picture book. Below 50, shorten the longest sentences first, then replace long words.
    The figure knows nothing of what a text says, so take it as a nudge. What others said is not measured.
    """
    for (assembly, _), table in tables.by_place.items():
        language = _language(tables, assembly)
        for column in (c.name for c in table.schema.columns if c.name in _OWN_WORDS):
            for row in table.rows:
                yield from _measured(row, column, language)


def _measured(row: Row, column: str, language: str) -> Iterator[Finding]:
    found = readability.ease(row.text(column), language)
    if found is None or found.score >= EASY:
        return
    yield finding(
        row,
        column,
        N_(
            "should have a reading ease of %(least)s or more, got %(score)s: %(words)s words a sentence, %(syllables)s "
            "syllables a word"
        ),
        N_("shorten the longest sentences first, then the longest words"),
        least=EASY,
        score=f"{found.score:.0f}",
        words=f"{found.words_a_sentence:.0f}",
        syllables=f"{found.syllables_a_word:.1f}",
    )


def _language(tables: Tables, assembly: str) -> str:
    record = tables.record(assembly)
    stated = record["languages"] if record else None
    return stated[0] if isinstance(stated, tuple) and stated else ""


HINTS: tuple[Rule, ...] = (hard_to_read,)
