"""A published site is recomputed, alone, against a manifest that was kept, and against its repository."""

from __future__ import annotations

import hashlib
import http.server
import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from folkmoot import pipeline
from folkmoot.mkdocs import project
from tests import histories
from tests.histories import git
from tests.projects import EXAMPLE, build, change, run

pytest_plugins = ["tests.project_fixtures"]

OLD, NEW = "Let every pupil ride the town bus free of charge", "Let every pupil ride the town bus free"


@pytest.fixture(scope="module")
def built_once(starter_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a project with two releases and its site; not to be changed."""
    root = Path(shutil.copytree(starter_project, tmp_path_factory.mktemp("verified") / "my-site"))
    histories.release(root, "2026.9", "2026-09-01")
    change(root, f"{EXAMPLE}/recommendations.csv", OLD, NEW)
    histories.release(root, "2026.10", "2026-10-01")
    built = build(root)
    assert built.exit_code == 0, built.output
    return root


@pytest.fixture
def root(built_once: Path, tmp_path: Path) -> Path:
    """Give a copy of that project, to be changed."""
    return Path(shutil.copytree(built_once, tmp_path / "my-site"))


def test_site_as_it_was_built_is_intact(built_once: Path) -> None:
    found = run("verify", built_once / "site")
    head = git(built_once, "rev-parse", "HEAD")
    assert found.exit_code == 0 and found.output.endswith("Intact.\n"), found.output
    assert f"2 releases, commit {head}" in found.output and "Not compared" not in found.output


def turn_a_byte(root: Path) -> None:
    page = root / f"site/{EXAMPLE.partition('/')[2]}/index.html"
    content = bytearray(page.read_bytes())
    content[len(content) // 2] ^= 1
    page.write_bytes(content)


def turn_a_byte_of_a_release(root: Path) -> None:
    """Change a file of a release and the manifest with it, as somebody would who wants to hide it."""
    file = root / f"site/data/2026.9/files/{EXAMPLE.partition('/')[2]}/ballots.csv"
    change(root, str(file.relative_to(root)), "secret_ballot", "public_ballot")
    manifest = json.loads((root / "site/manifest.json").read_bytes())
    manifest["files"][file.relative_to(root / "site").as_posix()] = hashlib.sha256(file.read_bytes()).hexdigest()
    (root / "site/manifest.json").write_text(json.dumps(manifest))


def delete_a_file(root: Path) -> None:
    (root / "site/data/2026.9/datapackage.json").unlink()


def garble_what_is_withheld(root: Path) -> None:
    (root / "site/data/2026.9/release.json").write_text("[]")


def add_a_file(root: Path) -> None:
    (root / "site/extra.html").write_text("An advertisement.")


def alter_an_entry(root: Path) -> None:
    change(root, "site/manifest.json", '"date": "2026-09-01"', '"date": "2026-09-02"')


def alter_the_last_entry(root: Path) -> None:
    """Alter the newest entry with its hash: only the repository can tell."""
    manifest = json.loads((root / "site/manifest.json").read_bytes())
    entry = manifest["ledger"][1]
    fields = {name: message for name, message in entry.items() if name != "hash"} | {"notes": "All was well."}
    written = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
    manifest["ledger"][1] = {**fields, "hash": hashlib.sha256(written).hexdigest()}
    (root / "site/manifest.json").write_text(json.dumps(manifest))


def swap_a_release(root: Path) -> None:
    shutil.copy(root / "site/data/2026.10/SHA256SUMS", root / "site/data/2026.9/SHA256SUMS")


def rewrite_history(root: Path) -> None:
    """Reword the newest commit: the data are the same, the commit of which the site was made is gone."""
    git(root, "commit", "-q", "--amend", "-m", "Nothing to see")


def drop_the_ledger(root: Path) -> None:
    """Publish as if nothing had ever been released."""
    (root / "datasets/_releases.yaml").unlink()
    manifest = json.loads((root / "site/manifest.json").read_bytes())
    files = {path: message for path, message in manifest["files"].items() if not path.startswith("data/2026")}
    manifest |= {"ledger": [], "release": "", "previous": "", "files": files}
    (root / "site/manifest.json").write_text(json.dumps(manifest))


def move_a_tag(root: Path) -> None:
    git(root, "tag", "-a", "-m", "Moved", "2026.9", "HEAD")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (turn_a_byte, "example-assembly/index.html:1: error[site-changed]: must have the SHA-256 "),
        (turn_a_byte_of_a_release, "data/2026.9/files/example-assembly/ballots.csv:1: error[site-release]: must have"),
        (delete_a_file, "data/2026.9/datapackage.json:1: error[site-missing]: must be there, as the manifest says"),
        (
            garble_what_is_withheld,
            "data/2026.9/release.json:1: error[site-release]: must say which files of the release were redacted",
        ),
        (add_a_file, "extra.html:1: error[site-added]: must be named in the manifest"),
        (
            alter_an_entry,
            "manifest.json:1: error[site-chain]: the entry 2026.10 must hold the hash of the entry before",
        ),
        (alter_the_last_entry, "manifest.json:1: error[site-ledger]: the entry 2026.10 must be that of datasets/_rel"),
        (swap_a_release, "data/2026.9/SHA256SUMS:1: error[site-release]: must have the SHA-256 that the ledger names"),
        (rewrite_history, "manifest.json:1: error[site-commit]: must be made of a commit that the history holds"),
        (
            drop_the_ledger,
            "datasets/_releases.yaml:1: error[release-altered]: must keep every entry, got none for 2026.9",
        ),
        (move_a_tag, "datasets/_releases.yaml:3: error[release-tag] tree: the tag 2026.9 must hold the datasets"),
    ],
)
def test_what_was_altered_is_named(root: Path, spoil: Callable[[Path], None], message: str) -> None:
    spoil(root)
    found = run("verify", root / "site")
    assert found.exit_code == 1 and message in found.output, found.output
    assert "Intact." not in found.output


def test_garbled_description_of_a_release_casts_no_doubt_on_what_it_withholds(project: Path) -> None:
    histories.make_three(project)
    assert build(project).exit_code == 0
    assert json.loads((project / "site/data/2026.9/release.json").read_bytes())["withheld"]
    garble_what_is_withheld(project)
    found = run("verify", project / "site")
    wrong = [line.partition(":")[0] for line in found.output.splitlines() if ": error[" in line]
    assert set(wrong) == {"data/2026.9/release.json"}, found.output


def test_manifest_that_was_kept_proves_a_rewrite(root: Path, tmp_path: Path) -> None:
    kept = Path(shutil.copy(root / "site/manifest.json", tmp_path / "kept.json"))
    again = Path(shutil.copytree(root, tmp_path / "again", ignore=shutil.ignore_patterns(".git", "site", "releases")))
    (again / "datasets/_releases.yaml").unlink()
    change(again, f"{EXAMPLE}/ballot_counts.csv", "b1,yes,Yes,support,19", "b1,yes,Yes,support,20")
    change(again, f"{EXAMPLE}/ballot_counts.csv", "b1,no,No,oppose,3", "b1,no,No,oppose,2")
    histories.release(again, "2026.9", "2026-09-01")
    assert build(again).exit_code == 0
    assert run("verify", again / "site").exit_code == 0
    found = run("verify", again / "site", "--kept", kept)
    assert found.exit_code == 1
    for message in (
        "the release 2026.9 must have the hash",
        "the release 2026.10 must have the hash",
        "2026.9/SHA256SUMS",
    ):
        assert message in found.output
    assert run("verify", root / "site", "--kept", kept).exit_code == 0


@pytest.fixture
def address(root: Path) -> Iterator[str]:
    """Serve the site below a path of a real server."""
    (root / "served").mkdir()
    (root / "site").rename(root / "served/some where")
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(root / "served"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/some%20where"
        server.shutdown()


def test_site_is_verified_over_the_web(root: Path, address: str) -> None:
    found = run("verify", address, "--repository", root)
    assert found.exit_code == 0, found.output
    (root / "served/some where/sitemap.xml").unlink(missing_ok=True)
    (root / "served/some where/404.html").write_text("changed")
    found = run("verify", address)
    assert found.exit_code == 1 and "404.html:1: error[site-changed]" in found.output
    assert "Not compared with a repository" in found.output


def test_what_is_no_site_is_said(tmp_path: Path) -> None:
    assert run("verify", tmp_path / "none").exit_code == 2
    found = run("verify", tmp_path)
    assert found.exit_code == 1 and "[site-manifest]" in found.output
    (tmp_path / "manifest.json").write_text('{"files": {"../../etc/passwd": 3}}')
    assert "[site-manifest]" in run("verify", tmp_path).output
    assert run("verify", "http://[x").exit_code == 2
    assert run("verify", "http://a b/").exit_code == 2


_EMPTY = {"commit": "", "release": "", "previous": "", "ledger": [], "files": {}}


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000, "../../etc/passwd", "/etc/passwd", "", ".", "a/" * 3000])
def test_manifest_that_names_impossible_files_is_said(tmp_path: Path, path: str) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({**_EMPTY, "files": {path: "0" * 64}}))
    found = run("verify", tmp_path)
    assert found.exit_code == 1 and "[site-missing]" in found.output


@pytest.mark.parametrize("content", ["[" * 100_000, json.dumps({**_EMPTY, "commit": "\ud800"}), "1" * 5000, "\xff"])
def test_manifest_that_can_not_be_read_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content, encoding="latin-1")
    found = run("verify", tmp_path)
    assert found.exit_code == 1 and "[site-manifest]" in found.output


def test_signature_is_shown_with_the_way_to_check_it(root: Path, tmp_path: Path) -> None:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen makes the key, and isn't installed")
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "clerk", "-f", key], check=True)
    (tmp_path / "signers").write_text(f"clerk@example.org {key.with_suffix('.pub').read_text()}")
    for name, value in (("gpg.format", "ssh"), ("user.signingKey", str(key)), ("user.email", "clerk@example.org")):
        git(root, "config", name, value)
    git(root, "tag", "-s", "-m", "2026.10", "2026.10", "HEAD")
    unknown = run("verify", root / "site")
    assert "2026.10: the tag has an ssh signature; git verify-tag 2026.10: can't be verified here" in unknown.output
    git(root, "config", "gpg.ssh.allowedSignersFile", str(tmp_path / "signers"))
    known = run("verify", root / "site")
    settings = project.load(root).settings
    newest, oldest = pipeline.site_of(settings, pipeline.inspect(settings)).releases
    assert (newest.signature, newest.checked_with) == ("ssh", "git verify-tag 2026.10")
    assert (oldest.signature, oldest.checked_with) == ("", "")
    assert known.exit_code == 0 and 'Good "git" signature for clerk@example.org' in known.output
