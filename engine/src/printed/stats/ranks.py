"""Rank-sum (Wilcoxon, Mann-Whitney) tests of two given samples, ties counted exactly.

U of a group is the number of pairs in which its value is the larger, a tie counting one half;
U / (n1 n2) is the probability of superiority. Null distributions are exact integer counts and
need the standard library alone.

Definitions of the two-sided P, by name:

- ``exact``: the share of all allocations of the pooled values to the two groups whose rank sum
  lies at least as far from its expectation as the observed one. R's ``exactRankTests`` and
  ``coin`` compute this; without ties it is R's ``wilcox.test(exact = TRUE)``.
- ``exact-central``: twice the smaller tail, at most 1. It differs from ``exact`` only where ties
  make the null distribution asymmetric.
- ``asymptotic``: the normal approximation with the tie-corrected variance and no continuity
  correction, R's ``wilcox.test(exact = FALSE, correct = FALSE)``.
- ``continuity``: the same with the difference drawn half a unit towards zero, R's default for
  samples with ties.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

from printed.errors import InputError
from printed.stats.intervals import is_whole

METHODS = ("exact", "asymptotic", "continuity")
ALL_METHODS = (*METHODS, "exact-central")
# Of an exact null distribution: some ten seconds each.
MOST_STEPS = 100_000_000  # without ties: counts that are added, over all factors
MOST_BYTES = 25 * 10**9  # with ties: that the steps of the walk move
Value = float | Fraction
# The last counts of each smaller size: a search goes through the larger sizes one by one.
_before: dict[int, tuple[int, tuple[int, ...]]] = {}


def sample(values: Iterable[Value]) -> list[Value]:
    """The values as a list; at least one, all finite.

    >>> sample((0.3, 1))
    [0.3, 1]
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InputError(f"{values!r} is no sample of numbers")
    drawn = list(values)
    if not drawn:
        raise InputError("a sample needs at least one value")
    for value in drawn:
        try:
            finite = isinstance(value, (int, Fraction)) or math.isfinite(value)
        except TypeError:
            raise InputError(f"{value!r} is not a number") from None
        if not finite:
            raise InputError(f"{value} is not a finite number; leave missing values out")
    return drawn


def ranksum_u(x: Iterable[Value], y: Iterable[Value]) -> Fraction:
    """U of the first sample: pairs in which its value is larger, ties counting one half.

    Parameters
    ----------
    x, y : iterable of float
        The two samples.

    Returns
    -------
    Fraction
        Between 0 and n1 n2, a whole or half number.

    Notes
    -----
    R: ``wilcox.test(x, y)$statistic``.

    Examples
    --------
    >>> ranksum_u([1, 2, 3], [0, 2])
    Fraction(9, 2)
    """
    first, second = sample(x), sample(y)
    second.sort()
    doubled = sum(bisect_left(second, a) + bisect_right(second, a) for a in first)
    return Fraction(doubled, 2)


@lru_cache(maxsize=64)
def null_counts(n1: int, n2: int) -> tuple[int, ...]:
    """Number of allocations without ties that give U = 0, 1, ..., n1 n2.

    Parameters
    ----------
    n1, n2 : int
        Group sizes.

    Returns
    -------
    tuple of int
        Length n1 n2 + 1; sums to the binomial coefficient of n1 + n2 over n1.

    Notes
    -----
    The coefficients of the Gaussian binomial, as the product over i = 1..n1 of
    (1 - q^(n2+i)) / (1 - q^i). Cost grows with n1 n2 min(n1, n2), and with n1 n2 alone when the
    larger size is one more than in the call before. R: ``dwilcox``.

    Examples
    --------
    >>> null_counts(2, 2)
    (1, 1, 2, 1, 1)
    """
    check_sizes(n1, n2)
    if n1 > n2:
        return null_counts(n2, n1)
    if n1 * n1 * n2 > MOST_STEPS:
        raise _too_large(n1, n2, "")
    half = n1 * n2 // 2  # the rest is its mirror image
    size, known = _before.get(n1, (0, ()))
    if n2 > 1 and size == n2 - 1:
        counts, factors = list(known[: half + 1]), [(n1 + n2, n2)]
    else:
        counts, factors = [1] + [0] * half, [(n2 + i, i) for i in range(1, n1 + 1)]
    for over, under in factors:
        for u in range(half, over - 1, -1):
            counts[u] -= counts[u - over]
        for u in range(under, half + 1):
            counts[u] += counts[u - under]
    whole = (*counts, *reversed(counts[: n1 * n2 - half]))
    if len(_before) > 64:
        _before.clear()
    _before[n1] = n2, whole
    return whole


