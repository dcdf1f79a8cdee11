"""An answer as a reader sees it: lines and tables of text, beside the result they show."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from printed import notation
from printed.fit import nearest
from printed.fit.result import Result


@dataclass(frozen=True)
class Line:
    """One line of an answer."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table of an answer: every cell is text already.

    Parameters
    ----------
    title : str
    columns : sequence of str
    rows : sequence of sequence of str
    numeric : sequence of bool
        Which columns hold numbers, and are set to the right.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[bool]


Block = Line | Table


@dataclass(frozen=True)
class Answer:
    """What was found, and how a reader is shown it.

    Parameters
    ----------
    result : Result
        What ``--json`` prints.
    blocks : tuple of Line or Table
        What a reader sees.

    Examples
    --------
    >>> Answer(Result([{"k": 1, "n": 2}]), ()).json()["results"]
    [{'k': 1, 'n': 2}]
    """

    result: Result
    blocks: tuple[Block, ...]

    def json(self) -> dict[str, Any]:
        """The object that ``printed ... --json`` prints, of what JSON can hold."""
        return plain(self.result.json())


def plain(value: Any) -> Any:
    """The value as JSON can hold it: exact fractions as floats, infinity as null.

    Examples
    --------
    >>> plain({"a": Fraction(1, 2), "b": [float("inf")], "c": 2**60})
    {'a': 0.5, 'b': [None], 'c': '1152921504606846976'}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, Fraction):
        return float(value)
    if hasattr(value, "item") and not isinstance(value, (str, bytes)):
        value = value.item()  # a numpy scalar
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53:
        return str(value)
    return value


def as_table(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None, title: str = ""
) -> Block:
    """Rows as a table of text; where there are none, a line says so.

    Examples
    --------
    >>> as_table([{"n": 36, "share": 0.80556}]).rows
    [['36', '0.8056']]
    >>> as_table([], title="tables that fit").text
    'tables that fit: nothing found'
    """
    if not rows:
        return Line(f"{title}: nothing found" if title else "nothing found")
    names = list(columns or rows[0])
    numeric = [all(_is_number(row.get(name)) for row in rows) for name in names]
    cells = [[_text(row.get(name)) for name in names] for row in rows]
    return Table(title, names, cells, numeric)


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _text(value: Any) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else notation.brief(value)


def misses(result: Result) -> list[Block]:
    """Of an empty answer: what each printed number would be, nearest first."""
    quantities = dict.fromkeys(miss["quantity"] for miss in result.nearest)
    found: list[Block] = []
    for name in quantities:
        mine = [dict(miss) for miss in result.nearest if miss["quantity"] == name]
        found.append(Line(nearest.line(name, mine)))
    return found


def searched(result: Result) -> Line:
    """The ranges that were searched, and where each is from."""
    ranges = ", ".join(
        f"{name} {low} to {high} ({source})"
        for name, (low, high, source) in result.searched.items()
    )
    return Line(f"searched: {ranges}")


def listed(result: Result, columns: Sequence[str] | None = None, title: str = "") -> Answer:
    """The rows of a result, and beneath them what was and was not tried.

    Examples
    --------
    >>> listed(Result([], n_range=(1, 3)), title="counts").blocks
    (Line(text='counts: nothing found'), Line(text='denominators searched: 1 to 3'))
    >>> listed(Result([], not_tried=[{"convention": "barnard", "reason": "too slow"}])).blocks
    (Line(text='not searched'), Line(text='not tried: barnard (too slow)'))
    """
    rows = result.results if isinstance(result.results, list) else [result.results]
    if not rows and result.not_tried and not result.conventions:
        blocks: list[Block] = [Line(f"{title}: not searched" if title else "not searched")]
    else:
        blocks = [as_table(rows, columns, title)]
    blocks += misses(result)
    if result.searched:
        blocks.append(searched(result))
    elif result.n_range is not None:
        first, last = result.n_range
        blocks.append(Line(f"denominators searched: {first} to {last}"))
    if result.conventions:
        blocks.append(Line(f"conventions tried: {', '.join(result.conventions)}"))
    for row in result.not_tried:
        blocks.append(Line(f"not tried: {row['convention']} ({row['reason']})"))
    if result.truncated:
        blocks.append(Line("the list was cut; raise --max-results to see more"))
    return Answer(result, tuple(blocks))
