"""From bytes to text: UTF-8 only, with nothing in it that can't be seen, and a name for whatever else it is."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator

from folkmoot.data.files.report import Place, Report
from folkmoot.data.messages import N_, Message, Msgid, quoted

MAX_BYTES = 64 * 1024 * 1024

_FOREIGN = (
    (b"PK\x03\x04", N_("an Excel workbook or another zip file")),
    (b"\xd0\xcf\x11\xe0", N_("an old Excel workbook (.xls)")),
    (b"%PDF", N_("a PDF document")),
    (b"\x1f\x8b", N_("a gzip archive")),
    (b"version https://git-lfs", N_("a git-lfs pointer, which stands for a file that was not fetched")),
    (b"<!doctype html", N_("a web page")),
    (b"<html", N_("a web page")),
    (b"<?xml", N_("an XML file")),
)

_CONTROL = (
    (0x00, 0x08),
    (0x0B, 0x1F),
    (0x7F, 0x9F),
    (0xD800, 0xDFFF),
    (0xFDD0, 0xFDEF),
    *((plane << 16 | 0xFFFE, plane << 16 | 0xFFFF) for plane in range(17)),
)

_INVISIBLE = (
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x61C, 0x61C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180E, 0x180E),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE00FF),
    (0xE01F0, 0xE0FFF),
)


def _all_but(ranges: Iterable[tuple[int, int]]) -> Iterator[str]:
    following = 0
    for first, last in [*sorted(ranges), (0x110000, 0x110000)]:
        if following < first:
            yield f"{re.escape(chr(following))}-{re.escape(chr(first - 1))}"
        following = last + 1


# Negated, because the expression engine finds an ordinary character in this class ten times faster than it
# can reject one against the list of the refused ones.
UNUSUAL = re.compile(f"[^{''.join(_all_but((*_CONTROL, *_INVISIBLE)))}]")

_JOINERS = "\u200c\u200d"
# Scripts from Arabic to Sinhala, Myanmar, Khmer and Mongolian: they choose letter forms with joiners.
_JOINING_LETTER = re.compile("[\u0600-\u0dff\u1000-\u109f\u1780-\u18af]")
_DIRECTION = "\u200e\u200f"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff]")
_EMOJI = re.compile("[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")

# What git leaves at the start of a line: ours, the common ancestor, the divide, theirs.
_CONFLICT = re.compile(r"^(?:<{7} .*|\|{7} .*|={7}|>{7} .*)$", re.MULTILINE)


def text_of(data: bytes, report: Report) -> str | None:
    """Decode a file into clean text with LF at line ends, or report why that can't be."""
    if len(data) > MAX_BYTES:
        sentence = N_("a file must not be larger than 64 MiB, got %(size)s bytes")
        hint = N_("split the table, or move it to an archive and link to it")
        report.add("file-too-large", sentence, hint, size=f"{len(data):,}")
        return None
    body = data.removeprefix(codecs.BOM_UTF8)
    if _is_foreign(body, report) or _is_wide(data, report):
        return None
    text = _decoded(body, len(data) - len(body), report)
    if text is None or _is_empty(text, report):
        return None
    text = _with_unix_lines(text, report)
    return None if _has_conflict(text, report) else _without_unusual(text, report)


def _is_foreign(data: bytes, report: Report) -> bool:
    start = data[:1024].lstrip().lower()
    name = next((name for magic, name in _FOREIGN if start.startswith(magic.lower())), None)
    if name is None:
        return False
    sentence, hint = N_("the file must be YAML text, got %(kind)s"), N_("replace it by the YAML file itself")
    if report.path.endswith(".csv"):
        sentence = N_("the file must be a CSV table, got %(kind)s")
        hint = N_('open it in a spreadsheet and save that sheet as "CSV UTF-8"')
    if "git-lfs" in name:
        hint = N_("run git lfs pull, or better keep tables out of git-lfs")
    elif "web page" in name:
        hint = N_("a download went wrong: fetch the file itself, not the page about it")
    report.add("not-a-table", sentence, hint, kind=Message(name))
    return True


def _is_wide(data: bytes, report: Report) -> bool:
    """Recognise UTF-16 and UTF-32, by their byte order mark or by the NUL bytes that they put into text."""
    sample = data[:4096]
    nuls = sample.count(0)
    if sample.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)) or nuls * 10 > len(sample) * 6:
        name = "UTF-32"
    elif sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or nuls * 10 > len(sample) * 3:
        name = "UTF-16"
    else:
        return False
    report.add("not-utf8", N_("the file must be UTF-8, got %(encoding)s"), _how_to_save(report.path), encoding=name)
    return True


def _how_to_save(path: str) -> Msgid:
    if path.endswith(".csv"):
        return N_(
            'in Excel save as "CSV UTF-8 (Comma delimited)"; '
            'in LibreOffice tick "Edit filter settings" and choose "Unicode (UTF-8)"'
        )
    return N_("save the file again with UTF-8 chosen as its encoding")


