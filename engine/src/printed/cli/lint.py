"""``printed lint``: what a few added words would let a reader recompute."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from printed import problem
from printed import register as registers
from printed.cli.check import read
from printed.cli.options import Json
from printed.cli.output import print_answer, working
from printed.compiled import compiled
from printed.questions import lint


def register(app: typer.Typer) -> None:
    """Add the subcommand to the app."""
    app.command("lint")(command)


def command(
    file: Annotated[str, typer.Argument(help="a problem file, a register's folder, or a text")],
    json: Json = False,
) -> None:
    """List the missing words, such as a denominator or the test, that leave most open.

    Example: printed lint problems/passion_2025.yaml
    """
    with working("looking for what is missing"):
        answer = lint.answer(of(file), file)
    print_answer(answer, as_json=json)


def of(file: str) -> problem.Problem:
    """The problem of a file, or of a register's folder under its first reading."""
    if Path(file).is_dir():
        found = registers.load(Path(file))
        return compiled(found, found.conventions.first).problem
    return read(file, yes=True)
