"""What mkdocs.yml says of the repository, where MkDocs would refuse it or warn of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.utils.yaml import yaml_load

from folkmoot.web import forges


def in_the_web(path: Path) -> dict[str, str]:
    """Give `repo_url` as an address of the web where it is written as git does, which MkDocs would refuse."""
    given = str(_written(path).get("repo_url") or "")
    found = "" if urlsplit(given).netloc else forges.web_address(given)
    return {"repo_url": found} if found else {}


def complete_edit_addresses(config: MkDocsConfig, address: str | None) -> None:
    """Write where hand-written pages are edited as whole addresses, which MkDocs can't complete without `repo_url`.

    What MkDocs makes up itself leads to a folder and a branch that need not be there, and goes.
    """
    written = _written(Path(config.config_file_path))
    for name in ("edit_uri", "edit_uri_template"):
        if not written.get(name):
            config[name] = None
        elif address:
            config[name] = _whole(address.rstrip("/"), config[name])


def _whole(address: str, given: str) -> str:
    return urljoin(address if given.startswith(("?", "#")) else f"{address}/", given)


def _written(path: Path) -> dict[str, Any]:
    """Read mkdocs.yml as it is written, with those from which it inherits; nothing where MkDocs will refuse it."""
    try:
        with path.open("rb") as file:
            return yaml_load(file)
    except (OSError, ConfigurationError):
        return {}
