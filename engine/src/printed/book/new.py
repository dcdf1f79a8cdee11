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

from printed.book.paper import PLACE, Paper
from printed.errors import InputError
from printed.register import load

TEMPLATE = Path(__file__).with_name("template")
REGISTER = ("claims.csv", "groups.csv", "conventions.yaml")
# A file of the book -> its template.
ALWAYS = {
    "_config.yml": "_config.yml.in",
    "_toc.yml": "_toc.yml.in",
    "environment.yml": "environment.yml.in",
    "Makefile": "Makefile.in",
    "README.md": "README.md.in",
    "book/intro.md": "intro.md.in",
    "notebooks/00_ledger.ipynb": "ledger.ipynb.in",
    "tests/test_book.py": "test_book.py.in",
}


def write(folder: Path, register: Path, title: str = "") -> list[Path]:
    """Write a book for a register into an empty or new folder.

    Parameters
    ----------
    folder : Path
    register : Path
        A folder with ``claims.csv``, and ``groups.csv`` and ``conventions.yaml`` where it has them.
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
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("is there and not empty: name a new folder", file=str(folder))
    paper = Paper(load(register))
    made = dict(files(paper, title or folder.resolve().name.replace("_", " ")))
    stage = folder.with_name(f".{folder.resolve().name}.partial")
    shutil.rmtree(stage, ignore_errors=True)
    for name, text in made.items():
        (stage / name).parent.mkdir(parents=True, exist_ok=True)
        (stage / name).write_text(text, encoding="utf-8")
    copied = [name for name in REGISTER if (register / name).is_file()]
    for name in copied:
        shutil.copyfile(register / name, stage / PLACE / name)
    if folder.exists():
        folder.rmdir()
    stage.rename(folder)  # complete or not at all
    return sorted(folder / name for name in (*made, *((PLACE / one).as_posix() for one in copied)))


def files(paper: Paper, title: str) -> Iterator[tuple[str, str]]:
    """Every file but the register, with its text."""
    pages = {f"{at:02d}_{slug(name)}": name for at, name in enumerate(paper.comparisons, start=1)}
    filled = {
        "TITLE": plain(title),
        "CHAPTERS": "\n".join(f"      - file: notebooks/{name}" for name in pages),
        "LINKS": "\n".join(
            f"- [{heading(name)}](../notebooks/{page}.ipynb)" for page, name in pages.items()
        ),
    }
    for name, template in ALWAYS.items():
        yield name, fill(template, filled)
    for page, name in pages.items():
        own = {"TITLE": heading(name), "PAGE": page, "COMPARISON": name}
        yield f"notebooks/{page}.ipynb", fill("comparison.ipynb.in", own)
    yield (PLACE / "expected_verdicts.csv").as_posix(), expected(paper)
    yield "requirements.lock", lock()


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


def expected(paper: Paper) -> str:
    """The verdicts as they are: a change has to be made on purpose."""
    rows = (f"{verdict.claim},{verdict.verdict}\n" for verdict in paper.verdicts.values())
    return "claim,verdict\n" + "".join(rows)


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


__all__ = ["write"]
