"""Write a project with as many invented recommendations as wanted: the same number and seed, the same bytes.

Run it with `python benchmarks/records.py FOLDER NUMBER`. Every recommendation has a ballot with four or five counts,
an answer and an assessment of progress; some answers hold commitments, some recommendations come from another one.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

PER_ASSEMBLY = 500
MEMBERS = 100
SOURCE = "https://example.org/invented"
ADDRESS = "https://example.org/some/where/"

Cells = dict[str, object]
Sheets = dict[str, list[Cells]]

_NOUNS = (
    "bridge garden school bus library river market roof square path orchard kitchen harbour archive forest street "
    "meadow hospital workshop station tower fountain nursery theatre mill canal playground allotment clinic depot"
).split()
_PEOPLE = "residents tenants pupils nurses drivers farmers neighbours visitors apprentices grandparents".split()
_TRAITS = "shared open quiet green old new safe local common warm bright small public careful plain early".split()
_VERBS = "open mend widen plant share lend measure protect rebuild connect heat light count train move".split()
_PLACES = "in every district|beside the water|near the old wall|within ten minutes' walk|on the hill|at night".split(
    "|"
)
_REASONS = (
    "because nobody knows how many there are|so that {people} can use it|since the last one closed|"
    "which the experts had advised|although it costs more at first|and to say every year what came of it|"
    "as long as {people} agree|before the next winter"
).split("|")
_TOPICS = ("water", "roads", "homes", "schools", "food", "energy", "health", "leisure")
_AUTHORITIES = (
    ("council", "Council of the invented town", "council"),
    ("works", "Office of works (invented)", "agency"),
    ("parliament", "Parliament of the invented region", "parliament"),
)
_POSITIONS = (
    ("accepted", 30),
    ("accepted_in_part", 20),
    ("accepted_in_principle", 10),
    ("already_policy", 8),
    ("under_consideration", 10),
    ("referred", 6),
    ("rejected", 12),
    ("noted_only", 4),
)
_STATES = (
    ("not_started", 15),
    ("planned", 15),
    ("in_progress", 30),
    ("partly_delivered", 15),
    ("delivered", 15),
    ("stalled", 6),
    ("abandoned", 4),
)
_REFUSALS = "cost legal competence evidence timing other".split()
_AGREEING = frozenset({"accepted", "accepted_in_part", "accepted_in_principle"})


@dataclass(frozen=True)
class Setting:
    """One assembly: its number from 0, how many recommendations it has, and its source of chance."""

    number: int
    size: int
    chance: Random

    @property
    def id(self) -> str:
        """Name its folder."""
        return f"assembly-{self.number + 1:03}"

    @property
    def first_day(self) -> date:
        """Give the day on which it begins; each assembly begins a week after the one before it."""
        return date(2020, 1, 4) + timedelta(weeks=self.number)

    @property
    def last_day(self) -> date:
        """Give its last day, on which all ballots are held."""
        return self.first_day + timedelta(days=120)

    @property
    def report_day(self) -> date:
        """Give the day of its report."""
        return self.last_day + timedelta(days=30)


def write(folder: Path, number: int, seed: int = 1) -> None:
    """Write a project of `number` recommendations into an empty or new folder: settings, content and datasets."""
    _settings(folder)
    shared: Sheets = {
        "authorities": [
            {"id": identifier, "name": name, "kind": kind, "level": "local", "source": SOURCE}
            for identifier, name, kind in _AUTHORITIES
        ],
        "topics": [{"id": topic, "name": topic.capitalize(), "source": SOURCE} for topic in _TOPICS],
    }
    _write_sheets(folder / "datasets" / "_shared", shared)
    for i, first in enumerate(range(0, number, PER_ASSEMBLY)):
        size = min(PER_ASSEMBLY, number - first)
        _write_sheets(folder / "datasets" / f"assembly-{i + 1:03}", assembly(Setting(i, size, Random(f"{seed}/{i}"))))


def assembly(setting: Setting) -> Sheets:
    """Make every table of one assembly."""
    origins = _frame(setting)
    for index in range(1, setting.size + 1):
        for table, rows in recommendation(setting, index).items():
            origins.setdefault(table, []).extend(rows)
    return origins


def _settings(folder: Path) -> None:
    (folder / "content").mkdir(parents=True)
    welcome = "# Invented assemblies\n\nEverything here is invented, to measure what a large site costs.\n"
    (folder / "content" / "index.md").write_text(welcome, encoding="utf-8")
    settings = f"site_name: Invented assemblies\nsite_url: {ADDRESS}\ndocs_dir: content\nplugins:\n  - folkmoot\n"
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")


def _frame(setting: Setting) -> Sheets:
    report_day = setting.report_day.isoformat()
    about: Cells = {
        "name": f"Invented assembly {setting.number + 1}",
        "question": f"What should we {setting.chance.choice(_VERBS)} first, and who is to pay for it?",
        "level": "local",
        "kind": "assembly",
        "starts_on": setting.first_day,
        "ends_on": setting.last_day,
        "reported_on": report_day,
        "members_planned": MEMBERS,
        "members_final": MEMBERS,
        "languages": "en",
        "licence": "CC0-1.0",
        "summary": f"**Invented.** {_paragraph(setting.chance, 4)}",
        "invented": "true",
        "source": SOURCE,
    }
    report: Cells = {
        "id": "report",
        "title": f"Report of invented assembly {setting.number + 1}",
        "kind": "report",
        "url": f"{SOURCE}/{setting.id}/report",
        "language": "en",
        "licence": "CC0-1.0",
        "date": report_day,
        "source": SOURCE,
    }
    promise: Cells = {
        "id": "answer-in-time",
        "authority": "council",
        "kind": "respond_by_date",
        "quote": "Each recommendation gets an answer within six months.",
        "quote_language": "en",
        "stated_on": setting.first_day,
        "due_months": 6,
        "applies_to": "each_recommendation",
        "source": SOURCE,
    }
    covered = ("recommendations", "ballots", "responses", "progress")
    return {
        "assembly": [about],
        "documents": [report],
        "promises": [promise],
        "roles": [{"authority": "council", "role": "recipient", "source": SOURCE}],
        "coverage": [
            {"table": name, "state": "complete", "of": setting.size, "checked_on": "2026-11-01"} for name in covered
        ],
    }


def recommendation(setting: Setting, index: int) -> Sheets:
    """Make one recommendation with everything that hangs on it; `index` counts from 1."""
    chance = setting.chance
    is_adopted = chance.random() < 0.94
    authority = chance.choices(_AUTHORITIES, (6, 3, 1))[0][0]
    message: Cells = {
        "id": f"r{index}",
        "number": str(index),
        "title": f"{_title(chance)} ({index})",
        "text": _text(chance),
        "text_language": "en",
        "kind": "recommendation",
        "topic": chance.choice(_TOPICS),
        "decision": "adopted" if is_adopted else "not_adopted",
        "decided_on": setting.last_day,
        "rationale": _paragraph(chance, 3) if chance.random() < 0.6 else None,
        "minority_view": _paragraph(chance, 2) if chance.random() < 0.15 else None,
        "addressed_to": authority,
        "document": "report",
        "page": str(10 + index // 3),
        "source": SOURCE,
    }
    ballot, counts = _ballot(setting, index, is_adopted)
    response = _response(setting, index, authority)
    return {
        "recommendations": [message],
        "ballots": [ballot],
        "ballot_counts": counts,
        "responses": [response],
        "commitments": _commitments(setting, index, str(response["position"])),
        "progress": [_progress(setting, index)],
        "lineage": _lineage(setting, index),
    }


def _ballot(setting: Setting, index: int, is_adopted: bool) -> tuple[Cells, list[Cells]]:
    chance = setting.chance
    winning, losing = chance.randint(46, 80), chance.randint(0, 12)
    support, oppose = (winning, losing) if is_adopted else (losing, winning)
    votes = [
        ("agree", "support", support),
        ("neutral", "neutral", chance.randint(0, 4)),
        ("disagree", "oppose", oppose),
    ]
    votes.append(("abstain", "abstain", index % 4))
    if chance.random() < 0.5:
        votes.insert(1, ("tend_to_agree", "support", 0 if not is_adopted else chance.randint(0, 1)))
    cast = sum(n for _, _, n in votes)
    agreed = sum(n for _, counts_as, n in votes if counts_as == "support")
    ballot: Cells = {
        "id": f"b{index}",
        "recommendation": f"r{index}",
        "date": setting.last_day,
        "method": "secret_ballot",
        "electorate": "members",
        "binding": "true",
        "eligible": MEMBERS,
        "present": MEMBERS,
        "cast": cast,
        "threshold_kind": "majority",
        "denominator": "expressed",
        "result": "adopted" if is_adopted else "not_adopted",
        "published_percent": round(100 * agreed / (agreed + oppose)),
        "source": SOURCE,
    }
    counts: list[Cells] = [
        {
            "ballot": f"b{index}",
            "option": option,
            "label": option.replace("_", " ").capitalize(),
            "counts_as": counts_as,
            "n": n,
            "source": SOURCE,
        }
        for option, counts_as, n in votes
    ]
    return ballot, counts


def _response(setting: Setting, index: int, authority: str) -> Cells:
    chance = setting.chance
    position = _drawn(chance, _POSITIONS)
    return {
        "id": f"a{index}",
        "recommendation": f"r{index}",
        "authority": authority,
        "date": setting.report_day + timedelta(days=chance.randint(20, 260)),
        "round": 1,
        "position": position,
        "quote": position.replace("_", " ").capitalize(),
        "quote_language": "en",
        "note": "\n\n".join(_paragraph(chance, chance.randint(2, 4)) for _ in range(chance.randint(1, 2))),
        "competence": "own",
        "refusal_reason": chance.choice(_REFUSALS) if position == "rejected" else None,
        "refers_to": "parliament" if position == "referred" else None,
        "existing_policy": f"Plan for {chance.choice(_NOUNS)}s" if position == "already_policy" else None,
        "source": f"{SOURCE}/{setting.id}/answers/{index}",
    }


def _commitments(setting: Setting, index: int, position: str) -> list[Cells]:
    chance = setting.chance
    if position not in _AGREEING or chance.random() < 0.5:
        return []
    return [
        {
            "id": f"c{index}-{number}",
            "response": f"a{index}",
            "summary": _sentence(chance),
            "owner": f"Office for the {chance.choice(_NOUNS)}",
            "due_on": str(2021 + chance.randint(0, 9)),
            "strength": chance.choice(("will", "will_consider", "will_explore", "supports")),
            "source": SOURCE,
        }
        for number in range(1, chance.randint(2, 3))
    ]


def _progress(setting: Setting, index: int) -> Cells:
    chance = setting.chance
    return {
        "id": f"p{index}",
        "recommendation": f"r{index}",
        "date": setting.report_day + timedelta(days=chance.randint(300, 900)),
        "state": _drawn(chance, _STATES),
        "note": _sentence(chance),
        "evidence": f"{SOURCE}/{setting.id}/progress/{index}",
        "assessor": chance.choice(("Audit office", "Members' follow-up group", "Office of works")),
        "assessor_kind": "independent",
        "source": SOURCE,
    }


def _lineage(setting: Setting, index: int) -> list[Cells]:
    """Let every tenth recommendation come from an earlier one of its own assembly, or from one of the last assembly."""
    if index % 10:
        return []
    origin = f"r{index - 7}" if setting.number == 0 or index % 20 else f"assembly-{setting.number:03}/r{index}"
    return [{"from": origin, "to": f"r{index}", "relation": "derived_from", "source": SOURCE}]


def _drawn(chance: Random, weighed: Sequence[tuple[str, int]]) -> str:
    return chance.choices([value for value, _ in weighed], [weight for _, weight in weighed])[0]


def _title(chance: Random) -> str:
    return f"{chance.choice(_VERBS).capitalize()} {_things(chance)} {chance.choice(_PLACES)}"


def _things(chance: Random) -> str:
    return f"the {chance.choice(_TRAITS)} {chance.choice(_NOUNS)}s"


def _sentence(chance: Random) -> str:
    ends = chance.sample(_REASONS, chance.randint(0, 2))
    message = f"The {chance.choice(_PEOPLE)} should {chance.choice(_VERBS)} {_things(chance)} {chance.choice(_PLACES)}"
    return ", ".join([message, *(end.format(people=chance.choice(_PEOPLE)) for end in ends)]) + "."


def _paragraph(chance: Random, sentences: int) -> str:
    return " ".join(_sentence(chance) for _ in range(sentences))


def _text(chance: Random) -> str:
    """Write one to three paragraphs of Markdown, often with a list and a few strong words between them."""
    parts = [_paragraph(chance, chance.randint(1, 4)) for _ in range(chance.randint(1, 3))]
    if chance.random() < 0.5:
        parts.insert(1, "\n".join(f"- {_things(chance).capitalize()}" for _ in range(chance.randint(2, 5))))
    if chance.random() < 0.3:
        parts.append(f"This holds **{chance.choice(_PLACES)}**, and for {_things(chance)} it is *urgent*.")
    return "\n\n".join(parts)


def _write_sheets(folder: Path, origins: Sheets) -> None:
    folder.mkdir(parents=True)
    for name, rows in origins.items():
        if not rows:
            continue
        if name == "assembly":
            _write_record(folder / "assembly.yaml", rows[0])
        else:
            _write_csv(folder / f"{name}.csv", rows)


def _write_record(path: Path, cells: Cells) -> None:
    """Write a YAML record; every value is a text in single quotes."""
    lines = (f"{name}: '{str(value).replace(chr(39), chr(39) * 2)}'\n" for name, value in cells.items())
    path.write_text("".join(lines), encoding="utf-8")


def _write_csv(path: Path, rows: Sequence[Cells]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    given = argparse.ArgumentParser(description="Write a project of invented recommendations.")
    given.add_argument("folder", type=Path)
    given.add_argument("number", type=int)
    chosen = given.parse_args()
    write(chosen.folder, chosen.number)
