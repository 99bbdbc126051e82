"""Reading one file: what becomes of good ones, and how each mistake is named."""

from __future__ import annotations

import pytest

from folkmoot.data import files
from folkmoot.data.files import Parsed, RawTable, parse, parse_csv, parse_yaml
from folkmoot.data.files.report import Report
from folkmoot.data.messages import EMPTY, N_, Message
from folkmoot.data.problems import Diagnostic

TABLE = "datasets/leeds/recommendations.csv"
RECORDS = "datasets/leeds/recommendations.yaml"


def found(parsed: Parsed) -> list[tuple[str, int]]:
    return [(problem.code, line) for problem in parsed.problems for line in problem.lines or (problem.line,)]


def only(parsed: Parsed) -> str:
    (problem,) = parsed.problems
    return str(problem)


def raw(parsed: Parsed) -> RawTable:
    assert parsed.problems == ()
    assert parsed.raw is not None
    return parsed.raw


def rows(parsed: Parsed) -> tuple[tuple[str, ...], ...]:
    return raw(parsed).rows


# What is read


def test_csv_becomes_a_rectangle_of_texts_with_physical_lines() -> None:
    data = b'id,title\nr1,"Trams,\nand buses"\nr2,"He said ""no"""\n'
    assert parse(TABLE, data) == Parsed(
        RawTable(
            path=TABLE,
            header=("id", "title"),
            rows=(("r1", "Trams,\nand buses"), ("r2", 'He said "no"')),
            lines=(2, 4),
            marks={},
            header_marks={"id": (1, 1), "title": (1, 4)},
            nested={},
            is_record=False,
        ),
        (),
    )


def test_yaml_list_becomes_a_rectangle_with_the_union_of_keys_and_marks() -> None:
    data = b"# two of them\n- id: r1\n  title: Trams\n\n- id: r2\n  text: |\n    One.\n\n    Two.\n"
    assert parse(RECORDS, data) == Parsed(
        RawTable(
            path=RECORDS,
            header=("id", "title", "text"),
            rows=(("r1", "Trams", ""), ("r2", "", "One.\n\nTwo.")),
            lines=(2, 5),
            marks={(0, "id"): (2, 7), (0, "title"): (3, 10), (1, "id"): (5, 7), (1, "text"): (6, 9)},
            header_marks={"id": (2, 3), "title": (3, 3), "text": (6, 3)},
            nested={},
            is_record=False,
        ),
        (),
    )


def test_yaml_record_keeps_lists_of_mappings_beside_its_cells() -> None:
    data = b"id: leeds\ncoverage:\n  - table: ballots\n    of: 20\n  - table: topics\n"
    nested = RawTable(
        path=RECORDS,
        header=("table", "of"),
        rows=(("ballots", "20"), ("topics", "")),
        lines=(3, 5),
        marks={(0, "table"): (3, 12), (0, "of"): (4, 9), (1, "table"): (5, 12)},
        header_marks={"table": (3, 5), "of": (4, 5)},
        nested={},
        is_record=False,
    )
    assert parse(RECORDS, data) == Parsed(
        RawTable(
            path=RECORDS,
            header=("id",),
            rows=(("leeds",),),
            lines=(1,),
            marks={(0, "id"): (1, 5), (0, "coverage"): (3, 3)},
            header_marks={"id": (1, 1)},
            nested={"coverage": nested},
            is_record=True,
        ),
        (),
    )


def test_a_cell_is_placed_by_its_mark_or_else_by_its_row() -> None:
    records = raw(parse_yaml(RECORDS, b"- id: r1\n  title: Trams\n- id: r2\n"))
    assert (records.place(0, "title"), records.place(1, "title")) == ((2, 10), (3, None))
    assert raw(parse_csv(TABLE, b"id,title\nr1,Trams\n")).place(0, "title") == (2, None)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("no", "no"),
        ("true", "true"),
        ("12:30", "12:30"),
        ("007", "007"),
        ("1e3", "1e3"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("2024-02-30", "2024-02-30"),
        (".nan", ".nan"),
        ("Null", "Null"),
        ("null", ""),
        ("~", ""),
        ("", ""),
        ("'null'", "null"),
        ('"~"', "~"),
        ('""', ""),
        ("Trams  # a comment", "Trams"),
        ("'it''s [sic] {so}: #1'", "it's [sic] {so}: #1"),
        ('"caf\\u00e9\\tbar"', "café\tbar"),
        ("cafe\u0301", "café"),
        ('"cafe\\u0301"', "café"),
        ("|\n  One\n   two\n\n", "One\n two"),
        (">-\n  One\n  two", "One two"),
        ("[]", ""),
        ("[leeds, york]", "leeds;york"),
        ("\n  - leeds\n  - 'york'", "leeds;york"),
        ("\u0645\u06cc\u200c\u062e\u0648 👩\u200d👧", "\u0645\u06cc\u200c\u062e\u0648 👩\u200d👧"),
        ("क्\u200dष", "क्\u200dष"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
    ],
)
def test_a_yaml_value_keeps_the_text_that_was_written(written: str, read: str) -> None:
    assert rows(parse_yaml(RECORDS, f"a: {written}\n".encode())) == ((read,),)


