"""The Jinja environment: where templates are found, and the filters and words that they may use."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from traceback import extract_tb
from typing import Any

from jinja2 import (
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from folkmoot.data.localise import LocalisedText, QuotedText, TranslationStatus, localised, quoted_text
from folkmoot.data.problems import BadSettings
from folkmoot.data.schemas import Schemas
from folkmoot.data.signs import SIGNS
from folkmoot.i18n import localizer as languages
from folkmoot.i18n.localizer import folder
from folkmoot.web import jinja_environment, jinja_messages, markdown
from folkmoot.web.jinja_environment import Environment

__all__ = ["Environment", "Markup", "environment", "explanation", "fill", "load", "macros"]

_COMPILERS = hashlib.sha256(
    b"".join(Path(str(room.__file__)).read_bytes() for room in (jinja_environment, jinja_messages, languages))
).hexdigest()
_SAFE = re.compile(r"https?://[^\s]+\Z")
_ARCHIVED = re.compile(r"https?://([^/\s]+)/web/\d+[a-z_]*/(https?://[^\s]+)")
_PROJECT = re.compile(r"https?://(?:raw\.githubusercontent|github)\.com/([^/\s]+/[^/\s]+)")


def environment(
    schemas: Schemas,
    overrides: Sequence[Path] = (),
    language: str = "en",
    is_folded: bool = jinja_messages.CAN_FOLD,
) -> Environment:
    """Make the environment; a template in a folder of `overrides` stands in for ours of the same name.

    Everything is escaped unless marked safe by us, and a name that isn't there is an error. Unless `is_folded`, texts
    are looked up whenever a page is filled, as plain gettext does; the pages are the same.
    """
    env = Environment(
        loader=FileSystemLoader([*overrides, folder()]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_compiled(f"{language} {languages.catalogue(language).digest} {is_folded}"),
    )
    env.is_folded = is_folded
    env.localizer = localizer = languages.of(language, schemas)
    jinja_messages.translate(env, localizer)
    env.filters.update(
        prose=partial(_prose, env),
        plain=_plain,
        bare=_bare,
        day=localizer.day,
        iso=str,
        number=localizer.number,
        percent=localizer.percent,
        money=localizer.money,
        label=localizer.label,
        meaning=localizer.meaning,
        within=localizer.within,
        heading=localizer.heading,
        about=localizer.about,
        listed=partial(_listed, localizer),
        phrase=partial(_phrase, localizer),
        sign=lambda value, name: localizer.vocabularies[name].signs[value],
        counts_as=lambda value, name, mark: value in localizer.vocabularies[name].counting_as(mark),
        behaviour=lambda value, name, of_property: localizer.vocabularies[name].behaviour(value, of_property),
        letter=lambda sign: SIGNS[sign].letter,
        named=partial(localizer.pgettext, "group"),
        language_name=localizer.language_name,
        said_in=partial(_said_in, localizer),
        spoken=_spoken,
        translation=_translation,
        host=_host,
        safe_address=_safe_address,
        tex=_tex,
        remembered=jinja_environment.remembered,
    )
    env.tests["foreign"] = lambda text: isinstance(text, QuotedText)
    ours = {"article": partial(_article, env), "english": _english(language)}
    env.globals.update(schemas=schemas, localizer=localizer, vocabulary=localizer.vocabularies.__getitem__, **ours)
    return env


class _Compiled(FileSystemBytecodeCache):
    """Keeps compiled templates in the system's folder for temporary files, and does without where it can't.

    `languages` names the language and the state of its words, which are compiled into the templates.
    """

    languages = ""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Give each language its own entries."""
        return super().get_cache_key(f"{self.languages} {name}", filename)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _compiled(languages: str) -> _Compiled | None:
    """Make the place for compiled templates, since compiling takes a second, or nothing where none is safe."""
    try:
        cache = _Compiled()
    except (RuntimeError, OSError):
        return None
    cache.languages = f"{languages} {_COMPILERS}"
    return cache


def load(env: Environment) -> None:
    """Load every page's template, so that processes that are forked later needn't do it each; mistakes show later."""
    for name in env.list_templates(filter_func=lambda name: name.startswith("pages/")):
        with suppress(TemplateError):
            env.get_template(name)


def fill(env: Environment, name: str, given: Mapping[str, Any]) -> str:
    """Fill one template; raises `BadSettings` with file and line where a template, mostly an override, is wrong."""
    with _mistakes_as_settings(name):
        return env.get_template(name).render(given)


def macros(env: Environment, name: str) -> Any:
    """Give the macros of a template as functions; raises `BadSettings` where the template is wrong."""
    with _mistakes_as_settings(name):
        return env.get_template(name).module


