"""Build a project in this process and say how many seconds each phase of the build took.

Run it with `python benchmarks/phases.py ROOT [folkmoot's options]`; it prints one JSON object on its last line. A phase
counts only its own time: what a generator makes is charged to the generator, not to whoever asks for it. Pages are made
in one process here, so that their time is seen.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from types import GeneratorType, ModuleType
from typing import Any


class Clock:
    """Charges every moment to the phase that is on top; what no phase claims is charged to `rest`."""

    def __init__(self, rest: str) -> None:
        self.seconds: dict[str, float] = {}
        self._phases = [rest]
        self._since = time.perf_counter()

    def charge(self) -> None:
        """Charge the time since the last change to the phase that is on top."""
        now = time.perf_counter()
        phase = self._phases[-1]
        self.seconds[phase] = self.seconds.get(phase, 0.0) + now - self._since
        self._since = now

    def enter(self, phase: str) -> None:
        """Begin a phase inside the one that runs."""
        self.charge()
        self._phases.append(phase)

    def leave(self) -> None:
        """Go back to the phase around this one."""
        self.charge()
        self._phases.pop()

    def timed(self, phase: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Give the function with its time charged to a phase; also each step of the generator that it returns."""

        def called(*given: Any, **named: Any) -> Any:
            self.enter(phase)
            try:
                result = function(*given, **named)
            finally:
                self.leave()
            return self._steps(phase, result) if isinstance(result, GeneratorType) else result

        return called

    def _steps(self, phase: str, steps: Iterator[Any]) -> Iterator[Any]:
        while True:
            self.enter(phase)
            try:
                step = next(steps, self)
            finally:
                self.leave()
            if step is self:
                return
            yield step


def build(arguments: list[str]) -> dict[str, float]:
    """Run `folkmoot build` in this process and give the seconds of each phase, in the order in which they begin."""
    clock = Clock("MkDocs and its own pages")
    clock.enter("start")
    from folkmoot import cli
    from folkmoot.data import discover, rules, shape
    from folkmoot.exports import downloads, measures
    from folkmoot.mkdocs import shell
    from folkmoot.pages import assembly, recommendation, render
    from folkmoot.publish import staging
    from folkmoot.record import linker

    clock.leave()
    phases: tuple[tuple[ModuleType | type, str, str], ...] = (
        (discover, "read", "read"),
        (shape, "check", "check"),
        (rules, "apply", "rules"),
        (linker, "link", "record"),
        (assembly, "of_assembly", "specs"),
        (recommendation, "of_recommendations", "specs"),
        (recommendation, "of_versions", "specs"),
        (render, "make", "pages"),
        (downloads, "make", "downloads"),
        (measures, "make", "measures"),
        (shell.Theme, "apply", "theme"),
        (staging, "write", "write"),
        (staging, "write_manifest", "manifest"),
        (staging, "swap", "swap"),
    )
    for owner, name, phase in phases:
        setattr(owner, name, clock.timed(phase, getattr(owner, name)))
    cli.main(["build", *arguments], standalone_mode=False)
    clock.charge()
    return clock.seconds


if __name__ == "__main__":
    print(json.dumps(build(sys.argv[1:])))
