"""The vocabularies: each closed list of the schemas, and of what this program works out itself.

A list of values stands in its schema, or in `vocabularies/` where no table holds it, and nowhere else. Everything that
depends on it asks here: which values there are, in which order, by which sign one is shown, what it counts as.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from folkmoot.data import schemas as table_schemas
from folkmoot.data import terms
from folkmoot.data.behaviours import MARKS
from folkmoot.data.problems import BadSettings
from folkmoot.data.schemas import Schemas
from folkmoot.data.terms import Term

FOLDER = Path(__file__).parent / "vocabularies"


class Vocabulary:
    """One closed list of values in its order."""

    def __init__(self, name: str, listed: Iterable[Term]) -> None:
        self.name = name
        self.terms = tuple(listed)
        self.by_value: Mapping[str, Term] = {term.value: term for term in self.terms}
        self.values = tuple(self.by_value)
        self.signs: Mapping[str, str] = {term.value: term.sign for term in self.terms}
        self._counting = {mark: self._in_order(mark) for mark in MARKS}
        self._naming: dict[tuple[str, str], tuple[str, ...]] = {}
        for term in self.terms:
            for pair in term.behaviours.items():
                self._naming[pair] = (*self._naming.get(pair, ()), term.value)

    def __contains__(self, value: object) -> bool:
        return value in self.by_value

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def _in_order(self, mark: str) -> tuple[str, ...]:
        found = [term for term in self.terms if mark in term.counts_as]
        return tuple(term.value for term in sorted(found, key=lambda term: not term.preferred))

    def counting_as(self, mark: str) -> tuple[str, ...]:
        """List the values that count as something, the preferred one first; raises `KeyError` for an unknown mark."""
        return self._counting[mark]

    def the(self, mark: str) -> str:
        """Give the value that counts as something; where several do, the preferred one, else the first."""
        return self._counting[mark][0]

    def naming(self, name: str, behaviour: str) -> tuple[str, ...]:
        """List the values that name a behaviour for a property."""
        return self._naming.get((name, behaviour), ())

    def behaviour(self, value: str | None, name: str) -> str | None:
        """Give the behaviour that a value names for a property; None for a value that isn't there."""
        term = self.by_value.get(value or "")
        return term.behaviours[name] if term else None

    def needing(self, column: str) -> tuple[str, ...]:
        """List the values with which a column must be given."""
        return tuple(term.value for term in self.terms if column in term.needs)

    def place(self, value: str) -> int:
        """Give the place of a value in the order."""
        return self.values.index(value)


Vocabularies = Mapping[str, Vocabulary]


def read(schemas: Schemas) -> Vocabularies:
    """Gather the vocabularies of some schemas, by table and column, and those of what this program works out, by name.

    Raises `BadSettings` where one is not as it must be, with the place.
    """
    return _ours() if schemas is table_schemas.load() else _read(schemas)


def _read(schemas: Schemas) -> Vocabularies:
    typed = {
        f"{schema.name}.{column.name}": Vocabulary(f"{schema.name}.{column.name}", column.terms)
        for schema in schemas.values()
        for column in schema.columns
        if column.terms
    }
    return {**typed, **{name: Vocabulary(name, found) for name, found in _computed(typed).items()}}


def _computed(typed: Vocabularies) -> dict[str, tuple[Term, ...]]:
    """Read the vocabularies of `vocabularies/`, which may take in values of tables."""

    def look(name: str) -> tuple[Term, ...]:
        if name not in typed:
            raise BadSettings(
                f"{FOLDER}: from must name a vocabulary of a table, such as responses.position, got {name}"
            )
        return typed[name].terms

    found: dict[str, tuple[Term, ...]] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        given = table_schemas.descriptor_of(path)
        place = terms.SchemaPlace(given["name"], str(path), given.get("context", given["name"]), keeps=True)
        found[place.name] = terms.read(given["values"], place, look)
    return found


@lru_cache(maxsize=1)
def _ours() -> Vocabularies:
    return _read(table_schemas.load())


@lru_cache(maxsize=256)
def of(name: str) -> Vocabulary:
    """Give one of folkmoot's own vocabularies: `responses.position`, or `answered` with what is worked out."""
    return _ours()[name]


def counts_as(value: str | None, name: str, mark: str) -> bool:
    """Tell whether a value of the vocabulary `name` counts as something; no value counts as nothing."""
    return value in of(name).counting_as(mark)


def behaviour(value: str | None, name: str, of_property: str) -> str | None:
    """Give the behaviour that a value of the vocabulary `name` names for a property."""
    return of(name).behaviour(value, of_property)


def forget() -> None:
    """Read schemas and vocabularies anew when they are asked for next."""
    table_schemas.load.cache_clear()
    table_schemas.about_translations.cache_clear()
    _ours.cache_clear()
    of.cache_clear()
