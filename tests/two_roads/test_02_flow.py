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


def texts(page: BeautifulSoup, *heads: str) -> list[list[str]]:
    """The cells of the one table with these heads."""
    for table in page.select("table.plain"):
        if [head.get_text() for head in table.select("thead th")] == list(heads):
            rows = table.select("tbody tr")
            return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in rows]
    raise AssertionError(f"no table with the heads {heads}")


def glued() -> dict[str, str]:
    """What the notebook gives its prose."""
    return {
        output["metadata"]["scrapbook"]["name"]: "".join(
            output["data"]["application/papermill.record/text/plain"]
        )
        for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", ())
        if "scrapbook" in output.get("metadata", {})
    }


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
    """Each number of scans stands beside the readings that leave it."""
    rows = {
        reading: cells[0]
        for cells in texts(page, "scans", "reading")
        for reading in cells[1].split("; ")
    }
    for name, test in (("Fisher, first", fisher), ("N-1", n_minus_1)):
        both = denominators("plic", test) & denominators("peduncle", test)
        assert rows[name] == ", ".join(str(n2) for _, n2 in sorted(both))
    for name, sign in (("posterior limb", "plic"), ("peduncle", "peduncle")):
        left = sorted(n2 for _, n2 in denominators(sign))
        assert rows[f"own scans, {name}"] == ", ".join(map(str, left))


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


def test_every_child_is_drawn_and_what_is_open_is_half_filled(page):
    drawn = page.select("figure#flow .children")
    kinds = [[dot["class"][0] for dot in row.select(".dots i")] for row in drawn]
    assert [len(row) for row in kinds] == [10, 39, 10, 39, 10, 10, 10, 39]
    assert [row.count("with") for row in kinds] == [10, 39, 10, 36, 2, 10, 2, 5]
    assert [row.count("maybe") for row in kinds] == [0, 0, 0, 0, 8, 0, 8, 34]
    said = [row.select_one(".children__said").get_text() for row in drawn]
    assert said[3] == "36" and said[7] == "between 5 and 39"


def test_the_earlier_abstract_and_this_one_fit_together_by_one_pending_scan(page):
    """3 of 8 had more than minimal involvement; 4 of 10 have the sign."""
    rows = [cells for cells in texts(page, "report", "scans", "uneven posterior limb") if cells]
    assert rows == [["earlier", "8", "3"], ["2 years", "10", "4 of 10"]]
    assert glued()["pending_uneven"] == str(4 - (8 - 5))
    assert glued()["pending"] == str(10 - 8)
