"""Every page of the site that is made from the record: which there are, and what each template is given."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from folkmoot.data import rules
from folkmoot.data.rule_docs import RELEASE_RULES, SHAPE_RULES
from folkmoot.data.tables import SHARED
from folkmoot.history import sentences, table_diff
from folkmoot.history.changes import Change, Release
from folkmoot.measures import acceptance, disagreement, facets, ledger, lineage, representation
from folkmoot.measures.assembly_state import assembly_state
from folkmoot.measures.axes import SIGNS, Axis, FourAxes
from folkmoot.measures.due import Owed
from folkmoot.measures.figures import Figures
from folkmoot.measures.tally import tally
from folkmoot.record import events
from folkmoot.record.model import Assembly, Authority, Coverage, Recommendation, Session, Topic
from folkmoot.web import citations, embed_addresses, recommendation_versions, templates
from folkmoot.web.site import Page, Site, to_root

INTRO = "<!--folkmoot:intro-->"
"""Stands on the home page where the words of `content/index.md` go."""

_HEADING = re.compile(r'<h2[^>]*\bid="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_NEWEST = 12
_LIST = 500
_CHAPTER = 250
_FILTERS = (
    '<link rel="stylesheet" href="{root}assets/explorer.css">'
    '<script type="module" src="{root}assets/explorer.js"></script>'
)

_VOCABULARIES = {
    "decided": ("recommendations", "decision", ""),
    "answered": (
        "responses",
        "position",
        "answered_differently answered_as_a_whole awaiting_response response_overdue not_owed not_recorded",
    ),
    "done": ("progress", "state", "disputed"),
    "judged": ("", "", "judged not_judged"),
    "promises": ("", "", "kept kept_late kept_in_part broken withdrawn open"),
}
"""Where the states of each axis are explained: table and column of those that are typed in, then those worked out."""

_AXES = ("decided", "answered", "done", "judged")
_GAPS = (
    Coverage("responses", "partial", 5, 81, None, "Nobody has read the other answers yet.", None),
    Coverage("responses", "partial", 1, None, None, None, None),
    Coverage("responses", "not_recorded", 3, None, None, None, None),
    Coverage("responses", "not_recorded", 0, None, None, None, None),
)


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page before its template is filled, which costs most; `given` is what this template gets beside the others.

    `site` is that of a past release where the page is one of its, and `canonical` the address of the current page.
    """

    kind: str
    address: str
    title: str
    description: str
    given: Mapping[str, Any]
    head: str = ""
    site: Site | None = None
    canonical: str | None = None


def page_spec(kind: str, address: str, title: str, description: str, **given: Any) -> PageSpec:
    """Draft a page of a kind; `given` are the variables of its template."""
    return PageSpec(kind, address, title, description, given)


About = Callable[..., PageSpec]


Chapter = Callable[[], Iterator[PageSpec]]


def chapters(site: Site) -> Iterator[Chapter]:
    """Divide the pages into chapters that need nothing of each other, the first of which begins with the home page."""
    known, layouts = recommendation_versions.of(site), _layouts(site)
    yield partial(_of_site, site, layouts)
    for assembly in site.record.assemblies:
        yield partial(of_assembly, site, site.figures[assembly.id], known)
        for first in range(0, len(assembly.recommendations), _CHAPTER):
            part = slice(first, first + _CHAPTER)
            yield partial(of_recommendations, site, site.figures[assembly.id], part, known, layouts)
    for then, wanted in _wanted(site, known):
        yield partial(of_versions, then, wanted, known, layouts)


def _of_site(site: Site, layouts: Layouts) -> Iterator[PageSpec]:
    """Draft the pages that aren't those of a single assembly."""
    yield home(site)
    yield codebook(site)
    yield mistakes(site)
    yield method(site)
    yield glossary(site)
    yield overdue(site)
    yield compare(site)
    yield from style(site)
    yield from of_releases(site, layouts)


Layouts = Mapping[str, table_diff.ReleaseDiff]
"""The changes of each release laid out as tables, by version."""


