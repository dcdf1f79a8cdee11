"""What each picture draws is what stands in the table beside it: nbval compares the table alone.

The code of every page runs once, and its figures are kept as they are handed over. Each mark of a
figure then has to stand in one row of its table: the name beside it, its name in the legend, and
its numbers as the table rounds them. What a table holds in another form than the drawing is named
in `OTHERWISE`, with what must be true in place of that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise, zip_longest
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from matplotlib import pyplot as plt
from matplotlib.category import UnitData
from matplotlib.collections import LineCollection, PathCollection, PolyCollection, QuadMesh
from matplotlib.colors import to_hex
from matplotlib.markers import MarkerStyle

from passion import claims, paths
from passion.literature.frames import NAMED
from printed.book import figures
from printed.book.objects import Html
from printed.book.page import Page

pytestmark = pytest.mark.slow

NUMBER = re.compile(r"(?<![\w.])[-\N{MINUS SIGN}]?\d[\d,]*(?:\.\d+)?")
WORDS = {"always": "100%", "none": "0%"}
COUNT = re.compile(r"(\d+) of (\d+)")


class Figure(NamedTuple):
    drawn: Any
    table: pd.DataFrame


class Mark(NamedTuple):
    """A mark: the names beside it and in the legend, its numbers, its place and colour."""

    names: tuple[str, ...]
    numbers: tuple[float, ...]
    at: tuple[float, float]
    colour: str


@pytest.fixture(scope="module")
def book() -> Iterator[dict[tuple[str, str], Figure]]:
    """Every figure of the book, by page and name."""
    kept: dict[tuple[str, str], Figure] = {}

    def figure(self: Page, drawn: Any, frame: Any, *, name: str, **_: Any) -> Html:
        bare = frame.index.name is None and frame.index.dtype.kind == "i"
        kept[self.name, name] = Figure(drawn, frame.reset_index(drop=bare))
        return Html("", "")

    with pytest.MonkeyPatch.context() as patch, plt.rc_context({"figure.max_open_warning": 0}):
        plt.switch_backend("agg")
        patch.setattr(Page, "figure", figure)
        patch.setattr("myst_nb.ext.glue.glue", lambda *_, **__: None)
        for path in sorted(paths.NOTEBOOKS.glob("*.ipynb")):
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
            names: dict[str, Any] = {"__name__": "page"}
            while any("page.figure(" in source for source in code):
                exec(compile(code.pop(0), path.stem, "exec"), names)
        yield kept
        plt.close("all")


# ------------------------------------------------------------------ what a table says


def words(cell: Any) -> set[str]:
    return set(re.findall(r"[\w%'.-]+", str(getattr(cell, "plain", cell))))


def numbers(cell: Any) -> Iterator[tuple[float, float]]:
    """The numbers of a cell, and how far off the drawing may be: a unit of the last digit."""
    if isinstance(cell, list | tuple):
        for one in cell:
            yield from numbers(one)
    elif isinstance(cell, int | float | np.number):
        yield float(cell), 1e-6
    else:
        text = str(getattr(cell, "plain", cell))
        for found in NUMBER.finditer(text):
            digits = found.group().replace("\N{MINUS SIGN}", "-").replace(",", "")
            unit = 1.001 * 10.0 ** -len(digits.partition(".")[2])
            yield float(digits), unit
            if text[found.end() :].startswith("%"):
                yield float(digits) / 100, unit / 100
        for k, n in COUNT.findall(text):
            yield 100 * int(k) / max(int(n), 1), 1e-6


class Row(NamedTuple):
    """A row of a table, which a mark may be of."""

    words: set[str]
    columns: list[tuple[set[str], list[tuple[float, float]]]]

    def holds(self, mark: Mark, further: Callable[[float], float]) -> bool:
        columns = self.columns
        for name in mark.names:
            own = [column for column in columns if column[0] == words(name)]
            if own:
                columns = own
            elif not words(name) <= self.words | set().union(*(head for head, _ in columns)):
                return False
        known = [number for _, found in columns for number in found]
        return all(
            any(abs(further(value) - number) <= off for number, off in known)
            for value in mark.numbers
        )


def rows(table: pd.DataFrame) -> list[Row]:
    heads = [words(" ".join(map(str, c)) if isinstance(c, tuple) else c) for c in table.columns]
    return [
        Row(
            set().union(*map(words, cells)),
            [(head, [*numbers(cell)]) for head, cell in zip(heads, cells, strict=True)],
        )
        for cells in table.to_numpy(dtype=object).tolist()
    ]


# ------------------------------------------------------------------ what a figure draws


def named(axis: Any, at: float) -> str | None:
    """The name that stands at a place of an axis, where it has names and not numbers."""
    found = []
    for label in axis.get_majorticklabels():
        place = label.get_position()[0 if axis.axis_name == "x" else 1]
        text = " ".join(label.get_text().split())
        name = isinstance(axis.units, UnitData) or re.search(r"[^\W\d]", text)
        if name and abs(place - at) <= 0.3:
            found.append((abs(place - at), text))
    return min(found)[1] if found else None


def legend(ax: Any) -> dict[str, str]:
    """What each colour stands for, where it stands for one thing."""
    found: dict[str, str] = {}
    twice = set()
    for one in ax.figure.axes:
        for handle, label in zip(*one.get_legend_handles_labels(), strict=True):
            handle = handle[0] if isinstance(handle, tuple) else handle  # the first of several bars
            plain = isinstance(handle, LineCollection) or not hasattr(handle, "get_facecolor")
            shade = handle.get_color() if plain else handle.get_facecolor()
            shade = shade if isinstance(shade, str) else np.atleast_2d(shade)[0]
            if not label.startswith("_") and found.setdefault(to_hex(shade), label) != label:
                twice.add(to_hex(shade))
    return {shade: label for shade, label in found.items() if shade not in twice}


def shapes(ax: Any) -> Iterator[tuple[Any, str, list[tuple[float, float]]]]:
    """Each mark of a figure: what draws it, its colour and its points, or ends."""
    for one in ax.collections:
        colours = one.get_facecolor() if len(one.get_facecolor()) else one.get_edgecolor()
        if isinstance(one, PathCollection):
            places = [[tuple(place)] for place in np.ma.filled(one.get_offsets(), np.nan)]
        elif isinstance(one, LineCollection):
            places, colours = [[*map(tuple, line)] for line in one.get_segments()], one.get_color()
        else:
            continue
        for at, points in enumerate(places):
            yield one, to_hex(colours[at % len(colours)]), points
    for line in ax.lines:
        if line.get_transform() == ax.transData:
            for point in zip(line.get_xdata(orig=False), line.get_ydata(orig=False), strict=True):
                yield line, to_hex(line.get_color()), [point]
    for bar in ax.patches:
        if bar.get_transform().contains_branch(ax.transData) and hasattr(bar, "get_width"):
            x, y, width, height = bar.get_x(), bar.get_y(), bar.get_width(), bar.get_height()
            if named(ax.yaxis, y + height / 2):  # lying: its length
                points = [(width, y + height / 2)]
            else:
                points = [(x + width / 2, y), (x + width / 2, y + height)]
            yield bar, to_hex(bar.get_facecolor()), points


def cells(ax: Any) -> Iterator[Mark]:
    """The cells of a map: what is written in each, under its two names and its title."""
    if any(isinstance(one, QuadMesh) for one in ax.collections):
        title = [ax.get_title()] if ax.get_title() else []
        for text in ax.texts:
            x, y = text.get_position()
            names = [n for n in (named(ax.xaxis, x), named(ax.yaxis, y), *title) if n]
            yield Mark(tuple(names), tuple(n for n, _ in numbers(text.get_text()))[:1], (x, y), "")


def marks(figure: Figure) -> Iterator[Mark]:
    table = set().union(*(row.words for row in rows(figure.table)))
    table |= set().union(*map(words, figure.table.columns))
    for ax in figure.drawn.axes:
        yield from cells(ax)
        known = {c: name for c, name in legend(ax).items() if words(name) <= table}
        for one, colour, points in shapes(ax):
            label = known.get(colour)
            if isinstance(one, LineCollection) and words(one.get_label()) <= table:
                label = one.get_label()
            for point in points:
                if np.isnan(point).any():
                    continue
                beside = [named(axis, at) for axis, at in zip((ax.xaxis, ax.yaxis), point,
                                                              strict=True)]  # fmt: skip
                left = tuple(float(v) for v, n in zip(point, beside, strict=True) if n is None)
                names = [*filter(None, beside), *filter(None, [label])]
                yield Mark(tuple(names), left, tuple(map(float, point)), colour)


def loose(figure: Figure, further: Callable[[float], float] = float) -> list[Mark]:
    """The marks that stand in no row of the table."""
    table = rows(figure.table)
    return [one for one in marks(figure) if not any(row.holds(one, further) for row in table)]


def undrawn(figure: Figure) -> list[int]:
    """The rows of the table of which nothing is drawn."""
    drawn = [*marks(figure)]
    return [
        at for at, row in enumerate(rows(figure.table))
        if not any(row.holds(one, float) for one in drawn)
    ]  # fmt: skip


def extent(shape: Any, x: float) -> tuple[float, float]:
    """From where to where a band reaches at a place."""
    found = []
    for path in shape.get_paths():
        begins = [] if path.codes is None else path.codes[1:] == path.MOVETO
        steps = [*pairwise(path.vertices)]
        for ((x1, y1), (x2, y2)), lifted in zip_longest(steps, begins, fillvalue=False):
            if not lifted and min(x1, x2) <= x <= max(x1, x2) and x1 != x2:
                found.append(y1 + (y2 - y1) * (x - x1) / (x2 - x1))
    return min(found), max(found)


# ------------------------------------------------------------------ what is told otherwise


def printed(claim: str) -> float:
    return float(claims.load()[claim].interval().value)


def only(*allowed: float) -> Callable[[Figure], None]:
    """All stands in the table but points at these values, which the page names."""

    def check(figure: Figure) -> None:
        left = loose(figure)
        assert sorted({value for mark in left for value in mark.numbers}) == sorted(allowed)

    return check


def some_rows(figure: Figure) -> None:
    """A line of many points, of which the table has some."""
    assert undrawn(figure) == []


def first_test(figure: Figure) -> None:
    """The first test is drawn; the table has the other too."""
    assert loose(figure) == []
    left = {figure.table.test[at] for at in undrawn(figure)}
    assert left and figure.table.test[0] not in left and left < set(figure.table.test)


def shares(figure: Figure) -> None:
    """Every share is drawn that is of what the figure is about; words and bounds are told only."""
    assert loose(figure) == []
    left = figure.table.loc[undrawn(figure)]
    known = left[left["%"].notna()].counted
    assert not known.str.startswith(NAMED).any() and len(left) < len(figure.table) / 4


def years(figure: Figure) -> None:
    """Years with their parts are drawn, and whole years told."""
    assert loose(figure, np.floor) == [] and undrawn(figure._replace(table=figure.table[:1])) == []


def ways(figure: Figure) -> None:
    """A dot a child: as many in each way as the table counts."""
    (points,) = figure.drawn.axes[0].collections
    ax, found = figure.drawn.axes[0], {}
    letters = [label.get_text().strip("()") for label in ax.get_xticklabels()]
    for x, y in points.get_offsets():
        key = letters[int(x)], named(ax.yaxis, y)
        found[key] = found.get(key, 0) + 1
    told = figure.table.set_index(["way", "problem of"]).children
    assert found == told[told > 0].to_dict()


def stacked(figure: Figure) -> None:
    """Each part of a verdict's bar is as long as the table says, in the colour of its legend."""
    ax = figure.drawn.axes[0]
    legend = ax.get_legend()
    ways = {to_hex(patch.get_facecolor()): text.get_text()
            for text, patch in zip(legend.get_texts(), legend.get_patches(), strict=True)}
    found: dict[tuple[str | None, str], float] = {}
    for bar in ax.patches:
        name = named(ax.yaxis, bar.get_y() + bar.get_height() / 2)
        key = name, ways[to_hex(bar.get_facecolor())]
        found[key] = found.get(key, 0) + bar.get_width()
    told = figure.table.set_index("verdict").stack()
    assert {key: width for key, width in found.items() if width} == told[told > 0].to_dict()


