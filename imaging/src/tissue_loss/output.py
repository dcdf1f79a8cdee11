"""Files of one infant, written whole or not at all."""

from __future__ import annotations

import csv
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tissue_loss.pipeline import Inputs, Measurement, measure

NAMES = ("tissue_loss.json", "tissue_loss.csv", "tissue_loss.png", "tissue_loss.html")


def whole(folder: str | Path, write: Callable[[Path], None]) -> None:
    """Fill a folder through a temporary one beside it, so that a fault leaves nothing behind.

    Parameters
    ----------
    folder : str or Path
        Where the files are to be; other files in it stay.
    write : callable
        Writes all files into the folder that it is given.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     whole(Path(place) / "a", lambda f: (f / "x").write_text("1") and None)
    ...     (Path(place) / "a" / "x").read_text()
    '1'
    """
    target = Path(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        write(partial)
        if not target.exists():
            partial.chmod(0o755)
            os.replace(partial, target)
            return
        for file in sorted(partial.iterdir()):
            os.replace(file, target / file.name)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def flat(result: Mapping[str, Any]) -> dict[str, Any]:
    """One CSV row of a result: nested numbers joined to their parents' names.

    Examples
    --------
    >>> flat({"subject": "a", "volumes_ml": {"x": 1.5}, "warnings": ["p", "q"]})
    {'subject': 'a', 'volumes_ml_x': 1.5, 'warnings': 'p; q'}
    """
    row: dict[str, Any] = {}
    for name, value in result.items():
        if name in ("inputs", "versions"):
            continue
        if isinstance(value, Mapping):
            row |= {f"{name}_{key}": item for key, item in value.items()}
        elif isinstance(value, (list, tuple)):
            row[name] = "; ".join(str(item) for item in value)
        else:
            row[name] = value
    return row


def write_rows(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write results as CSV, one row an infant."""
    table = [flat(row) for row in rows]
    names = list(dict.fromkeys(name for row in table for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


def write_batch(folder: Path, told: Sequence[Mapping[str, Any]]) -> None:
    """One table of all infants that were measured, and an index of their pages."""
    from tissue_loss.page import index

    write_rows(folder / "tissue_loss.csv", [row for row in told if "error" not in row])
    (folder / "index.html").write_text(index(told), encoding="utf-8")


def write(measurement: Measurement, out: str | Path) -> None:
    """JSON, CSV row, picture and page of one infant.

    Parameters
    ----------
    measurement : Measurement
        What the pipeline found.
    out : str or Path
        Folder; made when it does not exist.
    """
    from tissue_loss.page import page
    from tissue_loss.qc import save

    def files(folder: Path) -> None:
        text = json.dumps(measurement.result, indent=2, ensure_ascii=False, allow_nan=False)
        (folder / NAMES[0]).write_text(text + "\n", encoding="utf-8")
        write_rows(folder / NAMES[1], [measurement.result])
        save(measurement, folder / NAMES[2])
        (folder / NAMES[3]).write_text(page(measurement), encoding="utf-8")

    whole(out, files)


def measure_and_write(item: Mapping[str, Any]) -> dict[str, Any]:
    """One row of a batch: measure, write its files, hand back the result.

    Parameters
    ----------
    item : mapping
        ``inputs`` (the fields of Inputs) and ``out``.
    """
    # Before numpy is loaded: on matrices of three columns further threads take time and save none.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    measurement = measure(Inputs(**item["inputs"]))
    write(measurement, item["out"])
    return measurement.result
