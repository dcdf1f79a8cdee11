"""``printed read``: a text or a table as the draft of a problem file."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from printed import limits
from printed.cli.options import Json
from printed.cli.output import print_json
from printed.errors import InputError
from printed.fit.result import Result
from printed.problem import drafts


def register(app: typer.Typer) -> None:
    """Add the subcommand to the app."""
    app.command("read")(command)


def command(
    file: Annotated[str, typer.Argument(help="a text, or - for standard input")],
    table: Annotated[
        bool, typer.Option("--table", help="a table: CSV, tabs, bars, HTML, or pasted columns")
    ] = False,
    json: Json = False,
) -> None:
    """Draft a problem file from the numbers of a text or a table, each with its place.

    What the text does not say is not guessed: items that lack something stand in comments, as do
    numbers that belong to none.

    Example: printed read abstract.txt
    """
    text = contents(file)
    name = None if file == "-" else file
    draft = drafts.read_table(text, name) if table else drafts.read_text(text, name)
    if json:
        print_json(Result(draft.json(), call={"file": file, "table": table}).json())
    else:
        sys.stdout.write(draft.yaml())


def contents(file: str) -> str:
    """The text of a file, or of standard input.

    Raises
    ------
    InputError
        If it cannot be read as UTF-8.
    """
    try:
        with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as opened:
            data = limits.TEXT_BYTES.read(opened, file)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or error})", file=file) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise InputError("is not UTF-8 text", file=file, row=row) from None