def cumulated(figure: Figure) -> None:
    """Up to each score, and from there to the next, a band is as high as the table says."""
    (ax,) = figure.drawn.axes
    bands = {to_hex(one.get_facecolor()): one for one in ax.collections
             if isinstance(one, PolyCollection)}  # fmt: skip
    groups = {}
    for text in ax.texts:
        (shade,) = {
            to_hex(one.get_facecolor())
            for one in ax.collections
            if isinstance(one, PathCollection) and np.allclose(one.get_offsets(), text.xy)
        }
        groups[text.get_text()] = bands[shade]
        assert text.xy == (printed(f"motor_{text.get_text()}_median"), 0.5)
    assert set(groups) == set(figure.table.columns) - {"score"}
    for _, row in figure.table.iterrows():
        for group, band in groups.items():
            # A count of those up to a score holds from this score on.
            seen = extent(band, min(row.score + 0.02, 2.99))
            told = [float(part.rstrip("%")) / 100 for part in row[group].split(" to ")]
            assert seen == pytest.approx((told[0], told[-1]), abs=0.0051), (row.score, group)


def contours(figure: Figure) -> None:
    """A line of one power runs through each pair that the table has of it."""
    (ax,) = figure.drawn.axes
    lines = [one for one in ax.collections if type(one).__name__ == "QuadContourSet"]
    levels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert len(lines) == len(levels)
    for one, level in zip(lines, levels, strict=True):
        column = f"found with {level}, at most %"
        assert one.levels == pytest.approx([float(level[:2]) / 100])
        if column in figure.table:
            for _, row in figure.table.dropna(subset=column).iterrows():
                assert extent(one, row["control, %"])[1] == pytest.approx(row[column], abs=0.6)
    for x, y in ax.collections[-1].get_offsets():  # a halving
        assert y == pytest.approx(x / 2)


