"""What other installed packages add: only those that the settings name are asked."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from packaging.utils import canonicalize_name

from folkmoot.data.problems import BadSettings

GROUPS = ("folkmoot.rules", "folkmoot.makers", "folkmoot.schemas")
"""The groups of entry points: rules across tables, makers of files, folders of further schemas."""


def load(group: str, packages: Iterable[str]) -> tuple[Any, ...]:
    """Load what the named packages offer in a group, in the order of the packages, then of the names.

    An entry point leads to one thing or to a tuple of them. Raises `BadSettings` where a package isn't installed, or
    offers nothing in any of the groups.
    """
    found = [_of_package(group, package) for package in packages]
    return tuple(one for points in found for point in points for one in _loaded(point))


def _of_package(group: str, package: str) -> list[EntryPoint]:
    name = canonicalize_name(package)
    own = [
        p for known in GROUPS for p in entry_points(group=known) if p.dist and canonicalize_name(p.dist.name) == name
    ]
    if not own:
        raise BadSettings(
            f"packages: must be installed packages that offer {', '.join(GROUPS)}, got {package} (pip install it, or "
            "take it out)"
        )
    return sorted((point for point in own if point.group == group), key=lambda point: point.name)


def _loaded(point: EntryPoint) -> tuple[Any, ...]:
    made = point.load()
    return made if isinstance(made, tuple) else (made,)
