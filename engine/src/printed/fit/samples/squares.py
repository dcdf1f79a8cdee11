"""Whether whole numbers within bounds have a given sum and a sum of squares in a given range.

The i-th smallest value lies between bounds that do not decrease with i, so the ranks fall into
*runs* of equal bounds. Samples are held as how often each value stands in each run, so that a
question about a million values costs what one about ten does.

Notes
-----
*Ends.* At a fixed sum one sample majorises all others (filled from the top, at most one value
between its bounds) and one is majorised by all (every value as near to one level as its bounds
allow). A sum of squares is Schur-convex, so these have the largest and the smallest one. Sum and
sum of squares have the same parity. Both conditions are necessary and not sufficient: near the
largest sum of squares there are gaps.

*Climb.* From an end, exchanges (x - h, y + h) change half the sum of squares by h (y - x + h);
usually a few land in the range.

*Split.* What the climb does not find is searched completely. The first run is separated from the
others, and a single run is cut in the middle of its bounds with every possible number of values
above the cut; for each sum and sum of squares that the first part may have, both parts are smaller
questions of the same kind. With F = R S - Q, the sum of x (R - x) over values from 0 to R, the
distances U of all values from their nearer end add up to F / R <= U <= 2 F / R, so near the
largest sum of squares, where the gaps are, little is left to try.

References
----------
Marshall AW, Olkin I, Arnold BC. Inequalities: Theory of Majorization. Springer, 2011, ch. 3, 5.
"""

from __future__ import annotations

import math
import random
import time
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from printed.errors import InputError

SEED = 20  # of the climb's choices: the same question always has the same answer
STEPS = 100
MOST_KINDS = 60  # pairs of kinds are looked at in each step


class Run(NamedTuple):
    """Neighbouring ranks with the same bounds."""

    size: int
    low: int
    high: int


Runs = tuple[Run, ...]
Kind = tuple[int, int]  # index of the run, value
Held = dict[Kind, int]  # how often
Sample = tuple[tuple[int, int], ...]  # (value, how often), ascending


class Undecided(InputError):
    """A question that was not decided in the time given to it."""


def sums(runs: Runs) -> tuple[int, int]:
    """Smallest and largest sum."""
    return sum(run.size * run.low for run in runs), sum(run.size * run.high for run in runs)


def evened(runs: Runs, total: int) -> Held | None:
    """The sample of this sum with the smallest sum of squares; None if there is none.

    >>> evened((Run(2, 0, 9), Run(1, 7, 9)), 12)
    {(0, 2): 1, (0, 3): 1, (1, 7): 1}
    """
    least, most = sums(runs)
    if not least <= total <= most:
        return None
    low = _level(runs, total)
    extra = total - _filled(runs, low)
    held: Held = {}
    for index, run in enumerate(runs):
        value = min(max(low, run.low), run.high)
        raised = min(extra, run.size) if run.low <= low < run.high else 0
        extra -= raised
        for at, count in ((value, run.size - raised), (value + 1, raised)):
            if count:
                held[index, at] = count
    return held


def _filled(runs: Runs, level: int) -> int:
    """The sum when every value is as near to the level as its bounds allow."""
    total = 0
    for count, low, high in runs:
        total += count * (low if level < low else high if level > high else level)
    return total


