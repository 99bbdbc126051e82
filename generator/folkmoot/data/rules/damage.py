"""Rules about what programs did to a text: each names the program and the way back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from weakref import WeakKeyDictionary

from folkmoot.data.cells import short
from folkmoot.data.messages import N_, Message, plural
from folkmoot.data.problems import Severity
from folkmoot.data.rules.damages import DAMAGES, PRIVATE, Damage, Where
from folkmoot.data.rules.rule import Finding, finding, rule
from folkmoot.data.rules.values import typed
from folkmoot.data.schemas import Column
from folkmoot.data.tables import Row, Table, Tables

_LONGEST_WHOLE = 24
_MOST_LINES = 20
_CATEGORIES = ("label", "option", "value")
"""Columns that name what could be chosen; not applicable is a choice as well."""


@rule("text-spreadsheet-error")
def spreadsheet_errors(tables: Tables) -> Iterator[Finding]:
    """A text holds no error of a spreadsheet.

    #REF!, #N/A, #BEZUG! and the like stand where a formula found nothing; what should stand there is lost. Mend the
    formula in the spreadsheet, then copy and paste values only.
    """
    yield from _damage(tables)["text-spreadsheet-error"]


@rule("text-spreadsheet-changed")
def spreadsheets_changed_nothing(tables: Tables) -> Iterator[Finding]:
    """A text stands as it was typed, not as a spreadsheet changed it.

    Excel makes 14-Oct of the ages 10-14 and 1.23E+11 of a long number. Format the column as Text before you type or
    paste, and type again what was there.
    """
    yield from _damage(tables)["text-spreadsheet-changed"]


@rule("text-mojibake")
def letters_are_whole(tables: Tables) -> Iterator[Finding]:
    """Letters are those of the source, not what a wrong encoding makes of them.

    cafÃ© was café: one program wrote UTF-8, another one read Windows-1252. Open the file as UTF-8 (in Excel *Data*,
    *From Text/CSV*, file origin 65001) and save it as *CSV UTF-8*. Where � stands, the letter is lost: type it again.
    """
    yield from _damage(tables)["text-mojibake"]


@rule("text-letter-lost", Severity.WARNING)
def no_letter_is_a_question_mark(tables: Tables) -> Iterator[Finding]:
    """No question mark stands in the place of a letter.

    Br?ssel was Brüssel: the file was saved in an encoding that lacks the letter. Type it again and save as *CSV UTF-8*.
    """
    yield from _damage(tables)["text-letter-lost"]


@rule("text-from-pdf", Severity.WARNING)
def texts_bring_nothing_from_a_pdf(tables: Tables) -> Iterator[Finding]:
    """A text doesn't keep what only makes sense on the pages of a PDF.

    Ligatures such as ﬁ can't be found by a search, characters of one font show as an empty box, and words stay broken
    where a line once ended. Copy with another viewer, or type the words again.
    """
    yield from _damage(tables)["text-from-pdf"]


@rule("text-html", Severity.WARNING)
def texts_hold_no_html(tables: Tables) -> Iterator[Finding]:
    """A text holds no HTML.

    Platforms such as Decidim and CONSUL export it. Tags would be shown as they stand. Write plain words, and in columns
    that take Markdown its signs for lists and emphasis.
    """
    yield from _damage(tables)["text-html"]


@rule("text-placeholder", Severity.WARNING)
def nothing_holds_a_place(tables: Tables) -> Iterator[Finding]:
    """An empty cell is empty.

    TBC, n/a, ???, lorem ipsum or a dash would be published as if somebody had said it. An empty cell means that
    something isn't known. Where another row says it, say it again: rows are read one by one.
    """
    yield from _damage(tables)["text-placeholder"]


@rule("text-quotes", Severity.WARNING)
def yaml_values_have_straight_quotes(tables: Tables) -> Iterator[Finding]:
    """A value in YAML isn't between typographic quotation marks.

    Word processors turn straight marks into curved ones, which YAML takes for part of the text. Leave them away.
    """
    yield from _damage(tables)["text-quotes"]


@rule("text-markdown", Severity.WARNING)
def markdown_is_meant(tables: Tables) -> Iterator[Finding]:
    r"""Signs that mean something in Markdown are meant.

    3\*4\*5 loses its stars, a line that begins with a year and a full stop becomes a list, a paragraph after four
    spaces becomes program code. Put a backslash before the sign, or write it in another way.
    """
    yield from _damage(tables)["text-markdown"]


@rule("number-lost-zero", Severity.WARNING)
def numbers_keep_their_zero(tables: Tables) -> Iterator[Finding]:
    """A number that is a name keeps its last zero.

    A spreadsheet takes 1.10 for a figure and makes it 1.1, so that there are two of them. Format the column as Text
    before you type or paste.
    """
    for table in tables.by_place.values():
        for column in table.schema.columns:
            if column.name == "number" and column.type == "string":
                yield from _lost_zeros(table, column)


def _lost_zeros(table: Table, column: Column) -> Iterator[Finding]:
    """Find a number that comes again, after x.9 or before x.11."""
    given = [(typed(row, column.name), row) for row in table.rows]
    seen: set[str] = set()
    for (before, _), (text, row), (after, _) in zip(
        [("", None), *given], given, [*given[1:], ("", None)], strict=False
    ):
        part, _, last = text.rpartition(".")
        if text in seen and part and last.isdigit() and len(last) == 1 and last != "0":
            ninth = f"{part}.{int(last) - 1}9" if last != "1" else f"{part}.9"
            if before == ninth or after == f"{text}1":
                sentence = N_("must keep its last zero, got %(found)s again; probably %(mended)s")
                hint = N_("Excel took it for a figure: format the column as Text and write %(mended)s")
                yield finding(row, column.name, sentence, hint, found=short(text), mended=f"{text}0")
        seen.add(text)


_KNOWN: WeakKeyDictionary[Tables, Mapping[str, Sequence[Finding]]] = WeakKeyDictionary()
"""What was found in the tables, for the rules that follow the first: reading all texts once is enough."""


def _damage(tables: Tables) -> Mapping[str, Sequence[Finding]]:
    """Find all damage, by its code."""
    if tables not in _KNOWN:
        found: dict[str, list[Finding]] = defaultdict(list)
        for table in chain(tables.by_place.values(), tables.translations.values()):
            for column in filter(_holds_text, table.schema.columns):
                for damage, hits in _in_column(table, column):
                    found[damage.code].append(_said(damage, hits, column))
        _KNOWN[tables] = found
    return _KNOWN[tables]


def _holds_text(column: Column) -> bool:
    is_free = column.type == "string" and column.name != "id" and not (column.terms or column.former)
    return is_free and not (column.links or column.is_address or column.partial_date)


def _in_column(table: Table, column: Column) -> Iterator[tuple[Damage, Sequence[tuple[Row, str]]]]:
    """Give each kind of damage with the rows that have it, and what shows it there."""
    raw = table.origin.raw
    if column.name not in raw.header:
        return
    position = raw.header.index(column.name)
    texts = _Texts.of(raw.rows, position)
    for damage in (one for one in DAMAGES if texts.all and _concerns(one, column, raw.path)):
        shown = dict(_looked_at(texts, damage))
        hits = [(row, shown[text]) for row, text in _taken(table, column, position) if text in shown] if shown else []
        if hits:
            yield damage, hits


def _taken(table: Table, column: Column, position: int) -> Iterator[tuple[Row, str]]:
    """Give the rows whose cell was taken, with what stands in it; what was refused has its message already."""
    texts = table.origin.raw.rows
    return ((row, texts[row.index][position]) for row in table.rows if row[column.name] is not None)


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of a column, each once: all of them, joined, those that are brief, those with more than ASCII."""

    all: Sequence[str]
    joined: str
    brief: Sequence[str]
    wide: Sequence[str]

    @classmethod
    def of(cls, rows: Iterable[Sequence[str]], position: int) -> _Texts:
        """Gather them from the rows of a table."""
        texts = [text for text in {row[position]: None for row in rows} if text]
        joined = "\n" + "\n".join(texts)
        wide = [] if joined.isascii() else [text for text in texts if not text.isascii()]
        return cls(texts, joined, [text for text in texts if len(text) <= _LONGEST_WHOLE], wide)

    def candidates(self, damage: Damage) -> Sequence[str]:
        """Leave out the texts that lack every sign of a kind of damage."""
        if not damage.signs:
            return self.brief if damage.whole else self.wide
        present = [sign for sign in damage.signs if sign in self.joined]
        return [text for text in self.all if any(sign in f"\n{text}" for sign in present)] if present else ()


