"""Rates of several cohorts together: what a further cohort may be expected to have.

Thin over statsmodels, which estimates the spread between cohorts; the prediction interval is
added here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from printed.errors import InputError
from printed.stats.intervals import check_count, check_level

FEWEST = 3  # with fewer cohorts the spread between them is anybody's guess


@dataclass(frozen=True)
class Pooled:
    """A mean rate of several cohorts, and the rate of one more.

    Parameters
    ----------
    estimate, low, high : float
        The mean rate and its interval (Hartung and Knapp).
    predicted_low, predicted_high : float
        Prediction interval of the true rate of one more cohort.
    mean, error, spread : float
        The mean logit, its standard error and the SD of the true logits between cohorts.
    cohorts : int
    """

    estimate: float
    low: float
    high: float
    predicted_low: float
    predicted_high: float
    mean: float
    error: float
    spread: float
    cohorts: int


def pool(counts: Sequence[tuple[int, int]], level: float = 0.95) -> Pooled:
    """Pool the rates of independent cohorts on the logit scale, cohorts taken as random.

    Parameters
    ----------
    counts : sequence of (int, int)
        Events and denominator of each cohort; at least three cohorts.
    level : float
        Of both intervals.

    Returns
    -------
    Pooled

    Raises
    ------
    InputError
        With fewer cohorts, or a cohort without any event or with nothing else.

    Notes
    -----
    Spread between cohorts by Paule and Mandel; interval of the mean by Hartung and Knapp with k-1
    degrees of freedom, never narrower than without their factor; prediction interval by Higgins,
    Thompson and Spiegelhalter (J R Stat Soc A 2009;172:137-159) with k-2. R: ``metafor::rma(
    measure = "PLO", xi = k, ni = n, method = "PM", test = "adhoc")``; for the prediction with
    ``test = "z"`` and ``predict(..., pi.type = "riley")``.

    Examples
    --------
    >>> from printed import notation
    >>> found = pool([(19, 73), (16, 37), (22, 46), (5, 24)])
    >>> [notation.percent(x) for x in (found.estimate, found.low, found.high)]
    ['35%', '17%', '57%']
    """
    import numpy as np
    from scipy import stats
    from statsmodels.stats.meta_analysis import combine_effects

    check_level(level)
    if len(counts) < FEWEST:
        raise InputError(f"{len(counts)} cohorts are too few to pool; at least {FEWEST}")
    for k, n in counts:
        check_count(k, n)
        if k in (0, n):
            raise InputError(f"{k} of {n} has no logit; leave this cohort out")
    logits = np.array([math.log(k / (n - k)) for k, n in counts])
    variances = np.array([1 / k + 1 / (n - k) for k, n in counts])
    with np.errstate(divide="ignore"):  # I2, which is not used, has no value for equal cohorts
        found = combine_effects(logits, variances, method_re="iterated")
    tau2 = max(0.0, float(found.tau2))
    weights = 1 / (variances + tau2)
    mean = float((weights * logits).sum() / weights.sum())
    # Cohorts that differ by less than chance alone would have it make no mean more certain.
    scale = max(1.0, float((weights * (logits - mean) ** 2).sum() / (len(counts) - 1)))
    error = float(weights.sum() ** -0.5)
    reach = float(stats.t.ppf(0.5 + level / 2, len(counts) - 1)) * math.sqrt(scale) * error
    further = float(stats.t.ppf(0.5 + level / 2, len(counts) - 2)) * math.hypot(
        math.sqrt(tau2), error
    )
    ends = (mean, mean - reach, mean + reach, mean - further, mean + further)
    estimate, low, high, first, last = (1 / (1 + math.exp(-logit)) for logit in ends)
    return Pooled(
        estimate, low, high, first, last, mean, error, math.sqrt(tau2), cohorts=len(counts)
    )


def predicted_at_most(pooled: Pooled, most: int, n: int, nodes: int = 4000) -> float:
    """The chance that at most so many of n children of one more cohort have the event.

    Parameters
    ----------
    pooled : Pooled
    most, n : int
    nodes : int
        Points of the numerical integral.

    Returns
    -------
    float

    Notes
    -----
    The logit of one more cohort is taken as a t variable with k-2 degrees of freedom, as in the
    prediction interval; the binomial chance is averaged over it.

    Examples
    --------
    >>> found = pool([(19, 73), (16, 37), (22, 46), (5, 24)])
    >>> predicted_at_most(found, 10, 10)
    1.0
    """
    import numpy as np
    from scipy import special, stats

    check_count(most, n)
    quantiles: Any = (np.arange(nodes) + 0.5) / nodes
    reach = math.hypot(pooled.spread, pooled.error)
    rates = special.expit(pooled.mean + reach * stats.t.ppf(quantiles, pooled.cohorts - 2))
    return float(stats.binom.cdf(most, n, rates).mean())
