"""Exact power against brute force over scipy's tests, and against statsmodels where both agree.

Every value below is recomputed here by a plain loop over all results with `scipy.stats`, and R
gives the same by the calls that stand in the docstrings.
"""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import power_proportions_2indep

from printed.errors import InputError
from printed.stats import risk_difference
from printed.stats.power import arms, expected_width, power, required_size
from printed.stats.power_ranks import ranksum_power
from printed.stats.rejection import rejection

# Arms and rates: a small trial, the sizes of the paper, rates at the ends, very unequal arms.
DESIGNS = [
    (20, 20, 0.2, 0.43),
    (10, 39, 0.1, 0.6),
    (4, 4, 0.0, 1.0),
    (3, 3, 0.0, 1.0),
    (25, 25, 0.0, 0.26),
    (12, 5, 0.05, 0.95),
    (2, 40, 0.5, 0.9),
    (15, 15, 0.3, 0.3),
]


def fisher_p(k1, n1, k2, n2):
    return stats.fisher_exact([[k1, k2], [n1 - k1, n2 - k2]]).pvalue


def summed(n1, n2, p1, p2, significant):
    """The chance of all significant results, one after another."""
    results = itertools.product(range(n1 + 1), range(n2 + 1))
    return sum(
        stats.binom.pmf(k1, n1, p1) * stats.binom.pmf(k2, n2, p2)
        for k1, k2 in results
        if significant(k1, k2)
    )


@pytest.mark.parametrize("n1, n2, p1, p2", DESIGNS)
def test_power_of_fishers_test_is_the_sum_over_scipys_significant_results(n1, n2, p1, p2):
    by_hand = summed(n1, n2, p1, p2, lambda k1, k2: fisher_p(k1, n1, k2, n2) <= 0.05)
    assert power(n1, n2, p1, p2) == pytest.approx(by_hand, abs=1e-10)


@pytest.mark.parametrize("n1, n2", [(7, 7), (6, 9), (9, 6), (1, 12)])
def test_boschloos_region_is_scipys_of_either_side(n1, n2):
    def one_sided(k1, k2, side):
        if k1 + k2 in (0, n1 + n2):
            return 1.0
        table = [[k1, k2], [n1 - k1, n2 - k2]]
        return stats.boschloo_exact(table, alternative=side, n=64).pvalue

    expected = [
        [min(one_sided(a, b, "less"), one_sided(a, b, "greater")) <= 0.025 for b in range(n2 + 1)]
        for a in range(n1 + 1)
    ]
    assert rejection(n1, n2, "boschloo").tolist() == expected


@pytest.mark.parametrize("n1, n2, p1, p2", [(7, 7, 0.1, 0.8), (6, 9, 0.0, 0.9), (1, 12, 0.5, 0.5)])
def test_power_of_boschloos_test_is_the_sum_over_its_region(n1, n2, p1, p2):
    region = rejection(n1, n2, "boschloo")
    by_hand = summed(n1, n2, p1, p2, lambda a, b: region[a, b])
    assert power(n1, n2, p1, p2, "boschloo") == pytest.approx(by_hand, abs=1e-10)


@pytest.mark.parametrize("test", ["fisher", "boschloo"])
@pytest.mark.parametrize("n1, n2", [(5, 5), (10, 39), (39, 10), (81, 81), (108, 54)])
@pytest.mark.parametrize("alpha", [0.05, 0.01])
def test_the_size_never_exceeds_its_limit(n1, n2, test, alpha):
    rates = np.linspace(0, 1, 1777)  # none of them on the grid that the test itself looks at
    assert power(n1, n2, rates, rates, test, alpha).max() <= alpha + 1e-4


@pytest.mark.parametrize("n1, n2", [(10, 39), (20, 20), (81, 81)])
def test_boschloo_finds_whatever_twice_the_one_sided_fisher_finds(n1, n2):
    central = np.array(
        [
            [
                min(
                    stats.hypergeom.cdf(a, n1 + n2, a + b, n1),
                    stats.hypergeom.sf(a - 1, n1 + n2, a + b, n1),
                )
                <= 0.025
                for b in range(n2 + 1)
            ]
            for a in range(n1 + 1)
        ]
    )
    found = rejection(n1, n2, "boschloo")
    assert (found | ~central).all()
    assert found.sum() > central.sum()


