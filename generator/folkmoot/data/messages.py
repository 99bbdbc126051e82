"""What is said to people: a sentence that can be translated, and named values for its places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from gettext import NullTranslations
from typing import NewType, Protocol, Union

_PLACE = re.compile(r"%\((\w+)\)s|%%")

_PASSWORD = re.compile(r"(?<=://)[^\s/?#]*@")

Msgid = NewType("Msgid", str)
"""An English text that was marked with `N_`; its places for values are written `%(name)s`, a per cent sign `%%`."""

NOTHING = Msgid("")


def N_(text: str) -> Msgid:  # noqa: N802 - the name that gettext gives it
    """Mark a sentence, so that it is gathered for translators, and give it as it is."""
    return Msgid(text)


class Translations(Protocol):
    """A language's texts, as gettext gives them."""

    def gettext(self, text: str, /) -> str:
        """Translate a text."""

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        """Translate the singular or the plural of a text, as a number demands."""


@lru_cache(maxsize=1024)
def _places(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place[1] for place in _PLACE.finditer(text) if place[1]))


ENGLISH: Translations = NullTranslations()

Named = Union[str, int, float, tuple[str, ...], "Message"]
"""A value for a place: texts in a tuple are listed with commas, a number is written with at most two decimals."""


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """A sentence and the values of its places; where it has a `plural`, the number `n` chooses between the two.

    Of the values that are given it takes those for which it has a place; a place without a value is a `KeyError`.
    """

    sentence: Msgid
    values: tuple[tuple[str, Named], ...]
    plural: str
    n: int

    def __init__(self, sentence: Msgid = NOTHING, plural: str = "", n: int = 1, /, **values: Named) -> None:
        object.__setattr__(self, "sentence", sentence)
        object.__setattr__(self, "values", tuple((name, values[name]) for name in _places(f"{sentence}{plural}")))
        object.__setattr__(self, "plural", plural)
        object.__setattr__(self, "n", n)

    def __bool__(self) -> bool:
        return bool(self.sentence)

    def __str__(self) -> str:
        return self.translated(ENGLISH)

    def translated(self, words: Translations) -> str:
        """Write it in a language, what is nested in it as well."""
        if not self.sentence:
            return ""
        plural = self.plural
        text = words.ngettext(self.sentence, plural, self.n) if plural else words.gettext(self.sentence)
        given = {name: _shown(value, words) for name, value in self.values}
        return _PLACE.sub(lambda place: given[place[1]] if place[1] else "%", text)

    def names(self) -> frozenset[str]:
        """List the names of its values."""
        return frozenset(name for name, _ in self.values)

    def without(self, names: frozenset[str]) -> Message:
        """Say of the values with these names only that they aren't public."""
        values = {name: HIDDEN if name in names else value for name, value in self.values}
        return Message(self.sentence, self.plural, self.n, **values)


_LONGEST = 400
"""So much is shown of any value; of what is quoted less."""

EMPTY = Message()
HIDDEN = Message(N_("a value that isn't public"))


def without_password(text: str) -> str:
    """Take user and password out of the addresses in a text: logs are often public."""
    return _PASSWORD.sub("…@", text) if "://" in text and "@" in text else text


def _shown(value: Named, words: Translations) -> str:
    if isinstance(value, Message):
        return value.translated(words)
    if isinstance(value, tuple):
        return without_password(", ".join(map(cut, value)))
    return plain(value) if isinstance(value, float) else cut(without_password(str(value)), _LONGEST)


def cut(text: str, most: int = 60) -> str:
    """Cut a long text, so that a message that shows it can be read."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def plain(value: float) -> str:
    """Write a number as people do, with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def filled(sentence: Msgid | Message, values: Mapping[str, Named]) -> Message:
    """Give a sentence its values; a message has them already."""
    return sentence if isinstance(sentence, Message) else Message(sentence, **values)


def plural(one: str, many: str, n: int, /, **values: Named) -> Message:
    """Say the first text of one thing, the second of several; both are gathered for translators."""
    return Message(Msgid(one), many, n, **values)


def quoted(text: Named) -> Message:
    """Put a text in quotes; what only stands for one that isn't public needs none."""
    shown = cut(text) if isinstance(text, str) else text
    return HIDDEN if text is HIDDEN else Message(N_('"%(text)s"'), text=shown)


def verbatim(text: str) -> Message:
    """Say what isn't ours to translate, as it is."""
    return Message(Msgid("%(text)s"), text=text)


def either(texts: Iterable[str]) -> Named:
    """Name some things of which one is enough: a or b or c."""
    named: Iterable[Named] = texts
    return reduce(lambda one, other: Message(N_("%(one)s or %(other)s"), one=one, other=other), named)


def both(texts: Iterable[str]) -> Named:
    """Name some things that belong together: a and b and c."""
    named: Iterable[Named] = texts
    return reduce(lambda one, other: Message(N_("%(one)s and %(other)s"), one=one, other=other), named)
