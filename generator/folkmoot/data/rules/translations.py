"""Rules about the translations of a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from folkmoot.data.localise import main_language, translated_columns, translated_name
from folkmoot.data.messages import N_, quoted
from folkmoot.data.problems import did_you_mean
from folkmoot.data.rules.rule import Finding, Rule, finding, rule
from folkmoot.data.tables import SHARED, Row, Table, Tables, Value


@rule("translation-orphan")
def orphan(tables: Tables) -> Iterator[Finding]:
    """Each translation belongs to a record of the table that it translates.

    Its key is that of the original, which stays as it is in every language. A record that was taken out takes its
    translations with it.
    """
    for translation, original in _pairs(tables):
        known = {row.name for row in original.rows} if original else set()
        for row in translation.rows:
            if not row.origin.schema.record and row.name not in known:
                sentence = N_("must be a record of %(table)s in its own language, got %(name)s")
                is_public = row.origin.schema.is_public(*row.origin.schema.key)
                hint = did_you_mean(row.name, known if is_public else ()) or N_("take the row out")
                table, name = row.origin.name, quoted(row.shown_name)
                yield finding(row, row.origin.schema.key[0], sentence, hint, table=table, name=name)


@rule("translation-without-original")
def without_original(tables: Tables) -> Iterator[Finding]:
    """A translation stands only where there is a text to translate.

    What an original leaves empty is empty in every language.
    """
    for translation, original in _pairs(tables):
        by_key = {row.key: row for row in original.rows} if original else {}
        for row in translation.rows:
            found = _original(row, original, by_key)
            for column in translated_columns(found.origin.schema, row) if found else ():
                if found and not found.text(column):
                    name = translated_name(found.origin.schema, column)
                    sentence = N_("must translate a text, got one where the original is empty")
                    yield finding(row, name, sentence, N_("take it out"))


def _original(row: Row, original: Table | None, by_key: Mapping[tuple[Value, ...], Row]) -> Row | None:
    if original is None:
        return None
    return next(iter(original.rows), None) if original.schema.record else by_key.get(row.key)


@rule("translation-needless")
def needless(tables: Tables) -> Iterator[Finding]:
    """A record isn't translated into the language in which it is kept.

    That is the first of the languages in assembly.yaml. Move these texts into the record itself, or put another
    language first.
    """
    for (assembly, language, _), table in tables.translations.items():
        if assembly != SHARED and table.rows and main_language(tables, assembly, "") == language:
            row = table.rows[0]
            column = next(name for name in row.origin.raw.header if name in row.origin.schema.by_name)
            sentence = N_('must be in another language than the record, got "%(language)s" for both')
            yield finding(row, column, sentence, language=language)


def _pairs(tables: Tables) -> Iterator[tuple[Table, Table | None]]:
    for (assembly, _, name), table in tables.translations.items():
        yield table, tables.get(assembly, name)


RULES: tuple[Rule, ...] = (orphan, without_original, needless)
