"""Papers drawn from true data and printed by code that shares nothing with the engine.

Percentages, means and P values are printed with `decimal` and scipy; what fits is found by
printing every candidate and comparing the digits. `solve` must hold the truth, and must not say
that numbers contradict each other unless this search finds nothing either.
"""

from __future__ import annotations

import math
import random
import statistics
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache

import pytest
from scipy import stats

from printed import problem

TESTS = ("fisher", "pearson", "yates")
MOST_LISTED = 20_000


# ------------------------------------------------------------------ printing


def digits(value, places):
    return str(Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))


@cache
def percent(k, n, places):
    with localcontext() as context:
        context.prec = 60
        return digits(Decimal(100 * k) / Decimal(n), places) + "%"


@cache
def p_value(k1, n1, k2, n2, test):
    """By scipy where large, where small by closed formulas: tens of thousands are asked for."""
    table = [[k1, n1 - k1], [k2, n2 - k2]]
    total, events = n1 + n2, k1 + k2
    if test == "fisher":
        if total > 200:
            return float(stats.fisher_exact(table).pvalue)
        ways = [math.comb(n1, k) * math.comb(n2, events - k) for k in range(events + 1)]
        return sum(way for way in ways if way <= ways[k1]) / math.comb(total, events)
    if events in (0, total):
        return None
    if total > 200:
        return float(stats.chi2_contingency(table, correction=test == "yates").pvalue)
    away = max(0.0, abs(k1 * n2 - k2 * n1) - (total / 2 if test == "yates" else 0))
    return math.erfc(math.sqrt(away**2 * total / (n1 * n2 * events * (total - events)) / 2))


@pytest.mark.parametrize("test", TESTS)
def test_the_closed_formulas_are_those_of_scipy(test):
    for k1, n1, k2, n2 in ((3, 9, 7, 11), (0, 5, 4, 5), (1, 10, 22, 36), (50, 99, 40, 99)):
        table = [[k1, n1 - k1], [k2, n2 - k2]]
        expected = (
            stats.fisher_exact(table)
            if test == "fisher"
            else stats.chi2_contingency(table, correction=test == "yates")
        )
        assert p_value(k1, n1, k2, n2, test) == pytest.approx(expected.pvalue, rel=1e-9)


def p_text(value, places):
    if value < 0.001:
        return "<0.001"
    return digits(Decimal(min(value, 1.0)), places)


def prints(value, text):
    """Whether a P value may have been printed like this."""
    if value is None:
        return False
    if text == "<0.001":
        return value < 0.001
    return digits(Decimal(min(value, 1.0)), len(text.partition(".")[2])) == text


# ------------------------------------------------------------------ drawing


