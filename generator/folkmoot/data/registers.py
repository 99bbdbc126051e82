"""Look across the files of an assembly before their cells are read: hidden registers, documents that no row names."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from folkmoot.data.discover import DocumentFile, Source
from folkmoot.data.document_names import suggested
from folkmoot.data.messages import N_, Message
from folkmoot.data.problems import Diagnostic
from folkmoot.data.tables import SourceTable

_FEWEST = 5
_FEWEST_ALONE = 12
"""From how many values with one member each a stratum is a register, where it isn't known how many members sat."""


def without_registers(source: Source) -> Source:
    """Leave out the profiles that list persons, and say so; say also which documents no row names."""
    listed = _by_table(source.origins)
    hidden = [table for table in source.origins if table.name == "member_profile" and _lists_members(table, listed)]
    named = {assembly: _named(listed.get((assembly, "documents"), ())) for assembly, _ in listed}
    kept = (p for p in source.problems if not (p.code == "document-name" and _name(p.path) in named.get(_owner(p), ())))
    problems = (*kept, *map(_register, hidden), *_unlisted(source, named))
    return Source(tuple(table for table in source.origins if table not in hidden), source.documents, problems)


Listed = Mapping[tuple[str, str], Sequence[Mapping[str, str]]]
"""The rows of each table of each assembly, as texts by column."""


def _by_table(origins: Iterable[SourceTable]) -> Listed:
    wanted = {"member_profile", "selection_stages", "strata_values", "documents", "assembly"}
    tables = (table for table in origins if table.name in wanted and not table.language)
    return {(table.assembly, table.name): _records(table) for table in tables}


def _records(table: SourceTable) -> Sequence[Mapping[str, str]]:
    return [dict(zip(table.raw.header, row, strict=True)) for row in table.raw.rows]


def _lists_members(table: SourceTable, listed: Listed) -> bool:
    """Tell whether a stratum has a value of its own for each member.

    Values with a quota or a share of the population are groups, even where one member was to come from each.
    """
    assembly = table.assembly
    groups = {
        (row.get("stratum", ""), row.get("value", ""))
        for row in listed.get((assembly, "strata_values"), ())
        if any(row.get(column) for column in ("population_share", "min", "max"))
    }
    totals = {row.get("stage", ""): row.get("n", "") for row in listed.get((assembly, "selection_stages"), ())}
    members = next((row.get("members_final", "") for row in listed.get((assembly, "assembly"), ())), "")
    strata: dict[tuple[str, str], list[Mapping[str, str]]] = defaultdict(list)
    for row in _records(table):
        strata[row.get("stage", ""), row.get("stratum", "")].append(row)
    return any(
        all(row.get("n") == "1" for row in rows)
        and not any((stratum, row.get("value", "")) in groups for row in rows)
        and _are_all(len(rows), totals.get(stage) or members)
        for (stage, stratum), rows in strata.items()
    )


def _are_all(values: int, members: str) -> bool:
    """Tell whether there are as many values as members, give or take those that were left out."""
    if not members.isdecimal():
        return values >= _FEWEST_ALONE
    return values >= _FEWEST and values * 10 >= int(members) * 9


def _register(table: SourceTable) -> Diagnostic:
    sentence = N_("each row is a person: a stratum has a value of its own for each member")
    hint = N_("delete it, take it out of the history of the repository as well, and publish counts of groups instead")
    return Diagnostic(
        code="each-row-a-person", path=table.path, table=table.name, message=Message(sentence), hint=Message(hint)
    )


def _named(rows: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """Give the names that rows have for documents, and those that they are told to have instead."""
    names = {unicodedata.normalize("NFC", row.get("file", "")) for row in rows}
    return frozenset(names.union(map(suggested, names)))


def _name(path: str) -> str:
    return unicodedata.normalize("NFC", path.rpartition("/")[2])


def _owner(problem: Diagnostic) -> str:
    """Give the assembly in whose folder `documents/` a file lies."""
    return problem.path.split("/")[-3]


def _unlisted(source: Source, named: Mapping[str, frozenset[str]]) -> Iterator[Diagnostic]:
    """Name the documents of which no row says what they are; not where the table of documents can't be read."""
    broken = {problem.path.split("/")[-2] for problem in source.problems if problem.table == "documents"}
    for document in source.documents:
        if document.name not in named.get(document.assembly, ()) and document.assembly not in broken:
            yield _not_listed(document)


def _not_listed(document: DocumentFile) -> Diagnostic:
    sentence = N_("must be named by a row of documents, in the column file, got none")
    hint = N_("add a row with its title and licence, or move the file elsewhere")
    return Diagnostic(code="document-unlisted", path=document.shown, message=Message(sentence), hint=Message(hint))