@pytest.mark.parametrize(
    ("data", "read"),
    [
        (b"id\nr1\n", (("r1",),)),
        (b"id,name\n", ()),
        (b"id,name\r\nr1,\r\n", (("r1", ""),)),
        (b"id,name\nr1,x", (("r1", "x"),)),
        (b"\xef\xbb\xbfid,name\nr1,x\n", (("r1", "x"),)),
        (b'id,name\r\nr1,"a\r\nb"\r\n', (("r1", "a\nb"),)),
        ("id,name\nr1,cafe\u0301\n".encode(), (("r1", "café"),)),
        (b'id,name\n"r1","; \t ;"\n', (("r1", "; \t ;"),)),
        (b'id,name\nr1,"say ""yes"" or ""no"""\n', (("r1", 'say "yes" or "no"'),)),
        ('"id; or not","x,y"\nr1,£\n'.encode(), (("r1", "£"),)),
        (b"id,name\nr1,=======\n", (("r1", "======="),)),
    ],
)
def test_good_csv_reads_without_a_problem(data: bytes, read: tuple[tuple[str, ...], ...]) -> None:
    assert rows(parse_csv(TABLE, data)) == read


@pytest.mark.parametrize("data", [b"[]", b"---\n[]\n...\n", b"# none yet\n[]\n"])
def test_an_empty_yaml_list_is_a_table_without_rows(data: bytes) -> None:
    assert raw(parse_yaml(RECORDS, data)) == RawTable(RECORDS, (), (), (), {}, {}, {}, False)


@pytest.mark.parametrize(
    "data",
    [
        b'[{"id": "r1", "title": "A: b"}]',
        b"---\n- {id: r1, title: 'A: b'}\n",
        b"- id: r1\n  title: 'A: b'\r\n",
    ],
)
def test_flow_and_json_styles_are_yaml_too(data: bytes) -> None:
    assert rows(parse_yaml(RECORDS, data)) == (("r1", "A: b"),)


# What both formats refuse


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04\x14\x00", "must be a CSV table, got an Excel workbook or another zip file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "must be a CSV table, got an old Excel workbook (.xls)"),
        (b"%PDF-1.7", "must be a CSV table, got a PDF document"),
        (b"\x1f\x8b\x08\x00", "must be a CSV table, got a gzip archive"),
        (
            b"version https://git-lfs.github.com/spec/v1\noid",
            "got a git-lfs pointer, which stands for a file",
        ),
        (b"\n <!DOCTYPE html><title>404</title>", "must be a CSV table, got a web page"),
        (b"\xef\xbb\xbf<HTML>", "must be a CSV table, got a web page"),
        (b'<?xml version="1.0"?>', "must be a CSV table, got an XML file"),
    ],
)
def test_a_foreign_file_is_called_by_its_name(data: bytes, message: str) -> None:
    parsed = parse(TABLE, data)
    assert (parsed.raw, found(parsed)) == (None, [("not-a-table", 1)])
    assert message in only(parsed)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("path", [TABLE, RECORDS])
def test_wide_encodings_are_named(path: str, encoding: str) -> None:
    parsed = parse(path, "id,name\nr1,Hélène\n".encode(encoding))
    assert (parsed.raw, found(parsed)) == (None, [("not-utf8", 1)])
    assert f"got {encoding[:6].upper()}" in only(parsed)


