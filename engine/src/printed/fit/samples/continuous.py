"""Samples of real numbers: bounds where no grid is given.

Constraints that bound single order statistics (range, share, quartiles that are values, the
median of an odd n) together with mean and SD are solved by majorisation (`box`): feasibility in
closed form, each bound by halving. Constraints that tie two order statistics (an interpolated
quartile, a quartile distance, the median of an even n) are linear: without a printed SD they are
solved by linear programming (`Linear`, which needs scipy). What is left (a printed SD beside them,
or bounds of the SD and of t) is searched on a fine grid: every end that is reported then belongs
to a compatible sample, and the sharp bound lies about one step further out at the most.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from printed.errors import InputError
from printed.fit.samples.box import Box, largest_where
from printed.fit.samples.constraints import Interval, Stated
from printed.fit.samples.expressions import NO_SAMPLE, Bound, Expression

if TYPE_CHECKING:
    from printed.fit.samples.sample_set import SampleSet

FAR = 1e6  # stands for infinity, in units of the largest printed number
Row = list[float]
LEVELS = {"squares": 120, "sum": 250, "none": 400}  # values of the fine grid


class Continuum:
    """All real samples that agree with printed statistics.

    Parameters
    ----------
    stated : Stated
    """

    def __init__(self, stated: Stated) -> None:
        self.stated = replace(stated, unit=None)
        self.tied = [order for order in stated.orders if len(order.weights) > 1]
        self._fine: dict[str, SampleSet] = {}
        numbers = [1.0]
        for interval in (stated.mean, *(order.interval for order in stated.orders)):
            if interval is not None:
                numbers += [abs(float(end)) for end in interval[:2] if end is not None]
        numbers += [abs(float(end)) for end in (stated.low, stated.high) if end is not None]
        if stated.variance is not None and stated.variance.upper is not None:
            numbers.append(math.sqrt(stated.variance.upper))
        self.far = FAR * max(numbers) * stated.n

    def exists(self) -> bool:
        """Whether any sample agrees."""
        return self.fine().exists() if self.tied else self.box.exists()

    def bounds(self, expression: Expression) -> Bound:
        """Bounds of one statistic."""
        if expression.kind in ("sd", "t") and self.stated.n < 2:
            raise InputError(f"an SD or t of n={self.stated.n} does not exist")
        if self.tied:
            if self.outer(expression):
                return self._by_linear(expression)
            return self._on_fine_grid(expression)
        if not self.box.exists():
            return NO_SAMPLE
        if expression.kind in ("share", "count"):
            return self._below(expression)
        if expression.kind == "mean":
            means = self.box.means()
            assert means is not None
            return self._bound(means[0], means[1], "closed form")
        if expression.kind in ("sd", "t"):
            return self._moment(expression)
        return self._quantile(expression)

    def outer(self, expression: Expression) -> bool:
        """Whether the bound holds every sample (one from a fine grid is reached from inside)."""
        if not self.tied:
            return True
        plain = self.stated.variance is None and expression.kind not in ("sd", "t")
        return plain and solvable()

    # ------------------------------------------------------------------ the box

    @cached_property
    def box(self) -> Box:
        """Bounds of every order statistic, with infinity replaced by what is far enough."""
        stated, n = self.stated, self.stated.n
        mean = _floats(stated.mean, -self.far, self.far)
        squares = (0.0, self.far**2)
        if stated.variance is not None:
            freedom = Fraction(n - stated.ddof)
            squares = _floats(stated.variance.scaled(freedom), 0.0, self.far**2)
        reach = math.sqrt(squares[1] * (n - 1) / n)  # Samuelson's inequality
        low, high = max(-self.far, mean[0] - reach), min(self.far, mean[1] + reach)
        low = low if stated.low is None else max(low, float(stated.low))
        high = high if stated.high is None else min(high, float(stated.high))
        box = Box((low,) * n, (high,) * n, mean, squares)
        for order in stated.orders:
            if len(order.weights) == 1:
                (rank,) = order.weights
                bounds = _floats(order.interval, low, high)
                box = box.at_least(rank, bounds[0]).at_most(rank, bounds[1])
        for count in stated.counts:
            if count.fewest:
                box = box.at_most(count.fewest, float(count.point))
            if count.most < n:
                box = box.at_least(count.most + 1, float(count.point))
        return box

    def _bound(self, low: float, high: float, method: str) -> Bound:
        """A bound, with far ends as infinite; ends at an open edge are not attained."""
        limit = self.far / (10 * self.stated.n)
        low_far, high_far = low < -limit, high > limit
        open_ends = any(
            interval is not None and not all(interval.closed)
            for interval in (
                self.stated.mean,
                self.stated.variance,
                *(order.interval for order in self.stated.orders),
            )
        )
        attained = not open_ends
        return Bound(
            None if low_far else low,
            None if high_far else high,
            attained and not low_far,
            attained and not high_far,
            low_far,
            high_far,
            method,
        )

    def _below(self, expression: Expression) -> Bound:
        """How many values can lie below a point: every number is tried."""
        assert expression.point is not None
        n, point = self.stated.n, float(expression.point)
        # A hair's breadth stands for the open side of the point.
        gap = 1e-9 * max(1.0, abs(point))
        left, right = (point, point + gap) if expression.inclusive else (point - gap, point)
        counts = []
        for k in range(n + 1):
            box = self.box if k == 0 else self.box.at_most(k, left)
            if k < n:
                box = box.at_least(k + 1, right)
            if box.exists():
                counts.append(k)
        return self._counted(counts, expression, "closed form")

    def _counted(self, below: list[int], expression: Expression, method: str) -> Bound:
        """The bound of a share or count, from every number that can lie below."""
        n = self.stated.n
        if not below:
            return NO_SAMPLE
        low, high = min(below), max(below)
        if expression.above:
            low, high = n - high, n - low
        if expression.kind == "count":
            return Bound(low, high, method=method)
        return Bound(Fraction(low, n), Fraction(high, n), method=method)

    def _quantile(self, expression: Expression) -> Bound:
        """Bounds of one order statistic, or of a weighted pair of neighbours."""
        from printed.fit.samples.sample_set import SampleSet

        weights = sorted(SampleSet(self.stated).weights(expression.kind).items())
        rank, first = weights[0]
        if len(weights) == 1:
            low, high = (self._rank(rank, up) for up in (False, True))
            return self._bound(low, high, "optimised")
        share = float(first)
        low, high = (self._pair(rank, share, up) for up in (False, True))
        return self._bound(low, high, "optimised")

    def _rank(self, rank: int, up: bool) -> float:
        """The extreme value of one rank."""
        box = self.box
        if up:
            start = box.lows[rank - 1]
            return largest_where(
                lambda z: box.at_least(rank, z).exists(), start, box.highs[rank - 1]
            )
        start = box.highs[rank - 1]
        return largest_where(lambda z: box.at_most(rank, z).exists(), start, box.lows[rank - 1])

    def _pair(self, rank: int, share: float, up: bool) -> float:
        """The extreme of share * x(rank) + (1 - share) * x(rank + 1)."""
        box, sign = self.box, 1 if up else -1
        lead, follow = (rank, rank + 1) if up else (rank + 1, rank)
        weight = share if up else 1 - share
        far = self._rank(lead, up)
        near = box.lows[lead - 1] if up else box.highs[lead - 1]

        def best(value: float) -> float:
            """The best sum when the leading value goes at least this far."""
            side = box.at_least(lead, value) if up else box.at_most(lead, value)
            limit = box.highs[follow - 1] if up else box.lows[follow - 1]

            def holds(z: float) -> bool:
                return (side.at_least(follow, z) if up else side.at_most(follow, z)).exists()

            other = largest_where(holds, value, limit)
            return sign * (weight * value + (1 - weight) * other)

        return sign * maximum(best, near, far)

    def _moment(self, expression: Expression) -> Bound:
        """Bounds of the SD or of t over every mean that occurs."""
        stated, box, n = self.stated, self.box, self.stated.n
        means = box.means()
        assert means is not None
        if expression.kind == "sd":

            def least(mean: float) -> float:
                return -box.range_of_squares(mean)[0]

            points = [*means, *(c for c in box.corners() if means[0] < c < means[1])]
            low = -maximum(least, *means)
            high = max(box.range_of_squares(mean)[1] for mean in points)
            freedom = n - stated.ddof
            return self._bound(
                math.sqrt(max(low, 0) / freedom), math.sqrt(high / freedom), "optimised"
            )
        assert expression.point is not None
        centre = float(expression.point)

        def t(mean: float, sign: int) -> float:
            least, most = box.range_of_squares(mean)
            squares = least if sign * (mean - centre) > 0 else most
            if squares <= 0:
                return math.inf if sign * (mean - centre) > 0 else -math.inf
            return sign * (mean - centre) / math.sqrt(squares / (n * (n - 1)))

        low = -maximum(lambda mean: t(mean, -1), *means)
        high = maximum(lambda mean: t(mean, 1), *means)
        return self._bound(low, high, "optimised")

    # ------------------------------------------------------------------ tied order statistics

    def _by_linear(self, expression: Expression) -> Bound:
        """The bound of what is linear in the order statistics."""
        polytope = Linear(self.stated)
        if expression.kind in ("share", "count"):
            assert expression.point is not None
            counts = polytope.counts_below(float(expression.point))
            return self._counted(counts, expression, "optimised")
        from printed.fit.samples.sample_set import SampleSet

        n = self.stated.n
        mean = dict.fromkeys(range(1, n + 1), Fraction(1, n))
        plain = SampleSet(self.stated)
        found = polytope.range_of(
            mean if expression.kind == "mean" else plain.weights(expression.kind)
        )
        return NO_SAMPLE if found is None else self._bound(*found, "optimised")

    def fine(self, track: str = "none") -> SampleSet:
        """The same constraints on a fine grid; unlimited sides end far enough out."""
        if track not in self._fine:
            self._fine[track] = self._on_grid(track)
        return self._fine[track]

    def _on_grid(self, track: str) -> SampleSet:
        from printed.fit.samples.grid import lay
        from printed.fit.samples.sample_set import SampleSet

        stated = self.stated
        if stated.variance is not None:
            track = "squares"
        elif stated.mean is not None:
            track = "sum"
        ends = [end for order in self.tied for end in order.interval[:2] if end is not None]
        reach = 4 * (max(ends) - min(ends) + max(abs(end) for end in ends)) or Fraction(1)
        probe = lay(replace(stated, unit=Fraction(1, 1000)))
        low, high = stated.low, stated.high
        if probe is not None:
            low, high = probe.low * probe.unit, probe.high * probe.unit
        low = min(ends) - reach if low is None else low
        high = max(ends) + reach if high is None else high
        if high <= low:  # one value at the most
            return SampleSet(replace(stated, unit=Fraction(1, low.denominator), low=low, high=high))
        step = Fraction(1)
        while (high - low) / step < LEVELS[track]:
            step /= 10
        for factor in (2, 5, 10):
            if (high - low) / (step * factor) >= LEVELS[track] / 2:
                coarse = step * factor
        step = coarse if (high - low) / step > LEVELS[track] else step
        return SampleSet(replace(stated, unit=step, low=low, high=high))

    def _on_fine_grid(self, expression: Expression) -> Bound:
        """The bound on a fine grid: reached, and sharp to about one step."""
        free_low, free_high = self._free()
        samples = self.fine("sum" if expression.kind in ("mean", "sd", "t") else "none")
        found = samples.bounds(
            expression.text if expression.kind != "t" else f"t:{expression.point}"
        )
        assert samples.grid is not None
        low_far = free_low and expression.kind in ("mean", "min")
        high_far = (free_high and expression.kind in ("mean", "max")) or (
            expression.kind == "sd" and (free_low or free_high)
        )
        if found.min is None and not found.min_infinite:
            return NO_SAMPLE
        return replace(
            found,
            min=None if low_far else found.min,
            max=None if high_far else found.max,
            min_attained=found.min_attained and not low_far,
            max_attained=found.max_attained and not high_far,
            min_infinite=low_far or found.min_infinite,
            max_infinite=high_far or found.max_infinite,
            method=f"inner, on a grid of {float(samples.grid.unit):g}",
        )

    def _free(self) -> tuple[bool, bool]:
        """Whether nothing bounds the values below, and above."""
        if self.stated.mean is not None and self.stated.variance is not None:
            return False, False
        return self.stated.low is None, self.stated.high is None


def _floats(interval: Interval | None, low: float, high: float) -> tuple[float, float]:
    """The interval's ends as floats, within others."""
    if interval is None:
        return low, high
    return (
        low if interval.lower is None else max(low, float(interval.lower)),
        high if interval.upper is None else min(high, float(interval.upper)),
    )


def maximum(
    function: Callable[[float], float], low: float, high: float, pieces: int = 12
) -> float:
    """The largest value of a piecewise smooth function: a scan, then golden sections.

    >>> round(maximum(lambda x: 1 - abs(x - 0.3), 0.0, 1.0), 6)
    1.0
    """
    points = [low + (high - low) * i / pieces for i in range(pieces + 1)]
    values = [function(point) for point in points]
    best = max(range(pieces + 1), key=values.__getitem__)
    left, right = points[max(best - 1, 0)], points[min(best + 1, pieces)]
    ratio = (math.sqrt(5) - 1) / 2
    for _ in range(30):
        one, two = right - ratio * (right - left), left + ratio * (right - left)
        if not left < one < two < right:
            break
        left, right = (left, two) if function(one) >= function(two) else (one, right)
    return max(values[best], function((left + right) / 2))


def solvable() -> bool:
    """Whether scipy can be imported, for linear programmes."""
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
