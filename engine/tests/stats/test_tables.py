"""Tests of 2x2 tables against scipy and their definition; both code paths agree."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from printed.errors import InputError
from printed.stats import CONVENTIONS, fast, table_p, table_p_exact
from printed.stats.tables import (
    INTEGER_CONVENTIONS,
    UNCONDITIONAL,
    chi_square,
    smallest_expected,
    table_weights,
)

# Every k/n up to n=39 that rounds to 81% against 4/10, and to 61% against 1/10: what R says to
# these stands in `engine/tests/r/calls.csv`.
CANDIDATES = [
    *((4, 10, k, n) for k, n in ((13, 16), (17, 21), (21, 26), (22, 27), (25, 31), (26, 32),
                                 (29, 36), (30, 37))),
    *((1, 10, k, n) for k, n in ((11, 18), (14, 23), (17, 28), (19, 31), (20, 33), (22, 36),
                                 (23, 38))),
]  # fmt: skip
tables = st.integers(1, 14).flatmap(
    lambda n1: st.integers(1, 14).flatmap(
        lambda n2: st.tuples(
            st.integers(0, n1), st.just(n1), st.integers(0, n2), st.just(n2)
        )
    )
)
VECTORISED = [name for name in CONVENTIONS if name not in UNCONDITIONAL]


@pytest.mark.parametrize("table", CANDIDATES)
def test_scipy_on_the_candidates_of_the_register(table):
    k1, n1, k2, n2 = table
    rows = [[k1, n1 - k1], [k2, n2 - k2]]
    assert table_p(*table, "fisher") == pytest.approx(stats.fisher_exact(rows).pvalue, rel=1e-9)
    for convention, correction, power in (
        ("pearson", False, "pearson"),
        ("yates", True, "pearson"),
        ("lr", False, "log-likelihood"),
    ):
        found = stats.chi2_contingency(rows, correction=correction, lambda_=power)
        assert table_p(*table, convention) == pytest.approx(found.pvalue, rel=1e-10)


def test_tie_of_symmetric_margins_is_a_tie():
    # 23 of 46 have the sign, so that the table with 9 of 10 is exactly as likely as 1 of 10: a
    # comparison of floats that misses it halves the P value.
    weights = table_weights(10, 36, 23)
    assert weights[1] == weights[9]
    halved = Fraction(sum(w for k, w in weights.items() if k <= 1), sum(weights.values()))
    assert table_p_exact(1, 10, 22, 36) == 2 * halved
    assert table_p(1, 10, 22, 36) == pytest.approx(0.0097829842583, rel=1e-11)
    (vectorised,) = fast.table_p([1], [10], [22], [36], "fisher")
    assert vectorised == table_p(1, 10, 22, 36)


def brute(k1, n1, k2, n2, convention):
    """From the definition, over every way to draw the events among labelled children."""
    events, law = k1 + k2, {}
    for k in range(max(0, events - n2), min(n1, events) + 1):
        law[k] = Fraction(
            math.comb(n1, k) * math.comb(n2, events - k), math.comb(n1 + n2, events)
        )
    own = law[k1]
    if convention in ("fisher", "midp-minlike"):
        p = sum(chance for chance in law.values() if chance <= own)
        return p if convention == "fisher" else p - own / 2
    taken = own / 2 if convention == "midp-central" else 0
    below = sum(chance for k, chance in law.items() if k <= k1) - taken
    above = sum(chance for k, chance in law.items() if k >= k1) - taken
    return min(Fraction(1), 2 * min(below, above))


@pytest.mark.parametrize("convention", INTEGER_CONVENTIONS)
@given(table=tables)
@settings(max_examples=30, deadline=None)
def test_definition(convention, table):
    assert table_p_exact(*table, convention) == brute(*table, convention)


@pytest.mark.parametrize("convention", VECTORISED)
@given(many=st.lists(tables, min_size=1, max_size=12))
@settings(max_examples=20, deadline=None)
def test_arrays_agree_with_integers(convention, many):
    found = table_p(*np.array(many).T, convention)
    single = [table_p(*table, convention) for table in many]
    np.testing.assert_allclose(found, single, rtol=1e-11, atol=0)


@pytest.mark.parametrize("convention", VECTORISED)
def test_arrays_agree_with_integers_at_size(convention):
    rng = np.random.default_rng(7)
    n1, n2 = rng.integers(200, 900, (2, 40))
    k1, k2 = rng.integers(0, n1 + 1), rng.integers(0, n2 + 1)
    found = table_p(k1, n1, k2, n2, convention)
    single = [
        table_p(*map(int, table), convention) for table in zip(k1, n1, k2, n2, strict=True)
    ]
    np.testing.assert_allclose(found, single, rtol=1e-9, atol=1e-300)


@given(table=tables)
@settings(max_examples=30, deadline=None)
def test_p_values_do_not_depend_on_the_order_of_groups_or_outcomes(table):
    k1, n1, k2, n2 = table
    for convention in VECTORISED:
        found = table_p(k1, n1, k2, n2, convention)
        for other in ((k2, n2, k1, n1), (n1 - k1, n1, n2 - k2, n2)):
            again = table_p(*other, convention)
            assert again == pytest.approx(found, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize("convention", [*INTEGER_CONVENTIONS, "pearson", "yates", "n-1", "lr"])
@pytest.mark.parametrize("window", [(0.015, 0.025), (0.0, 0.001), (0.05, 1.0), (0.995, 1.0)])
def test_windows_lose_no_table(convention, window):
    # A count outside the stretches that bisection leaves never has its P in the window.
    for k1, n1 in ((0, 7), (4, 10), (5, 5), (11, 23)):
        n2 = np.array([1, 2, 3, 8, 20, 41])
        same = np.full(len(n2), k1), np.full(len(n2), n1)
        row, begin, end = fast.runs_within(
            *same, n2, np.zeros(len(n2), int), n2, convention, window
        )
        stretches = zip(n2[row].tolist(), begin.tolist(), end.tolist(), strict=True)
        kept = {(size, k) for size, a, b in stretches for k in range(a, b + 1)}
        for size in n2.tolist():
            values = table_p([k1] * (size + 1), n1, range(size + 1), size, convention)
            inside = np.flatnonzero((values >= window[0]) & (values <= window[1]))
            assert all((size, int(k)) in kept for k in inside)


def test_chi_square_by_hand():
    # 9/10 v 3/10: expected 6 and 4 in each row, 9/6 + 9/4 twice.
    assert chi_square(9, 10, 3, 10) == 7.5
    assert chi_square(9, 10, 3, 10, "yates") == pytest.approx(2 * 2.5**2 * (1 / 6 + 1 / 4))
    assert chi_square(9, 10, 3, 10, "n-1") == 7.5 * 19 / 20


def test_undefined_without_events():
    assert math.isnan(table_p(0, 5, 0, 7, "pearson"))
    assert table_p(0, 5, 0, 7, "fisher") == 1
    assert np.isnan(table_p([0], [5], [0], [7], "lr")).all()
    assert table_p(0, 5, 0, 7, "barnard") == 1


def test_expected_count_rule():
    assert smallest_expected(1, 10, 22, 36) == 5
    assert table_p(1, 10, 22, 36, "expected-5") == table_p(1, 10, 22, 36, "pearson")
    assert smallest_expected(4, 10, 29, 36) < 5
    assert table_p(4, 10, 29, 36, "expected-5") == table_p(4, 10, 29, 36, "fisher")


@pytest.mark.parametrize(
    "table, message",
    [
        ((4, 0, 1, 2), "denominator is at least 1"),
        ((5, 4, 1, 2), "5 of 4"),
        ((-1, 4, 1, 2), "-1 of 4"),
        ((1.5, 4, 1, 2), "whole number"),
    ],
)
def test_what_is_no_table_is_refused(table, message):
    with pytest.raises(InputError, match=message):
        table_p(*table)
    with pytest.raises(InputError):
        table_p(*([value] for value in table))


def test_unknown_test_is_refused():
    with pytest.raises(InputError, match="unknown test 'chi'"):
        table_p(1, 2, 1, 2, "chi")


def test_large_tables_are_right_or_refused_and_never_wrong():
    """All counts of the second group are three: a sum by hand. The normal limit at 10**9."""
    by_hand = 0.1**2 + 2 * 0.1 * 0.9  # the drawn 10**19 of 10**20 are a tenth of all
    assert table_p(10**19, 10**20, 1, 2, "fisher") == pytest.approx(by_hand, rel=1e-9)
    assert table_p(10**18, 10**19, 1, 2, "fisher") == pytest.approx(by_hand, rel=1e-9)
    half = 5 * 10**8, 10**9, 5 * 10**8 + 30_000, 10**9
    assert table_p(*half, "fisher") == pytest.approx(table_p(*half, "yates"), rel=1e-5)
    assert table_p(*half, "fisher") != pytest.approx(table_p(*half, "pearson"), rel=1e-5)
    whole = table_p_exact(4900, 10_000, 5050, 10_000, "midp-central")
    assert table_p(4900, 10_000, 5050, 10_000, "midp-central") == pytest.approx(float(whole))


@pytest.mark.parametrize("convention", [*INTEGER_CONVENTIONS, *UNCONDITIONAL])
def test_a_table_with_too_many_counts_is_refused_with_the_limit(convention):
    with pytest.raises(InputError, match="at most"):
        table_p(10**18, 2 * 10**18, 10**18, 2 * 10**18, convention)
    with pytest.raises(InputError, match=r"at most|below 2\*\*63"):
        table_p([10**19], 10**20, 1, 2, convention)
    with pytest.raises(InputError, match="at most"):
        table_p([10**8], 10**9, [10**8], 10**9, convention)
    with pytest.raises(InputError, match="too large a table"):
        table_p_exact(10**8, 10**9, 10**8, 10**9)
