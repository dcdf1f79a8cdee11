"""Small real books: the project's own configuration, a page of prose and a notebook or two."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from passion import book as runner
from passion import paths
from printed.book import command, execute

GLUE = """\
from IPython.display import HTML
from myst_nb import glue
"""


def notebook(*cells: str) -> str:
    """A notebook never executed; a cell that starts with # or { is prose."""
    made = []
    for number, source in enumerate(cells):
        cell = {"id": f"cell{number}", "metadata": {}, "source": source}
        if source[0] in "#{":
            made.append(cell | {"cell_type": "markdown"})
        else:
            made.append(cell | {"cell_type": "code", "outputs": [], "execution_count": None})
    metadata = {"kernelspec": execute.KERNELSPEC, "language_info": {"name": "python"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": made})


class TinyBook:
    """A book of one page of prose and some notebooks, in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.said: list[str] = []

    def lay_out(self) -> TinyBook:
        """Begin an empty book."""
        for name in ("book", "notebooks", "src", "data", "_build"):
            (self.root / name).mkdir(parents=True)
        shutil.copy(paths.ROOT / "_config.yml", self.root)
        # What a reader's browser computes with is large, and no matter of these tests.
        large = shutil.ignore_patterns("pyodide")
        shutil.copytree(paths.BOOK / "_static", self.root / "book" / "_static", ignore=large)
        shutil.copytree(paths.BOOK / "root", self.root / "book" / "root")
        (self.root / "book" / "references.bib").write_text("")
        (self.root / "requirements.lock").write_text("")
        # The fonts are those of the machine: one list serves every small book.
        shared = paths.BUILD / "cache"
        shared.mkdir(parents=True, exist_ok=True)
        (self.root / "_build" / "cache").symlink_to(shared)
        return self

    def prose(self, text: str) -> None:
        """Write the front page."""
        (self.root / "book" / "intro.md").write_text(f"# Front\n\n{text}\n", encoding="utf-8")

    def notebook(self, name: str, *cells: str) -> Path:
        """Write a notebook, and put all there are on the table of contents."""
        path = self.root / "notebooks" / f"{name}.ipynb"
        path.write_text(notebook(*cells), encoding="utf-8")
        chapters = sorted(found.stem for found in path.parent.glob("*.ipynb"))
        lines = ["format: jb-book", "root: book/intro", "parts:", "- caption: Pages", "  chapters:"]
        lines += [f"  - file: notebooks/{stem}" for stem in chapters]
        (self.root / "_toc.yml").write_text("\n".join(lines) + "\n")
        return path

    def build(self) -> Path:
        """What `make book` does."""
        self.said = []
        return command.book(self.root, self.said.append, runner.private())

    @property
    def link(self) -> Path:
        return self.root / "_build" / "html"

    def page(self, name: str = "book/intro") -> str:
        """A page of the published book."""
        return (self.link / f"{name}.html").read_text(encoding="utf-8")

    def executed(self) -> list[str]:
        """The notebooks that the last build ran, not those it found unchanged."""
        lines = [line.split() for line in self.said]
        return [words[0] for words in lines if words[0].endswith(".ipynb") and words[-1] == "s"]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> TinyBook:
    """A small book, built once; the name of its folder has a space in it."""
    book = TinyBook(tmp_path_factory.mktemp("a template")).lay_out()
    book.notebook(
        "00_a",
        "# A page",
        GLUE + "glue('answer', HTML('<b data-claim=\"answer\">42 of 50</b>'), display=False)",
        "print('forty-two')",
    )
    book.prose("With $x^2$ the answer: {glue:}`../notebooks/00_a.ipynb::answer`.")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PASSION_RECORDS", raising=False)
        book.build()
    return book


@pytest.fixture
def book(template: TinyBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TinyBook:
    """A copy of the built book to do things to: its front page prints a value of its notebook."""
    monkeypatch.delenv("PASSION_RECORDS", raising=False)
    shutil.copytree(template.root, tmp_path / "a small book", symlinks=True)
    return TinyBook(tmp_path / "a small book")


# Inside a network of its own a process has no interface but a loopback that is down. Kernels speak
# over it; that nothing else can be reached is seen before the command runs.
OFFLINE = """
import errno, fcntl, os, socket, struct, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as up:
    fcntl.ioctl(up, 0x8914, struct.pack("16sh14x", b"lo", 0x41))
with socket.socket() as out:
    assert out.connect_ex(("192.0.2.1", 80)) == errno.ENETUNREACH, "the network is not off"
os.execvp(sys.argv[1], sys.argv[1:])
"""


@pytest.fixture(scope="session")
def apart() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a command in a namespace of its own: "--net" without a network, "--mount" for mounts."""

    def run(kind: str, *command: str) -> subprocess.CompletedProcess[str]:
        enter = ["unshare", kind] if os.geteuid() == 0 else ["unshare", "--map-root-user", kind]
        try:
            subprocess.run([*enter, "true"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip(f"unshare {kind} is not permitted here: not seen")
        if kind == "--net":
            enter += [sys.executable, "-c", OFFLINE]
        return subprocess.run([*enter, *command], capture_output=True, text=True, cwd=paths.ROOT)

    return run


@pytest.fixture(scope="module")
def real_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what this book is made of, with nothing built."""
    root = tmp_path_factory.mktemp("a real book")
    for name in ("book", "data", "engine", "imaging", "notebooks", "problems", "src", "tools"):
        shutil.copytree(paths.ROOT / name, root / name)
    for name in ("_config.yml", "_toc.yml", "pyproject.toml", "requirements.lock"):
        shutil.copy(paths.ROOT / name, root)
    return root


class Killed(BaseException):
    """Stands for a kill: nothing of the code that runs tidies up after it."""


def _killed_at(step: int, file: str, work: Callable[[], Any]) -> bool:
    """Stop the code of a file before its n-th line; False when it has fewer."""
    left = step

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        if frame.f_code.co_filename != file:
            return None
        if event == "line":
            left -= 1
            if left < 0:
                raise Killed
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    except Killed:
        return True
    finally:
        sys.settrace(before)
    return False


@pytest.fixture
def killed_at() -> Callable[[int, str, Callable[[], Any]], bool]:
    """Stop the code of a file before its n-th line; False when it has fewer."""
    return _killed_at
