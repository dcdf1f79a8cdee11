"""Corrections, ceilings, fragility and priors against statsmodels, scipy and brute force."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, stats
from statsmodels.stats.multitest import multipletests

from passion import evidence
from passion.evidence import Range, priors, robustness
from passion.evidence.effects import RankSum
from printed.errors import InputError
from printed.fit.tables import Table
from printed.stats import CONVENTIONS, superiority_interval

TABLES = [
    Table(4, 10, 29, 36), Table(1, 10, 22, 36), Table(0, 10, 5, 10), Table(10, 10, 3, 10),
    Table(5, 10, 5, 10), Table(0, 10, 22, 36), Table(10, 10, 29, 36),
]  # fmt: skip
p_values = st.floats(1e-6, 1, allow_nan=False)


class Tied:
    """Records of which only the sizes of the ties among all scores are asked."""

    def ties(self, comparison, n):
        return (1, 3, 1, 3, 1, 1, 1)


def test_tied_scores_have_the_rank_sum_p_of_another_program():
    """R: x <- c(1,2,2,5,7); y <- c(2,3,5,5,8,9); wilcox.test(x, y, exact=FALSE, correct=...)."""
    sums = [RankSum(Fraction(8), 5, 6, "")]
    for method, p in (("asymptotic", 0.1929472973), ("continuity", 0.2266951039)):
        found = robustness.rank_p(Tied(), "motor", sums, method)
        assert (found.low, found.high) == pytest.approx((p, p), abs=1e-9)


def holm(ps):
    """Holm 1979 by hand: R's p.adjust(p, "holm")."""
    order = sorted(range(len(ps)), key=lambda i: ps[i])
    found, running = [0.0] * len(ps), 0.0
    for rank, i in enumerate(order):
        running = max(running, min(1.0, (len(ps) - rank) * ps[i]))
        found[i] = running
    return found


def step_up(ps, factor):
    """R's p.adjust(p, "hochberg") with len - rank, p.adjust(p, "BH") with len / (rank + 1)."""
    order = sorted(range(len(ps)), key=lambda i: -ps[i])
    found, running = [0.0] * len(ps), 1.0
    for down, i in enumerate(order):
        running = min(running, factor(len(ps), len(ps) - down - 1) * ps[i])
        found[i] = running
    return found


BY_HAND = {
    "Holm": holm,
    "Hochberg": lambda ps: step_up(ps, lambda n, rank: n - rank),
    "Benjamini-Hochberg": lambda ps: step_up(ps, lambda n, rank: n / (rank + 1)),
}


@settings(max_examples=15)
@given(st.lists(p_values, min_size=1, max_size=6), st.sampled_from(list(BY_HAND)))
def test_corrections_by_hand_and_by_statsmodels(ps, method):
    """R: p.adjust(p, "holm", "hochberg" or "BH")."""
    found = robustness.adjusted([Range(p, p) for p in ps], method)
    assert all(span.single for span in found)
    values = [span.low for span in found]
    assert values == pytest.approx(BY_HAND[method](ps))
    names = {"Holm": "holm", "Hochberg": "simes-hochberg", "Benjamini-Hochberg": "fdr_bh"}
    assert values == pytest.approx(list(multipletests(ps, method=names[method])[1]))


@settings(max_examples=15)
@given(st.lists(st.tuples(p_values, p_values), min_size=2, max_size=4),
       st.sampled_from(list(BY_HAND)), st.lists(st.floats(0, 1), min_size=4, max_size=4))
def test_corrected_ranges_hold_every_choice_within_the_ranges(ends, method, shares):
    spans = [Range(min(pair), max(pair)) for pair in ends]
    inside = [s.low + share * (s.high - s.low) for s, share in zip(spans, shares, strict=False)]
    found = robustness.adjusted(spans, method)
    for span, value in zip(found, BY_HAND[method](inside), strict=True):
        assert span.low * (1 - 1e-9) <= value <= span.high * (1 + 1e-9)


@pytest.mark.parametrize("ps", [
    [0.0197, 0.00978, 0.003], [0.04, 0.03], [0.049], [0.06, 0.001], [0.01, 0.0101, 0.0099, 0.2],
])  # fmt: skip
def test_survived_comparisons_are_the_last_that_holm_lets_pass(ps):
    """statsmodels' Holm over the printed P values and as many more that are larger."""

    def passes(i, more):
        return bool(multipletests([*ps, *[1.0] * more], 0.05, "holm")[0][i])

    for i, most in enumerate(robustness.survives(ps)):
        assert most == -1 or passes(i, most)
        assert not passes(i, most + 1)


