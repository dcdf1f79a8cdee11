"""The built book on localhost, and a browser to read it with."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = os.environ.get("PASSION_CHROMIUM") or shutil.which("chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PATIENCE = 120_000  # ms: a loaded machine is no fault of a page
AXE = Path(__file__).with_name("axe.min.js")


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A file server that says nothing."""

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address(built_book) -> Iterator[str]:
    """The book, served on localhost."""
    handler = functools.partial(Quiet, directory=str(built_book))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no chromium here: pages are not looked at (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


@pytest.fixture
def visit(browser, address) -> Iterator[Any]:
    """Open a page with this width and mode; keep what it complained of and asked for."""
    contexts = []

    def open_page(page: str, width: int = 1440, mode: str = "light", scripts: bool = True) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=mode,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        tab = context.new_page()
        tab.complaints, tab.elsewhere = [], []
        tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.on(
            "console",
            lambda said: (
                said.type in ("error", "warning")
                and tab.complaints.append(f"{said.text} {said.location['url']}".strip())
            ),
        )
        tab.on(
            "request",
            lambda request: (
                request.url.startswith((address, "data:", "blob:"))
                or tab.elsewhere.append(request.url)
            ),
        )
        tab.goto(f"{address}/{page}.html")
        return tab

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def watched() -> Callable[[Any], Any]:
    """Open a tab that notes every address that it or its engine asks for, and each complaint."""

    def opened(context: Any) -> Any:
        tab = context.new_page()
        tab.asked, tab.complaints = [], []
        context.on("request", lambda request: tab.asked.append(request.url))
        tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.on("console", lambda said: said.type == "error" and tab.complaints.append(said.text))
        return tab

    return opened


# The roles that Sphinx gives references are not ours to mend, and the strokes of a drawing stand
# for nothing by themselves: the rest of the article is held to every rule.
ARTICLE = {"include": [["article"]], "exclude": [[".citation-list"], ["svg.drawing > *"]]}
# Its own copies of the style sheets serve a rule on turned screens alone: no page turns.
HOW = {"resultTypes": ["violations"], "preload": False}


# The rules that see colors; all others find the same in another mode of the same page.
OF_COLOR = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def found_by_axe(tab: Any, where: Any = ARTICLE, rules: Any = None) -> list[str]:
    """What axe-core finds in a part: the rule, and the first element that breaks it."""
    tab.add_script_tag(path=AXE)
    how = HOW | (rules or {})
    found = tab.evaluate("([where, how]) => axe.run(where, how)", [where, how])
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.fixture
def violations() -> Callable[..., list[str]]:
    """What axe-core finds in the article of a page, or in another part."""
    return found_by_axe


# What of a page has no use on paper; all else that a reader sees stands there too.
CONTROLS = (
    "button, label, select, dialog, [role=tablist], .reading-switch, .readings, .panel__files, "
    ".ledger__count, .data-table__download, .cite, .headerlink"
)
SHOWN = """() => { window.shown = [...document.querySelectorAll("article *")]
  .filter((one) => one.checkVisibility() && one.innerText); }"""
LOST = """(controls) => window.shown.filter((one) => !one.checkVisibility()
    && !one.closest(controls) && !one.querySelector(controls))
  .map((one) => one.outerHTML.slice(0, 100))"""


@pytest.fixture
def lost_on_paper() -> Callable[[Any], list[str]]:
    """Turn a page to paper: what a reader saw of its article and does not see there."""

    def lost(tab: Any) -> list[str]:
        tab.evaluate(SHOWN)
        tab.emulate_media(media="print")
        tab.evaluate("dispatchEvent(new Event('beforeprint'))")
        found: list[str] = tab.evaluate(LOST, CONTROLS)
        return found

    return lost
