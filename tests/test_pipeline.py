"""The list of makers, and what follows from it: reserved names, the navigation, what is made once for all languages."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from folkmoot import dataset, pipeline, starter
from folkmoot.data.names import KEPT
from folkmoot.mkdocs.plugin import FolkmootPlugin
from folkmoot.pipeline import MAKERS, THEME
from folkmoot.web.maker import Maker
from folkmoot.web.settings import Settings, options
from folkmoot.web.site import Page, Site

NUMBERED = dict(enumerate(MAKERS))


@cache
def site() -> Site:
    settings = Settings(
        root=starter.FOLDER, datasets=starter.FOLDER / "datasets", as_of=date(2026, 11, 1), languages=("en", "fr")
    )
    return pipeline.site_of(settings, dataset.read(settings.datasets, "datasets", pipeline.reading()))


@pytest.mark.parametrize("number", NUMBERED)
def test_what_a_maker_makes_lies_at_its_places_or_below_an_assembly(number: int) -> None:
    maker: Maker = NUMBERED[number]
    own = {*maker.places, "index.html", *site().record.by_id}
    made = [item for job in maker.jobs(site()) for item in job()]
    strange = [item.path for item in made if item.path.partition("/")[0] not in own]
    assert not strange, f"add to the places of maker {number} in pipeline.MAKERS: {strange[:3]}"


def test_every_address_of_a_maker_is_a_reserved_name() -> None:
    taken = {place for maker in MAKERS for place in maker.places}
    assert pipeline.reserved() == KEPT | taken | set(THEME)
    for name in taken:
        (found,) = read_beside(name)
        assert found.code == "id-invalid", name


def read_beside(name: str) -> list[dataset.Diagnostic]:
    """Read the example as if its folder had another name."""
    folder = next(path for path in (starter.FOLDER / "datasets").iterdir() if path.is_dir())
    found = dataset.read(Renamed(starter.FOLDER / "datasets", folder.name, name), "datasets", pipeline.reading())
    return [problem for problem in found.found if problem.path == f"datasets/{name}"]


class Renamed:
    """A folder in which one entry has another name."""

    def __init__(self, path: Path, old: str, new: str) -> None:
        self._path, self._old, self._new = path, old, new

    @property
    def name(self) -> str:
        return self._new if self._path.name == self._old else self._path.name

    def is_dir(self) -> bool:
        return self._path.is_dir()

    def is_file(self) -> bool:
        return self._path.is_file()

    def iterdir(self) -> list[Renamed]:
        return [Renamed(path, self._old, self._new) for path in self._path.iterdir()]

    def read_bytes(self) -> bytes:
        return self._path.read_bytes()


def test_the_navigation_leads_to_the_first_place_of_every_maker_with_a_title() -> None:
    made = {item.path for job in pipeline.generate(site()) for item in job() if isinstance(item, Page)}
    listed = [*pipeline.navigation(site().settings)]
    assert [title for title, _ in listed] == [maker.title for maker in MAKERS if maker.title]
    assert {f"{address}index.html" for _, address in listed} <= made


def test_what_is_made_once_is_not_made_again_in_another_language() -> None:
    made = [item.path for job in pipeline.generate(site()) for item in job()]
    assert len(made) == len(set(made))
    once = {place for maker in MAKERS if maker.once for place in maker.places}
    assert not [path for path in made if path.startswith(tuple(f"fr/{place}/" for place in once))]


def test_a_setting_is_declared_once() -> None:
    names = {name for name, _ in options()}
    assert names <= {one.name for one in fields(Settings)}
    assert names < {name for name, _ in FolkmootPlugin.config_scheme}
