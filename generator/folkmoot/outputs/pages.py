"""Every page of the site that is made from the record: which there are, and what each template is given."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from folkmoot import events, rules, templates
from folkmoot.measures import acceptance, disagreement, ledger, lineage, representation
from folkmoot.measures.assembly_state import assembly_state
from folkmoot.measures.axes import SIGNS, Standing
from folkmoot.measures.due import Owed
from folkmoot.measures.figures import Figures
from folkmoot.measures.tally import Tally, tally
from folkmoot.mistakes import SHAPE_MISTAKES
from folkmoot.model import Assembly, Authority, Recommendation, Session
from folkmoot.site import Page, Site, to_root

INTRO = "<!--folkmoot:intro-->"
"""Stands on the home page where the words of `content/index.md` go."""

_HEADING = re.compile(r'<h2[^>]*\bid="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_TOLD = re.compile(r'data-told="(\w+)"(?: lang="([\w-]+)")?')
_NEWEST = 12

ONCE = ("data/latest/", "schemas/")
"""The folders below the root whose files are the same in all languages."""

AllFigures = Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class Draft:
    """A page before its template is filled, which costs most; `given` is what this template gets beside the others."""

    kind: str
    address: str
    title: str
    description: str
    given: Mapping[str, Any]
    head: str = ""


def draft(kind: str, address: str, title: str, description: str, **given: Any) -> Draft:
    """Draft a page of a kind; `given` are the variables of its template."""
    return Draft(kind, address, title, description, given)


About = Callable[..., Draft]


def drafts(site: Site) -> Iterator[Draft]:
    """Draft every page, in the order of the addresses."""
    figures = {assembly.id: Figures(assembly, site.as_of) for assembly in site.record.assemblies}
    yield home(site, figures)
    yield codebook(site)
    yield mistakes(site)
    yield method(site)
    yield overdue(site, figures)
    yield compare(site, figures)
    for assembly in site.record.assemblies:
        yield from of_assembly(site, figures[assembly.id])


def make(site: Site, env: Environment, drafted: Iterable[Draft]) -> Iterator[Page]:
    """Make pages from their drafts."""
    return (_filled(site, env, one) for one in drafted)


def _filled(site: Site, env: Environment, page: Draft) -> Page:
    """Fill the template `pages/<kind>.html`. It is given `site`, `record`, `root`, `address`, `title` and `given`.

    `root` leads to the home page of the language.
    """
    address = f"{site.prefix}{page.address}"
    always = {
        "site": site,
        "record": site.record,
        "root": to_root(page.address),
        "address": address,
        "title": page.title,
        "kind": page.kind,
    }
    filled = templates.fill(env, f"pages/{page.kind}.html", {**always, **page.given})
    body = _explained(env, _shared(site, page.address, filled))
    language = site.language if site.prefix else ""
    title, about, contents = str(page.title), str(page.description), contents_of(body)
    return Page(address, page.kind, title, about, body, contents, page.head, language, site.prefix)


def _shared(site: Site, address: str, body: str) -> str:
    """Lead the links to files that are there once for all languages past the folder of the language."""
    if not site.prefix:
        return body
    root, top = to_root(address), to_root(f"{site.prefix}{address}")
    for folder in ONCE:
        body = body.replace(f'="{root}{folder}', f'="{top}{folder}')
    return body


def _explained(env: Environment, body: str) -> str:
    """Say below the head of a page which of its texts aren't translated, or not by whom one would expect."""
    found = dict.fromkeys(_TOLD.findall(body))
    if not found:
        return body
    notice = templates.fill(env, "parts/told.html", {"found": found})
    return body.replace("</header>", f"</header>\n{notice}", 1)


def contents_of(body: str) -> tuple[tuple[str, str], ...]:
    """List the headings of the second level that have an anchor, as (anchor, text in HTML)."""
    return tuple((anchor, " ".join(_TAG.sub("", inner).split())) for anchor, inner in _HEADING.findall(body))


def home(site: Site, figures: AllFigures) -> Draft:
    """Draft `/`: all assemblies, headline figures, what changed last.

    The template is given `families` (each an assembly with its panels or cycles), `states` by assembly, `standings` by
    assembly and recommendation, `counts`, `newest` events as (assembly, event) and `intro`.
    """
    return draft(
        "home",
        "",
        site.name,
        site.description,
        intro=Markup(INTRO),
        families=_families(site),
        states={a.id: assembly_state(a, site.as_of) for a in site.record.assemblies},
        standings={name: found.standings for name, found in figures.items()},
        counts=_headline(site, figures),
        newest=_newest(site),
    )


