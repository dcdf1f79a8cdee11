"""The ends of F over all unrounded means and SDs, against a minimiser of scipy."""

from __future__ import annotations

import random

import pytest
from scipy.optimize import minimize

from printed.fit import variances


@pytest.mark.parametrize("seed", range(40))
def test_the_least_sum_of_squares_between_groups(seed):
    chance = random.Random(seed)
    groups = chance.randint(2, 6)
    sizes = [chance.randint(1, 60) for _ in range(groups)]
    lows = [chance.choice([chance.uniform(-5, 5), chance.randint(-3, 3)]) for _ in range(groups)]
    means = [(low, low + chance.choice([0, 0.1, 1, 3])) for low in lows]

    def between(at):
        return variances._between(sizes, at)

    found = minimize(between, [sum(ends) / 2 for ends in means], bounds=means, tol=1e-12)
    low, high = variances.f_range(sizes, means, [(1.0, 1.0)] * groups)
    free = (groups - 1) * (sum(sizes) - groups) / sum((n - 1) for n in sizes)
    assert low * free == pytest.approx(found.fun, abs=1e-6)
    for _ in range(50):
        assert low * free - 1e-9 <= between([chance.uniform(*ends) for ends in means])
        assert between([chance.choice(ends) for ends in means]) <= high * free + 1e-9


@pytest.mark.parametrize(
    "means",
    [[(0.0, 1.0), (0.0, 1.0)], [(0.0, 2.0), (1.0, 3.0), (1.5, 1.5)], [(1.0, 1.0), (0.0, 1.0)]],
)
def test_means_that_may_be_equal_leave_no_difference(means):
    assert variances.f_range([5] * len(means), means, [(1.0, 1.0)] * len(means))[0] == 0
