"""Atom feeds (RFC 4287) of the whole site, of each assembly and of each recommendation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, tostring

from folkmoot.history import sentences
from folkmoot.history.changes import Change, Release
from folkmoot.measures.assembly_state import assembly_state
from folkmoot.record import events
from folkmoot.record.assembly import Assembly
from folkmoot.record.events import Event
from folkmoot.record.outcomes import Recommendation
from folkmoot.web import addresses, recommendation_versions, templates
from folkmoot.web.addresses import Addresses, GivenUp
from folkmoot.web.site import Site, SiteFile, to_root
from folkmoot.web.templates import Environment

FOLDER = "feeds"
WHOLE = "all"
"""No assembly can be called this."""

LIMIT = 200
"""How many entries the feed of the site and that of an assembly hold; that of a recommendation holds all of its own."""

_NAMESPACE = "http://www.w3.org/2005/Atom"
_XHTML = "http://www.w3.org/1999/xhtml"
_TYPE = "application/atom+xml"
_LISTED = 50
_NOT_TWICE = frozenset({"decision", "action", "erratum"})


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry: the day from which it dates, and its element, which is the same in each feed that holds it."""

    day: date
    element: Element


@dataclass(frozen=True, slots=True)
class _About:
    """What a feed says of itself; `page` is the address of what it follows, `began` its day while it is empty."""

    path: str
    page: str
    title: str
    licence: str
    began: date


def make(site: Site) -> Iterator[SiteFile]:
    """Make `feeds/all.atom`, `feeds/<assembly>.atom` and `feeds/<assembly>/<recommendation>.atom`.

    The same happening is the same entry in each of them. What lies ahead of the day of the record is left out, and the
    feed of the site leaves out assemblies that were invented.
    """
    writer = _Writer(site, site.env)
    newest = [writer.release(one) for one in site.releases]
    for assembly in site.record.assemblies:
        found: list[FeedEntry] = []
        yield from _of_recommendations(writer, assembly, found)
        found += writer.events(assembly, events.of_assembly(assembly), assembly.name)
        listed = _newest([*found, *writer.of_assembly(assembly)])
        yield writer.feed(writer.about_assembly(assembly), listed)
        newest += [] if assembly.invented else listed
    began = min((a.starts_on.first for a in site.record.assemblies), default=site.as_of)
    about = _About(f"{FOLDER}/{WHOLE}.atom", "", writer.said("whole_title", site), "", began)
    yield writer.feed(about, _newest(newest))


def _of_recommendations(writer: _Writer, assembly: Assembly, found: list[FeedEntry]) -> Iterator[SiteFile]:
    """Make the feed of each recommendation; add to `found` what belongs in that of the assembly too.

    The decisions of one day would fill it; a parliament's actions and corrections are listed with the assembly already.
    """
    for one in assembly.recommendations:
        happened = events.of_recommendation(assembly, one)
        written = writer.events(assembly, happened, writer.said("subject", one, assembly))
        past = (event for event in happened if event.date.first <= writer.site.as_of)
        found += [entry for entry, event in zip(written, past, strict=True) if event.kind not in _NOT_TWICE]
        if writer.site.settings.extras:
            listed = [*written, *writer.of_recommendation(assembly, one)]
            yield writer.feed(writer.about_recommendation(assembly, one), _newest(listed, None))
    for old in addresses.given_up(writer.site, assembly) if writer.site.settings.extras else ():
        yield _in_place_of(writer, old)


def _in_place_of(writer: _Writer, old: GivenUp) -> SiteFile:
    """Lay the feed of its successor where that of an identifier was; without one, say that it was given up."""
    if old.successor is None or old.home is None:
        return writer.feed(writer.about_given_up(old), [*writer.given_up(old)])
    happened = writer.events(
        old.home, events.of_recommendation(old.home, old.successor), writer.said("subject", old.successor, old.home)
    )
    listed = [*happened, *writer.of_recommendation(old.home, old.successor)]
    made = writer.feed(writer.about_recommendation(old.home, old.successor), _newest(listed, None))
    return replace(made, path=old.addresses.feed)


def _newest(entries: Sequence[FeedEntry], limit: int | None = LIMIT) -> list[FeedEntry]:
    return sorted(entries, key=lambda entry: entry.day, reverse=True)[:limit]


