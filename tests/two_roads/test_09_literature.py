"""The literature a second way: scipy's tests over counts read from the file by plain arithmetic.

R: ``fisher.test(matrix(c(2, 8, k, n - k), 2))$p.value`` for each row.
"""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest
from scipy import special, stats

from passion import literature, paths
from passion.evidence import load
from printed.stats import table_p
from printed.stats.pooling import pool, predicted_at_most
from printed.stats.small_group import chance_at_most, fewest_to_differ

PAGE = "09_literature"
TREATED = (2, 10)
with (paths.LITERATURE / "outcome_rates.csv").open(encoding="utf-8", newline="") as handle:
    ROWS = {row["id"]: row for row in csv.DictReader(handle)}
RATES = {rate.id: rate for rate in literature.outcome_rates()}


def counts_by_hand(row):
    """Counts that print a whole percentage, by floats; none where rounding is needed to argue."""
    if not row["denominator"].isdigit() or not row["value"].endswith("%"):
        return None
    if row["value"][0] in "<>":
        return None
    n = int(row["denominator"])
    shown = row["value"].rstrip("%")
    decimals = len(shown.partition(".")[2])
    fits = [k for k in range(n + 1) if f"{100 * k / n:.{decimals}f}" == shown]
    if row["counted"] == "without":
        fits = [n - k for k in fits]
    return (fits[0], n) if len(fits) == 1 else None


def test_the_treated_children_are_two_of_ten():
    assert set(load(records=None).count("cp_count")) == {TREATED}


def test_counts_are_those_that_formatting_prints():
    """Python's own rounding of floats: half to even on the decimal that the float stands for."""
    checked = 0
    for name, row in ROWS.items():
        by_hand = counts_by_hand(row)
        found = literature.audit(RATES[name])
        if by_hand and found.grade != "no count fits":
            assert found.count == by_hand, name
            checked += 1
    assert checked > 20


@pytest.mark.parametrize("name", [n for n, r in RATES.items() if literature.audit(r).count])
def test_p_values_and_chances_are_scipys(name):
    k, n = literature.audit(RATES[name]).count
    fisher = stats.fisher_exact([[2, 8], [k, n - k]]).pvalue
    assert table_p(*TREATED, k, n) == pytest.approx(fisher, rel=1e-9)
    assert chance_at_most(2, 10, k, n).at_share == pytest.approx(stats.binom.cdf(2, 10, k / n))


def test_the_closest_cohort():
    (rate,) = (
        r
        for r in RATES.values()
        if r.tract == "all" and r.selection == "neonatal" and not r.second_hand
    )
    assert rate.id == "R01" and counts_by_hand(ROWS["R01"]) is None
    assert math.floor(100 * 16 / 24) == 66  # and no other count of 24 comes near
    p = {k: stats.fisher_exact([[2, 8], [k, 24 - k]]).pvalue for k in range(25)}
    assert p[16] < 0.05 < p[15]
    assert fewest_to_differ(*TREATED, 24) == 16


@pytest.mark.parametrize("n", [36, 39])
def test_the_registry_rate_that_is_needed(n):
    p = [stats.fisher_exact([[2, 8], [k, n - k]]).pvalue for k in range(n + 1)]
    least = next(k for k in range(n + 1) if k / n > 0.2 and all(x < 0.05 for x in p[k:]))
    assert fewest_to_differ(*TREATED, n) == least


def test_a_rate_known_from_very_many_is_a_binomial_test():
    """With the other cohort growing, Fisher's test becomes the exact binomial one."""
    size = 20_000
    share = fewest_to_differ(*TREATED, size, "fisher-central") / size
    at = 2 * stats.binom.cdf(2, 10, share)
    assert at == pytest.approx(0.05, abs=5e-4)


def test_prediction_by_simulation():
    """A t law of the logit, drawn instead of integrated."""
    rows = literature.one_a_family(RATES.values(), "cerebral palsy")
    assert [rate.id for rate in rows] == ["R02", "R06", "R09", "R10"]
    found = pool([literature.audit(rate).count for rate in rows])
    draw = np.random.default_rng(9)
    reach = math.hypot(found.spread, found.error)
    rates = special.expit(found.mean + reach * draw.standard_t(2, size=200_000))
    assert predicted_at_most(found, 2, 10) == pytest.approx(
        (draw.binomial(10, rates) <= 2).mean(), abs=0.005
    )
    low, high = np.quantile(rates, [0.025, 0.975])
    assert (found.predicted_low, found.predicted_high) == pytest.approx((low, high), abs=0.01)


def test_any_problem_of_the_treated_by_every_assignment_of_children():
    """Smallest and largest union: nested sets and disjoint ones, over the printed counts."""
    found = load(records=None).any_of("cp_count", "epilepsy", "domains_range")
    parts = [
        (2, 0, *domains)
        for domains in np.ndindex(3, 3, 3)
        if min(domains) == 1 and max(domains) == 2
    ]
    assert {count.k for count in found} == {
        k for part in parts for k in range(max(part), sum(part) + 1)
    }
    assert {count.n for count in found} == {10}


def test_the_page_shows_every_row_of_the_file(rows):
    shown = [*rows(PAGE, "palsy"), *rows(PAGE, "others")]
    shown = [row for row in shown if row["cohort"] != "treated"]
    told = sorted((row["cohort"], row["printed"].replace("\N{EN DASH}", "-")) for row in shown)
    # What is told at second hand says so beside its name.
    assert told == sorted(
        (row["label"], row["value"] + f" ({RATES[name].source_kind})" * RATES[name].second_hand)
        for name, row in ROWS.items()
    )


def test_the_shares_below_the_headline_are_those_that_are_pooled(glued):
    """By division; a row of four children, or one that counts those not normal, is none of them."""
    counts = [counts_by_hand(ROWS[name]) or (
        int(ROWS[name]["numerator"]), int(ROWS[name]["denominator"])
    ) for name in ("R02", "R06", "R09", "R10")]  # fmt: skip
    shares = [100 * k / n for k, n in counts]
    assert glued(PAGE)["unselected"] == f"{min(shares):.0f}% to {max(shares):.0f}%"


def test_the_headline_and_what_the_registry_would_need(said, glued):
    row = ROWS["R01"]
    told = f"2 of 10 treated children have cerebral palsy; in one cohort, {row['value']} of"
    assert told in said(PAGE)
    p = [stats.fisher_exact([[2, 8], [k, 39 - k]]).pvalue for k in range(40)]
    assert glued(PAGE)["needed"] == str(max(k for k in range(8, 40) if p[k] >= 0.05) + 1)


def test_without_the_count_cut_off_the_closest_cohort_would_not_add_up(glued):
    """16 with damage of the tract and 3 without are the 19 that are printed of all."""
    assert glued(PAGE)["husson_sum"] == "16 and 3" and ROWS["R02"]["numerator"] == "19"
    assert math.floor(100 * 53 / 56) == 94 and math.floor(100 * 44 / 50) == 88
    assert math.floor(100 * 19 / 73) == 26


def test_a_p_value_just_below_the_limit_is_seen_to_be_so(frame):
    (least, *_) = frame(PAGE, "treated with any problem")
    p = stats.fisher_exact([[2, 8], [87, 161 - 87]]).pvalue
    assert p < 0.05 and float(least["P"]) == pytest.approx(p, abs=5e-5) and least["P"] != "0.05"


def test_three_cohorts_bear_no_prediction(rows):
    for row in rows(PAGE, "one-more"):
        assert int(row["cohorts"]) > 3
