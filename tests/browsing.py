"""Pages in a real browser: what kinds there are, a server for them, a visit to one, and ways to look at it."""

from __future__ import annotations

import re
import shutil
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any, ClassVar

from playwright.sync_api import Browser, Page

from tests.frozen import LANGUAGES

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
BASE = "some/where"
HOSTS = ("folkmoot.localhost", "elsewhere.localhost")
"""The site's own host and somebody else's; browsers trust both as they trust what is served over TLS."""
ADDRESS = f"http://{HOSTS[0]}/{BASE}/"
ELSEWHERE = "elsewhere.html"
"""A page of somebody else that shows a card and a badge."""

PAGES = {
    "home": "",
    "codebook": "codebook/",
    "mistakes": "mistakes/",
    "overdue": "overdue/",
    "compare": "compare/",
    "method": "method/",
    "explorer": "recommendations/",
    "filter": "recommendations/answer/accepted/",
    "search": "search/",
    "hand-written": "guide/read/",
    "assembly": "example-riverbend/",
    "recommendations": "example-riverbend/recommendations/",
    "recommendation": "example-riverbend/recommendations/r3/",
    "overdue recommendation": "example-riverbend/recommendations/r20/",
    "promises": "example-riverbend/promises/",
    "answers": "example-riverbend/answers/",
    "members": "example-riverbend/members/",
    "sessions": "example-riverbend/sessions/",
    "session": "example-riverbend/sessions/s1/",
    "impact": "example-riverbend/impact/",
    "data": "example-riverbend/data/",
    "partial": "skerry-climate/",
    "partial recommendation": "skerry-climate/recommendations/r7/",
    "printed percentages": "fenland-climate/recommendations/",
    "given up": "example-riverbend/recommendations/r26/",
    "family": "harbour-movement/",
    "releases": "releases/",
    "release": "releases/2026.11.1/",
    "changes": "isle-nature/changes/",
    "kept version": "example-riverbend/recommendations/r3/@2026.11/",
    "header only": "ford-assembly/recommendations/",
    "words": "glossary/",
    "style": "style/",
    "card": "embed/example-riverbend/r3/",
    "to be printed": "example-riverbend/print/",
    "no page": "404.html",
}
TREES = tuple("" if language == "en" else f"{language}/" for language in LANGUAGES)
"""Below what the pages lie in each language of the site."""

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; script-src 'self' 'unsafe-inline' "
    "'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
"""As content/guide/host.md names them."""


class Quiet(SimpleHTTPRequestHandler):
    """A server with the headers that the guide recommends, which keeps a list of the files that it sent."""

    sent: ClassVar[list[Path]] = []

    def copyfile(self, source: Any, outputfile: Any) -> None:
        self.sent.append(Path(source.name))
        super().copyfile(source, outputfile)

    def end_headers(self) -> None:
        for name, value in HEADERS.items() if self.path.startswith(f"/{BASE}/") else ():
            if name != "Content-Security-Policy" or "/embed/" not in self.path:
                self.send_header(name, value)
        super().end_headers()

    def log_message(self, *args: object) -> None:
        pass


class Visit:
    """One page in one setting, with everything that it asked for and complained of."""

    def __init__(self, browser: Browser, address: str, path: str, scripts: bool = True, **setting: object) -> None:
        self.context = browser.new_context(**setting)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        if not scripts:
            self.page.route(re.compile(r"\.js(\?|$)"), lambda route: route.abort())
        self.page.add_init_script(
            "addEventListener('securitypolicyviolation',"
            " e => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`))"
        )
        self.foreign: list[str] = []
        self.said: list[str] = []
        self.page.on("request", self._note_request)
        self.page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.address = address
        self.host = address.split("/")[2]
        self.turn_to(path)

    def turn_to(self, path: str) -> None:
        """Go to a page, and forget what the last one asked for."""
        self.foreign.clear()
        self.said.clear()
        response = self.page.goto(self.address + path, wait_until="load")
        assert response is not None
        assert response.ok, f"{path}: {response.status}"

    def _note_request(self, request: object) -> None:
        url = request.url  # type: ignore[attr-defined]
        if not url.startswith(("data:", f"http://{self.host}/")):
            self.foreign.append(url)

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *error: object) -> None:
        self.context.close()
