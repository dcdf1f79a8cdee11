"""The further kinds of items: true data are never excluded, others are; brute force where small."""

import itertools
import json
import math
import random
import re
import statistics
from fractions import Fraction

import pytest
from scipy import stats as reference

from printed import notation, stats
from printed.cli import main
from printed.errors import InputError
from printed.fit import estimates, means, variances
from printed.problem import read_problem, solve
from printed.problem.choices import convention_of
from printed.problem.items import Convention, continuous
from printed.problem.relations import Relation
from printed.problem.schema import read_item, read_tree
from printed.problem.tree import read_text
from printed.questions.lint import lint
from printed.stats import crosstabs, laws, pairs

PLAIN = {"rounding": ["half-up"], "p_rule": ["nearest"]}


def solved(item, **conventions):
    found = solve({"items": {"x": item}, "conventions": {**PLAIN, **conventions}})
    return found.results["solutions"]


def digits(value, places):
    return notation.text(value, places)


def two_groups(draw):
    """Values of two groups, and all that would be printed of them."""
    groups, told = [], {}
    places = draw.choice([0, 1, 2])
    for i in (1, 2):
        n = draw.randint(3, 40)
        values = [draw.gauss(draw.uniform(-3, 9), draw.uniform(0.5, 4)) for _ in range(n)]
        groups.append(values)
        told[f"group{i}"] = {
            "n": n,
            "mean": digits(statistics.mean(values), places),
            "sd": digits(statistics.stdev(values), places + draw.choice([0, 1])),
        }
    return groups, told, places


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("test", ["student", "welch"])
def test_the_numbers_of_true_samples_are_compatible(seed, test):
    draw = random.Random(seed)
    (one, two), told, places = two_groups(draw)
    found = reference.ttest_ind(one, two, equal_var=test == "student")
    ends = found.confidence_interval(0.9)
    item = {
        "kind": "ttest", **told, "level": 90, "t": digits(found.statistic, 2),
        "p": digits(found.pvalue, 3),
        "difference": digits(statistics.mean(one) - statistics.mean(two), places + 1),
        "ci": f"{digits(ends.low, places + 1)} to {digits(ends.high, places + 1)}",
    }  # fmt: skip
    rows = solved(item, ttest=[test], interval=["t"])
    assert len(rows) == 1
    low, high = rows[0]["x"]["p"]
    assert low - 1e-12 <= found.pvalue <= high + 1e-12
    # A P that no data of these groups have is refused.
    wide = means.ttest(
        *(means.Group(**told[f"group{i}"]) for i in (1, 2)), tests=[test]
    ).results[0]["p"]
    for far in (wide[0] / 3 - 0.002, wide[1] * 1.2 + 0.002):
        if 0.001 <= far <= 1:
            assert not solved({**item, "p": digits(far, 4)}, ttest=[test], interval=["t"])


@pytest.mark.parametrize("seed", range(12))
def test_the_numbers_of_true_changes_are_compatible(seed):
    draw = random.Random(seed)
    n = draw.randint(3, 60)
    values = [draw.gauss(draw.uniform(-1, 1), 2) for _ in range(n)]
    mean, sd = statistics.mean(values), statistics.stdev(values)
    found = reference.ttest_1samp(values, 0)
    ends = found.confidence_interval(0.95)
    every = {
        "mean": digits(mean, 1), "sd": digits(sd, 1), "t": digits(found.statistic, 1),
        "p": digits(found.pvalue, 3), "ci": f"{digits(ends.low, 1)} to {digits(ends.high, 1)}",
    }  # fmt: skip
    for size in range(1, 6):
        for kept in itertools.combinations(every, size):
            item = {"kind": "paired", "n": n, **{key: every[key] for key in kept}}
            assert solved(item, interval=["t"]), item


@pytest.mark.parametrize("seed", range(12))
def test_what_true_data_print_before_and_after_is_compatible_with_their_change(seed):
    draw = random.Random(seed)
    n = draw.randint(3, 40)
    before = [draw.gauss(6, 2) for _ in range(n)]
    after = [one * draw.uniform(-0.5, 1.2) + draw.gauss(1, 1) for one in before]
    change = [b - a for a, b in zip(before, after, strict=True)]
    found = reference.ttest_rel(after, before)
    ends = found.confidence_interval(0.95)
    every = {
        "mean": digits(statistics.mean(change), 1), "sd": digits(statistics.stdev(change), 1),
        "t": digits(found.statistic, 1), "p": digits(found.pvalue, 3),
        "d": digits(statistics.mean(change) / statistics.stdev(change), 2),
        "ci": f"{digits(ends.low, 1)} to {digits(ends.high, 1)}",
    }  # fmt: skip
    times = {
        key: {"mean": digits(statistics.mean(one), 1), "sd": digits(statistics.stdev(one), 1)}
        for key, one in (("before", before), ("after", after))
    }
    for size in range(1, 7):
        for kept in itertools.combinations(every, size):
            item = {"kind": "paired", "n": n, **times, **{key: every[key] for key in kept}}
            assert solved(item, interval=["t"]), item
            rows = solve({"items": {"x": item}, "conventions": {**PLAIN, "interval": ["t"]}})
            assert all(row["verdict"] != "does_not_fit" for row in rows.results["rows"]), item


# R: x <- c(12, 15, 9, 20, 14, 17, 11, 13, 18, 16); y <- c(9, 14, 8, 15, 13, 12, 10, 11, 17, 12)
# t.test(y, x, paired = TRUE); mean(y - x) / sd(y - x)
BY_R = {"mean": "-2.40", "sd": "1.71", "ci": "-3.63 to -1.17", "t": "-4.43", "p": "0.0016",
        "d": "-1.40"}  # fmt: skip
TIMES = {"before": {"mean": "14.50", "sd": "3.37"}, "after": {"mean": "12.10", "sd": "2.77"}}


def test_before_and_after_with_every_number_of_the_change_are_those_of_r():
    assert solved({"kind": "paired", "n": 10, **TIMES, **BY_R})
    cut = {**BY_R, "t": "4.43", "d": "1.40"}  # as printed without their signs
    assert solved({"kind": "paired", "n": 10, **TIMES, **cut})


