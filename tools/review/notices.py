"""Notices of third parties: the licence of every locked package and of what the book ships."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

LICENCE = re.compile(r"(^|/)(licen[cs]e|copying|notice)[^/]*$", re.IGNORECASE)
# Parts of the tree that others wrote: name, licence, where it lies, where its licence lies.
SHIPPED = (
    ("MathJax", "Apache-2.0", "book/_static/mathjax", "book/_static/mathjax/LICENSE"),
    ("Pyodide", "MPL-2.0", "book/_static/pyodide", "book/_static/pyodide/LICENSE.txt"),
    ("Python", "PSF-2.0", "book/_static/pyodide/python_stdlib.zip",
     "book/_static/pyodide/LICENSE-python.txt"),
    ("axe-core", "MPL-2.0", "tests/rendered/axe.min.js", "tests/rendered/axe.LICENSE.txt"),
)  # fmt: skip
# Locked packages of which the pages of the book hold files: style sheets, scripts, fonts.
IN_PAGES = {
    "pydata-sphinx-theme", "sphinx", "sphinx-book-theme", "sphinx-copybutton", "sphinx-design",
    "sphinx-togglebutton", "pyyaml", "jupyter-book", "myst-nb", "sphinx-comments",
}  # fmt: skip


@dataclass(frozen=True)
class Notice:
    """One work of others.

    Parameters
    ----------
    name, version, licence : str
    files : tuple of (str, bytes)
        The texts of its licence, by name.
    where : str
        What of it is in the pack.
    """

    name: str
    version: str
    licence: str
    files: tuple[tuple[str, bytes], ...]
    where: str


def locked(lock: str) -> list[tuple[str, str]]:
    """Names and versions in a lock, each once.

    >>> locked("a==1 \\\\\\n    --hash=sha256:00\\nb==2 ; python_version < '3.12' \\\\\\n")
    [('a', '1'), ('b', '2')]
    """
    return sorted(set(re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", lock, re.MULTILINE)))


def licence_of(found: metadata.Distribution) -> str:
    """The licence that a package states, in one line.

    Newer packages state an expression; older ones a text of any length, or a classifier.
    """
    about: Any = found.metadata  # its type knows of no `get`
    expression = about.get("License-Expression")
    if expression:
        return expression
    classified = [
        line.rpartition(" :: ")[2]
        for line in about.get_all("Classifier") or ()
        if line.startswith("License :: ") and not line.endswith("OSI Approved")
    ]
    if classified:
        return "; ".join(classified)
    stated = (about.get("License") or "").strip().splitlines()
    return stated[0][:100] if stated and stated[0] != "UNKNOWN" else "not stated in its metadata"


def texts(found: metadata.Distribution) -> tuple[tuple[str, bytes], ...]:
    """The licence files that a package brings with its description."""
    listed = [
        entry
        for entry in found.files or ()
        if ".dist-info" in entry.parts[0] and LICENCE.search(entry.as_posix())
    ]
    return tuple(
        ("/".join(entry.parts[1:]), Path(str(entry.locate())).read_bytes())
        for entry in sorted(listed)
    )


def packages(lock: str) -> list[Notice]:
    """A notice for each locked package; what is for another kind of machine is named as such."""
    notices = []
    for name, version in locked(lock):
        where = "files in html/" if name in IN_PAGES else "nothing: installed from the lock"
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            found = None
        if found is None or found.version != version:
            # An environment marker leaves it out here, so its metadata cannot be read here.
            notices.append(
                Notice(name, version, "not installed on this machine", (), "nothing: not used here")
            )
        else:
            notices.append(Notice(name, version, licence_of(found), texts(found), where))
    return notices


def shipped(root: Path) -> list[Notice]:
    """A notice for each part of the tree that others wrote."""
    return [
        Notice(name, "", licence, ((Path(text).name, (root / text).read_bytes()),), place)
        for name, licence, place, text in SHIPPED
    ]


def files(notices: list[Notice]) -> dict[str, bytes]:
    """The list as CSV and the texts of the licences, by their place in the pack."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["name", "version", "licence", "in_this_pack", "licence_texts"])
    made: dict[str, bytes] = {}
    for notice in notices:
        folder = f"notices/texts/{notice.name}" + (f"-{notice.version}" if notice.version else "")
        names = []
        for name, data in notice.files:
            made[f"{folder}/{name}"] = data
            names.append(f"{folder}/{name}")
        writer.writerow(
            [notice.name, notice.version, notice.licence, notice.where, "; ".join(names)]
        )
    made["notices/third_party.csv"] = buffer.getvalue().encode()
    return made
