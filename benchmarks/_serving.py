"""The built book on localhost, and a browser to read it with."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from passion import paths


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A file server that says nothing."""

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def served(chromium: str) -> Iterator[tuple[Any, str]]:
    """A running browser, and the address of the book."""
    from playwright.sync_api import sync_playwright

    handler = functools.partial(Quiet, directory=str(paths.HTML))
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
        sync_playwright() as playwright,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running, f"http://127.0.0.1:{server.server_address[1]}"
        running.close()
        server.shutdown()
