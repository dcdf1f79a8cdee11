"""With records in place: what they print is judged by each reading, and nothing is told of two."""

from __future__ import annotations

import decimal
import statistics
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from scipy import stats as scipy_stats

from printed.observed import FromRecords
from printed.readings import read_conventions
from printed.register import Register, parse
from printed.verdicts import judge

HEAD = "id,statement,group,measure,kind,printed,comparison,states,over\n"
SIZES = "n1,Size,one,size,count,400,,,\nn2,Size,two,size,count,400,,,\n"
WAYS = {
    "half-up": {decimal.ROUND_HALF_UP},
    "half-even": {decimal.ROUND_HALF_EVEN},
    "truncate": {decimal.ROUND_DOWN},
    "either": {decimal.ROUND_HALF_UP, decimal.ROUND_HALF_DOWN},
}
RULES = "".join(
    f"{section}:\n  headline: {{{test}, rounding: half-up}}\n"
    f"  alternatives:\n    rounding: {{half-even: E, truncate: T, either: B}}\n"
    for section, test in (("table", "test: fisher"), ("ranksum", "test: exact"),
                          ("sample", "ddof: 1"))
)  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """Subjects as group and values by measure; None where one was not assessed."""

    rows: tuple[tuple[str, dict[str, Any]], ...]

    def size(self, group):
        return sum(one == group for one, _ in self.rows)

    def values(self, measure, group):
        told = (row.get(measure) for one, row in self.rows if one == group)
        return [value for value in told if value is not None]

    def count(self, measures, group):
        names = [measures] if isinstance(measures, str) else measures
        told = [[row.get(name) for name in names] for one, row in self.rows if one == group]
        assessed = [row for row in told if None not in row]
        return sum(map(any, assessed)), len(assessed)

    def statistic(self, measure, group, kind, rule):
        values = list(map(Fraction, self.values(measure, group)))
        known = {"mean": statistics.mean, "median": statistics.median, "sd": statistics.stdev}
        return Fraction(known[kind](values))

    def printed(self, claim):
        return None


def observed(rows: str, subjects: list[tuple[str, dict[str, Any]]]) -> tuple[Register, FromRecords]:
    register = parse((HEAD + SIZES + rows).encode(), conventions=read_conventions(RULES))
    return register, FromRecords(register, Rows(tuple(subjects)))


def having(k, n, measure="sign", group="one"):
    return [(group, {measure: i < k}) for i in range(n)]


def printing(text, value):
    """The rounding rules by which a number prints so."""
    unit = Decimal(1).scaleb(Decimal(text).as_tuple().exponent)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return {name for name, ways in WAYS.items()
            if Decimal(text) in {exact.quantize(unit, way) for way in ways}}  # fmt: skip


@pytest.mark.parametrize(("k", "n"), [(117, 200), (115, 200), (116, 200), (7, 12), (118, 200)])
@pytest.mark.parametrize("printed", ["58", "59", "57.5"])
def test_a_share_is_judged_by_the_rounding_of_each_reading(k, n, printed):
    """117 of 200 are 58.5%, which is 59% rounded up, and 58% to the even digit or cut off."""
    register, records = observed(f"a,Had,one,sign,percent,{printed}%,,,\n", having(k, n))
    verdict = judge(register, records)["a"]
    expected = printing(printed, Fraction(100 * k, n))
    assert verdict.verdict == ("reproduced" if "half-up" in expected else "differs")
    assert {name.split(" ")[0] for name in verdict.reproduced_under} == expected - {"half-up"}


@pytest.mark.parametrize("kind", ["mean", "median"])
@pytest.mark.parametrize(("printed", "level"), [
    ("58", "58.5"), ("59", "58.5"), ("-58", "-58.5"), ("-59", "-58.5"), ("58.5", "58.5"),
    ("0.4", "0.45"), ("0.5", "0.45"),
])  # fmt: skip
def test_a_level_is_judged_by_the_rounding_of_each_reading(kind, printed, level):
    at = Fraction(level)
    subjects = [("one", {"score": at + step}) for step in (-1, 0, 1)]
    subjects += [("two", {"score": step}) for step in (1, 2, 3)]
    rows = f"a,Level,one,score,{kind},{printed},c,,\nb,Level,two,score,{kind},2,c,,\n"
    if kind == "median":
        rows += "p,P,both,score,p_value,0.5,c,,\n"
    register, records = observed(rows, subjects)
    verdict = judge(register, records)["a"]
    expected = printing(printed, at)
    assert verdict.verdict == ("reproduced" if "half-up" in expected else "differs")
    prints = {reading.changed[2] for reading in register.conventions.readings()
              if reading.changed and reading.changed[0] == ("ranksum" if kind == "median" else
              "sample") and records.prints(register["a"], reading)}  # fmt: skip
    assert prints == expected - {"half-up"}


@pytest.mark.parametrize(("low", "high", "expected"), [
    ("58%", "80%", {"half-even", "truncate", "either"}), ("59%", "80%", {"half-up", "either"}),
    ("58.5%", "80.0%", set(WAYS)), ("58%", "81%", set()), ("59%", "79%", set()),
])  # fmt: skip
def test_a_range_of_shares_is_judged_by_both_its_ends_and_their_digits(low, high, expected):
    subjects = [("one", {"a": i < 117, "b": i < 160, "c": i < 130}) for i in range(200)]
    rows = f"r,Range,one,a b c,range,{low} to {high},,,\n"
    register, records = observed(rows, subjects)
    found = {name for name in WAYS
             for reading in [register.conventions.first, *register.conventions.readings()]
             if reading.convention_of("extremes").rounding == name
             and records.prints(register["r"], reading)}  # fmt: skip
    assert found == expected


@pytest.mark.parametrize(("one", "two"), [(2, 6), (6, 2), (2, 2), (1, 9), (0, 5), (3, 3), (3, 9)])
def test_nothing_is_shown_of_a_comparison_with_fewer_than_three_in_either_group(one, two):
    """Of whichever: their P value and their level are one child's, or two children's."""
    subjects = [("one", {"score": Fraction(i) + Fraction(1, 7)}) for i in range(one)]
    subjects += [("two", {"score": Fraction(2 * i) + Fraction(3, 7)}) for i in range(two)]
    rows = "a,Level,one,score,median,1,c,,\nb,Level,two,score,median,3,c,,\n"
    rows += "p,P,both,score,p_value,0.5,c,,\n"
    for over in ("sample", "population"):
        rows += f"h_{over},Says,both,score,inference,so,c,median_higher,{over}\n"
        rows += f"m_{over},Says,one,score,inference,so,,mean_below 50,{over}\n"
    register, records = observed(rows, subjects)
    found = {name: verdict.recomputed for name, verdict in judge(register, records).items()}
    few = "fewer than 3 children"
    hidden = {name for name, told in found.items() if told.text == few}
    wanted = {"a", "m_sample", "m_population"} if one < 3 else set()
    wanted |= {"b"} if two < 3 else set()
    wanted |= {"p", "h_sample", "h_population"} if min(one, two) < 3 else set()
    assert hidden == wanted
    assert all(found[name].minimum is found[name].maximum is None for name in hidden)
    assert not any(records.prints(register[name], register.conventions.first)
                   for name in hidden & {"a", "b", "p"})  # fmt: skip
    if min(one, two) >= 3:
        x, y = ([float(v) for v in records.data.values("score", g)] for g in ("one", "two"))
        expected = scipy_stats.mannwhitneyu(x, y, method="exact").pvalue
        assert found["p"].minimum == pytest.approx(expected)
