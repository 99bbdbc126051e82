"""The folder in which a site is built, its manifest, and the exchange with the old one: whole or not at all."""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from folkmoot.data.problems import BadSettings
from folkmoot.web import json_layout
from folkmoot.web.site import Site, SiteFile

Written = tuple[str, str]
Sums = Mapping[str, str]

MANIFEST = "manifest.json"
_PREFIX = ".folkmoot-"
_EXCHANGE = 2
_AT_FDCWD = -100


def staging(site_dir: Path) -> Path:
    """Make a folder beside the site in which the next one is built; on the same disk, so that it can be moved.

    Removes what killed builds have left, also what Pagefind, which ends by itself, has written since. Raises
    `BadSettings` where something stands at `site_dir` that isn't a site: it would be deleted.
    """
    site_dir.parent.mkdir(parents=True, exist_ok=True)
    _refuse_to_delete(site_dir)
    for left in _left_behind(site_dir):
        shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{site_dir.name}-{os.getpid()}-", dir=site_dir.parent))


def _refuse_to_delete(site_dir: Path) -> None:
    if not site_dir.exists():
        return
    if not site_dir.is_dir():
        raise BadSettings(f"{site_dir}: must be a folder, got a file (choose another --site-dir)")
    known = any((site_dir / name).is_file() for name in (MANIFEST, "sitemap.xml", "404.html"))
    if not known and any(site_dir.iterdir()):
        raise BadSettings(
            f"{site_dir}: must be empty or an earlier site, got a folder with other files, which would be deleted "
            "(choose another --site-dir)"
        )


def _left_behind(site_dir: Path) -> Iterator[Path]:
    for path in site_dir.parent.glob(f"{_PREFIX}{site_dir.name}-*"):
        owner = path.name.removeprefix(f"{_PREFIX}{site_dir.name}-").partition("-")[0]
        if owner.isdigit() and not _is_running(int(owner)):
            yield path


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def collect(written: Iterable[Written]) -> Sums:
    """Gather what was written, by path; raises `BadSettings` where two files lie at one address.

    Two paths that differ only in case are the same on many file systems.
    """
    sums: dict[str, str] = {}
    seen: dict[str, str] = {}
    for path, digest in written:
        other = seen.setdefault(path.casefold(), path)
        if other is not path:
            raise BadSettings(f"{path}: must be the only file at its address, got {other} as well")
        sums[path] = digest
    return sums


def write(folder: Path, files: Iterable[SiteFile]) -> Iterator[Written]:
    """Write files below a folder; yield the path and the SHA-256 of each."""
    made: set[str] = set()
    for file in files:
        target = os.path.join(folder, file.path)  # noqa: PTH118 - ten thousand times faster than necessary matters
        parent = os.path.dirname(target)  # noqa: PTH120
        if parent not in made:
            _make_folder(parent)
            made.add(parent)
        yield file.path, _write_one(target, file.content)


def _make_folder(path: str) -> None:
    """Make a folder; mostly it isn't there, and the one that holds it is."""
    try:
        os.mkdir(path)  # noqa: PTH102
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)  # noqa: PTH103
    except FileExistsError:
        return


def _write_one(target: str, content: bytes | Path) -> str:
    if isinstance(content, Path):
        shutil.copyfile(content, target)
        return _sha256(content)
    with open(target, "wb", buffering=0) as out:  # noqa: PTH123
        out.write(content)
    return hashlib.sha256(content).hexdigest()


def manifest_header(site: Site | None) -> Mapping[str, Any]:
    """Give what `manifest.json` says of a site beside its files: the commit, the newest release, the chain."""
    nothing = {"release": "", "previous": "", "ledger": []}
    return {"commit": site.commit if site else "", **nothing, **(site.chain if site else {})}


def write_manifest(
    folder: Path, known: Sums = MappingProxyType({}), said: Mapping[str, Any] = MappingProxyType({})
) -> None:
    """Write `manifest.json`: the SHA-256 of every other file, by path, after what is `said` of the whole.

    `known` are the sums that were worked out before.
    """
    sums = {path: known.get(path) or _sha256(folder / path) for path in sorted(_paths_below(folder))}
    described = {**said, "files": sums}
    (folder / MANIFEST).write_bytes(json_layout.content(described))


def _paths_below(folder: Path) -> Iterator[str]:
    """Give the paths of all files below a folder, without any that is called as a manifest is."""
    for top, _, names in os.walk(folder):
        below = "" if top == str(folder) else f"{os.path.relpath(top, folder)}{os.sep}".replace(os.sep, "/")
        yield from (f"{below}{name}" for name in names if name != MANIFEST)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def swap(built: Path, site_dir: Path) -> None:
    """Put `built` in the place of `site_dir` in one step and remove the old site.

    Where the system can exchange two folders, a reader sees the old site or the new one at every moment. Elsewhere
    the old one is moved aside first and put back if the new one can't take its place.
    """
    built.chmod(0o755)
    if not site_dir.exists():
        built.rename(site_dir)
        return
    if not _exchange(built, site_dir):
        _replace(built, site_dir)
    shutil.rmtree(built, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders atomically (renameat2 with RENAME_EXCHANGE); tell whether the system could."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    done: int = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE)
    return done == 0


def _replace(built: Path, site_dir: Path) -> None:
    aside = built.with_name(f"{built.name}-old")
    site_dir.rename(aside)
    try:
        built.rename(site_dir)
    except OSError:
        aside.rename(site_dir)
        raise
    shutil.rmtree(aside, ignore_errors=True)