def null_counts_tied(n1: int, ties: Sequence[int]) -> dict[int, int]:
    """Number of allocations that give each doubled U, for a pooled sample with ties.

    Parameters
    ----------
    n1 : int
        Size of the first group.
    ties : sequence of int
        How many pooled values share each distinct value, from the lowest value up.

    Returns
    -------
    dict
        Doubled U of the first group (a whole number) to its number of allocations, in order.

    Notes
    -----
    A walk over the distinct values: taking a of a block of t for the first group adds
    a (2 s + t - a) to twice U, with s the second group's values lower down. The counts of one
    state are the digits of one large number, so that a step of the walk is a shift, a product
    and a sum. Cost grows with the number of blocks times n1 such steps, each on n1 n2 digits.

    Examples
    --------
    >>> null_counts_tied(1, [2, 1])
    {1: 2, 4: 1}
    """
    total = sum(ties)
    check_sizes(n1, total - n1)
    # A count has at most a bit for each value, and there is one for every doubled U.
    if _steps(n1, ties) * n1 * (total - n1) * (total // 8 + 1) > MOST_BYTES:
        raise _too_large(n1, total - n1, " with ties")
    width = math.comb(total, n1).bit_length() // 8 + 1  # bytes that hold any count
    states = {0: 1}  # taken so far -> number whose digits count the allocations by doubled U
    below = 0
    for size in ties:
        following: dict[int, int] = {}
        for taken, digits in states.items():
            least = max(0, n1 - taken - (total - below - size))
            for a in range(least, min(size, n1 - taken) + 1):
                gain = a * (2 * (below - taken) + size - a)
                moved = (digits * math.comb(size, a)) << (8 * width * gain)
                following[taken + a] = following.get(taken + a, 0) + moved
        states, below = following, below + size
    counts = _digits(states[n1], width, 2 * n1 * (total - n1) + 1)
    return {doubled: count for doubled, count in enumerate(counts) if count}


def _steps(n1: int, ties: Sequence[int]) -> int:
    """How many steps the walk over tied values takes."""
    steps = below = 0
    total = sum(ties)
    for size in ties:
        left = total - below - size
        for taken in range(max(0, n1 - left - size), min(below, n1) + 1):
            steps += min(size, n1 - taken) - max(0, n1 - taken - left) + 1
        below += size
    return steps


def _too_large(n1: int, n2: int, what: str) -> InputError:
    return InputError(
        f"the exact rank-sum test of {n1} against {n2} values{what} takes too long; at most some "
        "150 in each group with ties, 450 without: use the asymptotic method"
    )


def _digits(packed: int, width: int, length: int) -> list[int]:
    """The digits, each of so many bytes, from the lowest up."""
    data = packed.to_bytes(width * length, "little")
    return [int.from_bytes(data[i : i + width], "little") for i in range(0, len(data), width)]


def tie_sizes(pooled: Iterable[Value]) -> list[int]:
    """How many values share each distinct value, from the lowest up.

    >>> tie_sizes([2, 1, 2])
    [1, 2]
    """
    return [count for _, count in sorted(Counter(pooled).items())]


def exact_p(doubled_u: int, n1: int, ties: Sequence[int], method: str = "exact") -> Fraction:
    """The exact two-sided P value, as a fraction, of a doubled U under a pattern of ties.

    Parameters
    ----------
    doubled_u : int
        Twice U of the first group.
    n1 : int
        Size of the first group.
    ties : sequence of int
        Sizes of the blocks of equal pooled values, from the lowest up; all 1 without ties.
    method : {"exact", "exact-central"}

    Returns
    -------
    Fraction

    Examples
    --------
    >>> exact_p(0, 3, [1] * 6)
    Fraction(1, 10)
    """
    total = sum(ties)
    centre = n1 * (total - n1)  # twice the expectation of U
    counts: Iterable[tuple[int, int]]
    if all(size == 1 for size in ties):
        counts = ((2 * u, c) for u, c in enumerate(null_counts(n1, total - n1)))
    else:
        counts = null_counts_tied(n1, ties).items()
    arrangements = math.comb(total, n1)
    if method == "exact":
        away = abs(doubled_u - centre)
        return Fraction(sum(c for v, c in counts if abs(v - centre) >= away), arrangements)
    pairs = list(counts)
    lower = sum(c for v, c in pairs if v <= doubled_u)
    upper = sum(c for v, c in pairs if v >= doubled_u)
    return min(Fraction(1), Fraction(2 * min(lower, upper), arrangements))


def z_squared(
    doubled_u: int, n1: int, n2: int, tie_term: int = 0, *, continuity: bool = False
) -> Fraction | None:
    """The square of the normal deviate of U, exactly; None when all values are tied.

    Parameters
    ----------
    doubled_u : int
        Twice U of the first group.
    n1, n2 : int
        Group sizes.
    tie_term : int
        Sum over the blocks of t equal values of t^3 - t.
    continuity : bool

    Returns
    -------
    Fraction or None

    Notes
    -----
    Variance n1 n2 / 12 ((N + 1) - sum(t^3 - t) / (N (N - 1))), N = n1 + n2 (Lehmann,
    Nonparametrics, 1975, section 1.4).

    Examples
    --------
    >>> z_squared(0, 3, 3)
    Fraction(27, 7)
    """
    total = n1 + n2
    away = abs(doubled_u - n1 * n2)
    if continuity:
        away = max(0, away - 1)
    spread = total**3 - total - tie_term  # 12 N (N - 1) / (n1 n2) times the variance
    if spread == 0:
        return None
    return Fraction(3 * away * away * total * (total - 1), n1 * n2 * spread)


def ranksum_p(x: Iterable[Value], y: Iterable[Value], method: str = "exact") -> float:
    """Two-sided P value of the rank-sum test of two samples, ties and all.

    Parameters
    ----------
    x, y : iterable of float
        The two samples; equal values are ties.
    method : {"exact", "asymptotic", "continuity", "exact-central"}
        See the notes of this module.

    Returns
    -------
    float
        Between 0 and 1; 1 when all values are equal (R's asymptotic test gives NaN there).

    Raises
    ------
    InputError
        If a sample is empty or holds a value that is not finite, the method is unknown, or an
        exact one would take more than about ten seconds.

    Examples
    --------
    >>> ranksum_p([1.1, 2.2, 3.3], [0.3, 0.4, 0.5, 0.6], "exact")
    0.05714285714285714
    """
    if method not in ALL_METHODS:
        raise InputError(f"unknown method {method!r}; one of {', '.join(ALL_METHODS)}")
    first, second = sample(x), sample(y)
    ties = tie_sizes(first + second)
    doubled = int(2 * ranksum_u(first, second))
    if method.startswith("exact"):
        return float(exact_p(doubled, len(first), ties, method))
    term = sum(t**3 - t for t in ties)
    square = z_squared(doubled, len(first), len(second), term, continuity=method == "continuity")
    return 1.0 if square is None else math.erfc(math.sqrt(square / 2))


def check_sizes(n1: int, n2: int) -> None:
    """Raise InputError unless both groups have at least one member."""
    for n in (n1, n2):
        if not is_whole(n) or n < 1:
            raise InputError(f"a group has a whole number of members, at least one, not {n}")
