"""Projects and sites that test modules share through `pytest_plugins = ["tests.project_fixtures"]`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.projects import SITE_URL, build, run


@pytest.fixture(scope="session")
def starter_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give what `folkmoot new` makes; not to be changed."""
    root = tmp_path_factory.mktemp("starter") / "my-site"
    made = run("new", root)
    assert made.exit_code == 0, made.output
    return root


@pytest.fixture
def project(starter_project: Path, tmp_path: Path) -> Path:
    """Give a copy of that project, to be changed."""
    return Path(shutil.copytree(starter_project, tmp_path / "my-site"))


@pytest.fixture(scope="session")
def site(starter_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the site of that project under a sub-path; not to be changed."""
    root = Path(shutil.copytree(starter_project, tmp_path_factory.mktemp("built") / "my-site"))
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write(f"site_url: {SITE_URL}\n")
    built = build(root)
    assert built.exit_code == 0, built.output
    return root / "site"


@pytest.fixture(scope="session")
def old_site(starter_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a project that was built; not to be changed."""
    root = Path(shutil.copytree(starter_project, tmp_path_factory.mktemp("old") / "my-site"))
    built = build(root)
    assert built.exit_code == 0, built.output
    return root


@pytest.fixture
def published(old_site: Path, tmp_path: Path) -> Path:
    """Give a copy of a project that was built, to be changed and built again."""
    return Path(shutil.copytree(old_site, tmp_path / "my-site"))
