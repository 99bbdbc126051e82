"""Compiling templates with their words translated already, so that a translated page costs no more than another.

Jinja looks texts up whenever a page is filled. Here each `_('…')`, `ngettext('…', '…', n)` and `{% trans %}` is looked
up once while its template is compiled, which is done anew for each language: what is left to do for a page is to write
constant texts and, for plurals, to choose one of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import Environment, TemplateAssertionError, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from folkmoot.i18n.localizer import Localizer

_PLACE = re.compile(r"%\((\w+)\)s|%(%)")
_FUNCTIONS = {"_": "", "gettext": "", "ngettext": "n", "pgettext": "p"}
_NODES = "Call Compare Concat CondExpr Const Filter If Name Operand Output Template TemplateData".split()

CAN_FOLD = all(hasattr(nodes, name) for name in _NODES)
"""Whether this Jinja has all the parts of a template of which translated texts are made; else they are looked up."""

Forms = tuple[tuple[nodes.Expr, ...], ...]


def translate(env: Environment, localizer: Localizer) -> None:
    """Give an environment the texts of a language; needs the filter `number`.

    These are the functions of plain gettext, which look a text up each time: what `folded` makes needs them no more.
    """
    env.add_extension("jinja2.ext.i18n")
    env.add_extension("jinja2.ext.do")
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    env.policies["ext.i18n.trimmed"] = True
    env.globals.update(_looked_up(localizer), plural_form=localizer.form)


def _looked_up(localizer: Localizer) -> Mapping[str, Callable[..., Markup]]:
    def gettext(text: str, /, **given: Any) -> Markup:
        return Markup(localizer.gettext(text, **_escaped(given)))

    def pgettext(context: str, text: str, /, **given: Any) -> Markup:
        return Markup(localizer.pgettext(context, text, **_escaped(given)))

    def ngettext(one: str, many: str, n: float, /, **given: Any) -> Markup:
        numbers = {name: localizer.number(n) if value is n else value for name, value in given.items()}
        return Markup(localizer.ngettext(one, many, n, **_escaped(numbers)))

    return {"_": gettext, "gettext": gettext, "pgettext": pgettext, "ngettext": ngettext}


def _escaped(given: Mapping[str, Any]) -> dict[str, Markup]:
    return {name: escape(value) for name, value in given.items()}


def folded(tree: nodes.Template, localizer: Localizer, env: Environment, filename: str | None) -> nodes.Template:
    """Put translated texts in the place of the calls that look them up, in a template that was parsed."""
    made: nodes.Template = _Folded(localizer, filename).visit(tree)
    made.set_environment(env)
    return made


class _Folded(NodeTransformer):
    """Puts constant texts in the place of calls that look them up."""

    def __init__(self, language: Localizer, filename: str | None) -> None:
        self._language = language
        self._filename = filename

    def visit_Output(self, node: nodes.Output) -> list[nodes.Stmt]:  # noqa: N802
        """Write the parts of a text one after the other; a plural becomes a choice between several."""
        done: list[nodes.Stmt] = []
        parts: list[nodes.Expr] = []
        for child in node.nodes:
            forms = self._forms(child)
            if len(forms) > 1:
                done += [nodes.Output(parts), _chosen(child, forms)]
                parts = []
            else:
                parts += forms[0] if forms else [self.visit(child)]
        return [_placed(statement, node) for statement in [*done, nodes.Output(parts)]]

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802
        """Make one value of a text that is handed on."""
        forms = self._forms(node)
        if not forms:
            self.generic_visit(node)
            return node
        found: nodes.Expr = _joined(forms[-1])
        for number, parts in reversed([*enumerate(forms[:-1])]):
            found = nodes.CondExpr(_is_form(_count(node), number), _joined(parts), found)
        found.set_lineno(node.lineno)
        return found

    def _forms(self, node: nodes.Node) -> Forms:
        """Give the parts of each form of a text; nothing for anything that is no text."""
        if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
            return ()
        kind = _FUNCTIONS.get(node.node.name)
        if kind is None:
            return ()
        given = {one.key: self.visit(one.value) for one in node.kwargs}
        words = [self._constant(word) for word in (node.args[:-1] if "n" in kind else node.args)]
        context, one, many = _arranged(words, kind)
        if "n" in kind:
            given = _with_numbers(given, _count(node))
        forms = self._language.forms(context, one, many)
        # What is a plural elsewhere has several forms here too, and needs the first.
        return tuple(self._parts(text, given, node) for text in (forms if "n" in kind else forms[:1]))

    def _constant(self, node: nodes.Expr) -> str:
        if isinstance(node, nodes.Const) and isinstance(node.value, str):
            return node.value
        raise TemplateAssertionError("what is translated must be a constant text", node.lineno, filename=self._filename)

    def _parts(self, text: str, given: Mapping[str, nodes.Expr], node: nodes.Call) -> tuple[nodes.Expr, ...]:
        try:
            return tuple(_split(text, given))
        except KeyError as error:
            message = f"the place {error} in “{text}” must be given a value"
            raise TemplateAssertionError(message, node.lineno, filename=self._filename) from error


def _arranged(words: list[str], kind: str) -> tuple[str, str, str]:
    """Put the texts of a call in order: context, English text, its plural."""
    context = words.pop(0) if "p" in kind else ""
    return context, words[0], words[1] if "n" in kind else ""


def _split(text: str, given: Mapping[str, nodes.Expr]) -> Iterator[nodes.Expr]:
    """Cut a text at its places."""
    end = 0
    for place in _PLACE.finditer(text):
        yield nodes.TemplateData(text[end : place.start()] + (place[2] or ""))
        if place[1]:
            yield given[place[1]]
        end = place.end()
    yield nodes.TemplateData(text[end:])


def _count(node: nodes.Node) -> nodes.Expr:
    if not isinstance(node, nodes.Call):
        raise TypeError("only a call has a number")
    return node.args[-1]


def _with_numbers(given: Mapping[str, nodes.Expr], count: nodes.Expr) -> dict[str, nodes.Expr]:
    """Write the number that decides the plural as the language writes numbers, under whatever name it stands."""
    written = nodes.Filter(count, "number", [], [], None, None)
    return {"num": written, **{name: written if value == count else value for name, value in given.items()}}


def _is_form(count: nodes.Expr, number: int) -> nodes.Compare:
    asked = nodes.Call(nodes.Name("plural_form", "load"), [count], [], None, None)
    return nodes.Compare(asked, [nodes.Operand("eq", nodes.Const(number))])


def _chosen(node: nodes.Node, forms: Forms) -> nodes.If:
    """Write the form that the number takes."""
    outputs = [nodes.Output(list(parts)) for parts in forms]
    others = [nodes.If(_is_form(_count(node), i), [outputs[i]], [], []) for i in range(len(forms) - 1)]
    others[0].elif_, others[0].else_ = others[1:], [outputs[-1]]
    return others[0]


def _joined(parts: tuple[nodes.Expr, ...]) -> nodes.Expr:
    shown = [part for part in parts if not isinstance(part, nodes.TemplateData) or part.data]
    if len(shown) == 1 and isinstance(shown[0], nodes.TemplateData):
        return shown[0]
    return nodes.Concat([nodes.TemplateData(""), *shown])


def _placed(made: nodes.Node, origin: nodes.Node) -> Any:
    return made.set_lineno(origin.lineno)
