"""Numbers of samples that other programs have printed, and worked counts of this paper's case."""

from __future__ import annotations

import pytest

from printed.fit.samples import TooLarge, sample_set


@pytest.mark.parametrize(
    ("n", "mean", "sd", "low", "high", "count"),
    [
        # unsum / closure-core, closure_count(mean, sd, n, min, max, .05, .05): both edges count.
        (60, "3.1", "2.1", 1, 10, 6_854_464),
        # The same call for the SPRITE example, of which rsprite2 draws 212.
        (20, "3.5", "1.2", 1, 7, 283),
    ],
)
def test_closure_counts(n, mean, sd, low, high, count):
    asked = {"mean": mean, "sd": sd, "min": low, "max": high, "step": 1}
    assert sample_set(n, **asked, rounding="either").count() == count


def test_half_up_leaves_the_upper_edge_out():
    # A mean of 71/20 = 3.55 prints as 3.6; only the rule that takes both edges has it.
    asked = {"mean": "3.5", "sd": "1.2", "min": 1, "max": 7, "step": 1}
    assert sample_set(20, **asked).count() == 188


@pytest.mark.parametrize(
    ("n", "mean", "sd", "low", "high", "count"),
    [
        # closure-core src/count.rs, tests of closure_count with tolerance 0.
        (3, "2.00000000", "1.00000000", 1, 3, 1),  # 1 2 3
        (4, "2.00000000", "0.00000000", 1, 3, 1),  # 2 2 2 2
        (3, "1.50000000", "0.50000000", 1, 3, 0),
        (2, "3.00000000", "1.41421356", 1, 5, 1),  # 2 4
    ],
)
def test_closure_core_unit_tests(n, mean, sd, low, high, count):
    assert sample_set(n, mean=mean, sd=sd, min=low, max=high, step=1).count() == count


def test_the_list_holds_each_of_the_283_once():
    asked = {"mean": "3.5", "sd": "1.2", "min": 1, "max": 7, "step": 1, "rounding": "either"}
    samples = sample_set(20, **asked)
    members = samples.members()
    assert len({tuple(member) for member in members}) == 283
    assert all(member in samples and member == sorted(member) for member in members)


def test_the_count_agrees_with_a_plain_convolution():
    """n = 10, mean 89, SD 21 in whole percent: another programme, over counts of each value."""
    numpy = pytest.importorskip("numpy")
    # ways[k, s, q] of k deviations from 89 with sum s and sum of squares q; sums are -5 .. 4.
    top, reach = 4163, 110
    ways = numpy.zeros((11, 2 * reach + 1, top + 1), dtype=numpy.int64)
    ways[0, reach, 0] = 1
    for v in range(-64, 65):
        for k in range(1, 11):
            source = ways[k - 1]
            target = ways[k]
            low, high = max(0, v), min(2 * reach + 1, 2 * reach + 1 + v)
            if v * v <= top:
                target[low:high, v * v :] += source[low - v : high - v, : top + 1 - v * v]
    count = 0
    for s in range(-5, 5):
        for q in range(top + 1):
            deviation = 10 * q - s * s  # 90 times the variance
            if 90 * 41**2 <= 4 * deviation < 90 * 43**2:
                count += int(ways[10, reach + s, q])
    assert count == sample_set(10, mean="89", sd="21", min=0, max=200, step=1).count()


def test_between_3_and_10_of_10_lie_below_100():
    samples = sample_set(10, mean="89", sd="21", min=0, max=200, step=1)
    found = samples.bounds("count<100")
    assert (found.min, found.max) == (3, 10)


def test_draws_are_members_and_repeat_by_seed():
    samples = sample_set(60, mean="3.1", sd="2.1", min=1, max=10, step=1, rounding="either")
    for law in ("multisets", "ordered"):
        draws = samples.draws(20, seed=7, law=law)
        assert draws == samples.draws(20, seed=7, law=law)
        assert all(member in samples for member in draws)
    assert samples.draws(20, seed=8) != samples.draws(20, seed=7)


def test_quartiles_join_the_same_programme():
    samples = sample_set(
        20, median="-0.4", iqr="1.5", mean="-0.3", sd="1.1", min=-4, max=4, step="0.1"
    )
    found = samples.bounds("q1")
    assert -2 < found.min < found.max < 0
    assert samples.bounds("median").min >= -0.45


def test_what_is_too_large_says_so_before_it_starts():
    samples = sample_set(60, mean="500", sd="100", min=0, max=1000, step=1)
    with pytest.raises(TooLarge, match=r"too large: about \d+ GB of states.*ask for bounds"):
        samples.count()


def test_a_mean_and_an_sd_bound_the_range():
    # Samuelson: no value is further than SD * (n - 1) / sqrt(n) from the mean.
    free = sample_set(10, mean="5", sd="2", step=1)
    boxed = sample_set(10, mean="5", sd="2", min=-100, max=100, step=1)
    assert free.count() == boxed.count() > 0
