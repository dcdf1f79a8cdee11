"""``printed check``: every printed number of a paper beside what the others make of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from printed import problem
from printed.cli.options import Json
from printed.cli.output import print_blocks, print_json, working
from printed.cli.read import contents
from printed.errors import InputError
from printed.fit.result import Result
from printed.problem import drafts
from printed.questions import check, page
from printed.questions.answer import Answer

YAML = (".yaml", ".yml")
TABLES = (".csv", ".tsv", ".html", ".htm")
EXIT_FAULT = 1


def register(app: typer.Typer) -> None:
    """Add the subcommand to the app."""
    app.command("check")(command)


def command(
    files: Annotated[
        list[str],
        typer.Argument(help="problem files, tables, or texts with --yes", metavar="FILE..."),
    ],
    report: Annotated[str | None, typer.Option(help="write one page of HTML here")] = None,
    sheet: Annotated[
        str | None, typer.Option(help="inspect-sr: its checks where numbers decide")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="check what was read of a text without looking at it")
    ] = False,
    json: Json = False,
) -> None:
    """Report every printed number: as printed, as recomputed, what fits, faults first.

    A text is read first (see read), and its complete items are checked only with --yes. The exit
    code is 1 where a number does not fit.

    Example: printed check problems/passion_2025.yaml
    """
    if report is not None and not Path(report).expanduser().parent.is_dir():
        raise InputError("there is no such folder", file=str(Path(report).parent))
    found: list[tuple[str, Answer]] = []
    for name in files:
        with working(f"checking {name}"):
            found.append((name, check.answer(read(name, yes), name, sheet)))
    if report is not None:
        text = page.page("Printed numbers, checked", ((name, one.blocks) for name, one in found))
        # A file may have a name that is no UTF-8.
        Path(report).expanduser().write_text(text, encoding="utf-8", errors="backslashreplace")
    if json:
        print_json(together(found).json())
    else:
        for name, one in found:
            if len(found) > 1:
                print(name)
            print_blocks(one.blocks)
    reports = [one.result.results for _, one in found]
    faulty = any(report["conflicts"] for report in reports) or any(
        row["verdict"] in ("does_not_fit", "contradicts")
        for report in reports
        for row in report["rows"]
    )
    raise typer.Exit(EXIT_FAULT if faulty else 0)


def read(name: str, yes: bool) -> problem.Problem:
    """A problem from a file of any kind.

    Raises
    ------
    InputError
        If it is a text that nobody confirmed, or holds no complete item.
    """
    ending = Path(name).suffix.lower()
    if ending in YAML:
        return problem.read_problem(Path(name))
    text = contents(name)
    draft = drafts.read_table(text, name) if ending in TABLES else drafts.read_text(text, name)
    if ending not in TABLES and not yes:
        raise InputError(
            "is a text: look at its draft (read) and check that, or add --yes", file=name
        )
    if not draft.complete:
        raise InputError("no statement in it is complete; see its draft (read)", file=name)
    return problem.read_problem_text(draft.yaml(), name)


def together(found: list[tuple[str, Answer]]) -> Result:
    """One result: a report for one file, a list with the files' names for several."""
    if len(found) == 1:
        return found[0][1].result
    rows = [{"file": name, **one.result.results} for name, one in found]
    return Result(rows, call={"files": [name for name, _ in found]})
