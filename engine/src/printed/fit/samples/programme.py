"""The dynamic programme over the values of a grid that every answer about samples comes from.

Values are placed in ascending order, one copy at a time. A state is how many are placed, their
sum, their sum of squares, and the parts of those weighted sums of order statistics that are
begun and not complete. Ascending order makes the k-th value placed the k-th order statistic, so
a printed median, quartile or share is a check in passing.

Notes
-----
*Coordinates.* Values are centred on the printed mean. A sum of squares q and a sum s have the
same parity, so ``t = (q - s) / 2``, the sum of ``v (v - 1) / 2``, is the second coordinate.

*Packing.* For each number placed and each sum, the numbers of ways over all t are the fixed-width
fields of one Python integer (Kronecker substitution): placing a value is a shift and an addition,
exact at any size and run at the speed of memory. With fields of one bit and ``|`` for ``+`` the
same programme says what is possible at all.

*Cost* grows as values x n x (range of partial sums) x (range of t): about
``R n * sqrt(n) * sd ** 3 * n ** 1.5`` field operations for R values on the grid; each open
quantile multiplies it by the number of values which that quantile can take.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from printed import limits
from printed.errors import InputError
from printed.fit.samples.grid import Grid

MOST_KEPT = 1_000_000_000  # bytes of all levels together
MOST_WORK = 12_000_000_000  # bytes that pass through where no level is kept: some seconds
MOST_HELD = 400_000_000  # bytes of one such level; it takes twice as much to make it

Rows = dict[int, int]  # sum -> packed fields over t
Layer = list[dict[tuple[int, ...], Rows]]  # placed -> open order parts -> rows


def bits_of_all(levels: int, n: int) -> float:
    """Binary digits that the number of samples of n on so many values has at the most.

    The entropy bound of the binomial coefficient: quick at any size, a few digits above it.

    >>> math.log2(math.comb(6, 4)) < bits_of_all(3, 4) < math.log2(math.comb(6, 4)) + 2
    True
    """
    every, few = levels + n - 1, min(n, levels - 1)
    if few < 1:
        return 0.0
    return (few * math.log(every / few) - (every - few) * math.log1p(-few / every)) / math.log(2)


class TooLarge(InputError):
    """A search that would need more memory or time than is sensible."""


class End(NamedTuple):
    """One sum and sum of squares that complete samples have, and the number of samples."""

    total: int  # of the values, in grid units
    deviation: int | None  # n * sum of squares - total ** 2
    ways: int
    s: int
    t: int


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


class Programme(States):
    """All samples of a grid, level by level.

    Parameters
    ----------
    grid : Grid
    width : int
        Bits of a field; 1 asks only what is possible.
    track : {"squares", "sum", "none"}
        Which moments the state carries.
    ordered : bool
        Weigh every multiset by its number of orderings.
    keep : bool
        Store every level, for walking back; otherwise only the last.

    Raises
    ------
    TooLarge
        At once where the estimate passes what is sensible, or on the way where it fell short.
    """

    def __init__(
        self,
        grid: Grid,
        width: int = 1,
        track: str = "squares",
        ordered: bool = False,
        keep: bool = True,
    ) -> None:
        super().__init__(grid, track)
        self.width, self.ordered, self.keep = width, ordered, keep
        self.before: list[Layer] = []
        self.after: list[Layer] = []
        if not grid.void:
            self._refuse(self.estimate())
            self.prepare()
            self._run()
        self.final = self._finish()

    # ------------------------------------------------------------------ forward

    def _run(self) -> None:
        start: dict[tuple[int, ...], Rows] = {(0,) * len(self.grid.orders): {0: 1}}
        layer: Layer = [start] + [{} for _ in range(self.grid.n)]
        used = 0
        for level, x in enumerate(self.values):
            before = self._kept(layer, level, x)
            layer = (self._weighed if self.ordered else self._chained)(before, x)
            if self.keep:
                self.before.append(before)
                self.after.append(layer)
            else:
                self.after = [layer]
            size = _size(layer)
            used += size
            self._refuse(used)
            if not self.keep:
                self._refuse(size, MOST_HELD)

    def estimate(self) -> int:
        """Roughly the bytes of all levels together.

        With a printed SD, k values with sum s have at most a parabola of sums of squares open, of
        height ``D / 2 n`` and half width ``sqrt(D k (n - k)) / n``; about a sixteenth of it
        is live at any level. An open quantile multiplies this by the values that it can take.
        """
        grid, n = self.grid, self.grid.n
        levels = grid.high - grid.low + 1  # more than a length can say, perhaps
        if self.track == "squares":
            most = (grid.deviation or (0, n * levels**2 * n // 4))[1]
            free = self.sums[1] - self.sums[0]
            heights = most / (2 * n) + 1
            # The sum of sqrt(k (n - k)) over all k is near pi n^2 / 8.
            widths = 1.33 * math.sqrt(most) * math.pi * n / 8 + (n - 1) * (1 + free / 2)
            fields = heights * widths / 16
        else:
            fields = n * (n * levels / 3 if self.track == "sum" else 1)
        for order in grid.orders:
            if len(order.weights) > 1:
                ranks = [rank for rank, _ in order.weights]
                fields *= 1 + levels * (ranks[-1] - ranks[0]) / n / 4
        return int(fields * levels * self.width / 8)

    def _refuse(self, size: int, most: int | None = None) -> None:
        """Stop before memory or patience runs out."""
        n, levels = self.grid.n, self.grid.high - self.grid.low + 1
        most = most or (MOST_KEPT if self.keep else MOST_WORK)
        if size > most or levels > limits.LEVELS.most:
            digits = math.ceil(bits_of_all(levels, n) * math.log10(2))
            raise TooLarge(
                f"too large: about {math.ceil(size / 1e9)} GB of states for n={n} on {levels} "
                f"values (at most 10^{digits} samples); ask for bounds, or for a coarser step, a "
                "narrower range or fewer quartile constraints"
            )

    def _kept(self, layer: Layer, level: int, x: int) -> Layer:
        """The states that values of at least x can complete."""
        kept: Layer = []
        for k, states in enumerate(layer):
            if not self.fewest[level] <= k <= self.most[level]:
                kept.append({})
                continue
            low, high = self.window(k, x)
            alive: dict[tuple[int, ...], Rows] = {}
            for parts, rows in states.items():
                if not self.alive(k, parts, x):
                    continue
                if self.track == "squares":
                    rows = {s: row for s, row in rows.items() if low <= s <= high}
                if rows:
                    alive[parts] = rows
            kept.append(alive)
        return kept

    def _chained(self, before: Layer, x: int) -> Layer:
        """Place any number of copies of x, one after another."""
        after: Layer = [dict(states) for states in before]
        for k in range(1, self.grid.n + 1):
            target = after[k]
            for parts, rows in after[k - 1].items():
                placed = self.place(k, parts, x)
                if placed is not None:
                    into = dict(target.get(placed, ()))
                    self.push(rows, into, k, x)
                    if into:
                        target[placed] = into
        return after

    def _weighed(self, before: Layer, x: int) -> Layer:
        """The same, weighing m copies among k values by the binomial coefficient."""
        after: Layer = [dict(states) for states in before]
        for start, states in enumerate(before):
            for parts, rows in states.items():
                here, moved, ways = parts, rows, 1
                for k in range(start + 1, self.grid.n + 1):
                    placed = self.place(k, here, x)
                    if placed is None:
                        break
                    shifted: Rows = {}
                    self.push(moved, shifted, k, x)
                    if not shifted:
                        break
                    here, moved, ways = placed, shifted, ways * k // (k - start)
                    into = dict(after[k].get(placed, ()))
                    for s, row in moved.items():
                        into[s] = into.get(s, 0) + row * ways
                    after[k][placed] = into
        return after

    def push(self, rows: Rows, into: Rows, k: int, x: int) -> None:
        """Add the states that arise from these when x becomes the k-th value."""
        width, single = self.width, self.width == 1
        v, raised = self.move(x)
        base, before, room = self.base[k], self.base[k - 1], self.room[k]
        low, high = self.window(k, x)
        roof = None if self.track == "squares" else self.roof(k, x)
        for s, row in rows.items():
            s2 = s + v
            if not low <= s2 <= high:
                continue
            start = base[s2]
            shift = before[s] + raised - start
            limit = ((room[s2] if roof is None else roof) - start + 1 - shift) * width
            if limit <= 0:
                continue
            if row.bit_length() > limit:
                row &= (1 << limit) - 1
                if not row:
                    continue
            row <<= shift * width
            here = into.get(s2)
            if here is not None:
                row = row | here if single else row + here
            into[s2] = row

    # ------------------------------------------------------------------ the end

    def _finish(self) -> Rows:
        """The rows of complete samples, each cut to what is printed."""
        if not self.after:
            return {}
        n, final = self.grid.n, {}
        for rows in self.after[-1][n].values():
            for s, row in rows.items():
                low, high = self._allowed(s)
                keep = row >> low * self.width << low * self.width
                if high >= low:
                    keep &= (1 << (high + 1) * self.width) - 1
                    if keep:
                        final[s] = keep
        return dict(sorted(final.items()))

    def _allowed(self, s: int) -> tuple[int, int]:
        """The fields of a complete row that agree with the printed sum and SD."""
        n = self.grid.n
        if self.track == "none":
            return 0, 0
        if self.track == "sum":
            offset = n * (self.centre - self.grid.low)
            return max(0, self.sums[0] + offset), self.sums[1] + offset
        if not self.sums[0] <= s <= self.sums[1]:
            return 0, -1
        least, most = self.grid.deviation or (0, (n * (self.grid.high - self.grid.low)) ** 2)
        first = -((-least - s * s) // n)  # the smallest sum of squares
        last = (most + s * s) // n
        base = self.base[n][s]
        return max(0, -((s - first) // 2) - base), (last - s) // 2 - base

    def ends(self) -> Iterator[End]:
        """Every sum and sum of squares of complete samples, in a fixed order."""
        n = self.grid.n
        for s, row in self.final.items():
            base = self.base[n][s]
            for t, ways in enumerate(fields(row, self.width)):
                if not ways:
                    continue
                if self.track == "squares":
                    squares = 2 * (t + base) + s
                    yield End(s + n * self.centre, n * squares - s * s, ways, s, t + base)
                elif self.track == "sum":
                    yield End(t + n * self.grid.low, None, ways, s, t)
                else:
                    yield End(0, None, ways, s, t)


def fields(row: int, width: int) -> Iterator[int]:
    """The fields of a packed row, lowest first."""
    if width % 8:
        yield from (int(digit) for digit in reversed(f"{row:b}")) if width == 1 else ()
        return
    size = width // 8
    data = row.to_bytes((row.bit_length() + width - 1) // width * size, "little")
    for start in range(0, len(data), size):
        yield int.from_bytes(data[start : start + size], "little")


def _size(layer: Layer) -> int:
    """Roughly the bytes that a layer holds."""
    return sum(
        row.bit_length() // 8 + 100
        for states in layer
        for rows in states.values()
        for row in rows.values()
    )


def least_t(k: int, s: int) -> int:
    """The least t of k whole values with sum s: values as equal as they can be."""
    if k == 0:
        return 0
    whole, extra = divmod(s, k)
    return (k * whole * whole + 2 * whole * extra + extra - s) // 2
