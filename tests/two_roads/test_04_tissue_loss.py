"""89±21% a second way: searches, other parts of the engine and closed forms, none of them shared.

Each bound of the page is recomputed by a road that does not use the code behind it.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

from passion import literature, verdicts
from passion.evidence import load, logarithms, means
from printed.fit import samples

MEANS, SDS = (88.5, 89.5), (20.5, 21.5)
SIZES = (8, 9, 10)
POINT = 100


@pytest.fixture(scope="module")
def found():
    return load(records=None)


def corners(n, statistic):
    """A statistic at the four corners of the rounding box."""
    return [statistic(m, s, n) for m in MEANS for s in SDS]


def three_values(n, angles=721):
    """Every sample of n values with mean 0, SD 1 and at most three distinct values.

    For given counts they are a circle, here in steps of half a degree. Samples of two distinct
    values are added exactly.
    """
    turn = np.linspace(0, 2 * np.pi, angles)
    for a in range(1, n):
        step = math.sqrt((n - 1) / (a * (n - a) / n))
        yield np.array([[-step * (n - a) / n, step * a / n]]), np.array([a, n - a])
        for b in range(a, (n - a) // 2 + 1):
            weights = np.array([a, b, n - a - b], float)
            first = np.array([1 / a, -1 / b, 0.0])
            second = np.array([1 / (a + b), 1 / (a + b), -1 / weights[2]])
            first, second = (v / np.sqrt((weights * v**2).sum()) for v in (first, second))
            circle = np.outer(np.cos(turn), first) + np.outer(np.sin(turn), second)
            yield math.sqrt(n - 1) * circle, weights


def scan(n, statistic, steps=3):
    """Smallest and largest value of a statistic of (samples, weights) over the rounding box."""
    low, high = math.inf, -math.inf
    for unit, weights in three_values(n):
        for m in np.linspace(*MEANS, steps):
            for s in np.linspace(*SDS, steps):
                values = statistic(m + s * unit, weights)
                low, high = min(low, values.min()), max(high, values.max())
    return low, high


def log_t(values, weights):
    n = weights.sum()
    logs = np.log(values / POINT)
    mean = (logs * weights).sum(axis=1) / n
    sd = np.sqrt((weights * (logs - mean[:, None]) ** 2).sum(axis=1) / (n - 1))
    return mean / (sd / math.sqrt(n))


# ------------------------------------------------------------------ the number of scans


def test_the_earlier_abstract_had_eight_of_ten():
    scanned = {
        int(fact.denominator)
        for fact in literature.trial_facts()
        if fact.population.endswith("scanned so far")
    }
    assert scanned == {8}
    assert tuple(means.sizes(load(records=None), "tissue_loss", 8)) == SIZES


# ------------------------------------------------------------------ mean, interval, t test


@pytest.mark.parametrize("n", SIZES)
def test_interval_and_t_test_are_those_of_scipy_at_the_corners(found, n):
    def interval(m, s, n):
        return stats.t.interval(0.95, n - 1, loc=m, scale=s / math.sqrt(n))

    def p_value(m, s, n):
        # The statistic of R's t.test(x, mu = 100), of a sample known by mean and SD alone.
        return stats.ttest_ind_from_stats(m, s, n, POINT, 1e-12, 10**9, equal_var=False).pvalue

    lower, upper = found.mean_interval("tissue_loss", n=n)
    for end, values in zip((lower, upper), zip(*corners(n, interval), strict=True), strict=True):
        assert (float(end.low), float(end.high)) == pytest.approx((min(values), max(values)))
    assert lower.high < POINT < upper.low  # every interval covers 100
    p = means.t_test(found, "tissue_loss", POINT, n=n)
    assert (p.low, p.high) == pytest.approx(
        (min(corners(n, p_value)), max(corners(n, p_value))), rel=1e-5
    )


# ------------------------------------------------------------------ the infants in their order


@pytest.mark.parametrize("n", SIZES)
def test_samuelson_and_the_search_agree_on_a_single_value(found, n):
    reach = means.reach(found, "tissue_loss", n=n)
    low = scan(n, lambda values, _: values.min(axis=1))[0]
    high = scan(n, lambda values, _: values.max(axis=1))[1]
    assert (reach.low, reach.high) == pytest.approx((low, high))


@pytest.mark.parametrize("n", SIZES)
def test_no_sample_of_three_values_leaves_the_envelope_and_some_reach_it(found, n):
    def of_rank(k, values, weights):
        order = np.argsort(values, axis=1)
        ranks = np.cumsum(weights[order], axis=1)
        place = np.argmax(ranks >= k, axis=1)
        return np.take_along_axis(values, order, axis=1)[np.arange(len(values)), place]

    for (k, _), span in means.envelope(found, "tissue_loss", n=n):
        ends = scan(n, lambda values, weights, k=k: of_rank(k, values, weights), steps=2)
        assert ends == pytest.approx((span.low, span.high)), k


@pytest.mark.parametrize("n", SIZES)
def test_counts_below_100_on_a_fine_grid(found, n):
    # Whole percents, by the exact programme: whether each number of infants below 100 occurs.
    counts = []
    for k in range(n + 1):
        sets = samples.sample_set(
            n, mean="89", sd="21", min=0, max=200, step=1, share=[f"<{POINT}={k}/{n}"]
        )
        counts += [k] * sets.exists()
    below = [count.k for count in means.below(found, "tissue_loss", POINT, n=n)]
    assert counts == below == list(range(min(below), n + 1))


def test_fewest_below_100_by_hand():
    # With k infants below 100 and the rest at 100 or above, the least spread with mean m has all
    # k at one value and the rest at 100: SD**2 (n - 1) = (100 - m)**2 n (n - k) / k.
    for n, fewest in zip(SIZES, (2, 2, 3), strict=True):
        fits = [
            k
            for k in range(1, n + 1)
            if Fraction(21, 2) ** 2 * n * (n - k) / k < Fraction(43, 2) ** 2 * (n - 1)
        ]
        assert min(fits) == fewest


def test_distribution_is_what_the_engine_says_of_each_share(found):
    bands = means.envelope(found, "tissue_loss")
    sample = found.sample("tissue_loss")
    for point in range(40, 161, 10):
        at, share = means.distribution(bands, point), sample.range(f"share<={point}")
        assert (Fraction(at.low, 10), Fraction(at.high, 10)) == (share.low, share.high), point


def test_a_lower_limit_of_zero_changes_nothing(found):
    for n in SIZES:
        free, limited = (
            found.sample("tissue_loss", n=n, **limits).range("count<100")
            for limits in ({}, {"min": 0})
        )
        assert free == limited


@pytest.mark.parametrize("n", SIZES)
def test_sign_test_is_scipys(found, n):
    fewest = min(means.below(found, "tissue_loss", POINT, n=n)).k
    p = [stats.binomtest(k, n).pvalue for k in range(fewest, n + 1)]
    span = means.sign_tests(found, "tissue_loss", POINT, n=n)
    assert (float(span.low), float(span.high)) == pytest.approx((min(p), max(p)))


# ------------------------------------------------------------------ logarithms


@pytest.mark.parametrize("n", SIZES)
def test_geometric_mean_over_all_samples_of_three_values(found, n):
    # Extremes of a sum of logarithms with sum and sum of squares given have at most two values
    # (1/x = a + b x), so those of three hold them all.
    span = logarithms.geometric_mean(found, "tissue_loss", n=n)
    ends = scan(n, lambda x, w: np.exp((np.log(x) * w).sum(axis=1) / w.sum()))
    assert (span.low, span.high) == pytest.approx(ends)


def test_geometric_mean_holds_the_exact_bounds_in_steps_of_five(found):
    sets = samples.sample_set(10, mean="89", sd="21", min=5, max=200, step=5)
    bound = sets.bounds(math.log)
    span = logarithms.geometric_mean(found, "tissue_loss")
    inner = math.exp(bound.min / 10), math.exp(bound.max / 10)
    assert span.low <= inner[0] <= inner[1] <= span.high
    assert inner == pytest.approx((span.low, span.high), abs=1)


@pytest.mark.parametrize("n", SIZES)
def test_t_of_logarithms_over_all_samples_of_three_values(found, n):
    # Lagrange: 1 + 2 c log x = a x + b x**2 has at most three roots.
    low, high = scan(n, log_t)
    p = logarithms.log_t_test(found, "tissue_loss", POINT, n=n)
    expected = sorted(2 * stats.t.sf(abs(t), n - 1) for t in (low, high))
    assert (p.low, p.high) == pytest.approx(tuple(expected), rel=1e-6)


def test_t_of_logarithms_by_a_search_without_that_theory(found):
    # Free search over ten values: penalised, from many starts, never beyond the bound.
    random = np.random.default_rng(1)
    p = logarithms.log_t_test(found, "tissue_loss", POINT)
    bound = stats.t.isf(p.low / 2, 9)
    best = 0.0
    for _ in range(12):
        start = random.normal(size=10)

        def t(raw):
            unit = (raw - raw.mean()) / raw.std(ddof=1)
            return log_t((MEANS[0] + SDS[0] * unit)[None, :], np.ones(10))[0]

        best = min(best, optimize.minimize(t, start, method="Powell").fun)
    assert -bound - 1e-6 <= best <= -bound + 0.02


# ------------------------------------------------------------------ the two readings


def test_verdicts_on_the_two_readings():
    judged = verdicts.judge(records=None)
    assert judged["tissue_preserved_mean"].verdict == "supported"
    assert judged["tissue_preserved_population"].verdict == "undecided"
    # Both are needed for the latter: intervals that cover 100, and ten infants that may not.
    assert max(MEANS) < POINT
    all_below = samples.sample_set(10, mean="89", sd="21", step=1, min=0, max=200, share=["<100=1"])
    assert all_below.exists()
    assert stats.binomtest(10, 10).pvalue < 0.01


def test_records_have_one_value_each_and_no_single_child():
    from passion.records import Records

    ratios = [61.25, 63.5, 72.75, 80.1, 84.3, 92.2, 97.6, 103.4, 110.9, 124.0]
    frame = pd.DataFrame({"cohort": "treated", "tissue_loss_ratio": ratios})
    one = load(records=Records(frame))
    bands = means.envelope(one, "tissue_loss")
    assert [place for place, _ in bands] == [(1, 3), (4, 6), (7, 10)]
    assert not {span.low for _, span in bands} & set(ratios)
    for point in (60, 66, 80, 100, 110, 130):  # what the groups leave holds what is true
        fewest, most, _ = means.distribution(bands, point)
        assert fewest <= sum(ratio <= point for ratio in ratios) <= most
    assert means.distribution(bands, 66)[:2] == (1, 5)
    assert means.below(one, "tissue_loss", POINT).describe() == "7 of 10"
    expected = {
        means.t_test: stats.ttest_1samp(ratios, POINT).pvalue,
        logarithms.log_t_test: stats.ttest_1samp(np.log(np.array(ratios) / POINT), 0).pvalue,
        means.sign_tests: stats.binomtest(7, 10).pvalue,
    }
    for test, value in expected.items():
        span = test(one, "tissue_loss", POINT)
        assert span.single and float(span.low) == pytest.approx(value)
    assert logarithms.geometric_mean(one, "tissue_loss").low == pytest.approx(stats.gmean(ratios))
