"""What the command prints: JSON, a readable table, or one line about a mistake."""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from printed.cli.limited import in_time
from printed.errors import InputError
from printed.fit.result import VERSION, Result
from printed.questions.answer import Answer, Block, Line, as_table, listed, plain

EXIT_BAD_INPUT = 2
PATIENCE = 1.0  # seconds without a word
program = "printed"  # how the command that runs is called


def print_json(payload: Mapping[str, Any]) -> None:
    """Write one JSON object to standard output."""
    known = (sys.stdout.encoding or "").lower().startswith("utf")
    json.dump(plain(payload), sys.stdout, ensure_ascii=not known, allow_nan=False)
    sys.stdout.write("\n")


def print_blocks(blocks: Iterable[Block]) -> None:
    """Write lines and tables for a reader."""
    from rich.console import Console
    from rich.table import Table as Framed

    # What a user typed may look like markup, as in 0.3 [0.8].
    console = Console(markup=False, highlight=False)
    for block in blocks:
        if isinstance(block, Line):
            console.print(block.text, soft_wrap=True)
            continue
        if block.title:
            console.print(block.title)
        framed = Framed()
        for name, numeric in zip(block.columns, block.numeric, strict=True):
            framed.add_column(name, justify="right" if numeric else "left", overflow="fold")
        for row in block.rows:
            framed.add_row(*row)
        console.print(framed)


def print_table(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None, title: str = ""
) -> None:
    """Write rows as a readable table; an empty sequence says so in a line."""
    print_blocks([as_table(rows, columns, title)])


def print_answer(answer: Answer, *, as_json: bool) -> None:
    """Print an answer: its JSON, or what a reader sees of it."""
    if as_json:
        print_json(answer.result.json())
    else:
        print_blocks(answer.blocks)


def print_result(
    result: Result, *, as_json: bool, columns: Sequence[str] | None = None, title: str = ""
) -> None:
    """Print a result: its JSON, or its rows with what was not tried beneath."""
    print_answer(listed(result, columns, title), as_json=as_json)


@contextlib.contextmanager
def working(on: str) -> Iterator[None]:
    """Tell on standard error that work goes on, once it has taken a second; end it in time.

    A terminal sees the seconds count; anything else gets one line.

    Parameters
    ----------
    on : str
        What is being done.

    Raises
    ------
    InputError
        Where it takes longer than `limited.in_time` allows.
    """
    ended, told = threading.Event(), threading.Event()
    started = time.monotonic()
    live = sys.stderr.isatty()

    def tell() -> None:
        while not ended.wait(PATIENCE):
            seconds = int(time.monotonic() - started)
            start, end = ("\r", f", {seconds} s") if live else ("", "\n")
            print(f"{start}{program}: {on} (Ctrl-C stops it)", end=end, file=sys.stderr, flush=True)
            told.set()
            if not live:
                return

    thread = threading.Thread(target=tell, daemon=True)
    thread.start()
    try:
        with in_time(on):
            yield
    finally:
        ended.set()
        thread.join()
        if live and told.is_set():
            print(file=sys.stderr)


def check_folder(folder: Path) -> None:
    """Raise InputError unless files can be written into the folder; nothing is left there.

    Parameters
    ----------
    folder : Path
        Need not be there yet; one that must be made is taken away again.
    """
    made: list[Path] = []
    try:
        place = folder.expanduser()
        missing = [one for one in (place, *place.parents) if not one.exists()]
        for one in reversed(missing):
            one.mkdir()
            made.append(one)
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror})", file=str(folder)) from None
    finally:
        for one in reversed(made):
            one.rmdir()


def report_error(error: InputError, *, as_json: bool) -> int:
    """Say in one line what is wrong; the exit code for bad input."""
    if as_json:
        print_json({"version": VERSION, "error": error.as_json()})
    print(f"{program}: {error}", file=sys.stderr)
    return EXIT_BAD_INPUT