def _layouts(site: Site) -> Layouts:
    return {one.version: table_diff.diff_of(one.changes, site.tables.schemas) for one in site.releases}


def _history(
    entries: Iterable[recommendation_versions.VersionEntry], layouts: Layouts
) -> list[tuple[recommendation_versions.VersionEntry, tuple[table_diff.TableDiff, ...]]]:
    """Pair what each release changed with its cells before and after; none where something was first recorded."""
    return [(one, () if one.first else layouts[one.release.version].some(one.changes)) for one in entries]


def make(site: Site, env: Environment, specs: Iterable[PageSpec]) -> Iterator[Page]:
    """Make pages from their drafts."""
    narration = _narration(site, env)
    return (_filled(one.site or site, env, one, narration) for one in specs)


def _narration(site: Site, env: Environment) -> Mapping[str, Any]:
    """Give what templates say changes with: `narrate` makes sentences of one, `counts` numbers of rows by table.

    `redacted` has the cells that some release is published without, as (assembly, table, row, column).
    """
    schemas: Any = env.globals["schemas"]
    words: Any = env.globals["localizer"]
    return {
        "narrate": partial(sentences.sentences, localizer=words, schemas=schemas),
        "counts": sentences.tables_of,
        "redacted": frozenset((r.assembly, r.table, r.row, r.field) for one in site.releases for r in one.redactions),
    }


def _filled(site: Site, env: Environment, page: PageSpec, narration: Mapping[str, Any]) -> Page:
    """Fill the template `pages/<kind>.html`.

    It is given `site`, `record`, `root`, `address`, `title`, `kind`, what it says changes with, and `given`.
    """
    always = {
        **narration,
        "site": site,
        "record": site.record,
        "root": to_root(page.address),
        "address": page.address,
        "title": page.title,
        "kind": page.kind,
    }
    body = templates.fill(env, f"pages/{page.kind}.html", {**always, **page.given})
    foot, links = _foot(site, env, page)
    contents = contents_of(body)
    listed = contents and (*contents, *contents_of(foot))
    head = page.head + embed_addresses.head(site, page.given.get("assembly"), page.given.get("embed")) + links
    title, about = str(page.title), str(page.description)
    return Page(page.address, page.kind, title, about, body + foot, listed, head, page.canonical)


def _foot(site: Site, env: Environment, page: PageSpec) -> tuple[str, str]:
    """Write how a page is cited and followed: what stands at its foot, and the links to its feeds for the head."""
    if page.kind == "moved":
        return "", ""
    root = to_root(page.address)
    assembly, one = page.given.get("assembly"), page.given.get("recommendation")
    followed = one if page.site is None and site.extras else None
    given = {"citation": _citation(site, page), "root": root, "assembly": assembly, "recommendation": followed}
    links: Any = env.get_template("parts/feeds.html").module
    return templates.fill(env, "parts/footer.html", given), str(links.links(root, assembly, followed))


def _citation(site: Site, page: PageSpec) -> citations.Citation:
    assembly, one = page.given.get("assembly"), page.given.get("recommendation")
    if assembly is None:
        return citations.of_page(site, page.address, page.title)
    if one is None:
        return citations.of_assembly(site, assembly, page.address, page.title)
    return citations.of_recommendation(site, assembly, one, page.address)


def contents_of(body: str) -> tuple[tuple[str, str], ...]:
    """List the headings of the second level that have an anchor, as (anchor, text in HTML)."""
    return tuple((anchor, " ".join(_TAG.sub("", inner).split())) for anchor, inner in _HEADING.findall(body))


def home(site: Site) -> PageSpec:
    """Draft `/`: all assemblies, headline figures, what changed last.

    The template is given `families` (each an assembly with its panels or cycles), `states` by assembly, `standings` by
    assembly and recommendation, `counts`, `newest` events as (assembly, event) and `intro`.
    """
    return page_spec(
        "home",
        "",
        site.name,
        site.description,
        intro=Markup(INTRO),
        families=_families(site),
        states={a.id: assembly_state(a, site.as_of) for a in site.record.assemblies},
        standings={name: found.standings for name, found in site.figures.items()},
        counts=_headline(site),
        newest=_newest(site),
    )


