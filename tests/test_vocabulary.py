"""One list of values: what stands in a schema reaches every place, and no place knows a value by its name."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from folkmoot import pipeline
from folkmoot.data import discover, rules, schemas, shape, vocabulary
from folkmoot.data.behaviours import BEHAVIOURS
from folkmoot.data.problems import BadSettings
from folkmoot.data.schemas import Schemas
from folkmoot.data.signs import SIGNS
from folkmoot.data.tables import SourceTable
from folkmoot.exports import embeds, social_images
from folkmoot.i18n import localizer
from folkmoot.measures import acceptance, axes, due, facets, ledger
from folkmoot.measures import assembly_state as states
from folkmoot.web import templates
from folkmoot.web.site import Page, Site
from tests import twins
from tests.records import made_site

ROOT = Path(__file__).parents[1]
EXAMPLE = "example-riverbend"
"""An invented assembly in which nearly every value of every vocabulary occurs."""

LABEL = " too"
TYPED = [
    (f"{schema.name}.{column.name}", term.value)
    for schema in schemas.load().values()
    for column in schema.columns
    for term in column.terms
]
ON_AXES = {
    "recommendations.decision": "decided",
    "responses.position": "answered",
    "progress.state": "done",
    "promise_events.state": "promises",
}
"""The vocabularies of states, with the place in the glossary at which they are explained."""

Files = Mapping[str, str | bytes]


def read(folder: Path, known: Schemas, change: Callable[[SourceTable], SourceTable]) -> Site:
    """Read the example and what it shares with others, with a change to each of its tables."""
    for name in (EXAMPLE, "_shared"):
        shutil.copytree(ROOT / "datasets" / name, folder / "datasets" / name)
    found = discover.read(folder / "datasets", "datasets", known)
    checked = shape.check([change(origin) for origin in found.origins], known)
    assert [str(problem) for problem in (*checked.problems, *rules.apply(checked.tables))] == []
    return made_site(checked.tables, date(2026, 11, 22), found.documents, url="https://example.org/")


def published(site: Site) -> Iterator[tuple[str, str | bytes]]:
    """Make every page and every file of a site."""
    for made in chain.from_iterable(job() for job in pipeline.generate(site)):
        content = made.body if isinstance(made, Page) else made.content
        yield made.path, content.read_bytes() if isinstance(content, Path) else content


@contextmanager
def built(folder: Path, label: str, change: Callable[[SourceTable], SourceTable]) -> Iterator[Files]:
    with twins.known(folder, label) as known:
        yield dict(published(read(folder, known, change)))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Give the site of the example as it is."""
    return dict(published(read(tmp_path_factory.mktemp("plain"), schemas.load(), lambda origin: origin)))


