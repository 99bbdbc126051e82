"""The day for which the figures hold: the only place that looks at the clock or the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

from folkmoot.data.problems import BadSettings

_EARLIEST, _LATEST = 315_532_800, 4_102_444_800


def as_of(stated: str = "", name: str = "--as-of") -> date:
    """Choose the day: the one that is stated, else that of `SOURCE_DATE_EPOCH`, else today in UTC.

    `name` is how people call what they stated. Raises `BadSettings` where that isn't a day, or the epoch isn't a number
    of seconds from 1980 to 2100.
    """
    if stated:
        return _stated(stated, name)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return _epoch(epoch) if epoch else today()


def today() -> date:
    """Give today's date in UTC."""
    return datetime.now(UTC).date()


def _stated(text: str, name: str) -> date:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise BadSettings(f'{name}: must be a day such as 2026-11-22, got "{text}"')


def _epoch(text: str) -> date:
    if not re.fullmatch(r"[0-9]{1,12}", text) or not _EARLIEST <= int(text) <= _LATEST:
        raise BadSettings(
            f'SOURCE_DATE_EPOCH: must be seconds since 1970, between {_EARLIEST} and {_LATEST}, got "{text}"'
        )
    return datetime.fromtimestamp(int(text), UTC).date()


@contextmanager
def stopped(day: date) -> Iterator[None]:
    """Have libraries that write the hour into what they make write the beginning of a day in UTC meanwhile.

    They take it from `SOURCE_DATE_EPOCH`, as fontTools does for the fonts in a PDF. (https://reproducible-builds.org)
    """
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(datetime.combine(day, time(), UTC).timestamp()))
    try:
        yield
    finally:
        del os.environ["SOURCE_DATE_EPOCH"]
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before