def _families(site: Site) -> list[tuple[Assembly, list[Assembly]]]:
    """List assemblies with their panels or cycles, those with the fullest record first."""
    by_id = site.record.by_id
    tops = [a for a in site.record.assemblies if a.parent not in by_id]
    families = [(top, [by_id[child] for child in top.children]) for top in tops]
    return sorted(families, key=lambda family: -sum(len(a.recommendations) for a in (family[0], *family[1])))


def _headline(site: Site) -> dict[str, int]:
    """Count over the assemblies that really happened; a family of panels or cycles counts once."""
    real = [a for a in site.record.assemblies if not a.invented]
    standings = [s for a in real for s in site.figures[a.id].standings.values()]
    return {
        "assemblies": sum(a.parent not in site.record.by_id for a in real),
        "recommendations": sum(len(a.recommendations) for a in real),
        "answered": sum(one.is_answered for one in standings),
        "overdue": sum(one.answered.state == "response_overdue" for one in standings),
    }


def _newest(site: Site) -> list[tuple[Assembly, events.Event]]:
    found = [
        (assembly, event)
        for assembly in site.record.assemblies
        if not assembly.invented
        for event in events.latest(assembly)
        if event.date.first <= site.as_of
    ]
    return sorted(found, key=lambda pair: (pair[1].date.last, pair[1].date.first), reverse=True)[:_NEWEST]


def codebook(site: Site) -> PageSpec:
    """Draft `/codebook/`: every table, column and vocabulary in plain words. The template is given `groups`."""
    groups: dict[str, list[Any]] = {}
    for schema in site.tables.schemas.values():
        groups.setdefault(schema.group, []).append(schema)
    say = site.localizer.gettext
    about = say("Every table, column and value of the record.")
    return page_spec("codebook", "codebook/", say("Codebook"), about, groups=groups)


def method(site: Site) -> PageSpec:
    """Draft `/method/`: how each figure is made, in plain language."""
    say = site.localizer.gettext
    return page_spec(
        "method", "method/", say("How figures are made"), say("How each figure of this site is worked out.")
    )


def glossary(site: Site) -> PageSpec:
    """Draft `/glossary/`: what the words mean.

    The template is given `signs` and `vocabularies`: for each axis, and for promises, (state, vocabulary) pairs.
    """
    say = site.localizer.gettext
    about = say("What the words of citizens’ assemblies and of this record mean.")
    found = [(axis, _terms(site, *named)) for axis, named in _VOCABULARIES.items()]
    return page_spec("glossary", "glossary/", say("Words"), about, vocabularies=found, signs=SIGNS)


def _terms(site: Site, table: str, column: str, computed: str) -> list[tuple[str, str]]:
    """List the states of one axis with the vocabulary that says what they mean: those typed in, then those computed."""
    typed = site.tables.schemas[table].by_name[column].terms if table else ()
    return [*((term.value, f"{table}.{column}") for term in typed), *((state, "state") for state in computed.split())]


def mistakes(site: Site) -> PageSpec:
    """Draft `/mistakes/`: what each code means. The template is given `shape`, `sense` and `versions`."""
    say = site.localizer.gettext
    about = say("What each mistake means that the check can find, and what to do about it.")
    sense, versions = rules.published(), RELEASE_RULES
    return page_spec("mistakes", "mistakes/", say("Mistakes"), about, shape=SHAPE_RULES, sense=sense, versions=versions)


