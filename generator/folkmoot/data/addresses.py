"""Whether readers can reach a web address, whether they may see it, and what was meant by one that is none."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from folkmoot.data.messages import EMPTY, N_, Message, without_password

INSIDE = frozenset({"localhost", "localdomain", "local", "internal", "lan", "corp", "intranet", "home", "private"})
"""The last parts of names that only the network of an office or a home knows."""

_EXAMPLE = re.compile(r"https?://(?:www\.example\.(?:com|org|net)(?![\w.-])|example\.(?:com|org|net)/?\Z)")
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_eid|mc_cid|igshid|yclid|twclid)\Z", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"\{\{.*?\}\}|\$\{.*?\}|%\{.*?\}|<[^<>]*>|\{[A-Za-z_ ]+\}|\[[A-Za-z_ -]+\]"
    r"|(?<=[/=#])(?:REPLACE(?:[_-]?(?:ME|THIS))?|CHANGE[_-]?ME|TODO|TBD|TBC|FIXME|PLACEHOLDER"
    r"|YOUR[_-][A-Z_-]+|INSERT[_-][A-Z_-]+|X{4,})(?=[/?&#]|\Z)"
    r"|(?<=://)(?:x{3,}|your-?(?:site|domain|host)\b|placeholder\b)"
)
_ON_A_DISK = re.compile(r"file:|[A-Za-z]:[\\/]|\\\\|~?/(?:Users|home|Volumes|mnt|tmp|var)/|smb:", re.IGNORECASE)
_BARE = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?:[/?#]\S*)?\Z")
_SCHEME = re.compile(r"(https?)(?::/*|//)(?=[\w\[])", re.IGNORECASE)
_NUMBERS = re.compile(r"(?:0x[0-9a-f]+|[0-9]+)(?:\.(?:0x[0-9a-f]+|[0-9]+))*\Z", re.IGNORECASE)
_KEPT = re.compile(r"/https?:/|/https?%3A", re.IGNORECASE)
_LOGIN = re.compile(r"(?:login|signin|accounts|sso|auth|adfs)\.", re.IGNORECASE)
_SHARED_BY_LINK = re.compile(r"/:[a-z]:/[gst]/", re.IGNORECASE)


def _parts(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def host_of(address: str) -> str:
    """Give the host of an address without port and closing dot, in small letters; '' where it has none."""
    parts = _parts(address)
    return (parts.hostname or "").rstrip(".") if parts else ""


def has_password(text: str) -> bool:
    """Tell whether an address names a user, or a user and a password."""
    return without_password(text) != text


def has_placeholder(address: str) -> bool:
    """Tell whether a part of an address was to be replaced."""
    return _PLACEHOLDER.search(address) is not None


def is_inside(address: str) -> bool:
    """Tell whether an address leads to the reader's own computer, or into a network that readers aren't in."""
    host = host_of(address)
    number = _number(host)
    if number is not None:
        return not number.is_global
    last = host.rpartition(".")[2]
    return "." not in host or last in INSIDE or host.endswith(".home.arpa") or _NUMBERS.match(host) is not None


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found


def asks_for_login(address: str) -> bool:
    """Tell whether an address is that of a page to log in at, or of a file in a team's store that isn't shared."""
    host, parts = host_of(address), _parts(address)
    if host.endswith(".sharepoint.com"):
        return parts is not None and not _SHARED_BY_LINK.match(parts.path)
    return _LOGIN.match(host) is not None


def is_example(address: str) -> bool:
    """Tell whether an address is that of an example, as it stands in the codebook; no real page lies there."""
    return _EXAMPLE.match(address) is not None


def is_on_a_disk(text: str) -> bool:
    """Tell whether a text is the place of a file on somebody's computer or in their network."""
    return _ON_A_DISK.match(text) is not None


def tidied(address: str) -> str:
    """Leave away what doesn't belong to an address: tracking, and marks of a sentence; add what lacks before www.

    An address within another one, as web archives have it, stays as it was when it was kept.
    """
    if _KEPT.search(address):
        return address
    if address.startswith("www."):
        address = f"https://{address}"
    parts = _parts(without_end(address))
    if parts is None or "=" not in parts.query:
        return without_end(address)
    pairs = parts.query.split("&")
    kept = [pair for pair in pairs if not _TRACKING.match(pair.partition("=")[0])]
    return urlunsplit(parts._replace(query="&".join(kept))) if len(kept) < len(pairs) else without_end(address)


def without_end(address: str) -> str:
    """Take marks off the end; a bracket only where none was opened, as there is in many names of pages."""
    while address[-1:] in {*".,;:!'\"»”’>"} or any(
        address.endswith(shut) and address.count(shut) > address.count(opened) for opened, shut in ("()", "[]", "{}")
    ):
        address = address[:-1]
    return address


def advice(text: str) -> Message:
    """Say what is probably meant by a text that is no web address."""
    if has_password(text):
        return Message(N_("take user and password out, and change the password: the repository keeps what was deleted"))
    if has_placeholder(text):
        return Message(N_("a part of it was to be replaced: write the address itself"))
    if is_on_a_disk(text):
        return Message(N_("only one computer has this file: put it into documents/, or give its address on the web"))
    mended = _mended(text)
    if mended and not re.search(r"\s", mended):
        return Message(N_('did you mean "%(mended)s"?'), mended=mended)
    return EMPTY


def _mended(text: str) -> str:
    """Write an address as it was probably meant, '' where nobody can tell."""
    spaced = quote(text.strip(), safe=":/?#[]@!$&'()*+,;=%~-._") if " " in text else text
    scheme = _SCHEME.match(spaced)
    if scheme:
        rest = spaced[scheme.end() :]
        host = re.match(r"[^/?#]*", rest)
        end = host.end() if host else 0
        return f"{scheme[1].lower()}://{rest[:end].lower()}{rest[end:]}"
    return f"https://{spaced}" if _BARE.match(text) and "@" not in text else ""
