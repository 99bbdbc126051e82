"""What makes one kind of pages or files, and how the work of all makers is divided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from folkmoot.web.site import Page, Site, SiteFile

Made = Page | SiteFile
Job = Callable[[], Iterator[Made]]
"""A part of the work that needs nothing of any other part."""

Jobs = Callable[[Site], Iterable[Job]]


@dataclass(frozen=True, kw_only=True)
class Maker:
    """One kind of pages or files.

    `jobs` divides the making of them for a site in one language. `places` are the first parts of the addresses at which
    they lie; what lies below an assembly's own address has none. `title` is the English text by which the navigation
    leads to the first place, '' where it doesn't. What is made `once` is the same in all languages. An `extra` is made
    only where the settings want extras.
    """

    jobs: Jobs
    places: tuple[str, ...] = ()
    title: str = ""
    once: bool = False
    extra: bool = False

    def is_wanted(self, site: Site) -> bool:
        """Tell whether it has something to make for a site."""
        return (site.settings.extras or not self.extra) and not (self.once and site.prefix)


def whole(make: Callable[[Site], Iterator[Made]]) -> Jobs:
    """Take what can't be divided as one job."""
    return lambda site: (partial(make, site),)


def schedule(work: Iterable[Iterable[Job]]) -> tuple[Job, ...]:
    """Put jobs in an order in which several processes end at the same time: what can't be divided comes first."""
    listed = [tuple(jobs) for jobs in work]
    return tuple(job for jobs in sorted(listed, key=lambda jobs: len(jobs) > 1) for job in jobs)
