"""The PDF as it is printed: sheets, outline, links, fonts, words, and the same bytes again."""

from __future__ import annotations

import io
import re
import shutil
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader
from tools.pdf.__main__ import pdf
from tools.pdf.document import contents
from tools.pdf.pages import slug
from tools.pdf.press import finished, nearly_empty, press, printed, sheets
from tools.review.shown import parse, title
from tools.review.state import NO_DATE, State, state

from passion import paths, verdicts
from printed.book import render

pytestmark = [
    pytest.mark.validate,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium: nothing is printed"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

AT = State("0.1.0", "d34f2ab" + "0" * 33, NO_DATE, False)


@pytest.fixture(scope="module")
def said() -> list[str]:
    return []


@pytest.fixture(scope="module")
def data(built_book, said) -> bytes:
    return pdf(report=said.append).read_bytes()


@pytest.fixture(scope="module")
def reader(data) -> PdfReader:
    return PdfReader(io.BytesIO(data))


@pytest.fixture(scope="module")
def titles(built_book) -> dict[str, str]:
    return {
        page: title(parse((built_book / f"{page}.html").read_text(encoding="utf-8")))
        for page in render.pages(paths.ROOT)
    }


def test_no_table_is_wider_than_its_sheet(data, said):
    assert [line for line in said if "wider" in line] == []


def test_there_are_as_many_sheets_as_one_expects(reader, titles):
    assert 3 * len(titles) < len(reader.pages) < 8 * len(titles)
    sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages}
    assert sizes == {(595, 842)}


def empty(reader: PdfReader) -> list[int]:
    """Sheets with nothing but a running head and a number."""
    return [
        number
        for number, page in enumerate(reader.pages, 1)
        if len(page.extract_text().split("\n")) < 4 and number > 1
    ]


def test_no_sheet_is_empty(reader):
    assert empty(reader) == []


def outline(reader: PdfReader) -> Iterator[Any]:
    def walk(entries: Any) -> Iterator[Any]:
        for entry in entries:
            if isinstance(entry, list):
                yield from walk(entry)
            else:
                yield entry

    return walk(reader.outline)


def test_every_page_is_in_the_outline_at_its_sheet(reader, data, titles):
    places = sheets(data)
    marks = {
        (entry.title.strip(), reader.get_destination_page_number(entry) + 1)
        for entry in outline(reader)
    }
    assert {(said, places[slug(page)]) for page, said in titles.items()} - marks == set()


def words(sheet: Any) -> str:
    """The text of a sheet on one line, its ligatures taken apart."""
    return " ".join(unicodedata.normalize("NFKC", sheet.extract_text()).split())


def test_the_contents_print_the_sheets_on_which_pages_begin(reader, data, titles):
    text = words(reader.pages[1])
    places = sheets(data)
    for _, entries in contents(paths.ROOT):
        for page, _ in entries:
            assert re.search(rf"{re.escape(titles[page])}\s*{places[slug(page)]}\b", text), page
            head = words(reader.pages[places[slug(page)] - 1])
            assert titles[page] in head


def leads_nowhere(reader: PdfReader) -> list[str]:
    """Links of a PDF whose place does not exist, or that lead to where it was printed."""
    named = set(reader.named_destinations)
    faults = []
    for page in reader.pages:
        for reference in page.get("/Annots") or ():
            link = reference.get_object()
            action = link.get("/A") or {}
            address = str(action.get("/URI", ""))
            place = link.get("/Dest", action.get("/D"))
            if "invalid" in address or address.startswith("file:"):
                faults.append(address)
            elif not address and isinstance(place, str) and place not in named:
                faults.append(str(place))
            elif not address and place is None:
                faults.append("a link without a place")
    return faults


def test_no_link_leads_nowhere(reader):
    assert leads_nowhere(reader) == []
    inside = [name for name in reader.named_destinations if "--claim-" in name]
    assert len(inside) > 30  # badges lead to their rows of the ledger


def test_fonts_are_embedded(reader):
    assert not_embedded(reader) == set()


def not_embedded(reader: PdfReader) -> set[str]:
    found = set()
    for page in reader.pages:
        for font in (page["/Resources"].get("/Font") or {}).values():
            font = font.get_object()
            for one in font.get("/DescendantFonts", [font]):
                one = one.get_object()
                about = one.get("/FontDescriptor")
                whole = about is not None and any(
                    f"/FontFile{kind}" in about.get_object() for kind in ("", "2", "3")
                )
                if not whole and one.get("/Subtype") != "/Type3":  # whose letters are in the PDF
                    found.add(str(font.get("/BaseFont")))
    return found


def test_headline_and_cover_are_words_that_can_be_found(reader):
    judged = verdicts.judge(records=None)
    text = " ".join(map(words, reader.pages))
    for claim in ("plic_registry", "peduncle_registry"):
        assert judged[claim].recomputed.text in text
    cover = words(reader.pages[0])
    for word in ("What the printed numbers leave open", "No medical advice", "CC BY 4.0",
                 "10.1161/STROKEAHA.125.050786", state().commit[:12], state().version):  # fmt: skip
        assert word in cover


def test_its_dates_are_those_of_the_commit_and_it_comes_out_the_same_again(reader, data):
    at = state()
    assert reader.metadata.creation_date == reader.metadata.modification_date == at.date
    assert reader.metadata.title == "What the printed numbers leave open"
    assert pdf(report=lambda _: None).read_bytes() == data


# ------------------------------------------------------------------ that they can fail


def small(book: Any, body: str) -> bytes:
    html = f"<!DOCTYPE html><html lang='en'><head><title>t</title></head><body>{body}</body></html>"
    with press(book) as tab:
        data, wide = printed(tab, html)
    assert wide == (["wide"] if "nowrap" in body else [])
    return data


def test_faults_of_a_small_document_are_found(built_book):
    new = "<p style='break-before: page'>"
    body = (
        "<h1 id='a'>One</h1><a href='#b'>b</a><a href='nowhere.html'>x</a>"
        f"<div class='data-table' id='wide'><table><td style='white-space: nowrap'>{'w' * 400}"
        f"</table></div>{new}<h1 id='b'>Two</h1><p>few</p>"
    )
    data = small(built_book, body)
    reader = PdfReader(io.BytesIO(data))
    assert leads_nowhere(reader) == ["http://book.invalid/nowhere.html"]
    assert empty(reader) == [2]
    assert (
        nearly_empty(data, {"one": 1}) == {"one"} and nearly_empty(data, {"o": 1, "t": 2}) == set()
    )
    assert sheets(data)["b"] == 2
    first = finished(data, "t", "a", "s", AT)
    later = State("0.1.0", AT.commit, AT.date.replace(year=2027), False)
    assert first == finished(data, "t", "a", "s", AT) != finished(data, "t", "a", "s", later)
