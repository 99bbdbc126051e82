"""The values of a vocabulary as a schema writes them: read with care, so that a mistake is named with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from folkmoot.data.behaviours import BEHAVIOURS, Behaviours, mistakes
from folkmoot.data.problems import BadSettings
from folkmoot.data.signs import SIGNS

_PLAIN = ("value", "label", "description")
_OWN = frozenset({*_PLAIN, "sign", "counts_as", "needs", "preferred", "texts", "also"})


@dataclass(frozen=True, slots=True)
class Term:
    """One value of a closed vocabulary.

    `label` names it and `description` says what it means, both in English; `context` tells in the catalogues of
    translations which vocabulary they belong to. `sign` is the shape that stands for it. What it counts as, the columns
    that it `needs`, its `behaviours` by property and its `texts`, each one form or a singular and a plural, are among
    those of `behaviours.BEHAVIOURS`; `preferred` is the one to take among several that count as the same. `also` are
    other words by which people call it, from which the check guesses what was meant.
    """

    value: str
    label: str
    description: str
    context: str = ""
    sign: str = ""
    counts_as: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    preferred: bool = False
    also: tuple[str, ...] = ()
    behaviours: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def published(self) -> dict[str, str]:
        """Give what others are told of it, in the Table Schema."""
        return {"value": self.value, "label": self.label, "description": self.description}


Look = Callable[[str], Iterable[Term]]
"""Gives the values of another vocabulary by its name."""


@dataclass(frozen=True, slots=True)
class SchemaPlace:
    """Where a vocabulary stands: its `name`, the file and column for messages, and the `context` of its translations.

    Values taken from another vocabulary are translated as this one's own, unless it `keeps` theirs; what they need are
    columns of the other table.
    """

    name: str
    file: str
    context: str
    keeps: bool = False


def read(entries: Iterable[Mapping[str, Any]], place: SchemaPlace, look: Look) -> tuple[Term, ...]:
    """Read the values of a vocabulary in their order.

    An entry is a value, or `from` with the name of another vocabulary, all of whose values that don't stand here
    already belong here too; `counting_as` picks those that count as something. Raises `BadSettings` with the place and
    the value where one isn't as it must be.
    """
    found: dict[str, Term] = {}
    for entry in entries:
        if "from" in entry:
            for term in _taken(entry, place, look):
                found.setdefault(term.value, term)
            continue
        term = _term(entry, place)
        if term.value in found:
            raise BadSettings(f"{place.file}: {term.value}: must stand once, got it twice")
        found[term.value] = term
    return tuple(found.values())


_WORD = re.compile(r"[^\W_]+")


def nearest(found: str, known: Iterable[Term]) -> str:
    """Find the value that somebody meant: by its label, another word for it, its spelling, a word of its description.

    Empty where none is near.
    """
    said = _folded(found[:100])
    if not said:
        return ""
    listed = tuple(known)
    names = {_folded(word): term.value for term in listed for word in term.also}
    names |= {_folded(term.label): term.value for term in listed}
    names |= {_folded(term.value): term.value for term in listed}
    if said in names:
        return names[said]
    near = get_close_matches(said, names, n=1, cutoff=0.75)
    if near:
        return names[near[0]]
    described = [term.value for term in listed if len(said) > 3 and f" {said} " in f" {_folded(term.description)} "]
    if len(described) == 1:
        return described[0]
    near = get_close_matches(said, names, n=1, cutoff=0.6)
    return names[near[0]] if near else ""


def _folded(text: str) -> str:
    """Give the words of a text alone, without case."""
    return " ".join(_WORD.findall(text.casefold()))


def _taken(entry: Mapping[str, Any], place: SchemaPlace, look: Look) -> Iterator[Term]:
    wanted = entry.get("counting_as")
    for term in look(entry["from"]):
        if wanted is None or wanted in term.counts_as:
            yield term if place.keeps else replace(term, context=place.context, needs=())


def _term(given: Mapping[str, Any], place: SchemaPlace) -> Term:
    known = BEHAVIOURS.get(place.name, Behaviours())
    for mistake in (*_missing(given, known), *mistakes(known, given)):
        raise BadSettings(f"{place.file}: {given.get('value', 'a value')}: {mistake}")
    return Term(
        value=given["value"],
        label=given["label"],
        description=given["description"],
        context=place.context,
        sign=given.get("sign", ""),
        counts_as=frozenset(given.get("counts_as", ())),
        needs=tuple(given.get("needs", ())),
        preferred=given.get("preferred", False),
        also=tuple(given.get("also", ())),
        behaviours={name: given[name] for name in known.one_of},
        texts={key: (text,) if isinstance(text, str) else tuple(text) for key, text in given.get("texts", {}).items()},
    )


def _missing(given: Mapping[str, Any], known: Behaviours) -> Iterator[str]:
    for name in _PLAIN:
        if not isinstance(given.get(name), str) or not given[name]:
            yield f"{name} must be a text, got {given.get(name) or 'nothing'}"
    sign = given.get("sign", "")
    if (sign or known.signed) and sign not in SIGNS:
        yield f"sign must be one of {', '.join(SIGNS)}, got {sign or 'nothing'}"
    for name in given.keys() - _OWN - known.one_of.keys():
        yield f"{name} is no property of a value; the known ones are {', '.join(sorted(_OWN | known.one_of.keys()))}"
