"""What isn't public is never repeated: whatever a rule finds, no message and no hint holds a cell of such a column."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pytest

from folkmoot import dataset
from folkmoot.data import schemas
from folkmoot.data.dates import parse
from folkmoot.data.messages import ENGLISH
from folkmoot.data.problems import FORMATS, Diagnostic
from folkmoot.data.schemas import Schemas

BROKEN = Path(__file__).parent / "data" / "broken"
CASES = sorted(path.name for path in BROKEN.iterdir())
SCHEMAS = schemas.load()

Cell = Callable[[str], str]


@dataclass(frozen=True)
class Altered:
    """A folder on disk of which some files have another content."""

    path: Path
    contents: Mapping[Path, bytes]

    @property
    def name(self) -> str:
        return self.path.name

    def is_dir(self) -> bool:
        return self.path.is_dir()

    def is_file(self) -> bool:
        return self.path.is_file()

    def iterdir(self) -> Iterator[Altered]:
        return (Altered(path, self.contents) for path in self.path.iterdir())

    def read_bytes(self) -> bytes:
        return self.contents.get(self.path) or self.path.read_bytes()


@lru_cache(maxsize=512)
def without(table: str, column: str) -> Schemas:
    """Give the schemas with one column that isn't public."""
    schema = SCHEMAS[table]
    columns = tuple(replace(one, public=False) if one.name == column else one for one in schema.columns)
    return {**SCHEMAS, table: replace(schema, columns=columns)}


def canary(text: str) -> str:
    """Turn a cell into one of the same kind that stands nowhere else."""
    if parse(text):
        return f"9{text[1:]}"
    if re.fullmatch(r"-?[0-9]+", text):
        return f"{text}0617"
    if re.fullmatch(r"-?[0-9]+\.[0-9]+", text):
        return f"7{text}617"
    return f"{text}-zqx"


def changed(path: Path, column: str, change: Cell) -> tuple[bytes, list[str]]:
    """Change every cell of a column; give the file's new content and what its cells are now."""
    text = path.read_text(encoding="utf-8")
    return as_csv(text, column, change) if path.suffix == ".csv" else as_yaml(text, column, change)


def as_csv(text: str, column: str, change: Cell) -> tuple[bytes, list[str]]:
    header, *rows = csv.reader(io.StringIO(text))
    at = header.index(column)
    whole = [[change(cell) if i == at and cell else cell for i, cell in enumerate(row)] for row in rows]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([header, *whole])
    return out.getvalue().encode(), [row[at] for row in whole if len(row) > at and row[at]]


def as_yaml(text: str, column: str, change: Cell) -> tuple[bytes, list[str]]:
    cells: list[str] = []

    def written(line: re.Match[str]) -> str:
        cells.append(change(line[2].strip("\"'")))
        return f"{line[1]}{json.dumps(cells[-1], ensure_ascii=False)}"

    return re.sub(rf"^([ -]*{column}: )(?![\[|>])(\S.*)$", written, text, flags=re.M).encode(), cells


def columns_of(case: str) -> Iterator[tuple[Path, str, str]]:
    """Give each column of each readable table of a broken project."""
    for path in sorted((BROKEN / case / "datasets").rglob("*.*")):
        schema = SCHEMAS.get(path.stem)
        if schema is None or path.suffix not in (".csv", ".yaml") or "translations" in path.parts:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        top = next(csv.reader(io.StringIO(text)), []) if path.suffix == ".csv" else re.findall(r"(\w+):", text)
        if len(text) < 10_000 and "\r" not in text:
            yield from ((path, schema.name, name) for name in dict.fromkeys(top) if name in schema.by_name)


def problems_of(case: str, table: str, column: str, contents: Mapping[Path, bytes]) -> tuple[Diagnostic, ...]:
    """Check a project of which one column isn't public."""
    folder = Altered(BROKEN / case / "datasets", contents)
    return dataset.read(folder, "datasets", dataset.Reading(without(table, column))).problems


def written(problems: Sequence[Diagnostic]) -> str:
    """Write problems in every format."""
    return "\n".join(write(problems, ENGLISH) for write in FORMATS.values())


@pytest.mark.parametrize("case", CASES)
def test_no_cell_of_a_column_that_is_not_public_is_repeated(case: str) -> None:
    for path, table, column in columns_of(case):
        content, cells = changed(path, column, canary)
        said = written(problems_of(case, table, column, {path: content}))
        assert [cell for cell in cells if cell in said] == [], f"{table}.{column}"


@pytest.mark.parametrize("case", CASES)
def test_no_value_that_is_not_public_is_repeated_of_the_row_in_which_it_stands(case: str) -> None:
    """A value of a vocabulary must stay what it is for some rules to find something; others may name it elsewhere."""
    for path, table, column in columns_of(case):
        _, cells = changed(path, column, str)
        telling = {cell for cell in cells if "_" in cell and cell in SCHEMAS[table].by_name[column].labels}
        for problem in problems_of(case, table, column, {}) if telling else ():
            said, own = written([problem]), line_of(problem, path)
            assert [cell for cell in telling if cell in own and cell in said] == [], f"{table}.{column}"


def line_of(problem: Diagnostic, path: Path) -> str:
    """Give the line of a file at which a problem was found, '' where that is another file."""
    is_here = path.as_posix().endswith(problem.path)
    return path.read_text(encoding="utf-8").splitlines()[problem.line - 1] if is_here else ""
