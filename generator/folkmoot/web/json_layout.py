"""JSON as the site publishes it: laid out by lines as far as people read it, and no further."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

_one_line = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def content(value: Any, levels: int = 2) -> bytes:
    """Write a value as a file: UTF-8, ended by a line feed, the entries of its outermost `levels` each on a line.

    What lies deeper stands on one line. So a file can be read and compared line by line, and is written several times
    as fast as one that is laid out throughout, for which Python has no quick way. Raises `ValueError` for a number that
    JSON doesn't know.
    """
    return f"{_laid_out(value, levels, '')}\n".encode()


def _laid_out(value: Any, levels: int, indent: str) -> str:
    if not levels or not value or not isinstance(value, Mapping | list | tuple):
        return _one_line(value)
    deeper = f"{indent} "
    if isinstance(value, Mapping):
        entries = (f"{_one_line(str(key))}: {_laid_out(one, levels - 1, deeper)}" for key, one in value.items())
        return _between("{", entries, "}", indent)
    return _between("[", (_laid_out(one, levels - 1, deeper) for one in value), "]", indent)


def _between(begin: str, entries: Iterable[str], end: str, indent: str) -> str:
    line = f"\n{indent} "
    return f"{begin}{line}{f',{line}'.join(entries)}\n{indent}{end}"
