"""Tests of 2x2 tables against R and scipy, and both code paths against each other."""

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

# Every k/n up to n=39 that rounds to 81% against 4/10, and to 61% against 1/10. R 4.2.2, with
# m <- matrix(c(k1, k2, n1 - k1, n2 - k2), 2) and d <- dhyper(k1, n1, n2, k1 + k2):
#   fisher.test(m); twice the smaller of fisher.test(m, alternative = "less", "greater");
#   both with d/2 taken off the tail; chisq.test(m, correct = FALSE), chisq.test(m);
#   pchisq(X2 (N - 1) / N, 1, lower = FALSE); the likelihood ratio 2 sum(m log(m / E)).
R_COLUMNS = (
    "fisher", "fisher-central", "midp-minlike", "midp-central", "pearson", "yates", "n-1", "lr",
)  # fmt: skip
R_VALUES = {
    (4, 10, 13, 16): (
        0.0461410443104, 0.0849594341585, 0.0273223344162, 0.0473220143701,
        0.0314822624625, 0.0841216069635, 0.0349313152338, 0.0312530546033,
    ),
    (4, 10, 17, 21): (
        0.0401068809155, 0.064308517972, 0.0259378995366, 0.0359705552142,
        0.0225998565522, 0.0615980489664, 0.0248933142468, 0.0242733379218,
    ),
    (4, 10, 21, 26): (
        0.0390379980938, 0.052356649, 0.0275419276597, 0.0293645081318,
        0.0173829944537, 0.048312645625, 0.0190149527924, 0.0201489331931,
    ),
    (4, 10, 22, 27): (
        0.0376990091951, 0.0448997384481, 0.0277847076659, 0.0250711353898,
        0.0142212905974, 0.0406906122469, 0.0155945994845, 0.0169839409815,
    ),
    (4, 10, 25, 31): (
        0.040208136476, 0.0446834737781, 0.0304204567023, 0.0251081142307,
        0.0140352503996, 0.0397137379433, 0.0152570433773, 0.0174607821946,
    ),
    (4, 10, 26, 32): (
        0.0195452569537, 0.0390905139074, 0.0109407033065, 0.021881406613,
        0.011721600118, 0.0340531930838, 0.0127660123795, 0.0150598907597,
    ),
    (4, 10, 29, 36): (
        0.0196952235967, 0.0393904471934, 0.011082283988, 0.0221645679759,
        0.0117449009606, 0.0337726424911, 0.0126962067546, 0.0155847589807,
    ),
    (4, 10, 30, 37): (
        0.0174961751859, 0.0349923503719, 0.00981172268399, 0.019623445368,
        0.00997199582303, 0.029375362652, 0.0107958371674, 0.0136790310992,
    ),
    (1, 10, 11, 18): (
        0.0158707806305, 0.0221423123025, 0.0106403131575, 0.0116813773564,
        0.008827453867, 0.0264070490319, 0.0101265398183, 0.00557048500041,
    ),
    (1, 10, 14, 23): (
        0.00935761957731, 0.0167037449017, 0.00541805710048, 0.00882461994809,
        0.00699462846359, 0.0205179182598, 0.00790922868035, 0.00422646381272,
    ),
    (1, 10, 17, 28): (
        0.00893567245069, 0.0135722738615, 0.00573801630531, 0.00717696157073,
        0.00583195050712, 0.0169321512844, 0.00651706631922, 0.00345197508734,
    ),
    (1, 10, 19, 31): (
        0.00886917960089, 0.0111164379457, 0.0062473781986, 0.00587283514113,
        0.00477962432049, 0.0139813756273, 0.00532146423382, 0.00280332304367,
    ),
    (1, 10, 20, 33): (
        0.00934194808273, 0.0115707137829, 0.00661790111592, 0.00612261984922,
        0.00503772290515, 0.0145440001764, 0.00557458905457, 0.00295634724072,
    ),
    (1, 10, 22, 36): (
        0.00978298425831, 0.00978298425831, 0.00747756788596, 0.00517215151361,
        0.00424066792586, 0.0123416775576, 0.00467773498105, 0.00248176219596,
    ),
    (1, 10, 23, 38): (
        0.0101950161206, 0.0101950161206, 0.00779618879811, 0.00539736147561,
        0.00446525787233, 0.0128512401875, 0.0049005190487, 0.00261524781904,
    ),
}
tables = st.integers(1, 14).flatmap(
    lambda n1: st.integers(1, 14).flatmap(
        lambda n2: st.tuples(
            st.integers(0, n1), st.just(n1), st.integers(0, n2), st.just(n2)
        )
    )
)
VECTORISED = [name for name in CONVENTIONS if name not in UNCONDITIONAL]


@pytest.mark.parametrize("convention", R_COLUMNS)
def test_r_fisher_test_and_chisq_test(convention):
    column = R_COLUMNS.index(convention)
    for table, values in R_VALUES.items():
        assert table_p(*table, convention) == pytest.approx(values[column], rel=1e-10), table


@pytest.mark.parametrize("table", R_VALUES)
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
