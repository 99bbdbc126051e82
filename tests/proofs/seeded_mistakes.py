"""A thousand mistakes, put by a seed into any table of a record without one: how many are named at their place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from tests import mistakes

Record = Callable[[str, object], None]
SEEDS = 1000
LEAST = 0.98


def test_mistakes_are_named_where_they_are_and_none_in_silence(tmp_path: Path, record_property: Record) -> None:
    base, root = tmp_path / "base", tmp_path / "project"
    mistakes.write_base(base)
    assert mistakes.check(base) == ()
    missed, silent = [], []
    for seed in range(SEEDS):
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(base, root)
        made = mistakes.put(root, seed)
        found = mistakes.check(root)
        missed += [] if mistakes.is_named(made, found) else [made]
        silent += [] if found else [made]
    assert silent == []
    assert len(missed) <= SEEDS * (1 - LEAST), missed
    named = SEEDS - len(missed)
    record_property("figure", f"{named:,} of {SEEDS:,} mistakes of {len(mistakes.KINDS)} kinds named at their place")
