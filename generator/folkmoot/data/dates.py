"""A date that is as precise as its source, and what can be counted with it."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_FORM = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?\Z")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A year, a month or a day. `first` and `last` are the first and last day that it can mean."""

    first: date
    last: date

    @property
    def is_exact(self) -> bool:
        """Tell whether it names one day."""
        return self.first == self.last

    def __str__(self) -> str:
        if self.is_exact:
            return self.first.isoformat()
        same_month = (self.first.year, self.first.month) == (self.last.year, self.last.month)
        return f"{self.first:%Y-%m}" if same_month else f"{self.first:%Y}"


@lru_cache(maxsize=65536)
def parse(text: str) -> PartialDate | None:
    """Read `2021`, `2021-03` or `2021-03-14`; anything else, or a day that doesn't exist, is None."""
    form = _FORM.match(text)
    if form is None or form[1] == "0000":
        return None
    year, month, day = int(form[1]), int(form[2] or 0), int(form[3] or 0)
    if not month:
        return PartialDate(date(year, 1, 1), date(year, 12, 31))
    length = calendar.monthrange(year, month)[1]
    if not day:
        return PartialDate(date(year, month, 1), date(year, month, length))
    return PartialDate(date(year, month, day), date(year, month, day)) if day <= length else None


def exactly(day: date) -> PartialDate:
    """Take a day as a date of full precision."""
    return PartialDate(day, day)


def add_days(start: date, days: int) -> date:
    """Count calendar days onwards; the start is day 0."""
    return start + timedelta(days=days)


def add_months(start: date, months: int) -> date:
    """Count calendar months onwards, to the same day or, where the month is shorter, to its last day.

    This is how EU law counts a period in months (Regulation 1182/71, article 3(2)(c)).
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
