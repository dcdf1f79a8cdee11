"""A table: header cells, aligned decimals, no number that was not printed, its data as CSV."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from urllib.parse import unquote

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from passion.display import check, ledger, register_tables
from passion.verdicts import MEANINGS
from printed.book.objects import Html
from printed.book.tables import Grid, table
from printed.errors import InputError

ROWS = [{"Test": "Fisher", "n": 36, "P": "0.0197"}, {"Test": "Barnard", "n": None, "P": "<0.001"}]


def parsed(made: Html) -> BeautifulSoup:
    return BeautifulSoup(made.html, "html.parser")


def make(rows=ROWS, **more) -> Html:
    return table(rows, **({"id": "tables", "caption": "Two tests agree."} | more))


def test_header_cells_have_a_scope_and_the_first_column_names_the_rows():
    page = parsed(make())
    assert [cell["scope"] for cell in page.find_all("th")] == ["col"] * 3 + ["row"] * 2
    assert not parsed(make(row_header=False)).select('th[scope="row"]')


def test_rows_may_be_folded_away_with_caption_notes_and_data_left_in_sight():
    made = parsed(make(fold=True, notes=["A note."]))
    (fold,) = made.find_all("details")
    assert fold.summary.text == "All 2 rows"
    assert len(fold.select("tbody tr")) == 2
    assert not fold.select(".data-table__caption, .data-table__note, [download]")
    assert parsed(make()).find("details") is None


def test_frame_and_records_give_the_same_bytes():
    frame = pd.DataFrame(ROWS)
    assert make(frame).html == make().html == make().html
    assert make(frame.set_index("Test")).html == make().html


def test_columns_of_numbers_are_set_to_the_right_with_points_in_line():
    page = parsed(make())
    assert [cell.text for cell in page.select("td.number")] == ["36", "0.0197", "–", "<0.001\u2007"]


@pytest.mark.parametrize("cell", [0.5, float("inf"), 1j, object(), pd.NaT, ["1"]])
def test_a_cell_that_is_not_printed_is_refused(cell):
    with pytest.raises(InputError, match="not printed yet"):
        make([{"a": "x", "b": cell}])


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"id": "Tables"}, "is no id"),
        ({"id": "2x2"}, "is no id"),
        ({"caption": " "}, "no caption"),
        ({"rows": []}, "no rows"),
        ({"rows": [{"a": 1}, {"b": 1}]}, "same columns"),
    ],
)
def test_what_is_missing_is_named(more, reason):
    with pytest.raises(InputError, match=reason):
        make(**more)


def test_text_is_escaped_and_typeset_and_what_display_made_is_kept():
    made = make([{"a": "x<y", "b": Html("<b>-1</b>", "−1")}], caption="P<0.05 from -1")
    assert "x&lt;y" in made.html and "<b>-1</b>" in made.html
    assert "<i>P</i>&lt;0.05 from −1" in made.html


def test_the_csv_holds_what_programs_read():
    made = parsed(make([{"a": "x, y", "b": "-0.4"}, {"a": "z", "b": None}]))
    address = made.select_one("a[download]")["href"].partition(",")[2]
    assert list(csv.reader(io.StringIO(unquote(address)))) == [
        ["a", "b"], ["x, y", "-0.4"], ["z", ""]
    ]  # fmt: skip
    assert made.select_one("a[download]")["download"] == "tables.csv"
    assert not parsed(make(download=False)).select("a[download]")


def test_a_table_scrolls_by_keyboard_and_is_named_by_its_caption():
    region = parsed(make()).select_one('[role="region"]')
    assert region["tabindex"] == "0"
    assert parsed(make()).find(id=region["aria-labelledby"]).text == "Two tests agree."


def test_cards_keep_what_a_table_says_to_a_screen_reader():
    page = parsed(make(stack=True))
    assert [row["role"] for row in page.find_all("tr")] == ["row"] * 3
    assert [cell.get("data-label") for cell in page.select('[role="cell"]')] == ["n", "P"] * 2


def test_plain_text_is_a_readable_table():
    assert repr(make()).splitlines()[1].split() == ["Test", "n", "P"]


# ------------------------------------------------------------------ from the register


@pytest.fixture
def glued(monkeypatch) -> list[str]:
    kept: list[str] = []
    monkeypatch.setattr(register_tables, "glue_badges", kept.extend)
    return kept


def test_the_check_has_one_row_a_claim_of_its_page(verdicts, glued):
    page = parsed(check("05_mri_asymmetry"))
    names = [name for name in verdicts if name != "below"]
    assert [row["id"] for row in page.select("tbody tr")] == [f"check-{name}" for name in names]
    assert glued == names
    assert [cell["data-claim"] for cell in page.select("[data-claim]")] == names
    with pytest.raises(InputError, match="no claim of page"):
        check("98_none")


def test_the_ledger_has_every_claim_and_links_only_to_pages_that_are_there(verdicts, glued):
    page = parsed(ledger())
    rows = page.select("tbody tr")
    assert {row["id"] for row in rows} == {f"claim-{name}" for name in verdicts}
    words = {f"claim-{name}": verdict.verdict for name, verdict in verdicts.items()}
    assert {row["id"]: row["data-row-verdict"] for row in rows} == words
    assert glued == list(verdicts)
    targets = {re.sub("#.*", "", link["href"]) for link in page.select("a[href]:not([download])")}
    assert targets == {
        "", "../notebooks/05_mri_asymmetry.html", "../notebooks/00_ledger.html"
    }  # fmt: skip


def test_the_ledger_has_what_was_found_out_first_and_what_is_given_last(verdicts, glued):
    shown = [row["data-row-verdict"] for row in parsed(ledger()).select("tbody tr")]
    assert shown[0] == "impossible"
    assert shown[-2:] == ["stated", "stated"]
    assert set(register_tables.WORTH) == set(MEANINGS)


def test_a_condition_is_said_once_a_table(verdicts, glued):
    name = "determined_if_claim"
    verdicts[name] = replace(verdicts[name], condition="the test was Fisher's")
    for shown, prefix in ((ledger(), "claim"), (check("05_mri_asymmetry"), "check")):
        page = parsed(shown)
        for badge in page.select(".claim__word"):  # read aloud, and by itself
            badge.extract()
        assert page.text.count("the test was Fisher's") == 1
        assert "(a): the test was Fisher's." in page.select_one(".data-table__caption").text
        assert page.select_one(f"#{prefix}-{name} .verdict").text.endswith("determined, if (a)")


def test_a_ledger_is_sorted_by_numbers_not_by_digits(verdicts, glued):
    found = {row["id"]: row["data-row-value"] for row in parsed(ledger()).select("tbody tr")}
    assert found["claim-below"] == "-0.4"


def test_a_contradiction_is_never_folded(verdicts, glued):
    verdicts["impossible_claim"] = replace(
        verdicts["impossible_claim"],
        conflict=("below", "stated_claim"),
        assumptions=(("test", "x"),),
    )
    cell = parsed(check("05_mri_asymmetry")).select("#check-impossible_claim td")[-1]
    assert [link.text for link in cell.select("p a")] == ["below", "stated_claim"]
    assert cell.select_one("details li").text == "test: x"


@pytest.mark.parametrize("nothing", range(3))
@pytest.mark.parametrize("another", range(3))
@pytest.mark.parametrize("same", range(2))
def test_a_row_of_the_ledger_tells_every_reading_that_leaves_something_else(
    verdicts, glued, same, another, nothing
):
    kinds = [("determined", "29 of 36")] * same + [("compatible", "26 of 32")] * another
    kinds += [("none", "nothing fits")] * nothing
    readings = {f"r{at}": {"verdict": word, "text": text} for at, (word, text) in enumerate(kinds)}
    name = "determined_claim"
    verdicts[name] = replace(verdicts[name], by_convention=readings)
    cell = parsed(ledger()).select_one(f"#claim-{name} [data-label='Other readings']").text
    told = {word: int(n) for n, word in re.findall(r"(\d+) (another|none)", cell)}
    if not readings:
        assert cell == "\N{EN DASH}"
    elif another or nothing:
        assert cell.startswith(f"of {len(kinds)}: ")
        assert told == {w: n for w, n in (("another", another), ("none", nothing)) if n}
    else:
        assert cell == f"all {same} the same"


def test_the_caption_counts_every_verdict_once(verdicts, glued):
    told = parsed(ledger()).select_one("#ledger-caption").text
    assert told.startswith("16 claims: 1 determined, 1 compatible, 1 no data found")
    assert "2 stated" in told


def test_a_grid_keeps_the_attributes_of_its_rows():
    made = make(Grid(("a",), (("x",),), ({"id": "row-x"},)))
    assert parsed(made).find(id="row-x").text == "x"
