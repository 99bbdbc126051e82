"""Properties of reading: nothing makes it fail, and what was written well comes back as it was."""

from __future__ import annotations

import csv
import io
import json
import string
import unicodedata

from hypothesis import assume, example, given
from hypothesis import strategies as st

from folkmoot.data.files import Parsed, RawTable, parse, parse_csv, parse_yaml
from tests.sampling import part

TABLE = "datasets/leeds/recommendations.csv"
RECORDS = "datasets/leeds/recommendations.yaml"

names = st.text(string.ascii_lowercase + "_", min_size=1, max_size=8).filter(
    lambda name: name not in {"null", "true", "false", "yes", "no", "on", "off"}
)
headers = st.lists(names, min_size=1, max_size=5, unique=True)

# Letters, marks, numbers, punctuation, symbols and plain spaces: what an organiser may write.
characters = st.characters(categories=("L", "M", "N", "P", "S"), include_characters=' \n\t,;"') | st.sampled_from(
    ' \n,;:"#[]{}&*!|>%@`-?~'
)
invisible = set("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufffc")
cells = (
    st.text(characters, max_size=12)
    .map(lambda text: unicodedata.normalize("NFC", text).strip())
    .filter(lambda text: not invisible & set(text) and "=======" not in text)
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    header = draw(headers)
    row = st.lists(cells, min_size=len(header), max_size=len(header)).filter(any)
    return header, draw(st.lists(row, max_size=6))


def written_as_csv(header: list[str], rows: list[list[str]], line_end: str, quoting: int) -> bytes:
    target = io.StringIO()
    csv.writer(target, lineterminator=line_end, quoting=quoting).writerows([header, *rows])  # type: ignore[arg-type]
    return target.getvalue().encode()


def written_as_yaml(header: list[str], rows: list[list[str]]) -> bytes:
    records = [zip(header, map(quoted, row), strict=True) for row in rows]
    lines = ["\n  ".join(f"{name}: {text}" for name, text in record) for record in records]
    return ("".join(f"- {line}\n" for line in lines) or "[]\n").encode()


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def as_lists(parsed: Parsed) -> tuple[list[str], list[list[str]]]:
    assert parsed.problems == ()
    assert parsed.raw is not None
    return list(parsed.raw.header), [list(row) for row in parsed.raw.rows]


def is_well_formed(raw: RawTable) -> bool:
    widths = {len(row) for row in raw.rows}
    return (
        widths <= {len(raw.header)}
        and len(raw.rows) == len(raw.lines)
        and list(raw.lines) == sorted(raw.lines)
        and len(set(raw.header)) == len(raw.header)
        and set(raw.header_marks) == set(raw.header)
        and all(is_well_formed(nested) for nested in raw.nested.values())
    )


def assert_sound(parsed: Parsed, data: bytes) -> None:
    assert parsed.raw is not None or parsed.problems != ()
    last = data.count(b"\n") + data.count(b"\r") + 1
    assert all(1 <= problem.line <= last for problem in parsed.problems)
    assert all(problem.column is None or problem.column >= 1 for problem in parsed.problems)
    assert parsed.raw is None or is_well_formed(parsed.raw)


@given(st.binary(max_size=200))
@example(b"\xe2\x80\x8b")
@example(b"\xef\xbb\xbf\xef\xbb\xbf")
@example(b"\r")
def test_any_bytes_give_a_rectangle_or_problems(data: bytes) -> None:
    for path in (TABLE, RECORDS):
        assert_sound(parse(path, data), data)


@given(st.text(st.sampled_from('ab,;"\n\r\t \u00a0\u200b\x00é='), max_size=60))
@example('"\n"')
@example('a,b\n"\n\n"')
def test_any_csv_like_text_gives_a_rectangle_or_problems(text: str) -> None:
    assert_sound(parse_csv(TABLE, text.encode()), text.encode())


@part(300)
@given(
    st.lists(st.sampled_from([*"ab:-?[]{},#&*!|>'\"%@`~<\n\n", ": ", "- ", "  ", "\n  ", "\t", "---\n", "é"])).map(
        "".join
    )
)
@example("? ")
@example("- a: [\n- b: 1\n")
@example("a: |\n")
def test_any_yaml_like_text_gives_a_rectangle_or_problems(text: str) -> None:
    assert_sound(parse_yaml(RECORDS, text.encode()), text.encode())


@given(tables(), st.sampled_from(["\n", "\r\n"]), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_a_table_written_as_csv_comes_back(
    table: tuple[list[str], list[list[str]]], line_end: str, quoting: int
) -> None:
    header, rows = table
    assert as_lists(parse_csv(TABLE, written_as_csv(header, rows, line_end, quoting))) == (header, rows)


@given(tables())
def test_a_table_written_as_yaml_comes_back(table: tuple[list[str], list[list[str]]]) -> None:
    header, rows = table
    assert as_lists(parse_yaml(RECORDS, written_as_yaml(header, rows))) == (header if rows else [], rows)


@given(tables())
def test_marks_point_at_the_value_in_the_yaml_file(table: tuple[list[str], list[list[str]]]) -> None:
    header, rows = table
    data = written_as_yaml(header, rows)
    raw = parse_yaml(RECORDS, data).raw
    assert raw is not None
    lines = data.decode().split("\n")
    for (row, name), (line, column) in raw.marks.items():
        assert lines[line - 1][column - 1 :] == quoted(rows[row][header.index(name)])


@given(tables(), st.data())
def test_the_line_of_a_csv_row_is_where_it_starts(
    table: tuple[list[str], list[list[str]]], data: st.DataObject
) -> None:
    header, rows = table
    assume(rows)
    row = data.draw(st.integers(0, len(rows) - 1))
    before = written_as_csv(header, rows[:row], "\n", csv.QUOTE_ALL)
    raw = parse_csv(TABLE, written_as_csv(header, rows, "\n", csv.QUOTE_ALL)).raw
    assert raw is not None
    assert raw.place(row, header[0]) == (before.count(b"\n") + 1, None)