@pytest.mark.parametrize(
    ("facts", "wrong", "verdict"),
    [
        ({**TIMES, "mean": "-2.42"}, "mean", "does_not_fit"),
        ({**TIMES, "p": "0.95"}, "p", "does_not_fit"),  # 0.25 at most, with opposite changes
        ({**TIMES, "p": "0.20"}, "p", "fits"),
        ({**TIMES, "t": "1.20"}, "t", "does_not_fit"),  # -1.23 at the least
        ({"t": "-4.43", "d": "-1.45"}, "d", "does_not_fit"),
        ({"t": "-4.43", "d": "1.40"}, "t", "fits"),
        ({"d": "1.40", "p": "0.0026"}, "p", "does_not_fit"),
        ({"d": "1.40", "p": "0.0016"}, "p", "fits"),
        ({"mean": "-2.40", "sd": "1.71", "d": "1.30"}, "d", "does_not_fit"),
        ({"t": "-4.43", "p": "0.0026"}, "p", "does_not_fit"),
    ],
)
def test_a_number_that_before_and_after_or_another_of_the_change_do_not_make(facts, wrong, verdict):
    item = {"kind": "paired", "n": 10, **facts}
    found = solve({"items": {"x": item}, "conventions": {**PLAIN, "interval": ["t"]}}).results
    (row,) = (row for row in found["rows"] if row["quantity"] == wrong)
    assert row["verdict"] == verdict, row
    assert bool(found["solutions"]) == (verdict == "fits")


def test_the_sd_of_changes_lies_between_the_difference_and_the_sum_of_both():
    for sd, possible in (("0.5", False), ("0.7", True), ("6.1", True), ("6.3", False)):
        assert bool(solved({"kind": "paired", "n": 10, **TIMES, "sd": sd})) == possible
    swapped = {"kind": "paired", "n": 10, "before": TIMES["after"], "after": TIMES["before"]}
    item = {**swapped, "mean": "-2.40", "sd": "1.71"}
    found = solve({"items": {"x": item}, "conventions": PLAIN}).results
    assert not found["solutions"] and found["conflicts"][0]["exchanged"] == ["x"]


def brute(first, second, places, steps=13):
    """P of Student's and of Welch's test over a fine mesh of what rounds to these numbers."""
    half = 0.5 * 10.0**-places
    mesh = [(i / (steps - 1) * 2 - 1) * half * (1 - 1e-9) for i in range(steps)]
    gap = float(first["mean"]) - float(second["mean"])
    for equal in (True, False):
        found = []
        for a in mesh:
            for b in mesh:
                for d in (-2 * half, 0, 2 * half):
                    found.append(
                        reference.ttest_ind_from_stats(
                            gap + d, float(first["sd"]) + a, first["n"],
                            0, float(second["sd"]) + b, second["n"], equal_var=equal,
                        ).pvalue
                    )  # fmt: skip
        yield ("student" if equal else "welch"), min(found), max(found)


# R: chisq.test(m, correct = FALSE); 2 * sum(m * log(m / expected))
CHI2 = [
    ([["13/40", "8/44", "11/40"]], "pearson", "2.331892"),
    ([["13", "8", "11"], ["27", "36", "29"]], "lr", "2.389388"),
    ([["3/127", "13/125"]], "pearson", "6.844728"),
    ([["2/127 (1.57%)", "9/125 (7.20%)"]], "pearson", "4.775073"),
    ([["2/127", "9/125"]], "freeman-halton", "4.775073"),  # beside the exact P
]


@pytest.mark.parametrize(("rows", "test", "chi2"), CHI2)
@pytest.mark.parametrize("places", [1, 2, 3])
def test_chi2_of_a_table_of_counts_is_that_of_r(rows, test, chi2, places):
    item = {"kind": "crosstab", "rows": rows, "chi2": digits(float(chi2), places)}
    (row,) = solved(item, crosstab=[test])
    assert row["x"]["chi2"] == pytest.approx(float(chi2), abs=1e-6) and row["x"]["p"] is None
    far = digits(float(chi2) + 2 * 10.0**-places, places)
    found = solve({"items": {"x": item | {"chi2": far}},
                   "conventions": {**PLAIN, "crosstab": [test]}}).results  # fmt: skip
    assert not found["solutions"] and found["conflict"] == ["x.rows", "x.chi2"]
    (told,) = (row for row in found["rows"] if row["quantity"] == "chi2")
    assert told["verdict"] == "does_not_fit"
    assert told["recomputed"]["min"] == pytest.approx(float(chi2), abs=1e-6)


def test_chi2_and_p_are_of_one_table_and_either_may_stand_alone():
    shares = {"kind": "crosstab", "rows": [["33%", "18%", "28%"]], "n": [[38, 42], [43, 45], 40]}
    both = {"p": "0.31", "chi2": "2.33"}
    kept = [solved(shares | {key: both[key] for key in keys}, crosstab=["pearson"])
            for keys in (("p",), ("chi2",), ("p", "chi2"))]  # fmt: skip

    def tables(found):
        return {str(row["x"]["rows"]) for row in found}

    by_p, by_chi2, by_both = map(tables, kept)
    assert by_both == by_p & by_chi2 and str([[13, 8, 11], [27, 36, 29]]) in by_both
    bounds = solve({"items": {"x": shares | both}, "bounds": ["x.chi2", "x.p"]}).results["bounds"]
    assert 2.325 <= bounds["x.chi2"]["min"] <= bounds["x.chi2"]["max"] <= 2.335


@pytest.mark.parametrize("seed", range(6))
def test_the_range_of_p_is_that_of_a_fine_mesh(seed):
    draw = random.Random(seed)
    groups = [
        {"n": draw.randint(2, 30), "mean": digits(draw.uniform(0, 20), 1),
         "sd": digits(draw.uniform(1, 5), 1)}
        for _ in range(2)
    ]  # fmt: skip
    for test, low, high in brute(*groups, 1):
        row = means.ttest(*(means.Group(**group) for group in groups), tests=[test]).results[0]
        if row["difference"][0] < 0 < row["difference"][1]:
            high = 1.0  # the mesh need not meet an equal pair of means
        assert row["p"] == pytest.approx([low, high], rel=1e-5)


def test_a_two_sided_p_with_one_group_in_front_reads_a_statistic_of_either_sign():
    groups = {"group1": {"n": 30, "mean": "20.0", "sd": "4.0"},
              "group2": {"n": 30, "mean": "22.5", "sd": "4.0"}}  # fmt: skip
    assert solved({"kind": "ttest", **groups, "t": "2.42"}, ttest=["student"])
    assert solved({"kind": "ttest", **groups, "t": "-2.42"}, ttest=["student"])
    assert not solved({"kind": "ttest", **groups, "t": "2.60"}, ttest=["student"])
    for t, verdict in (("2.42", "fits"), ("-2.42", "fits"), ("2.60", "does_not_fit")):
        item = {"kind": "ttest", **groups, "t": t}
        (row,) = (
            row for row in solve({"items": {"x": item}, "conventions": {"ttest": ["student"]}})
            .results["rows"] if row["quantity"] == "t"
        )  # fmt: skip
        assert row["verdict"] == verdict  # the row says what the whole says


