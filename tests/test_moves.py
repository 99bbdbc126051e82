"""Releases that were made under other schemas stay what they were, and are read under today's names."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from folkmoot import pipeline
from folkmoot.data import localise, schemas
from folkmoot.history import ledger as ledgers
from folkmoot.history import redaction, schema_snapshot
from folkmoot.history.changes import Redaction
from folkmoot.mkdocs import project
from folkmoot.web.site import Site
from tests.histories import commit, git, release, release_under
from tests.projects import EXAMPLE, build, change, run

pytest_plugins = ["tests.project_fixtures"]

ROOT = Path(__file__).parents[1]
SNAPSHOT = ROOT / "releases/schemas-9502a6bc08933eb4.json"
"""The schemas of the releases 2026.11 and 2026.11.1, under which no text said whose words it is."""

SOURCE = "https://example.org/tarn-hollow/council/answer"
AGREED, CLOSED = "Agreed", "Mill Lane will be closed on school days from September."
WORDING = "For half an hour a day, only people who live in Mill Lane may drive there."
FRENCH = "Seuls les riverains peuvent y rouler."

OLD = {
    "promises.yaml": f"""\
- {{id: answer-each, authority: tarn-hollow-council, kind: respond_point_by_point, as_stated: Each has its answer.,
   stated_on: 2026-03-02, due_days: 90, applies_to: each_recommendation, source: "{SOURCE}"}}
""",
    "recommendations.csv": f"""\
id,number,title,text,kind,decision,decided_on,addressed_to,source
r1,1,Close Mill Lane,"{WORDING}",recommendation,adopted,2026-04-19,tarn-hollow-council,{SOURCE}
r2,2,Make crossings,,recommendation,adopted,2026-04-19,tarn-hollow-council,{SOURCE}
r3,3,Let every pupil ride,,recommendation,adopted,2026-04-19,tarn-hollow-council,{SOURCE}
r4,4,Ask the pupils,,recommendation,adopted,2026-04-19,tarn-hollow-council,{SOURCE}
r5,,Watch the street,,recommendation,not_adopted,2026-04-19,tarn-hollow-council,{SOURCE}
""",
    "responses.csv": f"""\
id,recommendation,authority,date,position,position_as_stated,text,source
a1,r1,tarn-hollow-council,2026-07-20,accepted,{AGREED},{CLOSED},{SOURCE}
""",
    "commitments.csv": f"""\
id,response,text,strength,source
c1,a1,Close the lane,will,{SOURCE}
""",
    "verdicts.csv": f"""\
id,target_kind,target,date,assessor,assessor_kind,statement,source
v1,response,a1,2026-08-01,Parents,independent,Well said,{SOURCE}
""",
    "translations/fr/recommendations.yaml": f"""\
- {{id: r1, text: {FRENCH}, status: own, original: {localise.fingerprint_of({"text": WORDING})}}}
""",
}
MOVED = (
    ("promises.yaml", "as_stated:", "summary:"),
    ("recommendations.csv", "title,text,", "title,summary,"),
    ("responses.csv", "position,position_as_stated,text,", "position,summary,note,"),
    ("commitments.csv", "response,text,", "response,summary,"),
    ("verdicts.csv", "assessor_kind,statement,", "assessor_kind,summary,"),
    ("translations/fr/recommendations.yaml", "text:", "summary:"),
)


NOT_COUNTED = "table: responses\n    state: partial"


@pytest.fixture(scope="module")
def released(starter_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a project with two releases under the old schemas; the second rewords an answer. Not to be changed."""
    root = Path(shutil.copytree(starter_project, tmp_path_factory.mktemp("moved") / "my-site"))
    (root / EXAMPLE / "responses.yaml").unlink()
    change(root, f"{EXAMPLE}/assembly.yaml", "table: responses\n    state: complete\n    of: 3", NOT_COUNTED)
    for name, text in OLD.items():
        (root / EXAMPLE / name).parent.mkdir(parents=True, exist_ok=True)
        (root / EXAMPLE / name).write_text(text, encoding="utf-8")
    release_under(root, SNAPSHOT.read_bytes(), "2026.9", "2026-09-01")
    change(root, f"{EXAMPLE}/commitments.csv", "Close the lane", "Close Mill Lane")
    release_under(root, SNAPSHOT.read_bytes(), "2026.10", "2026-10-01")
    for name, old, new in MOVED:
        change(root, f"{EXAMPLE}/{name}", old, new)
    commit(root, "Put each text under its new name")
    return root


@pytest.fixture
def root(released: Path, tmp_path: Path) -> Path:
    """Give a copy of that project, to be changed."""
    return Path(shutil.copytree(released, tmp_path / "my-site"))


def site_of(root: Path) -> Site:
    settings = project.load(root, as_of=date(2026, 11, 27)).settings
    return pipeline.site_of(settings, pipeline.inspect(settings))


def test_what_was_released_is_read_under_the_names_of_today(released: Path) -> None:
    past = site_of(released).past["2026.9"].record.by_id["example-assembly"]
    (answer,), (promise,) = past.responses, past.promises
    assert (answer.quote, answer.summary, answer.note) == (None, AGREED, CLOSED)
    assert (promise.quote, promise.summary) == (None, "Each has its answer.")
    assert [(c.quote, c.summary) for c in answer.commitments] == [(None, "Close the lane")]
    assert [(v.quote, v.summary) for v in past.verdicts] == [(None, "Well said")]
    first = past.recommendations[0]
    assert (first.text, first.summary) == (None, WORDING), "nobody said then that it was the wording"


