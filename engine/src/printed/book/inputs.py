"""What a page depends on, as one hash, and what is never part of it: a notebook's outputs."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from printed.errors import InputError

# The last is where somebody keeps the children's records: nothing public depends on it.
SKIPPED = {"__pycache__", ".ipynb_checkpoints", ".pytest_cache", "individual"}


def files(folder: Path) -> Iterator[Path]:
    """Every file below a folder, in one order on every machine; caches are left out.

    Parameters
    ----------
    folder : Path
        A folder, a single file, or something that does not exist.
    """
    if folder.is_file():
        yield folder
        return
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if name not in SKIPPED and not name.endswith(".egg-info")
        )
        yield from (Path(parent, name) for name in sorted(names) if not name.endswith(".pyc"))


def digest(*parts: str | bytes) -> str:
    """One SHA-256 of several parts, none of which can run into the next.

    Examples
    --------
    >>> digest("ab", "c") == digest("a", "bc")
    False
    """
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(b"%d:" % len(data) + data)
    return total.hexdigest()


def tree_digest(root: Path, paths: Iterable[Path]) -> str:
    """One hash of the names (relative to the root) and contents of files and folders."""
    parts: list[str | bytes] = []
    for path in paths:
        for file in files(path):
            parts += [file.relative_to(root).as_posix(), file.read_bytes()]
    return digest(*parts)


def read_notebook(path: Path) -> dict[str, Any]:
    """A notebook as its JSON; one clear line when it is none."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"not a readable notebook: {error}", file=str(path)) from None
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        raise InputError("not a notebook of format 4", file=str(path))
    return notebook


def source_digest(notebook: dict[str, Any]) -> str:
    """The hash of what is written in a notebook: cells and their metadata, not what they gave.

    Examples
    --------
    >>> cell = {"cell_type": "code", "metadata": {}, "source": "1 + 1", "outputs": []}
    >>> once = source_digest({"cells": [cell | {"execution_count": None}]})
    >>> once == source_digest({"cells": [cell | {"execution_count": 4, "outputs": [{}]}]})
    True
    """
    cells = [
        {key: cell[key] for key in sorted(cell) if key not in ("outputs", "execution_count")}
        for cell in notebook["cells"]
    ]
    for cell in cells:
        source = cell["source"]
        cell["source"] = source if isinstance(source, str) else "".join(source)
    return digest(json.dumps(cells, sort_keys=True))


def common_digest(root: Path, private: str = "public") -> str:
    """The hash of what every notebook depends on.

    Data, lock, Python, what is private (by its checksum); and which notebooks there are, because
    a badge leads to the page of its claim where the book has that page.
    """
    shared = tree_digest(root, [root / "data", root / "requirements.lock"])
    there = "\n".join(sorted(path.name for path in (root / "notebooks").glob("*.ipynb")))
    return digest(shared, there, private, platform.python_version())
