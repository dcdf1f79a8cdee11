"""A few children against another cohort, against loops over scipy's tests."""

from __future__ import annotations

import pytest
from scipy import stats

from printed.errors import InputError
from printed.stats.small_group import chance_at_most, fewest_to_differ

FUNCTIONS = {
    "fisher": lambda t: stats.fisher_exact(t).pvalue,
    "pearson": lambda t: stats.chi2_contingency(t, correction=False).pvalue,
    "yates": lambda t: stats.chi2_contingency(t).pvalue,
}


@pytest.mark.parametrize("test", FUNCTIONS)
@pytest.mark.parametrize("k, n, size", [(2, 10, 39), (0, 10, 24), (2, 10, 8), (5, 10, 36)])
def test_fewest_is_what_a_search_over_scipys_test_finds(k, n, size, test):
    small = [
        e
        for e in range(size + 1)
        if e * n > k * size and FUNCTIONS[test]([[k, n - k], [e, size - e]]) < 0.05
    ]
    run = [e for e in small if set(range(e, size + 1)) <= set(small)]
    assert fewest_to_differ(k, n, size, test) == min(run, default=None)


def test_a_group_that_nothing_can_differ_from():
    assert fewest_to_differ(10, 10, 39) is None
    assert fewest_to_differ(0, 1, 2) is None


def test_a_stricter_limit_needs_more():
    usual, strict = (fewest_to_differ(2, 10, 39, alpha=alpha) for alpha in (0.05, 0.001))
    assert usual < strict


@pytest.mark.parametrize("k, n, size", [(11, 10, 39), (2, 0, 39), (2, 10, 0)])
def test_what_is_no_group_is_refused(k, n, size):
    with pytest.raises(InputError):
        fewest_to_differ(k, n, size)


@pytest.mark.parametrize("most, n, k, m", [(2, 10, 16, 24), (0, 10, 0, 10), (9, 10, 10, 10)])
def test_the_chance_is_the_binomial_one_at_the_share_and_its_ends(most, n, k, m):
    interval = stats.binomtest(k, m).proportion_ci()
    expected = [stats.binom.cdf(most, n, p) for p in (k / m, interval.high, interval.low)]
    assert chance_at_most(most, n, k, m) == pytest.approx(expected, abs=1e-12)


def test_all_of_all_is_certain():
    assert chance_at_most(10, 10, 1, 3) == pytest.approx((1, 1, 1))
