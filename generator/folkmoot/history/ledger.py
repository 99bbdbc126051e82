"""The release ledger: a chain of entries, each holding the hash of the one before it.

It travels with every clone. Whoever alters an entry must alter all that follow, and the history of the file shows it.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from packaging.version import InvalidVersion, Version

from folkmoot.data import files
from folkmoot.data.files import RawTable
from folkmoot.data.messages import N_, NOTHING, Message, Msgid, Named, filled, quoted
from folkmoot.data.problems import Diagnostic, did_you_mean, in_reading_order

NAME = "_releases.yaml"
CHECKSUMS = "SHA256SUMS"
FIELDS = ("version", "date", "notes", "tree", "manifest", "schemas", "previous")
FORM = re.compile(r"[0-9a-z]+([.-][0-9a-z]+)*\Z")
"""How a version may be written, as it is part of an address; PEP 440 says the rest."""

_SUM = re.compile(r"[0-9a-f]{64}\Z")
_TREE = re.compile(r"([0-9a-f]{40}|[0-9a-f]{64})\Z")
_UNPRINTABLE = re.compile(r"[^\S\n ]|[\x00-\x09\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One release as the ledger has it, and the line on which it stands.

    `tree` is the git tree of the datasets without the ledger, `manifest` the SHA-256 of the release's checksums,
    `schemas` that of the schemas under which it was made, `previous` the hash of the entry before, '' for the first.
    """

    version: str
    date: date
    notes: str
    tree: str
    manifest: str
    schemas: str
    previous: str
    line: int = 1

    def hash(self) -> str:
        """Give the SHA-256 of its fields as JSON: keys sorted, no white space, letters as they are, in UTF-8."""
        fields = {name: str(getattr(self, name)) for name in FIELDS}
        written = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()


@dataclass(frozen=True)
class Ledger:
    """The entries, oldest first, and what is wrong with them; `path` is relative to the project."""

    path: str
    entries: tuple[LedgerEntry, ...] = ()
    problems: tuple[Diagnostic, ...] = ()

    @property
    def last(self) -> LedgerEntry | None:
        """Give the newest entry."""
        return self.entries[-1] if self.entries else None

    def problem(
        self, code: str, entry: LedgerEntry, field: str, sentence: Msgid, hint: Msgid, /, **values: Named
    ) -> Diagnostic:
        """Say what is wrong with an entry."""
        return Diagnostic(
            code=code,
            path=self.path,
            line=entry.line,
            row=entry.version,
            field=field,
            message=filled(sentence, values),
            hint=filled(hint, values),
        )


def parse(path: str, data: bytes | None) -> Ledger:
    """Read a ledger and follow its chain; None stands for a ledger that isn't there, which has no entries."""
    if data is None:
        return Ledger(path)
    parsed = files.parse(path, data)
    if parsed.raw is None:
        return Ledger(path, problems=parsed.problems)
    problems = [*parsed.problems, *_form(parsed.raw)]
    if problems:
        return Ledger(path, problems=in_reading_order(problems))
    ledger = Ledger(path, tuple(_entry(parsed.raw, index) for index in range(len(parsed.raw.rows))))
    return Ledger(path, ledger.entries, in_reading_order(_chain(ledger)))


def version(text: str) -> Version | None:
    """Read a version; None where it isn't one, or where it can't be part of an address."""
    if not FORM.match(text):
        return None
    try:
        return Version(text)
    except InvalidVersion:
        return None


def written(entry: LedgerEntry) -> bytes:
    """Write an entry as it is appended to the ledger."""
    fields = ((name, str(getattr(entry, name))) for name in FIELDS)
    lines = [f"{name}: {_scalar(text)}" for name, text in fields]
    return ("- " + "\n  ".join(lines) + "\n").encode()


def appended(data: bytes | None, entry: LedgerEntry) -> bytes:
    """Append an entry; what stands there stays as it is, byte for byte."""
    if data is None:
        return _HEADING + written(entry)
    return data + (b"" if data.endswith(b"\n") else b"\n") + written(entry)


