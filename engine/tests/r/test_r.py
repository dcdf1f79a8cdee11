"""R as the second program: one table of calls, from which ours and R's answers are both held.

``calls.csv``: the call in R, the packages it needs beside base R, the numbers that it answers, the
relative tolerance, and the expression that gives ours. ``helpers.R`` holds what the calls use. A
call whose package is not there is counted as not run; its numbers still hold ours.
"""

from __future__ import annotations

import csv
import math
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from printed import stats
from printed.fit import samples, two_samples, variances
from printed.fit.means import ttest
from printed.fit.samples.quantiles import quantile
from printed.notation import exact
from printed.stats import (
    crosstabs,
    effects,
    laws,
    minlike,
    pairs,
    pooling,
    power,
    power_ranks,
    ranks,
    rates,
    small_group,
    standardised,
    tables,
)  # fmt: skip
from printed.stats.intervals import Estimate, mean_interval

HERE = Path(__file__).parent
R = shutil.which("Rscript")
with open(HERE / "calls.csv", encoding="utf-8", newline="") as file:
    CALLS = list(csv.DictReader(file))
COLUMNS = (
    "fisher", "fisher-central", "midp-minlike", "midp-central", "pearson", "yates", "n-1", "lr",
)  # fmt: skip
SIDED = ("fisher", "midp-central", "pearson", "yates")


# ------------------------------------------------------------------ words of the column "ours"


def two_by_two(*table: int) -> list[float]:
    return [stats.table_p(*table, name) for name in COLUMNS]


def one_sided(*table: int) -> list[float]:
    return [stats.table_p(*table, name, side) for side in tables.SIDES for name in SIDED]


def ends(found: Estimate) -> list[float]:
    return [found.low, found.high]


def whole(found: Estimate) -> list[float]:
    return [found.estimate, *ends(found)]


def wald(*table: int) -> list[float]:
    return [stats.table_p(*table, "wald"), *ends(stats.odds_ratio(*table, "sample"))]


def ranksum(x: list[float], y: list[float]) -> list[float]:
    methods = ("asymptotic", "continuity")
    return [float(stats.ranksum_u(x, y)), *(stats.ranksum_p(x, y, name) for name in methods)]


def pooled(*counts: tuple[int, int]) -> list[float]:
    found = pooling.pool(counts)
    return [found.estimate, found.low, found.high, found.predicted_low, found.predicted_high]


def quartiles(values: list[float], rule: str) -> list[float]:
    shares = (exact("0.25"), exact("0.75"))
    return [float(quantile(sorted(map(exact, map(str, values))), share, rule)) for share in shares]


def summaries(*groups: tuple[str, str, int]) -> list[float]:
    """Student's P of two groups known to six decimals: its smallest and largest value."""
    known = [samples.sample_set(n, mean=mean, sd=sd) for mean, sd, n in groups]
    return list(two_samples.p_range(*known))


def t_tails(*values: tuple[float, float]) -> list[float]:
    return [2 * laws.t_tail(*one) for one in values]


def crosstab(*rows: tuple[int, ...]) -> list[float | None]:
    return [crosstabs.crosstab_p(rows, name) for name in crosstabs.TESTS]


def anova(sizes: list[int], means: list[float], sds: list[float]) -> list[float]:
    low, high = variances.f_range(sizes, [(m, m) for m in means], [(s, s) for s in sds])
    assert low == pytest.approx(high)
    return [high, variances.f_p(high, sizes)]


def of_rates(k1: int, t1: float, k2: int, t2: float) -> list[float]:
    limits = rates.rate_ratio_limits(k1, k2, "log")
    return [rates.rates_p(k1, k2, t2 / t1, "wald"), *(end * t2 / t1 for end in limits)]


def t_of(side1: str, side2: str, test: str) -> list[float]:
    """The middle of each range, where sides have so many digits that it is narrow."""
    row = ttest(side1, side2, tests=[test]).results[0]
    return [sum(row[key]) / 2 for key in ("p", "t")] + [sum(end) / 2 for end in row["ci"]]


