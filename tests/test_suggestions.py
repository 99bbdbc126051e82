"""What the check suggests in place of what it found is made from that, and right."""

from __future__ import annotations

import pytest

from folkmoot.data import licences, patterns, schemas, terms

SCHEMAS = schemas.load()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("CC BY 4.0", "CC-BY-4.0"),
        ("cc-by-4.0", "CC-BY-4.0"),
        ("CC-BY", "CC-BY-4.0"),
        ("CC BY-SA 3.0", "CC-BY-SA-3.0"),
        ("CC BY-NC-SA 4.0", "CC-BY-NC-SA-4.0"),
        ("Creative Commons Attribution 4.0 International", "CC-BY-4.0"),
        ("https://creativecommons.org/licenses/by-sa/4.0/deed.de", "CC-BY-SA-4.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("CC0", "CC0-1.0"),
        ("OGL", "OGL-UK-3.0"),
        ("OGL v3", "OGL-UK-3.0"),
        ("ogl-uk-3.0", "OGL-UK-3.0"),
        ("Open Government Licence v3.0", "OGL-UK-3.0"),
        ("Licence Ouverte 2.0", "etalab-2.0"),
        ("Licence Ouverte / Open Licence 2.0", "etalab-2.0"),
        ("dl-de/by-2-0", "DL-DE-BY-2.0"),
        ("ODbL", "ODbL-1.0"),
        ("open", ""),
        ("all rights reserved", ""),
    ],
)
def test_licence_that_was_meant_is_found(written: str, meant: str) -> None:
    assert licences.nearest(written) == meant


@pytest.mark.parametrize("name", licences.USUAL)
def test_usual_licence_is_found_by_its_own_name(name: str) -> None:
    assert licences.nearest(name.replace("-", " ").lower()) == name


@pytest.mark.parametrize(
    ("column", "written", "meant"),
    [
        ("authorities.kind", "department", "ministry"),
        ("authorities.kind", "Ministry", "ministry"),
        ("authorities.kind", "EU institution", "eu_institution"),
        ("authorities.kind", "City Council", "council"),
        ("recommendations.decision", "Approved", "adopted"),
        ("progress.state", "in progress", "in_progress"),
        ("progress.state", "'done", "delivered"),
        ("authorities.kind", "zebra", ""),
        ("authorities.kind", "A" * 19_000, ""),
    ],
)
def test_value_that_was_meant_is_found(column: str, written: str, meant: str) -> None:
    table, _, name = column.partition(".")
    assert terms.nearest(written, SCHEMAS[table].by_name[name].terms) == meant


def test_no_other_word_for_a_value_means_two_values() -> None:
    for schema in SCHEMAS.values():
        for column in schema.columns:
            words = [word for term in column.terms for word in (*term.also, term.value)]
            assert len(words) == len(set(words)), f"{schema.name}.{column.name}"


def test_every_pattern_of_a_schema_is_said_in_words() -> None:
    found = {
        column.descriptor.get("constraints", {}).get("pattern")
        for schema in SCHEMAS.values()
        for column in schema.columns
        if not (column.is_address or column.partial_date)
    }
    assert found - {None, "^[a-z0-9]+(-[a-z0-9]+)*$"} == set(patterns.IN_WORDS)


@pytest.mark.parametrize(
    ("pattern", "written", "meant"),
    [
        (r"^([01][0-9]|2[0-3]):[0-5][0-9]$", "9:30", "09:30"),
        (r"^([01][0-9]|2[0-3]):[0-5][0-9]$", "9.30", "09:30"),
        (r"^#[0-9a-fA-F]{6}$", "1d5d8c", "#1d5d8c"),
        (r"^[A-Z]{3}$", "gbp", "GBP"),
        (r"^[a-z0-9]+(_[a-z0-9]+)*$", "I agree", "i_agree"),
        (r"^[a-z0-9]+(_[a-z0-9]+)*$", "i-agree", "i_agree"),
        (r"^Q[1-9][0-9]*$", "https://www.wikidata.org/wiki/Q1203", "Q1203"),
    ],
)
def test_text_that_keeps_the_pattern_is_suggested(pattern: str, written: str, meant: str) -> None:
    assert str(patterns.mended(pattern, written)) == f'write "{meant}"'
