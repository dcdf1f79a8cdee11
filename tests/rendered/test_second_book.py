"""The book of the second paper: made by `printed new`, built by its own commands, looked at.

Its pages are held to what the pages of this book are held to, by the same functions.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from passion import paths
from printed.book import budgets, execute, new
from printed.book.budgets import DESK, PHONE
from printed.book.paper import PLACE

pytestmark = [pytest.mark.rendered, pytest.mark.slow]

PAPER = paths.ROOT / "examples" / "second_paper"
NOTEBOOKS = (
    "00_ledger", "01_entry", "02_infection", "03_stopped", "04_remission", "05_composite",
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Iterator[Path]:
    """The book, written, built and tested as its README says."""
    folder = tmp_path_factory.mktemp("second") / "lupus"
    new.write(folder, PAPER, "Mycophenolate or cyclophosphamide")
    done = run(folder, "make", "--no-print-directory", "test", f"PYTHON={sys.executable}")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    yield folder


def run(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A command in the folder of the book, in the environment of a kernel."""
    environment = execute.kernel_environment(folder / "_build" / "cache") | more
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def built_book(made) -> Path:
    """In the place of this book: `visit` opens the pages of the other one."""
    return made / "_build" / "html"


def test_every_comparison_has_its_page(made):
    assert tuple(path.stem for path in sorted((made / "notebooks").glob("*.ipynb"))) == NOTEBOOKS


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_a_page_keeps_the_budgets_and_axe_finds_nothing(visit, violations, page):
    tab = visit(f"notebooks/{page}", DESK)
    for width in (DESK, PHONE):
        tab.set_viewport_size({"width": width, "height": 900})
        tab.reload()
        assert budgets.faults(budgets.measure(tab), width) == []
        assert budgets.sideways(tab) == []
        opened = budgets.measure(tab, opened=True)
        assert budgets.faults(opened, width, opened=True) == []
    assert violations(tab) == []
    assert tab.complaints == [] and tab.elsewhere == []


def test_the_front_page_leads_to_every_page(visit, violations):
    tab = visit("book/intro", PHONE)
    links = {link.get_attribute("href") for link in tab.locator("article a.reference").all()}
    assert {f"../notebooks/{page}.html" for page in NOTEBOOKS} <= links
    assert violations(tab) == []


def test_a_slip_of_a_digit_turns_the_tests_of_the_book_red(made):
    """The list of all of them is `examples/second_paper/mutants.csv`."""
    place = made / PLACE / "claims.csv"
    kept = place.read_text(encoding="utf-8")
    place.write_text(kept.replace("46.9%", "47.0%"), encoding="utf-8")
    try:
        done = run(made, sys.executable, "-m", "pytest", "-q", "tests", "-k", "verdict")
    finally:
        place.write_text(kept, encoding="utf-8")
    assert done.returncode == 1 and "15 of 32 is now nothing found" in done.stdout


def test_the_full_text_builds_a_book_apart_that_says_what_was_right(made):
    before = (made / "_build" / "html" / "notebooks" / "00_ledger.html").read_bytes()
    words = (sys.executable, "-m", "printed.book", "book")
    done = run(made, *words, PRINTED_FULLTEXT=str(PAPER / "fulltext"))
    assert done.returncode == 0, done.stderr[-2000:]
    ledger = made / "_build" / "fulltext" / "html" / "notebooks" / "00_ledger.html"
    text = ledger.read_text(encoding="utf-8")
    assert "With rows of the full text" in text and "abstract alone" in text
    with (PAPER / "with_fulltext.csv").open(encoding="utf-8", newline="") as file:
        determined = [row for row in csv.DictReader(file) if row["verdict"] == "determined"]
    assert determined and all(row["with_full_text"] in text for row in determined)
    assert (made / "_build" / "html" / "notebooks" / "00_ledger.html").read_bytes() == before
    assert b"abstract alone" not in before
