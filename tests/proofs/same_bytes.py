"""The site of this repository is the same byte for byte, whatever the machine is set to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.frozen import AS_OF
from tests.projects import digests, start

pytest_plugins = ["tests.proofs.own_fixtures"]

MACHINES = (
    ("1", {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1700000000"}),
    ("2", {"TZ": "America/Lima", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"}),
    ("3", {"TZ": "Pacific/Chatham", "PYTHONHASHSEED": "0", "LANG": "tr_TR.UTF-8"}),
)


def test_every_machine_makes_the_same(
    own_project: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    made = []
    for jobs, environment in MACHINES:
        site = tmp_path / jobs
        given = (own_project, "--site-dir", site, "--as-of", AS_OF, "--jobs", jobs)
        building = start("build", *map(str, given), **environment)
        said = building.communicate()[0]
        assert building.returncode == 0, said
        made.append(digests(site))
    assert made[0] == made[1] == made[2]
    record_property("figure", f"{len(made[0]):,} files, the same {len(made)} times")