@pytest.mark.parametrize(
    ("path", "data", "message"),
    [
        (
            TABLE,
            "id,name\nr1,Hélène Lefèvre\n".encode("cp1252"),
            f"{TABLE}:2:5: error[not-utf8]: the file must be UTF-8, got the byte 0xE9 at offset 12; in "
            'Windows-1252 it is "é" and the text reads "Hélène Lefèvre" (in Excel save as "CSV UTF-8 (Comma '
            'delimited)"; in LibreOffice tick "Edit filter settings" and choose "Unicode (UTF-8)")',
        ),
        (
            RECORDS,
            b"a: 1\nb: \x81\n",
            f"{RECORDS}:2:4: error[not-utf8]: the file must be UTF-8, got the byte 0x81 at offset 8 (save the "
            "file again with UTF-8 chosen as its encoding)",
        ),
        (
            RECORDS,
            "\ufeffcafé: ".encode() + b"\xff",
            f"{RECORDS}:1:7: error[not-utf8]: the file must be UTF-8, got the byte 0xFF at offset 10; in "
            'Windows-1252 it is "ÿ" and the text reads "cafÃ©: ÿ" (save the file again with UTF-8 chosen as '
            "its encoding)",
        ),
    ],
)
def test_a_byte_that_is_not_utf8_is_shown_where_it_stands(path: str, data: bytes, message: str) -> None:
    assert only(parse(path, data)) == message


@pytest.mark.parametrize("data", [b"\xed\xa0\x80", b"\xc0\xaf", b"\xf5\x80\x80\x80", b"\xc3"])
def test_surrogates_and_overlong_forms_are_not_utf8(data: bytes) -> None:
    assert found(parse(TABLE, b"id\n" + data)) == [("not-utf8", 2)]


CHARACTERS = [
    ("\x00", "text-control", "U+0000"),
    ("\x1b", "text-control", "U+001B"),
    ("\x7f", "text-control", "U+007F"),
    ("\x92", "text-control", "U+0092"),
    ("\x85", "text-control", "U+0085"),
    ("\ufdd0", "text-control", "U+FDD0"),
    ("\uffff", "text-control", "U+FFFF"),
    ("\U0010fffe", "text-control", "U+10FFFE"),
    ("\xad", "text-invisible", "U+00AD SOFT HYPHEN"),
    ("\u200b", "text-invisible", "U+200B ZERO WIDTH SPACE"),
    ("\u200c", "text-invisible", "U+200C ZERO WIDTH NON-JOINER"),
    ("\u200d", "text-invisible", "U+200D ZERO WIDTH JOINER"),
    ("\u200f", "text-invisible", "U+200F RIGHT-TO-LEFT MARK"),
    ("\u061c", "text-invisible", "U+061C ARABIC LETTER MARK"),
    ("\u180e", "text-invisible", "U+180E MONGOLIAN VOWEL SEPARATOR"),
    ("\u2028", "text-invisible", "U+2028 LINE SEPARATOR"),
    ("\u202e", "text-invisible", "U+202E RIGHT-TO-LEFT OVERRIDE"),
    ("\u2060", "text-invisible", "U+2060 WORD JOINER"),
    ("\u2063", "text-invisible", "U+2063 INVISIBLE SEPARATOR"),
    ("\u2069", "text-invisible", "U+2069 POP DIRECTIONAL ISOLATE"),
    ("\ufeff", "text-invisible", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
    ("\U000e0041", "text-invisible", "U+E0041 TAG LATIN CAPITAL LETTER A"),
]


@pytest.mark.parametrize(("character", "code", "name"), CHARACTERS)
@pytest.mark.parametrize(("path", "before"), [(TABLE, "id,title\nr1,ab"), (RECORDS, "id: r1\na: ab")])
def test_unusual_characters_are_named_and_taken_out(
    path: str, before: str, character: str, code: str, name: str
) -> None:
    parsed = parse(path, f"{before}{character}cd\n".encode())
    (problem,) = parsed.problems
    assert (problem.code, problem.line, problem.column) == (code, 2, 6)
    assert str(problem.message).endswith(f"characters, got {name}")
    assert parsed.raw is not None
    assert parsed.raw.rows[0][1] == "abcd"


@pytest.mark.parametrize("escape", ["\\0", "\\a", "\\N", "\\L", "\\u200b", "\\u202e", "\\uffff", "\\r", "\\x7f"])
def test_yaml_escapes_can_not_smuggle_unusual_characters(escape: str) -> None:
    parsed = parse_yaml(RECORDS, f'- id: r1\n  title: "x{escape}y"\n'.encode())
    (problem,) = parsed.problems
    assert problem.code in ("text-control", "text-invisible")
    assert (problem.line, problem.column, problem.field) == (2, 10, "title")
    assert parsed.raw is not None
    assert parsed.raw.rows == (("r1", "xy"),)


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (b"id\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> theirs\n", [2, 4, 6]),
        (b"<<<<<<< HEAD\r\nid\r\n||||||| base\r\nid\r\n=======\r\nid\r\n>>>>>>> theirs\r\n", [1, 3, 5, 7]),
        (b"id\n=======\n", [2]),
    ],
)
@pytest.mark.parametrize("path", [TABLE, RECORDS])
def test_merge_conflicts_are_found_before_anything_else(path: str, data: bytes, codes: list[int]) -> None:
    parsed = parse(path, data)
    assert (parsed.raw, found(parsed)) == (None, [("merge-conflict", line) for line in codes])