def ends(figure: Figure) -> None:
    """The table has the smallest and the largest alone."""
    drawn = [mark.numbers[0] for mark in marks(figure)]
    told = figure.table["rank correlation"]
    assert (min(drawn), max(drawn)) == pytest.approx((told.min(), told.max()))


def edge(figure: Figure) -> None:
    """Where nothing is left a point stands at the left edge, as a logarithm has no zero."""
    assert loose(figure, lambda value: 0 if value == 0.5 else value) == []


def pictures(figure: Figure) -> None:
    """Slices of scans: tested with the imaging."""
    assert len(figure.drawn.axes) == 6


OTHERWISE: dict[tuple[str, str], Callable[[Figure], None]] = {
    ("00_ledger", "verdicts"): stacked,
    ("01_cohorts", "timeline"): years,
    ("03_outcomes", "enough"): some_rows,
    ("03_outcomes", "ways"): ways,
    ("04_tissue_loss", "envelope"): only(printed("tissue_loss_mean")),
    ("06_motor", "scores-by-rank"): cumulated,
    ("09_literature", "palsy"): shares,
    ("09_literature", "others"): shares,
    ("11_next_trial", "field"): contours,
    ("11_next_trial", "sizes"): first_test,
    ("12_imaging", "slices"): pictures,
    ("13_records", "correlations"): ends,
    ("16_recovery", "real"): edge,
}

