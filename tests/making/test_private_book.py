"""A book of records says nothing of a single child, wherever it writes; the public book nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from passion import book as runner
from passion import cli, paths, reconstruct
from passion.records import Records, load, schema
from printed.book import command, execute, render
from printed.book.execute import BuildFailure

SCORES = ("tissue_loss_ratio", "motor_z", "cognitive_z")
NUMBERS = (*SCORES, "gestational_age", *schema.VOLUMES)
WORDS = ("child", "motor_instrument", "cognitive_instrument")
# Of a few values that many children share, which no mark can stand beside.
CODED = {
    known.name
    for known in schema.COLUMNS
    if known.allowed.startswith(("yes or no", "a whole number", "left", "female", "treated"))
}
FILE = "MarkedFileQx.csv"  # in a folder whose name is marked too


def marked() -> tuple[bytes, set[str | float]]:
    """A file of records that says of each child what no other text says, and these sayings."""
    frame = reconstruct.cohort(1).frame.drop(columns=["reconstructed", "seed", "law"])
    marks: set[str | float] = {"MarkedFileQx", "MarkedFolderQx"}
    for place in frame.index:
        loss = frame.loc[place, "tissue_loss_ratio"]
        # A lesion of 20 ml that would have grown to 40.
        volumes = (20.0, 100.0, 200.0, 200 - 0.4 * loss) if loss == loss else (None,) * 4
        frame.loc[place, list(schema.VOLUMES)] = volumes
        for name in WORDS:
            frame.loc[place, name] = f"Marked{name.title().replace('_', '')}{place:02d}Qx"
            marks.add(str(frame.loc[place, name]))
        frame.loc[place, "gestational_age"] = 37.0
        for name in NUMBERS:
            # Too small a change to move a median, a rank or a rounded number.
            score = round(frame.loc[place, name] + (1371 + 10 * place) * 1e-6, 6)
            if score == score:
                frame.loc[place, name] = score
                marks.add(rounded(score))
    return reconstruct.csv(frame), marks


def rounded(number: float | str | bytes) -> float:
    """A number as it is recognised again, wherever it is shown with so many decimals or more."""
    return abs(round(float(number), 5))


def said(folder: Path, marks: set[str | float], *texts: str) -> set[str | float]:
    """The marks that stand in a file below a folder, or in a text."""
    every = [path for path in folder.rglob("*") if not path.is_symlink()]
    files = [path for path in every if path.is_file()]
    names = "\n".join(str(path.relative_to(folder)) for path in every)
    found: set[str | float] = set()
    words = (names.encode(), *(text.encode() for text in texts))
    for content in (*(path.read_bytes() for path in files), *words):
        found |= {word.decode() for word in re.findall(rb"Marked\w+?Qx", content)}
        found |= {rounded(number) for number in re.findall(rb"\d+\.\d{5,}", content)} & marks
    return found


@pytest.fixture(scope="module")
def records(tmp_path_factory) -> tuple[Path, set[str | float]]:
    content, marks = marked()
    path = tmp_path_factory.mktemp("MarkedFolderQx") / FILE
    path.write_bytes(content)
    return path, marks


def test_the_search_finds_what_is_there(records):
    path, marks = records
    assert said(path.parent, marks, str(path)) == marks


def test_every_field_is_marked_that_a_mark_can_stand_in():
    known = {found.name for found in schema.COLUMNS}
    assert known == {*NUMBERS, *WORDS, *CODED, "law"}


@pytest.mark.parametrize("words", [["verify", "--records"], ["records", "check"]])
@pytest.mark.parametrize("json", [[], ["--json"]])
def test_no_command_says_anything_of_a_single_child(records, tmp_path, capsys, words, json):
    path, marks = records
    assert cli.main([*words, str(path), *json]) == 0
    told = capsys.readouterr()
    # Whoever checks a file named it a moment ago.
    own = {"MarkedFileQx"} if words[0] == "records" else set()
    assert said(tmp_path, marks, told.out, told.err) <= own


def test_the_marked_file_is_one_that_pages_are_built_from(records):
    path, marks = records
    assert sum(isinstance(mark, float) for mark in marks) > 90


@pytest.mark.slow
def test_no_page_says_anything_of_a_single_child(records, tmp_path, capfd, monkeypatch):
    """Every notebook of the book, executed with marked records: outputs, tables, caches, logs."""
    path, marks = records
    monkeypatch.delenv("PASSION_DISCLOSE", raising=False)
    build = tmp_path / "_build" / "records"
    sources = render.notebooks(paths.ROOT)
    before = {source: source.read_bytes() for _, source in sources}
    monkeypatch.setenv("PASSION_RECORDS", str(path))
    private = runner.private()
    assert private is not None and said(tmp_path, marks, private.banner, repr(load(path))) == set()
    pages = execute.execute(sources, root=paths.ROOT, build=build, private=private)
    assert {source: source.read_bytes() for _, source in sources} == before
    told = capfd.readouterr()
    assert said(tmp_path, marks, told.out, told.err) == set()
    assert any(b"reproduced" in page.copy.read_bytes() for page in pages)
    assert len(pages) == len(sources) >= 7


def show(expression: str) -> str:
    """A cell that prints something of the evidence."""
    return (
        "from passion import evidence\n"
        "from passion.evidence import means\n"
        f"found = evidence.load()\nprint({expression})"
    )


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
def test_a_public_book_after_one_of_records_is_the_public_book_before(records, book, monkeypatch):
    path, marks = records
    book.notebook("00_a", "# A page", show("means.envelope(found, 'tissue_loss')"))
    book.prose("Nothing of the page.")
    first = tree(book.build())
    monkeypatch.setenv("PASSION_RECORDS", str(path))
    html = book.build()
    page = (html / "notebooks" / "00_a.html").read_text(encoding="utf-8")
    assert "((7, 10), Range(low=" in page and "((1, 1)" not in page
    assert said(book.root / "_build", marks, *book.said) == set()
    monkeypatch.delenv("PASSION_RECORDS")
    assert tree(book.build()) == first
    public = [path for path in (book.root / "_build").iterdir() if path.name != "records"]
    for folder in (path for path in public if path.is_dir() and path.name != "cache"):
        assert FILE not in str(tree(folder))


def test_a_failing_page_does_not_repeat_what_it_failed_on(records, book, monkeypatch, capsys):
    path, marks = records
    cell = (
        "from passion.records import from_environment\n"
        "raise ValueError(from_environment().frame.to_csv())"
    )
    book.notebook("00_a", "# A page", cell)
    monkeypatch.setenv("PASSION_RECORDS", str(path))
    assert command.main(["book", str(book.root)], find_private=runner.private) == 1
    told = capsys.readouterr()
    assert "code cell 1: ValueError (its message may hold a value of the data" in told.err
    assert said(book.root / "_build", marks, told.out, told.err) == set()


def test_single_ranks_are_shown_where_the_holder_says_so_and_never_from_a_cache(
    records, book, tmp_path, monkeypatch
):
    path, marks = records
    source = book.notebook("00_a", "# A page", show("means.envelope(found, 'tissue_loss')"))

    def outputs() -> bytes:
        pages = [("a", source)]
        private = runner.private()
        (page,) = execute.execute(pages, root=book.root, build=tmp_path / "build", private=private)
        return page.copy.read_bytes()

    monkeypatch.setenv("PASSION_RECORDS", str(path))
    monkeypatch.setenv("PASSION_DISCLOSE", "1")
    assert b"((1, 1), Range" in outputs()
    assert len(said(tmp_path / "build", marks)) == 10  # what the search is for
    monkeypatch.delenv("PASSION_DISCLOSE")
    grouped = outputs()
    assert said(tmp_path / "build", marks) == set()
    assert b"((1, 1), Range" not in grouped and b"((1, 3), Range" in grouped


@pytest.mark.parametrize("measure", ["tissue_loss_ratio", "epilepsy"])
def test_a_book_of_one_or_two_assessed_children_is_refused(book, monkeypatch, capsys, measure):
    frame = reconstruct.cohort(1).frame
    frame.loc[frame.index[2:], measure] = None
    path = book.root / "children.csv"
    path.write_bytes(reconstruct.csv(Records(frame).frame))
    monkeypatch.setenv("PASSION_RECORDS", str(path))
    assert command.main(["book", str(book.root)], find_private=runner.private) == 1
    assert f"{measure}: fewer than 3 children" in capsys.readouterr().err


def test_a_failing_public_page_says_why(book):
    book.notebook("00_a", "# A page", "1 + 1", "raise ValueError('what went wrong')", "2 + 2")
    with pytest.raises(BuildFailure, match="code cell 2: ValueError: what went wrong"):
        book.build()
