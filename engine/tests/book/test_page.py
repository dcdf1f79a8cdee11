"""A headline carries its condition, a figure its numbers, and nothing unprinted reaches prose."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import unquote

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from printed.book import figures, frames, room
from printed.book.objects import Html
from printed.book.page import Page, missing, said
from printed.book.typography import typeset
from printed.errors import InputError

FREE = SimpleNamespace(verdict="determined", condition=None)
HELD = SimpleNamespace(verdict="determined_if", condition="if Fisher's test and the same scans")
FRAME = pd.DataFrame({"n": [31, 36], "P": [0.0402, 0.0197]})


@pytest.fixture
def page() -> Iterator[Page]:
    yield Page("05_scans", formats={"P": 3})
    frames.use()  # how frames are shown is set for a process


def parsed(made) -> BeautifulSoup:
    return BeautifulSoup(made.html, "html.parser")


def drawing():
    from matplotlib import pyplot as plt

    fig, ax = plt.subplots()
    ax.plot([31, 36], [0.0402, 0.0197], "o", color=figures.colour("second"))
    ax.set_xlabel("scans", fontsize=5)
    return fig


@pytest.mark.parametrize(
    "text",
    [
        "If Fisher's test was used on the same scans, 36 were scanned.",
        "On the same scans and by Fisher’s test, 36 were scanned.",
    ],
)
def test_a_headline_with_its_condition_stands_with_its_verdict(page, text):
    top = parsed(page.headline(text, HELD))
    assert "36 were scanned." in top.select_one("p.headline").text
    verdict = top.select_one("p.verdict-line").text
    assert verdict == "determined_if if Fisher’s test and the same scans."


def test_a_page_of_many_verdicts_has_a_headline_without_one(page):
    top = parsed(page.headline("None of 48 rows meets a contradiction."))
    assert top.select_one("p.headline") and not top.select_one("p.verdict-line")


def test_what_says_more_than_a_verdict_covers_says_what_it_rests_on_in_place_of_the_mark(page):
    free = parsed(page.headline("Nine could not tell why.", rests="Of one abstract."))
    assert free.select_one("p.verdict-line").text == "Of one abstract."
    held = parsed(page.headline("By Fisher's test, the same scans: 1.", HELD, rests="Of tables."))
    assert held.select_one("p.verdict-line").text == "Of tables."
    with pytest.raises(InputError, match="holds only"):
        page.headline("1 is enough.", HELD, rests="Of tables.")


@pytest.mark.parametrize("text", ["36 were scanned.", "By Fisher's test, 36 were scanned."])
def test_a_headline_or_title_without_its_condition_is_refused(page, text):
    with pytest.raises(InputError, match="holds only if Fisher's test and the same scans"):
        page.headline(text, HELD)
    with pytest.raises(InputError, match="holds only"):
        figures_of = [figures.children(4, 10, label="of all the treated")]
        page.figure(figures_of, FRAME, name="x", title=text, verdict=HELD)


def test_a_conditional_verdict_that_names_no_condition_is_refused(page):
    with pytest.raises(InputError, match="names no condition"):
        page.headline("36 were scanned.", SimpleNamespace(verdict="supported_if", condition=""))


def test_a_headline_has_at_most_25_words_and_a_number_is_one(page):
    assert page.headline("word " * 25, FREE)
    with pytest.raises(InputError, match="at most 25 words, this has 26"):
        page.headline("word " * 26, FREE)
    assert page.headline("26 of 32 or 29 of 36 " + "word " * 24, FREE)


def test_only_what_carries_something_is_missed():
    assert missing("if the test was Fisher's", "Fisher's test: 36") == []
    assert missing("if the test was Fisher's", "The test: 36") == ["fisher"]
    assert missing("", "anything") == []


def test_a_figure_has_its_title_table_csv_and_two_drawings(page):
    alt = "Of 31 and 36 scans both fit."
    made = page.figure(drawing(), FRAME, name="scans", title="36 fits, P=0.02", alt=alt)
    panel = parsed(made).figure
    assert panel["aria-labelledby"] == panel.figcaption["id"]
    assert [view["data-tab"] for view in panel.select("[data-tab]")] == ["Figure", "Table"]
    assert panel.table.tbody.get_text(" ", strip=True) == "31 0.040 36 0.020"
    link = panel.select_one("a[download]")
    assert link["download"] == "05_scans-scans.csv"
    assert unquote(link["href"]).partition(",")[2] == "n,P\n31,0.040\n36,0.020\n"
    drawings = panel.select("svg[role=img]")
    assert [svg["aria-label"] for svg in drawings] == [alt, alt]
    ids = [element["id"] for element in panel.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert "31  0.040" in repr(made)


def test_letters_in_a_figure_are_text_and_none_is_small(page):
    made = page.figure(
        drawing(), FRAME, name="scans", title="x", alt="Of 31 and 36 scans both fit."
    )
    texts = parsed(made).select("svg text")
    assert "scans" in {text.get_text(strip=True) for text in texts}
    sizes = {
        float(part.split("px")[0].split()[-1])
        for text in texts
        for part in [text["style"].partition("font")[2]]
    }
    assert min(sizes) >= figures.LEAST


def test_the_same_figure_twice_is_the_same_bytes():
    first, second = (
        Page("a").figure(drawing(), FRAME, name="b", title="c", alt="Of 31 and 36 both fit.")
        for _ in range(2)
    )
    assert first.html == second.html


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"name": "Not An Id"}, "is no id"),
        ({"title": " "}, "has no title"),
        ({"alt": "scans"}, "needs an alternative text"),
    ],
)
def test_a_figure_that_lacks_something_is_refused(page, more, reason):
    from matplotlib import pyplot as plt

    given = {"name": "scans", "title": "36 fits", "alt": "Of 31 and 36 scans both fit."} | more
    fig = drawing()
    with pytest.raises(InputError, match=reason):
        page.figure(fig, FRAME, **given)
    plt.close(fig)


def test_nothing_is_drawn_that_who_does_not_see_is_not_told(page):
    """A drawing needs words of its own; pieces of markup bring theirs, if they have any."""
    from matplotlib import pyplot as plt

    given = {"name": "scans", "title": "36 fits"}
    for drawn in (drawing(), [Html("<i></i>", "")], Html("<i></i>", "dots")):
        for alt in ("", " ", "dots"):
            with pytest.raises(InputError, match="needs an alternative text"):
                page.figure(drawn, FRAME, alt=alt, **given)
    plt.close("all")


def test_a_figure_too_wide_for_a_phone_is_refused(page):
    from matplotlib import pyplot as plt

    fig = drawing()
    fig.axes[0].set_yticks([0.02], ["one_word_that_takes_more_than_all_the_width_of_a_phone" * 2])
    with pytest.raises(InputError, match="does not fit 4.9 inches"):
        page.figure(fig, FRAME, name="scans", title="x", alt="Of 31 and 36 scans both fit.")
    plt.close(fig)


def test_words_that_the_edge_would_cut_are_refused(page):
    from matplotlib import pyplot as plt

    fig = drawing()
    fig.axes[0].annotate(
        "a name too long for the right edge",
        (0.9, 0.5),
        xycoords="axes fraction",
        annotation_clip=False,
        in_layout=False,
    )
    with pytest.raises(InputError, match="'a name too long for the right edge' is cut off at"):
        page.figure(fig, FRAME, name="scans", title="36 fits", alt="Of 31 and 36 scans both fit.")
    plt.close(fig)


@pytest.mark.parametrize("at", [(-0.5, 0.5), (1.5, 0.5), (0.5, -0.5), (0.5, 1.5)])
@pytest.mark.parametrize("what", ["word", "left", "center", "right", "under", "beside"])
def test_whatever_is_written_past_whichever_edge_is_cut_off(what, at):
    from matplotlib import pyplot as plt

    fig, ax = plt.subplots()
    axes = {"under": ax.xaxis, "beside": ax.yaxis}
    if what in axes:
        text = axes[what].label
        axes[what].set_label_coords(*at)
    elif what == "word":
        text = ax.text(*at, "", transform=ax.transAxes)
    else:
        text = ax.set_title("", loc=what, x=at[0], y=at[1])
    fig.draw_without_rendering()
    assert room.cut_off(fig) == ""
    text.set_text("a word")
    fig.draw_without_rendering()
    assert room.cut_off(fig) == "a word"
    text.set_visible(False)
    assert room.cut_off(fig) == ""
    plt.close(fig)


@pytest.mark.parametrize(
    "words", ["32,832", "0.10", "-0.50", "1e3", "[1]", "0.05", "36", "from 1 to 2"]
)
def test_a_number_is_glued_as_it_is_written(words):
    # MyST-NB takes what is glued for a literal of Python where it can.
    read = pytest.importorskip("myst_nb.core.variables").format_plain_text
    assert read(repr(said(words)), "s") == typeset(words)


def test_what_is_glued_is_text_or_markup():
    assert said("from -0.4").html == "from −0.4"
    assert said(figures.children(4, 10, label="treated")).html.startswith("<span")
    with pytest.raises(InputError, match="not printed yet"):
        said(0.5)
    with pytest.raises(InputError, match="not printed yet"):
        said(None)
