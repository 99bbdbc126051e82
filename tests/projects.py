"""What tests do with whole projects: run commands, change files, compare sites."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from folkmoot.cli import main

AS_OF = "2026-11-01"
SITE_URL = "https://example.org/some/where/"
EXAMPLE = "datasets/example-assembly"


def run(*args: str | Path) -> Result:
    """Run a command in this process; anything but a clean exit is raised."""
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def start(*args: str | Path, alone: bool = False, **environment: str) -> subprocess.Popen[str]:
    """Start a command as a process of its own, with further environment variables; `alone` in a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "folkmoot.cli", *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=alone,
        env={**os.environ, **environment},
    )


def build(root: Path, *options: str | Path) -> Result:
    """Build a project as of the same day as all others."""
    return run("build", root, "--as-of", AS_OF, *options)


def change(root: Path, path: str, old: str, new: str) -> None:
    """Replace a text that must be there, once."""
    file = root / path
    text = file.read_bytes().decode()
    assert old in text
    file.write_bytes(text.replace(old, new, 1).encode())


def digests(folder: Path) -> dict[str, str]:
    """Map each file below a folder to the SHA-256 of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def wait_until(is_true: Callable[[], bool], seconds: float = 20) -> None:
    """Ask again and again until something is true; fail after some seconds."""
    end = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end, f"not true after {seconds} seconds"
        time.sleep(0.01)
