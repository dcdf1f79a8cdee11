"""Barnard's and Boschloo's tests against an enumeration in rational arithmetic, and scipy."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from printed.errors import InputError
from printed.fit.matching import Table, read_p, select
from printed.stats import table_p, table_p_exact, unconditional
from printed.stats.unconditional import TESTS, bounds, may_lie, p_value

tables = st.tuples(st.integers(1, 8), st.integers(1, 12)).flatmap(
    lambda n: st.tuples(
        st.integers(0, n[0]), st.just(n[0]), st.integers(0, n[1]), st.just(n[1])
    )
)
SIDES = (None, "less", "greater")


@cache
def rank(k1, n1, k2, n2, test, side):
    """How extreme a table is, as a fraction that grows with it."""
    if test == "boschloo":
        return -table_p_exact(k1, n1, k2, n2, "fisher", side)
    events = k1 + k2
    if events in (0, n1 + n2):
        return Fraction(0)
    away = Fraction(k1, n1) - Fraction(k2, n2)
    squared = away**2 / (Fraction(events, n1 + n2) * (1 - Fraction(events, n1 + n2)))
    if side is None:
        return squared
    return squared * (1 if (away < 0) == (side == "less") else -1)


def worst(k1, n1, k2, n2, test, side):
    """The largest chance, over the common rate, of the tables that are as extreme."""
    own = rank(k1, n1, k2, n2, test, side)
    extreme = [
        (math.comb(n1, a) * math.comb(n2, b), a + b)
        for a in range(n1 + 1)
        for b in range(n2 + 1)
        if rank(a, n1, b, n2, test, side) >= own
    ]
    ways, events = np.array(extreme, dtype=float).T

    def chance(rate):
        return float(np.sum(ways * rate**events * (1 - rate) ** (n1 + n2 - events)))

    grid = np.linspace(0, 1, 1001)
    at = grid[max(range(1001), key=lambda i: chance(grid[i]))]
    finer = optimize.minimize_scalar(
        lambda rate: -chance(rate), bounds=(max(0, at - 0.001), min(1, at + 0.001)),
        method="bounded", options={"xatol": 1e-12},
    )  # fmt: skip
    return max(chance(at), -finer.fun)


def enumerated(k1, n1, k2, n2, test, side=None):
    if test == "boschloo" and side is None:
        one, other = (worst(k1, n1, k2, n2, test, name) for name in ("less", "greater"))
        return min(1.0, 2 * min(one, other))
    return worst(k1, n1, k2, n2, test, side)


@pytest.mark.parametrize(("table", "p"), [
    # The tied tables that a comparison of floats loses; own R code with whole numbers, and an
    # enumeration with fractions, agree.
    ((0, 4, 7, 12), 0.05823), ((2, 6, 14, 18), 0.05878), ((4, 5, 4, 15), 0.05009),
    ((1, 10, 11, 18), 0.011271), ((1, 10, 14, 23), 0.006861),
])  # fmt: skip
def test_ties_between_tables_count(table, p):
    assert p_value(*table) == pytest.approx(p, abs=6e-6 if p > 0.02 else 6e-7)
    assert table_p(*table, "barnard") == p_value(*table)
    assert stats.barnard_exact(columns(*table)).pvalue < 0.99 * p


def columns(k1, n1, k2, n2):
    return [[k1, k2], [n1 - k1, n2 - k2]]  # scipy takes the columns as the groups


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("side", SIDES)
@given(table=tables)
@settings(max_examples=25, deadline=None)
def test_an_enumeration_in_rational_arithmetic(test, side, table):
    assert p_value(*table, test, side) == pytest.approx(enumerated(*table, test, side), rel=1e-9)


@pytest.mark.validate
@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("side", SIDES)
def test_every_table_of_small_groups(test, side):
    for n1, n2 in ((3, 3), (4, 7), (5, 9), (6, 6), (7, 10)):
        for k1 in range(n1 + 1):
            for k2 in range(n2 + 1):
                table = k1, n1, k2, n2
                found = p_value(*table, test, side)
                assert found == pytest.approx(enumerated(*table, test, side), rel=1e-9), table


@pytest.mark.parametrize("table", [(4, 10, 29, 36), (1, 10, 22, 36), (4, 10, 13, 16)])
def test_scipy_where_no_tie_is_lost(table):
    barnard, boschloo = (
        test(columns(*table)).pvalue for test in (stats.barnard_exact, stats.boschloo_exact)
    )
    assert p_value(*table) == pytest.approx(barnard, rel=1e-6)
    assert p_value(*table, "boschloo") == pytest.approx(boschloo, rel=1e-6)


def test_scipy_docs_barnard():
    # The worked example of scipy.stats.barnard_exact (vaccine trial): 0.0682... two-sided, and
    # 0.0341 one-sided; 7/15 got ill with the vaccine, 12/15 without.
    assert p_value(7, 15, 12, 15) == pytest.approx(0.0682, abs=5e-5)
    assert p_value(7, 15, 12, 15, side="less") == pytest.approx(0.0341, abs=5e-5)


@pytest.mark.parametrize("test", TESTS)
@given(table=tables)
@settings(max_examples=40, deadline=None)
def test_groups_and_outcomes_may_change_places(test, table):
    k1, n1, k2, n2 = table
    swapped, mirrored = (k2, n2, k1, n1), (n1 - k1, n1, n2 - k2, n2)
    for other in (swapped, mirrored):
        assert p_value(*other, test) == pytest.approx(p_value(*table, test), rel=1e-9)
        one, two = p_value(*other, test, "less"), p_value(*table, test, "greater")
        assert one == pytest.approx(two, rel=1e-9)


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("side", SIDES)
@given(table=tables)
@settings(max_examples=25, deadline=None)
def test_bounds_hold_and_close_in(test, side, table):
    exact = enumerated(*table, test, side)
    pairs = list(bounds(*table, test, side))
    assert all(low <= exact * (1 + 1e-9) and exact <= high * (1 + 1e-9) for low, high in pairs)
    lows, highs = zip(*pairs, strict=True)
    assert np.diff(lows).min(initial=0) > -1e-12 and np.diff(highs).max(initial=0) < 1e-12
    assert highs[-1] <= lows[-1] * (1 + 2 * unconditional.TOLERANCE)


@pytest.mark.parametrize("table", [
    (0, 375, 522, 1600), (5, 1303, 35, 512), (2, 851, 177, 1124), (1, 1227, 93, 599),
])  # fmt: skip
@pytest.mark.parametrize("test", TESTS)
def test_a_tiny_p_of_large_groups_is_bounded_by_one(table, test):
    """A chord over all common rates bounds its logarithm by hundreds."""
    found = list(bounds(*table, test))
    assert all(0 <= low <= high <= 1 for low, high in found)
    # A lower bound by hand: the observed table alone, at the common rate of its groups.
    k1, n1, k2, n2 = table
    rate = (k1 + k2) / (n1 + n2)
    alone = stats.binom.logpmf(k1, n1, rate) + stats.binom.logpmf(k2, n2, rate)
    assert found[-1][1] < 1e-5 and math.log(max(found[-1][1], 1e-320)) >= alone - 1e-6


@given(table=tables)
@settings(max_examples=40, deadline=None)
def test_boschloo_refines_the_fisher_test_that_ranks_it(table):
    """At the first look already: its upper bound is Fisher's P."""
    _, high = next(bounds(*table, "boschloo"))
    fisher = table_p(*table, "fisher-central")
    assert high == pytest.approx(fisher, rel=1e-9)
    assert p_value(*table, "boschloo") <= fisher * (1 + 1e-9)


