"""What the pages say of the measures: on the frozen record, and on the smallest one."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from folkmoot.data.tables import Tables
from folkmoot.measures import disagreement, lineage
from folkmoot.measures.figures import Figures
from folkmoot.pages import render, spec
from folkmoot.record.assembly import Record
from folkmoot.web.site import Page, Site
from tests import frozen, validity
from tests.records import assembly_of, made_site, specs_of, tables_of

NOW = frozen.AS_OF
STATES = ("Kept", "Kept late", "Kept in part", "Broken", "Withdrawn", "Open")


def site_of(tables: Tables, as_of: date = NOW) -> Site:
    return made_site(tables, as_of, name="Record", url="", description="")


def pages_of(site: Site) -> Iterator[Page]:
    return render.make(site, specs_of(site))


@cache
def own_specs(as_of: date) -> dict[str, spec.PageSpec]:
    return {one.address: one for one in specs_of(frozen.site(as_of))}


@cache
def body(address: str, as_of: date = NOW) -> str:
    (page,) = render.make(frozen.site(as_of), [own_specs(as_of)[address]])
    return page.body


def words(markup: str) -> str:
    """Take the text out of a page, each run of white space as one space."""
    text = html.unescape(re.sub(r"<(svg|title)\b.*?</\1>", " ", markup, flags=re.DOTALL))
    text = re.sub(r"</?(b|strong|time|span|em|a)\b[^>]*>", "", text)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def said(address: str, as_of: date = NOW) -> str:
    return words(body(address, as_of))


def part(address: str, name: str) -> str:
    """Cut one article, section or element with an id out of a page, up to the next element of the same name."""
    found = re.search(rf'<(\w+) [^>]*id="{name}".*?(?=<\1[ >]|\Z)', body(address), re.DOTALL)
    assert found is not None, name
    return found[0]


# The promise ledger


def test_the_ledger_shows_a_withdrawn_promise_with_both_sources() -> None:
    promise = part("fenland-climate/promises/", "promise-p1")
    text = words(promise)
    assert "Withdrawn" in text
    assert "It was taken back on 22 June 2021, 7 days after it was made. So nothing is counted." in text
    assert "https://example.org/fenland-climate/committee/54606.htm" in promise
    assert "https://example.org/fenland-climate/committee/54607.htm" in promise
    assert "It was withdrawn on 22 June 2021." in said("fenland-climate/promises/")


def test_the_ledger_shows_a_duty_as_kept_by_one_answer_to_the_whole_and_says_what_is_not_held() -> None:
    promise = part("skerry-climate/promises/", "promise-p1")
    text = words(promise)
    assert "81 of 81 answered by 23 December 2021" in text
    assert "one point-by-point answer to the whole report came on 16 December 2021, 7 days early" in text
    assert "This record holds 3 of these 81 answers one by one; the others are not recorded here." in text
    assert "September 2019, before the members first met" in text
    assert "Kept" in text and "Climate Targets (Skerry) Act 2019" in text
    assert "https://example.org/skerry-climate/organising-assembly" in promise


def test_the_answers_of_an_incomplete_record_are_counted_nowhere() -> None:
    text = said("skerry-climate/answers/")
    assert "What can’t be worked out here" in text
    assert "holds neither all of the one nor all of the other" in text
    for anchor in ("pace", "taken-up", "awaited", "authorities"):
        assert f'id="{anchor}"' not in body("skerry-climate/answers/")


def test_a_promise_that_the_record_cannot_judge_is_not_called_broken() -> None:
    text = said("quay-consumption/promises/")
    assert "this record holds only a part. It may have been kept." in text
    assert "Whether they were kept can’t be told from this record." in text
    assert "Broken" not in text
    assert "A first answer within three months" in words(part("overdue/", "untold"))


def test_the_invented_assembly_shows_every_state_of_a_promise() -> None:
    text = said("example-riverbend/promises/")
    assert [state for state in STATES if state not in text] == []
    shown = {entry.state for entry in Figures(frozen.site().record.by_id["example-riverbend"], NOW).ledger}
    assert {"kept", "kept_late", "kept_in_part", "withdrawn", "open"} <= shown


@pytest.mark.parametrize(
    ("promise", "evidence"),
    [
        ("answer-publicly", "Its first answer came on 2 December 2025, 103 days early."),
        ("answer-each", "14 of 18 answered by 15 March 2026; 2 after that day; 2 are still missing."),
        ("give-reasons", "3 of 3 refusals came with a reason."),
        ("put-to-vote", "No table of this record shows a vote, so what was said of it decides."),
        ("progress-reports", "2 of 2 stretches of 6 months had a report. The next one is due by 15 March 2027."),
        ("meet-again", "The members met again on 12 September 2026, 3 days early."),
        ("region-answer", "2 of 4 answered so far. The others are due by 31 December 2026."),
        ("four-in-five", "80% of the 23 recommendations that can be carried out make 19. 1 of 19 is delivered"),
    ],
)
def test_each_kind_of_promise_has_its_evidence_in_words(promise: str, evidence: str) -> None:
    text = words(part("example-riverbend/promises/", f"promise-{promise}"))
    assert evidence in text


def test_a_disagreement_on_a_promise_is_shown_with_both_sides() -> None:
    text = words(part("example-riverbend/promises/", "promise-answer-in-time"))
    assert "This record and The Riverbend Echo don’t agree" in text
    assert "As this record shows Kept in part" in text
    assert "As The Riverbend Echo said on 16 March 2026 Broken" in text
    assert "Two answers to the same question" not in words(part("example-riverbend/promises/", "promise-answer-each"))


def test_the_day_moves_what_is_due() -> None:
    early = said("example-riverbend/promises/", date(2026, 3, 10))
    assert "No promise" not in early
    assert "The others are due by 15 March 2026." in early
    assert "still missing" not in early


# Answers: who, how long, what was taken up


def test_what_is_awaited_is_listed_with_its_days() -> None:
    text = words(part("example-riverbend/answers/", "awaited"))
    assert "2 answers are overdue." in text
    assert "252 days" in text and "39 left" in text
    assert 'href="../../overdue/"' in body("example-riverbend/answers/")


def test_the_curve_has_its_median_its_promised_days_and_a_table() -> None:
    page = body("example-riverbend/answers/")
    text = words(part("example-riverbend/answers/", "pace"))
    assert "Half of the 34 answers that are owed had been given 249 days after the adoption." in text
    assert "15 March 2026, promised by Riverbend Town Council: 252 days after the adoption." in text
    assert "31 December 2026, promised by Government of the Vale Region" in text and "Not reached yet." in text
    assert "2 of the 23 recommendations that can be carried out are known to be delivered: too few to draw" in text
    assert page.count('class="fm-pace"') == 1
    assert page.count("The curve as a table") == 1


def test_the_contrast_claims_no_more_than_its_interval_allows() -> None:
    text = words(part("example-riverbend/answers/", "taken-up"))
    assert "Of what was policy already, 1 of 1 was accepted; of what went against policy, 0 of 2." in text
    assert "So this shows neither that one was favoured nor that it wasn’t." in text
    assert "more than chance alone would easily make" not in text
    assert "Kept apart: 5 were assessed only after the first answer" in text


def test_acceptance_by_specificity_stands_beside_its_yardstick_and_says_who_read_it() -> None:
    text = words(part("example-riverbend/answers/", "specificity"))
    assert "Read by the editors of this record." in text
    assert "Specific action 5 of 14 3 1 36%" in text
    assert "Kept apart: of 6 nobody has read how specific they are." in text
    assert "of 41,066 recommendations" in text
    assert "96% of the least specific were accepted and 55% of the most specific" in text
    assert "Considering 1,979 of 3,449 57%" in text


def test_what_nobody_has_read_has_no_section_on_specificity() -> None:
    page = next(p for p in pages_of(site_of(tables_of())) if p.address == "demo/answers/")
    assert 'id="taken-up"' in page.body and 'id="specificity"' not in page.body


def test_what_became_of_each_answer_is_told_in_plain_words_and_as_a_table() -> None:
    text = words(part("example-riverbend/answers/", "outcomes"))
    assert "1 accepted and done 9 accepted and not done so far 4 accepted; whether it was done isn’t known" in text
    assert "2 refused and not done 6 refused; whether it was done isn’t known" in text
    assert "needn’t have been done because of it" in text
    assert "Rejected 8 1 not started, 1 abandoned, 6 not recorded" in text
    assert "refused and done all the same" not in text


def test_an_answer_that_neither_accepts_nor_refuses_has_a_table_and_no_empty_list() -> None:
    answers = "id,recommendation,authority,date,position,refers_to,source"
    tables = tables_of(responses=f"{answers}\na1,r1,council,2024-06-01,referred,council,https://example.org/a1")
    page = next(p for p in pages_of(site_of(tables)) if p.address == "demo/answers/")
    assert 'id="outcomes"' in page.body
    document = f'<!doctype html><html lang="en"><title>Page</title><body>{page.body}</body></html>'
    assert validity.faults(document) == []


def test_what_became_of_each_answer_is_left_out_of_an_incomplete_record() -> None:
    assert 'id="outcomes"' not in body("fenland-climate/answers/")


def test_the_share_delivered_within_years_stands_beside_the_curve() -> None:
    rows = "".join(
        f"\n    p{n},r{n},{day},delivered,https://example.org/x,Audit,independent"
        for n, day in enumerate(("2024-06-01", "2025-06-01", "2026-02-01"), start=1)
    )
    seen = f"\n    id,recommendation,date,state,evidence,assessor,assessor_kind{rows}"
    listed = "".join(f"\n    r{n},Plant {n},recommendation,adopted,council" for n in range(1, 5))
    made = tables_of(recommendations=f"\n    id,title,kind,decision,addressed_to{listed}", progress=seen)
    page = next(p for p in pages_of(site_of(made)) if p.address == "demo/answers/")
    text = words(page.body)
    assert "25% delivered within 1 year 75% delivered within 2 years" in text
    assert "– delivered within 4 years (not followed for so long yet)" in text


def test_commitments_are_counted_by_their_verb() -> None:
    text = words(part("example-riverbend/answers/", "strength"))
    assert "9 commitments are recorded in the answers. 6 say that something will be done." in text


def test_a_verdict_stands_beside_the_answer_that_it_judges() -> None:
    text = words(part("example-riverbend/answers/", "judged"))
    assert re.search(r"Lease the town's land.*Rejected.*2 of 5.*Vale University", text)


def test_three_institutions_answer_separately() -> None:
    page = body("union-future/answers/")
    for body_id in ("union-parliament", "union-council", "union-commission"):
        assert page.count(f'id="whole-{body_id}"') == 1
    text = said("union-future/answers/")
    assert "3 authorities answered, each for itself. Their answers are never added up." in text
    assert "Parliament of the Union 4 May 2022 −5 1 no" in text
    assert "Council of the Union 10 June 2022 32 3 yes" in text
    assert "Commission of the Union 17 June 2022 39 1 yes" in text


# Assessors, members, impact


def test_competing_tallies_stand_side_by_side_with_their_distance() -> None:
    page = body("gale-convention/impact/")
    text = said("gale-convention/impact/")
    assert "3 assessors have counted what came of it" in text
    for name in ("President of the Republic", "Government", "The Gale Reporter"):
        assert f"<h3>{name}</h3>" in page
    assert "Rejected 51 points apart" in text
    assert "https://example.org/gale-convention/government/count" in page
    assert "https://example.org/gale-convention/reporter" in page


def test_drop_out_is_shown_trait_by_trait() -> None:
    text = words(part("ford-assembly/members/", "dropout"))
    assert "20-24 8 5 3 5 (62%)" in text
    assert "C2DE 18 13 10 8 (44%)" in text
    assert "Some groups are larger at the end: others came, or people changed what they said." in text
    assert "This can’t be worked out: no shares in the population are recorded." in said("ford-assembly/members/")


def test_the_distance_from_the_population_is_a_sentence() -> None:
    text = said("example-riverbend/members/")
    assert (
        "4 in 100 of those who took up a seat would have to be replaced for the group to match the population." in text
    )
    assert "not known" in words(part("dale-assembly/members/", "distance"))


def test_the_series_of_four_waves_is_shown_with_what_is_not_known_of_it() -> None:
    page = body("fenland-climate/impact/")
    assert re.findall(r'fm-trend__value"[^>]*>(\d+)<', page) == ["46", "56", "72", "74"]
    text = said("fenland-climate/impact/")
    assert "From 46 (January 2020) to 74 (September 2022): up by 28 points." in text
    assert "How many were asked isn’t recorded" in text
    assert "https://example.org/fenland-climate/two-years" in page


def test_a_change_says_whether_chance_could_have_made_it() -> None:
    text = said("example-riverbend/impact/")
    assert "the change may be anything from −7 to +30 points: there may be none." in text
    assert "the change may be anything from +6 to +44 points: more than chance alone would easily make." in text
    assert "In the public at the same time: 27 to 30, up by 3 points." in text


# Parliament, lineage, rules, comparison


def test_parliament_and_its_champion_are_shown() -> None:
    text = said("harbour-cycle-1/impact/")
    assert "17 steps in parliament are recorded; 16 were carried by somebody bound to the assembly." in text
    assert "From 26 May 2019 until May 2024; nobody is recorded as having followed · 16 steps carried" in text
    assert "Rejected: 88 for, 97 against, 6 abstained." in said("example-riverbend/impact/")
    assert 'href="impact/#parliament"' in body("harbour-cycle-1/")


def test_the_rule_of_decision_is_visible_with_its_source() -> None:
    page = body("harbour-cycle-3/")
    assert "At least 85% in support was needed." in words(page)
    assert "https://example.org/quay/third-cycle-state-of-affairs" in page
    assert "15 % objections" in said("harbour-movement/")
    assert "https://example.org/quay/checklist" in body("harbour-movement/data/")


def test_lineage_is_drawn_and_listed_across_assemblies() -> None:
    page = body("union-panel/")
    assert page.count('class="fm-graph"') == 3
    assert 'href="../union-future/recommendations/p1/"' in page
    text = said("union-future/")
    assert (
        "17 Reducing dependency of the Union from foreign actors in economically strategic sectors split into 17(1)"
        in text
    )
    assert "4 (a) The money from the levy goes to homes and to nothing else" in words(
        part("example-riverbend/", "conditions")
    )


def test_assemblies_are_compared_only_where_their_records_allow_it() -> None:
    text = said("compare/")
    assert "For none of them is every answer known yet, so answers can’t be compared." in text
    assert "Riverbend" not in text
    assert "Climate Assembly Fenland 1 0 Withdrawn" in text
    assert "Skerry's Climate Assembly: 60 of 97 recommendations on record; 4 of 82 answers on record." in text


# The smallest record


UNADDRESSED = """
    id,title,kind,decision
    r1,Plant trees,recommendation,adopted
