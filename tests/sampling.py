"""How many examples a property is tried with: few in `make test`, the same each time, and many in `make prove`."""

from __future__ import annotations

from hypothesis import settings


def part(percent: int) -> settings:
    """Take a part of the examples that a property is tried with, where one costs much; or several times as many."""
    usual = settings().max_examples
    return settings(max_examples=max(1, usual * percent // 100))
