"""The pages that are not those of a single assembly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from folkmoot.data import rules
from folkmoot.data.rule_docs import RELEASE_RULES, SHAPE_RULES
from folkmoot.data.vocabulary import counts_as, of
from folkmoot.measures import acceptance, ledger
from folkmoot.measures.assembly_state import assembly_state
from folkmoot.measures.axes import Axis
from folkmoot.measures.due import Owed
from folkmoot.measures.figures import Figures
from folkmoot.measures.tally import tally
from folkmoot.pages.spec import INTRO, PageSpec, page_spec
from folkmoot.record import events
from folkmoot.record.assembly import Assembly, Coverage
from folkmoot.record.outcomes import Recommendation
from folkmoot.web import embed_addresses
from folkmoot.web.site import Site
from folkmoot.web.templates import Markup

_NEWEST = 12


def home(site: Site) -> Iterator[PageSpec]:
    """Draft `/`: all assemblies, headline figures, what changed last.

    The template is given `families` (each an assembly with its panels or cycles), `states` by assembly, `standings` by
    assembly and recommendation, `counts`, `newest` events as (assembly, event) and `intro`.
    """
    yield page_spec(
        "home",
        "",
        site.settings.name,
        site.settings.description,
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
        "answered": sum(one.answered.is_read for one in standings),
        "unread": sum(one.answered.is_unread for one in standings),
        "overdue": sum(one.answered.is_overdue for one in standings),
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


def codebook(site: Site) -> Iterator[PageSpec]:
    """Draft `/codebook/`: every table, column and vocabulary in plain words. The template is given `groups`."""
    groups: dict[str, list[Any]] = {}
    for schema in site.tables.schemas.values():
        groups.setdefault(schema.group, []).append(schema)
    say = site.localizer.gettext
    about = say("Every table, column and value of the record.")
    yield page_spec("codebook", "codebook/", say("Codebook"), about, groups=groups)


def method(site: Site) -> Iterator[PageSpec]:
    """Draft `/method/`: how each figure is made, in plain language."""
    say = site.localizer.gettext
    yield page_spec(
        "method", "method/", say("How figures are made"), say("How each figure of this site is worked out.")
    )


def glossary(site: Site) -> Iterator[PageSpec]:
    """Draft `/glossary/`: what the words mean.

    The template is given `vocabularies`: for each axis, and for promises, its name and the vocabulary of its states.
    """
    say = site.localizer.gettext
    about = say("What the words of citizens’ assemblies and of this record mean.")
    found = [*((axis, of(axis)) for axis in of("axis")), ("promises", of("promised"))]
    yield page_spec("glossary", "glossary/", say("Words"), about, vocabularies=found)


def mistakes(site: Site) -> Iterator[PageSpec]:
    """Draft `/mistakes/`: what each code means. The template is given `shape`, `sense` and `versions`."""
    say = site.localizer.gettext
    about = say("What each mistake means that the check can find, and what to do about it.")
    sense, versions = rules.published(), RELEASE_RULES
    yield page_spec("mistakes", "mistakes/", say("Mistakes"), about, shape=SHAPE_RULES, sense=sense, versions=versions)


def overdue(site: Site) -> Iterator[PageSpec]:
    """Draft `/overdue/`: every answer that is overdue, the longest silence first.

    The template is given `waiting` and `coming`, what is due next, as (assembly, recommendation, owed); `unknown`, the
    assemblies of whose answers the record is incomplete, so that nothing can be said; and `unclear` as (assembly, entry
    of the ledger), promises whose day has passed without the record being able to tell whether they were kept.
    """
    real = [a for a in site.record.assemblies if not a.invented]
    found = [(a, r, o) for a in real for r, o in site.figures[a.id].pairs if o.is_overdue]
    yield page_spec(
        "overdue",
        "overdue/",
        site.localizer.gettext("Overdue now"),
        site.localizer.gettext("Every answer that was promised by a day that has passed."),
        waiting=sorted(found, key=lambda item: (-item[2].days, item[0].id, item[1].id)),
        coming=_coming(site, real),
        unclear=_unclear(site, real),
        unknown=[a for a in real if a.recommendations and not _would_know(site.figures[a.id])],
    )


def _would_know(figures: Figures) -> bool:
    """Tell whether an answer that is overdue would be known: the record is complete, and was checked since."""
    complete = figures.assembly.recorded("responses").is_complete
    return complete and all(owed.is_recorded and not owed.is_unchecked for _, owed in figures.pairs)


def _coming(site: Site, assemblies: Iterable[Assembly]) -> list[tuple[Assembly, Recommendation, Owed]]:
    """List the answers that are awaited by a day that is still to come, the next one first."""
    pairs = ((a, r, o) for a in assemblies for r, o in site.figures[a.id].pairs)
    found = (one for one in pairs if one[2].is_awaited and one[2].due_on and not one[2].is_unchecked)
    return sorted(found, key=lambda item: (item[2].due_on, item[0].id, item[1].id))


def _unclear(site: Site, assemblies: Iterable[Assembly]) -> list[tuple[Assembly, ledger.PromiseEntry]]:
    """List the promises whose day has passed and of which the record can't tell what became, the latest day first."""
    entries = [(a, entry) for a in assemblies for entry in site.figures[a.id].ledger if entry.due_on is not None]
    found = [(a, e) for a, e in entries if not e.is_recorded and e.due_on and e.due_on < site.as_of]
    return sorted(found, key=lambda item: (item[1].due_on, item[0].id), reverse=True)


