"""Jinja with some of its general ways replaced by direct ones, each by a door that Jinja itself leaves open.

What each of them gains stands in `docs/decisions/0030-tricks-and-what-they-gain.md`; what gains little isn't here.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import lru_cache
from keyword import iskeyword
from typing import Any

import jinja2
import markupsafe
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Macro
from jinja2.utils import missing
from markupsafe import Markup, escape

from folkmoot.i18n.localizer import Localizer
from folkmoot.web import jinja_messages

_marked = str.__new__
_escaped: Callable[[str], str] = getattr(markupsafe, "_escape_inner", escape)
"""What `escape` does with a plain text, before it marks what comes out; where MarkupSafe hides it, `escape` itself."""


class DirectCompiler(CodeGenerator):
    """Writes the Python of a template without Jinja's questions at every step.

    In our templates `a.b` is an attribute, and nothing that they call wants to be handed the context.
    """

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Write the look for an attribute; only where there is none is the environment asked, as Jinja always does."""
        self.write("(found if (found := getattr(owner := ")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r}, missing)) is not missing else environment.getattr(owner, {node.attr!r}))")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Write a call as one; with a caller's block, unpacked arguments or a keyword of Python's, as Jinja does."""
        if forward_caller or node.dyn_args or node.dyn_kwargs or any(iskeyword(one.key) for one in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for one in (*node.args, *node.kwargs):
            self.visit(one, frame)
            self.write(", ")
        self.write(")")


class Environment(jinja2.Environment):
    """Jinja's environment for one language, whose texts become part of the templates while these are compiled."""

    code_generator_class = DirectCompiler
    localizer: Localizer
    is_folded = jinja_messages.CAN_FOLD

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Gather once what all templates know, since it doesn't change; Jinja looks through a chain for each page."""
        return {**self.globals, **(d or {})}

    def compile(
        self,
        source: Any,
        name: str | None = None,
        filename: str | None = None,
        raw: bool = False,
        defer_init: bool = False,
    ) -> Any:
        """Compile a template with its texts translated, have it escape by `shown` and make macros by `macro`."""
        if self.is_folded:
            tree = self.parse(source, name, filename) if isinstance(source, str) else source
            source = jinja_messages.folded(tree, self.localizer, self, filename)
        python = super().compile(source, name, filename, raw=True, defer_init=defer_init)
        direct = _with_our_functions(python)
        return direct if raw else compile(direct, filename or "template", "exec")


def _with_our_functions(python: str) -> str:
    """Put ours in the place of what a template takes from Jinja, in its first line, so that no line moves.

    A template that doesn't begin by taking them, as it does in Jinja 3, keeps Jinja's.
    """
    first, end, rest = python.partition("\n")
    known = first.startswith("from jinja2.runtime import ") and " Macro" in first and " escape" in first
    return f"{first}; from {__name__} import macro as Macro, shown as escape{end}{rest}" if known else python


def shown(value: Any) -> str:
    """Escape what stands between template texts, where it is joined with them at once and needn't be marked."""
    kind = type(value)
    if kind is str:
        return _escaped(value)
    return value if kind is Markup else escape(value)


def macro(env: jinja2.Environment, written: Callable[..., str], name: str, names: Any, *traits: bool) -> Any:
    """Make a macro that is called as the function it is, unless by keywords or with arguments that it doesn't name.

    `traits` are Jinja's: whether the macro takes any keywords, any arguments or a caller, and whether it escapes.
    """
    whole = Macro(env, written, name, names, *traits)
    if any(traits[:3]) or not all(traits[3:]):
        return whole
    most = len(names)
    absent = tuple((missing,) * (most - given) for given in range(most + 1))

    def called(*given: Any, **named: Any) -> Any:
        if named or len(given) > most:
            return whole(*given, **named)
        return _marked(Markup, written(*given, *absent[len(given)]))

    return called


def remembered(macro: Callable[..., str]) -> Callable[..., str]:
    """Have a macro remember what it wrote for the same arguments: `{% set sign = sign | remembered %}`.

    It pays for one that is called often with the same few arguments. It must write the same for the same ones.
    """
    return lru_cache(maxsize=4096)(macro)
