"""The foot of every page as it was rendered, and the receipt against what it tells of."""

from __future__ import annotations

import hashlib
import re

import pytest
from bs4 import BeautifulSoup

from passion import datapackage, paths
from printed.book import foot, receipt, render

pytestmark = [pytest.mark.rendered, pytest.mark.slow]


def parse(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


def faults(page: BeautifulSoup, name: str, commit: foot.Commit | None) -> list[str]:
    """What the foot of a page lacks."""
    found = page.select_one("footer .extra_footer")
    said = found.get_text(" ") if found else ""
    wanted = [commit.text] if commit else []
    if (paths.ROOT / f"{name}.ipynb").exists():
        wanted.append(f".venv/bin/jupyter execute {name}.ipynb")
    if name != foot.RERUN and not (found and found.select_one("a[href*='rerun.html']")):
        wanted.append("link")
    return [text for text in wanted if text not in said]


@pytest.mark.parametrize("page", render.pages(paths.ROOT))
def test_every_page_says_its_commit_and_how_to_run_it_again(built_book, page):
    html = (built_book / f"{page}.html").read_text(encoding="utf-8")
    assert faults(parse(html), page, foot.commit(paths.ROOT)) == []


def test_a_foot_that_lacks_something_is_found():
    known = foot.Commit("0123456789abcdef", "2026-01-31", False)
    empty = parse("<footer></footer>")
    assert len(faults(empty, "notebooks/06_motor", known)) == 3
    other = parse(
        '<footer><div class="extra_footer">Commit 7654321 of 2026-01-31'
        ' <a href="rerun.html">how</a>'
        " .venv/bin/jupyter execute notebooks/05_mri_asymmetry.ipynb</div></footer>"
    )
    assert len(faults(other, "notebooks/06_motor", known)) == 2


@pytest.fixture(scope="module")
def tables(built_book) -> list[list[list[str]]]:
    """The tables of the receipt as rows of text."""
    page = parse((built_book / receipt.PAGE.with_suffix(".html")).read_text(encoding="utf-8"))
    return [
        [
            [cell.get_text(" ", strip=True) for cell in row.select("td")]
            for row in table.select("tbody tr")
        ]
        for table in page.select("article table")
    ]


def test_every_notebook_has_its_time_and_gave_what_is_committed(tables):
    rows = tables[1]
    assert len(rows) == len(render.notebooks(paths.ROOT))
    assert [row for row in rows if not re.fullmatch(r"\d+\.\d s", row[1])] == []
    assert {row[2] for row in rows} <= {"yes", "no"}


def test_checksums_are_those_of_the_files(tables):
    told = dict(tables[3])
    names = ["requirements.lock", "data/datapackage.json"]
    names += [f"data/{name}" for name in datapackage.files()]
    assert sorted(told) == sorted(names)
    for name in names:
        content = (paths.ROOT / name).read_bytes()
        assert told[name] == hashlib.sha256(content).hexdigest()


def test_times_are_marked_and_no_words_of_the_search(built_book, tables):
    page = (built_book / receipt.PAGE.with_suffix(".html")).read_text(encoding="utf-8")
    assert len(receipt.MEASURED.findall(page)) == len(render.notebooks(paths.ROOT))
    # What stands on the receipt is not indexed: the index would hold the times as words.
    checksum = tables[3][0][1]
    assert checksum in page
    assert checksum not in (built_book / "searchindex.js").read_text(encoding="utf-8")