@pytest.mark.parametrize("data", [b"id: r1\ntext: |\n  Heading\n  =======\n", b"id: '<<<<<<< HEAD'\n"])
def test_text_that_only_looks_like_a_conflict_is_read(data: bytes) -> None:
    assert raw(parse_yaml(RECORDS, data)).header[0] == "id"


def test_old_mac_line_ends_are_reported_once() -> None:
    parsed = parse(TABLE, b"id,name\rr1,x\rr2,y\r")
    assert only(parsed) == (
        f"{TABLE}:1: error[line-ends]: lines must end in LF or CRLF, got 3 CR without LF "
        "(save the file again with Unix or Windows line ends)"
    )
    assert parsed.raw is not None
    assert parsed.raw.rows == (("r1", "x"), ("r2", "y"))


@pytest.mark.parametrize(
    ("path", "data"),
    [
        *((TABLE, data) for data in (b"", b"\n\n", b"  \r\n", b"\xef\xbb\xbf", b"\t")),
        *((RECORDS, data) for data in (b"", b"\n", b"# nothing yet\n", b"---\n", b"null\n", b"~")),
    ],
)
def test_an_empty_file_says_so(path: str, data: bytes) -> None:
    parsed = parse(path, data)
    assert (parsed.raw, found(parsed)) == (None, [("file-empty", 1)])


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("a/b.yml", 'must end in .yaml or .csv, got "b.yml" (rename it to b.yaml)'),
        ("a/b.CSV", 'must end in .yaml or .csv, got "b.CSV" (rename it to b.csv)'),
        ("a.csv/b", 'must end in .yaml or .csv, got "b"'),
        ("b.xlsx", 'must end in .yaml or .csv, got "b.xlsx"'),
    ],
)
def test_other_endings_are_refused(path: str, message: str) -> None:
    parsed = parse(path, b"id\n")
    assert (parsed.raw, only(parsed)) == (
        None,
        f"{path}:1: error[file-ending]: a table's file name {message}",
    )


# What CSV refuses

HEAD = "id,title,votes\n"


