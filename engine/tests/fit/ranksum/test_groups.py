"""Medians and quartiles of two groups, against complete enumeration of small samples."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations_with_replacement

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import optimize

from printed import notation, stats
from printed.errors import InputError
from printed.fit import ranksum
from printed.fit.ranksum.between import doubled_u
from printed.fit.samples.constraints import QUARTER
from printed.fit.samples.quantiles import QUARTILE_RULES, quantile_weights
from printed.fit.tables import read_p
from printed.stats.ranks import METHODS


def listed(group, low, high):
    """Every sample on the whole grid from low to high that prints as stated."""
    values = combinations_with_replacement(range(low, high + 1), group.n)
    return [x for x in values if ranksum.prints(group, x)]


@st.composite
def statements(draw, sizes=(2, 5)):
    """What is printed of a real sample, so that at least one sample prints as stated."""
    n = draw(st.integers(*sizes))
    rule = draw(st.sampled_from(QUARTILE_RULES))
    x = sorted(draw(st.lists(st.integers(0, 5), min_size=n, max_size=n)))
    half, first, third = (
        sum(w * x[rank - 1] for rank, w in quantile_weights(n, share, r).items())
        for share, r in ((2 * QUARTER, "type-7"), (QUARTER, rule), (3 * QUARTER, rule))
    )
    decimals = draw(st.integers(0, 1))
    median, iqr = notation.text(half, decimals), notation.text(third - first, decimals)
    rounding = draw(st.sampled_from(["half-up", "truncate"]))
    if rounding == "truncate":
        median, iqr = (notation.text(v, decimals, rounding) for v in (half, third - first))
    return {"n": n, "median": median, "iqr": iqr, "quartile": rule, "minimum": 0, "maximum": 5,
            "rounding": rounding}  # fmt: skip


def groups(sizes=(2, 5)):
    return statements(sizes).map(lambda stated: ranksum.group(**stated, step=1))


@settings(max_examples=80, deadline=None)
@given(groups())
def test_extreme_members_are_members_and_none_is_beyond(group):
    every = listed(group, 0, 5)
    assert group.attained and every
    for members, exceeds in (
        (group.highest, lambda x, m: all(a <= b for a, b in zip(x, m, strict=True))),
        (group.lowest, lambda x, m: all(a >= b for a, b in zip(x, m, strict=True))),
    ):
        assert all(ranksum.prints(group, m) for m in members)
        assert all(any(exceeds(x, m) for m in members) for x in every)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(groups((2, 4)), groups((2, 4)))
def test_superiority_range_is_the_range_over_all_pairs(one, two):
    every = [doubled_u(x, y) / 2 for x in listed(one, 0, 5) for y in listed(two, 0, 5)]
    found = ranksum.superiority_range(one, two)
    assert found["u"] == [min(every), max(every)] and found["attained"]
    assert found["superiority"] == [u / (one.n * two.n) for u in found["u"]]


@settings(max_examples=40, deadline=None)
@given(groups(), st.integers(0, 5))
def test_counts_and_envelope_are_ranges_over_all_samples(group, value):
    every = listed(group, 0, 5)
    below = [sum(v < value for v in x) for x in every]
    assert ranksum.count_below(group, value) == (min(below), max(below))
    upto = [sum(v <= value for v in x) / group.n for x in every]
    rows = [row for row in ranksum.envelope(group) if row["value"] <= value]
    least, most = (rows[-1]["lower"], rows[-1]["upper"]) if rows else (0, 0)
    assert (least, most) == (min(upto), max(upto))


@settings(max_examples=40, deadline=None)
@given(statements())
def test_bounds_of_a_continuum_hold_every_sample_of_the_grid(stated):
    loose = ranksum.group(**stated)
    assert not loose.attained
    for x in listed(ranksum.group(**stated, step=1), 0, 5):
        for value, low, high in zip(x, loose.lowest[0], loose.highest[0], strict=True):
            assert low <= value <= high


def test_a_listing_that_is_too_long_gives_outer_bounds():
    from printed.fit.ranksum import bounds

    exactly = ranksum.group(10, "0.3 [0.8]", step="0.1")
    assert bounds.key_vectors(*exactly.box, exactly.orders, limit=10) is None
    coarse = ranksum.group(10, "0.3 [0.8]")
    for value in ("-1", "0", "0.3", "1"):
        sharp, outer = (ranksum.count_below(g, value) for g in (exactly, coarse))
        assert outer[0] <= sharp[0] and sharp[1] <= outer[1]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(groups((2, 3)), groups((3, 4)), st.sampled_from(["0.1", "<0.2", "0.06", "0.3", ">0.5"]))
def test_joint_holds_every_pair_that_prints_the_p(one, two, text):
    p = read_p(text)
    for method in METHODS:
        rows = ranksum.joint(text, one, two, method, ties="any").results
        tails = [row[name] for row in rows for name in ("u_low", "u_high") if row[name]]
        for x in listed(one, 0, 5):
            for y in listed(two, 0, 5):
                value = stats.ranksum_p(x, y, method)
                if p.contains(value):
                    u = stats.ranksum_u(x, y)
                    assert any(low <= u <= high for low, high in tails)


def test_quartiles_that_are_order_statistics_need_two_corners():
    # n = 39, type 6: quartiles and median are ranks 10, 20 and 30
    group = ranksum.group(39, "-0.4", "1.5", "type-6", -4, 4, step="0.1")
    assert len(group.highest) == len(group.lowest) == 1


def linear_ends(group):
    """The ends of each rank by scipy's linear programming."""
    n, rows, limits = group.n, [], []
    for rank in range(n - 1):
        rows.append([(j == rank) - (j == rank + 1) for j in range(n)])
        limits.append(0)
    for order in group.orders:
        weights = [dict(order.weights).get(j, 0) for j in range(n)]
        for sign, limit in ((1, order.upper), (-1, order.lower)):
            if limit is not None:
                rows.append([sign * w for w in weights])
                limits.append(sign * float(limit))
    stated = group.stated
    scale = tuple(None if end is None else float(end) for end in (stated.low, stated.high))
    ends = []
    for rank in range(n):
        found = [
            optimize.linprog([sign * (j == rank) for j in range(n)], rows, limits, bounds=scale)
            for sign in (1, -1)
        ]
        ends.append([s * f.fun if f.status == 0 else -s * math.inf
                     for s, f in zip((1, -1), found, strict=True)])  # fmt: skip
    return ends


