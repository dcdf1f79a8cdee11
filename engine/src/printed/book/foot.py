"""The foot of each page: from which commit it was made, and how to run this very page again.

A Sphinx extension, so that the plain ``jupyter-book build .`` has the same foot. It changes what a
page is rendered with, not what is read of it: a new commit renders all pages, and reads none again.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import Any

# The runner renders a copy of the book, which is no clone: it says here what it found.
VARIABLE = "PASSION_COMMIT"
# What a page can depend on. A note lying about in the folder makes no page another.
MADE_OF = (
    "_config.yml", "_toc.yml", "book", "data", "engine", "examples", "imaging", "notebooks",
    "problems", "requirements.lock", "src",
)  # fmt: skip
RERUN = "book/rerun"
ALONE = "#one-page-alone"  # the heading there


@dataclass(frozen=True)
class Commit:
    """A state of the repository.

    Parameters
    ----------
    name : str
        All of its name.
    date : str
        The day of the commit, not of the build: two builds of one commit say the same.
    changed : bool
        Whether something that pages are made of differs from it.

    Examples
    --------
    >>> Commit("0123456789abcdef", "2026-01-31", True).text
    'Commit 0123456 of 2026-01-31, with uncommitted changes'
    """

    name: str
    date: str
    changed: bool

    @property
    def text(self) -> str:
        """What a page says of it."""
        return f"Commit {self.name[:7]} of {self.date}" + self.state

    @property
    def state(self) -> str:
        """The part on changes: empty when there are none."""
        return ", with uncommitted changes" if self.changed else ""


def git(root: Path, *words: str) -> str:
    """What git says of a folder.

    Raises
    ------
    OSError or subprocess.CalledProcessError
        Where there is no git, or the folder is no clone.
    """
    # What a hook or a user has set would name another repository.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "--no-optional-locks", "-C", str(root), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=clean)
    return done.stdout.strip()


def commit(root: Path) -> Commit | None:
    """The commit that a folder is at; None without git, or where the folder is no clone.

    Parameters
    ----------
    root : Path
        A folder as unpacked or cloned. One that merely lies within another clone has no commit.
    """

    try:
        if git(root, "rev-parse", "--show-prefix"):
            return None
        name, date = git(root, "log", "-1", "--format=%H %cs").split()
        changed = git(root, "status", "--porcelain", "--", *MADE_OF)
    except (OSError, subprocess.CalledProcessError):
        return None
    return Commit(name, date, bool(changed))


def as_environment(found: Commit | None) -> dict[str, str]:
    """What tells Jupyter Book the commit of the repository that a stage was made from."""
    return {VARIABLE: json.dumps(asdict(found) if found else None)}


def present(root: Path) -> Commit | None:
    """The commit that the runner named; in a plain build that of the folder itself."""
    told = os.environ.get(VARIABLE)
    if told is None:
        return commit(root)
    known = json.loads(told)
    return Commit(**known) if known else None


def foot(page: str, found: Commit | None, rerun: str | None, notebook: bool) -> str:
    """The foot of a page as HTML.

    Parameters
    ----------
    page : str
        Its name, without an extension.
    found : Commit, optional
    rerun : str, optional
        The address of the page on running the book again, if there is one.
    notebook : bool
        Whether the page is one that can be executed.

    Examples
    --------
    >>> print(foot("notebooks/06_motor", None, "../book/rerun.html", True))
    <p>Run this page again: <code>.venv/bin/jupyter execute notebooks/06_motor.ipynb</code> \
(<a href="../book/rerun.html">what that needs</a>)</p>
    """
    lines = []
    how = f'<a href="{escape(rerun)}">%s</a>' if rerun else ""
    if notebook:
        line = f"Run this page again: <code>.venv/bin/jupyter execute {escape(page)}.ipynb</code>"
        lines.append(line + (f" ({how % 'what that needs'})" if how else ""))
    if found:
        at = escape(found.text)
        lines.append(at if notebook or not how else f"{at}. {how % 'Run the book again'}")
    return "".join(f"<p>{line}</p>" for line in lines)


def setup(app: Any) -> dict[str, Any]:
    """Called by Sphinx: each page that is rendered gets its foot."""
    found = present(Path(app.srcdir))

    def add(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
        notebook = str(app.env.doc2path(page)).endswith(".ipynb")
        there = page != RERUN and RERUN in app.env.found_docs
        rerun = context["pathto"](RERUN) if there else None
        if rerun and notebook:
            rerun += ALONE
        context["theme_extra_footer"] = foot(page, found, rerun, notebook)

    app.connect("html-page-context", add)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
