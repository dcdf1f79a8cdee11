"""Rates of several cohorts below each other, in groups, with their counts at the right edge.

The figure is drawn where it stands; here is what every such figure shares: the places of its
rows, and the words around them.
"""

from __future__ import annotations

from typing import Any

SHORT = 24  # letters
TALL = 0.5  # of a row, more for a name of two lines


def placed(frame: Any, by: str, row: str) -> Any:
    """The rows with a place for each, ``y``, and a free line above each group for its name.

    Parameters
    ----------
    frame : pandas.DataFrame
        In the order to be shown, the rows of a group behind each other.
    by, row : str
        The columns with the group and the name; a name of two lines takes more room.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"group": ["a", "a", "b"], "cohort": ["c", "d", "e, of more injured"]})
    >>> placed(rows, "group", "cohort").y.tolist()
    [-1.0, -2.0, -4.0]
    >>> placed(rows.replace("d", "a name of two, rather long lines"), "group", "cohort").y.tolist()
    [-1.0, -2.25, -4.5]
    """
    names = frame[by].ne(frame[by].shift()).cumsum()
    more = TALL * (frame[row].map(_in_lines) != frame[row])
    return frame.assign(y=[
        -(name + at + before)
        for at, (name, before) in enumerate(zip(names, more.cumsum() - more / 2, strict=True))
    ])  # fmt: skip


def _in_lines(name: str) -> str:
    """A phone has no room for a long name in one line."""
    return name.replace(", ", ",\n") if len(name) > SHORT else name


def worded(ax: Any, frame: Any, by: str, row: str, said: str) -> None:
    """Names at the left, what is counted at the right, a heading over each group.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Shares of children in percent along its x axis.
    frame : pandas.DataFrame
        As `placed` gives it.
    by, row, said : str
        The columns with the group, the name and the words at the right edge of each row.
    """
    ax.set_yticks(frame.y, frame[row].map(_in_lines))
    for place, words in zip(frame.y, frame[said], strict=True):
        ax.text(1.02, place, words, transform=ax.get_yaxis_transform(), va="center")
    for name, first in frame.groupby(by, sort=False).y.max().items():
        ax.text(0, first + 1, name, va="center", family="Inter Book", weight=600, in_layout=False)
    ax.set(xlim=(-3, 103), ylim=(frame.y.min() - 0.7, frame.y.max() + 1.6), xlabel="%", ylabel="")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    # The letters of a browser may be a little wider than those that were measured here.
    ax.figure.get_layout_engine().set(rect=(0, 0, 0.97, 1))