def overdue(site: Site) -> PageSpec:
    """Draft `/overdue/`: every answer that is overdue, the longest silence first.

    The template is given `waiting` and `coming`, what is due next, as (assembly, recommendation, owed); `unknown`, the
    assemblies of whose answers the record is incomplete, so that nothing can be said; and `unclear` as (assembly, entry
    of the ledger), promises whose day has passed without the record being able to tell whether they were kept.
    """
    real = [a for a in site.record.assemblies if not a.invented]
    found = [(a, r, o) for a in real for r, o in site.figures[a.id].pairs if o.state == "response_overdue"]
    return page_spec(
        "overdue",
        "overdue/",
        site.localizer.gettext("Overdue now"),
        site.localizer.gettext("Every answer that was promised by a day that has passed."),
        waiting=sorted(found, key=lambda item: (-item[2].days, item[0].id, item[1].id)),
        coming=_coming(site, real),
        unclear=_unclear(site, real),
        unknown=[a for a in real if a.recommendations and not a.recorded("responses").is_complete],
    )


def _coming(site: Site, assemblies: Iterable[Assembly]) -> list[tuple[Assembly, Recommendation, Owed]]:
    """List the answers that are awaited by a day that is still to come, the next one first."""
    pairs = ((a, r, o) for a in assemblies for r, o in site.figures[a.id].pairs)
    found = (one for one in pairs if one[2].state == "awaiting_response" and one[2].due_on)
    return sorted(found, key=lambda item: (item[2].due_on, item[0].id, item[1].id))


def _unclear(site: Site, assemblies: Iterable[Assembly]) -> list[tuple[Assembly, ledger.PromiseEntry]]:
    """List the promises whose day has passed and of which the record can't tell what became, the latest day first."""
    entries = [(a, entry) for a in assemblies for entry in site.figures[a.id].ledger if entry.due_on is not None]
    found = [(a, e) for a, e in entries if e.state == "not_recorded" and e.due_on and e.due_on < site.as_of]
    return sorted(found, key=lambda item: (item[1].due_on, item[0].id), reverse=True)


def compare(site: Site) -> PageSpec:
    """Draft `/compare/`: assemblies side by side.

    The template is given `figures` by assembly, `signs` by state, and `accepted`: by assembly all its adopted
    recommendations as one group, where the record is complete enough.
    """
    say, figures = site.localizer.gettext, site.figures
    about = say("Assemblies side by side, where the figures can be compared.")
    accepted = {name: _as_one_group(found) for name, found in figures.items() if found.acceptance is not None}
    return page_spec("compare", "compare/", say("Compare"), about, figures=figures, signs=SIGNS, accepted=accepted)


def style(site: Site) -> Iterator[PageSpec]:
    """Draft `/style/`: every component in every state; only where an invented assembly lends its data.

    What the template is given stands at its top.
    """
    example = next((a for a in site.record.assemblies if a.invented and a.recommendations), None)
    if example is None or not site.extras:
        return
    figures = site.figures[example.id]
    standings = figures.standings
    votes = {(b.method, b.result, b.threshold_kind): b for r in example.recommendations for b in r.ballots}
    given: dict[str, Any] = {
        "example": example,
        "axes": [(name, [_shown(name, state) for state, _ in _terms(site, *_VOCABULARIES[name])]) for name in _AXES],
        "strip": max(standings.values(), key=lambda one: sum(axis.sign != "none" for axis in one.axes)).axes,
        "figures_of": standings,
        "votes": [(ballot, tally(ballot)) for ballot in votes.values()],
        "owed": [*{owed.state: owed for standing in standings.values() for owed in standing.owed}.values()],
        "entries": [*{entry.state: entry for entry in figures.ledger}.values()],
        "events": [*{event.kind: event for event in events.of_assembly(example)}.values()],
        "gaps": [replace(example, invented=False, coverage={"responses": gap}) for gap in _GAPS],
        "embed": embed_addresses.EmbedAddresses(site.url, example, example.recommendations[0]),
        "signs": SIGNS,
    }
    say = site.localizer.gettext
    yield page_spec("style", "style/", say("Style"), say("Every component of this site in every state."), **given)


def _shown(axis: str, state: str) -> Axis:
    """Make a state as the style page shows it; where days count, with some."""
    return Axis(axis, state, days={"response_overdue": 40, "rejected": 12}.get(state, 0))