def test_one_tail_is_half_of_two_on_its_side():
    groups = {"group1": {"n": 30, "mean": "20.000", "sd": "4.000"},
              "group2": {"n": 30, "mean": "22.500", "sd": "4.000"}}  # fmt: skip
    two = laws.t_tail(2.42061, 58) * 2
    item = {"kind": "ttest", **groups, "tails": 1}
    less = solved({**item, "side": "less"}, ttest=["student"])[0]["x"]["p"]
    more = solved({**item, "side": "greater"}, ttest=["student"])[0]["x"]["p"]
    assert sum(less) / 2 == pytest.approx(two / 2, rel=1e-2)
    assert sum(more) / 2 == pytest.approx(1 - two / 2, rel=1e-3)


def test_a_shared_size_is_found_by_a_t_test():
    """Brute force: the sizes at which P rounds to what is printed."""
    item = {"kind": "ttest", "group1": {"n": "m", "mean": "5.00", "sd": "1.00"},
            "group2": {"n": "m", "mean": "5.80", "sd": "1.00"}, "p": "0.02"}  # fmt: skip
    found = solve({"unknowns": {"m": [2, 40]}, "items": {"x": item},
                   "conventions": {**PLAIN, "ttest": ["student"]}})  # fmt: skip
    expected = [
        n for n in range(2, 41)
        if max(0.015, means.ttest(f"5.00±1.00/{n}", f"5.80±1.00/{n}", tests=["student"])
               .results[0]["p"][0]) < 0.025
        and means.ttest(f"5.00±1.00/{n}", f"5.80±1.00/{n}", tests=["student"])
        .results[0]["p"][1] >= 0.015
    ]  # fmt: skip
    assert [row["m"] for row in found.results["solutions"]] == expected and expected


@pytest.mark.parametrize("scale", ["log", "linear"])
@pytest.mark.parametrize("seed", range(12))
def test_the_numbers_of_a_true_estimate_are_compatible(seed, scale):
    draw = random.Random(seed)
    centre, error = draw.uniform(-1.5, 1.5), draw.uniform(0.05, 0.7)
    level = draw.choice([90, 95, 99])
    z = reference.norm.isf((1 - level / 100) / 2)
    back = math.exp if scale == "log" else float
    values = [back(centre + sign * z * error) for sign in (0, -1, 1)]
    p = 2 * reference.norm.sf(abs(centre) / error)
    every = {"estimate": digits(values[0], 2), "p": digits(p, 3),
             "ci": f"{digits(values[1], 2)} to {digits(values[2], 2)}"}  # fmt: skip
    for size in range(1, 4):
        for kept in itertools.combinations(every, size):
            item = {"kind": "ratio", "level": level, "scale": scale,
                    **{key: every[key] for key in kept}}  # fmt: skip
            assert solved(item), item
    if p > 0.2 and "0.00" not in every["ci"]:
        assert not solved({"kind": "ratio", "level": level, "scale": scale, **every, "p": "0.01"})


def test_finch_edmondson_by_hand():
    """1.36 (0.41-2.32) leaves P .0049 to .0057, and the P .005 that is printed fits."""
    item = {"kind": "ratio", "estimate": "1.36", "ci": "0.41-2.32", "scale": "linear", "p": ".005"}
    low, high = solved({**item, "p": "0.0050", "method": "normal"})[0]["x"]["p"]
    assert 0.0049 <= low < high <= 0.0051
    assert not solved({**item, "p": "0.007", "method": "normal"})


@pytest.mark.parametrize("df", [4.5, 8, 18, 40, 1e7])
def test_a_difference_may_be_of_a_t_law_whose_degrees_of_freedom_are_not_printed(df):
    """R: 1 + c(-1, 1) * qt(.975, 18) * .4 is 0.15963 to 1.84037, 2 * pt(-1 / .4, 18) is 0.02235."""
    error = 0.4
    away = reference.t.isf(0.025, df) * error
    p = 2 * reference.t.sf(1 / error, df)
    item = {"kind": "ratio", "scale": "linear", "estimate": "1.00", "p": digits(p, 4),
            "ci": f"{digits(1 - away, 2)} to {digits(1 + away, 2)}"}  # fmt: skip
    assert solved(item)
    assert bool(solved({**item, "method": "normal"})) == (df == 1e7)
    # No law gives a P below 0.05 to an interval that holds 0, or one above to one that does not.
    assert not solved({**item, "p": "0.06" if p < 0.05 else "0.04"})


@pytest.mark.parametrize(
    "statistic, value, df, law",
    [
        ("t", "2.20", 28, lambda x: 2 * reference.t.sf(abs(x), 28)),
        ("z", "-1.9", None, lambda x: 2 * reference.norm.sf(abs(x))),
        ("r", "-0.384", 26, lambda x: 2 * reference.t.sf(abs(x) * (26 / (1 - x * x)) ** 0.5, 26)),
        ("F", "4.73", [1, 130], lambda x: reference.f.sf(x, 1, 130)),
        ("chi2", "0.86", 1, lambda x: reference.chi2.sf(x, 1)),
    ],
)
def test_p_of_a_statistic_is_that_at_both_ends(statistic, value, df, law):
    printed = notation.parse(value)
    ends = sorted(law(float(end)) for end in (printed.lower, printed.upper))
    item = {"kind": "statistic", "statistic": statistic, "value": value,
            **({"df": df} if df else {})}  # fmt: skip
    assert solved(item)[0]["x"]["p"] == pytest.approx(ends, rel=1e-9)
    inside, outside = digits(sum(ends) / 2, 5), digits(ends[1] * 1.2 + 0.001, 5)
    assert solved({**item, "p": inside}) and not solved({**item, "p": outside})


def test_statcheck_s_reports():
    """t(10)=3 is P .0057 to .031, t(10)=3.0 is not .009; one-sided t(40)=1.80 has half of the P."""
    t = {"kind": "statistic", "statistic": "t"}
    assert solved({**t, "value": "3", "df": 10, "p": ".009", "tails": 2})
    assert not solved({**t, "value": "3.0", "df": 10, "p": ".009"})
    assert solved({**t, "value": "1.80", "df": 40, "p": ".04", "tails": 1, "side": "greater"})
    assert not solved({**t, "value": "1.80", "df": 40, "p": ".04"})


@pytest.mark.parametrize("seed", range(15))
def test_the_exact_test_of_a_table_is_that_of_all_tables(seed):
    draw = random.Random(seed)
    rows = tuple(
        tuple(draw.randint(0, 4) for _ in range(3)) for _ in range(draw.choice([2, 3]))
    )
    if min(map(sum, rows)) == 0 or min(map(sum, zip(*rows, strict=True))) == 0:
        return
    across, down = [sum(row) for row in rows], [sum(c) for c in zip(*rows, strict=True)]

    def weight(table):
        return math.prod(math.factorial(n) for n in (*across, *down)) // math.prod(
            math.factorial(cell) for row in table for cell in row
        )

    def tables(left, sums):
        if not sums:
            if not any(left):
                yield ()
            return
        for row in itertools.product(*(range(n + 1) for n in left)):
            if sum(row) == sums[0]:
                rest = [a - b for a, b in zip(left, row, strict=True)]
                for others in tables(rest, sums[1:]):
                    yield (row, *others)

    every = [weight(table) for table in tables(down, across)]
    expected = sum(w for w in every if w <= weight(rows)) / sum(every)
    assert crosstabs.crosstab_p(rows, "freeman-halton") == pytest.approx(expected, rel=1e-12)


