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


# --------------------------------------------------------------------------- each kind of claim


class Ruled(Rows):
    """The same, with a standard deviation by its divisor and quartiles by their rule."""

    def statistic(self, measure, group, kind, rule):
        values = list(map(Fraction, self.values(measure, group)))
        if kind == "sd":
            return Fraction((statistics.pstdev if rule == "0" else statistics.stdev)(values))
        if kind == "iqr":
            return {"type-7": Fraction(2), "type-6": Fraction(3)}[rule]
        return super().statistic(measure, group, kind, rule)


def word(true):
    return {True: "supported", False: "unsupported", None: "undecided"}[true]


@pytest.mark.parametrize(("k1", "k2"), [(4, 9), (9, 4), (0, 12), (10, 12), (5, 6)])
def test_a_comparison_of_shares_is_that_of_the_children(k1, k2):
    subjects = having(k1, 10) + having(k2, 12, group="two")
    p = scipy_stats.fisher_exact([[k1, 10 - k1], [k2, 12 - k2]]).pvalue
    rows = f"a,Had,one,sign,count,{k1},c,,\nb,Had,two,sign,count,{k1},c,,\n"
    rows += "p,P,both,sign,p_value,0.5,c,,\n"
    truth = {"less_often": 12 * k1 < 10 * k2, "more_often": 12 * k1 > 10 * k2,
             "differs": 12 * k1 != 10 * k2}  # fmt: skip
    for states in truth:
        for over in ("sample", "population"):
            rows += f"{states}_{over},Says,both,sign,inference,so,c,{states},{over}\n"
    for sense in ("below", "above"):
        rows += f"{sense},Says,one,sign,inference,so,,rate_{sense} 45%,sample\n"
    rows += "is,Says,one,sign,inference,so,,count_is 4,sample\n"
    register, records = observed(rows, subjects)
    found = judge(register, records)
    assert found["a"].verdict == "reproduced" and found["a"].recomputed.text == f"{k1} of 10"
    assert found["b"].verdict == ("reproduced" if k1 == k2 else "differs")
    assert found["p"].recomputed.minimum == found["p"].recomputed.maximum == pytest.approx(p)
    assert len(found["p"].recomputed.text) == len("0.1234")  # three digits more than the print
    assert found["p"].assumptions == (("test", "fisher"),)
    for states, true in truth.items():
        assert found[f"{states}_sample"].verdict == word(true)
        assert found[f"{states}_population"].verdict == word(true if p <= 0.05 else None)
    assert found["below"].verdict == word(k1 / 10 < 0.45)
    assert found["above"].verdict == word(k1 / 10 > 0.45)
    assert found["is"].verdict == word(k1 == 4)


def test_nobody_assessed_is_said_and_never_divided_by():
    subjects = having(0, 0) + having(4, 12, group="two") + [("one", {"sign": None})]
    rows = "a,Had,one,sign,percent,40%,c,,\nb,Had,two,sign,percent,33%,c,,\n"
    rows += "p,P,both,sign,p_value,0.5,c,,\nl,Says,both,sign,inference,so,c,less_often,sample\n"
    rows += "r,Says,one,sign,inference,so,,rate_below 45%,sample\n"
    rows += "x,Range,one,sign other,range,1% to 2%,,,\n"
    register, records = observed(rows, subjects)
    found = judge(register, records)
    for name in ("p", "l", "r", "x"):
        assert found[name].recomputed.text == "nobody assessed", name
    assert not any(records.prints(register[name], register.conventions.first)
                   for name in ("a", "p", "x"))  # fmt: skip
    assert found["l"].verdict == found["r"].verdict == "undecided"


def test_levels_are_compared_and_tested_as_they_are():
    one = [Fraction(v) for v in (9, 11, 12, 14, 15, 18)]
    for two in ([Fraction(v) for v in (1, 2, 3, 5, 6)],
     [Fraction(v) for v in (10, 11, 13, 16, 19)]):
        subjects = [("one", {"score": v}) for v in one] + [("two", {"score": v}) for v in two]
        rows = "a,Level,one,score,median,13,c,,\nb,Level,two,score,median,3,c,,\n"
        rows += "p,P,both,score,p_value,0.01,c,,\n"
        for sense in ("higher", "lower"):
            for over in ("sample", "population"):
                rows += f"{sense}_{over},Says,both,score,inference,so,c,median_{sense},{over}\n"
        for point in ("12", "13", "14"):
            for sense in ("below", "above"):
                for kind in ("median", "mean"):
                    rows += (f"{kind}_{sense}_{point},Says,one,score,inference,so,,"
                             f"{kind}_{sense} {point},sample\n")  # fmt: skip
        for point in ("5", "13", "25"):
            for sense in ("below", "above"):
                rows += f"of_{sense}_{point},Says,one,score,inference,so,,mean_{sense} {point},"
                rows += "population\n"
        rows += "m,Says,one,score,inference,so,,median_below 99,population\n"
        register, records = observed(rows, subjects)
        found = judge(register, records)
        p = scipy_stats.mannwhitneyu([float(v) for v in one], [float(v) for v in two],
                                     method="exact").pvalue  # fmt: skip
        if len({*one, *two}) == len(one) + len(two):
            assert found["p"].recomputed.minimum == pytest.approx(p)
        else:
            p = found["p"].recomputed.minimum
        higher = statistics.median(one) > statistics.median(two)
        assert found["higher_sample"].verdict == word(higher)
        lower = statistics.median(one) < statistics.median(two)
        assert found["lower_sample"].verdict == word(lower)
        assert found["higher_population"].verdict == word(higher if p <= 0.05 else None)
        assert found["lower_population"].verdict == word(lower if p <= 0.05 else None)
        assert found["p"].assumptions == (("test", "rank sum, exact"), ("rounding", "half-up"))
        for kind in ("median", "mean"):
            at = Fraction(getattr(statistics, kind)(one))
            for point in (12, 13, 14):
                assert found[f"{kind}_below_{point}"].verdict == word(at < point)
                assert found[f"{kind}_above_{point}"].verdict == word(at > point)
        values = [float(v) for v in one]
        low, high = scipy_stats.t.interval(0.95, 5, statistics.mean(values),
                                           statistics.stdev(values) / 6**0.5)  # fmt: skip
        for point in (5, 13, 25):
            below, above = high < point, low > point
            assert found[f"of_below_{point}"].verdict == word(below or (False if above else None))
            assert found[f"of_above_{point}"].verdict == word(above or (False if below else None))
        assert found["m"].verdict == "undecided"


