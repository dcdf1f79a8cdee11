"""How far U can lie from its centre for a printed P when values may be equal.

Written for D = |2 U - n1 n2|, a whole number. With ties the P of a D depends on the pattern of
ties, and there are too many to list: here are ends that no pattern exceeds, and ends that
explicit patterns reach.

Notes
-----
Let r values lie outside the largest block of t equal values. Pairs within the block add
nothing, so D <= r max(n1, n2); and the tie term sum(t^3 - t) is at most that of the block with
the r others tied as far as t allows. So a given D needs an r, and an r bounds the variance from
below: the nearest end of the normal methods. Their farthest end has no tie, or one tied pair.

Exact test, farthest end: midranks are the mean of the ranks over all ways to break the ties, so
the tied statistic lies below the untied V = 2 U - n1 n2 in the convex order, and the share
beyond D is at most E(|V| - c)+ / (D - c) for every c < D. Nearest end: the observed allocation
alone has at least the probability of its block, which bounds r from below; the second moment is
at most D^2 outside the tail and (r max(n1, n2))^2 inside it, which bounds D.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, starmap

from printed.fit.ranksum.tail import place_exact, place_normal
from printed.notation import Printed
from printed.stats.ranks import exact_p, null_counts, z_squared

Ends = tuple[int, int]
Ways = tuple[tuple[int, int], ...]  # from how many, how many
_WIDEST = 60  # values outside the largest block in the patterns that are tried
PATTERN_WORK = 4_000_000  # steps n1 n2 over all patterns of exact tests, about four seconds


@dataclass
class Work:
    """Steps that are left for the exact tests of patterns, over all sizes of a search."""

    left: int = PATTERN_WORK


def tail_with_ties(
    n1: int, n2: int, method: str, p: Printed, work: Work | None = None
) -> tuple[Ends, Ends | None] | None:
    """Ends of D that bound every pattern of ties, and ends that patterns reach.

    Parameters
    ----------
    n1, n2 : int
        Group sizes.
    method : str
        One of `printed.stats.ranks.ALL_METHODS`.
    p : Printed
        The P value.
    work : Work, optional
        What a search of many sizes has left; once it is used up no more patterns are tried.

    Returns
    -------
    tuple or None
        ``((nearest, farthest), reached)``; ``reached`` is the same for explicit patterns, or
        None where none of those tried has this P. None when no pattern at all can.

    Examples
    --------
    >>> from printed.fit.tables import read_p
    >>> tail_with_ties(10, 36, "asymptotic", read_p("0.003"))
    ((94, 227), (122, 227))
    """
    exact = method.startswith("exact")
    plain = [d for d in _plain_ends(n1, n2, method, p) if d is not None]
    near = _nearest_exact(n1, n2, method, p) if exact else _nearest_normal(n1, n2, method, p)
    far = _farthest_exact(n1, n2, p) if exact else max(plain, default=None)
    if near is None or far is None or near > far:
        return None
    reached = [d for d in plain if _place_plain(d, n1, n2, method, p) == 0]
    nearest = _nearest_simple(n1, n2, method, p, (near, far), work or Work())
    reached += [d for d in [nearest] if d is not None]
    return (near, far), ((min(reached), max(reached)) if reached else None)


def most_tied(total: int, outside: int) -> int:
    """A bound on the tie term when so many of all values lie outside the largest block.

    >>> most_tied(46, 4) == 42**3 - 42 + 4**3 - 4
    True
    """
    block = total - outside
    return block**3 - block + min(outside**3 - outside, outside * (block * block - 1))


# ------------------------------------------------------------------- no tie, or one tied pair


def _place_plain(away: int, n1: int, n2: int, method: str, p: Printed) -> int:
    """Where the P of D lies with as few ties as D allows (none for the exact test)."""
    if method.startswith("exact"):
        below = _untied(n1, n2)[(n1 * n2 - away) // 2]
        return place_exact(min(Fraction(1), Fraction(2 * below, math.comb(n1 + n2, n1))), p)
    pair = 6 * ((n1 * n2 - away) % 2)  # a half U needs one value of each group to be equal
    square = z_squared(n1 * n2 - away, n1, n2, pair, continuity=method == "continuity")
    return place_normal(square, p)


def _untied(n1: int, n2: int) -> list[int]:
    return list(accumulate(null_counts(n1, n2)))


def _plain_ends(n1: int, n2: int, method: str, p: Printed) -> list[int | None]:
    """The largest D whose P is not below the printed interval, for whole and for half U."""
    ends: list[int | None] = []
    for half in (0,) if method.startswith("exact") else (0, 1):
        steps = range(n1 * n2 - half, -1, -2)  # P grows along
        at = bisect_left(steps, 0, key=lambda d: _place_plain(d, n1, n2, method, p))
        ends.append(steps[at] if at < len(steps) else None)
    return ends


# --------------------------------------------------------------------------- outer ends


def _nearest_normal(n1: int, n2: int, method: str, p: Printed) -> int | None:
    """The smallest D whose P can come down to the printed interval."""
    total, reach = n1 + n2, max(n1, n2)

    def place(away: int, outside: int) -> int:
        term = most_tied(total, outside)
        square = z_squared(n1 * n2 - away, n1, n2, term, continuity=method == "continuity")
        return place_normal(square, p)

    for outside in range(total):
        farthest = min(outside * reach, n1 * n2)
        if place(farthest, outside) <= 0:
            first = max(0, (outside - 1) * reach + 1) if outside else 0
            steps = range(first, farthest + 1)  # P falls along
            return steps[bisect_left(steps, 0, key=lambda d: -place(d, outside))]
    return None


def _nearest_exact(n1: int, n2: int, method: str, p: Printed) -> int:
    """A D below which every exact P lies above the printed interval."""
    upper = Fraction(1) if p.upper is None else p.upper
    if upper >= 1 or method != "exact":
        return 0  # one tail alone does not bound the second moment
    total, pairs, nearest = n1 + n2, n1 * n2, n1 * n2
    cube, arrangements = total**3 - total, math.comb(n1 + n2, n1)
    for outside in range(1, total):
        splits = range(max(0, outside - n2), min(outside, n1) + 1)
        rarest = min(math.comb(total - outside, n1 - a) for a in splits)
        if Fraction(rarest, arrangements) > upper:
            continue
        moment = Fraction(pairs * (cube - most_tied(total, outside)), 3 * total * (total - 1))
        widest = min(pairs, outside * max(n1, n2))
        square = (moment - upper * widest**2) / (1 - upper)
        nearest = min(nearest, _root_up(square))
    return max(1, nearest)


def _root_up(square: Fraction) -> int:
    """The smallest whole number whose square is at least so much."""
    return 0 if square <= 0 else math.isqrt(math.ceil(square) - 1) + 1


def _farthest_exact(n1: int, n2: int, p: Printed) -> int | None:
    """A D beyond which every exact P lies below the printed interval."""
    pairs, arrangements = n1 * n2, math.comb(n1 + n2, n1)
    weights = [0] * (pairs + 2)  # of |V|
    for u, count in enumerate(null_counts(n1, n2)):
        weights[abs(2 * u - pairs)] += count
    excess, beyond = [0] * (pairs + 2), 0  # sum of (|V| - c)+ over all allocations
    for c in range(pairs, -1, -1):
        beyond += weights[c + 1]
        excess[c] = excess[c + 1] + beyond

    def place(away: int) -> int:
        if away == 0:
            return place_exact(Fraction(1), p)
        # Any c gives a bound; a float finds the best one, integers state it.
        best = min(range(away), key=lambda c: excess[c] / (away - c))
        bound = min(Fraction(1), Fraction(excess[best], (away - best) * arrangements))
        return place_exact(bound, p)

    steps = range(pairs, -1, -1)
    at = bisect_left(steps, 0, key=place)
    return steps[at] if at < len(steps) else None


# --------------------------------------------------------------------------- patterns


def _nearest_simple(
    n1: int, n2: int, method: str, p: Printed, ends: Ends, work: Work
) -> int | None:
    """The smallest D among two- and three-block patterns with this P; none lies beyond the ends."""
    arrangements = math.comb(n1 + n2, n1)
    lower, upper = float(p.lower or 0) * 0.99, float(1 if p.upper is None else p.upper) * 1.01
    for away, ties, ways in sorted(_simple_patterns(n1, n2, ends)):
        if method.startswith("exact"):
            if math.prod(starmap(math.comb, ways)) > upper * arrangements:
                continue
            work.left -= n1 * n2
            if work.left < 0:
                return None
            inside = place_exact(_exact_p(n1 * n2 + away, n1, ties, method), p)
        else:
            term = sum(t**3 - t for t in ties)
            square = z_squared(n1 * n2 + away, n1, n2, term, continuity=method == "continuity")
            if square is None or not lower <= math.erfc(math.sqrt(square / 2)) <= upper:
                continue
            inside = place_normal(square, p)
        if inside == 0:
            return away
    return None


@lru_cache(maxsize=32_768)
def _exact_p(doubled_u: int, n1: int, ties: tuple[int, ...], method: str) -> Fraction:
    """The same under every rule by which a printed P may be rounded."""
    return exact_p(doubled_u, n1, ties, method)


def _simple_patterns(n1: int, n2: int, ends: Ends) -> Iterator[tuple[int, tuple[int, ...], Ways]]:
    """D, block sizes from the lowest up, and how the groups share the blocks of the same kind.

    Either one block on top of the rest, or b of group 2 at the bottom and a of group 1 on top.
    """
    near, far = ends
    for a in range(min(n1, _WIDEST) + 1):
        for b in range(min(n2, _WIDEST) + 1):
            rest = n1 + n2 - a - b
            if not rest or not a + b:
                continue
            others = (rest, n1 - a)
            if (away := a * n2 - b * n1) > 0 and near <= away <= far:
                yield away, (rest, a + b), ((a + b, a), others)
            if a and b and near <= (away := a * n2 + b * n1 - a * b) <= far:
                yield away, (b, rest, a), (others,)
