"""The index for the search, made by Pagefind from the pages of a finished site."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from folkmoot.data.problems import BadSettings

FOLDER = "pagefind"
_ROOT = ".md-content__inner"
_LEFT_OUT = (
    ".fm-page--search,.fm-page--explorer,.fm-page--facet,.fm-page--recommendations,.fm-page--home,.fm-page--moved,"
    ".fm-page--old,.fm-page--release,.fm-page--releases,.fm-page--changes,.fm-page--style,.fm-foot,.fm-history,"
    ".fm-subnav,.fm-banner,.fm-notice,.fm-translation,.fm-strip,.fm-asof,.fm-source,.fm-ballot,.fm-grounds,.fm-timeline,.fm-next,"
    ".fm-descent,.fm-lineage,.fm-due,.fm-given__head,.fm-whose,.fm-twin,.fm-table,.fm-gap,.fm-method,.fm-downloads,"
    ".fm-embed,.fm-page--recommendation .fm-lede,.fm-page--recommendation > p,"
    ".headerlink,#text,#vote,#answers,#done,#timeline,#history,#record"
)
"""What isn't searched: old versions, lists that repeat what stands on other pages, and what stands on every page.

It keeps the index small: a word that is on each of 10,000 pages costs 200 kB.
"""
_OURS = ("pagefind.js", "pagefind-entry.json", "pagefind-worker.js")
_ADVICE = 'install it with "pip install pagefind[bin]", or build with --no-search'


def index(site: Path) -> None:
    """Index the pages below `site` into its folder `pagefind`, one index for each language.

    Raises `BadSettings` where Pagefind isn't there or can't do it.
    """
    done = _run(_program(), site)
    if done.returncode:
        message = (done.stderr or done.stdout).strip().splitlines() or [f"it left with status {done.returncode}"]
        raise BadSettings(f"search: Pagefind must index {site}, got: {message[0]} ({_ADVICE})")
    for path in (site / FOLDER).glob("pagefind-*"):
        if path.name not in _OURS:
            path.unlink()
    _put_in_order(site / FOLDER / "pagefind-entry.json")


def _put_in_order(entry: Path) -> None:
    """Name the languages in the same order each time."""
    found = json.loads(entry.read_text(encoding="utf-8"))
    found["languages"] = dict(sorted(found["languages"].items()))
    entry.write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _program() -> Path:
    try:
        from pagefind.service import get_executable
    except ImportError as error:
        raise BadSettings(f"search: must have Pagefind, got none ({_ADVICE})") from error
    try:
        found = get_executable()
    except FileNotFoundError:
        found = None
    if found is None:
        raise BadSettings(f"search: must have Pagefind’s program for this system, got none ({_ADVICE})")
    return found


def _run(program: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Run Pagefind in the site's folder, where no settings of its own lie that could change what it does."""
    command = [str(program), "--site", str(site), "--output-path", str(site / FOLDER), "--silent"]
    chosen = ["--root-selector", _ROOT, "--exclude-selectors", _LEFT_OUT]
    try:
        return subprocess.run([*command, *chosen], cwd=site, capture_output=True, text=True, check=False)
    except OSError as error:
        raise BadSettings(f"search: Pagefind must run, got: {error.strerror} ({_ADVICE})") from error
