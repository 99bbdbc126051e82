"""Put a finished site in the place of the old one, whole or not at all."""

from __future__ import annotations

import ctypes
import hashlib
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from folkmoot.data.problems import BadSettings
from folkmoot.web import json_layout
from folkmoot.web.site import Site, SiteFile

Job = Callable[[], Iterable[SiteFile]]
Written = tuple[str, str]
Sums = Mapping[str, str]

MANIFEST = "manifest.json"
_PREFIX = ".folkmoot-"
_EXCHANGE = 2
_PARENT_DEATH_SIGNAL = 1
_AT_FDCWD = -100


def staging(site_dir: Path) -> Path:
    """Make a folder beside the site in which the next one is built; on the same disk, so that it can be moved.

    Removes what killed builds have left. Raises `BadSettings` where something stands at `site_dir` that isn't a site:
    it would be deleted.
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


def write_jobs(folder: Path, jobs: Sequence[Job], workers: int = 1) -> Generator[Written]:
    """Write shares of the files, `workers` of them at the same time where the system can fork a process.

    The files are the same however many processes write them, only the order in which they come differs. Whoever
    doesn't come to the end closes it: no process writes any more then.
    """
    if workers == 1 or not sys.platform.startswith("linux"):
        for job in jobs:
            yield from write(folder, job())
        return
    context = multiprocessing.get_context("fork")
    crew = ProcessPoolExecutor(workers, context, _begin, (folder, jobs, os.getpid()))
    try:
        with _undisturbed():
            begun = [crew.submit(_write_job, number) for number in range(len(jobs))]
        for made in begun:
            yield from made.result()
    finally:
        crew.shutdown(cancel_futures=True)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Have Ctrl+C wait: Python loses what is raised while it forks a process, and the build would go on."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_begun: tuple[Path, Sequence[Job]]
"""What a forked process has inherited: shares hold the whole record, which is too much to be sent to it."""


def _begin(folder: Path, jobs: Sequence[Job], parent: int) -> None:
    global _begun  # noqa: PLW0603 - this is how a pool hands something to its processes
    _begun = folder, jobs
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C reaches every process; the build alone says so
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    _end_with(parent)


def _end_with(parent: int) -> None:
    """Have Linux end this process when the build is killed: nothing may write into a folder that is left behind.

    Otherwise it would wait for work for ever, as it holds the other end of its own queue.
    """
    ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        raise SystemExit(1)


def _write_job(number: int) -> list[Written]:
    folder, jobs = _begun
    return [*write(folder, jobs[number]())]


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
    walked = ((Path(top), name) for top, _, names in os.walk(folder) for name in names if name != MANIFEST)
    found = (top.joinpath(name).relative_to(folder).as_posix() for top, name in walked)
    sums = {path: known.get(path) or _sha256(folder / path) for path in sorted(found)}
    described = {**said, "files": sums}
    (folder / MANIFEST).write_bytes(json_layout.content(described))


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
