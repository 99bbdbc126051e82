"""Prove what takes too long for every change, and keep each figure with its day and commit.

What is proved already is passed over, so a run that was interrupted goes on where it stopped; `--again` proves it anew,
and names prove those alone. `docs/proofs.json` holds the results, `docs/proofs.md` shows them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[2]
STATE = ROOT / "docs/proofs.json"
PAGE = ROOT / "docs/proofs.md"
HEAD = """\
# Proofs

What takes too long for every change: `make prove` runs it and writes this page; change nothing here by hand.
`make test` holds a small sample of each. A plus after a commit means that the working tree differed from it.

| proof | what it shows | day | commit | figure | seconds |
|---|---|---|---|---|---:|
"""


@dataclass(frozen=True)
class Proof:
    """One proof: what pytest is given for it, or another command that ends with 0 where it holds."""

    name: str
    shows: str
    tests: tuple[str, ...] = ()
    command: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """What came of a proof, on which day, at which commit, and how many seconds it took."""

    held: bool
    figure: str
    day: str
    commit: str
    seconds: int


_WITH_PROPERTIES = ("check", "dates", "downloads", "due", "json_layout", "markdown", "measures")
_EXAMPLES = ("--hypothesis-profile=prove",)
PROOFS = (
    Proof(
        "files",
        "Any bytes give tables or mistakes, each at its place, and never a crash",
        ("tests/test_files_properties.py", *_EXAMPLES),
    ),
    Proof(
        "properties",
        "Whatever values have: dates, downloads, JSON, Markdown, deadlines, figures and checks keep their promises",
        (
            *(f"tests/test_{one}.py" for one in "check dates downloads due json_layout markdown measures".split()),
            *_EXAMPLES,
        ),
    ),
    Proof(
        "mistakes",
        "A mistake as people and their software make it is named at its file, line and column, and none in silence",
        ("tests/proofs/seeded_mistakes.py",),
    ),
    Proof(
        "translations",
        "Each language that is called complete has every text of today",
        ("tests/test_words.py", "-k", "catalogues_have or complete"),
    ),
    Proof(
        "record",
        "Of this repository's whole site every page is valid, every link leads somewhere, every feed can be read, and "
        "everything between quotation marks was said",
        ("tests/proofs/own_record.py",),
    ),
    Proof(
        "attackers",
        "No words in any table of this repository's record become an element of any page",
        ("tests/proofs/attackers.py",),
    ),
    Proof(
        "same bytes",
        "Zone, locale, hash seed and number of processes change no byte of this repository's site",
        ("tests/proofs/same_bytes.py",),
    ),
    Proof(
        "kills",
        "A build that is killed at any moment leaves a whole site, and the next one cleans up",
        ("tests/proofs/kills.py",),
    ),
    Proof(
        "axe",
        "Every kind of page in every setting breaks no rule of WCAG 2.2 AA that axe knows",
        ("tests/proofs/axe_matrix.py",),
    ),
    Proof(
        "axe from right to left",
        "The same in Arabic",
        ("tests/proofs/axe_right_to_left.py",),
    ),
    Proof("benchmark", "What a large site costs, in `benchmarks/RESULTS.md`", command=("benchmarks/run.py",)),
    Proof("releases", "What past releases cost", command=("benchmarks/releases.py",)),
)


def main(arguments: list[str] | None = None) -> int:
    """Run the proofs that are wanted and not proved yet; 1 where one of them doesn't hold."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("names", nargs="*", help="prove these alone")
    given.add_argument("--again", action="store_true", help="prove what is proved already as well")
    wanted = given.parse_args(arguments)
    if unknown := set(wanted.names) - {proof.name for proof in PROOFS}:
        given.error(f"no such proof: {', '.join(sorted(unknown))}")
    results = read()
    for proof in (one for one in PROOFS if not wanted.names or one.name in wanted.names):
        if not wanted.again and proof.name in results and results[proof.name].held:
            print(f"{proof.name}: proved on {results[proof.name].day}, passed over")
            continue
        print(f"{proof.name}: {proof.shows}", flush=True)
        results[proof.name] = prove(proof)
        write(results)
        print(f"{proof.name}: {results[proof.name].figure}", flush=True)
    write(results)
    return 0 if all(result.held for result in results.values()) else 1


def prove(proof: Proof) -> Result:
    """Run one proof."""
    begun = time.monotonic()
    held, figure = _tested(proof.tests) if proof.tests else _commanded(proof.command)
    seconds = round(time.monotonic() - begun)
    return Result(held, figure, f"{datetime.now(UTC):%Y-%m-%d}", _commit(), seconds)


def _tested(tests: tuple[str, ...]) -> tuple[bool, str]:
    """Run tests; a test says its figure as the property `figure`, otherwise the tests are counted."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        given = ["-m", "pytest", "-o", "junit_family=xunit1", f"--junitxml={report}", *tests]
        release = {**os.environ, "FOLKMOOT_RELEASE": "1", "FOLKMOOT_REQUIRE_BROWSER": "1"}
        done = subprocess.run([sys.executable, *given], cwd=ROOT, env=release, check=False)
        suite = ElementTree.parse(report).getroot().find("testsuite")
    assert suite is not None
    figures = [one.get("value", "") for one in suite.iter("property") if one.get("name") == "figure"]
    counts = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
    failed = counts["failures"] + counts["errors"]
    examples = f", {EXAMPLES:,} examples each" if "--hypothesis-profile=prove" in tests else ""
    counted = f"{counts['tests'] - counts['skipped']} tests{examples}"
    return done.returncode == 0, f"{failed} of {counted} failed" if failed else "; ".join(figures) or counted


EXAMPLES = 2000
"""How many the profile `prove` tries, where one doesn't cost much."""


def _commanded(command: tuple[str, ...]) -> tuple[bool, str]:
    """Run a program of ours; its last line is the figure."""
    done = subprocess.run([sys.executable, *command], cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)
    lines = done.stdout.strip().splitlines()
    return done.returncode == 0, lines[-1] if lines else f"left with {done.returncode}"


def _commit() -> str:
    """Name the commit, with a plus where the working tree differs from it beyond what is written here."""
    others = [":!docs/proofs.*", ":!benchmarks/RESULTS.md"]
    changed = _git("status", "--porcelain", "--", ".", *others)
    return f"{_git('rev-parse', '--short=9', 'HEAD')}{'+' if changed else ''}"


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def read() -> dict[str, Result]:
    """Read what is known of each proof."""
    known = json.loads(STATE.read_text(encoding="utf-8")) if STATE.is_file() else {}
    return {name: Result(**result) for name, result in known.items()}


def write(results: Mapping[str, Result]) -> None:
    """Keep the results, and show them."""
    kept = {name: asdict(result) for name, result in sorted(results.items())}
    STATE.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    PAGE.write_text(HEAD + "".join(_line(proof, results.get(proof.name)) for proof in PROOFS), encoding="utf-8")


def _line(proof: Proof, result: Result | None) -> str:
    if result is None:
        return f"| {proof.name} | {proof.shows} | not yet run | | | |\n"
    figure = result.figure if result.held else f"**does not hold:** {result.figure}"
    return f"| {proof.name} | {proof.shows} | {result.day} | {result.commit} | {figure} | {result.seconds:,} |\n"


if __name__ == "__main__":
    raise SystemExit(main())
