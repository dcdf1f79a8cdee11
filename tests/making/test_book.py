"""`make book` on small real books: what fails, what stays, what is made anew."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from passion import book as runner
from passion.reconstruct import cohort, csv
from printed.book import command, execute, inputs, publish, render
from printed.book.execute import BuildFailure

if TYPE_CHECKING:
    from conftest import TinyBook

pytestmark = pytest.mark.slow


def tree(folder: Path) -> dict[str, bytes]:
    found = inputs.files(folder)
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def test_a_misspelt_key_fails_twice_and_the_last_good_book_stays(book, capsys):
    good = book.link.resolve()
    before = tree(good)
    assert '<b data-claim="answer">42 of 50</b>' in book.page()

    book.prose("The answer: {glue:}`../notebooks/00_a.ipynb::anwser`.")
    for _ in range(2):
        assert command.main(["book", str(book.root)]) == 1
        told = capsys.readouterr().err.splitlines()
        assert told[0].startswith(
            "book: book/intro.md:3: WARNING: Glue reference 'anwser' not found in doc"
        )
        assert told[1:] == ["book: not built; the last good book stays"]
        assert book.link.resolve() == good
        assert tree(good) == before


def change_value(book: TinyBook, old: str, new: str) -> None:
    made = inputs.read_notebook(book.root / "notebooks" / "00_a.ipynb")["cells"]
    book.notebook("00_a", *(cell["source"].replace(old, new) for cell in made))


def test_a_changed_page_is_built_as_if_from_nothing(book):
    # The value changes in the notebook; the page that shows it does not.
    change_value(book, "42 of 50", "43 of 50")
    book.build()
    assert book.executed() == ["notebooks/00_a.ipynb"]
    assert "43 of 50" in book.page()

    # Prose alone: no kernel, and what was read before is taken over without a trace.
    book.prose("In other words {glue:}`../notebooks/00_a.ipynb::answer`.")
    book.build()
    assert book.executed() == []
    taken_over = tree(book.link)
    shutil.rmtree(book.root / "_build" / "published")
    book.build()
    assert tree(book.link) == taken_over

    # Nothing changed: nothing is built.
    link = os.readlink(book.link)
    inode = book.link.resolve().stat().st_ino
    book.build()
    assert (os.readlink(book.link), book.link.resolve().stat().st_ino) == (link, inode)


def test_a_failing_notebook_fails_the_build_by_name(book):
    good = book.link.resolve()
    book.notebook("01_b", "# B", "fine = 1", "1 / 0")
    book.notebook("02_c", "# C", "raise ValueError('two\\nlines')")
    for _ in range(2):  # a failed copy is not kept
        with pytest.raises(BuildFailure) as failure:
            book.build()
        assert sorted(failure.value.lines) == [
            "notebooks/01_b.ipynb: code cell 2: ZeroDivisionError: division by zero",
            "notebooks/02_c.ipynb: code cell 1: ValueError: two",
        ]
    assert book.link.resolve() == good


def test_a_page_that_does_not_exist_is_named(book):
    (book.root / "notebooks" / "00_a.ipynb").unlink()
    with pytest.raises(BuildFailure, match="_toc.yml: notebooks/00_a: no such page"):
        book.build()


def test_a_warning_in_an_output_fails_the_build(book):
    book.notebook("00_a", "# A", "import sys; print('warned', file=sys.stderr)")
    book.prose("No value.")
    with pytest.raises(BuildFailure, match="stderr was found"):
        book.build()


def test_readme_files_of_an_environment_do_no_harm(book):
    command.refresh(book.root, book.said.append)
    inside = book.root / ".venv" / "lib" / "package"
    inside.mkdir(parents=True)
    (inside / "README.md").write_text("# Not\n\n## A page\n\n{glue:}`none`\n")
    before = tree(book.link)
    # The plain command renders what is committed.
    program = Path(sys.executable).with_name("jupyter-book")
    words = [str(program), "build", "-n", "-W", "--keep-going", str(book.root)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "42 of 50" in book.page()
    # It wrote through the link; the runner sees that and makes its own book again.
    assert publish.published(book.root / "_build") is None
    book.build()
    assert not list(book.link.rglob("README.html"))
    assert set(tree(book.link)) == set(before)


def wait_for(path: Path, process: subprocess.Popen) -> None:
    for _ in range(600):
        if path.exists() and path.stat().st_size:
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.1)
    raise AssertionError(f"{path} never came")


@pytest.mark.parametrize(("kill", "code"), [(signal.SIGKILL, -9), (signal.SIGTERM, 130)])
def test_a_killed_build_leaves_the_last_good_book_and_no_kernel(book, kill, code):
    good = book.link.resolve()
    before = tree(good)
    mark = book.root / "kernel"
    slow = f"import os, time; open({str(mark)!r}, 'w').write(str(os.getpid())); time.sleep(120)"
    book.notebook("01_b", "# B", slow)
    words = [sys.executable, "-m", "printed.book", "book", str(book.root)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for(mark, process)
    process.send_signal(kill)
    process.communicate(timeout=60)
    assert process.returncode == code
    assert (book.link.resolve(), tree(good)) == (good, before)
    kernel = int(mark.read_text())
    for _ in range(100):
        if not alive(kernel):
            break
        time.sleep(0.1)
    else:
        raise AssertionError("the kernel lives on")
    # Nothing stands in the way of the next build.
    with publish.only_one(book.root / "_build", book.said.append):
        assert book.said == []


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_build_killed_while_it_renders_leaves_the_last_good_book(book):
    good = book.link.resolve()
    before = tree(good)
    book.prose("Another page.")
    words = [sys.executable, "-m", "printed.book", "book", str(book.root)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for(book.root / "_build" / "stage" / "_build" / "html" / "_static", process)
    process.kill()
    process.communicate(timeout=60)
    assert (book.link.resolve(), tree(good)) == (good, before)
    # Jupyter Book may still be at work on the stage: it holds the lock until it ends.
    book.build()
    assert "Another page." in book.page()


def test_the_book_of_the_records_is_a_book_of_its_own(book, monkeypatch):
    public = tree(book.link)
    book.notebook("00_a", "# A", "import os; print('reads', os.environ.get('PASSION_RECORDS'))")
    book.prose("No value.")

    def execute_again() -> list[str]:
        book.said.clear()
        where = book.root / "_build" / "records"
        pages, private = render.notebooks(book.root), runner.private()
        report = book.said.append
        execute.execute(pages, root=book.root, build=where, private=private, report=report)
        return book.executed()

    records = book.root / "records.csv"
    records.write_bytes(csv(cohort(1).frame))
    monkeypatch.setenv("PASSION_RECORDS", str(records))
    html = book.build()
    assert book.executed() == ["notebooks/00_a.ipynb"]
    assert html == (book.root / "_build" / "records" / "html").resolve()
    checksum = hashlib.sha256(records.read_bytes()).hexdigest()
    for name in ("notebooks/00_a.html", "book/intro.html"):
        page = (html / name).read_text(encoding="utf-8")
        (banner,) = BeautifulSoup(page, "html.parser").select(".bd-header-announcement")
        assert banner.get_text().split() == (
            f"Built from reconstructed records, no child's: 10 treated and "
            f"39 registry, SHA-256 {checksum}. {runner.RECORDS_NOTE}"
        ).split()
    assert f"reads {records}" in (html / "notebooks" / "00_a.html").read_text(encoding="utf-8")
    assert tree(book.link) == public
    assert execute_again() == []
    records.write_bytes(csv(cohort(2).frame))
    assert execute_again() == ["notebooks/00_a.ipynb"]
    assert tree(book.link) == public

    # The public pages see no records, and use nothing that was made from them.
    monkeypatch.delenv("PASSION_RECORDS")
    command.refresh(book.root, book.said.append)
    assert "reads None" in (book.root / "notebooks" / "00_a.ipynb").read_text(encoding="utf-8")


def test_records_at_fault_are_refused_by_place_before_anything_runs(book, monkeypatch, capsys):
    records = book.root / "records.csv"
    cells = csv(cohort(1).frame).replace(b"\r\nT03,treated", b"\r\nSecretName,treatde")
    records.write_bytes(cells)
    monkeypatch.setenv("PASSION_RECORDS", str(records))
    assert command.main(["book", str(book.root)], find_private=runner.private) == 1
    told = capsys.readouterr()
    assert told.err.startswith("book: records.csv: refused, faults: 1: row 4, column cohort")
    assert "SecretName" not in told.err + told.out and "treatde" not in told.err + told.out
    assert not (book.root / "_build" / "records").exists()


def test_records_that_are_not_there_are_told_in_one_line(book, monkeypatch, capsys):
    monkeypatch.setenv("PASSION_RECORDS", "no-such-file.csv")
    assert command.main(["book", str(book.root)], find_private=runner.private) == 1
    assert capsys.readouterr().err.splitlines() == [
        "book: no-such-file.csv: PASSION_RECORDS names no file: unset it, or correct it"
    ]
    (book.root / "records.csv").write_bytes(csv(cohort(1).frame))
    monkeypatch.setenv("PASSION_RECORDS", str(book.root / "records.csv"))
    assert command.main(["refresh", str(book.root)], find_private=runner.private) == 1
    assert "unset PASSION_RECORDS" in capsys.readouterr().err


def test_refresh_writes_outputs_once_and_nothing_of_the_machine(book):
    path = book.root / "notebooks" / "00_a.ipynb"
    assert command.refresh(book.root, book.said.append) == [path]
    assert book.executed() == []  # the book's own copy serves
    written = path.read_bytes()
    assert b"forty-two" in written
    assert str(book.root).encode() not in written
    made = inputs.read_notebook(path)
    assert [cell.get("execution_count") for cell in made["cells"]] == [None, 1, 2]
    assert set(made["metadata"]) == {"kernelspec", "language_info"}
    # Outputs are not part of what is hashed: nothing runs again, nothing is written again.
    assert command.refresh(book.root, book.said.append) == []
    assert book.executed() == []
    # A second machine, or a second day, gives the same bytes.
    shutil.rmtree(book.root / "_build" / "executed")
    book.said.clear()
    assert command.refresh(book.root, book.said.append) == []
    assert book.executed() == ["notebooks/00_a.ipynb"]
    assert path.read_bytes() == written


LOADS = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}
ELSEWHERE = re.compile(r"^(https?:)?//")


def test_the_book_loads_nothing_from_another_host(template):
    page = template.page()
    assert "_static/mathjax/es5/tex-mml-chtml.js" in page
    assert (template.link / "_static" / "mathjax" / "es5" / "tex-mml-chtml.js").exists()
    assert (template.link / "_static" / "mathjax" / "LICENSE").exists()
    soup = BeautifulSoup(page, "lxml")
    found = [
        tag[name] for kind, name in LOADS.items() for tag in soup.find_all(kind) if tag.get(name)
    ]
    assert found
    assert [address for address in found if ELSEWHERE.match(address)] == []
    styles = [path.read_text(encoding="utf-8") for path in template.link.rglob("*.css")]
    assert styles
    assert [
        text for text in styles if re.search(r"(url\(|@import)\s*[\"']?(https?:)?//", text)
    ] == []


def test_no_page_logs_an_invalid_theme_mode(template):
    assert 'data-default-mode="auto"' in template.page()
