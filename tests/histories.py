"""Projects in real git repositories whose ledger names releases, for tests."""

from __future__ import annotations

import hashlib
import os
import subprocess
from datetime import date
from pathlib import Path

from folkmoot.dataset import Reading
from folkmoot.history import archive as archives
from folkmoot.history import ledger, schema_snapshot
from folkmoot.history.git import open_repository
from tests.projects import EXAMPLE, change, run

_WHO = {
    "GIT_AUTHOR_NAME": "A clerk",
    "GIT_AUTHOR_EMAIL": "clerk@example.org",
    "GIT_COMMITTER_NAME": "A clerk",
    "GIT_COMMITTER_EMAIL": "clerk@example.org",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


def git(root: Path, *arguments: str) -> str:
    """Run git in a project, as a clerk with no settings of their own."""
    message = subprocess.run(
        ["git", "-C", str(root), *arguments], env={**os.environ, **_WHO}, check=True, capture_output=True, text=True
    )
    return message.stdout.strip()


def commit(root: Path, message: str) -> None:
    """Commit everything."""
    if not (root / ".git").exists():
        git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", message)


def release(root: Path, version: str, on: str, notes: str = "") -> None:
    """Commit what stands in the project and release it."""
    commit(root, f"Data of {version}")
    file = root.parent / f"notes-{version}.md"
    file.write_text(notes, encoding="utf-8")
    released = run("release", version, root, "--as-of", on, "--notes", file)
    assert released.exit_code == 0, released.output
    commit(root, f"Release {version}")


def release_under(root: Path, snapshot: bytes, version: str, on: str) -> None:
    """Commit what stands in the project and release it as a folkmoot with other schemas did."""
    commit(root, f"Data of {version}")
    archive = archives.Archive(
        root, "datasets", archives.read_ledger(root, root / "datasets"), open_repository(root / "datasets"), Reading()
    )
    tree, last = archive.repository.tree("HEAD") or "", archive.ledger.last
    entry = ledger.LedgerEntry(
        version=version,
        date=date.fromisoformat(on),
        notes="",
        tree=archive.repository.without(tree, ledger.NAME),
        manifest=hashlib.sha256(archive.checksums(tree)).hexdigest(),
        schemas=schema_snapshot.named(snapshot),
        previous=last.hash() if last else "",
    )
    file, kept = root / "datasets" / ledger.NAME, root / schema_snapshot.path(entry.schemas)
    file.write_bytes(ledger.appended(file.read_bytes() if file.is_file() else None, entry))
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(snapshot)
    commit(root, f"Release {version}")


def make_three(root: Path) -> None:
    """Release the example three times: an answer is changed and progress seen, then votes are corrected."""
    progress = "table: progress\n    state: "
    change(root, f"{EXAMPLE}/assembly.yaml", f"{progress}not_recorded", f"{progress}partial")
    _write(root, "members.csv", _MEMBERS)
    release(root, "2026.9", "2026-09-01", "The first one.")
    change(
        root,
        f"{EXAMPLE}/responses.yaml",
        "position: accepted_in_part\n  quote: Agreed for two of three",
        "position: rejected\n  refusal_reason: cost\n  quote: Not any more",
    )
    _write(root, "progress.csv", _PROGRESS)
    _write(root, "errata.csv", _ERRATA)
    release(root, "2026.10", "2026-10-01", "The answer on crossings was **taken back**.")
    change(root, f"{EXAMPLE}/ballot_counts.csv", "b1,yes,Yes,support,19", "b1,yes,Yes,support,18")
    change(root, f"{EXAMPLE}/ballot_counts.csv", "b1,no,No,oppose,3", "b1,no,No,oppose,4")
    change(root, f"{EXAMPLE}/recommendations.csv", "than petrol.", "than petrol. A <b>free</b> ticket would end that.")
    _write(root, "errata.csv", _ERRATA + _MORE_ERRATA)
    release(root, "2026.11", "2026-11-01")


def _write(root: Path, name: str, text: str) -> None:
    (root / EXAMPLE / name).write_text(text, encoding="utf-8")


_MEMBERS = """\
id,public_label,joined_on,consent,consent_scope,consent_on
m1,A member from Mill Lane,2026-04-18,true,label,2026-04-18
"""
_PROGRESS = """\
id,recommendation,date,state,note,evidence,assessor,assessor_kind,source
p1,r1,2026-09-20,in_progress,Bollards stand,https://example.org/bollards,Parents of Mill Lane,independent,https://example.org/parents
"""
_ERRATA = """\
table,row,field,old,new,date,reason
responses,a2,position,accepted_in_part,rejected,2026-09-30,The council took it back.
responses,a2,quote,Agreed for two of three,Not any more,2026-09-30,The council took it back.
responses,a2,refusal_reason,,cost,2026-09-30,The council took it back.
"""
_MORE_ERRATA = """\
ballot_counts,b1/yes,n,19,18,2026-10-20,The paper counted one vote twice.
ballot_counts,b1/no,n,3,4,2026-10-20,The paper counted one vote twice.
"""
