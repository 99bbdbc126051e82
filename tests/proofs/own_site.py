"""Where the kinds of pages lie on this repository's own site."""

from __future__ import annotations

from pathlib import Path

from tests.browsing import PAGES

ROOT = Path(__file__).parents[2]
TREES = ("", "fr/", "nl/")
OWN = PAGES | {
    "partial": "scotland-climate-assembly/",
    "partial recommendation": "scotland-climate-assembly/recommendations/r7/",
    "printed percentages": "climate-assembly-uk/recommendations/",
    "family": "agora-brussels/",
    "changes": "ireland-biodiversity-2023/changes/",
    "header only": "oxford-citizens-assembly/recommendations/",
}
"""The same kinds of pages as in the frozen record."""
