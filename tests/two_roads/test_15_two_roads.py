"""The page of the two roads: each result agrees, stands on its page, and a road gone astray shows.

The second roads themselves are the cells of the notebook, which nbval executes.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from scipy import stats

from passion import paths
from passion.display import Road
from passion.evidence import Evidence, Range, association, bias, effects, means, robustness
from printed.stats import power, small_group
from tissue_loss import recovery

PAGE = "15_two_roads"
TABLES = {
    "roads-cohorts": "01_cohorts",
    "roads-scans": "05_mri_asymmetry",
    "roads-outcomes": "03_outcomes",
    "roads-tissue": "04_tissue_loss",
    "roads-motor": "06_motor",
    "roads-effects": "07_effect_sizes",
    "roads-choices": "08_robustness",
    "roads-literature": "09_literature",
    "roads-history": "10_historical_comparison",
    "roads-trial": "11_next_trial",
    "roads-imaging": "12_imaging",
}


def notebook(page):
    return json.loads((paths.NOTEBOOKS / f"{page}.ipynb").read_text(encoding="utf-8"))


def said(page):
    """All that a committed page shows, as plain text."""
    parts = [
        "".join(text)
        for cell in notebook(page)["cells"]
        for output in cell.get("outputs", ())
        for kind, text in output.get("data", {}).items()
        if kind in ("text/html", "text/markdown")
    ]
    return BeautifulSoup(" ".join(parts), "html.parser").get_text(" ")


@pytest.mark.parametrize("table", TABLES)
def test_both_roads_agree(rows, table):
    shown = rows(PAGE, table)
    assert len(shown) >= 2
    assert {row["The two"] for row in shown} == {"agree"}
    for row in shown:
        assert row["The engine"] == row["Another road"], row


def test_every_row_is_counted(rows):
    number = sum(len(rows(PAGE, table)) for table in TABLES)
    assert number > 60
    assert f"{number} results that were worked out by two roads, {number} agree" in " ".join(
        said(PAGE).split()
    )


@pytest.mark.parametrize(("table", "page"), TABLES.items())
def test_what_is_checked_is_what_the_page_says(rows, table, page):
    """Counts stand on their page as they stand here, and every table has something that does."""
    text = said(page)
    shown = [row["The engine"] for row in rows(PAGE, table)]
    assert all(value in text for value in shown if re.fullmatch(r"\d+ of \d+", value))
    assert any(all(stands(number, text) for number in numbers(value)) for value in shown)


def numbers(value):
    return re.findall(r"-?\d+(?:\.\d+)?", value) or [value]


def stands(number, text):
    return re.search(rf"(?<![\d.]){re.escape(number)}(?![\d])", text.replace("−", "-"))


def run(page):
    """Execute the cells of a notebook in order, here, and give their names."""
    names: dict[str, object] = {}
    for cell in notebook(page)["cells"]:
        if cell["cell_type"] == "code":
            tree = ast.parse("".join(cell["source"]))
            exec(compile(tree, page, "exec"), names)
    return names


def test_a_road_that_goes_astray_is_found(monkeypatch):
    """One function of each section is bent a little, of the engine or of the other road."""
    binomtest = stats.binomtest

    def bend(owner, name, change):
        kept = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *a, **k: change(kept(*a, **k)))

    bend(association, "correlation", lambda r: Range(r.low, r.high + 1e-6))
    bend(means, "below", lambda found: type(found)(list(found)[1:]))
    bend(Evidence, "superiority", lambda r: Range(r.low, r.high - 1e-6))
    bend(robustness, "fragility", lambda k: k + 1)
    bend(small_group, "fewest_to_differ", lambda k: k - 1)
    bend(bias, "added", lambda k: k + 1)
    bend(power, "required_size", lambda n: n - 1)
    bend(recovery, "committed", lambda rows: [{**r, "ratio_percent": 0.0} for r in rows])
    wide = replace(effects.EFFECTS["difference"], method="miettinen-nurminen")
    monkeypatch.setitem(effects.EFFECTS, "difference", wide)
    # Of the other road: an exact interval that is none.
    monkeypatch.setattr(stats, "binomtest", lambda k, n: binomtest(k + 1, n))
    roads = run(PAGE)["every_road"]
    assert {road.what for road in roads if not road.agree} == {
        "Correlation of the two signs in the treated children",
        "Interval of the rate of cerebral palsy, percent",
        "Infants who can be below it",
        "Share of pairs in which the treated child scores higher",
        "Posterior limb: risk difference with its Newcombe interval",
        "Peduncle: risk difference with its Newcombe interval",
        "Treated children read otherwise until the limb is above the limit",
        "The same for the peduncle",
        "Registry children with cerebral palsy from whom on P is below the limit",
        "Posterior limb: uncounted registry children without the sign",
        "Peduncle: uncounted registry children without the sign",
        "Children needed in each arm to find a halving",
        "Lowest and highest measured ratio, percent",
    }


@pytest.mark.parametrize(
    "pair",
    [(0.5, 0.5 + 1e-6), ({36}, {31, 36}), ("29 of 36", "28 of 35"), ((0.1, 0.2), (0.1, 0.3)),
     ((0.1, 0.2), 0.1), (3, "3")],
)  # fmt: skip
def test_what_differs_is_not_said_to_agree(pair):
    assert not Road("x", *pair, "x").agree
    assert Road("x", pair[0], pair[0], "x").agree
