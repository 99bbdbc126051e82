"""Releases on real git repositories: what the ledger says, what is refused, and what history can't hide."""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from folkmoot import dataset, pipeline, starter
from folkmoot.data import files, look_back, release_docs, schemas
from folkmoot.data.problems import BadData, Diagnostic, errors
from folkmoot.data.tables import Tables
from folkmoot.dataset import Reading
from folkmoot.history import compare, continuity, create, ledger, redaction, schema_snapshot
from folkmoot.history import git as door
from folkmoot.history.changes import Redaction
from folkmoot.history.git import Shallow, open_repository
from folkmoot.mkdocs import project
from folkmoot.web.site import Site
from tests import histories
from tests.histories import commit, git
from tests.projects import EXAMPLE, build, change, digests, run
from tests.records import tables_of

pytest_plugins = ["tests.project_fixtures"]

OLD, NEW = "Let every pupil ride the town bus free of charge", "Let every pupil ride the town bus free"
LEDGER = "datasets/_releases.yaml"


@pytest.fixture(scope="module")
def two_releases(starter_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a repository with the releases 2026.10 and 2026.11, tagged; a title differs. Not to be changed."""
    root = Path(shutil.copytree(starter_project, tmp_path_factory.mktemp("released") / "my-site"))
    commit(root, "Begin the record")
    for name, value in (("user.name", "A clerk"), ("user.email", "clerk@example.org")):
        git(root, "config", name, value)
    release(root, "2026.10", "2026-10-31")
    change(root, f"{EXAMPLE}/recommendations.csv", OLD, NEW)
    commit(root, "Say it as the report says it")
    release(root, "2026.11", "2026-11-20")
    return root


@pytest.fixture
def root(two_releases: Path, tmp_path: Path) -> Path:
    """Give a copy of that repository, to be changed."""
    return Path(shutil.copytree(two_releases, tmp_path / "my-site"))


def release(root: Path, version: str, day: str, *options: str) -> None:
    made = run("release", version, root, "--as-of", day, "--commit", "--tag", *options)
    assert made.exit_code == 0, made.output


def next_release(root: Path, *options: str) -> str:
    """Try to make another release of what is committed, and give what was said."""
    return run("release", "2026.12", root, "--as-of", "2026-12-01", *options).output


def site_of(root: Path) -> Site:
    settings = project.load(root, as_of=date(2026, 11, 22)).settings
    return pipeline.site_of(settings, pipeline.inspect(settings))


def told_of(root: Path) -> list[Diagnostic]:
    """Give what stands against building the site."""
    with pytest.raises(BadData) as raised:
        site_of(root)
    return list(raised.value.problems)


def published(site: Site) -> dict[str, bytes]:
    return {file.path: bytes(file.content) for make in site.archives for file in make()}  # type: ignore[arg-type]


def entries(root: Path) -> tuple[ledger.LedgerEntry, ...]:
    return ledger.parse(LEDGER, (root / LEDGER).read_bytes()).entries


# The ledger


def test_an_entry_names_the_tree_the_checksums_and_the_entry_before(root: Path) -> None:
    first, second = entries(root)
    assert first.tree == git(root, "rev-parse", "2026.10~:datasets")
    listed = git(root, "ls-tree", "2026.11:datasets").splitlines()
    without = "\n".join(line for line in listed if not line.endswith("_releases.yaml")) + "\n"
    made = subprocess.run(["git", "-C", root, "mktree"], input=without, capture_output=True, text=True, check=True)
    assert second.tree == made.stdout.strip()
    names = git(root, "ls-tree", "-r", "--name-only", "2026.10~:datasets").splitlines()
    sums = "".join(
        f"{hashlib.sha256((root / 'datasets' / name).read_bytes()).hexdigest()}  files/{name}\n"
        for name in names
        if not name.endswith("recommendations.csv")
    )
    written = published(site_of(root))["data/2026.10/SHA256SUMS"]
    assert set(sums.splitlines()) < set(written.decode().splitlines())
    assert hashlib.sha256(written).hexdigest() == first.manifest
    fields = {name: str(getattr(first, name)) for name in ledger.FIELDS}
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert second.previous == hashlib.sha256(canonical.encode()).hexdigest()


def test_a_release_appends_and_commits_nothing_else(root: Path) -> None:
    before = (root / LEDGER).read_bytes()
    change(root, f"{EXAMPLE}/recommendations.csv", "prams", "buggies")
    commit(root, "Say buggies")
    (root / "notes.txt").write_text("What is new:\n\n- buggies: “yes” # really\n", encoding="utf-8")
    release(root, "2026.12", "2026-12-01", "--notes", str(root / "notes.txt"))
    after = (root / LEDGER).read_bytes()
    assert after.startswith(before) and entries(root)[2].notes == "What is new:\n\n- buggies: “yes” # really"
    assert git(root, "show", "--name-only", "--format=", "HEAD") == LEDGER
    assert git(root, "status", "--porcelain") == "?? notes.txt"
    assert git(root, "cat-file", "-t", "2026.12") == "tag" and git(root, "rev-parse", "2026.12^{}") == git(
        root, "rev-parse", "HEAD"
    )


def test_refusal_gives_the_cause_that_git_names_and_not_its_advice(root: Path) -> None:
    change(root, f"{EXAMPLE}/recommendations.csv", "prams", "buggies")
    commit(root, "Say buggies")
    before = digests(root)
    (root / ".git/index.lock").touch()
    refused = run("release", "2026.12", root, "--as-of", "2026-12-01", "--commit")
    (root / ".git/index.lock").unlink()
    assert refused.exit_code == 2 and "index.lock': File exists." in refused.output
    assert digests(root) == before


def test_dry_run_and_a_refused_commit_leave_everything_as_it_was(root: Path) -> None:
    change(root, f"{EXAMPLE}/recommendations.csv", "prams", "buggies")
    commit(root, "Say buggies")
    before = digests(root)
    assert "Would release 2026.12" in next_release(root, "--dry-run")
    assert digests(root) == before
    hook = root / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert "the release was not made" in next_release(root, "--commit", "--tag")
    hook.unlink()
    assert git(root, "status", "--porcelain") == "" and git(root, "tag") == "2026.10\n2026.11"


@pytest.mark.parametrize(
    "version", ["2026.11", "2026.9", "2026.11.0", "latest", "2027!1", "2027+ours", "2027 1", "../2027", "V2027"]
)
def test_version_that_is_none_or_not_later_is_refused(root: Path, version: str) -> None:
    assert run("release", version, root, "--as-of", "2026-12-01").exit_code == 2


# What a release may not do


def drop_id(root: Path) -> None:
    file = root / EXAMPLE / "sessions.csv"
    file.write_text(file.read_text().replace("\ns1,", "\nfirst-session,"))


def alter_event(root: Path) -> None:
    change(root, f"{EXAMPLE}/ballots.csv", "b1,r1,2026-04-19", "b1,r1,2026-04-18")


def nothing(root: Path) -> None:
    (root / "README.md").write_text("Other words.\n")


def bad_name(root: Path) -> None:
    (root / EXAMPLE / "documents").mkdir()
    (root / EXAMPLE / "documents/.hidden.txt").write_text("secret")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            drop_id,
            'sessions.csv:1: error[release-lost-id] id: the id "s1" was published in 2026.11: it must stay, got none '
            "(give the row back; or say in redirects what stands in its place, sessions,s1,NEW-ID,REASON, or why "
            "nothing does, sessions,s1,,REASON)",
        ),
        (
            alter_event,
            'ballots.csv:2: error[release-event-altered] date: must stay "2026-04-19" as it was published, got '
            '"2026-04-18" (give it back, or add an erratum (table, row, field, old, new, date, reason))',
        ),
        (
            nothing,
            "datasets:1: error[release-unchanged]: must hold something that 2026.11 didn't, got the same datasets",
        ),
        (bad_name, "documents/.hidden.txt:1: error[release-name]: a file's name must be fit for an address"),
    ],
)
def test_release_refuses_to_rewrite_the_record(root: Path, spoil: Callable[[Path], None], message: str) -> None:
    spoil(root)
    commit(root, "Rewrite the record")
    before = digests(root)
    refused = run("release", "2026.12", root, "--as-of", "2026-12-01", "--commit", "--tag")
    assert refused.exit_code == 1 and message in refused.output and "No release was made." in refused.output
    assert digests(root) == before


def test_what_git_was_told_to_overlook_is_not_left_out_in_silence(root: Path) -> None:
    ballots, answers = f"{EXAMPLE}/ballots.csv", f"{EXAMPLE}/responses.yaml"
    (root / ".gitignore").write_text("ballots.csv\n")
    git(root, "rm", "-q", "--cached", ballots)
    commit(root, "Leave the ballots out")
    git(root, "update-index", "--assume-unchanged", answers)
    change(root, answers, "Mill Lane will be closed", "Mill Lane may be closed")
    assert git(root, "status", "--porcelain") == ""
    said = next_release(root, "--commit")
    for path in (ballots, answers):
        assert f"{path}:1: error[release-uncommitted]: must be in the commit as it lies here, got another" in said
    assert "No release was made." in said


def test_table_that_is_open_in_a_spreadsheet_does_not_hinder_a_release(root: Path) -> None:
    (root / ".gitignore").unlink()
    change(root, f"{EXAMPLE}/recommendations.csv", NEW, "Let pupils ride free")
    commit(root, "Nothing is ignored")
    for name in ("~$ballots.csv", ".~lock.ballots.csv#"):
        (root / EXAMPLE / name).write_text("A clerk")
    assert next_release(root, "--dry-run").startswith("Would release 2026.12")


def test_all_refusals_are_told_in_one_run(root: Path) -> None:
    drop_id(root)
    alter_event(root)
    commit(root, "Rewrite the record")
    change(root, f"{EXAMPLE}/recommendations.csv", "prams", "buggies")
    said = next_release(root)
    assert all(code in said for code in ("[release-lost-id]", "[release-event-altered]", "[release-uncommitted]"))


def test_redirect_and_erratum_lift_the_refusal(root: Path) -> None:
    drop_id(root)
    alter_event(root)
    (root / EXAMPLE / "redirects.csv").write_text("table,old_id,new_id\nsessions,s1,first-session\n")
    (root / EXAMPLE / "errata.csv").write_text(
        "table,row,field,old,new,date,reason\nballots,b1,date,2026-04-19,2026-04-18,2026-12-01,Typed wrongly.\n"
    )
    commit(root, "Correct the record")
    assert "Released 2026.12" in next_release(root)


_RENAMED = "table,old_id,new_id\nballots,b1,b9\n"
_SAID = "table,row,field,old,new,date,reason\nballots,{},date,2026-04-19,2026-04-18,2026-12-01,Typed wrongly.\n"


@pytest.mark.parametrize(("row", "refused"), [("", True), ("b1", False), ("b9", False), ("b2", True)])
def test_event_under_another_id_is_altered_with_an_erratum_only(row: str, refused: bool) -> None:
    ballots = "id,recommendation,date,method,electorate,denominator,result\n{},r1,{},open,members,cast,adopted\n"
    before = tables_of(ballots=ballots.format("b1", "2026-04-19"))
    said = {"errata": _SAID.format(row)} if row else {}
    after = tables_of(ballots=ballots.format("b9", "2026-04-18"), redirects=_RENAMED, **said)
    assert [(p.code, p.row, p.field) for p in refused_of(before, after)] == (
        [("release-event-altered", "b9", "date")] if refused else []
    )


@pytest.mark.parametrize("back", [False, True])
def test_redirect_goes_only_once_its_identifier_is_back(back: bool) -> None:
    ballots = (
        "id,recommendation,date,method,electorate,denominator,result\n{},r1,2026-04-19,open,members,cast,adopted\n"
    )
    before = tables_of(ballots=ballots.format("b9"), redirects=_RENAMED)
    after = tables_of(ballots=ballots.format("b9") + ballots.format("b1").partition("\n")[2] * back)
    assert [p.code for p in refused_of(before, after)] == ([] if back else ["release-lost-words"])


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("errata", "table,row,field,old,new,date,reason\nballots,b1,date,2026,2027,2026-12-01,Typed wrongly.\n"),
        ("redactions", "release,table,row,field,date,reason\n2026.1,ballots,b1,note,2026-12-01,Private.\n"),
    ],
)
def test_errata_and_redactions_stay(name: str, rows: str) -> None:
    (problem,) = refused_of(tables_of(**{name: rows}), tables_of())
    assert (problem.code, problem.table) == ("release-lost-words", name) and "ballots/b1" in str(problem.message)


def refused_of(before: Tables, after: Tables) -> list[Diagnostic]:
    kept = schema_snapshot.parsed(schema_snapshot.written(before.schemas))
    changes = compare.compare(before.origins, after.origins)
    return list(continuity.find(before, after, kept, changes))


def test_an_old_erratum_does_not_excuse_a_new_change() -> None:
    ballots = (
        "id,recommendation,date,method,electorate,denominator,result\nb1,r1,2024-03-{},open,members,cast,adopted\n"
    )
    errata = "table,row,field,old,new,date,reason\nballots,b1,date,2024-03-30,2024-03-31,2024-04-01,Typed wrongly.\n"
    before, after = (tables_of(ballots=ballots.format(day), errata=errata) for day in ("31", "30"))
    kept = schema_snapshot.parsed(schema_snapshot.written(before.schemas))
    changes = compare.compare(before.origins, after.origins)
    assert [p.code for p in continuity.find(before, after, kept, changes)] == ["release-event-altered"]


def test_changed_meaning_of_a_value_is_refused_where_it_was_used() -> None:
    tables = tables_of()
    kept = schema_snapshot.parsed(schema_snapshot.written(tables.schemas))
    decision = tables.schemas["recommendations"].by_name["decision"]
    for value, expected in (("adopted", ["release-meaning"]), ("withdrawn", [])):
        terms = [
            {
                "value": term.value,
                "label": term.label,
                "description": "Thrown out." if term.value == value else term.description,
            }
            for term in decision.terms
        ]
        now = with_field(tables.schemas, replace(decision, descriptor={**decision.descriptor, "categories": terms}))
        after = replace(tables, schemas=now)
        assert [p.code for p in continuity.find(tables, after, kept, ())] == expected
    narrower = with_field(tables.schemas, replace(decision, public=False))
    (problem,) = continuity.find(tables, replace(tables, schemas=narrower), kept, ())
    assert problem.field == "decision" and "must stay a column that is published" in str(problem.message)


def with_field(known: schemas.Schemas, column: schemas.Column) -> schemas.Schemas:
    schema = known["recommendations"]
    columns = tuple(column if one.name == column.name else one for one in schema.columns)
    return {**known, schema.name: replace(schema, columns=columns)}


# What can't be done in silence


def alter_notes(root: Path) -> None:
    change(root, LEDGER, 'notes: ""', 'notes: "Nothing of note."')


def alter_last_notes(root: Path) -> None:
    head, tail = (root / LEDGER).read_text().rsplit('notes: ""', 1)
    (root / LEDGER).write_text(f'{head}notes: "Nothing of note."{tail}')


def drop_last(root: Path) -> None:
    text = (root / LEDGER).read_text()
    (root / LEDGER).write_text(text[: text.index('- version: "2026.11"')])


def drop_all(root: Path) -> None:
    (root / LEDGER).unlink()


def swap_tree(root: Path) -> None:
    first, second = entries(root)
    change(root, LEDGER, first.tree, second.tree)


def alter_sum(root: Path) -> None:
    change(root, LEDGER, entries(root)[1].manifest, "0" * 64)


def unknown_field(root: Path) -> None:
    change(root, LEDGER, "  date:", "  day:")


def rewrite_history(root: Path) -> None:
    """Amend the first data commit and put the later ones on it again, as a rebase does."""
    tail = git(root, "rev-parse", "HEAD")
    base = git(root, "rev-list", "--max-parents=0", "HEAD")
    git(root, "reset", "-q", "--hard", base)
    change(root, f"{EXAMPLE}/recommendations.csv", "prams", "buggies")
    git(root, "commit", "-q", "-a", "--amend", "--no-edit")
    git(root, "cherry-pick", "-X", "theirs", f"{base}..{tail}")


def move_tag(root: Path) -> None:
    git(root, "tag", "-f", "-a", "-m", "Moved", "2026.10", "HEAD")


def move_tag_to_a_file(root: Path) -> None:
    git(root, "tag", "-f", "2026.10", "HEAD:mkdocs.yml")


def alter_schemas(root: Path) -> None:
    file = next((root / "releases").iterdir())
    file.write_text(file.read_text().replace("Adopted", "Dropped", 1))


@pytest.mark.parametrize(
    ("alter", "codes"),
    [
        (alter_notes, {"release-chain"}),
        (alter_last_notes, {"release-altered"}),
        (drop_last, {"release-altered"}),
        (drop_all, {"release-altered"}),
        (swap_tree, {"release-chain"}),
        (alter_sum, {"release-altered", "release-manifest"}),
        (unknown_field, {"release-form"}),
        (rewrite_history, {"release-lost"}),
        (move_tag, {"release-tag"}),
        (move_tag_to_a_file, {"release-tag"}),
        (alter_schemas, {"release-schemas"}),
    ],
)
def test_what_was_released_can_not_be_altered_in_silence(
    root: Path, alter: Callable[[Path], None], codes: set[str]
) -> None:
    alter(root)
    found = told_of(root)
    assert {problem.code for problem in found} == codes
    assert all(problem.path == LEDGER for problem in found)


def test_an_altered_release_stops_the_build_and_leaves_the_site(root: Path) -> None:
    (root / "site").mkdir()
    (root / "site/404.html").write_text("the old site")
    rewrite_history(root)
    refused = build(root)
    assert refused.exit_code == 1 and "release-lost" in refused.output and "Nothing was published." in refused.output
    assert digests(root / "site").keys() == {"404.html"}


def test_shallow_clone_is_explained_and_not_half_published(root: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(root, "clone", "-q", "--depth", "1", root.as_uri(), str(clone))
    refused = build(clone)
    assert refused.exit_code == 2 and not (clone / "site").exists()
    assert "shallow clone, which does not hold the releases 2026.10" in refused.output
    assert "git fetch --unshallow" in refused.output and "fetch-depth: 0" in refused.output
    with pytest.raises(Shallow):
        site_of(clone)
    git(clone, "fetch", "-q", "--unshallow")
    assert [one.version for one in site_of(clone).releases] == ["2026.11", "2026.10"]


def test_folder_without_history_is_explained(root: Path) -> None:
    shutil.rmtree(root / ".git")
    refused = build(root)
    assert refused.exit_code == 2 and "must lie in a git repository" in refused.output
    with (root / "mkdocs.yml").open("a") as settings:
        settings.write("  - folkmoot:\n      releases: false\n")
    change(root, "mkdocs.yml", "  - folkmoot\n", "")
    assert not site_of(root).releases


# What is published of a past release


def test_files_are_those_of_the_tree_byte_for_byte(root: Path) -> None:
    files = published(site_of(root))
    for version in ("2026.10", "2026.11"):
        names = git(root, "ls-tree", "-r", "--name-only", f"{version}:datasets").splitlines()
        for name in names:
            if name != "_releases.yaml":
                blob = subprocess.run(
                    ["git", "-C", root, "cat-file", "blob", f"{version}:datasets/{name}"],
                    capture_output=True,
                    check=True,
                )
                assert files[f"data/{version}/files/{name}"] == blob.stdout
    assert OLD.encode() in files[f"data/2026.10/files/{EXAMPLE.partition('/')[2]}/recommendations.csv"]
    schema = json.loads(files["data/2026.10/schemas/recommendations.json"])
    assert schema["fields"] == schemas.load()["recommendations"].descriptor()["fields"]


def test_rebuilding_an_old_commit_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(root, "clone", "-q", root.as_uri(), str(clone))
    git(clone, "checkout", "-q", "2026.10")
    for place in (root, clone):
        built = build(place)
        assert built.exit_code == 0, built.output
    old, new = (digests(place / "site/data/2026.10") for place in (clone, root))
    assert old == new and len(old) > 20


def test_equal_files_are_read_once(root: Path) -> None:
    site = site_of(root)
    old, new = (site.past[version].tables.by_place for version in ("2026.10", "2026.11"))
    differ = {place[1] for place in new if old[place] is not new[place]}
    assert differ == {"recommendations"}
    assert all(site.tables.by_place[place] is new[place] for place in new)


def test_what_is_private_or_no_table_is_withheld(root: Path) -> None:
    (root / EXAMPLE / "members.csv").write_text(
        "id,public_label,consent,consent_scope,consent_on\nm1,A nurse,true,website,2026-04-01\n"
    )
    (root / EXAMPLE / "private-list.csv").write_text("name\nHélène\n")
    commit(root, "Add members")
    git(root, "add", "-f", f"{EXAMPLE}/private-list.csv")
    git(root, "commit", "-q", "-m", "By mistake")
    release(root, "2026.12", "2026-12-01")
    files = published(site_of(root))
    folder = EXAMPLE.partition("/")[2]
    withheld = json.loads(files["data/2026.12/release.json"])["withheld"]
    assert withheld.keys() == {f"{folder}/members.csv", f"{folder}/private-list.csv"}
    assert not any("members.csv" in path or "private-list" in path for path in files)
    assert not any("Hélène".encode() in content or b"website" in content.split(b"\n")[-1] for content in files.values())


def test_release_that_todays_model_refuses_is_offered_as_files_and_differences(project: Path) -> None:
    root = project
    change(root, f"{EXAMPLE}/recommendations.csv", ",decision,", ",")
    file = root / EXAMPLE / "recommendations.csv"
    file.write_text(re.sub(",(not_)?adopted,", ",", file.read_text()))
    commit(root, "Begin the record")
    release_under(root, with_field(schemas.load(), optional("decision")))
    shutil.copy(starter.FOLDER / EXAMPLE / "recommendations.csv", file)
    change(root, f"{EXAMPLE}/recommendations.csv", OLD, NEW)
    histories.release(root, "2026.11", "2026-11-20")
    site = site_of(root)
    newest, oldest = site.releases
    assert newest.readable and not oldest.readable and "decision: must be there" in oldest.why
    assert site.past.keys() == {"2026.11"}
    files = published(site)
    assert b"decision" not in files[f"data/2026.10/files/{EXAMPLE.partition('/')[2]}/recommendations.csv"]
    assert "required" not in str(json.loads(files["data/2026.10/schemas/recommendations.json"])["fields"][6])
    assert {c.key: c.before("title") for c in newest.changes if c.before("title")} == {"r3": OLD}


def optional(name: str) -> schemas.Column:
    column = schemas.load()["recommendations"].by_name[name]
    constraints = {key: message for key, message in column.descriptor["constraints"].items() if key != "required"}
    return replace(column, descriptor={**column.descriptor, "constraints": constraints})


def release_under(root: Path, known: schemas.Schemas) -> None:
    """Release what was committed with the schemas of another time."""
    found = dataset.read(root / "datasets", "datasets", Reading(schemas=known))
    assert not errors(found.found)
    wanted = create.Wanted("2026.10", date(2026, 10, 31))
    create.make(create.plan(root, root / "datasets", found.tables, found.reading, wanted), False, False)
    commit(root, "Release 2026.10")


# Redactions


def redact(root: Path, row: str) -> None:
    change(root, f"{EXAMPLE}/recommendations.csv", NEW, "Let pupils ride free")
    header = "release,table,row,field,date,reason\n"
    (root / EXAMPLE / "redactions.csv").write_text(f"{header}2026.12,recommendations,{row},title,2026-12-01,A name.\n")
    commit(root, "Take a name out")


def test_redacted_cell_is_nowhere_in_the_site_and_the_chain_stays_whole(root: Path) -> None:
    redact(root, "r3")
    release(root, "2026.12", "2026-12-01")
    built = build(root)
    assert built.exit_code == 0, built.output
    holding = [path for path in (root / "site").rglob("*") if path.is_file() and NEW.encode() in path.read_bytes()]
    assert holding == []
    for version in ("2026.10", "2026.11"):
        folder = root / "site/data" / version
        path = f"{EXAMPLE.partition('/')[2]}/recommendations.csv"
        rows = list(csv.DictReader(io.StringIO((folder / "files" / path).read_text("utf-8"), newline="")))
        assert [row["title"] for row in rows if row["id"] == "r3"] == ["[redacted]"]
        message = json.loads((folder / "release.json").read_text("utf-8"))
        assert message["redacted"].keys() == {path} and message["redactions"][0]["reason"] == "A name."
    assert not json.loads((root / "site/data/2026.12/release.json").read_bytes())["redacted"]
    verified = run("verify", root / "site")
    assert verified.exit_code == 0, verified.output


def test_redaction_takes_the_translations_of_its_cell_along(root: Path) -> None:
    french = root / EXAMPLE / "translations/fr/recommendations.csv"
    french.parent.mkdir(parents=True)
    french.write_text("id,title,text\nr3,Le billet de Jeanne,Trop cher.\nr1,La ruelle,Une demi-heure.\n")
    commit(root, "Translate two recommendations")
    release(root, "2026.11.1", "2026-11-21")
    french.write_text("id,title,text\nr3,Le billet gratuit,Trop cher.\nr1,La ruelle,Une demi-heure.\n")
    redact(root, "r3")
    release(root, "2026.12", "2026-12-01")
    assert build(root).exit_code == 0
    name = french.relative_to(root / "datasets").as_posix()
    assert (root / f"site/data/2026.11.1/files/{name}").read_text() == (
        "id,title,text\nr3,[redacted],Trop cher.\nr1,La ruelle,Une demi-heure.\n"
    )
    assert not [path for path in (root / "site").rglob("*.*") if path.is_file() and b"Jeanne" in path.read_bytes()]
    assert run("verify", root / "site").exit_code == 0


def test_redaction_that_finds_nothing_is_told(root: Path) -> None:
    redact(root, "r9")
    (problem,) = told_of(root)
    assert (problem.code, problem.path, problem.line) == ("redaction-unmet", f"{EXAMPLE}/redactions.csv", 2)


def redacted(one: Redaction, path: str, text: str) -> tuple[files.RawTable, files.RawTable]:
    """Redact a cell that names Anna in a file; give what the file holds then, and what it held before."""
    made, met = redaction.instead([one], {path}, lambda _: text.encode(), schemas.load())
    written = made[path] or b""
    found, before = (files.parse(path, data).raw for data in (written, text.encode()))
    assert met == {one} and b"Anna" not in written and found is not None and before is not None
    return found, before


def test_yaml_is_redacted_without_its_comments() -> None:
    text = (
        "# Anna said so\n- id: d1\n  title: Anna’s letter # Anna\n  kind: letter\n"
        "- id: d2\n  title: |-\n    Two\n    lines\n  language: [en, fr]\n"
    )
    one = Redaction("2", "demo", "documents", "d1", "title", "2026", "A name.")
    found, _ = redacted(one, "demo/documents.yaml", text)
    assert found.header == ("id", "title", "kind", "language")
    assert found.rows == (("d1", "[redacted]", "letter", ""), ("d2", "Two\nlines", "", "en;fr"))


def test_coverage_inside_the_record_of_its_assembly_is_redacted() -> None:
    text = (
        "name: A jury\nparent: [one, two]\ncoverage:\n  - table: ballots\n    state: partial\n    note: Ask Anna.\n"
        "  - table: responses\n    state: complete\n    note: All are here.\n"
    )
    one = Redaction("2", "demo", "coverage", "ballots", "note", "2026", "A name.")
    found, before = redacted(one, "demo/assembly.yaml", text)
    assert (found.header, found.rows, found.is_record) == (before.header, before.rows, before.is_record)
    assert found.nested["coverage"].header == ("table", "state", "note")
    assert found.nested["coverage"].rows == (
        ("ballots", "partial", ""),
        ("responses", "complete", "All are here."),
    )


# The door to git


def test_another_repository_in_the_environment_leads_nowhere(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "init", "-q", "other")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "other"))
    assert open_repository(root / "datasets").top == root.resolve()


@pytest.mark.parametrize("broken", ["", "no object"])
@pytest.mark.parametrize("name", ["2026.10:datasets", f"2026.10:{EXAMPLE}/recommendations.csv"])
def test_object_that_git_lacks_is_told_with_the_way_to_get_it(root: Path, name: str, broken: str) -> None:
    identifier = git(root, "rev-parse", name)
    file = root / ".git/objects" / identifier[:2] / identifier[2:]
    file.unlink()
    if broken:
        file.write_text(broken)
    result = run("build", root, "--no-search")
    assert result.exit_code == 2 and result.output.count("\n") == 1, result.output
    assert "(get it again with git fetch --refetch, or from another clone; git fsck names" in result.output
    assert broken or identifier in result.output


def test_datasets_in_a_repository_of_their_own_are_committed_by_hand(project: Path, tmp_path: Path) -> None:
    datasets = project / "datasets"
    datasets.rename(tmp_path / "origin")
    commit(tmp_path / "origin", "The tables")
    git(tmp_path / "origin", "checkout", "-q", "--detach")
    commit(project, "The project")
    git(project, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(tmp_path / "origin"), "datasets")
    commit(project, "The tables beside it")
    before = digests(project)
    message = next_release(project, "--commit")
    assert message.startswith(
        "folkmoot: --commit: must find datasets in the repository of mkdocs.yml, got one of its own ("
    )
    assert message.count("\n") == 1 and digests(project) == before
    made = next_release(project)
    assert "Next: commit datasets/_releases.yaml in the repository of datasets, then datasets and releases/" in made
    commit(datasets, "Release")
    commit(project, "Release")
    assert [one.version for one in site_of(project).releases] == ["2026.12"]


@pytest.mark.parametrize("mark", ["skip-worktree", "assume-unchanged"])
def test_site_of_a_file_that_git_overlooks_names_no_commit(root: Path, mark: str) -> None:
    git(root, "update-index", f"--{mark}", f"{EXAMPLE}/recommendations.csv")
    assert site_of(root).commit == git(root, "rev-parse", "HEAD")
    change(root, f"{EXAMPLE}/recommendations.csv", "prams", "buggies")
    assert git(root, "status", "--porcelain") == ""
    assert site_of(root).commit == ""


def test_repository_with_longer_ids_works(project: Path) -> None:
    git(project, "init", "-q", "-b", "main", "--object-format=sha256")
    histories.release(project, "2026.11", "2026-11-20")
    (found,) = site_of(project).releases
    assert len(found.tree) == 64 and found.readable


def test_graft_and_replacement_on_this_machine_do_not_change_the_history(root: Path) -> None:
    before = site_of(root).releases
    git(root, "replace", "HEAD~1", "HEAD~3")
    (root / ".git/info").mkdir(exist_ok=True)
    (root / ".git/info/grafts").write_text(git(root, "rev-parse", "HEAD") + "\n")
    assert site_of(root).releases == before


def test_release_on_a_merged_branch_is_found(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "side", "2026.10")
    change(root, f"{EXAMPLE}/recommendations.csv", "prams", "buggies")
    commit(root, "Say buggies")
    held = git(root, "rev-parse", "HEAD:datasets")
    change(root, f"{EXAMPLE}/recommendations.csv", "buggies", "prams")
    commit(root, "Say prams")
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "-m", "Merge", "side")
    repository = open_repository(root / "datasets")
    assert held in {repository.tree(one.id) for one in repository.commits()}


def test_every_code_of_releases_is_explained() -> None:
    room = Path(door.__file__).parent
    texts = {
        node.value
        for path in (*room.glob("*.py"), Path(look_back.__file__))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    codes = {rule.code for rule in release_docs.RELEASE_RULES}
    used = {
        text for text in texts if text.startswith(("release-", "site-", "redaction-", "later-")) and " " not in text
    }
    assert used == codes and len(codes) == len(release_docs.RELEASE_RULES)
