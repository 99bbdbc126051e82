"""What the project says of its site: the one place where a setting is declared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from folkmoot.i18n.localizer import SOURCE
from folkmoot.web.forges import Repository

_TAG = "tag:folkmoot.invalid,2026:"


def _option(default: Any) -> Any:
    """Declare a setting that is an option of the plugin in mkdocs.yml."""
    return field(default=default, metadata={"option": True})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What mkdocs.yml says.

    `root` is its folder, `as_of` the day of the figures, in the `time_zone`; `checked_on` is the day after which
    nothing can have happened, None where it is the same; `url` is the public address with a slash at its end, or
    empty; `repository` and `branch` lead from a record to its line in the data, where they are known; `forge` and
    `repo_folder` are what the settings say of the repository. `publisher` keeps the record and is cited as its author,
    the site's name where it is empty. The first of the `languages` is the site's own. `pictures` says whether pictures
    stand for shared links, `extras` whether each recommendation has a card, a badge, a short address and a feed, and
    each assembly a page to be printed. `contact` is the address, `mailto:` or of the web, at which mistakes are
    reported, empty where there is none. `csp` says whether pages carry a content security policy. `packages` are
    installed packages that add rules, tables or makers of files. `site_id` tells the site from all others.
    """

    root: Path = Path()
    datasets: Path = Path("datasets")
    as_of: date
    checked_on: date | None = None
    name: str = "folkmoot"
    url: str = ""
    site_id: str = ""
    description: str = ""
    templates: tuple[Path, ...] = ()
    repository: Repository = field(default_factory=Repository)
    branch: str = _option("main")
    forge: str = _option("")
    repo_folder: str = _option("")
    releases: bool = _option(True)
    pictures: bool = _option(True)
    extras: bool = _option(True)
    csp: bool = _option(True)
    contact: str = _option("")
    publisher: str = _option("")
    time_zone: str = _option("UTC")
    languages: tuple[str, ...] = _option((SOURCE,))
    packages: tuple[str, ...] = _option(())

    @property
    def author(self) -> str:
        """Give who keeps the record, and so speaks in it."""
        return self.publisher or self.name

    @property
    def namespace(self) -> str:
        """Give what the ids of feeds and events begin with, which stays when the address of the site changes.

        A `site_id` that is an address itself is taken as it is, so that ids that were published can be kept; any other
        becomes a part of a `tag:` of `folkmoot.invalid`, which is nobody's (RFC 4151, RFC 2606).
        """
        if ":" in self.site_id:
            return self.site_id
        return f"{_TAG}{self.site_id}/" if self.site_id else _TAG


def options() -> Iterator[tuple[str, Any]]:
    """List the settings that are options of the plugin, as (name, default)."""
    return ((one.name, one.default) for one in fields(Settings) if one.metadata.get("option"))
