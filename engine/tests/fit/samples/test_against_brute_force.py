"""Count, list, draws and bounds against every sample tried in turn, for small n."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import combinations_with_replacement

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from printed import notation
from printed.errors import InputError
from printed.fit.samples import QUARTILE_RULES, sample_set, statistic
from printed.fit.samples.witness import Witnesses

EXPRESSIONS = ("mean", "sd", "median", "q1", "q3", "min", "max", "share<2", "count<=1", "t:1")


def rounded_root(square: Fraction, decimals: int) -> str:
    """The square root rounded half up to so many decimals, exactly."""
    unit = 10**decimals
    twice = math.isqrt(4 * square.numerator * unit**2 // square.denominator)
    return notation.text(Fraction((twice + 1) // 2, unit), decimals)


@st.composite
def questions(draw):
    """A small grid and some statistics that one of its samples has."""
    n = draw(st.integers(1, 6))
    step = draw(st.sampled_from(["1", "0.5", "2", "1/3"]))
    unit = Fraction(step)
    low, width = draw(st.integers(-3, 2)), draw(st.integers(0, 6 if n < 5 else 4))
    grid = [x * unit for x in range(low, low + width + 1)]
    sample = sorted(draw(st.lists(st.sampled_from(grid), min_size=n, max_size=n)))
    decimals = draw(st.integers(0, 2))
    rounding = draw(st.sampled_from(["half-up", "half-even", "either"]))

    def shown(value):
        return notation.text(value, decimals, rounding.replace("either", "half-up"))

    rule = draw(st.sampled_from(QUARTILE_RULES))
    ddof = draw(st.integers(0, 1))
    asked: dict = {"min": grid[0], "max": grid[-1], "step": unit, "quartile": rule, "ddof": ddof}
    squares = sum((x - sum(sample) / n) ** 2 for x in sample)
    if draw(st.booleans()):
        asked["mean"] = shown(sum(sample) / n)
    if n > ddof and draw(st.booleans()):
        asked["sd"] = rounded_root(squares / (n - ddof), decimals)
    if n > ddof and draw(st.integers(0, 3)) == 0:
        asked["se"] = rounded_root(squares / (n - ddof) / n, decimals)
    if draw(st.booleans()):
        asked["median"] = shown(statistic(sample, "median"))
    quartiles = [statistic(sample, name, rule) for name in ("q1", "q3")]
    match draw(st.integers(0, 3)):
        case 0:
            asked["iqr"] = shown(quartiles[1] - quartiles[0])
        case 1:
            asked["iqr"] = ":".join(shown(value) for value in quartiles)
    if draw(st.integers(0, 3)) == 0:
        share = sum(x < 1 for x in sample)
        asked["share"] = [f"<1={notation.percent(Fraction(share, n))}"]
    if draw(st.integers(0, 3)) == 0:
        asked["lowest"] = shown(sample[0])
    asked["rounding"] = rounding
    return n, grid, asked


def everything(samples, n, grid):
    return [list(values) for values in combinations_with_replacement(grid, n) if values in samples]


@settings(max_examples=150, deadline=None)
@given(questions(), st.randoms(use_true_random=False))
def test_count_list_draws_and_bounds(question, random):
    n, grid, asked = question
    samples = sample_set(n, **asked)
    expected = everything(samples, n, grid)
    assert samples.count() == len(expected)
    assert [[notation.exact(x) for x in member] for member in samples.members()] == [
        [notation.exact(float(x)) for x in member] for member in expected
    ]
    assert samples.exists() == bool(expected)
    expression = random.choice(EXPRESSIONS)
    if not expected:
        assert samples.bounds("median").min is None
        return
    if expression in ("sd", "t:1") and n <= (asked["ddof"] if expression == "sd" else 1):
        with pytest.raises(InputError):
            samples.bounds(expression)
        return
    found = samples.bounds(expression)
    ddof, rule = asked["ddof"], asked["quartile"]
    every = [statistic(member, expression, rule, ddof) for member in expected]
    every = [value for value in every if value is not None]
    if not every:
        assert found.min is None and found.max is None
        return
    low, high = min(every), max(every)
    assert (found.min_infinite, found.max_infinite) == (math.isinf(low), math.isinf(high))
    if math.isfinite(low):
        assert float(found.min) == pytest.approx(float(low), abs=1e-12)
    if math.isfinite(high):
        assert float(found.max) == pytest.approx(float(high), abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(questions(), st.sampled_from(["multisets", "ordered"]))
def test_every_rank_is_a_member_as_often_as_the_law_says(question, law):
    n, grid, asked = question
    samples = sample_set(n, **asked)
    expected = everything(samples, n, grid)
    walk = samples.walk(law)
    assume(walk.total <= 20_000)
    found = Counter(tuple(walk.member(rank)) for rank in range(walk.total))
    unit = Fraction(asked["step"])
    weights = Counter()
    for member in expected:
        ways = math.factorial(n)
        for times in Counter(member).values():
            ways //= math.factorial(times)
        weights[tuple(int(x / unit) for x in member)] = ways if law == "ordered" else 1
    assert found == weights


@settings(max_examples=50, deadline=None)
@given(questions(), st.lists(st.integers(-5, 5), min_size=12, max_size=12))
def test_bounds_of_any_sum_over_the_values(question, worths):
    n, grid, asked = question
    samples = sample_set(n, **asked)
    expected = everything(samples, n, grid)
    if not expected:
        assert samples.bounds(lambda x: 1).min is None
        return
    worth = {float(x): worths[i] for i, x in enumerate(grid)}
    sums = [sum(worth[float(x)] for x in member) for member in expected]
    found = samples.bounds(lambda x: worth[float(x)])
    assert (found.min, found.max) == (min(sums), max(sums))


@settings(max_examples=200, deadline=None)
@given(questions(), st.integers(-3, 3), st.integers(-3, 3))
def test_a_witness_or_none(question, shift, stretch):
    """Also where the printed mean and SD are moved, so that many have no sample."""
    n, grid, asked = question
    samples = sample_set(n, **asked)
    laid = samples.grid
    if laid.sums is not None:
        samples.grid = laid = replace(laid, sums=(laid.sums[0] + shift, laid.sums[1] + shift))
    if laid.deviation is not None:
        low, high = (max(0, end + stretch * n) for end in laid.deviation)
        samples.grid = laid = replace(laid, deviation=(low, high))
    unit = laid.unit

    def agrees(values):
        total = sum(values) / unit
        spread = n * sum(x * x for x in values) / unit**2 - total**2
        return (laid.sums is None or laid.sums[0] <= total <= laid.sums[1]) and (
            laid.deviation is None or laid.deviation[0] <= spread <= laid.deviation[1]
        )

    free = {key: value for key, value in asked.items() if key not in ("mean", "sd", "se")}
    every = [one for one in everything(sample_set(n, **free), n, grid) if agrees(one)]
    found = Witnesses(laid).find()
    assert (found is not None) == bool(every)
    if found is not None:
        assert [x * unit for x in [value for value, times in found for _ in range(times)]] in every
