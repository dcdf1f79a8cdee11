"""The difference of two means in standard deviations, and its interval."""

from __future__ import annotations

import math
from functools import lru_cache

from printed.errors import InputError
from printed.stats.intervals import deviate
from printed.stats.laws import normal_tail, t_deviate
from printed.stats.roots import root

METHODS = ("cohen", "hedges", "average", "glass")
INTERVALS = ("normal", "t", "noncentral-t")
STEPS = 400  # of the integral over the unknown SD
FEWEST = 100  # of its steps
FEW = 30  # degrees of freedom


def standardised(
    difference: float, sd1: float, n1: int, sd2: float, n2: int, method: str = "cohen"
) -> float:
    """A difference of means, in SDs.

    Parameters
    ----------
    difference : float
    sd1, sd2 : float
        With the divisor n - 1.
    n1, n2 : int
    method : str
        One of ``METHODS``. ``cohen``: by the pooled SD; ``hedges``: the same times
        ``gamma(f / 2) / (sqrt(f / 2) gamma((f - 1) / 2))`` with f = n1 + n2 - 2 (Hedges, J Educ
        Stat 1981;6:107-128); ``average``: by the root of the mean variance; ``glass``: by the SD
        of group 2.

    Examples
    --------
    >>> [round(standardised(1, 4, 30, 2, 30, method), 4) for method in METHODS]
    [0.3162, 0.3121, 0.3162, 0.5]
    """
    if method not in METHODS:
        raise InputError(f"unknown method {method!r}; one of {', '.join(METHODS)}")
    free = n1 + n2 - 2
    if method == "glass":
        spread = sd2
    elif method == "average":
        spread = math.hypot(sd1, sd2) / math.sqrt(2)
    else:
        spread = math.sqrt(((n1 - 1) * sd1 * sd1 + (n2 - 1) * sd2 * sd2) / free)
    if not spread:
        return math.copysign(math.inf, difference) if difference else 0.0
    return difference / spread * (small_sample(free) if method == "hedges" else 1.0)


def small_sample(free: int) -> float:
    """Hedges' factor for so many degrees of freedom.

    >>> round(small_sample(10), 5)
    0.92275
    """
    if free < 2:
        return 0.0
    return math.exp(math.lgamma(free / 2) - math.lgamma((free - 1) / 2)) / math.sqrt(free / 2)


def standardised_limits(
    d: float, n1: int, n2: int, method: str = "normal", level: float = 0.95
) -> tuple[float, float]:
    """The interval of a standardised difference.

    Parameters
    ----------
    d : float
    n1, n2 : int
    method : str
        One of ``INTERVALS``. ``normal``: d and z times ``sqrt((n1 + n2) / (n1 n2) + d^2 / (2 (n1 +
        n2)))`` (Hedges and Olkin, Statistical methods for meta-analysis, 1985); ``t``: the same
        with the t deviate of n1 + n2 - 2; ``noncentral-t``: the noncentralities under which d has
        either tail, in SDs.
    level : float

    Notes
    -----
    R: ``uniroot`` on ``pt(t, df, ncp)`` for ``noncentral-t``.

    Examples
    --------
    >>> [round(end, 3) for end in standardised_limits(0.5, 30, 30, "noncentral-t")]
    [-0.016, 1.012]
    """
    if method not in INTERVALS:
        raise InputError(f"unknown interval {method!r}; one of {', '.join(INTERVALS)}")
    if math.isinf(d):
        return d, d
    scale = math.sqrt(1 / n1 + 1 / n2)
    free, tail = n1 + n2 - 2, (1 - level) / 2
    if method == "noncentral-t":
        t = d / scale
        far = 5 * abs(t) + 40
        low, high = (
            root(lambda shift: _below(t, free, shift) - share, -far, far)  # noqa: B023
            for share in (1 - tail, tail)
        )
        return low * scale, high * scale
    error = math.sqrt(scale * scale + d * d / (2 * (n1 + n2)))
    away = error * (deviate(level) if method == "normal" else t_deviate(tail, free))
    return d - away, d + away


@lru_cache(maxsize=4096)
def _spreads(free: int, steps: int) -> tuple[tuple[float, float], ...]:
    """Values of the SD by the true one, each with its weight: a chi law by midpoints."""
    width = 12 / math.sqrt(2 * free)
    low, high = max(0.0, 1 - width), 1 + width
    step = (high - low) / steps
    at = [low + (i + 0.5) * step for i in range(steps)]
    logs = [(free - 1) * math.log(s) - free * s * s / 2 for s in at]
    most = max(logs)
    weights = [math.exp(one - most) for one in logs]
    whole = math.fsum(weights)
    return tuple((s, w / whole) for s, w in zip(at, weights, strict=True) if w > whole * 1e-20)


def _below(t: float, free: int, shift: float) -> float:
    """The chance of a noncentral t below a value."""
    # Midpoints of a smooth bell are exact to a double once they are near enough to each other; of
    # few degrees of freedom the law ends at 0, and not smoothly.
    enough = FEWEST * math.ceil(math.sqrt(1 + t * t / (2 * free)) / 2)
    steps = STEPS if free < FEW else min(STEPS, enough)
    return math.fsum(w * normal_tail(shift - t * s) for s, w in _spreads(free, steps))
