"""The page on choices by another road: scipy, statsmodels, simple arithmetic and quadrature."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from scipy import integrate, stats
from statsmodels.stats.multitest import multipletests

PAGE = "08_robustness"
HEADLINE = {"Posterior limb": (4, 10, 29, 36), "Cerebral peduncle": (1, 10, 22, 36)}


def crossed(k1, n1, k2, n2):
    return [[k1, n1 - k1], [k2, n2 - k2]]


def fisher(*table):
    return stats.fisher_exact(crossed(*table)).pvalue


def hypergeometric(k1, n1, k2, n2):
    return stats.hypergeom(n1 + n2, n1, k1 + k2)


def smaller_tail(k1, n1, k2, n2, own=1.0):
    law = hypergeometric(k1, n1, k2, n2)
    tails = law.cdf(k1 - 1), law.sf(k1)
    return 2 * (min(tails) + own * law.pmf(k1))


def n_minus_one(*table):
    square = stats.chi2_contingency(crossed(*table), correction=False).statistic
    total = table[1] + table[3]
    return stats.chi2.sf(square * (total - 1) / total, 1)


TESTS = {
    "fisher": fisher,
    "fisher-central": smaller_tail,
    "midp-central": lambda *t: smaller_tail(*t, own=0.5),
    "midp-minlike": lambda *t: fisher(*t) - hypergeometric(*t).pmf(t[0]) / 2,
    "pearson": lambda *t: stats.chi2_contingency(crossed(*t), correction=False).pvalue,
    "yates": lambda *t: stats.chi2_contingency(crossed(*t)).pvalue,
    "lr": lambda *t: stats.chi2_contingency(crossed(*t), False, lambda_="log-likelihood").pvalue,
    "n-1": n_minus_one,
    "barnard": lambda *t: stats.barnard_exact(list(zip(*crossed(*t), strict=True)), n=256).pvalue,
    "boschloo": lambda *t: stats.boschloo_exact(list(zip(*crossed(*t), strict=True)), n=256).pvalue,
}


@pytest.fixture(scope="module")
def curve(rows):
    return {(row["Comparison"], row["Test"]): row for row in rows(PAGE, "curve-data")}


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("sign", HEADLINE)
def test_p_values_by_scipy(curve, sign, test):
    shown = float(curve[sign, test]["Headline data"])
    assert shown == pytest.approx(TESTS[test](*HEADLINE[sign]), abs=0.5001e-4)


@pytest.mark.parametrize("test", [name for name in TESTS if name not in ("barnard", "boschloo")])
@pytest.mark.parametrize("sign", HEADLINE)
def test_p_values_of_every_table_by_scipy(rows, curve, sign, test):
    """The tables are those that the page on effect sizes lists."""
    every = [
        tuple(map(int, re.findall(r"\d+", f"{row['Treated']} {row['Registry']}")))
        for row in rows("07_effect_sizes", "readings")
        if row["Sign"] == sign
    ]
    ps = [TESTS[test](*table) for table in every]
    low, high = map(float, curve[sign, test]["Data of all readings"].split(" to "))
    assert low <= min(ps) < low + 1e-4 and high - 1e-4 < max(ps) <= high


def test_how_many_tests_stay_below_the_threshold(curve, told, said):
    counts = [
        sum(float(row[column].split(" to ")[-1]) < 0.05 for (name, _), row in curve.items()
            if name == sign)
        for column in ("Headline data", "Data of all readings")
        for sign in HEADLINE
    ]  # fmt: skip
    number = len([name for name, _ in curve if name == "Posterior limb"])
    assert counts[:2] == [number, number]
    assert f"All {number} tests put both signs below 0.05 in the headline tables" in told(PAGE)
    wide = f"{counts[2]} of {number} tests keep the posterior limb below 0.05, and {counts[3]} the"
    assert wide in said(PAGE)


def test_corrections_by_statsmodels(rows):
    table = rows(PAGE, "corrected")
    methods = {"Holm": "holm", "Hochberg": "simes-hochberg", "Benjamini-Hochberg": "fdr_bh"}
    own = [fisher(*table) for table in HEADLINE.values()]
    for name, method in methods.items():
        for motor, side in ((0.0025, 0), (0.0035, -1)):
            adjusted = multipletests([*own, motor], method=method)[1]
            shown = [float(row[name].split(" to ")[side]) for row in table]
            assert shown == pytest.approx(adjusted, abs=1.1e-4)


def test_survived_comparisons_by_adding_them(rows):
    own = [fisher(*table) for table in HEADLINE.values()]
    shown = [row["Further comparisons survived"] for row in rows(PAGE, "corrected")]

    def survived(ps, i):
        more = 0
        while multipletests([*ps, *[1.0] * (more + 1)], 0.05, "holm")[0][i]:
            more += 1
        return more

    assert shown[:2] == [str(survived([*own, 0.003], i)) for i in (0, 1)]
    # The largest and the smallest P that round to 0.003 and are a rank-sum P.
    most, least = survived([*own, 0.00252], 2), survived([*own, 0.00349], 2)
    assert shown[2] == f"{least} to {most}"


def test_ceiling_by_arithmetic(rows):
    for row in rows(PAGE, "ceiling"):
        if row["Comparison"] in HEADLINE:
            p = fisher(*HEADLINE[row["Comparison"]])
            shown = float(row["Odds raised at most by"])
            assert shown == pytest.approx(1 / (-math.e * p * math.log(p)), abs=0.0501)


def test_fragility_by_turning_children_one_by_one(rows, told):
    short = re.sub("(?:posterior|cerebral) ", "", told(PAGE))
    for row in rows(PAGE, "ceiling"):
        if row["Comparison"] in HEADLINE:
            k1, n1, k2, n2 = HEADLINE[row["Comparison"]]
            turned = next(more for more in range(n1) if fisher(k1 + more, n1, k2, n2) >= 0.05)
            assert row["Fragility index"].partition(" (")[0] == str(turned)
            words = "(?: treated child graded the other way)? would lift the "
            assert re.search(f"\\b{turned}{words}{row['Comparison'].split()[-1].lower()}", short)


LIMITS = {"skeptical": 4, "neutral": 39}


@pytest.mark.parametrize("prior", LIMITS)
@pytest.mark.parametrize("sign", HEADLINE)
def test_what_a_prior_makes_of_a_table_by_quadrature(rows, sign, prior):
    k1, n1, k2, n2 = HEADLINE[sign]
    sd = math.log(LIMITS[prior]) / stats.norm.ppf(0.975)
    row = next(
        row
        for row in rows(PAGE, "priors")
        if row["Comparison"] == sign and row["Prior"] == prior
    )

    def density(log_odds):
        law = stats.nchypergeom_fisher.pmf(k1, n1 + n2, n1, k1 + k2, math.exp(log_odds))
        return law * stats.norm.pdf(log_odds, scale=sd)

    def below(odds):
        ends = -7 * sd, 7 * sd
        whole = integrate.quad(density, *ends, limit=400)[0]
        return integrate.quad(density, ends[0], math.log(odds), limit=400)[0] / whole

    middle = float(row["Odds ratio afterwards"])
    low, high = map(float, row["95% interval"].split(" to "))
    for end, chance in ((low, 0.025), (middle, 0.5), (high, 0.975)):
        assert below(end - 0.00501) <= chance <= below(end + 0.00501)
    shown = float(row["Weight on this direction under the named prior, percent"])
    assert shown == pytest.approx(100 * below(1), abs=0.0501)


def test_students_p_from_medians_alone_is_open(rows):
    """Two pairs of samples with the printed medians and quartile distances, by scipy."""
    registry = np.repeat([-1.15, -0.4, 0.35], 12)
    even = np.repeat([-0.1, 0.3, 0.7], [4, 2, 4])
    far = np.concatenate([[-9.0], even[1:]])  # one child far below moves nothing that is printed
    for treated in (even, far):
        for values, median, distance in ((treated, 0.3, 0.8), (registry, -0.4, 1.5)):
            first, middle, third = np.quantile(values, [0.25, 0.5, 0.75])
            assert (middle, third - first) == pytest.approx((median, distance))
    assert stats.ttest_ind(even, registry).pvalue < 0.01
    assert stats.ttest_ind(far, registry).pvalue > 0.3
    row = next(row for row in rows(PAGE, "rank-tests") if row["Test"] == "Student's t test")
    assert row["Medians and interquartile ranges alone"] == "<0.001 to 1.00"