@pytest.mark.parametrize("quartile", ["type-7", "type-6", "type-2", "tukey"])
@pytest.mark.parametrize("limits", [{}, {"minimum": -2, "maximum": 2}])
@pytest.mark.parametrize(("n", "text"), [(5, "0.3 [0.8]"), (10, "0.3 [0.8]"), (11, "-0.4 [1.5]")])
def test_ends_of_a_continuum_are_those_of_linear_programming(n, text, limits, quartile):
    group = ranksum.group(n, text, quartile=quartile, **limits)
    shown = zip(group.lowest[0], group.highest[0], strict=True)
    wanted = linear_ends(group)
    assert [list(map(float, ends)) for ends in shown] == [pytest.approx(ends) for ends in wanted]


def test_paper_medians_and_distances_leave_superiority_between_three_tenths_and_one():
    # Treated: a distance below 0.85 about a median of 0.25 or more keeps the fifth score above
    # -0.175, so six of the ten beat the lower half of the registry, which is at -0.35 or below.
    for n, least in ((5, 18), (10, 30), (20, 60), (36, 108), (39, 120)):
        treated, registry = ranksum.group(10, "0.3 [0.8]"), ranksum.group(n, "-0.4 [1.5]")
        found = ranksum.superiority_range(treated, registry)
        assert found["u"] == [least, 10 * n] and not found["attained"]
        one = ranksum.group(10, "0.3 [0.8]", step="0.1")
        two = ranksum.group(n, "-0.4 [1.5]", step="0.1")
        inner = ranksum.superiority_range(one, two)
        assert inner["attained"] and inner["u"][0] >= least and inner["u"][1] == 10 * n


def test_the_least_superiority_is_that_of_samples():
    scores = "-0.6 -0.55 -0.5 -0.5 0.2 0.34 0.34 0.34 0.36 0.37"
    treated = [Fraction(score) for score in scores.split()]
    registry = [Fraction(x) for x in ["-0.45"] * 19 + ["-0.4"] + ["1.05"] * 19]
    assert ranksum.prints(ranksum.group(10, "0.3 [0.8]"), treated)
    assert ranksum.prints(ranksum.group(39, "-0.4 [1.5]"), registry)
    assert doubled_u(treated, registry) == 2 * 120


def test_paper_p_with_medians_and_quartiles_fixes_the_direction():
    one = ranksum.group(10, "0.3 [0.8]", step="0.1")
    two = ranksum.group(36, "-0.4 [1.5]", step="0.1")
    rows = ranksum.joint("0.003", one, two).results
    assert [row["method"] for row in rows] == ["exact", "asymptotic", "continuity"]
    assert all(row["u_low"] is None for row in rows)
    assert rows[0]["u_high"] == [287, 290]


@pytest.mark.parametrize("n2", [20, 36])
@pytest.mark.parametrize("method", ["exact", "asymptotic", "continuity"])
def test_witness_prints_everything(n2, method):
    one = ranksum.group(10, "0.3 [0.8]", minimum=-3, maximum=3, step="0.1")
    two = ranksum.group(n2, "-0.4 [1.5]", minimum=-3, maximum=3, step="0.1")
    found = ranksum.witness("0.003", one, two, method)
    np = pytest.importorskip("numpy")  # another library, whose quantiles are of type 7
    for values, median, distance in ((found["x"], "0.3", "0.8"), (found["y"], "-0.4", "1.5")):
        first, half, third = np.quantile([float(v) for v in values], [0.25, 0.5, 0.75])
        assert notation.text(notation.rounded(float(half), 6), 1) == median
        assert notation.text(notation.rounded(float(third - first), 6), 1) == distance
        assert min(values) >= -3 and max(values) <= 3
        assert all((10 * v).denominator == 1 for v in values)
    p = stats.ranksum_p(found["x"], found["y"], method)
    assert p == found["p"] and 0.0025 <= p < 0.0035
    assert found == ranksum.witness("0.003", one, two, method)  # the seed fixes it


def test_printed_share_below_a_point_is_a_constraint():
    free = ranksum.group(10, "0.3 [0.8]", step="0.1")
    bound = ranksum.group(10, "0.3 [0.8]", step="0.1", share=["<-1=0/10"])
    assert ranksum.count_below(free, -1) == (0, 2)
    assert ranksum.count_below(bound, -1) == (0, 0)


def test_statistics_that_no_sample_has():
    none = ranksum.group(3, "1", "0", "tukey", 0, 4, step=1, share=["<1=2/3"])
    assert none.empty
    with pytest.raises(InputError):
        ranksum.count_below(none, 1)


@pytest.mark.parametrize("call", [
    lambda: ranksum.group(0, "1"), lambda: ranksum.group(5, "9", minimum=0, maximum=5),
    lambda: ranksum.group(5, "1", "-1"), lambda: ranksum.group(5, "1", "2", "type-99"),
    lambda: ranksum.witness("0.01", ranksum.group(5, "1"), ranksum.group(5, "2")),
])  # fmt: skip
def test_bad_input(call):
    with pytest.raises(InputError):
        call()
