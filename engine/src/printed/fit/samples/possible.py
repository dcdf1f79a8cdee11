"""What a compatible sample can look like: sharp bounds from one pass forward and one back.

The programme with fields of one bit says which states can be reached; going back from complete
samples says which of those can be completed. What is left is exactly the states of compatible
samples, and every bound is read off it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from fractions import Fraction

from printed.fit.samples.programme import Layer, Programme, Rows
from printed.fit.samples.quantiles import Weights


class Possible:
    """The states of compatible samples, level by level.

    Parameters
    ----------
    programme : Programme
        Run with fields of one bit.

    Notes
    -----
    Costs one more pass of the programme; order statistics and shares then cost a look-up each,
    an interpolated quantile a best-first search over pairs of neighbouring values.
    """

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.values = programme.values
        self.ends = list(programme.ends())
        levels = len(programme.after)
        self.within: list[Layer] = [[] for _ in range(levels)]  # some copies of the value placed
        self.start: list[Layer] = [[] for _ in range(levels + 1)]  # none placed yet
        closed = (0,) * len(programme.grid.orders)
        last: Layer = [{} for _ in range(programme.grid.n + 1)]
        if programme.final:
            last[-1] = {closed: programme.final}
        self.start[levels] = last
        for level in range(levels - 1, -1, -1):
            self.within[level] = self._back(level)
            self.start[level] = _meet(self.within[level], programme.before[level])

    def __bool__(self) -> bool:
        return bool(self.ends)

    def _back(self, level: int) -> Layer:
        """The states inside a level from which a compatible sample can be completed."""
        programme, after = self.programme, self.programme.after[level]
        x, n = self.values[level], programme.grid.n
        alive = _meet(self.start[level + 1], after)
        for k in range(n - 1, -1, -1):
            for parts, rows in after[k].items():
                placed = programme.place(k + 1, parts, x)
                above = alive[k + 1].get(placed) if placed is not None else None
                if above:
                    into = alive[k].setdefault(parts, {})
                    self._pull(rows, above, into, k, x)
                    if not into:
                        del alive[k][parts]
        return alive

    def _pull(self, rows: Rows, above: Rows, into: Rows, k: int, x: int) -> None:
        """Add the states among ``rows`` that lie in ``above`` once x is placed."""
        programme = self.programme
        v, raised = programme.move(x)
        base, higher = programme.base[k], programme.base[k + 1]
        for s, row in rows.items():
            there = above.get(s + v)
            if there is None:
                continue
            found = there >> base[s] + raised - higher[s + v] & row
            if found:
                into[s] = into.get(s, 0) | found

    # ------------------------------------------------------------------ counts and ranks

    def below(self, x: Fraction | int) -> tuple[int, int] | None:
        """Fewest and most values below x (in grid units)."""
        low = self.values[0]
        level = min(max(-((low - Fraction(x)) // 1), 0), len(self.values))
        placed = [k for k, states in enumerate(self.start[int(level)]) if states]
        return (placed[0], placed[-1]) if placed else None

    def rank(self, j: int) -> tuple[int, int] | None:
        """Smallest and largest j-th order statistic, in grid units."""
        reach = [[k for k, states in enumerate(layer) if states] for layer in self.start]
        if not self.ends:
            return None
        smallest = next(i for i, placed in enumerate(reach) if placed[-1] >= j) - 1
        largest = max(i for i, placed in enumerate(reach) if placed[0] <= j - 1)
        return self.values[smallest], self.values[largest]

    # ------------------------------------------------------------------ interpolated quantiles

    def quantile(self, weights: Weights) -> tuple[Fraction, Fraction] | None:
        """Smallest and largest weighted sum of one or two neighbouring order statistics."""
        if not self.ends:
            return None
        (j, first), *more = sorted(weights.items())
        low, high = self.rank(j)  # type: ignore[misc]
        if not more:
            return first * low, first * high
        second = more[0][1]
        return (
            self._extreme(j, first, second, Fraction(1)),
            self._extreme(j, first, second, Fraction(-1)),
        )

    def _extreme(self, j: int, first: Fraction, second: Fraction, sign: Fraction) -> Fraction:
        """The smallest (sign 1) or largest (sign -1) weighted sum, tried best first."""
        low, high = self.rank(j)  # type: ignore[misc]
        next_low, next_high = self.rank(j + 1)  # type: ignore[misc]
        best: list[tuple[Fraction, int, int]] = []
        for a in range(low, high + 1):
            b = max(a, next_low) if sign > 0 else next_high
            if a <= b <= next_high:
                heapq.heappush(best, (sign * (first * a + second * b), a, b))
        placed: dict[int, dict] = {}
        while best:
            key, a, b = heapq.heappop(best)
            if a not in placed:
                placed[a] = self._placed(j, a)
            if self._follows(j, a, b, placed[a]):
                return sign * key
            b += int(sign)
            if max(a, next_low) <= b <= next_high:
                heapq.heappush(best, (sign * (first * a + second * b), a, b))
        raise AssertionError("a compatible sample has a j-th and a next value")

    def _placed(self, j: int, a: int) -> dict[tuple[int, ...], Rows]:
        """The live states in which a was just placed as the j-th value."""
        level = a - self.values[0]
        found: dict[tuple[int, ...], Rows] = {}
        for parts, rows in self.within[level][j - 1].items():
            placed = self.programme.place(j, parts, a)
            into = self.within[level][j].get(placed) if placed is not None else None
            if into and placed is not None:
                self._shifted(rows, into, found.setdefault(placed, {}), j, a)
        return found

    def _shifted(self, rows: Rows, into: Rows, found: Rows, k: int, x: int) -> None:
        """The rows after x became the k-th value, cut to live states."""
        moved: Rows = {}
        self.programme.push(rows, moved, k, x)
        for s, row in moved.items():
            row &= into.get(s, 0)
            if row:
                found[s] = found.get(s, 0) | row

    def _follows(self, j: int, a: int, b: int, states: dict[tuple[int, ...], Rows]) -> bool:
        """Whether b can come right after a, the j-th value."""
        low = self.values[0]
        if b > a:
            # Nothing lies between: the states must live at the next level and at b's.
            states = _meet([states], [self.start[a + 1 - low][j]])[0]
            states = _meet([states], [self.start[b - low][j]])[0]
        for parts, rows in states.items():
            placed = self.programme.place(j + 1, parts, b)
            into = self.within[b - low][j + 1].get(placed) if placed is not None else None
            if into:
                found: Rows = {}
                self._shifted(rows, into, found, j + 1, b)
                if found:
                    return True
        return False


def _meet(one: Layer, other: Layer) -> Layer:
    """The states in both layers."""
    met: Layer = []
    for states, others in zip(one, other, strict=True):
        both: dict[tuple[int, ...], Rows] = {}
        for parts, rows in states.items():
            theirs = others.get(parts)
            if theirs is None:
                continue
            kept = {s: row & theirs[s] for s, row in rows.items() if s in theirs}
            kept = {s: row for s, row in kept.items() if row}
            if kept:
                both[parts] = kept
        met.append(both)
    return met


def pairs(possible: Possible) -> Iterator[tuple[int, int | None]]:
    """Every sum and deviation that compatible samples have."""
    for end in possible.ends:
        yield end.total, end.deviation
