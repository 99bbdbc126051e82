"""A recommendation and a whole assembly on paper: print styles, the page for printing, the tagged PDF."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import html5lib
import pytest

from tests.projects import AS_OF, SITE_URL, change, run

STREAM = re.compile(rb"/FlateDecode[^>]*>>\s*stream\r?\n(.*?)\r?\nendstream", re.DOTALL)

pytest_plugins = ["tests.project_fixtures"]

try:
    import weasyprint
except (ImportError, OSError):
    weasyprint = None

needs_weasyprint = pytest.mark.skipif(weasyprint is None, reason="the extra folkmoot[pdf] isn't installed")


def test_a_whole_assembly_is_one_page_without_scripts(site: Path) -> None:
    page = (site / "example-assembly/print/index.html").read_text(encoding="utf-8")
    assert "<script" not in page
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    items = [item.get("id") for item in tree.iter("article")]
    assert items == ["r1", "r2", "r3", "r4", "r5"]
    text = " ".join(tree.itertext())
    assert f"{SITE_URL}example-assembly/recommendations/r1/" in text
    assert "Invented" in text
    linked = [link.get("href") for link in tree.iter("a") if str(link.get("href")).startswith("#")]
    assert linked == [f"#{item}" for item in items]


@needs_weasyprint
@pytest.mark.parametrize("subsetter", ["HarfBuzz", "fontTools"])
def test_the_pdf_is_tagged_and_the_same_at_any_hour(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, subsetter: str
) -> None:
    change(project, "mkdocs.yml", "plugins:", f"site_url: {SITE_URL}\nplugins:")
    if subsetter == "fontTools":  # which WeasyPrint takes where the system has no HarfBuzz-Subset
        monkeypatch.setattr("weasyprint.pdf.fonts.harfbuzz_subset", None)
    made = []
    for name, hour in (("one.pdf", 1_700_000_000.0), ("two.pdf", 1_800_000_000.0)):
        monkeypatch.setattr("time.time", lambda hour=hour: hour)
        result = run("pdf", "example-assembly", tmp_path / name, project, "--as-of", AS_OF)
        assert result.exit_code == 0, result.output
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    read = made[0] + b"".join(zlib.decompress(found) for found in re.findall(STREAM, made[0]))
    for mark in (b"/StructTreeRoot", b"/Lang (en)", b"pdfuaid:part", f"{SITE_URL}example-assembly".encode()):
        assert mark in read, mark


@needs_weasyprint
@pytest.mark.parametrize(
    ("assembly", "said"), [("exampel-assembly", 'did you mean "example-assembly"?'), ("nothing", 'got "nothing"')]
)
def test_an_assembly_that_is_not_there_is_named(project: Path, tmp_path: Path, assembly: str, said: str) -> None:
    result = run("pdf", assembly, tmp_path / "x.pdf", project)
    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "x.pdf").exists()
