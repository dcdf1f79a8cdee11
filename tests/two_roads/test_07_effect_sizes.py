"""The page on effect sizes by another road: exhaustive search, scipy and statsmodels alone."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from itertools import product

import pytest
from scipy import stats
from scipy.stats.contingency import odds_ratio
from statsmodels.stats.proportion import confint_proportions_2indep

from passion import display

PAGE = "07_effect_sizes"
PRINTED = {"posterior limb": ("40", "81", "0.02"), "cerebral peduncle": ("10", "61", "0.01")}
HEADLINE = {"posterior limb": (4, 10, 29, 36), "cerebral peduncle": (1, 10, 22, 36)}


def rounds_to(k, n, printed, how=ROUND_HALF_UP):
    return str((Decimal(100) * k / n).quantize(Decimal(1), how)) == printed


def crossed(k1, n1, k2, n2):
    return [[k1, n1 - k1], [k2, n2 - k2]]


TESTS = {
    "fisher": lambda t: stats.fisher_exact(crossed(*t)).pvalue,
    "pearson": lambda t: stats.chi2_contingency(crossed(*t), correction=False).pvalue,
    "yates": lambda t: stats.chi2_contingency(crossed(*t)).pvalue,
    "lr": lambda t: stats.chi2_contingency(crossed(*t), False, lambda_="log-likelihood").pvalue,
}


def counted(shares, how):
    """Every table of up to 10 against up to 39 children with both shares."""
    return {
        (k1, n1, k2, n2)
        for n1, n2 in product(range(1, 11), range(1, 40))
        for k1, k2 in product(range(n1 + 1), range(n2 + 1))
        if rounds_to(k1, n1, shares[0], how) and rounds_to(k2, n2, shares[1], how)
    }


def fits_p(p, printed):
    return Decimal(str(p)).quantize(Decimal(printed), ROUND_HALF_UP) == Decimal(printed)


def shown(row):
    numbers = re.findall(r"\d+", f"{row['treated']} {row['registry']}")
    return tuple(map(int, numbers))


def fits(row):
    return row["fits"].split("; ")


@pytest.mark.parametrize("sign", PRINTED)
def test_tables_that_fit_each_test_by_exhaustive_search(frame, sign):
    *shares, printed = PRINTED[sign]
    listed = [row for row in frame(PAGE, "fits") if row["sign"] == sign]
    every = counted(shares, ROUND_HALF_UP)
    assert {shown(row)[1] for row in listed} == {10}  # fewer treated children fit nothing
    for name, test in TESTS.items():
        found = {t for t in every if 0 < t[0] + t[2] < t[1] + t[3] and fits_p(test(t), printed)}
        if name != "fisher":
            found = {t for t in found if t[1] == 10}
        assert found == {shown(row) for row in listed if display.TESTS[name] in fits(row)}


@pytest.mark.parametrize(
    ("name", "how"), [("halves to even", ROUND_HALF_EVEN), ("decimals cut off", ROUND_DOWN)]
)
@pytest.mark.parametrize("sign", PRINTED)
def test_tables_that_fit_another_rounding(frame, sign, name, how):
    *shares, printed = PRINTED[sign]
    found = {t for t in counted(shares, how) if t[1] == 10 and fits_p(TESTS["fisher"](t), printed)}
    listed = [row for row in frame(PAGE, "fits") if row["sign"] == sign]
    assert found == {shown(row) for row in listed if f"percentage: {name}" in fits(row)}


def printed(value, decimals):
    return str(Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def as_shown(estimate, low, high, decimals, times=1):
    one, two, three = (printed(x * times, decimals) for x in (estimate, low, high))
    return one, f"{two} to {three}"


@pytest.mark.parametrize("sign", HEADLINE)
def test_headline_effects_by_statsmodels_and_scipy(panel, sign):
    k1, n1, k2, n2 = table = HEADLINE[sign]
    found = {
        (row["effect"], row["interval"]): (row["estimate"], row["95% interval"])
        for row in panel(PAGE, "intervals")
        if row["sign"] == sign
    }
    difference, ratio = k1 / n1 - k2 / n2, k1 * n2 / (k2 * n1)
    ends = confint_proportions_2indep(*table, method="newcomb", compare="diff")
    assert found["Risk difference", "Newcombe"] == as_shown(difference, *ends, 0, 100)
    ends = confint_proportions_2indep(*table, method="score", compare="ratio", correction=False)
    assert found["Risk ratio", "Koopman"] == as_shown(ratio, *ends, 2)
    ends = confint_proportions_2indep(*table, method="log", compare="ratio")
    assert found["Risk ratio", "Katz"] == as_shown(ratio, *ends, 2)
    other = odds_ratio(crossed(*table), kind="conditional")
    ends = other.confidence_interval(0.95)
    assert found["Odds ratio", "exact central"] == as_shown(other.statistic, *ends, 3)


def score_p(k1, n1, k2, n2, delta):
    """The score test of a difference: the likelihood maximised over a fine grid of shares."""
    low, high = max(0, delta), min(1, 1 + delta)
    steps = 100_000
    shares = ((low + (high - low) * i / steps) for i in range(1, steps))

    def log_likelihood(q1):
        q2 = q1 - delta
        return (
            k1 * math.log(q1) + (n1 - k1) * math.log1p(-q1)
            + k2 * math.log(q2) + (n2 - k2) * math.log1p(-q2)
        )  # fmt: skip

    q1 = max(shares, key=log_likelihood)
    q2, total = q1 - delta, n1 + n2
    variance = (q1 * (1 - q1) / n1 + q2 * (1 - q2) / n2) * total / (total - 1)
    return stats.chi2.sf((k1 / n1 - k2 / n2 - delta) ** 2 / variance, 1)


@pytest.mark.parametrize("sign", HEADLINE)
def test_ends_of_miettinen_and_nurminen_are_where_the_score_test_turns(panel, sign):
    row = next(
        row
        for row in panel(PAGE, "intervals")
        if (row["sign"], row["interval"]) == (sign, "Miettinen-Nurminen")
    )
    low, high = re.findall(r"-?\d+", row["95% interval"])
    for end in (int(low), int(high)):  # the printed whole point holds the turn
        ps = [score_p(*HEADLINE[sign], (end + move) / 100) for move in (-0.5, 0.5)]
        assert min(ps) <= 0.05 <= max(ps)


def test_missing_children_by_scipy(frame):
    for row in frame(PAGE, "case"):
        k1, n1, k2, n2 = HEADLINE[row["sign"]]
        more = {"as counted": 0, "at worst": 0, "at best": 39 - n2}[row["case"]]
        total = n2 if row["case"] == "as counted" else 39
        assert row["registry"] == f"{k2 + more} of {total}"
        p = stats.fisher_exact(crossed(k1, n1, k2 + more, total)).pvalue
        assert row["P"] == printed(p, 3)


def test_at_worst_the_test_decides_on_which_side_of_the_threshold(panel, glued):
    """The posterior limb with three more children without the sign, by scipy."""
    shown = {row["posterior limb, P by test"]: row["at worst"] for row in panel(PAGE, "worst")}
    for name, test in TESTS.items():
        assert shown[display.TESTS[name]] == printed(test((4, 10, 29, 39)), 3)
    above = [name for name, p in shown.items() if float(p) >= 0.05]
    assert glued(PAGE)["n_above"] == str(len(above)) and 0 < len(above) < len(shown)


def p_of_u(u, n1, n2):
    """scipy's exact P of two samples without ties that have this U."""
    wins = [min(n2, max(0, u - n2 * i)) for i in range(n1)]
    one = [win - 0.5 + i / 1000 for i, win in enumerate(wins)]
    return stats.mannwhitneyu(one, range(n2), method="exact").pvalue


def test_share_of_pairs_by_scipys_rank_sums(frame):
    """Every U of 10 against 5 to 39 children whose exact P rounds to 0.003."""
    shares = []
    for n in range(5, 40):
        # P falls as U rises above its middle.
        u = bisect_left(range(10 * n + 1), -0.0035, lo=5 * n, key=lambda u, n=n: -p_of_u(u, 10, n))
        while u <= 10 * n and p_of_u(u, 10, n) >= 0.0025:
            shares += [u / (10 * n)] if p_of_u(u, 10, n) < 0.0035 else []
            u += 1
    found = next(row for row in frame(PAGE, "share of pairs") if row["method"] == "exact")
    assert found["share of pairs"] == f"{printed(min(shares), 2)} to {printed(max(shares), 2)}"
