"""A machine that does not let a build write, or reach the network."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tools import environment

from passion import paths
from printed.book import command
from printed.book.execute import BuildFailure

# Mounts something of this size at $2, with the book of $1 in it and $3 kB of room; builds it there;
# says whether the last good book is what it was. All of it is gone with the namespace.
FULL = """
set -e
mount -t tmpfs -o size=256m tmpfs "$2"
cp -aL "$1/_build/cache" "$2/cache" && cp -a "$1/." "$2" && rm "$2/_build/cache"
mv "$2/cache" "$2/_build/cache"
printf '# Front\\n\\nAnother page.\\n' > "$2/book/intro.md"
mount -o "remount,size=$(($(df -k --output=used "$2" | tail -n 1) + $3))k" "$2"
code=0; "$4" -m printed.book book "$2" || code=$?
diff -r "$1/_build/published" "$2/_build/published"
test "$(readlink "$1/_build/html")" = "$(readlink "$2/_build/html")"
test ! -e "$2/_build/stage"
echo "code $code, the last good book is whole"
"""
READ_ONLY = """
set -e
mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"
for word in book refresh; do "$2" -m printed.book $word "$1" || echo "code $?"; done
cat "$1/_build/html/index.html" > /dev/null && echo readable
"""
NO_ENVIRONMENT = """
set -e
mount -t tmpfs -o size=64m tmpfs "$1"
mkdir -p "$1/tools"
cp --parents requirements.lock pyproject.toml */pyproject.toml "$1"
cp tools/environment.py "$1/tools"
[ "$2" = ro ] && how=ro || how="size=$(($(df -k --output=used "$1" | tail -n 1) + 60))k"
mount -o "remount,$how" "$1"
"$3" -I "$1/tools/environment.py" || echo "code $?"
"""


@pytest.mark.slow
def test_a_full_disk_is_told_in_one_line_and_the_last_good_book_stays(book, apart, tmp_path):
    # 4 MB: enough to execute and to lay out a stage, too little for the pages.
    place = tmp_path / "mounted"
    place.mkdir()
    words = [str(book.root), str(place), "4000", sys.executable]
    done = apart("--mount", "sh", "-c", FULL, "sh", *words)
    assert done.stdout.splitlines()[-1] == "code 1, the last good book is whole", done
    (told,) = done.stderr.splitlines()
    assert told.startswith("book: ") and "the disk is full: free some space" in told
    assert told.endswith("; the last good book stays")


@pytest.mark.slow
def test_a_read_only_folder_is_told_in_one_line(book, apart):
    done = apart("--mount", "sh", "-c", READ_ONLY, "sh", str(book.root), sys.executable)
    assert done.stdout.splitlines() == ["code 1", "code 1", "readable"]
    assert done.stderr.splitlines() == [
        "book: _build/.lock: the folder is read-only: work on a copy that can be written to"
        "; the last good book stays",
        "refresh: _build/.lock: the folder is read-only: work on a copy that can be written to",
    ]


@pytest.mark.parametrize(
    ("option", "what"),
    [
        pytest.param("ro", "is read-only", marks=pytest.mark.slow),
        pytest.param("full", "disk is full", marks=pytest.mark.validate),
    ],
)
def test_an_environment_without_a_place_is_told_in_one_line(apart, tmp_path, option, what):
    words = [str(tmp_path), option, sys.executable]
    done = apart("--mount", "sh", "-c", NO_ENVIRONMENT, "sh", *words)
    assert done.stdout.splitlines()[-1] == "code 1"
    (told,) = done.stderr.splitlines()
    assert told.startswith("make: .venv: the ") and what in told


@pytest.mark.parametrize("code", command.MEND)
def test_each_lack_of_room_has_its_advice(code, tmp_path):
    what = command.MEND[code]
    said = os.strerror(code)
    assert command.mend(OSError(code, said), tmp_path) == what
    # A copied folder gathers many faults into one; a cell of a notebook tells its own.
    many = shutil.Error([("a", "b", f"[Errno {code}] {said}: 'b'")])
    assert what in command.mend(many, tmp_path)
    assert command.mend(BuildFailure(f"a.ipynb: code cell 1: OSError: {said}"), tmp_path) == what
    assert command.mend(BuildFailure("a.ipynb: code cell 1: ZeroDivisionError"), tmp_path) is None
    if code != errno.EPERM:
        assert environment.no_room(f"error: {said} (os error {code})") == what


def test_another_fault_of_the_system_is_one_line_too(tmp_path, monkeypatch, capsys):
    def fail(*_: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files", str(tmp_path / "_build" / "x"))

    monkeypatch.setattr(command, "book", fail)
    assert command.main(["book", str(tmp_path)]) == 1
    (told,) = capsys.readouterr().err.splitlines()
    assert "Too many open files: '_build/x'; the last good book stays" in told


@pytest.mark.slow
def test_a_small_book_is_built_without_a_network(book, apart):
    # Everything anew: a kernel, and every page.
    shutil.rmtree(book.root / "_build" / "executed")
    book.prose("Built offline: {glue:}`../notebooks/00_a.ipynb::answer`.")
    words = ["-m", "printed.book", "book", str(book.root)]
    done = apart("--net", sys.executable, *words)
    assert done.returncode == 0, done.stderr
    assert "Built offline" in book.page() and "42 of 50" in book.page()


@pytest.mark.validate
def test_the_book_is_built_without_a_network(real_book: Path, apart):
    # After installation `make` asks nothing of a network either.
    done: subprocess.CompletedProcess[str] = apart("--net", "make", "-C", str(paths.ROOT), "env")
    assert done.returncode == 0, done.stderr
    done = apart("--net", sys.executable, "-m", "printed.book", "book", str(real_book))
    assert done.returncode == 0, done.stderr
    assert (real_book / "_build" / "html" / "index.html").exists()
