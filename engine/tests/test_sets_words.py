"""Ranges and sets in words, against a second telling of the same rules."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import pytest

from printed.errors import InputError
from printed.sets import LISTED, CompatibleSet, Count, Range

SAID = ("at least", "at most")


@pytest.mark.parametrize("attained", [True, False])
@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_a_range_is_its_two_ends_as_they_are_rounded(attained, decimals):
    step = Fraction(1, 10**decimals)
    ends = [None, *(Fraction(i, 37) for i in range(-40, 41, 9))]
    for low, high in itertools.product(ends, repeat=2):
        if low is not None and high is not None and low > high:
            continue
        found = Range(low, high, attained)
        assert found.single == (low is not None and low == high)
        told = found.text(decimals)
        if low is None and high is None:
            assert told == "unbounded" and found.ends(decimals) is None
            continue
        if low is None or high is None:
            word = "at most" if low is None else "at least"
            number = told.removeprefix(f"{word} ")
            assert number != told and found.ends(decimals) is None
            rounded = [Fraction(number) if said == word else None for said in SAID]
        else:
            shown = found.ends(decimals).split(" to ")
            assert told == (shown[0] if len(shown) == 1 else f"between {shown[0]} and {shown[1]}")
            rounded = [Fraction(shown[0]), Fraction(shown[-1])]
        for at, shown, outward in ((low, rounded[0], -1), (high, rounded[1], 1)):
            if at is None:
                continue
            if attained or found.single:
                assert abs(shown - at) <= step / 2
            else:  # outwards, and by no more than one step
                assert 0 <= (shown - at) * outward < step or math.isclose(shown, at)


def test_a_range_multiplied_keeps_its_order_and_what_it_is():
    for low, high in ((1, 3), (-3, 1), (None, 2), (2, None), (None, None)):
        for factor in (2, -2, 0.5, -1):
            for attained in (True, False):
                found = Range(low, high, attained).times(factor)
                values = [None if x is None else x * factor for x in (low, high)]
                assert list(found[:2]) == (values if factor > 0 else values[::-1])
                assert found.attained is attained
    with pytest.raises(InputError, match="no data fit the printed numbers"):
        Range.over([])
    assert Range.over(iter([3, 1, 2])) == Range(1, 3)


def test_a_set_of_counts_is_said_by_what_its_counts_share():
    for length in range(1, 7):
        same = CompatibleSet([Count(k, 10) for k in reversed(range(length))])
        many = f"between 0 and {length - 1} of 10"
        assert same.describe() == {1: "0 of 10", 2: "0 or 1 of 10"}.get(length, many)
        other = CompatibleSet([Count(9 - k, 10 + k) for k in range(length)])
        words = [f"{9 - k} of {10 + k}" for k in range(length)]
        if length == 1:
            assert other.describe() == words[0]
        elif length <= LISTED:
            assert other.describe() == f"{', '.join(words[:-1])} or {words[-1]}"
        else:
            assert other.describe() == f"{length} possibilities, from {words[0]} to {words[-1]}"
        numbers = CompatibleSet(range(length))
        told = numbers.describe()
        if length == 1:
            assert told == "0"
        elif length <= 3:
            assert told == ["0 or 1", "0, 1 or 2"][length - 2]
        else:
            assert told == f"between 0 and {length - 1}"
        assert numbers.describe(lambda n: n // 9) == "0"
        assert numbers.describe(lambda n: Fraction(1, 3), 2) == "0.33"
    assert CompatibleSet([]).describe() == "no value"
    assert CompatibleSet([1, 2]).describe(lambda n: "ab"[n - 1]) == "a or b"


def test_a_set_has_its_members_once_and_what_is_made_of_it_rests_on_the_same():
    found = CompatibleSet([3, 1, 3, 2, 1], assumptions=["all were seen"])
    assert list(found) == [3, 1, 2] and len(found) == found.size == 3 and found
    assert found.range() == Range(1, 3) and found.range(lambda n: -n) == Range(-3, -1)
    half = found.map(lambda n: n // 2)
    assert list(half) == [1, 0] and half.assumptions == ("all were seen",)
    assert Count(3, 4).share == Fraction(3, 4) and str(Count(3, 4)) == "3 of 4"
    assert CompatibleSet([5, 5]).determined and CompatibleSet([5, 5]).only() == 5
    for several in (found, CompatibleSet([])):
        assert not several.determined
        with pytest.raises(InputError, match=f"leave {several.size} possibilities, not one"):
            several.only()
    with pytest.raises(InputError, match="asked by a function"):
        found.range("mean")
    for wrong in ({}, {"members": [1], "bounds": lambda name: Range(1, 2)}):
        with pytest.raises(InputError, match="members or bounds, and not both"):
            CompatibleSet(**wrong)
    counted = CompatibleSet(bounds=lambda name: Range(1, 2), size=1)
    assert counted.size == 1 and counted.determined and bool(counted)
    assert not CompatibleSet(bounds=lambda name: Range(1, 2), size=0)
    with pytest.raises(InputError, match="continuum"):
        len(counted)
