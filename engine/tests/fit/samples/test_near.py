"""The nearest value of each printed number where no sample agrees, against all small samples."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial
from itertools import combinations_with_replacement
from statistics import median, variance

import pytest

from printed.fit.samples import search

SCALE = range(5)


def samples(n):
    return list(combinations_with_replacement(SCALE, n))


def mean(sample):
    return Fraction(sum(sample), len(sample))


def prints(number, text):
    """Whether a number that is not negative prints like this, halves rounded up."""
    unit = Fraction(1, 10 ** len(text.partition(".")[2]))
    return abs(number - Fraction(text)) < unit / 2 or number == Fraction(text) - unit / 2


def prints_sd(text, sample):
    """Whether the SD prints like this, by its square."""
    unit = Fraction(1, 10 ** len(text.partition(".")[2]))
    low, high = max(Fraction(text) - unit / 2, 0), Fraction(text) + unit / 2
    return low**2 <= variance(map(Fraction, sample)) < high**2


OF = {"mean": mean, "median": lambda one: Fraction(median(map(Fraction, one)))}
TESTS = {
    "mean": lambda text, one: prints(OF["mean"](one), text),
    "sd": prints_sd,
    "median": lambda text, one: prints(OF["median"](one), text),
}


def drawn_numbers(draw, n):
    return {
        "mean": f"{draw.uniform(0.5, 3.5):.2f}",
        "sd": f"{draw.uniform(0.3, 2):.1f}",
        "median": f"{draw.choice((1, 1.5, 2, 2.2, 3)):.1f}",
    }


def cut_numbers(draw, n):
    """Of a sample whose mean ends in a half, cut off where it should go up: an edge is nearest."""
    places, unit = draw.choice(((0, 1), (1, Fraction(1, 10))))
    kept = [one for one in samples(n) if len(set(one)) > 1]
    one = draw.choice([one for one in kept if mean(one) % unit == unit / 2] or kept)
    return {
        "mean": f"{float(mean(one) - unit / 2):.{places}f}",
        "sd": f"{float(variance(map(Fraction, one))) ** 0.5:.3f}",
        "median": f"{float(median(map(Fraction, one))):.1f}",
    }


@pytest.mark.parametrize(("numbers", "sizes"), [(drawn_numbers, (3, 4, 5)), (cut_numbers, (2, 4))])
def test_the_nearest_of_each_number_is_that_of_all_samples_that_print_the_others(numbers, sizes):
    draw, compared = random.Random(5), 0
    while compared < 60:
        n = draw.choice(sizes)
        printed = numbers(draw, n)
        tests = {name: partial(TESTS[name], text) for name, text in printed.items()}
        everything = samples(n)
        if any(all(test(one) for test in tests.values()) for one in everything):
            assert search(n, min=0, max=4, step=1, **printed).nearest == []
            continue
        compared += 1
        found = {row["quantity"]: row for row in
                 search(n, min=0, max=4, step=1, **printed).nearest}  # fmt: skip
        for name in printed:
            others = [one for one in everything
                      if all(test(one) for key, test in tests.items() if key != name)]  # fmt: skip
            assert (name in found) == bool(others), (printed, n, name)
            if not others:
                continue
            value = found[name]["recomputed"]
            if name == "sd":
                gaps = [abs(float(variance(map(Fraction, one))) ** 0.5 - float(printed["sd"]))
                        for one in others]  # fmt: skip
                assert abs(value - float(printed["sd"])) == pytest.approx(min(gaps), abs=1e-9)
            else:
                gaps = [abs(OF[name](one) - Fraction(printed[name])) for one in others]
                assert abs(value - float(printed[name])) == pytest.approx(float(min(gaps)))


def test_without_ends_of_the_scale_a_mean_that_nobody_can_have_leaves_nothing():
    found = search(28, mean="5.19", step=1)
    assert found.results["datasets"] == "0" and found.results["witness"] is None
    assert [row["text"] for row in found.nearest] == ["5.179"]  # 145 of 28


def test_on_a_continuum_the_sd_is_that_of_both_ends():
    # Five zeros and five tens: R's sd(rep(c(0, 10), 5)) is 5.270463.
    (row,) = search(10, mean="5", sd="7", min=0, max=10).nearest
    assert row["quantity"] == "sd" and row["recomputed"] == pytest.approx(5.270463, abs=1e-6)
