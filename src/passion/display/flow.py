"""A flow diagram of cohorts, drawn from data as SVG: what is not known is drawn as not known.

The drawing is 340 units wide, the width of a phone's column, so its letters are as large there
as the text around it. Colours and letters are the page's own, in light and in dark mode.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from passion.display.style import PALETTE
from printed.book.objects import Html
from printed.book.tables import check_id, prose
from printed.book.typography import inline
from printed.errors import InputError

WIDTH, GAP, PAD = 340, 12, 8
TITLE = 16.0  # what the titles of the columns take
STAGE = 34  # room above a stage, for its name and the arrow
BETWEEN = 6  # room between two boxes of one stage
# What stands in a box: size, line height and letters that fit on a line, and its style.
LABEL = (12, 15, 22)
COUNT = (16, 20, 17), 'font-weight="700"'
UNKNOWN = (11, 14, 25), 'font-style="italic"'
NOTE = (11, 14, 25), 'font-weight="400"'


@dataclass(frozen=True)
class Step:
    """One box of a flow diagram.

    Parameters
    ----------
    label : str
        What was done with the children.
    count : str
        How many; ``29 of 36``, or words where no number is known.
    note : str
        A remark below it.
    known : bool
        Whether the number is known; otherwise the box is dashed.
    """

    label: str
    count: str
    note: str = ""
    known: bool = True

    @property
    def words(self) -> str:
        """The box as half a sentence."""
        return f"{self.label}: {self.count}" + (f" ({self.note})" if self.note else "")


@dataclass(frozen=True)
class Stage:
    """A point in time, with the steps of each cohort there, in the order of the columns."""

    name: str
    steps: tuple[tuple[Step, ...], ...]


def flow_diagram(
    stages: Sequence[Stage],
    *,
    id: str,
    caption: str,
    columns: Sequence[tuple[str, str]] = (("treated", "Treated"), ("registry", "Registry")),
    data: str | None = None,
) -> Html:
    """A flow diagram, with the same in words below it.

    Parameters
    ----------
    stages : sequence of Stage
        From top to bottom.
    id : str
        Lower case and hyphens, one of its kind on the page.
    caption : str
        The finding in one sentence.
    columns : sequence of (colour, title)
        One a cohort; the colour is a name of the palette.
    data : str
        The id of the table, on the same page, that holds what is drawn.

    Returns
    -------
    Html
        Its plain text, and the drawing's accessible name, tell every box in words.

    Raises
    ------
    InputError
        For a bad id, an empty caption, no stages, or a stage without a column for each cohort.

    Examples
    --------
    >>> start = Stage("Start", ((Step("Treated", "10"),), (Step("Chosen", "39"),)))
    >>> flow_diagram([start], id="flow", caption="Two cohorts.")
    Treated: Start: Treated: 10. Registry: Start: Chosen: 39.
    """
    check_id(id)
    if not caption.strip():
        raise InputError(f"figure {id!r} has no caption: say what it shows")
    if not stages or any(len(stage.steps) != len(columns) for stage in stages):
        raise InputError(f"figure {id!r}: every stage needs {len(columns)} columns of steps")
    words = in_words(stages, [title for _, title in columns])
    alt = " ".join(f"{title}: {'; '.join(lines)}." for title, lines in words.items())
    link = ""
    if data is not None:
        check_id(data)
        link = f' <a class="figure-inline__data" href="#{data}">Its numbers</a>'
    text = "".join(
        f"<li>{inline(title)}<ul>{''.join(f'<li>{inline(line)}</li>' for line in lines)}</ul></li>"
        for title, lines in words.items()
    )
    return Html(
        f'<figure class="figure-inline" id="{id}">\n{_svg(stages, columns, alt)}\n'
        f'<details style="margin-top: 0.5rem"><summary>The same in words</summary>'
        f"<ul>{text}</ul></details>\n"
        f"<figcaption>{prose(caption)}{link}</figcaption>\n</figure>",
        alt,
    )


def in_words(stages: Sequence[Stage], titles: Sequence[str]) -> dict[str, list[str]]:
    """Every box in words, by cohort."""
    return {
        title: [f"{stage.name}: {step.words}" for stage in stages for step in stage.steps[column]]
        for column, title in enumerate(titles)
    }


# --------------------------------------------------------------------------- drawing


def _svg(stages: Sequence[Stage], columns: Sequence[tuple[str, str]], alt: str) -> str:
    wide = (WIDTH - GAP * (len(columns) - 1)) / len(columns)
    parts: list[str] = []
    for column, (colour, title) in enumerate(columns):
        x = column * (wide + GAP)
        style = f'fill="{_themed(colour)}" font-weight="700"'
        parts.append(_line(title, x + wide / 2, 14, 14, style))
    bottoms = [TITLE] * len(columns)
    for stage in stages:
        top = max(bottoms) + STAGE
        parts.append(_line(stage.name, WIDTH / 2, top - 11, 12, 'font-style="italic"'))
        reached = []
        for column, (colour, _) in enumerate(columns):
            x = column * (wide + GAP)
            if stage is not stages[0]:
                parts.append(_arrow(x + wide / 2, bottoms[column], top, colour))
            y = top
            for step in stage.steps[column]:
                box, height = _box(step, x, y, wide, colour)
                parts.append(box)
                y += height + BETWEEN
            reached.append(y - BETWEEN)
        bottoms = reached
    height = max(bottoms) + 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" role="img"'
        f' viewBox="-1 0 {WIDTH + 2} {height:g}" aria-label="{escape(alt)}"'
        f' style="width: 100%; max-width: 30rem; height: auto; fill: currentColor;'
        f' font-family: inherit">\n' + "\n".join(parts) + "\n</svg>"
    )


def _box(step: Step, x: float, y: float, wide: float, colour: str) -> tuple[str, float]:
    """A box with its lines, and its height."""
    lines = [
        (line, size, height, style)
        for text, (size, height, letters), style in (
            (step.label, LABEL, 'font-weight="600"'),
            (step.count, *(COUNT if step.known else UNKNOWN)),
            (step.note, *NOTE),
        )
        for line in textwrap.wrap(text, letters)
    ]
    height = sum(line[2] for line in lines) + 2 * PAD
    dashes = "" if step.known else ' stroke-dasharray="5 4"'
    parts = [
        f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{height:g}" rx="4" fill="none"'
        f' stroke="{_themed(colour)}" stroke-width="{"2" if step.known else "1.5"}"{dashes}/>'
    ]
    baseline = y + PAD - 3
    for text, size, line_height, style in lines:
        baseline += line_height
        parts.append(_line(text, x + wide / 2, baseline, size, style))
    return "".join(parts), height


def _line(text: str, x: float, y: float, size: int, style: str) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" text-anchor="middle" {style}>'
        f"{escape(text)}</text>"
    )


def _arrow(x: float, start: float, end: float, colour: str) -> str:
    return (
        f'<path d="M{x:g} {start + 1:g}V{end - 7:g}" fill="none" stroke="{_themed(colour)}"'
        f' stroke-width="1.5"/><path d="M{x - 4:g} {end - 8:g}h8l-4 7z" fill="{_themed(colour)}"/>'
    )


def _themed(colour: str) -> str:
    """A colour by its name, so that the style sheet can change it in dark mode."""
    return f"var(--passion-{colour}, {PALETTE[colour]})"
