"""The picture of the parts: one box each in their order, arcs from a part down to what it uses.

The drawing is as wide as a phone's column and takes its colors from the page, in light and dark.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from passion import architecture
from passion.display import table
from passion.display.style import PALETTE

WIDTH, ROW, BOX, LEFT = 340, 25, 19, 118  # in units of the drawing
DEEPEST = WIDTH - LEFT - 6


def page(
    uses: Mapping[str, set[str]] | None = None, purposes: Mapping[str, str] | None = None
) -> str:
    """The figure and its table, as HTML that the page on the architecture takes in.

    Parameters
    ----------
    uses, purposes : mapping, optional
        As `architecture.uses` and `architecture.purposes` give them.
    """
    uses = architecture.uses() if uses is None else uses
    purposes = architecture.purposes() if purposes is None else purposes
    order = [name for name in reversed(architecture.ORDER) if name in uses]
    rows = [
        {
            "Part": name,
            "What it holds": purposes[name].replace("``", "").replace("`", ""),
            "Uses": ", ".join(other for other in order if other in uses[name]),
        }
        for name in order
    ]
    parts = table(
        rows,
        id="parts",
        caption="Each part, what it holds, and which parts below it it uses.",
        stack=True,
    )
    return (
        f'<figure class="figure-inline" id="architecture">\n{svg(order, uses)}\n'
        "<figcaption>Every part stands on parts below it, and on none above it. "
        '<a class="figure-inline__data" href="#parts">The same as a table</a></figcaption>\n'
        f"</figure>\n{parts.html}\n"
    )


def alternative(order: list[str], direct: Mapping[str, set[str]]) -> str:
    """The picture in words: each part and what it rests on directly."""
    said = [
        f"{name} uses {', '.join(other for other in order if other in direct[name])}"
        for name in order
        if direct[name]
    ]
    base = [name for name in order if not direct[name]]
    return f"From top to bottom: {'; '.join(said)}. {' and '.join(base)} use no other part."


def svg(order: list[str], uses: Mapping[str, set[str]]) -> str:
    """The drawing: boxes from the top of the order to its bottom, and an arc for each direct use.

    Parameters
    ----------
    order : list of str
        The parts, top first.
    uses : mapping of str to set of str
    """
    direct = architecture.direct(uses)
    place = {name: 4 + ROW * row + BOX / 2 for row, name in enumerate(order)}
    longest = max(len(order) - 1, 1)
    arcs = []
    for name in order:
        for other in sorted(direct[name], key=order.index):
            span = (order.index(other) - order.index(name)) / longest
            # A wide arc for a long way: two arcs never lie on each other.
            depth = 14 + (DEEPEST - 14) * span**0.8
            arcs.append(_arc(place[name], place[other], depth, name in architecture.ALONE))
    boxes = [_box(name, place[name], name in architecture.ALONE) for name in order]
    height = 8 + ROW * len(order)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" role="img"'
        f' viewBox="0 0 {WIDTH} {height}" aria-label="{escape(alternative(order, direct))}"'
        f' style="width: 100%; max-width: 30rem; height: auto; fill: currentColor;'
        f' font-family: inherit">\n' + "\n".join([*arcs, *boxes]) + "\n</svg>"
    )


def _color(alone: bool) -> str:
    name = "accent" if alone else "treated"
    return f"var(--passion-{name}, {PALETTE[name]})"


def _arc(start: float, end: float, depth: float, alone: bool) -> str:
    """From the lower half of a box to the upper half of another one below it."""
    top, bottom = start + 3, end - 3
    color = _color(alone)
    reach = LEFT + depth * 4 / 3  # the control points; the curve itself goes three quarters as far
    return (
        f'<path d="M{LEFT} {top:g}C{reach:.1f} {top:g} {reach:.1f} {bottom:g} {LEFT + 6}'
        f' {bottom:g}" fill="none" stroke="{color}" stroke-width="1.3" opacity="0.85"/>'
        f'<path d="M{LEFT + 1} {bottom:g}l7 -3.2v6.4z" fill="{color}"/>'
    )


def _box(name: str, middle: float, alone: bool) -> str:
    dashes = "" if alone else ' stroke-dasharray="4 2.5"'
    return (
        f'<rect x="1" y="{middle - BOX / 2:g}" width="{LEFT - 1}" height="{BOX}" rx="3"'
        f' fill="none" stroke="{_color(alone)}" stroke-width="1.5"{dashes}/>'
        f'<text x="{(LEFT + 1) / 2:g}" y="{middle + 4.2:g}" font-size="12.5"'
        f' text-anchor="middle" font-weight="600">{escape(name)}</text>'
    )
