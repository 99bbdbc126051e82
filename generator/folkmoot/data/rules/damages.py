"""The kinds of damage that programs do to texts, as a table: how each looks, who did it, and the way back."""

# ruff: noqa: RUF001 - letters that look like others are what this is about

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from html.entities import name2codepoint

from folkmoot.data.messages import N_, Msgid


class Where(Enum):
    """In which columns a kind of damage is looked for."""

    ANY = "any text"
    WORDS = "any text but the names of options and values, where n/a can be meant"
    SHORT = "texts that aren't Markdown"
    MARKDOWN = "texts that are Markdown"
    YAML = "the record's own words in a YAML file"


@dataclass(frozen=True, slots=True)
class Damage:
    """One kind of damage: its code, how a message calls it, the way back, and the pattern that finds it.

    A text without any of the `signs` need not be looked at, where a sign may begin with the end of the line before;
    without signs, every text that has letters beyond ASCII is. A `whole` pattern describes the whole cell, which is
    short. `unless` is what makes it harmless in the same text.
    """

    code: str
    name: Msgid
    way_back: Msgid
    pattern: re.Pattern[str]
    signs: tuple[str, ...] = ()
    where: Where = Where.ANY
    whole: bool = False
    unless: re.Pattern[str] | None = None


_ENTITIES = "|".join(sorted((*name2codepoint, "apos"), key=len, reverse=True))
_TAGS = (
    "p|br|div|span|ul|ol|li|strong|em|b|i|u|a|h[1-6]|table|thead|tbody|tr|t[dh]|blockquote|img|font|hr|sup|sub|pre|code"
    "|script|style|iframe|section|o:p"
)

# As Excel, LibreOffice and Google Sheets write them in the languages of Europe.
_ERRORS = (
    r"#(?:REF|VALUE|NAME|NUM|NULL|SPILL|CALC|DIV/0|BEZUG|WERT|ZAHL|ÜBERLAUF|KALK|VALEUR|NOM|NOMBRE|NUL|PROPAGATION"
    r"|RIF|VALORE|NOME|VALOR|NÚM|NULO|VERW|WAARDE|NAAM|GETAL|LEEG|DEEL/0|ADR|ARG|NAZWA|LICZBA|ZERO|REFERENS|REFERENCE"
    r"|VÄRDEFEL|VERDI|VÆRDI|NAVN|NAMN|DIVISION/0|ODKAZ|HODNOTA|NÁZEV|VIITTAUS|ARVO|NIMI|JAKO/0|HIV|ÉRTÉK|NÉV|SZÁM"
    r"|ZÉRÓOSZTÓ|BAŞV|DEĞER|AD|SAYI/0|ССЫЛКА|ЗНАЧ|ИМЯ|ЧИСЛО|ДЕЛ/0|ПУСТО)[!?]"
    r"|#[¡¿](?:REF|VALOR|NOMBRE|NUM|DIV/0|NULO|DESBORDAMIENTO)[!?]"
    r"|#(?:N/[ADBTВД]|Н/Д|I/T)(?!\w)"
)
_LONELY_ERRORS = r"#(?:NV|YOK|HIÁNYZIK|SAKNAS!|PUUTTUU!)|Err:5\d\d|#{3,}"

_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|mär|mrz|mai|okt|dez|janv|févr|avr|juin|juil|août|déc|ene|abr|ago"
    "|dic|gen|mag|giu|lug|set|ott|fev|out|maa|mrt|mei|maj|sty|lut|kwi|cze|lip|sie|wrz|paź|lis|gru"
)
_DATE = rf"\d{{1,2}}(?:-|\. ?)(?:{_MONTHS})\.?|(?:{_MONTHS})\.?-\d{{2}}|(?:mrz|okt|dez) \d{{2}}"
_LONG_MONTHS = (
    "januar|februar|märz|marts?|mars|april|mai|maj|juni|juli|august|september|oktober|november|dezember|desember"
    "|december"
)
"""In the languages that write a day as 14. Oktober."""

_PLACEHOLDERS = (
    r"tb[acd]\.?|t\.b\.[acd]\.|(?-i:TODO|FIXME)|n/a\.?|n\.\s?a\.|n\.\s?n\.|k\.\s?a\.|to be (?:confirmed|decided"
    r"|announced|done|added)|x{3,}|\?{2,}|(?:…|\.{3})|[–—―]|ditto|dito|idem|see (?:above|below)|as above|siehe"
    r" (?:oben|unten)|s\.\s?o\.|voir ci-dess(?:us|ous)|véase (?:arriba|abajo)|vedi sopra|zie (?:boven|onder)|ver acima"
    r"|à (?:confirmer|compléter)|por confirmar|da confermare|a confirmar|placeholder|platzhalter"
    r"|\[(?:text|titel|title|name)\]"
)

