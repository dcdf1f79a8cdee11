"""Bounds on how two signs go together, held against every way to give them to children."""

from __future__ import annotations

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest

from passion import reconstruct
from passion.evidence import load
from passion.evidence.association import both, both_with, correlation
from passion.records import Records
from printed.fit.tables import Table
from printed.sets import Count

SIGNS = ("plic", "peduncle")


def test_bounds_are_those_of_every_assignment():
    """Against numpy's corrcoef, over all ways in which 4 and 1 of ten children have a sign."""
    found = load(records=None)
    overlaps, correlations = set(), set()
    x = np.array([1] * 4 + [0] * 6)
    for chosen in combinations(range(10), 1):
        y = np.isin(np.arange(10), chosen).astype(int)
        overlaps.add(int((x & y).sum()))
        correlations.add(float(np.corrcoef(x, y)[0, 1]))
    assert both(found, *SIGNS, "treated")[:2] == (min(overlaps), max(overlaps))
    span = correlation(found, *SIGNS, "treated")
    assert span[:2] == pytest.approx((min(correlations), max(correlations)))


def test_registry_bounds_by_the_two_extreme_arrangements():
    children = np.arange(36)
    x, apart, within = children < 29, children >= 36 - 22, children < 22
    ends = [np.corrcoef(x, y)[0, 1] for y in (apart, within)]
    found = load(records=None)
    assert both(found, *SIGNS, "registry")[:2] == ((x & apart).sum(), (x & within).sum())
    assert correlation(found, *SIGNS, "registry")[:2] == pytest.approx(tuple(ends))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((8, 10), (4, 10), (2, 4)),  # of the same ten children at least two have both
        ((8, 9), (4, 10), (0, 4)),  # of twelve, other nine and ten may have been assessed
        ((2, 10), (1, 10), (0, 1)),
        ((9, 9), (10, 10), (7, 9)),  # nineteen of twelve children: seven have both
    ],
)
@pytest.mark.parametrize("group", ["treated", "registry"])
def test_other_numbers_of_children_may_overlap_in_any_way(first, second, expected, group):
    def table(count):
        other = (1, 3)
        return Table(*count, *other) if group == "treated" else Table(*other, *count)

    tables = {"one": table(first), "other": table(second)}
    solution = SimpleNamespace(tables={name: ((one, 0.5),) for name, one in tables.items()})
    found = SimpleNamespace(
        size=lambda of: {group: 12}.get(of, 0),
        solutions=lambda: [solution],
        count=lambda claim: [Count(*first)],
        tables=lambda sign: [tables["other"]],
    )
    assert both(found, "one", "other", group)[:2] == expected
    if group == "treated":
        assert both_with(found, "claim", "other")[:2] == expected


def test_with_records_the_bounds_remain_and_hold_what_is_so():
    for seed in range(1, 9):
        made = reconstruct.cohort(seed)
        treated = made.frame[made.frame["cohort"] == "treated"]
        signs = [treated[f"{name}_asymmetry"] == "yes" for name in SIGNS]
        found = load(records=made)
        low, high, _ = both(found, *SIGNS, "treated")
        assert (low, high) == (0, 1) and low <= int((signs[0] & signs[1]).sum()) <= high
        low, high, _ = correlation(found, *SIGNS, "treated")
        assert low <= np.corrcoef(*map(np.asarray, signs))[0, 1] + 1e-12
        assert high >= np.corrcoef(*map(np.asarray, signs))[0, 1] - 1e-12


def test_no_correlation_is_told_of_other_children_or_of_a_sign_that_nobody_has():
    frame = reconstruct.cohort(1).frame
    one_less = frame.copy()
    one_less.loc[0, "plic_asymmetry"] = None
    nobody = frame.copy()
    nobody.loc[:9, "peduncle_asymmetry"] = "no"
    for changed in (one_less, nobody):
        span = correlation(load(records=Records(changed)), *SIGNS, "treated")
        assert span.text() == "unbounded"
