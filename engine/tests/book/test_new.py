"""`printed new`: a book of another paper that builds at once, and what it refuses."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from printed.book import execute, new, render, skeleton
from printed.book.paper import PLACE, Paper, Told
from printed.cli import main
from printed.errors import InputError
from printed.register import load

REGISTERS = Path(__file__).resolve().parents[3] / "examples" / "registers"
NAMES = sorted(folder.name for folder in REGISTERS.iterdir())
LUPUS = REGISTERS / "lupus_2015"


@pytest.mark.parametrize("name", NAMES)
def test_every_register_becomes_a_book_with_all_its_pages(tmp_path, name):
    written = new.write(tmp_path / "book", REGISTERS / name)
    assert all(path.is_file() for path in written)
    pages = render.pages(tmp_path / "book")
    assert pages[0] == "book/intro" and len(pages) == len(set(pages))
    assert not list(tmp_path.glob(".*")), "nothing half-written is left"
    text = "".join(path.read_text(encoding="utf-8") for path in written if path.suffix != ".csv")
    assert not [one for one in ("@TITLE@", "@PAGE@", "@COMPARISON@", "@LINKS@") if one in text]
    again = load(tmp_path / "book" / PLACE)
    assert [claim.id for claim in again] == [claim.id for claim in load(REGISTERS / name)]


@pytest.mark.parametrize("name", NAMES)
def test_headlines_are_short_and_carry_their_condition(name):
    paper = Paper(load(REGISTERS / name))
    for comparison in paper.comparisons:
        text, verdict = paper.headline(comparison)
        assert len(text.split()) <= 25
        if not isinstance(verdict, Told) and verdict.verdict.endswith("_if"):
            assert text.startswith("If ")


@pytest.mark.slow
def test_a_book_of_another_paper_builds_and_keeps_the_rules_of_a_page(tmp_path):
    """Executed, rendered without a warning and held to its own tests, by its two commands."""
    book = tmp_path / "lupus"
    new.write(book, LUPUS, "Lupus nephritis")
    done = subprocess.run(
        ["make", "--no-print-directory", "test", f"PYTHON={sys.executable}"],
        cwd=book, capture_output=True, text=True, env=execute.kernel_environment(tmp_path),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    for page in (book / "notebooks").glob("*.ipynb"):
        assert skeleton.faults(page) == []
        built = (book / "_build" / "html" / "notebooks" / f"{page.stem}.html").read_text("utf-8")
        assert not re.findall(r"(?:src|<link[^>]*href)=.https?://", built)
    # One verdict turned: the book's own test says so.
    place = book / PLACE / "expected_verdicts.csv"
    rows = list(csv.reader(place.read_text(encoding="utf-8").splitlines()))
    rows[-1][1] = "determined" if rows[-1][1] != "determined" else "stated"
    place.write_text("\n".join(map(",".join, rows)) + "\n", encoding="utf-8")
    turned = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests", "-k", "verdicts"],
        cwd=book, capture_output=True, text=True,
    )  # fmt: skip
    assert turned.returncode == 1 and "1 failed" in turned.stdout


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        new.write(tmp_path, LUPUS)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_bad_register_leaves_no_folder(tmp_path):
    bad = tmp_path / "register"
    shutil.copytree(LUPUS, bad)
    (bad / "claims.csv").write_text("id,statement\n")
    with pytest.raises(InputError):
        new.write(tmp_path / "book", bad)
    assert not (tmp_path / "book").exists()


@pytest.mark.parametrize("title", ["", 'a "quoted" one', "a: b", "<b>x</b>", "@TITLE@"])
def test_a_title_that_would_break_a_page_is_refused(tmp_path, title):
    with pytest.raises(InputError, match="words alone"):
        new.plain(title)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "give --register FOLDER"),
        (["--abstract", "abstract.txt"], "give --register FOLDER"),
        (["--register", "nowhere"], "nowhere"),
    ],
)
def test_a_bad_call_is_one_line(tmp_path, capsys, words, said):
    assert main(["new", str(tmp_path / "book"), *words]) == 2
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1
    assert not (tmp_path / "book").exists()


def test_the_files_are_told_as_json(tmp_path, capsys):
    import json

    assert main(["new", str(tmp_path / "book"), "--register", str(LUPUS), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {"file": "notebooks/00_ledger.ipynb"} in told["results"]


def test_the_lock_names_what_a_book_needs():
    names = {line.partition("==")[0] for line in new.lock().splitlines()}
    assert {"jupyter-book", "pandas", "seaborn", "scipy", "typer"} <= names
    assert "printed" not in names
