"""Tables exactly as likely as the observed one count with it, whichever way they are summed.

The weights here are whole numbers, so that a tie is a tie and no rounding.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats as scipy_stats

from printed import stats
from printed.stats import many
from printed.stats.minlike import minlike_p
from printed.stats.rejection import rejection

# Unequal arms, of which tables tie across the middle or by chance; equal ones tie as mirror images.
SIZES = [(2, 6), (3, 5), (4, 10), (5, 9), (6, 10), (7, 11), (8, 12), (9, 15), (10, 14), (12, 12)]
# Too many subjects for whole numbers in the engine, in equal groups: each has its mirror image.
LARGE = [(k, n, events - k, n) for n in (5100, 6000, 8000) for events in (11, 20, 30)
         for k in range(1, events // 2)]  # fmt: skip


def weights(n1, n2, events):
    """The ways of each count in group 1."""
    first, last = max(0, events - n2), min(n1, events)
    ways = {first: math.comb(n1, first) * math.comb(n2, events - first)}
    for k in range(first, last):
        more, fewer = (n1 - k) * (events - k), (k + 1) * (n2 - events + k + 1)
        ways[k + 1] = ways[k] * more // fewer
    return ways


def fisher(k1, n1, k2, n2, own=1):
    """P by minimum likelihood, with so much of the observed table."""
    ways = weights(n1, n2, k1 + k2)
    extreme = sum(way for way in ways.values() if way <= ways[k1])
    return Fraction(extreme - (1 - own) * ways[k1]) / sum(ways.values())


def tied(n1, n2):
    """Tables with a tie on their other side."""
    for k1, k2 in itertools.product(range(n1 + 1), range(n2 + 1)):
        ways = weights(n1, n2, k1 + k2)
        if list(ways.values()).count(ways[k1]) > 1:
            yield k1, n1, k2, n2


@pytest.mark.parametrize(("n1", "n2"), SIZES)
def test_every_tie_of_small_tables_counts_in_every_way_of_summing(n1, n2):
    found = list(tied(n1, n2))
    assert found
    expected = [float(fisher(*table)) for table in found]
    for p in (
        [many.table_p(*table, "fisher") for table in found],
        [minlike_p(*table, 0.0) for table in found],
        stats.table_p(*np.array(found).T, "fisher"),
    ):
        assert list(p) == pytest.approx(expected, rel=1e-9)
    half = [float(fisher(*table, Fraction(1, 2))) for table in found]
    for p in (
        [many.table_p(*table, "midp-minlike") for table in found],
        stats.table_p(*np.array(found).T, "midp-minlike"),
    ):
        assert list(p) == pytest.approx(half, rel=1e-9)


@pytest.mark.parametrize(("name", "own"), [("fisher", 1), ("midp-minlike", Fraction(1, 2))])
def test_a_tie_of_a_large_table_counts(name, own):
    expected = [float(fisher(*table, own)) for table in LARGE]
    assert [stats.table_p(*table, name) for table in LARGE] == pytest.approx(expected, rel=1e-8)


def test_a_tie_of_very_large_tables_in_an_array_counts():
    tables = [(5976, 50_000, 6024, 50_000), (5870, 50_000, 6130, 50_000)]
    mirrored = [2 * scipy_stats.hypergeom.cdf(k, 2 * n, k + more, n) for k, n, more, _ in tables]
    assert list(stats.table_p(*np.array(tables).T, "fisher")) == pytest.approx(mirrored, rel=1e-6)


@pytest.mark.parametrize(("n1", "n2"), SIZES)
def test_a_trial_is_significant_where_its_exact_p_is_at_most_the_level(n1, n2):
    """At 5% and 1%, and at levels that are the P value of a table with a tie."""
    exact = [[fisher(k1, n1, k2, n2) for k2 in range(n2 + 1)] for k1 in range(n1 + 1)]
    small = sorted({p for row in exact for p in row if p < Fraction(1, 3)})
    edges = sorted({fisher(*table) for table in tied(n1, n2)} & set(small))
    for level in (Fraction(1, 20), Fraction(1, 100), *edges[:6]):
        expected = [[p <= level for p in row] for row in exact]
        assert rejection(n1, n2, "fisher", float(level)).tolist() == expected, level


def boschloo(n1, n2, limit):
    """Boschloo's region on one side: the least one-sided P first, ties together."""
    rates = np.linspace(0, 1, 501)
    one, two = (scipy_stats.binom.pmf(np.arange(n + 1)[:, None], n, rates) for n in (n1, n2))
    by_p = defaultdict(list)
    for k1, k2 in itertools.product(range(n1 + 1), range(n2 + 1)):
        ways = weights(n1, n2, k1 + k2)
        below = sum(way for k, way in ways.items() if k <= k1)
        by_p[Fraction(below, sum(ways.values()))].append((k1, k2))
    region, size = np.zeros((n1 + 1, n2 + 1), bool), np.zeros(501)
    for _, tables in sorted(by_p.items()):
        size = size + sum(one[k1] * two[k2] for k1, k2 in tables)
        if size.max() > limit:
            break
        region[tuple(zip(*tables, strict=True))] = True
    return region


@pytest.mark.parametrize(("n1", "n2"), [*SIZES, (7, 7), (9, 9), (15, 15), (20, 20)])
def test_boschloos_region_never_holds_one_of_two_tied_tables(n1, n2):
    for level in (0.05, 0.01, 0.2):
        expected = boschloo(n1, n2, level / 2) | boschloo(n2, n1, level / 2).T
        assert (rejection(n1, n2, "boschloo", level) == expected).all()
