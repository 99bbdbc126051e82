"""Addresses that readers can't reach, mustn't see, or that hold something else as well."""

from __future__ import annotations

import pytest

from folkmoot.data import addresses, rules
from folkmoot.data.messages import without_password
from folkmoot.data.rules import addresses as address_rules
from tests.records import tables_of

OUTSIDE = [
    "https://www.town.org/report",
    "https://town.org:8443/",
    "http://8.8.8.8/x",
    "https://[2606:4700::1111]/",
    "https://münchen.de/x",
    "https://local.town.org/",
    "https://localhost.town.org/",
    "https://10.0.0.5.town.org/",
    "https://town.museum/x",
]
INSIDE = [
    "http://localhost",
    "http://LOCALHOST./x",
    "https://127.0.0.1:8000/x",
    "https://127.1/x",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://10.1.2.3",
    "http://172.16.0.1",
    "http://172.31.255.255",
    "http://192.168.0.1",
    "http://169.254.1.1",
    "http://[::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[::ffff:10.0.0.1]/",
    "https://wiki/page",
    "https://files.town.internal/",
    "https://town.lan",
    "https://a.corp/x",
    "https://a.intranet:80",
    "https://router.home.arpa/",
]


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_everyone_can_reach_is_right(address: str) -> None:
    assert not addresses.is_inside(address)
    assert addresses.tidied(address) == address


@pytest.mark.parametrize("address", INSIDE)
def test_what_only_a_network_knows_is_told(address: str) -> None:
    assert addresses.is_inside(address)


@pytest.mark.parametrize("address", [*INSIDE, "https://a:b@town.org/", "https://town.org/TODO", "https://town.org/x,"])
def test_no_odd_address_is_taken_for_a_plain_one(address: str) -> None:
    assert address_rules._NOT_PLAIN.findall(address) == [address]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("www.town.org/report", "https://www.town.org/report"),
        ("town.org", "https://town.org"),
        ("HTTPS://Town.ORG/Report", "https://town.org/Report"),
        ("https:/town.org/x", "https://town.org/x"),
        ("https//town.org/x", "https://town.org/x"),
        ("https://town.org/a b", "https://town.org/a%20b"),
    ],
)
def test_the_address_that_was_meant_is_said(text: str, meant: str) -> None:
    assert str(addresses.advice(text)) == f'did you mean "{meant}"?'


@pytest.mark.parametrize("text", [r"C:\a.pdf", r"\\server\share", "file:///a", "/home/ann/a.pdf", "smb://server/a"])
def test_a_file_on_a_computer_is_called_one(text: str) -> None:
    assert "only one computer" in str(addresses.advice(text))


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("https://town.org/REPLACE", True),
        ("https://{{host}}/x", True),
        ("https://${HOST}/x", True),
        ("https://<host>/x", True),
        ("https://town.org/?id=YOUR_ID", True),
        ("https://town.org/TODO-EL-DOCUMENTO", False),
        ("https://town.org/replace", False),
        ("https://town.org/chapter-XXX", False),
        ("https://[2606:4700::1111]/", False),
    ],
)
def test_placeholders_are_told_from_words(address: str, is_one: bool) -> None:
    assert addresses.has_placeholder(address) is is_one


@pytest.mark.parametrize(
    ("address", "tidy"),
    [
        ("https://town.org/x?utm_source=a&b=1&fbclid=2", "https://town.org/x?b=1"),
        ("https://town.org/x?gclid=1", "https://town.org/x"),
        ("https://town.org/x).", "https://town.org/x"),
        ("https://town.org/x_(road)", "https://town.org/x_(road)"),
        ("https://town.org/?b=%20+c&d", "https://town.org/?b=%20+c&d"),
        (
            "https://web.archive.org/web/2026/https://town.org/?utm_source=a",
            "https://web.archive.org/web/2026/https://town.org/?utm_source=a",
        ),
    ],
)
def test_tracking_and_marks_are_left_away(address: str, tidy: str) -> None:
    assert addresses.tidied(address) == tidy


@pytest.mark.parametrize(
    "text", ["https://ann:secret@town.org/", "ftp://secret@town.org", "x https://a:secret@b.org y"]
)
def test_a_password_is_never_said(text: str) -> None:
    assert addresses.has_password(text)
    assert "secret" not in without_password(text)
    assert "secret" not in str(addresses.advice(text))


@pytest.mark.parametrize("text", ["https://medium.com/@ann/x", "https://town.org/?to=a@b.org", "write to a@b.org"])
def test_an_at_sign_alone_is_no_password(text: str) -> None:
    assert without_password(text) == text


@pytest.mark.parametrize(
    ("summary", "codes"),
    [
        ("See [it](https://ann:secret@town.org/x).", ["address-password"]),
        ("See [it](file:///C:/a.pdf).", ["address-unreachable"]),
        ("See <http://192.168.0.1/x>.", ["address-unreachable"]),
        ("See http://wiki/x, please.", ["address-unreachable"]),
        ("See [it](www.town.org/x).", ["address-untidy"]),
        ("See [it](https://town.org/x?fbclid=1).", ["address-untidy"]),
        ("See [it](https://{{host}}/x).", ["address-placeholder"]),
        ("See https://town.org/x. And [more](../more.md), [a](#b).", []),
    ],
)
def test_links_in_texts_are_looked_at(summary: str, codes: list[str]) -> None:
    tables = tables_of(
        recommendations=f"""
        id,title,summary,kind,decision,addressed_to
        r1,Plant trees,"{summary}",recommendation,adopted,council
        """
    )
    found = [problem for problem in rules.apply(tables) if problem.code.startswith("address-")]
    assert [problem.code for problem in found] == codes
    assert not any("secret" in str(problem) for problem in found)


def test_an_invented_assembly_may_name_examples() -> None:
    row = "Demo,What now?,local,assembly,2024-01-13,2024-03-31,2024-04-30,en,CC-BY-4.0,https://www.example.org/x"
    head = "name,question,level,kind,starts_on,ends_on,reported_on,languages,licence,website,invented"
    for invented, codes in (("true", []), ("false", ["address-example"])):
        tables = tables_of(assembly=f"{head}\n{row},{invented}")
        assert [p.code for p in rules.apply(tables) if p.code.startswith("address-")] == codes
