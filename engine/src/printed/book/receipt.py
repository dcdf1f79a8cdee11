"""The receipt: what a build executed, with which versions, from which commit and data.

`book/receipt.md` holds the words, with one line between two marks that says that nothing was
written; the runner puts the receipt there, in the stage. Everything in it is the same in two
builds of one state except how long each page took: those times, and they alone, carry the class
``measured``.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from printed.book import faults, inputs
from printed.book.execute import Page
from printed.book.foot import Commit
from printed.book.written import between

PAGE = Path("book", "receipt.md")  # within the stage
BEGIN, END = "% receipt: written by the build", "% end of the receipt"
MEASURED = re.compile(r"(?<=\[)[^\[\]]*(?=\]\{\.measured\})|(?<=<span class=\"measured\">)[^<]*")


def without_times(text: str) -> str:
    """A page, or its source, without what a clock said: two builds have the same.

    Examples
    --------
    >>> without_times("| [4.9 s]{.measured} |"), without_times('<span class="measured">4 s</span>')
    ('| []{.measured} |', '<span class="measured"></span>')
    """
    return MEASURED.sub("", text)


def checksum(file: Path) -> str:
    """The SHA-256 of a file, as ``sha256sum`` prints it."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def packages(root: Path) -> dict[str, str]:
    """The packages that the project itself asks for to compute and to build, as installed."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["book"]]
    names = sorted({re.split(r"[^\w.-]|[=<>~!]", text, maxsplit=1)[0].lower() for text in asked})
    return {name: importlib.metadata.version(name) for name in names}


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table in Markdown."""
    yield ""
    for row in (header, ["---"] * len(header), *rows):
        yield f"| {' | '.join(row)} |"
    yield ""


def code(text: str) -> str:
    """A name or checksum in code font, which a narrow page may break anywhere."""
    return f"`{text}`{{.breaks}}"


def state(root: Path, commit: Commit | None, records: bool) -> Iterator[tuple[str, str]]:
    """What the book as a whole was made from."""
    yield "Numbers", "individual records" if records else "as printed, no individual record"
    if commit is None:
        yield "Commit", "unknown: built outside a git repository"
    else:
        yield "Commit", f"{code(commit.name)}{commit.state}"
        yield "Date of the commit", commit.date
    score = faults.score(root)
    told = f"{score[0]} of {score[1]} killed" if score else "not run on this state: `make mutants`"
    yield "Mutants", told


def executed(stage: Path, root: Path, pages: Sequence[Page]) -> Iterator[tuple[str, ...]]:
    """One row a notebook: its title as a link, its time, whether it gave what is committed."""
    up = "../" * (len(PAGE.parts) - 1)
    for page in pages:
        name = page.source.relative_to(root).as_posix()
        same = page.source.read_bytes() == (stage / name).read_bytes()
        yield f"[]({up}{name})", f"[{page.seconds}]{{.measured}}", "yes" if same else "no"


def fields(
    stage: Path, root: Path, pages: Sequence[Page], commit: Commit | None, records: bool
) -> Iterator[str]:
    """The receipt, line by line."""
    yield from table(("The book", "as built"), state(root, commit, records))
    yield "## What was executed"
    yield from table(("Page", "Time", "As committed"), executed(stage, root, pages))
    yield "## With which versions"
    versions = {"Python": platform.python_version(), **packages(root)}
    yield from table(("Package", "Version"), versions.items())
    yield "## From which files"
    files = [root / "requirements.lock", *inputs.files(root / "data")]
    rows = ((code(file.relative_to(root).as_posix()), code(checksum(file))) for file in files)
    yield from table(("File", "SHA-256"), rows)


def write(
    stage: Path, root: Path, pages: Sequence[Page], commit: Commit | None, records: bool = False
) -> bool:
    """Put the receipt into a stage that has a page for it.

    Parameters
    ----------
    stage : Path
        A filled stage; the page in it is rewritten, not the repository's.
    root : Path
        The repository.
    pages : sequence of Page
        The notebooks in reading order.
    commit : Commit, optional
    records : bool
        Whether individual records are in place.

    Returns
    -------
    bool
        Whether there was such a page.
    """
    if not (stage / PAGE).is_file():  # then nothing is looked up for it
        return False
    lines = "\n".join(fields(stage, root, pages, commit, records))
    return between(stage / PAGE, BEGIN, END, lines)
