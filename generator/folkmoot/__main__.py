"""Let `python -m folkmoot` do what the command does."""

from __future__ import annotations

from folkmoot.cli import run

run()
