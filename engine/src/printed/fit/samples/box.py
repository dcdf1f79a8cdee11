"""Real samples whose order statistics lie in given bounds: which sums of squares they can have.

Notes
-----
Let the i-th smallest value lie in ``[low_i, high_i]``, both sequences non-decreasing, and let the
sum s be given. Then one sample majorises all others (the first values at their low ends, the last
at their high ends, at most one between) and one is majorised by all others (every value as near
to one common level as its bounds allow). A sum of squares is Schur-convex, so these two have the
largest and the smallest deviation; the set is connected, so every deviation between occurs.

References
----------
Marshall AW, Olkin I, Arnold BC. Inequalities: Theory of Majorization. Springer, 2011, ch. 3, 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

STEPS = 200  # halvings of an interval of floats, more than its bits
SLACK = 1e-12


@dataclass(frozen=True)
class Box:
    """Bounds of the order statistics, of the mean and of the sum of squared deviations.

    Parameters
    ----------
    lows, highs : tuple of float
        Non-decreasing.
    mean : tuple of float
    squares : tuple of float
        Range of ``sum of (x - mean) ** 2``.
    """

    lows: tuple[float, ...]
    highs: tuple[float, ...]
    mean: tuple[float, float]
    squares: tuple[float, float]

    @property
    def n(self) -> int:
        """Sample size."""
        return len(self.lows)

    def at_least(self, rank: int, value: float) -> Box:
        """With the value of this rank, and so of all above, at least so large."""
        lows = [max(low, value) if i >= rank else low for i, low in enumerate(self.lows, 1)]
        return replace(self, lows=tuple(lows))

    def at_most(self, rank: int, value: float) -> Box:
        """With the value of this rank, and so of all below, at most so large."""
        highs = [min(high, value) if i <= rank else high for i, high in enumerate(self.highs, 1)]
        return replace(self, highs=tuple(highs))

    # ------------------------------------------------------------------ one mean

    def spread(self, mean: float) -> list[float]:
        """The most spread sample with this mean."""
        values = list(self.lows)
        left = mean * self.n - sum(values)
        for i in range(self.n - 1, -1, -1):
            step = min(max(left, 0.0), self.highs[i] - self.lows[i])
            values[i] += step
            left -= step
        return values

    def even(self, mean: float) -> list[float]:
        """The least spread sample with this mean: every value as near to one level as it can be."""
        target = mean * self.n
        turns = sorted({*self.lows, *self.highs})
        low, high = 0, len(turns) - 1
        while high - low > 1:
            middle = (low + high) // 2
            if sum(self._clipped(turns[middle])) < target:
                low = middle
            else:
                high = middle
        free = sum(
            a <= turns[low] and b >= turns[high] for a, b in zip(self.lows, self.highs, strict=True)
        )
        at = self._clipped(turns[low])
        level = turns[low] + ((target - sum(at)) / free if free else 0.0)
        return self._clipped(min(max(level, turns[0]), turns[-1]))

    def _clipped(self, level: float) -> list[float]:
        """Every value as near to the level as its bounds allow."""
        return [min(max(level, a), b) for a, b in zip(self.lows, self.highs, strict=True)]

    def range_of_squares(self, mean: float) -> tuple[float, float]:
        """Smallest and largest sum of squared deviations with this mean, as printed allows."""
        least, most = (
            sum((x - mean) ** 2 for x in values) for values in (self.even(mean), self.spread(mean))
        )
        return max(least, self.squares[0]), min(most, self.squares[1])

    def fits(self, mean: float) -> bool:
        """Whether a sample with this mean exists."""
        least, most = self.range_of_squares(mean)
        return least <= most + SLACK * (1 + abs(most))

    # ------------------------------------------------------------------ all means

    def corners(self) -> list[float]:
        """The means, ascending, between which the largest deviation is a convex function."""
        low = max(self.mean[0], sum(self.lows) / self.n)
        high = min(self.mean[1], sum(self.highs) / self.n)
        if low > high + SLACK * (1 + abs(high)):
            return []
        found, total = {low, max(low, high)}, sum(self.lows)
        for i in range(self.n - 1, -1, -1):
            total += self.highs[i] - self.lows[i]
            if low < total / self.n < high:
                found.add(total / self.n)
        return sorted(found)

    def means(self) -> tuple[float, float] | None:
        """Smallest and largest mean; None if there is no sample."""
        if any(a > b + SLACK * (1 + abs(b)) for a, b in zip(self.lows, self.highs, strict=True)):
            return None
        found = self._flattest()
        if found is None:
            return None
        flat, corners = found
        limits = []
        for side in (corners[0], corners[-1]):  # where the least deviation is small enough
            limits.append(_cross(flat, side, lambda mean: self._least(mean) <= self._top()))
        inside = sorted({*limits, flat, *(c for c in corners if limits[0] < c < limits[1])})
        reach = [next(self._reaching(points), None) for points in (inside, inside[::-1])]
        return None if reach[0] is None or reach[1] is None else (reach[0], reach[1])

    def exists(self) -> bool:
        """Whether any sample fits; most answers need only a look at the corners."""
        if any(a > b + SLACK * (1 + abs(b)) for a, b in zip(self.lows, self.highs, strict=True)):
            return False
        found = self._flattest()
        if found is None:
            return False
        flat, corners = found
        reaching = [mean for mean in (flat, *corners) if self._reaches(mean)]
        if not reaching:
            return False
        return (
            any(self._least(mean) <= self._top() for mean in reaching) or self.means() is not None
        )

    def _top(self) -> float:
        return self.squares[1] + SLACK * (1 + self.squares[1])

    def _least(self, mean: float) -> float:
        return sum((x - mean) ** 2 for x in self.even(mean))

    def _flattest(self) -> tuple[float, list[float]] | None:
        """The mean with the least deviation, if that is small enough, and the corners.

        Where the common level equals the mean the deviation is least; it is convex around.
        """
        corners = self.corners()
        if not corners:
            return None
        flat = min(max(self._level(corners[0]), corners[0]), corners[-1])
        return (flat, corners) if self._least(flat) <= self._top() else None

    def _level(self, near: float) -> float:
        """The mean at which the least deviation is least; of several, the one nearest to a mean."""
        low, high = self.lows[-1], self.highs[0]
        if low <= high:  # all values can be equal
            return min(max(near, low), high)
        low, high = high, low
        for _ in range(STEPS):
            level = (low + high) / 2
            if high - low <= 1e-14 * (abs(low) + abs(high)):
                break
            above = sum(self._clipped(level)) > level * self.n
            low, high = (level, high) if above else (low, level)
        return (low + high) / 2

    def _reaches(self, mean: float) -> bool:
        """Whether the largest deviation with this mean is large enough."""
        most = sum((x - mean) ** 2 for x in self.spread(mean))
        return most >= self.squares[0] - SLACK * (1 + self.squares[0])

    def _reaching(self, points: list[float]) -> Iterator[float]:
        """The first means, in this order, whose largest deviation is large enough."""
        for i, point in enumerate(points):
            if self._reaches(point):
                # Convex between corners: it crosses once on the way from the last one.
                yield _cross(point, points[i - 1], self._reaches) if i else point


def _cross(inside: float, outside: float, holds) -> float:
    """The point nearest to ``outside`` up to which a condition holds, halving the way."""
    if holds(outside):
        return outside
    for _ in range(STEPS):
        middle = (inside + outside) / 2
        if abs(inside - outside) <= 1e-14 * (abs(inside) + abs(outside)):
            break
        inside, outside = (middle, outside) if holds(middle) else (inside, middle)
    return inside


def largest_where(holds, low: float, high: float) -> float:
    """The largest value for which a condition holds that holds at ``low``, by halving."""
    return _cross(low, high, holds)
