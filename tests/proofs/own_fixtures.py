"""The site of this repository, built once, for proofs with `pytest_plugins = ["tests.proofs.own_fixtures"]`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browsing import ADDRESS, BASE
from tests.frozen import AS_OF
from tests.once import once, shared_folder
from tests.projects import run
from tests.proofs.own_site import ROOT


@pytest.fixture(scope="session")
def own_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the record of this repository as it stands, with the history that its releases need."""
    return once(shared_folder(tmp_path_factory), "own-project", _copy)


def _copy(folder: Path) -> None:
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    for name in ("content", "datasets", "site_templates"):
        shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True)
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(f"site_url: {ADDRESS}\n{settings}", encoding="utf-8")


@pytest.fixture(scope="session")
def own_served(own_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build its site for the address at which it is served."""

    def make(folder: Path) -> None:
        built = run("build", own_project, "--site-dir", folder / BASE, "--as-of", AS_OF)
        assert built.exit_code == 0, built.output

    return once(shared_folder(tmp_path_factory), "own-served", make)
