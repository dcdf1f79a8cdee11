"""Events per person-time: the interval of one rate, the ratio of two, and P between them.

Everything is for a person-time of 1: a limit of a rate is divided by the person-time, a limit of a
ratio multiplied by the second person-time over the first.
"""

from __future__ import annotations

import math
from functools import lru_cache

from printed.errors import InputError
from printed.stats.intervals import deviate, proportion
from printed.stats.laws import chi2_tail, normal_tail
from printed.stats.roots import root
from printed.stats.student import beta_cdf

RATE_METHODS = ("exact", "log", "byar", "wald")
RATIO_METHODS = ("log", "exact", "mid-p", "wilson")
RATE_TESTS = ("wald", "score", "exact", "exact-central", "mid-p")
_SHARES = {"exact": "clopper-pearson", "mid-p": "mid-p", "wilson": "wilson"}


@lru_cache(maxsize=65_536)
def rate_limits(k: int, method: str = "exact", level: float = 0.95) -> tuple[float, float]:
    """The interval of a Poisson count.

    Parameters
    ----------
    k : int
        Events.
    method : str
        One of ``RATE_METHODS``. ``exact``: Garwood (Biometrika 1936;28:437-442); ``log``: k times
        or by ``exp(z / sqrt(k))``; ``byar``: Byar's approximation of the exact one (Breslow and
        Day, Statistical methods in cancer research II, 1987, 2.3); ``wald``: ``k +- z sqrt(k)``.
    level : float

    Returns
    -------
    tuple of float
        Of the count; divided by the person-time they are of the rate. NaN where there is none.

    Notes
    -----
    R: ``poisson.test(k)$conf.int`` is ``exact``.

    Examples
    --------
    >>> [round(end, 4) for end in rate_limits(9)]
    [4.1154, 17.0848]
    """
    if method not in RATE_METHODS:
        raise InputError(f"unknown method {method!r}; one of {', '.join(RATE_METHODS)}")
    z, tail = deviate(level), (1 - level) / 2
    if method == "exact":
        low = _chi2_quantile(1 - tail, 2 * k) / 2 if k else 0.0
        return low, _chi2_quantile(tail, 2 * k + 2) / 2
    if not k:
        return (0.0, 0.0) if method == "wald" else (math.nan, math.nan)
    if method == "log":
        away = math.exp(z / math.sqrt(k))
        return k / away, k * away
    if method == "wald":
        return max(0.0, k - z * math.sqrt(k)), k + z * math.sqrt(k)
    low, high = (
        n * (1 - 1 / (9 * n) + sign * z / (3 * math.sqrt(n))) ** 3
        for n, sign in ((k, -1), (k + 1, 1))
    )
    return low, high


def _chi2_quantile(upper: float, df: int) -> float:
    """The value above which so much of a chi-squared law lies."""
    far = df + 20 * math.sqrt(2 * df) + 60
    return root(lambda x: chi2_tail(x, df) - upper, 0.0, far)


@lru_cache(maxsize=65_536)
def rate_ratio_limits(
    k1: int, k2: int, method: str = "log", level: float = 0.95
) -> tuple[float, float]:
    """The interval of the ratio of two rates over equal person-times.

    Parameters
    ----------
    k1, k2 : int
        Events.
    method : str
        One of ``RATIO_METHODS``. ``log``: Wald's, with ``sqrt(1 / k1 + 1 / k2)``; the others are
        of the share of group 1 among all events, given their number: ``exact`` by Clopper and
        Pearson, ``mid-p`` and ``wilson``.
    level : float

    Returns
    -------
    tuple of float
        NaN where there is none.

    Notes
    -----
    R: ``poisson.test(c(k1, k2), c(t1, t2))$conf.int`` is ``exact``.

    Examples
    --------
    >>> [round(end, 4) for end in rate_ratio_limits(5, 13, "exact")]
    [0.1074, 1.1496]
    """
    if method not in RATIO_METHODS:
        raise InputError(f"unknown method {method!r}; one of {', '.join(RATIO_METHODS)}")
    if not k1 + k2:
        return math.nan, math.nan
    if method == "log":
        if not k1 or not k2:
            return math.nan, math.nan
        away = math.exp(deviate(level) * math.sqrt(1 / k1 + 1 / k2))
        return k1 / k2 / away, k1 / k2 * away
    share = proportion(k1, k1 + k2, _SHARES[method], level)
    low, high = (
        end / (1 - end) if end < 1 else math.inf for end in (share.low, share.high)
    )
    return low, high


@lru_cache(maxsize=65_536)
def rates_p(k1: int, k2: int, other: float, test: str = "wald") -> float:
    """Two-sided P of equal rates.

    Parameters
    ----------
    k1, k2 : int
        Events.
    other : float
        The second person-time over the first.
    test : str
        One of ``RATE_TESTS``. ``wald``: of the logarithm of the ratio; ``score``: of the events
        of group 1 against their number among all that equal rates tell; ``exact``: the binomial
        test of them by minimum likelihood, ``exact-central`` with the smaller tail twice,
        ``mid-p`` the same with half of what was observed.

    Returns
    -------
    float
        NaN where there is none.

    Notes
    -----
    R: ``poisson.test(c(k1, k2), c(1, other))$p.value`` is ``exact``.

    Examples
    --------
    >>> round(rates_p(5, 13, 31 / 30, "exact"), 5)
    0.09705
    """
    if test not in RATE_TESTS:
        raise InputError(f"unknown test {test!r}; one of {', '.join(RATE_TESTS)}")
    total = k1 + k2
    if not total or not 0 < other < math.inf:
        return math.nan
    share = 1 / (1 + other)
    if test == "wald":
        if not k1 or not k2:
            return math.nan
        return 2 * normal_tail(abs(math.log(k1 / k2 * other)) / math.sqrt(1 / k1 + 1 / k2))
    if test == "score":
        expected = total * share
        return 2 * normal_tail(abs(k1 - expected) / math.sqrt(expected * (1 - share)))
    if test == "exact":
        return _minlike(k1, total, share)
    own = _mass(k1, total, share)
    below = beta_cdf(1 - share, total - k1, k1 + 1) if k1 < total else 1.0  # of at most k1
    above = beta_cdf(share, k1, total - k1 + 1) if k1 else 1.0  # of at least k1
    twice = 2 * min(below, above)
    return min(1.0, twice - own if test == "mid-p" else twice)


def _mass(k: int, n: int, share: float) -> float:
    logs = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return math.exp(logs + k * math.log(share) + (n - k) * math.log1p(-share))


def _minlike(k: int, n: int, share: float) -> float:
    """All counts that are at most as likely as the one observed, as R's ``binom.test`` has it."""
    most = _mass(k, n, share) * (1 + 1e-7)
    return min(1.0, math.fsum(p for p in (_mass(i, n, share) for i in range(n + 1)) if p <= most))


@lru_cache(maxsize=1024)
def jumps(k1: int, k2: int) -> tuple[float, ...]:
    """The ratios of person-times at which another count becomes as likely as the observed one.

    Between them the exact P changes smoothly.

    >>> [round(one, 3) for one in jumps(1, 1)]
    [0.5, 2.0]
    """
    n = k1 + k2

    def logs(k: int) -> float:
        return -math.lgamma(k + 1) - math.lgamma(n - k + 1)

    odds = ((logs(j) - logs(k1)) / (k1 - j) for j in range(n + 1) if j != k1)
    return tuple(sorted(math.exp(-one) for one in odds))
