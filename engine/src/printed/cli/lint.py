"""``printed lint``: what a few added words would let a reader recompute."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from printed import problem
from printed import register as registers
from printed.cli.check import TABLES, YAML, read
from printed.cli.options import Json
from printed.cli.output import print_answer, working
from printed.cli.read import contents
from printed.compiled import compiled
from printed.errors import InputError
from printed.problem import drafts
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
    """The problem of a file, or of a register's folder under its first reading.

    Of a text also what lacks nothing but denominators: those are what is looked for.
    """
    path = Path(file)
    if path.is_dir():
        found = registers.load(path)
        return compiled(found, found.conventions.first).problem
    if path.suffix.lower() in (*YAML, *TABLES):
        return read(file, yes=True)
    draft = drafts.read_text(contents(file), file)
    items = {item.name: item.tree for item in draft.items if _lacks_denominators_alone(item)}
    if not items:
        raise InputError("no statement in it is complete; see its draft (read)", file=file)
    return problem.read_problem({"items": items})


def _lacks_denominators_alone(item: drafts.DraftItem) -> bool:
    known = all(one.startswith(drafts.DENOMINATOR) for one in item.missing)
    return known and (not item.missing or item.kind == "table")
