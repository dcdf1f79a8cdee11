"""The one type that the book speaks in: ranges and words of a compatible set."""

from __future__ import annotations

from fractions import Fraction

import pytest

from printed import notation
from printed.errors import InputError
from printed.sets import CompatibleSet, Count, Range


def test_one_member_is_determined_and_said_as_it_is():
    one = CompatibleSet([Count(29, 36), Count(29, 36)])
    assert one.determined and one.size == 1
    assert one.describe() == "29 of 36"
    assert one.range(lambda count: count.share).single


def test_counts_of_one_denominator_are_said_as_a_range():
    several = CompatibleSet([Count(k, 10) for k in (5, 3, 10)])
    assert several.describe() == "between 3 and 10 of 10"
    assert not several.determined and not several.range(lambda count: count.k).single
    assert CompatibleSet([Count(1, 10), Count(2, 10)]).describe() == "1 or 2 of 10"


def test_many_counts_of_many_denominators_are_numbered():
    many = CompatibleSet([Count(n // 2, n) for n in range(20, 30)])
    assert many.describe() == "10 possibilities, from 10 of 20 to 14 of 29"


def test_attained_ends_are_rounded_as_any_number_and_bounds_outwards():
    span = Range(Fraction(11, 100), Fraction(53, 100))
    assert span.text(1) == "between 0.1 and 0.5"
    assert span._replace(attained=False).text(1) == "between 0.1 and 0.6"
    assert Range(0.126, 0.134).text(2) == "0.13"
    assert Range(0.126, 0.134, False).text(2) == "between 0.12 and 0.14"
    for value in (0.125, 0.3, 1 / 3, 2.675):
        assert Range(value, 9).ends(2).partition(" ")[0] == notation.text(value, 2)
    span = CompatibleSet([Fraction(101, 1000), Fraction(199, 1000)]).range()
    assert span.text(2) == "between 0.10 and 0.20"
    assert Range(None, 3).text() == "at most 3"
    assert Range(None, None).text() == "unbounded"


def test_an_empty_set_has_no_range_and_says_so():
    empty = CompatibleSet([])
    assert not empty and empty.describe() == "no value"
    with pytest.raises(InputError, match="no data fit"):
        empty.range()


def test_a_continuum_is_asked_by_name_only():
    continuum = CompatibleSet(bounds=lambda name: Range(1, 2))
    assert continuum.size is None and continuum.range("mean") == Range(1, 2)
    with pytest.raises(InputError, match="continuum"):
        list(continuum)
    with pytest.raises(InputError, match="by the name"):
        continuum.range(lambda value: value)


def test_only_refuses_a_set_of_several():
    with pytest.raises(InputError, match="2 possibilities"):
        CompatibleSet([1, 2]).only()
