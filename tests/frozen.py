"""The frozen record of `tests/data/record`: read once in each process, or published with two releases."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cache
from pathlib import Path

from folkmoot.dataset import Dataset
from folkmoot.web.site import Site
from tests.histories import release
from tests.records import made_site, read_project

RECORD = Path(__file__).parent / "data" / "record"
AS_OF = date(2026, 11, 22)
LANGUAGES = ("en", "fr", "nl", "ar")
"""Those of its settings."""

_HEARINGS = """\
id,authority,date,kind,title,note,source
hearing-members,isle-parliament,2023-09-19,hearing,A committee hears two members of the assembly,,https://example.org/isle-nature/hearings
hearing-young-people,isle-parliament,2023-11-21,hearing,A committee hears young people,,https://example.org/isle-nature/hearings
"""


@cache
def read() -> Dataset:
    """Read its datasets."""
    return read_project(RECORD)


@cache
def site(as_of: date = AS_OF, url: str = "") -> Site:
    """Give it as a site that is made on a day, for an address."""
    about = "What was decided, and what became of it."
    return made_site(read().tables, as_of, read().documents, name="The Record", url=url, description=about)


def publish(root: Path) -> None:
    """Copy it into a repository of its own and release it twice; the second release adds two hearings."""
    shutil.copytree(RECORD, root)
    release(root, "2026.11", "2026-11-22", "The first release of this record, all of it invented.")
    added = root / "datasets/isle-nature/parliamentary_actions.csv"
    added.write_text(_HEARINGS, encoding="utf-8")
    release(root, "2026.11.1", "2026-11-22", "Two hearings are added.")