def _concerns(damage: Damage, column: Column, path: str) -> bool:
    if damage.where is Where.MARKDOWN:
        return column.prose
    if damage.where is Where.SHORT:
        return not column.prose
    if damage.where is Where.YAML:
        return not path.endswith(".csv") and not column.is_quoted
    return damage.where is Where.ANY or column.name not in _CATEGORIES


def _looked_at(texts: _Texts, damage: Damage) -> Iterator[tuple[str, str]]:
    """Yield each text that has a kind of damage, with what shows it."""
    for text in texts.candidates(damage):
        match = damage.pattern.search(text)
        if match and not (damage.unless and damage.unless.search(text)):
            yield text, _around(text, match.start(), match.end())


def _around(text: str, start: int, end: int) -> str:
    """Give what was found with the words that it touches, at most about sixty letters."""
    before = text[max(0, start - 20) : start].rpartition("\n")[2]
    after = text[end : end + 20].partition("\n")[0]
    found = f"{before.rpartition(' ')[2]}{text[start:end]}{after.partition(' ')[0]}"
    return PRIVATE.sub(lambda one: f"[U+{ord(one[0]):04X}]", found)


def _said(damage: Damage, hits: Sequence[tuple[Row, str]], column: Column) -> Finding:
    """Say it of the first row, and in which lines it stands again."""
    (row, found), *others = hits
    if not others:
        sentence = N_("must not hold %(damage)s, got %(found)s")
        return finding(row, column.name, sentence, damage.way_back, damage=Message(damage.name), found=short(found))
    lines = tuple(str(other.origin.raw.place(other.index, column.name)[0]) for other, _ in others[:_MOST_LINES])
    message = plural(
        "must not hold %(damage)s, got %(found)s; so in one more row, line %(lines)s",
        "must not hold %(damage)s, got %(found)s; so in %(more)s more rows, lines %(lines)s",
        len(others),
        damage=Message(damage.name),
        found=short(found),
        more=len(others),
        lines=(*lines, "…") if len(others) > _MOST_LINES else lines,
    )
    return finding(row, column.name, message, damage.way_back)


RULES = (
    spreadsheet_errors,
    spreadsheets_changed_nothing,
    letters_are_whole,
    no_letter_is_a_question_mark,
    texts_bring_nothing_from_a_pdf,
    texts_hold_no_html,
    nothing_holds_a_place,
    yaml_values_have_straight_quotes,
    markdown_is_meant,
    numbers_keep_their_zero,
)
