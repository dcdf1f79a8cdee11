"""How much larger one sample is: the probability of superiority and the Hodges-Lehmann shift."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from statistics import NormalDist, median

from printed import notation
from printed.errors import InputError
from printed.stats.intervals import Estimate, check_level
from printed.stats.ranks import Value, check_sizes, null_counts, ranksum_u, sample
from printed.stats.roots import root


def superiority_interval(u: Value, n1: int, n2: int, level: float = 0.95) -> Estimate:
    """The probability of superiority from U alone, with Newcombe's score interval.

    Parameters
    ----------
    u : float
        U of the first group, between 0 and n1 n2.
    n1, n2 : int
        Group sizes.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        U / (n1 n2), the probability that a value of the first group is the larger (ties half),
        with an interval that stays within 0 and 1 and has a positive width at both ends.

    Notes
    -----
    Method 5 of Newcombe (Stat Med 2006;25:559-573): the ends solve
    (estimate - p)^2 = z^2 V(p), with V(p) = p (1-p) (1 + m ((1-p)/(2-p) + p/(1+p))) / (n1 n2)
    and m = (n1 + n2) / 2 - 1. It needs no individual value, so that it can be had over a whole
    compatible set; it assumes that both groups have similar spreads.

    Examples
    --------
    >>> found = superiority_interval(16, 4, 4)
    >>> found.estimate, found.low > 0.5, found.high
    (1.0, True, 1.0)
    """
    check_sizes(n1, n2)
    check_level(level)
    if not 0 <= u <= n1 * n2:
        raise InputError(f"U of groups of {n1} and {n2} lies between 0 and {n1 * n2}, not {u}")
    share = float(Fraction(u) / (n1 * n2))
    z = NormalDist().inv_cdf(0.5 + level / 2)
    m = (n1 + n2) / 2 - 1

    def excess(p: float) -> float:
        variance = p * (1 - p) * (1 + m * ((1 - p) / (2 - p) + p / (1 + p))) / (n1 * n2)
        return (share - p) ** 2 - z * z * variance

    low = 0.0 if share == 0 else root(excess, 0.0, share)
    high = 1.0 if share == 1 else root(excess, share, 1.0)
    return Estimate(share, low, high, "newcombe", level)


def superiority(
    x: Iterable[Value], y: Iterable[Value], method: str = "newcombe", level: float = 0.95
) -> Estimate:
    """The probability that a value of the first sample is the larger, ties counting half.

    Parameters
    ----------
    x, y : iterable of float
        The two samples.
    method : {"newcombe", "brunner-munzel"}
        The interval: from U alone (see `superiority_interval`), or Brunner and Munzel's, which
        uses the spread of the placements and collapses to a point when the samples do not
        overlap.
    level : float
        Confidence level.

    Returns
    -------
    Estimate

    Notes
    -----
    Brunner and Munzel, Biometrical Journal 2000;42:17-25, as statsmodels'
    ``rank_compare_2indep`` computes it, its ends held within 0 and 1.

    Examples
    --------
    >>> superiority([3, 4, 5], [1, 2, 3]).estimate
    0.9444444444444444
    """
    first, second = sample(x), sample(y)
    if method == "newcombe":
        u = ranksum_u(first, second)
        return superiority_interval(u, len(first), len(second), level)
    if method != "brunner-munzel":
        raise InputError(f"unknown method {method!r}; one of newcombe, brunner-munzel")
    check_level(level)
    if min(len(first), len(second)) < 2:
        raise InputError("Brunner and Munzel's interval needs two values in each sample")
    share = float(ranksum_u(first, second) / (len(first) * len(second)))
    if share in {0.0, 1.0}:
        return Estimate(share, share, share, method, level)
    from statsmodels.stats.nonparametric import rank_compare_2indep

    low, high = rank_compare_2indep(first, second).conf_int(alpha=1 - level)
    return Estimate(share, max(0.0, float(low)), min(1.0, float(high)), method, level)


def shift(x: Iterable[Value], y: Iterable[Value], level: float = 0.95) -> Estimate:
    """The Hodges-Lehmann shift: the median of all differences x - y, with its exact interval.

    Parameters
    ----------
    x, y : iterable of float
        The two samples.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        In the unit of the values. The interval is infinite when the samples are too small for
        the level.

    Notes
    -----
    The interval inverts the exact test without ties (Hodges and Lehmann 1963; Lehmann 1975,
    section 2.6); with ties it is conservative. R: ``wilcox.test(x, y, conf.int = TRUE,
    exact = TRUE)``.

    Examples
    --------
    >>> shift([1.1, 2.2, 3.3, 4.4], [0.3, 0.4, 0.5, 0.6]).estimate
    2.3
    """
    check_level(level)
    first, second = sample(x), sample(y)
    n1, n2 = len(first), len(second)
    differences = sorted(a - b for a in first for b in second)
    c = end_place(n1, n2, level)
    middle = median(map(float, differences))
    if c == 0:
        return Estimate(middle, -math.inf, math.inf, "hodges-lehmann", level)
    ends = float(differences[c - 1]), float(differences[-c])
    return Estimate(middle, *ends, "hodges-lehmann", level)


@lru_cache(maxsize=256)
def end_place(n1: int, n2: int, level: float = 0.95) -> int:
    """The place, from 1, at which the exact interval of a shift begins among all differences.

    Parameters
    ----------
    n1, n2 : int
        Group sizes.
    level : float
        Confidence level.

    Returns
    -------
    int
        The largest c with P(U < c) at most half of what the level leaves; 0 where the groups are
        too small for an interval.

    Examples
    --------
    >>> end_place(10, 36), end_place(1, 2)
    (107, 0)
    """
    check_sizes(n1, n2)
    check_level(level)
    allowed = (1 - notation.exact(level)) / 2 * math.comb(n1 + n2, n1)
    below = c = 0
    for count in null_counts(n1, n2):
        if below + count > allowed:
            break
        below, c = below + count, c + 1
    return c
