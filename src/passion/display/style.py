"""Colours and verdict marks: the one place where either is defined.

Each colour has a name in the style sheet too (``book/_static/house.css``), where the dark mode
has its own; the values here are for light paper, at least 4.5 to 1 against white, and differ in
lightness, so that they stay apart in grey.
"""

from __future__ import annotations

from printed.book import figures
from printed.book.marks import VERDICTS, Mark

__all__ = ["PALETTE", "VERDICTS", "Mark", "colour"]

# What each colour of the book's figures stands for in this one.
PALETTE = {
    "treated": figures.COLOURS["first"],
    "registry": figures.COLOURS["second"],
    "literature": figures.COLOURS["third"],
    "accent": figures.COLOURS["accent"],
    "faint": figures.COLOURS["faint"],
}


def colour(group: str) -> str:
    """The colour of a group, or of a part of a figure, for drawing on light paper.

    >>> colour("treated")
    '#0b3f7a'
    """
    from printed.errors import InputError

    if group not in PALETTE:
        raise InputError(f"unknown colour {group!r}; one of {', '.join(PALETTE)}")
    return PALETTE[group]
