"""Rules about addresses: readers can reach them, and may see them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from weakref import WeakKeyDictionary

from folkmoot.data import addresses
from folkmoot.data.cells import short
from folkmoot.data.messages import N_
from folkmoot.data.problems import Severity
from folkmoot.data.rules.rule import Finding, finding, rule
from folkmoot.data.schemas import Column
from folkmoot.data.tables import SHARED, Row, Table, Tables, Value

# Most addresses are plain: of those, their letters alone tell that nothing is wrong with them.
_INSIDE = "|".join(sorted(addresses.INSIDE))
_ODD_START = (
    r"www\.example\.|example\.(?:com|org|net)/?$|login\.|signin\.|accounts\.|sso\.|auth\.|adfs\.|xxx|your|place"
)
_ODD_PATH = r"\S*(?:sharepoint|/(?:REPLACE|CHANGE|TODO|TB[CD]|FIXME|PLACE|YOUR|INSERT|XXX))"
_NOT_PLAIN = re.compile(
    rf"^(?!https?://(?!{_ODD_START})(?!{_ODD_PATH})(?:[a-z0-9-]+\.)+(?!(?:{_INSIDE}|arpa)(?:/|$))[a-z]+"
    r"(?:/|/[A-Za-z0-9_~%./-]*[A-Za-z0-9_/])?$).+$",
    re.MULTILINE,
)
_IN_TEXT = re.compile(
    r"\]\(\s*<?(?P<link>[^)\s>]+)"
    r"|^ {0,3}\[[^\]\n]+\]:\s*<?(?P<reference>[^\s>]+)"
    r"|\b(?P<bare>(?:https?|ftp|file|smb)://[^\s<>)\]\"”»]+)",
    re.MULTILINE,
)


class _Kind(Enum):
    """What is wrong with an address; of several, the first is said."""

    PASSWORD = auto()
    PLACEHOLDER = auto()
    INSIDE = auto()
    LOGIN = auto()
    UNTIDY = auto()
    EXAMPLE = auto()


_Found = Mapping[_Kind, list[tuple[Row, str, str]]]
"""The addresses with which something is wrong, each with its row and column."""

_LOOKED_AT: WeakKeyDictionary[Tables, _Found] = WeakKeyDictionary()
"""Six rules ask for the same; every address is looked at once."""


@rule("address-password")
def addresses_hold_no_password(tables: Tables) -> Iterator[Finding]:
    """No address holds a user's name or a password.

    What stands between // and @ opens a door, and the address is published. Change the password even after you took it
    out: the repository keeps what was deleted. The message doesn't repeat it.
    """
    for row, column, address in _found(tables)[_Kind.PASSWORD]:
        sentence = N_("must not hold a user or password, got %(found)s")
        yield finding(row, column, sentence, addresses.advice(address), found=short(address))


@rule("address-placeholder")
def addresses_were_filled_in(tables: Tables) -> Iterator[Finding]:
    """No part of an address waits to be replaced.

    Such as REPLACE, TODO or {{host}}, which a template or a form put there. The link leads nowhere.
    """
    for row, column, address in _found(tables)[_Kind.PLACEHOLDER]:
        sentence = N_("must be a whole address, got %(found)s")
        yield finding(row, column, sentence, addresses.advice(address), found=short(address))


@rule("address-unreachable")
def addresses_can_be_reached(tables: Tables) -> Iterator[Finding]:
    """An address leads to a place that every reader can reach.

    Not to a file on a computer, to localhost, to a number within a private network (10/8, 172.16/12, 192.168/16,
    169.254/16, ::1, fc00::/7) or to a name that only an office knows: one without a dot, or one that ends in .local,
    .internal, .lan, .corp or .intranet. Give the public address, or put the file into documents/.
    """
    for row, column, address in _found(tables)[_Kind.INSIDE]:
        sentence = N_("must be a place that readers can reach, got %(found)s")
        hint = N_("give its public address, or put the file into documents/")
        yield finding(row, column, sentence, hint, found=short(address))


@rule("address-login", Severity.WARNING)
def addresses_ask_for_no_login(tables: Tables) -> Iterator[Finding]:
    """An address leads to what it names, not to a page to log in at.

    You are logged in where you copied it, readers aren't. Share the file by a link for everyone, or put it into
    documents/.
    """
    for row, column, address in _found(tables)[_Kind.LOGIN]:
        sentence = N_("should be open to everyone, got %(found)s, which asks for a login")
        hint = N_("open it in a private window; share it with everyone, or put the file into documents/")
        yield finding(row, column, sentence, hint, found=short(address))


@rule("address-untidy", Severity.WARNING)
def addresses_hold_nothing_else(tables: Tables) -> Iterator[Finding]:
    """An address ends where it ends, and follows nobody.

    A full stop, a comma or a bracket at its end belongs to the sentence that it was copied from, and often leads to a
    page that isn't there. Parameters such as utm_source, fbclid and gclid tell the site by which newsletter a reader
    came.
    """
    for row, column, address in _found(tables)[_Kind.UNTIDY]:
        sentence = N_("holds what doesn't belong to the address, got %(found)s")
        hint = N_('did you mean "%(mended)s"?')
        yield finding(row, column, sentence, hint, found=short(address), mended=addresses.tidied(address))


@rule("address-example", Severity.WARNING)
def addresses_are_no_examples(tables: Tables) -> Iterator[Finding]:
    """A real record doesn't name www.example.org.

    It is an address for examples, as in the codebook, and no page of it exists. An assembly that says that it is
    invented may name it.
    """
    for row, column, address in _found(tables)[_Kind.EXAMPLE]:
        sentence = N_("is an address for examples, got %(found)s")
        yield finding(row, column, sentence, N_("write the real one, or leave the cell empty"), found=short(address))


def _found(tables: Tables) -> _Found:
    if tables not in _LOOKED_AT:
        found: dict[_Kind, list[tuple[Row, str, str]]] = defaultdict(list)
        for kind, row, column, address in _every(tables):
            found[kind].append((row, column, address))
        _LOOKED_AT[tables] = {kind: found[kind] for kind in _Kind}
    return _LOOKED_AT[tables]


def _every(tables: Tables) -> Iterator[tuple[_Kind, Row, str, str]]:
    real = frozenset(assembly for assembly in tables.assemblies if not _is_invented(tables, assembly))
    for table in (*tables.by_place.values(), *tables.translations.values()):
        owner = table.origin.assembly
        is_real = owner in real or (owner == SHARED and len(real) == len(tables.assemblies))
        for column in table.schema.columns:
            found = _in_addresses(table, column) if column.is_address else _in_texts(table, column)
            yield from ((k, row, column.name, text) for k, row, text in found if is_real or k is not _Kind.EXAMPLE)


def _is_invented(tables: Tables, assembly: str) -> bool:
    record = tables.record(assembly)
    return record is not None and record["invented"] is True


def _in_addresses(table: Table, column: Column) -> Iterator[tuple[_Kind, Row, str]]:
    """Look at the addresses that aren't plain, each once, and then for the rows that have them."""
    name = column.name
    distinct = {address for cell in {row.cells.get(name) for row in table.rows} for address in _addresses(cell)}
    odd = {text: kind for text in _NOT_PLAIN.findall("\n".join(distinct)) if (kind := _kind(text))}
    for row in table.rows if odd else ():
        for address in _addresses(row.cells.get(name)):
            if address in odd:
                yield odd[address], row, address


