"""Colours and verdict marks: the one place where either is defined.

The marks of a figure and of a badge say the same thing everywhere: what is printed is a hollow
diamond, what is determined a filled circle, a set of possible values a band from its smallest to
its largest, what is left without an assumption an open band.

Each colour has a name in the style sheet too (``book/_static/house.css``), where the dark mode
has its own; the values here are for light paper, at least 4.5 to 1 against white, and differ in
lightness, so that they stay apart in grey.
"""

from __future__ import annotations

from typing import Any

from printed.book import figures
from printed.book.marks import VERDICTS, Mark

__all__ = ["PALETTE", "VERDICTS", "WIDTH", "Mark", "colour", "use"]

# What each colour of the book's figures stands for in this one.
PALETTE = {
    "treated": figures.COLOURS["first"],
    "registry": figures.COLOURS["second"],
    "literature": figures.COLOURS["third"],
    "accent": figures.COLOURS["accent"],
    "faint": figures.COLOURS["faint"],
}
INK, PAPER = figures.INK, figures.PAPER


# In inches. A phone shows a figure at about two thirds of its size: wider would be illegible.
WIDTH = 5.8
_RC: dict[str, Any] = figures.STYLE | {
    "figure.figsize": (WIDTH, 3.6),
    "axes.labelsize": 11.5,
    "axes.titlesize": 12,
    "font.family": "DejaVu Sans",
    "font.size": 11.5,
    "xtick.labelsize": 11,
    "ytick.labelsize": 11,
    "legend.fontsize": 10.5,
    "svg.fonttype": "path",
}


def use() -> None:
    """Let matplotlib, and seaborn on top of it, draw in the house style from here on."""
    import matplotlib as mpl
    from cycler import cycler

    settings: Any = mpl.rcParams  # typed by its keys; ours are plain text
    settings.update(_RC)
    colours = [PALETTE[name] for name in ("treated", "registry", "accent", "literature")]
    settings["axes.prop_cycle"] = cycler(color=colours)


def colour(group: str) -> str:
    """The colour of a group, or of a part of a figure, for drawing on light paper.

    >>> colour("treated")
    '#0b3f7a'
    """
    from printed.errors import InputError

    if group not in PALETTE:
        raise InputError(f"unknown colour {group!r}; one of {', '.join(PALETTE)}")
    return PALETTE[group]
