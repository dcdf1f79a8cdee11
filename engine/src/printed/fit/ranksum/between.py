"""What two groups' printed medians and quartiles leave of counts, distributions and rank sums."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from printed import notation
from printed.fit.ranksum.group import Group, Sample, group, require
from printed.fit.ranksum.search import search
from printed.fit.result import Result

__all__ = ["count_below", "doubled_u", "envelope", "group", "joint", "superiority_range"]


def count_below(
    samples: Group, value: notation.Number, inclusive: bool = False
) -> tuple[int, int]:
    """Fewest and most of the values that can lie below a point.

    Parameters
    ----------
    samples : Group
    value : number
        The point, in the unit of the values.
    inclusive : bool
        Whether values equal to the point count too.

    Returns
    -------
    tuple of int
        Between 0 and n; reached when ``samples.attained``.

    Examples
    --------
    >>> count_below(group(10, "0.3", "0.8", step="0.1"), "-1")
    (0, 2)
    """
    require(samples)
    point = notation.exact(value)

    def count(x: Sample) -> int:
        return sum(v < point or (inclusive and v == point) for v in x)

    return min(map(count, samples.highest)), max(map(count, samples.lowest))


def envelope(samples: Group) -> list[dict[str, float]]:
    """Bounds of the distribution function at every point where they change.

    Parameters
    ----------
    samples : Group

    Returns
    -------
    list of dict
        ``{"value", "lower", "upper"}`` in the order of the values: least and greatest share of
        the n values at or below the value. Between two rows the bounds stay as in the first;
        before the first row the lower one is 0.

    Examples
    --------
    >>> envelope(group(3, "1", "2", "tukey", 0, 4, step=1))[0]
    {'value': 0.0, 'lower': 0.0, 'upper': 0.3333333333333333}
    """
    require(samples)
    points = {v for x in (*samples.highest, *samples.lowest) for v in x if math.isfinite(v)}
    rows, last = [], None
    for value in sorted(points):
        few, most = count_below(samples, Fraction(value), inclusive=True)
        if (few, most) != last:
            rows.append(
                {"value": float(value), "lower": few / samples.n, "upper": most / samples.n}
            )
        last = few, most
    return rows


def doubled_u(x: Sequence, y: Sequence) -> int:
    """Twice U of the first of two sorted samples.

    >>> doubled_u((1, 2, 2), (0, 2))
    8
    """
    total, below, upto = 0, 0, 0
    for value in x:
        while below < len(y) and y[below] < value:
            below += 1
        upto = max(upto, below)
        while upto < len(y) and y[upto] == value:
            upto += 1
        total += below + upto
    return total


def superiority_range(first: Group, second: Group) -> dict:
    """U and the probability of superiority that two groups' printed statistics allow.

    Parameters
    ----------
    first, second : Group

    Returns
    -------
    dict
        ``{"u": [least, greatest], "superiority": [least, greatest], "attained"}``: U of the
        first group (a tie counts one half) and U / (n1 n2); with ``attained`` false these are
        outer bounds.

    Notes
    -----
    U grows with every value of the first group and falls with every value of the second, so its
    greatest value pairs a highest member of the first with a lowest member of the second.

    Examples
    --------
    >>> one, two = (group(10, m, i, step="0.1") for m, i in (("0.3", "0.8"), ("-0.4", "1.5")))
    >>> superiority_range(one, two)["attained"]
    True
    """
    require(first)
    require(second)
    least = min(doubled_u(x, y) for x, y in _pairs(first.lowest, second.highest))
    greatest = max(doubled_u(x, y) for x, y in _pairs(first.highest, second.lowest))
    pairs = first.n * second.n
    return {
        "u": [least / 2, greatest / 2],
        "superiority": [least / (2 * pairs), greatest / (2 * pairs)],
        "attained": first.attained and second.attained,
    }


def _pairs(
    first: tuple[Sample, ...], second: tuple[Sample, ...]
) -> Iterator[tuple[list, list]]:
    """All pairs of members, on one grid of whole numbers so that they compare fast."""
    finite = [v for x in (*first, *second) for v in x if math.isfinite(v)]
    unit = math.lcm(*(Fraction(v).denominator for v in finite)) if finite else 1
    one, two = (
        [[int(v * unit) if math.isfinite(v) else v for v in x] for x in members]
        for members in (first, second)
    )
    return ((x, y) for x in one for y in two)


def joint(
    p: str,
    first: Group,
    second: Group,
    method: str | Sequence[str] = "all",
    ties: str = "none",
    rounding: str | Sequence[str] = "half-up",
    p_rule: str | Sequence[str] = "nearest",
) -> Result:
    """The rank sums that a printed P and both groups' medians and quartiles leave together.

    Parameters
    ----------
    p : str
        The P value as printed.
    first, second : Group
    method, ties, rounding, p_rule
        As in `search`.

    Returns
    -------
    Result
        The rows of `search`, with ``u_low`` and ``u_high`` cut to what the printed statistics
        allow (None for a tail that they exclude), ``superiority_low`` and ``superiority``
        accordingly; rows without any U are left out. The ends are outer bounds: between them a
        U can be missing (see `witness` for one that is not).

    Examples
    --------
    >>> one, two = group(10, "0.3", "0.8", step="0.1"), group(36, "-0.4", "1.5", step="0.1")
    >>> row = joint("0.003", one, two, "exact").results[0]
    >>> row["u_low"], row["u_high"]
    (None, [287, 290])
    """
    span = superiority_range(first, second)["u"]
    found = search(p, first.n, second.n, method, ties, rounding, p_rule)
    rows = []
    for row in found.results:
        low, high = (_cut(row[name], span) for name in ("u_low", "u_high"))
        if low is None and high is None:
            continue
        pairs = first.n * second.n
        shares = [None if ends is None else [u / pairs for u in ends] for ends in (low, high)]
        cut = {"u_low": low, "u_high": high, "superiority_low": shares[0]}
        rows.append(row | cut | {"superiority": shares[1], "attained": False})
    return replace(found, results=rows)


def _cut(ends: list, span: list) -> list | None:
    low, high = max(ends[0], span[0]), min(ends[1], span[1])
    return [low, high] if low <= high else None
