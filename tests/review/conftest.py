"""A small pack: two pages of a book, a folder that is described, a state of a repository."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tools.review import crate
from tools.review.shown import Shown, everything
from tools.review.state import State

from passion import paths
from printed.book import render

PAGE = """<html><body><article><h1>{title}<a class="headerlink" href="#x">#</a></h1>
<div class="data-table" id="steps"><p class="data-table__caption">Steps of <i>P</i>.</p>
<table><tr><th>Z</th></tr><tr><td>\u22120.4</td></tr></table>
<p class="data-table__download"><a download="steps.csv"
 href="data:text/csv;charset=utf-8,Z%0A-0.4%0A">CSV</a></p></div>
<table><tr><th>word</th><th>n</th></tr><tr><td>two,  three</td><td>\u22122</td></tr></table>
<figure id="flow"><figcaption>A flow.</figcaption><svg></svg><table><tr><td>n</td></tr></table>
<p class="{files}"><a download="a-flow.csv" href="data:text/csv;charset=utf-8,n%0A36%0A">CSV</a></p>
</figure></article></body></html>"""


@pytest.fixture
def at() -> State:
    return State("0.1.0", "d34f2ab" + "0" * 33, datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC), False)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A book of one page with two tables and a figure."""
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "a.html").write_text(PAGE.format(title="Two words", files="panel__files"))
    return tmp_path


@pytest.fixture
def found(pages: Path) -> list[Shown]:
    return everything(pages, ["book/a"])[0]


@pytest.fixture(scope="session")
def citation() -> Any:
    return render.load_yaml(paths.ROOT / "CITATION.cff")


@pytest.fixture
def described(tmp_path: Path, found: list[Shown], citation: Any, at: State) -> Path:
    """A small folder with everything that a description names, and its description."""
    folder = tmp_path / "pack"
    for name in [*crate.MAIN, *(one.file for one in found), "notebooks/00_a.ipynb"]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x\n")
    for name in crate.FOLDERS:
        (folder / name).mkdir(exist_ok=True)
    (folder / crate.FILE).write_bytes(crate.described(folder, found, citation, at))
    return folder
