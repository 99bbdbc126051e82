"""folkmoot: publish the record of citizens' assemblies as a static, checked, open-data site.

As a library: `folkmoot.read("datasets")` gives a `Dataset` with `.problems`, `.tables`, `.record` and
`.figures(assembly, as_of)`. Nothing of it needs MkDocs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from folkmoot.data.problems import BadData, BadSettings, Diagnostic
    from folkmoot.dataset import Dataset
    from folkmoot.pipeline import read

__version__ = "0.1.0"

__all__ = ["BadData", "BadSettings", "Dataset", "Diagnostic", "__version__", "read"]

_ROOMS = {
    "BadData": "data.problems",
    "BadSettings": "data.problems",
    "Dataset": "dataset",
    "Diagnostic": "data.problems",
    "read": "pipeline",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is asked for: the command line starts without most of them."""
    from importlib import import_module

    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
