"""Intervals for shares: small, exact enough for small numbers, with their sources."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

Z = 1.959963984540054
"""The 97.5% point of the standard normal distribution: intervals hold 95%."""

SMALL = 20
"""Below this number of cases a share says little by itself, and the page says so."""


class Interval(NamedTuple):
    """A share, or a difference of shares, with the ends of its 95% interval."""

    value: float
    low: float
    high: float


def wilson(hits: int, n: int) -> Interval | None:
    """Give the share of `hits` in `n` cases with its score interval, or None for no cases.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927), without continuity correction. Shares are between 0 and 1.
    """
    if n <= 0:
        return None
    share = hits / n
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    reach = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return Interval(share, max(0.0, centre - reach), min(1.0, centre + reach))


def difference(hits: int, n: int, other_hits: int, other_n: int) -> Interval | None:
    """Give the difference of two independent shares with its hybrid score interval, or None without cases.

    Source: R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in
    Medicine 17 (1998), method 10. Differences are between -1 and 1.
    """
    one, other = wilson(hits, n), wilson(other_hits, other_n)
    if one is None or other is None:
        return None
    value = one.value - other.value
    below = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    above = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Interval(value, value - below, value + above)