def _as_one_group(figures: Figures) -> acceptance.AcceptanceGroup | None:
    return next(iter(acceptance.groups(figures.assembly, figures.standings, lambda _: "all")), None)


def of_assembly(site: Site, figures: Figures, known: recommendation_versions.Versions) -> Iterator[PageSpec]:
    """Draft the pages of one assembly, those of its recommendations aside.

    Each is given `assembly`, `state`, `parent`, `family`, `figures` and `signs`, the sign that stands for each state.
    """
    assembly = figures.assembly
    about = _about(site, figures)
    base = f"{assembly.id}/"
    say = site.localizer.gettext
    standings = figures.standings
    every = events.of_assembly(assembly)
    yield about(
        "assembly",
        base,
        assembly.name,
        assembly.question,
        standings=standings,
        events=every,
        totals=_totals(standings),
        descents=lineage.descents(site.record, assembly),
    )
    yield from _lists(site, assembly, standings, partial(about, standings=standings, tallies=figures.tallies))
    yield changed(site, assembly, known, about)
    yield about(
        "promises",
        f"{base}promises/",
        say("Promises: %(name)s", name=assembly.name),
        say("What was promised to %(name)s, and what became of it.", name=assembly.name),
        next_reports={p.id: ledger.next_report(assembly, p, site.as_of) for p in assembly.promises},
        deliverable=sum(ledger.counts_for_delivery(r) for r in assembly.recommendations),
    )
    yield about(
        "answers",
        f"{base}answers/",
        say("Answers: %(name)s", name=assembly.name),
        say("What the authorities answered to %(name)s.", name=assembly.name),
        standings=standings,
        by_authority=_by_authority(standings),
        contrasts=_contrasts(figures),
        strengths=disagreement.strengths(assembly, site.as_of),
        judged=disagreement.judged_answers(assembly, site.as_of),
    )
    yield about(
        "members",
        f"{base}members/",
        say("Members: %(name)s", name=assembly.name),
        say("Who sat in %(name)s, as figures.", name=assembly.name),
        departures=representation.departures(assembly),
    )
    yield from _sessions(site, assembly, about)
    yield from _moved(site, assembly)
    yield about(
        "impact",
        f"{base}impact/",
        say("Impact: %(name)s", name=assembly.name),
        say("What %(name)s changed, and what others made of it.", name=assembly.name),
        cards=disagreement.latest_cards(assembly, site.as_of),
        disagreements=disagreement.disagreements(assembly, site.as_of),
    )
    yield about(
        "data",
        f"{base}data/",
        say("Data: %(name)s", name=assembly.name),
        say("The record of %(name)s as open data.", name=assembly.name),
        tables=_published(site, assembly),
        documents=assembly.documents,
    )


def _totals(standings: Mapping[str, FourAxes]) -> dict[str, Counter[str]]:
    """Count the states on each axis."""
    names = ("decided", "answered", "done", "judged")
    return {name: Counter(getattr(s, name).state for s in standings.values()) for name in names}


def _contrasts(figures: Figures) -> list[acceptance.Contrast]:
    """Compare what was policy anyway with each other kind of novelty, as far as both were asked for."""
    found = (figures.acceptance or {}).get("by_novelty", ())
    others = ("contrary_to_policy", "new", "goes_further")
    made = (acceptance.contrast(found, "same_as_policy", other) for other in others)
    return [one for one in made if one is not None]


def _by_authority(standings: Mapping[str, FourAxes]) -> list[tuple[Authority, list[tuple[str, Owed]]]]:
    found: dict[str, tuple[Authority, list[tuple[str, Owed]]]] = {}
    for identifier, one in standings.items():
        for owed in one.owed:
            found.setdefault(owed.authority.id, (owed.authority, []))[1].append((identifier, owed))
    return list(found.values())


