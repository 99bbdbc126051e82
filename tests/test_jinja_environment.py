"""Templates write by our environment what they write by Jinja's own."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from traceback import extract_tb
from typing import Any

import jinja2
import pytest
from jinja2 import DictLoader, StrictUndefined, UndefinedError
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape

from folkmoot.pages import render
from folkmoot.web import jinja_environment, templates
from folkmoot.web.jinja_environment import Environment, remembered
from tests import frozen
from tests.records import specs_of

CASES = {
    "texts are escaped": "{{ hostile }} {{ safe }} {{ 3 }} {{ none }}",
    "an attribute": "{{ thing.real }} {{ entries.a }} {{ entries['a'] }} {{ entries.items() | list }}",
    "what may not be there": "{{ thing.nothing is defined }} {{ thing.nothing | default('none') }}",
    "a macro's defaults": "{% macro m(a, b='<', c=a) %}[{{ a }}{{ b }}{{ c }}]{% endmacro %}{{ m(1) }}{{ m(1, 2, 3) }}",
    "a macro by keywords": "{% macro m(a, b=2) %}[{{ a }}{{ b }}]{% endmacro %}{{ m(b=1, a='&') }}{{ m(1, b=3) }}",
    "more arguments than names": "{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, x=3) }}",
    "a caller's block": "{% macro m(a) %}<b>{{ caller(a) }}</b>{% endmacro %}{% call(x) m('<') %}{{ x }}{% endcall %}",
    "a loop": "{% for x in entries %}{{ loop.index }}{{ x }}{{ twice(x, times=loop.index) }}{% endfor %}",
    "unpacked arguments": "{{ twice(*['a'], **{'times': 2}) }}",
    "a remembered macro": "{% macro m(a) %}<{{ a }}>{% endmacro %}{% set m = m | remembered %}{{ m('&') }}{{ m('&') }}",
    "another macro knows it": (
        "{% macro m(a) %}<{{ a }}>{% endmacro %}{% set m = m | remembered %}"
        "{% macro n(a) %}{{ m(a) }}{{ m(a=a) }}{% endmacro %}{{ n('&') }}"
    ),
    "a macro of another template": "{% from 'other' import shout %}{{ shout(hostile) }}",
}


def environment(kind: type[jinja2.Environment]) -> jinja2.Environment:
    other = "{% macro shout(a) %}<b>{{ a | upper }}!</b>{{ word }}{% endmacro %}"
    env = kind(loader=DictLoader({**CASES, "other": other}), autoescape=True, undefined=StrictUndefined)
    env.globals.update(word="&", twice=lambda text, times=2: text * times)
    env.filters["remembered"] = remembered
    if isinstance(env, Environment):
        env.is_folded = False
    return env


@pytest.mark.parametrize("case", CASES)
def test_a_template_writes_the_same(case: str) -> None:
    given: dict[str, Any] = {"hostile": "<i>'\"&", "safe": Markup("<i>"), "thing": 4, "entries": {"a": 1, "b": 2}}
    ours, theirs = (environment(kind).get_template(case).render(given) for kind in (Environment, jinja2.Environment))
    assert ours == theirs


@pytest.mark.parametrize(
    "text",
    ["{{ missing }}", "{{ thing.nothing }}", "{{ entries.nothing }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}"],
)
def test_what_is_not_there_is_an_error(text: str) -> None:
    template = environment(Environment).from_string(text)
    with pytest.raises(UndefinedError):
        template.render(thing=4, entries={})


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_kind_of_page_is_the_same_by_plain_jinja_and_plain_gettext(language: str) -> None:
    site, jinja_site = replace(frozen.site(), language=language), replace(frozen.site(), language=language)
    theirs = templates.environment(site.tables.schemas, language=language, is_folded=False)
    assert (site.env.is_folded, theirs.is_folded) == (True, False)
    theirs.code_generator_class, theirs.bytecode_cache = CodeGenerator, None
    for name in ("make_globals", "compile"):
        setattr(theirs, name, partial(getattr(jinja2.Environment, name), theirs))
    theirs.filters["remembered"] = lambda macro: macro
    vars(jinja_site)["env"] = theirs
    specs = {page_spec.kind: page_spec for page_spec in specs_of(site)}.values()
    assert len(specs) > 15
    for one, other in zip(render.make(site, specs), render.make(jinja_site, specs), strict=True):
        assert one.body == other.body


def test_a_mistake_in_a_template_is_found_in_its_line() -> None:
    template = environment(Environment).from_string("{% set a = 1 %}\n{{ a }}\n{{ a.b.c }}")
    with pytest.raises(UndefinedError) as found:
        template.render()
    lines = [frame.lineno for frame in extract_tb(found.value.__traceback__) if frame.filename == "template"]
    assert lines == [3]


def test_jinjas_own_functions_are_used_where_its_python_begins_otherwise() -> None:
    assert "shown as escape" in environment(Environment).compile("{{ a }}", raw=True).partition("\n")[0]
    assert jinja_environment._with_our_functions("import jinja2\n") == "import jinja2\n"


def test_texts_are_escaped_also_where_the_library_hides_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jinja_environment, "_escaped", escape)
    assert [jinja_environment.shown(one) for one in ("<&", Markup("<b>"), 3)] == ["&lt;&amp;", "<b>", "3"]


def test_a_remembered_macro_is_filled_once_for_the_same_arguments() -> None:
    env = environment(Environment)
    asked: list[str] = []
    env.globals["ask"] = asked.append
    text = "{% macro m(a) %}{{ ask(a) }}{% endmacro %}{% set m = m | remembered %}{{ m(1) }}{{ m(2) }}{{ m(1) }}"
    assert env.from_string(text).render() == "NoneNoneNone"
    assert asked == [1, 2]
