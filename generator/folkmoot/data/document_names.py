"""What the name of a document may be, which characters of another keep it from that, and what it could be instead."""

from __future__ import annotations

import re
import unicodedata

from folkmoot.data.messages import N_, Message, quoted
from folkmoot.data.names import DOCUMENT

_OTHER = re.compile(r"[^a-z0-9._-]")
_ENDINGS = ("pdf", "png", "jpg", "jpeg", "webp", "txt", "csv")
_SHEETS = frozenset({"xls", "xlsx", "xlsm", "ods", "numbers", "tsv"})
_LETTERS = frozenset({"doc", "docx", "odt", "rtf", "pages", "pptx", "ppt", "odp"})


def wrong_with(name: str) -> Message:
    """Say what the name of a document must be and which of its characters aren't so."""
    if name.rpartition(".")[2].lower() not in _ENDINGS:
        return Message(N_("must end in one of %(endings)s, got %(found)s"), endings=_ENDINGS, found=quoted(name))
    others = tuple(f'"{sign}"' for sign in dict.fromkeys(_OTHER.findall(name)))
    if not others:
        sentence = N_("must be words of lower-case letters and digits with one of . - _ between them, got %(found)s")
        return Message(sentence, found=quoted(name))
    sentence = N_("must be lower-case letters a to z, digits and . - _ only, got %(found)s, with %(signs)s")
    return Message(sentence, found=quoted(name), signs=others)


def advice(name: str) -> Message:
    """Say what to do about the name of a document."""
    ending = name.rpartition(".")[2].lower()
    if ending in _SHEETS:
        return Message(N_("save the sheet that is meant to be published as CSV UTF-8: a workbook can hide others"))
    if ending in _LETTERS:
        return Message(N_("save it as PDF"))
    mended = suggested(name)
    if DOCUMENT.match(mended):
        return Message(N_('rename the file to "%(mended)s", and name it so in documents'), mended=mended)
    return Message(N_("give the file another name, such as report.pdf"))


def suggested(name: str) -> str:
    """Make a name of one that can't be an address; it may still be none."""
    stem, _, ending = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    apart = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    return f"{re.sub(r'[^a-z0-9]+', '-', apart).strip('-')}.{ending.lower()}"
