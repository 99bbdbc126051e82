"""What an organiser begins with: a ready project, and the folder of a new assembly.

The project's files lie in `files/`. A name that begins with a dot is stored there with `dot-` in its place, so that
no tool that packs or searches folders leaves it out.
"""

from __future__ import annotations

import re
import tempfile
import textwrap
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from folkmoot import __version__
from folkmoot.data.names import IDENTIFIER
from folkmoot.data.problems import BadSettings
from folkmoot.data.schemas import Column, Schema
from folkmoot.data.vocabulary import of
from folkmoot.dataset import Reading

FOLDER = Path(__file__).parent / "files"
COLUMNS = (
    *("id", "number", "title", "text", "text_language", "summary"),
    *("kind", "decision", "decided_on", "addressed_to", "source"),
)
"""The columns of `recommendations.csv` that an organiser begins with."""

_VERSION = b"FOLKMOOT_VERSION"
_LONGEST = 64
_WIDTH = 100


def make_project(target: Path) -> None:
    """Write a project that checks, builds and previews as it is.

    The folder may exist if it is empty or holds nothing but `.git`. Raises `BadSettings` where something else is in
    it or where it can't be written; nothing is written then.
    """
    with _errors_as_settings(target):
        _refuse_full(target)
        with _all_or_nothing(target.resolve()) as made:
            for path in sorted(FOLDER.rglob("*")):
                if path.is_file():
                    _copy(path, made)


@contextmanager
def _errors_as_settings(target: Path) -> Iterator[None]:
    """Turn what the system says of a place where nothing can be written into `BadSettings`."""
    try:
        yield
    except OSError as error:
        raise BadSettings(f"{target}: must be a place to write to, got: {error.strerror} (choose another)") from error


def _refuse_full(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise BadSettings(f"{target}: must be a new folder, got a file (choose another name)")
    others = sorted(path.name for path in target.iterdir() if path.name != ".git")
    if others:
        raise BadSettings(
            f"{target}: must be new or empty, got a folder with {len(others)} things in it, such as {others[0]} "
            f"(choose another name: folkmoot new {target.resolve().name}-2)"
        )


def _copy(path: Path, made: Path) -> None:
    parts = [re.sub(r"\Adot-", ".", part) for part in path.relative_to(FOLDER).parts]
    copy = made.joinpath(*parts)
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(path.read_bytes().replace(_VERSION, __version__.encode()))


@contextmanager
def _all_or_nothing(target: Path) -> Iterator[Path]:
    """Give a folder to fill, which takes its place only once it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".folkmoot-new-") as aside:
        made = Path(aside) / target.name
        made.mkdir()
        yield made
        _put(made, target)


def _put(made: Path, target: Path) -> None:
    """Move a folder to its place; what is there already keeps its identity, somebody may stand in it."""
    if not target.exists():
        made.rename(target)
        return
    for path in sorted(made.iterdir()):
        path.rename(target / path.name)


def make_assembly(datasets: Path, slug: str, reading: Reading, day: date) -> Path:
    """Write the folder of a new assembly on a day, to be filled in; give the folder.

    Raises `BadSettings` where the slug can't be an address, or is taken; nothing is written then.
    """
    folder = datasets / _accepted(slug, datasets, reading.reserved)
    with _errors_as_settings(folder), _all_or_nothing(folder) as made:
        (made / "assembly.yaml").write_text(form(reading.schemas["assembly"]), encoding="utf-8", newline="\n")
        (made / "coverage.yaml").write_text(
            coverage_form(reading.schemas["coverage"], day), encoding="utf-8", newline="\n"
        )
        (made / "recommendations.csv").write_text(",".join(COLUMNS) + "\n", encoding="utf-8", newline="\n")
    return folder


def _accepted(slug: str, datasets: Path, reserved: frozenset[str]) -> str:
    free = _free(slug, datasets, reserved)
    if slug in reserved:
        raise BadSettings(f'"{slug}": must not be a name that the site or a file system needs (try: {free})')
    if not IDENTIFIER.match(slug) or len(slug) > _LONGEST:
        raise BadSettings(
            f'"{slug}": the name becomes the address: must be lower-case letters, digits and single hyphens, at most '
            f"{_LONGEST} (try: {free})"
        )
    if (datasets / slug).exists():
        raise BadSettings(f'"{slug}": must be a new name, got one that is taken (try: {free})')
    return slug


def _free(slug: str, datasets: Path, reserved: frozenset[str]) -> str:
    """Suggest the nearest slug that would be accepted."""
    letters = unicodedata.normalize("NFKD", slug).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9]+", "-", letters)[: _LONGEST - 10].strip("-") or "my-assembly"
    plain = f"{plain}-assembly" if plain in reserved else plain
    numbered = (f"{plain}-{n}" for n in range(2, 1000))
    return next(name for name in (plain, *numbered) if not (datasets / name).exists())


def form(schema: Schema) -> str:
    """Write a record of a schema as YAML to be filled in, each field under a comment that says what belongs in it."""
    required = [column for column in schema.columns if column.required]
    further = [column for column in schema.columns if not column.required]
    parts = [
        _comment(schema.description),
        _comment("A line that begins with # is a comment. These fields must be filled in:"),
        *(f"{_explained(column)}{column.name}:\n" for column in required),
        _comment("These may be: take away the # before the field's name and fill it in."),
        *(f"{_explained(column)}# {column.name}:\n" for column in further),
    ]
    return "\n".join(parts)


def coverage_form(schema: Schema, day: date) -> str:
    """Write what is said of the tables of a new assembly: nothing is recorded yet, as of a day."""
    (state, *_) = of("coverage.state").naming("extent", "nothing")
    lines = [{"table": name, "state": state, "checked_on": day.isoformat()} for name in SPOKEN_OF]
    rows = ("- " + "\n  ".join(f"{name}: {value}" for name, value in line.items()) + "\n" for line in lines)
    return "\n".join([*map(_comment, _MEANING), "".join(map(_explained, schema.columns)), "\n".join(rows)])


SPOKEN_OF = ("recommendations", "ballots", "promises", "promise_events", "responses", "commitments", "progress")
"""The tables without which nothing can be said of what was promised, answered and done."""

_MEANING = (
    "How complete each table is. Silence needs a witness: this site says that an answer is overdue, that nothing was "
    "promised or that something was not delivered only where the table is called complete here, with the number of "
    "its rows, and was checked after the day in question. What isn't spoken of here counts as partial, or as not "
    "recorded while it is empty.",
    "Change a line with the first row of its table. For complete, write in of how many rows there are (0 is an answer) "
    "and correct it with each row; the check names the right number. Write kept: true once if you undertake to keep "
    "the table complete: the check then reminds you when nobody has looked for 200 days.",
)


def _explained(column: Column) -> str:
    message = _comment(f"{column.title}: {column.description}")
    if column.terms:
        return message + "".join(_comment(f"{term.value}: {term.description}", "#   ") for term in column.terms)
    return message + _comment(f"Example: {column.example}")


def _comment(text: str, begin: str = "# ") -> str:
    indent = "#   " if begin == "# " else "#     "
    return textwrap.fill(text, _WIDTH, initial_indent=begin, subsequent_indent=indent) + "\n"
