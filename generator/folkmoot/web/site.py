"""What every maker of files is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from folkmoot.data.tables import Tables
from folkmoot.history.changes import Release
from folkmoot.i18n.localizer import SOURCE, Localizer
from folkmoot.i18n.localizer import of as localizer_of
from folkmoot.measures.figures import Figures
from folkmoot.record.assembly import Record
from folkmoot.web import templates
from folkmoot.web.settings import Settings
from folkmoot.web.templates import Environment

if TYPE_CHECKING:
    from folkmoot.dataset import Dataset


@dataclass(frozen=True, eq=False)
class Site:
    """The record in one language on one day.

    `revision` is the branch or commit at which links lead to the data. `releases` are what was published, newest
    first; `past` has the record of each that today's model can read, by version, as of its own date; `archives` make
    the exact files of each. `commit` is the one whose datasets these are, '' where none is, and `chain` what
    `manifest.json` says of releases. `version` is the release that this record is, '' where it is none of them, mostly
    because it is newer. The pages lie below `prefix`, which is empty for the site's own language; `siblings` are the
    same record in its other languages.
    """

    settings: Settings
    dataset: Dataset
    as_of: date
    language: str = SOURCE
    revision: str = ""
    releases: tuple[Release, ...] = ()
    past: Mapping[str, Site] = field(default_factory=dict)
    archives: tuple[Callable[[], Iterator[SiteFile]], ...] = ()
    commit: str = ""
    chain: Mapping[str, Any] = field(default_factory=dict)
    version: str = ""
    prefix: str = ""
    siblings: tuple[Site, ...] = ()

    @property
    def record(self) -> Record:
        """Give the civic objects."""
        return self.dataset.record

    @property
    def tables(self) -> Tables:
        """Give the tables of which they were made."""
        return self.dataset.tables

    @cached_property
    def localizer(self) -> Localizer:
        """Give the words of its language."""
        return localizer_of(self.language, self.tables.schemas)

    @cached_property
    def env(self) -> Environment:
        """Give the templates in its language."""
        return templates.environment(self.tables.schemas, self.settings.templates, self.language)

    @cached_property
    def figures(self) -> Mapping[str, Figures]:
        """Give the figures of each assembly on the site's day, by its identifier."""
        return {assembly.id: Figures(assembly, self.as_of) for assembly in self.record.assemblies}


@dataclass(frozen=True, slots=True)
class SiteFile:
    """One file of the site: its path below the root, and its bytes or the file to copy them from."""

    path: str
    content: bytes | Path


@dataclass(frozen=True, slots=True)
class Page:
    """One page without the theme around it.

    `address` is its path below the root, with a slash at its end (empty for the home page); `contents` lists its
    headings as (anchor, title); `head` is HTML that belongs in the head of the document. `canonical` is the address of
    the page that search engines should rather show, where it isn't this one. Its `language` is empty where it is the
    site's own; the address of a page in another begins with that language's `prefix`.
    """

    address: str
    kind: str
    title: str
    description: str
    body: str
    contents: tuple[tuple[str, str], ...] = ()
    head: str = ""
    canonical: str | None = None
    language: str = ""
    prefix: str = ""

    @property
    def plain(self) -> str:
        """Give the address that it has in every language, behind the prefix."""
        return self.address.removeprefix(self.prefix)

    @property
    def path(self) -> str:
        """Give the file in which a static server looks for it."""
        return f"{self.address}index.html"

    @property
    def depth(self) -> int:
        """Count the folders between it and the root."""
        return self.address.count("/")


def to_root(address: str) -> str:
    """Write the way from a page back to the root, so that the site works under any path."""
    return "../" * address.count("/") or "./"
