"""A folder as a zip whose bytes depend on its files and one date alone, and their checksums."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import datetime
from pathlib import Path

SUMS = "SHA256SUMS"


def listed(folder: Path) -> list[str]:
    """Every file of a folder by its path within it, in one order on every machine."""
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def checksums(folder: Path) -> str:
    """The checksums of all files but the list itself, for ``sha256sum -c``."""
    return "".join(
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n"
        for name in listed(folder)
        if name != SUMS
    )


def write(folder: Path, target: Path, date: datetime) -> None:
    """Write a folder as a zip, below a folder of the zip's own name.

    Parameters
    ----------
    folder : Path
    target : Path
        Replaced in one step: a build that is stopped leaves the last zip.
    date : datetime
        The time of every entry.
    """
    partial = target.with_suffix(".partial")
    when = max(date.timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(partial, "w") as archive:
        for name in listed(folder):
            entry = zipfile.ZipInfo(f"{target.stem}/{name}", when)
            entry.create_system = 3  # permissions are those of Unix, whatever made the zip
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, (folder / name).read_bytes(), compresslevel=6)
    partial.replace(target)


def only(target: Path) -> None:
    """Remove what earlier runs left beside a file: the same kind, of another state."""
    for old in target.parent.glob(f"passion-*{target.suffix}"):
        if old != target:
            old.unlink()