# What the second byte of a letter becomes. The first group never follows a capital letter in a sound text; the second
# are quotation marks and dashes, which may, at the end of a word in capitals.
_ODD = "¡¢£¤¥¦§¨©ª¬®¯°±²³´µ¶·¸¹º¼½¾¿€ƒ†‡ˆ‰Š‹Œ˜™š›œžŸ•"
_MARKS = "\u00a0«»“”„‚‘’–—…"
_LOWER = "a-zß-öø-ÿ"
_WESTERN, _OTHER = "ÃÅÄÂ", "ÎÏÐÑ×ØÙ"
_CYRILLIC = r"\u0402-\u040f\u0452-\u045f"
_MOJIBAKE = (
    # One set of letters comes first, so that the search runs fast over sound texts.
    rf"[{_WESTERN}âïð{_OTHER}вГВРС√‚](?:"
    # UTF-8 that was read as Windows-1252: Latin letters, signs, emoji, other alphabets
    rf"(?<=[{_WESTERN}])[{_ODD}]|(?<=Ã)[‰ƒ]|(?<=[a-z][{_WESTERN}])[{_MARKS}]|(?<=[ÃÅÄ])[«“”„‚‘–—…](?=[a-z])"
    r"|(?<=Ã)(?<![^\s(].)\u00a0|(?<=Â)[\u00a0«»](?=[\w ])|(?<=â)(?:€|‚¬|„[¢–—]|†[’‘]|œ[“”…]|ˆ[’…])|(?<=ï)[»¿][¿½]"
    rf"|(?<=ð)Ÿ|(?<=[{_OTHER}])[^\x00-\x7fÀ-ÿ][{_OTHER}][^\x00-\x7fÀ-ÿ]"
    # UTF-8 that was read as Windows-1251
    rf"|(?<=в)Ђ[^\s\w]|(?<=Г)[©¤¶±°§]|(?<=[A-Za-z][ГВ])[{_CYRILLIC}\u00a0-\u00bf]|(?<=[ГВ])[{_CYRILLIC}](?=[a-z])"
    rf"|(?<=[РС])[{_CYRILLIC}\u00a0-\u00bb‚„…†‡€‰‹‘’“”•–—™›][РС][{_CYRILLIC}\u00a0-\u00bb‚„…†‡€‰‹‘’“”•–—™›]"
    # UTF-8 that was read as Mac Roman
    r"|(?<=√)[©®†ºüßÄ°§∂]|(?<=‚)Ä[ôúùìî¶])"
)

# Words that follow a hyphen which stands for the rest of a word: short- and long-term, Vor- oder Nachteile.
_AND = (
    "and|or|to|und|oder|bis|bzw|beziehungsweise|sowie|als|wie|aber|nicht|statt|noch|en|of|tot|och|eller|samt|og|ja|tai|et|ou"
    "|nor|but|than|through|versus|rather|ili|albo|lub|oraz|nebo|vagy"
)
_LISTED = re.compile(r"(?m)^\s*(?:[-*+]|\d{1,9}[.)])\s")

PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
"""Characters that mean something in one font only."""

_RETYPE = N_("copy it again from the source, with a viewer that keeps letters, or type the words again")
_AS_TEXT = N_(
    "type what was there; before pasting into Excel, format the column as Text (Home, Number format), or write 10–14 "
    "with a dash"
)
_FORMULA = N_("the formula lost what it refers to: mend it in the spreadsheet, then paste values only")
_UTF8 = N_(
    "UTF-8 was opened as Windows-1252 or another encoding: in Excel use Data, From Text/CSV and choose 65001 (UTF-8), "
    "then save as CSV UTF-8"
)
_PLAIN = N_("Decidim, CONSUL and web editors export this: write plain words, and Markdown where a list is meant")
_EMPTY = N_("a form or a draft left it: leave the cell empty, or write what is known")
_BACKSLASH = N_("Markdown is the way texts are marked up here: put a backslash before the sign, such as 3\\*4")

