"""Rank sums from a printed P, against R's wilcox.test and complete enumeration."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printed.errors import InputError
from printed.fit import ranksum
from printed.fit.ranksum.search import monotone_span
from printed.fit.ranksum.tail import erfc_root, place_exact, place_normal, side
from printed.fit.ranksum.ties import Work, tail_with_ties
from printed.fit.tables import read_p
from printed.stats.ranks import ALL_METHODS, METHODS, exact_p, null_counts_tied, z_squared

P_TEXTS = ("0.003", "<0.001", "0.05", "<0.05", "0.1", "0.20", "0.5", "0.7", "1.0", "1.00", ">0.99")


# R: f <- function(u) 2 * pwilcox(360 - u, 10, 36), which is 0.00376 at 286, 0.00341 at 287,
# 0.00252 at 290 and 0.00227 at 291; a <- function(u, c) 2 * pnorm(-(u - 180 - c) /
# sqrt(360 * 47 / 12)), which is 0.00370 at 289, 0.00340 at 290, 0.00262 at 293 and 0.00240 at
# 294 for c = 0, and 0.00354 at 290, 0.00325 at 291, 0.00251 at 294 and 0.00229 at 295 for 0.5
@pytest.mark.parametrize(("method", "high"), [
    ("exact", [287, 290]), ("asymptotic", [290, 293]), ("continuity", [291, 294]),
])  # fmt: skip
def test_r_wilcox_test_motor_score(method, high):
    (row,) = ranksum.search("0.003", 10, 36, method).results
    assert row["u_high"] == high
    assert row["u_low"] == [360 - high[1], 360 - high[0]]
    assert row["superiority"] == [u / 360 for u in high]
    assert row["attained"]


def test_all_methods_and_sizes_of_the_paper():
    found = ranksum.search("0.003", 10, (20, 39))
    assert len(found) == 60 and found.conventions == list(METHODS)
    assert {(row["n2"], row["method"]) for row in found} == {
        (n, m) for n in range(20, 40) for m in METHODS
    }
    shares = [end for row in found for end in row["superiority"]]
    assert min(shares) > 0.79 and max(shares) < 0.85


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.sampled_from(P_TEXTS), st.sampled_from(METHODS))
def test_every_u_and_no_other(n1, n2, text, method):
    p = read_p(text)
    pairs = n1 * n2
    inside = []
    for u in range(pairs + 1):
        if method == "exact":
            where = place_exact(exact_p(2 * u, n1, [1] * (n1 + n2)), p)
        else:
            square = z_squared(2 * u, n1, n2, continuity=method == "continuity")
            where = place_normal(square, p)
        if where == 0:
            inside.append(u)
    found = ranksum.search(text, n1, n2, method).results
    covered = {
        u for row in found for name in ("u_low", "u_high")
        for u in range(row[name][0], row[name][1] + 1)
    }  # fmt: skip
    assert sorted(covered) == inside


def test_scipy_at_every_u():
    from scipy.stats import norm

    (row,) = ranksum.search("0.01", 7, 9, "asymptotic").results
    spread = math.sqrt(7 * 9 * 17 / 12)
    for u in range(64):
        p = 2 * norm.sf(abs(u - 31.5) / spread)
        in_tail = any(row[k][0] <= u <= row[k][1] for k in ("u_low", "u_high"))
        assert in_tail == (0.005 <= p < 0.015)


def test_an_exact_edge_follows_the_rounding_rule():
    # n1 = n2 = 3, U = 0: P = 1/10; "0.1" holds it, and so do its edges 0.05 and 0.15 under either
    assert ranksum.search("0.1", 3, 3, "exact").results[0]["u_high"] == [9, 9]
    # n1 = 1, n2 = 39: P = 2/40 = 0.05 is the upper edge of 0.0 (from 0 to 0.05)
    assert not ranksum.search("0.0", 1, 39, "exact", rounding="half-up").results
    assert ranksum.search("0.0", 1, 39, "exact", rounding="half-even").results
    assert ranksum.search("0.0", 1, 39, "exact", rounding="either").results


def test_rules_have_their_own_rows():
    found = ranksum.search("0.01", 10, 20, "exact", p_rule=["nearest", "journal"])
    assert [row["p_rule"] for row in found] == ["nearest", "journal"]
    assert found.results[0]["u_high"] != found.results[1]["u_high"]


def test_no_u_gives_no_row():
    assert ranksum.search("<0.001", 3, 4).results == []


def test_too_large_is_said_not_tried():
    found = ranksum.search("0.003", 2000, 2000)
    assert [row["convention"] for row in found.not_tried] == ["exact"]
    assert {row["method"] for row in found} == {"asymptotic", "continuity"}


def test_cut_list_says_so():
    assert ranksum.search("0.003", 10, (20, 39), max_results=5).truncated
    assert not ranksum.search("0.003", 10, (20, 39), max_results=60).truncated


@pytest.mark.parametrize("call", [
    lambda: ranksum.search("1.2", 10, 20), lambda: ranksum.search("0.01", 0, 20),
    lambda: ranksum.search("0.01", 10, (30, 20)), lambda: ranksum.search("nan", 10, 20),
    lambda: ranksum.search("0.01", 10, 20, "welch"), lambda: ranksum.search("0.01", 10, 20.5),
    lambda: ranksum.search("0.01", 10, 20, ties="some"), lambda: ranksum.search(0.01, 10, 20),
    lambda: ranksum.search("0.01", 10, 20, max_results=0),
    lambda: ranksum.search("0.01", 10, "20:39"), lambda: ranksum.search("0.01", 10, float("nan")),
    lambda: ranksum.search("0.01", (1, 9999), (1, 9999)),
])  # fmt: skip
def test_bad_input(call):
    with pytest.raises(InputError):
        call()


def test_normal_tail_near_an_edge():
    # The edge is put within 1e-30 of P, where floats cannot tell the sides apart.
    square = Fraction(9)
    value, error = erfc_root(square / 2, 60)
    assert error < 1e-50
    p = Fraction(value)
    tiny = Fraction(1, 10**30)
    assert side(square, p + tiny) == -1 and side(square, p - tiny) == 1
    assert float(value) == pytest.approx(math.erfc(math.sqrt(4.5)), rel=1e-14)


@given(st.fractions(0, 300))
def test_decimal_tail_agrees_with_floats(s):
    assert float(erfc_root(s, 30)[0]) == pytest.approx(math.erfc(math.sqrt(s)), rel=1e-10)


def test_far_tail_below_the_smallest_float():
    assert side(Fraction(10**4), Fraction(1, 10**400)) == -1
    assert side(Fraction(10**4), Fraction(0)) == 1


def test_monotone_span_by_hand():
    assert monotone_span(3, lambda u: -1) is None
    assert monotone_span(3, lambda u: 0) == (0, 3)


# ------------------------------------------------------------------------------------- ties


def compositions(total):
    if total == 0:
        yield ()
    for first in range(1, total + 1):
        for rest in compositions(total - first):
            yield (first, *rest)


@pytest.mark.parametrize(("n1", "n2"), [(1, 3), (2, 2), (3, 2), (3, 4), (2, 5), (4, 4)])
@pytest.mark.parametrize("method", ALL_METHODS)
def test_every_pattern_of_ties_stays_inside(n1, n2, method):
    every = []
    for ties in compositions(n1 + n2):
        term = sum(t**3 - t for t in ties)
        for doubled in null_counts_tied(n1, ties):
            if method.startswith("exact"):
                value = exact_p(doubled, n1, ties, method)
            else:
                value = z_squared(doubled, n1, n2, term, continuity=method == "continuity")
            every.append((abs(doubled - n1 * n2), value))
    place = place_exact if method.startswith("exact") else place_normal
    met = 0
    for text in [*P_TEXTS, *(f"0.{i:02d}" for i in range(1, 100, 9))]:
        p = read_p(text)
        real = {away for away, value in every if place(value, p) == 0}
        found = tail_with_ties(n1, n2, method, p)
        if real:
            (near, far), reached = found
            assert near <= min(real) and max(real) <= far
            assert reached is None or set(reached) <= real
            met += 1
        else:
            assert found is None or found[1] is None
    assert met > 3


def test_ties_widen_the_range():
    plain = ranksum.search("0.003", 10, 36)
    tied = ranksum.search("0.003", 10, 36, ties="any")
    for one, other in zip(plain, tied, strict=True):
        assert other["u_high"][0] < one["u_high"][0] <= one["u_high"][1] <= other["u_high"][1]
        assert other["u_high_attained"][1] >= one["u_high"][1]
        assert not other["attained"]


def test_patterns_of_ties_are_tried_only_for_the_steps_that_are_left():
    p, work = read_p("0.552"), Work(26 * 42 * 5)
    ends, reached = tail_with_ties(26, 42, "exact", p, work)
    assert work.left == -26 * 42 and ends[0] < ends[1]
    assert reached is None or ends[0] <= reached[0] <= reached[1] <= ends[1]


def test_sizes_of_many_are_listed_as_not_tried_where_values_may_be_equal():
    found = ranksum.search("0.5", (99_000, 99_003), 99_000, ties="any")
    assert not found.results
    assert {row["convention"] for row in found.not_tried} == {"exact", "asymptotic", "continuity"}
    assert ranksum.search("0.5", 99_000, 99_000, "asymptotic").results


@pytest.mark.parametrize("ties", ["none", "any"])
def test_groups_of_one_size_are_those_of_all_sizes_that_are_equal(ties):
    given = ("0.05", (3, 9), (5, 12), "exact", ties)
    every, equal = ranksum.search(*given), ranksum.search(*given, equal=True)
    assert list(equal) == [row for row in every if row["n1"] == row["n2"]] != []
    assert {row["n1"] for row in equal} <= set(range(5, 10))
    with pytest.raises(InputError, match="20001 pairs"):
        ranksum.search("0.05", (1, 20_001), (1, 20_001), equal=True)


@pytest.mark.parametrize(("sizes", "method", "ties", "equal", "why"), [
    (((2, 12), (2, 12)), "exact", "any", False, None),
    (((150, 150), (150, 150)), "exact", "any", False, "allocations from n1=150, n2=150 on"),
    (((2, 90), (2, 90)), "exact", "any", True, "allocations from n1=59, n2=59 on"),
    (((2, 58), (2, 58)), "exact", "any", True, None),
    (((2, 90), (2, 90)), "exact", "none", True, None),
    (((6000, 6000), (6000, 6000)), "asymptotic", "any", False, "patterns of ties from n1=6000"),
    (((6000, 6000), (6000, 6000)), "asymptotic", "none", False, None),
])  # fmt: skip
def test_a_method_that_is_refused_is_not_tried_on_all_sizes(sizes, method, ties, equal, why):
    refused = ranksum.refused(*sizes, method, ties, equal)
    assert (why in refused) if why else refused is None
    if len({*sizes[0]}) == 1:  # one pair, for the time of a test
        tried = ranksum.search("0.05", *sizes, method, ties, equal=equal)
        assert [row["reason"] for row in tried.not_tried] == ([refused] if why else [])
