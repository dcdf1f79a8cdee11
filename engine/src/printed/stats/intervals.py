"""An estimate with its interval, and the intervals of one proportion."""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

from printed.errors import InputError

PROPORTION_METHODS = ("clopper-pearson", "wilson", "jeffreys", "mid-p")


@dataclass(frozen=True)
class Estimate:
    """An estimate, the ends of its interval, and how they were found.

    Parameters
    ----------
    estimate, low, high : float
        In the unit of the quantity; infinite where the data set no bound.
    method : str
        Name of the interval.
    level : float
        Confidence level, 0.95 for 95%.

    Examples
    --------
    >>> proportion(0, 10).low
    0.0
    """

    estimate: float
    low: float
    high: float
    method: str
    level: float = 0.95


def root(f: Callable[[float], float], low: float, high: float) -> float:
    """Where a function with opposite signs at both ends changes its sign, by bisection.

    An end at which the function is zero (or has the other end's sign) is not sought further:
    the interval's nearer end is returned.

    >>> root(lambda x: x * x - 2, 0.0, 2.0)
    1.414213562373095
    """
    positive = f(high) > 0
    for _ in range(200):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        if (f(middle) > 0) == positive:
            high = middle
        else:
            low = middle
    return low if abs(f(low)) <= abs(f(high)) else high


def check_level(level: float) -> None:
    """Raise InputError unless the level lies strictly between 0 and 1."""
    if not isinstance(level, numbers.Real) or not 0 < level < 1:
        raise InputError(f"a confidence level lies between 0 and 1, not {level!r}")


def is_whole(value: object) -> bool:
    """Whether the value is a whole number, whatever it is that was given.

    >>> is_whole(4), is_whole(4.0), is_whole("4"), is_whole(True)
    (True, True, False, False)
    """
    if isinstance(value, (bool, str, bytes)):
        return False
    try:
        return int(value) == value  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError):
        return False


def check_count(k: int, n: int) -> None:
    """Raise InputError unless k of n is a count with a denominator of at least one."""
    for name, value in (("count", k), ("denominator", n)):
        if not is_whole(value):
            raise InputError(f"the {name} {value!r} is not a whole number")
    if n < 1:
        raise InputError(f"a denominator is at least 1, not {n}")
    if not 0 <= k <= n:
        raise InputError(f"{k} of {n} is no count; it lies between 0 and {n}")


def proportion(
    k: int, n: int, method: str = "clopper-pearson", level: float = 0.95, sides: int = 2
) -> Estimate:
    """A share k of n with its confidence interval.

    Parameters
    ----------
    k, n : int
        Events and denominator.
    method : {"clopper-pearson", "wilson", "jeffreys", "mid-p"}
        Clopper-Pearson (exact) never covers less than the level; Wilson inverts the score
        test; Jeffreys is the equal-tailed posterior under Beta(1/2, 1/2) with 0 and 1 kept as
        ends at k = 0 and k = n (Brown, Cai and DasGupta, Stat Sci 2001;16:101-133); mid-P
        counts half of the observed outcome.
    level : float
        Confidence level.
    sides : {2, 1}
        2: both ends together hold the level. 1: each end alone is a one-sided bound of that
        level, and only one of them is to be read.

    Returns
    -------
    Estimate

    Raises
    ------
    InputError
        If k is not between 0 and n, n is 0, or a method, level or number of sides is unknown.

    Notes
    -----
    R: ``binom.test(k, n)``, ``prop.test(k, n, correct = FALSE)``,
    ``DescTools::BinomCI(k, n, method = "jeffreys")``, ``exactci::binom.exact(midp = TRUE)``.

    Examples
    --------
    >>> from printed import notation
    >>> notation.percent(proportion(0, 10).high, 1)
    '30.8%'
    >>> notation.percent(proportion(0, 10, sides=1).high, 1)
    '25.9%'
    """
    check_count(k, n)
    check_level(level)
    if method not in PROPORTION_METHODS:
        raise InputError(f"unknown method {method!r}; one of {', '.join(PROPORTION_METHODS)}")
    if sides not in {1, 2}:
        raise InputError(f"an interval has 1 or 2 sides, not {sides}")
    tail = (1 - level) / sides
    low, high = _wilson(k, n, tail) if method == "wilson" else _tails(k, n, tail, method)
    return Estimate(k / n, low if k else 0.0, high if k < n else 1.0, method, level)


def _wilson(k: int, n: int, tail: float) -> tuple[float, float]:
    z = NormalDist().inv_cdf(1 - tail)
    centre = (k + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * math.sqrt(k * (n - k) / n + z * z / 4)
    return centre - half, centre + half


def _tails(k: int, n: int, tail: float, method: str) -> tuple[float, float]:
    """Ends at which each tail of the binomial (or of the posterior) is the asked one."""
    from scipy import stats

    if method == "mid-p":

        def below(p: float) -> float:  # P(X < k) and half of P(X = k)
            return float(stats.binom.cdf(k, n, p) - stats.binom.pmf(k, n, p) / 2)

        low = root(lambda p: 1 - below(p) - tail, 0.0, k / n) if k else 0.0
        high = root(lambda p: below(p) - tail, k / n, 1.0) if k < n else 1.0
        return low, high
    add = 0.5 if method == "jeffreys" else 0.0
    extra = 0.0 if method == "jeffreys" else 1.0
    low = stats.beta.ppf(tail, k + add, n - k + extra + add) if k else 0.0
    high = stats.beta.ppf(1 - tail, k + extra + add, n - k + add) if k < n else 1.0
    return float(low), float(high)
