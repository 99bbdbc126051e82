import gzip
import http.server
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin
from xml.etree import ElementTree

import pytest

from folkmoot.data.problems import BadSettings
from folkmoot.publish import staging
from folkmoot.web.site import SiteFile
from tests import validity
from tests.projects import AS_OF, EXAMPLE, SITE_URL, build, change, digests, run, start, wait_until

pytest_plugins = ["tests.project_fixtures"]

OLD, NEW = "Let every pupil ride the town bus free of charge", "Let everybody ride the town bus free of charge"


def left_behind(root: Path) -> list[str]:
    return [path.name for path in root.iterdir() if path.name.startswith(".folkmoot-")]


# What the commands do


def spoil_data(root: Path) -> None:
    change(root, f"{EXAMPLE}/ballots.csv", ",adopted,", ",adoptd,")


def spoil_address(root: Path) -> None:
    (root / "content/example-assembly.md").write_text("# In the way\n")


def spoil_template(root: Path) -> None:
    (root / "site_templates/pages").mkdir(parents=True)
    (root / "site_templates/pages/session.html").write_text("{% if %}")


@pytest.mark.parametrize(
    ("spoil", "status", "message"),
    [
        (spoil_data, 1, "ballots.csv:2: error[not-in-list] result: must be one of"),
        (
            spoil_address,
            2,
            "/content/example-assembly.md: must leave the address example-assembly/index.html to the record "
            "(rename this file)\n",
        ),
        (spoil_template, 2, "site_templates/pages/session.html:1: must be a Jinja template"),
    ],
)
def test_failed_build_says_why_and_leaves_the_old_site_as_it_was(
    published: Path, spoil: Callable[[Path], None], status: int, message: str
) -> None:
    old = digests(published / "site")
    spoil(published)
    result = build(published)
    assert result.exit_code == status
    assert message in result.output
    assert digests(published / "site") == old
    assert not left_behind(published)


def test_file_in_the_way_of_a_download_is_named(project: Path) -> None:
    (project / "content/data/latest").mkdir(parents=True)
    (project / "content/data/latest/datapackage.json").write_text("{}")
    result = build(project)
    assert result.exit_code == 2
    assert "content/data/latest/datapackage.json: must leave the address data/latest/datapackage.json" in result.output


