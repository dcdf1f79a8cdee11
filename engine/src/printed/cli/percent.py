"""``printed percent``: which counts print as a percentage."""

from __future__ import annotations

from typing import Annotated

import typer

from printed import questions
from printed.cli.options import Json, MaxResults, Rounding, row_limit
from printed.cli.output import print_answer, working
from printed.fit import counts


def register(app: typer.Typer) -> None:
    """Add the subcommand to the app."""
    app.command("percent")(command)


def command(
    percent: Annotated[str, typer.Argument(help="as printed, such as 81% or 40.0%")],
    n: Annotated[
        str | None,
        typer.Option(help="denominators to try, such as 1:39 or 36 (1:100, and more where empty)"),
    ] = None,
    rounding: Rounding = None,
    max_results: MaxResults = None,
    json: Json = False,
) -> None:
    """List every count and denominator that print as the percentage.

    Example: printed percent 81% --n 1:39
    """
    limit = row_limit(max_results, json, counts.MAX_RESULTS)
    with working("counting"):
        answer = questions.percent(percent, n, rounding, limit)
    print_answer(answer, as_json=json)
