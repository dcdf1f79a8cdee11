"""What a picture shows: nbval compares no picture, so its marks are looked at here.

The code of a page is run up to the cell that draws, and the marks are read back from the axes.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from passion import paths


def drawn(page: str, words: str) -> dict[str, Any]:
    """The names of a page after the first cell with these words was run."""
    import matplotlib

    matplotlib.use("Agg")
    cells = json.loads((paths.NOTEBOOKS / f"{page}.ipynb").read_text(encoding="utf-8"))["cells"]
    names: dict[str, Any] = {"__name__": "page"}
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            exec(compile(source, page, "exec"), names)
            if words in source:
                return names
    raise AssertionError(f"{page} draws no {words!r}")


def lines(ax: Any, width: float) -> dict[float, tuple[float, float]]:
    """The horizontal lines of a width: for each row its ends, the widest of several."""
    found: dict[float, tuple[float, float]] = {}
    for one in ax.collections:
        if hasattr(one, "get_segments") and one.get_linewidths()[0] == width:
            for (low, y), (high, _) in one.get_segments():
                before = found.get(y, (low, high))
                found[y] = min(low, before[0]), max(high, before[1])
    return found


@pytest.mark.slow
def test_no_bar_of_the_biases_ends_beyond_the_edge():
    ax = drawn("10_historical_comparison", "page.lead(")["ax"]
    left, right = ax.get_xlim()
    bars = lines(ax, 7)
    assert bars and all(left < low <= high < right for low, high in bars.values())


@pytest.mark.slow
def test_thick_is_the_main_reading_and_thin_is_every_reading():
    found = drawn("08_robustness", "page.lead(")
    curve, ax = found["curve"], found["axes"][0]
    for data, width in (("main reading", 7), ("every reading", 1.5)):
        part = curve[(curve.data == data) & (curve.comparison != "motor score")]
        ends = part.groupby("test").agg({"low": "min", "high": "max"})
        shown = sorted(lines(ax, width).values())
        assert shown == sorted(map(tuple, ends[["low", "high"]].to_numpy().tolist()))
