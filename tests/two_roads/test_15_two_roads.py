"""The two roads: each result agrees, stands on its page, and a road gone astray shows."""

from __future__ import annotations

import json
import re
import runpy
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from scipy import stats

from passion import paths, verification
from passion.evidence import Evidence, Range, association, bias, effects, means, robustness
from passion.verification import Road
from printed.book.typography import typeset
from printed.stats import power, small_group
from tissue_loss import recovery

PAGE = "15_two_roads"
SCRIPT = paths.ROOT / "tests" / "two_roads" / "second_roads.py"


@pytest.fixture(scope="module")
def roads():
    """Every result with its page, worked out anew by both roads."""
    return runpy.run_path(str(SCRIPT))["every_road"]


def notebook(page):
    return json.loads((paths.NOTEBOOKS / f"{page}.ipynb").read_text(encoding="utf-8"))


def said(page):
    """All that a committed page shows or puts into its prose, as plain text."""
    parts = [
        "".join(text)
        for cell in notebook(page)["cells"]
        for output in cell.get("outputs", ())
        for kind, text in output.get("data", {}).items()
        if kind in ("text/html", "text/markdown", "application/papermill.record/text/plain")
    ]
    return BeautifulSoup(" ".join(parts), "html.parser").get_text(" ")


def test_both_roads_agree(roads):
    assert len(roads) > 60
    for page, road in roads:
        assert road.agree, (page, road)
        assert road.texts[0] == road.texts[1], road


def test_the_file_of_results_is_what_both_roads_find(roads):
    shown = [tuple(line.values()) for line in verification.read()]
    assert shown == verification.lines(roads), "run `python tests/two_roads/second_roads.py`"


def test_the_page_tells_every_result_and_how_many_agree(roads):
    text = " ".join(said(PAGE).split())
    for _, road in roads:
        assert typeset(road.what) in text
    assert f"{len(roads)} results were worked out again by a second script" in text


def test_what_is_checked_is_what_the_page_says(roads):
    """Counts stand on their page as they stand here, and every page has something that does."""
    for page in set(dict(roads)) - {"12_imaging"}:  # which shows its errors to fewer decimals
        text = said(page)
        shown = [road.texts[0] for place, road in roads if place == page]
        assert all(value in text for value in shown if re.fullmatch(r"\d+ of \d+", value)), page
        told = (all(stands(number, text) for number in numbers(value)) for value in shown)
        assert any(told), page


def numbers(value):
    return re.findall(r"-?\d+(?:\.\d+)?", value) or [value]


def stands(number, text):
    return re.search(rf"(?<![\d.]){re.escape(number)}(?![\d])", text.replace("−", "-"))


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
    bent = runpy.run_path(str(SCRIPT))["every_road"]
    assert {road.what for _, road in bent if not road.agree} == {
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
