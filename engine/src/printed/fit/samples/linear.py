"""Real samples under constraints that are linear in their order statistics, by linear programming.

Covers everything but a printed SD, and every bound but those of the SD and of t. Needs scipy;
`continuous` falls back on a fine grid without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from printed.fit.samples.constraints import Interval, Stated

Row = list[float]


def available() -> bool:
    """Whether scipy can be imported."""
    try:
        import scipy.optimize  # noqa: F401
    except ImportError:
        return False
    return True


class Linear:
    """The polytope of samples ``x(1) <= ... <= x(n)`` that agree with what is printed.

    Parameters
    ----------
    stated : Stated
        Without a variance.

    Notes
    -----
    Open ends are treated as closed: a bound is a limit that need not be reached.
    """

    def __init__(self, stated: Stated) -> None:
        self.n = n = stated.n
        self.rows: list[Row] = []  # row . x <= limit
        self.limits: list[float] = []
        for i in range(n - 1):
            self._below({i + 1: 1.0, i + 2: -1.0}, 0.0)
        if stated.mean is not None:
            self._inside(dict.fromkeys(range(1, n + 1), Fraction(1, n)), stated.mean)
        for order in stated.orders:
            self._inside(order.weights, order.interval)
        low = None if stated.low is None else float(stated.low)
        high = None if stated.high is None else float(stated.high)
        self.ranges = [[low, high] for _ in range(n)]
        for count in stated.counts:
            self.ranges = self.split(count.fewest, count.most, float(count.point))

    def _below(self, weights: Mapping[int, float], limit: float) -> None:
        row = [0.0] * self.n
        for rank, weight in weights.items():
            row[rank - 1] = weight
        self.rows.append(row)
        self.limits.append(limit)

    def _inside(self, weights: Mapping[int, Fraction], interval: Interval) -> None:
        if interval.upper is not None:
            self._below({r: float(w) for r, w in weights.items()}, float(interval.upper))
        if interval.lower is not None:
            self._below({r: -float(w) for r, w in weights.items()}, -float(interval.lower))

    def split(self, fewest: int, most: int, point: float) -> list[list[float | None]]:
        """The ranges of the values when so many of them lie below the point."""
        ranges = [list(ends) for ends in self.ranges]
        for i, ends in enumerate(ranges):
            if i < fewest:
                ends[1] = point if ends[1] is None else min(ends[1], point)
            if i >= most:
                ends[0] = point if ends[0] is None else max(ends[0], point)
        return ranges

    def lowest(
        self, weights: Mapping[int, Fraction], ranges: list[list[float | None]] | None = None
    ) -> float | None:
        """The smallest weighted sum of order statistics; None if no sample exists.

        Minus infinity where nothing bounds it.
        """
        from scipy.optimize import linprog

        ranges = self.ranges if ranges is None else ranges
        if any(a is not None and b is not None and a > b for a, b in ranges):
            return None
        goal = [float(weights.get(rank, 0)) for rank in range(1, self.n + 1)]
        rows, limits = (self.rows, self.limits) if self.rows else (None, None)
        found = linprog(goal, A_ub=rows, b_ub=limits, bounds=ranges, method="highs")
        if found.status == 3:
            return -float("inf")
        return float(found.fun) if found.status == 0 else None

    def range_of(self, weights: Mapping[int, Fraction]) -> tuple[float, float] | None:
        """Smallest and largest weighted sum."""
        if self.lowest({}) is None:
            return None
        low = self.lowest(weights)
        high = self.lowest({rank: -weight for rank, weight in weights.items()})
        return None if low is None or high is None else (low, -high)

    def counts_below(self, point: float) -> list[int]:
        """Every number of values that can lie below the point."""
        return [
            k for k in range(self.n + 1) if self.lowest({}, self.split(k, k, point)) is not None
        ]
