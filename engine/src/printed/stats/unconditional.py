"""Barnard's and Boschloo's tests: the group sizes are fixed, the common rate is the worst one.

Tables are ranked by whole numbers, so that a tie is a tie: floats lose the mirrored table of 0/4
against 7/12, and a fifth of P with it. P is then the largest value of a polynomial in the common
rate, and it is closed in from both sides, so that a search can turn a table down half way.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import mul
from typing import NamedTuple

from printed.errors import InputError

TESTS = ("barnard", "boschloo")
TOLERANCE = 1e-10  # P is below the supremum by at most this share of it
LOOKS = (-4.0, -2.0, -1.0, 1.0, 2.0, 4.0)  # log odds of rates looked at first
HALF = math.log(0.5)
MOST_PAIRS = 10**6  # tables of two sizes that a test goes through: seconds
Counts = list[int]  # for each number of events, how many ways there are to be as extreme


def p_value(
    k1: int, n1: int, k2: int, n2: int, test: str = "barnard", side: str | None = None
) -> float:
    """The P value of an unconditional test.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Events and size of each group.
    test : {"barnard", "boschloo"}
        ``barnard`` ranks tables by the score statistic with the pooled variance, squared where
        the test is two-sided (Biometrika 1947;34:123-138); ``boschloo`` by Fisher's one-sided P,
        and two-sided it is twice the smaller of both sides (Stat Neerl 1970;24:1-35).
    side : {"less", "greater"}, optional
        The alternative: a smaller or a larger share in group 1. Two-sided when left out.

    Returns
    -------
    float
        Below the supremum over the common rate by at most ``TOLERANCE`` of it.

    Raises
    ------
    InputError
        If the two sizes have more than ``MOST_PAIRS`` tables.

    Examples
    --------
    >>> from printed.notation import text
    >>> text(p_value(0, 4, 7, 12), 5), text(p_value(1, 10, 11, 18), 6)
    ('0.05823', '0.011271')
    """
    *_, (low, _) = bounds(k1, n1, k2, n2, test, side)
    return low


def may_lie(
    k1: int, n1: int, k2: int, n2: int, test: str, low: float, high: float, side: str | None = None
) -> bool:
    """Whether a P value can lie from low to high; the search ends as soon as its bounds tell.

    >>> may_lie(9, 70, 12, 75, "barnard", 0.015, 0.025), may_lie(4, 10, 29, 36, "barnard", 0, 0.02)
    (False, True)
    """
    for least, most in bounds(k1, n1, k2, n2, test, side):
        if least > high or most < low:
            return False
        if low <= least and most <= high:
            return True
    return True


def bounds(
    k1: int, n1: int, k2: int, n2: int, test: str = "barnard", side: str | None = None
) -> Iterator[tuple[float, float]]:
    """Bounds of a P value, each pair at least as near as the one before; the last is P itself.

    Parameters
    ----------
    k1, n1, k2, n2, test, side
        As for `p_value`.

    Yields
    ------
    float, float
        The chance at one common rate is a lower bound. At first the upper one is the largest
        share of extreme tables among those with the same number of events: for Boschloo's test
        that is the P of Fisher's test which ranks its tables.

    Examples
    --------
    >>> first = next(bounds(4, 10, 29, 36, "boschloo"))
    >>> first[0] < p_value(4, 10, 29, 36, "boschloo") < first[1]
    True
    """
    if (n1 + 1) * (n2 + 1) > MOST_PAIRS:
        raise InputError(
            f"{test} goes through {(n1 + 1) * (n2 + 1)} tables for {n1} and {n2}; at most "
            f"{MOST_PAIRS}"
        )
    table, mirrored = (k1, n1, k2, n2), (n1 - k1, n1, n2 - k2, n2)
    extreme = _by_score if test == "barnard" else _by_fisher
    if side is not None:
        yield from _supremum(extreme(*(table if side == "less" else mirrored)))
    elif test == "barnard":
        smaller = table if k1 * n2 < k2 * n1 else mirrored
        yield from _supremum(_by_score(*smaller, both=True))
    else:
        searches = [_supremum(extreme(*one)) for one in (table, mirrored)]
        found = [next(search) for search in searches]
        while True:
            low, high = (2 * min(ends) for ends in zip(*found, strict=True))
            yield min(1.0, low), min(1.0, high)
            at = min(range(2), key=lambda i: found[i][0])
            nearer = next(searches[at], None)
            if nearer is None:
                return
            found[at] = nearer


@lru_cache(maxsize=4096)
def _row(n: int) -> tuple[int, ...]:
    """Ways to choose 0, 1, ..., n of n."""
    return tuple(math.comb(n, k) for k in range(n + 1))


def _ways(n1: int, n2: int, events: int, first: int, last: int) -> Iterator[int]:
    """Ways to have each count of group 1 from the first to the last, one of several."""
    first = max(first, 0, events - n2)
    last = min(last, n1, events)
    shift = n2 - events  # a row read backwards is the row itself
    return map(mul, _row(n1)[first : last + 1], _row(n2)[first + shift : last + shift + 1])


def _by_score(k1: int, n1: int, k2: int, n2: int, *, both: bool = False) -> Counts:
    """Tables whose score statistic is at most the observed one, or as far from zero.

    With e events of N, the statistic of count a is (a N - e n1) over the root of e (N - e), but
    for a factor that all tables share; it is zero where all or none have the event.
    """
    total, events = n1 + n2, k1 + k2
    away = k2 * n1 - k1 * n2
    counts = [0] * (total + 1)
    if away <= 0:  # tables without any event are as extreme, and certain at a rate of zero
        counts[0] = 1
        return counts
    scale = events * (total - events)
    for e in range(1, total):
        square = -(-away * away * e * (total - e) // scale)
        gap = math.isqrt(square - 1) + 1  # the least whole number whose square is as large
        counts[e] = sum(_ways(n1, n2, e, 0, (e * n1 - gap) // total))
        if both:
            counts[e] += sum(_ways(n1, n2, e, -(-(e * n1 + gap) // total), n1))
    return counts


def _by_fisher(k1: int, n1: int, k2: int, n2: int) -> Counts:
    """Tables whose lower tail, given the events, is at most the observed one's."""
    total, events = n1 + n2, k1 + k2
    tail, whole = sum(_ways(n1, n2, events, 0, k1)), math.comb(total, events)
    counts = []
    for e, ways in enumerate(_row(total)):
        limit, reached = tail * ways // whole, 0
        for below in accumulate(_ways(n1, n2, e, 0, n1)):
            if below > limit:
                break
            reached = below
        counts.append(reached)
    return counts


