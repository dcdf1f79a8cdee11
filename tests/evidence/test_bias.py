"""Sizes of biases that would explain a difference, against closed formulas and brute force."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from passion import evidence
from passion.evidence import bias
from passion.evidence.effects import RankSum
from passion.reconstruct.shifts import constructed_shifts
from printed import notation
from printed.errors import InputError
from printed.fit import ranksum
from printed.fit.tables import Table
from printed.stats import Estimate, end_place, shift

TABLES = [
    Table(4, 10, 29, 36), Table(1, 10, 22, 36), Table(0, 10, 5, 10), Table(2, 10, 10, 10),
    Table(5, 10, 5, 10), Table(0, 10, 36, 36),
]  # fmt: skip
LIMITS = {"minimum": -4, "maximum": 4, "step": "0.1"}


@pytest.fixture(scope="module")
def found():
    return evidence.load(records=None)


def fisher(k1, n1, k2, n2):
    return stats.fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue


# ------------------------------------------------------------------ children of a table


CHANGES = {
    bias.misread: lambda t, m: (t.k1, t.n1, t.k2 - m, t.n2),
    bias.added: lambda t, m: (t.k1, t.n1, t.k2, t.n2 + m),
    bias.removed: lambda t, m: (t.k1, t.n1, t.k2 - m, t.n2 - m),
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("table", TABLES)
def test_children_needed_by_changing_them_one_by_one(change, table):
    """R: fisher.test on each table in turn."""
    found = change(table)
    assert found is not None
    ps = [fisher(*CHANGES[change](table, m)) for m in range(found + 1)]
    assert all(p < 0.05 for p in ps[:-1]) and ps[-1] >= 0.05 - 1e-12


@pytest.mark.parametrize("table", TABLES)
def test_treated_scans_misread(table):
    needed = bias.misread(table, "treated")
    ps = [fisher(table.k1 + m, table.n1, table.k2, table.n2) for m in range(needed + 1)]
    assert all(p < 0.05 for p in ps[:-1]) and ps[-1] >= 0.05 - 1e-12


def test_no_number_is_enough_where_all_that_is_tried_stays_below():
    assert bias.added(Table(1, 10, 22, 36), limit=3) is None


# ------------------------------------------------------------------ unmeasured factors


@pytest.mark.parametrize(("ratio", "expected"), [
    (3.9, "7.26"), (1.8, "3.00"), (1.0, "1.00"), (0.5, "3.41"),
])  # fmt: skip
def test_e_value_of_the_published_example(ratio, expected):
    """VanderWeele and Ding 2017: risk ratio 3.9 (1.8 to 8.7) has 7.26 and 3.0.

    R: EValue::evalues.RR(3.9, 1.8, 8.7).
    """
    assert notation.text(bias.e_value(ratio), 2) == expected


@given(st.floats(1.01, 50))
def test_e_value_is_where_the_bounding_factor_equals_the_ratio(ratio):
    """The bias of a factor with ratios g and o is at most g o / (g + o - 1)."""
    root = optimize.brentq(lambda g: g * g / (2 * g - 1) - ratio, ratio, 4 * ratio)
    assert bias.e_value(ratio) == pytest.approx(root, rel=1e-9)
    assert bias.e_value(1 / ratio) == pytest.approx(bias.e_value(ratio))


def test_bad_ratios_and_none_left():
    assert bias.e_value(0) == bias.e_value(math.inf) == math.inf
    for ratio in (-0.1, math.nan):
        with pytest.raises(InputError):
            bias.e_value(ratio)


def test_the_end_nearest_to_none():
    ends = {(0.2, 0.9): 0.9, (0.5, 1.2): 1.0, (1.3, 4.0): 1.3, (1.0, 2.0): 1.0}
    for (low, high), nearest in ends.items():
        assert bias.nearest_to_none(Estimate(1.0, low, high, "koopman")) == nearest


@given(st.integers(1, 400), st.floats(1.1, 8), st.floats(0, 1), st.floats(0, 1))
def test_bias_factor_by_standardising_children(n, strength, registry, treated):
    """The risk ratio seen between groups that differ in the factor alone."""
    base = 0.05
    risks = [base * (share * strength + 1 - share) for share in (registry, treated)]
    seen = risks[0] / risks[1]
    assert bias.bias_factor(strength, registry, treated) == pytest.approx(seen)


@given(st.floats(0.05, 0.99), st.floats(1.1, 8), st.floats(0.2, 1))
def test_most_treated_is_the_share_at_which_the_factor_explains_all(ratio, strength, registry):
    share = bias.most_treated(ratio, strength, registry)
    if share is None:
        assert bias.bias_factor(strength, registry, 0.0) < 1 / ratio + 1e-12
    else:
        assert bias.bias_factor(strength, registry, share) * ratio == pytest.approx(1)


# ------------------------------------------------------------------ scores


scores = st.lists(st.integers(-60, 60), min_size=6, max_size=9, unique=True)


@settings(max_examples=30)
@given(scores, scores)
def test_tipping_shift_by_trying_every_shift(x, y):
    """scipy's exact P is at 0.05 or above from the shift on, and below it before."""
    one, two = np.array(x, float), np.array(y, float) + 0.25  # no two scores are equal
    found = bias.shift_of(one, two)
    assert found == pytest.approx(shift(one, two).low)

    def p(by):
        return stats.mannwhitneyu(one, two + by, method="exact", alternative="greater").pvalue

    assert 2 * p(found - 1e-6) < 0.05 <= 2 * p(found + 1e-6)


