"""What is shown of children's records is a mean of three or more, unless their holder says else."""

from __future__ import annotations

import pytest

from passion.evidence import disclosure
from passion.records import DISCLOSE
from printed.errors import InputError


@pytest.mark.parametrize("number", range(3, 12))
def test_every_group_has_three_children_or_more(number, monkeypatch):
    monkeypatch.delenv(DISCLOSE, raising=False)
    places = [place for place, _ in disclosure.shown_groups([float(x) for x in range(number)])]
    assert all(last - first >= 2 for first, last in places)
    assert sum(last - first + 1 for first, last in places) == number


@pytest.mark.parametrize("number", [1, 2])
def test_of_one_or_two_children_nothing_is_shown(number, monkeypatch):
    monkeypatch.delenv(DISCLOSE, raising=False)
    with pytest.raises(InputError, match="fewer than 3 children"):
        disclosure.shown_groups([1.0] * number)


def test_the_holder_may_say_else(monkeypatch):
    monkeypatch.setenv(DISCLOSE, "1")
    assert [place for place, _ in disclosure.shown_groups([1.0, 2.0])] == [(1, 1), (2, 2)]


@pytest.mark.parametrize("said", [None, "", "0", "no", "false", "10"])
def test_single_values_are_shown_only_where_the_holder_says_1(said, monkeypatch):
    if said is None:
        monkeypatch.delenv(DISCLOSE, raising=False)
    else:
        monkeypatch.setenv(DISCLOSE, said)
    values = [8.0, 1.0, 4.0, 2.0, 64.0, 32.0, 16.0]
    assert [place for place, _ in disclosure.shown_groups(values)] == [(1, 3), (4, 7)]
    # The ends of a distribution are two children: the means of three, and of the four left.
    assert disclosure.shown_statistic(values, "min") == pytest.approx((1 + 2 + 4) / 3)
    assert disclosure.shown_statistic(values, "max") == pytest.approx((8 + 16 + 32 + 64) / 4)


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">="])
@pytest.mark.parametrize("what", ["count", "share"])
def test_children_are_counted_on_neither_side_of_a_point_that_the_paper_does_not_name(
    what, sign, monkeypatch
):
    monkeypatch.delenv(DISCLOSE, raising=False)
    values = [1.0, 2.0, 3.0, 10.0]
    with pytest.raises(InputError, match=f"{what}{sign}2: children are counted up to"):
        disclosure.shown_statistic(values, f"{what}{sign}2")
    for point in disclosure.POINTS:
        disclosure.shown_statistic(values, f"{what}{sign}{point}")
    monkeypatch.setenv(DISCLOSE, "1")
    disclosure.shown_statistic(values, f"{what}{sign}2")
