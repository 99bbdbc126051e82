"""Writing the files of jobs with several processes at the same time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from folkmoot.publish import staging
from folkmoot.web.site import SiteFile

Job = Callable[[], Iterable[SiteFile]]


def write_jobs(folder: Path, jobs: Sequence[Job], workers: int = 1) -> Generator[staging.Written]:
    """Write the files of all jobs, `workers` of them at the same time where the system can fork a process.

    The files are the same however many processes write them, only the order in which they come differs. Whoever
    doesn't come to the end closes it: no process writes any more then.
    """
    if workers == 1 or not sys.platform.startswith("linux"):
        for job in jobs:
            yield from staging.write(folder, job())
        return
    context = multiprocessing.get_context("fork")
    crew = ProcessPoolExecutor(workers, context, _begin, (folder, jobs))
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
"""What a forked process has inherited: jobs hold the whole record, which is too much to be sent to it."""


def _begin(folder: Path, jobs: Sequence[Job]) -> None:
    global _begun  # noqa: PLW0603 - this is how a pool hands something to its processes
    _begun = folder, jobs
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C reaches every process; the build alone says so
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when the build is killed: it would wait for work for ever, and write into a folder left behind.

    A pipe that the build holds open closes with it, in whatever way it ends; only so can a thread end its process.
    """
    if parent := multiprocessing.parent_process():
        parent.join()
    os._exit(1)


def _write_job(number: int) -> list[staging.Written]:
    folder, jobs = _begun
    return [*staging.write(folder, jobs[number]())]
