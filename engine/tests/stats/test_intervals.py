"""Intervals of shares, differences and ratios against published examples and statsmodels.

What R says stands in `engine/tests/r`.
"""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from printed import notation, stats
from printed.errors import InputError
from printed.stats.effects import (
    DIFFERENCE_METHODS,
    ODDS_METHODS,
    RATIO_METHODS,
    restricted_shares,
)
from printed.stats.intervals import PROPORTION_METHODS

HEADLINE = [(4, 10, 29, 36), (1, 10, 22, 36), (2, 10, 16, 24)]
tables = st.tuples(st.integers(1, 12), st.integers(1, 12)).flatmap(
    lambda n: st.tuples(
        st.integers(0, n[0]), st.just(n[0]), st.integers(0, n[1]), st.just(n[1])
    )
)


def ends(found, decimals=4):
    return [notation.text(found.low, decimals), notation.text(found.high, decimals)]


# Newcombe RG, Two-sided confidence intervals for the single proportion, Stat Med 1998;17:857-872,
# table I: 81/263, 15/148, 0/20, 1/29.
SINGLE = {
    "wilson": [(".2553", ".3662"), (".0624", ".1605"), (".0000", ".1611"), (".0061", ".1718")],
    "clopper-pearson": [
        (".2527", ".3676"), (".0578", ".1617"), (".0000", ".1684"), (".0009", ".1776"),
    ],
    "mid-p": [(".2544", ".3658"), (".0601", ".1581"), (".0000", ".1391"), (".0017", ".1585")],
}  # fmt: skip


@pytest.mark.parametrize("method", SINGLE)
def test_newcombe_1998_single_proportion(method):
    tables = [(81, 263), (15, 148), (0, 20), (1, 29)]
    for (k, n), expected in zip(tables, SINGLE[method], strict=True):
        found = stats.proportion(k, n, method)
        assert [text.removeprefix("0") for text in ends(found)] == list(expected)


def test_no_event_in_ten_reads_as_the_two_known_bounds():
    assert notation.percent(stats.proportion(0, 10).high, 1) == "30.8%"
    assert notation.percent(stats.proportion(0, 10, sides=1).high, 1) == "25.9%"


@pytest.mark.parametrize("method", PROPORTION_METHODS)
def test_proportion_mirrors(method):
    one, other = stats.proportion(3, 11, method), stats.proportion(8, 11, method)
    assert (one.low, one.high) == pytest.approx((1 - other.high, 1 - other.low))
    assert stats.proportion(0, 10, method).low == 0 and stats.proportion(10, 10, method).high == 1


# Newcombe RG, Interval estimation for the difference between independent proportions, Stat Med
# 1998;17:873-890, table II, contrasts (a) to (h): Mee, Miettinen-Nurminen, method 10.
CONTRASTS = {
    (56, 70, 48, 80): [("0.0533", "0.3377"), ("0.0528", "0.3382"), ("0.0524", "0.3339")],
    (9, 10, 3, 10): [("0.1821", "0.8370"), ("0.1700", "0.8406"), ("0.1705", "0.8090")],
    (6, 7, 2, 7): [("0.0544", "0.8478"), ("0.0342", "0.8534"), ("0.0582", "0.8062")],
    (5, 56, 0, 29): [("-0.0313", "0.1926"), ("-0.0326", "0.1933"), ("-0.0381", "0.1926")],
    (0, 10, 0, 20): [("-0.1611", "0.2775"), ("-0.1658", "0.2844"), ("-0.1611", "0.2775")],
    (0, 10, 0, 10): [("-0.2775", "0.2775"), ("-0.2879", "0.2879"), ("-0.2775", "0.2775")],
    (10, 10, 0, 20): [("0.7225", "1.0000"), ("0.7156", "1.0000"), ("0.6791", "1.0000")],
    (10, 10, 0, 10): [("0.6777", "1.0000"), ("0.6636", "1.0000"), ("0.6075", "1.0000")],
}


@pytest.mark.parametrize("table", CONTRASTS)
def test_newcombe_1998_differences(table):
    for method, expected in zip(
        ("mee", "miettinen-nurminen", "newcombe"), CONTRASTS[table], strict=True
    ):
        assert tuple(ends(stats.risk_difference(*table, method))) == expected


@pytest.mark.parametrize("table", [*HEADLINE, (9, 10, 3, 10), (5, 10, 5, 10)])
def test_statsmodels_score_ratio(table):
    # Ratios alone: statsmodels 0.15 has no symmetric score interval of a difference (5/10 against
    # 5/10 gives -0.404 to 0.409) and raises on the headline tables.
    from statsmodels.stats.proportion import confint_proportions_2indep

    for method, correction in (("miettinen-nurminen", True), ("koopman", False)):
        other = confint_proportions_2indep(
            *table, method="score", compare="ratio", correction=correction
        )
        found = stats.risk_ratio(*table, method)
        assert (found.low, found.high) == pytest.approx(other, rel=1e-9)