def test_arms_and_outcome_may_be_exchanged():
    for test in ("fisher", "boschloo"):
        here = rejection(10, 17, test)
        assert (here == rejection(17, 10, test).T).all()
        assert (here == here[::-1, ::-1]).all()


@pytest.mark.parametrize("p1, p2", [(0.43, 0.3), (0.66, 0.5), (0.2, 0.12)])
def test_large_trials_agree_with_the_normal_approximation(p1, p2):
    """Boschloo lies within a point or two of it."""
    rough = power_proportions_2indep(p1 - p2, p2, 400).power
    assert power(400, 400, p1, p2, "boschloo") == pytest.approx(rough, abs=0.02)


def test_an_array_of_designs_is_one_by_one():
    one, two = np.linspace(0, 1, 7)[:, None], np.linspace(0, 1, 5)[None, :]
    found = power(12, 9, one, two)
    assert found.shape == (7, 5)
    for i, j in itertools.product(range(7), range(5)):
        assert found[i, j] == pytest.approx(power(12, 9, one[i, 0], two[0, j]), abs=1e-12)


@pytest.mark.parametrize("test", ["fisher", "boschloo"])
@pytest.mark.parametrize("p1, p2", [(0.1, 0.6), (0.0, 0.5), (0.33, 0.66)])
def test_required_size_is_what_a_walk_from_one_finds(p1, p2, test):
    sizes = range(1, 120)
    enough = [power(n, n, p1, p2, test) >= 0.8 for n in sizes]
    lasting = [n for n in sizes[:-12] if all(enough[n - 1 : n + 12])]
    assert required_size(p1, p2, 0.8, test) == min(lasting)


def test_a_size_that_is_not_reached_is_none():
    assert required_size(0.4, 0.4) is None
    assert required_size(0.4, 0.39, largest=60) is None
    assert required_size(0.0, 1.0, largest=3) is None


@pytest.mark.parametrize(
    "call, reason",
    [
        (lambda: power(10, 10, 1.2, 0.1), "a rate lies between 0 and 1"),
        (lambda: power(10, 10, float("nan"), 0.1), "a rate lies between 0 and 1"),
        (lambda: power(0, 10, 0.2, 0.1), "at least"),
        (lambda: power(2000, 10, 0.2, 0.1), "at most 1000 are enumerated"),
        (lambda: power(10, 10, 0.2, 0.1, "student"), "unknown test 'student'"),
        (lambda: power(10, 10, 0.2, 0.1, alpha=0), "level"),
        (lambda: ranksum_power(10, 10, 1.0), "probability of superiority"),
        (lambda: arms(1), "no trial"),
        (lambda: arms(100, share=0), "no trial"),
        (lambda: arms(100, lost=1), "no trial"),
        (lambda: arms(100, ratio=0), "no trial"),
        (lambda: arms(3, share="1/10"), "at least"),
    ],
)
def test_what_is_no_design_is_refused(call, reason):
    with pytest.raises(InputError, match=reason):
        call()


def test_arms_never_hold_more_than_were_enrolled():
    for newborns, share, lost, ratio in itertools.product(
        (20, 161, 162), (1, "1/2", "0.3"), (0, "0.1"), (1, 2, "1/2")
    ):
        one, two = arms(newborns, share, lost, ratio)
        assert one + two <= newborns
    assert arms(162, "1/3", "0.1", 2) == (32, 16)  # 54 with it, 48.6 known, 32.4 and 16.2


@pytest.mark.parametrize("ratio", [1, 2, 3, "1/2", "1.5", "2/3"])
@pytest.mark.parametrize("lost", [0, "0.1", "1/3"])
def test_either_arm_leaves_out_the_part_of_a_child_and_no_whole_one(ratio, lost):
    """Odd totals too: 161 are 80 and 80, and no child of one arm is given to the other."""
    assert arms(161) == (80, 80) and arms(100, ratio=2) == (66, 33)
    times = Fraction(ratio)
    for newborns, share in itertools.product(range(40, 61), (1, "1/2", "0.37")):
        known = newborns * Fraction(share) * (1 - Fraction(lost))
        parts = times / (times + 1) * known, 1 / (times + 1) * known
        found = arms(newborns, share, lost, ratio)
        assert all(0 <= part - arm < 1 for part, arm in zip(parts, found, strict=True))
        turned = arms(newborns, share, lost, 1 / times)
        assert turned == found[::-1]


