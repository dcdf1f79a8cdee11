"""Sorted samples under interval constraints on weighted order statistics, in grid units."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

MAX_STEPS = 10_000  # about a second


class Order(NamedTuple):
    """``lower <= sum of weight * x[place] <= upper``; places count from 0, None is unbounded."""

    weights: tuple[tuple[int, int], ...]
    lower: int | Fraction | None
    upper: int | Fraction | None


Box = tuple[list, list]  # each rank's lower and upper bound, infinite where there is none


def tighten(
    low: Sequence, high: Sequence, orders: Sequence[Order], whole: bool = True
) -> Box | None:
    """Bounds of each rank that every allowed sample keeps; None when there is none.

    Parameters
    ----------
    low, high : sequence of number
        First bounds of each rank.
    orders : sequence of Order
    whole : bool
        Whether values are whole grid units, so that bounds are rounded inwards.

    Returns
    -------
    tuple of list, or None

    Notes
    -----
    Repeats until nothing changes: ranks ascend; each term of a weighted sum is what the others
    leave; of a sum with positive weights the last value is at least, and the first at most, its
    weighted mean.

    Examples
    --------
    >>> tighten([-math.inf] * 3, [math.inf] * 3, [Order(((1, 1),), 4, 4)])
    ([-inf, 4, 4], [4, 4, inf])
    """
    lo, hi = list(low), list(high)
    for _ in range(60):
        before = (lo[:], hi[:])
        for rank in range(1, len(lo)):
            lo[rank] = max(lo[rank], lo[rank - 1])
        for rank in range(len(hi) - 2, -1, -1):
            hi[rank] = min(hi[rank], hi[rank + 1])
        for order in orders:
            _tighten_by(order, lo, hi, whole)
        if any(a > b for a, b in zip(lo, hi, strict=True)):
            return None
        if (lo, hi) == before:
            break
    return lo, hi


def _tighten_by(order: Order, lo: list, hi: list, whole: bool) -> None:
    """Narrow the bounds in place by one weighted sum."""
    ranks = [rank for rank, _ in order.weights]
    if all(weight > 0 for _, weight in order.weights):
        mass = sum(weight for _, weight in order.weights)
        if order.lower is not None:
            lo[ranks[-1]] = max(lo[ranks[-1]], _divided(order.lower, mass, whole, up=True))
        if order.upper is not None:
            hi[ranks[0]] = min(hi[ranks[0]], _divided(order.upper, mass, whole, up=False))
    for rank, weight in order.weights:
        others = [(r, w) for r, w in order.weights if r != rank]
        least = sum(w * (lo[r] if w > 0 else hi[r]) for r, w in others)
        most = sum(w * (hi[r] if w > 0 else lo[r]) for r, w in others)
        if order.upper is not None and math.isfinite(least):
            room = order.upper - least
            if weight > 0:
                hi[rank] = min(hi[rank], _divided(room, weight, whole, up=False))
            else:
                lo[rank] = max(lo[rank], _divided(room, weight, whole, up=True))
        if order.lower is not None and math.isfinite(most):
            room = order.lower - most
            if weight > 0:
                lo[rank] = max(lo[rank], _divided(room, weight, whole, up=True))
            else:
                hi[rank] = min(hi[rank], _divided(room, weight, whole, up=False))


def _divided(value: int | Fraction, by: int, whole: bool, *, up: bool) -> int | Fraction:
    if not whole:
        return Fraction(value) / by
    return -(-value // by) if up else value // by


def mirrored(low: Sequence, high: Sequence, orders: Sequence[Order]) -> tuple:
    """The same problem for the negated sample, whose highest members are the lowest ones.

    >>> mirrored([0, 1], [2, 3], [Order(((0, 1),), 0, 1)])
    ([-3, -2], [-1, 0], [Order(weights=((1, 1),), lower=-1, upper=0)])
    """
    last = len(low) - 1
    turned = [
        Order(
            tuple(sorted((last - rank, weight) for rank, weight in order.weights)),
            None if order.upper is None else -order.upper,
            None if order.lower is None else -order.lower,
        )
        for order in orders
    ]
    return [-v for v in reversed(high)], [-v for v in reversed(low)], turned


def key_vectors(
    low: Sequence, high: Sequence, orders: Sequence[Order], limit: int = MAX_STEPS
) -> list[list] | None:
    """The highest allowed samples: those that no allowed sample exceeds in every rank.

    Parameters
    ----------
    low, high : sequence of number
        Tightened bounds of each rank.
    orders : sequence of Order
    limit : int
        Most steps of the listing.

    Returns
    -------
    list of list, or None
        Sorted samples; None when the listing would take more steps, or when nothing bounds a
        weighed rank.

    Notes
    -----
    Only the ranks that several-term sums weigh are branched on, with the bounds tightened at
    each step: a branch whose upper bounds are themselves allowed has that one highest member,
    and a branch whose upper bounds a found member exceeds has none. All other ranks take the
    largest value they can.

    Examples
    --------
    >>> key_vectors([0, 0, 0], [4, 4, 4], [Order(((0, 1), (2, 1)), 4, 4)])
    [[0, 4, 4], [1, 3, 3], [2, 2, 2]]
    """
    joint = [order for order in orders if len(order.weights) > 1]
    keys = sorted({rank for order in joint for rank, _ in order.weights})
    place = {rank: i for i, rank in enumerate(keys)}
    sums = [o._replace(weights=tuple((place[r], w) for r, w in o.weights)) for o in joint]
    box = [low[k] for k in keys], [high[k] for k in keys]
    if not all(math.isfinite(v) for ends in box for v in ends):
        return None
    # First the ranks of sums with positive weights (a median), then the others from the top:
    # after these the rest is mostly free to be as large as it can.
    medians = [o for o in sums if all(weight > 0 for _, weight in o.weights)]
    central = {i for order in medians for i, _ in order.weights}
    turn = sorted(range(len(keys)), key=lambda i: (i not in central, -i))
    found: list[list[int]] = []
    steps = 0

    def descend(box: Box | None, depth: int) -> bool:
        """Add the subtree's highest members; False when that takes too long."""
        nonlocal steps
        steps += 1 + len(found) // 10  # comparing with what was found takes time too
        if steps > limit:
            return False
        if box is None or any(_exceeded(box[1], other) for other in found):
            return True
        if all(_holds(order, box[1]) for order in sums):
            found.append(box[1])  # nothing in this subtree is higher
            return True
        if depth == len(turn):
            return True
        at = turn[depth]
        for value in range(box[1][at], box[0][at] - 1, -1):
            lo, hi = box[0][:], box[1][:]
            lo[at] = hi[at] = value
            lo[at + 1 :] = [max(v, value) for v in lo[at + 1 :]]
            hi[:at] = [min(v, value) for v in hi[:at]]
            if not descend(tighten(lo, hi, sums), depth + 1):
                return False
        return True

    if not descend(tighten(*box, sums), 0):
        return None
    highest = [
        x for i, x in enumerate(found)
        if not any(_exceeded(x, y) and (x != y or j < i) for j, y in enumerate(found) if j != i)
    ]  # fmt: skip
    return [_filled(dict(zip(keys, vector, strict=True)), high) for vector in highest]


def _exceeded(vector: Sequence, other: Sequence) -> bool:
    return all(a <= b for a, b in zip(vector, other, strict=True))


def _holds(order: Order, values: Sequence) -> bool:
    total = sum(weight * values[place] for place, weight in order.weights)
    return (order.lower is None or total >= order.lower) and (
        order.upper is None or total <= order.upper
    )


def _filled(fixed: dict[int, int], high: Sequence) -> list:
    """The largest sample with these ranks fixed."""
    values = list(high)
    for rank in range(len(values) - 1, -1, -1):
        values[rank] = fixed.get(rank, values[rank])
        if rank + 1 < len(values):
            values[rank] = min(values[rank], values[rank + 1])
    return values
