"""Measure what a large site costs, beside plain MkDocs with the same pages, and write it to `RESULTS.md`.

Everything is measured in one run on one machine, and what counts are the ratios. `--quick` takes a few minutes less.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import peer
import records

HERE = Path(__file__).parent
AS_OF = "2026-11-22"
SIZES, QUICK_SIZES = (100, 1000, 5000, 10_000), (100, 500, 1000)
MOST_FOR_TWICE, MOST_OF_PEER = 2.2, 0.1


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds on the clock, seconds of all processors together, and megabytes at its peak.

    The megabytes are those of its largest process.
    """

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True)
class Build:
    """A site of folkmoot: how many recommendations, where it lies, what it cost, and the bytes of their pages."""

    number: int
    root: Path
    site: Path
    cost: Cost
    pages: tuple[int, ...]

    @property
    def mean(self) -> float:
        """Give the bytes of the mean page of a recommendation."""
        return sum(self.pages) / len(self.pages)


@dataclass(frozen=True)
class Comparison:
    """The same pages given to MkDocs: which build they come from, how many pages and words, and what it cost."""

    build: Build
    pages: int
    our_words: int
    peer_words: int
    cost: Cost


def measure(command: Sequence[str], folder: Path) -> Cost:
    """Run a command in a folder and say what it cost; raises `SystemExit` with what it said where it failed."""
    log = folder / "log.txt"
    with log.open("w") as out:
        start = time.perf_counter()
        running = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out, env=_environment())
        _, status, used = os.wait4(running.pid, 0)
        wall = time.perf_counter() - start
    if status:
        raise SystemExit(f"{' '.join(command)} failed:\n{log.read_text()}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _environment() -> Mapping[str, str]:
    path = os.pathsep.join([str(HERE.parent / "generator"), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": path}


def build(folder: Path, number: int, *, whole: bool = True) -> Build:
    """Write a project and build its site with all its downloads; without the search and the extras unless `whole`."""
    name = "" if whole else "-lean"
    root, site = folder / f"records-{number}{name}", folder / f"site-{number}{name}"
    records.write(root, number)
    if not whole:
        _leave_out_extras(root / "mkdocs.yml")
    command = [sys.executable, "-m", "folkmoot.cli", "build", str(root), "--as-of", AS_OF, "--site-dir", str(site)]
    cost = measure(command if whole else [*command, "--no-search"], root)
    pages = tuple(page.stat().st_size for page in site.glob("*/recommendations/*/index.html"))
    if len(pages) != number:
        raise SystemExit(f"{site}: must have {number} pages of recommendations, got {len(pages)}")
    return Build(number, root, site, cost, pages)


def _leave_out_extras(settings: Path) -> None:
    message = settings.read_text(encoding="utf-8")
    lean = "  - folkmoot:\n      extras: false"
    settings.write_text(message.replace("  - folkmoot", lean, 1), encoding="utf-8")


def compare(folder: Path, built: Build) -> Comparison:
    """Give the pages of a built site to MkDocs as Markdown, and build them."""
    root = folder / "peer"
    pages = peer.write(built.site, root, peer.settings(_theme(), "Invented assemblies", records.ADDRESS))
    cost = measure([sys.executable, "-m", "mkdocs", "build", "--quiet"], root)
    ours, theirs = (peer.count_words(peer.built_pages(site)) for site in (built.site, root / "site"))
    return Comparison(built, pages, ours, theirs, cost)


def _theme() -> dict[str, object]:
    """Give the theme's settings as folkmoot's plugin has them."""
    sys.path.insert(0, str(HERE.parent / "generator"))
    from folkmoot.mkdocs.plugin import PALETTE

    features = ["navigation.tabs", "content.code.copy"]
    return {"name": "material", "language": "en", "font": False, "palette": list(PALETTE), "features": features}


def phases(built: Build) -> dict[str, float]:
    """Build a site again, in one process, and give the seconds of each phase."""
    shutil.rmtree(built.site)
    options = ["--as-of", AS_OF, "--jobs", "1", "--site-dir", str(built.site)]
    measure([sys.executable, str(HERE / "phases.py"), str(built.root), *options], built.root)
    found: dict[str, float] = json.loads((built.root / "log.txt").read_text().splitlines()[-1])
    return found


def report(builds: Sequence[Build], compared: Comparison, seconds: Mapping[str, float]) -> str:
    """Write everything that was measured as Markdown."""
    parts = [
        _intro(),
        "## What a site costs",
        _table(["recommendations", "seconds", "processor seconds", "MB at the peak"], map(_build_row, builds)),
        _scaling(builds),
        "## The size of a page",
        _table(
            ["recommendations", "mean page of a recommendation", "largest"], map(_page_row, (builds[0], builds[-1]))
        ),
        "## Beside plain MkDocs",
        _comparison(compared),
        f"## Where the time goes, with {builds[-1].number:,} recommendations in one process",
        _table(["phase", "seconds", "share"], _phase_rows(seconds)),
    ]
    return "\n\n".join(parts) + "\n"


def _intro() -> str:
    return (
        "# What a large site costs\n\n"
        "Written by `make bench`; change nothing here by hand. The recommendations are invented by `records.py`, "
        f"{records.PER_ASSEMBLY} to an assembly; each has a ballot with its counts, an answer and progress. A build "
        "reads, checks and publishes everything, downloads included.\n\n"
        f"Measured with {len(os.sched_getaffinity(0))} processors ({platform.machine()}), "
        f"Python {platform.python_version()}."
    )


def _table(heads: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _build_row(built: Build) -> Sequence[str]:
    return f"{built.number:,}", f"{built.cost.wall:.1f}", f"{built.cost.cpu:.1f}", f"{built.cost.memory:.0f}"


def _page_row(built: Build) -> Sequence[str]:
    return f"{built.number:,}", f"{built.mean:,.0f} bytes", f"{max(built.pages):,} bytes"


def _scaling(builds: Sequence[Build]) -> str:
    half, whole = builds[-2:]
    ratio = whole.cost.wall / half.cost.wall
    message = f"{whole.number:,} recommendations cost {ratio:.2f} times as much as {half.number:,}"
    return f"{message}: {_held(ratio <= MOST_FOR_TWICE)} (at most {MOST_FOR_TWICE})."


def _comparison(compared: Comparison) -> str:
    """Say how long each took, and by the words of the pages on both sides that they are the same."""
    ours, theirs = compared.build.cost, compared.cost
    ratio = ours.wall / theirs.wall
    rows = [
        ("folkmoot, with check, downloads, feeds and explorer", ours, compared.our_words),
        ("MkDocs, the pages alone", theirs, compared.peer_words),
    ]
    cells = ([name, f"{c.wall:.1f}", f"{c.cpu:.1f}", f"{c.memory:.0f}", f"{words:,}"] for name, c, words in rows)
    return (
        f"The {compared.pages:,} pages of the site of {compared.build.number:,} recommendations, turned back into "
        "Markdown and given to MkDocs with Material: outside the navigation, without search, links not checked. "
        "Neither side makes a search here, and folkmoot none of the extras (cards, badges, short addresses, a feed for "
        "each recommendation, pages to be printed), which MkDocs doesn't know; above they are all there.\n\n"
        + _table(["", "seconds", "processor seconds", "MB at the peak", "words in the articles"], cells)
        + f"\n\nThe ratio is {ratio:.3f} of the seconds ({ours.cpu / theirs.cpu:.3f} of the processor seconds): "
        f"{_held(ratio <= MOST_OF_PEER)} (at most {MOST_OF_PEER} with 10,000)."
    )


def _phase_rows(seconds: Mapping[str, float]) -> Iterator[Sequence[str]]:
    whole = sum(seconds.values())
    for phase, spent in seconds.items():
        yield phase, f"{spent:.2f}", f"{spent / whole:.0%}"
    yield "together", f"{whole:.2f}", "100%"


def _held(is_held: bool) -> str:
    return "held" if is_held else "missed"


def main() -> None:
    """Measure, print and write the results."""
    parser = argparse.ArgumentParser(description="Measure what a large site costs, beside plain MkDocs.")
    parser.add_argument("--quick", action="store_true", help="measure up to 1,000 recommendations, not 10,000")
    parser.add_argument("--peer-pages", type=int, metavar="N", help="compare with MkDocs at N recommendations")
    parser.add_argument("--folder", type=Path, help="where the sites are built (default: the system's own)")
    parser.add_argument("--results", type=Path, default=HERE / "RESULTS.md", help="the file that is written")
    given = parser.parse_args()
    sizes = QUICK_SIZES if given.quick else SIZES
    compared_at = given.peer_pages or sizes[-1]
    with tempfile.TemporaryDirectory(prefix="folkmoot-bench-", dir=given.folder) as name:
        folder = Path(name)
        built = {number: build(folder, number) for number in sorted({*sizes, compared_at})}
        builds = [built[number] for number in sizes]
        compared = compare(folder, build(folder, compared_at, whole=False))
        message = report(builds, compared, phases(builds[-1]))
    print(message)
    given.results.write_text(message, encoding="utf-8")


if __name__ == "__main__":
    main()