class _Writer:
    """Writes the entries and feeds of one site; the words are those of `parts/feeds.html` and `parts/time.html`."""

    def __init__(self, site: Site, env: Environment) -> None:
        self.site = site
        self.base = site.settings.namespace
        self._words: Any = templates.macros(env, "parts/feeds.html")
        self._time: Any = templates.macros(env, "parts/time.html")
        self._localizer = env.localizer
        self._known = recommendation_versions.of(site)

    def said(self, macro: str, *given: Any) -> str:
        """Give the words of a macro as plain text: templates escape, and so does the writer of XML."""
        return unescape(getattr(self._words, macro)(*given))

    def about_assembly(self, assembly: Assembly) -> _About:
        """Say what the feed of an assembly is; its title holds the assembly's state."""
        title = self.said("assembly_title", assembly, assembly_state(assembly, self.site.as_of))
        began = assembly.starts_on.first
        return _About(f"{FOLDER}/{assembly.id}.atom", f"{assembly.id}/", title, assembly.licence, began)

    def about_recommendation(self, assembly: Assembly, one: Recommendation) -> _About:
        """Say what the feed of a recommendation is; its title holds where the recommendation stands."""
        found = self.site.figures[assembly.id].standings[one.id]
        title = self.said("recommendation_title", one, assembly, found)
        place = Addresses(assembly.id, one.id)
        return _About(place.feed, place.page, title, assembly.licence, assembly.starts_on.first)

    def about_given_up(self, old: GivenUp) -> _About:
        """Say what the feed of a recommendation is that was given up, and that nothing stands in the place of."""
        title, place = self.said("given_up_title", old), old.addresses
        return _About(place.feed, place.page, title, old.assembly.licence, old.assembly.starts_on.first)

    def given_up(self, old: GivenUp) -> Iterator[FeedEntry]:
        """Write that a recommendation was given up; the day is that of the last release that held it, where one did."""
        day = old.last.on if old.last else old.assembly.starts_on.first
        reason = (_text("summary", old.reason),) if old.reason else ()
        page, title = old.addresses.page, self.said("given_up_title", old)
        yield self._entry(f"{page}#given-up", title, day, page, *_of(old.assembly), *reason)

    def events(self, assembly: Assembly, happened: Iterable[Event], about: str) -> list[FeedEntry]:
        """Write what happened up to the day of the record; `about` names in each title what it is about."""
        common = [*_of(assembly)]
        past = (event for event in happened if event.date.first <= self.site.as_of)
        return [self._event(assembly, event, about, common) for event in past]

    def _event(self, assembly: Assembly, event: Event, about: str, common: Iterable[Element]) -> FeedEntry:
        page = _page(assembly, event)
        source = event.at.source if event.kind not in ("start", "end") else None
        more = unescape(self._time.detail(event, True)).strip()
        name = f"{page}#{event.kind}{quote(_key(event), safe='-')}"
        title = f"{unescape(self._time.message(event, assembly))} · {about}"
        via = (_link("via", source),) if source else ()
        summary = (_text("summary", more),) if more else ()
        return self._entry(name, title, event.date.first, page, *common, *via, *summary)

    def release(self, release: Release) -> FeedEntry:
        """Write that a release was made."""
        title = self.said("release_title", release, len(release.changes), self.site.settings.name)
        page = f"releases/{quote(release.version)}/"
        return self._entry(f"{page}#release", title, release.on, page, _text("summary", release.notes or title))

    def of_recommendation(self, assembly: Assembly, one: Recommendation) -> list[FeedEntry]:
        """Write what each release changed in a recommendation, which mostly has an address as it stood in it."""
        kept, place = self._known.kept_of(assembly.id, one.id), Addresses(assembly.id, one.id).page
        entries = []
        for entry in self._known.of(assembly.id, one.id):
            version = quote(entry.release.version)
            page = f"{place}@{version}/" if entry.release in kept else f"releases/{version}/"
            entries += [self._changed(assembly, one.title, entry, place, page)] if entry.changes else []
        return entries

    def of_assembly(self, assembly: Assembly) -> list[FeedEntry]:
        """Write what each release changed in the record of an assembly."""
        place, found = f"{assembly.id}/changes/", self._known.assemblies.get(assembly.id, ())
        return [self._changed(assembly, assembly.name, entry, place, place) for entry in found if entry.changes]

    def _changed(
        self, assembly: Assembly, about: str, entry: recommendation_versions.VersionEntry, place: str, page: str
    ) -> FeedEntry:
        version = quote(entry.release.version)
        changes = [change for group in sentences.grouped(entry.changes) for change in group.changes]
        title = self.said("release_title", entry.release, len(changes), about)
        name = f"{place}#release-{version}"
        return self._entry(name, title, entry.release.on, page, *_of(assembly), self._list(changes))

    def _list(self, changes: Sequence[Change]) -> Element:
        schemas = self.site.tables.schemas
        message = [
            s.text for change in changes[:_LISTED] for s in sentences.sentences(change, self._localizer, schemas)
        ]
        if len(changes) > _LISTED:
            message.append(self.said("release_more", len(changes) - _LISTED))
        listed = _element("ul", *(_text("li", sentence) for sentence in message))
        return _element("content", _element("div", listed, xmlns=_XHTML), type="xhtml")

    def _entry(self, name: str, title: str, day: date, page: str, *rest: Element) -> FeedEntry:
        made = _element(
            "entry",
            _text("id", self.base + name),
            _text("title", title),
            _updated(day),
            _link("alternate", self.site.settings.url + page),
            *rest,
        )
        made.tail = "\n"
        return FeedEntry(day, made)

    def feed(self, about: _About, entries: Sequence[FeedEntry]) -> SiteFile:
        """Write a feed around entries that are sorted, the newest first."""
        written = tostring(self._feed(about, entries), "unicode", xml_declaration=True)
        return SiteFile(about.path, f"{written}\n".encode())

    def _feed(self, about: _About, entries: Sequence[FeedEntry]) -> Element:
        url = self.site.settings.url
        itself = (_link("self", url + about.path, _TYPE),) if url else ()
        head = (
            _text("id", self.base + about.path),
            _text("title", about.title),
            _updated(entries[0].day if entries else about.began),
            _element("author", _text("name", self.site.settings.author)),
            _text("generator", "folkmoot"),
            *itself,
            _link("alternate", url + about.page, "text/html"),
            *_rights(about.licence),
        )
        base = {} if url else {"xml:base": to_root(about.path)}
        made = _element("feed", *head, xmlns=_NAMESPACE, **{"xml:lang": self.site.language}, **base)
        made.text = "\n"
        made[-1].tail = "\n"
        made.extend(entry.element for entry in entries)
        return made


