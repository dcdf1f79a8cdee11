"""`printed new`: a book of another paper that builds at once, and what it refuses."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from printed.book import abstract, new, render
from printed.book.paper import PLACE, Paper, Told
from printed.cli import main
from printed.errors import InputError
from printed.register import load, parse

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
LUPUS = EXAMPLES / "second_paper"
REGISTERS = [*sorted((EXAMPLES / "registers").iterdir()), LUPUS]
ABSTRACTS = sorted((EXAMPLES / "abstracts").glob("*.txt"))
each_register = pytest.mark.parametrize("register", REGISTERS, ids=lambda path: path.name)


@each_register
def test_every_register_becomes_a_book_with_all_its_pages(tmp_path, register):
    written = new.write(tmp_path / "book", register)
    assert all(path.is_file() for path in written)
    pages = render.pages(tmp_path / "book")
    assert pages[0] == "book/intro" and len(pages) == len(set(pages))
    assert not list(tmp_path.glob(".*")), "nothing half-written is left"
    text = "".join(path.read_text(encoding="utf-8") for path in written if path.suffix != ".csv")
    assert not [one for one in ("@TITLE@", "@PAGE@", "@COMPARISON@") if one in text]
    again = load(tmp_path / "book" / PLACE)
    assert [claim.id for claim in again] == [claim.id for claim in load(register)]


@each_register
def test_headlines_are_short_and_carry_their_condition(register):
    paper = Paper(load(register))
    for comparison in paper.comparisons:
        text, verdict = paper.headline(comparison)
        assert len(text.split()) <= 25
        if not isinstance(verdict, Told) and verdict.verdict.endswith("_if"):
            assert text.startswith("If ")


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        new.write(tmp_path, LUPUS)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_of_claims_brings_what_is_beside_it(tmp_path):
    by_folder, by_file = tmp_path / "one", tmp_path / "two"
    new.write(by_folder, LUPUS)
    new.write(by_file, LUPUS / "claims.csv")
    for name in new.REGISTER:
        assert (by_file / PLACE / name).read_bytes() == (by_folder / PLACE / name).read_bytes()


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
        ([], "needs --abstract FILE, or --register FOLDER"),
        (["--abstract", "nowhere.txt"], "nowhere.txt"),
        (["--abstract", "a.txt", "--register", "b"], "name one of them"),
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
    assert told["call"] == {"command": "new", "folder": str(tmp_path / "book")}
    made = {row["file"] for row in told["results"]}
    assert all((tmp_path / "book" / file).is_file() for file in made)


def test_the_lock_names_what_a_book_needs():
    names = {line.partition("==")[0] for line in new.lock().splitlines()}
    assert {"jupyter-book", "pandas", "seaborn", "scipy", "typer"} <= names
    assert "printed" not in names


# --------------------------------------------------------------------------- from an abstract

TEXT = (
    "Ninety people took part. Ulcers closed in 25/48 (52%) with oxygen and 12/42 (29%) with air "
    "(P = 0.03). It hurt 31% and 33%."
)


@pytest.fixture
def book(tmp_path):
    text = tmp_path / "abstract.txt"
    text.write_text(TEXT, encoding="utf-8")
    assert main(["new", str(tmp_path / "book"), "--abstract", str(text)]) == 0
    return tmp_path / "book"


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def confirm(book, *, but=(), **changes):
    """Somebody compares each row with the print, but for some."""
    place = book / PLACE / "claims.csv"
    kept = rows(place)
    for row in kept:
        if row["id"] not in but:
            row.update({"confirm": "", **changes.get(row["id"], {})})
    place.write_text(abstract.rows_csv(abstract.COLUMNS, kept), encoding="utf-8")


@pytest.mark.parametrize("path", ABSTRACTS, ids=lambda path: path.stem)
def test_every_abstract_becomes_a_register_of_rows_to_confirm(path):
    draft = abstract.read(path.read_text(encoding="utf-8"))
    register = parse(draft.claims_csv.encode(), draft.groups_csv.encode())
    assert len(register) == 0 and len(register.to_confirm) == len(draft.rows)
    assert len({row["id"] for row in draft.rows}) == len(draft.rows)
    text = path.read_text(encoding="utf-8")
    assert all(row["printed"] in text for row in draft.rows)


@pytest.mark.parametrize("path", ABSTRACTS, ids=lambda path: path.stem)
def test_a_row_of_a_draft_can_be_confirmed_as_it_stands(path):
    """Its form is right, so that what a person has to mend is what it says."""
    draft = abstract.read(path.read_text(encoding="utf-8"))
    told = draft.claims_csv.replace(",to confirm,", ",,")
    for arm in abstract.ARMS:
        told = told.replace(f"\nn_{arm},,,count", f"\nn_{arm},,40,count")
    register = parse(told.encode(), draft.groups_csv.encode())
    assert len(register) == len(draft.rows)


def test_nothing_is_judged_until_it_is_confirmed(book, capsys):
    capsys.readouterr()
    paper = Paper(load(book / PLACE))
    assert len(paper.register) == 0 and paper.comparisons == ()
    assert {row["verdict"] for row in paper.to_confirm()} == {"to confirm"}
    assert paper.tally() == [{"verdict": "to confirm", "numbers": len(paper.to_confirm())}]
    assert [path.stem for path in (book / "notebooks").iterdir()] == ["00_ledger"]
    assert rows(book / PLACE / "expected_verdicts.csv") == []
    assert main(["verify", str(book / PLACE)]) == 0
    assert "rows are to be confirmed: none is judged" in capsys.readouterr().out


def test_it_is_told_what_to_do_next(tmp_path, capsys):
    text = tmp_path / "abstract.txt"
    text.write_text(TEXT.replace("Ninety", "In 2 towns 90"), encoding="utf-8")
    assert main(["new", str(tmp_path / "book"), "--abstract", str(text)]) == 0
    told = capsys.readouterr().out
    place = tmp_path / "book" / PLACE / "claims.csv"
    assert f"9 rows to confirm in {place}" in told and "2 numbers belong to no row" in told
    assert f"cd {tmp_path / 'book'} && make test" in told


def test_a_confirmed_comparison_gets_its_page_and_its_verdicts(book):
    sizes = {"n_first": {"printed": "48"}, "n_second": {"printed": "42"}}
    confirm(book, but=("i2_percent", "i3_percent"), **sizes)
    assert main(["new", str(book)]) == 0
    assert render.pages(book) == ["book/intro", "notebooks/00_ledger", "notebooks/01_i1"]
    paper = Paper(load(book / PLACE))
    recorded = rows(book / PLACE / "expected_verdicts.csv")
    assert paper.changes(recorded) == [] and len(recorded) == 7
    assert {row["left"] for row in recorded} >= {"25 of 48", "12 of 42"}
    assert [row["printed"] for row in paper.to_confirm()] == ["31%", "33%"]


def test_what_is_there_is_left_as_it_is(book):
    confirm(book, n_first={"printed": "48"}, n_second={"printed": "42"})
    new.complete(book)
    notebook = book / "notebooks" / "01_i1.ipynb"
    notebook.write_text("mine", encoding="utf-8")
    before = (book / "_toc.yml").read_text(encoding="utf-8")
    assert new.complete(book) == []
    assert notebook.read_text(encoding="utf-8") == "mine"
    assert (book / "_toc.yml").read_text(encoding="utf-8") == before


def test_a_verdict_is_recorded_once_and_kept(book):
    sizes = {"n_first": {"printed": "48"}, "n_second": {"printed": "42"}}
    confirm(book, **sizes)
    new.complete(book)
    confirm(book, **sizes, i1_p_value={"printed": "0.3"})
    assert new.complete(book) == []
    paper = Paper(load(book / PLACE))
    told = paper.changes(rows(book / PLACE / "expected_verdicts.csv"))
    assert any(line.startswith("i1_p_value: ") for line in told)


def test_the_verdicts_recorded_beside_a_register_go_with_it(tmp_path):
    """They are the owner's: what is computed now and differs is told, and replaces none."""
    mine = shutil.copytree(LUPUS, tmp_path / "mine")
    recorded = rows(mine / new.EXPECTED)
    other = next(row for row in recorded if row["verdict"] != "stated")
    other["verdict"] = "stated"
    (mine / new.EXPECTED).write_text(abstract.rows_csv(new.RECORDED, recorded), encoding="utf-8")
    new.write(tmp_path / "book", mine)
    assert rows(tmp_path / "book" / PLACE / new.EXPECTED) == recorded
    told = Paper(load(tmp_path / "book" / PLACE)).changes(recorded)
    assert [line.partition(":")[0] for line in told] == [other["claim"]]


