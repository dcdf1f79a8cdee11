"""Rank-sum tests and effects against scipy, statsmodels and complete permutation."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printed import stats
from printed.errors import InputError
from printed.stats.ranks import ALL_METHODS, exact_p, null_counts, null_counts_tied, tie_sizes

# Hollander and Wolfe's permeability data of R's help page; R's answers stand in `engine/tests/r`.
X = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
Y = [1.15, 0.88, 0.90, 0.74, 1.21]
A = [4, 3, 5, 5, 2, 4, 4, 5, 3, 5]
B = [1, 2, 3, 3, 2, 1, 2, 4, 3, 3, 2, 1, 5, 2, 3]
U = ([3, 4, 4, 4, 9], [0, 0, 0, 0, 0, 0, 1, 2, 3, 9, 9])  # an asymmetric null distribution

samples = st.lists(st.integers(0, 4), min_size=1, max_size=5)


@pytest.mark.parametrize(("method", "options"), [
    ("exact", {"method": "exact"}),
    ("asymptotic", {"method": "asymptotic", "use_continuity": False}),
    ("continuity", {"method": "asymptotic", "use_continuity": True}),
])  # fmt: skip
def test_scipy_mannwhitneyu(method, options):
    from scipy.stats import mannwhitneyu

    pairs = [(X, Y)] if method == "exact" else [(X, Y), (A, B), U]
    for x, y in pairs:
        ours = stats.ranksum_p(x, y, method)
        assert ours == pytest.approx(mannwhitneyu(x, y, **options).pvalue, rel=1e-10)


@settings(max_examples=150, deadline=None)
@given(samples, samples)
def test_complete_permutation(x, y):
    pooled = x + y
    centre = Fraction(len(x) * len(y), 2)
    seen = stats.ranksum_u(x, y)
    every = []
    for chosen in itertools.combinations(range(len(pooled)), len(x)):
        one = [pooled[i] for i in chosen]
        two = [pooled[i] for i in range(len(pooled)) if i not in chosen]
        every.append(stats.ranksum_u(one, two))
    far = Fraction(sum(abs(u - centre) >= abs(seen - centre) for u in every), len(every))
    tails = [sum(u <= seen for u in every), sum(u >= seen for u in every)]
    central = min(Fraction(1), Fraction(2 * min(tails), len(every)))
    ties = tie_sizes(pooled)
    assert exact_p(int(2 * seen), len(x), ties) == far
    assert exact_p(int(2 * seen), len(x), ties, "exact-central") == central


@given(st.integers(1, 6), st.integers(1, 6))
def test_both_counts_agree_without_ties(n1, n2):
    assert list(null_counts_tied(n1, [1] * (n1 + n2)).values()) == list(null_counts(n1, n2))
    assert sum(null_counts(n1, n2)) == math.comb(n1 + n2, n1)


def test_counts_built_on_the_size_before_agree():
    null_counts.cache_clear()
    for n2 in range(1, 12):  # from n2 = 5 on, each builds on the one before
        assert list(null_counts(4, n2)) == list(null_counts_tied(4, [1] * (4 + n2)).values())


@given(samples, samples)
def test_p_is_symmetric_in_the_groups_and_in_direction(x, y):
    for method in ALL_METHODS:
        p = stats.ranksum_p(x, y, method)
        assert 0 < p <= 1
        assert stats.ranksum_p(y, x, method) == pytest.approx(p)
        assert stats.ranksum_p([-v for v in x], [-v for v in y], method) == pytest.approx(p)


def test_all_values_equal_say_nothing():
    assert all(stats.ranksum_p([1, 1], [1, 1, 1], method) == 1 for method in ALL_METHODS)


@pytest.mark.parametrize(("x", "y", "method"), [
    ([], [1], "exact"), ([1], [float("nan")], "exact"), ([1], [2], "t"),
])  # fmt: skip
def test_bad_input(x, y, method):
    with pytest.raises(InputError):
        stats.ranksum_p(x, y, method)


def test_two_values_bear_no_interval_of_a_shift():
    assert stats.shift([1], [2]).high == math.inf


def test_statsmodels_brunner_munzel():
    from statsmodels.stats.nonparametric import rank_compare_2indep

    found = stats.superiority(A, B, "brunner-munzel")
    other = rank_compare_2indep(A, B)
    assert found.estimate == pytest.approx(other.prob1)
    assert found.low == pytest.approx(other.conf_int()[0])
    assert other.conf_int()[1] > 1 and found.high == 1  # no probability lies beyond 1
    more = X + A, Y + B
    found, other = stats.superiority(*more, "brunner-munzel"), rank_compare_2indep(*more)
    assert (found.low, found.high) == pytest.approx(other.conf_int())


def test_separated_samples_keep_an_interval():
    found = stats.superiority([5, 6, 7], [1, 2, 3])
    assert found.estimate == found.high == 1 and 0.3 < found.low < 1
    assert stats.superiority([5, 6, 7], [1, 2, 3], "brunner-munzel").low == 1
    with pytest.raises(InputError):
        stats.superiority_interval(17, 4, 4)
    with pytest.raises(InputError):
        stats.superiority([1], [2], "brunner-munzel")


def test_an_exact_test_that_takes_too_long_is_refused_with_the_limit():
    many = list(range(600))
    with pytest.raises(InputError, match="takes too long; at most"):
        stats.ranksum_p(many, [value + 0.5 for value in many])
    tied = [value % 50 for value in range(200)]
    with pytest.raises(InputError, match="with ties takes too long; at most"):
        stats.ranksum_p(tied, tied)
    assert 0 <= stats.ranksum_p(tied, tied, "asymptotic") <= 1
    two = [0] * 50 + [1] * 50  # two blocks are soon walked: by the hypergeometric law
    central = stats.table_p(50, 100, 10, 60, "fisher-central")
    assert stats.ranksum_p(two, two[:60], "exact-central") == pytest.approx(central, rel=1e-9)


def test_a_shift_is_bounded_where_the_tail_is_just_what_the_level_leaves():
    """Of the 40 places of one value among 39 others one is 0.025, and no more than that."""
    found = stats.shift([50], range(39))
    assert (found.low, found.high) == (50 - 38, 50 - 0)
