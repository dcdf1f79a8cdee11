"""Printed numbers: every value that rounds to the string lies inside, and no other does."""

from __future__ import annotations

import decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from printed import notation
from printed.errors import InputError

# Rounding by Python's decimal module, the authority for each rule.
MODES = {
    "half-up": decimal.ROUND_HALF_UP,  # away from zero
    "half-even": decimal.ROUND_HALF_EVEN,
    "truncate": decimal.ROUND_DOWN,
}
# Values with one digit more than is printed hit every edge often.
values = st.integers(-20_000, 20_000).map(lambda i: decimal.Decimal(i) / 1000)


def rounded(value: decimal.Decimal, decimals: int, rule: str) -> decimal.Decimal:
    return value.quantize(decimal.Decimal(1).scaleb(-decimals), rounding=MODES[rule])


@pytest.mark.parametrize("rule", MODES)
@given(value=values, other=values, decimals=st.integers(0, 2))
@example(decimal.Decimal("2.5"), decimal.Decimal("3.5"), 0)
@example(decimal.Decimal("-0.45"), decimal.Decimal("-0.4"), 1)
@example(decimal.Decimal("0.004"), decimal.Decimal("-0.004"), 2)
@settings(max_examples=150, deadline=None)
def test_inside_if_and_only_if_it_rounds_to_the_string(rule, value, other, decimals):
    shown = rounded(value, decimals, rule)
    interval = notation.parse(f"{shown:f}", rule)
    for x in (value, other):
        assert interval.contains(Fraction(x)) == (rounded(x, decimals, rule) == shown)


@given(value=values, decimals=st.integers(0, 2))
@settings(max_examples=100, deadline=None)
def test_either_joins_both_ways_to_round_a_half(value, decimals):
    half_down = value.quantize(decimal.Decimal(1).scaleb(-decimals), decimal.ROUND_HALF_DOWN)
    for shown in (rounded(value, decimals, "half-up"), half_down):
        assert notation.parse(f"{shown:f}", "either").contains(Fraction(value))


@given(i=st.integers(0, 10_000), j=st.integers(0, 10_000))
@settings(max_examples=150, deadline=None)
def test_p_values_under_each_rule(i, j):
    p, other = decimal.Decimal(i) / 10_000, decimal.Decimal(j) / 10_000

    def writings(x):
        journal = 3 if x < decimal.Decimal("0.0095") else 2
        dropped = rounded(x, 3, "half-up")
        return {
            "nearest": rounded(x, 2, "half-up"),
            "truncate": rounded(x, 2, "truncate"),
            "trailing-zero": dropped if dropped % decimal.Decimal("0.01") == 0 else None,
            "journal": rounded(x, journal, "half-up") if journal == 2 else None,
        }

    for rule, shown in writings(p).items():
        if shown is not None:
            text = f"{rounded(shown, 2, 'truncate'):f}"
            interval = notation.parse(text, kind="p_value", p_rule=rule)
            assert interval.contains(Fraction(p)), (rule, text)
            same = writings(other)[rule] == shown
            assert interval.contains(Fraction(other)) == same, (rule, text, other)


@pytest.mark.parametrize(
    "text, kind, parts",
    [
        ("81%", "percent", ["81"]),
        ("40.0 %", "percent", ["40"]),
        (".02", "number", [".02"]),
        ("<0.001", "p_value", ["0.001"]),
        ("P=0.003", "p_value", ["0.003"]),
        ("89±21", "mean_sd", ["89", "21"]),
        ("0.3 [0.8]", "median_iqr", ["0.3", "0.8"]),
        ("0.3 [-0.1 to 0.7]", "median_quartiles", ["0.3", "-0.1", "0.7"]),
        ("\u22120.4", "number", ["-0.4"]),
        ("10%-20%", "range", ["10", "20"]),
        ("0\u00b702", "number", ["0.02"]),
        ("8.3 (1.2-60.0)", "estimate_interval", ["8.3", "1.2", "60"]),
        ("2/10", "fraction", ["2", "10"]),
        ("1,234,000", "number", ["1234000"]),
        ("1,234.5", "number", ["1234.5"]),
        ("1 124", "number", ["1124"]),
        ("0,124", "number", ["0.124"]),
        ("26,1", "number", ["26.1"]),
        ("43/51 (84.3%)", "count_share", ["43", "51", "84.3"]),
        ("43/51 [84.3]", "count_share", ["43", "51", "84.3"]),
        ("39 (69.4%)", "count_percent", ["39", "69.4"]),
        ("26.1 (25.1-27.0)", "estimate_interval", ["26.1", "25.1", "27"]),
        ("0.90 (95% CI, 0.71 to 1.13)", "estimate_interval", ["0.90", "0.71", "1.13"]),
        ("0.90 [95% CI 0.71; 1.13]", "estimate_interval", ["0.90", "0.71", "1.13"]),
        ("0.90 [0.71; 1.13]", "median_quartiles", ["0.90", "0.71", "1.13"]),
    ],
)
def test_what_papers_print(text, kind, parts):
    found = notation.parse(text)
    assert found.kind == kind and found.text == text
    assert [one.value for one in found.parts or (found,)] == [Fraction(part) for part in parts]


