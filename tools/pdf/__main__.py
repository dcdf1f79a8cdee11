"""``python -m tools.pdf``: the published book as one PDF in ``_build/pdf``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from passion import paths
from printed.book import render
from printed.errors import InputError
from tools.pdf.document import ABOUT, closer, contents, contents_page, frame
from tools.pdf.pages import slug
from tools.pdf.press import chromium, finished, nearly_empty, press, printed, sheets
from tools.review.archive import only
from tools.review.assemble import book_of
from tools.review.state import state

PASSES = 4  # two are enough unless a number is longer than the room it was given


def pdf(root: Path = paths.ROOT, report: Any = print) -> Path:
    """Print the published book and return where the PDF is.

    Raises
    ------
    InputError
        If there is no book, no browser, or records are in place.
    """
    if os.environ.get("PASSION_RECORDS"):
        raise InputError("the PDF holds printed numbers only: unset PASSION_RECORDS")
    chromium()
    at, book = state(root), book_of(root)
    config = render.load_yaml(root / "_config.yml")
    pages = render.pages(root)
    target = root / "_build" / "pdf" / f"passion-{at.short}.pdf"
    before, after, titles = frame(root, book, at)
    numbers: dict[str, int] | None = None
    for _ in range(PASSES):
        # A new browser each time: what one has printed before shows in the numbers of its tags.
        with press(book) as tab:
            data, wide = printed(
                tab, before + contents_page(contents(root), titles, numbers) + after
            )
        places = sheets(data)
        found = {page: places[slug(page)] for page in pages}
        if found == numbers:
            break
        if numbers is None:  # set closer what would leave a few lines on a sheet of their own
            after = closer(after, nearly_empty(data, found))
        numbers = found
    else:
        raise InputError("the page numbers of the contents do not settle")
    for name in wide:
        report(f"pdf: wider than its sheet: {name}")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    partial.write_bytes(finished(data, config["title"], config["author"], ABOUT, at))
    partial.replace(target)
    only(target)
    report(f"pdf: {target}")
    return target


if __name__ == "__main__":
    try:
        pdf()
    except InputError as problem:
        print(f"pdf: {problem}", file=sys.stderr)
        sys.exit(1)
