"""What programs do to a text is named where it was done; sound texts in any language are left alone."""

# ruff: noqa: RUF001 - letters that look like others are what this is about

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from folkmoot.data import rules, shape
from folkmoot.data.files import parse_csv, parse_yaml
from folkmoot.data.problems import Diagnostic
from folkmoot.data.rules import damage
from folkmoot.data.tables import Tables
from tests import frozen
from tests.records import tables_of

WORDS = {
    "en": "The council should mend 12 buses, shouldn’t it? “Yes!” short-_and_long-term 50% of AT&T costs 5 < 7 km £3",
    "de": "Größere Straßen für Vor-_und_Nachteile „ÖPNV“ während Übungen «schön» Maßnahmen ÄRZTE über 14-tägig 3,5 % §",
    "fr": "L’État « évalue » où l’été naîtra : œuvre, ÇA, forêt, hôpital ? Noël À 10 € ; garçon aiguë « Où ? »",
    "es": "¿Qué año mejoró la ciudad? ¡Sí! El pingüino cañón «aquí» ESPAÑA corazón 1.º y 2.ª útil AQUÍ",
    "pt": "A “AMANHÔ não vem: ações, pães, órgão «MANHû IRMÃ à mão três avô São João",
    "pl": "Łódź żółć gęś „MIASTO” ścieżka źródło POŻYCZKĘ ĄĆĘŁŃÓŚŹŻ zażółć",
    "ru": "Совет «ГОРОД» решил: СССР… Россия — ещё раз? Да! РФ Всё “Гараж” В 2030 году",
    "he": "המרחב הסגור! עיר “ירוקה” תל־אביב",
}
"""Words, names and signs of eight languages, those among them that come near to damage."""

SOUND = (
    "‘Who? What?’",
    "https://example.org/find?q=trees&page=2 and https://example.org/a?b#5",
    "C++ & C, R&D; AT&T",
    "a < b and b > c, 5 < 7, <3",
    "« Guillemets » and »others«",
    "A footnote* and one more\n\n* of which the star stands alone",
    "Some *words* and **more of them**",
    "1. First\n2. Second\n\n    of which more",
    "10-14",
    "10–14",
    "Version 1.10",
    "Why not? because we said so",
    "in 2030. That is the year",
    "my_var_name and snake_case",
    "👩‍👩‍👧 families",
    "Nineteen- to thirty-year-olds, Rad- oder Fußwege, in- en uitvoer",
    "October 14",
    "Any tax, N/A included, is named",
    "#housing for all",
    "Todo",
    "## 3. Who was drawn\n\nNobody.",
    "1. Wer\n2. sie wurde nicht\n3. mai",
    "See [1] and [the report](https://example.org/).",
)

DAMAGED = {
    "text-spreadsheet-error": (
        "#REF!",
        "#N/A",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#BEZUG!",
        "#WERT!",
        "#¡REF!",
        "#VALEUR!",
    ),
    "text-mojibake": (
        "cafÃ©",
        "itâ€™s",
        "Ã¼ber",
        "HÃ©lÃ¨ne",
        "naÃ¯ve",
        "mÃªme",
        "10 â‚¬",
        "Ð¿Ñ€Ð¸",
        "РџСЂРё",
        "fÃ¼r",
        "Å¡kola",
        "Repl�ce",
    ),
    "text-letter-lost": ("Br?ssel", "M?nchen", "don?t", "r?sum?"),
    "text-from-pdf": ("ﬁrst", "oﬀer", "\uf0b7", "recom- mendation", "recom-\nmendation"),
    "text-html": ("<p>Close</p>", "a&nbsp;b", "B &amp; C", "<br/>", "&#8217;", "<a href='x'>"),
    "text-placeholder": ("Lorem ipsum dolor",),
    "text-markdown": ("3*4*5", "~~struck~~", "it.\n\n    Code it is", "Bürger*innen und Lehrer*innen", "__init__.py"),
}

ALONE = {
    "text-spreadsheet-error": ("#NV", "####"),
    "text-spreadsheet-changed": (
        "1.23E+11",
        "1,2E+05",
        "14-Oct",
        "Oct-14",
        "14. Okt",
        "14-oct.",
        "09-May",
        "okt-14",
        "Okt 14",
    ),
    "text-placeholder": ("TBC", "tbd", "TODO", "n/a", "N.N.", "xxx", "???", "–", "ditto", "see above", "siehe oben"),
    "text-markdown": ("2030. That is it", "#5 is first", "14. Oktober war es"),
}
"""What is damage only where nothing else stands in the cell or before it."""

RECORD = frozen.read().tables
PLACES = [
    (place, row.index, column.name)
    for place, table in RECORD.by_place.items()
    for row in table.rows
    for column in table.schema.columns
    if column.prose and isinstance(row[column.name], str)
]


def words_of(language: str) -> list[str]:
    """List the words of a language; some belong together."""
    return [word.replace("_", " ") for word in WORDS[language].split()]


def found(tables: Tables) -> list[Diagnostic]:
    return [problem for rule in damage.RULES for problem in rule(tables)]


def with_text(place: tuple[str, str], index: int, column: str, text: str) -> Tables:
    """Put a text into one cell of the record."""
    table = RECORD.by_place[place]
    raw = table.origin.raw
    row = list(raw.rows[index])
    row[raw.header.index(column)] = text
    damaged = replace(raw, rows=(*raw.rows[:index], tuple(row), *raw.rows[index + 1 :]))
    checked, _ = shape.check_table(replace(table.origin, raw=damaged))
    return replace(RECORD, by_place={**RECORD.by_place, place: checked})


