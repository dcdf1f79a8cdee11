"""Pages of prose of which the build writes a part, between two marks."""

from __future__ import annotations

from pathlib import Path


def between(file: Path, begin: str, end: str, made: str) -> bool:
    """Put what the build made between the marks of a page; whether there is such a page.

    Parameters
    ----------
    file : Path
        Of the stage, not of the repository.
    begin, end : str
        The marks, which stay.
    made : str
        In place of all that stood between them.
    """
    if not file.is_file():
        return False
    before, _, rest = file.read_text(encoding="utf-8").partition(begin)
    after = rest.partition(end)[2]
    file.write_text(f"{before}{begin}\n\n{made}\n{end}{after}", encoding="utf-8")
    return True