@pytest.mark.parametrize("n1, n2, p1, p2", [(5, 7, 0.2, 0.6), (10, 3, 0.0, 1.0), (4, 4, 0.5, 0.5)])
def test_expected_width_is_the_mean_over_every_result(n1, n2, p1, p2):
    by_hand = 0.0
    for a, b in itertools.product(range(n1 + 1), range(n2 + 1)):
        found = risk_difference(a, n1, b, n2, method="newcombe")
        weight = stats.binom.pmf(a, n1, p1) * stats.binom.pmf(b, n2, p2)
        by_hand += weight * (found.high - found.low)
    assert expected_width(n1, n2, p1, p2) == pytest.approx(by_hand, abs=1e-10)


# ------------------------------------------------------------------ ranks


@pytest.mark.parametrize("n1, n2", [(5, 5), (10, 36), (3, 3), (20, 20)])
def test_without_a_difference_the_power_is_the_size_of_scipys_test(n1, n2):
    x = np.arange(n1, dtype=float)
    size = 0.0
    for u in range(n1 * n2 + 1):
        wins, rest = divmod(u, n1)
        y = np.full(n2, n1, float)  # above all of x; each moved below it in turn
        y[:wins] = -1.0
        if rest:
            y[wins] = n1 - rest - 0.5
        y += np.arange(n2) / 1000
        p = stats.mannwhitneyu(x, y, method="exact").pvalue
        if p <= 0.05:
            size += share_of_orders(u, n1, n2)
    assert ranksum_power(n1, n2, 0.5) == pytest.approx(size, abs=1e-12)


def share_of_orders(u, n1, n2):
    """The null chance of U: partitions of u into at most n1 parts of at most n2 each."""
    return orders(u, n1, n2) / math.comb(n1 + n2, n1)


@cache
def orders(u, n1, n2):
    if u < 0 or n1 < 0 or n2 < 0:
        return 0
    if n1 == 0 or n2 == 0:
        return int(u == 0)
    return orders(u - n2, n1 - 1, n2) + orders(u, n1, n2 - 1)


@pytest.mark.parametrize("superiority", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("n1, n2", [(3, 4), (4, 4)])
def test_every_order_of_small_groups(n1, n2, superiority):
    """All orders of the ranks, each with its chance under the named shape."""
    odds = superiority / (1 - superiority)
    total = 0.0
    for places in itertools.combinations(range(n1 + n2), n1):  # rank 0 is the highest score
        chance, a, b = 1.0, n1, n2
        for rank in range(n1 + n2):
            first = a * odds / (a * odds + b)
            mine = rank in places
            chance *= first if mine else 1 - first
            a, b = a - mine, b - (not mine)
        x = [-rank for rank in places]
        y = [-rank for rank in range(n1 + n2) if rank not in places]
        if stats.mannwhitneyu(x, y, method="exact").pvalue <= 0.05:
            total += chance
    assert ranksum_power(n1, n2, superiority) == pytest.approx(total, abs=1e-12)


def test_a_simulation_of_the_named_shape():
    draw = np.random.default_rng(11)
    odds = 0.75 / 0.25
    x, y = draw.random((12, 4000)) ** (1 / odds), draw.random((15, 4000))
    assert (x[:, None] > y[None]).mean() == pytest.approx(0.75, abs=0.01)
    significant = stats.mannwhitneyu(x, y, method="exact").pvalue <= 0.05
    assert ranksum_power(12, 15, 0.75) == pytest.approx(significant.mean(), abs=0.025)


def test_either_direction_has_the_same_power():
    assert ranksum_power(10, 30, 0.3) == pytest.approx(ranksum_power(30, 10, 0.7), abs=1e-12)
