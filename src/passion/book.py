"""``python -m passion.book book`` or ``refresh``: the engine's runner with the records in place."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from passion import claims, paths
from passion.records import DISCLOSE, VARIABLE, load, shown
from printed.book import command
from printed.book.private import Private
from printed.book.private import fulltext as typed_in
from printed.errors import InputError

# The pages are written for what is printed; this is how they read with records in place.
RECORDS_NOTE = "Where a page says what fits or is left, these records leave one value."


def record_file() -> Path | None:
    """The file of individual records that ``PASSION_RECORDS`` names, if it names one."""
    named = os.environ.get(VARIABLE)
    if not named:
        return None
    path = Path(named).expanduser().absolute()
    if not path.is_file():
        raise InputError(f"{VARIABLE} names no file: unset it, or correct it", file=named)
    return path


def private() -> Private | None:
    """The records or rows of the full text in place, refused before a kernel starts."""
    file = record_file()
    folder = os.environ.get(claims.FULLTEXT)
    if file is None:
        return None if not folder else fulltext(Path(folder).expanduser().absolute())
    if folder:
        raise InputError(f"{VARIABLE} and {claims.FULLTEXT}: records need no full text; unset one")
    disclose = os.environ.get(DISCLOSE, "")
    return Private(
        name="records",
        told="individual records",
        banner=f"{shown(load(file)).banner}. {RECORDS_NOTE}",
        variables={VARIABLE: str(file), DISCLOSE: disclose},
        content=(file.read_bytes(), disclose),
    )


def fulltext(folder: Path) -> Private:
    """Rows of the paper's tables, with which a book is built apart."""
    claims.load(fulltext=folder)  # any fault shows here
    return typed_in(folder, claims.FULLTEXT)


if __name__ == "__main__":
    sys.exit(command.main(root=paths.ROOT, find_private=private))
