"""The marks of a figure, which mean the same wherever they stand.

A hollow diamond is what is printed; a filled circle is a value that the printed numbers
determine; a band runs from the smallest to the largest value that they leave; an open band is
what is left when an assumption is dropped; a line with caps is a confidence interval. A set of
possible values is never drawn as a point.
"""

from __future__ import annotations

from typing import Any

from passion.display.style import colour
from printed.book.figures import INK, PAPER

BAND = 0.34
LABELS = {
    "printed": "printed",
    "determined": "determined",
    "possible": "all values left open",
    "relaxed": "left without an assumption",
    "interval": "95% interval",
}


def printed(ax: Any, x: float, y: float, group: str = "treated") -> Any:
    """A hollow diamond at a printed number."""
    return ax.plot(
        [x], [y], marker="D", markersize=8, linestyle="none", markerfacecolor=PAPER,
        markeredgecolor=colour(group), markeredgewidth=1.6, zorder=4,
    )[0]  # fmt: skip


def determined(ax: Any, x: float, y: float, group: str = "treated") -> Any:
    """A filled circle at a value that the printed numbers determine."""
    return ax.plot(
        [x], [y], marker="o", markersize=8.5, linestyle="none", color=colour(group), zorder=5
    )[0]


def possible(
    ax: Any, low: float, high: float, y: float, group: str = "treated", height: float = BAND
) -> Any:
    """A band from the smallest to the largest value that is left open."""
    return ax.barh(
        y, high - low, left=low, height=height, color=colour(group), alpha=0.75,
        edgecolor=colour(group), linewidth=1, zorder=3,
    )[0]  # fmt: skip


def relaxed(
    ax: Any, low: float, high: float, y: float, group: str = "treated", height: float = BAND
) -> Any:
    """An open band: what is left when an assumption is dropped."""
    return ax.barh(
        y, high - low, left=low, height=height, facecolor="none", edgecolor=colour(group),
        linewidth=1.4, zorder=2,
    )[0]  # fmt: skip


def interval(ax: Any, low: float, high: float, y: float, group: str = "treated") -> Any:
    """A thin line with caps: a confidence interval, which is no set of possible values."""
    return ax.errorbar(
        [(low + high) / 2], [y], xerr=[(high - low) / 2], fmt="none", ecolor=colour(group),
        elinewidth=1.5, capsize=5, capthick=1.5, zorder=2,
    )  # fmt: skip


def value(ax: Any, span: Any, y: float, group: str = "treated", height: float = BAND) -> Any:
    """What a compatible set says of a quantity: a circle if one value is left, else a band.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    span : object with ``minimum`` and ``maximum``, or a pair
        The range, for instance of a verdict's ``recomputed``.
    y : float
        The row.
    group : str
        Names the colour.
    height : float
        Of the band, in rows.
    """
    low, high = (
        (span.minimum, span.maximum) if hasattr(span, "minimum") else (span[0], span[1])
    )
    if low == high:
        return determined(ax, float(low), y, group)
    return possible(ax, float(low), float(high), y, group, height)


def legend(ax: Any, *kinds: str, **options: Any) -> Any:
    """A legend of the marks in use, in neutral ink: colour says the group, shape the kind.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Any axes of the figure; the legend stands below them all.
    kinds : str
        Of ``printed``, ``determined``, ``possible``, ``relaxed``, ``interval``.
    options
        For ``Figure.legend``.
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    grey = colour("literature")
    handles = {
        "printed": Line2D([], [], marker="D", ls="none", ms=8, mfc=PAPER, mec=INK, mew=1.4),
        "determined": Line2D([], [], marker="o", ls="none", ms=8.5, color=INK),
        "possible": Patch(facecolor=grey, alpha=0.75, edgecolor=grey),
        "relaxed": Patch(facecolor="none", edgecolor=INK, linewidth=1.4),
        "interval": Line2D([], [], color=INK, lw=1.5, marker="|", ms=9, mew=1.5),
    }
    chosen = [handles[kind] for kind in kinds]
    defaults: dict[str, Any] = {
        "loc": "outside lower center", "ncols": min(len(kinds), 2),
        "handlelength": 1.6, "columnspacing": 1.4,
    }  # fmt: skip
    return ax.figure.legend(chosen, [LABELS[kind] for kind in kinds], **(defaults | options))
