"""Where a function changes its sign, against exact roots and scipy."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, special

from printed import notation
from printed.stats.intervals import proportion
from printed.stats.roots import MOST, root
from printed.stats.student import beta_quantile, quantile

SMOOTH = [
    (lambda x: x**3 - 2, 0.0, 2.0, 2 ** (1 / 3), 4e-16),
    (lambda x: 2 - math.exp(x), -50.0, 5.0, math.log(2), 4e-16),
    (lambda x: math.tanh(40 * (x - 0.3)), -1.0, 1.0, 0.3, 4e-16),
    (lambda x: (x - 0.25) ** 9, 0.0, 1.0, 0.25, 1e-2),  # flat: lost in its ninth power
    (lambda x: -math.inf if x < 0.7 else 1.0, 0.0, 1.0, 0.7, 4e-16),
    (lambda x: 1e-300 * (x - 0.1), 0.0, 1.0, 0.1, 4e-16),
]


@pytest.mark.parametrize(("f", "low", "high", "at", "off"), SMOOTH)
def test_a_root_is_found_to_the_last_digits(f, low, high, at, off):
    looked = []
    found = root(lambda x: looked.append(x) or f(x), low, high)
    assert found == pytest.approx(at, rel=off) and len(looked) <= MOST
    assert all(low <= x <= high for x in looked)


def test_a_smooth_function_takes_some_ten_looks():
    looked = []
    root(lambda x: looked.append(x) or special.betainc(5, 9, x) - 0.025, 0.0, 1.0)
    assert len(looked) < 18  # halving takes some fifty-five


@given(st.floats(-0.99, 0.99), st.sampled_from([1, 3, 0.2]))
def test_it_is_where_scipy_finds_it(at, power):
    def f(x):
        return math.copysign(abs(x - at) ** power, x - at)

    assert root(f, -1.0, 1.0) == pytest.approx(optimize.bisect(f, -1, 1, xtol=1e-15), abs=1e-9)


def test_ends_of_one_sign_give_the_nearer_end():
    assert root(lambda x: x + 1, 0.0, 1.0) == 0.0
    assert root(lambda x: -x - 1, 0.0, 1.0) == 0.0
    assert root(lambda x: x, 0.0, 1.0) == 0.0


@pytest.mark.parametrize("share", [1e-6, 0.025, 0.5, 0.975, 1 - 1e-6])
@pytest.mark.parametrize(("a", "b"), [(1, 10), (0.5, 40.5), (30, 2), (300, 700)])
def test_quantiles_are_scipys(share, a, b):
    assert beta_quantile(share, a, b) == pytest.approx(special.betaincinv(a, b, share), rel=1e-9)
    assert quantile(share, b) == pytest.approx(special.stdtrit(b, share), rel=1e-8, abs=1e-12)


@pytest.mark.parametrize(("k", "n", "end", "exact"), [
    (0, 1, "high", 0.975), (1, 1, "low", 0.025), (0, 2, "high", 1 - 0.025**0.5),
    (3, 3, "low", 0.025 ** (1 / 3)),
])  # fmt: skip
def test_an_end_of_none_or_all_is_rounded_as_itself(k, n, end, exact):
    """Of 0 of 1 the upper end is 97.5% and no hair less: it reads 98%."""
    found = getattr(proportion(k, n), end)
    assert found == pytest.approx(exact, rel=1e-15)
    if n == 1:
        assert notation.text(100 * found, 0) == {0: "98", 1: "3"}[k]
