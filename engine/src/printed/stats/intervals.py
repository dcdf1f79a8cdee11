"""An estimate with its interval, and the intervals of one share and of one mean."""

from __future__ import annotations

import math
import numbers
from dataclasses import dataclass
from statistics import NormalDist

from printed.errors import InputError
from printed.stats.roots import root
from printed.stats.student import beta_cdf, beta_quantile, quantile

PROPORTION_METHODS = (
    "clopper-pearson", "wilson", "jeffreys", "mid-p", "wilson-cc", "agresti-coull", "wald",
    "wald-cc",
)  # fmt: skip
MEAN_METHODS = ("t", "normal")
EXACT = "exact"  # the normal deviate as it is, not as it is printed


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


def check_level(level: float) -> None:
    """Raise InputError unless the level lies strictly between 0 and 1."""
    if not isinstance(level, numbers.Real) or not 0 < level < 1:
        raise InputError(f"a confidence level lies between 0 and 1, not {level!r}")


def deviate(level: float = 0.95, z: str | float = EXACT, sides: int = 2) -> float:
    """The normal deviate of a level: exact, or as a formula has it that was worked by hand.

    Parameters
    ----------
    level : float
        Confidence level.
    z : {"exact"} or number
        ``1.96`` (or ``"1.96"``) instead of the quantile: the last printed digit of an interval
        can hang on it.
    sides : {2, 1}

    Raises
    ------
    InputError
        If the number is not the level's deviate, rounded.

    Examples
    --------
    >>> deviate(0.95), deviate(0.95, "1.96"), deviate(0.9, 1.645)
    (1.9599639845400536, 1.96, 1.645)
    """
    check_level(level)
    exact = NormalDist().inv_cdf(1 - (1 - level) / sides)
    if z == EXACT:
        return exact
    try:
        rounded = float(z)
    except (TypeError, ValueError):
        rounded = math.nan
    if not abs(rounded - exact) < 0.05:
        raise InputError(
            f"{z!r} is no normal deviate of a level of {level:g}, which is {exact:.3f}; "
            f"{EXACT} or a rounded one"
        )
    return rounded


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
    k: int,
    n: int,
    method: str = "clopper-pearson",
    level: float = 0.95,
    sides: int = 2,
    z: str | float = EXACT,
) -> Estimate:
    """A share k of n with its confidence interval.

    Parameters
    ----------
    k, n : int
        Events and denominator.
    method : str
        One of ``PROPORTION_METHODS``. Clopper-Pearson (exact) never covers less than the level;
        Wilson inverts the score test, ``wilson-cc`` with a continuity correction (method 4 of
        Newcombe, Stat Med 1998;17:857-872); Jeffreys is the equal-tailed posterior under
        Beta(1/2, 1/2) with 0 and 1 kept as ends at k = 0 and k = n (Brown, Cai and DasGupta,
        Stat Sci 2001;16:101-133); mid-P counts half of the observed outcome; Agresti-Coull
        adds half of z squared to events and non-events (Am Stat 1998;52:119-126); ``wald`` is
        the textbook interval, ``wald-cc`` is wider by 1/2n on each side.
    level : float
        Confidence level.
    sides : {2, 1}
        2: both ends together hold the level. 1: each end alone is a one-sided bound of that
        level, and only one of them is to be read.
    z : {"exact"} or number
        The normal deviate, for the methods that have one: see `deviate`.

    Returns
    -------
    Estimate

    Raises
    ------
    InputError
        If k is not between 0 and n, n is 0, or a method, level or number of sides is unknown.

    Notes
    -----
    R: ``binom.test(k, n)``, ``prop.test(k, n, correct = FALSE)`` or ``TRUE``,
    ``qbeta(c(.025, .975), k + .5, n - k + .5)``.

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
    if method in ("clopper-pearson", "jeffreys", "mid-p"):
        low, high = _tails(k, n, tail, method)
    else:
        low, high = _by_deviate(k, n, deviate(level, z, sides), method)
    if method not in ("wald", "wald-cc", "agresti-coull"):
        low, high = low if k else 0.0, high if k < n else 1.0
    return Estimate(k / n, max(0.0, low), min(1.0, high), method, level)


def _by_deviate(k: int, n: int, z: float, method: str) -> tuple[float, float]:
    """Ends that are so many standard errors away, whichever the standard error."""
    square = z * z
    if method.startswith("wald"):
        half = z * math.sqrt(k * (n - k) / n) / n + (1 / (2 * n) if method == "wald-cc" else 0.0)
        return k / n - half, k / n + half
    centre = (k + square / 2) / (n + square)
    if method == "agresti-coull":
        half = z * math.sqrt(centre * (1 - centre) / (n + square))
        return centre - half, centre + half
    shift = 0.5 if method == "wilson-cc" else 0.0  # of the count, away from each end
    ends = []
    for sign in (-1, 1):
        at = k + sign * shift
        inside = max(0.0, at * (n - at) / n + square / 4)
        ends.append((at + square / 2 + sign * z * math.sqrt(inside)) / (n + square))
    return ends[0], ends[1]


def mean_interval(
    mean: float, sd: float, n: int, method: str = "t", level: float = 0.95, z: str | float = EXACT
) -> Estimate:
    """A mean with its confidence interval, from mean, SD and size.

    Parameters
    ----------
    mean, sd : float
        SD with the divisor n - 1.
    n : int
        At least 2.
    method : {"t", "normal"}
        Student's t with n - 1 degrees of freedom, or the normal deviate.
    level : float
        Confidence level.
    z : {"exact"} or number
        For ``normal``: see `deviate`.

    Returns
    -------
    Estimate

    Raises
    ------
    InputError
        If there are fewer than two values, the SD is negative, or method or level is unknown.

    Notes
    -----
    R: ``mean + c(-1, 1) * qt(.975, n - 1) * sd / sqrt(n)``.

    Examples
    --------
    >>> found = mean_interval(89, 21, 10)
    >>> round(found.low, 2), round(found.high, 2)
    (73.98, 104.02)
    """
    if method not in MEAN_METHODS:
        raise InputError(f"unknown method {method!r}; one of {', '.join(MEAN_METHODS)}")
    if not is_whole(n) or n < 2:
        raise InputError(f"an interval of a mean needs at least 2 values, not {n}")
    if not sd >= 0:
        raise InputError(f"an SD is not negative: {sd}")
    away = deviate(level, z)
    if method == "t":
        away = quantile((1 + level) / 2, n - 1)
    half = away * sd / math.sqrt(n)
    return Estimate(mean, mean - half, mean + half, method, level)


def _tails(k: int, n: int, tail: float, method: str) -> tuple[float, float]:
    """Ends at which each tail of the binomial (or of the posterior) is the asked one."""
    if method == "mid-p":

        def below(p: float) -> float:  # P(X < k) and half of P(X = k), by its beta law
            under = 1 - beta_cdf(p, k, n - k + 1) if k else 0.0
            upto = 1 - beta_cdf(p, k + 1, n - k) if k < n else 1.0
            return (under + upto) / 2

        low = root(lambda p: 1 - below(p) - tail, 0.0, k / n) if k else 0.0
        high = root(lambda p: below(p) - tail, k / n, 1.0) if k < n else 1.0
        return low, high
    add = 0.5 if method == "jeffreys" else 0.0
    extra = 0.0 if method == "jeffreys" else 1.0
    low = beta_quantile(tail, k + add, n - k + extra + add) if k else 0.0
    high = beta_quantile(1 - tail, k + extra + add, n - k + add) if k < n else 1.0
    return low, high
