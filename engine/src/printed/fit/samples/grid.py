"""Constraints on a sample of whole grid units, in integers alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from printed.fit.samples.constraints import Interval, Stated


@dataclass(frozen=True)
class LinearOrder:
    """``lower <= sum of weight * x(rank) <= upper`` in integers; None is unbounded."""

    weights: tuple[tuple[int, int], ...]
    lower: int | None
    upper: int | None


@dataclass(frozen=True)
class Grid:
    """A sample of n integers between low and high, constrained in integers.

    Parameters
    ----------
    n : int
    unit : Fraction
        What one grid unit is worth.
    low, high : int
        Smallest and largest value, both included.
    sums : tuple of int or None
        Range of the sum of the values.
    deviation : tuple of int or None
        Range of ``n * sum of squares - sum ** 2``, which fixes the SD without division.
    orders : tuple of LinearOrder
    below : tuple of (int, int, int)
        ``(x, fewest, most)``: so many values are below x.
    """

    n: int
    unit: Fraction
    low: int
    high: int
    sums: tuple[int, int] | None
    deviation: tuple[int, int] | None
    orders: tuple[LinearOrder, ...]
    below: tuple[tuple[int, int, int], ...]

    @property
    def void(self) -> bool:
        """Whether the constraints contradict each other before any search."""
        spans = [(self.low, self.high), self.sums, self.deviation]
        spans += [(fewest, most) for _, fewest, most in self.below]
        spans += [
            (order.lower, order.upper)
            for order in self.orders
            if order.lower is not None and order.upper is not None
        ]
        return any(span is not None and span[0] > span[1] for span in spans)

    def squares_at(self, total: int) -> tuple[int, int]:
        """The sums of squares that the printed SD allows beside a sum."""
        n = self.n
        least, most = self.deviation or (0, (n * (self.high - self.low)) ** 2)
        return -(-(least + total * total) // n), (most + total * total) // n


def lay(stated: Stated, needs_range: bool = True) -> Grid | None:
    """The stated constraints on their grid; None when infinitely many values are left.

    Notes
    -----
    A printed mean and SD bound every value: with D = n * sum of squares - sum ** 2, each value
    x has ``(n x - sum) ** 2 <= (n - 1) D`` (Samuelson's inequality), so a range need not be
    printed.

    Examples
    --------
    >>> from printed.fit.samples.constraints import read
    >>> grid = lay(read(20, mean="3.5", sd="1.2", step=1))
    >>> grid.low, grid.high, grid.sums
    (-1, 8, (69, 70))
    """
    if stated.unit is None:
        return None
    n, unit = stated.n, stated.unit
    low, _ = _units(Interval(stated.low, None, (True, True)), unit)
    _, high = _units(Interval(None, stated.high, (True, True)), unit)
    sums = _span(stated.mean, n / unit, -math.inf)
    deviation = None
    if stated.variance is not None:
        deviation = _span(stated.variance, n * (n - stated.ddof) / unit**2, 0)
    orders = tuple(_linear(order.weights, order.interval, unit) for order in stated.orders)
    for order in orders:  # a printed smallest or largest value is an end of the scale
        if order.weights == ((1, 1),) and order.lower is not None:
            low = order.lower if low is None else max(low, order.lower)
        if order.weights == ((n, 1),) and order.upper is not None:
            high = order.upper if high is None else min(high, order.upper)
    low, high = _reach(n, low, high, sums, deviation)
    if low is None or high is None:
        return None
    sums = None if sums is None else _clip(sums, n * low, n * high)
    if deviation is not None:
        deviation = _clip(deviation, 0, (n * (high - low)) ** 2)
    below = tuple(
        (_first_not_below(count.point / unit, count.inclusive), count.fewest, count.most)
        for count in stated.counts
    )
    return Grid(n, unit, low, high, sums, deviation, orders, below)


def _first_not_below(point: Fraction, inclusive: bool) -> int:
    """The smallest integer that is not below (not at or below) the point."""
    return math.floor(point) + 1 if inclusive else math.ceil(point)


def _units(interval: Interval, unit: Fraction) -> tuple[int | None, int | None]:
    return interval.scaled(1 / unit).integers()


Span = tuple[int | None, int | None]


def _span(interval: Interval | None, factor: Fraction, least: float) -> Span | None:
    if interval is None:
        return None
    low, high = interval.scaled(factor).integers()
    return (max(low, 0) if low is not None and least == 0 else low, high)


def _clip(span: Span, least: int, most: int) -> tuple[int, int]:
    low, high = span
    return (least if low is None else max(low, least), most if high is None else min(high, most))


def _linear(weights: dict[int, Fraction], interval: Interval, unit: Fraction) -> LinearOrder:
    """The weighted sum with whole weights."""
    common = Fraction(math.lcm(*(weight.denominator for weight in weights.values())))
    common /= math.gcd(*(int(weight * common) for weight in weights.values())) or 1
    low, high = interval.scaled(common / unit).integers()
    whole = tuple((rank, int(weight * common)) for rank, weight in sorted(weights.items()))
    return LinearOrder(whole, low, high)


def _reach(
    n: int, low: int | None, high: int | None, sums: Span | None, deviation: Span | None
) -> Span:
    """The values that mean and SD leave possible, within the scale."""
    if sums is None or None in sums:
        return low, high
    least, most = sums
    assert least is not None and most is not None
    if deviation is not None and deviation[1] is not None:
        reach = math.isqrt(max(0, (n - 1) * deviation[1]))
        low = max(-((reach - least) // n), -math.inf if low is None else low)  # type: ignore
        high = min((most + reach) // n, math.inf if high is None else high)  # type: ignore
    if low is not None:
        top = most - (n - 1) * low
        high = top if high is None else min(high, top)
    if high is not None:
        bottom = least - (n - 1) * high
        low = bottom if low is None else max(low, bottom)
    return low, high