"""


def smallest(**tables: str) -> dict[str, str]:
    """Give the text of each kind of page of an assembly with one recommendation and nothing else."""
    made = {page.kind: page.body for page in pages_of(site_of(tables_of(**tables)))}
    for kind, markup in made.items():
        assert not re.search(r"<(ul|ol|dl|tbody|h2|h3|figure|p)\b[^>]*>\s*</\1>", markup), kind
        message = set(words(markup).split()) if kind not in ("codebook", "mistakes") else set()
        assert not {"nan", "inf"} & message, kind
    return {kind: words(markup) for kind, markup in made.items()}


def test_an_assembly_with_one_recommendation_has_sensible_pages() -> None:
    made = smallest()
    assert "0 of the 1 answer that is owed has been given." in made["answers"]
    assert "0 of 1 answer that is owed has been given: too few to draw a curve." in made["answers"]
    assert "Nothing was promised" in made["promises"]
    assert "What the assembly changed isn’t recorded here." in made["impact"]
    assert "Who sat in this assembly isn’t recorded here." in made["members"]


def test_where_nobody_owes_an_answer_nothing_is_measured() -> None:
    made = smallest(recommendations=UNADDRESSED)
    assert "No answer is recorded, and none is known to be owed." in made["answers"]
    assert "How long it takes" not in made["answers"]
    assert "Demo: no answer is known to be owed." in made["compare"]


def test_a_complete_record_is_compared_with_others() -> None:
    text = smallest()["compare"]
    assert "For 1 every answer is known, so that it can be compared." in text
    assert "Demo 0 of 1 0 0 none yet" in text
    assert "Demo 0 of 1 0 0% 0 and 79%" in text


# The figures behind them, by hand


CARDS = """
    assessor,assessor_kind,date,category,counts_as,n,share,of,source
    Council,authority,2024-06-01,Old,delivered,9,,10,https://example.org/a
    Council,authority,2025-06-01,Done,delivered,5,,10,https://example.org/a
    Council,authority,2025-06-01,Done too,delivered,1,,10,https://example.org/a
    Council,authority,2025-06-01,Going on,in_progress,4,,10,https://example.org/a
    Paper,press,2025-07-01,Done,delivered,,0.25,,https://example.org/b
    Paper,press,2025-07-01,Nothing,not_started,,0.75,,https://example.org/b
    Late,press,2027-01-01,Done,delivered,0,,10,https://example.org/c
