"""``book`` and ``refresh``: the four steps in a row, told as they go."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from printed.book import corrections, execute, foot, publish, receipt, render
from printed.book.execute import BuildFailure, tenths
from printed.book.private import Private
from printed.errors import InputError

USAGE = "usage: book|refresh [FOLDER]"
# What a person can mend when the machine does not let a build write.
MEND = {
    errno.ENOSPC: "the disk is full: free some space, then run this again",
    errno.EDQUOT: "the quota of the disk is used up: free some space, then run this again",
    errno.EROFS: "the folder is read-only: work on a copy that can be written to",
    errno.EACCES: "no permission: make the folder yours, or work on a copy",
    errno.EPERM: "no permission: make the folder yours, or work on a copy",
}

def book(root: Path, report: Any = print, private: Private | None = None) -> Path:
    """Build the book of a folder and return where its HTML is.

    With private data in place all of it happens in a folder of its own: nothing made from them is
    ever used for the public book, nor the other way round.
    """
    build = root / "_build" / private.name if private else root / "_build"
    stage = build / "stage"
    with publish.only_one(build, report) as lock:
        started = time.monotonic()
        report(f"book: {private.told if private else 'printed numbers'}")
        render.refuse_links_out(root)
        copies = execute.execute(
            render.notebooks(root), root=root, build=build, private=private, report=report
        )
        executed = time.monotonic()
        render.load_yaml(root / "_config.yml")
        render.fill(stage, root, copies)
        if private is not None:
            render.announce(stage, private.banner)
        commit = foot.commit(root)
        receipt.write(stage, root, copies, commit, private is not None)
        corrections.write(stage, root)
        wanted = render.manifest(stage, root, commit)
        if publish.is_current(build, wanted):
            html = publish.published(build) / "html"  # type: ignore[operator]
        else:
            render.take_over(stage, wanted, publish.published(build))
            render.run_jupyter_book(stage, lock, commit)
            html = publish.publish(build, stage, wanted)
        shutil.rmtree(stage)
        ended = time.monotonic()
        report(
            f"book: notebooks {tenths(executed - started)}, pages {tenths(ended - executed)}, "
            f"together {tenths(ended - started)}"
        )
        report(f"book: {build / 'html' / 'index.html'}")
    return html


def mend(problem: OSError | BuildFailure, root: Path) -> str | None:
    """What to do about a machine that does not let a build write, in one line.

    Parameters
    ----------
    problem : OSError or BuildFailure
        Also of a kernel or of Jupyter Book, which tell such a fault among their own.
    root : Path
        Left out of the name of the file.

    Returns
    -------
    str or None
        None when the problem is another one.

    Examples
    --------
    >>> mend(OSError(errno.ENOSPC, "No space left on device", "/a/_build/stage"), Path("/a"))
    '_build/stage: the disk is full: free some space, then run this again'
    >>> mend(OSError(errno.ENOENT, "No such file or directory", "x"), Path("/a")) is None
    True
    """
    for code, what in MEND.items():
        if isinstance(problem, OSError):
            # A copied folder gathers the faults of its files into one without a number.
            if code == problem.errno or os.strerror(code) in str(problem):
                name = problem.filename if problem.errno else None
                return f"{name}: {what}".replace(f"{root}/", "") if name else what
        elif any(os.strerror(code) in line for line in problem.lines):
            return what
    return None


def refresh(root: Path, report: Any = print, private: Private | None = None) -> list[Path]:
    """Write executed outputs back into the notebooks, and return those that changed."""
    if private is not None:
        unset = " and ".join(name for name in private.variables)
        raise InputError(f"committed outputs hold printed numbers only: unset {unset}")
    changed = []
    build = root / "_build"
    with publish.only_one(build, report):
        for page in execute.execute(render.notebooks(root), root=root, build=build, report=report):
            text = page.copy.read_bytes()
            if page.source.read_bytes() != text:
                partial_file = page.source.with_suffix(".partial")
                partial_file.write_bytes(text)
                partial_file.replace(page.source)
                changed.append(page.source)
                report(f"  {page.name}  written")
    report(f"refresh: {len(changed)} notebooks changed")
    return changed


def main(
    arguments: Sequence[str] | None = None,
    root: Path | None = None,
    find_private: Callable[[], Private | None] = lambda: None,
) -> int:
    """Run one command; 0 done, 1 not built, 2 a bad call, 130 interrupted.

    Parameters
    ----------
    arguments : sequence of str, optional
        ``book`` or ``refresh``, and the folder of a book if it is not `root`.
    root : Path, optional
        The folder of the book; the present one when left out.
    find_private : callable
        Gives the data that are not public, where there are any, or refuses them.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    commands: dict[str, Any] = {"book": book, "refresh": refresh}
    if not words or words[0] not in commands or len(words) > 2:
        print(USAGE, file=sys.stderr)
        return 2
    root = Path(words[1]).resolve() if len(words) > 1 else root or Path.cwd()
    # A polite kill ends like Ctrl-C does: no kernel is left behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        commands[words[0]](root, partial(print, flush=True), find_private())
    except (BuildFailure, InputError, OSError) as failure:
        stays = "; the last good book stays" if words[0] == "book" else ""
        hint = None if isinstance(failure, InputError) else mend(failure, root)
        if hint or isinstance(failure, OSError):
            told = hint or str(failure).replace(f"{root}/", "")
            # Half a book would keep the space that is missing.
            for left in (root / "_build").glob("**/stage"):
                shutil.rmtree(left, ignore_errors=True)
            print(f"{words[0]}: {told}{stays}", file=sys.stderr)
            return 1
        for line in getattr(failure, "lines", None) or (str(failure),):
            print(f"{words[0]}: {line}", file=sys.stderr)
        if isinstance(failure, BuildFailure) and words[0] == "book":
            print("book: not built; the last good book stays", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"{words[0]}: interrupted", file=sys.stderr)
        return 130
    return 0
