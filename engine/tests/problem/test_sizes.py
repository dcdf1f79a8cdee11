"""Unknown sizes: many are ruled out at a time, and never one that fits; too many are refused."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from itertools import product

import pytest

from printed.errors import InputError
from printed.problem import read_problem, solve
from printed.problem.feasible import Feasible
from printed.problem.items import Convention, base
from printed.stats.intervals import PROPORTION_METHODS, proportion

CONVENTIONS = [
    Convention(ttest=test, interval=interval)
    for test, interval in product(("student", "welch"), ("t", "normal"))
] + [Convention(d=d, d_ci=ci) for d, ci in (("hedges", "t"), ("glass", "normal"))]


def paper(chance: random.Random, sign: int = 1):
    """A t test of two groups of unknown sizes as printed, at times with a number that is wrong.

    With a sign of -1 its t is that of the groups in the other order.
    """
    n1, n2 = chance.randint(3, 12), chance.randint(3, 12)
    means = [chance.uniform(0, 5) for _ in range(2)]
    sds = [chance.uniform(0.3, 4) for _ in range(2)]
    errors = [sd / math.sqrt(n) for sd, n in zip(sds, (n1, n2), strict=True)]
    difference, error = means[0] - means[1], math.hypot(*errors)
    spread, of = chance.choice((("sd", sds), ("se", errors)))
    groups = [
        f'{{n: n{at + 1}, mean: "{means[at]:.1f}", {spread}: "{of[at]:.1f}"}}' for at in (0, 1)
    ]
    half = chance.choice((1.96, 2.1, 2.3)) * error
    told = {
        "t": f"{difference / error * chance.choice((1, 1, 1.5)) * sign:.2f}",
        "ci": f"{difference - half:.1f} to {difference + half * chance.choice((1, 1, 2)):.1f}",
        "difference": f"{difference:.1f}",
        "d": f"{difference / math.sqrt(sum(sd**2 for sd in sds) / 2):.1f}",
    }
    apart = 2 * math.sqrt(1 / n1 + 1 / n2)
    ends = [float(told["d"]) * chance.choice((1, 1, 2)) + side * apart for side in (-1, 1)]
    told["d_ci"] = f"{ends[0]:.1f} to {ends[1]:.1f}"
    kept = chance.sample(sorted(told), chance.randint(1, 3))
    if sign < 0:
        kept = ["t", "difference"]
    printed = ", ".join(f'{key}: "{told[key]}"' for key in kept)
    text = (
        "unknowns: {n1: [2, 14], n2: [2, 14]}\n"
        f"items: {{a: {{kind: ttest, group1: {groups[0]}, group2: {groups[1]}, {printed}}}}}\n"
    )
    return read_problem(text).items[0]


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("seed", range(8))
def test_no_size_that_fits_is_ruled_out_with_its_neighbours(seed, sign):
    item = paper(random.Random(seed), sign)
    for convention in CONVENTIONS:
        each = {
            item.key(sizes) for sizes in item.assignments({}) if item.fits(sizes, convention)
        }
        assert base.keys(item, convention, {}) == each
        assert {key for key, _ in item.members(convention, {})} == each
        some = base.some_key(item, convention, {})
        assert some in each if each else some is None


def test_what_nothing_fits_is_ruled_out_by_few_looks(monkeypatch):
    item = read_problem(
        "unknowns: {n1: [2, 40], n2: [2, 40]}\n"
        'items: {a: {kind: ttest, group1: {n: n1, mean: "5.2", sd: "1.1"}, '
        'group2: {n: n2, mean: "4.1", sd: "1.3"}, t: "39.9", ci: "0.3 to 1.9"}}\n'
    ).items[0]
    looks = []
    monkeypatch.setattr(
        type(item), "fits", lambda self, sizes, convention: looks.append(sizes) or False
    )
    for convention in CONVENTIONS:
        assert base.keys(item, convention, {}) == set()
    assert len(looks) < 0.1 * len(CONVENTIONS) * 39 * 39


@pytest.mark.parametrize("seed", range(6))
def test_an_item_alone_agrees_when_some_sizes_fit(seed):
    item = paper(random.Random(100 + seed))
    agree = Feasible([item], {})
    expected = any(
        item.fits(sizes, replace(convention, rounding=rounding))
        for sizes in item.assignments({})
        for convention in CONVENTIONS
        for rounding in ("half-up", "half-even", "either", "truncate")
    )
    assert agree([("a", fact) for fact in item.facts]) == expected


def interval_of(k, n, **more):
    return {"items": {"a": {"kind": "count", "k": k, "n": n, **more}}}


def test_an_interval_of_too_many_counts_is_refused_by_method_and_with_the_number():
    """Of 30 sizes every count is looked at, and of 600 none by the methods that are slow."""
    few = solve(interval_of([1, 30], [1, 30], ci="8.5-34.8%")).results["solutions"]
    assert {(row["a"]["k"], row["a"]["n"]) for row in few} == set(counts_of_interval(30))
    looked = sum(1 for n in range(1, 601) for k in range(1, 301) if 8.45 <= 100 * k / n <= 34.85)
    with pytest.raises(InputError, match=f"too slow for {looked} intervals; at most 3000"):
        solve(interval_of([1, 300], [1, 600], ci="8.5-34.8%"))
    # A method by a formula looks at more than one that has to search, but not at any number.
    some = solve(interval_of([1, 60], [1, 200], ci="8.5-34.8%"))
    assert {row["convention"] for row in some.not_tried} == {"clopper-pearson", "mid-p", "jeffreys"}
    assert "wilson" in some.conventions


def counts_of_interval(most):
    for n in range(1, most + 1):
        for k in range(1, n + 1):
            for method in PROPORTION_METHODS:
                found = proportion(k, n, method)
                if 8.45 <= 100 * found.low <= 8.55 and 34.75 <= 100 * found.high <= 34.85:
                    yield k, n
