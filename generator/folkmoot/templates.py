"""The Jinja environment: where templates are found, and the filters and words that they may use."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from traceback import extract_tb
from typing import Any

from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal
from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup

from folkmoot import markup
from folkmoot.dates import PartialDate
from folkmoot.problems import BadSettings
from folkmoot.schemas import Schemas

_HERE = Path(__file__).parent
_SAFE = re.compile(r"https?://[^\s]+\Z")


def folder() -> Path:
    """Find the templates that come with folkmoot: beside the package when installed, else in the repository."""
    installed = _HERE / "site_templates"
    return installed if installed.is_dir() else _HERE.parents[1] / "site_templates"


class _Call(Context):
    """Calls macros and functions as they are.

    Jinja looks anew at each call whether what is called wants to be handed the context; in our templates only the
    functions that translate do, and they make a hundred calls a page.
    """

    def call(self, __obj: Any, *args: Any, _loop_vars: Any = None, _block_vars: Any = None, **kwargs: Any) -> Any:
        if hasattr(__obj, "jinja_pass_arg"):
            return super().call(__obj, *args, **kwargs)
        return __obj(*args, **kwargs)


def environment(schemas: Schemas, overrides: Sequence[Path] = (), language: str = "en") -> Environment:
    """Make the environment; a template in a folder of `overrides` stands in for ours of the same name.

    Everything is escaped unless marked safe by us, and a name that isn't there is an error.
    """
    env = Environment(
        loader=FileSystemLoader([*overrides, folder()]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_compiled(),
        extensions=["jinja2.ext.i18n"],
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    env.context_class = _Call
    words = Words(schemas, _read_words(language), language)
    env.filters.update(
        prose=_prose,
        plain=markup.to_text,
        day=words.day,
        iso=str,
        number=words.number,
        percent=words.percent,
        money=words.money,
        label=words.label,
        meaning=words.meaning,
        host=_host,
        safe_address=_safe_address,
        tex=_tex,
    )
    env.globals.update(schemas=schemas, plural=_plural, article=partial(_article, env))
    _remember(env)
    return env


class _Compiled(FileSystemBytecodeCache):
    """Keeps compiled templates in the system's folder for temporary files, and does without where it can't."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _compiled() -> _Compiled | None:
    """Make the place for compiled templates, since compiling takes a second, or nothing where none is safe."""
    try:
        return _Compiled()
    except (RuntimeError, OSError):
        return None


_PURE = {
    "parts/state.html": ("sign", "state", "small", "brief", "axis"),
    "parts/time.html": ("when", "on", "span"),
    "parts/source.html": ("link",),
    "parts/head.html": ("section",),
}
"""Macros that write the same whenever they are given the same: signs, dates, links."""


def _remember(env: Environment) -> None:
    """Let macros that are called many times on every page work out each of their answers once."""
    for name, macros in _PURE.items():
        module = env.get_template(name).module
        for macro in macros:
            setattr(module, macro, lru_cache(maxsize=4096)(getattr(module, macro)))


def load(env: Environment) -> None:
    """Load every page's template, so that processes that are forked later needn't do it each; mistakes show later."""
    for name in env.list_templates(filter_func=lambda name: name.startswith("pages/")):
        with suppress(TemplateError):
            env.get_template(name)


def fill(env: Environment, name: str, given: Mapping[str, Any]) -> str:
    """Fill one template; raises `BadSettings` with file and line where a template, mostly an override, is wrong."""
    try:
        return env.get_template(name).render(given)
    except TemplateSyntaxError as error:
        raise BadSettings(f"{error.filename}:{error.lineno}: must be a Jinja template: {error.message}") from error
    except TemplateError as error:
        raise BadSettings(f"{_place(error) or name}: must be a template that can be filled: {error.message}") from error


def _place(error: TemplateError) -> str:
    """Find the line of the innermost template in which an error arose."""
    frames = [frame for frame in extract_tb(error.__traceback__) if frame.filename.endswith(".html")]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""


class Words:
    """The words of one language: labels of vocabularies, dates and numbers as people write them."""

    def __init__(self, schemas: Schemas, own: Mapping[str, Mapping[str, Sequence[str]]], language: str) -> None:
        self.language = language
        self._labels: dict[tuple[str, str], tuple[str, str]] = {}
        for schema in schemas.values():
            for column in schema.columns:
                for term in column.terms:
                    self._labels[f"{schema.name}.{column.name}", term.value] = (term.label, term.description)
        for group, entries in own.items():
            for value, (label, meaning) in entries.items():
                self._labels[group, value] = (label, meaning)

    def label(self, value: str, vocabulary: str) -> str:
        """Give a value's label; the vocabulary is named as table and column, such as `responses.position`."""
        return self._labels[vocabulary, value][0]

    def meaning(self, value: str, vocabulary: str) -> str:
        """Give what a value means, in a sentence."""
        return self._labels[vocabulary, value][1]

    def day(self, value: PartialDate | date) -> str:
        """Write a date in words, as precise as it is: 3 May 2024, May 2024, 2024."""
        return _day(value, self.language)

    def number(self, value: float) -> str:
        """Write a number with the language's separators."""
        return _number(value, self.language)

    def percent(self, share: float, digits: int = 0) -> str:
        """Write a share between 0 and 1 as a percentage, with a space that doesn't break before the sign."""
        return _percent(share, digits, self.language)

    def money(self, amount: float, currency: str) -> str:
        """Write an amount of money in whole units of its currency."""
        return format_currency(amount, currency, "¤#,##0", locale=self.language, currency_digits=False)


@lru_cache(maxsize=16384)
def _number(value: float, language: str) -> str:
    return format_decimal(value, locale=language)


@lru_cache(maxsize=16384)
def _percent(share: float, digits: int, language: str) -> str:
    pattern = "#,##0." + "#" * digits if digits else "#,##0"
    return f"{format_decimal(share * 100, pattern, locale=language)}\u00a0%"


@lru_cache(maxsize=16384)
def _day(value: PartialDate | date, language: str) -> str:
    if isinstance(value, date):
        return format_date(value, "d MMMM y", locale=language)
    if value.is_exact:
        return format_date(value.first, "d MMMM y", locale=language)
    if (value.first.year, value.first.month) == (value.last.year, value.last.month):
        return format_skeleton("yMMMM", value.first, locale=language)
    return str(value.first.year)


def _article(env: Environment, name: str) -> Markup:
    """Render a text of our own that lies among the templates."""
    source, _, _ = env.loader.get_source(env, name) if env.loader else ("", None, None)
    return Markup(markup.to_article(source))


def _prose(text: str) -> Markup:
    return Markup(markup.to_html(text))


def _host(address: str) -> str:
    return address.split("/")[2].removeprefix("www.") if _SAFE.match(address) else address


def _safe_address(address: str) -> str:
    return address if _SAFE.match(address) else ""


_TEX = str.maketrans({"\\": "/", "{": "(", "}": ")", **{sign: f"\\{sign}" for sign in "&%#_$"}})


def _tex(text: str) -> str:
    """Write a text so that TeX sets it as it is; it has no plain signs for backslashes and braces."""
    return text.translate(_TEX)


def _plural(n: int, one: str, many: str) -> str:
    return one if n == 1 else many


def _read_words(language: str) -> Mapping[str, Mapping[str, Sequence[str]]]:
    path = folder() / "words" / f"{language}.json"
    found: Mapping[str, Mapping[str, Sequence[str]]] = json.loads(path.read_text(encoding="utf-8"))
    return found
