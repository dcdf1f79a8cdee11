"""What the first answer on the scans rests on, a second way: every table, with scipy's tests.

R: ``fisher.test(matrix(c(4, 6, 29, 7), 2))$p.value`` for each table.
"""

from __future__ import annotations

import math
import re

from scipy import stats

PAGE = "05_mri_asymmetry"
SIGNS = {"plic": (4, 81, 0.02, 2), "peduncle": (1, 61, 0.01, 2)}  # of ten; percent; P; decimals


def n_minus_1(table):
    total = sum(map(sum, table))
    square = stats.chi2_contingency(table, correction=False).statistic
    return stats.chi2.sf(square * (total - 1) / total, 1)


def fisher(table):
    return stats.fisher_exact(table).pvalue


def sizes(sign, test):
    """Numbers of registry children that give the printed share and P value."""
    treated, share, p, decimals = SIGNS[sign]
    return {
        n
        for n in range(1, 40)
        for k in range(n + 1)
        if math.floor(100 * k / n + 0.5) == share
        and math.isclose(
            round(float(test([[treated, 10 - treated], [k, n - k]])), decimals), p, abs_tol=1e-9
        )
    }


def test_the_headline_names_its_condition(said, glued):
    (shared,) = sizes("plic", fisher) & sizes("peduncle", fisher)
    told = "If Fisher’s test was used, with the same number of scans for both signs,"
    assert f"{told} 29 of {shared} registry children" in said(PAGE)
    assert glued(PAGE)["n_left"] == "1"


def test_the_page_says_what_other_conditions_leave(glued):
    (other,) = sizes("plic", n_minus_1) & sizes("peduncle", n_minus_1)
    said = glued(PAGE)["otherwise"]
    assert re.search(rf"Another test: \d+ of {other} or none for both signs\.", said)
    alone = said.partition("alone: ")[2]
    assert {int(n) for n in re.findall(r"\d+ of (\d+)", alone)} == sizes("plic", fisher)


def test_the_page_shows_every_table_that_fits_one_sign_alone(said):
    for sign, name in (("plic", "posterior limb"), ("peduncle", "peduncle")):
        _, share, *_ = SIGNS[sign]
        listed = sorted(sizes(sign, fisher))
        counts = [next(k for k in range(n) if math.floor(100 * k / n + 0.5) == share)
                  for n in listed]  # fmt: skip
        row = " ".join(", ".join(map(str, numbers)) for numbers in (counts, listed))
        assert f"{name} {row}" in said(PAGE)
