"""Ten children are drawn as ten children, and a range as a range."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from printed.book import figures
from printed.errors import InputError
from printed.sets import CompatibleSet, Count


def kinds(made) -> list[str]:
    dots = BeautifulSoup(made.html, "html.parser").select(".dots i")
    return [dot["class"][0] for dot in dots]


def test_ten_children_are_ten_children():
    assert kinds(figures.children(4, 10, label="treated")) == ["with"] * 4 + ["without"] * 6


def test_what_is_open_is_half_filled_and_who_is_not_counted_is_dotted():
    drawn = kinds(figures.children((26, 29), (32, 36), of=39, label="registry"))
    assert [drawn.count(kind) for kind in ("with", "maybe", "without", "uncounted")] == [
        26, 3, 3, 7
    ]  # fmt: skip


def test_children_speak_without_a_style_sheet():
    text = BeautifulSoup(figures.children(1, 3, label="treated").html, "html.parser").text
    assert text == "treated ●○○ 1 of 3"


@pytest.mark.parametrize(("k", "n"), [(11, 10), (-1, 10), ((4, 2), 10), (1, (5, 3))])
def test_impossible_counts_are_not_drawn(k, n):
    with pytest.raises(InputError, match="cannot be drawn"):
        figures.children(k, n, label="treated")


def test_no_count_that_fits_is_all_children_dotted():
    made = figures.children_among(CompatibleSet([]), label="registry", of=39)
    assert kinds(made) == ["uncounted"] * 39
    assert repr(made) == "registry: none fits"
    one = figures.children_among(CompatibleSet([Count(29, 36)]), label="registry", of=39)
    assert kinds(one).count("with") == 29


@pytest.mark.parametrize(
    ("left", "said"),
    [([], "none left"), ([36], "only 36"), ([36, 31], "31 or 36"), (range(1, 9), "8 left")],
)
def test_a_strip_fills_what_is_left(left, said):
    made = figures.strip(left, 39, label="81% is printed")
    boxes = BeautifulSoup(made.html, "html.parser").select(".strip i")
    assert len(boxes) == 39
    assert [int(box.text) for box in boxes if "on" in box.get("class", ())] == sorted(left)
    assert repr(made) == f"81% is printed: {said}"
    # Who hears it is told each number too, and not how many there are.
    heard = BeautifulSoup(made.html, "html.parser").select_one("[role=img]")["aria-label"]
    which, _, whole = heard.partition(" of ")
    assert re.findall(r"\d+", which) == [str(n) for n in sorted(left)] and whole == "1 to 39"
    assert (which == "none") == (not left)


def test_drawings_fit_into_a_sentence():
    strips = figures.strips([figures.strip([36], 39, label="P=0.02")], 39)
    beside = figures.side_by_side({"One | two": [figures.children(1, 3, label="treated")]})
    span = figures.span(0, 31, within=(0, 100), label="interval", said="0% to 31%")
    for made in (strips, beside, span):
        tags = {tag.name for tag in BeautifulSoup(made.html, "html.parser").find_all()}
        assert tags <= {"span", "i", "b"}
    assert repr(beside) == "One, two: treated: 1 of 3"


def test_a_span_lies_where_it_should():
    made = figures.span(10, 60, within=(10, 110), label="x", said="y")
    assert BeautifulSoup(made.html, "html.parser").select_one(".span i")["style"] == (
        "left: 0%; width: 50%"
    )
    with pytest.raises(InputError, match="does not lie within"):
        figures.span(0, 31, within=(0, 30), label="x", said="y")


def test_the_letters_of_the_book_come_with_it():
    from matplotlib import font_manager

    figures.use()
    for weight in ("normal", "semibold"):
        wanted = font_manager.FontProperties(family="Inter Book", weight=weight)
        found = font_manager.findfont(wanted)
        assert found.startswith(str(figures.STATIC))
    assert "SIL OPEN FONT LICENSE" in (figures.STATIC / "fonts" / "OFL.txt").read_text("utf-8")


def test_a_legend_of_several_columns_is_stacked_for_a_phone():
    from matplotlib import pyplot as plt

    figures.use()
    fig, ax = plt.subplots()
    for name in ("both of the signs", "only the first of them", "only the second of them"):
        ax.plot([1, 2], [1, 2], "o", label=name)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    drawn = BeautifulSoup(figures.responsive(fig, "x", "Three kinds of points."), "lxml")
    lines = {}
    for kind in ("wide", "narrow"):
        texts = drawn.select(f".panel__{kind} text")
        named = [text for text in texts if text.text.strip()[:4] in ("both", "only")]
        assert len(named) == 3
        lines[kind] = len({text["transform"].split()[-1] for text in named})
    assert lines == {"wide": 1, "narrow": 3}


def narrow(fig):
    drawn = BeautifulSoup(figures.responsive(fig, "x", "Rows with names, as an example."), "lxml")
    return drawn.select_one(".panel__narrow svg")


def places(svg, along):
    """Where the texts of a drawing stand, by what they say."""
    found = {}
    for text in svg.select("text"):
        across, down = re.search(r"([\d.-]+) ([\d.-]+)\)$", text["transform"]).groups()
        found[text.text.strip()] = float(down if along == "y" else across)
    return found


def test_many_rows_get_the_height_that_their_names_need_on_a_phone():
    from matplotlib import pyplot as plt

    figures.use()
    fig, ax = plt.subplots(figsize=(figures.WIDE, 2))
    names = [f"row {chr(97 + number)}" for number in range(20)]
    ax.plot(range(20), names, "o")
    at = sorted(y for name, y in places(narrow(fig), "y").items() if name in names)
    assert len(at) == 20
    assert min(b - a for a, b in pairwise(at)) >= figures.LEAST


def test_a_long_name_of_a_row_takes_two_lines_and_columns_that_touch_one_a_word():
    from matplotlib import pyplot as plt

    figures.use()
    fig, ax = plt.subplots()
    ax.plot(["sixty in a hundred", "seventy in a hundred", "eighty in a hundred"],
            ["a name of a row that is far too long", "short", "b"], "o")  # fmt: skip
    said = set(places(narrow(fig), "y"))
    assert {"a name of a row that is", "far too long", "short", "seventy", "hundred"} <= said


def test_names_that_lie_on_each_other_are_refused():
    from matplotlib import pyplot as plt

    figures.use()
    fig, ax = plt.subplots()
    ax.plot([f"unbreakable-{number}" for number in range(9)], range(9), "o")
    with pytest.raises(InputError, match="lies on its neighbour"):
        figures.responsive(fig, "x", "Columns with names, as an example.")


def test_the_stacked_legend_begins_at_the_left_edge_of_the_figure():
    from matplotlib import pyplot as plt

    figures.use()
    fig, ax = plt.subplots()
    ax.plot([1, 2], ["a name of some length", "b"], "o", label="words " * 8)
    ax.plot([1, 2], ["a name of some length", "b"], "o", label="few")
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    assert places(narrow(fig), "x")["few"] < 60
