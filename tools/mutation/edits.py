"""What a mutant does to a file: each edit applies in exactly one place, or not at all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


class Inapplicable(ValueError):
    """The place that an edit wants to change is not there exactly once."""


def once(text: str, old: str, new: str) -> str:
    """The text with one passage replaced.

    >>> once("k <= n", "<=", "<")
    'k < n'
    >>> once("n or n", "n", "m")
    Traceback (most recent call last):
    ...
    tools.mutation.edits.Inapplicable: 'n' stands 2 times
    """
    found = text.count(old)
    if not old or found != 1:
        raise Inapplicable(f"{old!r} stands {found} times")
    if old == new:
        raise Inapplicable(f"{old!r} would stay as it is")
    return text.replace(old, new)


def replace(path: Path, *, old: str, new: str) -> None:
    """Replace a passage of a text file."""
    path.write_text(once(path.read_text(encoding="utf-8"), old, new), encoding="utf-8")


def drop(path: Path, *, beginning: str) -> None:
    """Drop the one line that begins so."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(beginning)]
    if len(lines) - len(kept) != 1:
        raise Inapplicable(f"{len(lines) - len(kept)} lines begin with {beginning!r}")
    path.write_text("".join(kept), encoding="utf-8")


def append(path: Path, *, text: str) -> None:
    """Write something at the end of a file."""
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def remove(path: Path) -> None:
    """Take a file away."""
    path.unlink()


def create(path: Path, *, text: str) -> None:
    """Put a file where none was."""
    if path.exists():
        raise Inapplicable("the file exists")
    path.write_text(text, encoding="utf-8")


def set_cell(path: Path, *, row: str, column: str, value: str) -> None:
    """Change one cell of a CSV file; a row is named by its first cell."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    found = [cells for cells in rows[1:] if cells[0] == row]
    if len(found) != 1 or column not in rows[0]:
        raise Inapplicable(f"{len(found)} rows {row!r}, columns {rows[0]}")
    at = rows[0].index(column)
    if found[0][at] == value:
        raise Inapplicable(f"{value!r} stands there already")
    found[0][at] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


# --------------------------------------------------------------------------- notebooks


def _cell(notebook: Mapping[str, Any], holding: str) -> dict[str, Any]:
    found = [cell for cell in notebook["cells"] if holding in "".join(cell["source"])]
    if len(found) != 1:
        raise Inapplicable(f"{len(found)} cells hold {holding!r}")
    return found[0]


def _rewritten(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    before = json.dumps(notebook)
    change(notebook)
    if json.dumps(notebook) == before:
        raise Inapplicable("the notebook would stay as it is")
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def source(path: Path, *, holding: str, old: str, new: str) -> None:
    """Replace a passage in the source of the one cell that holds a text."""

    def change(notebook: dict[str, Any]) -> None:
        cell = _cell(notebook, holding)
        cell["source"] = once("".join(cell["source"]), old, new)

    _rewritten(path, change)


def output(path: Path, *, holding: str, old: str, new: str) -> None:
    """Replace every occurrence of a passage in what the one cell with this source has shown."""

    def change(notebook: dict[str, Any]) -> None:
        cell, places = _cell(notebook, holding), 0
        for shown in cell["outputs"]:
            for kind, data in shown.get("data", {}).items():
                text = "".join(data)
                if not kind.startswith("application/papermill"):
                    places += text.count(old)
                    shown["data"][kind] = text.replace(old, new)
        if not places:
            raise Inapplicable(f"no output of the cell holds {old!r}")

    _rewritten(path, change)


def clear(path: Path, *, holding: str) -> None:
    """Clear what a cell has shown."""
    _rewritten(path, lambda notebook: _cell(notebook, holding).update(outputs=[]))


def exchange(path: Path, *, holding: str, other: str) -> None:
    """Exchange what two cells have shown."""

    def change(notebook: dict[str, Any]) -> None:
        one, two = _cell(notebook, holding), _cell(notebook, other)
        one["outputs"], two["outputs"] = two["outputs"], one["outputs"]

    _rewritten(path, change)


def rename_glue(path: Path, *, old: str, new: str) -> None:
    """Give a glued value of the committed outputs another key."""

    def change(notebook: dict[str, Any]) -> None:
        for cell in notebook["cells"]:
            for shown in cell.get("outputs", ()):
                scrap = shown.get("metadata", {}).get("scrapbook", {})
                if scrap.get("name") == old:
                    scrap["name"] = new

    _rewritten(path, change)


EDITS: dict[str, Callable[..., None]] = {
    edit.__name__.replace("_", "-"): edit
    for edit in (
        replace,
        drop,
        append,
        remove,
        create,
        set_cell,
        source,
        output,
        clear,
        exchange,
        rename_glue,
    )
}
