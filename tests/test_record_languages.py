"""The language of a record is not that of the site: what is built, and which language and direction it says it has."""

import re
import zipfile
from pathlib import Path

import pytest
import yaml

from tests.projects import build, change

pytest_plugins = ["tests.project_fixtures"]

ASSEMBLY = "datasets/example-assembly/assembly.yaml"
PAIRS = (
    *(("en", record) for record in ("fr", "ar", "pt", "zh-Hant")),
    *(("fr", "en"), ("ar", "de"), ("de", "mt"), ("pl", "ar")),
)
"""The language of the site with that of the record: known to the interface or not, in each direction."""


@pytest.mark.parametrize(("site", "record"), PAIRS)
def test_a_record_in_another_language_than_its_site_builds(project: Path, site: str, record: str) -> None:
    change(project, ASSEMBLY, "languages: en", f"languages: {record}")
    change(project, "mkdocs.yml", "  - folkmoot\n", f"  - folkmoot:\n      languages: [{site}]\n")
    built = build(project)
    assert built.exit_code == 0, built.output

    page = (project / "site/example-assembly/index.html").read_text()
    head, body = re.findall(r"<(?:html|body)\b[^>]*>", page)
    assert f'lang="{site}"' in head
    assert ('dir="rtl"' in body) == (site == "ar")
    (heading,) = re.findall(r"<h1[^>]*>.*?</h1>", page, re.DOTALL)
    assert f'lang="{record}" dir="{"rtl" if record == "ar" else "ltr"}"' in heading

    with zipfile.ZipFile(project / "site/data/latest/example-assembly.zip") as archive:
        assert "Tarn Hollow" in yaml.safe_load(archive.read("CITATION.cff"))["title"]
