"""The pages of one assembly, those of its recommendations aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import product
from typing import Any

from folkmoot.data.vocabulary import of
from folkmoot.history import sentences
from folkmoot.measures import acceptance, disagreement, facets, ledger, lineage, outcomes, representation, yardstick
from folkmoot.measures.axes import FourAxes
from folkmoot.measures.due import Owed
from folkmoot.measures.figures import Figures
from folkmoot.pages.spec import About, Chapter, PageSpec, about_of
from folkmoot.record import events
from folkmoot.record.assembly import Assembly
from folkmoot.record.entities import Authority, Session, Topic
from folkmoot.record.outcomes import Recommendation
from folkmoot.web import addresses, recommendation_versions
from folkmoot.web.addresses import Addresses
from folkmoot.web.site import Site, to_root

_LIST = 500


def chapters(site: Site) -> Iterator[Chapter]:
    """Divide by assembly."""
    known = recommendation_versions.of(site)
    return (partial(of_assembly, site, site.figures[assembly.id], known) for assembly in site.record.assemblies)


def of_assembly(site: Site, figures: Figures, known: recommendation_versions.Versions) -> Iterator[PageSpec]:
    """Draft the pages of one assembly, those of its recommendations aside.

    Each is given `assembly`, `state`, `parent`, `family` and `figures`.
    """
    assembly = figures.assembly
    about = about_of(site, figures)
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
        overdue=sum(one.answered.is_overdue for one in standings.values()),
        delivered=sum(one.done.is_delivered for one in standings.values()),
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
        yardstick=yardstick.specificity(),
        fates=[outcomes.fate(figures.outcomes or (), mark) for mark in ("accepts", "refuses")],
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


def _contrasts(figures: Figures) -> list[acceptance.Contrast]:
    """Compare what was policy anyway with each other kind of novelty, as far as both were asked for."""
    found = (figures.acceptance or {}).get("by_novelty", ())
    novelties = of("recommendations.novelty")
    pairs = product(novelties.counting_as("was_policy"), novelties.counting_as("was_not_policy"))
    made = (acceptance.contrast(found, one, other) for one, other in pairs)
    return [one for one in made if one is not None]


def _by_authority(standings: Mapping[str, FourAxes]) -> list[tuple[Authority, list[tuple[str, Owed]]]]:
    found: dict[str, tuple[Authority, list[tuple[str, Owed]]]] = {}
    for identifier, one in standings.items():
        for owed in one.owed:
            found.setdefault(owed.authority.id, (owed.authority, []))[1].append((identifier, owed))
    return list(found.values())


def _moved(site: Site, assembly: Assembly) -> Iterator[PageSpec]:
    """Draft a page at every address that was given up; it leads on to the new one, or says why there is none.

    The template is given `new`, the way to the new page or empty, `reason`, `assembly`, `parent`, `name`, what it was
    called, and `last`, the release in which its last version has an address, or none.
    """
    for one in addresses.given_up(site, assembly):
        address, new = one.addresses.page, ""
        if one.home is not None and one.successor is not None:
            new = to_root(address) + Addresses(one.home.id, one.successor.id).page
        name = f"{one.number} {one.title}" if one.number else one.title
        given = {"new": new, "reason": one.reason, "name": "" if new else name, "last": one.last}
        yield _at_old_address(site, address, {"assembly": assembly, "parent": None, **given})
    for row in site.tables.rows(assembly.id, "redirects"):
        if row.text("table") == "sessions":
            new = f"../{row.text('new_id')}/" if row["new_id"] else ""
            given = {"new": new, "reason": row.text("reason"), "name": row.text("old_id"), "last": None}
            address = f"{assembly.id}/sessions/{row.text('old_id')}/"
            yield _at_old_address(site, address, {"assembly": assembly, "parent": None, **given})


def _at_old_address(site: Site, address: str, given: Mapping[str, Any]) -> PageSpec:
    say = site.localizer.gettext
    title = say("Moved") if given["new"] else given["name"]
    return PageSpec("moved", address, title, say("This address was given up."), given)


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
        yield about(
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


def changed(site: Site, assembly: Assembly, known: recommendation_versions.Versions, about: About) -> PageSpec:
    """Draft `/<assembly>/changes/`: what each release changed in the record of one assembly.

    The template is given `entries` as (entry of the history, groups of changes, all of them where its record is new).
    """
    entries = []
    for entry in known.assemblies.get(assembly.id, ()):
        groups = sentences.grouped(entry.changes)
        entries.append((entry, groups, sentences.all_if_begun(groups)))
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
