"""A book of another paper: its register laid out as pages that build at once.

What is written stands in `template`, with a few names between ``@`` to be filled in. It holds no
code of its own: every page calls `printed.book`, as any book does.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

from printed.book.abstract import read, rows_csv
from printed.book.paper import PLACE, Paper
from printed.errors import InputError
from printed.register import load
from printed.tabular import read_csv

TEMPLATE = Path(__file__).with_name("template")
REGISTER = ("claims.csv", "groups.csv", "conventions.yaml")
EXPECTED = "expected_verdicts.csv"
RECORDED = ("claim", "verdict", "left")  # its columns
# A file of the book -> its template.
ALWAYS = {
    "_config.yml": "_config.yml.in",
    "_toc.yml": "_toc.yml.in",
    "environment.yml": "environment.yml.in",
    "Makefile": "Makefile.in",
    "README.md": "README.md.in",
    "book/favicon.svg": "favicon.svg.in",
    "book/intro.md": "intro.md.in",
    "notebooks/00_ledger.ipynb": "ledger.ipynb.in",
    "tests/test_book.py": "test_book.py.in",
    "pytest.ini": "pytest.ini.in",
}


def write(folder: Path, register: Path, title: str = "") -> list[Path]:
    """Write a book for a register into an empty or new folder.

    Parameters
    ----------
    folder : Path
    register : Path
        A folder with ``claims.csv``, and ``groups.csv`` and ``conventions.yaml`` where it has them;
        or the file of claims, whose neighbours they are.
    title : str, optional
        Of the book; the name of the folder unless given.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    InputError
        If the register cannot be read, or the folder holds something.
    """
    load(register)  # any fault is told of the user's own file
    beside = register if register.is_dir() else register.parent
    kept = {name: beside / name for name in (*REGISTER, EXPECTED) if (beside / name).is_file()}
    kept[REGISTER[0]] = register / REGISTER[0] if register.is_dir() else register
    return _laid(folder, title, {name: file.read_bytes() for name, file in kept.items()})


def draft(folder: Path, abstract: str, title: str = "", file: str | None = None) -> list[Path]:
    """Write a book for an abstract, with a register of which every row is to be confirmed.

    Parameters
    ----------
    folder : Path
    abstract : str
        Its text, of which the numbers are kept and a few words beside each.
    title : str, optional
    file : str, optional
        Where the text is from, for messages.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    InputError
        If no result is found in the text, or the folder holds something.
    """
    found = read(abstract, file)
    rules = (TEMPLATE / "conventions.yaml.in").read_text(encoding="utf-8")
    register = dict(zip(REGISTER, (found.claims_csv, found.groups_csv, rules), strict=True))
    return _laid(folder, title, {name: text.encode() for name, text in register.items()})


def _laid(folder: Path, title: str, register: Mapping[str, bytes]) -> list[Path]:
    """All of a book, complete or not at all."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("is there and not empty: name a new folder", file=str(folder))
    name = folder.resolve().name
    filled = {"TITLE": plain(title or name.replace("_", " "))}
    stage = folder.with_name(f".{name}.partial")
    shutil.rmtree(stage, ignore_errors=True)
    try:
        for file, template in ALWAYS.items():
            _put(stage / file, fill(template, filled))
        _put(stage / "requirements.lock", lock())
        (stage / PLACE).mkdir(parents=True)
        for file, content in register.items():
            (stage / PLACE / file).write_bytes(content)
        complete(stage)
    except InputError:
        shutil.rmtree(stage)
        raise
    if folder.exists():
        folder.rmdir()
    stage.rename(folder)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def is_book(folder: Path) -> bool:
    """Whether a folder holds such a book."""
    return (folder / "_toc.yml").is_file() and (folder / PLACE / REGISTER[0]).is_file()


def complete(folder: Path) -> list[Path]:
    """Give a book what its register asks for and it has not yet; nothing there is changed.

    That is a page for each comparison of which something can be drawn, and the verdict of each
    claim. A verdict is recorded once, and the tests hold the book to it; only as long as rows are
    to be confirmed, all of them are recorded anew, since each new claim may bear on the others.

    Parameters
    ----------
    folder : Path
        Of a book.

    Returns
    -------
    list of Path
        What was written.
    """
    paper = Paper(load(folder / PLACE))
    written = [*_pages(folder, paper)]
    place = folder / PLACE / EXPECTED
    known = read_csv(place.read_bytes(), place.name, RECORDED) if place.is_file() else []
    if paper.register.to_confirm:
        known = []
    has = {row["claim"] for row in known}
    fresh = [row for row in paper.recorded() if row["claim"] not in has]
    if fresh or not place.is_file():
        _put(place, rows_csv(RECORDED, [*known, *fresh]))
        written.append(place)
    return written


def _pages(folder: Path, paper: Paper) -> Iterator[Path]:
    """A notebook for each comparison that has none, and its line in the table of contents."""
    names = [path.stem for path in sorted((folder / "notebooks").glob("*.ipynb"))]
    has = {name.partition("_")[2] for name in names}
    numbers = [int(name[:2]) for name in names if name[:2].isdigit()]
    contents = folder / "_toc.yml"
    for comparison in paper.comparisons:
        if slug(comparison) in has:
            continue
        numbers.append(max(numbers) + 1)
        page = f"{numbers[-1]:02d}_{slug(comparison)}"
        own = {"TITLE": heading(comparison), "PAGE": page, "COMPARISON": comparison}
        place = folder / "notebooks" / f"{page}.ipynb"
        _put(place, fill("comparison.ipynb.in", own))
        text = contents.read_text(encoding="utf-8").rstrip("\n")
        _put(contents, f"{text}\n      - file: notebooks/{page}\n")
        yield place


def _put(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")


def fill(template: str, names: Mapping[str, str]) -> str:
    """A template with its names filled in."""
    text = (TEMPLATE / template).read_text(encoding="utf-8")
    for name, value in names.items():
        text = text.replace(f"@{name}@", value)
    return text


def plain(title: str) -> str:
    """A title that may stand in YAML, in JSON and in Markdown.

    >>> plain(" Lupus  nephritis ")
    'Lupus nephritis'
    """
    words = " ".join(title.split())
    if not words or re.search(r"""["'\\@<>{}`\[\]#:]""", words):
        raise InputError(f"the title {title!r} is words alone: no quotes, brackets or signs")
    return words


def slug(name: str) -> str:
    """A name as a file has it.

    >>> slug("PASI 75, week 12")
    'pasi_75_week_12'
    """
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def heading(comparison: str) -> str:
    """A comparison as a heading.

    >>> heading("serious_infection")
    'Serious infection'
    """
    words = comparison.replace("_", " ")
    return plain(words[:1].upper() + words[1:])


def lock() -> str:
    """The exact versions of what a book needs, as they are installed here."""
    from packaging.requirements import Requirement

    found: dict[str, str] = {}
    todo = [Requirement("printed[book]")]
    seen: set[tuple[str, frozenset[str]]] = set()
    while todo:
        wanted = todo.pop()
        name, extras = wanted.name.lower().replace("_", "-"), frozenset(wanted.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            there = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        found[name] = there.version
        for more in map(Requirement, there.requires or ()):
            marker = more.marker
            if marker is None or any(marker.evaluate({"extra": one}) for one in ("", *extras)):
                todo.append(more)
    del found["printed"]  # on no registry
    return "".join(f"{name}=={version}\n" for name, version in sorted(found.items()))


__all__ = ["complete", "draft", "is_book", "write"]
