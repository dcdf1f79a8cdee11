"""``python -m tools.pdf``: the published book as one PDF in ``_build/pdf``, with the sheets for
families and the certificate; ``python -m tools.pdf receipt``: the hash that the certificate prints.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from passion import paths
from printed.book import render
from printed.errors import InputError
from tools.pdf import short
from tools.pdf.document import ABOUT, closer, contents, contents_page, frame
from tools.pdf.pages import slug
from tools.pdf.press import chromium, finished, nearly_empty, press, printed, sheets
from tools.review.archive import only
from tools.review.assemble import book_of
from tools.review.state import State, state

PASSES = 4  # two are enough unless a number is longer than the room it was given


def ready(root: Path) -> tuple[State, Path]:
    """The state of the repository and the folder of its book, if both can be printed."""
    if os.environ.get("PASSION_RECORDS"):
        raise InputError("the PDF holds printed numbers only: unset PASSION_RECORDS")
    chromium()
    return state(root), book_of(root)


def sheets_of_paper(root: Path = paths.ROOT, report: Any = print) -> dict[str, Path]:
    """Print the sheets for families and the certificate; each by its name."""
    at, book = ready(root)
    made = short.write(root, book, at, root / "_build" / "pdf")
    for file in made.values():
        report(f"pdf: {file}")
    return made


def pdf(root: Path = paths.ROOT, report: Any = print) -> Path:
    """Print the published book and return where the PDF is.

    Raises
    ------
    InputError
        If there is no book, no browser, or records are in place.
    """
    at, book = ready(root)
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 not made, 2 a bad call."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if words == ["receipt"]:
            print(f"{short.hash_of_receipt(book_of(paths.ROOT))}  -")
        elif words:
            print("usage: python -m tools.pdf [receipt]", file=sys.stderr)
            return 2
        else:
            sheets_of_paper()
            pdf()
    except InputError as problem:
        print(f"pdf: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