def _supremum(counts: Sequence[int]) -> Iterator[tuple[float, float]]:
    """Bounds of the largest chance of the extreme tables over all common rates.

    A stretch of rates is bounded in closed form, and the one with the highest bound is split where
    it is reached. Of a chance near one it is the chance of the others that is bounded: one that
    differs from one by 1e-9 over a wide stretch has no other way to be told from one.
    """
    total = len(counts) - 1
    if counts[0] or counts[-1]:
        yield 1.0, 1.0
        return
    chance: _Extreme | _Others = _Extreme(counts)
    best = chance.end(0.0).log
    most = max(c / ways for c, ways in zip(counts, _row(total), strict=True))
    yield math.exp(best), min(1.0, most)
    best = max(best, *(chance.end(t).log for t in LOOKS))
    if best > HALF:
        chance = _Others(counts)
    # Where the odds are below exp(best) / 2N, even any event at all is rarer than the best.
    far = best - math.log(2 * total)
    ends = [chance.end(far), chance.end(0.0), chance.end(-far)]
    if list(counts) == list(reversed(counts)):
        ends.pop()
    stretches = [_Stretch.of(chance, *pair) for pair in pairwise(ends)]
    heapq.heapify(stretches)
    while True:
        # The chord of a wide stretch can bound the logarithm by hundreds: no chance is above one.
        highest = min(0.0, max(best, -stretches[0].highest))
        yield math.exp(min(0.0, best)), min(most, math.exp(highest))
        if highest <= best + TOLERANCE:
            return
        _, at, left, right = heapq.heappop(stretches)
        margin = (right.t - left.t) / 20
        middle = chance.end(max(left.t + margin, min(right.t - margin, at)))
        best = max(best, middle.log)
        heapq.heappush(stretches, _Stretch.of(chance, left, middle))
        heapq.heappush(stretches, _Stretch.of(chance, middle, right))


