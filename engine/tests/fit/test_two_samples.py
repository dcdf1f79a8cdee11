"""Two groups and a t test: scipy on every pair of samples, and R's textbook call."""

from __future__ import annotations

import math
import statistics

import pytest

from printed.errors import InputError
from printed.fit import two_samples
from printed.fit.samples import sample_set

stats = pytest.importorskip("scipy.stats")


@pytest.mark.parametrize("told", [(("2.0", "1.2"), ("3.4", "1.1")), (("2", "1"), ("3", "1"))])
@pytest.mark.parametrize("test", two_samples.TESTS)
def test_every_pair_of_samples(test, told):
    """All pairs on a small grid through scipy.stats.ttest_ind."""
    group1, group2 = (
        sample_set(n, mean=mean, sd=sd, min=1, max=5, step=1)
        for n, (mean, sd) in zip((4, 5), told, strict=True)
    )
    ps = [
        stats.ttest_ind(x, y, equal_var=test == "student").pvalue
        for x in group1.members()
        for y in group2.members()
    ]
    low, high = two_samples.p_range(group1, group2, test)
    assert (low, high) == pytest.approx((min(ps), max(ps)), rel=1e-9)
    pairs = [(x, y) for x in group1.members() for y in group2.members()]
    for text in sorted({f"{p:.2f}" for p in ps if p >= 0.005}):
        hits = [pair for pair, p in zip(pairs, ps, strict=True) if abs(p - float(text)) < 0.005]
        (row,) = two_samples.search(group1, group2, text, tests=[test])
        assert row["datasets"] == str(len(hits)) and row["compatible"]
        for place in (0, 1):
            for name, of in (("mean", statistics.mean), ("sd", statistics.stdev)):
                values = [of(list(map(float, pair[place]))) for pair in hits]
                assert row[f"{name}{place + 1}"] == pytest.approx([min(values), max(values)])


def test_a_test_that_is_none_is_refused():
    group = sample_set(4, mean="2.0", sd="1.2", min=1, max=5, step=1)
    for tests in (["mann-whitney"], ["student", "Welch"], [""]):
        with pytest.raises(InputError, match="test"):
            two_samples.search(group, group, "0.05", tests=tests)


def test_student_from_summaries():
    p = stats.ttest_ind_from_stats(89, 21, 10, 75, 25, 24).pvalue
    exact = [
        sample_set(n, mean=f"{m}.000000", sd=f"{s}.000000")
        for n, m, s in ((10, 89, 21), (24, 75, 25))
    ]
    assert two_samples.p_range(*exact) == pytest.approx((p, p), rel=1e-5)


@pytest.mark.parametrize("test", two_samples.TESTS)
def test_a_continuum_holds_its_corners(test):
    group1, group2 = sample_set(10, mean="89", sd="21"), sample_set(24, mean="75", sd="25")
    corners = [
        stats.ttest_ind_from_stats(m1, s1, 10, m2, s2, 24, equal_var=test == "student").pvalue
        for m1 in (88.5, 89.5)
        for s1 in (20.5, 21.5)
        for m2 in (74.5, 75.5)
        for s2 in (24.5, 25.5)
    ]
    low, high = two_samples.p_range(group1, group2, test)
    assert low == pytest.approx(min(corners), rel=1e-3) and low <= min(corners)
    assert high == pytest.approx(max(corners), rel=1e-3) and high >= max(corners)


def test_a_printed_p_narrows_both_groups():
    group1 = sample_set(10, mean="5", sd="2", min=0, max=10, step=1)
    group2 = sample_set(12, mean="7", sd="2", min=0, max=10, step=1)
    (row,) = two_samples.search(group1, group2, "0.01", tests=["student"])
    whole = group1.count() * group2.count()
    assert 0 < int(row["datasets"]) < whole
    alone = float(group1.bounds("mean").max - group2.bounds("mean").min)
    assert row["difference"][1] < alone - 0.5 and math.isfinite(row["difference"][0])


def test_an_impossible_p():
    group1, group2 = sample_set(10, mean="5.0", sd="1.0"), sample_set(10, mean="5.1", sd="1.0")
    for row in two_samples.search(group1, group2, "0.001"):
        assert not row["compatible"]


def test_equal_means_reach_a_p_of_1():
    group = sample_set(10, mean="5", sd="1")
    assert two_samples.p_range(group, group)[1] == 1.0


def test_what_cannot_be_tested_says_so():
    with pytest.raises(InputError, match="mean and the SD"):
        two_samples.p_range(sample_set(10, median="3"), sample_set(10, median="3"))
    with pytest.raises(InputError, match="unknown test"):
        two_samples.p_range(sample_set(9, mean="3", sd="1"), sample_set(9, mean="3", sd="1"), "z")


@pytest.mark.parametrize("test", two_samples.TESTS)
@pytest.mark.parametrize("ddof", [0, 1])
def test_an_sd_with_either_divisor_is_what_a_t_test_takes(test, ddof):
    """On a continuum: the corners of both means and SDs, each SD with n - 1 in its test."""
    sizes = 10, 6
    groups = [
        sample_set(n, mean=mean, sd="1.0", ddof=ddof)
        for n, mean in zip(sizes, ("5.0", "6.3"), strict=True)
    ]
    found = two_samples.p_range(*groups, test)
    to_free = [math.sqrt(n / (n - 1)) if ddof == 0 else 1.0 for n in sizes]
    corners = [
        stats.ttest_ind_from_stats(
            5.0, one * to_free[0], sizes[0], 5.0 + gap, two * to_free[1], sizes[1],
            equal_var=test == "student",
        ).pvalue
        for gap in (1.2, 1.4) for one in (0.95, 1.05) for two in (0.95, 1.05)
    ]  # fmt: skip
    assert found == pytest.approx((min(corners), max(corners)), rel=1e-6)
    row = two_samples.search(*groups, f"{max(corners) * 0.99:.4f}", tests=[test]).results[0]
    assert row["compatible"]
    row = two_samples.search(*groups, f"{max(corners) * 1.02:.4f}", tests=[test]).results[0]
    assert not row["compatible"]
