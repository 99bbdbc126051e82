"""Measure what past releases cost: twelve of a thousand recommendations, beside the newest state alone.

Both sites are built of the same repository in one run, and what counts is the ratio of their processor seconds. Between
two releases forty recommendations change: answers are corrected with an erratum, progress is reported, texts are worded
anew. Run it with `python benchmarks/releases.py [--recommendations N] [--releases N] [--changed N]`.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import records
from run import AS_OF, Cost, measure

MOST = 3.0
FIRST_DAY = date(2025, 1, 31)
ALONE = "  - folkmoot:\n      releases: false\n"


def main() -> int:
    """Make the repository, build it both ways, print the figures; 1 where the ratio is too high."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--recommendations", type=int, default=1000)
    given.add_argument("--releases", type=int, default=12)
    given.add_argument("--changed", type=int, default=40)
    given.add_argument("--folder", type=Path, help="keep the repository and both sites in this folder")
    chosen = given.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        root = folder / "project"
        write(root, chosen.recommendations, chosen.releases, chosen.changed)
        alone, whole = build(root, folder / "alone", ALONE), build(root, folder / "whole", "  - folkmoot\n")
        ratio = whole.cpu / alone.cpu
        print(f"{chosen.recommendations} recommendations, {chosen.releases} releases, {chosen.changed} changed in each")
        print(f"the newest state alone: {alone.cpu:.1f} processor seconds, {alone.memory:.0f} MB")
        print(f"with every release:     {whole.cpu:.1f} processor seconds, {whole.memory:.0f} MB")
        print(f"ratio {ratio:.2f}: {'kept' if ratio <= MOST else 'missed'} (at most {MOST:g})")
    return int(ratio > MOST)


def write(root: Path, recommendations: int, releases: int, changed: int) -> None:
    """Write a repository with releases of invented recommendations."""
    records.write(root, recommendations)
    run(root, "git", "init", "-q", "-b", "main")
    for name, value in (("user.name", "Nobody"), ("user.email", "nobody@example.org")):
        run(root, "git", "config", name, value)
    for number in range(releases):
        day = FIRST_DAY + timedelta(days=50 * number)
        if number:
            change(root, recommendations, changed, number, day)
        run(root, "git", "add", "-A")
        run(root, "git", "commit", "-q", "-m", f"Data of {day}")
        run(root, *COMMAND, "release", f"{day.year}.{day.month}.{number}", str(root), "--as-of", str(day), "--commit")


def change(root: Path, recommendations: int, changed: int, number: int, day: date) -> None:
    """Change some recommendations, others in each release: an answer, progress or the text."""
    for step in range(changed):
        index = (number * changed + step) * 7 % recommendations
        folder = root / "datasets" / f"assembly-{index // records.PER_ASSEMBLY + 1:03}"
        identifier = index % records.PER_ASSEMBLY + 1
        (answer, report, reword)[step % 3](folder, identifier, day)


def answer(folder: Path, index: int, day: date) -> None:
    """Correct the wording of an answer and say so in an erratum."""
    old, new = edited(folder / "responses.csv", f"a{index}", "quote", f"As stated on {day}")
    cells = {"table": "responses", "row": f"a{index}", "field": "quote", "old": old, "new": new}
    append(folder / "errata.csv", {**cells, "date": str(day), "reason": "Typed wrongly."})


def report(folder: Path, index: int, day: date) -> None:
    """Report progress on a recommendation."""
    cells = {"id": f"p{index}-{day:%Y%m%d}", "recommendation": f"r{index}", "date": str(day), "state": "in_progress"}
    message = {"evidence": records.SOURCE, "assessor": "Audit office", "assessor_kind": "independent"}
    append(folder / "progress.csv", {**cells, "note": "Seen on site.", **message, "source": records.SOURCE})


def reword(folder: Path, index: int, day: date) -> None:
    """Word a recommendation anew."""
    edited(folder / "recommendations.csv", f"r{index}", "rationale", f"Worded anew on {day}.")


def edited(path: Path, identifier: str, column: str, text: str) -> tuple[str, str]:
    """Put a text into a cell; give what stood there, and the text."""
    rows = rows_of(path)
    row = next(row for row in rows if row["id"] == identifier)
    old, row[column] = row[column], text
    save(path, rows)
    return old, text


def append(path: Path, cells: dict[str, str]) -> None:
    """Add a row to a table that may not be there yet."""
    rows = rows_of(path) if path.exists() else []
    save(path, [*rows, cells])


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def save(path: Path, rows: Sequence[dict[str, str]]) -> None:
    """Write a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


COMMAND = (sys.executable, "-m", "folkmoot.cli")


def build(root: Path, site: Path, plugin: str) -> Cost:
    """Build the site in one process with these settings of the plugin, and measure it."""
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    head, _, _ = settings.partition("  - folkmoot")
    (root / "mkdocs.yml").write_text(head + plugin, encoding="utf-8")
    command = [*COMMAND, "build", str(root), "--site-dir", str(site), "--as-of", AS_OF, "--jobs", "1"]
    return measure(command, site.parent)


def run(root: Path, *command: str) -> None:
    """Run a command that must succeed."""
    subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL, env=dict(os.environ))


if __name__ == "__main__":
    raise SystemExit(main())
