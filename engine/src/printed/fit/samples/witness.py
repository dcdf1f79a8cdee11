"""One sample that agrees with everything printed, or the proof that none does, at any size.

Printed shares, smallest and largest values and quantiles that are values bound single order
statistics. A quantile that lies between two values, or a quartile distance, ties several. The
values of tied ranks and the sum are bounded by halving; a half is given up as soon as its bounds
leave no sum of squares as printed. With all ties settled and one sum left, `squares` decides.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from printed.fit.samples.grid import Grid, LinearOrder
from printed.fit.samples.squares import (
    Decider,
    Run,
    Runs,
    Sample,
    Undecided,
    deviations,
    overlap,
    residue_cut,
    sums,
)

SECONDS = 5.0  # of computing, for one question

Spans = dict[int, tuple[int, int]]  # rank -> bounds of its value


@dataclass(frozen=True)
class Question:
    """A grid, with bounds on the values of tied ranks and on the sum.

    Parameters
    ----------
    grid : Grid
    spans : dict
        Bounds of the value of each tied rank.
    sums : tuple of int
    """

    grid: Grid
    spans: Spans
    sums: tuple[int, int]

    @classmethod
    def of(cls, grid: Grid) -> Question | None:
        """The whole grid; None where nothing is left of it."""
        ranks = {rank for order in grid.orders for rank, _ in order.weights}
        total = grid.sums or (grid.n * grid.low, grid.n * grid.high)
        whole = cls(grid, dict.fromkeys(ranks, (grid.low, grid.high)), total)
        return None if grid.void else whole.narrowed()

    @cached_property
    def runs(self) -> Runs | None:
        """Neighbouring ranks of equal bounds; None where the bounds exclude each other.

        Bounds of one rank bind every rank above or below it.
        """
        grid, n = self.grid, self.grid.n
        lows, highs = {1: grid.low}, {n: grid.high}
        for x, fewest, most in grid.below:
            if fewest > 0:
                highs[fewest] = min(highs.get(fewest, x - 1), x - 1)
            if most < n:
                lows[most + 1] = max(lows.get(most + 1, x), x)
        for rank, (low, high) in self.spans.items():
            lows[rank] = max(lows.get(rank, low), low)
            highs[rank] = min(highs.get(rank, high), high)
        starts = sorted({*lows, *(rank + 1 for rank in highs if rank < n)})
        found: list[Run] = []
        low = grid.low
        ends = sorted(highs)
        for start, after in zip(starts, [*starts[1:], n + 1], strict=True):
            low = max(low, lows.get(start, low))
            high = min(highs[rank] for rank in ends if rank >= start)
            if low > high:
                return None
            if found and found[-1][1:] == (low, high):
                found[-1] = found[-1]._replace(size=found[-1].size + after - start)
            else:
                found.append(Run(after - start, low, high))
        return tuple(found)

    def narrowed(self) -> Question | None:
        """With what follows from its bounds; None where they leave nothing."""
        spans = dict(self.spans)
        changed = True
        while changed:
            changed = False
            runs = Question(self.grid, spans, self.sums).runs
            if runs is None:
                return None
            least, most = sums(runs)
            for rank in spans:
                span = _bounds(runs, rank)
                if span != spans[rank]:
                    spans[rank], changed = span, True
            for order in self.grid.orders:
                for rank, weight in order.weights:
                    low, high = _implied(order, rank, weight, spans)
                    low, high = max(low, spans[rank][0]), min(high, spans[rank][1])
                    if low > high:
                        return None
                    if (low, high) != spans[rank]:
                        spans[rank], changed = (int(low), int(high)), True
        total = max(self.sums[0], least), min(self.sums[1], most)
        if total[0] > total[1]:
            return None
        narrow = Question(self.grid, spans, total)
        if self.grid.deviation is None:
            return narrow
        low, high = narrow.deviation
        return narrow if low <= high else None

    @cached_property
    def deviation(self) -> tuple[int, int]:
        """Bounds of ``n * sum of squares - sum ** 2``; swapped where nothing is left."""
        grid, runs = self.grid, self.runs
        assert runs is not None
        if self.sums[0] == self.sums[1]:
            window, square = self.window(), self.sums[0] ** 2
            if window is None:
                return 1, 0
            return grid.n * window[0] - square, grid.n * window[1] - square
        low, high = deviations(runs, *self.sums)
        least, most = grid.deviation or (low, high)
        return residue_cut(grid.n, self.sums, max(least, low), min(most, high))

    def window(self) -> tuple[int, int] | None:
        """The sums of squares of the smallest sum that bounds, parity and print leave."""
        assert self.runs is not None
        return overlap(self.runs, self.sums[0], *self.grid.squares_at(self.sums[0]))

    def at(self, total: int) -> Question:
        """The same with one sum."""
        one = Question(self.grid, self.spans, (total, total))
        one.__dict__["runs"] = self.runs  # they depend on the spans alone
        return one

    def tied(self) -> bool:
        """Whether some values within the bounds violate a tie."""
        for order in self.grid.orders:
            low, high = _range(order.weights, self.spans)
            if order.lower is not None and low < order.lower:
                return True
            if order.upper is not None and high > order.upper:
                return True
        return False

    def halves(self, sums_first: bool = False) -> list[Question]:
        """Questions that are this one together: the widest bounds halved, empty ones left out."""
        widths = {rank: high - low for rank, (low, high) in self.spans.items()}
        free = max(widths.values(), default=0) if self.tied() else 0
        if self.sums[1] - self.sums[0] > (0 if sums_first else self.grid.n * free):
            first, second = _halved(*self.sums)
            found = [replace(self, sums=first), replace(self, sums=second)]
        else:
            rank = max(widths, key=widths.__getitem__)
            found = [
                replace(self, spans={**self.spans, rank: span})
                for span in _halved(*self.spans[rank])
            ]
        return [narrow for half in found if (narrow := half.narrowed()) is not None]

    def room(self) -> int:
        """How much is left at the middle sum: the freest half is tried first."""
        middle = sum(self.sums) // 2
        window = self.at(middle).window()
        return -1 if window is None else window[1] - window[0]


def _halved(low: int, high: int) -> tuple[tuple[int, int], tuple[int, int]]:
    middle = (low + high) // 2
    return (low, middle), (middle + 1, high)


def _bounds(runs: Runs, rank: int) -> tuple[int, int]:
    """The bounds of one rank."""
    for run in runs:
        if rank <= run.size:
            return run.low, run.high
        rank -= run.size
    raise AssertionError("a rank is at most n")


def _range(weights: Sequence[tuple[int, int]], spans: Spans) -> tuple[int, int]:
    """Smallest and largest weighted sum of values that lie within their bounds."""
    least = most = 0
    for rank, weight in weights:
        low, high = spans[rank]
        least += weight * (low if weight > 0 else high)
        most += weight * (high if weight > 0 else low)
    return least, most


def _implied(order: LinearOrder, rank: int, weight: int, spans: Spans) -> tuple[float, float]:
    """The bounds of one rank's value that an order and the other ranks leave."""
    low, high = _range([pair for pair in order.weights if pair[0] != rank], spans)
    lower, upper = order.lower, order.upper
    if weight < 0:  # the same order, all signs turned
        weight, low, high = -weight, -high, -low
        lower, upper = None if upper is None else -upper, None if lower is None else -lower
    least = -math.inf if lower is None else -((high - lower) // weight)
    most = math.inf if upper is None else (upper - low) // weight
    return least, most


class Witnesses:
    """Answers to questions about one grid, within a stated time each.

    Parameters
    ----------
    grid : Grid
    seconds : float
        For each question.
    """

    def __init__(self, grid: Grid, seconds: float = SECONDS) -> None:
        self.grid, self.seconds = grid, seconds
        self.decider = Decider()

    def find(self, grid: Grid | None = None, deadline: float | None = None) -> Sample | None:
        """A sample that agrees, in grid units, as values and how often each occurs; None: none.

        Parameters
        ----------
        grid : Grid, optional
            Asked in the place of the own one, with more constraints for instance.
        deadline : float, optional
            Of `time.process_time`, in the place of the own time.

        Raises
        ------
        Undecided
            When the time is over.
        """
        grid = self.grid if grid is None else grid
        if grid.void:
            return None
        self.decider.deadline = time.process_time() + self.seconds if deadline is None else deadline
        whole, hard = Question.of(grid), []
        stack = [] if whole is None else [whole]
        while stack:
            question = stack.pop()
            runs, window = question.runs, question.window()
            one = grid.deviation is None or question.sums[0] == question.sums[1]
            if question.tied() or not one:
                stack += sorted(question.halves(), key=Question.room)
                if time.process_time() > self.decider.deadline:
                    raise Undecided(self._late(grid))
            elif runs is not None and window is not None:
                found = self.decider.quickly(runs, question.sums[0], *window)
                if found is not None:
                    return found
                hard.append((window[0] - window[1], question))
        for _, question in sorted(hard, key=lambda pair: pair[0]):
            found = self.decide(question)
            if found is not None:
                return found
        return None

    def decide(self, question: Question) -> Sample | None:
        """The answer to a question of one sum and settled ties."""
        runs, window = question.runs, question.window()
        assert runs is not None and window is not None
        try:
            return self.decider.decide(runs, question.sums[0], *window)
        except Undecided:
            raise Undecided(self._late(question.grid)) from None

    def _late(self, grid: Grid) -> str:
        return f"not decided in {self.seconds:g} seconds whether a sample of n={grid.n} agrees"
