"""How templates become Python: Jinja's own compiler, with its general ways replaced by direct ones.

Jinja asks at every step what it could be dealing with: an object or a dictionary, something that wants to be handed
the context, a text that is already safe. Our templates know: `a.b` is an attribute, `a['b']` an entry, and nothing
that they call wants the context. A page of a recommendation takes a thousand such steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from keyword import iskeyword
from typing import Any

from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef, optimizeconst
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, escape
from markupsafe._speedups import _escape_inner

_new = str.__new__
_RUNTIME = "from jinja2.runtime import "


def text(value: Any) -> str:
    """Escape what stands between template texts; what is marked safe stays as it is."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    if kind is str:
        return _escape_inner(value)
    return escape(value)


def macro(environment: Any, written: Callable[..., str], name: str, names: tuple[str, ...], *traits: bool) -> Any:
    """Make a macro that is called as the function it is, unless it is called by keywords or has special arguments."""
    whole = Macro(environment, written, name, list(names), *traits)
    if any(traits[:3]):
        return whole
    most = len(names)
    absent = tuple((missing,) * (most - given) for given in range(most + 1))

    def called(*given: Any, **named: Any) -> Any:
        if named or len(given) > most:
            return whole(*given, **named)
        return _new(Markup, written(*given, *absent[len(given)]))

    return called


_PURE = {
    *(("parts/state.html", name) for name in ("sign", "state", "small", "brief", "axis")),
    *(("parts/time.html", name) for name in ("when", "on", "span")),
    *(("parts/head.html", name) for name in ("section", "banners")),
    ("parts/source.html", "link"),
    ("parts/coverage.html", "coverage"),
}
"""Macros that are called many times with the same arguments, and then write the same: signs, dates, links."""

remembered = lru_cache(maxsize=4096)


class Compiler(CodeGenerator):
    """Writes the Python of a template."""

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """Write a macro; one of `_PURE` remembers what it wrote for the same arguments."""
        name = getattr(macro_ref.node, "name", None)
        self.write("remembered(" if (self.name, name) in _PURE else "(")
        super().macro_def(macro_ref, frame)
        self.write(")")

    def writeline(self, x: str, node: nodes.Node | None = None, extra: int = 0) -> None:
        """Write a line, and after the names of Jinja's run time those of ours."""
        super().writeline(x, node, extra)
        if x.startswith(_RUNTIME):
            super().writeline(f"from {__name__} import macro as Macro, remembered, text as escape")

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Write the look for an attribute; only where there is none is the environment asked, as Jinja always does."""
        self.write("(found if (found := getattr(owner := ")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r}, missing)) is not missing else environment.getattr(owner, {node.attr!r}))")

    @optimizeconst
    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Write a call as one; with a caller's block or unpacked arguments, as Jinja does."""
        if forward_caller or node.dyn_args or node.dyn_kwargs or any(iskeyword(one.key) for one in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for one in (*node.args, *node.kwargs):
            self.visit(one, frame)
            self.write(", ")
        self.write(")")


class Direct(Template):
    """A template whose macros are made once: none of ours reads a variable of the template that takes them over.

    What all templates know doesn't change once it is filled, and is gathered once as well.
    """

    _macros: Any = None
    _known: dict[str, Any] | None = None

    def new_context(
        self, vars: dict[str, Any] | None = None, shared: bool = False, locals: Mapping[str, Any] | None = None
    ) -> Context:
        """Make the context of one page."""
        if shared or locals:
            return super().new_context(vars, shared, locals)
        if self._known is None:
            self._known = dict(self.globals)
        known = self._known
        return self.environment.context_class(
            self.environment, {**known, **(vars or {})}, self.name, self.blocks, globals=known
        )

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        if self._macros is None:
            self._macros = super()._get_default_module()
        return self._macros
