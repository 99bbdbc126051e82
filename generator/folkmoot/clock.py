"""The day for which the figures hold: the only place that looks at the clock or the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from folkmoot.data.problems import BadSettings, did_you_mean

_EARLIEST, _LATEST = 315_532_800, 4_102_444_800


def as_of(stated: str = "", name: str = "--as-of", zone: tzinfo = UTC) -> date:
    """Choose the day: the one that is stated, else that of `SOURCE_DATE_EPOCH`, else today, both in a time zone.

    `name` is how people call what they stated. Raises `BadSettings` where that isn't a day, or the epoch isn't a number
    of seconds from 1980 to 2100.
    """
    if stated:
        return _stated(stated, name)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return _epoch(epoch, zone) if epoch else today(zone)


def today(zone: tzinfo = UTC) -> date:
    """Give today's date in a time zone."""
    return datetime.now(zone).date()


def zone(name: str) -> tzinfo:
    """Find a time zone by its IANA name; raises `BadSettings` where there is none of it."""
    try:
        return UTC if name == "UTC" else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        near = did_you_mean(name, available_timezones())
        hint = str(near) if near else "names of time zones read such as Europe/Brussels"
        raise BadSettings(f'time_zone: must be the IANA name of a time zone, got "{name}" ({hint})') from error


def _stated(text: str, name: str) -> date:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise BadSettings(f'{name}: must be a day such as 2026-11-22, got "{text}"')


def _epoch(text: str, zone: tzinfo) -> date:
    if not re.fullmatch(r"[0-9]{1,12}", text) or not _EARLIEST <= int(text) <= _LATEST:
        raise BadSettings(
            f'SOURCE_DATE_EPOCH: must be seconds since 1970, between {_EARLIEST} and {_LATEST}, got "{text}"'
        )
    return datetime.fromtimestamp(int(text), zone).date()


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
