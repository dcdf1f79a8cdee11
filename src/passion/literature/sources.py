"""What the registers of other sources share: a row says where it is from and when it was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar, TypeVar

from printed.errors import InputError
from printed.tabular import read_csv

SOURCE_KINDS = (
    "registration", "paper", "abstract", "preprint", "commentary", "news", "blog",
)  # fmt: skip
# Never the only basis of a verdict: an editorial or a digest of others, news, a blog.
SECOND_HAND = ("commentary", "news", "blog")
NOT_FOUND = "not found again"
# What was read when the row was last looked for.
HOW = (
    "abstract", "full text", "registration", "commentary", "news", "blog", NOT_FOUND,
)  # fmt: skip
# What that reading made of the row; empty where nothing could be read.
REREAD = ("agrees", "corrected", "new", "")


class Row:
    """A row of a register; the fields of each kind of row are the columns of its file."""

    filled: ClassVar[Sequence[str]]  # columns that are never empty
    words: ClassVar[Mapping[str, Sequence[str]]] = {}  # what a column may say
    shared: ClassVar[Mapping[str, Sequence[str]]] = {}  # the same, for every row of a family
    id: str

    def shared_fault(self) -> tuple[str, str]:
        """What `fault` is, for every row of a family."""
        return "", ""

    def fault(self) -> tuple[str, str]:
        """The column that is not right, and why, beyond what all rows share; or empty strings."""
        return "", ""


class Sourced(Row):
    """A row that another source prints."""

    shared = {"source_kind": SOURCE_KINDS, "how": HOW, "reread": REREAD}
    source: str
    source_kind: str
    looked: str
    how: str
    reread: str

    @property
    def second_hand(self) -> bool:
        """Whether others tell it than those who found it, which every use must say."""
        return self.source_kind in SECOND_HAND

    @property
    def looked_on(self) -> date:
        """The day on which the row was last looked for in its source."""
        return date.fromisoformat(self.looked)

    def shared_fault(self) -> tuple[str, str]:
        """A day is a day, and only what was found again can agree or be corrected."""
        try:
            date.fromisoformat(self.looked)
        except ValueError:
            return "looked", f"{self.looked!r} is no day: write it as year-month-day"
        if (self.how == NOT_FOUND) != (self.reread == ""):
            return "reread", f"{self.reread!r} does not go with {self.how!r}"
        return "", ""


def searched_until(rows: Iterable[Sourced]) -> date:
    """The newest day on which any of these rows was looked for.

    Examples
    --------
    >>> from passion.literature import bias_sizes
    >>> searched_until(bias_sizes()[:3])
    datetime.date(2026, 11, 28)
    """
    return max(row.looked_on for row in rows)


def rereading(rows: Iterable[Sourced]) -> dict[str, int]:
    """How many rows agreed with their source when they were last read, and how many did not.

    Examples
    --------
    >>> from passion.literature import next_trial
    >>> rereading(next_trial())
    {'agrees': 5, 'corrected': 2, 'new': 3, 'not found again': 0}
    """
    found = Counter(row.reread or NOT_FOUND for row in rows)
    return {word or NOT_FOUND: found[word or NOT_FOUND] for word in REREAD}


Read = TypeVar("Read", bound=Row)


def read_register(file: Path, kind: type[Read]) -> tuple[Read, ...]:
    """Every row of a file, each checked.

    Parameters
    ----------
    file : Path
        A CSV file whose columns are the fields of ``kind``.
    kind : type
        A dataclass of `Row`.

    Raises
    ------
    InputError
        If a row is not right, with its place.
    """
    columns = tuple(kind.__dataclass_fields__)  # type: ignore[attr-defined]
    rows: list[Read] = []
    known: set[str] = set()
    for number, cells in enumerate(read_csv(file.read_bytes(), file.name, columns), start=2):
        row = kind(**cells)
        column, message = _fault(row, known)
        if message:
            raise InputError(message, file=file.name, row=number, column=column)
        known.add(row.id)
        rows.append(row)
    return tuple(rows)


def _fault(row: Row, known: set[str]) -> tuple[str, str]:
    """The column of a row that is not right, and why; two empty strings where all is."""
    for column in row.filled:
        if not getattr(row, column).strip():
            return column, "is empty"
    if row.id in known:
        return "id", f"id {row.id!r} stands twice"
    for column, words in {**row.shared, **row.words}.items():
        if getattr(row, column) not in words:
            return column, f"{getattr(row, column)!r} is none of {', '.join(filter(None, words))}"
    column, message = row.shared_fault()
    return (column, message) if message else row.fault()