def test_place_of_the_first_end_by_scipys_law():
    for n1, n2 in ((10, 5), (10, 20), (10, 36), (4, 4), (3, 3)):
        place = end_place(n1, n2)
        one = np.arange(n1) + 1000.0

        def below(u, n1=n1, n2=n2, one=one):
            """P(U <= u), from two samples whose U is u."""
            wins = [min(n2, max(0, u - n2 * i)) for i in range(n1)]
            first = np.array(wins) - 0.5 + np.arange(n1) / 1000
            return stats.mannwhitneyu(
                first, range(n2), method="exact", alternative="less"
            ).pvalue

        assert place == sum(below(u) <= 0.025 for u in range(n1 * n2 + 1))


@pytest.mark.parametrize("n2", [5, 36])
def test_no_constructed_pair_leaves_the_bound(found, n2):
    bound = bias.tipping_shift(found, "motor", n2, **LIMITS)
    inner = constructed_shifts(found, "motor", n2, pairs=30)
    assert bound.low == 0 < inner.low < inner.high <= bound.high
    assert constructed_shifts(found, "motor", n2, pairs=30) == inner  # the same again
    wider = constructed_shifts(found, "motor", n2, pairs=60)
    assert wider.low <= inner.low and inner.high <= wider.high


def test_the_bound_is_the_largest_over_every_small_sample():
    """Every pair of samples of 4 against 4 on a coarse grid with printed medians and distances."""
    one = ranksum.group(4, "1", "1", minimum=-2, maximum=3, step="0.5")
    two = ranksum.group(4, "-1", "1", minimum=-2, maximum=3, step="0.5")
    grid = [Fraction(x, 2) for x in range(-4, 7)]

    def every(samples):
        return [
            x for x in itertools.combinations_with_replacement(grid, 4)
            if ranksum.prints(samples, x)
        ]  # fmt: skip

    brute = max(bias.shift_of(x, y) for x in every(one) for y in every(two))
    assert max(bias.shift_of(x, y) for x in one.highest for y in two.lowest) == brute


def test_no_shift_is_too_small():
    """A pair with the printed medians, distances and P that a hundredth of a score undoes."""

    def near(value, n):
        return value + np.arange(n) / 10_000

    treated = np.concatenate([near(0.3, 6), near(1.1, 4)])
    registry = np.concatenate([
        near(-1.2, 10), near(-0.4, 9), near(0.29, 7), near(0.31, 7), near(2, 3)
    ])  # fmt: skip
    for samples, median, distance in ((treated, 0.3, 0.8), (registry, -0.4, 1.5)):
        first, middle, third = np.quantile(samples, [0.25, 0.5, 0.75])
        assert abs(middle - median) < 0.05 and abs(third - first - distance) < 0.05
    p = stats.mannwhitneyu(treated, registry, method="exact").pvalue
    moved = stats.mannwhitneyu(treated, registry + 0.012, method="exact").pvalue
    assert 0.0025 <= p < 0.0035 and moved >= 0.05
    assert 0 < bias.shift_of(treated, registry) < 0.012


def test_untested_children_by_adding_them():
    """scipy's exact P with more and more children above all others."""
    treated = np.arange(10) + 26.5
    registry = np.concatenate([np.arange(29.0), np.full(7, 100) + np.arange(7)])
    u = stats.mannwhitneyu(treated, registry).statistic
    more = bias.untested(RankSum(Fraction(u), 10, 36, "exact"))

    def p(extra):
        longer = np.concatenate([registry, 200 + np.arange(extra)])
        return stats.mannwhitneyu(treated, longer, method="exact").pvalue

    assert more > 0 and p(more - 1) < 0.05 <= p(more)


@pytest.mark.parametrize("n2", [5, 20, 39])
def test_students_shift_is_what_brings_t_to_its_threshold(found, n2):
    span = bias.tipping_shift_of_student(found, "motor", n2)
    for by, p in ((span.high, 0.0025), (span.low, 0.0035)):
        d = stats.t.isf(p / 2, 8 + n2) * math.sqrt(1 / 10 + 1 / n2)
        moved = stats.ttest_ind_from_stats(d - by, 1, 10, 0, 1, n2)
        assert moved.pvalue == pytest.approx(0.05)