def clean_notes(text: str) -> str:
    """Take notes as the ledger keeps them: composed letters, Unix lines, no tabs, nothing at the ends of lines."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    lines = (_UNPRINTABLE.sub(" ", line).rstrip() for line in composed.split("\n"))
    return "\n".join(lines).strip()


_HEADING = b"""\
# The releases of this record, oldest first. `folkmoot release` appends to it; nothing in it may ever be altered,
# because each entry holds the hash of the one before it.
"""


def _scalar(text: str) -> str:
    """Write a text in YAML: notes of several lines as a block, all else in quotes, so that 2026.10 stays what it is."""
    if "\n" not in text:
        return json.dumps(text, ensure_ascii=False)
    return "|-\n" + "\n".join(f"    {line}" if line else "" for line in text.split("\n"))


def _entry(raw: RawTable, index: int) -> LedgerEntry:
    cells = dict(zip(raw.header, raw.rows[index], strict=True))
    return LedgerEntry(
        version=cells["version"],
        date=date.fromisoformat(cells["date"]),
        notes=cells["notes"],
        tree=cells["tree"],
        manifest=cells["manifest"],
        schemas=cells["schemas"],
        previous=cells["previous"],
        line=raw.lines[index],
    )


def _is_text(_text: str) -> bool:
    return True


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


_NO_SUM = N_("must be a SHA-256 of 64 digits, got %(found)s")
_FORMS: Mapping[str, tuple[Callable[[str], bool], Msgid]] = {
    "version": (lambda text: version(text) is not None, N_("must be a version such as 2026.11, got %(found)s")),
    "date": (_is_day, N_("must be a day such as 2026-11-22, got %(found)s")),
    "tree": (lambda text: bool(_TREE.match(text)), N_("must be the id of a git tree, got %(found)s")),
    "manifest": (lambda text: bool(_SUM.match(text)), _NO_SUM),
    "schemas": (lambda text: bool(_SUM.match(text)), _NO_SUM),
    "previous": (
        lambda text: not text or bool(_SUM.match(text)),
        N_("must be a SHA-256 of 64 digits, or empty, got %(found)s"),
    ),
}
_RESTORE = N_("nothing in the ledger may be altered: restore it with git")


def _form(raw: RawTable) -> Iterator[Diagnostic]:
    """Check that every entry has every field, in its form, and no others."""
    for name in raw.header:
        if name not in FIELDS:
            line, column = raw.header_marks[name]
            sentence, hint = N_("must be one of %(allowed)s, got %(found)s"), did_you_mean(name, FIELDS) or _RESTORE
            yield _formed(raw.path, line, column, name, sentence, hint, allowed=FIELDS, found=quoted(name))
    for name in (name for name in FIELDS if name not in raw.header):
        yield _formed(raw.path, 1, None, name, N_("must be in every entry, got none"), _RESTORE)
    for index, row in enumerate(raw.rows):
        for name, text in zip(raw.header, row, strict=True):
            is_right, sentence = _FORMS.get(name, (_is_text, NOTHING))
            if not is_right(text):
                place = raw.place(index, name)
                yield _formed(raw.path, *place, name, sentence, _RESTORE, found=quoted(text[:80]))


def _formed(
    path: str,
    line: int,
    column: int | None,
    field: str,
    sentence: Msgid,
    hint: Msgid | Message,
    /,
    **values: Named,
) -> Diagnostic:
    return Diagnostic(
        code="release-form",
        path=path,
        line=line,
        column=column,
        field=field,
        message=filled(sentence, values),
        hint=filled(hint, values),
    )


def _chain(ledger: Ledger) -> Iterator[Diagnostic]:
    """Check that each entry holds the hash of the one before, is a later version, and isn't dated before it."""
    before: Sequence[LedgerEntry | None] = (None, *ledger.entries)
    for earlier, entry in zip(before, ledger.entries, strict=False):
        expected = earlier.hash() if earlier else ""
        if entry.previous != expected:
            sentence = N_("must be the hash of the entry before it, %(hash)s, got %(found)s")
            hint = N_("an entry was altered: restore it with git")
            due, found = expected or Message(N_("empty")), entry.previous or Message(N_("nothing"))
            yield ledger.problem("release-chain", entry, "previous", sentence, hint, hash=due, found=found)
        if earlier and Version(entry.version) <= Version(earlier.version):
            sentence = N_("must be later than %(version)s, got %(found)s")
            known, later = earlier.version, entry.version
            yield ledger.problem("release-order", entry, "version", sentence, _RESTORE, version=known, found=later)
        if earlier and entry.date < earlier.date:
            yield _dated_before(ledger, earlier, entry)


def _dated_before(ledger: Ledger, earlier: LedgerEntry, entry: LedgerEntry) -> Diagnostic:
    return ledger.problem(
        "release-order",
        entry,
        "date",
        N_("must not be before %(day)s, the day of %(version)s, got %(found)s"),
        _RESTORE,
        day=str(earlier.date),
        version=earlier.version,
        found=str(entry.date),
    )
