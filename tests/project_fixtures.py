"""Projects and sites that test modules share through `pytest_plugins = ["tests.project_fixtures"]`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.once import once, shared_folder
from tests.projects import SITE_URL, build, run


@pytest.fixture(scope="session")
def starter_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give what `folkmoot new` makes; not to be changed."""
    return once(shared_folder(tmp_path_factory), "starter", _begin) / "my-site"


def _begin(folder: Path) -> None:
    made = run("new", folder / "my-site")
    assert made.exit_code == 0, made.output


@pytest.fixture
def project(starter_project: Path, tmp_path: Path) -> Path:
    """Give a copy of that project, to be changed."""
    return Path(shutil.copytree(starter_project, tmp_path / "my-site"))


@pytest.fixture(scope="session")
def site(starter_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the site of that project under a sub-path; not to be changed."""

    def make(folder: Path) -> None:
        root = Path(shutil.copytree(starter_project, folder / "my-site"))
        with (root / "mkdocs.yml").open("a", encoding="utf-8") as settings:
            settings.write(f"site_url: {SITE_URL}\n")
        _build(root)

    return once(shared_folder(tmp_path_factory), "built", make) / "my-site/site"


@pytest.fixture(scope="session")
def old_site(starter_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a project that was built; not to be changed."""

    def make(folder: Path) -> None:
        _build(Path(shutil.copytree(starter_project, folder / "my-site")))

    return once(shared_folder(tmp_path_factory), "old", make) / "my-site"


def _build(root: Path) -> None:
    built = build(root)
    assert built.exit_code == 0, built.output


@pytest.fixture
def published(old_site: Path, tmp_path: Path) -> Path:
    """Give a copy of a project that was built, to be changed and built again."""
    return Path(shutil.copytree(old_site, tmp_path / "my-site"))
