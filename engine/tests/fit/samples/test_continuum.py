"""Bounds over real samples: closed forms of the literature, and random samples inside them."""

from __future__ import annotations

import math
import random

import pytest

from printed import notation
from printed.fit.samples import sample_set, search, statistic

EXPRESSIONS = ("mean", "sd", "median", "q1", "q3", "min", "max", "share<100", "count<=85", "t:100")


def test_there_is_nothing_to_count_or_draw():
    samples = sample_set(10, mean="89", sd="21")
    assert samples.count() is None and samples.reason.startswith("continuum")


def test_samuelson():
    """Largest of n values: mean + SD (n - 1) / sqrt(n); the smallest one mirrors it."""
    found = sample_set(10, mean="89", sd="21", rounding="either").bounds("max")
    assert found.max == pytest.approx(89.5 + 21.5 * 9 / math.sqrt(10), rel=1e-9)
    assert found.min == pytest.approx(88.5 + 20.5 / math.sqrt(10), rel=1e-9)
    assert found.max_attained


@pytest.mark.parametrize("k", range(1, 10))
def test_order_statistics(k):
    """Wolkowicz and Styan 1979: the k-th largest is at most mean + s sqrt((n - k) / k)."""
    n = 11  # its median is a value
    samples = sample_set(n, mean="0.0", sd="1.0", rounding="either")
    population = 1.05 * math.sqrt((n - 1) / n)
    median = samples.bounds("median")
    assert median.max == pytest.approx(0.05 + population * math.sqrt(5 / 6), rel=1e-9)
    counted = samples.bounds(f"count>={k / 10}")
    reachable = [m for m in range(1, n) if 0.05 + population * math.sqrt((n - m) / m) >= k / 10]
    assert counted.max == max(reachable)


def test_cantelli_for_a_finite_sample():
    """A share p below mean - x needs p / (1 - p) <= (s / x) ** 2."""
    samples = sample_set(10, mean="89", sd="21", rounding="either")
    found = samples.bounds("count<60")
    population = 21.5 * math.sqrt(9 / 10)
    assert found.max == max(k for k in range(10) if k / (10 - k) <= (population / (88.5 - 60)) ** 2)


@pytest.mark.parametrize("seed", range(6))
def test_samples_lie_within_the_bounds(seed):
    source = random.Random(seed)
    values = [source.gauss(89, 21) for _ in range(10)]
    exact = [notation.exact(value) for value in values]
    asked = {
        "mean": notation.text(statistic(exact, "mean")),
        "sd": notation.text(statistic(exact, "sd")),
    }
    if seed % 3 == 1:
        asked |= {"min": 0, "max": 180}
    if seed % 3 == 2:
        asked = {"median": notation.text(statistic(exact, "median")), "min": 0, "max": 180}
        asked["iqr"] = notation.text(statistic(exact, "q3") - statistic(exact, "q1"))
    samples = sample_set(10, **asked)
    for expression in EXPRESSIONS:
        found, value = samples.bounds(expression), float(statistic(exact, expression))
        slack = 5 if found.method.startswith("inner") else 1e-6
        assert found.min_infinite or float(found.min) - slack <= value, expression
        assert found.max_infinite or value <= float(found.max) + slack, expression


def test_a_fine_grid_lies_inside_and_near():
    """The same printed numbers on ever finer grids come close to the continuum from inside."""
    free = sample_set(5, mean="3.0", sd="1.0", min=0, max=10)
    fine = sample_set(5, mean="3.0", sd="1.0", min=0, max=10, step="0.05")
    for expression in ("mean", "sd", "median", "q1", "q3", "min", "max", "t:2"):
        outer, inner = free.bounds(expression), fine.bounds(expression)
        assert float(outer.min) <= float(inner.min) + 1e-9
        assert float(inner.max) <= float(outer.max) + 1e-9
        assert float(inner.min) - float(outer.min) < 0.12
        assert float(outer.max) - float(inner.max) < 0.12


def test_no_sample():
    samples = sample_set(10, mean="1.0", sd="5.0", min=0, max=2)
    assert not samples.exists() and samples.bounds("median").min is None


def test_unbounded():
    found = sample_set(10, median="0.3").bounds("mean")
    assert found.min is None and found.min_infinite and found.max_infinite


@pytest.mark.parametrize("tied", [{}, {"iqr": "2"}])
@pytest.mark.parametrize(
    ("told", "possible"),
    [
        ({"lowest": "7", "highest": "5"}, False),
        ({"lowest": "5", "highest": "7"}, True),
        ({"lowest": "7", "highest": "5", "mean": "6"}, False),
        ({"mean": "6.0", "sd": "9", "min": 5, "max": 7}, False),
        ({"mean": "6.0", "sd": "0.8", "min": 5, "max": 7}, True),
    ],
)
def test_an_end_on_the_wrong_side_of_another_is_told_at_once(told, possible, tied):
    """It once refined a grid without an end, its highest value being below its lowest."""
    result = search(9, **told, **tied, bound=["median"]).results
    bound = result["bounds"]["median"]
    assert (bound["min"] is not None) is possible
    proven = not possible and not tied
    assert (result["witness_reason"] == "proven: no sample agrees") is proven
    assert result["datasets"] == ("0" if proven else None)
    assert ("reason" in result) is not proven


@pytest.mark.parametrize("value", ["5", "5.5"])
def test_a_scale_of_one_value_has_one_sample(value):
    scale = {"min": value, "max": value, "median": value, "iqr": "0"}
    result = search(6, **scale, bound=["mean", "sd"]).results
    bounds = result["bounds"]
    ends = [bounds["mean"][end] for end in ("min", "max")]
    assert ends == pytest.approx([float(value)] * 2, rel=1e-12)
    assert bounds["sd"]["min"] == bounds["sd"]["max"] == 0


@pytest.mark.parametrize("step", [None, "1"])
@pytest.mark.parametrize(("mean", "sd"), [("3.00003", None), ("3.0", "9")])
def test_what_no_sample_of_many_has_is_told_whatever_their_number(mean, sd, step):
    """No mean of 20,000 whole numbers prints 3.00003, and no SD of 0 to 9 is 9."""
    asked = {"mean": mean, "sd": sd, "min": 0, "max": 9, "step": step}
    result = search(20_000, **{key: one for key, one in asked.items() if one is not None}).results
    assert result["datasets"] == ("0" if step else None)
    assert (result["witness_reason"] == "proven: no sample agrees") is (step is not None)
