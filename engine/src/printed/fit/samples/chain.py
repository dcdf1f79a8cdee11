"""Samples by a Markov chain, where nothing draws them independently.

Each step takes three values at random and a new sum for the whole at random, lists every triple
that then agrees with the printed sum and SD, and picks one in proportion to the law. (On many
levels beside a wide range of the SD, where triples are too many to list, it takes two values.)
The step is accepted with the ratio of the weights listed for the new and the old sum (the proposal
is the heat bath within a sum), and only if the printed order statistics and shares still hold: so
the law is left as it is. That every sample can be reached is not proven.

Over multisets the weight of an ordered sample is the product of the factorials of how often each
value occurs, as a multiset has n! over that product orderings.

References
----------
Gelman A, Rubin DB. Inference from iterative simulation using multiple sequences. Stat Sci
1992;7:457-472.
"""

from __future__ import annotations

import math
import random
import time
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, variance

from printed.fit.samples.grid import Grid
from printed.fit.samples.squares import Sample

CHAINS = 4
SECONDS = 6.0  # of computing, for all chains together
SWEEPS = 10  # steps between draws, as a multiple of n / 3
WARM = 0.5  # share of the steps that comes before the first draw
TRIAL = 0.1  # share of the seconds after which the pace is known
FEW_LEVELS = 150  # of which triples are some thousands


@dataclass(frozen=True)
class Walked:
    """Draws of several chains, and what tells how well they mix.

    Parameters
    ----------
    samples : list of list of int
        Ascending, in grid units.
    steps : int
        Of all chains together, those before the first draw included.
    between : int
        Steps between two draws of a chain.
    accepted : float
        Share of the steps in which the sample changed.
    r_hat : float
        The largest one of quartiles, median and sum of squares: near 1 where chains agree.
    effective : float
        How many independent draws the draws are worth, for the worst of these.
    """

    samples: list[list[int]]
    steps: int
    between: int
    accepted: float
    r_hat: float
    effective: float