def test_folder_of_somebody_else_is_never_replaced(project: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("all there is")
    result = build(project, "--site-dir", mine)
    assert result.exit_code == 2
    assert "must be empty or an earlier site, got a folder with other files, which would be deleted" in result.output
    assert digests(tmp_path / "mine").keys() == {"thesis.txt"}
    assert not left_behind(tmp_path)


def test_next_build_replaces_the_whole_site(published: Path) -> None:
    (published / "site/from-an-earlier-build.html").write_text("")
    change(published, f"{EXAMPLE}/recommendations.csv", OLD, NEW)
    assert build(published).exit_code == 0
    assert not (published / "site/from-an-earlier-build.html").exists()
    assert NEW in (published / "site/example-assembly/recommendations/r3/index.html").read_text()
    assert not left_behind(published)


def test_killed_build_leaves_a_whole_site_and_the_next_build_cleans_up(published: Path, tmp_path: Path) -> None:
    old = digests(published / "site")
    change(published, f"{EXAMPLE}/recommendations.csv", OLD, NEW)
    assert build(published, "--site-dir", tmp_path / "new").exit_code == 0
    new = digests(tmp_path / "new")
    assert old != new
    midway = killed_when(published, "example-assembly/recommendations")
    at_the_end = killed_when(published, "manifest.json")
    at_the_start = killed_when(published, "")
    assert midway == old
    assert at_the_end in (old, new)
    assert at_the_start == at_the_end
    assert left_behind(published)
    assert build(published).exit_code == 0
    assert digests(published / "site") == new
    assert not left_behind(published)


def killed_when(root: Path, moment: str) -> dict[str, str]:
    """Kill a build once something stands in its staging folder; give what the site is then.

    That its output comes to an end shows that no process of the build goes on.
    """
    for path in root.glob(".folkmoot-*"):
        shutil.rmtree(path)
    building = start("build", root, "--as-of", AS_OF, "--jobs", "2")
    wait_until(lambda: building.poll() is not None or any(root.glob(f".folkmoot-site-*/{moment}")), 60)
    building.send_signal(signal.SIGKILL)
    building.communicate(timeout=30)
    return digests(root / "site")


ENDLESS = """
import os, sys, time
from pathlib import Path
from folkmoot.publish import workers

def endless():
    os.write(1, b"begun\\n")
    time.sleep(600)
    yield

for written in workers.write_jobs(Path(sys.argv[1]), [endless] * 3, 2):
    pass
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere one process writes everything")
def test_processes_of_a_killed_build_end_in_the_midst_of_their_work(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ENDLESS, str(tmp_path)]
    building = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert building.stdout is not None
    assert [building.stdout.readline() for _ in range(2)] == ["begun\n"] * 2
    building.kill()
    assert building.communicate(timeout=30)[0] == ""


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize("moment", ["about", "example-assembly/recommendations"])
def test_build_that_is_interrupted_leaves_nothing_behind(published: Path, moment: str) -> None:
    old = digests(published / "site")
    change(published, f"{EXAMPLE}/recommendations.csv", OLD, NEW)
    building = start("build", published, "--as-of", AS_OF, "--jobs", "2", alone=True)
    wait_until(lambda: building.poll() is not None or any(published.glob(f".folkmoot-site-*/{moment}")), 120)
    os.killpg(building.pid, signal.SIGINT)
    said = building.communicate(timeout=120)[0]
    assert (building.returncode, said.strip()) == (1, "Aborted!")
    assert not left_behind(published)
    assert digests(published / "site") == old


def test_same_data_and_day_give_the_same_bytes(starter_project: Path, tmp_path: Path) -> None:
    one = {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1700000000"}
    two = {"TZ": "America/Lima", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"}
    for name, jobs, environment in (("one", "1", one), ("two", "2", two)):
        root = Path(shutil.copytree(starter_project, tmp_path / name / "my-site"))
        with (root / "mkdocs.yml").open("a", encoding="utf-8") as settings:
            settings.write(f"site_url: {SITE_URL}\n")
        building = start("build", root, "--as-of", AS_OF, "--jobs", jobs, **environment)
        said = building.communicate()[0]
        assert building.returncode == 0, said
    assert digests(tmp_path / "one/my-site/site") == digests(tmp_path / "two/my-site/site")


def mkdocs(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", *options],
        cwd=root,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1793491200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_mkdocs_itself_builds_the_same_site(published: Path) -> None:
    ours = digests(published / "site")
    (published / "site/from-an-earlier-build.html").write_text("")
    done = mkdocs(published)
    assert done.returncode == 0, done.stderr
    assert digests(published / "site") == ours
    assert not left_behind(published)


def test_mkdocs_itself_names_mistakes_and_leaves_the_old_site(published: Path) -> None:
    old = digests(published / "site")
    spoil_data(published)
    done = mkdocs(published, "--strict")
    assert done.returncode == 1
    assert f"{EXAMPLE}/ballots.csv:2: error[not-in-list] result: must be one of" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert digests(published / "site") == old
    assert not left_behind(published)


def test_strict_mkdocs_replaces_nothing_where_there_are_warnings(published: Path) -> None:
    old = digests(published / "site")
    change(published, "content/about.md", "## What is missing", "## What is [missing](missing.md)")
    done = mkdocs(published, "--strict")
    assert done.returncode == 1
    assert "in strict mode" in done.stdout + done.stderr
    assert digests(published / "site") == old
    assert not left_behind(published)


def test_warnings_of_one_build_keep_no_later_one_back(published: Path) -> None:
    """In one process, as a preview or a notebook builds: MkDocs keeps a plugin from one build to the next."""
    about = (published / "content/about.md").read_text(encoding="utf-8")
    change(published, "content/about.md", "## What is missing", "## What is [missing](missing.md)")
    assert run("build", published, "--as-of", AS_OF, "--no-search").exit_code == 0
    (published / "content/about.md").write_text(about, encoding="utf-8")
    shutil.rmtree(published / "site")
    assert run("build", published, "--as-of", AS_OF, "--no-search", "--strict").exit_code == 0
    assert (published / "site/index.html").is_file()


# What is published


class Links(HTMLParser):
    """The links of a page, as (attribute, address), and the anchors in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.anchors: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value is not None:
                self.found.append(("load" if name == "src" or tag == "link" else "link", value))
            if name in ("id", "name") and value:
                self.anchors.add(value)


@pytest.fixture(scope="module")
def served(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site under its sub-path; give the address of the server."""
    top = tmp_path_factory.mktemp("served")
    (top / "some").mkdir()
    (top / "some/where").symlink_to(site, target_is_directory=True)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(top))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def fetched(address: str) -> str | None:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            content: bytes = answer.read()
            return content.decode("utf-8", "replace") if "html" in answer.headers["Content-Type"] else ""
    except urllib.error.HTTPError:
        return None


def test_all_links_lead_somewhere_under_a_sub_path(site: Path, served: str) -> None:
    below = f"{served}/some/where/"
    pages: dict[str, Links | None] = {}
    wrong, seen = set(), 0
    for path in sorted(site.rglob("*.html")):
        here = below + path.relative_to(site).as_posix().removesuffix("index.html")
        for _, link in Links(path.read_text(encoding="utf-8")).found:
            address, anchor = urldefrag(urljoin(here, link).replace(SITE_URL, below))
            if not address.startswith(served):
                continue
            seen += 1
            if address not in pages:
                content = fetched(address) if address.startswith(below) else None
                pages[address] = None if content is None else Links(content)
            target = pages[address]
            if target is None or (anchor and anchor not in target.anchors and path.name != "404.html"):
                wrong.add((here.removeprefix(below), link))
    assert not wrong
    assert seen > 200


def test_no_page_loads_anything_from_another_host(site: Path) -> None:
    loaded = {
        link
        for path in site.rglob("*.html")
        for kind, link in Links(path.read_text(encoding="utf-8")).found
        if kind == "load"
    }
    assert len(loaded) > 5
    assert not [link for link in loaded if "//" in link and not link.startswith(SITE_URL)]


HOSTILE = "A <b>&\" 'x' &lt;"


def test_names_in_mkdocs_yml_and_front_matter_are_plain_text_on_every_page(project: Path) -> None:
    message = {"site_name": HOSTILE, "site_description": f"{HOSTILE} described", "site_author": f"{HOSTILE} author"}
    nav = [
        {"Home": "index.md"},
        {f"{HOSTILE} part": [{f"{HOSTILE} page": "about.md"}]},
        {f"{HOSTILE} link": "titled.md"},
    ]
    settings = "".join(f"{name}: {json.dumps(value)}\n" for name, value in {**message, "nav": nav}.items())
    kept = (project / "mkdocs.yml").read_text().split("docs_dir:")[1]
    (project / "mkdocs.yml").write_text(f"{settings}site_url: {SITE_URL}\ndocs_dir:{kept}")
    title, description = json.dumps(f"{HOSTILE} own"), json.dumps(f"{HOSTILE} about it")
    front = f"---\ntitle: {title}\ndescription: {description}\n---\n"
    (project / "content/titled.md").write_text(f"{front}# Heading\n")
    (project / "content/alone.md").write_text(f"{front}# Heading\n")
    built = build(project)
    assert built.exit_code == 0, built.output
    site = project / "site"
    read = {path.relative_to(site).as_posix(): validity.read(path.read_text()) for path in site.rglob("*.html")}
    assert not {path: wrong for path, (_, wrong) in read.items() if wrong}
    assert {path: titles(root)[0] for path, (root, _) in read.items() if path in TITLES} == TITLES
    home = read["index.html"][0]
    shown = {"".join(one.itertext()).strip() for one in home.iter("a")}
    assert {f"{HOSTILE} part", f"{HOSTILE} page", f"{HOSTILE} link"} <= shown
    assert titles(home)[1:] == [message["site_description"], message["site_author"]]
    assert titles(read["alone/index.html"][0])[1] == f"{HOSTILE} about it"
    package = json.loads((site / "data/latest/datapackage.json").read_bytes())
    assert HOSTILE in package["title"]
    assert HOSTILE in "".join(ElementTree.parse(site / "feeds/all.atom").getroot().itertext())


TITLES = {
    "index.html": HOSTILE,
    "404.html": f"No page here - {HOSTILE}",
    "about/index.html": f"{HOSTILE} page - {HOSTILE}",
    "titled/index.html": f"{HOSTILE} link - {HOSTILE}",
    "alone/index.html": f"{HOSTILE} own - {HOSTILE}",
    "example-assembly/index.html": f"Tarn Hollow Citizens' Jury on School Streets (invented example) - {HOSTILE}",
}


def titles(root: Any) -> list[str]:
    """Give the title of a page, what it says of itself, and its author where there is one."""
    metas = {one.get("name"): one.get("content") for one in root.iter("meta")}
    return [root.find(".//title").text, *(metas[name] for name in ("description", "author") if name in metas)]


def test_columns_that_are_not_public_appear_nowhere(project: Path) -> None:
    (project / EXAMPLE / "members.csv").write_text(
        "id,public_label,statement,consent,consent_scope,consent_on\n"
        "m1,A member from the hill,I came by bicycle.,true,canary-scope-4711,1987-06-05\n"
    )
    assert build(project).exit_code == 0
    texts = dict(everything(project / "site"))
    assert sum(b"A member from the hill" in content for content in texts.values()) >= 4
    for secret in (b"canary-scope-4711", b"1987-06-05"):
        assert not [name for name, content in texts.items() if secret in content]


def everything(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each file of a site, and each file packed into one."""
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            yield path.name if path.suffix == ".zip" else str(path), content
            yield from unpacked(path, content)


def unpacked(path: Path, content: bytes) -> Iterator[tuple[str, bytes]]:
    if path.suffix == ".gz":
        yield f"{path}!", gzip.decompress(content)
    if path.suffix == ".zip":
        archive = zipfile.ZipFile(io.BytesIO(content))
        yield from ((f"{path}!{name}", archive.read(name)) for name in archive.namelist())


def test_manifest_names_every_file_with_its_checksum(site: Path) -> None:
    expected = digests(site)
    del expected["manifest.json"]
    assert json.loads((site / "manifest.json").read_bytes())["files"] == expected


def test_sitemap_lists_every_page_once_but_none_that_only_stands_for_another(site: Path) -> None:
    sitemap = (site / "sitemap.xml").read_text()
    every = (path.relative_to(site).as_posix().removesuffix("index.html") for path in site.rglob("index.html"))
    pages = [page for page in every if not re.match("r/|embed/|.*/print/", page)]
    assert sorted(f"<loc>{SITE_URL}{page}</loc>" for page in pages) == sorted(
        line.strip() for line in sitemap.splitlines() if "<loc>" in line
    )
    assert not (site / "sitemap.xml.gz").exists()


# The module itself


def test_two_files_at_one_address_are_refused() -> None:
    with pytest.raises(
        BadSettings, match=r"a/page.html: must be the only file at its address, got a/Page.html as well"
    ):
        staging.collect([("a/Page.html", "1"), ("a/page.html", "2")])


def test_written_files_are_named_with_their_checksums(tmp_path: Path) -> None:
    (tmp_path / "original.pdf").write_bytes(b"two")
    files = [SiteFile("a/one.html", b"one"), SiteFile("b/two.pdf", tmp_path / "original.pdf")]
    written = staging.collect(staging.write(tmp_path / "site", files))
    assert written == digests(tmp_path / "site")
    assert (tmp_path / "site/b/two.pdf").read_bytes() == b"two"


def test_staging_folder_of_a_running_build_is_left_alone(tmp_path: Path) -> None:
    running = staging.staging(tmp_path / "site")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead = tmp_path / f".folkmoot-site-{gone.pid}-abc"
    dead.mkdir()
    (dead / "page.html").write_text("half")
    other = tmp_path / f".folkmoot-other-{gone.pid}-abc"
    other.mkdir()
    mine = staging.staging(tmp_path / "site")
    assert sorted(tmp_path.iterdir()) == sorted([running, other, mine])


def test_swap_leaves_the_new_site_alone_in_its_place(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for text in ("old", "new"):
        built = staging.staging(site)
        staging.write_manifest(built, staging.collect(staging.write(built, [SiteFile("index.html", text.encode())])))
        staging.swap(built, site)
        assert (site / "index.html").read_text() == text
        assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert site.stat().st_mode & 0o777 == 0o755


def test_site_may_be_published_into_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    assert staging.staging(tmp_path / "site").parent == tmp_path


def test_site_is_never_published_over_a_file(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine")
    with pytest.raises(BadSettings, match="must be a folder, got a file"):
        staging.staging(tmp_path / "site")