def test_ceiling_is_the_largest_bayes_factor_of_its_class():
    """Sellke and others: under the densities a p^(a - 1) of P, maximised by scipy."""
    for p in (0.05, 0.0197, 0.00978, 0.003, 0.2):
        best = optimize.minimize_scalar(
            lambda a, p=p: -(a * p ** (a - 1)), bounds=(1e-6, 1), method="bounded"
        )
        assert robustness.ceiling(p) == pytest.approx(-best.fun, rel=1e-5)
    assert robustness.ceiling(0.5) == robustness.ceiling(1) == 1
    assert robustness.ceiling(0) == math.inf
    with pytest.raises(InputError):
        robustness.ceiling(1.2)


@pytest.mark.parametrize("table", TABLES)
def test_fragility_by_scipy(table):
    """R: fragility::frag.study or a loop over fisher.test."""
    k1, n1, k2, n2 = table
    turned = 0
    while True:
        one, two = (k1 + turned, k2) if k1 <= k2 else (k1, k2 + turned)
        if stats.fisher_exact([[one, n1 - one], [two, n2 - two]]).pvalue >= 0.05:
            break
        turned += 1
    assert robustness.fragility(table) == turned


@pytest.mark.parametrize("table", [Table(5, 40, 4, 6), Table(4, 6, 5, 40), Table(6, 40, 5, 9)])
def test_fragility_adds_to_the_group_with_fewer_events_not_with_the_lower_share(table):
    k1, n1, k2, n2 = table
    first, turned = k1 <= k2, 0
    while True:
        one, two = (k1 + turned, k2) if first else (k1, k2 + turned)
        if one > n1 or two > n2:
            turned = None
            break
        if stats.fisher_exact([[one, n1 - one], [two, n2 - two]]).pvalue >= 0.05:
            break
        turned += 1
    assert robustness.fragility(table) == turned


def test_tests_in_the_order_of_their_p_values():
    found = robustness.p_by_test(TABLES[:2])
    assert set(found) == set(CONVENTIONS)
    assert [span.low for span in found.values()] == sorted(span.low for span in found.values())


def test_rank_p_is_scipys_on_samples_without_ties():
    """R: wilcox.test(x, y, exact = TRUE), (exact = FALSE, correct = FALSE and TRUE)."""
    x, y = [3.1, 4.2, 5.3, 6.4, 9.9], [1.5, 2.6, 3.7, 0.8, 2.9, 4.4, 1.1]
    found = evidence.load(records=None)
    u = stats.mannwhitneyu(x, y).statistic
    for method, options in (
        ("exact", {"method": "exact"}),
        ("asymptotic", {"method": "asymptotic", "use_continuity": False}),
        ("continuity", {"method": "asymptotic", "use_continuity": True}),
    ):
        span = robustness.rank_p(found, "motor", [RankSum(Fraction(u), 5, 7, method)], method)
        assert span.single
        assert span.low == pytest.approx(stats.mannwhitneyu(x, y, **options).pvalue)
    with pytest.raises(InputError):
        robustness.rank_p(found, "motor", [], "median")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("prior", priors.PRIORS, ids=lambda prior: prior.name)
def test_posterior_by_scipys_law_and_quadrature(table, prior):
    """R: integrate() of BiasedUrn::dFNCHypergeo(k1, n1, n2, k1 + k2, exp(b)) dnorm(b, 0, sd)."""
    k1, n1, k2, n2 = table

    def density(log_odds):
        law = stats.nchypergeom_fisher.pmf(k1, n1 + n2, n1, k1 + k2, math.exp(log_odds))
        return law * stats.norm.pdf(log_odds, scale=prior.sd)

    def share(log_odds):
        whole = integrate.quad(density, -7 * prior.sd, 7 * prior.sd, limit=400)[0]
        return integrate.quad(density, -7 * prior.sd, log_odds, limit=400)[0] / whole

    found = priors.posterior(table, prior)
    for end, chance in ((found.low, 0.025), (found.median, 0.5), (found.high, 0.975)):
        assert share(math.log(end)) == pytest.approx(chance, abs=2e-4)
    assert share(0.0) == pytest.approx(found.below, abs=2e-4)


@pytest.mark.parametrize("prior", priors.PRIORS, ids=lambda prior: prior.name)
def test_prior_limits_hold_95_percent(prior):
    law = stats.norm(scale=prior.sd)
    assert law.cdf(math.log(prior.limit)) == pytest.approx(0.975)
    # Greenland and Mansournia: log-F with 2 and 2 degrees of freedom has these 95% limits.
    if prior.name == "neutral":
        assert stats.f.ppf(0.975, 2, 2) == pytest.approx(prior.limit, rel=1e-9)


