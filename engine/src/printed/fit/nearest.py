"""The value beside the verdict: what a printed number is by the data, and by how much it misses."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from printed import notation
from printed.notation import Printed

DIGITS = 3  # significant digits of a recomputed value, at the least
BESIDE = 5e-324  # an open end is missed by less than any number
FAR = 12  # powers of ten, beyond which a value is not written out
Miss = dict[str, Any]
Value = Fraction | float | int


def distance(printed: Printed, value: Value) -> float:
    """How far a value, in the printed unit, is from those that print like this; 0 inside.

    >>> distance(notation.parse("81%"), 80), distance(notation.parse("81%"), 81)
    (0.5, 0.0)
    """
    if isinstance(value, float) and math.isinf(value):
        return 0.0 if value > 0 and printed.upper is None else math.inf
    exact = notation.exact(value)
    if printed.contains(exact):
        return 0.0
    below = printed.lower is not None and exact <= printed.lower
    end = printed.lower if below else printed.upper
    assert end is not None
    return float(abs(exact - end)) or BESIDE


def text(value: Value, printed: Printed) -> str:
    """A recomputed value in the printed unit, with a digit more than the print.

    >>> text(6.2013e-05, notation.parse("0.0014")), text(Fraction(3800, 56), notation.parse("69%"))
    ('0.0000620', '67.9%')
    >>> text(6.43e59, notation.parse("7.58"))
    '6.4 × 10^59'
    >>> text(-BESIDE, notation.parse("1.4"))
    '0.00'
    """
    unit = "%" if printed.kind == "percent" else ""
    if isinstance(value, float) and math.isinf(value):
        return notation.text(value)
    size = abs(float(value))
    if size <= BESIDE:
        value, size = 0, 0.0
    exponent = math.floor(math.log10(size)) if size else 0
    if abs(exponent) > FAR:
        return f"{notation.text(float(value) / 10.0**exponent, 1)} × 10^{exponent}{unit}"
    places = max(0, printed.decimals + 1, DIGITS - 1 - exponent if size else 0)
    return notation.text(value, places) + unit


def of(printed: Printed, found: Iterable[tuple[str, Value, str]], unit: Value = 1) -> list[Miss]:
    """The nearest value of each convention, nearest first.

    Parameters
    ----------
    printed : Printed
    found : iterable of (convention, value, data)
        What a convention gives for data, written out.
    unit : number
        What the printed number 1 stands for in the values.

    Returns
    -------
    list of dict
        ``{"convention", "recomputed", "text", "printed", "distance", "data"}``, the recomputed
        value and its distance in the printed unit.

    Examples
    --------
    >>> share = notation.parse("69.4%")
    >>> shares = [("share", Fraction(100 * k, 56), f"{k}/56") for k in (38, 39)]
    >>> [miss["text"] for miss in of(share, shares)]
    ['69.64%']
    """
    best: dict[str, tuple[float, Value, str]] = {}
    for convention, value, data in found:
        if value is None or value != value:
            continue
        scaled = value if unit == 1 else value / unit  # an infinite float stays one
        gap = distance(printed, scaled)
        if convention not in best or gap < best[convention][0]:
            best[convention] = gap, scaled, data
    rows = sorted(best.items(), key=lambda row: row[1][0])
    return [miss(convention, printed, *row) for convention, row in rows]


def miss(convention: str, printed: Printed, gap: float, value: Value, data: str) -> Miss:
    """One value beside what is printed."""
    return {
        "convention": convention,
        "recomputed": float(value),
        "text": text(value, printed),
        "printed": printed.text,
        "distance": gap,
        "data": data,
    }


def ranked(printed: Printed, found: Iterable[tuple[Value, str]], most: int = 4) -> list[Miss]:
    """The nearest values of all, nearest first, where no convention tells them apart.

    >>> shares = [(Fraction(100 * k, 56), f"{k}/56") for k in (38, 39)]
    >>> [one["data"] for one in ranked(notation.parse("69.4%"), shares)]
    ['39/56', '38/56']
    """
    rows = sorted((distance(printed, value), value, data) for value, data in found)
    return [miss("", printed, *row) for row in rows[:most]]


def line(quantity: str, misses: Iterable[Miss], most: int = 3) -> str:
    """The nearest values in a line for a reader.

    >>> miss = {"convention": "fisher", "text": "0.186", "printed": "0.16", "data": "7/10 v 3/9"}
    >>> line("P", [miss])
    'P printed 0.16, recomputed: 0.186 (fisher; 7/10 v 3/9)'
    """
    listed = list(misses)
    parts = [
        (one["text"], "; ".join(part for part in (one["convention"], one["data"]) if part))
        for one in listed[:most]
    ]
    shown = ", ".join(f"{value} ({how})" if how else value for value, how in parts)
    return f"{quantity} printed {listed[0]['printed']}, recomputed: {shown}" if listed else ""
