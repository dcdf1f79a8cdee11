"""``printed table``: which 2x2 tables fit printed shares and the P between them."""

from __future__ import annotations

from typing import Annotated

import typer

from printed import questions
from printed.cli.options import Json, MaxResults, PRule, Rounding, row_limit
from printed.cli.output import print_answer, working
from printed.fit import contrasts, tables


def register(app: typer.Typer) -> None:
    """Add the subcommand to the app."""
    app.command("table")(command)


def command(
    side1: Annotated[
        str, typer.Argument(help="group 1: 4/10, 4/?, ?/10, 81%, 81%/36 or ?", metavar="SIDE1")
    ],
    side2: Annotated[str, typer.Argument(help="group 2, likewise", metavar="SIDE2")],
    n1: Annotated[str | None, typer.Option(help="denominators to try for group 1")] = None,
    n: Annotated[
        str | None, typer.Option(help="denominators to try for group 2 (1:100 if left out)")
    ] = None,
    p: Annotated[
        str | None, typer.Option(help="the P value as printed, such as 0.02 or '<0.001'")
    ] = None,
    test: Annotated[
        list[str] | None,
        typer.Option(
            help="fisher, fisher-central, midp-minlike, midp-central, pearson, yates, n-1, lr, "
            "barnard, boschloo, expected-5, or all; repeatable (all if left out)",
            show_default=False,
        ),
    ] = None,
    total: Annotated[int | None, typer.Option(help="children in both groups together")] = None,
    events: Annotated[int | None, typer.Option(help="events in both groups together")] = None,
    odds_ratio: Annotated[
        str | None, typer.Option(help="as printed, such as 8.3 or '8.3 (1.2-60.0)'")
    ] = None,
    odds_ratio_ci: Annotated[str | None, typer.Option(help="such as 1.2-60.0")] = None,
    risk_ratio: Annotated[str | None, typer.Option(help="group 1 over group 2")] = None,
    risk_ratio_ci: Annotated[str | None, typer.Option(help="such as 1.1-4.4")] = None,
    risk_difference: Annotated[
        str | None, typer.Option(help="group 1 minus group 2, such as -0.41 or -41%")
    ] = None,
    risk_difference_ci: Annotated[str | None, typer.Option(help="such as '-65% to -7%'")] = None,
    efficacy: Annotated[
        str | None, typer.Option(help="1 less the risk ratio (or odds ratio), such as 91.6%")
    ] = None,
    efficacy_ci: Annotated[str | None, typer.Option(help="such as 85.6-95.2%")] = None,
    number_needed: Annotated[
        str | None, typer.Option(help="to treat, for one event more or less")
    ] = None,
    number_needed_ci: Annotated[str | None, typer.Option(help="such as 6-31")] = None,
    effect_method: Annotated[
        list[str] | None,
        typer.Option(
            help="; ".join(map(", ".join, contrasts.METHODS.values()))
            + "; or all; repeatable (all if left out); by name alone: "
            + "; ".join(map(", ".join, contrasts.FURTHER_METHODS.values())),
            show_default=False,
        ),
    ] = None,
    rounding: Rounding = None,
    p_rule: PRule = None,
    max_results: MaxResults = None,
    json: Json = False,
) -> None:
    """List every 2x2 table that fits both groups, the printed P and the printed contrasts.

    Example: printed table 4/10 81% --n 1:39 --p 0.02 --test fisher
    """
    printed = {
        "odds_ratio": odds_ratio,
        "odds_ratio_ci": odds_ratio_ci,
        "risk_ratio": risk_ratio,
        "risk_ratio_ci": risk_ratio_ci,
        "risk_difference": risk_difference,
        "risk_difference_ci": risk_difference_ci,
        "efficacy": efficacy,
        "efficacy_ci": efficacy_ci,
        "number_needed": number_needed,
        "number_needed_ci": number_needed_ci,
    }
    effects = {name: text for name, text in printed.items() if text is not None}
    with working("searching tables"):
        answer = questions.table(
            side1,
            side2,
            n1,
            n,
            p,
            test,
            effects=effects,
            effect_method=effect_method,
            total=total,
            events=events,
            rounding=rounding,
            p_rule=p_rule,
            max_results=row_limit(max_results, json, tables.MAX_RESULTS),
        )
    print_answer(answer, as_json=json)
