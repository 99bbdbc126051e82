"""No value of a vocabulary is known by its name: Python and templates are read for lists of values and comparisons."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from folkmoot.data import schemas, vocabulary
from folkmoot.data.behaviours import BEHAVIOURS, MARKS, Behaviours

ROOT = Path(__file__).parents[1]
PYTHON = sorted((ROOT / "generator/folkmoot").rglob("*.py"))
TEMPLATES = sorted(p for p in (ROOT / "site_templates").rglob("*") if p.suffix in (".html", ".svg", ".txt"))
SCRIPTS = sorted((ROOT / "site_templates/theme/assets").glob("*.js"))

ALL = vocabulary.read(schemas.load())
TYPED: dict[str, list[str]] = defaultdict(list)
for schema in schemas.load().values():
    for column in schema.columns:
        for term in column.terms:
            TYPED[term.value].append(f"{schema.name}.{column.name}")

Found = tuple[str, int, str]
"""A file, a line, and the value that stands there."""

_TABLE = "names a table"
_VOCABULARY = "names a vocabulary"
_FACET = "names a facet"
_EVENT = "names a kind of event that the program gathers"
_COLUMN = "names columns, or fields of a figure"
ALLOWED = {
    ("data/behaviours.py", "decided"): _VOCABULARY,
    ("measures/facets.py", "decided"): _VOCABULARY,
    ("pages/recommendations.html", "answered"): "columns of a list, by the axis that they show",
    ("pages/sessions.html", "online"): "looked for in the place of a session, a free text",
    ("theme/assets/explorer.js", "assembly"): _FACET,
    ("data/behaviours.py", "support"): "fills of a ballot's bar, which are classes of the style sheet",
    ("data/rules/links.py", "assembly"): _TABLE,
    ("data/rules/record.py", "assembly"): _TABLE,
    ("exports/diff_report.py", "assembly"): _TABLE,
    ("exports/downloads.py", "assembly"): _TABLE,
    ("history/changes.py", "assembly"): _TABLE,
    ("history/compare.py", "assembly"): _TABLE,
    ("history/compare.py", "members"): _TABLE,
    ("history/sentences.py", "assembly"): _TABLE,
    ("pages/impact.html", "assembly"): _TABLE,
    ("parts/changes.html", "assembly"): _TABLE,
    ("history/sentences.py", "authority"): _COLUMN,
    ("history/sentences.py", "new"): _COLUMN,
    ("data/rules/ballots.py", "eligible"): _COLUMN,
    ("measures/figures.py", "accepted"): _COLUMN,
    ("measures/facets.py", "assembly"): _FACET,
    ("pages/explorer.py", "assembly"): _FACET,
    ("pages/explorer.html", "assembly"): _FACET,
    ("parts/explorer.html", "assembly"): _FACET,
    ("parts/explorer.html", "topic"): _FACET,
    ("parts/explorer.html", "authority"): _FACET,
    ("exports/feeds.py", "report"): _EVENT,
    ("parts/time.html", "response"): _EVENT,
    ("parts/time.html", "report"): _EVENT,
    ("parts/assembly.html", "planned"): "a state of an assembly, which the program works out",
    ("parts/translation_notice.html", "own"): "why a text needs a word of explanation, which the program works out",
    ("pages/render.py", "assembly"): _COLUMN,
    ("exports/social_images.py", "adopted"): _COLUMN,
}
"""What looks like a value of a vocabulary and is something else, with what it is."""


def short(path: Path) -> str:
    """Name a file below the package, or below the templates."""
    for folder in ("generator/folkmoot", "site_templates"):
        if path.is_relative_to(ROOT / folder):
            return path.relative_to(ROOT / folder).as_posix()
    return path.name


def listed(values: Iterable[object]) -> str:
    """Give the first of several values of one vocabulary, '' where there are no two of one."""
    texts = [value for value in values if isinstance(value, str)]
    for known in ALL.values():
        own = [text for text in texts if text in known]
        if len(set(own)) > 1:
            return own[0]
    return ""


# Python


def in_python(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            yield from _of_list(node.lineno, constants(node.elts))
        elif isinstance(node, ast.Dict):
            yield from _of_list(node.lineno, constants(node.keys))
            yield from _of_list(node.lineno, constants(node.values))
        elif isinstance(node, ast.Compare):
            for side in (node.left, *node.comparators):
                inner = side.elts if isinstance(side, ast.List | ast.Tuple | ast.Set) else [side]
                yield from _of_comparison(node.lineno, constants(inner))
        elif isinstance(node, ast.MatchValue):
            yield from _of_comparison(node.lineno, constants([node.value]))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and is_list(node.value):
            yield from _of_list(node.lineno, node.value.split())


def constants(found: Iterable[ast.expr | None]) -> list[object]:
    return [node.value for node in found if isinstance(node, ast.Constant)]


def is_list(text: str) -> bool:
    """Tell whether a text is nothing but values of one vocabulary, to be split."""
    words = text.split()
    return len(words) > 1 and any(all(word in known for word in words) for known in ALL.values())


def _of_list(line: int, values: Iterable[object]) -> Iterator[tuple[int, str]]:
    first = listed(values)
    if first:
        yield line, first


def _of_comparison(line: int, values: Iterable[object]) -> Iterator[tuple[int, str]]:
    yield from ((line, value) for value in values if isinstance(value, str) and value in TYPED)


# Templates

_TESTED = {"selectattr": 2, "rejectattr": 2, "select": 1, "reject": 1}
"""Filters that compare, with the place of what they compare with."""


def in_template(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.List | nodes.Tuple):
            yield from _of_list(node.lineno, [first(item) for item in node.items])
        elif isinstance(node, nodes.Dict):
            yield from _of_list(node.lineno, [first(pair.key) for pair in node.items])
            yield from _of_list(node.lineno, [first(pair.value) for pair in node.items])
        else:
            yield from _of_comparison(node.lineno, [value for side in compared(node) for value in each(side)])


def compared(node: nodes.Node) -> list[nodes.Node]:
    """Give what something is compared with."""
    if isinstance(node, nodes.Compare):
        return [node.expr, *(operand.expr for operand in node.ops)]
    if isinstance(node, nodes.Filter) and node.name in _TESTED:
        return [*node.args[_TESTED[node.name] :]]
    if isinstance(node, nodes.Test):
        return [*node.args]
    return [node.arg] if isinstance(node, nodes.Getitem) else []


def first(node: nodes.Node) -> object:
    """Give a constant, or that with which a tuple begins."""
    inner = node.items[0] if isinstance(node, nodes.Tuple) and node.items else node
    return inner.value if isinstance(inner, nodes.Const) else None


def each(node: nodes.Node) -> list[object]:
    inner = node.items if isinstance(node, nodes.List | nodes.Tuple) else [node]
    return [one.value for one in inner if isinstance(one, nodes.Const)]


# Scripts


def in_script(code: str) -> Iterator[tuple[int, str]]:
    for place in re.finditer(r"\[([^\[\]]*)\]", code):
        yield from _of_list(code.count("\n", 0, place.start()) + 1, re.findall(r"[\"'`](\w+)[\"'`]", place[1]))
    for place in re.finditer(r"[!=]==? [\"'`](\w+)[\"'`]", code):
        yield from _of_comparison(code.count("\n", 0, place.start()) + 1, [place[1]])


@lru_cache(maxsize=1)
def found() -> list[Found]:
    return [*_found()]


def _found() -> Iterator[Found]:
    env = Environment(extensions=["jinja2.ext.do", "jinja2.ext.i18n"])
    for path in PYTHON:
        yield from ((short(path), *one) for one in in_python(ast.parse(path.read_text(encoding="utf-8"))))
    for path in TEMPLATES:
        yield from ((short(path), *one) for one in in_template(env.parse(path.read_text(encoding="utf-8"))))
    for path in SCRIPTS:
        yield from ((short(path), *one) for one in in_script(path.read_text(encoding="utf-8")))


def test_no_list_and_no_comparison_knows_a_value_by_its_name() -> None:
    wrong = [f"{path}:{line}: {value}" for path, line, value in found() if (path, value) not in ALLOWED]
    assert wrong == [], "ask vocabulary what the value counts as, or list it from there"


def test_what_is_allowed_is_there() -> None:
    assert ALLOWED.keys() - {(path, value) for path, _, value in found()} == set()


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ('if row["kind"] == "implement_all": pass', "implement_all"),
        ('if kind not in (None, "rejected"): pass', "rejected"),
        ('X = frozenset({"goal", "condition"})', "goal"),
        ('X = {"kept": 1, "broken": 2}', "kept"),
        ('X = "kept broken".split()', "kept"),
        ("match kind:\n    case 'quorum': pass", "quorum"),
    ],
)
def test_a_copy_in_python_is_found(code: str, value: str) -> None:
    assert value in [one for _, one in in_python(ast.parse(code))]


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{% if r.decision == 'no_vote' %}{% endif %}", "no_vote"),
        ("{% if r.kind in ('goal', x) %}{% endif %}", "goal"),
        ("{% set order = ['will', 'supports'] %}", "will"),
        ("{% set shapes = {'accepted': 'disc', 'rejected': 'crossed'} %}", "accepted"),
        ("{{ stack([('accepted', 9), ('rejected', 2)]) }}", "accepted"),
        ("{{ all | selectattr('state', 'equalto', 'delivered') | list }}", "delivered"),
        ("{{ all | reject('equalto', 'pending') | list }}", "pending"),
        ("{{ counts['will'] }}", "will"),
    ],
)
def test_a_copy_in_a_template_is_found(template: str, value: str) -> None:
    assert value in [one for _, one in in_template(Environment().parse(template))]


@pytest.mark.parametrize(
    ("code", "value"), [('const ORDER = ["kept", "broken"];', "kept"), ('if (state === "accepted") go();', "accepted")]
)
def test_a_copy_in_a_script_is_found(code: str, value: str) -> None:
    assert value in [one for _, one in in_script(code)]


# Behaviours


def behaviours_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Find what code asks of vocabularies: a mark, or a property, and of which vocabulary where it says so."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            texts = [value for value in constants(node.args) if isinstance(value, str)]
            if name == "counts_as" and len(texts) == 2 and texts[1] not in known_of(texts[0]).counts_as:
                yield node.lineno, texts[1]
            if name == "behaviour" and len(texts) == 2 and texts[1] not in known_of(texts[0]).one_of:
                yield node.lineno, texts[1]
            if name in ("counting_as", "the") and texts and texts[0] not in MARKS:
                yield node.lineno, texts[0]


def known_of(name: str) -> Behaviours:
    """Gather what values of a vocabulary may say of themselves, those that it takes from others among them."""
    names = {term.context for term in ALL[name].terms} | {name}
    own = [BEHAVIOURS[one] for one in names if one in BEHAVIOURS]
    marks = frozenset(mark for known in own for mark in known.counts_as)
    return Behaviours(marks, {key: ways for known in own for key, ways in known.one_of.items()})


@pytest.mark.parametrize("path", PYTHON, ids=short)
def test_code_asks_only_for_behaviours_that_exist(path: Path) -> None:
    assert list(behaviours_in(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_templates_ask_only_for_behaviours_that_exist(path: Path) -> None:
    tree = Environment(extensions=["jinja2.ext.do", "jinja2.ext.i18n"]).parse(path.read_text(encoding="utf-8"))
    for node in tree.find_all(nodes.Filter):
        texts = [str(value) for argument in node.args for value in each(argument)]
        if node.name == "counts_as":
            assert texts[1] in known_of(texts[0]).counts_as, f"{short(path)}:{node.lineno}"
        elif node.name == "behaviour":
            assert texts[1] in known_of(texts[0]).one_of, f"{short(path)}:{node.lineno}"
        elif node.name == "phrase":
            texts_of = BEHAVIOURS[texts[0]].texts | BEHAVIOURS[texts[0]].own_texts
            assert {*texts[1:2]} <= texts_of, f"{short(path)}:{node.lineno}"
        elif node.name in ("label", "meaning", "sign") and texts:
            assert texts[0] in ALL, f"{short(path)}:{node.lineno}"
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Getattr) and call.node.attr in ("counting_as", "the"):
            assert each(call.args[0])[:1] == [] or each(call.args[0])[0] in MARKS, f"{short(path)}:{call.lineno}"
