"""Counts behind a percentage, against looking at every k of every n."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printed import notation
from printed.errors import InputError
from printed.fit import counts


def exhaustive(text, first, last, rule):
    share = notation.parse(text, rule)
    return [
        {"k": k, "n": n}
        for n in range(first, last + 1)
        for k in range(n + 1)
        if share.contains(Fraction(100 * k, n))
    ]


@pytest.mark.parametrize("rule", notation.ROUNDINGS)
@given(tenths=st.integers(0, 1000), decimals=st.integers(0, 1), first=st.integers(1, 30))
@settings(max_examples=40, deadline=None)
def test_exhaustive_search(rule, tenths, decimals, first):
    text = notation.percent(Fraction(tenths, 1000), decimals)
    found = counts.from_percent(text, (first, first + 12), rule).results
    assert found == exhaustive(text, first, first + 12, rule)


def test_the_register_81_percent():
    found = counts.from_percent("81%", (1, 39)).results
    assert [(row["k"], row["n"]) for row in found] == [
        (13, 16), (17, 21), (21, 26), (22, 27), (25, 31), (26, 32), (29, 36), (30, 37),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text, n, rule, fits",
    [
        ("66%", 24, "half-up", False),  # 15/24 is 62.5, 16/24 is 66.67: only truncated
        ("66%", 24, "truncate", True),
        ("2%", 40, "half-even", True),  # 1/40 is 2.5 exactly
        ("3%", 40, "half-even", False),
        ("3%", 40, "half-up", True),
        ("2%", 40, "either", True),
        ("0%", 10, "half-up", True),
        ("100%", 10, "truncate", True),
        ("100%", 300, "half-up", True),
    ],
)
def test_edges_by_hand(text, n, rule, fits):
    assert bool(counts.from_percent(text, (n, n), rule).results) == fits


def test_several_rules_name_their_rows():
    found = counts.from_percent("66%", (24, 24), ["half-up", "truncate"])
    assert found.results == [{"k": 16, "n": 24, "rounding": "truncate"}]
    assert list(found.conventions) == ["half-up", "truncate"]


def test_a_long_list_is_cut_and_says_so():
    found = counts.from_percent("50%", (1, 1_000_000), max_results=5)
    assert len(found) == 5 and found.truncated
    assert not counts.from_percent("50%", (2, 2)).truncated


def test_relation_and_frame():
    assert counts.from_percent("<10%", (11, 11)).results == [{"k": 0, "n": 11}, {"k": 1, "n": 11}]
    frame = counts.from_percent("81%", (36, 37)).frame()
    assert frame.to_dict("list") == {"k": [29, 30], "n": [36, 37]}


@pytest.mark.parametrize(
    "text, n, message",
    [
        ("81", (1, 9), "no|not a percentage"),
        ("101%", (1, 9), "between 0% and 100%"),
        ("-1%", (1, 9), "between 0% and 100%"),
        ("nan%", (1, 9), "not a printed number"),
        ("81%", (0, 9), "at least 1"),
        ("81%", (9, 1), "swapped"),
        ("81%", (1, 2_000_000), "at most"),
        ("89±21", (1, 9), "not a percentage"),
    ],
)
def test_bad_input(text, n, message):
    with pytest.raises(InputError, match=message):
        counts.from_percent(text, n)
