"""Compiling templates with their words translated already, so that a translated page costs no more than another.

Jinja looks texts up whenever a page is filled. Here each `_('…')`, `ngettext('…', '…', n)` and `{% trans %}` is looked
up once while its template is compiled, which is done anew for each language: what is left to do for a page is to write
constant texts and, for plurals, to choose one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import Environment, TemplateAssertionError, nodes
from jinja2.visitor import NodeTransformer

from folkmoot.i18n.localizer import Localizer
from folkmoot.web.jinja_codegen import Compiler

_PLACE = re.compile(r"%\((\w+)\)s|%(%)")
_FUNCTIONS = {"_": "", "gettext": "", "ngettext": "n", "pgettext": "p", "npgettext": "np"}

Forms = tuple[tuple[nodes.Expr, ...], ...]


def translate(env: Environment, localizer: Localizer) -> None:
    """Have an environment compile its templates in a language; needs the filter `number`."""
    env.add_extension("jinja2.ext.i18n")
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    env.policies["ext.i18n.trimmed"] = True
    env.globals["plural_form"] = localizer.form

    class Generator(_Generator):
        texts = localizer

    env.code_generator_class = Generator


class _Generator(Compiler):
    texts: Localizer

    def visit_Template(self, node: nodes.Template, frame: Any = None) -> None:  # noqa: N802
        folded = _Folded(self.texts, self.name).visit(node)
        folded.set_environment(self.environment)
        super().visit_Template(folded, frame)


class _Folded(NodeTransformer):
    """Puts constant texts in the place of calls that look them up."""

    def __init__(self, language: Localizer, name: str | None) -> None:
        self._language = language
        self._name = name

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
        raise TemplateAssertionError("what is translated must be a constant text", node.lineno, self._name)

    def _parts(self, text: str, given: Mapping[str, nodes.Expr], node: nodes.Call) -> tuple[nodes.Expr, ...]:
        try:
            return tuple(_split(text, given))
        except KeyError as error:
            message = f"the place {error} in “{text}” must be given a value"
            raise TemplateAssertionError(message, node.lineno, self._name) from error


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
