"""What a paper concludes is true of all data that print its numbers, of none, or of some.

Which data print a number is found here on a grid, rounded by `decimal`.
"""

from __future__ import annotations

import decimal
import math
from decimal import Decimal

import pytest
from scipy import stats as scipy_stats

from printed import notation, statements
from printed.fit import samples
from printed.readings import read_conventions
from printed.register import parse
from printed.verdicts import judge

HEAD = "id,statement,group,measure,kind,printed,comparison,states,over\n"
SIZES = "n1,Size,one,size,count,10,,,\nn2,Size,two,size,count,12,,,\n"
WAYS = {
    "half-up": [decimal.ROUND_HALF_UP],
    "half-even": [decimal.ROUND_HALF_EVEN],
    "truncate": [decimal.ROUND_DOWN],
    "either": [decimal.ROUND_HALF_UP, decimal.ROUND_HALF_DOWN],
}


def judged(rows, rounding="half-up"):
    """The verdicts on a register whose numbers are all read by one rounding."""
    rules = "".join(
        f"{section}:\n  headline: {{{test}, rounding: {rounding}}}\n"
        for section, test in (("table", "test: fisher"), ("ranksum", "test: exact"),
                              ("sample", "ddof: 1"))
    )  # fmt: skip
    return judge(parse((HEAD + SIZES + rows).encode(), conventions=read_conventions(rules)))


def prints(text, rounding):
    """All values on a grid that print so."""
    unit = Decimal(1).scaleb(Decimal(text).as_tuple().exponent)
    near = (Decimal(text) + step * unit / 20 for step in range(-25, 26))
    return [x for x in near if Decimal(text) in {x.quantize(unit, w) for w in WAYS[rounding]}]


def word(cases):
    told = set(cases)
    return "undecided" if len(told) > 1 else "supported" if told == {True} else "unsupported"


@pytest.mark.parametrize("rounding", WAYS)
@pytest.mark.parametrize("kind", ["mean", "median"])
@pytest.mark.parametrize("printed", ["99", "-98", "0.4"])
def test_a_level_at_the_very_end_of_what_its_print_can_be(kind, printed, rounding):
    unit = Decimal(1).scaleb(Decimal(printed).as_tuple().exponent)
    for edge in ("-1", "-0.5", "-0.4", "0", "0.4", "0.5", "1"):
        point = Decimal(printed) + Decimal(edge) * unit
        for sense in ("below", "above"):
            rows = f"m,Level,one,score,{kind},{printed},,,\n"
            rows += f"i,Says,one,score,inference,so,,{kind}_{sense} {point},sample\n"
            values = prints(printed, rounding)
            expected = word(x < point if sense == "below" else x > point for x in values)
            assert judged(rows, rounding)["i"].verdict == expected, (sense, point)


@pytest.mark.parametrize("rounding", WAYS)
@pytest.mark.parametrize(
    ("one", "two"),
    [("98", "97"), ("-98", "-97"), ("0", "1"), ("-1", "0"), ("1", "-1"), ("3", "3"), ("8", "5")],
)
def test_two_levels_that_touch_are_told_apart_by_their_rounding(one, two, rounding):
    pairs = [(x, y) for x in prints(one, rounding) for y in prints(two, rounding)]
    rows = f"a,Level,one,score,median,{one},c,,\nb,Level,two,score,median,{two},c,,\n"
    rows += "p,P,both,score,p_value,0.5,c,,\n"
    rows += "h,Says,both,score,inference,so,c,median_higher,sample\n"
    rows += "l,Says,both,score,inference,so,c,median_lower,sample\n"
    found = judged(rows, rounding)
    assert found["h"].verdict == word(x > y for x, y in pairs)
    assert found["l"].verdict == word(x < y for x, y in pairs)


