"""The page on the historical comparison by another road: scipy, arithmetic and the file alone."""

from __future__ import annotations

import csv
import math
import re

import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from passion import paths

PAGE = "10_historical_comparison"
HEADLINE = {"Posterior limb": (4, 10, 29, 36), "Cerebral peduncle": (1, 10, 22, 36)}


def fisher(k1, n1, k2, n2):
    return stats.fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue


CHANGES = {
    "Registry scans with the sign, graded the other way": (
        lambda k1, n1, k2, n2, m: (k1, n1, k2 - m, n2)
    ),
    "Treated scans without the sign, graded the other way": (
        lambda k1, n1, k2, n2, m: (k1 + m, n1, k2, n2)
    ),
    "Registry children without the sign, not counted": (
        lambda k1, n1, k2, n2, m: (k1, n1, k2, n2 + m)
    ),
    "Registry children with the sign who should not have been compared": (
        lambda k1, n1, k2, n2, m: (k1, n1, k2 - m, n2 - m)
    ),
}


def needed(change, table):
    return next(m for m in range(99) if fisher(*change(*table, m)) >= 0.05)


@pytest.fixture(scope="module")
def every(frame):
    """All tables that the page on effect sizes lists."""
    found = {sign: [] for sign in HEADLINE}
    for row in frame("07_effect_sizes", "fits"):
        numbers = re.findall(r"\d+", f"{row['treated']} {row['registry']}")
        found[row["sign"].capitalize()].append(tuple(map(int, numbers)))
    return found


@pytest.fixture(scope="module")
def register():
    with (paths.LITERATURE / "bias_sizes.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_children_needed_by_scipy(rows, every):
    table = {row["Bias"]: row for row in rows(PAGE, "children")}
    assert set(table) == set(CHANGES)
    for name, change in CHANGES.items():
        for sign, headline in HEADLINE.items():
            shown, _, bracket = table[name][sign].partition(" (")
            assert shown == str(needed(change, headline))
            ends = list(map(int, re.findall(r"\d+", bracket)))
            all_needed = [needed(change, each) for each in every[sign]]
            assert (min(ends), max(ends)) == (min(all_needed), max(all_needed))


def test_missing_and_regraded_children_in_the_answer(told):
    limb, stem = HEADLINE["Posterior limb"], HEADLINE["Cerebral peduncle"]
    order = [
        "Registry children without the sign, not counted",
        "Registry scans with the sign, graded the other way",
        "Treated scans without the sign, graded the other way",
    ]
    missing, registry, treated = (needed(CHANGES[name], limb) for name in order)
    assert f"if {missing} uncounted registry children (there are 3 in the" in told(PAGE)
    assert f"if {registry} registry scans, or {treated} treated scan, were graded" in told(PAGE)
    one, two, three = (needed(CHANGES[name], stem) for name in order)
    assert f"The peduncle would need {one}, {two} or {three}." in told(PAGE)
    # Two of the three would do; all three are the worst case of the page on effect sizes.
    assert fisher(4, 10, 29, 36 + missing) >= 0.05 > fisher(4, 10, 29, 36 + missing - 1)


def e_value(ratio):
    away = max(ratio, 1 / ratio)
    return away + math.sqrt(away * (away - 1))


def test_e_values_by_the_formula(rows):
    for row in rows(PAGE, "e-values"):
        if row["Tables"] == "headline":
            k1, n1, k2, n2 = table = HEADLINE[row["Sign"]]
            end = confint_proportions_2indep(
                *table, method="score", compare="ratio", correction=False
            )[1]
            for column, ratio in (
                ("E-value", k1 * n2 / (k2 * n1)), ("E-value of the interval's end", end)
            ):  # fmt: skip
                assert float(row[column]) == pytest.approx(e_value(ratio), abs=0.0501)


def test_shares_by_solving_for_them(rows, every, register):
    """Registry children all have the factor: strength / (1 + share (strength - 1)) = 1 / ratio."""
    strengths = [
        max(float(row["value"]), 1 / float(row["value"]))
        for row in register.values()
        if row["bias"] == "selection"
    ]
    table = rows(PAGE, "shares")
    assert len(table) == len(strengths) == 3
    for row, strength in zip(table, strengths, strict=True):
        for sign in HEADLINE:
            shares = [
                100 * (strength * k1 * n2 / (k2 * n1) - 1) / (strength - 1)
                for k1, n1, k2, n2 in every[sign]
            ]
            shown = row[f"{sign}, whole"]
            if max(shares) < 0:
                assert shown == "not even if none has it"
            else:
                low, high = map(int, shown.split(" to "))
                assert low <= max(0, min(shares)) <= low + 1 and high - 1 <= max(shares) <= high


def test_shift_of_a_t_test_by_scipy(rows):
    for row in rows(PAGE, "shifts"):
        n2 = int(row["Tested"].split()[0])
        scale = math.sqrt(1 / 10 + 1 / n2)
        ends = [
            (stats.t.isf(p / 2, 8 + n2) - stats.t.isf(0.025, 8 + n2)) * scale
            for p in (0.0035, 0.0025)
        ]
        low, high = map(float, row["Had P come from a t test"].split(" to "))
        assert low <= ends[0] < low + 0.01 and high - 0.01 < ends[1] <= high


def test_constructed_shifts_lie_within_all_that_fit(rows):
    for row in rows(PAGE, "shifts"):
        inner, outer = (
            tuple(map(float, row[name].split(" to ")))
            for name in ("Constructed scores", "All scores that fit")
        )
        assert outer[0] == 0 < inner[0] < inner[1] <= outer[1]


def test_sizes_elsewhere_are_those_of_the_file(rows, register):
    table = rows(PAGE, "elsewhere")
    assert len(table) == len(register)
    for row, kept in zip(table, register.values(), strict=True):
        assert row["What was seen"] == kept["statement"] and row["Source"] == kept["source"]
        assert all(kept[name] in row["Size"] for name in ("value", "low", "high"))
        if kept["sd"]:
            size = (float(kept["value"]) - float(kept["reference"])) / float(kept["sd"])
            assert float(row["In SD"]) == pytest.approx(size, abs=0.00501)


def test_proportions_by_division(rows, register):
    edition = 7.9 / 15
    a_year = (111.7 - 100.4) / 12.76 / 20
    assert register["B01"]["value"] == "7.9" and register["B02"]["years"] == "20"
    figure = {row["What"]: row["Shift or size"] for row in rows(PAGE, "shifts-data")}
    for row in rows(PAGE, "proportion"):
        shifts = [float(x) for x in figure[row["The shift"]].split(" to ")]
        for column, factor in (
            ("Registry children tested with the older edition, percent", 100 / edition),
            ("Years of drifting norms", 1 / a_year),
        ):
            shown = [int(x) for x in row[column].split(" to ")]
            for end, shift in zip(shown, shifts, strict=True):
                # The figure's data are rounded outwards to hundredths.
                assert abs(end - shift * factor) <= 1 + 0.01 * factor


def test_every_bias_of_the_question_has_a_row(rows):
    table = {row["Bias"]: row for row in rows(PAGE, "biases")}
    assert len(table) == 8
    none = "no public number at hand"
    known = {name for name, row in table.items() if row["Size elsewhere"] != none}
    assert known == {
        "Instrument of another era", "Years of birth", "Selection by tract involvement",
        "Scans or tests that are missing", "Other treatments at the center",
    }  # fmt: skip
    assert len(rows(PAGE, "domains")) == 7  # the domains of ROBINS-I, no score among them
