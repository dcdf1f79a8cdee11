"""The built pages as documents: names, headers, addresses. Each check has a page that fails it."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from passion import paths
from printed.book import render
from printed.book.markup import (
    LARGEST,
    alternatives_missing,
    broken_anchors,
    cells_empty,
    faults,
    headers_missing,
    ids_doubled,
    links_astray,
    links_nested,
    parse,
    syntax_left,
)

pytestmark = [pytest.mark.rendered, pytest.mark.slow]


@pytest.mark.parametrize("page", render.pages(paths.ROOT))
def test_pages_have_no_fault(built_book, page):
    assert faults(built_book / f"{page}.html") == []


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


def test_every_link_to_a_place_finds_it(built_book):
    assert links_astray(built_book) == set()


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


def test_a_heavy_page_is_found(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<p>" + "x" * LARGEST + "</p>")
    assert faults(page)[0].startswith("heavy")


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
