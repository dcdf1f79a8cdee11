"""Individual records of the children, where somebody has them.

One row a child, both cohorts. The records are not public; with a file of them in place (named by
the environment variable ``PASSION_RECORDS``) the same notebooks reproduce the paper.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

from passion.claims import load as load_register
from passion.records import reading
from passion.records.model import DERIVED, Records
from passion.records.rules import MOST_FAULTS, Fault, typed
from passion.records.schema import COHORTS, COLUMNS, required
from printed.errors import InputError

__all__ = [
    "COHORTS",
    "COLUMNS",
    "DISCLOSE",
    "FEWEST",
    "MOST_FAULTS",
    "Fault",
    "Records",
    "VARIABLE",
    "check",
    "from_environment",
    "load",
    "shown",
    "template",
    "template_text",
]

VARIABLE = "PASSION_RECORDS"
DISCLOSE = "PASSION_DISCLOSE"  # set to 1, distributions are shown child by child
FEWEST = 3  # children behind anything shown
# What the pages show; a register holds other measures too, which are no columns.
SHOWN = {*DERIVED, *(known.name for known in COLUMNS)}
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


def shown(records: Records) -> Records:
    """The records, if nothing that a page shows of them counts or averages too few children.

    Raises
    ------
    InputError
        If fewer than three children of a cohort were assessed for what the pages show.
    """
    for claim in load_register():
        groups = COHORTS if claim.group == "both" else (claim.group,)
        for group in groups if set(groups) <= set(COHORTS) else ():
            for measure in claim.measures:
                if measure in SHOWN and len(records.values(measure, group)) < FEWEST:
                    raise InputError(
                        f"{measure}: fewer than {FEWEST} children of the {group} cohort were "
                        "assessed, and a page would tell a child's value",
                        file=records.name,
                    )
    return records


def check(path: Path | str) -> tuple[int, list[Fault]]:
    """How many children a file holds, and its faults by row and column, up to 50.

    Of one row no more than one cell is repeated, so that no two values of a child stand together.

    Raises
    ------
    InputError
        If it is no table of the schema's columns at all.
    """
    file = Path(path).expanduser()
    header, rows = reading.cells(reading.read_bytes(file), file.name)
    seen: set[int] = set()
    faults = []
    for fault in typed(header, rows)[1]:
        faults.append(replace(fault, value=None) if fault.row in seen else fault)
        if fault.value is not None:
            seen.add(fault.row)
    return len(rows), faults


def refusal(faults: list[Fault], name: str) -> InputError:
    """The refusal of a file: every place, and no content."""
    places = "; ".join(f"row {f.row}, column {f.column} {f.message}" for f in faults)
    number = f"{len(faults)} or more" if len(faults) >= MOST_FAULTS else str(len(faults))
    return InputError(f"refused, faults: {number}: {places}", file=name)


def template_text() -> str:
    """The header of a file of records.

    >>> template_text().split(",")[:3]
    ['child', 'cohort', 'birth_year']
    """
    return ",".join(required()) + "\r\n"


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
            out.write(template_text())
    except FileExistsError:
        raise InputError("exists already; name a new file", file=file.name) from None
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror})", file=file.name) from None
    return file
