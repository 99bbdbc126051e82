"""A build that is killed leaves the old site or the new one, at whatever moment it was."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from tests.projects import AS_OF, EXAMPLE, build, change, digests, start

pytest_plugins = ["tests.project_fixtures"]

MOMENTS = 60


def test_a_build_that_is_killed_at_any_moment_leaves_a_whole_site(
    published: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    site, old = published / "site", digests(published / "site")
    change(published, f"{EXAMPLE}/recommendations.csv", "than petrol", "than diesel")
    begun = time.monotonic()
    assert _killed_after(published, None) == 0
    seconds, new = time.monotonic() - begun, digests(site)
    assert old != new
    change(published, f"{EXAMPLE}/recommendations.csv", "than diesel", "than petrol")
    stood = {"old": 0, "new": 0}
    for moment in range(MOMENTS):
        _killed_after(published, seconds * moment / MOMENTS)
        found = digests(site)
        assert found in (old, new), moment
        stood["old" if found == old else "new"] += 1
    assert build(published).exit_code == 0
    assert digests(site) == old
    assert [path.name for path in published.iterdir() if path.name.startswith(".folkmoot-")] == []
    record_property("figure", f"{MOMENTS} kills within {seconds:.1f} seconds, never anything but a whole site")


def _killed_after(root: Path, seconds: float | None) -> int:
    """Build, and kill that after so many seconds; that its output ends shows that no process of it goes on."""
    building = start("build", root, "--as-of", AS_OF, "--jobs", "2")
    if seconds is not None:
        time.sleep(seconds)
        building.kill()
    building.communicate(timeout=60)
    return building.returncode
