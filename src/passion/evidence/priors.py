"""What a named prior on the log odds ratio makes of one compatible table or rank sum.

The result is for one member of a compatible set; over the set it is shown as a range, and never
averaged: the members carry no probability.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from passion.evidence.effects import RankSum
from printed.fit.tables import Table
from printed.stats import superiority_interval
from printed.stats.tables import table_weights

REACH = NormalDist().inv_cdf(0.975)  # half of the 95% range of a standard normal law


@dataclass(frozen=True)
class Prior:
    """A normal prior on a log odds ratio, centred on no difference.

    Parameters
    ----------
    name : str
    limit : float
        95% of it lies between 1 / limit and limit.
    """

    name: str
    limit: float

    @property
    def sd(self) -> float:
        """Its standard deviation, on the log scale."""
        return math.log(self.limit) / REACH


# Sceptical: Spiegelhalter, Freedman and Parmar 1994, with the limits of Greenland 2006. Neutral:
# as wide as the log-F(2,2) prior that Greenland and Mansournia 2015 name for sparse data.
PRIORS = (Prior("skeptical", 4.0), Prior("neutral", 39.0))


@dataclass(frozen=True)
class Posterior:
    """What a prior becomes: median and 95% interval of the odds ratio, probability below 1."""

    median: float
    low: float
    high: float
    below: float


def posterior(table: Table, prior: Prior) -> Posterior:
    """The odds ratio after one table, given both margins.

    Parameters
    ----------
    table : Table
    prior : Prior

    Returns
    -------
    Posterior

    Notes
    -----
    The conditional (noncentral hypergeometric) likelihood times the normal prior, integrated on
    a grid of the log odds ratio, eight prior SDs to either side. R: the same by ``integrate()``.

    Examples
    --------
    >>> found = posterior(Table(5, 10, 5, 10), PRIORS[0])
    >>> abs(found.median - 1) < 1e-6, abs(found.below - 0.5) < 1e-6
    (True, True)
    """
    import numpy as np

    grid = np.linspace(-8 * prior.sd, 8 * prior.sd, 8001)
    likelihood = _likelihood(table, grid)
    density = np.exp(likelihood - likelihood.max() - (grid / prior.sd) ** 2 / 2)
    steps = (density[1:] + density[:-1]) / 2
    share = np.concatenate([[0], np.cumsum(steps)]) / steps.sum()
    low, median, high = np.exp(np.interp([0.025, 0.5, 0.975], share, grid))
    return Posterior(float(median), float(low), float(high), float(np.interp(0, grid, share)))


def bayes_factor(table: Table, prior: Prior) -> float:
    """How much a table raises the odds of a difference, spread as the prior says, against none.

    Parameters
    ----------
    table : Table
    prior : Prior
        What is taken for granted if there is a difference.

    Returns
    -------
    float
        The mean of the likelihood over the prior, over that of no difference.

    Notes
    -----
    The likelihood is conditional on both margins, as in Fisher's test. R: ``integrate(function(b)
    sapply(b, L) * dnorm(b, 0, sd), -8 * sd, 8 * sd)$value / L(0)``, with ``L`` the noncentral
    hypergeometric probability of the observed count.

    Examples
    --------
    >>> from printed.notation import text
    >>> [text(bayes_factor(Table(1, 10, 22, 36), prior), 1) for prior in PRIORS]
    ['5.5', '19.1']
    """
    import numpy as np

    grid = np.linspace(-8 * prior.sd, 8 * prior.sd, 8001)
    weights = np.exp(-((grid / prior.sd) ** 2) / 2)
    rise = np.exp(_likelihood(table, grid) - _likelihood(table, np.zeros(1)))
    return float((rise * weights).sum() / weights.sum())


def largest_bayes_factor(table: Table) -> tuple[float, float]:
    """The largest Bayes factor of all normal priors that are centred on no difference.

    Returns
    -------
    factor, limit
        And the prior's ``limit``. Both are 1 where no such prior speaks for a difference.

    Examples
    --------
    >>> from printed.notation import text
    >>> text(largest_bayes_factor(Table(4, 10, 29, 36))[0], 2)
    '4.44'
    """
    from scipy import optimize

    found = optimize.minimize_scalar(
        lambda log: -bayes_factor(table, Prior("", math.exp(math.exp(log)))),
        bounds=(math.log(0.01), math.log(25)), method="bounded", options={"xatol": 1e-6},
    )  # fmt: skip
    return (float(-found.fun), math.exp(math.exp(found.x))) if -found.fun > 1 else (1.0, 1.0)


def _likelihood(table: Table, grid: Any) -> Any:
    """The logarithm of the conditional likelihood at each log odds ratio."""
    import numpy as np

    weights = table_weights(table.n1, table.n2, table.k1 + table.k2)
    terms = [math.log(weight) + (k - table.k1) * grid for k, weight in weights.items()]
    return -np.logaddexp.reduce(np.array(terms), axis=0)


def odds_of_superiority(s: RankSum) -> tuple[float, float, float]:
    """The odds that a treated child scores higher, with their 95% interval.

    A share or an end of 0 or 1 has no odds: that one is held half a pair inside.

    Examples
    --------
    >>> from fractions import Fraction
    >>> odds_of_superiority(RankSum(Fraction(50), 10, 10, "exact"))[0]
    1.0
    """
    found = superiority_interval(s.u, s.n1, s.n2)
    half = 1 / (2 * s.n1 * s.n2)
    shares = (found.estimate, found.low, found.high)
    inside = [x if 0 < x < 1 else min(1 - half, max(half, x)) for x in shares]
    low, middle, high = sorted(x / (1 - x) for x in inside)
    return middle, low, high


def posterior_normal(estimate: float, low: float, high: float, prior: Prior) -> Posterior:
    """Odds after an estimate with its 95% interval, both normal on the log scale.

    Parameters
    ----------
    estimate, low, high : float
        Odds, positive and finite.
    prior : Prior

    Returns
    -------
    Posterior

    Examples
    --------
    >>> posterior_normal(1.0, 0.5, 2.0, PRIORS[0]).below
    0.5
    """
    spread = math.log(high / low) / (2 * REACH)
    weight = prior.sd**2 / (prior.sd**2 + spread**2)
    law = NormalDist(weight * math.log(estimate), spread * math.sqrt(weight))
    median, first, last = (math.exp(law.inv_cdf(share)) for share in (0.5, 0.025, 0.975))
    return Posterior(median, first, last, law.cdf(0.0))
