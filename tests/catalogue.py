"""Gather every English text that readers see: into `words/folkmoot.pot`, and from there into each language's catalogue.

`python -m tests.catalogue` brings the files up to date; a test says where they aren't.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from folkmoot.data import schemas, vocabulary
from folkmoot.data.terms import Term

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "site_templates" / "words"
TEMPLATE = FOLDER / "folkmoot.pot"
LANGUAGES = ("ar", "de", "es", "fr", "it", "nl", "pl")
"""The languages of which every text of the site is translated; a test reports what one of them lacks."""

_TEMPLATES = {"extensions": "jinja2.ext.do,jinja2.ext.i18n", "trimmed": "true", "silent": "false"}
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "say": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "N_": None,
    "plural": (1, 2),
}
_PYTHON = (
    "pipeline.py",
    "exports/*.py",
    "history/phrases.py",
    "history/sentences.py",
    "mkdocs/plugin.py",
    "pages/*.py",
    "web/templates.py",
)
"""Modules with texts that stand on the site."""
_MESSAGES = ("cli.py", "data/*.py", "data/files/*.py", "data/rules/*.py", "history/*.py")
"""Modules with what the commands say of the data; a translation of that may be unfinished."""

Found = tuple[str, str, Any]
"""Where a text stands, its context, and the text or its singular and plural."""


@cache
def gathered() -> Catalog:
    """Make the catalogue of all English texts, in the order of the files."""
    made = Catalog(project="folkmoot", charset="utf-8", fuzzy=False)
    for place, context, text in (*_templates(), *_python(_modules()), *_vocabularies(), *_own(), *_python(_checks())):
        made.add(text, context=context or None, locations=[(place, 0)])
    return made


def _templates() -> Iterator[Found]:
    for path in sorted((ROOT / "site_templates").rglob("*.html")):
        yield from _extracted(path, "jinja2.ext.babel_extract", _TEMPLATES)


def _python(paths: Iterable[Path]) -> Iterator[Found]:
    for path in paths:
        yield from _extracted(path, "python", {})


def _modules() -> list[Path]:
    return [path for pattern in _PYTHON for path in sorted((ROOT / "generator" / "folkmoot").glob(pattern))]


def _checks() -> list[Path]:
    others = frozenset(_modules())
    found = (path for pattern in _MESSAGES for path in sorted((ROOT / "generator" / "folkmoot").glob(pattern)))
    return [path for path in found if path not in others]


def is_on_the_site(message: Message) -> bool:
    """Tell whether a text stands on the site, and not only in what a command says of the data."""
    return any(place not in _check_places() for place, _ in message.locations)


@cache
def _check_places() -> frozenset[str]:
    return frozenset(path.relative_to(ROOT).as_posix() for path in _checks())


def is_done(message: Message) -> bool:
    """Tell whether a text is translated, and beyond doubt."""
    text = message.string
    return not message.fuzzy and all(text if isinstance(text, tuple) else (text,))


def _extracted(path: Path, method: str, options: dict[str, str]) -> Iterator[Found]:
    place = path.relative_to(ROOT).as_posix()
    with path.open("rb") as file:
        for _, text, _, context in extract(method, file, KEYWORDS, options=options):
            yield place, context or "", text


def _vocabularies() -> Iterator[Found]:
    known = schemas.load()
    for schema in known.values():
        place = f"generator/folkmoot/data/schemas/{schema.name}.yaml"
        yield place, "group", schema.group
        yield place, "table", schema.title
        yield place, "table", schema.description
        for column in schema.columns:
            yield place, "column", column.title
            yield from _terms(place, column.terms)


def _own() -> Iterator[Found]:
    """Gather the words for what the program works out itself; those of tables were gathered there."""
    typed = {f"{schema.name}.{column.name}" for schema in schemas.load().values() for column in schema.columns}
    for name, found in vocabulary.read(schemas.load()).items():
        if name not in typed:
            own = (term for term in found.terms if term.context not in typed)
            yield from _terms(f"generator/folkmoot/data/vocabularies/{name}.yaml", own)


def _terms(place: str, terms: Iterable[Term]) -> Iterator[Found]:
    for term in terms:
        yield place, term.context, term.label
        yield place, term.context, term.description
        for words in term.texts.values():
            yield place, "", words[0] if len(words) == 1 else words


def as_po(catalogue: Catalog) -> str:
    """Write a catalogue as text, without the clock and without lines that change with every edit elsewhere."""
    out = io.BytesIO()
    write_po(out, catalogue, width=100, omit_header=True, include_lineno=False, ignore_obsolete=True)
    return out.getvalue().decode()


def header(language: str) -> str:
    """Write the head of a language's catalogue, with its rule of plurals."""
    known = Catalog(locale=language)
    lines = [
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {known.plural_forms}",
    ]
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines) + "\n"


def path_of(language: str) -> Path:
    """Find a language's catalogue."""
    return FOLDER / f"{language}.po"


def read(language: str) -> Catalog:
    """Read a language's catalogue."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str) -> str:
    """Write a language's catalogue with every text of today; what is new is empty, and nothing is guessed."""
    known = read(language) if path_of(language).is_file() else Catalog(locale=language)
    known.update(gathered(), no_fuzzy_matching=True)
    return header(language) + as_po(known)


def main() -> None:
    """Bring all catalogues up to date."""
    TEMPLATE.write_text(template(), encoding="utf-8")
    for language in LANGUAGES:
        path_of(language).write_text(updated(language), encoding="utf-8")
        sys.stdout.write(f"{unfinished(language)}\n")


def unfinished(language: str) -> str:
    """Say in a line how much of what the commands say is translated into a language."""
    said = {(one.context, one.id) for one in gathered() if one.id and not is_on_the_site(one)}
    done = {(one.context, one.id) for one in read(language) if is_done(one)}
    return f"{language}: {len(said & done)} of {len(said)} messages of the commands are translated"


def template() -> str:
    """Write `folkmoot.pot`."""
    return 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n' + as_po(gathered())


if __name__ == "__main__":
    main()