def compare(site: Site) -> Iterator[PageSpec]:
    """Draft `/compare/`: assemblies side by side.

    The template is given `figures` by assembly, and `accepted`: by assembly all its adopted recommendations as one
    group, where the record is complete enough.
    """
    say, figures = site.localizer.gettext, site.figures
    about = say("Assemblies side by side, where the figures can be compared.")
    accepted = {name: _as_one_group(found) for name, found in figures.items() if found.acceptance is not None}
    yield page_spec("compare", "compare/", say("Compare"), about, figures=figures, accepted=accepted)


def style(site: Site) -> Iterator[PageSpec]:
    """Draft `/style/`: every component in every state; only where an invented assembly lends its data.

    What the template is given stands at its top.
    """
    example = next((a for a in site.record.assemblies if a.invented and a.recommendations), None)
    if example is None or not site.settings.extras:
        return
    figures = site.figures[example.id]
    standings = figures.standings
    votes = {(b.method, b.result, b.threshold_kind): b for r in example.recommendations for b in r.ballots}
    given: dict[str, Any] = {
        "example": example,
        "axes": [(name, [_shown(name, state) for state in of(name)]) for name in of("axis")],
        "strip": max(standings.values(), key=lambda one: sum(axis.is_known for axis in one.axes)).axes,
        "figures_of": standings,
        "votes": [(ballot, tally(ballot)) for ballot in votes.values()],
        "owed": [*{owed.state: owed for standing in standings.values() for owed in standing.owed}.values()],
        "entries": [*{entry.state: entry for entry in figures.ledger}.values()],
        "events": [*{event.kind: event for event in events.of_assembly(example)}.values()],
        "gaps": [replace(example, invented=False, coverage={"responses": gap}) for gap in _gaps()],
        "embed": embed_addresses.EmbedAddresses(site.settings.url, example, example.recommendations[0]),
    }
    say = site.localizer.gettext
    yield page_spec("style", "style/", say("Style"), say("Every component of this site in every state."), **given)


def _shown(axis: str, state: str) -> Axis:
    """Make a state as the style page shows it; where days count, with some."""
    shown = Axis(axis, state)
    is_late = counts_as(state, axis, "refuses")
    return replace(shown, days=40 if shown.is_overdue else 12 if is_late else 0)


def _gaps() -> Iterator[Coverage]:
    """Make each kind of gap that a page can show."""
    (part, *_), (nothing, *_) = (of("coverage.state").naming("extent", name) for name in ("part", "nothing"))
    yield Coverage("responses", part, 5, 81, None, None, "Nobody has read the other answers yet.", None)
    yield Coverage("responses", part, 1, None, None, None, None, None)
    yield Coverage("responses", nothing, 3, None, None, None, None, None)
    yield Coverage("responses", nothing, 0, None, None, None, None, None)


def _as_one_group(figures: Figures) -> acceptance.AcceptanceGroup | None:
    return next(iter(acceptance.groups(figures.assembly, figures.standings, lambda _: "all")), None)
