"""Templates compiled our way write what Jinja's own compiler makes them write."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, Template, UndefinedError
from jinja2.compiler import CodeGenerator
from markupsafe import Markup

from folkmoot.pages import render
from folkmoot.web import templates
from folkmoot.web.jinja_codegen import Compiler, Direct
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
    "a macro of another template": "{% from 'other' import shout %}{{ shout(hostile) }}",
}


def environment(*, ours: bool) -> Environment:
    other = "{% macro shout(a) %}<b>{{ a | upper }}!</b>{{ word }}{% endmacro %}"
    env = Environment(loader=DictLoader({**CASES, "other": other}), autoescape=True, undefined=StrictUndefined)
    env.globals.update(word="&", twice=lambda text, times=2: text * times)
    if ours:
        env.code_generator_class, env.template_class = Compiler, Direct
    return env


@pytest.mark.parametrize("case", CASES)
def test_a_template_writes_the_same(case: str) -> None:
    given: dict[str, Any] = {"hostile": "<i>'\"&", "safe": Markup("<i>"), "thing": 4, "entries": {"a": 1, "b": 2}}
    ours, theirs = (environment(ours=ours).get_template(case).render(given) for ours in (True, False))
    assert ours == theirs


@pytest.mark.parametrize(
    "text",
    ["{{ missing }}", "{{ thing.nothing }}", "{{ entries.nothing }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}"],
)
def test_what_is_not_there_is_an_error(text: str) -> None:
    template = environment(ours=True).from_string(text)
    with pytest.raises(UndefinedError):
        template.render(thing=4, entries={})


def test_every_kind_of_page_is_the_same_by_jinjas_own_compiler() -> None:
    ours = frozen.site()
    theirs = replace(ours, language="en")
    env = templates.environment(ours.tables.schemas)
    changed = ("visit_Call", "visit_Getattr", "macro_def", "writeline")
    jinjas = {name: getattr(CodeGenerator, name) for name in changed}
    env.code_generator_class = type("Jinjas", (env.code_generator_class,), jinjas)
    env.template_class, env.bytecode_cache = Template, None
    vars(theirs)["env"] = env
    assert {name for name in vars(Compiler) if not name.startswith("__")} == set(changed)
    specs = {page_spec.kind: page_spec for page_spec in specs_of(ours)}
    assert {"home", "recommendation", "answers"} < set(specs)
    for one, other in zip(*(render.make(site, specs.values()) for site in (ours, theirs)), strict=True):
        assert one.body == other.body
