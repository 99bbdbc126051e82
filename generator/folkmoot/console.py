"""Have what is written survive any terminal, code page and redirection."""

from __future__ import annotations

import codecs
import sys
from typing import TextIO

from folkmoot.data.problems import visible

_ESCAPED = "folkmoot-escaped"
_UNICODE = "utf"


def prepare() -> None:
    """Have the streams write as its code what their encoding lacks, where Python would lose all that follows."""
    codecs.register_error(_ESCAPED, _escaped)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a closed stream is None, one of a test may be of another kind
            stream.reconfigure(errors=_ESCAPED)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Write characters as JSON does, with a pair for what lies beyond FFFF; people can read that too."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    pairs = zip(units[::2], units[1::2], strict=True)
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in pairs), error.end


def shown(text: str, form: str = "text", stream: TextIO | None = None) -> str:
    """Give a text as a form can be written: nothing in it steers a terminal, and HTML and JSON mean the same anywhere.

    `stream` is where it goes, the standard output where it isn't said.
    """
    if form == "html":
        return text if _is_unicode(stream) else text.encode("ascii", "xmlcharrefreplace").decode()
    safe = visible(text, "\n\t")
    if form in ("json", "sarif") and not _is_unicode(stream):
        codecs.register_error(_ESCAPED, _escaped)
        return safe.encode("ascii", _ESCAPED).decode()
    return safe


def _is_unicode(stream: TextIO | None) -> bool:
    encoding = getattr(stream or sys.stdout, "encoding", None) or _UNICODE
    return str(encoding).lower().startswith(_UNICODE)