@contextmanager
def _mistakes_as_settings(name: str) -> Iterator[None]:
    try:
        yield
    except TemplateSyntaxError as error:
        raise BadSettings(f"{error.filename}:{error.lineno}: must be a Jinja template: {error.message}") from error
    except TemplateError as error:
        raise BadSettings(f"{_place(error) or name}: must be a template that can be filled: {error.message}") from error


def _place(error: TemplateError) -> str:
    """Find the line of the innermost template in which an error arose."""
    frames = [frame for frame in extract_tb(error.__traceback__) if frame.filename.endswith(".html")]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""


def _article(env: Environment, name: str) -> Markup:
    """Render a text of our own that lies among the templates, in English where it isn't there in the language."""
    if env.loader is None:
        return Markup("")
    source, _, _ = env.loader.get_source(env, f"{name}.{languages.SOURCE}.md")
    with suppress(TemplateNotFound):
        return Markup(markdown.to_article(env.loader.get_source(env, f"{name}.{env.localizer.language}.md")[0], source))
    return Markup(_localised(env).article(Markup(markdown.to_article(source))))


def _prose(env: Environment, text: str) -> Markup:
    """Render Markdown of the data; below it stands what a reader must know of its language."""
    html = Markup(markdown.to_html(text))
    if not isinstance(text, LocalisedText):
        return html
    return Markup(_localised(env).prose(text, html, explanation(env.localizer, text)))


def _localised(env: Environment) -> Any:
    return macros(env, "parts/localised.html")


def explanation(localizer: languages.Localizer, text: LocalisedText) -> str:
    """Say in a sentence why a text isn't what a reader would expect."""
    say = localizer.gettext
    if text.status is TranslationStatus.ORIGINAL:
        return say(
            "Not translated; shown in the original: %(language)s.", language=localizer.language_name(text.language)
        )
    if text.status is TranslationStatus.STALE:
        return say("The original has changed since this was translated.")
    if text.status is TranslationStatus.MACHINE:
        return say("Translated by a machine, and checked by nobody.")
    return say("Unofficial translation, made for this record.")


def _plain(text: str) -> str:
    localizer = markdown.to_text(text)
    return localised(localizer, text.language, text.status) if isinstance(text, LocalisedText) else localizer


def _bare(text: str) -> str:
    """Give a text without what it knows of its language, for places that hold no elements."""
    return str(text)


def _said_in(localizer: languages.Localizer, words: str, language: str | None) -> str:
    """Give quoted words with the `language` that they are in, where that isn't the page's."""
    if isinstance(words, QuotedText) or not language or language == localizer.language:
        return words
    return quoted_text(words, language, "")


def _spoken(words: str) -> Markup:
    """Give the attributes of an element that holds quoted words."""
    return Markup(f" {words.marks}" if isinstance(words, QuotedText) else "")


def _translation(words: str) -> str:
    """Give the translation that quoted words bring along, '' where they have none or need none."""
    return words.translation or "" if isinstance(words, QuotedText) else ""


def _english(language: str) -> Markup:
    """Give the attributes of an element whose text is in English in every language."""
    if language == languages.SOURCE:
        return Markup()
    return Markup(f" {localised('', languages.SOURCE, TranslationStatus.ORIGINAL).marks}")


def _listed(localizer: languages.Localizer, items: Sequence[str]) -> Markup:
    return Markup(localizer.listed([str(escape(item)) for item in items]))


def _phrase(
    localizer: languages.Localizer, value: str, vocabulary: str, name: str, n: float | None = None, **given: object
) -> Markup:
    """Fill the sentence of a value; what is put into it is escaped, the sentence itself may hold elements."""
    sentence = localizer.phrase(value, vocabulary, name, 1 if n is None else n)
    if not sentence:
        return Markup("")
    counted = {} if n is None else {"num": localizer.number(n)}
    return Markup(languages.filled(sentence, {place: escape(one) for place, one in {**counted, **given}.items()}))


def _host(address: str) -> str:
    """Name the site of an address as readers know it: of an archived page both sites, of code the project."""
    if not _SAFE.match(address):
        return address
    if archived := _ARCHIVED.match(address):
        return f"{_host(archived[2])} ({archived[1]})"
    if project := _PROJECT.match(address):
        return f"github.com/{project[1]}"
    return address.split("/")[2].removeprefix("www.")


def _safe_address(address: str) -> str:
    return address if _SAFE.match(address) else ""


_TEX = str.maketrans({"\\": "/", "{": "(", "}": ")", **{sign: f"\\{sign}" for sign in "&%#_$"}})


def _tex(text: str) -> str:
    """Write a text so that TeX sets it as it is; it has no plain signs for backslashes and braces."""
    return text.translate(_TEX)