def test_normal_prior_and_normal_estimate_by_information():
    prior, estimate, low, high = priors.PRIORS[0], 3.0, 1.2, 7.5
    spread = (math.log(high) - math.log(low)) / (2 * stats.norm.ppf(0.975))
    information = 1 / spread**2 + 1 / prior.sd**2
    law = stats.norm(math.log(estimate) / spread**2 / information, information**-0.5)
    found = priors.posterior_normal(estimate, low, high, prior)
    assert math.log(found.low) == pytest.approx(law.ppf(0.025))
    assert math.log(found.high) == pytest.approx(law.ppf(0.975))
    assert found.below == pytest.approx(law.cdf(0))


def test_odds_of_superiority_stay_finite_where_every_pair_goes_one_way():
    for u in (0, 50):
        middle, low, high = priors.odds_of_superiority(RankSum(Fraction(u), 10, 5, "exact"))
        assert 0 < low <= middle <= high < math.inf
        # Half of the fifty pairs' one is held inside: 49.5 to 0.5.
        assert (middle if u else 1 / middle) == pytest.approx(99)
    one = superiority_interval(40, 10, 5)
    odds = priors.odds_of_superiority(RankSum(Fraction(40), 10, 5, "exact"))
    assert odds == pytest.approx([x / (1 - x) for x in (one.estimate, one.low, one.high)])


# R 4.2.2: L <- function(b, k1, n1, k2, n2) {K <- k1 + k2; j <- max(0, K - n2):min(n1, K);
#   exp(lchoose(n1, k1) + lchoose(n2, k2) + k1 * b) /
#   sum(exp(lchoose(n1, j) + lchoose(n2, K - j) + j * b))}
# bf <- function(sd, ...) integrate(function(b) sapply(b, L, ...) * dnorm(b, 0, sd),
#   -8 * sd, 8 * sd, rel.tol = 1e-10, subdivisions = 1000)$value / L(0, ...)
# bf(log(limit) / qnorm(.975), ...), and optimize(bf, c(.1, 6), maximum = TRUE)$objective
BAYES_FACTORS = {
    Table(4, 10, 29, 36): (2.80916986, 4.38903245, 4.43918607),
    Table(1, 10, 22, 36): (5.54037252, 19.07037107, 21.06929014),
}


@pytest.mark.parametrize("table", BAYES_FACTORS)
def test_bayes_factors_are_those_of_r(table):
    *named, largest = BAYES_FACTORS[table]
    assert [priors.bayes_factor(table, prior) for prior in priors.PRIORS] == pytest.approx(named)
    factor, limit = priors.largest_bayes_factor(table)
    assert factor == pytest.approx(largest) and factor >= max(named)
    assert priors.bayes_factor(table, priors.Prior("", limit)) == pytest.approx(factor)


def test_fishers_p_does_not_bound_the_evidence_of_a_table():
    """A tie doubles the peduncle's P: the bound of Sellke is 8.1, a Bayes factor 19.1."""
    table = Table(1, 10, 22, 36)
    assert robustness.ceiling(robustness.p_of(table, "fisher")) == pytest.approx(8.13, abs=0.005)
    assert priors.bayes_factor(table, priors.PRIORS[1]) > 19


def test_equal_shares_speak_for_no_difference():
    assert priors.bayes_factor(Table(5, 10, 5, 10), priors.PRIORS[1]) < 1
    assert priors.largest_bayes_factor(Table(5, 10, 5, 10)) == (1.0, 1.0)


def test_only_a_share_of_0_or_1_is_moved_inside():
    """R: the interval of Newcombe by uniroot, then its odds: 24, 1.936773, 250.704465."""
    odds = priors.odds_of_superiority(RankSum(Fraction(48), 10, 5, "exact"))
    assert odds == pytest.approx((24, 1.936773, 250.704465), rel=1e-6)
    weights = [1 - priors.posterior_normal(*odds, prior).below for prior in priors.PRIORS]
    assert weights == pytest.approx([0.89772611, 0.98358974])


def test_a_p_of_zero_survives_any_number_of_comparisons_and_holds_no_other_back():
    first, second = robustness.survives([0.0, 0.02])
    assert first > 10**6
    assert second == robustness.survives([1e-9, 0.02])[1] == 1  # 2 of 3: 0.02 is below 0.05 / 2
    assert robustness.survives([0.02, 0.0])[0] == 1


def test_a_p_that_is_the_threshold_itself_has_reached_it():
    tables = [Table(4, 10, 29, 36), Table(5, 10, 29, 36), Table(6, 10, 29, 36)]
    for steps, table in enumerate(tables):
        reached = robustness.p_of(table, "fisher")
        assert robustness.steps_to(reached, tables) == steps
        assert robustness.fragility(table, reached) == 0
