"""What changed beyond the answers: indicators, wave by wave."""

from __future__ import annotations

from dataclasses import dataclass

from folkmoot.measures.intervals import Interval, difference
from folkmoot.record.outcomes import Indicator


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """An indicator's last value less its first, in its own unit; `interval` where the numbers of people are known."""

    indicator: Indicator
    change: float | None
    interval: Interval | None


def change(indicator: Indicator) -> IndicatorChange:
    """Compare the first and the last wave.

    Where the values are per cent and both waves say how many people answered, the interval is that of two independent
    shares (see `intervals.difference`). The same people asked twice differ less by chance, so that it is too wide
    rather than too narrow.
    """
    if len(indicator.observations) < 2:
        return IndicatorChange(indicator, None, None)
    first, last = indicator.observations[0], indicator.observations[-1]
    return IndicatorChange(indicator, last.value - first.value, _interval(indicator))


def _interval(indicator: Indicator) -> Interval | None:
    first, last = indicator.observations[0], indicator.observations[-1]
    percent = "per cent" in (indicator.scale or "").lower() and all(0 <= o.value <= 100 for o in (first, last))
    if not percent or not first.n or not last.n:
        return None
    found = difference(round(last.value * last.n / 100), last.n, round(first.value * first.n / 100), first.n)
    return Interval(*(100 * part for part in found)) if found else None
