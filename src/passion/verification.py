"""One result worked out twice, side by side: by this book's engine, and by another road.

The second roads stand in `tests/two_roads/second_roads.py`; a test runs them and holds the file of
results to what they find. The page of verification shows that file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from passion.paths import DATA
from printed import notation
from printed.sets import Range
from printed.tabular import read_csv

FILE = DATA / "verification" / "two_roads.csv"
COLUMNS = ("page", "result", "the engine", "another road", "how the other road goes", "the two")
AGREE, DIFFER = "agree", "differ"
# Two programs that add the same floats in another order differ by less than this.
FLOATS = 1e-9
LISTED = 3  # up to so many whole numbers in a row are listed singly


@dataclass(frozen=True)
class Road:
    """One result and its two roads.

    Parameters
    ----------
    what : str
        The result, in words.
    first, second : str, number, or collection of them
        By the engine, and by the other road. Two numbers in a tuple are a range, three an estimate
        with its interval; a set is all that fits; a list is one number after the other; a Range is
        rounded as it is everywhere in the book.
    by : str
        How the second road goes.
    decimals : int
        Of what is shown; the comparison is of unrounded numbers.
    within : float
        How far a second road that draws or scans may be off.

    Examples
    --------
    >>> Road("P", 0.0197, 0.01970000001, "scipy", 4).agree
    True
    >>> Road("P", 0.0197, 0.0198, "scipy", 2).agree
    False
    >>> Road("children", {36}, {5, 6, 7, 8}, "a loop").texts
    ('36', 'all from 5 to 8')
    >>> Road("ratio", (0.5, 0.2, 0.9), (0.2, 0.9), "scipy", 1).texts
    ('0.5 (0.2 to 0.9)', '0.2 to 0.9')
    >>> Road("mean", Range(0.12, 0.24, False), Range(0.12, 0.24), "scipy", 1).texts
    ('0.1 to 0.3', '0.1 to 0.2')
    """

    what: str
    first: Any
    second: Any
    by: str
    decimals: int = 0
    within: float = 0.0

    @property
    def agree(self) -> bool:
        """Whether both roads end at the same place."""
        return _same(self.first, self.second, self.within)

    @property
    def way(self) -> str:
        """How the second road goes, and how far it may be off."""
        return f"{self.by}; may be off by {notation.brief(self.within)}" if self.within else self.by

    @property
    def texts(self) -> tuple[str, str]:
        """Both ends as the table shows them."""
        return _text(self.first, self.decimals), _text(self.second, self.decimals)


def write(roads: Iterable[tuple[str, Road]], path: Path = FILE) -> None:
    """Write the results with both roads, one line each, for the page that shows them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(lines(roads))


def lines(roads: Iterable[tuple[str, Road]]) -> list[tuple[str, ...]]:
    """The cells of each line."""
    return [
        (page, road.what, *road.texts, road.way, AGREE if road.agree else DIFFER)
        for page, road in roads
    ]


def read(path: Path = FILE) -> list[dict[str, str]]:
    """Every result that was worked out twice.

    Examples
    --------
    >>> sorted({line["the two"] for line in read()})
    ['agree']
    """
    return read_csv(path.read_bytes(), path.name, COLUMNS)


def _same(first: Any, second: Any, within: float) -> bool:
    if isinstance(first, str) or isinstance(second, str):
        return bool(first == second)
    if isinstance(first, Iterable) != isinstance(second, Iterable):
        return False
    if isinstance(first, Iterable):
        one, two = _ordered(first), _ordered(second)
        return len(one) == len(two) and all(
            _same(a, b, within) for a, b in zip(one, two, strict=True)
        )
    apart = abs(float(first) - float(second))
    return apart <= max(within, FLOATS * max(1.0, abs(float(first))))


def _ordered(values: Iterable[Any]) -> list[Any]:
    return sorted(values) if isinstance(values, set | frozenset) else list(values)


def _text(value: Any, decimals: int) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Range):  # rounded as on every page
        return value.ends(decimals) or "unbounded"
    if isinstance(value, Iterable):
        parts = [_text(part, decimals) for part in _ordered(value)]
        if isinstance(value, tuple):
            *estimate, low, high = parts
            return f"{estimate[0]} ({low} to {high})" if estimate else f"{low} to {high}"
        if isinstance(value, set | frozenset) and _in_a_row(_ordered(value)):
            return f"all from {parts[0]} to {parts[-1]}"
        return ", ".join(parts) or "none"
    return notation.text(float(value), decimals)


def _in_a_row(values: list[Any]) -> bool:
    """Whether these are more than a few whole numbers without a gap."""
    return len(values) > LISTED and values == list(range(values[0], values[-1] + 1))
