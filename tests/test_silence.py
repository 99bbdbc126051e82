"""Blanking a cell, a row or a table is refused, or makes no claim against an authority stronger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from folkmoot.data import files, rules, schemas, shape
from folkmoot.data.problems import errors
from folkmoot.data.tables import SourceTable, Tables
from folkmoot.data.vocabulary import behaviour
from folkmoot.measures.figures import Figures, as_json
from folkmoot.record import linker

AS_OF = date(2026, 11, 22)
FIRST = date(2024, 1, 13)
_AUTHORITIES = ("council", "ministry", "agency")

Rows = tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Written:
    """A small record as it is typed: the rows of each table."""

    tables: Mapping[str, Rows]

    def without_table(self, table: str) -> Written:
        return Written({name: rows for name, rows in self.tables.items() if name != table})

    def without_row(self, table: str, number: int) -> Written:
        rows = self.tables[table]
        return Written({**self.tables, table: rows[:number] + rows[number + 1 :]})

    def without_cell(self, table: str, number: int, column: str) -> Written:
        rows = self.tables[table]
        row = {**rows[number], column: ""}
        return Written({**self.tables, table: (*rows[:number], row, *rows[number + 1 :])})


def blanked(written: Written) -> Iterator[tuple[str, Written]]:
    """List the record without each of its tables, rows and cells, with what is gone."""
    for table, rows in written.tables.items():
        yield table, written.without_table(table)
        for number, row in enumerate(rows):
            yield f"{table}:{number}", written.without_row(table, number)
            for column in (name for name, value in row.items() if value):
                yield f"{table}:{number}:{column}", written.without_cell(table, number, column)


def read(written: Written) -> Tables | None:
    """Read a record as the program does; None where the check refuses it."""
    known = schemas.load()
    listed = []
    for name, rows in written.tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        lines = [",".join(columns), *(",".join(row.get(column, "") for column in columns) for row in rows)]
        parsed = files.parse(f"datasets/demo/{name}.csv", ("\n".join(lines) + "\n").encode())
        if parsed.raw is None or errors(parsed.problems):
            return None
        listed.append(SourceTable("demo", known[name], parsed.raw))
    checked = shape.check(listed, known)
    if errors(checked.problems) or not {"assembly", "recommendations"} <= written.tables.keys():
        return None
    return None if errors(rules.apply(checked.tables)) else checked.tables


# How strong a claim against an authority is: nothing is said, it is awaited, it is overdue; whatever was answered or
# kept is no claim that rests on silence.
_OF_ANSWERS = {"awaiting_response": 1, "response_overdue": 2}
_OF_FATES = {"in_part": 1, "missed": 2}


def claims(tables: Tables) -> dict[tuple[str, ...], int]:
    """Say how strong each claim is that a record makes by what isn't in it."""
    (assembly,) = linker.link(tables).assemblies
    figures = Figures(assembly, AS_OF)
    found: dict[tuple[str, ...], int] = {}
    for name, standing in figures.standings.items():
        # In the sum of several answers, one that is awaited shows only where nothing is known of the others.
        found["answered", name] = 2 if standing.answered.is_overdue else 0
        for owed in standing.owed:
            found["owed", name, owed.authority.id] = _OF_ANSWERS.get(owed.state, 0)
    for entry in figures.ledger:
        fate = behaviour(entry.computed, "promise_events.state", "fate") or ""
        found["promised", entry.promise.id] = _OF_FATES.get(fate, 0)
    counted = as_json(figures)["answers"]
    return found | {("figures", name): counted[name] or 0 for name in ("awaiting", "overdue")}