# Lines across a figure: as predicted, no difference, the usual limit of a P value, a usual line of
# safety. Whatever else crosses a whole figure is named here.
LINES: dict[tuple[str, str], set[float]] = {
    ("03_outcomes", "enough"): {10},
    ("04_tissue_loss", "envelope"): {100},
    ("04_tissue_loss", "constructed"): {100},
    ("06_motor", "pairs"): {0.5},
    ("07_effect_sizes", "forest"): {0, 1, 50},
    ("07_effect_sizes", "intervals"): {0, 1},
    ("07_effect_sizes", "worst"): {0.05},
    ("08_robustness", "curve"): {0.05},
    ("08_robustness", "priors"): {1},
    ("12_imaging", "clean"): {0},
    ("12_imaging", "kinds"): {0},
    ("13_records", "correlations"): {0},
}


def across(figure: Figure) -> set[float]:
    """Where lines cross the whole figure."""
    found = set()
    for ax in figure.drawn.axes:
        for line in ax.lines:
            if line.get_transform() != ax.transData and len(line.get_xdata()) == 2:
                ends = zip(line.get_xdata(), line.get_ydata(), strict=True)
                found |= {float(v) for v in set.intersection(*map(set, ends))} or {
                    float(one[0]) for one in (line.get_xdata(), line.get_ydata())
                    if one[0] == one[1]
                }  # fmt: skip
    return found


def astray(figure: Figure) -> list[str]:
    """Words in a figure that stand at nothing that is drawn, or at a row that they are not of."""
    found, table = [], rows(figure.table)
    for ax in figure.drawn.axes:
        places = [point for _, _, points in shapes(ax) for point in points]
        lines = across(figure)
        for text in ax.texts:
            at = getattr(text, "xy", text.get_position())
            at = float(ax.convert_xunits(at[0])), float(ax.convert_yunits(at[1]))
            beside = named(ax.yaxis, at[1])
            if any(isinstance(one, QuadMesh) for one in ax.collections) or text.get_weight() == 600:
                continue  # a cell of a map; the heading of a group
            if text.get_transform() == ax.transAxes:
                continue  # a corner of a slice
            if text.get_transform() == ax.get_yaxis_transform():  # at the edge, beside a row
                told = tuple(float(one) for one in re.findall(r"\d+(?:\.\d+)?", text.get_text()))
                mark = Mark((beside or "?",), told, at, "")
                right = any(row.holds(mark, float) for row in table)
            elif isinstance(text, plt.Annotation):
                right = any(np.allclose(at, place) for place in places)
            elif any(one.contains_point(ax.transData.transform(at)) for one in ax.patches):
                right = True  # the name of a band, within it
            else:
                right = at[0] in lines or any(np.isclose(at[0], x) for x, _ in places)
            found += [] if right else [text.get_text()]
    return found


