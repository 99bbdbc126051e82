"""The one door to git: the `git` program, asked in ways that no user's settings can change.

Nothing is checked out. Trees and blobs are read through one `git cat-file --batch` that stays open; every object is
read as it is stored, so that what comes out is what was committed, byte for byte.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import IO

from folkmoot.data.problems import BadSettings

# Who commits, how a signature is made and which folders are trusted are the user's to say; where the repository and
# its objects lie is not, and a hook sets those.
_KEPT = ("GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_CONFIG", "GIT_SSH", "GIT_CEILING_DIRECTORIES", "GIT_EXEC_PATH")
_SET = {
    "LC_ALL": "C.UTF-8",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",  # `git replace` would show another history than the one that is published
    "GIT_GRAFT_FILE": os.devnull,  # so would a graft
    "GIT_PAGER": "cat",
}
_SETTINGS = ("core.quotePath=false", "core.fsmonitor=false", "color.ui=false", "log.showSignature=false")
_AGAIN = "get it again with git fetch --refetch, or from another clone; git fsck names all that is missing or broken"
_LACKING = re.compile(
    r"unable to read|could not read|bad object|corrupt|promisor|missing (blob|tree|commit|object)", re.IGNORECASE
)
"""What git says where an object is missing or broken."""
_FOLDER, _LINK, _MODULE = "40000", "120000", "160000"


class NoGit(BadSettings):
    """Raised where the program `git` is not installed."""


class NoRepository(BadSettings):
    """Raised where a folder does not lie in a git repository."""


class NotTrusted(BadSettings):
    """Raised where the repository belongs to somebody else, so that git refuses to read it."""


class Shallow(BadSettings):
    """Raised where the clone holds a part of the history only."""


class Refused(BadSettings):
    """Raised where git refuses a command; the message is git's own."""