class Chain:
    """One chain.

    Parameters
    ----------
    start : Sample
    grid : Grid
    ordered : bool
        Whether every ordered sample is equally likely, or every multiset.
    source : random.Random
    """

    def __init__(self, start: Sample, grid: Grid, ordered: bool, source: random.Random) -> None:
        self.grid, self.ordered, self.source = grid, ordered, source
        self.values = [value for value, times in start for _ in range(times)]
        self.times = dict(start)
        self.total = sum(self.values)
        self.squared = sum(value * value for value in self.values)
        self.steps = self.changed = 0
        self.sums = grid.sums or (grid.n * grid.low, grid.n * grid.high)
        wide = grid.high - grid.low
        first, last = grid.squares_at(self.total)
        # Two values that move apart by one change their squares by 2 (wide + 1) at the most.
        pairs_move = grid.deviation is None or last - first > 2 * (wide + 1)
        self.size = min(2 if wide > FEW_LEVELS and pairs_move else 3, grid.n)

    def step(self) -> None:
        """Replace three values, or two."""
        self.steps += 1
        places = self.source.sample(range(len(self.values)), self.size)
        old = [self.values[place] for place in places]
        self._count(old, -1)
        total = self.source.randint(*self._sums(old))
        now = self._triples(old, self.total)
        new = now if total == self.total else self._triples(old, total)
        picked = old
        if new[1] and self.source.random() * now[1][-1] < new[1][-1]:
            at = bisect_right(new[1], self.source.random() * new[1][-1])
            picked = list(new[0][at])
            self.source.shuffle(picked)
        self._replace(places, old, picked)

    def _sums(self, old: Sequence[int]) -> tuple[int, int]:
        """The sums that new values in these places can make: the same on the way back."""
        rest = self.total - sum(old)
        low, high = rest + len(old) * self.grid.low, rest + len(old) * self.grid.high
        return max(self.sums[0], low), min(self.sums[1], high)

    def _count(self, values: Sequence[int], by: int) -> None:
        for value in values:
            self.times[value] = self.times.get(value, 0) + by

    def _replace(self, places: Sequence[int], old: list[int], new: list[int]) -> None:
        """Take the new values, unless a printed order statistic or share would not hold."""
        self._count(new, 1)
        if sorted(new) != sorted(old):
            if self._agrees():
                self.changed += 1
            else:
                self._count(new, -1)
                self._count(old, 1)
                return
        for place, value in zip(places, new, strict=True):
            self.values[place] = value
        self.total += sum(new) - sum(old)
        self.squared += sum(x * x for x in new) - sum(x * x for x in old)

    def _triples(self, old: Sequence[int], total: int) -> tuple[list[tuple[int, ...]], list[float]]:
        """Every ascending set of new values with this sum of all, and their running weight."""
        grid, size = self.grid, len(old)
        left = total - (self.total - sum(old))
        first, last = grid.squares_at(total)
        rest = self.squared - sum(x * x for x in old)
        first, last = first - rest, last - rest
        found: list[tuple[int, ...]] = []
        if grid.deviation is None:
            first, last = 0, 3 * max(grid.low**2, grid.high**2)
        if size < 3:
            pairs: list[tuple[tuple[int, ...], int, int, int]]
            pairs = [((), left, first, last)] if size == 2 else []
            if size == 1 and grid.low <= left <= grid.high and first <= left * left <= last:
                found = [(left,)]
        else:
            pairs = [
                ((a,), left - a, first - a * a, last - a * a)
                for a in range(max(grid.low, left - 2 * grid.high), min(grid.high, left // 3) + 1)
            ]
        for begun, pair, low, high in pairs:
            # b + c = pair and (c - b)^2 = 2 (b^2 + c^2) - pair^2
            most = 2 * high - pair * pair
            if most < 0:
                continue
            least = max(0, 2 * low - pair * pair)
            gap = math.isqrt(least - 1) + 1 if least else 0
            gap += (gap - pair) % 2
            floor = begun[0] if begun else grid.low
            widest = min(math.isqrt(most), pair - 2 * floor, 2 * grid.high - pair)
            found += [
                (*begun, (pair - apart) // 2, (pair + apart) // 2)
                for apart in range(gap, widest + 1, 2)
            ]
        weights, sum_of_weights = [], 0.0
        for values in found:
            sum_of_weights += self._weight(values)
            weights.append(sum_of_weights)
        return found, weights

    def _weight(self, values: tuple[int, ...]) -> float:
        """The law's weight of all orders of these values beside the rest."""
        orders, weight = math.factorial(len(values)), 1
        for at, value in enumerate(values):
            again = values[:at].count(value)
            if not self.ordered:
                weight *= self.times.get(value, 0) + again + 1
            orders //= again + 1
        return orders * weight

    def _agrees(self) -> bool:
        """Whether the printed order statistics and shares hold."""
        grid = self.grid
        if not grid.orders and not grid.below:
            return True
        held = sorted((value, times) for value, times in self.times.items() if times)
        for x, fewest, most in grid.below:
            if not fewest <= sum(times for value, times in held if value < x) <= most:
                return False
        ranks = sorted({rank for order in grid.orders for rank, _ in order.weights})
        at, placed, found = 0, 0, {}
        for value, times in held:
            placed += times
            while at < len(ranks) and ranks[at] <= placed:
                found[ranks[at]] = value
                at += 1
        for order in grid.orders:
            total = sum(weight * found[rank] for rank, weight in order.weights)
            if order.lower is not None and total < order.lower:
                return False
            if order.upper is not None and total > order.upper:
                return False
        return True


def walk(
    starts: Sequence[Sample],
    grid: Grid,
    count: int,
    seed: int | None,
    ordered: bool = False,
    seconds: float = SECONDS,
) -> Walked:
    """So many draws of chains from several starts, within a time.

    Parameters
    ----------
    starts : sequence of Sample
        One for each chain; the farther apart, the more R-hat tells.
    grid : Grid
    count : int
    seed : int, optional
    ordered : bool
    seconds : float
        Of computing; where it is short, fewer steps lie between draws.
    """
    source = random.Random(seed)
    chains = [
        Chain(starts[i % len(starts)], grid, ordered, random.Random(source.getrandbits(64)))
        for i in range(CHAINS)
    ]
    each = -(-count // CHAINS)
    most = SWEEPS * max(3, grid.n // 3)
    begun = time.process_time()
    for chain in chains:
        until = time.process_time() + TRIAL * seconds / CHAINS
        while chain.steps < max(20, grid.n) and time.process_time() < until:
            chain.step()
    between = min(most, _afford(chains, begun, seconds, each))
    begun, warm = time.process_time(), int(each * between * WARM / (1 - WARM))
    for chain in chains:
        for _ in range(warm):
            chain.step()
    if warm:  # far from its start a chain can be slower by much
        between = min(between, _afford(chains, begun, seconds, each, warm))
    traces: list[list[tuple[float, ...]]] = []
    rows: list[list[list[int]]] = []
    for chain in chains:
        own, trace = [], []
        for _ in range(each):
            for _ in range(between):
                chain.step()
            own.append(sorted(chain.values))
            n = len(own[-1])
            quarters = (own[-1][n * part // 4] for part in (1, 2, 3))
            trace.append((*quarters, float(chain.squared)))
        rows.append(own)
        traces.append(trace)
    columns = [[[row[i] for row in trace] for trace in traces] for i in range(4)]
    steps = sum(chain.steps for chain in chains)
    drawn = [row for some in zip(*rows, strict=True) for row in some][:count]
    return Walked(
        drawn,
        steps,
        between,
        sum(chain.changed for chain in chains) / steps,
        max(r_hat(column) for column in columns),
        min(effective(column) for column in columns),
    )


def _afford(
    chains: Sequence[Chain], begun: float, seconds: float, each: int, steps: int | None = None
) -> int:
    """Steps between draws at the pace since a moment, over all steps or the last of each chain."""
    done = sum(chain.steps for chain in chains) if steps is None else steps * len(chains)
    pace = max((time.process_time() - begun) / done, 1e-7)
    return max(1, int(seconds * (1 - WARM) / pace / (CHAINS * each)))


def r_hat(chains: Sequence[Sequence[float]]) -> float:
    """The potential scale reduction of Gelman and Rubin; 1 where nothing varies.

    >>> r_hat([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]) < 1 < r_hat([[1.0, 2.0, 1.0], [8.0, 9.0, 8.0]])
    True
    """
    m = len(chains[0])
    if m < 2:
        return math.nan
    within = fmean(variance(chain) for chain in chains)
    between = variance([fmean(chain) for chain in chains])
    if not within:
        return math.inf if between else 1.0
    return math.sqrt((m - 1) / m + between / within)


def effective(chains: Sequence[Sequence[float]]) -> float:
    """How many independent draws the chains are worth, by their autocorrelation.

    Summed up to the first lag at which two neighbouring lags no longer add up to more than 0.
    """
    m, total = len(chains[0]), sum(map(len, chains))
    if m < 4:
        return math.nan
    within = fmean(variance(chain) for chain in chains)
    means = [fmean(chain) for chain in chains]
    pooled = within * (m - 1) / m + variance(means)
    if not pooled:
        return float(total)
    lags: list[float] = []
    for lag in range(1, m // 2):
        covered = fmean(
            sum((chain[i] - mean) * (chain[i + lag] - mean) for i in range(m - lag)) / m
            for chain, mean in zip(chains, means, strict=True)
        )
        lags.append(1 - (within - covered) / pooled)
        if len(lags) % 2 == 0 and lags[-1] + lags[-2] < 0:
            lags = lags[:-2]
            break
    return min(float(total), total / max(1.0, 1 + 2 * sum(lags)))
