"""`make book` killed at random moments: the last good book stays, the next run is undisturbed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from printed.book import inputs, publish, receipt

if TYPE_CHECKING:
    from conftest import TinyBook

SEED = 20250


def pages(build: Path) -> dict[str, bytes]:
    """Every file of the published book, without what a clock said on the receipt."""
    html = build / "html"
    found = {path.relative_to(html).as_posix(): path.read_bytes() for path in inputs.files(html)}
    for name in found:
        if Path(name).with_suffix("").name == receipt.PAGE.stem:
            found[name] = receipt.without_times(found[name].decode()).encode()
    return found


# ------------------------------------------------------------------ at every step of publishing


def made(root: Path, text: str) -> Path:
    """A stage with two pages that Jupyter Book is done with."""
    stage = root / "stage"
    shutil.rmtree(stage, ignore_errors=True)
    (stage / "_build" / "html").mkdir(parents=True)
    for name in ("index.html", "other.html"):
        (stage / "_build" / "html" / name).write_text(text)
    return stage


OLD, NEW = {"pages": {}, "rest": "old"}, {"pages": {}, "rest": "new"}


def last_book(root: Path) -> None:
    """The book of another state."""
    publish.publish(root, made(root, "old"), OLD)


def written_to(root: Path) -> None:
    """This very book, which a plain build wrote to through the link."""
    publish.publish(root, made(root, "new"), NEW)
    for name in ("index.html", "other.html"):
        (root / "html" / name).write_text("old")


def read(root: Path) -> set[str]:
    """What a reader finds on the two pages."""
    pages = [root / "html" / name for name in ("index.html", "other.html")]
    return {page.read_text() if page.exists() else "nothing" for page in pages}


def seen_when_killed(
    killed_at: Callable[..., bool],
    root: Path,
    prepare: Callable[[Path], None],
    work: Callable[..., Any],
    file: str,
) -> list[set[str]]:
    """What is there to read after a kill at each step, and that the next run is undisturbed."""
    seen = []
    killed = True
    while killed:
        here = root / str(len(seen))
        here.mkdir()
        prepare(here)
        stage = made(here, "new")
        killed = killed_at(len(seen), file, lambda: work(here, stage, NEW))  # noqa: B023
        seen.append(read(here))
        publish.publish(here, made(here, "new"), NEW)
        assert publish.is_current(here, NEW) and read(here) == {"new"}
        assert len(list((here / "published").iterdir())) == 1
        assert {path.name for path in here.iterdir()} == {"html", "published", "stage"}
    return seen


@pytest.mark.parametrize("prepare", [last_book, written_to])
def test_a_kill_at_any_step_of_publishing_leaves_a_whole_book(killed_at, tmp_path, prepare):
    seen = seen_when_killed(killed_at, tmp_path, prepare, publish.publish, publish.__file__)
    assert len(seen) > 20
    assert all(found in ({"old"}, {"new"}) for found in seen)
    assert (seen[0], seen[-1]) == ({"old"}, {"new"})


def careless(build: Path, stage: Path, wanted: Any) -> None:
    """What publishing must not be: pages written over those that are being read."""
    for name in ("index.html", "other.html"):
        target = build / "html" / name
        target.unlink()
        target.write_text((stage / "_build" / "html" / name).read_text())


def test_publishing_that_a_kill_would_spoil_is_found(killed_at, tmp_path):
    seen = seen_when_killed(killed_at, tmp_path, last_book, careless, __file__)
    assert {"nothing", "old"} in seen and {"new", "old"} in seen


# ------------------------------------------------------------------ at random moments of a build


def start(root: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "printed.book", "book", str(root)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(words, stdout=quiet, stderr=quiet, start_new_session=True)


def build(root: Path) -> float:
    """An undisturbed build; the seconds it took."""
    started = time.monotonic()
    assert start(root).wait() == 0
    return time.monotonic() - started


def kill(root: Path, seconds: float) -> bool:
    """Kill a build with all its processes after this time; False when it was done by then."""
    process = start(root)
    try:
        process.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True


def kill_at_random(root: Path, kills: int, longest: float) -> list[float]:
    """Kill so many builds, each with every notebook to execute; the book must not be touched."""
    work = root / "_build"
    saved = root / "saved"
    shutil.copytree(work, saved, symlinks=True)
    good = pages(work)
    moments: list[float] = []
    draw = random.Random(SEED)
    for _ in range(5 * kills):
        if len(moments) == kills:
            break
        shutil.rmtree(work / "executed", ignore_errors=True)
        moment = draw.uniform(0, longest)
        if kill(root, moment):
            moments.append(moment)
            assert pages(work) == good, f"killed after {moment:.2f} s: not the last good book"
        else:  # a faster run than the measured one: it was done, and starts anew
            shutil.rmtree(work)
            shutil.copytree(saved, work, symlinks=True)
    shutil.rmtree(saved)
    assert len(moments) == kills
    return moments


@pytest.mark.slow
def test_a_small_book_killed_at_random_moments(template: TinyBook, book: TinyBook):
    wanted = (book.root / "book" / "intro.md").read_text()
    book.prose("Another front page.")
    longest = build(book.root)
    (book.root / "book" / "intro.md").write_text(wanted)
    kill_at_random(book.root, 2, longest)
    assert pages(book.root / "_build") != pages(template.root / "_build")
    build(book.root)
    # The template was made undisturbed, from the same pages.
    assert pages(book.root / "_build") == pages(template.root / "_build")


@pytest.mark.validate
def test_the_book_killed_at_twenty_random_moments(real_book: Path):
    front = real_book / "book" / "intro.md"
    text = front.read_text(encoding="utf-8")
    front.write_text(text + "\nAs it was before.\n", encoding="utf-8")
    longest = build(real_book)
    front.write_text(text, encoding="utf-8")
    moments = kill_at_random(real_book, 20, longest)
    print("killed after", ", ".join(f"{moment:.1f}" for moment in moments), "s")
    build(real_book)
    found = pages(real_book / "_build")
    assert b"As it was before." not in found["book/intro.html"]
    shutil.rmtree(real_book / "_build")
    build(real_book)
    assert found == pages(real_book / "_build")
