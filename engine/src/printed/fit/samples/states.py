"""Which states the dynamic programme over a grid has, and which of them are worth keeping."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from printed.fit.samples.grid import Grid


class Lazy(dict):
    """A table that computes an entry when it is first asked for."""

    def __init__(self, compute: Callable[[Any], int]) -> None:
        super().__init__()
        self.compute = compute

    def __missing__(self, key: Any) -> int:
        value = self[key] = self.compute(key)
        return value


class States:
    """The coordinates of states, and what the printed constraints allow of them.

    Parameters
    ----------
    grid : Grid
    track : {"squares", "sum", "none"}
        Which moments a state carries: sum and sum of squares, the sum, or neither.
    """

    def __init__(self, grid: Grid, track: str) -> None:
        self.grid, self.track = grid, track
        n = grid.n
        self.values = range(grid.low, grid.high + 1)
        if grid.sums is not None:
            self.centre = (grid.sums[0] + grid.sums[1] + n) // (2 * n)
        else:
            self.centre = (grid.low + grid.high) // 2
        least, most = grid.sums or (n * grid.low, n * grid.high)
        self.sums = (least - n * self.centre, most - n * self.centre)

    def prepare(self) -> None:
        """The tables that the walk needs, which grow with the sample: made once it is allowed."""
        grid, n = self.grid, self.grid.n
        self.fewest, self.most = self._cumulative()
        self.terms = self._terms()
        self.rest = [self._rest(order.weights) for order in grid.orders]
        self.base = [Lazy(partial(least_t, k)) for k in range(n + 1)]
        self.room = [Lazy(partial(self._open_t, k)) for k in range(n + 1)]

    def move(self, x: int) -> tuple[int, int]:
        """By how much a value x raises the sum and the packed coordinate."""
        if self.track == "squares":
            v = x - self.centre
            return v, v * (v - 1) // 2
        return 0, x - self.grid.low if self.track == "sum" else 0

    def _cumulative(self) -> tuple[list[int], list[int]]:
        """How many values may lie below each grid value, from the printed shares."""
        grid, levels = self.grid, len(self.values)
        fewest, most = [0] * (levels + 1), [grid.n] * (levels + 1)
        most[0], fewest[levels] = 0, grid.n
        for x, few, many in grid.below:
            place = min(max(x - grid.low, 0), levels)
            fewest[place], most[place] = max(fewest[place], few), min(most[place], many)
        for place in range(1, levels + 1):
            fewest[place] = max(fewest[place], fewest[place - 1])
        for place in range(levels - 1, -1, -1):
            most[place] = min(most[place], most[place + 1])
        return fewest, most

    def _terms(self) -> dict[int, list[tuple[int, int, bool]]]:
        """For each rank, the orders in which it has a weight, and whether it completes them."""
        found: dict[int, list[tuple[int, int, bool]]] = {}
        for index, order in enumerate(self.grid.orders):
            for rank, weight in order.weights:
                last = rank == order.weights[-1][0]
                found.setdefault(rank, []).append((index, weight, last))
        return found

    def _rest(self, weights) -> list[tuple[int, int, int] | None]:
        """For each number placed: total, least and largest sum of the last unplaced weights."""
        table: list[tuple[int, int, int] | None] = []
        for k in range(self.grid.n + 1):
            left = [weight for rank, weight in weights if rank > k]
            total = low = high = 0
            for weight in reversed(left):
                total += weight
                low, high = min(low, total), max(high, total)
            table.append((total, low, high) if left else None)
        return table

    def _open_t(self, k: int, s: int) -> int:
        """The largest t of k values with sum s that the printed SD leaves possible."""
        n, r = self.grid.n, self.grid.n - k
        if self.grid.deviation is None:
            top = max(abs(self.grid.low - self.centre), abs(self.grid.high - self.centre))
            return (k * top * top - s) // 2
        most = self.grid.deviation[1]
        if r == 0:
            return ((most + s * s) // n - s) // 2
        if k == 0:
            return 0
        least_sum, most_sum = self.sums
        # The final sum that leaves most room is n s / k, or the nearest one allowed.
        if n * s > most_sum * k or n * s < least_sum * k:
            total = most_sum if n * s > most_sum * k else least_sum
            q = ((most + total * total) * r - n * (total - s) ** 2) // (n * r)
        else:
            q = (most * k + n * s * s) // (n * k)
        return (q - s) // 2

    def alive(self, k: int, parts: tuple[int, ...], x: int) -> bool:
        """Whether values of at least x can still complete every order as printed."""
        for index, order in enumerate(self.grid.orders):
            rest = self.rest[index][k]
            if rest is None:
                continue
            total, low, high = rest
            so_far, span = parts[index] + x * total, self.grid.high - x
            if order.upper is not None and so_far + span * low > order.upper:
                return False
            if order.lower is not None and so_far + span * high < order.lower:
                return False
        return True

    def place(self, k: int, parts: tuple[int, ...], x: int) -> tuple[int, ...] | None:
        """The open parts after x became the k-th value; None if an order is violated."""
        terms = self.terms.get(k)
        if terms is None:
            return parts
        changed = list(parts)
        for index, weight, last in terms:
            total = changed[index] + weight * x
            if last:
                order = self.grid.orders[index]
                if order.lower is not None and total < order.lower:
                    return None
                if order.upper is not None and total > order.upper:
                    return None
                total = 0
            changed[index] = total
        return tuple(changed)

    def window(self, k: int, x: int) -> tuple[int, int]:
        """The sums from which the remaining values, between x and the top, can finish."""
        if self.track != "squares":
            return 0, 0
        r = self.grid.n - k
        return (
            self.sums[0] - r * (self.grid.high - self.centre),
            self.sums[1] - r * (x - self.centre),
        )

    def roof(self, k: int, x: int) -> int:
        """The largest packed sum of k values worth keeping when the rest are at least x."""
        if self.track == "none":
            return 0
        top = self.sums[1] + self.grid.n * (self.centre - self.grid.low)
        return top - (self.grid.n - k) * (x - self.grid.low)


def least_t(k: int, s: int) -> int:
    """The least t of k whole values with sum s: values as equal as they can be."""
    if k == 0:
        return 0
    whole, extra = divmod(s, k)
    return (k * whole * whole + 2 * whole * extra + extra - s) // 2