def spread(runs: Runs, total: int) -> Held | None:
    """The sample of this sum with the largest sum of squares; None if there is none.

    >>> spread((Run(3, 0, 9),), 12)
    {(0, 9): 1, (0, 3): 1, (0, 0): 1}
    """
    held: Held = {}
    left = total - sums(runs)[0]
    if left < 0:
        return None
    for index in range(len(runs) - 1, -1, -1):
        count, low, high = runs[index]
        width = high - low
        full = min(count, left // width) if width else 0
        left -= full * width
        part = min(left, width) if full < count else 0
        left -= part
        for at, many in (
            (high, full),
            (low + part, 1 if part else 0),
            (low, count - full - (1 if part else 0)),
        ):
            if many:
                held[index, at] = held.get((index, at), 0) + many
    return held if not left else None


def squares(held: Held) -> int:
    """The sum of squares."""
    return sum(count * value * value for (_, value), count in held.items())


def sample(held: Held) -> Sample:
    """The values and how often each occurs, ascending."""
    found: Counter = Counter()
    for (_, value), count in held.items():
        found[value] += count
    return tuple(sorted(found.items()))


def reach(runs: Runs, total: int) -> tuple[int, int] | None:
    """Smallest and largest sum of squares at this sum; None if the sum cannot be.

    >>> reach((Run(3, 0, 9),), 12)
    (48, 90)
    """
    if len(runs) == 1:
        count, low, high = runs[0]
        left, width = total - count * low, high - low
        if not 0 <= left <= count * width:
            return None
        whole, extra = divmod(total, count)
        least = count * whole * whole + extra * (2 * whole + 1)
        full, part = divmod(left, width) if width else (0, 0)
        most = full * high * high + (count - full) * low * low + part * (2 * low + part)
        return least, most
    even = evened(runs, total)
    if even is None:
        return None
    return squares(even), squares(spread(runs, total) or {})


def overlap(runs: Runs, total: int, first: int, last: int) -> tuple[int, int] | None:
    """What of a range of sums of squares bounds and parity leave; None if nothing."""
    ends = reach(runs, total)
    if ends is None:
        return None
    return parity_cut(total, max(first, ends[0]), min(last, ends[1]))


def parity_cut(total: int, first: int, last: int) -> tuple[int, int] | None:
    """The ends of a range that have the parity of the sum; None if nothing is left.

    >>> parity_cut(3, 4, 8), parity_cut(3, 4, 4)
    ((5, 7), None)
    """
    first += (first - total) % 2
    last -= (last - total) % 2
    return (first, last) if first <= last else None


def residue_cut(n: int, sums: tuple[int, int], low: int, high: int) -> tuple[int, int]:
    """The ends of a range of ``n * sum of squares - sum ** 2`` that sums of a range may have.

    Of whole values with a sum that leaves r when divided by n it is ``r (n - r)`` or more, in
    steps of 2 n: a narrow range may hold none, which no halving of sums would show. Swapped where
    nothing is left.

    >>> residue_cut(5, (0, 40), 1, 5), residue_cut(5, (0, 40), 1, 3)
    ((4, 4), (1, 0))
    """
    if high - low >= 2 * n:
        return low, high
    found = []
    for total in range(sums[0], min(sums[1], sums[0] + n - 1) + 1):
        least = total % n * (n - total % n)
        start = max(low, least)
        first, last = start + (least - start) % (2 * n), high - (high - least) % (2 * n)
        if first <= last:
            found += [first, last]
    return (min(found), max(found)) if found else (1, 0)


def deviations(runs: Runs, first: int, last: int) -> tuple[int, int]:
    """Bounds of ``n * sum of squares - sum ** 2`` for sums in a range, reached but for parity.

    Notes
    -----
    The largest one is a convex function of the sum between the sums at which a value reaches its
    upper bound, and a concave one over these sums of a run. The least one is so between the sums
    at which all free values are equal, and falls until that level is the mean.

    >>> deviations((Run(3, 0, 9),), 0, 27)
    (0, 162)
    """
    n = sum(run.size for run in runs)
    tops, (base, _) = {first, last}, sums(runs)
    for count, low, high in reversed(runs):
        width = high - low
        if width:
            steps = (n * (low + high) - 2 * base) // (2 * width)
            begin, end = -(-(first - base) // width), (last - base) // width
            for step in (begin, end, steps, steps + 1):
                step = min(max(step, begin, 0), end, count)
                if first <= base + step * width <= last:
                    tops.add(base + step * width)
        base += count * width
    low, high = runs[0].low, runs[-1].high
    while low < high:  # the lowest level at or above the mean of the values next to it
        middle = (low + high) // 2
        low, high = (low, middle) if n * middle >= _filled(runs, middle) else (middle + 1, high)
    lows = {first, last}
    for level in (low - 1, low):
        lows.add(min(max(_filled(runs, level), first), last))
    for total in (first, last):
        at = _level(runs, total)
        lows.update(
            inside for level in (at, at + 1) if first <= (inside := _filled(runs, level)) <= last
        )
    ends = {total: reach(runs, total) for total in lows | tops}
    return (
        min(n * ends[total][0] - total**2 for total in lows),  # type: ignore[index]
        max(n * ends[total][1] - total**2 for total in tops),  # type: ignore[index]
    )


def _level(runs: Runs, total: int) -> int:
    """The highest level to which values can be brought without passing a sum."""
    low, high = min(run.low for run in runs), max(run.high for run in runs)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _filled(runs, middle) <= total else (low, middle - 1)
    return low


# ------------------------------------------------------------------------------ climb


def climb(
    runs: Runs, total: int, first: int, last: int, source: random.Random, steps: int = STEPS
) -> Held | None:
    """A sample with this sum and a sum of squares in the range, by exchanges; None proves nothing.

    The range must have been cut by `overlap`.
    """
    for start in (evened, spread):
        held = start(runs, total)
        if held is None:
            return None
        now = squares(held)
        for _ in range(steps):
            if first <= now <= last:
                return held
            move = _move(runs, held, first - now, last - now, source)
            if move is None:
                break
            now += _exchange(held, *move)
    return None


def _exchange(held: Held, down: Kind, up: Kind, by: int, times: int) -> int:
    """Exchange in place; the change of the sum of squares."""
    for (index, value), step in ((down, -by), (up, by)):
        held[index, value] -= times
        if not held[index, value]:
            del held[index, value]
        held[index, value + step] = held.get((index, value + step), 0) + times
    return 2 * times * by * (up[1] - down[1] + by)


def _move(
    runs: Runs, held: Held, least: int, most: int, source: random.Random
) -> tuple[Kind, Kind, int, int] | None:
    """The exchange that lands in the range of changes, or else the one that comes nearest."""
    kinds = list(held)
    if len(kinds) > MOST_KINDS:
        kinds = source.sample(kinds, MOST_KINDS)
    least, most = -(-least // 2), most // 2  # of half the sum of squares
    best, nearest = None, math.inf
    for down in kinds:
        for up in kinds:
            if down == up and held[down] < 2:
                continue
            room = min(down[1] - runs[down[0]].low, runs[up[0]].high - up[1])
            if room < 1:
                continue
            gap = up[1] - down[1]
            for by in _steps(gap, least, most, room):
                change = by * (gap + by)
                if not change:
                    continue
                miss = max(least - change, change - most, 0)
                if miss < nearest:
                    nearest, best = miss, (down, up, by, change)
                if not miss:
                    return down, up, by, 1
    if best is None:
        return None
    down, up, by, change = best
    times = most // change if most > 0 < change else -least // -change if least < 0 > change else 1
    stock = held[down] // 2 if down == up else min(held[down], held[up])
    return down, up, by, max(1, min(times, stock))


def _steps(gap: int, least: int, most: int, room: int) -> Iterator[int]:
    """The sizes of an exchange next to the one that would change the sum of squares as wanted."""
    if most > 0:
        by = (math.isqrt(gap * gap + 4 * most) - gap) // 2
    elif gap >= -1:
        return
    else:
        inside = gap * gap + 4 * least
        by = (-gap - math.isqrt(inside)) // 2 if inside >= 0 else -gap // 2
    by = max(1, min(by, room))
    yield by
    if by < room:
        yield by + 1


# ------------------------------------------------------------------------------ decide


class Decider:
    """Complete answers to such questions, remembered.

    Parameters
    ----------
    deadline : float
        Of `time.process_time`; `Undecided` is raised when it passes.
    """

    def __init__(self, deadline: float = math.inf) -> None:
        self.deadline = deadline
        self.source = random.Random(SEED)
        self._known: dict[tuple[Runs, int, int], Sample | None] = {}

    def decide(self, runs: Runs, total: int, first: int, last: int) -> Sample | None:
        """A sample with this sum and a sum of squares in the range; None proves there is none.

        >>> Decider().decide((Run(3, 0, 4),), 8, 25, 27)
        ((1, 1), (3, 1), (4, 1))
        >>> Decider().decide((Run(3, 0, 4),), 8, 28, 30) is None
        True
        """
        window = overlap(runs, total, first, last)
        if window is None:
            return None
        found = self.quickly(runs, total, *window)
        if found is not None:
            return found
        for squared in range(window[0], window[1] + 1, 2):
            one = self._one(runs, total, squared)
            if one is not None:
                return one
        return None

    def quickly(self, runs: Runs, total: int, first: int, last: int) -> Sample | None:
        """The same by climbing alone, in a range cut by `overlap`; None proves nothing."""
        if time.process_time() > self.deadline:
            raise Undecided("not decided in the time given")
        found = climb(runs, total, first, last, self.source)
        return None if found is None else sample(found)

    def _one(self, runs: Runs, total: int, squared: int) -> Sample | None:
        """The same for one sum of squares."""
        runs = tuple(run for run in runs if run.size)
        if not runs:
            return None if total or squared else ()
        ends = reach(runs, total)
        if ends is None or not ends[0] <= squared <= ends[1] or (squared - total) % 2:
            return None
        shift = runs[0].low  # equal questions look equal
        if shift:
            count = sum(run.size for run in runs)
            moved = tuple(Run(run.size, run.low - shift, run.high - shift) for run in runs)
            found = self._one(
                moved, total - count * shift, squared - 2 * shift * total + count * shift * shift
            )
            return found and tuple((value + shift, many) for value, many in found)
        key = runs, total, squared
        if key not in self._known:
            if time.process_time() > self.deadline:
                raise Undecided("not decided in the time given")
            climbed = climb(runs, total, squared, squared, self.source, STEPS // 2)
            self._known[key] = sample(climbed) if climbed else self._split(runs, total, squared)
        return self._known[key]

    def _split(self, runs: Runs, total: int, squared: int) -> Sample | None:
        """The same by parts, those with most room first."""
        parts = sorted(_parts(runs, total, squared), key=lambda part: part[0][0] - part[0][1])
        for (low, high), first, rest, begun in parts:
            middle = low + (high - low) // 4 * 2
            for off in range(0, high - low + 2, 2):
                for one in {middle - off, middle + off}:
                    if not low <= one <= high:
                        continue
                    left = self._one(first, begun, one)
                    if left is None:
                        continue
                    right = self._one(rest, total - begun, squared - one)
                    if right is not None:
                        return _joined(left, right)
        return None


def _joined(left: Sample, right: Sample) -> Sample:
    """Both samples together."""
    found: Counter = Counter(dict(left))
    for value, count in right:
        found[value] += count
    return tuple(sorted(found.items()))


Part = tuple[tuple[int, int], Runs, Runs, int]  # sums of squares of the first part; its sum


def _parts(runs: Runs, total: int, squared: int) -> Iterator[Part]:
    """The ways to separate a question into two; the first run starts at 0."""
    if len(runs) > 1:
        first, rest = runs[:1], runs[1:]
        low, high = sums(rest)
        span = range(max(0, total - high), min(runs[0].size * runs[0].high, total - low) + 1)
        yield from _shared(first, rest, span, total, squared)
        return
    count, _, top = runs[0]
    below = top // 2  # values 0 .. below are the lower part
    deficit = top * total - squared
    for above in range(count + 1):
        first, rest = (Run(count - above, 0, below),), (Run(above, below + 1, top),)
        # The lower values add up to p, the distances of the upper ones from the top to r = p - gap;
        # deficit / top <= p + r <= 2 deficit / top, a little more where top is odd.
        gap = total - above * top
        least, most = -(-deficit // top), 2 * deficit // top + 2
        span = range(
            max(0, gap, (least + gap) // 2),
            min((count - above) * below, (most + gap) // 2, above * (top - below - 1) + gap) + 1,
        )
        yield from _shared(first, rest, span, total, squared)


def _shared(first: Runs, rest: Runs, span: range, total: int, squared: int) -> Iterator[Part]:
    """For each sum of the first part, the sums of squares that both parts together allow."""
    for begun in span:
        one = reach(first, begun) if first[0].size else ((0, 0) if not begun else None)
        two = reach(rest, total - begun) if rest[0].size else ((0, 0) if total == begun else None)
        if one is None or two is None:
            continue
        window = max(one[0], squared - two[1]), min(one[1], squared - two[0])
        low = window[0] + (window[0] - begun) % 2
        high = window[1] - (window[1] - begun) % 2
        if low <= high:
            yield (low, high), first, rest, begun