def test_a_crosstab_with_unknown_denominators_is_that_of_brute_force():
    item = {"kind": "crosstab", "rows": [["33%", "18%", "69%"]], "n": [[3, 12], 11, [10, 16]],
            "p": "0.03"}  # fmt: skip
    found = {tuple(map(tuple, row["x"]["rows"])) for row in solved(item, crosstab=["pearson"])}
    expected = set()
    for a, c in itertools.product(range(3, 13), range(10, 17)):
        for k in itertools.product(range(a + 1), range(12), range(c + 1)):
            shares = [
                notation.parse(text).contains(notation.exact(100 * i) / n)
                for i, n, text in zip(k, (a, 11, c), ("33%", "18%", "69%"), strict=True)
            ]
            table = (k, (a - k[0], 11 - k[1], c - k[2]))
            if all(shares):
                p = reference.chi2_contingency(table, correction=False).pvalue
                if 0.025 <= p < 0.035:
                    expected.add(table)
    assert found == expected and expected


def test_an_analysis_of_variance_is_least_and_greatest_where_a_mesh_is():
    sizes, ends = [4, 7, 9], [(8.85, 8.95), (9.05, 9.15), (8.95, 9.05)]
    sds = [(1.1, 1.3), (2.5, 2.7), (2.6, 2.8)]
    low, high = variances.f_range(sizes, ends, sds)
    found = []
    mesh = [[a + (b - a) * i / 20 for i in range(21)] for a, b in ends]
    for at in itertools.product(*mesh):
        centre = sum(n * m for n, m in zip(sizes, at, strict=True)) / sum(sizes)
        between = sum(n * (m - centre) ** 2 for n, m in zip(sizes, at, strict=True)) / 2
        for side in (0, 1):
            within = sum((n - 1) * s[side] ** 2 for n, s in zip(sizes, sds, strict=True)) / 17
            found.append(between / within)
    assert low <= min(found) + 1e-12 and low == pytest.approx(min(found), abs=1e-4)
    assert high == pytest.approx(max(found), rel=1e-12)


@pytest.mark.parametrize(
    ("means", "sds", "expected"),
    [
        # SDs printed as 0 may be 0: unlike means are then as far apart as can be
        ([(1, 1), (2, 2)], [(0, 0), (0, 0)], (math.inf, math.inf)),
        ([(1, 2), (2, 3)], [(0, 0), (0, 0)], (0, math.inf)),  # both may be 2
        ([(2, 2), (2, 2)], [(0, 0), (0, 0)], (0, 0)),
        # 10 values a group 1 apart: between 10 / 2, within the mean of the squares of the SDs
        ([(1, 1), (2, 2)], [(0, 1), (0, 1)], (5, math.inf)),
        ([(1, 1), (2, 2)], [(0, 1), (1, 1)], (5, 10)),
        ([(2, 2), (2, 2)], [(0, 1), (0, 1)], (0, 0)),
    ],
)
def test_f_where_nothing_may_vary_within_the_groups(means, sds, expected):
    assert variances.f_range([10, 10], means, sds) == pytest.approx(expected)


@pytest.mark.parametrize("b, c", [(0, 0), (1, 0), (0, 9), (3, 11), (24, 7), (5, 5)])
def test_mcnemar_is_the_binomial_test(b, c):
    exact = reference.binomtest(b, b + c).pvalue if b + c else 1.0
    assert pairs.mcnemar_p(b, c) == pytest.approx(exact, rel=1e-12)
    own = reference.binom.pmf(b, b + c, 0.5) if b + c else 0.0
    expected = 1.0 if b == c else exact - own
    assert pairs.mcnemar_p(b, c, "mid-p") == pytest.approx(expected, rel=1e-9)


def test_intervals_of_a_share_and_of_a_mean_prune_their_size():
    share = {"kind": "count", "n": [2, 60], "percent": "20%", "ci": "6-51%"}
    assert [row["x"]["n"] for row in solved(share, share=["wilson"])] == [10]
    mean = {"kind": "sample", "n": [5, 60], "mean": "4.1", "sd": "1.2", "ci": "3.6-4.6"}
    expected = [
        n for n in range(5, 61)
        if reference.t.isf(0.025, n - 1) * 1.15 / n**0.5 <= 0.55
        and reference.t.isf(0.025, n - 1) * 1.25 / n**0.5 > 0.45
    ]  # fmt: skip
    assert [row["x"]["n"] for row in solved(mean, interval=["t"], sd=["n-1"])] == expected


# --------------------------------------------------------------------------- relations


def test_an_interval_without_its_sign_is_of_the_percentage_before_it():
    """10.1186/s12873-018-0211-4, and PMC7382359 by R: binom.test(419, 462)$conf.int"""
    share = {"kind": "count", "k": 419, "n": 462, "percent": "90.7%"}
    for ci in ("87.7-93.2", "87.7-93.2%", "(87.7\u2212 93.2)", "0.877-0.932", "0.88 to 0.93"):
        assert solved({**share, "ci": ci}, share=["clopper-pearson"]), ci
    # prop.test(1, 2000, correct = FALSE)$conf.int: 0.0000883 to 0.0028268
    assert solved({"kind": "count", "k": 1, "n": 2000, "percent": "0.1%", "ci": "0.0-0.3"},
                  share=["wilson"])  # fmt: skip
    # An end at the percentage itself, in R: binom.test(0, 900)$conf.int, 0 to 0.00409
    none = {"kind": "count", "k": 0, "n": 900, "percent": "0%", "ci": "0-0.4"}
    assert solved(none, share=["clopper-pearson"])
    with pytest.raises(InputError, match="between 0 and 1"):
        solved({"kind": "count", "k": 419, "n": 462, "ci": "87.7-93.2"})


def told(item):
    """Of each printed number what it is, and the verdict."""
    found = solve({"items": {"x": item}}).results["rows"]
    return {row["quantity"]: (row["recomputed"] or {}, row["verdict"]) for row in found}


