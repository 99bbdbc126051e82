"""Translating the record: what is missing is counted, and PO files bring back what they were given."""

from __future__ import annotations

from pathlib import Path

import pytest

from folkmoot.data import localise
from folkmoot.data.problems import BadSettings
from folkmoot.data.tables import Tables
from folkmoot.i18n import po_exchange
from tests.projects import EXAMPLE, build, change, run
from tests.records import read_project

pytest_plugins = ["tests.project_fixtures"]

KEPT = "id,title,status,source,original\nr1,Un titre,official,https://example.org/rapport,0123456789ab\n"


@pytest.fixture
def bilingual(project: Path) -> Path:
    """Give a project in English and French with one official translation, whose original has changed since."""
    change(project, "mkdocs.yml", "- folkmoot", "- folkmoot:\n      languages: [en, fr]")
    folder = project / EXAMPLE / "translations" / "fr"
    folder.mkdir(parents=True)
    (folder / "recommendations.csv").write_text(KEPT, encoding="utf-8")
    return project


def tables_in(root: Path) -> Tables:
    return read_project(root).tables


def french(root: Path) -> str:
    return (root / EXAMPLE / "translations/fr/recommendations.csv").read_text(encoding="utf-8")


def test_what_is_missing_is_counted_language_by_language_and_table_by_table(bilingual: Path) -> None:
    message = run("translations", bilingual)
    assert message.exit_code == 0, message.output
    rows = tables_in(bilingual).rows("example-assembly", "recommendations")
    texts = sum(bool(row[name]) for row in rows for name in ("title", "text"))
    first, *lines = message.output.splitlines()
    assert first.startswith("fr: 1 of ") and first.endswith(" texts translated, 1 out of date")
    assert f"  example-assembly/recommendations: {texts - 1} missing, 1 out of date" in lines


def test_a_language_that_only_has_a_folder_is_listed_as_well(bilingual: Path) -> None:
    change(bilingual, "mkdocs.yml", "      languages: [en, fr]\n", "      languages: [en]\n")
    assert run("translations", bilingual).output.startswith("fr: 1 of ")


def test_a_translator_gets_each_text_with_its_place_and_doubtful_is_what_went_stale(
    bilingual: Path, tmp_path: Path
) -> None:
    run("translations", bilingual, "--export", tmp_path)
    written = (tmp_path / "fr/example-assembly.po").read_text(encoding="utf-8")
    entry = next(part for part in written.split("\n\n") if "recommendations/r1/title" in part)
    assert entry == (
        f"#: {EXAMPLE}/recommendations.csv:2\n"
        "#, fuzzy\n"
        'msgctxt "recommendations/r1/title"\n'
        'msgid "Close Mill Lane to cars when school begins and ends"\n'
        'msgstr "Un titre"'
    )


def test_the_same_record_gives_the_same_bytes(bilingual: Path, tmp_path: Path) -> None:
    made = []
    for name in ("one", "other"):
        run("translations", bilingual, "--export", tmp_path / name)
        made.append((tmp_path / name / "fr/example-assembly.po").read_bytes())
    assert made[0] == made[1]


def test_what_a_translator_fills_in_stands_on_the_page(bilingual: Path, tmp_path: Path) -> None:
    run("translations", bilingual, "--export", tmp_path)
    fill(tmp_path, "recommendations/r2/title", 'Surélever un passage : « là », \\"ici\\"')
    fill(tmp_path, "assembly/Example/question".replace("Example", name_of(bilingual)), "Et maintenant ?")
    message = run("translations", bilingual, "--import", tmp_path)
    assert message.exit_code == 0, message.output
    assert f"Wrote {EXAMPLE}/translations/fr/assembly.yaml" in message.output
    tables = localise.choose(tables_in(bilingual), "fr", "en")
    assert (
        tables.resolve("example-assembly", "recommendations", "r2")["title"] == 'Surélever un passage : « là », "ici"'
    )  # type: ignore[index]
    assert tables.record("example-assembly")["question"] == "Et maintenant ?"  # type: ignore[index]
    assert build(bilingual).exit_code == 0
    assert "Et maintenant ?" in (bilingual / "site/fr/example-assembly/index.html").read_text(encoding="utf-8")


def test_doubtful_and_empty_entries_leave_what_is_there(bilingual: Path, tmp_path: Path) -> None:
    run("translations", bilingual, "--export", tmp_path)
    fill(tmp_path, "recommendations/r2/title", "Deux")
    run("translations", bilingual, "--import", tmp_path)
    kept, made = french(bilingual).splitlines()[1:]
    assert kept == "r1,Un titre,official,https://example.org/rapport,0123456789ab"
    assert made.startswith("r2,Deux,own,,")
    (stale, *_) = [one for one in localise.missing(tables_in(bilingual), "fr", "en") if one.is_stale]
    assert stale.row.name == "r1"


def test_a_translation_of_a_text_that_changed_meanwhile_is_out_of_date_at_once(bilingual: Path, tmp_path: Path) -> None:
    run("translations", bilingual, "--export", tmp_path)
    fill(tmp_path, "recommendations/r2/title", "Deux")
    change(bilingual, f"{EXAMPLE}/recommendations.csv", "Make a raised crossing", "Make two raised crossings")
    run("translations", bilingual, "--import", tmp_path)
    stale = {one.row.name for one in localise.missing(tables_in(bilingual), "fr", "en") if one.is_stale}
    assert stale == {"r1", "r2"}


def test_a_file_of_another_record_is_refused_and_nothing_is_written(bilingual: Path, tmp_path: Path) -> None:
    run("translations", bilingual, "--export", tmp_path)
    path = tmp_path / "fr/example-assembly.po"
    content = path.read_text(encoding="utf-8").replace("recommendations/r2/title", "recommendations/r99/title")
    path.write_text(content, encoding="utf-8")
    fill(tmp_path, "recommendations/r99/title", "Rien")
    message = run("translations", bilingual, "--import", tmp_path)
    assert message.exit_code == 2
    assert "got recommendations/r99 (export it anew)" in message.output
    assert french(bilingual) == KEPT


def test_a_folder_without_po_files_is_named(bilingual: Path, tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="must hold files such as"):
        list(po_exchange.take_over(tables_in(bilingual), bilingual / "datasets", tmp_path))


def name_of(root: Path) -> str:
    row = tables_in(root).record("example-assembly")
    assert row is not None
    return row.name


def fill(folder: Path, context: str, message: str) -> None:
    """Translate one text of an exported file, as a translator's tool does."""
    path = folder / "fr/example-assembly.po"
    parts = path.read_text(encoding="utf-8").split("\n\n")
    found = [i for i, part in enumerate(parts) if f'msgctxt "{context}"' in part]
    assert len(found) == 1, context
    head, _, _ = parts[found[0]].rpartition("msgstr ")
    parts[found[0]] = f'{head}msgstr "{message}"'
    path.write_text("\n\n".join(parts), encoding="utf-8")
