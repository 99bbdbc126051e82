"""Measure in Chromium what search and explorer of a built site cost: `python benchmarks/browser.py SITE [WORD …]`.

Make the site from `records.py` and `folkmoot build`. It is served from this machine, texts compressed as static servers
do it; bytes are those of the bodies as they are sent. Times are those of the page itself, medians of several tries.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

LIMIT_BYTES = 300_000
LIMIT_SEARCH = 1000
LIMIT_FILTER = 200
TRIES = 5
WORDS = ("garden", "protect orchard", "winter", "invented", "the")
_TEXTS = (".html", ".css", ".js", ".json", ".svg")


class Compressing(SimpleHTTPRequestHandler):
    """Serve a folder, texts compressed, and note what was sent."""

    sent: dict[str, int]

    def do_GET(self) -> None:
        """Send one file."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        is_text = path.suffix in _TEXTS
        body = gzip.compress(body, 6, mtime=0) if is_text else body
        self.sent[self.path] = len(body)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(body)))
        if is_text:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path, sent: dict[str, int]) -> Iterator[str]:
    """Serve a folder; give its address."""
    handler = type("Handler", (Compressing,), {"sent": sent})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


@contextmanager
def opened(browser: Browser, address: str) -> Iterator[Page]:
    """Open a page with nothing in its cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    yield page
    context.close()


def first_result(browser: Browser, address: str, word: str, sent: dict[str, int]) -> tuple[float, int, int]:
    """Search for a word on a page just opened: milliseconds to the first result or hint, and bytes sent.

    The bytes are those of the search alone, then of everything.
    """
    sent.clear()
    with opened(browser, f"{address}search/") as page:
        took: float = page.evaluate(
            """async (word) => {
              const box = document.querySelector('#fm-words');
              const start = performance.now();
              box.value = word;
              box.form.requestSubmit();
              const told = () => document.querySelector('[data-part=count]').textContent;
              const passed = box.form.dataset.vague.split('{words}');
              const done = () => document.querySelector('.fm-hit') || passed.every((part) => told().includes(part));
              while (!done()) await new Promise((next) => setTimeout(next, 1));
              return performance.now() - start;
            }""",
            word,
        )
        page.wait_for_load_state("networkidle")
    search = sum(size for path, size in sent.items() if "/pagefind/" in path)
    return took, search, sum(sent.values())


def explorer_load(browser: Browser, address: str, query: str, sent: dict[str, int]) -> int:
    """Open the explorer; give the bytes of everything that it loads."""
    sent.clear()
    with opened(browser, f"{address}recommendations/{query}") as page:
        page.wait_for_selector("[data-part=rows] tbody tr" if query else ".fm-explorer--ready")
        page.wait_for_load_state("networkidle")
        return sum(sent.values())


def filter_times(browser: Browser, address: str) -> list[float]:
    """Tick one box after the other in two facets; give the milliseconds from each to the rows that it leaves."""
    with opened(browser, f"{address}recommendations/?progress=delivered") as page:
        page.wait_for_selector("[data-part=rows] tbody tr")
        times: list[float] = page.evaluate(
            """async () => {
              const boxes = [...document.querySelectorAll(
                '[data-facet=answer] input, [data-facet=topic] input, [data-facet=decision] input')];
              const times = [];
              for (const box of boxes) {
                performance.clearMeasures();
                const start = performance.now();
                box.click();
                while (!performance.getEntriesByName('folkmoot-filter').length) {
                  await new Promise((done) => setTimeout(done, 0));
                }
                document.body.getBoundingClientRect();
                times.push(performance.now() - start);
              }
              return times;
            }"""
        )
    return times


def message(what: str, value: float, limit: float, unit: str) -> str:
    """Write one line of the table."""
    return f"| {what} | {value:,.0f} {unit} | at most {limit:,.0f} {unit} | {'kept' if value <= limit else 'missed'} |"


def measure(folder: Path, words: Sequence[str]) -> Iterator[str]:
    """Measure a site; yield the lines of a table."""
    sent: dict[str, int] = {}
    chromium = shutil.which("chromium")
    with served(folder, sent) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield "| what | measured | target | |\n| --- | ---: | ---: | --- |"
        for word in words:
            tries = [first_result(browser, address, word, sent) for _ in range(TRIES)]
            yield message(f"first result for “{word}”", median(took for took, _, _ in tries), LIMIT_SEARCH, "ms")
            yield message(f"the search’s files for “{word}”", tries[0][1], LIMIT_BYTES, "bytes")
            yield f"| … with the page and its styles | {tries[0][2]:,} bytes | | |"
        yield message("explorer, first load", explorer_load(browser, address, "", sent), LIMIT_BYTES, "bytes")
        query = "?answer=rejected&topic=water&sort=title"
        yield message(
            "explorer, first load filtered and sorted",
            explorer_load(browser, address, query, sent),
            LIMIT_BYTES,
            "bytes",
        )
        times = filter_times(browser, address)
        yield message(f"filter combination, median of {len(times)}", median(times), LIMIT_FILTER, "ms")
        yield message("filter combination, slowest", max(times), LIMIT_FILTER, "ms")
        browser.close()


if __name__ == "__main__":
    given = argparse.ArgumentParser(description="Measure search and explorer of a built site in Chromium.")
    given.add_argument("site", type=Path)
    given.add_argument("words", nargs="*")
    chosen = given.parse_args()
    for line in measure(chosen.site, chosen.words or WORDS):
        print(line)
