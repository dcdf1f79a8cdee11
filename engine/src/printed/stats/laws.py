"""Tails of the normal, t, F and chi-squared laws on the standard library, and the way back.

Every tail is relatively exact where it is small: a P value of 1e-20 is one, not 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist

from printed.errors import InputError
from printed.stats import student
from printed.stats.roots import root

MOST_TERMS = 10_000


def normal_tail(z: float) -> float:
    """The probability that a standard normal value is above z.

    >>> round(2 * normal_tail(1.959964), 6)
    0.05
    """
    return math.erfc(z / math.sqrt(2)) / 2


@lru_cache(maxsize=65_536)
def t_tail(t: float, df: float = math.inf) -> float:
    """The probability that t is above a value; with endless degrees of freedom it is normal.

    >>> round(2 * t_tail(2.262157, 9), 6)
    0.05
    """
    if math.isinf(t):
        return 0.0 if t > 0 else 1.0
    return normal_tail(t) if math.isinf(df) else student.upper_tail(t, df)


@lru_cache(maxsize=65_536)
def t_deviate(tail: float, df: float = math.inf) -> float:
    """The t above which so much lies; infinite for a tail of 0.

    R: ``qt(tail, df, lower.tail = FALSE)``.

    >>> round(t_deviate(0.025, 9), 6)
    2.262157
    """
    if tail > 0.5:
        return -t_deviate(1 - tail, df)
    if tail <= 0 or tail == 0.5:
        return 0.0 if tail else math.inf
    return _near(tail, df) or _root(lambda t: t_tail(t, df), tail)


def _near(tail: float, df: float) -> float | None:
    """By Newton's method on logarithms of t and its tail, from Fisher and Cornish's series.

    None where it has not come to rest after a few steps, as in the far tails of few degrees.
    """
    t = z = -NormalDist().inv_cdf(tail)
    if not math.isinf(df):
        t += (z**3 + z) / (4 * df) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df * df)
    before = math.inf
    for _ in range(20):
        found = t_tail(t, df)
        weight = t * _t_density(t, df)
        if not (found > 0 and weight > 0):
            return None
        step = math.log(found / tail) * found / weight
        if abs(step) <= 1e-12 and abs(step) >= before / 2:  # what is left is rounding
            return t
        t *= math.exp(min(step, 5.0))
        before = abs(step)
        if before <= 1e-16:
            return t
    return None


def _t_density(t: float, df: float) -> float:
    if math.isinf(df):
        return math.exp(-t * t / 2) / math.sqrt(2 * math.pi)
    scale = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(df * math.pi)
    return scale * math.exp(-(df + 1) / 2 * math.log1p(t * t / df))


def _root(falling: Callable[[float], float], target: float) -> float:
    """Where a falling function of a positive number has a value, by logarithms."""

    def excess(at: float) -> float:
        value = falling(at)
        return math.log(value / target) if value > 0 else -math.inf

    low, high = 0.0, 1.0
    while excess(high) > 0:
        low, high = high, 2 * high
        if high > 1e150:
            return math.inf
    return root(excess, low, high)


def f_tail(value: float, df1: float, df2: float) -> float:
    """The probability that F is above a value.

    R: ``pf(4.73, 1, 130, lower.tail = FALSE)`` is 0.03145.

    >>> round(f_tail(4.73, 1, 130), 5)
    0.03145
    """
    if not (df1 > 0 and df2 > 0):
        raise InputError(f"F has positive degrees of freedom, not {df1} and {df2}")
    if value <= 0:
        return 1.0
    if math.isinf(value):
        return 0.0
    return student.beta_cdf(df2 / (df2 + df1 * value), df2 / 2, df1 / 2)


def chi2_tail(value: float, df: float) -> float:
    """The probability that a chi-squared value is above a value.

    R: ``pchisq(0.86, 1, lower.tail = FALSE)`` is 0.3537.

    >>> round(chi2_tail(0.86, 1), 4)
    0.3537
    """
    if not df > 0:
        raise InputError(f"chi-squared has positive degrees of freedom, not {df}")
    if value <= 0:
        return 1.0
    if math.isinf(value):
        return 0.0
    return _upper_gamma(df / 2, value / 2)


def _upper_gamma(a: float, x: float) -> float:
    """The regularised upper incomplete gamma function: a series below, a fraction above."""
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        for n in range(1, MOST_TERMS):
            term *= x / (a + n)
            total += term
            if term < total * 1e-17:
                break
        return max(0.0, 1 - front * total)
    b = x + 1 - a
    c, d = 1e300, 1 / b
    value = d
    for n in range(1, MOST_TERMS):
        factor = -n * (n - a)
        b += 2
        d = factor * d + b
        c = b + factor / c
        d, c = (one if abs(one) > 1e-300 else 1e-300 for one in (d, c))
        d = 1 / d
        value *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return front * value
