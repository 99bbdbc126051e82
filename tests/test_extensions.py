"""What another installed package adds: rules, tables and makers, and only where the settings name it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import folkmoot
from folkmoot.cli import main
from folkmoot.data.problems import BadSettings
from tests.projects import build, change

pytest_plugins = ["tests.project_fixtures"]

CODE = '''
from pathlib import Path
from folkmoot.data.messages import N_
from folkmoot.data.rules.rule import finding, rule
from folkmoot.web.maker import Maker, whole
from folkmoot.web.site import SiteFile

SCHEMAS = str(Path(__file__).parent / "tables")

@rule("title-shouted")
def titles_are_not_shouted(tables):
    """A title isn't written in capitals.

    Capitals are hard to read.
    """
    for row in tables.every("recommendations"):
        if row.text("title").isupper():
            yield finding(row, "title", N_("must not be in capitals"), N_("write it as a sentence"))

def make(site):
    yield SiteFile("water/levels.txt", f"{len(site.tables['wells'])} wells".encode())

MAKERS = (Maker(jobs=whole(make), places=("water",), once=True),)
'''
SCHEMA = """
name: wells
title: Wells
description: Where water is drawn.
primaryKey: [id]
fields:
- {name: id, title: Identifier, description: Its name., type: string, example: w1, public: true}
- {name: depth, title: Depth, description: In metres., type: integer, example: 12, public: true}
"""


@pytest.fixture
def our_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install a package `our-rules` for the length of a test."""
    place = tmp_path / "installed"
    (place / "our_rules.dist-info").mkdir(parents=True)
    (place / "tables").mkdir()
    (place / "tables/wells.yaml").write_text(SCHEMA, encoding="utf-8")
    (place / "our_rules.py").write_text(CODE, encoding="utf-8")
    (place / "our_rules.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: our-rules\nVersion: 1\n")
    points = {"schemas": "SCHEMAS", "rules": "titles_are_not_shouted", "makers": "MAKERS"}
    lines = "".join(f"[folkmoot.{group}]\nwater = our_rules:{name}\n" for group, name in points.items())
    (place / "our_rules.dist-info/entry_points.txt").write_text(lines)
    monkeypatch.syspath_prepend(str(place))
    yield
    sys.modules.pop("our_rules", None)


@pytest.fixture
def shouting(project: Path) -> Path:
    """A project whose data only our package understands."""
    folder = next((project / "datasets").glob("*/recommendations.csv")).parent
    (folder / "wells.csv").write_text("id,depth\nw1,12\nw2,30\n", encoding="utf-8")
    return project


@pytest.mark.usefixtures("our_rules")
def test_a_package_adds_tables_rules_and_files_where_the_settings_name_it(shouting: Path) -> None:
    change(shouting, "mkdocs.yml", "  - folkmoot\n", "  - folkmoot: {packages: [our-rules]}\n")
    assert build(shouting, "--no-search").exit_code == 0
    assert (shouting / "site/water/levels.txt").read_text(encoding="utf-8") == "2 wells"
    assert next(shouting.glob("site/data/latest/*/wells.csv")).read_text(encoding="utf-8") == "id,depth\nw1,12\nw2,30\n"
    table = next(shouting.glob("datasets/*/recommendations.csv"))
    first = table.read_text(encoding="utf-8").splitlines()[1].split(",")[2]
    change(shouting, table.relative_to(shouting).as_posix(), first, first.upper())
    assert (
        "error[title-shouted] title: must not be in capitals"
        in CliRunner().invoke(main, ["check", str(shouting)]).output
    )


@pytest.mark.usefixtures("our_rules")
def test_a_package_that_is_only_installed_adds_nothing(shouting: Path) -> None:
    found = CliRunner().invoke(main, ["check", str(shouting)])
    assert "warning[file-ignored]" in found.output
    assert found.exit_code == 0


@pytest.mark.usefixtures("our_rules")
def test_the_library_takes_packages_too(shouting: Path) -> None:
    dataset = folkmoot.read(shouting / "datasets", packages=["our-rules"])
    assert [row["depth"] for row in dataset.tables["wells"]] == [12, 30]
    assert "water" in dataset.reading.reserved


def test_a_package_that_is_not_there_is_a_wrong_setting(project: Path) -> None:
    with pytest.raises(BadSettings, match="packages: must be installed packages that offer"):
        folkmoot.read(project / "datasets", packages=["not-there"])
    change(project, "mkdocs.yml", "  - folkmoot\n", "  - folkmoot: {packages: [not-there]}\n")
    found = CliRunner().invoke(main, ["check", str(project)])
    assert (found.exit_code, "got not-there" in found.output) == (2, True)
