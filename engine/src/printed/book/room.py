"""Room for the words of a figure, on a desk and on a phone: they are neither cut nor overlaid."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

LEAST = 12  # points: 11 pixels on the smallest phone
ROW = 26  # letters in a line of a row's name, on a phone
APART = 2  # pixels at least between two names on an axis


def stack_legends(fig: Any) -> None:
    """Legends that stand above their axes get one entry a line, from the left edge on."""
    from matplotlib.transforms import blended_transform_factory as blended

    for ax in fig.axes:
        legend = ax.get_legend()
        if legend is not None and legend._ncols > 1:  # its number of columns cannot be set later
            labels = [text.get_text() for text in legend.get_texts()]
            ax.legend(
                legend.legend_handles, labels, loc="lower left", bbox_to_anchor=(0, 1),
                bbox_transform=blended(fig.transFigure, ax.transAxes),
                fontsize=LEAST, title=legend.get_title().get_text() or None,
            )  # fmt: skip


def wrap_names(fig: Any) -> None:
    """Long names of rows take several lines, those of columns one line a word where they touch."""
    for ax in fig.axes:
        rows = _names(ax.yaxis)
        wrapped = [_in_lines(name.get_text()) for _, name in rows]
        if any(name.get_text() != lines for (_, name), lines in zip(rows, wrapped, strict=True)):
            ax.set_yticks([place for place, _ in rows], wrapped)
    fig.draw_without_rendering()
    for ax in fig.axes:
        columns = _names(ax.xaxis)
        if any(ratio > 1 for ratio, _ in _crowded(columns, "width")):
            ax.set_xticks(
                [place for place, _ in columns],
                [name.get_text().replace(" ", "\n") for _, name in columns],
            )


def raise_rows(fig: Any) -> None:
    """Let a drawn figure grow until the names of its rows stand apart."""
    more = 0.0
    for ax in fig.axes:
        ratio = max((ratio for ratio, _ in _crowded(_names(ax.yaxis), "height")), default=1)
        more += ax.bbox.height * max(ratio - 1, 0)
    if more:
        width, height = fig.get_size_inches()
        fig.set_size_inches(width, height + more / fig.dpi)
        fig.draw_without_rendering()


def cut_off(fig: Any) -> str:
    """The first words beside a drawing's data that its edge would cut, if any."""
    from matplotlib.text import Text

    edge = fig.bbox.padded(2)
    for ax in fig.axes:
        # A title may stand left, right or in the middle: three texts, of which one has words.
        own = [child for child in ax.get_children() if isinstance(child, Text)]
        for text in (*own, ax.xaxis.label, ax.yaxis.label):
            said = text.get_text()
            if said and text.get_visible():
                box = text.get_window_extent()
                if box.x0 < edge.x0 or box.x1 > edge.x1 or box.y0 < edge.y0 or box.y1 > edge.y1:
                    return str(said)
    return ""


def on_each_other(fig: Any) -> str:
    """The first name on an axis of a drawn figure that lies on its neighbour, if any."""
    for ax in fig.axes:
        for axis, along in ((ax.xaxis, "width"), (ax.yaxis, "height")):
            for ratio, said in _crowded(_names(axis), along, apart=0):
                if ratio > 1.01:  # a hundredth of a letter is not seen
                    return said
    return ""


def _in_lines(name: str) -> str:
    """A name in lines that a phone has room for; lines that it has already are kept."""
    return "\n".join(
        "\n".join(textwrap.wrap(line, ROW, break_long_words=False)) for line in name.split("\n")
    )


def _names(axis: Any) -> list[tuple[float, Any]]:
    """What stands on an axis, level and in sight, with its places, in their order."""
    low, high = sorted(axis.get_view_interval())
    return sorted(
        (
            (tick.get_loc(), tick.label1)
            for tick in axis.get_major_ticks()
            if tick.label1.get_visible()
            and tick.label1.get_text()
            and not tick.label1.get_rotation() % 180
            and low <= tick.get_loc() <= high
        ),
        key=lambda name: name[0],
    )


def _crowded(
    names: Sequence[tuple[float, Any]], along: str, apart: float = APART
) -> Iterator[tuple[float, str]]:
    """For each two neighbours the room that they need over the room that they have."""
    at = 0 if along == "width" else 1
    boxes = [name.get_window_extent() for _, name in names]
    for (_, name), one, other in zip(names[1:], boxes, boxes[1:], strict=False):
        needs = (one.size[at] + other.size[at]) / 2 + apart
        has = abs((one.min + one.max - other.min - other.max)[at]) / 2
        yield needs / max(has, 0.1), name.get_text()