def _addresses(cell: Value) -> tuple[str, ...]:
    return cell if isinstance(cell, tuple) else (cell,) if isinstance(cell, str) else ()


def _kind(address: str) -> _Kind | None:
    if addresses.has_password(address):
        return _Kind.PASSWORD
    if addresses.has_placeholder(address):
        return _Kind.PLACEHOLDER
    if addresses.is_inside(address):
        return _Kind.INSIDE
    if addresses.asks_for_login(address):
        return _Kind.LOGIN
    if addresses.tidied(address) != address:
        return _Kind.UNTIDY
    return _Kind.EXAMPLE if addresses.is_example(address) else None


def _in_texts(table: Table, column: Column) -> Iterator[tuple[_Kind, Row, str]]:
    """Look at the links and addresses within texts; of quoted or former words, only whether a password is in them."""
    if column.type != "string" or column.links or column.terms or column.partial_date:
        return
    for row in table.rows:
        cell = row.cells.get(column.name)
        if isinstance(cell, str) and ("://" in cell or "](" in cell):
            for address in map(_matched, _IN_TEXT.finditer(cell)):
                kind = _kind_in_text(address)
                if kind and (kind is _Kind.PASSWORD or not (column.is_quoted or column.former)):
                    yield kind, row, address


def _matched(found: re.Match[str]) -> str:
    return found["link"] or found["reference"] or addresses.without_end(found["bare"])


def _kind_in_text(address: str) -> _Kind | None:
    """Tell what is wrong with an address in a text; one without a scheme leads to a page of the site itself."""
    if addresses.is_on_a_disk(address):
        return _Kind.INSIDE
    if address.startswith("www."):
        return _Kind.UNTIDY
    return _kind(address) if address.startswith(("http://", "https://", "ftp://")) else None


RULES = (
    addresses_hold_no_password,
    addresses_were_filled_in,
    addresses_can_be_reached,
    addresses_ask_for_no_login,
    addresses_hold_nothing_else,
    addresses_are_no_examples,
)