def _decoded(data: bytes, offset: int, report: Report) -> str | None:
    """Decode UTF-8; `offset` is the number of bytes that were cut off before `data`."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
    line_start = data.rfind(b"\n", 0, at) + 1
    column = len(data[line_start:at].decode("utf-8")) + 1
    byte, line = f"0x{data[at]:02X}", data.count(b"\n", 0, at) + 1
    guess = _windows_guess(data[line_start:].partition(b"\n")[0], at - line_start)
    sentence = N_("the file must be UTF-8, got the byte %(byte)s at offset %(offset)s")
    if guess:
        sentence = N_(
            "the file must be UTF-8, got the byte %(byte)s at offset %(offset)s; in Windows-1252 it is %(letter)s and "
            "the text reads %(found)s"
        )
    letter, text = map(quoted, guess or ("", ""))
    place = (line, column)
    hint = _how_to_save(report.path)
    report.add("not-utf8", sentence, hint, place, byte=byte, offset=at + offset, letter=letter, found=text)
    return None


def _windows_guess(line: bytes, at: int) -> tuple[str, str] | None:
    """Say what byte `at` of a line is in Windows-1252, and how the cell around it reads; None where it doesn't."""
    try:
        text = line.decode("cp1252")
    except UnicodeDecodeError:
        return None
    before = re.split(r'[,;\t"]', text[:at])[-1]
    after = re.split(r'[,;\t"]', text[at:])[0]
    return text[at], (before[-30:] + after[:30]).strip()


def _is_empty(text: str, report: Report) -> bool:
    if text and not text.isspace():
        return False
    report_empty(report)
    return True


def report_empty(report: Report) -> None:
    """Report that a file holds nothing, and say how one begins."""
    hint = N_("begin with the header row")
    if not report.path.endswith(".csv"):
        hint = N_("write [] for a table without rows")
    report.add("file-empty", N_("the file must hold a table, got nothing"), hint)


def _has_conflict(text: str, report: Report) -> bool:
    if not any(marker in text for marker in ("<<<<<<< ", "||||||| ", "=======", ">>>>>>> ")):
        return False
    line = 0
    for line, match in _located(_CONFLICT, text):
        sentence = N_('the file must be free of merge conflicts, got the marker "%(marker)s"')
        hint = N_("choose which lines to keep between <<<<<<< and >>>>>>>, then delete the markers")
        report.add("merge-conflict", sentence, hint, (line, None), marker=match[0][:7])
    return line > 0


def _located(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield each match with its line."""
    line, seen = 1, 0
    for match in pattern.finditer(text):
        line, seen = line + text.count("\n", seen, match.start()), match.start()
        yield line, match


def _with_unix_lines(text: str, report: Report) -> str:
    """Turn CRLF into LF, and a CR that stands alone too, which is reported."""
    text = text.replace("\r\n", "\n")
    alone = text.find("\r")
    if alone < 0:
        return text
    line = text.count("\n", 0, alone) + 1
    sentence = N_("lines must end in LF or CRLF, got %(count)s CR without LF")
    hint = N_("save the file again with Unix or Windows line ends")
    report.add("line-ends", sentence, hint, (line, None), count=text.count("\r"))
    return text.replace("\r", "\n")


def _without_unusual(text: str, report: Report) -> str:
    """Report each control and invisible character at its line and column, and take it out."""
    if not UNUSUAL.search(text):
        return text
    for line, match in _located(UNUSUAL, text):
        if is_joining(match):
            continue
        if report.is_full:
            report.more += 1
        else:
            report_unusual(match[0], report, (line, match.start() - text.rfind("\n", 0, match.start())))
    return taken_out(text)


def taken_out(text: str) -> str:
    """Leave out the characters that no text may hold."""
    return UNUSUAL.sub(lambda match: match[0] if is_joining(match) else "", text)


def is_joining(match: re.Match[str]) -> bool:
    """Tell whether a match is needed: a joiner in Arabic or Indic words and in emoji, a direction beside such words."""
    text, at = match.string, match.start()
    if match[0] in _DIRECTION:
        return _RIGHT_TO_LEFT.search(text, max(at - 40, 0), at + 40) is not None
    if match[0] not in _JOINERS:
        return False
    neighbours = text[max(at - 1, 0) : at], text[at + 1 : at + 2]
    if all(_JOINING_LETTER.match(character) for character in neighbours):
        return True
    return match[0] == "\u200d" and all(_EMOJI.match(character) for character in neighbours)


def report_unusual(character: str, report: Report, at: Place, field: str | None = None) -> None:
    """Report a character that nobody can see, by its name and number."""
    point = ord(character)
    name = f"U+{point:04X} {unicodedata.name(character, '')}".rstrip()
    if any(first <= point <= last for first, last in _CONTROL):
        sentence = N_("text must not hold control characters, got %(name)s")
        report.add("text-control", sentence, N_("delete it or type the text again"), at, field, name=name)
        return
    sentence = N_("text must not hold invisible characters, got %(name)s")
    hint = N_("it often comes with pasted text: delete it or type the text again")
    report.add("text-invisible", sentence, hint, at, field, name=name)