def test_a_lone_number_has_no_group_until_somebody_says_which(book):
    groups = {row["printed"]: row["group"] for row in rows(book / PLACE / "claims.csv")}
    assert (groups["25"], groups["12"], groups["0.03"]) == ("first", "second", "both")
    assert groups["31%"] == groups["33%"] == ""


def test_a_text_without_results_is_refused_in_one_line(tmp_path, capsys):
    text = tmp_path / "abstract.txt"
    text.write_text("We thank 12 reviewers.", encoding="utf-8")
    assert main(["new", str(tmp_path / "book"), "--abstract", str(text)]) == 2
    told = capsys.readouterr().err
    assert "no result is found in this text of 1 number" in told and told.count("\n") == 1
    assert not (tmp_path / "book").exists() and not list(tmp_path.glob(".*"))


def test_a_comparison_that_is_gone_says_what_to_do():
    with pytest.raises(InputError, match="remove the notebook and its line"):
        Paper(load(LUPUS)).claims("i1")


# --------------------------------------------------------------------------- what a book is made of


def test_a_book_is_whole_and_nothing_else(tmp_path):
    folder = tmp_path / "my_book"
    written = {str(path.relative_to(folder)) for path in new.write(folder, LUPUS)}
    register = {f"{PLACE}/{name}" for name in (*new.REGISTER, new.EXPECTED)}
    pages = {f"{page}.ipynb" for page in render.pages(folder) if page.startswith("notebooks/")}
    assert written == {*new.ALWAYS, "requirements.lock", *register, *pages}
    assert {"Makefile", "README.md", "environment.yml", "_config.yml",
     "_toc.yml"} <= set(new.ALWAYS)
    there = [path for path in folder.rglob("*") if path.is_file()]
    assert {str(path.relative_to(folder)) for path in there} == written
    assert (folder / "requirements.lock").read_text() == new.lock()
    assert new.is_book(folder) and not new.is_book(tmp_path)
    text = (folder / "_config.yml").read_text(encoding="utf-8")
    assert "my book" in text and "My own" not in text  # the name of the folder, unless one is given
    new.write(tmp_path / "other", LUPUS, "My own")
    assert "My own" in (tmp_path / "other" / "_config.yml").read_text(encoding="utf-8")
    for lost in ("_toc.yml", f"{PLACE}/claims.csv"):
        kept = (folder / lost).read_bytes()
        (folder / lost).unlink()
        assert not new.is_book(folder)
        (folder / lost).write_bytes(kept)
    assert new.is_book(folder)