def test_a_printed_count_with_a_wrong_percentage_is_recomputed_by_the_count():
    """PMC5762587, 10.1007/s00464-017-5970-6; by R fisher.test(matrix(c(7, 676, 2, 681), 2))"""
    table = told({"kind": "table", "group1": "2/64 (4.2%)", "group2": "0/68 (0.0%)"})
    assert table["group1"][0]["text"] == "3.13%" and table["group1"][1] == "does_not_fit"
    assert table["group2"][1] == "fits"
    table = told({"kind": "table", "group1": "7/683 (0.6%)", "group2": "2/683 (0.2%)",
                  "p": "0.199", "test": "fisher"})  # fmt: skip
    assert table["p"][0]["min"] == table["p"][0]["max"] == pytest.approx(0.1782436, abs=1e-7)
    # PMC7382359: binom.test(94, 110)$conf.int is 0.7746 to 0.9145
    share = told({"kind": "count", "k": 94, "n": 110, "percent": "85.4%", "ci": "76.5-91.4%"})
    # The upper end is one of that method, and the interval as a whole of none.
    assert share["ci.low"][1] == "does_not_fit" and share["ci.high"][1] == "contradicts"
    found = told({"kind": "table", "group1": "43 (84.3%)", "n1": [1, 60], "group2": "3/9"})
    assert found["group1"][1] == "fits"  # the denominator is what the percentage leaves


def test_percentages_of_several_groups_are_each_recomputed():
    """10.3389/fonc.2022.916455; chisq.test(matrix(c(7, 53, 15, 55, 37, 114), 2), correct = F)"""
    cells = ["7/60 (11.67%)", "15/70 (21.43%)", "37/151 (24.50%)"]
    item = {"kind": "crosstab", "rows": [cells], "p": "0.118", "test": "pearson"}
    found = told(item)
    assert [found[f"row1.{j}"][0]["text"] for j in (1, 2, 3)] == ["11.667%", "21.429%", "24.503%"]
    assert {verdict for _, verdict in found.values()} == {"fits", "stated"}
    cells[1] = "15/70 (21.53%)"
    found = told({**item, "rows": [cells]})
    assert found["row1.2"][1] == "does_not_fit"
    assert found["row1.1"][1] == found["row1.3"][1] == found["p"][1] == "fits"
    assert found["p"][0]["min"] == pytest.approx(0.1178985, abs=1e-7)
    (conflict,) = solve({"items": {"x": {**item, "rows": [cells]}}}).results["conflicts"]
    assert set(conflict["facts"]) == {"x.rows", "x.row1.2"}
    shares = told({"kind": "crosstab", "rows": [["50%/10", "33%/9", "4/9"]]})
    assert shares["row1.1"][1] == shares["row1.2"][1] == "fits"


def test_a_sum_leaves_what_brute_force_leaves():
    """Of 2,448 triples ten have the printed sum."""
    shares = {"a": "33.3%", "b": "18.2%", "c": "68.8%"}
    tree = {
        "unknowns": {f"n_{name}": [5, 105] for name in shares},
        "items": {
            name: {"kind": "count", "n": f"n_{name}", "percent": text}
            for name, text in shares.items()
        },
        "conventions": {"rounding": ["half-up"]},
    }

    def sizes(text):
        return [n for n in range(5, 106)
                if any(notation.parse(text).contains(notation.exact(100 * k) / n)
                       for k in range(n + 1))]  # fmt: skip

    expected = [
        triple for triple in itertools.product(*map(sizes, shares.values())) if sum(triple) == 115
    ]
    found = solve({**tree, "relations": ["n_a + n_b + n_c = 115"]})
    rows = [tuple(row[f"n_{name}"] for name in shares) for row in found.results["solutions"]]
    assert rows == expected and len(rows) == 10
    assert found.results["solutions"][0].keys() == {*tree["unknowns"], *shares, "conventions"}


def test_parts_that_make_a_whole():
    items = {
        name: {"kind": "count", "n": 44, "percent": text}
        for name, text in (("mild", "20%"), ("moderate", "23%"), ("severe", "57%"))
    }
    told = ["mild.k + moderate.k + severe.k = 44"]
    found = solve({"items": items, "relations": told, "conventions": {"rounding": ["half-up"]}})
    assert [[row[name]["k"] for name in items] for row in found.results["solutions"]] == [
        [9, 10, 25]
    ]
    wrong = solve({"items": items, "relations": ["mild.k + moderate.k + severe.k = 45"]})
    assert not wrong.results["solutions"]
    assert any("holds" in fact for fact in wrong.results["conflict"])


def test_a_relation_binds_counts_of_tables_and_at_most():
    items = {"x": {"kind": "table", "group1": "?/10", "group2": "?/9", "p": "0.02"}}
    conventions = {**PLAIN, "table": ["fisher"]}
    free = solve({"items": items, "conventions": conventions}).results["solutions"]
    told = ["x.k1 + x.k2 <= 8", "x.k1 - x.k2 >= 1"]
    found = solve({"items": items, "conventions": conventions, "relations": told})
    held = found.results["solutions"]
    expected = [
        row["x"] for row in free
        if row["x"]["k1"] + row["x"]["k2"] <= 8 and row["x"]["k1"] > row["x"]["k2"]
    ]  # fmt: skip
    assert [row["x"] for row in held] == expected and 0 < len(expected) < len(free)


def test_an_unknown_that_only_a_relation_uses_has_its_range():
    """The other arm of a total: it binds, is named where it contradicts, and lacks its size."""
    tree = {
        "unknowns": {"b": [1, 163], "c": [1, 163]},
        "items": {"one": {"kind": "count", "k": 5, "n": "b", "percent": "6%"}},
        "relations": ["b + c = 164"],
        "conventions": {"rounding": ["half-up"]},
    }
    found = {(one["b"], one["c"])
             for one in solve(tree).results["solutions"]}  # fmt: skip
    true = {b for b in range(1, 164) if f"{500 / b + 1e-9:.0f}" == "6"}
    assert found == {(b, 164 - b) for b in true}
    rows = lint(read_tree(read_text(json.dumps(tree))))
    assert {row["missing"] for row in rows} == {"the denominator b", "the denominator c"}
    tree["unknowns"]["c"] = [1, 60]
    assert min(true) + 60 < 164
    (conflict,) = solve(tree).results["conflicts"]
    assert conflict["facts"] == ["relation1.holds", "one.k", "one.percent"]
    assert conflict["ranges"] == {"c": [1, 60]}


