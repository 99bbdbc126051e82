"""Jinja with some of its general ways replaced by direct ones, each by a door that Jinja itself leaves open.

What each of them gains stands in `docs/decisions/0015-templates-compiled-directly.md`; what gains little isn't here.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import lru_cache
from typing import Any

import jinja2
from jinja2.runtime import Context

from folkmoot.i18n.localizer import Localizer
from folkmoot.web import jinja_messages


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
        self, source: Any, name: str | None = None, filename: str | None = None, *given: Any, **named: Any
    ) -> Any:
        """Compile a template with its texts translated."""
        if self.is_folded:
            tree = self.parse(source, name, filename) if isinstance(source, str) else source
            source = jinja_messages.folded(tree, self.localizer, self, filename)
        return super().compile(source, name, filename, *given, **named)


def remembered(macro: Callable[..., str]) -> Callable[..., str]:
    """Have a macro remember what it wrote for the same arguments: `{% set sign = sign | remembered %}`.

    It pays for one that is called often with the same few arguments. It must write the same for the same ones.
    """
    return lru_cache(maxsize=4096)(macro)