def draw(rng, largest):
    """Facts of a paper about two groups, the data behind them, and the test that was used."""
    used = rng.choice(TESTS)
    sizes = {name: rng.randint(4, largest) for name in ("n", "m")}
    spread = max(3, min(25, largest // 3))
    ranges = {
        name: (max(1, n - rng.randint(0, spread)), n + rng.randint(0, spread))
        for name, n in sizes.items()
    }
    places = 0 if largest <= 100 else 1
    items, truth = {}, {}
    for i in range(rng.randint(1, 3)):
        k1, k2 = (rng.randint(0, sizes[name]) for name in "nm")
        value = p_value(k1, sizes["n"], k2, sizes["m"], used)
        if value is None:
            continue
        items[f"t{i}"] = {
            "kind": "table",
            "group1": f"{rng.choice((k1, percent(k1, sizes['n'], places)))} of n",
            "group2": f"{percent(k2, sizes['m'], places)} of m",
            "p": p_text(value, rng.choice((2, 3))),
        }  # fmt: skip
        truth[f"t{i}"] = (k1, sizes["n"], k2, sizes["m"])
    for i in range(rng.randint(1, 2)):
        name = rng.choice("nm")
        k = rng.randint(0, sizes[name])
        known = {"k": k} if rng.random() < 0.5 else {}
        items[f"c{i}"] = {
            "kind": "count", **known, "n": name, "percent": percent(k, sizes[name], places)
        }  # fmt: skip
        truth[f"c{i}"] = (k, sizes[name])
    if rng.random() < 0.3:  # all sizes printed, by themselves
        n1, n2 = rng.randint(5, 5000), rng.randint(5, 5000)
        k1, k2 = rng.randint(0, min(n1, 60)), rng.randint(0, min(n2, 60))
        value = p_value(k1, n1, k2, n2, used)
        if value is not None:
            items["alone"] = {
                "kind": "table", "group1": f"{k1}/{n1}", "group2": f"{k2}/{n2}",
                "p": p_text(value, 3),
            }  # fmt: skip
            truth["alone"] = (k1, n1, k2, n2)
    names = {name for name in "nm" for item in items.values()
             if item.get("n") == name or f"of {name}" in str(item)}  # fmt: skip
    return {
        "unknowns": {name: list(ranges[name]) for name in sorted(names)},
        "items": items,
        "conventions": {
            "table": list(TESTS), "rounding": ["half-up"], "p_rule": ["nearest"]
        },
    }, truth, used  # fmt: skip


def more(rng, paper, truth):
    """A sample of whole numbers and a rank sum, which only `solve` itself searches."""
    values = [rng.randint(0, 12) for _ in range(rng.randint(4, 12))]
    paper["items"]["score"] = {
        "kind": "sample", "n": len(values), "min": 0, "max": 12, "step": 1,
        "mean": digits(Decimal(sum(values)) / len(values), 1),
        "sd": digits(Decimal(statistics.stdev(values)), 1),
    }  # fmt: skip
    one = rng.sample(range(100), rng.randint(3, 8))
    two = rng.sample(range(100, 200), rng.randint(3, 8))
    mixed = dict(zip(one + two, rng.sample(range(1000), len(one) + len(two)), strict=True))
    found = stats.mannwhitneyu([mixed[x] for x in one], [mixed[x] for x in two], method="exact")
    paper["items"]["ranks"] = {
        "kind": "ranksum", "n1": len(one), "n2": [max(1, len(two) - 2), len(two) + 2],
        "p": p_text(found.pvalue, 3),
    }  # fmt: skip
    paper["conventions"] |= {"ranksum": ["exact"], "sd": ["n-1"]}
    truth["ranks"] = (len(one), len(two), found.statistic)


# ------------------------------------------------------------------ exhaustive search


def anything(text, sizes):
    """Every count of a group of which only the size has a name; None of one of any size."""
    name = text.partition(" of ")[2]
    return [(k, sizes[name]) for k in range(sizes[name] + 1)] if name else None


def sides(text, sizes):
    """Counts and size of a group that print as the text, the unknowns being as they are."""
    if "/" in text:
        k, n = map(int, text.split("/"))
        return [(k, n)]
    shown, name = text.split(" of ")
    n = sizes[name]
    if "%" not in shown:
        return [(int(shown), n)] if int(shown) <= n else []
    places = len(shown.rstrip("%").partition(".")[2])
    return [(k, n) for k in range(n + 1) if percent(k, n, places) == shown]


def fits(item, facts, sizes, tests):
    """Whether some data of an item print these of its facts, by any of the tests."""
    if item["kind"] == "count":
        n, shown = sizes[item["n"]], item["percent"]
        places = len(shown.rstrip("%").partition(".")[2])
        ks = [item["k"]] if "k" in item and "k" in facts else range(n + 1)
        return any(
            k <= n and ("percent" not in facts or percent(k, n, places) == shown) for k in ks
        )
    groups = [
        sides(item[name], sizes) if name in facts else anything(item[name], sizes)
        for name in ("group1", "group2")
    ]
    if any(group == [] for group in groups):
        return False
    if "p" not in facts or None in groups:
        return True  # of a group of any size: a P value binds nothing
    return any(
        prints(p_value(*one, *two, test), item["p"])
        for one in groups[0]
        for two in groups[1]
        for test in tests
    )


def every_size(paper):
    ranges = paper["unknowns"]
    names = list(ranges)
    todo = [{}]
    for name in names:
        low, high = ranges[name]
        todo = [{**known, name: n} for known in todo for n in range(low, high + 1)]
    return todo


def possible(paper, facts=None, tests=TESTS):
    """Sizes with which each item prints its facts: the items share nothing else."""
    kept = {
        name: {"k", "n", "percent", "group1", "group2", "p"}
        if facts is None
        else {fact.split(".")[1] for fact in facts if fact.split(".")[0] == name}
        for name in paper["items"]
    }
    return [
        sizes
        for sizes in every_size(paper)
        if all(
            fits(item, kept[name], sizes, tests)
            for name, item in paper["items"].items()
            if kept[name]
        )
    ]


# ------------------------------------------------------------------ the tests


def true_papers(count, largest, seed):
    rng = random.Random(seed)
    made = 0
    while made < count:
        paper, truth, used = draw(rng, rng.randint(10, largest))
        if paper["items"]:
            made += 1
            yield paper, truth, used


def holds_the_truth(count, largest, seed, exhaustive):
    rng = random.Random(seed + 1)
    for paper, truth, used in true_papers(count, largest, seed):
        if not exhaustive and rng.random() < 0.5:
            more(rng, paper, truth)
        found = problem.solve(paper, max_results=MOST_LISTED)
        results = found.results
        assert results["conflict"] == [] and results["none_up_to"] == {}, paper
        label = next((name for name in results["by_convention"] if used in name.split(", ")), None)
        if label is None:  # no P was printed: the test does not matter
            (label,) = results["by_convention"]
        mine = results["by_convention"][label]
        assert mine["solutions"] > 0, (paper, used)
        tables = {name: data for name, data in truth.items() if name[0] in "ta"}
        for name, (_, n1, _, n2) in tables.items():
            if name != "alone":
                assert n1 in mine["unknowns"]["n"] and n2 in mine["unknowns"]["m"]
        if not found.truncated:
            for name, data in tables.items():
                shown = [tuple(row[name][key] for key in ("k1", "n1", "k2", "n2"))
                         for row in results["solutions"]
                         if label in row["conventions"]]  # fmt: skip
                assert data in shown, (paper, name)
            if "ranks" in truth:
                n1, n2, u = truth["ranks"]
                assert any(
                    (row["ranks"]["n1"], row["ranks"]["n2"]) == (n1, n2)
                    and any(low <= u <= high
                            for low, high in (row["ranks"]["u_low"], row["ranks"]["u_high"]))
                    for row in results["solutions"]
                )  # fmt: skip
        if exhaustive:
            sizes = possible(paper, tests=(used,))
            for name in paper["unknowns"]:
                assert mine["unknowns"][name] == sorted({one[name] for one in sizes}), paper


def spoil(rng, paper):
    """One printed number of a paper changed."""
    name = rng.choice(sorted(paper["items"]))
    item = paper["items"][name]
    if item["kind"] == "count":
        value = Decimal(item["percent"].rstrip("%"))
        step = Decimal(1).scaleb(value.as_tuple().exponent) * rng.choice((1, 2, 7))
        item["percent"] = f"{value - step if value > 50 else value + step}%"
    elif item["p"] == "<0.001":
        item["p"] = "0.40"
    else:
        value = Decimal(item["p"])
        step = Decimal(1).scaleb(value.as_tuple().exponent) * rng.choice((1, 3, 20))
        item["p"] = str(abs(value - step) if value > Decimal("0.5") else value + step)


def agrees_on_contradictions(count, largest, seed):
    rng = random.Random(seed + 2)
    contradictory = 0
    for paper, _, _ in true_papers(count, largest, seed):
        spoil(rng, paper)
        results = problem.solve(paper, max_results=5).results
        sizes = possible(paper)
        assert bool(results["conflict"]) == (not sizes), (paper, results["conflicts"])
        contradictory += not sizes
        for conflict in results["conflicts"]:
            assert possible(paper, conflict["facts"]) == [], (paper, conflict)
            # And none of it can be left out; else the engine says that it did not look at all.
            for fact in conflict["facts"] if conflict["smallest"] else ():
                rest = [one for one in conflict["facts"] if one != fact]
                assert possible(paper, rest), (paper, conflict, fact)
    return contradictory


def test_small_true_papers_against_exhaustive_search():
    holds_the_truth(75, 60, 1, exhaustive=True)


def test_large_true_papers_hold_the_truth():
    holds_the_truth(25, 5000, 2, exhaustive=False)


def test_spoiled_papers_against_exhaustive_search():
    assert agrees_on_contradictions(50, 30, 3) > 10


@pytest.mark.validate
def test_many_true_papers():
    holds_the_truth(1200, 60, 4, exhaustive=True)
    holds_the_truth(800, 5000, 5, exhaustive=False)


@pytest.mark.validate
def test_many_spoiled_papers():
    assert agrees_on_contradictions(2000, 60, 6) > 400


def test_sizes_of_which_nothing_is_said():
    """A size that is not printed: widened, told as a default, and never a contradiction."""
    rng = random.Random(7)
    none = 0
    for _ in range(8):
        k1, n1, n2 = rng.randint(0, 20), 20, rng.randint(20, 900)
        k2 = rng.randint(0, min(n2, 150))
        value = p_value(k1, n1, k2, n2, "fisher")
        paper = {
            "items": {"a": {"kind": "table", "group1": f"{k1}/{n1}", "group2": f"{k2}/?",
                            "p": p_text(value, 3)}},
            "conventions": {"table": ["fisher"], "rounding": ["half-up"], "p_rule": ["nearest"]},
        }  # fmt: skip
        found = problem.solve(paper, max_results=MOST_LISTED)
        low, high, source = found.searched["a.n2"]
        assert (low, source) == (1, "default") and found.results["conflict"] == []
        sizes = {row["a"]["n2"] for row in found.results["solutions"]}
        assert sizes and (n2 in sizes or n2 > high)
        paper["items"]["a"]["p"] = f"0.{rng.randint(1, 999):03}"
        found = problem.solve(paper, max_results=5).results
        assert found["conflict"] == []
        none += bool(found["none_up_to"])
        assert bool(found["solutions"]) != bool(found["none_up_to"])
    assert none > 0


# ------------------------------------------------------------------ means, ratios, statistics


def drawn(kind, rng):
    """An item of true data, printed by scipy; what follows from it; and what is moved away."""
    n1, n2 = rng.randint(12, 40), rng.randint(12, 40)
    one = [rng.gauss(50, 9) for _ in range(n1)]
    two = [rng.gauss(53, 8) for _ in range(n2)]

    def group(values):
        return {"n": len(values), "mean": digits(statistics.mean(values), 4),
                "sd": digits(statistics.stdev(values), 4)}  # fmt: skip

    def interval(low, high):
        return f"{digits(low, 3)} to {digits(high, 3)}"

    if kind == "ttest":
        found = stats.ttest_ind(one, two)
        ends = found.confidence_interval()
        difference = statistics.mean(one) - statistics.mean(two)
        told = {"t": found.statistic, "difference": difference, "p": found.pvalue}
        item = {"group1": group(one), "group2": group(two), "ci": interval(*ends)}
        moved = {"ci": interval(ends[0] - 1, ends[1] + 1)}
    elif kind == "paired":
        changes = [a - b for a, b in zip(one, two, strict=False)]
        found = stats.ttest_1samp(changes, 0)
        ends = found.confidence_interval()
        told = {"t": found.statistic, "p": found.pvalue}
        item = group(changes) | {"ci": interval(*ends)}
        moved = {"ci": interval(ends[0] - 1, ends[1] + 1), "sd": digits(40, 3),
                 "mean": digits(statistics.mean(changes) + 2, 4)}  # fmt: skip
    elif kind == "anova":
        three = [rng.gauss(51, 9) for _ in range(20)]
        found = stats.f_oneway(one, two, three)
        told = {"f": found.statistic, "p": found.pvalue}
        item, moved = {"groups": [group(one), group(two), group(three)]}, {}
    elif kind == "statistic":
        name, df, value = rng.choice((("t", (n1,), 1.7), ("chi2", (3,), 6.1), ("F", (2, n2), 2.9)))
        told = {"value": value, "p": {"t": lambda: 2 * stats.t.sf(value, *df),
                                      "chi2": lambda: stats.chi2.sf(value, *df),
                                      "F": lambda: stats.f.sf(value, *df)}[name]()}  # fmt: skip
        item, moved = {"statistic": name, "df": list(df) if len(df) > 1 else df[0]}, {}
    elif kind == "ratio":
        log, error = rng.uniform(0.2, 0.6), rng.uniform(0.15, 0.3)
        ends = [math.exp(log + sign * stats.norm.ppf(0.975) * error) for sign in (-1, 1)]
        told = {"estimate": math.exp(log), "p": 2 * stats.norm.sf(log / error)}
        item, moved = {"ci": interval(*ends)}, {"ci": interval(ends[0], ends[1] * 1.3)}
    elif kind == "crosstab":
        rows = [[rng.randint(4, 20) for _ in range(3)] for _ in range(2)]
        found = stats.chi2_contingency(rows)
        told = {"chi2": found.statistic, "p": found.pvalue}
        item, moved = {"rows": [[str(k) for k in row] for row in rows]}, {}
    else:
        b, c = rng.randint(3, 9), rng.randint(10, 20)
        told = {"p": stats.binomtest(b, b + c).pvalue}
        item, moved = {"b": b, "c": c}, {}
    told_twice = {key: digits(value, 4) for key, value in told.items()}
    moved |= {key: digits(value * 1.4 if key != "p" else value / 2 + 0.3, 4)
              for key, value in told.items()}  # fmt: skip
    return {"kind": kind, **item}, told_twice, moved


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(
    "kind", ["ttest", "paired", "anova", "statistic", "ratio", "crosstab", "mcnemar"]
)
def test_what_true_data_print_fits_and_each_of_its_numbers_moved_does_not(kind, seed):
    item, told, moved = drawn(kind, random.Random(seed))

    def conflict(node):
        rules = {"rounding": ["half-up"], "p_rule": ["nearest"]}
        return problem.solve({"items": {"a": node}, "conventions": rules}).results["conflict"]

    assert not conflict(item | told), item
    for key, value in moved.items():
        # Beside all others, and beside what it follows from alone.
        beside = told if kind == "statistic" else {key: told[key]} if key in told else {}
        for others in (told, beside):
            if not others:
                continue
            found = conflict(item | others | {key: value})
            assert found and all(fact.startswith("a.") for fact in found), (key, value, item)