@pytest.mark.parametrize("test", TESTS)
@given(table=tables, window=st.sampled_from([(0.0, 0.05), (0.04, 0.06), (0.2, 0.9), (0.995, 1)]))
@settings(max_examples=40, deadline=None)
def test_what_is_turned_down_half_way_has_its_p_elsewhere(test, table, window):
    p = p_value(*table, test)
    assert may_lie(*table, test, *window) == (window[0] <= p <= window[1])


def test_a_search_finds_what_the_p_values_say():
    chosen = [Table(k1, 7, k2, 9) for k1 in range(8) for k2 in range(10)]
    for test in TESTS:
        for side in SIDES:
            printed = read_p("0.02")
            found = [table for table, _ in select(chosen, test, printed, side)]
            direct = [t for t in chosen if printed.contains(p_value(*t, test, side))]
            assert found == direct and (found or side)


def test_seventy_against_seventy_five_takes_a_few_hundred_looks():
    """What a paper of two hundred needs: no more than some hundred rates are looked at."""
    for test in TESTS:
        assert len(list(bounds(9, 70, 12, 75, test))) < 300
        assert len(list(bounds(0, 200, 9, 210, test))) < 600


def test_too_many_tables_are_refused_with_the_limit():
    with pytest.raises(InputError, match="at most 1000000"):
        p_value(5, 1000, 9, 1000)


# Largest chances that differ from one by little over a wide stretch of rates, or whose second
# derivative is nearly nought where they are largest.
FLAT = [
    ((7, 55, 0, 1), "barnard", None), ((7, 43, 0, 1), "barnard", None),
    ((7, 97, 0, 1), "barnard", None), ((21, 109, 16, 51), "boschloo", "greater"),
    ((10, 40, 89, 109), "boschloo", "greater"), ((0, 3, 1, 1), "barnard", None),
    ((3, 6, 0, 3), "barnard", None), ((51, 100, 10, 20), "barnard", None),
]  # fmt: skip


@pytest.mark.parametrize(("table", "test", "side"), FLAT)
def test_a_largest_chance_on_a_flat_top_is_found_soon(table, test, side):
    found = []
    for pair in bounds(*table, test, side):
        found.append(pair)
        assert len(found) < 1000, "the bounds do not close in"
    low, high = found[-1]
    assert low <= high <= low * (1 + 2 * unconditional.TOLERANCE)
    assert low == pytest.approx(worst_by_counts(*table, test, side), rel=1e-9)


def worst_by_counts(k1, n1, k2, n2, test, side):
    """The largest chance on a fine grid, from how many tables of each sum are not as extreme."""
    table = (k1, n1, k2, n2) if side != "greater" else (n1 - k1, n1, n2 - k2, n2)
    if test == "boschloo":
        counts = unconditional._by_fisher(*table)
    else:
        smaller = k1 * n2 < k2 * n1
        table = table if smaller else (n1 - k1, n1, n2 - k2, n2)
        counts = unconditional._by_score(*table, both=True)
    total = n1 + n2
    others = [math.comb(total, e) - count for e, count in enumerate(counts)]

    def rest(rate):
        return math.fsum(
            float(c * Fraction(rate) ** e * (1 - Fraction(rate)) ** (total - e))
            for e, c in enumerate(others)
            if c
        )

    grid = np.linspace(0.001, 0.999, 999)
    logs = [math.log(c) if c else -math.inf for c in others]
    events = np.arange(total + 1)
    sums = np.exp(
        np.array(logs)
        + np.outer(np.log(grid), events)
        + np.outer(np.log1p(-grid), total - events)
    ).sum(axis=1)
    at = grid[sums.argmin()]
    finer = optimize.minimize_scalar(
        rest, bounds=(at - 0.001, at + 0.001), method="bounded", options={"xatol": 1e-10}
    )
    return 1 - finer.fun
