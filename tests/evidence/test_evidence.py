"""What the paper's printed numbers leave, held against an exhaustive search in plain integers."""

from __future__ import annotations

from itertools import product
from math import comb

import numpy as np
import pytest
from scipy import stats

from passion import evidence
from passion.evidence import medians, registry_count

TREATED, REGISTRY = 10, 39


@pytest.fixture(scope="module")
def printed_only():
    return evidence.load(records=None)


def fisher(k1: int, n1: int, k2: int, n2: int) -> tuple[int, int]:
    """Fisher's two-sided P as numerator and denominator, by counting tables."""
    events = k1 + k2
    weights = [
        comb(n1, k) * comb(n2, events - k) if 0 <= events - k <= n2 else 0 for k in range(n1 + 1)
    ]
    return sum(w for w in weights if w <= weights[k1]), comb(n1 + n2, events)


def search(treated: int, registry: int, p_low: int, p_high: int) -> set[tuple[int, ...]]:
    """All tables of 10 against up to 39 whose shares and P (in 1/1000) round as printed."""
    found = set()
    for k1, n2 in product(range(TREATED + 1), range(1, REGISTRY + 1)):
        for k2 in range(n2 + 1):
            if not (2 * treated - 1) * TREATED <= 200 * k1 < (2 * treated + 1) * TREATED:
                continue
            if not (2 * registry - 1) * n2 <= 200 * k2 < (2 * registry + 1) * n2:
                continue
            top, bottom = fisher(k1, TREATED, k2, n2)
            if p_low * bottom <= 1000 * top < p_high * bottom:
                found.add((k1, TREATED, k2, n2))
    return found


def test_each_comparison_alone_is_what_an_exhaustive_search_finds(printed_only):
    capsule = search(40, 81, 15, 25)
    peduncle = search(10, 61, 5, 15)
    assert {tuple(t) for t in printed_only.tables("plic", alone=True)} == capsule
    assert {tuple(t) for t in printed_only.tables("peduncle", alone=True)} == peduncle
    # Together they share their registry denominator, and one is left.
    assert {t[3] for t in capsule} & {t[3] for t in peduncle} == {36}


def test_together_the_printed_numbers_determine_29_and_22_of_36(printed_only):
    assert printed_only.tables("plic").map(registry_count).describe() == "29 of 36"
    assert printed_only.tables("peduncle").map(registry_count).describe() == "22 of 36"


def test_two_and_20_percent_leave_ten_children(printed_only):
    fits = {(2, n) for n in range(2, TREATED + 1) if 39 * n <= 2 * 200 < 41 * n}
    assert {tuple(count) for count in printed_only.count("cp_count")} == fits == {(2, 10)}


def test_the_range_of_domains_has_six_assignments_and_no_uniform_one(printed_only):
    found = {tuple(c.k for c in counts) for counts in printed_only.domains("domains_range")}
    assert found == {t for t in product((1, 2), repeat=3) if min(t) == 1 and max(t) == 2}
    assert len(found) == 6


def test_children_with_any_problem_by_listing_every_overlap(printed_only):
    # Each domain is a set of children; on five children every overlap that matters occurs.
    subsets = {
        size: [mask for mask in range(2**5) if mask.bit_count() == size] for size in (1, 2)
    }
    unions = {
        (a | b | c).bit_count()
        for sizes in product((1, 2), repeat=3)
        if set(sizes) == {1, 2}
        for a, b, c in product(*(subsets[size] for size in sizes))
    }
    assert {count.k for count in printed_only.any_of("domains_range")} == unions == {2, 3, 4, 5}


def test_dropping_the_shared_denominator_leaves_each_comparison_alone(printed_only):
    dropped = {name: readings for name, _, readings in evidence.dropped(printed_only.register)}
    ((_, own),) = dropped["shared_denominator"]
    for comparison in ("plic", "peduncle"):
        assert set(printed_only.tables(comparison, own)) == set(
            printed_only.tables(comparison, alone=True)
        )
    assert dropped["binary_grading"] == []  # the printed numbers cannot test it


def test_the_mean_interval_covers_100_at_every_corner_of_the_rounding(printed_only):
    # R: qt(.975, 9) = 2.262157
    low, high = printed_only.mean_interval("tissue_loss")
    assert float(high.low) == pytest.approx(88.5 + 2.262157 * 20.5 / 10**0.5, abs=1e-5)
    assert float(high.high) == pytest.approx(89.5 + 2.262157 * 21.5 / 10**0.5, abs=1e-5)
    assert float(low.low) == pytest.approx(88.5 - 2.262157 * 21.5 / 10**0.5, abs=1e-5)


def test_a_constructed_pair_has_no_equal_scores_and_prints_every_number(printed_only):
    """By scipy and numpy alone; R: wilcox.test(x, y)$p.value, exact since no two are equal."""
    one, two = medians.untied_pair(printed_only, "motor", 36)
    values = [float(value) for value in (*one, *two)]
    assert len(set(values)) == len(values) == 46
    told = []
    for sample in (values[:10], values[10:]):
        first, middle, third = np.quantile(sample, [0.25, 0.5, 0.75])  # type 7 of R
        told += [middle, third - first]
    assert [f"{value:.1f}" for value in told] == ["0.3", "0.8", "-0.4", "1.5"]
    p = stats.mannwhitneyu(values[:10], values[10:], method="exact").pvalue
    assert 0.0025 <= p < 0.0035