def test_a_book_within_another_project_has_its_own_tests_alone(tmp_path):
    """As the README has it: the new folder lies in the clone, which has a conftest."""
    (tmp_path / "conftest.py").write_text("raise SystemError('of the project around')")
    (tmp_path / "pyproject.toml").write_text('[tool.pytest.ini_options]\naddopts = "--nowhere"\n')
    folder = tmp_path / "my_book"
    new.write(folder, LUPUS)
    call = [sys.executable, "-m", "pytest", "-q", "--collect-only", "tests"]
    ran = subprocess.run(call, cwd=folder, capture_output=True, text=True)
    assert ran.returncode == 0 and "test_book.py" in ran.stdout, ran.stdout + ran.stderr
    (folder / "pytest.ini").unlink()
    assert subprocess.run(call, cwd=folder, capture_output=True).returncode != 0


def test_pages_are_numbered_in_the_order_of_the_register(tmp_path):
    new.write(tmp_path / "book", LUPUS)
    paper = Paper(load(LUPUS))
    pages = [page for page in render.pages(tmp_path / "book") if page.startswith("notebooks/")]
    slugs = [new.slug(comparison) for comparison in paper.comparisons]
    assert pages == ["notebooks/00_ledger", *(
        f"notebooks/{i:02d}_{name}" for i, name in enumerate(slugs, 1))]  # fmt: skip
    for page, comparison in zip(pages[1:], paper.comparisons, strict=True):
        text = (tmp_path / "book" / f"{page}.ipynb").read_text(encoding="utf-8")
        assert new.heading(comparison) in text and comparison in text


def test_an_empty_folder_is_used_and_a_file_is_not(tmp_path):
    (tmp_path / "book").mkdir()
    assert new.is_book(tmp_path / "book") is False
    new.write(tmp_path / "book", LUPUS)
    assert new.is_book(tmp_path / "book")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="name a new folder"):
        new.write(tmp_path / "file", LUPUS)
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "slug"),
    [("PASI 75, week 12", "pasi_75_week_12"), ("a", "a"), ("__a--b__", "a_b"), ("\u00c9tude",
     "tude")],
)  # fmt: skip
def test_a_name_of_a_file_has_letters_digits_and_lines(name, slug):
    assert new.slug(name) == slug


def test_what_a_book_needs_is_all_that_its_packages_need():
    """Every package of the lock that is needed by another one stands in it too."""
    from importlib import metadata

    from packaging.requirements import Requirement

    locked = dict(line.split("==") for line in new.lock().splitlines())
    assert list(locked) == sorted(locked) and all(locked.values())
    for name in locked:
        assert metadata.version(name) == locked[name]
        for need in map(Requirement, metadata.requires(name) or ()):
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                assert need.name.lower().replace("_", "-") in locked, (name, need.name)
