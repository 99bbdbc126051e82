"""HTML stands in templates: no module writes any, but for those that are named here with their reason."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import folkmoot

PACKAGE = Path(folkmoot.__file__).parent
TAG = re.compile(r"</?[a-z][a-z0-9-]*[\s>/]|</?[a-z][a-z0-9-]*\Z|<!(?:--|doctype)", re.IGNORECASE)
EXCEPTIONS = {
    "data/files/yaml_syntax.py": "`<document start>` is what the reader of YAML calls it",
    "data/localise.py": "a text that isn't in the page's language says so wherever it is written (`__html__`)",
    "exports/diff_report.py": "Markdown has no element for what was removed, added or folded",
    "mkdocs/shell.py": "the theme, once rendered, is cut at its elements",
    "pages/explorer.py": "marks in finished rows, which hold no text that could look like them",
    "pages/language_prefix.py": "the notice is put behind the finished head of a page",
    "pages/spec.py": "a mark in the finished home page",
    "web/csp.py": "the policy is put into finished pages, those of the theme too",
    "web/markdown.py": "it is what makes HTML of Markdown",
}


def written(path: Path) -> Iterator[tuple[int, str]]:
    """List the texts of a module that hold a tag; docstrings and patterns, which only read, are left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed = {id(part) for node in ast.walk(tree) if is_no_html(node) for part in ast.walk(node)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return ((text.lineno, text.value) for text in texts if id(text) not in passed and TAG.search(text.value))


def is_no_html(node: ast.AST) -> bool:
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_docstring or (isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile")


def test_html_is_written_in_templates_only_apart_from_what_is_named() -> None:
    paths = sorted(PACKAGE.rglob("*.py"))
    found = {path.relative_to(PACKAGE).as_posix(): sorted(written(path)) for path in paths}
    assert {name: texts for name, texts in found.items() if texts and name not in EXCEPTIONS} == {}
    assert [name for name in EXCEPTIONS if not found.get(name)] == [], "no exception any more"


def test_a_tag_in_a_text_is_found(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('"""<p>"""\nimport re\nA = re.compile("<p>")\nB = f"<a href={A}>"\nC = "1 < 2"\nD = "</li>"\n')
    assert sorted(line for line, _ in written(module)) == [4, 6]
