"""What the registers of other sources have in common: a row tells where it is from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, TypeVar

from passion.claims import read_csv
from printed.errors import InputError

SOURCE_KINDS = ("registration", "paper", "abstract", "preprint", "news", "blog")
SECOND_HAND = ("news", "blog")  # never the only basis of a verdict


class Sourced:
    """A row of such a register; the fields of each kind of row are the columns of its file."""

    filled: ClassVar[Sequence[str]]  # columns that are never empty
    words: ClassVar[Mapping[str, Sequence[str]]] = {}  # what a column may say
    id: str
    source: str
    source_kind: str

    @property
    def second_hand(self) -> bool:
        """Whether it comes from news or a blog, which every use must say."""
        return self.source_kind in SECOND_HAND

    def fault(self) -> tuple[str, str]:
        """The column that is not right, and why, beyond what all rows share; or empty strings."""
        return "", ""


Row = TypeVar("Row", bound=Sourced)


def read_register(file: Path, kind: type[Row]) -> tuple[Row, ...]:
    """Every row of a file, each checked.

    Parameters
    ----------
    file : Path
        A CSV file whose columns are the fields of ``kind``.
    kind : type
        A dataclass of `Sourced`.

    Raises
    ------
    InputError
        If a row is not right, with its place.
    """
    columns = tuple(kind.__dataclass_fields__)  # type: ignore[attr-defined]
    rows: list[Row] = []
    known: set[str] = set()
    for number, cells in enumerate(read_csv(file.read_bytes(), file.name, columns), start=2):
        row = kind(**cells)
        column, message = _fault(row, known)
        if message:
            raise InputError(message, file=file.name, row=number, column=column)
        known.add(row.id)
        rows.append(row)
    return tuple(rows)


def _fault(row: Sourced, known: set[str]) -> tuple[str, str]:
    """The column of a row that is not right, and why; two empty strings where all is."""
    for column in row.filled:
        if not getattr(row, column).strip():
            return column, "is empty"
    if row.id in known:
        return "id", f"id {row.id!r} stands twice"
    for column, words in {"source_kind": SOURCE_KINDS, **row.words}.items():
        if getattr(row, column) not in words:
            return column, f"{getattr(row, column)!r} is none of {', '.join(filter(None, words))}"
    return row.fault()