@given(data=st.data())
@settings(
    max_examples=25,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_what_is_blanked_accuses_nobody(data: st.DataObject) -> None:
    written = data.draw(records())
    whole = read(written)
    assert whole is not None, "the generated record must be right as it is"
    before = claims(whole)
    for place, less in blanked(written):
        tables = read(less)
        after = {} if tables is None else claims(tables)
        stronger = {claim: (before.get(claim, 0), n) for claim, n in after.items() if n > before.get(claim, 0)}
        assert not stronger, f"without {place}: {stronger} in {written.tables}"


def test_the_claims_are_there_to_be_made_stronger() -> None:
    """Guard the property: the records that are generated do make claims of each strength."""
    written = Written(
        {
            "assembly": (_assembly("2024-04-30"),),
            "authorities": tuple(_authority(name) for name in _AUTHORITIES),
            "recommendations": (_recommendation(0, "council"), _recommendation(1, "ministry")),
            "promises": (_promise(0, "council", "respond_by_date", "6", "each_recommendation"),),
            "coverage": tuple(
                {"table": table, "state": "complete", "of": str(n), "checked_on": "2026-11-20"}
                for table, n in (("recommendations", 2), ("responses", 0), ("promises", 1), ("promise_events", 0))
            ),
        }
    )
    tables = read(written)
    assert tables is not None
    assert claims(tables) == {
        ("answered", "r0"): 2,
        ("owed", "r0", "council"): 2,
        ("answered", "r1"): 0,
        ("owed", "r1", "ministry"): 1,
        ("promised", "p0"): 2,
        ("figures", "awaiting"): 2,
        ("figures", "overdue"): 1,
    }


# ---------- Small records ----------


@st.composite
def records(draw: st.DrawFn) -> Written:
    """Make a record of one assembly that is right: some recommendations, promises, answers, and what is said of it."""
    reported = draw(st.sampled_from(["", "2024-04-30", "2024-05"]))
    recommendations = tuple(
        _recommendation(number, draw(st.sampled_from(["", *_AUTHORITIES, "council;ministry"])))
        for number in range(draw(st.integers(1, 3)))
    )
    promises = tuple(draw(_promises(number)) for number in range(draw(st.integers(0, 2))))
    tables = {
        "assembly": (_assembly(reported),),
        "authorities": tuple(_authority(name) for name in _AUTHORITIES),
        "recommendations": recommendations,
        "promises": promises,
        "promise_events": draw(_events(promises)),
        "responses": draw(_responses(recommendations)),
        "roles": draw(st.sampled_from([(), ({"authority": "ministry", "role": "recipient"},)])),
        "progress": draw(_progress(recommendations)),
    }
    tables["coverage"] = draw(_coverage(tables))
    return Written({name: rows for name, rows in tables.items() if rows})


def _assembly(reported: str) -> dict[str, str]:
    return {
        "name": "Demo",
        "question": "What now?",
        "level": "local",
        "kind": "assembly",
        "starts_on": FIRST.isoformat(),
        "ends_on": "2024-03-31",
        "reported_on": reported,
        "languages": "en",
        "licence": "CC-BY-4.0",
    }


def _authority(name: str) -> dict[str, str]:
    return {"id": name, "name": name.title(), "kind": "council", "level": "local"}


def _recommendation(number: int, addressed_to: str) -> dict[str, str]:
    return {
        "id": f"r{number}",
        "title": f"Wish {number}",
        "kind": "recommendation",
        "decision": "adopted",
        "addressed_to": addressed_to,
        "decided_on": "2024-03-30",
    }


def _promise(number: int, authority: str, kind: str, months: str, binds: str) -> dict[str, str]:
    return {
        "id": f"p{number}",
        "authority": authority,
        "kind": kind,
        "stated_on": "2024-01-01",
        "due_months": months,
        "applies_to": binds,
        "source": "https://example.org/p",
    }


@st.composite
def _promises(draw: st.DrawFn, number: int) -> dict[str, str]:
    kind = draw(st.sampled_from(["respond_by_date", "respond_point_by_point", "respond_publicly", "implement_all"]))
    months = draw(st.sampled_from(["6", "24", "36"]))
    binds = draw(st.sampled_from(["each_recommendation", "whole"]))
    return _promise(number, draw(st.sampled_from(_AUTHORITIES)), kind, months, binds)


@st.composite
def _events(draw: st.DrawFn, promises: Rows) -> Rows:
    return tuple(
        {
            "promise": promise["id"],
            "date": "2024-06-01",
            "state": draw(st.sampled_from(["withdrawn", "kept"])),
            "assessor": "Committee",
            "assessor_kind": "parliament",
            "source": "https://example.org/w",
        }
        for promise in promises
        if draw(st.booleans())
    )


@st.composite
def _responses(draw: st.DrawFn, recommendations: Rows) -> Rows:
    days = st.dates(date(2024, 5, 31), date(2026, 11, 1))
    made: list[Mapping[str, str]] = []
    for recommendation in recommendations:
        if draw(st.booleans()):
            made.append(
                {
                    "id": f"a{len(made)}",
                    "recommendation": recommendation["id"],
                    "authority": draw(st.sampled_from(_AUTHORITIES)),
                    "date": draw(days).isoformat(),
                    "position": draw(st.sampled_from(["accepted", "under_consideration"])),
                    "source": "https://example.org/a",
                }
            )
    if draw(st.booleans()):
        made.append(
            {
                "id": f"a{len(made)}",
                "applies_to": "whole",
                "covers": str(len(recommendations)),
                "point_by_point": draw(st.sampled_from(["true", "false", ""])),
                "authority": draw(st.sampled_from(_AUTHORITIES)),
                "date": draw(days).isoformat(),
                "source": "https://example.org/a",
            }
        )
    return tuple(made)


@st.composite
def _progress(draw: st.DrawFn, recommendations: Rows) -> Rows:
    return tuple(
        {
            "id": f"g-{recommendation['id']}",
            "recommendation": recommendation["id"],
            "date": "2025-06-01",
            "state": "delivered",
            "evidence": "https://example.org/e",
            "assessor": "Office",
            "assessor_kind": "independent",
            "source": "https://example.org/e",
        }
        for recommendation in recommendations
        if draw(st.booleans())
    )


@st.composite
def _coverage(draw: st.DrawFn, tables: Mapping[str, Rows]) -> Rows:
    """Say of some tables how complete they are, mostly that they are; the day of the check lies anywhere."""
    made = []
    for table in ("recommendations", "responses", "promises", "promise_events", "progress"):
        state = draw(st.sampled_from(["complete", "complete", "complete", "partial", "silent"]))
        checked = AS_OF - timedelta(days=draw(st.sampled_from([0, 2, 200, 900])))
        of = str(len(tables[table])) if state == "complete" else ""
        if state != "silent":
            made.append({"table": table, "state": state, "of": of, "checked_on": checked.isoformat()})
    return tuple(made)
