"""Exact ends of a few real values under linear conditions, by Fourier-Motzkin elimination.

What a median and a quartile distance weigh are at most six ranks of a sample: few enough for an
exact answer in fractions, with the standard library alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from printed.fit.ranksum.bounds import Box, Order

Condition = tuple[tuple[Fraction, ...], Fraction]  # sum of coefficient * value <= limit


def sharpen(low: Sequence, high: Sequence, orders: Sequence[Order]) -> Box | None:
    """The smallest and largest real value of each rank; None where no sample exists.

    Parameters
    ----------
    low, high : sequence of number
        Bounds of each rank from elsewhere, infinite where there is none.
    orders : sequence of Order

    Returns
    -------
    tuple of list, or None
        Each end is the limit of what samples have (open ends count as closed); the ends of two
        ranks need not come together.

    Notes
    -----
    Only the ranks that a sum weighs are tied to each other; any other rank can be as large as the
    next of these, and as small as the last. Fourier and Motzkin: a value is eliminated by adding
    each condition that bounds it above to each that bounds it below. The cost is that of six
    values at the most, whatever the size of the sample.

    Examples
    --------
    >>> tied = [Order(((1, 1), (2, 1)), 2, 2), Order(((0, -1), (3, 1)), None, 4)]
    >>> ends = sharpen([-math.inf] * 4, [math.inf] * 4, tied)
    >>> [str(end) for end in ends[0]], [str(end) for end in ends[1]]
    (['-3', '-1', '1', '1'], ['1', '1', '3', '5'])
    """
    keys = sorted({rank for order in orders for rank, _ in order.weights})
    conditions = list(_conditions(keys, low, high, orders))
    ends: dict[int, tuple] = {}
    for place, rank in enumerate(keys):
        found = _ends(conditions, place, len(keys))
        if found is None:
            return None
        ends[rank] = found
    lows, highs = list(low), list(high)
    for rank in range(len(lows)):
        below = lows[rank - 1] if rank else -math.inf
        lows[rank] = max(lows[rank], below, ends.get(rank, (-math.inf,))[0])
    for rank in reversed(range(len(highs))):
        above = highs[rank + 1] if rank + 1 < len(highs) else math.inf
        highs[rank] = min(highs[rank], above, ends.get(rank, (0, math.inf))[1])
    if any(a > b for a, b in zip(lows, highs, strict=True)):
        return None
    return lows, highs


def _conditions(
    keys: list[int], low: Sequence, high: Sequence, orders: Sequence[Order]
) -> Iterable[Condition]:
    """What ties the weighed ranks: their order, their own bounds, and the sums."""

    def row(weights: Iterable[tuple[int, int]]) -> tuple[Fraction, ...]:
        of = dict(weights)
        return tuple(Fraction(of.get(rank, 0)) for rank in keys)

    for first, second in zip(keys, keys[1:], strict=False):
        yield row([(first, 1), (second, -1)]), Fraction(0)
    for rank in keys:
        if math.isfinite(high[rank]):
            yield row([(rank, 1)]), Fraction(high[rank])
        if math.isfinite(low[rank]):
            yield row([(rank, -1)]), -Fraction(low[rank])
    for order in orders:
        if order.upper is not None:
            yield row(order.weights), Fraction(order.upper)
        if order.lower is not None:
            yield row((rank, -weight) for rank, weight in order.weights), -Fraction(order.lower)


def _ends(conditions: Iterable[Condition], kept: int, size: int) -> tuple | None:
    """The ends of one value when all others are eliminated; None when nothing is possible."""
    left = _tightest(conditions)
    for value in range(size):
        if value != kept:
            left = _tightest(_without(left, value))
    least: Any = -math.inf
    most: Any = math.inf
    for coefficients, limit in left:
        weight = coefficients[kept]
        if weight > 0:
            most = min(most, limit / weight)
        elif weight < 0:
            least = max(least, limit / weight)
        elif limit < 0:
            return None
    return (least, most) if least <= most else None


def _without(conditions: Sequence[Condition], value: int) -> Iterable[Condition]:
    """The conditions on all other values that can be met together with some value of this one."""
    above = [one for one in conditions if one[0][value] > 0]
    below = [one for one in conditions if one[0][value] < 0]
    yield from (one for one in conditions if one[0][value] == 0)
    for upper, most in above:
        for lower, least in below:
            up, down = -lower[value], upper[value]
            yield (
                tuple(up * a + down * b for a, b in zip(upper, lower, strict=True)),
                up * most + down * least,
            )


def _tightest(conditions: Iterable[Condition]) -> list[Condition]:
    """One condition for each direction: the number of them would grow fast otherwise."""
    limits: dict[tuple[Fraction, ...], Fraction] = {}
    for coefficients, limit in conditions:
        size = next((abs(c) for c in coefficients if c), Fraction(1))
        direction = tuple(c / size for c in coefficients)
        limits[direction] = min(limit / size, limits.get(direction, limit / size))
    return list(limits.items())
