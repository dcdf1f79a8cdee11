"""The built book on this machine, and a browser that reads it."""

from __future__ import annotations

import functools
import http.server
import shutil
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
def book() -> Iterator[tuple[Any, str] | None]:
    """A browser and the address of the book; None, told in a line, where one of them is missing."""
    chromium = shutil.which("chromium")
    if chromium is None or not paths.HTML.exists():
        print("needs chromium and a built book")
        yield None
        return
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