@pytest.mark.parametrize(
    "text",
    [
        "a + b = 9", "a - b = -2", "2 a + 3*b >= c + 7", "a + b <= 2c - 1", "5 - a = b - c",
        "a + b = a + 4", "a + b + c = 3 a - 2", "0 a + 2 b = 6", "3 >= a - c", "a + 2 >= 1",
        "-a - b = -11", "b + b + b = 12", "a + b - 2 c <= -3",
    ],
)  # fmt: skip
def test_a_relation_leaves_what_arithmetic_leaves_of_it(text):
    """Each assignment is tried by Python's own arithmetic; what falls out of both sides is free."""
    allowed = {"a": frozenset({0, 1, 2, 5, 7}), "b": frozenset(range(1, 9)),
               "c": frozenset({2, 3, 4, 9})}  # fmt: skip
    relation = Relation.read("sum", text)
    asked = re.sub(r"(\d) *(?=[abc])", r"\1 * ", text)
    asked = re.sub(r"(?<![<>])=", "==", asked)
    expected = set()
    for values in itertools.product(*map(sorted, allowed.values())):
        named = dict(zip("abc", values, strict=True))
        if eval(asked, {}, named):  # the texts above
            expected.add(tuple((name, named[name]) for name in relation.shared))
    found = [key for key, _ in relation.members(Convention(), allowed)]
    assert set(found) == expected and len(found) == len(expected)


@pytest.mark.parametrize(
    "text, word",
    [
        ("a.k + b.k", "no relation"),
        ("a.k = = 3", "no relation"),
        ("3 = 3", "names no quantity"),
        ("a.k + 1 = a.k + 1", "names no quantity"),
        ("q.k = 3", "neither"),
        ("a.share = 3", "no count"),
        ("a.k 3 = 3", "no relation"),
        ("", "text"),
    ],
)
def test_a_bad_relation_is_refused_with_its_place(text, word):
    tree = f'items:\n  a: {{kind: count, n: 9, percent: "33%"}}\nrelations: ["{text}"]\n'
    with pytest.raises(InputError, match=word) as caught:
        read_problem(tree)
    assert caught.value.row == 3


