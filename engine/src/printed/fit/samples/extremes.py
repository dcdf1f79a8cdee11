"""Sharp bounds of a statistic at any size: a sample at the end, and none beyond it.

Each end is found by halving: a sample in the half towards the limit moves the end to its own
value, the proof that there is none moves the limit.
"""

from __future__ import annotations

import heapq
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import count
from typing import Any

from printed.errors import InputError
from printed.fit.samples.expressions import NO_SAMPLE, Bound, Expression, root, t_value
from printed.fit.samples.grid import LinearOrder
from printed.fit.samples.quantiles import Weights
from printed.fit.samples.squares import Sample, Undecided
from printed.fit.samples.witness import Question, Witnesses

MOST_SUMS = 200_000  # told apart at once

Ask = Callable[[int], int | None]
End = tuple[Any, bool]  # the value, and whether a sample has it


class Extremes:
    """The ends of one statistic over the samples of a grid.

    Parameters
    ----------
    witnesses : Witnesses
        Its time holds for each bound.
    """

    def __init__(self, witnesses: Witnesses) -> None:
        self.witnesses, self.grid = witnesses, witnesses.grid

    def bound(self, expression: Expression, weights: Weights | None, ddof: int) -> Bound:
        """The bound of an expression; ``weights`` are those of its order statistics, if any.

        Raises
        ------
        Undecided
            When not even one sample could be found in time.
        """
        self.deadline = time.process_time() + self.witnesses.seconds
        known = self.witnesses.find(deadline=self.deadline)
        if known is None:
            return NO_SAMPLE
        if weights is not None:
            return self._quantile(weights, known)
        if expression.kind in ("share", "count"):
            return self._below(expression, known)
        n = self.grid.n
        if expression.kind == "mean":
            low, high = (self._total(known, sign) for sign in (-1, 1))
            return _made(low, high, lambda total: Fraction(total, n) * self.grid.unit)
        if n <= (ddof if expression.kind == "sd" else 1):
            what = f"SD of n={n} with ddof={ddof}" if expression.kind == "sd" else "t of n=1"
            raise InputError(f"the {what} does not exist")
        return self._moment(expression, known, ddof)

    # ------------------------------------------------------------------ counts and ranks

    def _below(self, expression: Expression, known: Sample) -> Bound:
        """How many values lie below a point, or its share."""
        assert expression.point is not None
        n, point = self.grid.n, expression.point / self.grid.unit
        first = math.floor(point) + 1 if expression.inclusive else math.ceil(point)
        first = min(max(first, self.grid.low), self.grid.high + 1)

        def below(one: Sample) -> int:
            return sum(times for value, times in one if value < first)

        def ask(fewest: int, most: int) -> int | None:
            found = self._find(below=(*self.grid.below, (first, fewest, most)))
            return None if found is None else below(found)

        low = _pushed(lambda most: ask(0, most), below(known), 0)
        high = _pushed(lambda fewest: ask(fewest, n), below(known), n)
        if expression.above:
            low, high = (n - high[0], high[1]), (n - low[0], low[1])
        if expression.kind == "count":
            return _made(low, high, lambda number: number)
        return _made(low, high, lambda number: Fraction(number, n))

    def _quantile(self, weights: Weights, known: Sample) -> Bound:
        """A weighted sum of order statistics."""
        common, whole = _whole(weights)
        low, high = (self._pushed_quantile(whole, common, known, sign)[0] for sign in (-1, 1))
        return _made(low, high, lambda total: Fraction(total, common) * self.grid.unit)

    def samples(self, weights: Weights) -> list[Sample]:
        """Samples with the smallest and the largest weighted sum of order statistics."""
        self.deadline = time.process_time() + self.witnesses.seconds
        known = self.witnesses.find(deadline=self.deadline)
        if known is None:
            return []
        common, whole = _whole(weights)
        return [self._pushed_quantile(whole, common, known, sign)[1] for sign in (-1, 1)]

    def _pushed_quantile(
        self, whole: tuple[tuple[int, int], ...], common: int, known: Sample, sign: int
    ) -> tuple[End, Sample]:
        """The smallest (sign -1) or largest sum with whole weights, and a sample near it."""
        best = known

        def value(one: Sample) -> int:
            return sum(weight * at_rank(one, rank) for rank, weight in whole)

        def ask(end: int) -> int | None:
            nonlocal best
            order = LinearOrder(whole, *((None, end) if sign < 0 else (end, None)))
            found = self._find(orders=(*self.grid.orders, order))
            if found is None:
                return None
            best = found
            return value(found)

        limit = common * (self.grid.low if sign < 0 else self.grid.high)
        return _pushed(ask, value(known), limit), best

    # ------------------------------------------------------------------ moments

    def _total(self, known: Sample, sign: int) -> End:
        """The smallest (sign -1) or largest sum."""
        grid, n = self.grid, self.grid.n
        least, most = grid.sums or (n * grid.low, n * grid.high)

        def ask(end: int) -> int | None:
            found = self._find(sums=(least, end) if sign < 0 else (end, most))
            return None if found is None else total(found)

        return _pushed(ask, total(known), least if sign < 0 else most)

    def _moment(self, expression: Expression, known: Sample, ddof: int) -> Bound:
        """SD or t: for each sum the end of the sums of squares that matters, best sums first."""
        n, unit = self.grid.n, self.grid.unit
        excess = None if expression.point is None else -n * expression.point / unit
        low, high = (self._best(excess, sign) for sign in (-1, 1))
        if low is None or high is None:
            return NO_SAMPLE
        if excess is None:
            return _made(low, high, lambda deviation: root(deviation * unit**2 / (n * (n - ddof))))
        made = _made(low, high, lambda t: None if math.isinf(t) else t)
        return replace(
            made,
            min_infinite=math.isinf(low[0]),
            max_infinite=math.isinf(high[0]),
            min_infinite_sign=1 if low[0] > 0 else -1,
            max_infinite_sign=1 if high[0] > 0 else -1,
        )

    def _best(self, excess: Fraction | None, sign: int) -> End | None:
        """The largest (sign 1) or smallest deviation, or t, from the most promising bounds on.

        Parameters
        ----------
        excess : Fraction or None
            What the sum is counted from, for t; None for the deviation.
        """
        whole = Question.of(self.grid)
        order = count(0, -1)  # of equal promises the deepest first
        ends: list[tuple[Any, int, Question | None]] = []

        def push(question: Question | None, value: Any) -> None:
            heapq.heappush(ends, (-sign * value, next(order), question))

        if whole is not None:
            push(whole, self._promise(whole, excess, sign))
        while ends:
            value, _, question = heapq.heappop(ends)
            value = -sign * value
            if question is None:
                return value, True
            if time.process_time() > self.deadline:
                return value, False
            if question.tied() or question.sums[0] < question.sums[1]:
                for part in self._parts(question):
                    push(part, self._promise(part, excess, sign))
                continue
            try:
                found = self._end_at(question, excess, sign)
            except Undecided:
                return value, False
            if found is not None:
                push(None, found)
        return None

    def _parts(self, question: Question) -> Iterator[Question]:
        """Questions that are this one together.

        A printed SD caps the deviation of many sums alike, and only one sum at a time tells how
        near to the cap it comes; so sums are told apart before ties, and all at once without ties.
        """
        capped = self.grid.deviation is not None
        many = question.sums[1] - question.sums[0] > MOST_SUMS
        if many or question.tied() or not capped:
            yield from question.halves(sums_first=capped)
            return
        for at in range(question.sums[0], question.sums[1] + 1):
            one = question.at(at)
            if one.deviation[0] <= one.deviation[1]:
                yield one

    def _promise(self, question: Question, excess: Fraction | None, sign: int) -> Any:
        """The best value that the bounds leave: no sample has a better one."""
        low, high = question.deviation
        if excess is None:
            return high if sign > 0 else low
        far = excess + question.sums[1 if sign > 0 else 0]
        return self._t(far, low if far * sign > 0 else high)

    def _t(self, far: Fraction, deviation: int) -> float:
        """The t of a sum so far from its centre; 0 at the centre."""
        unit = self.grid.unit
        found = t_value(far * unit, deviation * unit**2, self.grid.n)
        return 0.0 if found is None else found

    def _end_at(self, question: Question, excess: Fraction | None, sign: int) -> Any:
        """The best value of samples of one sum, or None if there are none."""
        grid, at = question.grid, question.sums[0]
        n, square, window = grid.n, at * at, question.window()
        assert window is not None
        first, last = window
        up = sign > 0
        if excess is not None:
            if at + excess == 0 and n * first == square:
                first += 2  # equal values at MU have no t
            up = (at + excess > 0) == (sign < 0)  # a larger spread brings t nearer to 0
        limit, other = (last, first) if up else (first, last)

        def ask(end: int) -> int | None:
            near, far = sorted((limit, end))
            part = replace(grid, deviation=(n * near - square, n * far - square))
            found = self.witnesses.decide(replace(question, grid=part))
            return None if found is None else squared(found)

        if first > last:
            return None
        known = ask(limit)
        if known is None and limit != other:
            known = ask(other)
        if known is None:
            return None
        end, sharp = _pushed(ask, known, limit)
        if not sharp:
            raise Undecided("not decided")
        deviation = n * end - square
        return deviation if excess is None else self._t(at + excess, deviation)

    def _find(self, **more: Any) -> Sample | None:
        return self.witnesses.find(replace(self.grid, **more), self.deadline)