def test_the_invented_record_is_sound() -> None:
    assert found(RECORD) == []


@pytest.mark.parametrize("language", WORDS)
def test_sound_sentences_are_left_alone(language: str) -> None:
    random, words = Random(language), words_of(language)
    for _ in range(30):
        text = " ".join(["Word", *random.choices(words, k=random.randint(1, 25))])
        for place, index, column in random.sample(PLACES, 2):
            assert found(with_text(place, index, column, text)) == [], text


@pytest.mark.parametrize("text", [*SOUND, *(" ".join(words_of(language)) for language in WORDS)])
def test_sound_text_is_left_alone(text: str) -> None:
    assert found(with_text(*PLACES[0], text)) == []


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in DAMAGED.items() for text in texts])
def test_damage_inside_any_text_is_named_where_it_stands(code: str, text: str) -> None:
    random = Random(text)
    for place, index, column in random.sample(PLACES, 4):
        language = random.choice(list(WORDS))
        words = random.choices(words_of(language), k=6)
        whole = " ".join(["Word", *words[:3], "so", text, *words[3:]])
        tables = with_text(place, index, column, whole)
        origin = tables.by_place[place].origin
        (problem,) = found(tables)
        line, at = origin.raw.place(index, column)
        assert (problem.code, problem.path, problem.line, problem.column, problem.field) == (
            code,
            origin.path,
            line,
            at,
            column,
        )
        assert problem.hint


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in ALONE.items() for text in texts])
def test_damage_that_is_a_whole_cell_is_named_where_it_stands(code: str, text: str) -> None:
    is_date = code == "text-spreadsheet-changed" and "E+" not in text
    tables = tables_of(
        recommendations=f"id,title,kind,decision,conditions\nr1,{text if is_date else 'A'},recommendation,adopted,"
        + ("" if is_date else f'"{text}"')
    )
    (problem,) = found(tables)
    assert (problem.code, problem.line, problem.field) == (code, 2, "title" if is_date else "conditions")


def test_damage_of_many_cells_of_a_column_is_one_message_with_the_lines() -> None:
    rows = "".join(f"\nr{n},CafÃ© {n},recommendation,adopted" for n in range(30))
    (problem,) = found(tables_of(recommendations=f"id,title,kind,decision{rows}"))
    assert "29 more rows, lines 3, 4, 5" in str(problem.message)
    assert str(problem.message).endswith("22, …")


@pytest.mark.parametrize(
    ("numbers", "lost"),
    [
        ("1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.9 1.1 1.11", ["1.10"]),
        ("1.1 1.2 1.1 1.11", ["1.10"]),
        ("1.2 1.18 1.19 1.2 1.21", ["1.20"]),
        ("1.1 1.2 1.1", []),
        ("1.9 1.10 1.11", []),
        ("1 2 1 11", []),
    ],
)
def test_a_number_that_lost_its_last_zero_is_named(numbers: str, lost: list[str]) -> None:
    rows = "".join(f"\nr{i},{number},A{i},recommendation,adopted" for i, number in enumerate(numbers.split()))
    problems = found(tables_of(recommendations=f"id,number,title,kind,decision{rows}"))
    assert [str(problem.message).rpartition(" ")[2] for problem in problems] == lost


def test_what_is_a_choice_is_no_placeholder() -> None:
    tables = tables_of(strata="id,name,kind\nage,Age,quota", strata_values="stratum,value\nage,n/a\nage,10-14")
    assert found(tables) == []


def test_translations_are_looked_at() -> None:
    (problem,) = found(tables_of(fr={"recommendations": "id,title,status\nr1,CafÃ©,official"}))
    assert problem.code == "text-mojibake"


@pytest.mark.parametrize("text", ["-2", "+2", "+1.5", "-10 %", "-2%"])
def test_a_number_with_its_sign_can_be_an_option(text: str) -> None:
    assert parsed_title(text) == []


@pytest.mark.parametrize("text", ["-2+3", "+cmd", "-1 home", "-", "=1", "+2;+3*A1"])
def test_what_a_spreadsheet_would_run_is_a_formula(text: str) -> None:
    assert parsed_title(text) == ["formula"]


def parsed_title(text: str) -> list[str]:
    table = RECORD.by_place[PLACES[0][0]]
    schema = RECORD.schemas["recommendations"]
    origin = replace(table.origin, schema=schema, raw=parse_csv("x.csv", f"title\n{text}\n".encode()).raw)
    return [p.code for p in shape.check_table(origin)[1] if p.field == "title"]


@pytest.mark.parametrize("text", ["המרחב הסגור!\u200f", "\u200fשלום", "العربية (EU)\u200e!"])
def test_a_mark_of_direction_beside_such_words_is_kept(text: str) -> None:
    for parsed in (parse_csv("x.csv", f"title\n{text}\n".encode()), parse_yaml("x.yaml", f"title: {text}\n".encode())):
        assert parsed.problems == ()
        assert parsed.raw is not None
        assert parsed.raw.rows == ((text,),)


def test_a_joiner_in_an_emoji_may_be_an_escape() -> None:
    parsed = parse_yaml("x.yaml", b'title: "\\U0001F469\\u200D\\U0001F467 and \\u05D0!\\u200F"\n')
    assert parsed.problems == ()


def test_every_rule_of_damage_applies() -> None:
    assert set(damage.RULES) <= set(rules.RULES)