@pytest.fixture(scope="module")
def unused(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Give the same with a new value beside each other one, which nothing has yet."""
    with built(tmp_path_factory.mktemp("unused"), LABEL, lambda origin: origin) as made:
        return made


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Give the same with the new values in the place of all others."""
    with built(tmp_path_factory.mktemp("used"), "", twins.exchanged) as made:
        return made


def text(files: Files, path: str) -> str:
    found = files[path]
    return found if isinstance(found, str) else found.decode()


# What a value has that its siblings have


@pytest.mark.parametrize(("name", "value"), TYPED)
def test_a_new_value_stands_where_its_siblings_stand(unused: Files, name: str, value: str) -> None:
    new, (table, _, column) = value + twins.END, name.partition(".")
    codebook = text(unused, "codebook/index.html")
    assert f"<code>{new}</code>" in codebook.partition(f'id="{table}-{column}"')[2].partition("</tr>")[0]
    field = next(f for f in json.loads(text(unused, f"schemas/{table}.json"))["fields"] if f["name"] == column)
    for listed in (field["constraints"]["enum"], [category["value"] for category in field["categories"]]):
        assert listed.index(new) == listed.index(value) + 1


@pytest.mark.parametrize(("name", "value"), [pair for pair in TYPED if pair[0] in ON_AXES])
def test_a_new_state_is_explained_with_its_sign_and_drawn_in_the_bar(unused: Files, name: str, value: str) -> None:
    glossary, style = text(unused, "glossary/index.html"), text(unused, "style/index.html")
    sign, label = vocabulary.of(name).signs[value], f"{vocabulary.of(name).by_value[value].label}{LABEL}"
    entry = glossary.partition(f'<div id="{ON_AXES[name]}-{value}{twins.END}">')[2].partition("</div>")[0]
    assert f"fm-state--{sign}" in entry
    assert f"<span>{label}</span>" in entry
    if name != "promise_events.state":
        assert re.search(rf'fm-state--{sign}">[^\n]*<span>{label}[,<]', style)
    if name == "responses.position":
        assert re.search(rf'fm-state--{sign}">[^\n]*<span><b>[0-9]+</b> {label.lower()}</span>', style)


@pytest.mark.parametrize(("facet", "name"), [*facets.VOCABULARIES.items()])
def test_a_new_value_has_its_page_among_the_recommendations(unused: Files, facet: str, name: str) -> None:
    new = {value + twins.END for table, value in TYPED if any(t.context == table for t in vocabulary.of(name).terms)}
    pages = {path.split("/")[-2] for path in unused if path.startswith(f"recommendations/{facet}/")}
    assert pages == {*vocabulary.of(name)} | new
    assert all(f"{LABEL}</h1>" in text(unused, f"recommendations/{facet}/{value}/index.html") for value in new)


def test_a_new_value_is_counted_where_its_siblings_are(plain: Files, unused: Files) -> None:
    path = f"data/latest/{EXAMPLE}/measures.json"
    counted = {key: set(found) for key, found in json.loads(text(plain, path)).items() if isinstance(found, dict)}
    now = {key: set(found) for key, found in json.loads(text(unused, path)).items() if isinstance(found, dict)}
    assert {key for key in counted if counted[key] != now[key]} == {"positions", "progress", "commitments"}
    for key in ("positions", "progress", "commitments"):
        assert now[key] == counted[key] | {value + twins.END for value in counted[key]}


def test_a_new_value_that_is_in_use_gives_the_same_pages_as_its_sibling(plain: Files, used: Files) -> None:
    named = {twins.as_siblings(path): path for path in used if twins.END in path}
    compared = [path for path in plain if not path.startswith(LISTS) and not path.endswith(FIGURES)]
    assert len(compared) > 200
    assert [path for path in compared if path not in used] == []
    assert [path for path in compared if not alike(plain[path], used[named.get(path, path)])] == []


LISTS = (
    *("codebook/", "glossary/", "style/", "schemas/"),
    # a bar for each verb of a commitment, used or not
    f"{EXAMPLE}/answers/",
    # what is worked out of a promise is the first value of its fate, what is stated the new one: they are counted apart
    f"{EXAMPLE}/promises/",
)
"""What lists every value."""

FIGURES = ("measures.json", "measures.csv", ".zip", "datapackage.json", "rows.json")
"""What lists every value as a key, or holds a checksum of something else."""


def alike(one: str | bytes, other: str | bytes) -> bool:
    if one == other:
        return True
    left, right = (found if isinstance(found, str) else found.decode() for found in (one, other))
    return twins.as_siblings(_NONE.sub("", left)) == twins.as_siblings(_NONE.sub("", right))


_NONE = re.compile(r"<li[^>]*fm-facet__none.*?</li>\n")
"""A value among the filters that nothing has; each list of them holds all."""


def test_figures_of_new_values_are_those_of_their_siblings(plain: Files, used: Files) -> None:
    path = f"data/latest/{EXAMPLE}/measures.json"
    then, now = json.loads(text(plain, path)), json.loads(text(used, path))
    for key in ("positions", "progress", "commitments"):
        assert {value: now[key][value + twins.END] for value in then[key]} == then[key]
        assert not any(now[key][value] for value in then[key])
    rest = {key: value for key, value in now.items() if key not in ("positions", "progress", "commitments")}
    assert json.loads(twins.as_siblings(json.dumps(rest))) == {key: then[key] for key in rest}


def test_a_value_without_a_translation_shows_its_english_label(tmp_path: Path) -> None:
    with twins.known(tmp_path, LABEL) as known:
        french = localizer.of("fr", known)
        assert french.label("rejected", "responses.position") != "Rejected"
        assert french.label(f"rejected{twins.END}", "responses.position") == f"Rejected{LABEL}"
        assert french.label(f"rejected{twins.END}", "answered") == f"Rejected{LABEL}"


# What the program works out itself


def test_what_is_worked_out_stands_in_its_vocabulary() -> None:
    answered = {due.AS_A_WHOLE, due.AWAITING, due.OVERDUE, due.NOT_OWED, due.NOT_RECORDED, axes.DIFFERENTLY}
    assert answered == {*vocabulary.of("answered")} - {*vocabulary.of("responses.position")}
    assert {axes.DISPUTED, due.NOT_RECORDED} == {*vocabulary.of("done")} - {*vocabulary.of("progress.state")}
    assert {axes.JUDGED, axes.NOT_JUDGED} == {*vocabulary.of("judged")}
    assert {ledger.OPEN, due.NOT_RECORDED} == {*vocabulary.of("promised")} - {*vocabulary.of("promise_events.state")}
    support = (acceptance.FROM_90, acceptance.FROM_75, acceptance.BELOW_75, acceptance.UNKNOWN)
    assert support == vocabulary.of("support_band").values
    life = (states.PLANNED, states.RUNNING, states.DELIBERATED, states.IN_FOLLOW_UP, states.CLOSED)
    assert vocabulary.of("assembly_state").values == life
    assert vocabulary.of("cost_band").values == (acceptance.WITH_BUDGET, acceptance.WITHOUT_BUDGET)


def test_every_sign_is_drawn_and_has_its_colours() -> None:
    drawn: Any = templates.environment(schemas.load()).get_template("parts/state.html").module
    style = (ROOT / "site_templates/theme/assets/folkmoot.css").read_text(encoding="utf-8")
    assert set(drawn.shapes_drawn) == set(SIGNS)
    assert [name for name in SIGNS if f".fm-state--{name}" not in style] == []
    assert {sign.role for sign in SIGNS.values()} == set(embeds.COLOURS) == set(social_images.COLOURS)


def test_every_behaviour_is_that_of_some_value() -> None:
    for name, known in BEHAVIOURS.items():
        if name in dict(TYPED):
            found = vocabulary.of(name)
            assert [mark for mark in known.counts_as if not found.counting_as(mark)] == []
            unused = [(key, one) for key, ways in known.one_of.items() for one in ways if not found.naming(key, one)]
            assert unused == []


# What is refused

PLACE = "responses.yaml: position: deferred: "
DEFERRED = {"value": "deferred", "label": "Deferred", "description": "Put off.", "sign": "ring"}


@pytest.mark.parametrize(
    ("table", "column", "given", "message"),
    [
        ("responses", "position", {"sign": "star"}, "sign must be one of disc, half, "),
        ("responses", "position", {"sign": None}, "sign must be one of disc, half, "),
        ("responses", "position", {"value": "accepted"}, "must stand once, got it twice"),
        ("responses", "position", {"label": ""}, "label must be a text, got nothing"),
        ("responses", "position", {"description": None}, "description must be a text, got nothing"),
        (
            "responses",
            "position",
            {"counts_as": ["acepts"]},
            "counts_as must be one of accepts, accepts_fully, refuses",
        ),
        (
            "responses",
            "position",
            {"needs": ["colour"]},
            "needs must be one of existing_policy, refers_to, refusal_reason",
        ),
        ("responses", "position", {"colour": "red"}, "colour is no property of a value"),
        ("promises", "kind", {}, "counted_by must be one of answers, delivery, events, reasons, reconvening, reports"),
        ("promises", "kind", {"counted_by": "hand"}, "counted_by must be one of answers, delivery, events"),
        ("promises", "kind", {"counted_by": "events"}, "texts must have uncounted, got none"),
        ("ballots", "threshold_kind", {"mark": "third"}, "mark must be one of half, least_support"),
        ("ballots", "denominator", {}, "base must be one of could_vote, gave_votes"),
        ("selection_stages", "stage", {"texts": {"did": "%(num)s waited"}}, "texts must have those, got none"),
        (
            "selection_stages",
            "stage",
            {"texts": {"did": "a", "those": "b", "had": "c"}},
            "texts must be one of did, those",
        ),
        ("documents", "kind", {"counts_as": ["is_firm"]}, "counts_as must be left out here, got"),
    ],
)
def test_a_schema_with_a_wrong_value_is_refused_with_the_place(
    tmp_path: Path, table: str, column: str, given: Mapping[str, object], message: str
) -> None:
    described = yaml.safe_load((schemas.FOLDER / f"{table}.yaml").read_text(encoding="utf-8"))
    field = next(field for field in described["fields"] if field["name"] == column)
    plain = {name: value for name, value in DEFERRED.items() if name != "sign" or table == "responses"}
    value = {name: one for name, one in {**plain, **given}.items() if one is not None}
    field["categories"].append(value)
    (tmp_path / f"{table}.yaml").write_text(yaml.safe_dump(described, sort_keys=False), encoding="utf-8")
    with pytest.raises(BadSettings) as refused:
        schemas.load(tmp_path)
    assert str(refused.value).startswith(f"{tmp_path / table}.yaml: {column}: {value['value']}: {message}")


def test_a_vocabulary_may_take_its_values_only_from_a_column_that_has_some(tmp_path: Path) -> None:
    described = yaml.safe_load((schemas.FOLDER / "authorities.yaml").read_text(encoding="utf-8"))
    next(field for field in described["fields"] if field["name"] == "level")["categories"] = [{"from": "assembly.name"}]
    (tmp_path / "authorities.yaml").write_text(yaml.safe_dump(described, sort_keys=False), encoding="utf-8")
    with pytest.raises(BadSettings, match=r"authorities\.yaml: level: from must name a column with values of its own"):
        schemas.load(tmp_path)
