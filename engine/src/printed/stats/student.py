"""Student's t and the beta law on the standard library, for where scipy is not."""

from __future__ import annotations

import math
from functools import lru_cache

from printed.errors import InputError
from printed.stats.roots import root

TINY = 1e-300
MOST_TERMS = 500


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function.

    Parameters
    ----------
    x : float
        From 0 to 1.
    a, b : float
        Positive.

    Notes
    -----
    The continued fraction of DiDonato and Morris (ACM Trans Math Softw 1992;18:360), by Lentz's
    method; the half in which it converges fast is chosen.

    Examples
    --------
    >>> round(beta_cdf(0.5, 2, 3), 12)
    0.6875
    """
    if not (a > 0 and b > 0):
        raise InputError(f"a beta law has positive parameters, not {a} and {b}")
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cdf(1 - x, b, a)
    front = a * math.log(x) + b * math.log1p(-x) - _log_beta(a, b)
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > TINY else TINY)
    value = d
    for m in range(1, MOST_TERMS):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + numerator * d
            c = 1 + numerator / c
            d, c = (one if abs(one) > TINY else TINY for one in (d, c))
            d = 1 / d
            value *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return math.exp(front) * value / a


def _log_beta(a: float, b: float) -> float:
    """The logarithm of the beta function; two large gamma functions would cancel, so they meet
    in Stirling's series, where what they share is left out.
    """
    small, large = sorted((a, b))
    if large < 100:
        return math.lgamma(small) + math.lgamma(large) - math.lgamma(small + large)

    def rest(z: float) -> float:
        return 1 / (12 * z) - 1 / (360 * z**3) + 1 / (1260 * z**5)

    both = small + large
    ratio = (large - 0.5) * math.log1p(small / large) + small * (math.log(both) - 1)
    return math.lgamma(small) - ratio - rest(both) + rest(large)


def upper_tail(t: float, df: float) -> float:
    """The probability that t with so many degrees of freedom is above a value.

    >>> round(2 * upper_tail(2.262157, 9), 6)
    0.05
    """
    half = beta_cdf(df / (df + t * t), df / 2, 0.5) / 2
    return half if t >= 0 else 1 - half


@lru_cache(maxsize=4096)
def quantile(share: float, df: float) -> float:
    """The value below which t with so many degrees of freedom lies with a probability.

    Parameters
    ----------
    share : float
        Between 0 and 1.
    df : float
        Positive.

    Notes
    -----
    Held to scipy by a test; R: ``qt(0.975, 9)`` is 2.262157.

    Examples
    --------
    >>> round(quantile(0.975, 9), 6)
    2.262157
    """
    if not 0 < share < 1 or not df > 0:
        raise InputError(f"no t value with {df} degrees of freedom has the share {share}")
    if share < 0.5:
        return -quantile(1 - share, df)
    low, high = 0.0, 1.0
    while upper_tail(high, df) > 1 - share:
        low, high = high, 2 * high
    return root(lambda t: upper_tail(t, df) - (1 - share), low, high)


@lru_cache(maxsize=4096)
def beta_quantile(share: float, a: float, b: float) -> float:
    """The value below which a beta law lies with a probability.

    R: ``qbeta(0.975, 1, 10)`` is 0.3084971.

    Examples
    --------
    >>> round(beta_quantile(0.975, 1, 10), 6)
    0.308497
    """
    if not 0 < share < 1:
        raise InputError(f"no value of a beta law has the share {share}")
    # None or all of n: without search, so that an end such as 97.5% is rounded as itself.
    if a == 1:
        return 1 - (1 - share) ** (1 / b)
    if b == 1:
        return float(share ** (1 / a))
    return root(lambda x: beta_cdf(x, a, b) - share, 0.0, 1.0)