DAMAGES: tuple[Damage, ...] = (
    Damage(
        "text-spreadsheet-error", N_("an error of a spreadsheet's formula"), _FORMULA, re.compile(_ERRORS), signs=("#",)
    ),
    Damage(
        "text-spreadsheet-error",
        N_("an error of a spreadsheet's formula"),
        _FORMULA,
        re.compile(rf"\A(?:{_LONELY_ERRORS})\Z"),
        whole=True,
    ),
    Damage(
        "text-spreadsheet-changed",
        N_("a number or id that Excel has shortened"),
        N_("its last digits are lost: type it again from the source, in a column that is formatted as Text"),
        re.compile(r"\A-?\d(?:[.,]\d+)?E\+\d{2,3}\Z"),
        whole=True,
    ),
    Damage(
        "text-spreadsheet-changed",
        N_("a date that Excel made of a range such as 10-14"),
        _AS_TEXT,
        re.compile(rf"(?i)\A(?:{_DATE})\Z"),
        where=Where.SHORT,
        whole=True,
    ),
    Damage("text-mojibake", N_("letters that were read in a wrong encoding"), _UTF8, re.compile(_MOJIBAKE)),
    Damage(
        "text-mojibake",
        N_("a mark that stands for a lost letter (U+FFFD)"),
        N_("a program could not read the letter: type it again from the source, and save as CSV UTF-8"),
        re.compile("\ufffd"),
        signs=("\ufffd",),
    ),
    Damage(
        "text-letter-lost",
        N_("a question mark in the place of a letter"),
        N_("the file was saved in an encoding without that letter: type it again, and save as CSV UTF-8"),
        re.compile(
            rf"(?<![^\s(\"“„«])(?:[^\s?/=&.:@%#]*[^\W\d_])\?[{_LOWER}][^\s?/=&@]*"
            r"|\b(?:caf|clich|fianc|libert|universit|\w{3,}alit|\w{3,}ivit)\?(?= [a-z])"
        ),
        signs=("?",),
    ),
    Damage(
        "text-from-pdf",
        N_("a ligature from a PDF"),
        N_("nobody who searches for the word finds it: write the letters one by one, such as fi"),
        re.compile("[\ufb00-\ufb06]"),
    ),
    Damage(
        "text-from-pdf",
        N_("a character that only one font knows, from Word or a PDF"),
        N_("it shows as an empty box: in Markdown a list begins with * and a space; else type the letter"),
        PRIVATE,
    ),
    Damage(
        "text-from-pdf",
        N_("a word that the end of a line in a PDF has broken"),
        _RETYPE,
        re.compile(rf"-(?<=[^\W\d_]{{2}}-)(?: |[ ]?\n[ ]?)(?!(?:{_AND})\b)[{_LOWER}]{{3,}}"),
        signs=("- ", "-\n"),
    ),
    Damage(
        "text-html",
        N_("HTML"),
        _PLAIN,
        re.compile(rf"(?i)</?(?:{_TAGS})(?:\s[^<>]*)?/?>|<!--|&(?:{_ENTITIES}|#\d{{1,7}}|#x[0-9a-f]{{1,6}});"),
        signs=("<", "&"),
    ),
    Damage(
        "text-placeholder",
        N_("a placeholder"),
        _EMPTY,
        re.compile(rf"(?i)\A(?:{_PLACEHOLDERS})\Z"),
        where=Where.WORDS,
        whole=True,
    ),
    Damage("text-placeholder", N_("a placeholder"), _EMPTY, re.compile(r"(?i)\blorem ipsum\b"), signs=("psum", "PSUM")),
    Damage(
        "text-quotes",
        N_("a value between typographic quotation marks"),
        N_('a word processor put them there; YAML takes only straight ones ("): leave them away'),
        re.compile(r"(?s)\A(?:“[^“”]+”|„[^„“”]+[“”]|”[^”]+”)\Z"),
        signs=("“", "„", "”"),
        where=Where.YAML,
    ),
    Damage(
        "text-markdown",
        N_("stars inside words or figures, between which Markdown sets italics"),
        _BACKSLASH,
        re.compile(r"\*(?<=\w\*)\w(?:[^*\n]*\w)?\*\w"),
        signs=("*",),
        where=Where.MARKDOWN,
    ),
    Damage(
        "text-markdown",
        N_("underscores around a name, which Markdown takes away"),
        _BACKSLASH,
        re.compile(r"(?<!\w)_[^\W_]+_\w*[^\W_]_(?!\w)|(?<!\w)__\w+__(?=\.\w|\()"),
        signs=("_",),
        where=Where.MARKDOWN,
        unless=re.compile("`"),
    ),
    Damage(
        "text-markdown",
        N_("a year at the beginning of a line, of which Markdown makes a list"),
        N_("Markdown takes a figure with a full stop for a list: write 2030\\. or begin with a word"),
        re.compile(r"(?:1[5-9]|2[01])(?<![^\n]\d\d)\d\d[.)] "),
        signs=("\n1", "\n2"),
        where=Where.MARKDOWN,
    ),
    Damage(
        "text-markdown",
        N_("a day at the beginning of a line, of which Markdown makes a list"),
        N_("Markdown takes a figure with a full stop for a list: write 14\\. or begin with a word"),
        re.compile(rf"(?i)(?<![^\n])\d{{1,2}}\. (?:{_LONG_MONTHS})(?!\w)"),
        signs=("\n0", "\n1", "\n2", "\n3"),
        where=Where.MARKDOWN,
        unless=re.compile(r"(?m)^1[.)] "),
    ),
    Damage(
        "text-markdown",
        N_("a figure after # at the beginning of a line, which Markdown can take for a heading"),
        N_("write No. 5, or put a backslash before the #"),
        re.compile(r"(?m)^#\d"),
        signs=("\n#",),
        where=Where.MARKDOWN,
    ),
    Damage(
        "text-markdown",
        N_("~~, which is shown as it stands and strikes nothing out"),
        N_("some programs' Markdown strikes words out, this one doesn't: say in words what was deleted"),
        re.compile(r"~~"),
        signs=("~~",),
        where=Where.MARKDOWN,
    ),
    Damage(
        "text-markdown",
        N_("four spaces at the beginning of a paragraph, which Markdown sets as program code"),
        N_("Markdown takes four spaces for code: take the spaces away"),
        re.compile(r"(?:\A|\n[ \t]*\n)(?: {4}|\t)[ \t]*\S"),
        signs=("\n    ", "\n\t"),
        where=Where.MARKDOWN,
        unless=_LISTED,
    ),
)
"""Every kind of damage, as a reader of messages tells them apart."""
