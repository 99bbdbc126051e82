"""Whether the links of a built site lead somewhere: of pages, feeds, calendars and data, fragments included."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

_LINK = re.compile(r'\s(?:(?:href|src|action|poster|data)="|content="(?:\d+;\s*url=|(?=http)))([^"]*)"')
_SETS = re.compile(r'\ssrcset="([^"]+)"')
_ANCHOR = re.compile(r'\s(?:id|name)="([^"]+)"')
_ALTERNATE = re.compile(r'<link rel="(?:alternate ?|canonical)"[^>]*\shref="([^"]+)"')
_NAME = re.compile(r"<id>[^<]*</id>|^UID:.*$", re.MULTILINE)
"""The permanent name of an entry of a feed or calendar: it looks like an address and isn't one."""
_READ = (".html", ".xml", ".atom", ".ics", ".json", ".svg", ".webmanifest")


def follow(root: Path, address: str, trees: Iterable[str]) -> tuple[set[tuple[str, str]], Counter[str]]:
    """Follow every link within a site that is published at an address; give the broken ones, as (file, link).

    What was followed is counted by the kind of its file, by the tree of its language, and where it has a fragment.
    """
    files = [path for path in root.rglob("*") if path.suffix in _READ and "pagefind" not in path.parts]
    anchors = {path: set(_ANCHOR.findall(path.read_text(encoding="utf-8"))) for path in files if path.suffix == ".html"}
    broken: set[tuple[str, str]] = set()
    followed: Counter[str] = Counter(pages=len(anchors))
    for path in files:
        place, text = path.relative_to(root), path.read_text(encoding="utf-8")
        here = f"{address}{place.as_posix().removesuffix('index.html')}"
        tree = f"{place.parts[0]}/" if f"{place.parts[0]}/" in trees else ""
        followed["alternate"] += len(_ALTERNATE.findall(text)) if path.suffix == ".html" else 0
        for link in _links(path.suffix, text, address):
            whole = urlsplit(urljoin(here, link))
            if not whole.geturl().startswith(address):
                continue
            followed.update([path.suffix, tree, *(["fragment"] if whole.fragment else [])])
            target = root / unquote(whole.path).removeprefix(urlsplit(address).path)
            target = target / "index.html" if target.is_dir() else target
            there = not whole.fragment or target.suffix != ".html" or unquote(whole.fragment) in anchors.get(target, ())
            if not target.is_file() or not there:
                broken.add((str(place), link))
    return broken, followed


def _links(suffix: str, text: str, address: str) -> set[str]:
    """Find what a file links to: in a page whatever its attributes name, in other files each address of the site."""
    if suffix == ".html":
        several = {one.split()[0] for found in _SETS.findall(text) for one in found.split(",")}
        return {unescape(link) for link in {*_LINK.findall(text), *several}}
    whole = unescape(_NAME.sub("", text.replace("\r\n ", "").replace("\n ", "")))
    return set(re.findall(re.escape(address) + r"""[^\s"'<>\\{}]*""", whole))
