"""Minus signs, ranges and P values as journals print them."""

from __future__ import annotations

import pytest

from printed.book.typography import (
    FIGURE_SPACE,
    PUNCTUATION_SPACE,
    align,
    inline,
    typeset,
    typeset_printed,
)


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("-0.4", "−0.4"),
        ("(-0.4 to -.1)", "(−0.4 to −.1)"),
        ("Z=-1", "Z=−1"),
        ("2020-02-11", "2020-02-11"),
        ("NL-OMON42174", "NL-OMON42174"),
        ("half-up", "half-up"),
        ("n-1", "n-1"),
        ("pages 5-7", "pages 5–7"),
        ("10%-20%", "10%–20%"),
        ("25.5-30 points", "25.5–30 points"),
        ("5-7-9", "5-7-9"),
        ("10.1161/5-7", "10.1161/5-7"),
        ("a3-4 and 3-4b", "a3-4 and 3-4b"),
        ("", ""),
    ],
)
def test_a_hyphen_is_set_as_a_minus_sign_or_in_a_range_and_nowhere_else(typed, set_):
    assert typeset(typed) == set_


def test_a_printed_range_has_an_en_dash_and_a_printed_median_a_minus():
    assert typeset_printed("10%-20%") == "10%–20%"
    assert typeset_printed("-0.4 [1.5]") == "−0.4 [1.5]"


def test_only_the_p_of_a_p_value_is_in_italics():
    assert inline("P=0.02 and P value and PASSIoN P") == (
        "<i>P</i>=0.02 and <i>P</i> value and PASSIoN P"
    )


def test_decimals_stand_in_line_and_digits_are_never_changed():
    padded = align(["1", "-2.5", "<0.001", "81%", "none"])
    pad, point = FIGURE_SPACE, PUNCTUATION_SPACE
    assert padded[:2] == ["1" + point + 3 * pad, "-2.5" + 2 * pad]
    assert padded[2:] == ["<0.001", "81%" + point + 3 * pad, "none"]
    assert align(["1", "12"]) == ["1", "12"]