"""


def test_tallies_are_compared_by_their_newest_lines_added_up() -> None:
    (found,) = disagreement.disagreements(assembly_of(scorecards=CARDS), NOW)
    assert found.counts_as == "delivered"
    assert [(one.assessor, one.n, one.share) for one in found.tallied] == [
        ("Council", 6, pytest.approx(0.6)),
        ("Paper", None, 0.25),
    ]
    assert found.spread == pytest.approx(0.35)


def test_before_the_first_tally_there_is_nothing_to_compare() -> None:
    assert disagreement.disagreements(assembly_of(scorecards=CARDS), date(2024, 1, 1)) == ()


RECOMMENDATIONS = """
    id,title,kind,decision
    a,A,recommendation,adopted
    b,B,recommendation,adopted
    c,C,recommendation,adopted
    d,D,recommendation,adopted
    e,E,recommendation,adopted
"""


def drawn(rows: str) -> list[dict[str, tuple[int, int]]]:
    assembly = assembly_of(recommendations=RECOMMENDATIONS, lineage=f"from,to,relation\n{rows}")
    found = lineage.descents(Record((assembly,)), assembly)
    return [{node.reference.id: (node.column, node.row) for node in one.nodes} for one in found]


def test_a_descent_is_laid_out_after_the_furthest_origin() -> None:
    rows = "a,b,derived_from\nb,c,split_into\na,c,echoes\nd,e,merged_into\n"
    assert drawn(rows) == [{"a": (0, 0), "b": (1, 0), "c": (2, 0)}, {"d": (0, 0), "e": (1, 0)}]


def test_what_goes_in_a_circle_is_laid_out_all_the_same() -> None:
    rows = "a,b,derived_from\nb,a,derived_from\nb,c,derived_from\n"
    assert drawn(rows) == [{"a": (0, 0), "b": (0, 1), "c": (0, 2)}]