# --------------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    "item, word",
    [
        ('kind: ttest, group1: {n: 1, mean: "2", sd: "1"}, group2: {n: 9, mean: "2"}', "small"),
        ('kind: ttest, group1: {n: 9, mean: "2 (1-3)"}, group2: {n: 9, mean: "2"}', "several"),
        ('kind: ttest, group1: {mean: "2"}, group2: {n: 9, mean: "2"}', "needs n"),
        ('kind: ttest, group1: {n: 9, sd: "-1"}, group2: {n: 9, mean: "2"}', "negative"),
        ('kind: ttest, group1: {n: 9, sd: "1", se: "1"}, group2: {n: 9}', "not both"),
        ('kind: paired, n: 9, ci: "5"', "no interval"),
        ('kind: crosstab, rows: [["3/9", "4/9"]], chi2: "-1"', "not negative"),
        ('kind: crosstab, rows: [["3/9", "4/9"]], chi2: "4.1 (2)"', "several numbers"),
        ('kind: paired, n: 9, mean: "1", level: 100', "no level"),
        ('kind: paired, n: 9, before: {mean: "1", n: 9}', "unknown"),
        ('kind: paired, n: 9, after: {mean: "1", sd: "-2"}', "not negative"),
        ('kind: paired, n: 9, d: "0.4 (0.1)"', "several numbers"),
        ('kind: paired, n: 9, mean: "1", tails: 1', "needs side"),
        ('kind: paired, n: 9, mean: "1", tails: 2, side: less', "1 tail"),
        ('kind: ratio, estimate: "-1"', "scale: linear"),
        ('kind: ratio, estimate: "1", scale: cubic', "unknown scale"),
        ("kind: ratio, level: 95", "needs any of"),
        ('kind: statistic, statistic: t, value: "2", p: "0.1"', "1 degrees"),
        ('kind: statistic, statistic: F, value: "-2", df: [1, 2]', "not negative"),
        ('kind: statistic, statistic: r, value: "2", df: 4', "between -1 and 1"),
        ('kind: statistic, statistic: q, value: "2", df: 4', "unknown statistic"),
        ('kind: statistic, statistic: F, value: "3", df: [2, 9], side: greater', "F has no side"),
        ('kind: statistic, statistic: chi2, value: "4", df: 1, side: less', "chi2 has no side"),
        ('kind: crosstab, rows: [["1/2", "5%"]]', "no denominator"),
        ('kind: crosstab, rows: [["1", "2"], ["3"]]', "equally long"),
        ('kind: crosstab, rows: [["1", "2"], ["3", "x"]]', "no count"),
        ('kind: anova, groups: [{n: 4, mean: "1", sd: "1"}]', "2 to 12"),
        ('kind: anova, groups: [{n: 4, mean: "1"}, {n: 4, mean: "1", sd: "1"}]', "sd or se"),
        ("kind: mcnemar, b: 3", "needs c"),
        ('kind: count, k: 3, n: 9, ci: "20-150%"', "between 0 and 1"),
        ('kind: count, k: 3, n: 9, percent: "33%", level: 90', "give ci"),
        ('kind: sample, n: 9, mean: "3", ci: "2"', "no interval"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line_with_its_place(item, word):
    with pytest.raises(InputError, match=word) as caught:
        read_problem(f"items:\n  x: {{{item}}}\n")
    assert caught.value.row == 2 and "\n" not in str(caught.value)


def test_a_statistic_without_spread_and_means_that_are_equal():
    row = means.ttest("5±0/14", "5±0/14", tests=["student"]).results[0]
    assert row["p"] == [0.0, 1.0] and row["t"] == [-math.inf, math.inf]
    assert estimates.p_value(math.inf, 3) == 0 and laws.t_tail(-math.inf, 3) == 1


# --------------------------------------------------------------------------- the command


def test_the_command_answers_the_worked_example_of_inspect_sr(capsys):
    """Check 4.9 of INSPECT-SR: 20 and 4 against 21 and 2, 30 each; P down to 0.006."""
    assert main(["ttest", "20±4/30", "21±2/30", "--p", "0.02"]) == 0
    assert "0.005613 to 1" in capsys.readouterr().out
    assert main(["ttest", "--paired", "--n", "44", "--mean", "-7.9", "--ci", "-13.1 to -2.2"]) == 0
    assert "no" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words, told",
    [
        (["20±4/30"], "give two sides"),
        (["20±4/30", "21/30"], "is no group"),
        (["20±4/30", "21±2/1"], "at least two values"),
        (["20±4/30", "21±2/30", "--test", "z"], "unknown test"),
        (["20±4/30", "21±2/30", "--level", "3"], "no level"),
        (["20±4/30", "21±2/30", "--side", "up"], "unknown side"),
        (["20±4/30", "21±2/30", "--mean", "3"], "that of paired"),
        (["--paired", "--mean", "3"], "have --n"),
        (["--paired", "--n", "9", "--difference", "3"], "--mean"),
    ],
)
def test_a_bad_call_is_one_line(words, told, capsys):
    assert main(["ttest", *words]) == 2
    error = capsys.readouterr().err
    assert told in error and error.count("\n") == 1


def test_which_rules_matter_is_what_is_printed():
    """A convention that nothing depends on is not tried."""
    item = read_problem('items:\n  x: {kind: paired, n: 9, mean: "1.2", sd: "2"}\n').items[0]
    assert item.rules == ("rounding",)
    assert convention_of({}, []).ttest == "student"


# --------------------------------------------------------------------------- values as printed


@pytest.mark.parametrize(
    "item, same",
    [
        ({"kind": "paired", "n": 44, "mean": "-7.9 (-13.1 to -2.2)"},
         {"kind": "paired", "n": 44, "mean": "-7.9", "ci": "-13.1 to -2.2"}),
        ({"kind": "paired", "n": 44, "mean": "7.9 \u00b1 2.1"},
         {"kind": "paired", "n": 44, "mean": "7.9", "sd": "2.1"}),
        ({"kind": "ratio", "estimate": "0.90 (95% CI, 0.71 to 1.13)"},
         {"kind": "ratio", "estimate": "0.90", "ci": "0.71 to 1.13"}),
        ({"kind": "ratio", "estimate": "0.90 [0.71; 1.13]"},
         {"kind": "ratio", "estimate": "0.90", "ci": "0.71 to 1.13"}),
    ],
)  # fmt: skip
def test_an_estimate_with_its_interval_in_one_text_is_both(item, same):
    one, other = (read_problem({"items": {"x": told}}).items[0] for told in (item, same))
    assert dict(one.told) == dict(other.told)
    key = next(key for key in ("mean", "estimate") if key in item)
    with pytest.raises(InputError, match="leave"):
        extra = {"sd": "1"} if "\u00b1" in item[key] else {"ci": "1 to 2"}
        read_problem({"items": {"x": {**item, **extra}}})


def test_a_side_with_count_and_percentage_holds_both():
    def tables(text):
        found = solved({"kind": "table", "group1": text, "group2": "1/10", "p": "0.5"},
                       table=["fisher"])  # fmt: skip
        return [(row["x"]["k1"], row["x"]["n1"]) for row in found]

    assert tables("4/10 (40%)") == tables("4/10") and not tables("4/10 (41%)")
    assert {n for _, n in tables("4 (40%)")} <= {10}
    sample = {"kind": "sample", "n": 11, "min": 0, "max": 60, "step": 1}
    round_brackets = solved({**sample, "median": "26 (25-27)"}, quartile=["type-7"])
    assert len(round_brackets) == len(
        solved({**sample, "median": "26 [25 to 27]"}, quartile=["type-7"])
    ) == 1  # fmt: skip


def test_two_groups_of_a_rank_sum_that_are_one_unknown_have_one_size():
    item = {"kind": "ranksum", "n1": "n", "n2": "n", "p": "0.2"}
    found = solve({"unknowns": {"n": [4, 5]}, "items": {"x": item},
                   "conventions": {**PLAIN, "ranksum": ["exact"]}})  # fmt: skip
    sizes = [(row["n"], row["x"]["n1"], row["x"]["n2"]) for row in found.results["solutions"]]
    assert sizes == [(4, 4, 4), (5, 5, 5)]


@pytest.mark.parametrize("side", ["less", "greater"])
def test_a_table_may_have_one_tail_a_level_a_deviate_and_be_read_by_columns(side):
    table = (4, 10, 29, 36)
    groups = {"kind": "table", "group1": "4/10", "group2": "29/36"}
    for test in ("fisher", "pearson", "boschloo"):
        p = digits(stats.table_p(*table, test, side), 4)
        item = {**groups, "p": p, "tails": 1, "side": side}
        assert solved(item, table=[test])
        two_sided = digits(stats.table_p(*table, test), 4)
        assert bool(solved({**groups, "p": p}, table=[test])) == (p == two_sided)
    katz = stats.risk_ratio(*table, method="katz", level=0.9)
    ci = f"{digits(katz.low, 3)} to {digits(katz.high, 3)}"
    item = {**groups, "risk_ratio_ci": ci, "method": "katz"}
    assert solved({**item, "level": 90, "z": "exact"}) and not solved(item)
    by_columns = {**groups, "risk_ratio": digits((4 / 33) / (6 / 13), 3)}
    assert solved({**by_columns, "transposed": True}) and not solved(by_columns)
    with pytest.raises(InputError, match="nothing printed here has a side"):
        read_problem({"items": {"x": {**groups, "side": side}}})


def test_a_mean_may_be_printed_with_its_interval_in_one():
    apart = {"kind": "sample", "n": 25, "mean": "4.1", "sd": "1.2", "ci": "3.6 to 4.6"}
    whole = {"kind": "sample", "n": 25, "mean": "4.1 (3.6-4.6)", "sd": "1.2"}
    one, other = (solve({"items": {"a": item}}).results for item in (apart, whole))
    assert one["by_convention"] == other["by_convention"] and one["rows"] == other["rows"]
    with pytest.raises(InputError, match="holds the ci already"):
        solve({"items": {"a": {**apart, "mean": "4.1 (3.6-4.6)"}}})


@pytest.mark.parametrize("rounding", ["half-up", "half-even", "truncate", "either"])
@pytest.mark.parametrize(
    ("n", "percent"), [(8, "12% to 25%"), (8, "13% to 38%"), (24, "4% to 13%")]
)
def test_the_lowest_and_highest_share_by_brute_force_under_each_rounding(n, percent, rounding):
    """An eighth is printed as 12%, 13% or either: on the edge the rule decides."""
    tree = {
        "items": {"x": {"kind": "extremes", "n": n, "of": 2, "percent": percent}},
        "conventions": {"rounding": [rounding]},
    }
    low, high = (notation.parse(part, rounding) for part in percent.split(" to "))
    wanted = [
        (a, b) for a in range(n + 1) for b in range(a, n + 1)
        if low.contains(100 * Fraction(a, n)) and high.contains(100 * Fraction(b, n))
    ]  # fmt: skip
    found = solve(read_problem(tree)).results["by_convention"]
    assert sum(one["solutions"] for one in found.values()) == len(wanted)


@pytest.mark.parametrize(
    ("level", "known"),
    [("50", True), ("49.9", False), ("0", False), ("95%", True), ("99.9", True), ("100", False),
     ("-95", False), ("nan", False), ("95 %", True), ("a", False)],
)  # fmt: skip
def test_a_level_lies_between_half_and_all(level, known):
    text = f'kind: paired\nn: 20\nmean: "1.0"\nci: "0.1 to 1.9"\nlevel: "{level}"\n'
    if known:
        read_item("x", read_text(text), {})
    else:
        with pytest.raises(InputError, match="is no level"):
            read_item("x", read_text(text), {})


@pytest.mark.parametrize(
    ("value", "p", "side", "fits"),
    [("0.0", "1.00", None, True), ("0.0", "0.97", None, True), ("0.0", "0.9", None, False),
     ("0.0", "1.00", "greater", False), ("0.0", "0.50", "greater", True),
     ("1.0", "1.00", None, False), ("-1.0", "0.33", None, True), ("1.0", "0.84", "less", True)],
)  # fmt: skip
def test_a_t_that_is_printed_as_zero_may_have_any_sign(value, p, side, fits):
    """On both sides of zero P reaches one; by one side it passes through one half."""
    item = {"kind": "statistic", "statistic": "t", "df": 20, "value": value, "p": p}
    item |= {} if side is None else {"side": side}
    assert bool(solved(item, rounding=["half-up"], p_rule=["nearest"])) == fits


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_groups_is_nothing_to_f(seed):
    """Nor to its ends: each by every choice of the ends of means and SDs, on a fine grid."""
    rng = random.Random(seed)
    sizes = [rng.choice((4, 400)) for _ in range(3)]
    means = [(middle - 0.5, middle + 0.5) for middle in (rng.uniform(0, 5) for _ in range(3))]
    sds = [(middle - 0.05, middle + 0.05) for middle in (rng.uniform(1, 4) for _ in range(3))]
    expected = variances.f_range(sizes, means, sds)
    for order in itertools.permutations(range(3)):
        found = variances.f_range(*([part[i] for i in order] for part in (sizes, means, sds)))
        assert found == pytest.approx(expected, rel=1e-9)

    def f(at, spread):
        whole = sum(n * m for n, m in zip(sizes, at, strict=True)) / sum(sizes)
        between = sum(n * (m - whole) ** 2 for n, m in zip(sizes, at, strict=True)) / 2
        return between / (
            sum((n - 1) * s**2 for n, s in zip(sizes, spread, strict=True)) / (sum(sizes) - 3)
        )

    grid = [f(at, spread) for spread in (next(zip(*sds, strict=True)), [s for _, s in sds])
            for at in itertools.product(*([low + (high - low) * i / 20 for i in range(21)]
                                          for low, high in means))]  # fmt: skip
    assert expected[0] <= min(grid) and max(grid) <= expected[1] * (1 + 1e-9)
    assert expected == pytest.approx((min(grid), max(grid)), rel=0.02, abs=1e-3)


@pytest.mark.parametrize(
    ("n", "of", "sets"),
    [(630, 2, 199_396), (631, 2, 200_028), ("[629, 630]", 2, 2 * 199_396), (104, 3, 198_485),
     (105, 3, 204_156), (1, 2, 3), ("[7, 8]", 2, 2 * 45)],
)  # fmt: skip
def test_lowest_and_highest_of_too_many_counts_are_refused_and_no_fewer(n, of, sets):
    """As many sets as there are of the largest size, for each size."""
    node = read_text(f'kind: extremes\nn: {n}\nof: {of}\npercent: "10% to 20%"\n')
    found = read_item("x", node, {}).refused(convention_of({}, []), {})
    assert (found is None) == (sets <= 200_000)


def test_a_list_is_cut_off_when_there_are_more_and_not_before():
    tree = {
        "items": {"x": {"kind": "count", "n": [30, 36], "percent": "81%"}},
        "conventions": {"rounding": ["half-up"]},
    }
    whole = solve(read_problem(tree), max_results=100)
    number = len(whole.results["solutions"])
    assert number > 1 and not whole.truncated
    for most in (number - 1, number, number + 1):
        found = solve(read_problem(tree), max_results=most)
        assert len(found.results["solutions"]) == min(most, number)
        assert found.truncated == (most < number)


def test_sizes_tied_by_a_sum_are_those_of_each_pair_alone(monkeypatch):
    """And only pairs that the sum leaves are looked at."""
    item = {
        "kind": "ttest", "group1": {"n": "a", "mean": "20.1", "sd": "9.4"},
        "group2": {"n": "b", "mean": "15.2", "sd": "8.1"}, "p": "0.02",
    }  # fmt: skip
    given = {"ttest": ["student"], "rounding": ["half-up"], "p_rule": ["nearest"]}
    tree = {
        "unknowns": {"a": [2, 68], "b": [2, 68]}, "items": {"t": item}, "relations": ["a + b = 70"],
    }  # fmt: skip
    asked = set()
    found_of = continuous._found

    def counted(item, sizes, convention):
        asked.add(sizes)
        return found_of(item, sizes, convention)

    monkeypatch.setattr(continuous, "_found", counted)
    found = solve(read_problem({**tree, "conventions": given}), max_results=1000)
    assert 60 < len(asked) <= 67 + 2
    pairs = {one["a"] for one in found.results["solutions"]}
    alone = set()
    for a in range(2, 69, 6):
        sizes = {"group1": a, "group2": 70 - a}
        one = item | {name: {**item[name], "n": n} for name, n in sizes.items()}
        if solve(read_problem({"items": {"t": one}, "conventions": given})).results["solutions"]:
            alone.add(a)
    assert alone == pairs & set(range(2, 69, 6)) and alone


# ------------------------------------------------------------------ medians with their range


@pytest.mark.parametrize("seed", range(12))
def test_medians_and_ranges_of_true_samples_go_with_their_rank_sum_p(seed):
    """Brute force: whatever was drawn is among what is left; and the ends of U hold its U."""
    draw = random.Random(seed)
    n1, n2 = draw.randint(4, 14), draw.randint(4, 14)
    x, y = ([draw.gauss(shift, 2) for _ in range(n)] for n, shift in ((n1, 0), (n2, 1.5)))
    p = stats.ranksum_p(x, y, "exact")

    def told(values):
        return {"n": len(values), "median": digits(statistics.median(values), 1),
                "lowest": digits(min(values), 1), "highest": digits(max(values), 1)}  # fmt: skip

    item = {"kind": "medians", "group1": told(x), "group2": told(y), "p": digits(p, 3)}
    found = solve({"items": {"x": item}, "bounds": ["x.u"], "conventions": {
        "ranksum": ["exact"], "rounding": ["half-up"], "p_rule": ["nearest"]}}).results  # fmt: skip
    assert found["solutions"], item
    low, high = found["bounds"]["x.u"]["min"], found["bounds"]["x.u"]["max"]
    assert low <= stats.ranksum_u(x, y) <= high


def test_groups_whose_ranges_do_not_meet_have_one_rank_sum():
    """R: wilcox.test(1:10, 11:22)$p.value is 3.093e-06."""
    groups = {"group1": {"n": 10, "median": "3", "lowest": "1", "highest": "5"},
              "group2": {"n": 12, "median": "8", "lowest": "6", "highest": "20"}}  # fmt: skip
    assert solved({"kind": "medians", **groups, "p": "<0.001"})
    for ties in ("none", "any"):
        assert not solved({"kind": "medians", **groups, "p": "0.04", "ties": ties})
    with pytest.raises(InputError, match="ties"):
        solved({"kind": "medians", **groups, "ties": "some"})