class BadSignature(BadSettings):
    """Raised where a signature does not fit what was signed."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its id, and the day and the second of its commit date."""

    id: str
    day: str


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One name in a tree: its mode as git writes it, the name, and the id of the object."""

    mode: str
    name: str
    id: str


class Repository:
    """A git repository and the folder of its working tree that holds a project's datasets.

    `top` is the top of the working tree; `folder` the path of the datasets below it, with forward slashes.
    """

    def __init__(self, top: Path, folder: str, hashing: str) -> None:
        self.top = top
        self.folder = folder
        self.hashing = hashing
        self._objects: _Objects | None = None
        self.entries = lru_cache(maxsize=None)(self._entries)

    @property
    def is_shallow(self) -> bool:
        """Tell whether the clone was cut off, so that older commits are missing."""
        return self.output("rev-parse", "--is-shallow-repository") == "true"

    def output(self, *arguments: str) -> str:
        """Give what git says, without the line's end; raises `Refused`."""
        return run(self.top, arguments).decode(errors="replace").removesuffix("\n")

    def head(self) -> str:
        """Give the commit that is checked out, '' where there is none yet."""
        try:
            return self.output("rev-parse", "--verify", "--quiet", "--end-of-options", "HEAD^{commit}")
        except Refused:
            return ""

    def commits(self, *below: str) -> tuple[Commit, ...]:
        """List the commits that touch the datasets, oldest first, on every branch that was merged.

        `below` narrows them down to those that touch one of these paths below the datasets.
        """
        if not self.head():
            return ()
        form = "--format=%H %cs"
        # Without --full-history a release that only a merged branch held would not be found.
        order = ("--topo-order", "--reverse", "--full-history")
        paths = [f"{self.folder}/{path}".lstrip("/") for path in below] or [self.folder or "."]
        printed = self.output("log", *order, form, "--end-of-options", "HEAD", "--", *paths)
        return tuple(Commit(*line.split(" ")) for line in printed.splitlines())

    def tree(self, commit: str) -> str | None:
        """Give the id of the tree of the datasets in a commit, None where it holds none."""
        found = self._read(f"{commit}:{self.folder}")
        return found[0] if found and found[1] == "tree" else None

    def without(self, tree: str, name: str) -> str:
        """Give the id that a tree would have without one of its names, worked out as git does."""
        content = b"".join(_written(entry) for entry in self.entries(tree) if entry.name != name)
        return self.named("tree", content)

    def named(self, kind: str, content: bytes) -> str:
        """Give the id of an object: the hash of its kind, its length and its content."""
        return hashlib.new(
            self.hashing, f"{kind} {len(content)}\0".encode() + content, usedforsecurity=False
        ).hexdigest()

    def files(self, tree: str, below: str = "") -> Iterator[tuple[str, str]]:
        """List the plain files of a tree as (path, id of the blob), sorted by path."""
        found: list[tuple[str, str]] = []
        for entry in self.entries(tree):
            if entry.mode == _FOLDER:
                found += self.files(entry.id, f"{below}{entry.name}/")
            elif entry.mode not in (_LINK, _MODULE):
                found.append((f"{below}{entry.name}", entry.id))
        return iter(sorted(found))

    def blob(self, identifier: str) -> bytes:
        """Read a blob; raises `Refused` where the repository doesn't hold it."""
        found = self._read(identifier)
        if found is None:
            raise Refused(f"{self.top}: git must hold the object {identifier}, got none ({_AGAIN})")
        return found[2]

    def tags(self) -> Mapping[str, tuple[str, str]]:
        """Map each tag to what it names and to the id of the tag itself, '' where it is but a name.

        What it names is mostly a commit; it is '' where the tag is but a name of a file or a folder.
        """
        form = "--format=%(refname:strip=2)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)"
        found = (line.split("\0") for line in self.output("for-each-ref", form, "refs/tags").splitlines())
        peeled = {name: (own, "") if kind == "commit" else (far, own) for name, kind, own, _, far in found}
        return MappingProxyType(peeled)

    def signature(self, identifier: str) -> str:
        """Name the kind of signature that a commit or tag carries, '' where there is none; not whether it is good."""
        found = self._read(identifier) if identifier else None
        content = found[2] if found else b""
        kinds = {b"SSH SIGNATURE": "ssh", b"PGP SIGNATURE": "gpg", b"SIGNED MESSAGE": "x509"}
        return next((kind for mark, kind in kinds.items() if b"-----BEGIN " + mark + b"-----" in content), "")

    def verified(self, kind: str, name: str) -> str:
        """Have git verify the signature of a `commit` or `tag` and give its last word.

        Raises `BadSignature` where it is wrong, and `Refused` where git can't tell, as without the signer's key.
        """
        done = _done(self.top, (f"verify-{kind}", "--raw", name))
        message = done.stderr.decode(errors="replace").strip()
        if any(mark in message for mark in ("[GNUPG:] BADSIG", "incorrect signature")):
            raise BadSignature("a signature that doesn't fit")
        if done.returncode:
            raise Refused(message.splitlines()[-1] if message else "git doesn't say why")
        good = (line for line in message.splitlines() if "GOODSIG" in line or "Good" in line)
        return next(good, message).removeprefix("[GNUPG:] ")

    def holds(self, commit: str) -> bool:
        """Tell whether a commit belongs to the history of what is checked out."""
        if not re.fullmatch(r"[0-9a-f]{40,64}", commit) or self._read(commit) is None:
            return False
        return _done(self.top, ("merge-base", "--is-ancestor", commit, "HEAD")).returncode == 0

    def at(self, commit: str, path: str) -> bytes | None:
        """Read a file of the working tree, relative to its top, as it was in a commit; None where there was none."""
        found = self._read(f"{commit}:{path}")
        return found[2] if found and found[1] == "blob" else None

    def changed(self) -> tuple[str, ...]:
        """List the files of the datasets, relative to their folder, that differ from the commit or are not in it."""
        printed = self.output(
            "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", self.folder or "."
        )
        paths = (line[3:] for line in printed.split("\0") if line)
        return tuple(sorted(path.removeprefix(f"{self.folder}/") for path in paths))

    def overlooked(self) -> tuple[str, ...]:
        """List the files of the datasets that git was told to overlook, and that differ from the commit or are gone.

        They are told of by `git update-index --skip-worktree` and `--assume-unchanged`, and a sparse checkout.
        """
        printed = self.output("ls-files", "-v", "-z", "--", self.folder or ".").split("\0")
        marked = (line[2:] for line in printed if line and (line[0] == "S" or line[0].islower()))
        return tuple(path.removeprefix(f"{self.folder}/") for path in marked if not self._is_committed(path))

    def _is_committed(self, path: str) -> bool:
        found = self._read(f"HEAD:{path}")
        if found is None or not (self.top / path).is_file():
            return False
        return self.output("hash-object", "--", path) == found[0]

    def _entries(self, tree: str) -> tuple[TreeEntry, ...]:
        found = self._read(tree)
        if found is None:
            raise Refused(f"{self.top}: git must hold the tree {tree}, got none ({_AGAIN})")
        return tuple(_parsed(found[2], hashlib.new(self.hashing, usedforsecurity=False).digest_size))

    def _read(self, name: str) -> tuple[str, str, bytes] | None:
        """Read an object as (id, kind, content). A forked process opens a pipe of its own."""
        if self._objects is None or self._objects.owner != os.getpid() or self._objects.has_ended:
            self._objects = _Objects(self.top)
        return self._objects.read(name)


class _Objects:
    """An open `git cat-file --batch`."""

    def __init__(self, top: Path) -> None:
        self.owner = os.getpid()
        self.has_ended = False
        self._process = subprocess.Popen(
            _command(top, ("cat-file", "--batch")),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )

    def __del__(self) -> None:
        if self.owner == os.getpid() and self._process.stdin and self._process.stdout:
            self._process.stdin.close()
            self._process.stdout.close()
            self._process.kill()  # a forked process may hold the other end open, so that it would wait for ever
            self._process.wait()

    def read(self, name: str) -> tuple[str, str, bytes] | None:
        sent, answered = self._process.stdin, self._process.stdout
        if sent is None or answered is None or "\n" in name:
            return None
        sent.write(f"{name}\n".encode())
        sent.flush()
        line = answered.readline()
        self.has_ended = not line  # git ends where it meets an object that is broken
        message = line.decode().split()
        return _object(message, answered) if len(message) == 3 and message[2].isdigit() else None


