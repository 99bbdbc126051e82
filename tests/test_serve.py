import html
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from folkmoot.mkdocs.preview import Preview
from tests.projects import AS_OF, EXAMPLE, change, run, wait_until

pytest_plugins = ["tests.project_fixtures"]

BANNER = "This is the last good version: the newest has mistakes."
MISTAKE = f"{EXAMPLE}/recommendations.csv:6: error[not-in-list] decision: must be one of"
STORY = "This site is the public record of our citizens"


@dataclass(frozen=True)
class Server:
    """A running preview."""

    process: subprocess.Popen[bytes]
    address: str
    log: Path

    def page(self, path: str = "") -> str:
        """Give a page as it is now, or nothing while there is no answer."""
        assert self.process.poll() is None, self.log.read_text()
        try:
            with urllib.request.urlopen(f"{self.address}{path}", timeout=5) as answer:
                content: bytes = answer.read()
                return html.unescape(content.decode())
        except OSError:
            return ""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
def server(project: Path, tmp_path: Path) -> Iterator[Server]:
    port, log = free_port(), tmp_path / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "folkmoot.cli", "serve", str(project), "--port", str(port), "--as-of", AS_OF],
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Server(process, f"http://127.0.0.1:{port}/", log)
    finally:
        process.kill()
        process.wait()


def test_preview_follows_what_is_saved(server: Server, project: Path) -> None:
    wait_until(lambda: STORY in server.page(), 60)
    assert BANNER not in server.page()

    change(project, f"{EXAMPLE}/recommendations.csv", ",not_adopted,", ",refused,")
    wait_until(lambda: MISTAKE in server.page())
    home, other = server.page(), server.page("example-assembly/recommendations/r3/")
    assert BANNER in home
    assert STORY in home
    assert MISTAKE in other
    assert "Let every pupil ride the town bus free of charge" in other
    assert MISTAKE in server.log.read_text()

    change(project, f"{EXAMPLE}/recommendations.csv", ",refused,", ",not_adopted,")
    wait_until(lambda: BANNER not in server.page())

    change(project, "content/index.md", STORY, "Here stands the record of our citizens")
    wait_until(lambda: "Here stands the record of our citizens" in server.page())

    change(project, "mkdocs.yml", "  - folkmoot", "  - folkmot")
    wait_until(lambda: 'The "folkmot" plugin is not installed' in server.page())
    assert "Here stands the record of our citizens" in server.page()

    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(10) == 0
    assert server.log.read_text().rstrip().endswith("Stopped.")
    assert "Traceback" not in server.log.read_text()


def test_taken_port_is_told_in_a_line(project: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run("serve", project, "--port", port)
    assert result.exit_code == 2
    assert result.stderr == f"folkmoot: --port: must be free, got {port}: Address already in use (choose another)\n"


def test_preview_begins_with_mistakes_and_goes_on_once_they_are_mended(project: Path, tmp_path: Path) -> None:
    said: list[str] = []
    preview = Preview(project, tmp_path, date.fromisoformat(AS_OF), said.append)
    change(project, f"{EXAMPLE}/recommendations.csv", ",not_adopted,", ",refused,")
    preview.rebuild()
    only = html.unescape((preview.shown / "index.html").read_text())
    assert MISTAKE in only
    assert STORY not in only
    assert MISTAKE in "\n".join(said)
    change(project, f"{EXAMPLE}/recommendations.csv", ",refused,", ",not_adopted,")
    preview.rebuild()
    mended = html.unescape((preview.shown / "index.html").read_text())
    assert STORY in mended
    assert MISTAKE not in mended


def test_mistakes_in_a_banner_are_text(project: Path, tmp_path: Path) -> None:
    preview = Preview(project, tmp_path, date.fromisoformat(AS_OF), lambda _: None)
    change(project, f"{EXAMPLE}/recommendations.csv", ",not_adopted,", ",<script>alert(1)</script>,")
    preview.rebuild()
    page = (preview.shown / "index.html").read_text()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_page_that_is_gone_is_shown_no_more(project: Path, tmp_path: Path) -> None:
    preview = Preview(project, tmp_path, date.fromisoformat(AS_OF), lambda _: None)
    preview.rebuild()
    assert (preview.shown / "about/index.html").is_file()
    (project / "content/about.md").unlink()
    preview.rebuild()
    assert not (preview.shown / "about").exists()
    assert (preview.shown / "index.html").is_file()
