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
from itertools import accumulate
from operator import mul

from printed.errors import InputError

TESTS = ("barnard", "boschloo")
TOLERANCE = 1e-10  # P is below the supremum by at most this share of it
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

    With t the log odds of the rate, the chance is exp(K(t) - N log(1 + exp t)), where K, the
    logarithm of the sum of counts times exp(e t), is convex. Between two rates K lies below its
    chord, so that a stretch has an upper bound in closed form; the stretch with the highest one
    is split where it is reached.
    """
    total = len(counts) - 1
    if counts[0] or counts[-1]:
        yield 1.0, 1.0
        return
    logs = [(e, math.log(count)) for e, count in enumerate(counts) if count]

    def k(t: float) -> float:
        terms = [log + e * t for e, log in logs]
        peak = max(terms)
        return peak + math.log(math.fsum(math.exp(term - peak) for term in terms))

    def whole(t: float) -> float:
        return total * (max(t, 0.0) + math.log1p(math.exp(-abs(t))))

    def stretch(left: float, k_left: float, right: float, k_right: float) -> tuple[float, ...]:
        """Its upper bound (negative, for a heap), where that is reached, and the ends."""
        slope = (k_right - k_left) / (right - left)
        at = max(left, min(right, math.log(slope / (total - slope))))
        return -(k_left + slope * (at - left) - whole(at)), at, left, k_left, right, k_right

    best = k(0.0) - whole(0.0)
    most = max(c / ways for c, ways in zip(counts, _row(total), strict=True))
    yield math.exp(best), min(1.0, most)
    # Where the odds are below exp(best) / 2N, even any event at all is rarer than the best.
    far = best - math.log(2 * total)
    ends = [(far, k(far)), (0.0, k(0.0)), (-far, k(-far))]
    if list(counts) == list(reversed(counts)):
        ends.pop()
    stretches = [stretch(*one, *other) for one, other in zip(ends, ends[1:], strict=False)]
    heapq.heapify(stretches)
    while True:
        # The chord of a wide stretch can bound the logarithm by hundreds: no chance is above one.
        yield math.exp(best), min(most, math.exp(min(0.0, max(best, -stretches[0][0]))))
        if -stretches[0][0] <= best + TOLERANCE:
            return
        _, at, left, k_left, right, k_right = heapq.heappop(stretches)
        margin = (right - left) / 20
        at = max(left + margin, min(right - margin, at))
        k_at = k(at)
        best = max(best, k_at - whole(at))
        heapq.heappush(stretches, stretch(left, k_left, at, k_at))
        heapq.heappush(stretches, stretch(at, k_at, right, k_right))
