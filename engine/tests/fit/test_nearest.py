"""How far a value misses what is printed: nothing where it prints so, and never nothing elsewhere.

Which values print so is decided here by `decimal`, digit by digit.
"""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest

from printed import notation, problem
from printed.fit import nearest
from printed.questions.check import check

WAYS = {
    "half-up": [decimal.ROUND_HALF_UP],
    "half-even": [decimal.ROUND_HALF_EVEN],
    "truncate": [decimal.ROUND_DOWN],
    "either": [decimal.ROUND_HALF_UP, decimal.ROUND_HALF_DOWN],
}
HAIR = Decimal("0.0001")


@pytest.mark.parametrize("rounding", WAYS)
@pytest.mark.parametrize("text", ["58", "57", "-58", "-57", "0", "0.4", "-0.3", "12.50", "1.2"])
def test_only_what_prints_so_is_at_no_distance(rounding, text):
    printed = notation.parse(text, rounding)
    unit = Decimal(1).scaleb(-printed.decimals)
    for edge in (-1, Decimal("-0.5"), Decimal("0.5"), 1):
        for hair in (-HAIR, 0, HAIR):
            value = Decimal(text) + edge * unit + hair * unit
            prints = {value.quantize(unit, way) for way in WAYS[rounding]}
            gap = nearest.distance(printed, Fraction(value))
            assert (gap == 0) == (Decimal(text) in prints), (value, gap)
            assert 0 <= gap <= 1.01 * float(unit)


@pytest.mark.parametrize(("text", "value", "fits"), [
    ("<0.05", "0.05", False), ("<0.05", "0.049", True), (">0.05", "0.05", False),
    ("\u22640.05", "0.05", True), ("\u22650.05", "0.05", True), ("0.05", "0.055", False),
    ("0.05", "0.045", True), ("0.01", "0.0095", True),
])  # fmt: skip
def test_the_end_of_a_p_value_fits_where_it_belongs_to_it(text, value, fits):
    printed = notation.parse(text, kind="p_value", p_rule="nearest")
    gap = nearest.distance(printed, Fraction(value))
    assert (gap == 0) is fits and gap < 0.005
    (found,) = nearest.of(printed, [("fisher", Fraction(value), "")])
    assert (found["distance"] == 0) is fits


@pytest.mark.parametrize(("k", "rounding", "verdict"), [
    (117, "half-up", "does_not_fit"), (117, "half-even", "fits"), (117, "either", "fits"),
    (115, "half-up", "fits"), (115, "half-even", "fits"), (118, "truncate", "does_not_fit"),
    (116, "truncate", "fits"), (115, "truncate", "does_not_fit"),
])  # fmt: skip
def test_a_count_at_the_very_end_of_a_percentage_is_told_by_the_rounding(k, rounding, verdict):
    """117 of 200 are 58.5%, which prints 59% if halves go up."""
    share = {"kind": "count", "k": k, "n": 200, "percent": "58%"}
    given = {"items": {"a": share}, "conventions": {"rounding": [rounding]}}
    report = check(given)
    assert report["rows"][0]["verdict"] == verdict
    assert bool(report["conflicts"]) == bool(report["letter"]) == (verdict != "fits")
    assert bool(problem.solve(given).results["solutions"]) == (verdict == "fits")
