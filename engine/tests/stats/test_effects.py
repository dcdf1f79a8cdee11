"""Intervals of odds and risk ratios against scipy's own laws, on extreme and equal tables too."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import optimize, stats

from printed import notation
from printed import stats as ours
from printed.errors import InputError
from printed.stats.minlike import minlike_interval, minlike_p

TABLES = [
    (4, 10, 29, 36), (1, 10, 22, 36), (2, 10, 16, 24), (0, 10, 5, 10), (10, 10, 3, 10),
    (0, 10, 22, 36), (10, 10, 29, 36), (5, 10, 5, 10), (18, 36, 18, 36),
]  # fmt: skip


def law(table, odds):
    """The number of events in group 1 given both margins: scipy's noncentral hypergeometric."""
    k1, n1, k2, n2 = table
    support = np.arange(max(0, k1 + k2 - n2), min(n1, k1 + k2) + 1)
    return support, stats.nchypergeom_fisher.pmf(support, n1 + n2, n1, k1 + k2, odds)


def by_likelihood(table, odds):
    """Fisher's P: all tables no likelier than the observed one."""
    support, chances = law(table, odds)
    return chances[chances <= chances[support == table[0]][0] * (1 + 1e-7)].sum()


def middle_tail(table, odds, *, below):
    """One tail with half of the observed table."""
    support, chances = law(table, odds)
    tail = chances[support < table[0]] if below else chances[support > table[0]]
    return tail.sum() + chances[support == table[0]][0] / 2


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("odds", [0.02, 0.3, 1.0, 2.5, 40.0])
def test_p_against_any_odds_ratio_is_scipys(table, odds):
    assert minlike_p(*table, math.log(odds)) == pytest.approx(by_likelihood(table, odds), rel=1e-6)


@pytest.mark.parametrize("table", TABLES)
def test_minimum_likelihood_interval_by_a_scan_of_the_p_value(table):
    found = minlike_interval(*table)
    logs = np.linspace(math.log(1e-4), math.log(1e4), 4001)
    inside = [log for log in logs if by_likelihood(table, math.exp(log)) > 0.05]
    step = logs[1] - logs[0]
    for end, nearest, sign in ((found.low, min(inside), -1), (found.high, max(inside), 1)):
        if end in (0, math.inf):  # every odds ratio of that side stays in
            assert nearest == logs[0 if sign < 0 else -1]
        else:
            assert 0 <= sign * (math.log(end) - nearest) <= step + 1e-9


@pytest.mark.parametrize(("table", "p", "low", "high"), [
    ((6, 18, 12, 17), "0.0437", "0.044", "0.917"),
    ((7, 262, 30, 494), "0.0500", "0.177", "1.014"),
])  # fmt: skip
def test_published_examples_of_exact2x2(table, p, low, high):
    """The first table is the vignette's; of the second (Fay, The R Journal 2010;2(1):53-58) the
    confidence set is in two pieces, up to 0.993 and from 1.006 on: P is below 0.05, and the hull
    holds 1.
    """
    found = minlike_interval(*table)
    assert notation.text(minlike_p(*table, 0.0), 4) == p
    assert [notation.text(end, 3) for end in (found.low, found.high)] == [low, high]
    if found.high > 1:
        gap = [minlike_p(*table, math.log(odds)) > 0.05 for odds in (0.9925, 1.0, 1.0065)]
        assert gap == [True, False, True]


@pytest.mark.parametrize("table", TABLES)
def test_middle_p_interval_leaves_its_tails(table):
    found = ours.odds_ratio(*table, "conditional-midp")
    for end, below in ((found.low, False), (found.high, True)):
        if 0 < end < math.inf:
            assert middle_tail(table, end, below=below) == pytest.approx(0.025, abs=1e-6)
        else:
            support, _ = law(table, 1.0)
            assert table[0] == (support[-1] if below else support[0])


@pytest.mark.parametrize("table", TABLES)
def test_koopman_interval_by_a_free_search(table):
    """The score statistic with the likelihood maximised by scipy is critical at both ends."""
    k1, n1, k2, n2 = table
    found = ours.risk_ratio(*table, "koopman")

    def score(ratio):
        def loss(share):
            return -(stats.binom.logpmf(k1, n1, min(1.0, ratio * share))
                     + stats.binom.logpmf(k2, n2, share))  # fmt: skip

        top = min(1.0, 1 / ratio)
        q2 = optimize.minimize_scalar(
            loss, bounds=(0, top), method="bounded", options={"xatol": 1e-12}
        ).x
        # A maximum at an end of the range is only approached by the search.
        q2 = min((q2, top - 1e-13), key=loss)
        q1 = min(1.0, ratio * q2)
        variance = q1 * (1 - q1) / n1 + ratio**2 * q2 * (1 - q2) / n2
        return (k1 / n1 - ratio * k2 / n2) ** 2 / variance

    critical = stats.chi2.isf(0.05, 1)
    assert (found.low == 0) == (k1 == 0)
    for end in (found.low, found.high):
        if 0 < end < math.inf:
            assert score(end) == pytest.approx(critical, rel=1e-4)


def test_a_conditional_odds_ratio_of_many_children_comes_at_once_or_is_refused():
    """Against Woolf's interval, which large counts approach."""
    for method in ("conditional", "conditional-midp"):
        found = ours.odds_ratio(4000, 10_000, 4100, 10_000, method)
        near = ours.odds_ratio(4000, 10_000, 4100, 10_000, "sample")
        assert found.estimate == pytest.approx(near.estimate, rel=1e-4)
        assert found.low == pytest.approx(near.low, rel=1e-3)
        assert found.high == pytest.approx(near.high, rel=1e-3)
        with pytest.raises(InputError, match="at most 1000000"):
            ours.odds_ratio(10**10, 10**11, 10**10, 10**11, method)


@pytest.mark.parametrize("call", [
    lambda: ours.table_p("4", 10, 3, 10), lambda: ours.table_p(["4"], 10, 3, 10),
    lambda: ours.table_p([1, 2], [3, 4, 5], 1, 2), lambda: ours.table_p([1, [2]], 10, 3, 10),
    lambda: ours.table_p([math.nan], 10, 3, 10), lambda: ours.proportion("4", 10),
    lambda: ours.proportion(4, None), lambda: ours.proportion(4, 10, level="x"),
    lambda: ours.ranksum_p(["1"], [2]), lambda: ours.ranksum_p(3, [2]),
    lambda: ours.ranksum_p("12", [2]), lambda: ours.odds_ratio("1", 2, 1, 2),
])  # fmt: skip
@pytest.mark.filterwarnings("error")
def test_what_is_no_number_is_told_in_a_line(call):
    with pytest.raises(InputError):
        call()
