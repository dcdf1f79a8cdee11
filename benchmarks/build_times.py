"""How long does the book take: from nothing, after a word of prose, and what a kernel costs?

Prints each time as a ratio to one start of a Python that imports Jupyter Book, measured in the
same run, so that two machines can be compared; seconds stand beside it.

    python benchmarks/build_times.py            everything but the installation
    python benchmarks/build_times.py --clone    the installation too, in a fresh clone
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from passion import paths
from printed import notation
from printed.book import execute

REPEATS = 3


def timed(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """The median of the seconds that something takes."""
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def run(*words: str, cwd: Path = paths.ROOT) -> None:
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)


def copy_of_the_book(folder: Path) -> Path:
    """The sources of the book in a folder of their own, with what was executed so far."""
    made = ("published", "stage", "html", "records")

    def skipped(where: str, names: list[str]) -> set[str]:
        return {".venv", ".git", *(made if Path(where) == paths.BUILD else ())} & set(names)

    return Path(shutil.copytree(paths.ROOT, folder / "book", ignore=skipped))


def edit(page: Path) -> None:
    page.write_text(page.read_text(encoding="utf-8") + "\nOne more word.\n", encoding="utf-8")


def empty_page(folder: Path) -> None:
    """Execute a notebook of one empty cell: what a page costs before its own work."""
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": "pass", "outputs": []}
    made = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    cell["execution_count"] = None  # type: ignore[assignment]
    source = folder / "empty.ipynb"
    source.write_text(json.dumps(made))
    page = execute.Page(source, folder / "executed.ipynb", "empty")
    environment = execute.kernel_environment(paths.BUILD / "cache")
    execute.run_page(page, environment, folder, execute.Kernels())


def main() -> None:
    rows: list[tuple[str, float]] = []
    build = (sys.executable, "-m", "printed.book", "book")
    unit = timed(
        lambda: run(sys.executable, "-c", "import jupyter_book.sphinx, myst_nb.sphinx_ext")
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "--clone" in sys.argv[1:]:
            clone = folder / "clone"
            run("git", "clone", "--quiet", str(paths.ROOT), str(clone))
            rows.append(("clean clone to book", timed(lambda: run("make", "book", cwd=clone), 1)))
        rows.append(("one empty page, kernel and all", timed(lambda: empty_page(folder))))
        book = copy_of_the_book(folder)
        rows.append(("book from what is there", timed(lambda: run(*build, str(book)), 1)))
        rows.append(("book again, nothing changed", timed(lambda: run(*build, str(book)))))

        def after_a_word() -> None:
            edit(book / "book" / "methods.md")
            run(*build, str(book))

        rows.append(("book after a word of prose", timed(after_a_word)))
    print("one start of Jupyter Book: 1 unit,", notation.text(unit, 2), "s")
    for what, seconds in rows:
        print(f"{what}: {notation.text(seconds / unit, 1)} units, {notation.text(seconds, 1)} s")


if __name__ == "__main__":
    main()
