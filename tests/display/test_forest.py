"""Rows of a forest: each name, each mark and each count stands on the line of its own cohort."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib import pyplot as plt

from passion.display import forest
from printed.book import figures

ROWS = pd.DataFrame({
    "group": ["near", "near", "near", "far", "far"],
    "cohort": ["a", "b, a name that takes two lines", "c", "d", "e"],
    "told": ["3 of 4", "2 of 9", "1 of 5", "none of 7", "5 of 6"],
    "percent": [75, 22, 20, 0, 83],
})  # fmt: skip


def stands(frame: pd.DataFrame) -> pd.DataFrame:
    """For each row what the figure has on its line: its name, its words, the group above."""
    figures.use()
    fig, ax = plt.subplots()
    forest.worded(ax, frame, by="group", row="cohort", said="told")
    names = {
        y: one.get_text() for y, one in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)
    }
    groups = {one.get_text(): one.get_position()[1] for one in ax.texts if one.get_weight() == 600}
    words = {one.get_position()[1]: one.get_text() for one in ax.texts if one.get_weight() != 600}
    plt.close(fig)
    found = pd.DataFrame({"cohort": names, "told": words}).loc[frame.y]
    found["group"] = [min((y for y in groups.items() if y[1] > at), key=lambda y: y[1])[0]
                      for at in found.index]  # fmt: skip
    return found.assign(cohort=found.cohort.str.replace("\n", " "))


@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4], [3, 4, 0, 1, 2], [2, 0, 1, 4, 3]])
def test_what_stands_on_a_line_is_of_one_cohort(order):
    frame = forest.placed(ROWS.iloc[order], by="group", row="cohort")
    assert frame.y.is_monotonic_decreasing and frame.y.is_unique
    found = stands(frame)
    for column in ("cohort", "told", "group"):
        assert found[column].tolist() == frame[column].tolist()
    # In whatever order the rows come, each keeps its own line.
    assert stands(frame[::-1]).sort_index().equals(found.sort_index())