def test_every_mark_of_a_figure_stands_in_its_table_and_every_row_is_drawn(book):
    drawn = {key: figure for key, figure in book.items() if hasattr(figure.drawn, "axes")}
    assert len(drawn) > 30 and {*OTHERWISE, *LINES} <= set(drawn)
    faults = []
    for key, figure in drawn.items():
        if key in OTHERWISE:
            OTHERWISE[key](figure)
        else:
            faults += [(key, "drawn", mark) for mark in loose(figure)]
            faults += [(key, "told", figure.table.iloc[at].tolist()) for at in undrawn(figure)]
    assert faults == []


def test_the_lines_and_words_in_a_figure_stand_where_they_belong(book):
    drawn = {key: figure for key, figure in book.items() if hasattr(figure.drawn, "axes")}
    assert {key: found for key, one in drawn.items() if (found := across(one))} == LINES
    assert {key: found for key, one in drawn.items() if (found := astray(one))} == {}


def diamonds(ax: Any) -> Iterator[tuple[float, float]]:
    shape = MarkerStyle("D")
    outline = shape.get_path().transformed(shape.get_transform()).vertices
    for one in ax.collections:
        paths_ = one.get_paths() if isinstance(one, PathCollection) else []
        for at, place in enumerate(one.get_offsets() if paths_ else ()):
            if np.array_equal(paths_[at % len(paths_)].vertices, outline):
                yield float(place[0]), float(place[1])


def test_a_diamond_is_a_printed_number(book):
    """As book/reading.md says: of this paper, or of another."""
    known = [number for claim in claims.load() for number in numbers(claim.printed)]
    found = set()
    for key, figure in book.items():
        for ax in getattr(figure.drawn, "axes", ()):
            beside = known
            if "printed" in figure.table:
                cells_ = [str(cell).partition(" (")[0] for cell in figure.table.printed]
                beside = [number for cell in cells_ for number in numbers(WORDS.get(cell, cell))]
            for x, _ in diamonds(ax):
                found.add(key)
                assert any(abs(x - number) <= 1e-6 for number, _ in beside), (key, x)
    assert {page for page, _ in found} == {"04_tissue_loss", "06_motor", "09_literature"}


def test_the_thicker_of_two_intervals_lies_within_the_thinner(book):
    """As the page says: the main reading, every test, and every table that prints the shares."""
    nested = 0
    for ax in book["07_effect_sizes", "intervals"].drawn.axes:
        reach: dict[float, dict[float, tuple[float, float]]] = {}
        for one in ax.collections:
            for (low, y), (high, _) in one.get_segments():
                reach.setdefault(round(y, 2), {})[one.get_linewidths()[0]] = low, high
        for ends in reach.values():
            assert len(ends) == 3
            for thick, thin in pairwise(sorted(ends, reverse=True)):
                assert ends[thin][0] <= ends[thick][0] <= ends[thick][1] <= ends[thin][1]
                nested += 1
    assert nested == 28


def test_dark_blue_is_the_treated_and_orange_the_registry(book):
    """As book/reading.md says, wherever the two groups are drawn."""
    shades = {"treated": "first", "registry": "second"}
    found = []
    for key, figure in book.items():
        if hasattr(figure.drawn, "axes"):
            for mark in marks(figure) if key[0] in ("01_cohorts", "06_motor") else ():
                for group in shades.keys() & set(re.findall(r"\w+", " ".join(mark.names))):
                    found.append((key[0], group))
                    assert mark.colour == figures.colour(shades[group]), (key, mark)
        else:
            drawn = figure.drawn if isinstance(figure.drawn, list) else [figure.drawn]
            page = BeautifulSoup("".join(one.html for one in drawn), "html.parser")
            for row in page.select(".children"):
                if (group := row.select_one(".children__group").text) in shades:
                    found.append((key[0], group))
                    shade = re.search(r"--book-(\w+)", row.select_one(".dots")["style"])
                    assert shade and shade[1] == shades[group], (key, group)
    assert len(set(found)) == 9
