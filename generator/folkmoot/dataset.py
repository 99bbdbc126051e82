"""The one way in: a folder of datasets, on disk or in a git tree, with all that is read of it and wrong in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from functools import cached_property
from pathlib import Path

from folkmoot.data import discover, look_back, registers, rules, schemas, shape
from folkmoot.data.discover import DocumentFile, Place
from folkmoot.data.memory import Memory
from folkmoot.data.moves import Then, moved
from folkmoot.data.names import KEPT
from folkmoot.data.problems import BadData, BadSettings, Diagnostic, errors, in_reading_order
from folkmoot.data.rules import RULES, Rule
from folkmoot.data.rules.links import RULES as LINKS
from folkmoot.data.schemas import Schemas
from folkmoot.data.tables import Tables
from folkmoot.measures.figures import Figures
from folkmoot.record import linker
from folkmoot.record.assembly import Record


@dataclass(frozen=True)
class Reading:
    """How datasets are read: by which schemas and rules, and which names nothing in them may have.

    `memory` holds what was read before, so that equal files are read once. Nothing may have happened after the day of
    the check, `checked_on`, and what happened after `as_of` doesn't count; without them neither is looked at.
    Hours of agendas are meant in the `zone`.
    """

    schemas: Schemas = field(default_factory=schemas.load)
    rules: tuple[Rule, ...] = RULES
    reserved: frozenset[str] = KEPT
    memory: Memory = field(default_factory=Memory)
    as_of: date | None = None
    checked_on: date | None = None
    zone: tzinfo | None = None


@dataclass(frozen=True, eq=False)
class Dataset:
    """What a folder of datasets holds.

    `tables` are typed as far as their cells can be read, and without what happened later where it is read as of an
    earlier day; `later` holds that too, None where it is the same. The rules are applied to the whole. `found` is
    what is wrong with files and cells, `further` what somebody else has to say of the folder, `reading` how it was
    read. The rules across tables are applied when `problems` are asked for, the record is linked when it is.
    """

    tables: Tables
    documents: tuple[DocumentFile, ...] = ()
    found: tuple[Diagnostic, ...] = ()
    further: tuple[Diagnostic, ...] = ()
    reading: Reading = field(default_factory=Reading)
    later: Tables | None = None

    @property
    def whole(self) -> Tables:
        """Give the tables with all that was read."""
        return self.tables if self.later is None else self.later

    @cached_property
    def problems(self) -> tuple[Diagnostic, ...]:
        """List everything that is wrong, in reading order."""
        return in_reading_order([*self.found, *rules.apply(self.whole, self.reading.rules), *self.further])

    @cached_property
    def unreadable(self) -> tuple[Diagnostic, ...]:
        """List what keeps the record from being linked: cells that can't be read, and links that lead nowhere.

        What sense demands beyond that may have grown since a past release was made.
        """
        read = (problem for problem in self.found if problem.code not in discover.BESIDE)
        return errors(read) or errors(problem for rule in LINKS for problem in rule(self.tables))

    @cached_property
    def record(self) -> Record:
        """Link the civic objects; raises `BadData` where links lead nowhere or cells can't be read."""
        if self.unreadable:
            raise BadData(self.unreadable)
        return linker.link(self.tables)

    def figures(self, assembly: str, as_of: date) -> Figures:
        """Give the figures of an assembly, by its identifier, on a day; raises `KeyError` where there is none."""
        return Figures(self.record.by_id[assembly], as_of)


def read(folder: Place, shown: str, reading: Reading | None = None, then: Then | None = None) -> Dataset:
    """Read a folder of datasets, which people know by the path `shown`; raises `BadSettings` where there is none.

    `then` are the columns of the schemas under which it was written, where these aren't those of today.
    """
    how = reading or Reading()
    if isinstance(folder, Path) and not folder.is_dir():
        raise BadSettings(f"{folder}: must be a folder of datasets, got none (set datasets_dir in mkdocs.yml)")
    source = registers.without_registers(discover.read(folder, shown, how.schemas, how.memory, how.reserved))
    origins = source.origins if then is None else moved(source.origins, then, how.memory)
    checked = shape.check(origins, how.schemas, how.memory, how.reserved)
    whole = replace(checked.tables, checked_on=how.checked_on, zone=how.zone)
    found = (*source.problems, *checked.problems)
    if how.as_of is None or how.as_of == how.checked_on:
        return Dataset(whole, source.documents, found, reading=how)
    seen = look_back.view(whole, how.as_of)
    later = (look_back.warning(shown, seen.later, how.as_of),) if seen.later else ()
    return Dataset(seen.tables, source.documents, (*found, *later), reading=how, later=whole if later else None)