def _object(message: Sequence[str], answered: IO[bytes]) -> tuple[str, str, bytes]:
    identifier, kind, size = message
    content = answered.read(int(size))
    answered.read(1)
    return identifier, kind, content


def _parsed(content: bytes, size: int) -> Iterator[TreeEntry]:
    """Take a tree apart: each entry is a mode, a space, a name, a zero byte and the bytes of an id."""
    at = 0
    while at < len(content):
        end = content.index(b"\0", at)
        mode, _, name = content[at:end].partition(b" ")
        at = end + 1 + size
        yield TreeEntry(mode.decode(), os.fsdecode(name), content[end + 1 : at].hex())


def _written(entry: TreeEntry) -> bytes:
    return entry.mode.encode() + b" " + os.fsencode(entry.name) + b"\0" + bytes.fromhex(entry.id)


@dataclass(frozen=True)
class TreeNode:
    """A file or folder of a tree, to be read like a path on disk.

    `path` is its path below the tree. `instead` has what is read in the place of some files, by path; None where a file
    is left out.
    """

    repository: Repository
    entry: TreeEntry
    path: str = ""
    instead: Mapping[str, bytes | None] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Give its name."""
        return self.entry.name

    def is_dir(self) -> bool:
        """Tell whether it is a folder."""
        return self.entry.mode == _FOLDER

    def is_file(self) -> bool:
        """Tell whether it is a plain file: neither a link nor another repository."""
        return self.entry.mode not in (_FOLDER, _LINK, _MODULE)

    def iterdir(self) -> Iterator[TreeNode]:
        """Yield what lies in the folder."""
        for entry in self.repository.entries(self.entry.id):
            path = f"{self.path}/{entry.name}" if self.path else entry.name
            if self.instead.get(path, b"") is not None:
                yield TreeNode(self.repository, entry, path, self.instead)

    def read_bytes(self) -> bytes:
        """Read the file."""
        return self.instead.get(self.path) or self.repository.blob(self.entry.id)


def tree_as_folder(repository: Repository, tree: str, instead: Mapping[str, bytes | None]) -> TreeNode:
    """Give a tree as a folder to be read."""
    return TreeNode(repository, TreeEntry(_FOLDER, "", tree), "", instead)


def open_repository(datasets: Path) -> Repository:
    """Find the repository in which a folder lies; raises `NoGit`, `NoRepository` or `NotTrusted`."""
    here = next(place for place in (datasets, *datasets.parents) if place.is_dir())
    top = Path(run(here, ("rev-parse", "--show-toplevel")).decode().removesuffix("\n"))
    hashing = run(here, ("rev-parse", "--show-object-format")).decode().strip()
    folder = PurePosixPath(datasets.resolve().relative_to(top.resolve()).as_posix()).as_posix()
    return Repository(top, "" if folder == "." else folder, hashing)


def run(folder: Path, arguments: Sequence[str]) -> bytes:
    """Run git in a folder and give what it writes; raises `NoGit`, `NoRepository`, `NotTrusted` or `Refused`."""
    done = _done(folder, arguments)
    if done.returncode:
        raise _refusal(folder, arguments, done.stderr.decode(errors="replace").strip())
    return done.stdout


def _done(folder: Path, arguments: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(_command(folder, arguments), capture_output=True, env=_environment(), check=False)
    except FileNotFoundError as error:
        raise NoGit("git: must be installed, got none (get it from https://git-scm.com)") from error


def _command(folder: Path, arguments: Sequence[str]) -> list[str]:
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    return ["git", "-C", str(folder), "--no-pager", *settings, *arguments]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name.startswith(_KEPT)}
    return {**kept, **_SET}


def _refusal(folder: Path, arguments: Sequence[str], message: str) -> BadSettings:
    if "not a git repository" in message or "must be run in a work tree" in message:
        return NoRepository(
            f"{folder}: must lie in a git repository, got none (clone it with git, or begin one with git init)"
        )
    if "dubious ownership" in message:
        return NotTrusted(
            f"{folder}: the repository must belong to you, got another owner, so that git refuses to read it "
            f"(run: git config --global --add safe.directory {folder})"
        )
    advice = f" ({_AGAIN})" if _LACKING.search(message) else ""
    return Refused(f"git {arguments[0]}: must succeed, got: {_cause(message)}{advice}")


def _cause(message: str) -> str:
    """Give the line in which git says what went wrong; advice may stand around it, and what failed for it after it."""
    lines = message.splitlines() or ["nothing"]
    return next((line for line in lines if line.startswith(("fatal: ", "error: "))), lines[-1])
