"""The denominators of the flow by another road: exhaustive search with scipy and `decimal`.

Nothing of `printed.fit` is used on this road.
"""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from math import comb

import pytest
from bs4 import BeautifulSoup
from scipy import stats

from passion import evidence, paths
from passion.evidence.flow import assessed, uncounted

TREATED, REGISTRY = 10, 39
SIGNS = {"plic": ("40", "81", "0.02"), "peduncle": ("10", "61", "0.01")}
NOTEBOOK = paths.NOTEBOOKS / "02_flow.ipynb"


@pytest.fixture(scope="module")
def found():
    return evidence.load(records=None)


@pytest.fixture(scope="module")
def page() -> BeautifulSoup:
    """What the committed page shows as HTML."""
    parts = [
        "".join(output["data"].get("text/html", ""))
        for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", ())
        if "data" in output
    ]
    return BeautifulSoup("\n".join(parts), "html.parser")


def percent(k: int, n: int) -> str:
    return str((Decimal(100) * k / n).quantize(Decimal(1), ROUND_HALF_UP))


def shares(text: str, sizes: range) -> list[tuple[int, int]]:
    return [(k, n) for n in sizes for k in range(n + 1) if percent(k, n) == text]


def prints(p: float, text: str) -> bool:
    return str(Decimal(p).quantize(Decimal(text), ROUND_HALF_UP)) == text


def n_minus_1(table: list[list[int]]) -> float:
    """Pearson's statistic times (N - 1) / N."""
    statistic = stats.chi2_contingency(table, correction=False).statistic
    total = sum(map(sum, table))
    return float(stats.chi2.sf(statistic * (total - 1) / total, 1))


def fisher(table: list[list[int]]) -> float:
    return float(stats.fisher_exact(table).pvalue)


@cache
def denominators(sign: str, test=fisher, treated: range = range(TREATED, TREATED + 1)):
    """(n treated, n registry) of every table that prints a sign's three numbers."""
    one, two, p = SIGNS[sign]
    return {
        (n1, n2)
        for k1, n1 in shares(one, treated)
        for k2, n2 in shares(two, range(1, REGISTRY + 1))
        if prints(test([[k1, n1 - k1], [k2, n2 - k2]]), p)
    }


def test_one_registry_denominator_serves_both_signs(found):
    assert denominators("plic") & denominators("peduncle") == {(10, 36)}
    signs = ("plic_asymmetry", "peduncle_asymmetry")
    assert set(assessed(found, *signs, group="registry")) == {(36, 39)}
    assert set(assessed(found, *signs, group="treated")) == {(10, 10)}
    assert assessed(found, *signs, group="registry").map(uncounted).describe() == "3"


def test_no_smaller_number_of_treated_scans_fits():
    any_treated = range(1, TREATED + 1)
    both = [denominators(sign, treated=any_treated) for sign in SIGNS]
    assert both[0] & both[1] == {(10, 36)}


def test_rows_of_the_page_by_reading(page):
    rows = {
        cells[0]: cells[1:]
        for cells in (
            [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
            for row in page.select("#by-reading tbody tr")
        )
    }

    def shown(ns):
        return [
            ", ".join(map(str, sorted(ns))),
            ", ".join(str(REGISTRY - n) for n in sorted(ns, reverse=True)),
        ]

    for name, test in (("fisher", fisher), ("n-1", n_minus_1)):
        both = denominators("plic", test) & denominators("peduncle", test)
        assert rows[f"test: {name}"] == shown({n2 for _, n2 in both})
    for label, sign in (("posterior limb", "plic"), ("cerebral peduncle", "peduncle")):
        row = rows[f"own number of scans a sign: {label}"]
        assert row == shown({n2 for _, n2 in denominators(sign)})


def test_cerebral_palsy_fixes_its_denominator(found):
    assert [n for n in range(1, TREATED + 1) if n >= 2 and percent(2, n) == "20"] == [10]
    assert set(assessed(found, "cerebral_palsy", group="treated")) == {(10, 10)}


@cache
def rank_sum_tails(n1: int, n2: int) -> list[int]:
    """How many rank orders have U up to u, by the recursion of Mann and Whitney."""

    @cache
    def orders(m: int, n: int) -> tuple[int, ...]:
        if m == 0 or n == 0:
            return (1,)
        out = [0] * (m * n + 1)
        for u, count in enumerate(orders(m - 1, n)):
            out[u + n] += count
        for u, count in enumerate(orders(m, n - 1)):
            out[u] += count
        return tuple(out)

    sums, total = [], 0
    for count in orders(n1, n2):
        total += count
        sums.append(total)
    return sums


def test_registry_sizes_that_the_motor_p_leaves(found):
    fits = set()
    for n2 in range(1, REGISTRY + 1):
        all_orders = comb(TREATED + n2, n2)
        for tail in rank_sum_tails(TREATED, n2):
            # half up to three decimals: 0.0025 <= p < 0.0035
            if 25 * all_orders <= 20_000 * tail < 35 * all_orders:
                fits.add(n2)
    assert {count.k for count in assessed(found, "motor_z", group="registry")} == fits


def test_what_is_not_printed_stays_open(found):
    """A spread needs two children; nothing else bounds who was measured."""
    for measure in ("tissue_loss_ratio", "motor_z"):
        left = assessed(found, measure, group="treated")
        assert {count.k for count in left} == set(range(2, TREATED + 1))
    assert {count.k for count in assessed(found, "epilepsy", group="treated")} == set(range(1, 11))


def test_the_diagram_tells_known_from_unknown(page):
    figure = page.select_one("figure#flow")
    assert figure is not None
    dashed = figure.select("rect[stroke-dasharray]")
    words = [item.get_text() for item in figure.select("details li li")]
    assert len(dashed) == sum("not printed in the abstract" in line for line in words) == 5
    assert len(figure.select("rect")) == len(words) == 10
    for line in ("Chosen: Treated in the trial: 10", "Chosen: Would have met the criteria: 39"):
        assert line in words
    assert "At 3 months: Both asymmetries graded: 36 of 39 (3 without a counted scan)" in words
    assert all(line in figure.svg["aria-label"] for line in words)