@pytest.mark.parametrize(
    ("text", "problems", "read"),
    [
        ("sep=;\nid;title\nr1;x\n", [("csv-sep-line", 1)], None),
        ("sep=,\nid,title\nr1,x\n", [("csv-sep-line", 1)], [["r1", "x"]]),
        ("sep=,\n", [("csv-sep-line", 1)], None),
        ("id;title\nr1;x\n", [("csv-delimiter", 1)], None),
        ("id\ttitle\nr1\tx\n", [("csv-delimiter", 1)], None),
        ('"id, or so";title\n', [("csv-delimiter", 1)], None),
        (HEAD + "r1,x\n", [("csv-ragged", 2)], [["r1", "x", ""]]),
        (HEAD + "r1,x,1,2\n", [("csv-ragged", 2)], [["r1", "x", "1"]]),
        (HEAD + 'r1,"a\nb",1\nr2\n', [("csv-ragged", 4)], [["r1", "a\nb", "1"], ["r2", "", ""]]),
        (HEAD + "\nr1,x,1\n\n\n", [("csv-blank-line", 2), ("csv-blank-line", 4)], [["r1", "x", "1"]]),
        ("\n" + HEAD + "r1,x,1\n", [("csv-blank-line", 1)], [["r1", "x", "1"]]),
        (HEAD + "   \n", [("csv-blank-line", 2)], []),
        (HEAD + ",,\n,,\nr1,x,1\n , ,\n", [("csv-empty-row", 2), ("csv-empty-row", 5)], [["r1", "x", "1"]]),
        ('id\nr1\n""\n', [("csv-empty-row", 3)], [["r1"]]),
        (HEAD + "r1,x ,\u00a01\n", [("cell-padded", 2), ("cell-padded", 2)], [["r1", "x", "1"]]),
        (HEAD + 'r1,"x\n",1\n', [("cell-padded", 2)], [["r1", "x", "1"]]),
        (HEAD + 'r1,a"b",1\n', [("csv-quote", 2)], [["r1", 'a"b"', "1"]]),
        (HEAD + 'r1, "a, b",1\n', [("csv-quote", 2)], [["r1", '"a', 'b"']]),
        (
            HEAD + 'r1,"a" b,1\nr2,x\n',
            [("csv-quote", 2), ("csv-ragged", 3)],
            [["r1", 'a" b', "1"], ["r2", "x", ""]],
        ),
        (HEAD + 'r1,"a,1\nr2,b,2\n', [("csv-quote", 2)], [["r1", "a", "1"], ["r2", "b", "2"]]),
        (HEAD + 'r1,"a,1\nr2,"b",2\n', [("csv-quote", 2)], [["r1", "a", "1"], ["r2", "b", "2"]]),
        (HEAD + 'r1,"A\nthe "b" c\nd",1\nr2,b,2\n', [("csv-quote", 2)], [["r1", "A", ""], ["r2", "b", "2"]]),
        ('"id,title\nr1,x\n', [("csv-quote", 1)], None),
        ("id,title,id\nr1,x,2\n", [("header-duplicate", 1)], [["r1", "x"]]),
        ("id , title\nr1,x\n", [("header-padded", 1), ("header-padded", 1)], [["r1", "x"]]),
        ("id,,\nr1,x,\n", [("header-empty", 1)], [["r1"]]),
        (",\nr1,x\n", [("header-empty", 1)], None),
    ],
)
def test_csv_mistakes_are_named_and_the_rest_is_read(
    text: str, problems: list[tuple[str, int]], read: list[list[str]] | None
) -> None:
    for line_end in ("\n", "\r\n"):
        parsed = parse_csv(TABLE, text.replace("\n", line_end).encode())
        assert found(parsed) == problems
        got = None if parsed.raw is None else [list(row) for row in parsed.raw.rows]
        assert got == read


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "sep=;\nid;title\n",
            '1: error[csv-sep-line]: the first line must be the header, got "sep=;", which only Excel '
            "understands (delete that line and divide the cells by commas)",
        ),
        (
            "id;title\n",
            "1: error[csv-delimiter]: cells must be divided by commas, got semicolons (in Excel save as "
            '"CSV UTF-8 (Comma delimited)"; in LibreOffice choose "," as field delimiter)',
        ),
        (
            HEAD + "r1,Trams, and buses,7\n",
            "2: error[csv-ragged]: a row must have 3 cells as the header has, got 4 cells (a comma divides "
            'it: put the whole cell into quotes, such as "Trams, and buses")',
        ),
        (
            HEAD + "r1\n",
            "2: error[csv-ragged]: a row must have 3 cells as the header has, got 1 cell (add the commas of "
            "the missing cells)",
        ),
        (
            HEAD + 'r1,"Trams,7\n',
            "2: error[csv-quote]: a quote that opens a cell must be closed, got none up to the end of the "
            'file (add the closing ", or write "" for a quote mark inside a quoted cell)',
        ),
        (
            HEAD + 'r1,"Trams,7\nr2,"Buses",8\n',
            "2: error[csv-quote]: a quote that opens in this row must be closed in it, got the next quote on "
            'line 3 (add the closing ", or write "" for a quote mark inside a quoted cell)',
        ),
        (
            HEAD + 'r1,the "best" way,7\n',
            "2: error[csv-quote]: a cell that holds a quote mark must itself be in quotes, got a quote mark in "
            'a bare cell (write "say ""yes"" or no" for: say "yes" or no)',
        ),
        (
            HEAD + ",,\n,,\n",
            "2: error[csv-empty-row]: a row must have a cell with text, got only empty cells in 2 rows down to "
            "line 3 (delete them)",
        ),
        (
            HEAD + "\nr1,x,1\n",
            "2: error[csv-blank-line]: a table must not have blank lines, got 1 (delete it)",
        ),
        (
            "id,id\n",
            "1: error[header-duplicate] id: a column must stand once in the header, got it as columns 1 and 2 "
            "(delete or rename one of them)",
        ),
        (
            "id,title \n",
            "1: error[header-padded] title: a column's name must not begin or end with white space, got some "
            '(write "title")',
        ),
        (
            "id,,,,,,,\n",
            "1: error[header-empty]: every column must have a name, got none for column 2, 3, 4, 5, 6 and 2 "
            "more (name the column or delete it, its commas included)",
        ),
        (
            HEAD + "r1,Trams\u00a0,7\n",
            "2: error[cell-padded] title: a cell must not begin or end with white space, got NO-BREAK SPACE at "
            "its end (delete it)",
        ),
    ],
)
def test_csv_messages_say_what_must_be_what_was_found_and_what_to_do(text: str, message: str) -> None:
    assert only(parse_csv(TABLE, text.encode())) == f"{TABLE}:{message}"


def test_columns_of_the_header_are_found_behind_quotes() -> None:
    marks = raw(parse_csv(TABLE, b'id,"a ""b"", c",note\n')).header_marks
    assert marks == {"id": (1, 1), 'a "b", c': (1, 4), "note": (1, 17)}