def test_a_statistic_is_by_the_rule_of_each_reading_and_with_one_digit_more():
    rules = RULES
    for headline, more in (("ddof: 1", "ddof: {0: N}"), ("test: exact", "quartile: {type-6: Q}")):
        before = f"{headline}, rounding: half-up}}\n  alternatives:\n"
        assert before in rules
        rules = rules.replace(before, f"{before}    {more}\n")
    values = [Fraction(v) for v in (1, 2, 3, 4, 10)]
    rows = "m,Mean,one,score,mean,4.00,,,\ns,SD,one,score,sd,3.54,,,\nq,IQR,one,score,iqr,2,,,\n"
    register = parse((HEAD + SIZES + rows).encode(), conventions=read_conventions(rules))
    records = FromRecords(register, Ruled(tuple(("one", {"score": v}) for v in values)))
    found = judge(register, records)
    assert [found[name].verdict for name in "msq"] == ["reproduced"] * 3
    assert [found[name].recomputed.text for name in "msq"] == ["4.000", "3.536", "2.0"]
    assert found["m"].assumptions == (("rounding", "half-up"),)
    assert found["s"].assumptions == (("divisor", "n - 1"), ("rounding", "half-up"))
    assert found["q"].assumptions == (("quartiles", "type-7"), ("rounding", "half-up"))
    by = {reading.name: reading for reading in register.conventions.readings()}
    left = {name: records.left(register["s"], by[name]).key for name in ("n",)}
    assert float(left["n"]) == pytest.approx(statistics.pstdev(map(float, values)))
    assert not records.prints(register["s"], by["n"])
    quartile = next(one for one in by.values() if one.changed[1:] == ("quartile", "type-6"))
    assert records.left(register["q"], quartile).key == 3
    assert not records.prints(register["q"], quartile)


class Quartiled(Rows):
    """With quartiles between the values, as most programs have them."""

    def statistic(self, measure, group, kind, rule):
        if kind != "iqr":
            return super().statistic(measure, group, kind, rule)
        values = map(Fraction, self.values(measure, group))
        low, _, high = statistics.quantiles(values, n=4, method="inclusive")
        return high - low


@pytest.mark.parametrize(
    ("values", "median", "iqr"),
    [
        # the middle one of an odd number is one child's value, the mean of two is of two
        (("10.13", "20.4567", "31.9", "44.2", "50.7"), "31.9", "23.7"),
        (("10.13", "20.4567", "31.8765", "44.2", "50.7"), "31.9", "23.7"),
        (("1.111", "2.222", "3.333", "4.444"), "2.8", "1.7"),
    ],
)
def test_no_more_of_a_median_is_told_as_a_number_than_in_words(values, median, iqr):
    """What may be one child's value is told with one digit more than printed, wherever it is."""
    values = [Fraction(v) for v in values]
    rows = "m,Median,one,score,median,3,,,\nq,IQR,one,score,iqr,2,,,\nx,Mean,one,score,mean,3,,,\n"
    register = parse((HEAD + SIZES + rows).encode(), conventions=read_conventions(RULES))
    records = FromRecords(register, Quartiled(tuple(("one", {"score": v}) for v in values)))
    found = judge(register, records)
    for name, text in (("m", median), ("q", iqr)):
        told = found[name].json()["recomputed"]
        assert told == {"text": text, "min": float(text), "max": float(text)}
    mean = found["x"].json()["recomputed"]
    assert mean["min"] == mean["max"] == pytest.approx(float(statistics.mean(values)))


@pytest.mark.parametrize(("n1", "n2", "method"), [(50, 100, "exact"), (51, 99, "asymptotic")])
def test_of_many_pairs_the_rank_sum_is_tested_by_its_limit(n1, n2, method):
    """50 times 100 are as many as are looked through."""
    subjects = [("one", {"score": Fraction(3 * i)}) for i in range(n1)]
    subjects += [("two", {"score": Fraction(2 * i) + Fraction(1, 2)}) for i in range(n2)]
    rows = "a,Level,one,score,median,1,c,,\nb,Level,two,score,median,3,c,,\n"
    rows += "p,P,both,score,p_value,0.5,c,,\n"
    register, records = observed(rows, subjects)
    assert records.assumptions(register["p"])[0] == ("test", f"rank sum, {method}")


def test_a_printed_word_for_a_number_of_children_is_a_count():
    head = HEAD.replace("over\n", "over,unit\n")
    rows = "n1,Size,one,size,count,400,,,,children\nw,Had it,one,sign,word,four,,,,children\n"
    rows += "v,Had it,one,sign,word,five,,,,children\nu,Had it,one,sign,word,four,,,,weeks\n"
    register = parse((head + rows).encode(), conventions=read_conventions(RULES))
    records = FromRecords(register, Rows(tuple(having(4, 10))))
    found = judge(register, records)
    assert (found["w"].verdict, found["v"].verdict) == ("reproduced", "differs")
    assert found["w"].recomputed.text == "4 of 10" and found["u"].verdict == "stated"