def test_koopman_1984():
    # Biometrics 1984;40:513-517: 36/40 against 16/80, 2.94 to 7.15
    found = stats.risk_ratio(36, 40, 16, 80, "koopman")
    assert found.estimate == 4.5 and ends(found, 2) == ["2.94", "7.15"]


@pytest.mark.parametrize("table", [*HEADLINE, (0, 10, 5, 10), (10, 10, 3, 10), (5, 10, 5, 10)])
def test_scipy_conditional_odds_ratio(table):
    from scipy.stats.contingency import odds_ratio

    k1, n1, k2, n2 = table
    other = odds_ratio([[k1, n1 - k1], [k2, n2 - k2]], kind="conditional")
    interval = other.confidence_interval(0.95)
    found = stats.odds_ratio(*table, "conditional")
    assert (found.estimate, found.low, found.high) == pytest.approx(
        (other.statistic, interval.low, interval.high), rel=1e-6, abs=1e-9
    )


@given(tables)
def test_intervals_hold_their_estimate_and_mirror(table):
    k1, n1, k2, n2 = table
    for method in DIFFERENCE_METHODS:
        found, turned = (
            stats.risk_difference(*t, method) for t in (table, (k2, n2, k1, n1))
        )
        assert -1 <= found.low <= found.high <= 1
        if method != "agresti-caffo":  # centred elsewhere
            assert found.low - 1e-12 <= found.estimate <= found.high + 1e-12
        assert (found.low, found.high) == pytest.approx((-turned.high, -turned.low), abs=1e-9)
    for name, methods in ((stats.risk_ratio, RATIO_METHODS), (stats.odds_ratio, ODDS_METHODS)):
        for method in methods:
            found = name(*table, method)
            assert 0 <= found.low <= found.high
            if not math.isnan(found.estimate):
                assert found.low * (1 - 1e-9) <= found.estimate <= found.high * (1 + 1e-9)


@given(tables, st.floats(-0.99, 0.99))
def test_restricted_shares_maximise_the_likelihood(table, delta):
    k1, n1, k2, n2 = table

    def likelihood(one):
        def part(k, n, p):
            p = min(max(p, 0.0), 1.0)
            return (k * math.log(p) if k and p else -1e9 * (k > 0)) + (
                (n - k) * math.log(1 - p) if n - k and p < 1 else -1e9 * (n > k)
            )

        return part(k1, n1, one) + part(k2, n2, one - delta)

    best = likelihood(restricted_shares(*table, delta)[0])
    low, high = max(0.0, delta), min(1.0, 1.0 + delta)
    assert best >= max(likelihood(low + (high - low) * i / 200) for i in range(1, 200)) - 1e-6


@pytest.mark.parametrize("call", [
    lambda: stats.proportion(1, 0), lambda: stats.proportion(3, 2),
    lambda: stats.proportion(-1, 2), lambda: stats.proportion(1, 2, level=1),
    lambda: stats.proportion(1, 2, "best"), lambda: stats.proportion(1, 2, sides=3),
    lambda: stats.proportion(float("nan"), 2), lambda: stats.risk_difference(1, 2, 3, 2),
    lambda: stats.risk_ratio(1, 2, 1, 2, "best"), lambda: stats.odds_ratio(1, 2, 1.5, 2),
])  # fmt: skip
def test_bad_input(call):
    with pytest.raises(InputError):
        call()


ONE_SIDED = {  # as statsmodels calls them
    "wilson": "wilson", "agresti-coull": "agresti_coull", "wald": "normal", "jeffreys": "jeffreys",
    "clopper-pearson": "beta",
}  # fmt: skip


@pytest.mark.parametrize("method", ONE_SIDED)
@pytest.mark.parametrize(("k", "n"), [(1, 10), (4, 10), (22, 36), (81, 263)])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_a_one_sided_bound_is_an_end_of_the_interval_with_twice_the_risk(method, k, n, level):
    low, high = proportion_confint(k, n, 2 * (1 - level), ONE_SIDED[method])
    found = stats.proportion(k, n, method, level, sides=1)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-9)


@pytest.mark.parametrize("method", PROPORTION_METHODS)
def test_one_sided_bounds_of_every_method_lie_within_both_ends(method):
    two, one = stats.proportion(4, 10, method), stats.proportion(4, 10, method, sides=1)
    assert two.low < one.low < one.estimate < one.high < two.high
    if method not in ("clopper-pearson", "jeffreys", "mid-p"):  # those have no deviate
        by_hand = stats.proportion(4, 10, method, sides=1, z="1.645")
        assert (by_hand.low, by_hand.high) == pytest.approx((one.low, one.high), abs=1e-4)
        with pytest.raises(InputError, match="no normal deviate"):
            stats.proportion(4, 10, method, sides=1, z="1.96")
