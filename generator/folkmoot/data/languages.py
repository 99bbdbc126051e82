"""Languages as the standards know them: the direction of their scripts and their names."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale

_CODE = re.compile(r"([a-z]{2,3})(-[A-Za-z0-9]{2,8})*")


def is_language(code: str) -> bool:
    """Tell whether a code of BCP 47 names a language; those of three letters are too many to list.

    What has two letters must be known to Babel.
    """
    form = _CODE.fullmatch(code)
    return form is not None and (len(form[1]) == 3 or form[1] in Locale("en").languages)


def direction(language: str) -> str:
    """Give the direction of a language's script: `ltr` or `rtl`."""
    return str(Locale.parse(language, sep="-").text_direction)


def own_name(language: str) -> str:
    """Name a language in itself: Français, Deutsch, العربية."""
    name = name_in(language, language)
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=1024)
def name_in(language: str, inside: str) -> str:
    """Name a language in another one."""
    return Locale.parse(language, sep="-").get_display_name(inside.replace("-", "_")) or language
