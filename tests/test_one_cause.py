"""One cause in a table of five hundred rows is said in at most three messages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from folkmoot import dataset, pipeline

ROWS = 500
ASSEMBLY = """name: Assembly on Housing
question: How should the city house everyone by 2040?
level: local
kind: assembly
starts_on: 2023-01-14
languages: [en]
licence: CC-BY-4.0
"""
AUTHORITIES = "id,name,kind,level\n" + "".join(f"a{i},Office {i},agency,local\n" for i in range(ROWS))
RECOMMENDATIONS = "id,title,kind,decision,decided_on,addressed_to,summary\n" + "".join(
    f"r{i},Build home {i},recommendation,adopted,2023-03-{i % 28 + 1:02},a{i},One é of them\n" for i in range(ROWS)
)
BALLOTS = "id,recommendation,method,electorate,cast,denominator,threshold_kind,result\n" + "".join(
    f"b{i},r{i},open,members,{i + 20},cast,,adopted\n" for i in range(ROWS)
)
COUNTS = "ballot,option,counts_as,n\n" + "".join(f"b{i},yes,support,{i + 15}\nb{i},no,oppose,5\n" for i in range(ROWS))
TABLES = {
    "assembly.yaml": ASSEMBLY,
    "authorities.csv": AUTHORITIES,
    "ballot_counts.csv": COUNTS,
    "ballots.csv": BALLOTS,
    "recommendations.csv": RECOMMENDATIONS,
}


def rows(pattern: str, into: str) -> Callable[[str], str]:
    """Change each row below the header."""

    def changed(text: str) -> str:
        header, _, body = text.partition("\n")
        return f"{header}\n{re.sub(pattern, into, body, flags=re.M)}"

    return changed


def everywhere(pattern: str, into: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, into, text, flags=re.M)


def without(column: int) -> Callable[[str], str]:
    return lambda text: "".join(
        ",".join(cell for i, cell in enumerate(line.split(",")) if i != column) + "\n" for line in text.splitlines()
    )


CAUSES: dict[str, tuple[str, Callable[[str], str]]] = {
    "semicolons": ("recommendations.csv", everywhere(",", ";")),
    "tabs": ("ballots.csv", everywhere(",", "\t")),
    "spaces after commas": ("recommendations.csv", everywhere(",", ", ")),
    "trailing spaces": ("recommendations.csv", rows(r"$(?<=\w)", " ")),
    "no-break spaces": ("recommendations.csv", rows(r"Build home (\d+)", "Build home \\1\u00a0")),
    "American dates": ("recommendations.csv", rows(r"2023-(\d+)-(\d+)", r"\1/\2/2023")),
    "dates with dots": ("recommendations.csv", rows(r"2023-(\d+)-(\d+)", r"\2.\1.2023")),
    "dates with apostrophes": ("recommendations.csv", rows("2023-", "'2023-")),
    "dates with dashes": ("recommendations.csv", rows(r"2023-(\d+)-(\d+)", "2023–\\1–\\2")),
    "dates as Excel's numbers": ("recommendations.csv", rows(r"2023-03-(\d\d)", r"450\1")),
    "dates with times": ("recommendations.csv", rows(r"(2023-\d+-\d+)", r"\1 00:00:00")),
    "an unknown value": ("recommendations.csv", rows("adopted", "yes")),
    "many unknown values": ("recommendations.csv", rows(r"(\d+),recommendation", r"\1,sort \1")),
    "values with capitals": ("recommendations.csv", rows("adopted", "Adopted")),
    "ids with spaces": ("recommendations.csv", rows(r"^r", "r ")),
    "ids with capitals": ("recommendations.csv", rows(r"^r", "R")),
    "ids with apostrophes": ("authorities.csv", rows(r"^a", "'a")),
    "one id for all": ("authorities.csv", rows(r"^a\d+", "a1")),
    "ids that say nothing": ("authorities.csv", rows(r"^a\d+", "n/a")),
    "a title": ("recommendations.csv", lambda text: f"All recommendations,,,,,,\n,,,,,,\n{text}"),
    "merged cells": ("ballot_counts.csv", rows(r"^b\d+,no", ",no")),
    "a merged id": ("recommendations.csv", rows(r"^r\d*[1-9],", ",")),
    "a row of totals": ("ballot_counts.csv", lambda text: f"{text}Total,,,10000\n"),
    "a column that is missing": ("recommendations.csv", without(1)),
    "the ids missing": ("recommendations.csv", without(0)),
    "a link's column missing": ("ballot_counts.csv", without(0)),
    "links that all miss": ("recommendations.csv", rows(r",a(\d+),", r",x\1,")),
    "links to titles": ("ballots.csv", rows(r",r(\d+),", r",Build home \1,")),
    "unquoted commas": ("recommendations.csv", rows("Build home", "Build, repair")),
    "a missing comma": ("recommendations.csv", rows(",recommendation,", ",recommendation ")),
    "extra commas": ("recommendations.csv", rows(r"$(?<=\w)", ",,,")),
    "bare quote marks": ("recommendations.csv", rows("Build home", 'Build "home"')),
    "an unknown column": ("recommendations.csv", everywhere(r"$(?<=\w)", ",x")),
    "ten unknown columns": (
        "recommendations.csv",
        lambda text: rows(r"$(?<=\w)", ",x" * 10)(text.replace("summary", f"summary,{','.join('KLMNOPQRST')}", 1)),
    ),
    "headings with capitals": (
        "recommendations.csv",
        lambda text: text.replace(*((h := text.partition("\n")[0]), h.title()), 1),
    ),
    "thousands with commas": ("ballots.csv", rows(r",members,(\d+),", r',members,"1,\1",')),
    "numbers with apostrophes": ("ballots.csv", rows(r",members,(\d+),", r",members,'\1,")),
    "numbers with units": ("ballots.csv", rows(r",members,(\d+),", r",members,\1 votes,")),
    "zero-width spaces": ("recommendations.csv", rows("Build", "Build\u200b")),
    "control characters": ("recommendations.csv", rows("Build", "Build\x0b")),
    "blank lines": ("recommendations.csv", everywhere(r"\n", "\n\n")),
    "formulas": ("recommendations.csv", rows(",Build", ",=Build")),
}


def check(folder: Path, tables: dict[str, bytes]) -> list[str]:
    place = folder / "datasets" / "demo"
    place.mkdir(parents=True)
    for name, content in tables.items():
        (place / name).write_bytes(content)
    reading = replace(pipeline.reading(), checked_on=date(2026, 12, 1))
    return [str(problem) for problem in dataset.read(folder / "datasets", "datasets", reading).problems]


def encoded(**changed: bytes) -> dict[str, bytes]:
    return {**{name: text.encode() for name, text in TABLES.items()}, **changed}


def test_table_without_a_mistake_has_no_message(tmp_path: Path) -> None:
    assert check(tmp_path, encoded()) == []


@pytest.mark.parametrize("cause", CAUSES)
def test_one_cause_gives_at_most_three_messages(cause: str, tmp_path: Path) -> None:
    name, spoilt = CAUSES[cause]
    changed = spoilt(TABLES[name])
    assert changed != TABLES[name]
    found = check(tmp_path, encoded(**{name: changed.encode()}))
    assert 1 <= len(found) <= 3, "\n".join(found)
    assert all(len(message) < 900 for message in found)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "cp437"])
def test_another_encoding_gives_at_most_three_messages(encoding: str, tmp_path: Path) -> None:
    found = check(tmp_path, encoded(**{"recommendations.csv": RECOMMENDATIONS.encode(encoding)}))
    assert 1 <= len(found) <= 3, "\n".join(found)
