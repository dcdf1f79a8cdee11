"""The page for addresses that lead nowhere: complete by itself, and right at any depth."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from passion import paths

from .conftest import Quiet

pytestmark = pytest.mark.slow

PAGE = paths.BOOK / "root" / "404.html"


class Host(Quiet):
    """A public host: the book lies below /a/book/, what is not there shows its 404.html."""

    base = "/a/book/"

    def translate_path(self, path: str) -> str:
        if path.startswith(self.base):
            return super().translate_path("/" + path.removeprefix(self.base))
        return str(Path(self.directory, "nowhere"))

    def send_error(self, code, message=None, explain=None) -> None:
        body = PAGE.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def asked_of_others(html: str) -> list[str]:
    """What a page would fetch: styles, scripts, pictures, fonts that are not within it."""
    return re.findall(r"<link\b[^>]*>|\bsrc=[^\s>]+|@import[^;]*|url\([^)]*\)", html)


def test_it_is_published_at_the_root_and_needs_no_other_file(built_book):
    assert (built_book / "404.html").read_bytes() == PAGE.read_bytes()
    assert asked_of_others(PAGE.read_text(encoding="utf-8")) == []
    assert asked_of_others('<link rel="icon" href="a.svg"><img src=b.png>') != []


def test_every_link_on_it_leads_to_a_page_of_the_book(built_book):
    links = re.findall(r'<a href="([^"]+)"', PAGE.read_text(encoding="utf-8"))
    assert len(links) >= 3 and all((built_book / link).is_file() for link in links)


@pytest.fixture(scope="module")
def host(built_book) -> Iterator[str]:
    handler = functools.partial(Host, directory=str(built_book))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize("lost", ["nope.html", "notebooks/nope", "one/two/three/nope.html?x=1#y"])
def test_its_links_find_the_book_from_any_depth(browser, host, lost):
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(f"{host}/a/book/{lost}")
    tab.wait_for_selector('main a[href^="/a/book/"]')
    tab.click("text=The ledger")
    assert tab.url == f"{host}/a/book/notebooks/00_ledger.html"
    tab.wait_for_selector("#ledger")
    context.close()


def test_without_scripts_it_says_what_to_do(browser, host):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    tab = context.new_page()
    tab.goto(f"{host}/a/book/notebooks/nope.html")
    assert "shorten the address" in tab.locator("main").inner_text()
    assert not tab.locator("#address").is_visible()
    context.close()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_everybody_can_read_it(browser, host, violations, mode):
    context = browser.new_context(color_scheme=mode, viewport={"width": 390, "height": 800})
    tab = context.new_page()
    tab.goto(f"{host}/a/book/nope.html")
    assert violations(tab) == []
    context.close()
