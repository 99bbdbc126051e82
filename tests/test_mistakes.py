"""A mistake that is put into a record at a known place is named there, whatever its kind and table."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests import mistakes
from tests.once import once, shared_folder


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(shared_folder(tmp_path_factory), "without-mistakes", mistakes.write_base)


def test_the_record_has_no_mistakes(base: Path) -> None:
    assert mistakes.check(base) == ()


@pytest.mark.parametrize("seed", range(len(mistakes.KINDS)), ids=mistakes.KINDS)
def test_a_mistake_is_named_where_it_is(base: Path, tmp_path: Path, seed: int) -> None:
    root = tmp_path / "project"
    shutil.copytree(base, root)
    made = mistakes.put(root, seed)
    found = mistakes.check(root)
    assert mistakes.is_named(made, found), [made, *map(str, found[:5])]
