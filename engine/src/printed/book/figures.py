"""Figures of a book: one house style, children drawn as children, ranges as ranges.

What has axes is matplotlib or seaborn, shown as inline SVG with real text: it follows the page
into dark mode, can be searched and selected, and is laid out twice, for a desk and for a phone,
so that its letters are never small. Counts of children and possible numbers are HTML, made of
letters that say the same where there is no style sheet.

The bytes depend on the drawing alone: no date, no random ids.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from printed.book import room
from printed.book.objects import Html
from printed.book.room import LEAST
from printed.book.typography import inline
from printed.errors import InputError
from printed.sets import CompatibleSet, Count

STATIC = Path(__file__).with_name("static")
# Names for light paper; ``static/page.css`` has each for the dark mode too. Blue and orange stay
# apart for every common colour blindness, and in grey.
COLOURS = {
    "first": "#0b3f7a",
    "second": "#b85c00",
    "third": "#5f6b76",
    "accent": "#00695c",
    "faint": "#9aa5af",
}
INK, PAPER = "#000000", "#ffffff"
# In inches: the column of a desktop and of a phone, so that a point is about a pixel.
WIDE, NARROW = 10.6, 4.9
# In place of numbers of lines; the letters of a figure are those of the page.
STYLE: dict[str, Any] = {
    "figure.figsize": (WIDE, 3.6),
    "figure.facecolor": "none",
    "figure.constrained_layout.use": True,
    "axes.facecolor": "none",
    "axes.edgecolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.labelsize": 13,
    "axes.titlesize": 13,
    "axes.titlelocation": "left",
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "font.family": ["Inter Book", "DejaVu Sans"],
    "font.size": 13,
    "xtick.labelsize": LEAST,
    "ytick.labelsize": LEAST,
    "xtick.major.width": 0.8,
    "ytick.major.width": 0.8,
    "legend.frameon": False,
    "legend.fontsize": LEAST,
    "lines.linewidth": 1.6,
    "grid.color": COLOURS["faint"],
    "grid.linewidth": 0.5,
    "grid.alpha": 0.5,
    "savefig.facecolor": "none",
    "svg.fonttype": "none",
}
_OPENING = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_BACKGROUND = re.compile(r'\s*<g id="patch_\d+">\s*<path d="[^"]*" style="fill: none"/>\s*</g>')
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_ID = re.compile(r'\bid="([^"]+)"')
# Places on paper to a hundredth of a point: no eye sees more, and a page weighs a third less.
_PLACES = re.compile(r'\s(?:d|x|y|points|transform)="[^"]*"')
_FINER = re.compile(r"(\.\d\d)\d+")
_REFERENCE = re.compile(r'(href="#|url\(#)([^")]+)')
_COLOUR = re.compile(r"(fill|stroke): ?(#[0-9a-f]{6})")


def use() -> None:
    """Let matplotlib, and seaborn on top of it, draw in the house style from here on."""
    import matplotlib as mpl
    from cycler import cycler
    from matplotlib import font_manager

    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for file in sorted(map(str, STATIC.glob("fonts/*.otf"))):
        if file not in known:
            font_manager.fontManager.addfont(file)
    settings: Any = mpl.rcParams  # typed by its keys; ours are plain text
    settings.update(STYLE)
    settings["axes.prop_cycle"] = cycler(color=[*COLOURS.values()])


def colour(name: str) -> str:
    """One of the colours, for drawing on light paper.

    >>> colour("first")
    '#0b3f7a'
    """
    if name not in COLOURS:
        raise InputError(f"unknown colour {name!r}; one of {', '.join(COLOURS)}")
    return COLOURS[name]


def colours(*names: str) -> list[str]:
    """Several of the colours, for the palette of seaborn."""
    return [colour(name) for name in names]


def check_alt(alt: str, name: str) -> None:
    """Refuse an alternative text that is missing or a mere name."""
    if len(alt.split()) < 5:
        raise InputError(f"figure {name!r} needs an alternative text that carries its finding")


# ------------------------------------------------------------------ matplotlib and seaborn


def legend_above(ax: Any, columns: int = 3) -> None:
    """The legend that seaborn has drawn, above the axes from their left edge on, without a title.

    >>> import seaborn as sns
    >>> ax = sns.scatterplot(x=[1, 2], y=[1, 2], hue=["a", "b"])
    >>> legend_above(ax, 2)
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['a', 'b']
    """
    import seaborn as sns

    sns.move_legend(ax, "lower left", bbox_to_anchor=(0, 1), ncols=columns, title=None)


def shaded(cells: Any, words: Any, ax: Any, *, most: float, hue: str = "first") -> None:
    """A table drawn: each cell with its words, on a ground that is darker the more it holds.

    Parameters
    ----------
    cells, words : pandas.DataFrame
        Numbers from 0 on, and what stands for them.
    ax : matplotlib.axes.Axes
    most : float
        What would be the full colour; about twice the largest number keeps words readable.
    hue : str
        One of `COLOURS`.

    Examples
    --------
    >>> import pandas as pd
    >>> from matplotlib import pyplot as plt
    >>> cells, (fig, ax) = pd.DataFrame({"a half": [0.8]}, index=["all"]), plt.subplots()
    >>> shaded(cells, cells.map("{:.0%}".format), ax, most=1.7)
    >>> [text.get_text() for text in ax.texts]
    ['80%']
    """
    import seaborn as sns

    sns.heatmap(
        cells, annot=words, fmt="", cmap=sns.light_palette(colour(hue), as_cmap=True), vmin=0,
        vmax=most, cbar=False, annot_kws={"color": "#111111"}, linewidths=1, ax=ax,
    )  # fmt: skip
    ax.tick_params(length=0)


def responsive(fig: Any, name: str, alt: str) -> str:
    """A drawn figure as SVG twice, for a desk and for a phone, and close it.

    The same artists are laid out anew at each width; a style sheet shows the one that fits. On a
    phone legends stand below each other, long names take two lines, and rows get the height that
    their names need. Without a style sheet the first is seen.

    Raises
    ------
    InputError
        If it does not fit the width of a phone, words would be cut off at its edge, or names on an
        axis would lie on each other.
    """
    from matplotlib.text import Text

    for text in fig.findobj(Text):
        text.set_fontsize(max(text.get_fontsize(), LEAST))
    height = fig.get_size_inches()[1]
    drawn = []
    for kind, width, hidden in (("wide", WIDE, ""), ("narrow", NARROW, ' style="display:none"')):
        fig.set_size_inches(width, height)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                if kind == "narrow":
                    room.stack_legends(fig)
                    room.wrap_names(fig)
                fig.draw_without_rendering()
                room.raise_rows(fig)
                if cut := room.cut_off(fig):
                    raise InputError(f"figure {name!r}: {cut!r} is cut off at {width} inches")
                if over := room.on_each_other(fig):
                    raise InputError(
                        f"figure {name!r}: {over!r} lies on its neighbour at {width} inches"
                    )
                svg = inline_svg(fig, f"{name}-{kind}", alt, close=kind == "narrow")
            except UserWarning as warning:
                raise InputError(
                    f"figure {name!r} does not fit {width} inches, shorten its labels: {warning}"
                ) from None
        drawn.append(f'<div class="panel__{kind}"{hidden}>{svg}</div>')
    return "\n".join(drawn)


def inline_svg(fig: Any, id: str, alt: str, *, close: bool = True) -> str:
    """The drawing as an ``<svg>`` element that can stand in a page beside others.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    id : str
        Goes before every id within, so that two figures of a page never share one.
    alt : str
        Its accessible name.
    close : bool
        Whether nothing more is to be drawn.

    Returns
    -------
    str
    """
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": id, "svg.fonttype": "none"}):
        fig.savefig(buffer, format="svg", metadata={"Date": None}, facecolor="none")
    if close:
        plt.close(fig)
    svg = buffer.getvalue()
    opening = _OPENING.search(svg)
    if opening is None:
        raise InputError(f"figure {id!r} could not be drawn")
    view = re.search(r'viewBox="([^"]+)"', opening.group())
    width = re.search(r'width="([\d.]+)pt"', opening.group())
    if view is None or width is None:
        raise InputError(f"figure {id!r} could not be drawn")
    body = _METADATA.sub("", svg[opening.end() :])
    body = _BACKGROUND.sub("", body)
    body = _ID.sub(rf'id="{id}-\1"', body)
    body = _REFERENCE.sub(rf"\g<1>{id}-\2", body)
    body = _COLOUR.sub(_themed, body)
    body = _PLACES.sub(lambda found: _FINER.sub(r"\1", found.group()), body)
    # matplotlib writes no colour for what is black: it inherits the text's.
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' class="drawing" viewBox="{view.group(1)}" role="img" aria-label="{escape(alt.strip())}"'
        f' style="width: 100%; max-width: {width.group(1)}pt; height: auto; fill: currentColor">'
    )
    return head + body.strip()


def _themed(match: re.Match[str]) -> str:
    """A colour by its name, so that the style sheet can change it in dark mode."""
    what, value = match.groups()
    if value == INK:
        return f"{what}: currentColor"
    if value == PAPER:
        return f"{what}: var(--book-paper, {value})"
    for name, known in COLOURS.items():
        if value == known:
            return f"{what}: var(--book-{name}, {value})"
    return match.group()


# ------------------------------------------------------------------ children, strips, ranges

# How to read them, for the note below a figure.
KEY_CHILDREN = (
    "A dot is a child: filled with the sign, half filled if open, hollow without, dotted if not "
    "counted."
)
KEY_STRIP = "A box is a possible number, filled if it fits; none is more probable than another."
# What a child is drawn as where there is no style sheet; with one, as a disc.
_CHILD = {"with": "●", "maybe": "◐", "without": "○", "uncounted": "·"}


def children(
    k: int | tuple[int, int],
    n: int | tuple[int, int],
    *,
    label: str,
    of: int | None = None,
    colour: str = "first",
    said: str = "",
) -> Html:
    """So many children, each drawn: filled with the sign, half where that is open, else hollow.

    Parameters
    ----------
    k, n : int or (int, int)
        Those with the sign, and those counted; the smallest and largest number where several fit.
    label : str
        Whose children they are.
    of : int, optional
        All children of the group; who is not counted is dotted.
    colour : str
        One of `COLOURS`.
    said : str, optional
        In place of "k of n".

    Examples
    --------
    >>> children(4, 10, label="treated")
    treated: 4 of 10
    >>> children((1, 3), 5, of=6, label="registry")
    registry: 1 to 3 of 5
    """
    some, counted = _ends(k), _ends(n)
    every = max(counted[1], of or 0)
    if not 0 <= some[0] <= some[1] <= counted[1] or counted[0] > counted[1]:
        raise InputError(f"{label}: {k} of {n} cannot be drawn as children")
    words = said or f"{_between(some)} of {_between(counted)}"
    kinds = [_kind(child, some, counted) for child in range(every)]
    dots = "".join(f'<i class="{kind}">{_CHILD[kind]}</i>' for kind in kinds)
    return Html(
        f'<span class="children"><span class="children__group">{inline(label)}</span> '
        f'<span class="dots" style="--c: var(--book-{_known(colour)}); --of: {every}"'
        f' aria-hidden="true">{dots}</span> '
        f'<b class="children__said">{inline(words)}</b></span>',
        f"{label}: {words}",
    )


def children_among(
    counts: CompatibleSet[Count], *, label: str, of: int, colour: str = "first", said: str = ""
) -> Html:
    """Children where several counts fit: filled up to the fewest, half filled up to the most.

    Parameters
    ----------
    counts : CompatibleSet of Count
        Every count that fits; for none, all children are dotted.
    label, of, colour, said
        As for `children`.

    Examples
    --------
    >>> fit = CompatibleSet([Count(26, 32), Count(29, 36)])
    >>> children_among(fit, label="registry", of=39)
    registry: 26 of 32 or 29 of 36
    >>> children_among(CompatibleSet([]), label="registry", of=39)
    registry: none fits
    """
    if not counts:
        return children(0, 0, label=label, of=of, colour=colour, said=said or "none fits")
    k, n = ((min(ends), max(ends)) for ends in zip(*counts, strict=True))
    return children(k, n, label=label, of=of, colour=colour, said=said or counts.describe())


def _ends(value: int | tuple[int, int]) -> tuple[int, int]:
    return (int(value[0]), int(value[1])) if isinstance(value, tuple) else (int(value),) * 2


def _between(ends: tuple[int, int]) -> str:
    return str(ends[0]) if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def _kind(child: int, k: tuple[int, int], n: tuple[int, int]) -> str:
    if child < k[0]:
        return "with"
    if child < k[1]:
        return "maybe"
    return "without" if child < n[0] else "uncounted"


def strip(left: Iterable[int], most: int, *, label: str, hint: str = "", said: str = "") -> Html:
    """A box for each possible number from 1 on; filled are those that fit.

    Parameters
    ----------
    left : iterable of int
        The numbers that fit.
    most : int
        The largest that is possible.
    label, hint : str
        What is known at this step, and more of it in small letters.
    said : str, optional
        In place of "only 36", "31 or 36", "8 left".

    Examples
    --------
    >>> strip([32, 36, 37], 39, label="P=0.02 too")
    P=0.02 too: 32, 36 or 37
    """
    kept = sorted(set(left))
    words = said or _left(kept)
    alone = " one" if len(kept) == 1 else ""
    boxes = "".join(
        f'<i class="on{alone}">{n}</i>' if n in kept else "<i>·</i>" for n in range(1, most + 1)
    )
    told = f"{', '.join(map(str, kept)) or 'none'} of 1 to {most}"
    more = f' <span class="step__hint">{inline(hint)}</span>' if hint else ""
    return Html(
        f'<span class="step"><span class="step__name"><b>{inline(label)}</b>{more}</span> '
        f'<b class="step__left">{inline(words)}</b> '
        f'<span class="strip" style="--of: {most}" role="img" aria-label="{told}">{boxes}</span>'
        "</span>",
        f"{label}{f' ({hint})' if hint else ''}: {words}",
    )


def _left(kept: Sequence[int]) -> str:
    if not kept:
        return "none left"
    if len(kept) == 1:
        return f"only {kept[0]}"
    if len(kept) < 4:
        return f"{', '.join(map(str, kept[:-1]))} or {kept[-1]}"
    return f"{len(kept)} left"


def strips(steps: Iterable[Html], most: int) -> Html:
    """Strips below each other, with their common axis."""
    drawn = list(steps)
    ticks = [1, *range(10, most - 4, 10), most]
    marks = " ".join(f'<span style="--n: {n}">{n}</span>' for n in ticks)
    axis = f'<span class="strip__axis" style="--of: {most}" aria-hidden="true">{marks}</span>'
    return Html(
        f'<span class="panel steps">{"".join(step.html for step in drawn)}{axis}</span>',
        "; ".join(step.plain for step in drawn),
    )


def span(low: float, high: float, *, within: tuple[float, float], label: str, said: str) -> Html:
    """A range drawn as a range: a bar between its ends, on a line from one limit to the other.

    Examples
    --------
    >>> span(0, 31, within=(0, 100), label="95% interval", said="0% to 31%")
    95% interval: 0% to 31%
    """
    least, most = within
    if not least <= low <= high <= most or least == most:
        raise InputError(f"{label}: {low} to {high} does not lie within {least} to {most}")
    left, width = ((value / (most - least)) * 100 for value in (low - least, high - low))
    return Html(
        f'<span class="step"><span class="step__name"><b>{inline(label)}</b></span> '
        f'<b class="step__left">{inline(said)}</b> '
        f'<span class="span" aria-hidden="true"><i style="left: {left:.4g}%; '
        f'width: {width:.4g}%"></i></span></span>',
        f"{label}: {said}",
    )


def side_by_side(groups: Mapping[str, Sequence[Html]]) -> Html:
    """Groups of drawings beside each other, below each other on a phone.

    Parameters
    ----------
    groups : mapping of str to sequence of Html
        A heading, after a ``|`` more of it in small letters, and what is drawn below it.
    """
    parts = []
    for heading, drawn in groups.items():
        name, _, more = heading.partition("|")
        small = f' <span class="step__hint">{inline(more.strip())}</span>' if more else ""
        parts.append(
            f'<span class="group"><span class="group__name">{inline(name.strip())}{small}</span> '
            f"{''.join(piece.html for piece in drawn)}</span>"
        )
    told = "; ".join(
        f"{', '.join(map(str.strip, heading.split('|')))}: "
        + ", ".join(piece.plain for piece in drawn)
        for heading, drawn in groups.items()
    )
    return Html(f'<span class="groups">{"".join(parts)}</span>', told)


def _known(name: str) -> str:
    colour(name)
    return name
