"""folkmoot as a library: what the guide shows of it, without MkDocs."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import folkmoot
from folkmoot import starter

EXAMPLE = starter.FOLDER

GUIDE = Path(__file__).parents[1] / "content/guide/library.md"
SNIPPETS = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_the_snippets_of_the_guide_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(EXAMPLE)
    names: dict[str, object] = {}
    for snippet in SNIPPETS:
        exec(compile(snippet, str(GUIDE), "exec"), names)
    assert "adopted" in (said := capsys.readouterr().out)
    assert re.search(r": \d+ of \d+ answers given|isn't complete", said)


def test_records_are_plain_and_public(tmp_path: Path) -> None:
    folder = tmp_path / "datasets/demo"
    folder.mkdir(parents=True)
    members = "id,public_label,consent,consent_scope,consent_on\nm1,A member,true,label,2024-05\n"
    (folder / "members.csv").write_text(members, encoding="utf-8")
    (row,) = folkmoot.read(tmp_path / "datasets").tables["members"]
    assert (row["assembly"], row["id"], row["public_label"]) == ("demo", "m1", "A member")
    assert "consent_on" not in row
    assert {type(value) for value in row.values()} <= {str, int, float, bool, list, type(None)}


def test_mistakes_are_said_and_what_can_be_read_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "datasets/demo"
    folder.mkdir(parents=True)
    (folder / "topics.csv").write_text("id,name\ncity,City\nOld Town,Old\n", encoding="utf-8")
    dataset = folkmoot.read(tmp_path / "datasets")
    assert {problem.code for problem in dataset.problems} >= {"id-invalid", "table-missing"}
    assert [row["name"] for row in dataset.tables["topics"]] == ["City", "Old"]
    with pytest.raises(folkmoot.BadData):
        dataset.record  # noqa: B018 - asking is what raises


def test_figures_are_those_of_a_day() -> None:
    dataset = folkmoot.read(EXAMPLE / "datasets")
    (assembly,) = dataset.record.assemblies
    assert dataset.figures(assembly.id, date(2026, 11, 1)).as_of == date(2026, 11, 1)
    with pytest.raises(KeyError):
        dataset.figures("nobody", date(2026, 11, 1))


def test_nothing_of_it_needs_mkdocs() -> None:
    code = "import sys, folkmoot; folkmoot.read(sys.argv[1]).problems; print('mkdocs' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, str(EXAMPLE / "datasets")], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_every_public_name_is_there() -> None:
    assert all(hasattr(folkmoot, name) for name in folkmoot.__all__)
    assert (Path(folkmoot.__file__).parent / "py.typed").is_file()
    with pytest.raises(AttributeError):
        folkmoot.nothing  # noqa: B018 - asking is what raises