@pytest.mark.parametrize(("states", "printed", "verdict"), [
    ("rate_above 30%", "30%", "unsupported"), ("rate_below 30%", "30%", "unsupported"),
    ("rate_above 30%", "40%", "supported"), ("rate_below 30%", "20%", "supported"),
    ("rate_above 30%", "20%", "unsupported"), ("rate_below 30%", "40%", "unsupported"),
    ("rate_above 29%", "30%", "supported"), ("rate_below 31%", "30%", "supported"),
    ("count_is 3", "30%", "supported"), ("count_is 3", "40%", "unsupported"),
])  # fmt: skip
def test_a_rate_that_is_the_named_one_is_neither_above_nor_below_it(states, printed, verdict):
    """Of ten at most, 30% are 3 of 10."""
    rows = f"a,Had,one,sign,percent,{printed},,,\ni,Says,one,sign,inference,so,,{states},sample\n"
    assert judged(rows)["i"].verdict == verdict


@pytest.mark.parametrize(("one", "two", "words"), [
    ("3%", "97%", ("supported", "unsupported", "supported")),
    ("97%", "3%", ("unsupported", "supported", "supported")),
    ("3%", "3%", ("undecided", "undecided", "undecided")),
])  # fmt: skip
def test_percentages_that_no_table_fits_are_compared_as_printed(one, two, words):
    """No count of up to 12 is 3% or 97%."""
    rows = f"a,Had,one,sign,percent,{one},c,,\nb,Had,two,sign,percent,{two},c,,\n"
    told = ("less_often", "more_often", "differs")
    rows += "".join(f"{s},Says,both,sign,inference,so,c,{s},sample\n" for s in told)
    found = judged(rows)
    assert tuple(found[name].verdict for name in told) == words
    assert all("as printed" in found[name].reason for name in told)


def upper(k, n):
    return scipy_stats.beta.ppf(0.975, k + 1, n - k) if k < n else 1.0


@pytest.mark.parametrize("found", [
    [(1, 10), (3, 10)], [(3, 10), (1, 10)], [(0, 10)], [(2, 12), (4, 24), (5, 30)], [(9, 9)],
])  # fmt: skip
def test_the_rates_that_remain_are_those_of_whichever_count_leaves_most(found):
    told = statements.counts(found, "rate", "below", notation.exact("50"), True)
    most = max(upper(k, n) for k, n in found)
    assert f"rates up to {notation.percent(most)} remain compatible" in told.text
    below = {upper(k, n) < 0.5 for k, n in found}
    least = [scipy_stats.beta.ppf(0.025, k, n - k + 1) if k else 0.0 for k, n in found]
    expected = True if below == {True} else False if min(least) > 0.5 else None
    assert told.holds is expected


def test_several_tables_and_samples_are_told_by_their_least_and_greatest():
    tables = [(1, 10, 6, 12, 0.07), (2, 10, 7, 12, 0.09), (1, 10, 7, 12, 0.03)]
    rows = b"id,statement,group,measure,kind,printed,states,over\nn,N,one,size,count,30,,\n"
    rows += b"i,Says,one,sign,inference,so,less_often,population\na,Had,one,sign,percent,17%,,\n"
    register = parse(rows)
    told = statements.shares(register["i"], tables, True)
    assert told.holds is None and "P between 0.030 and 0.090" in told.text
    left = judge(register)["a"].recomputed
    shares = [k / n for n in range(1, 31) for k in range(n + 1) if 33 * n <= 200 * k < 35 * n]
    assert (left.minimum, left.maximum) == (min(shares), max(shares)) and min(shares) < max(shares)

    known = [samples.sample_set(10, mean=mean, sd=sd) for mean, sd in (("9", "1"), ("5", "2"))]
    ends = [(m - s * t, m + s * t)
            for t in [scipy_stats.t.ppf(0.975, 9) / math.sqrt(10)]
            for low, high, sd in ((4.5, 5.5, (1.5, 2.5)), (8.5, 9.5, (0.5, 1.5)))
            for m in (low, high) for s in sd]  # fmt: skip
    lower, above = statements.ends_of_mean(known)
    expected = [f(end[i] for end in ends) for i in (0, 1) for f in (min, max)]
    found = [lower.low, lower.high, above.low, above.high]
    assert [float(x) for x in found] == pytest.approx(expected, rel=1e-9)
