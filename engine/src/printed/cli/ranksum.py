"""``printed ranksum``: which rank sums print a given P."""

from __future__ import annotations

from typing import Annotated

import typer

from printed import questions
from printed.cli.options import Json, PRule, Rounding
from printed.cli.output import print_answer, working
from printed.fit.ranksum.search import MAX_RESULTS


def register(app: typer.Typer) -> None:
    """Add the subcommand to the app."""
    app.command("ranksum")(command)


def command(
    p: Annotated[str, typer.Argument(help="the P value as printed, such as 0.003 or '<0.001'")],
    n1: Annotated[str, typer.Option(help="size of group 1, or a range such as 8:10")],
    n2: Annotated[str, typer.Option(help="size of group 2, or a range such as 20:39")],
    method: Annotated[
        list[str] | None,
        typer.Option(help="exact, asymptotic, continuity, or all; repeatable [default: all]"),
    ] = None,
    ties: Annotated[str, typer.Option(help="whether values may be equal: none or any")] = "none",
    rounding: Rounding = None,
    p_rule: PRule = None,
    max_results: Annotated[int, typer.Option(help="most rows to list")] = MAX_RESULTS,
    json: Json = False,
) -> None:
    """List the rank sums (U of group 1, both tails) whose test prints the P value.

    Example: printed ranksum 0.003 --n1 10 --n2 20:39 --method exact
    """
    with working("searching rank sums"):
        answer = questions.ranksum(p, n1, n2, method, ties, rounding, p_rule, max_results)
    print_answer(answer, as_json=json)
