"""The foot of every page: the day, the licences, accessibility, and where a mistake is reported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from folkmoot.data.problems import BadSettings
from folkmoot.web import footer, forges
from tests.projects import build, change

pytest_plugins = ["tests.project_fixtures"]

GIVEN = {
    "us@example.org": "mailto:us@example.org",
    "mailto:us@example.org": "mailto:us@example.org",
    "https://example.org/tell?us=1": "https://example.org/tell?us=1",
    "": "https://gitlab.com/x/y/-/issues",
}
WRONG = ("javascript:alert(1)", "us", "us@example.org?subject=x", 'https://example.org/"><script>', "//example.org")


@pytest.mark.parametrize("given", GIVEN)
def test_a_contact_is_a_mail_or_web_address_or_the_issues_of_the_repository(given: str) -> None:
    assert footer.contact(given, forges.repository("https://gitlab.com/x/y")) == GIVEN[given]


@pytest.mark.parametrize("given", WRONG)
def test_anything_else_is_refused_with_the_right_form(given: str) -> None:
    with pytest.raises(BadSettings, match="contact: must be a mail address"):
        footer.contact(given, forges.Repository())


@pytest.mark.parametrize("address", ["javascript://github.com/y", "", "https://code.example.org/x/y"])
def test_a_repository_of_an_unknown_kind_leads_nowhere(address: str) -> None:
    assert footer.contact("", forges.repository(address)) == ""


def test_every_page_says_its_day_its_licence_and_whom_to_tell(project: Path) -> None:
    (project / "content/accessibility.md").write_text("# Accessibility\n\nText", encoding="utf-8")
    change(project, "mkdocs.yml", "  - folkmoot\n", "  - folkmoot: {contact: us@example.org, languages: [en, fr]}\n")
    assert build(project, "--no-search").exit_code == 0
    said = "This site as of 1 November 2026|Licence of the data: CC-BY-4.0|Accessibility|Report a mistake"
    assert _foot(project, "index.html") == _foot(project, "about/index.html") == _foot(project, "404.html") == said
    assert _foot(project, "fr/overdue/index.html").startswith("Ce site au 1 novembre 2026|")
    page = (project / "site/fr/overdue/index.html").read_text(encoding="utf-8")
    assert 'href="mailto:us@example.org"' in page and 'href="../../accessibility/"' in page


def test_a_foot_promises_no_page_and_no_address_that_is_not_there(published: Path) -> None:
    said = "This site as of 1 November 2026|Licence of the data: CC-BY-4.0"
    assert _foot(published, "index.html") == said


def _foot(project: Path, path: str) -> str:
    """Give what the foot of a page says, its entries parted by bars."""
    page = (project / "site" / path).read_text(encoding="utf-8")
    entries = re.findall(r"<li>(.*?)</li>", page.split('<ul class="fm-site">')[1].split("</ul>")[0], re.DOTALL)
    return "|".join(" ".join(re.sub(r"<[^>]+>", "", entry).split()) for entry in entries)
