"""A witness, or none, against every sample tried in turn; sharp bounds at any size."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from fractions import Fraction
from itertools import combinations_with_replacement, groupby, product

import pytest

from printed.fit.samples import TooLarge, extremes, sample_set, statistic
from printed.fit.samples.squares import (
    Decider,
    Run,
    Undecided,
    deviations,
    reach,
    residue_cut,
    sums,
)


def written(found):
    return [value for value, times in found for _ in range(times)]


@pytest.mark.parametrize(("n", "top"), [(1, 12), (2, 12), (3, 11), (4, 8), (5, 6), (6, 4)])
def test_every_sum_and_sum_of_squares(n, top):
    have = {
        (sum(values), sum(x * x for x in values))
        for values in combinations_with_replacement(range(top + 1), n)
    }
    decider, runs = Decider(), (Run(n, 0, top),)
    for total in range(n * top + 1):
        for squares in range(total % 2, n * top * top + 1, 2):
            found = decider.decide(runs, total, squares, squares)
            assert (found is not None) == ((total, squares) in have), (total, squares)
            if found is not None:
                values = written(found)
                assert (sum(values), sum(x * x for x in values)) == (total, squares)
                assert len(values) == n and 0 <= min(values) <= max(values) <= top


def boxes(source: random.Random) -> tuple[Run, ...]:
    """Runs of up to five ranks with bounds that do not decrease."""
    while True:
        n = source.randint(2, 5)
        lows = sorted(source.randint(-2, 3) for _ in range(n))
        highs = sorted(source.randint(0, 6) for _ in range(n))
        if all(low <= high for low, high in zip(lows, highs, strict=True)):
            pairs = groupby(zip(lows, highs, strict=True))
            return tuple(Run(len(list(same)), *ends) for ends, same in pairs)


def test_ranks_with_bounds_of_their_own():
    source = random.Random(1)
    for _ in range(20):
        runs = boxes(source)
        ranges = [range(run.low, run.high + 1) for run in runs for _ in range(run.size)]
        have = defaultdict(set)
        for values in product(*ranges):
            have[sum(values)].add(sum(x * x for x in values))
        decider = Decider()
        for total in range(sums(runs)[0], sums(runs)[1] + 1):
            assert reach(runs, total) == (min(have[total]), max(have[total]))
            for squares in range(total % 2, 120, 2):
                found = decider.decide(runs, total, squares, squares)
                assert (found is not None) == (squares in have[total]), (runs, total, squares)


def test_bounds_of_the_deviation_are_those_of_every_sum():
    source = random.Random(2)
    for _ in range(400):
        runs = boxes(source)
        n, (least, most) = sum(run.size for run in runs), sums(runs)
        first, last = sorted(source.randint(least, most) for _ in range(2))
        ends = [reach(runs, total) for total in range(first, last + 1)]
        totals = range(first, last + 1)
        low = min(n * q[0] - s * s for q, s in zip(ends, totals, strict=True))
        high = max(n * q[1] - s * s for q, s in zip(ends, totals, strict=True))
        assert deviations(runs, first, last) == (low, high)


@pytest.mark.parametrize("edge", [0.995, 0.9995, 1.0])
def test_near_the_largest_sd(edge):
    """Where gaps are: 12 values on 0 to 20, every sum of squares against a plain programme."""
    n, top = 12, 20
    reached = [defaultdict(int) for _ in range(n + 1)]  # placed -> sum -> bits of squares
    reached[0][0] = 1
    for x in range(top + 1):
        for k in range(1, n + 1):
            for total, bits in list(reached[k - 1].items()):
                reached[k][total + x] |= bits << x * x
    decider, runs = Decider(), (Run(n, 0, top),)
    for total in range(60, 180, 7):
        most = reach(runs, total)[1]
        for squares in range(int(edge * most), most + 1):
            found = decider.decide(runs, total, squares, squares)
            assert (found is not None) == bool(reached[n][total] >> squares & 1)


@pytest.mark.parametrize(
    ("n", "mean", "sd", "low", "high", "count", "median"),
    [
        # Shares and medians of published samples that were too large to be counted.
        (20, "3.5", "1.2", 1, 7, ("count<4", 4, 17), (3, 4)),
        (39, "37.21", "20.01", -2, 76, ("count<37", 5, 33), (18, 56)),
        (22, "33.14", "25.19", -3, 83, ("count<33", 5, 18), (11, 55)),
        (46, "33.70", "26.26", -10, 82, ("count<34", 8, 38), (9, 58)),
        (500, "50.00", "20.00", 0, 100, ("count<50", 40, 455), (31, 69)),
        (1000, "500.0", "200.0", 0, 999, ("count<500", 81, 918), (301, 699)),
    ],
)
def test_sharp_bounds_at_any_size(n, mean, sd, low, high, count, median):
    samples = sample_set(n, mean=mean, sd=sd, min=low, max=high, step=1)
    assert samples.witness() in samples
    name, least, most = count
    found = samples.bounds(name)
    assert (found.min, found.max, found.method) == (least, most, "exact")
    found = samples.bounds("median")
    assert (found.min, found.max, found.method) == (*median, "exact")


def test_bounds_with_quartiles_at_500():
    """Every end is between the sharp ends of the continuum and a sample that has it."""
    asked = {"mean": "50.0", "sd": "20.0", "median": "51", "iqr": "35:66", "min": 0, "max": 100}
    samples = sample_set(500, step=1, **asked)
    for name in ("mean", "sd", "median", "q1", "q3", "min", "max", "share<40", "t:45"):
        found = samples.bounds(name)
        assert found.method == "exact" and found.min_attained and found.max_attained
        assert found.min <= statistic(samples.witness(), name) <= found.max


def test_no_sample_is_proven():
    """Half the values at each end have an SD of 5.0351, any others at most 5.0099."""
    samples = sample_set(72, mean="5.00", sd="5.0350", min=0, max=10, step=1)
    assert samples.witness() is None and not samples.exists()
    assert samples.count() == 0


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_what_sums_of_a_range_leave_of_a_spread(n):
    """Against all samples of -4 to 4: what they have is kept, and of five values nothing else."""
    have = defaultdict(set)
    for values in combinations_with_replacement(range(-4, 5), n):
        total = sum(values)
        have[total].add(n * sum(x * x for x in values) - total**2)
    for first, length, low, width in product((-3, 0, 1), range(n + 1), range(20), range(2 * n)):
        spreads = {one for total in range(first, first + length + 1) for one in have[total]}
        inside = [one for one in spreads if low <= one <= low + width]
        least, most = residue_cut(n, (first, first + length), low, low + width)
        assert not inside or least <= min(inside) <= max(inside) <= most
        assert n < 5 or (least, most) == ((min(inside), max(inside)) if inside else (1, 0))


@pytest.mark.parametrize(("n", "quartile"), [(12, "type-2"), (5, "type-4"), (18, "type-9")])
@pytest.mark.parametrize("told", [{"iqr": "2.562"}, {"se": "0.007"}])
def test_what_no_grid_value_prints_is_seen_without_a_search(n, quartile, told):
    """No quartile distance of quarters is 2.562 (of types that weigh by 16 too); the least SE
    above 0 is 0.058."""
    samples = sample_set(n, min=-24, max=124, items=4, quartile=quartile, **told)
    samples.witnesses.seconds = 0.0
    assert not samples.exists()


def test_what_is_not_decided_says_in_how_many_seconds():
    samples = sample_set(500, mean="50.00", sd="20.00", median="51.5", min=0, max=100, step=1)
    samples.witnesses.seconds = 0.0
    with pytest.raises(TooLarge, match=r"not decided in 0 seconds whether a sample of n=500"):
        samples.witness()
    with pytest.raises(Undecided):
        Decider(deadline=time.process_time() - 1).decide((Run(9, 0, 9),), 40, 300, 304)


def test_a_million_values_are_held_by_how_often_each_occurs():
    samples = sample_set(10**15, mean="0.5", min=0, max=1, step=1)
    assert samples.exists() and samples.bounds("median").max == 1
    low, high = (Fraction(samples.bounds("mean").min), Fraction(samples.bounds("mean").max))
    assert low == Fraction(45, 100) and high == Fraction(55, 100) - Fraction(1, 10**15)


@pytest.mark.parametrize("decided", [(True, False), (False, True), (False, False)])
def test_a_bound_with_an_end_that_was_not_decided_is_not_called_exact(decided):
    bound = extremes._made((1, decided[0]), (9, decided[1]), lambda value: value)
    assert bound.method.startswith("outer")