def _families(site: Site) -> list[tuple[Assembly, list[Assembly]]]:
    """List assemblies with their panels or cycles, those with the fullest record first."""
    by_id = site.record.by_id
    tops = [a for a in site.record.assemblies if a.parent not in by_id]
    families = [(top, [by_id[child] for child in top.children]) for top in tops]
    return sorted(families, key=lambda family: -sum(len(a.recommendations) for a in (family[0], *family[1])))


def _headline(site: Site, figures: AllFigures) -> dict[str, int]:
    """Count over the assemblies that really happened; a family of panels or cycles counts once."""
    real = [a for a in site.record.assemblies if not a.invented]
    answered = [s.answered.state for a in real for s in figures[a.id].standings.values()]
    return {
        "assemblies": sum(a.parent not in site.record.by_id for a in real),
        "recommendations": sum(len(a.recommendations) for a in real),
        "answers": sum(len(a.responses) for a in real),
        "overdue": sum(state == "response_overdue" for state in answered),
        "promises": sum(len(a.promises) for a in real),
        "actions": sum(len(a.actions) for a in real),
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


def codebook(site: Site) -> Draft:
    """Draft `/codebook/`: every table, column and vocabulary in plain words. The template is given `groups`."""
    groups: dict[str, list[Any]] = {}
    for schema in site.tables.schemas.values():
        groups.setdefault(schema.group, []).append(schema)
    say = site.words.gettext
    about = say("Every table, column and value of the record.")
    return draft("codebook", "codebook/", say("Codebook"), about, groups=groups)


def method(site: Site) -> Draft:
    """Draft `/method/`: how each figure is made, in plain language."""
    say = site.words.gettext
    return draft("method", "method/", say("How figures are made"), say("How each figure of this site is worked out."))


def mistakes(site: Site) -> Draft:
    """Draft `/mistakes/`: what each code of a mistake means. The template is given `shape` and `sense`."""
    say = site.words.gettext
    about = say("What each mistake means that the check can find, and what to do about it.")
    return draft("mistakes", "mistakes/", say("Mistakes"), about, shape=SHAPE_MISTAKES, sense=rules.published())


def overdue(site: Site, figures: AllFigures) -> Draft:
    """Draft `/overdue/`: every answer that is overdue, the longest silence first.

    The template is given `waiting` and `coming`, what is due next, as (assembly, recommendation, owed); `unknown`, the
    assemblies of whose answers the record is incomplete, so that nothing can be said; and `untold` as (assembly, entry
    of the ledger), promises whose day has passed without the record being able to tell whether they were kept.
    """
    real = [a for a in site.record.assemblies if not a.invented]
    found = [(a, r, o) for a in real for r, o in figures[a.id].pairs if o.state == "response_overdue"]
    return draft(
        "overdue",
        "overdue/",
        site.words.gettext("Overdue now"),
        site.words.gettext("Every answer that was promised by a day that has passed."),
        waiting=sorted(found, key=lambda item: (-item[2].days, item[0].id, item[1].id)),
        coming=_coming(real, figures),
        untold=_untold(real, figures),
        unknown=[a for a in real if a.recommendations and not a.recorded("responses").is_complete],
    )


def _coming(assemblies: Iterable[Assembly], figures: AllFigures) -> list[tuple[Assembly, Recommendation, Owed]]:
    """List the answers that are awaited by a day that is still to come, the next one first."""
    found = [
        (a, r, o) for a in assemblies for r, o in figures[a.id].pairs if o.state == "awaiting_response" and o.due_on
    ]
    return sorted(found, key=lambda item: (item[2].due_on, item[0].id, item[1].id))


def _untold(assemblies: Iterable[Assembly], figures: AllFigures) -> list[tuple[Assembly, ledger.Entry]]:
    """List the promises whose day has passed and of which the record can't tell what became, the latest day first."""
    entries = [(a, entry) for a in assemblies for entry in figures[a.id].ledger if entry.due_on is not None]
    found = [(a, e) for a, e in entries if e.state == "not_recorded" and e.due_on and e.due_on < figures[a.id].as_of]
    return sorted(found, key=lambda item: (item[1].due_on, item[0].id), reverse=True)


def compare(site: Site, figures: AllFigures) -> Draft:
    """Draft `/compare/`: assemblies side by side.

    The template is given `figures` by assembly, `signs` by state, and `accepted`: by assembly all its adopted
    recommendations as one group, where the record is complete enough.
    """
    say = site.words.gettext
    about = say("Assemblies side by side, where the figures can be compared.")
    accepted = {name: _as_one_group(found) for name, found in figures.items() if found.acceptance is not None}
    return draft("compare", "compare/", say("Compare"), about, figures=figures, signs=SIGNS, accepted=accepted)


def _as_one_group(figures: Figures) -> acceptance.Group | None:
    return next(iter(acceptance.groups(figures.assembly, figures.standings, lambda _: "all")), None)


def of_assembly(site: Site, figures: Figures) -> Iterator[Draft]:
    """Draft every page of one assembly.

    Each is given `assembly`, `state`, `parent`, `family`, `figures` and `signs`, the sign that stands for each state.
    """
    assembly = figures.assembly
    by_id = site.record.by_id
    about = partial(
        draft,
        assembly=assembly,
        state=assembly_state(assembly, site.as_of),
        parent=by_id.get(assembly.parent or ""),
        family=[by_id[child] for child in assembly.children],
        figures=figures,
        signs=SIGNS,
    )
    base = f"{assembly.id}/"
    say = site.words.gettext
    standings, tallies = figures.standings, _tallies(assembly)
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
    yield about(
        "recommendations",
        f"{base}recommendations/",
        say("Recommendations: %(name)s", name=assembly.name),
        say("What %(name)s decided.", name=assembly.name),
        standings=standings,
        tallies=tallies,
    )
    yield from _recommendations(site, assembly, standings, tallies, about)
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


def _tallies(assembly: Assembly) -> dict[str, Tally]:
    return {ballot.id: tally(ballot) for r in assembly.recommendations for ballot in r.ballots}


def _totals(standings: Mapping[str, Standing]) -> dict[str, Counter[str]]:
    """Count the states on each axis."""
    names = ("decided", "answered", "done", "judged")
    return {name: Counter(getattr(s, name).state for s in standings.values()) for name in names}


def _contrasts(figures: Figures) -> list[acceptance.Contrast]:
    """Compare what was policy anyway with each other kind of novelty, as far as both were asked for."""
    found = (figures.acceptance or {}).get("by_novelty", ())
    others = ("contrary_to_policy", "new", "goes_further")
    made = (acceptance.contrast(found, "same_as_policy", other) for other in others)
    return [one for one in made if one is not None]


def _by_authority(standings: Mapping[str, Standing]) -> list[tuple[Authority, list[tuple[str, Owed]]]]:
    found: dict[str, tuple[Authority, list[tuple[str, Owed]]]] = {}
    for identifier, one in standings.items():
        for owed in one.owed:
            found.setdefault(owed.authority.id, (owed.authority, []))[1].append((identifier, owed))
    return list(found.values())


def _moved(site: Site, assembly: Assembly) -> Iterator[Draft]:
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
        say = site.words.gettext
        title, about = say("Moved") if new else say("Given up"), say("This address was given up.")
        yield Draft("moved", f"{assembly.id}/{folder}/{old}/", title, about, given, head)


def _recommendations(
    site: Site, assembly: Assembly, standings: Mapping[str, Standing], tallies: Mapping[str, Tally], about: About
) -> Iterator[Draft]:
    """Draft a page for each recommendation, given also `before` and `after` in the order of the report."""
    say = site.words.gettext
    listed: tuple[Recommendation | None, ...] = (None, *assembly.recommendations, None)
    for before, one, after in zip(listed, assembly.recommendations, listed[2:], strict=False):
        number = f"{one.number} " if one.number else ""
        yield about(
            "recommendation",
            f"{assembly.id}/recommendations/{one.id}/",
            f"{number}{one.title}",
            say("%(title)s. What %(name)s decided, and what became of it.", title=one.title, name=assembly.name),
            recommendation=one,
            standing=standings[one.id],
            tallies=tallies,
            events=events.of_recommendation(assembly, one),
            before=before,
            after=after,
            cells=f"data/latest/{assembly.id}/recommendations",
        )


def _sessions(site: Site, assembly: Assembly, about: About) -> Iterator[Draft]:
    base, say = f"{assembly.id}/sessions/", site.words.gettext
    told = say("When %(name)s met, and what it did.", name=assembly.name)
    yield about("sessions", base, say("Sessions: %(name)s", name=assembly.name), told)
    listed: tuple[Session | None, ...] = (None, *assembly.sessions, None)
    for before, one, after in zip(listed, assembly.sessions, listed[2:], strict=False):
        title = one.title or say("Session %(number)s", number=one.number)
        told = say("%(title)s: %(name)s.", title=title, name=assembly.name)
        yield about("session", f"{base}{one.id}/", title, told, session=one, before=before, after=after)


def _published(site: Site, assembly: Assembly) -> list[tuple[Any, int, Any]]:
    """List the tables of an assembly as (schema, rows, coverage)."""
    found: Iterable[Any] = (site.tables.get(assembly.id, name) for name in site.tables.schemas)
    return [(t.schema, len(t.rows), assembly.recorded(t.schema.name)) for t in found if t is not None]