def _moved(site: Site, assembly: Assembly) -> Iterator[PageSpec]:
    """Draft a page at every address that was given up; it leads on to the new one, or says why there is none.

    The template is given `new`, the way to the new page or empty, `reason`, `assembly` and `parent`.
    """
    for row in site.tables.rows(assembly.id, "redirects"):
        folder, old, new = row.text("table"), row.text("old_id"), row.text("new_id")
        if folder not in ("recommendations", "sessions"):
            continue
        way = f"../{new}/" if new else ""
        given = {"assembly": assembly, "parent": None, "new": way, "reason": row.text("reason")}
        head = (
            f'<meta name="robots" content="noindex"><meta http-equiv="refresh" content="0; url={way}">' if way else ""
        )
        say = site.localizer.gettext
        title, about = say("Moved") if new else say("Given up"), say("This address was given up.")
        yield PageSpec("moved", f"{assembly.id}/{folder}/{old}/", title, about, given, head)


def _about(site: Site, figures: Figures) -> About:
    """Prepare the drafting of an assembly's pages with what each of them is given."""
    assembly, by_id = figures.assembly, site.record.by_id
    return partial(
        page_spec,
        assembly=assembly,
        state=assembly_state(assembly, site.as_of),
        parent=by_id.get(assembly.parent or ""),
        family=[by_id[child] for child in assembly.children],
        figures=figures,
        signs=SIGNS,
    )


