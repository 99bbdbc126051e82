"""The signs of states: the shape carries the meaning, colour only helps, and a letter stands for it in plain text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Sign:
    """What follows from a shape: the role of its colour, its letter, and whether a bar shows it filled or hatched."""

    role: str
    letter: str
    filled: bool = True
    hatched: bool = False


SIGNS: Mapping[str, Sign] = MappingProxyType(
    {
        "disc": Sign("yes", "●"),
        "half": Sign("part", "◐"),
        "hatched": Sign("unread", "◍", filled=False, hatched=True),
        "ring": Sign("open", "○"),
        "equals": Sign("yes", "="),
        "arrow": Sign("other", "→"),
        "crossed": Sign("no", "☒"),
        "triangle": Sign("over", "▲"),
        "mark": Sign("other", "◆"),
        "dashed": Sign("open", "◌", filled=False),
        "none": Sign("open", "–", filled=False),
    }
)
"""Every shape that is drawn in `parts/state.html`. A schema that names another one is refused."""
