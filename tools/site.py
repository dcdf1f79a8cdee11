"""``make site``: the published book with the files to take along, in ``_build/site``.

The files are the whole book, the sheets for families and the certificate as PDF, and the pack for
reviewers. A page names one by a mark, ``[the whole book]{.file-book}``: words in the book as
`make book` leaves it, a link here. What a page says for copies without the files, in a block of the
class ``without-files``, is left out. The folder of the book itself is not touched.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from passion import paths
from printed import notation
from printed.errors import InputError
from tools.pdf.__main__ import pdf, sheets_of_paper
from tools.review.assemble import book_of, pack

FOLDER = "files"
NAMED = re.compile(r'<span class="file-(\w+)">(.*?)</span>', re.DOTALL)
WITHOUT = re.compile(r'<div class="without-files[^"]*">.*?</div>\s*', re.DOTALL)


def linked(page: str, files: Mapping[str, Path], up: str) -> str:
    """A page with its marks as links.

    Parameters
    ----------
    page : str
    files : mapping of str to Path
        Each file by the name that marks have.
    up : str
        What leads from the page to the root of the book.

    Raises
    ------
    InputError
        For a mark of a file that there is not.
    """

    def link(found: re.Match[str]) -> str:
        name, words = found.groups()
        if name not in files:
            raise InputError(f"a page names the file {name!r}: one of {', '.join(files)}")
        file = files[name]
        size = notation.text(file.stat().st_size / 1e6, 1)
        kind = file.suffix[1:].upper()
        return f'<a href="{up}{FOLDER}/{file.name}">{words}</a> ({kind}, {size} MB)'

    return NAMED.sub(link, WITHOUT.sub("", page))


def site(root: Path = paths.ROOT, report: Any = print) -> Path:
    """Make all files, and a copy of the book that leads to them; return where it is."""
    made = {
        **sheets_of_paper(root, report),
        "book": pdf(root, report),
        "pack": pack(root, report),
    }
    target = root / "_build" / "site"
    stage = target.with_name(".site")
    if stage.exists():
        shutil.rmtree(stage)
    shutil.copytree(book_of(root), stage)
    (stage / FOLDER).mkdir()
    files = {}
    for name, file in made.items():
        files[name] = stage / FOLDER / f"{name}{file.suffix}"
        shutil.copy2(file, files[name])
    for page in stage.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        up = "../" * (len(page.relative_to(stage).parts) - 1)
        new = linked(text, files, up)
        if new != text:
            page.write_text(new, encoding="utf-8")
    if target.exists():
        shutil.rmtree(target)
    stage.rename(target)
    report(f"site: {target / 'index.html'}")
    return target


if __name__ == "__main__":
    try:
        site()
    except InputError as problem:
        print(f"site: {problem}", file=sys.stderr)
        sys.exit(1)