def _pushed(ask: Ask, known: int, limit: int) -> End:
    """The value nearest to the limit that a sample has.

    Parameters
    ----------
    ask : callable
        The value of some sample from the limit to here, or None.
    known : int
        Some sample's value.
    limit : int
        No sample lies beyond it.
    """
    step = 1 if limit < known else -1
    near = limit  # the limit itself is often reached
    while known != limit:
        try:
            found = ask(near)
        except Undecided:
            return limit, False
        if found is None:
            limit = near + step
        else:
            known = found
        near = limit + (known - limit) // 2 if step > 0 else limit - (limit - known) // 2
    return known, True


def _made(low: End, high: End, value: Callable[[Any], Any]) -> Bound:
    """The bound with these ends; an end that was not decided holds every sample."""
    method = "exact" if low[1] and high[1] else "outer, not decided in time"
    return Bound(value(low[0]), value(high[0]), low[1], high[1], method=method)


def _whole(weights: Weights) -> tuple[int, tuple[tuple[int, int], ...]]:
    """The common denominator of weights, and each rank's weight times it."""
    common = math.lcm(*(weight.denominator for weight in weights.values()))
    return common, tuple((rank, int(weight * common)) for rank, weight in sorted(weights.items()))


def at_rank(one: Sample, rank: int) -> int:
    """The value of a rank."""
    for value, times in one:
        rank -= times
        if rank <= 0:
            return value
    raise AssertionError("a rank is at most n")


def total(one: Sample) -> int:
    """The sum."""
    return sum(value * times for value, times in one)


def squared(one: Sample) -> int:
    """The sum of squares."""
    return sum(value * value * times for value, times in one)
