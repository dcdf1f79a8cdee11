"""``passion table``: which 2x2 tables fit printed shares and the P between them."""

from __future__ import annotations

from typing import Annotated

import typer

from passion.cli.options import Json, MaxResults, PRule, Rounding, read_range, row_limit
from passion.cli.output import print_result
from passion.compatible import tables

COLUMNS = ("k1", "n1", "k2", "n2", "convention", "p", "odds_ratio")


def register(app: typer.Typer) -> None:
    """Add the subcommand to the app."""
    app.command("table", no_args_is_help=True)(command)


def command(
    side1: Annotated[
        str, typer.Argument(help="group 1: 4/10, 4/?, ?/10, 81%, 81%/36 or ?", metavar="SIDE1")
    ],
    side2: Annotated[str, typer.Argument(help="group 2, likewise", metavar="SIDE2")],
    n1: Annotated[str, typer.Option(help="denominators to try for group 1")] = "1:100",
    n: Annotated[str, typer.Option(help="denominators to try for group 2")] = "1:100",
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
    rounding: Rounding = None,
    p_rule: PRule = None,
    max_results: MaxResults = None,
    json: Json = False,
) -> None:
    """List every 2x2 table that fits both groups and, where given, the printed P.

    Example: passion table 4/10 81% --n 1:39 --p 0.02 --test fisher
    """
    result = tables.search(
        side1,
        side2,
        n1=read_range(n1, "--n1"),
        n=read_range(n, "--n"),
        p=p,
        tests=test or tables.ALL,
        rounding=rounding or "half-up",
        p_rule=p_rule or "nearest",
        max_results=row_limit(max_results, json, tables.MAX_RESULTS),
    )
    columns = list(COLUMNS)
    columns += ["rounding"] if len(rounding or ()) > 1 else []
    columns += ["p_rule"] if len(p_rule or ()) > 1 else []
    known = f" and P {p}" if p is not None else ""
    title = f"tables that fit {side1} against {side2}{known}"
    print_result(result, as_json=json, columns=columns, title=title)
