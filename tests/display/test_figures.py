"""A figure: inline, named, in the text's colour, the same bytes twice, ids of its own."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from passion.display import axes, figure, marks, style
from passion.verdicts import Recomputed
from printed.errors import InputError

ALT = "Four of ten treated and 29 of 36 registry children."


def draw(id: str = "shares", **more):
    fig, ax = axes(2.5)
    marks.printed(ax, 0.4, 1)
    marks.value(ax, (0.4, 0.4), 1)
    marks.value(ax, (0.5, 0.7), 0, "registry")
    marks.relaxed(ax, 0.3, 0.9, 0, "registry")
    marks.interval(ax, 0.1, 0.8, 1)
    ax.set_xlabel("Share <of> all −1")
    marks.legend(ax, *marks.LABELS)
    return figure(fig, **({"id": id, "caption": "One share is left.", "alt": ALT} | more))


def test_two_drawings_have_the_same_bytes():
    assert draw().html == draw().html


def test_two_figures_share_no_id_and_every_reference_leads_within():
    first, second = draw("first").html, draw("second").html
    ids = [set(re.findall(r'\bid="([^"]+)"', html)) for html in (first, second)]
    assert ids[0] and not ids[0] & ids[1]
    references = set(re.findall(r'(?:href="#|url\(#)([^")]+)', first))
    assert references and references <= ids[0]


def test_it_is_well_formed_and_named_and_as_wide_as_the_page_lets_it():
    root = etree.fromstring(draw().html.encode())
    svg = root.find("{http://www.w3.org/2000/svg}svg")
    assert svg.get("role") == "img" and svg.get("aria-label") == ALT
    assert svg.get("viewBox") and svg.get("width") is None
    assert "max-width" in svg.get("style")
    assert root.find("figcaption").text == "One share is left."


def test_no_colour_is_fixed_that_a_dark_page_would_hide():
    drawn = draw().html
    assert "fill: currentColor" in drawn
    assert not re.search(r"#(?:000000|ffffff)\b(?!\))", drawn)
    for name in ("first", "second", "paper"):
        assert f"var(--book-{name}, " in drawn
    assert "<metadata>" not in drawn


def test_plain_text_is_the_alternative_text():
    assert repr(draw()) == ALT


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"alt": ""}, "alternative text"),
        ({"alt": "figure of shares"}, "alternative text"),
        ({"caption": ""}, "no caption"),
        ({"id": "Shares"}, "is no id"),
        ({"data": "no id"}, "is no id"),
    ],
)
def test_what_is_missing_is_named(more, reason):
    with pytest.raises(InputError, match=reason):
        draw(**more)


def test_a_figure_leads_to_its_numbers():
    assert '<a class="figure-inline__data" href="#shares-data">' in draw(data="shares-data").html


def test_a_figure_is_closed_when_it_is_shown():
    from matplotlib import pyplot as plt

    before = len(plt.get_fignums())
    draw()
    assert len(plt.get_fignums()) == before


def test_one_value_is_a_point_and_several_never_are():
    _, ax = axes(2)
    assert marks.value(ax, (0.4, 0.4), 0).__class__.__name__ == "Line2D"
    band = marks.value(ax, (0.2, 0.6), 0)
    assert (band.get_x(), band.get_x() + band.get_width()) == pytest.approx((0.2, 0.6))
    assert marks.value(ax, Recomputed("", 1, 2), 0).get_width() == 1


def test_seaborn_keeps_the_style():
    import seaborn as sns

    fig, ax = axes(2)
    sns.stripplot(x=[1.0, 2.0], y=["a", "b"], ax=ax, color=style.colour("treated"))
    assert "var(--book-first" in figure(fig, id="dots", caption="Dots.", alt=ALT).html


def test_an_unknown_colour_is_refused():
    with pytest.raises(InputError, match="unknown colour"):
        style.colour("mauve")
