"""The page on choices by another road: scipy, statsmodels, simple arithmetic and quadrature."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from scipy import integrate, stats
from statsmodels.stats.multitest import multipletests

from passion import display

PAGE = "08_robustness"
HEADLINE = {"posterior limb": (4, 10, 29, 36), "cerebral peduncle": (1, 10, 22, 36)}


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
def curve(panel):
    return {(row["comparison"], row["test"]): row for row in panel(PAGE, "curve")}


@pytest.mark.parametrize("test", [name for name in TESTS if name != "barnard"])
@pytest.mark.parametrize("sign", HEADLINE)
def test_p_values_by_scipy(curve, sign, test):
    """Not Barnard's: scipy's floats miss its ties (tests of the engine hold it)."""
    shown = float(curve[sign, display.TESTS[test]]["main reading"])
    assert shown == pytest.approx(TESTS[test](*HEADLINE[sign]), abs=0.5001e-4)


@pytest.mark.parametrize("test", [name for name in TESTS if name not in ("barnard", "boschloo")])
@pytest.mark.parametrize("sign", HEADLINE)
def test_p_values_of_every_table_by_scipy(frame, curve, sign, test):
    """The tables are those that the page on effect sizes lists."""
    every = [
        tuple(map(int, re.findall(r"\d+", f"{row['treated']} {row['registry']}")))
        for row in frame("07_effect_sizes", "fits")
        if row["sign"] == sign
    ]
    ps = [TESTS[test](*table) for table in every]
    low, high = map(float, curve[sign, display.TESTS[test]]["every reading"].split(" to "))
    assert (low, high) == pytest.approx((min(ps), max(ps)), abs=0.5001e-4)


def test_how_many_tests_stay_below_the_threshold(curve, frame, glued):
    counts = [
        (sign, data, sum(float(row[data].split(" to ")[-1]) < 0.05 for (name, _), row in
                         curve.items() if name == sign))
        for sign in HEADLINE
        for data in ("main reading", "every reading")
    ]  # fmt: skip
    number = len([name for name, _ in curve if name == "posterior limb"])
    assert [count for _, data, count in counts if data == "main reading"] == [number, number]
    assert f"All {number} tests put both signs below 0.05" in glued(PAGE)["otherwise"]
    shown = frame(PAGE, "tests below the threshold")
    assert [(row["comparison"], row["data"], int(row["tests below the threshold"]))
            for row in shown] == counts  # fmt: skip


def test_corrections_by_statsmodels(frame):
    table = frame(PAGE, "Holm")
    methods = {"Holm": "holm", "Hochberg": "simes-hochberg", "Benjamini-Hochberg": "fdr_bh"}
    own = [fisher(*table) for table in HEADLINE.values()]
    for name, method in methods.items():
        for motor, side in ((0.00252, 0), (0.00349, -1)):
            adjusted = multipletests([*own, motor], method=method)[1]
            shown = [float(row[name].split(" to ")[side]) for row in table]
            assert shown == pytest.approx(adjusted, abs=1.1e-4)


def test_survived_comparisons_by_adding_them(frame):
    own = [fisher(*table) for table in HEADLINE.values()]
    shown = [row["further comparisons"] for row in frame(PAGE, "further comparisons")]

    def survived(ps, i):
        more = 0
        while multipletests([*ps, *[1.0] * (more + 1)], 0.05, "holm")[0][i]:
            more += 1
        return more

    assert shown[:2] == [str(survived([*own, 0.003], i)) for i in (0, 1)]
    # The largest and the smallest P that round to 0.003 and are a rank-sum P.
    most, least = survived([*own, 0.00252], 2), survived([*own, 0.00349], 2)
    assert shown[2] == f"{least} to {most}"


def test_bayes_factors_by_quadrature(frame, glued):
    for row in frame(PAGE, "neutral prior"):
        k1, n1, k2, n2 = HEADLINE[row["sign"]]

        def law(log_odds, k1=k1, n1=n1, k2=k2, n2=n2):
            return stats.nchypergeom_fisher.pmf(k1, n1 + n2, n1, k1 + k2, math.exp(log_odds))

        for name, limit in LIMITS.items():
            sd = math.log(limit) / stats.norm.ppf(0.975)
            mean = integrate.quad(
                lambda b, sd=sd, law=law: law(b) * stats.norm.pdf(b, scale=sd), -7 * sd, 7 * sd
            )[0]
            assert float(row[f"{name} prior"]) == pytest.approx(mean / law(0), abs=0.0501)
    # The bound of Sellke for the peduncle, which a Bayes factor exceeds.
    p = fisher(*HEADLINE["cerebral peduncle"])
    assert float(glued(PAGE)["bound"]) == pytest.approx(1 / (-math.e * p * math.log(p)), abs=0.0501)
    assert float(glued(PAGE)["bayes"].split(" and ")[1]) > float(glued(PAGE)["bound"])


def test_fragility_by_turning_children_one_by_one(frame, glued):
    for key, (sign, (k1, n1, k2, n2)) in zip(
        ("fragile_limb", "fragile_stem"), HEADLINE.items(), strict=True
    ):
        turned = next(more for more in range(n1) if fisher(k1 + more, n1, k2, n2) >= 0.05)
        row = next(r for r in frame(PAGE, "fragility index") if r["fragility index"] == sign)
        assert row["main reading"] == glued(PAGE)[key] == str(turned)


LIMITS = {"skeptical": 4, "neutral": 39}


@pytest.mark.parametrize("prior", LIMITS)
@pytest.mark.parametrize("sign", HEADLINE)
def test_what_a_prior_makes_of_a_table_by_quadrature(panel, sign, prior):
    k1, n1, k2, n2 = HEADLINE[sign]
    sd = math.log(LIMITS[prior]) / stats.norm.ppf(0.975)
    row = next(
        row
        for row in panel(PAGE, "priors")
        if row["comparison"] == sign and row["prior"] == prior
    )

    def density(log_odds):
        law = stats.nchypergeom_fisher.pmf(k1, n1 + n2, n1, k1 + k2, math.exp(log_odds))
        return law * stats.norm.pdf(log_odds, scale=sd)

    def below(odds):
        ends = -7 * sd, 7 * sd
        whole = integrate.quad(density, *ends, limit=400)[0]
        return integrate.quad(density, ends[0], math.log(odds), limit=400)[0] / whole

    middle = float(row["odds ratio"])
    low, high = map(float, row["95% interval"].split(" to "))
    for end, chance in ((low, 0.025), (middle, 0.5), (high, 0.975)):
        assert below(end - 0.00501) <= chance <= below(end + 0.00501)
    shown = float(row["probability of this direction, %"])
    assert shown == pytest.approx(100 * below(1), abs=0.0501)


def test_students_p_from_medians_alone_is_open(glued):
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
    assert "could give <0.001 to 1.00" in glued(PAGE)["otherwise"]