WORDS: dict[str, Any] = {
    word.__name__.rpartition(".")[2]: word
    for word in (
        stats, samples, minlike, power, power_ranks, ranks, small_group, math, mean_interval,
        two_by_two, one_sided, ends, whole, wald, ranksum, pooled, quartiles, summaries, crosstab,
        crosstabs, laws, pairs, variances, ttest, anova, t_of, t_tails, rates, effects, of_rates,
        standardised,
    )
}  # fmt: skip


def ours(expression: str) -> list[float]:
    names = dict(WORDS)
    if expression.startswith("passion."):  # what only this book computes
        module, _, expression = expression.partition(":")
        names["there"] = pytest.importorskip(module)
    found = eval(expression, names)  # the table is ours
    return [float(x) for x in (found if isinstance(found, (list, tuple)) else [found])]


def numbers(text: str) -> list[float]:
    return [float(word) for word in text.split()]


def same(found: list[float], expected: list[float], tolerance: str) -> bool:
    """Relatively, and near zero absolutely, so near."""
    near = pytest.approx(expected, rel=float(tolerance), abs=float(tolerance) / 50, nan_ok=True)
    return bool(found == near)


def answers(rows: list[dict[str, str]], folder: Path) -> list[dict[str, str]]:
    """What R says to each call, in one session."""
    assert R is not None
    asked, told = folder / "calls.csv", folder / "answers.csv"
    with open(asked, "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, ["call", "packages"], extrasaction="ignore")
        table.writeheader()
        table.writerows(rows)
    command = [R, "--vanilla", str(HERE / "run.R"), str(HERE / "helpers.R"), str(asked), str(told)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with open(told, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# ------------------------------------------------------------------ the table


@pytest.mark.parametrize("row", CALLS, ids=[row["call"] for row in CALLS])
def test_ours_is_the_quoted_value(row):
    assert same(ours(row["ours"]), numbers(row["value"]), row["tolerance"])


def test_a_wrong_digit_would_be_found():
    row = next(row for row in CALLS if row["tolerance"] == "1e-10")
    value = numbers(row["value"])
    assert same(ours(row["ours"]), value, "1e-10")
    assert not same(ours(row["ours"]), [value[0] * (1 + 1e-6), *value[1:]], "1e-10")


@pytest.mark.slow
@pytest.mark.skipif(R is None, reason="R is not installed: its calls are quoted, not run")
def test_r_gives_the_quoted_value(tmp_path, record_property):
    found = answers(CALLS, tmp_path)
    told = list(zip(CALLS, found, strict=True))
    wrong = [
        f"{row['call']}: R says {answer['answer']}, the table {row['value']}"
        for row, answer in told
        if answer["status"] == "failed"
        or answer["status"] == "run"
        and not same(numbers(answer["answer"]), numbers(row["value"]), row["tolerance"])
    ]
    assert not wrong, "\n".join(wrong)
    left = sorted({answer["answer"] for _, answer in told if answer["status"] == "not run"})
    run = sum(answer["status"] == "run" for _, answer in told)
    record_property("calls run", run)
    print(f"R: {run} calls run, {len(told) - run} not run (without {', '.join(left) or 'nothing'})")
    base = [answer["status"] for row, answer in told if not row["packages"]]
    assert base and set(base) == {"run"}


# ------------------------------------------------------------------ at random, extremes included


def random_tables(count: int) -> list[tuple[int, int, int, int]]:
    draw = random.Random(14)
    found = []
    while len(found) < count:
        n1, n2 = (draw.choice([draw.randint(1, 12), draw.randint(5, 60), draw.randint(50, 900)])
                  for _ in range(2))  # fmt: skip
        k1, k2 = (draw.choice([draw.randint(0, n), draw.randint(0, n), 0, n]) for n in (n1, n2))
        if 0 < k1 + k2 < n1 + n2:
            found.append((k1, n1, k2, n2))
    return found


def of_table(table: tuple[int, int, int, int]) -> list[tuple[str, str, str]]:
    """Calls for a table: in R, ours, and the tolerance."""
    k1, n1, k2, n2 = table
    words = ", ".join(map(str, table))
    found = [(call, call, "1e-9") for call in (f"two_by_two({words})", f"one_sided({words})")]
    found.append(
        (f"newcombe({words})", f"ends(stats.risk_difference({words}, 'newcombe'))", "1e-9")
    )
    if 0 < k1 < n1 and 0 < k2 < n2:
        found += [
            (f"wald({words})", f"wald({words})", "1e-6"),
            (f"wald_difference({words})", f"stats.table_p({words}, 'wald-difference')", "1e-6"),
            (f"katz({words})", f"ends(stats.risk_ratio({words}, 'katz'))", "1e-9"),
        ]
        if max(table) < 200:
            found += [
                (f"cornfield({words})", f"ends(stats.odds_ratio({words}, 'cornfield'))", "1e-5"),
                (f"conditional({words})", f"ends(stats.odds_ratio({words}))", "1e-6"),
                (f"conditional({words}, .5)",
                 f"ends(stats.odds_ratio({words}, 'conditional-midp'))", "1e-6"),
            ]  # fmt: skip
    if (n1 + 1) * (n2 + 1) <= 400:
        found += [
            (f"{name}({words})", f"stats.table_p({words}, '{name}')", "1e-7")
            for name in ("barnard", "boschloo")
        ]
    return found


def random_samples(count: int) -> list[tuple[list[int], list[int]]]:
    draw = random.Random(41)
    found: list[tuple[list[int], list[int]]] = []
    while len(found) < count:
        sizes = draw.randint(1, 14), draw.randint(1, 14)
        top = draw.choice([1, 3, 8, 60])  # many ties, some, none
        shift = draw.choice([0, 0, 2, 100])  # apart altogether
        x, y = ([draw.randint(0, top) for _ in range(n)] for n in sizes)
        if len({*x, *y}) > 1:
            found.append(([value + shift for value in x], y))
    return found


def of_samples(x: list[int], y: list[int]) -> list[tuple[str, str, str]]:
    r = ", ".join(f"c({', '.join(map(str, values))})" for values in (x, y))
    return [
        (f"ranksum({r})", f"ranksum({x}, {y})", "1e-9"),
        (f"ranksum_exact({r})", f"stats.ranksum_p({x}, {y}, 'exact')", "1e-7"),
        (f"ranksum_coin({r})", f"stats.ranksum_p({x}, {y}, 'exact')", "1e-7"),
    ]


@pytest.mark.validate
@pytest.mark.skipif(R is None, reason="R is not installed")
def test_five_hundred_tables_and_two_hundred_pairs_of_samples(tmp_path):
    calls = [call for table in random_tables(500) for call in of_table(table)]
    calls += [call for pair in random_samples(200) for call in of_samples(*pair)]
    needs = {"ranksum_exact": "exactRankTests", "ranksum_coin": "coin"}
    rows = [{"call": r, "packages": needs.get(r.partition("(")[0], "")} for r, _, _ in calls]
    wrong, run = [], 0
    for (r, mine, tolerance), answer in zip(calls, answers(rows, tmp_path), strict=True):
        if answer["status"] == "not run":
            continue
        run += 1
        told = numbers(answer["answer"]) if answer["status"] == "run" else []
        if not same(ours(mine), told, tolerance):
            wrong.append(f"{r}: R says {answer['answer']}, ours is {ours(mine)}")
    print(f"R: {run} of {len(calls)} random calls run")
    assert run > 2000 and not wrong, f"{len(wrong)} of {run}\n" + "\n".join(wrong[:40])
