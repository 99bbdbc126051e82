"""Jinja with some of its general ways replaced by direct ones, each by a door that Jinja itself leaves open.

What each of them gains stands in `docs/decisions/0030-tricks-and-what-they-gain.md`; what gains little isn't here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from functools import lru_cache
from typing import Any

import jinja2
from jinja2.runtime import Context
from markupsafe import Markup, escape

from folkmoot.i18n.localizer import Localizer
from folkmoot.web import jinja_messages

_SPECIAL = re.compile(r"[&<>'\"]").search


class DirectContext(Context):
    """What a template knows while it is filled; it calls without asking whether the context is wanted."""

    def call(self, called: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
        """Call; nothing that our templates call wants to be handed the context, which Jinja asks each time."""
        named.pop("_loop_vars", None)
        named.pop("_block_vars", None)
        return called(*given, **named)


class Environment(jinja2.Environment):
    """Jinja's environment for one language, whose texts become part of the templates while these are compiled."""

    context_class = DirectContext
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
        """Compile a template with its texts translated, and have it escape by `shown`."""
        if self.is_folded:
            tree = self.parse(source, name, filename) if isinstance(source, str) else source
            source = jinja_messages.folded(tree, self.localizer, self, filename)
        python = super().compile(source, name, filename, raw=True, defer_init=defer_init)
        escaping = _with_our_escape(python)
        return escaping if raw else compile(escaping, filename or "template", "exec")


def _with_our_escape(python: str) -> str:
    """Put `shown` in the place of `escape`, in the first line, so that no line moves; elsewhere it stays Jinja's."""
    first, end, rest = python.partition("\n")
    known = first.startswith("from jinja2.runtime import ") and " escape" in first
    return f"{first}; from {__name__} import shown as escape{end}{rest}" if known else python


def shown(value: Any) -> str:
    """Escape what stands between template texts; most of it holds nothing that would have to be."""
    kind = type(value)
    if kind is Markup or (kind is str and not _SPECIAL(value)):
        return value  # type: ignore[no-any-return]
    return escape(value)


def remembered(macro: Callable[..., str]) -> Callable[..., str]:
    """Have a macro remember what it wrote for the same arguments: `{% set sign = sign | remembered %}`.

    It pays for one that is called often with the same few arguments. It must write the same for the same ones.
    """
    return lru_cache(maxsize=4096)(macro)