@pytest.mark.parametrize(
    "text, rule, lower, upper, closed",
    [
        ("81%", "half-up", "80.5", "81.5", (True, False)),
        ("-0.4", "half-up", "-0.45", "-0.35", (False, True)),
        ("0", "half-up", "-0.5", "0.5", (False, False)),
        ("2", "half-even", "1.5", "2.5", (True, True)),
        ("3", "half-even", "2.5", "3.5", (False, False)),
        ("66%", "truncate", "66", "67", (True, False)),
        ("-0.4", "truncate", "-0.5", "-0.4", (False, True)),
        ("0", "truncate", "-1", "1", (False, False)),
        ("0.40", "half-up", "0.395", "0.405", (True, False)),
    ],
)
def test_intervals_by_hand(text, rule, lower, upper, closed):
    found = notation.parse(text, rule)
    ends = (found.lower, found.upper, found.closed)
    assert ends == (Fraction(lower), Fraction(upper), closed)


@pytest.mark.parametrize(
    "text, rule, lower, upper",
    [
        ("0.01", "nearest", "0.005", "0.015"),
        ("0.01", "journal", "0.0095", "0.015"),
        ("0.02", "journal", "0.015", "0.025"),
        ("0.02", "trailing-zero", "0.0195", "0.0205"),
        ("0.02", "truncate", "0.02", "0.03"),
        ("<0.001", "nearest", "0", "0.001"),
        ("1.00", "nearest", "0.995", "1"),
        (">0.99", "nearest", "0.99", "1"),
    ],
)
def test_p_intervals_by_hand(text, rule, lower, upper):
    found = notation.parse(text, kind="p_value", p_rule=rule)
    assert (found.lower, found.upper) == (Fraction(lower), Fraction(upper))


@pytest.mark.parametrize(
    "text", ["", "nan", "inf", "P=1.2", "P=-0.1", "81%%", "1/0", "20-10", "abc", "0x10", "1e9999",
             "9" * 200, "0.3 [0.8"],
)  # fmt: skip
def test_what_is_no_printed_number_is_refused(text):
    with pytest.raises(InputError) as error:
        notation.parse(text)
    assert "\n" not in str(error.value)


def test_unquoted_numbers_and_unknown_rules_are_refused():
    with pytest.raises(InputError, match="quote"):
        notation.parse(0.2)
    with pytest.raises(InputError, match="unknown rounding 'up'"):
        notation.parse("1", "up")
    with pytest.raises(InputError, match="unknown P rule 'near'"):
        notation.parse("1", p_rule="near")


@pytest.mark.parametrize(
    "value, decimals, text",
    [(2.675, 2, "2.68"), (2.5, 0, "3"), (-2.5, 0, "-3"), (-0.04, 1, "0.0"), (1e-9, 3, "0.000")],
)
def test_written_half_away_from_zero(value, decimals, text):
    # round(2.5) is 2 and f"{2.675:.2f}" is 2.67
    assert notation.text(value, decimals) == text


@given(i=st.integers(-10_000, 10_000), decimals=st.integers(0, 2))
@settings(max_examples=100, deadline=None)
def test_what_is_written_reads_back(i, decimals):
    value = Fraction(i, 1000)
    assert notation.parse(notation.text(value, decimals)).contains(value)


def test_p_text_is_what_a_journal_prints():
    assert [notation.p_text(p) for p in (0.0094, 0.0095, 0.0004, 0.2, 1.0, 0.9951)] == [
        "0.009", "0.01", "<0.001", "0.20", "1.00", ">0.99",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text, low, high, closed",
    [
        ("NS", "0.05", "1", (True, True)),
        ("n.s.", "0.05", "1", (True, True)),
        ("0.001<P<0.01", "0.001", "0.01", (False, False)),
        ("0.001 < p \u2264 0.01", "0.001", "0.01", (False, True)),
    ],
)
def test_a_p_value_in_words_and_between_two_limits(text, low, high, closed):
    found = notation.parse(text, kind="p_value")
    assert (found.lower, found.upper) == (notation.exact(low), notation.exact(high))
    assert found.closed == closed and found.text == text


def test_a_comma_that_can_be_read_two_ways_is_refused_with_both():
    for text, both in (("1,124", "1124 or 1.124"), ("24,160%", "24160 or 24.160")):
        with pytest.raises(InputError, match=both):
            notation.parse(text)
    for text in ("0.05<P<0.01", "0.5<P<1.5"):
        with pytest.raises(InputError, match="two limits"):
            notation.parse(text)
    with pytest.raises(InputError, match="exceeds"):
        notation.parse("52/51 (84.3%)")


@pytest.mark.parametrize(
    "text",
    ["0.24 to 1.05", "0.24; 1.05", "[0.24; 1.05]", "[0.24, 1.05]", "(0.24-1.05)",
     "95% CI 0.24 to 1.05", "[95% CI: 0.24, 1.05]"],
)  # fmt: skip
def test_an_interval_as_papers_print_it(text):
    found = notation.parse(text)
    assert (found.kind, str(found.lower), str(found.upper)) == ("range", "47/200", "211/200")


@pytest.mark.parametrize("text", ["[0.24 to 1.05)", "(1,124)", "[0.24]", "0.24, 1.05"])
def test_what_may_be_no_interval_is_none(text):
    with pytest.raises(InputError):
        notation.parse(text)
