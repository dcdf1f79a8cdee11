"""The built pages as documents: names, headers, addresses. Each check has a page that fails it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from passion import paths
from printed.book import render

pytestmark = [pytest.mark.rendered, pytest.mark.slow]

LARGEST = 600_000  # bytes of one page, without what pages share


def parse(html: str) -> BeautifulSoup:
    # Python's parser keeps what is nested wrongly; lxml would repair it before it is seen.
    return BeautifulSoup(html, "html.parser")


def alternatives_missing(page: BeautifulSoup) -> list[str]:
    """Pictures without words, or with a file's hash for words."""
    faults = []
    for picture in page.select("article img"):
        alt = (picture.get("alt") or "").strip()
        if not alt or re.search(r"[0-9a-f]{12}", alt) or re.search(r"\.(png|svg|jpe?g)$", alt):
            faults.append(str(picture)[:100])
    for drawing in page.select("article figure svg"):
        if drawing.get("role") != "img" or len((drawing.get("aria-label") or "").split()) < 5:
            faults.append(str(drawing)[:100])
    return faults


def headers_missing(page: BeautifulSoup) -> list[str]:
    """Tables of the text without header cells."""
    return [
        str(table)[:100]
        for table in page.select("article table")
        if not table.find("th") and "highlighttable" not in (table.get("class") or ())
    ]


def ids_doubled(page: BeautifulSoup) -> list[str]:
    """Ids that two elements share."""
    ids = [element["id"] for element in page.find_all(id=True)]
    return sorted({name for name in ids if ids.count(name) > 1})


def links_nested(page: BeautifulSoup) -> list[str]:
    """Links within links, which browsers tear apart."""
    return [str(link)[:100] for link in page.select("article a a")]


def cells_empty(page: BeautifulSoup) -> list[str]:
    """Cells of our tables that say nothing, not even a dash."""
    cells = page.select(".data-table th, .data-table td")
    return [str(cell)[:100] for cell in cells if not cell.get_text(strip=True)]


def syntax_left(page: BeautifulSoup) -> list[str]:
    """Markup that reached the reader as text."""
    article = page.find("article") or page
    code = {id(text) for part in article.select(".cell_input, pre, code") for text in part.strings}
    shown = "".join(text for text in article.strings if id(text) not in code)
    return re.findall(r"\{\w+\}`|\*\*\w|&lt;/?\w+&gt;|\[[^\]]+\]\([^)]+\)|\$\w", shown)


CHECKS = (
    alternatives_missing, headers_missing, ids_doubled, links_nested, cells_empty, syntax_left,
)  # fmt: skip


@pytest.mark.parametrize("page", render.pages(paths.ROOT))
def test_pages_have_no_fault(built_book, page):
    document = parse((built_book / f"{page}.html").read_text(encoding="utf-8"))
    faults = {check.__name__: check(document) for check in CHECKS}
    assert faults == dict.fromkeys(faults, [])


@pytest.mark.parametrize(
    ("check", "html"),
    [
        (alternatives_missing, '<article><img src="a.png"></article>'),
        (alternatives_missing, '<article><img alt="../_images/0f3c9a7e1b2d4c5f.png"></article>'),
        (alternatives_missing, '<article><figure><svg role="img"></svg></figure></article>'),
        (headers_missing, "<article><table><tr><td>1</td></tr></table></article>"),
        (ids_doubled, '<p id="a"></p><p id="a"></p>'),
        (links_nested, '<article><a href="#a">x <a href="#b">81%</a></a></article>'),
        (cells_empty, '<div class="data-table"><table><tr><td> </td></tr></table></div>'),
        (syntax_left, "<article><p>{term}`peduncle`</p></article>"),
        (syntax_left, "<article><p>**Answer.</p></article>"),
        (syntax_left, "<article><p>[the ledger](00_ledger.ipynb)</p></article>"),
    ],
)
def test_each_check_can_fail(check, html):
    assert check(parse(html))


# ------------------------------------------------------------------ addresses between pages


def broken_anchors(pages: Mapping[Path, BeautifulSoup]) -> set[tuple[str, str]]:
    """Links to a place within a page of the book that has no such place."""
    places = {
        path: {element["id"] for element in page.find_all(id=True)} for path, page in pages.items()
    }
    broken = set()
    for path, page in pages.items():
        for link in page.select("a[href*='#']"):
            file, _, anchor = link["href"].partition("#")
            if ":" in file or file.startswith("//") or not anchor:
                continue
            target = (path.parent / unquote(file.partition("?")[0])).resolve() if file else path
            if target in places and unquote(anchor) not in places[target]:
                broken.add((path.name, link["href"]))
    return broken


def test_every_link_to_a_place_finds_it(built_book):
    pages = {
        path.resolve(): parse(path.read_text(encoding="utf-8"))
        for path in built_book.rglob("*.html")
        if "_static" not in path.parts
    }
    assert broken_anchors(pages) == set()


def test_a_link_to_no_place_is_found(tmp_path):
    here, there = tmp_path / "a.html", tmp_path / "b.html"
    pages = {
        here: parse('<p id="x"><a href="#x"></a><a href="b.html#y"></a><a href="b.html#z"></a>'),
        there: parse('<p id="z"><a href="a.html#none"></a><a href="https://doi.org/#q"></a>'),
    }
    assert broken_anchors(pages) == {("a.html", "b.html#y"), ("b.html", "a.html#none")}


@pytest.mark.parametrize(("page", "language"), [("families", "en"), ("families_nl", "nl")])
def test_a_page_says_in_which_language_it_is(built_book, page, language):
    html = (built_book / "book" / f"{page}.html").read_text(encoding="utf-8")
    assert parse(html).html["lang"] == language


@pytest.mark.parametrize("page", render.pages(paths.ROOT))
def test_no_page_is_heavy(built_book, page):
    assert (built_book / f"{page}.html").stat().st_size < LARGEST


# Short names of the program, whose words a reader is told; a form that takes them lists both.
SHORT_NAMES = re.compile(
    r"\b(?:midp|fisher)-(?:minlike|central)\b|\bn-1\b|\bexpected-5\b|\bhalf-(?:up|even)\b|\btype-\d\b"
    r"|trailing-zero|\bwithout:\w|\bp[_ ]rule\b|\b(?:shared|treated)[_ ]denominator:|\brank_test\b"
)


def short_names(page: BeautifulSoup) -> list[str]:
    for apart in page.select(".cell_input, script, style, pre, code, form"):
        apart.decompose()
    return SHORT_NAMES.findall(page.select_one("article").get_text(" "))


# Answers as the command prints them, by names that its options take; and drawn trials, not yet.
AS_THE_COMMAND = {"notebooks/14_check_a_number", "notebooks/16_recovery"}


@pytest.mark.parametrize("page", sorted(set(render.pages(paths.ROOT)) - AS_THE_COMMAND))
def test_no_page_shows_the_short_name_of_a_convention(built_book, page):
    html = (built_book / f"{page}.html").read_text(encoding="utf-8")
    assert short_names(parse(html)) == []


def test_a_short_name_is_found():
    page = "<article><p>midp-central: 3</p><code>n-1</code><p>p rule: nearest</p></article>"
    assert short_names(parse(page)) == ["midp-central", "p rule"]


@pytest.mark.parametrize("page", ["families", "families_nl"])
def test_parents_are_given_no_list_of_readings(built_book, page):
    html = parse((built_book / "book" / f"{page}.html").read_text(encoding="utf-8"))
    assert html.select("article [data-claim]") and not html.select(".readings")
