"""Rules about those who sat: strata, profile, personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from folkmoot.data.messages import N_, Message, Named
from folkmoot.data.problems import Severity
from folkmoot.data.rules.rule import Finding, finding, rule
from folkmoot.data.rules.values import grouped, is_given, number, worked_out
from folkmoot.data.schemas import Column, Schema
from folkmoot.data.tables import Row, Tables, Value

_ROUNDING = 1.02 + 1e-9
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_PHONE = re.compile(
    r"(?<![\w.,/+-])"
    r"(?:\+[1-9][0-9]{0,2}(?:[ ./-]?\(?[0-9]{1,4}\)?){3,6}"
    r"|0[0-9]{2,4}[ /-][0-9]{3,4}[ -]?[0-9]{3,4}"
    r"|0[1-9](?:[ .][0-9]{2}){4})"
    r"(?![\w/-])"
)


@rule("profile-sum")
def profile_counts_stay_within_the_stage(tables: Tables) -> Iterator[Finding]:
    """The members' profile counts no more people in a stratum than there were at that stage.

    Fewer are right, since small groups may be merged or left out to protect them. More means that somebody was
    counted twice or that the figures are those of another stage.
    """
    for assembly in tables.assemblies:
        totals = {row["stage"]: number(row, "n") for row in tables.rows(assembly, "selection_stages")}
        for stage, rows in _profile(tables, assembly):
            total, counted = totals.get(stage), sum(number(row, "n") or 0 for row in rows)
            if total is not None and counted > total:
                people = worked_out(total, (tables.schemas["selection_stages"], "n"))
                yield _too_many(rows[-1], people, counted)


def _too_many(row: Row, people: Named, counted: float) -> Finding:
    return finding(
        row,
        "n",
        N_("must count at most the %(people)s people of stage %(stage)s in stratum %(stratum)s, got %(found)s"),
        N_("check the counts and the stage"),
        people=people,
        stage=row.shown("stage"),
        stratum=row.shown("stratum"),
        found=counted,
    )


def _profile(tables: Tables, assembly: str) -> Iterator[tuple[Value, tuple[Row, ...]]]:
    """Give the lines of each stratum at each stage, with the stage."""
    for (stage, _), rows in grouped(tables.rows(assembly, "member_profile"), "stage", "stratum").items():
        yield stage, rows


@rule("profile-shares")
def profile_shares_stay_within_the_whole(tables: Tables) -> Iterator[Finding]:
    """The shares of one stratum at one stage add up to no more than one, give or take two points of rounding.

    More than the whole means that a line stands twice or that a share is one of something else.
    """
    for assembly in tables.assemblies:
        for _, rows in _profile(tables, assembly):
            row = rows[-1]
            whole = sum(number(row, "share") or 0 for row in rows)
            if whole > _ROUNDING:
                sentence = N_("must add up to at most 1 at stage %(stage)s in stratum %(stratum)s, got %(found)s")
                hint = N_("check each share against the source")
                stage, stratum = row.shown("stage"), row.shown("stratum")
                yield finding(row, "share", sentence, hint, stage=stage, stratum=stratum, found=whole)


@rule("profile-figure")
def profile_lines_have_a_figure(tables: Tables) -> Iterator[Finding]:
    """Each line of the members' profile has a count or, where no count is known, a share.

    A group without a figure looks like a group that nobody belonged to.
    """
    for row in tables.every("member_profile"):
        if not is_given(row, "n") and not is_given(row, "share"):
            sentence = N_("must be given, or share where no count is known; got neither")
            yield finding(row, "n", sentence, N_("add one of them"))


@rule("population-shares")
def population_shares_stay_within_the_whole(tables: Tables) -> Iterator[Finding]:
    """The population shares of a stratum's values add up to no more than one, give or take two points of rounding.

    Every comparison of members and population rests on these shares; a value that stands twice shifts all of them.
    """
    for assembly in tables.assemblies:
        for rows in grouped(tables.rows(assembly, "strata_values"), "stratum").values():
            whole = sum(number(row, "population_share") or 0 for row in rows)
            if whole > _ROUNDING:
                sentence = N_("must add up to at most 1 in stratum %(stratum)s, got %(found)s")
                hint = N_("check each share against the source")
                stratum = rows[-1].shown("stratum")
                yield finding(rows[-1], "population_share", sentence, hint, stratum=stratum, found=whole)


@rule("quota-order")
def quotas_have_room(tables: Tables) -> Iterator[Finding]:
    """The fewest members to be drawn for a value are no more than the most.

    With the two columns exchanged, a draw finds no panel at all and the profile shows every quota as missed.
    """
    for row in tables.every("strata_values"):
        fewest, most = number(row, "min"), number(row, "max")
        if fewest is not None and most is not None and fewest > most:
            sentence = N_("must be at most max, %(most)s, got %(found)s")
            hint = N_("exchange min and max, or correct one")
            yield finding(row, "min", sentence, hint, most=row.shown("max"), found=fewest)


@rule("personal-data", Severity.WARNING)
def texts_hold_no_personal_contacts(tables: Tables) -> Iterator[Finding]:
    """No published text holds an e-mail address or a telephone number.

    They slip in with a letter or a statement that is copied whole, and what was published once can't be taken back.
    The message doesn't repeat what was found, because the logs of a check are often public.
    """
    for table in tables.by_place.values():
        for column in _free_texts(table.schema):
            for row in table.rows:
                found = _contact(row.text(column.name)) if row[column.name] else None
                if found:
                    sentence = N_("must not hold personal contacts, got %(what)s")
                    hint = N_("take it out, or name the office instead")
                    yield finding(row, column.name, sentence, hint, what=found)


def _free_texts(schema: Schema) -> Iterator[Column]:
    for column in schema.public_columns:
        constraints = column.descriptor.get("constraints", {})
        is_bound = column.is_address or column.links or column.list or "pattern" in constraints
        if column.type == "string" and not is_bound and "enum" not in constraints:
            yield column


def _contact(text: str) -> Message | None:
    if "@" in text and _EMAIL.search(text):
        return Message(N_("what looks like an e-mail address"))
    if ("+" in text or "0" in text) and _PHONE.search(text):
        return Message(N_("what looks like a telephone number"))
    return None


RULES = (
    profile_counts_stay_within_the_stage,
    profile_shares_stay_within_the_whole,
    profile_lines_have_a_figure,
    population_shares_stay_within_the_whole,
    quotas_have_room,
    texts_hold_no_personal_contacts,
)
