"""The browser as a printing press: a document in, a PDF out, nothing fetched from anywhere."""

from __future__ import annotations

import io
import logging
import mimetypes
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from printed.errors import InputError
from tools.review.state import State

# An address that no network knows: every request is answered from the book's folder.
HOST = "http://book.invalid/"
WIDE = 650  # pixels of a sheet's text, for what is measured before it is printed
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
MATHS = "() => window.MathJax && MathJax.startup ? MathJax.startup.promise.then(() => 1) : 1"
# Letters get smaller until a table fits the sheet; a table of a few rows stays in one piece.
FIT = """() => {
  const blocks = '.data-table, .frame, .pst-scrollable-table-container';
  for (const block of document.querySelectorAll(blocks)) {
    const table = block.querySelector('table');
    const room = block.getBoundingClientRect().width;
    let size = parseFloat(getComputedStyle(table).fontSize);
    while (table.scrollWidth > room + 1 && size > 6.5) {
      size -= 0.25;
      block.style.fontSize = table.style.fontSize = size + 'px';
    }
    if (block.getBoundingClientRect().height < 270) block.classList.add('data-table--whole');
  }
  return [...document.querySelectorAll('table')]
    .filter(table => table.scrollWidth > table.parentElement.getBoundingClientRect().width + 1)
    .map(table => table.closest('[id]').id);
}"""


def chromium() -> str:
    """The browser of this machine.

    Raises
    ------
    InputError
        In one line, when there is none.
    """
    found = os.environ.get("PASSION_CHROMIUM") or shutil.which("chromium")
    if found is None:
        raise InputError("chromium is missing: install it (Debian and Ubuntu: chromium)")
    return found


@contextmanager
def press(book: Path) -> Iterator[Any]:
    """A tab of the browser that reads from the book's folder alone.

    Parameters
    ----------
    book : Path
        The folder of its HTML.
    """
    from playwright.sync_api import sync_playwright

    program = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        tab = browser.new_page(viewport={"width": WIDE, "height": 900}, color_scheme="light")
        tab.emulate_media(media="print", color_scheme="light")
        tab.route("**/*", lambda route: answer(route, book))
        yield tab
        browser.close()


def answer(route: Any, book: Path) -> None:
    """A request from the book's folder; what is not there, or elsewhere, is not found."""
    address = route.request.url
    path = (book / unquote(urlsplit(address).path).lstrip("/")).resolve()
    if not address.startswith(HOST) or not path.is_relative_to(book) or not path.is_file():
        route.fulfill(status=404)
    else:
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        route.fulfill(status=200, content_type=kind, body=path.read_bytes())


def printed(tab: Any, html: str) -> tuple[bytes, list[str]]:
    """A document as a PDF, and the tables that are wider than the sheet whatever was tried."""
    page = f"{HOST}all.html"
    tab.route(page, lambda route: route.fulfill(status=200, content_type="text/html", body=html))
    tab.goto(page)
    tab.evaluate(MATHS)
    tab.evaluate("() => document.fonts.ready.then(() => 1)")
    wide = tab.evaluate(FIT)
    data = tab.pdf(prefer_css_page_size=True, print_background=True, outline=True, tagged=True)
    tab.unroute(page)
    return data, wide


def sheets(data: bytes) -> dict[str, int]:
    """The sheet of each named place of a PDF, counted from 1."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it counts objects that it can read
    reader = PdfReader(io.BytesIO(data))
    found = {}
    for name, place in reader.named_destinations.items():
        number = reader.get_destination_page_number(place)
        if number is not None:
            found[name.lstrip("/")] = number + 1
    return found


def nearly_empty(data: bytes, starts: Mapping[str, int], lines: int = 6) -> set[str]:
    """The pages of the book that leave a few lines of text on a last sheet of their own.

    Parameters
    ----------
    data : bytes
        A PDF.
    starts : mapping of str to int
        The sheet on which each page begins, in reading order.
    lines : int
        Fewer than these, the running heads and the number among them, are few.
    """
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    ends = [*list(starts.values())[1:], len(reader.pages) + 1]
    found = set()
    for (page, start), following in zip(starts.items(), ends, strict=True):
        last = reader.pages[following - 2]
        said = [line for line in last.extract_text().splitlines() if line.strip()]
        if following - start > 1 and len(said) < lines + 3:
            found.add(page)
    return found


def finished(data: bytes, title: str, author: str, subject: str, at: State) -> bytes:
    """The PDF with its title, and the date of the commit in place of today's."""
    from pypdf import PdfWriter
    from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject

    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.pdf_header = data[:8].decode("ascii")
    when = at.date.strftime("D:%Y%m%d%H%M%S+00'00'")
    writer.metadata = {
        "/Title": title, "/Author": author, "/Subject": subject, "/Creator": "passion",
        "/CreationDate": when, "/ModDate": when,
    }  # fmt: skip
    writer._root_object.pop(NameObject("/Metadata"), None)  # it repeats the day of printing
    places = writer._root_object.get("/Dests", DictionaryObject()).get_object()
    # The browser lists places in an order of the moment, and some a hair higher or lower.
    for name in sorted(places):
        place = places.pop(name)
        places[NameObject(name)] = ArrayObject(
            FloatObject(round(one, 1)) if isinstance(one, FloatObject) else one for one in place
        )
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
