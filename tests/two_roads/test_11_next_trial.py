"""The next trial a second way: simulated trials under scipy's tests, intervals by their formula.

R: ``Exact::power.exact.test(p1, p2, n1, n2, method = "fisher")`` for each design.
"""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from passion import literature
from passion.evidence.priors import PRIORS
from printed.stats.power import arms, expected_width, power, required_size
from printed.stats.power_ranks import ranksum_power

PAGE = "11_next_trial"
TRIALS = 4000
RATES = {"R02": Fraction(19, 73), "R06": Fraction(16, 37), "R01": Fraction(16, 24)}


def simulated(n1, n2, p1, p2, seed=1):
    """The share of simulated trials with Fisher's P of at most 0.05, and its standard error."""
    draw = np.random.default_rng(seed)
    results = zip(draw.binomial(n1, p1, TRIALS), draw.binomial(n2, p2, TRIALS), strict=True)
    share = sum(
        times * (stats.fisher_exact([[a, b], [n1 - a, n2 - b]]).pvalue <= 0.05)
        for (a, b), times in Counter(results).items()
    )
    return share / TRIALS, 0.5 / math.sqrt(TRIALS)


def test_the_rates_are_those_of_the_register():
    known = {rate.id: rate for rate in literature.outcome_rates()}
    for name, rate in RATES.items():
        assert Fraction(*literature.audit(known[name]).count) == rate


def test_the_announced_size_is_told_in_news_alone():
    (planned,) = (f for f in literature.next_trial() if f.statement == "Newborns planned")
    assert (planned.value, planned.source_kind) == ("162", "news")
    assert all(fact.second_hand for fact in literature.next_trial())


@pytest.mark.parametrize("name", RATES)
@pytest.mark.parametrize("share, lost, ratio", [(1, 0, 1), (1, 0, 2), ("1/2", "1/10", 1)])
def test_power_of_the_announced_size_by_simulation(name, share, lost, ratio):
    n1, n2 = arms(162, share, lost, ratio)
    treated, control = float(RATES[name] / 2), float(RATES[name])
    found, error = simulated(n1, n2, treated, control)
    assert power(n1, n2, treated, control) == pytest.approx(found, abs=4 * error)


@pytest.mark.parametrize("name", RATES)
def test_a_needed_size_has_the_power_and_one_just_below_has_not(name):
    treated, control = float(RATES[name] / 2), float(RATES[name])
    n = required_size(treated, control)
    found, error = simulated(n, n, treated, control)
    assert found == pytest.approx(0.8, abs=0.02 + 4 * error)
    assert min(power(m, m, treated, control) for m in range(max(1, n - 3), n)) < 0.8


@pytest.mark.parametrize("name", RATES)
def test_precision_by_simulation_of_newcombes_formula(name):
    treated, control = float(RATES[name] / 2), float(RATES[name])
    draw = np.random.default_rng(2)
    z, n = stats.norm.ppf(0.975), 81

    def wilson(p):
        centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
        reach = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
        return centre - reach, centre + reach

    a, b = draw.binomial(n, treated, 20000) / n, draw.binomial(n, control, 20000) / n
    (low1, high1), (low2, high2) = wilson(a), wilson(b)
    widths = np.hypot(a - low1, high2 - b) + np.hypot(high1 - a, b - low2)
    assert expected_width(n, n, treated, control) == pytest.approx(widths.mean(), abs=1e-3)


@pytest.mark.parametrize("share", [0.6, 0.65, 0.7])
def test_power_of_the_motor_score_by_simulation(share):
    """Scores whose law is a power of the other's; scipy's normal approximation at this size."""
    n1, n2 = arms(162, "1/2")
    draw = np.random.default_rng(3)
    x = draw.random((n1, TRIALS)) ** ((1 - share) / share)
    p = stats.mannwhitneyu(x, draw.random((n2, TRIALS)), method="asymptotic").pvalue
    assert ranksum_power(n1, n2, share) == pytest.approx((p <= 0.05).mean(), abs=0.03)


@pytest.mark.parametrize("prior", PRIORS, ids=lambda prior: prior.name)
def test_a_power_averaged_over_a_prior_by_drawing_from_it(prior):
    control = float(RATES["R06"])
    points = (np.arange(400) + 0.5) / 400
    odds = control / (1 - control)

    def averaged(logs):
        treated = odds * np.exp(logs) / (1 + odds * np.exp(logs))
        return power(81, 81, treated, control).mean()

    drawn = np.random.default_rng(4).normal(0, prior.sd, 20000)
    assert averaged(stats.norm.ppf(points, 0, prior.sd)) == pytest.approx(averaged(drawn), abs=0.01)


def test_the_page_tells_every_row_of_the_file(listed, glued):
    told = dict(listed(PAGE))
    assert len(told) == len(literature.next_trial()) == int(glued(PAGE)["n_news"])
    for fact in literature.next_trial():
        more = f" ({fact.note})" if fact.note else ""
        assert told[fact.statement] == f"{fact.value} {fact.unit}".strip() + more
        assert fact.source in glued(PAGE)["news"]
    assert glued(PAGE)["trial"] == "iSTOP-CP" and glued(PAGE)["dinosaur"] == "80 newborns"


def test_the_best_precision_is_the_best_of_the_table(frame, glued):
    """Half of the interval at the rate where it is narrowest, not at the middle one."""
    best = next(row for row in frame(PAGE, "26% untreated") if row[""] == "all stroke, none lost")
    halves = [50 * expected_width(81, 81, float(r / 2), float(r)) for r in RATES.values()]
    assert glued(PAGE)["precise"] == f"{min(halves):.0f} to {max(halves):.0f}"
    assert [int(text) for name, text in best.items() if name] == [round(h) for h in halves]


def test_sizes_for_the_uneven_tract_take_the_count_and_not_the_percentage(rows):
    """29 of 36; with .81 it would be 87, 53 and 25."""
    shown = {(row["outcome"], row["test"]): row for row in rows(PAGE, "sizes")}
    row = shown["uneven tract, 81%", "Fisher"]
    for column, fall in (("a quarter", 3 / 4), ("a third", 2 / 3), ("a half", 1 / 2)):
        assert int(row[column]) == required_size(29 / 36 * fall, 29 / 36)
    assert [row[name] for name in ("a quarter", "a third", "a half")] == ["89", "54", "26"]