# What YAML refuses


@pytest.mark.parametrize(
    ("text", "problems", "read"),
    [
        ("a: &x b\nc: *x\n", [("yaml-anchor", 1), ("yaml-alias", 2)], [["b", ""]]),
        ("a: &x [1]\n&y b: 1\n", [("yaml-anchor", 1), ("yaml-anchor", 2)], [["1", "1"]]),
        ("a: &x\n", [("yaml-anchor", 1)], [[""]]),
        ("a: *nobody\n", [("yaml-alias", 1)], [[""]]),
        ("a: [b, *nobody]\n", [("yaml-alias", 1)], [["b;"]]),
        ("a: &a [*a]\n", [("yaml-anchor", 1), ("yaml-alias", 1)], [[""]]),
        ("*a : b\n", [("yaml-alias", 1)], [[]]),
        (
            "a: !!int 1\nb: !x y\nc: ! z\n",
            [("yaml-tag", 1), ("yaml-tag", 2), ("yaml-tag", 3)],
            [["1", "y", "z"]],
        ),
        ("!!map\na: b\n", [("yaml-tag", 1)], [["b"]]),
        ("a: !!python/object/apply:os.system [touch pwned]\n", [("yaml-tag", 1)], [["touch pwned"]]),
        ("a: 1\n<<: {b: 2}\n", [("yaml-merge-key", 2)], [["1"]]),
        ("a: 1\nb: 2\na: 3\n", [("yaml-duplicate-key", 3)], [["1", "2"]]),
        ("- a: 1\n  'a': 2\n- a: 3\n", [("yaml-duplicate-key", 2)], [["1"], ["3"]]),
        ("a: 1\n---\na: 2\n", [("yaml-documents", 2)], [["1"]]),
        ("# x\n%YAML 1.2\n---\na: 2\n", [("yaml-documents", 2)], None),
        ("%FOO bar\n---\na: 2\n", [("yaml-documents", 1)], None),
        ("[a, b]: 1\n", [("yaml-key", 1)], [[]]),
        ("? {a: b}\n: 1\n", [("yaml-key", 1)], [[]]),
        ("{{ template }}: 1\n", [("yaml-key", 1)], [[]]),
        ("1: a\ntrue: b\n~: c\n'': d\n2024-01-01: e\n", [("yaml-key", n) for n in range(1, 6)], [[]]),
        ("'id ': 1\n", [("header-padded", 1)], [["1"]]),
        ("just text\n", [("yaml-shape", 1)], None),
        ("a:b\n", [("yaml-shape", 1)], None),
        ("- a: 1\n- b\n- [c]\n- ~\n", [("yaml-shape", 2), ("yaml-shape", 3), ("yaml-shape", 4)], [["1"]]),
        ("a: {b: c}\nd: [[e]]\n", [("yaml-shape", 1), ("yaml-shape", 2)], [["", ""]]),
        ("a: [{b: c}, d]\n", [("yaml-shape", 1)], [[""]]),
        ("- a:\n    - b: c\n", [("yaml-shape", 2)], [[""]]),
        ("a:\n  - b:\n      - c: d\n", [("yaml-shape", 3)], [[]]),
        ("a: [x;y, '', ~, z]\n", [("yaml-list-item", 1)] * 3, [["x;y;;;z"]]),
        (
            "a: ' x'\nb: \"y\\n\"\nc: |\n\n  z\n\n",
            [("cell-padded", 1), ("cell-padded", 2)],
            [["x", "y", "z"]],
        ),
    ],
)
def test_yaml_mistakes_are_named_and_the_rest_is_read(
    text: str, problems: list[tuple[str, int]], read: list[list[str]] | None
) -> None:
    for line_end in ("\n", "\r\n"):
        parsed = parse_yaml(RECORDS, text.replace("\n", line_end).encode())
        assert sorted(found(parsed)) == sorted(problems)
        got = None if parsed.raw is None else [list(row) for row in parsed.raw.rows]
        assert got == read


