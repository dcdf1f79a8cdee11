"""Figures as inline SVG: they follow the page into dark mode, stay sharp, and say what they show.

The bytes depend on the drawing alone: no date, no random ids, letters as outlines of the font
that comes with matplotlib.
"""

from __future__ import annotations

import io
import re
from html import escape
from typing import Any

from passion.display import style
from passion.display.objects import Html
from passion.display.tables import check_id, prose
from printed.errors import InputError

_OPENING = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_BACKGROUND = re.compile(r'\s*<g id="patch_\d+">\s*<path d="[^"]*" style="fill: none"/>\s*</g>')
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_ID = re.compile(r'\bid="([^"]+)"')
_REFERENCE = re.compile(r'(href="#|url\(#)([^")]+)')
_COLOUR = re.compile(r"(fill|stroke): ?(#[0-9a-f]{6})")


def axes(height: float = 3.6, **options: Any) -> tuple[Any, Any]:
    """A figure in the house style and its axes.

    Parameters
    ----------
    height : float
        In inches; the width is fixed, so that letters have one size throughout the book and
        can be read on a phone.
    options
        For ``matplotlib.pyplot.subplots``.

    Returns
    -------
    figure, axes
    """
    from matplotlib import pyplot as plt

    style.use()
    return plt.subplots(figsize=(style.WIDTH, height), **options)


def figure(fig: Any, *, id: str, caption: str, alt: str, data: str | None = None) -> Html:
    """A drawn figure as the book shows it, and close it.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    id : str
        Lower case and hyphens, one of its kind on the page.
    caption : str
        The finding in one sentence (may hold inline HTML of `display`).
    alt : str
        What one would say to somebody who cannot see it, with the numbers.
    data : str
        The id of the table, on the same page, that holds what is drawn. A test of the pages
        wants one for every figure: pictures are not compared, tables are.

    Returns
    -------
    Html
        Its plain text is the alternative text.

    Raises
    ------
    InputError
        For a bad id, an empty caption or an alternative text that is missing or a mere name.
    """
    check_id(id)
    if not caption.strip():
        raise InputError(f"figure {id!r} has no caption: say what it shows")
    if len(alt.split()) < 5:
        raise InputError(f"figure {id!r} needs an alternative text that carries its finding")
    source = ""
    if data is not None:
        check_id(data)
        source = f' <a class="figure-inline__data" href="#{data}">Its numbers</a>'
    return Html(
        f'<figure class="figure-inline" id="{id}">\n{inline_svg(fig, id, alt)}\n'
        f"<figcaption>{prose(caption)}{source}</figcaption>\n</figure>",
        alt.strip(),
    )


def picture(fig: Any, *, id: str, alt: str) -> Html:
    """A drawn figure without a caption, for a prose page to carry by glue, and close it.

    Parameters are those of `figure`; the page says around it what it shows.
    """
    check_id(id)
    if len(alt.split()) < 5:
        raise InputError(f"picture {id!r} needs an alternative text that carries its finding")
    return Html(f'<span class="picture" id="{id}">{inline_svg(fig, id, alt)}</span>', alt.strip())


def inline_svg(fig: Any, id: str, alt: str) -> str:
    """The drawing as an ``<svg>`` element that can stand in a page beside others.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        Closed afterwards.
    id : str
        Goes before every id within, so that two figures of a page never share one.
    alt : str
        Its accessible name.

    Returns
    -------
    str
    """
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": id, "svg.fonttype": "path"}):
        fig.savefig(buffer, format="svg", metadata={"Date": None}, facecolor="none")
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
    if value == style.INK:
        return f"{what}: currentColor"
    if value == style.PAPER:
        return f"{what}: var(--passion-paper, {value})"
    for name, known in style.PALETTE.items():
        if value == known:
            return f"{what}: var(--passion-{name}, {value})"
    return match.group()
