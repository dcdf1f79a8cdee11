"""Individual records of the children, where somebody has them.

One row a child, both cohorts. The records are not public; with a file of them in place (named by
the environment variable ``PASSION_RECORDS``) the same notebooks reproduce the paper.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from passion.errors import InputError
from passion.records import reading
from passion.records.model import Records
from passion.records.rules import MOST_FAULTS, Fault, typed
from passion.records.schema import COHORTS, COLUMNS, required

__all__ = [
    "COHORTS",
    "COLUMNS",
    "VARIABLE",
    "MOST_FAULTS",
    "Fault",
    "Records",
    "check",
    "from_environment",
    "load",
    "template",
]

VARIABLE = "PASSION_RECORDS"
_loaded: dict[tuple[str, str], Records] = {}


def from_environment() -> Records | None:
    """The records that ``PASSION_RECORDS`` names; None where it is not set."""
    path = os.environ.get(VARIABLE)
    return load(path) if path else None


def load(path: Path | str) -> Records:
    """Read a file of records; a file at fault is refused whole.

    Parameters
    ----------
    path : Path or str
        CSV with commas or semicolons, or Parquet. It is read and never changed.

    Returns
    -------
    Records
        The same object for the same content.

    Raises
    ------
    InputError
        If it cannot be read, or has a fault; names row and column, and no cell's content.
    """
    file = Path(path).expanduser()
    content = reading.read_bytes(file)
    key = file.name, hashlib.sha256(content).hexdigest()
    if key not in _loaded:
        frame, faults = typed(*reading.cells(content, file.name))
        if faults:
            raise refusal(faults, file.name)
        while len(_loaded) > 3:
            _loaded.pop(next(iter(_loaded)))
        _loaded[key] = Records(frame, *key)
    return _loaded[key]


def check(path: Path | str) -> tuple[int, list[Fault]]:
    """How many children a file holds, and its faults by row and column, up to 50.

    Raises
    ------
    InputError
        If it is no table of the schema's columns at all.
    """
    file = Path(path).expanduser()
    header, rows = reading.cells(reading.read_bytes(file), file.name)
    return len(rows), typed(header, rows)[1]


def refusal(faults: list[Fault], name: str) -> InputError:
    """The refusal of a file: every place, and no content."""
    places = "; ".join(f"row {f.row}, column {f.column} {f.message}" for f in faults)
    number = f"{len(faults)} or more" if len(faults) >= MOST_FAULTS else str(len(faults))
    return InputError(f"refused, faults: {number}: {places}", file=name)


def template(path: Path | str) -> Path:
    """Write an empty table with the columns that a file must have; nothing is overwritten.

    Raises
    ------
    InputError
        If the file exists or cannot be written.
    """
    file = Path(path).expanduser()
    try:
        with file.open("x", encoding="utf-8", newline="") as out:
            out.write(",".join(required()) + "\r\n")
    except FileExistsError:
        raise InputError("exists already; name a new file", file=file.name) from None
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror})", file=file.name) from None
    return file