SYNTAX = [
    (
        "title: Transport: what next\n",
        (1, 17),
        "text with a colon and a space must be in quotes, got it bare",
    ),
    ("a: x\n  b: y\n", (2, 4), "a key must stand in the same column as the keys above it, got it deeper"),
    ("a:\n\tb: c\n", (2, 1), "a line must be indented with spaces, got a tab"),
    ("- a: 1\n\tb: 2\n", (2, 1), "a line must be indented with spaces, got a tab"),
    ("a: |\n\tb\n", (2, 1), "a line must be indented with spaces, got a tab"),
    ("a: 'it's'\n", (1, 8), "after a closing quote the line must end, got more text"),
    ('a: "b" c\n', (1, 8), "after a closing quote the line must end, got more text"),
    ("a: 1\nb: 'c\n", (2, 4), "a text in quotes must end with the same quote mark, got no end"),
    (
        "- a: 1\n b: 2\n",
        (2, 2),
        "the items of a list must begin with - in column 1 as on line 1, got column 2",
    ),
    ("  a: 1\n b: 2\n", (2, 2), "a file must be one list or one mapping, got a line that belongs to neither"),
    (
        "- a: 1\n  b:\n     c: 1\n    d: 2\n",
        (4, 5),
        "the keys of a record must stand in column 3 as on line 1, got column 5",
    ),
    ("a: 1\nfoo\nb: 2\n", (2, 1), 'a line must read "key: value", got one without a colon and a space'),
    ("a: @x\n", (1, 4), "text that begins with @ must be in quotes, got it bare"),
    ("a: `x`\n", (1, 4), "text that begins with ` must be in quotes, got it bare"),
    ("a: 5\nb: %x\n", (2, 4), "text that begins with % must be in quotes, got it bare"),
    ("a: **bold**\n", (1, 4), "text that begins with * must be in quotes, got it bare"),
    ("a: & so on\n", (1, 4), "text that begins with & must be in quotes, got it bare"),
    ("a: !<x\n", (1, 4), "text that begins with ! must be in quotes, got it bare"),
    ("a: ? b\n", (1, 4), "text that begins with ? must be in quotes, got it bare"),
    ("a: - b\n", (1, 4), "a list must begin on the line below its key, got a - behind the key"),
    ("a: |b\n", (1, 5), "after | or > the line must end, got more text"),
    (
        "- a: [",
        (1, None),
        "a list in [ ] or a mapping in { } must be closed and have a value between its commas, got something else",
    ),
    ("a: , b\n", (1, 4), "a value must not begin with a comma or a closing bracket, got one"),
    (
        'a: "\\q"\n',
        (1, 5),
        'a backslash inside "double quotes" must begin a YAML escape such as \\n, got something else',
    ),
    (
        'a: "\\ud800"\n',
        (1, 7),
        'a backslash inside "double quotes" must begin a YAML escape such as \\n, got something else',
    ),
    (
        "a: [b, c\nd: e\n",
        (1, 4),
        "a list that opens with [ must have commas between its items and close with ], got something else",
    ),
    (
        "a: [sic] b\n",
        (1, 10),
        "the keys of a record must stand in column 1 as on line 1, got column 10",
    ),
    (
        "a: {b: c\n",
        (1, 4),
        "a mapping that opens with { must have commas between its pairs and close with }, got something else",
    ),
]


@pytest.mark.parametrize(("text", "at", "message"), SYNTAX)
def test_yaml_syntax_is_explained_in_words(text: str, at: tuple[int, int | None], message: str) -> None:
    parsed = parse_yaml(RECORDS, text.encode())
    assert parsed.raw is None
    (problem,) = parsed.problems
    assert (problem.code, (problem.line, problem.column), str(problem.message)) == ("yaml-syntax", at, message)
    assert problem.hint


def test_every_yaml_mistake_of_a_file_is_found_in_one_run() -> None:
    text = "- a: b: c\n- a: d\n  a: e\n- a: 'x' y\n  b: 1\n- a: &f g\n- a: @\n- a: ' h'\n"
    parsed = parse_yaml(RECORDS, text.encode())
    assert parsed.raw is None
    assert found(parsed) == [
        ("yaml-syntax", 1),
        ("yaml-duplicate-key", 3),
        ("yaml-syntax", 4),
        ("yaml-anchor", 6),
        ("yaml-syntax", 7),
        ("cell-padded", 8),
    ]


def test_yaml_messages_say_both_lines_of_a_doubled_key() -> None:
    assert only(parse_yaml(RECORDS, b"title: x\nnote: y\ntitle: z\n")) == (
        f"{RECORDS}:3:1: error[yaml-duplicate-key] title: a key must stand once in a record, got it on line 1 "
        "and again on line 3 (delete one of them)"
    )


# Hostile files


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{" * 100_000,
        "a: " + "[" * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        "[\n" * 100_000,
        "{a: " * 100_000,
        "- a:\n" + "".join(f"{' ' * n}- b:\n" for n in range(4, 600, 4)),
    ],
)
def test_deep_nesting_is_refused_before_it_can_harm(text: str) -> None:
    parsed = parse_yaml(RECORDS, text.encode())
    assert parsed.raw is None
    assert ("yaml-depth", "lists and mappings must not lie more than 20 deep in each other, got more") in [
        (problem.code, str(problem.message)) for problem in parsed.problems
    ]


