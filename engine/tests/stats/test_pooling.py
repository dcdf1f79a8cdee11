"""Rates of several cohorts pooled, against a second solution of the same equations.

R's answers for each set of cohorts below: the calls ``pooled`` of `engine/tests/r`.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, optimize, special, stats

from printed.errors import InputError
from printed.stats.pooling import FEWEST, pool, predicted_at_most

SETS = {
    "differing": [(19, 73), (16, 37), (22, 46), (5, 24)],
    "one far away": [(1, 200), (120, 121), (30, 60), (12, 40), (44, 90)],
    "equal": [(10, 20), (10, 20), (10, 20)],
    "alike, no spread": [(87, 161), (47, 80), (40, 70), (31, 46)],
    "rare": [(1, 60), (1, 500), (2, 90), (1, 45)],
}


def by_hand(counts, level=0.95):
    """Spread by a root of the generalised Q statistic, then the three intervals in full."""
    k, n = np.array(counts, float).T
    y, v = special.logit(k / n), 1 / k + 1 / (n - k)

    def mean(tau2):
        return np.average(y, weights=1 / (v + tau2))

    def q(tau2):
        return ((y - mean(tau2)) ** 2 / (v + tau2)).sum() - (len(y) - 1)

    tau2 = optimize.brentq(q, 0, 100, xtol=1e-14) if q(0) > 0 else 0.0
    weights = 1 / (v + tau2)
    middle = mean(tau2)
    knapp = max(1, (weights * (y - middle) ** 2).sum() / (len(y) - 1)) / weights.sum()
    about = stats.t.interval(level, len(y) - 1, middle, np.sqrt(knapp))
    further = stats.t.interval(level, len(y) - 2, middle, np.sqrt(tau2 + 1 / weights.sum()))
    return special.expit([middle, *about, *further]), np.sqrt(tau2)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_pool_is_the_solution_by_hand(name, level):
    found = pool(SETS[name], level)
    expected, spread = by_hand(SETS[name], level)
    shown = (found.estimate, found.low, found.high, found.predicted_low, found.predicted_high)
    assert shown == pytest.approx(tuple(expected), abs=1e-6)
    assert found.spread == pytest.approx(spread, abs=1e-5)
    assert found.cohorts == len(SETS[name])


def test_equal_cohorts_have_no_spread_and_a_mean_as_certain_as_their_sizes_make_it():
    found = pool(SETS["equal"])
    assert (found.estimate, found.spread) == (0.5, 0.0)
    # 30 of 60, with the t of two degrees of freedom: a logit of +-4.303 times the root of 4/60
    assert special.logit([found.low, found.high]) == pytest.approx(
        stats.t.interval(0.95, 2, 0, (4 / 60) ** 0.5)
    )


def test_a_prediction_is_never_narrower_than_chance_alone_makes_it():
    for counts in SETS.values():
        found = pool(counts)
        assert found.predicted_low < found.estimate < found.predicted_high
        assert found.error > 0


def test_the_order_of_cohorts_does_not_matter():
    one, other = pool(SETS["differing"]), pool(SETS["differing"][::-1])
    assert one.predicted_low == pytest.approx(other.predicted_low, rel=1e-9)


def test_with_and_without_are_mirrored():
    one = pool(SETS["differing"])
    other = pool([(n - k, n) for k, n in SETS["differing"]])
    assert (other.predicted_low, other.high) == pytest.approx(
        (1 - one.predicted_high, 1 - one.low), rel=1e-6
    )


@pytest.mark.parametrize(
    "counts, reason",
    [
        (SETS["differing"][: FEWEST - 1], "too few to pool"),
        ([(0, 10), (1, 10), (2, 10)], "0 of 10 has no logit"),
        ([(10, 10), (1, 10), (2, 10)], "10 of 10 has no logit"),
        ([(11, 10), (1, 10), (2, 10)], "is no count"),
    ],
)
def test_what_cannot_be_pooled_is_refused(counts, reason):
    with pytest.raises(InputError, match=reason):
        pool(counts)


@pytest.mark.parametrize("name", ["differing", "one far away", "alike, no spread"])
@pytest.mark.parametrize("most, n", [(0, 10), (2, 10), (7, 10), (1, 1)])
def test_the_predicted_chance_is_the_integral(name, most, n):
    found = pool(SETS[name])
    law = stats.t(found.cohorts - 2, found.mean, np.hypot(found.spread, found.error))

    def density(logit):
        return stats.binom.cdf(most, n, special.expit(logit)) * law.pdf(logit)

    whole = integrate.quad(density, -60, 60, limit=800, points=[found.mean])[0]
    tails = law.cdf(-60) + law.sf(60) * (most >= n)  # there the rate is zero, or one
    assert predicted_at_most(found, most, n) == pytest.approx(whole + tails, abs=2e-4)


def test_all_of_all_is_certain():
    assert predicted_at_most(pool(SETS["rare"]), 10, 10) == pytest.approx(1.0)
