"""``printed ttest``: whether two printed groups make a printed P, t, difference or interval."""

from __future__ import annotations

from typing import Annotated

import typer

from printed import questions
from printed.cli.options import Json, PRule, Rounding
from printed.cli.output import print_answer, working


def register(app: typer.Typer) -> None:
    """Add the subcommand to the app."""
    app.command("ttest")(command)


def command(
    sides: Annotated[
        list[str] | None,
        typer.Argument(
            help="two groups: mean±SD/n, mean (SD)/n or mean [SE x]/n", metavar="SIDE1 SIDE2"
        ),
    ] = None,
    p: Annotated[str | None, typer.Option(help="the P value as printed, such as 0.02")] = None,
    test: Annotated[
        list[str] | None,
        typer.Option(help="student, welch, or all; repeatable [default: all]"),
    ] = None,
    difference: Annotated[
        str | None, typer.Option(help="side 1 less side 2, as printed")
    ] = None,
    ci: Annotated[str | None, typer.Option(help="interval, such as '-2.6 to 0.6'")] = None,
    t: Annotated[str | None, typer.Option(help="the t value as printed")] = None,
    paired: Annotated[
        bool, typer.Option("--paired", help="one mean change, not two groups")
    ] = False,
    n: Annotated[int | None, typer.Option(help="how many were paired")] = None,
    mean: Annotated[str | None, typer.Option(help="the mean change as printed")] = None,
    sd: Annotated[str | None, typer.Option(help="the SD of the changes")] = None,
    se: Annotated[str | None, typer.Option(help="their standard error")] = None,
    level: Annotated[float, typer.Option(help="of the interval, in percent")] = 95,
    side: Annotated[str, typer.Option(help="two-sided, greater or less")] = "two-sided",
    rounding: Rounding = None,
    p_rule: PRule = None,
    json: Json = False,
) -> None:
    """Compare two printed means, over all unrounded means and SDs.

    Example: printed ttest "20±4/30" "21±2/30" --p 0.02
    """
    told = {
        "p": p, "difference": difference, "ci": ci, "t": t, "mean": mean, "sd": sd, "se": se,
    }  # fmt: skip
    with working("comparing means"):
        answer = questions.ttest(
            sides or [], told, tests=test, paired=paired, n=n, level=level, side=side,
            rounding=rounding, p_rule=p_rule,
        )  # fmt: skip
    print_answer(answer, as_json=json)
