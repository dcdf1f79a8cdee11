"""One result worked out twice, side by side: by this book's engine, and by another road."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from printed import notation
from printed.book.objects import Html
from printed.book.tables import table

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
        with its interval; a set is all that fits; a list is one number after the other.
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
    def texts(self) -> tuple[str, str]:
        """Both ends as the table shows them."""
        return _text(self.first, self.decimals), _text(self.second, self.decimals)


def two_roads(roads: Sequence[Road], *, id: str, caption: str, notes: Sequence[str] = ()) -> Html:
    """The results of one page, each with its two roads.

    Parameters
    ----------
    roads : sequence of Road
    id, caption, notes
        As for `table`.

    Returns
    -------
    Html
        One row a result; the last column says ``agree`` or ``differ``.

    Examples
    --------
    >>> two_roads([Road("children", 36, 36, "a loop")], id="x", caption="One result.")
    One result.
    Result    The engine  Another road  How the other road goes  The two
    children  36          36            a loop                   agree
    """
    rows = []
    for road in roads:
        first, second = road.texts
        by = road.by
        if road.within:
            by += f"; may be off by {notation.brief(road.within)}"
        rows.append(
            {
                "Result": road.what,
                "The engine": first,
                "Another road": second,
                "How the other road goes": by,
                "The two": AGREE if road.agree else DIFFER,
            }
        )
    return table(rows, id=id, caption=caption, notes=notes, stack=True)


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