def test_a_move_is_no_change(released: Path) -> None:
    assert run("diff", "2026.10", "", released).output == "Nothing differs between 2026.10 and the working tree.\n"
    assert "Would release 2026.11 of 2026-11-01: 0 rows changed" in planned(released)
    commits = git(released, "rev-list", "HEAD").splitlines()
    assert "Nothing differs" in run("diff", commits[1], commits[0], released).output, "nor between two commits"


def planned(root: Path) -> str:
    found = run("release", "2026.11", root, "--dry-run", "--as-of", "2026-11-01")
    return found.output


def test_a_translation_of_a_moved_text_is_not_out_of_date(released: Path) -> None:
    site = site_of(released)
    for tables in (site.tables, site.past["2026.9"].tables):
        chosen = localise.choose(tables, "fr", "en").rows("example-assembly", "recommendations")[0]
        assert (chosen.text("summary"), getattr(chosen["summary"], "status", None)) == (FRENCH, "own")


def test_words_of_the_record_may_be_sorted_anew_and_codings_may_not(root: Path) -> None:
    change(root, f"{EXAMPLE}/responses.csv", f"{AGREED},{CLOSED}", ",The council agreed to close the lane.")
    change(root, f"{EXAMPLE}/verdicts.csv", "Well said", "The parents were pleased")
    commit(root, "Reword")
    assert "2 rows changed" in planned(root)
    change(root, f"{EXAMPLE}/responses.csv", "accepted", "accepted_in_principle")
    commit(root, "Code it anew")
    assert 'error[release-event-altered] position: must stay "accepted" as it was published' in planned(root)
    errata = (
        "table,row,field,old,new,date,reason\nresponses,a1,position,accepted,accepted_in_principle,2026-10-20,Read.\n"
    )
    (root / EXAMPLE / "errata.csv").write_text(errata, encoding="utf-8")
    commit(root, "Say so")
    assert "Would release" in planned(root)


def test_after_the_move_words_that_are_released_stay(root: Path) -> None:
    change(root, f"{EXAMPLE}/recommendations.csv", "Ask the pupils", "Ask every pupil")
    release(root, "2026.11", "2026-11-01")
    change(root, f"{EXAMPLE}/responses.csv", AGREED, "Refused")
    commit(root, "Reword")
    found = run("release", "2026.12", root, "--dry-run", "--as-of", "2026-12-01").output
    assert 'error[release-event-altered] summary: must stay "Agreed" as it was published' in found


def test_a_wording_that_is_quoted_today_stays_where_it_is(root: Path) -> None:
    old, new = "title,summary,kind", "title,text,text_language,kind"
    change(root, f"{EXAMPLE}/recommendations.csv", old, new)
    change(root, f"{EXAMPLE}/recommendations.csv", f'"{WORDING}"', f'"{WORDING}",en')
    for title in ("Make crossings", "Let every pupil ride", "Ask the pupils", "Watch the street"):
        change(root, f"{EXAMPLE}/recommendations.csv", f"{title},,", f"{title},,,")
    change(root, f"{EXAMPLE}/translations/fr/recommendations.yaml", "summary:", "text:")
    release(root, "2026.11", "2026-11-01")
    past = site_of(root).past
    texts = {name: then.record.by_id["example-assembly"].recommendations[0].text for name, then in past.items()}
    assert texts == {"2026.9": None, "2026.10": None, "2026.11": WORDING}


def test_an_old_erratum_may_name_the_column_of_its_time(root: Path) -> None:
    rows = "table,row,field,old,new,date,reason\nresponses,a1,position_as_stated,Yes,Agreed,2026-08-01,Misread.\n"
    (root / EXAMPLE / "errata.csv").write_text(rows, encoding="utf-8")
    assert run("check", root).output == "0 errors, 0 warnings\n"


def test_a_redaction_reaches_a_text_under_its_former_name() -> None:
    one = Redaction("2027", "example-assembly", "responses", "a1", "summary", "2026-11-01", "A court said so.")
    path = "example-assembly/responses.csv"
    made, met = redaction.instead([one], [path], lambda _: OLD["responses.csv"].encode(), schemas.load())
    assert met == {one}
    assert (made[path] or b"").decode().splitlines()[
        1
    ] == f"a1,r1,tarn-hollow-council,2026-07-20,accepted,,{CLOSED},{SOURCE}"


def test_the_site_keeps_every_file_and_address_of_old_releases(root: Path) -> None:
    built = build(root)
    assert built.exit_code == 0, built.output
    site = root / "site"
    for version in ("2026.9", "2026.10"):
        base = site / "data" / version
        sums = dict(line.split("  ")[::-1] for line in (base / ledgers.CHECKSUMS).read_text().splitlines())
        kept = {p.relative_to(base).as_posix(): p.read_bytes() for p in (base / "files").rglob("*") if p.is_file()}
        assert {path: hashlib.sha256(content).hexdigest() for path, content in kept.items()} == sums
        assert json.loads((base / "schemas/responses.json").read_text()) == snapshot().tables["responses"]
    assert (site / "data/2026.9/files" / EXAMPLE.partition("/")[2] / "responses.csv").read_text() == OLD[
        "responses.csv"
    ]
    addresses = sorted(p.parent.name for p in (site / "example-assembly/recommendations/r1").glob("@*/index.html"))
    assert addresses == ["@2026.10", "@2026.9"]
    page = (site / "example-assembly/recommendations/r1/@2026.9/index.html").read_text(encoding="utf-8")
    assert CLOSED in page and f"“{CLOSED}" not in page and f"“{AGREED}" not in page
    assert run("verify", site).exit_code == 0


def snapshot() -> schema_snapshot.Snapshot:
    return schema_snapshot.parsed(SNAPSHOT.read_bytes())


def test_every_column_that_was_ever_published_is_there_or_has_moved() -> None:
    for name, columns in snapshot().columns.items():
        today = schemas.load()[name]
        assert columns <= {*today.by_name, *today.former}, name
