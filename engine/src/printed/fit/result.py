"""What a search hands out: its rows, and what was and was not tried to find them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas

VERSION = "2"


@dataclass(frozen=True)
class Result:
    """The answer to one question about printed numbers.

    Parameters
    ----------
    results : list of dict, or dict
        The rows of the answer (or its named parts), as the command's JSON shows them.
    call : dict
        The question as it was understood.
    conventions : sequence of str
        The conventions that were tried.
    not_tried : sequence of dict
        ``{"convention", "reason"}`` of those that were not.
    n_range : tuple of int, optional
        The denominators that were searched, both ends included.
    truncated : bool
        Whether rows were left off because there were too many.
    searched : mapping
        Every range that was searched: its ends, and whether they were printed, given or are a
        default.
    nearest : sequence of dict
        Of an empty answer: what the printed numbers would be, nearest first.
    columns : sequence of str
        Names of a row's fields, which a frame has even where there is no row.

    Examples
    --------
    >>> Result([{"k": 1, "n": 2}], call={"percent": "50%"}, n_range=(1, 3)).json()["n_range"]
    [1, 3]
    """

    results: Any
    call: Mapping[str, Any] = field(default_factory=dict)
    conventions: Sequence[str] = ()
    not_tried: Sequence[Mapping[str, str]] = ()
    n_range: tuple[int, int] | None = None
    truncated: bool = False
    searched: Mapping[str, tuple[int, int, str]] = field(default_factory=dict)
    nearest: Sequence[Mapping[str, Any]] = ()
    columns: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.results)

    def __iter__(self):
        return iter(self.results)

    def frame(self) -> pandas.DataFrame:
        """The rows as a frame; the parts of a result that is no list as one row."""
        import pandas as pd

        rows = self.results if isinstance(self.results, list) else [self.results]
        return pd.DataFrame(rows) if rows else pd.DataFrame(columns=list(self.columns))

    def json(self) -> dict[str, Any]:
        """The object that ``printed ... --json`` prints."""
        return {
            "version": VERSION,
            "call": dict(self.call),
            "conventions": list(self.conventions),
            "not_tried": [dict(row) for row in self.not_tried],
            "n_range": None if self.n_range is None else list(self.n_range),
            "searched": {name: list(ends) for name, ends in self.searched.items()},
            "nearest": [dict(row) for row in self.nearest],
            "truncated": self.truncated,
            "results": self.results,
        }