class _End(NamedTuple):
    """An end of a stretch: the log odds of a rate."""

    t: float
    log: float  # logarithm of the chance of the extreme tables
    k: float  # logarithm of the sum of counts times exp(e t)
    slope: float = 0.0


class _Stretch(NamedTuple):
    """Rates between two ends, by the largest bound first in a heap."""

    highest: float  # the bound of the logarithm, negative
    at: float  # where it is reached
    left: _End
    right: _End

    @classmethod
    def of(cls, chance: _Extreme | _Others, left: _End, right: _End) -> _Stretch:
        bound, at = chance.bound(left, right)
        return cls(-bound, at, left, right)


class _Extreme:
    """The chance of the extreme tables, from above by a chord.

    With t the log odds of the rate it is exp(K(t) - N log(1 + exp t)), where K, the logarithm of
    the sum of counts times exp(e t), is convex: between two rates K lies below its chord.
    """

    def __init__(self, counts: Sequence[int]) -> None:
        self.total = len(counts) - 1
        self.logs = _logarithms(counts)

    def end(self, t: float) -> _End:
        k, _ = _summed(self.logs, t)
        return _End(t, k - _whole(self.total, t), k)

    def bound(self, left: _End, right: _End) -> tuple[float, float]:
        slope = (right.k - left.k) / (right.t - left.t)
        at = max(left.t, min(right.t, math.log(slope / (self.total - slope))))
        return left.k + slope * (at - left.t) - _whole(self.total, at), at


class _Others:
    """The chance of the other tables, from below by tangents, and so that of the extreme ones.

    Their K is convex too: it lies above its tangents at both ends, and what is a straight line
    less the convex N log(1 + exp t) is least at the ends of the line.
    """

    def __init__(self, counts: Sequence[int]) -> None:
        self.total = len(counts) - 1
        ways = _row(self.total)
        self.logs = _logarithms([way - c for way, c in zip(ways, counts, strict=True)])
        self.events = [e for e, _ in self.logs]

    def end(self, t: float) -> _End:
        k, shares = _summed(self.logs, t)
        # K's derivative is the mean of e.
        slope = sum(map(mul, self.events, shares)) / sum(shares)
        return _End(t, _rest(k - _whole(self.total, t)), k, slope)

    def bound(self, left: _End, right: _End) -> tuple[float, float]:
        at = (left.t + right.t) / 2
        if left.slope < right.slope:
            gap = right.k - right.slope * right.t - left.k + left.slope * left.t
            at = max(left.t, min(right.t, gap / (left.slope - right.slope)))
        low = max(one.k + one.slope * (at - one.t) for one in (left, right))
        return max(_rest(low - _whole(self.total, at)), left.log, right.log), at


def _logarithms(counts: Sequence[int]) -> list[tuple[int, float]]:
    return [(e, math.log(count)) for e, count in enumerate(counts) if count]


def _summed(logs: Sequence[tuple[int, float]], t: float) -> tuple[float, list[float]]:
    """The logarithm of a sum of counts times exp(e t), and the terms as shares of the largest."""
    terms = [log + e * t for e, log in logs]
    peak = max(terms)
    shares = [math.exp(term - peak) for term in terms]
    return peak + math.log(math.fsum(shares)), shares


def _whole(total: int, t: float) -> float:
    """N log(1 + exp t)."""
    return total * (max(t, 0.0) + math.log1p(math.exp(-abs(t))))


def _rest(log: float) -> float:
    """The logarithm of one less a chance, from that of the chance."""
    return math.log(-math.expm1(log)) if log < 0 else -math.inf
