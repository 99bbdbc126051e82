"""Where a project's files can be seen: the forges, and the addresses of a line, a commit and the issues in each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from folkmoot.data.problems import BadSettings


@dataclass(frozen=True, slots=True)
class Forge:
    """A kind of forge, known by its `hosts`, by the first part of a host's name, or by the setting `forge`.

    A host that begins with a dot stands for all below it. The addresses hold `{home}` of the repository, `{project}`
    around it, `{path}`, `{line}` and the `{next}`, and `{at}`, a branch or commit. A line asks for the file as it is
    written: CSV that is shown as a table has no lines on some forges.
    """

    name: str
    hosts: tuple[str, ...]
    branch_file: str
    commit_file: str
    line: str
    commit: str
    issues: str
    first_parts: tuple[str, ...] = ()


FORGES = (
    Forge(
        name="github",
        hosts=("github.com",),
        first_parts=("github",),
        branch_file="{home}/blob/{at}/{path}",
        commit_file="{home}/blob/{at}/{path}",
        line="?plain=1#L{line}",
        commit="{home}/commit/{at}",
        issues="{home}/issues",
    ),
    Forge(
        name="gitlab",
        hosts=("gitlab.com", "code.europa.eu", "framagit.org", "salsa.debian.org"),
        first_parts=("gitlab",),
        branch_file="{home}/-/blob/{at}/{path}",
        commit_file="{home}/-/blob/{at}/{path}",
        line="?plain=1#L{line}",
        commit="{home}/-/commit/{at}",
        issues="{home}/-/issues",
    ),
    Forge(
        name="forgejo",
        hosts=("codeberg.org", "gitea.com", "git.disroot.org"),
        first_parts=("forgejo", "gitea", "codeberg"),
        branch_file="{home}/src/branch/{at}/{path}",
        commit_file="{home}/src/commit/{at}/{path}",
        line="?display=source#L{line}",
        commit="{home}/commit/{at}",
        issues="{home}/issues",
    ),
    Forge(
        name="bitbucket",
        hosts=("bitbucket.org",),
        branch_file="{home}/src/{at}/{path}",
        commit_file="{home}/src/{at}/{path}",
        line="#lines-{line}",
        commit="{home}/commits/{at}",
        issues="{home}/issues",
    ),
    Forge(
        name="azure",
        hosts=("dev.azure.com", ".visualstudio.com"),
        branch_file="{home}?path=/{path}&version=GB{at}",
        commit_file="{home}?path=/{path}&version=GC{at}",
        line="&line={line}&lineEnd={next}&lineStartColumn=1&lineEndColumn=1",
        commit="{home}/commit/{at}",
        issues="{project}/_workitems",
    ),
)
NAMES = {name: forge for forge in FORGES for name in (forge.name, *forge.first_parts)}

_SHORT = re.compile(r"[\w.-]+@([\w.-]+):(?!/)(.+)", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_AZURE_SSH = re.compile(r"v3/([^/]+)/([^/]+)/([^/]+)")


@dataclass(frozen=True, slots=True)
class Repository:
    """Where a project's files are kept: the `address` of the repository, its sort of forge, and the `folder` in it.

    The address is one of the web, '' where none is known; the folder is that of the project, with a slash at its end,
    '' at the top. Without a forge that is known nothing is linked: no link is better than a wrong one.
    """

    address: str = ""
    forge: Forge | None = None
    folder: str = ""

    def file(self, path: str, at: str) -> str:
        """Give the address of a file in a branch or commit; '' where it isn't known."""
        if self.forge is None:
            return ""
        form = self.forge.commit_file if _COMMIT.fullmatch(at) else self.forge.branch_file
        return form.format(home=self.address, at=quote(at), path=quote(f"{self.folder}{path}"))

    def line(self, path: str, line: int, at: str) -> str:
        """Give the address of a line of a file in a branch or commit; '' where it isn't known."""
        found = self.file(path, at)
        return f"{found}{self.forge.line.format(line=line, next=line + 1)}" if self.forge and found else ""

    def commit(self, identifier: str) -> str:
        """Give the address of a commit; '' where it isn't known."""
        return self.forge.commit.format(home=self.address, at=identifier) if self.forge else ""

    @property
    def issues(self) -> str:
        """Give the address at which mistakes are reported; '' where it isn't known."""
        project = self.address.partition("/_git/")[0]
        return self.forge.issues.format(home=self.address, project=project) if self.forge else ""


def repository(address: str, forge: str = "", folder: str = "") -> Repository:
    """Find out what an address of a repository leads to; `forge` names the sort where its host doesn't tell.

    Raises `BadSettings` where nothing is known under that name.
    """
    if forge and forge not in NAMES:
        raise BadSettings(f"forge: must be one of {', '.join(NAMES)}, got {forge}")
    home = web_address(address)
    if not home:
        return Repository()
    found = NAMES[forge] if forge else _of_host(urlsplit(home).hostname or "")
    return Repository(home, found, f"{folder.strip('/')}/" if folder.strip("/") else "")


def _of_host(host: str) -> Forge | None:
    first, _, rest = host.partition(".")
    return next((f for f in FORGES if _is_one_of(host, f.hosts) or (rest and first in f.first_parts)), None)


def _is_one_of(host: str, names: Iterable[str]) -> bool:
    return any(host == name or (name.startswith(".") and host.endswith(name)) for name in names)


def web_address(address: str) -> str:
    """Give the address in the web of a repository that is written as git or a reader does; '' where there is none.

    `git@host:owner/name.git`, `ssh://git@host:22/owner/name.git` and `https://user@host/owner/name/` all lead to
    `https://host/owner/name`. A password in it is left out.
    """
    if short := _SHORT.fullmatch(address.strip()):
        return _joined("https", short[1], short[2])
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https", "ssh", "git", "git+ssh") or not parts.hostname:
        return ""
    is_web = parts.scheme in ("http", "https")
    host = parts.hostname if not is_web or _port(parts.netloc) == "" else f"{parts.hostname}:{_port(parts.netloc)}"
    return _joined(parts.scheme if is_web else "https", host, parts.path)


def _port(netloc: str) -> str:
    return netloc.rpartition("@")[2].partition(":")[2]


def _joined(scheme: str, host: str, path: str) -> str:
    host, path = _of_azure(host, quote(path.strip("/").removesuffix(".git"), safe="/~%+@:!$&'()*,;="))
    return f"{scheme}://{host}/{path}".rstrip("/")


def _of_azure(host: str, path: str) -> tuple[str, str]:
    """Bring the ways in which Azure DevOps names a repository into one, with project and repository both named."""
    if ssh := _AZURE_SSH.fullmatch(path) if host in ("ssh.dev.azure.com", "vs-ssh.visualstudio.com") else None:
        return "dev.azure.com", f"{ssh[1]}/{ssh[2]}/_git/{ssh[3]}"
    if not _is_one_of(host, NAMES["azure"].hosts):
        return host, path
    before, _, name = path.removeprefix("DefaultCollection/").rpartition("_git/")
    depth = 1 if host == "dev.azure.com" else 0
    return host, f"{before}{name}/_git/{name}" if before.count("/") == depth else f"{before}_git/{name}"


def folder_in(root: Path) -> str:
    """Give the folder of a project within the working tree of its repository; '' at its top or where there is none."""
    here = root.resolve()
    top = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
    return "" if top == here else here.relative_to(top).as_posix()
