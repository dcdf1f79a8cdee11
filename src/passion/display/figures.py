"""Figures as inline SVG: they follow the page into dark mode, stay sharp, and say what they show.

The bytes depend on the drawing alone: no date, no random ids, letters as outlines of the font
that comes with matplotlib.
"""

from __future__ import annotations

from typing import Any

from passion.display import style
from printed.book.figures import check_alt, inline_svg
from printed.book.objects import Html
from printed.book.tables import check_id, prose
from printed.errors import InputError


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
    check_alt(alt, id)
    source = ""
    if data is not None:
        check_id(data)
        source = f' <a class="figure-inline__data" href="#{data}">Its numbers</a>'
    return Html(
        f'<figure class="figure-inline" id="{id}">\n{inline_svg(fig, id, alt, letters="path")}\n'
        f"<figcaption>{prose(caption)}{source}</figcaption>\n</figure>",
        alt.strip(),
    )


def picture(fig: Any, *, id: str, alt: str) -> Html:
    """A drawn figure without a caption, for a prose page to carry by glue, and close it.

    Parameters are those of `figure`; the page says around it what it shows.
    """
    check_id(id)
    check_alt(alt, id)
    svg = inline_svg(fig, id, alt, letters="path")
    return Html(f'<span class="picture" id="{id}">{svg}</span>', alt.strip())
