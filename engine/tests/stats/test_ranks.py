"""Rank-sum tests and effects against R, scipy, statsmodels and complete permutation."""

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

# Lehmann/Hollander-Wolfe permeability data of R's help page ?wilcox.test.
X = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
Y = [1.15, 0.88, 0.90, 0.74, 1.21]
A = [4, 3, 5, 5, 2, 4, 4, 5, 3, 5]
B = [1, 2, 3, 3, 2, 1, 2, 4, 3, 3, 2, 1, 5, 2, 3]
U = ([3, 4, 4, 4, 9], [0, 0, 0, 0, 0, 0, 1, 2, 3, 9, 9])  # an asymmetric null distribution

samples = st.lists(st.integers(0, 4), min_size=1, max_size=5)


def test_r_wilcox_test_without_ties():
    # R: wilcox.test(x, y)$statistic; $p.value with exact = TRUE; exact = FALSE with
    # correct = FALSE and TRUE
    assert stats.ranksum_u(X, Y) == 35
    assert stats.ranksum_p(X, Y, "exact") == pytest.approx(0.254412254, abs=5e-10)
    assert stats.ranksum_p(X, Y, "asymptotic") == pytest.approx(0.220671362, abs=5e-10)
    assert stats.ranksum_p(X, Y, "continuity") == pytest.approx(0.244623605, abs=5e-10)


def test_r_wilcox_test_with_ties():
    # R: wilcox.test(a, b, exact = FALSE, correct = FALSE), then correct = TRUE
    assert stats.ranksum_u(A, B) == 125
    assert stats.ranksum_p(A, B, "asymptotic") == pytest.approx(0.00447364926, rel=1e-8)
    assert stats.ranksum_p(A, B, "continuity") == pytest.approx(0.00488912724, rel=1e-8)


@pytest.mark.parametrize(
    ("x", "y", "p"),
    [
        (A, B, 0.00340281942),
        ([1, 1, 2, 5], [1, 2, 2, 2, 3, 3, 3, 4, 5], 0.440559440559),
        (*U, 0.0361721611722),
    ],
)
def test_exactranktests_and_coin_exact_with_ties(x, y, p):
    # R: exactRankTests::wilcox.exact(x, y)$p.value;
    # coin::pvalue(wilcox_test(v ~ g, d, distribution = "exact")): both give the same
    assert stats.ranksum_p(x, y, "exact") == pytest.approx(p, rel=1e-8)


def test_coin_tails_doubled():
    # R: coin wilcox_test(v ~ g, d, distribution = "exact", alternative = "greater") gives
    # 0.0210622710623 for U; doubled it is the central P, which differs from the other one
    assert stats.ranksum_p(*U, "exact-central") == pytest.approx(2 * 0.0210622710623, rel=1e-10)
    assert stats.ranksum_p(*U, "exact-central") > stats.ranksum_p(*U, "exact")


def test_r_dwilcox():
    # R: dwilcox(0:12, 3, 4) * choose(7, 3)
    assert null_counts(3, 4) == (1, 1, 2, 3, 4, 4, 5, 4, 4, 3, 2, 1, 1)
    # R: 2 * pwilcox(360 - 287, 10, 36)
    assert float(exact_p(2 * 287, 10, [1] * 46)) == pytest.approx(0.003408375769, rel=1e-9)


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


def test_r_hodges_lehmann():
    # R: wilcox.test(x, y, conf.int = TRUE, exact = TRUE): estimate 0.305, -0.15 to 0.76
    found = stats.shift(X, Y)
    assert (found.estimate, found.low, found.high) == pytest.approx((0.305, -0.15, 0.76))
    assert stats.shift([1], [2]).high == math.inf  # two values bear no 95% interval


@pytest.mark.parametrize(("u", "n1", "n2", "low", "high"), [
    (288, 10, 36, 0.600593944, 0.908616936), (360, 10, 36, 0.872106265, 1),
    (180, 10, 36, 0.313188015, 0.686811985), (0, 4, 4, 0, 0.417715954),
])  # fmt: skip
def test_newcombe_method_5_by_r_uniroot(u, n1, n2, low, high):
    """R: uniroot of (p - u/(n1 n2))^2 - qchisq(.95, 1) v(p), v of Hanley and McNeil with
    Q1 = p/(2-p), Q2 = 2p^2/(1+p) and both sizes replaced by their mean.
    """
    found = stats.superiority_interval(u, n1, n2)
    assert (found.low, found.high) == pytest.approx((low, high), abs=2e-9)


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