def _lists(site: Site, assembly: Assembly, standings: Mapping[str, FourAxes], about: About) -> Iterator[PageSpec]:
    """Draft the list of an assembly's recommendations, continued on further pages where it is very long.

    The template is given also `groups`, the recommendations on this page as (topic or none, those about it), `topics`,
    how many there are of each in all, as (topic, number), `number` and `count` of the pages, and `scope`, by which
    values recommendations are found, or none where the list is short.
    """
    grouped = _by_topic(assembly.recommendations)
    topics = [(topic, len(found)) for topic, found in grouped if topic is not None]
    listed = assembly.recommendations
    if len(listed) > _LIST:
        listed = tuple(one for _, found in grouped for one in found)
    count = max(1, -(-len(listed) // _LIST))
    place = f"{assembly.id}/recommendations/"
    for number in range(1, count + 1):
        scope = _scope(site, assembly, standings) if number == 1 else None
        made = about(
            "recommendations",
            f"{place}page/{number}/" if number > 1 else place,
            site.localizer.gettext("Recommendations: %(name)s", name=assembly.name),
            site.localizer.gettext("What %(name)s decided.", name=assembly.name),
            groups=_by_topic(listed[(number - 1) * _LIST : number * _LIST]),
            topics=topics,
            number=number,
            count=count,
            scope=scope,
        )
        yield replace(made, head=_FILTERS.format(root=to_root(place))) if scope else made


def _by_topic(listed: Iterable[Recommendation]) -> list[tuple[Topic | None, list[Recommendation]]]:
    """Group recommendations by topic, topics in the order in which they come, and what has none last."""
    found: dict[str, tuple[Topic | None, list[Recommendation]]] = {}
    for one in listed:
        found.setdefault(one.topic.id if one.topic else "", (one.topic, []))[1].append(one)
    return sorted(found.values(), key=lambda group: group[0] is None)


def _scope(site: Site, assembly: Assembly, standings: Mapping[str, FourAxes]) -> Any:
    """Give what is found in one assembly's list, or none where it is short."""
    if len(assembly.recommendations) < facets.WORTH_FILTERING:
        return None
    own = site.tables.get(assembly.id, "topics")
    return facets.of_one(assembly, facets.entries(assembly, standings, own.by_id if own else ()))


def of_recommendations(
    site: Site, figures: Figures, part: slice, known: recommendation_versions.Versions, layouts: Layouts
) -> Iterator[PageSpec]:
    """Draft the pages of part of an assembly's recommendations.

    Each is given also `before` and `after`, its neighbours in the order of the report, and `embed`, the addresses
    under which other people's pages show it.
    """
    assembly, about = figures.assembly, _about(site, figures)
    listed: tuple[Recommendation | None, ...] = (None, *assembly.recommendations, None)
    for before, one, after in [*zip(listed, assembly.recommendations, listed[2:], strict=False)][part]:
        yield _recommendation(
            site,
            assembly,
            one,
            about,
            standing=figures.standings[one.id],
            tallies=figures.tallies,
            before=before,
            after=after,
            cells=f"data/latest/{assembly.id}/recommendations",
            history=_history(known.of(assembly.id, one.id), layouts),
            kept=known.kept_of(assembly.id, one.id),
            old=None,
        )


def _recommendation(site: Site, assembly: Assembly, one: Recommendation, about: About, **given: Any) -> PageSpec:
    """Draft the page of a recommendation.

    The template is given `recommendation`, `standing`, `tallies`, `events`, `before` and `after`, its neighbours or
    none, `cells`, the address of its table without the ending, `history`, what each release changed as (entry, grids),
    `kept`, the releases in which it has an address, and `old`: the release whose version this is, or none.
    """
    message = site.localizer.gettext(
        "%(title)s. What %(name)s decided, and what became of it.", title=one.title, name=assembly.name
    )
    return about(
        "recommendation",
        f"{assembly.id}/recommendations/{one.id}/",
        f"{one.number} {one.title}" if one.number else one.title,
        message,
        recommendation=one,
        embed=embed_addresses.EmbedAddresses(site.url, assembly, one),
        events=events.of_recommendation(assembly, one),
        **given,
    )


_Wanted = Mapping[str, list[str]]


def _wanted(site: Site, known: recommendation_versions.Versions) -> Iterator[tuple[Site, _Wanted]]:
    """List releases in which recommendations have an address, as their sites and those recommendations by assembly."""
    wanted: dict[str, dict[str, list[str]]] = {}
    for (assembly, identifier), kept in known.kept.items():
        for release in kept:
            wanted.setdefault(release.version, {}).setdefault(assembly, []).append(identifier)
    for position, release in enumerate(site.releases):
        if release.version in wanted:
            then = replace(site.past[release.version], releases=site.releases[position:], branch=release.commit)
            yield then, wanted[release.version]


def of_versions(
    then: Site, wanted: _Wanted, known: recommendation_versions.Versions, layouts: Layouts
) -> Iterator[PageSpec]:
    """Draft `/<assembly>/recommendations/<id>/@<version>/`: recommendations as they stood in one release.

    There are only those that it changed, so that the cost is that of the changes.
    """
    for assembly, identifiers in wanted.items():
        yield from _kept(then, assembly, identifiers, known, layouts)


def _kept(
    then: Site, name: str, identifiers: Iterable[str], known: recommendation_versions.Versions, layouts: Layouts
) -> Iterator[PageSpec]:
    """Draft versions of recommendations of one assembly in one release, given also `changed_since`."""
    assembly, release = then.record.by_id[name], then.releases[0]
    figures = then.figures[name]
    about, past = _about(then, figures), frozenset(r.version for r in then.releases)
    for identifier in identifiers:
        kept = known.kept_of(name, identifier)
        one = _recommendation(
            then,
            assembly,
            assembly.by_id[identifier],
            about,
            standing=figures.standings[identifier],
            tallies=figures.tallies,
            before=None,
            after=None,
            cells=f"data/{release.version}/{name}/recommendations",
            history=_history((e for e in known.of(name, identifier) if e.release.version in past), layouts),
            kept=tuple(r for r in kept if r.version in past),
            old=release,
            changed_since=kept[0].version != release.version,
        )
        address = f"{one.address}@{release.version}/"
        title = f"{one.title} ({release.version})"
        head = "" if then.url else '<link rel="canonical" href="../">'
        yield replace(one, address=address, title=title, head=head, site=then, canonical=one.address)


def of_releases(site: Site, layouts: Layouts) -> Iterator[PageSpec]:
    """Draft `/releases/` and `/releases/<version>/`.

    The first is given `releases`, newest first; the others `release`, `earlier` and `later`, the releases beside it or
    none, `groups` as (assembly, groups of changes, all of them where its record is new), `corrections`, `grids`
    and `names` of assemblies by id.
    """
    say = site.localizer.gettext
    about = say("Every version of this record: when it was made, what changed in it, and its files.")
    yield page_spec("releases", "releases/", say("Releases"), about, releases=site.releases)
    listed: tuple[Release | None, ...] = (None, *site.releases, None)
    for later, release, earlier in zip(listed, site.releases, listed[2:], strict=False):
        yield page_spec(
            "release",
            f"releases/{release.version}/",
            say("Release %(version)s", version=release.version),
            say("What changed in release %(version)s, its files and their checksums.", version=release.version),
            release=release,
            earlier=earlier,
            later=later,
            groups=_grouped(release.changes),
            corrections=[change for change in release.changes if change.erratum],
            diffs=layouts[release.version].table_diffs,
            names=_names(site),
        )


def _names(site: Site) -> Mapping[str, str]:
    """Map each assembly, and what several share, to its name; those that past releases held included."""
    past = (site.past[r.version] for r in reversed(site.releases) if r.version in site.past)
    found = {a.id: a.name for one in (*past, site) for a in one.record.assemblies}
    return {**found, SHARED: site.localizer.gettext("Shared by several assemblies")}


_Whole = tuple[str, tuple[sentences.ChangeGroup, ...], tuple[Change, ...]]


def _grouped(changes: Iterable[Change]) -> list[_Whole]:
    """Group changes by assembly as (assembly, groups, all changes where its record is new as a whole, else none).

    Corrections are left out, as they have a section of their own.
    """
    found: dict[str, list[sentences.ChangeGroup]] = {}
    for group in sentences.grouped(changes):
        left = tuple(change for change in group.changes if not change.erratum)
        if left:
            found.setdefault(group.assembly, []).append(replace(group, changes=left))
    return [(assembly, tuple(groups), _whole(groups)) for assembly, groups in found.items()]


def _whole(groups: Iterable[sentences.ChangeGroup]) -> tuple[Change, ...]:
    changes = tuple(change for group in groups for change in group.changes)
    return changes if sentences.is_begun(changes) else ()


def changed(site: Site, assembly: Assembly, known: recommendation_versions.Versions, about: About) -> PageSpec:
    """Draft `/<assembly>/changes/`: what each release changed in the record of one assembly.

    The template is given `entries` as (entry of the history, groups of changes, all of them where its record is new).
    """
    entries = []
    for entry in known.assemblies.get(assembly.id, ()):
        groups = sentences.grouped(entry.changes)
        entries.append((entry, groups, _whole(groups)))
    say = site.localizer.gettext
    message = say("What each release changed in the record of %(name)s.", name=assembly.name)
    title = say("What changed: %(name)s", name=assembly.name)
    return about("changes", f"{assembly.id}/changes/", title, message, entries=entries)


def _sessions(site: Site, assembly: Assembly, about: About) -> Iterator[PageSpec]:
    base, say = f"{assembly.id}/sessions/", site.localizer.gettext
    message = say("When %(name)s met, and what it did.", name=assembly.name)
    yield about("sessions", base, say("Sessions: %(name)s", name=assembly.name), message)
    listed: tuple[Session | None, ...] = (None, *assembly.sessions, None)
    for before, one, after in zip(listed, assembly.sessions, listed[2:], strict=False):
        title = one.title or say("Session %(number)s", number=one.number)
        message = say("%(title)s: %(name)s.", title=title, name=assembly.name)
        yield about("session", f"{base}{one.id}/", title, message, session=one, before=before, after=after)


def _published(site: Site, assembly: Assembly) -> list[tuple[Any, int, Any]]:
    """List the tables of an assembly as (schema, rows, coverage)."""
    found: Iterable[Any] = (site.tables.get(assembly.id, name) for name in site.tables.schemas)
    return [(t.schema, len(t.rows), assembly.recorded(t.schema.name)) for t in found if t is not None]