def _element(name: str, *children: Element, **attributes: str) -> Element:
    made = Element(name, attributes)
    made.extend(children)
    return made


def _text(name: str, text: str) -> Element:
    made = Element(name)
    made.text = text
    return made


def _link(rel: str, address: str, media_type: str = "") -> Element:
    kind = {"type": media_type} if media_type else {}
    return Element("link", {"rel": rel, **kind, "href": address})


def _updated(day: date) -> Element:
    """Write a day as RFC 3339 does an instant; the record knows days, so it is the beginning of the day."""
    return _text("updated", f"{day.isoformat()}T00:00:00Z")


def _of(assembly: Assembly) -> Iterator[Element]:
    """Write what every entry of an assembly says of it."""
    yield Element("category", {"term": assembly.id, "label": assembly.name})
    yield from _rights(assembly.licence)


def _rights(licence: str) -> Iterator[Element]:
    if licence not in ("", "LicenseRef-not-stated"):
        yield _text("rights", licence)


_PAGES = {
    "promise": "promises/",
    "promise_event": "promises/",
    "response": "answers/",
    "verdict": "impact/",
}


def _page(assembly: Assembly, event: Event) -> str:
    """Give the address of the page that shows an event."""
    if event.recommendation is not None:
        return Addresses(assembly.id, event.recommendation).page
    if event.kind == "session":
        return f"{assembly.id}/sessions/{event.subject.id}/"
    return f"{assembly.id}/{_PAGES.get(event.kind, '')}"


def _key(event: Event) -> str:
    """Tell an event from all others of its kind and page by what its row is told by, which never changes."""
    subject = event.subject
    if event.kind in ("decision", "start", "end", "report"):
        return ""
    if event.kind == "promise_event":
        return f"-{subject[0].id}-{subject[1].date}-{subject[1].state}"
    if event.kind == "follow_up":
        return f"-{subject.date}-{subject.kind}-{subject.title}"
    if event.kind == "erratum":
        return f"-{subject.table}-{subject.row}-{subject.field}-{subject.date}"
    return f"-{subject.id}"
