"""Rank-sum P of every U, against scipy and by symmetry."""

from __future__ import annotations

import pytest
from scipy import stats

from passion.evidence import shapes


@pytest.mark.parametrize(("n1", "n2"), [(3, 5), (10, 12), (4, 9)])
def test_the_p_of_every_u_is_the_exact_two_sided_one(n1, n2):
    found = shapes._p_of_u(n1, n2)
    assert list(found) == pytest.approx(list(found[::-1]))
    # Without ties U pairs are won when the first u scores of the first group beat the second's.
    for u in range(n1 * n2 + 1):
        first, second = _samples(n1, n2, u)
        exact = stats.mannwhitneyu(first, second, method="exact")
        assert exact.statistic == u and found[u] == pytest.approx(exact.pvalue)


def _samples(n1: int, n2: int, u: int) -> tuple[list[float], list[float]]:
    """Two samples without ties in which the first wins so many pairs."""
    wins = [min(n2, max(0, u - one * n2)) for one in range(n1)]
    return [won - 0.5 + place / 100 for place, won in enumerate(wins)], list(range(n2))
