"""The flow diagram: what it draws, what it says in words, what it refuses."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from passion.display import Stage, Step, flow_diagram
from printed.errors import InputError

UNKNOWN = Step("Motor score", "number not printed in the abstract", "5 to 39 fit", known=False)
STAGES = [
    Stage("Chosen", ((Step("Treated", "10"),), (Step("Registry <39>", "39"),))),
    Stage("At 2 years", ((Step("Seen & scored", "10 of 10"), UNKNOWN), (UNKNOWN,))),
]


def drawn(stages=STAGES, **options) -> BeautifulSoup:
    made = flow_diagram(stages, id="flow", caption="Who was seen.", **options)
    return BeautifulSoup(made.html, "html.parser")


def test_one_box_a_step_dashed_where_unknown():
    figure = drawn()
    assert len(figure.select("svg rect")) == 5
    assert len(figure.select("svg rect[stroke-dasharray]")) == 2
    known = [Stage(s.name, tuple(tuple(replace(x, known=True) for x in c) for c in s.steps))
             for s in STAGES]  # fmt: skip
    assert not drawn(known).select("svg rect[stroke-dasharray]")


def test_the_drawing_is_well_formed_and_has_an_accessible_name():
    figure = drawn()
    ElementTree.fromstring(str(figure.svg))
    assert figure.svg["role"] == "img"
    name = figure.svg["aria-label"]
    for words in ("Treated: Chosen: Treated: 10", "Registry: Chosen: Registry <39>: 39"):
        assert words in name
    assert "At 2 years: Motor score: number not printed in the abstract (5 to 39 fit)" in name


def test_the_same_stands_in_words():
    lines = [item.get_text() for item in drawn().select("details li li")]
    assert lines == [
        "Chosen: Treated: 10",
        "At 2 years: Seen & scored: 10 of 10",
        "At 2 years: Motor score: number not printed in the abstract (5 to 39 fit)",
        "Chosen: Registry <39>: 39",
        "At 2 years: Motor score: number not printed in the abstract (5 to 39 fit)",
    ]


def test_letters_stay_inside_their_box_and_boxes_inside_the_drawing():
    """Letters are at most 0.6 of their size wide on average, in any sans-serif font."""
    long = Step("Assessed for everything that was planned at that visit", "39 of 39", "x " * 40)
    svg = drawn([Stage("Chosen", ((long, long), (long,)))]).svg
    _, _, width, height = map(
        float, svg["viewbox" if svg.has_attr("viewbox") else "viewBox"].split()
    )
    boxes = [[float(r[k]) for k in ("x", "y", "width", "height")] for r in svg.select("rect")]
    assert all(x >= 0 and x + w <= width and y + h <= height for x, y, w, h in boxes)
    inside = 0
    for text in svg.select("text"):
        x, y, size = (float(text[k]) for k in ("x", "y", "font-size"))
        reach = 0.3 * size * len(text.get_text())
        for bx, by, w, h in boxes:
            if by < y < by + h and bx < x < bx + w:
                inside += 1
                assert bx - 1 <= x - reach and x + reach <= bx + w + 1, text.get_text()
    assert inside >= 9
    for x, y, w, h in boxes:
        assert not any(x < a < x + w and y < b < y + h for a, b, *_ in boxes)


def test_colours_and_letters_are_the_pages_own():
    html = str(drawn())
    assert "var(--passion-treated," in html and "var(--passion-registry," in html
    assert "fill: currentColor" in html and "font-family: inherit" in html
    assert "#000" not in html


def test_the_table_of_its_numbers_is_named():
    assert drawn(data="steps").select_one("figcaption a.figure-inline__data")["href"] == "#steps"
    assert drawn().select_one("figcaption a") is None


def test_twice_the_same():
    assert str(drawn()) == str(drawn())


@pytest.mark.parametrize(
    "stages, options, reason",
    [
        ([], {}, "every stage needs"),
        ([Stage("Chosen", ((Step("a", "1"),),))], {}, "every stage needs"),
        (STAGES, {"id": "Flow 1"}, "is no id"),
        (STAGES, {"caption": " "}, "has no caption"),
    ],
)
def test_refused(stages, options, reason):
    with pytest.raises(InputError, match=reason):
        flow_diagram(stages, **({"id": "flow", "caption": "Who was seen."} | options))