def test_brackets_in_prose_are_only_text() -> None:
    prose = "see [1], [2 and {so on: " * 500 + "end"
    text = f'- a: "{prose}"\n  b: |\n    {prose}\n  c: x {"[" * 99}\n  # {"[" * 99}\n'
    assert rows(parse_yaml(RECORDS, text.encode())) == ((prose, prose, "x " + "[" * 99),)


def test_billion_laughs_and_merge_bombs_stay_small() -> None:
    laughs = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
    merges = "a0: &a0 {x: y}\n" + "".join(
        f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
    )
    for text in (laughs, merges):
        parsed = parse_yaml(RECORDS, text.encode())
        assert {"yaml-anchor", "yaml-alias"} <= {problem.code for problem in parsed.problems}
        assert parsed.raw is None or sum(map(len, parsed.raw.rows[0])) < 200


# Limits


def over_the_limit(path: str, data: bytes) -> tuple[str, int, str]:
    (problem,) = parse(path, data).problems
    return problem.code, problem.line, str(problem.message)


def test_a_file_of_more_than_64_mib_is_refused() -> None:
    assert over_the_limit(TABLE, b"x" * (files.MAX_BYTES + 1)) == (
        "file-too-large",
        1,
        "a file must not be larger than 64 MiB, got 67,108,865 bytes",
    )


@pytest.mark.parametrize(
    ("path", "form"), [(TABLE, 'id,x\nr1,"{}"\n'), (TABLE, "id,x\nr1,{}\n"), (RECORDS, "id: r1\nx: {}\n")]
)
def test_a_cell_of_more_than_20_000_characters_is_refused(path: str, form: str) -> None:
    assert parse(path, form.format("x" * 20_000).encode()).problems == ()
    assert over_the_limit(path, form.format("x" * 20_001).encode()) == (
        "cell-too-long",
        2,
        "a cell must not be longer than 20,000 characters, got 20,001",
    )


def test_a_quote_that_is_not_closed_for_very_long_is_reported_at_its_row() -> None:
    assert found(parse_csv(TABLE, b'id,x\nr1,"' + b"x" * 140_000 + b'"\n')) == [("cell-too-long", 2)]
    parsed = parse_csv(TABLE, b'id,x\nr1,"x\n' + b"r2,x\n" * 40_000)
    assert found(parsed) == [("csv-quote", 2)]
    assert parsed.raw is not None
    assert len(parsed.raw.rows) == 40_001


def test_more_than_500_columns_are_refused() -> None:
    names = [f"c{n}" for n in range(501)]
    message = "a table must not have more than 500 columns, got 501"
    assert parse(TABLE, ",".join(names[:500]).encode()).problems == ()
    assert over_the_limit(TABLE, ",".join(names).encode()) == ("file-too-large", 1, message)
    assert over_the_limit(RECORDS, "".join(f"{n}: 1\n" for n in names).encode()) == (
        "file-too-large",
        1,
        message,
    )


def test_more_than_a_million_rows_are_refused() -> None:
    assert over_the_limit(TABLE, b"a\n" + b"1\n" * 1_000_001) == (
        "file-too-large",
        1_000_002,
        "a table of 1 columns must not have more than 1,000,000 rows, got more",
    )


def test_more_than_500_000_yaml_values_are_refused() -> None:
    assert over_the_limit(RECORDS, b"a: [\n" + b"1,\n" * 500_000 + b"]\n") == (
        "file-too-large",
        499_999,
        "a file must not hold more than 500,000 values, got more",
    )


def test_the_hundred_and_first_kind_of_problem_counts_the_rest() -> None:
    report = Report(TABLE)
    for line in range(1, 251):
        report.add(f"code-{line}", N_("must be right"), EMPTY, (line, None))
    problems = report.closed()
    assert [problem.code for problem in problems[:100]] == [f"code-{line}" for line in range(1, 101)]
    assert problems[100:] == (
        Diagnostic(
            code="too-many-problems",
            path=TABLE,
            message=Message(N_("one file lists at most %(most)s mistakes, got %(more)s more"), most=100, more=150),
            hint=Message(N_("mend those above and check again")),
            line=100,
        ),
    )


def test_one_mistake_in_every_row_is_one_problem_with_all_lines() -> None:
    problem, _ = parse_csv(TABLE, ("id,x\n" + "r1\n" * 25_000).encode()).problems
    assert problem.lines[:3] == (2, 3, 4)
    assert str(problem).endswith("times: lines 2-10001]")
