"""Rules about whose words a text is: what is quoted stands in a source, and the record's own words are brief."""

from __future__ import annotations

from collections.abc import Iterator

from folkmoot.data.messages import N_, without_password
from folkmoot.data.problems import Severity
from folkmoot.data.rules.rule import Finding, finding, rule
from folkmoot.data.rules.values import is_given, listed, typed
from folkmoot.data.schemas import Column, Schema
from folkmoot.data.tables import Row, Tables

_MARKS = ('""', "“”", "„“", "„”", "«»", "»«", "‘’", "''", "「」", "『』")


@rule("quotation-place")
def quotations_have_a_place(tables: Tables) -> Iterator[Finding]:
    """What is quoted stands in a source that is named.

    The place is an address in source, or a document with its page. Words between quotation marks that nobody can look
    up are worth no more than hearsay. What you say in your own words belongs into summary, what you have to remark into
    note.
    """
    for row, column in _quoted(tables):
        ways = _places(row.origin.schema)
        if ways and not any(all(is_given(row, name) for name in way) for way in ways):
            sentence = N_("must have a place in a source (%(places)s), got none")
            places = listed(" + ".join(way) for way in ways)
            hint = N_("name it, or put the sentence into summary, in your own words")
            yield finding(row, column.name, sentence, hint, places=places)


def _places(schema: Schema) -> tuple[tuple[str, ...], ...]:
    """List the ways in which a table can say where a sentence stands, each as the columns that it takes.

    A document is the place of its own title, and has rules of its own.
    """
    ways = (("source",), ("document", "page")) if schema.name != "documents" else ()
    return tuple(way for way in ways if all(name in schema.by_name for name in way))


@rule("quotation-language")
def quotations_have_a_language(tables: Tables) -> Iterator[Finding]:
    """What is quoted says in which language it stands in the source.

    A record may be kept in another one. Screen readers pronounce the words by it, and a translation can be called one.
    A sentence that you translated yourself isn't a quotation any more: it belongs into summary.
    """
    for row, column in _quoted(tables):
        name = f"{column.name}_language"
        if name in row.origin.schema.by_name and not is_given(row, name):
            sentence = N_("must be given beside %(column)s, got nothing")
            hint = N_('such as "en"; what you translated yourself goes into summary')
            yield finding(row, name, sentence, hint, column=column.name)


def _quoted(tables: Tables) -> Iterator[tuple[Row, Column]]:
    """Yield every cell that holds the words of a source."""
    for table in tables.by_place.values():
        for column in (column for column in table.schema.columns if column.is_quoted):
            yield from ((row, column) for row in table.rows if is_given(row, column.name))


@rule("quotation-marks", Severity.WARNING)
def quotations_have_no_marks(tables: Tables) -> Iterator[Finding]:
    """A quotation stands in its cell without quotation marks around it.

    The site writes them, as the language of the page has them; with marks in the cell there would be two pairs.
    """
    for row, column in _quoted(tables):
        text = typed(row, column.name)
        if any(text[:1] + text[-1:] == pair and not set(pair) & set(text[1:-1]) for pair in _MARKS):
            sentence = N_("is between quotation marks, got %(found)s")
            yield finding(row, column.name, sentence, N_("leave the marks away"), found=_beginning(text))


def _beginning(text: str) -> str:
    text = without_password(text)
    return text if len(text) <= 60 else text[:59] + "…"


@rule("summary-long")
def summaries_are_brief(tables: Tables) -> Iterator[Finding]:
    """A summary has at most 40 words.

    It stands for the wording on lists and cards, in the plain words of those who keep the record. What more there is to
    say goes into note; the wording itself goes into text or quote.
    """
    for table in tables.by_place.values():
        for column in table.schema.columns:
            for row in table.rows if column.max_words else ():
                yield from _too_long(row, column, column.max_words or 0)


def _too_long(row: Row, column: Column, most: int) -> Iterator[Finding]:
    words = sum(any(letter.isalnum() for letter in word) for word in typed(row, column.name).split())
    if words > most:
        sentence = N_("must have at most %(most)s words, got %(words)s")
        hint = N_("shorten it; remarks go into note, the words of a source into %(quoted)s")
        quoted = next((one.name for one in row.origin.schema.columns if one.is_quoted), "quote")
        yield finding(row, column.name, sentence, hint, most=most, words=words, quoted=quoted)


RULES = (quotations_have_a_place, quotations_have_a_language, quotations_have_no_marks, summaries_are_brief)
