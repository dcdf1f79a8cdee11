"""``passion ranksum``: which rank sums print a given P."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import typer

from passion import printed
from passion.cli.output import print_result
from passion.compatible import ranksum
from passion.compatible.ranksum.search import MAX_RESULTS
from passion.errors import InputError

COLUMNS = ("n1", "n2", "method", "u_low", "u_high", "superiority", "attained")


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
    rounding: Annotated[
        list[str] | None,
        typer.Option(help="half-up, half-even, either or truncate; repeatable"),
    ] = None,
    p_rule: Annotated[
        list[str] | None,
        typer.Option(help="nearest, truncate, trailing-zero or journal; repeatable"),
    ] = None,
    max_results: Annotated[int, typer.Option(help="most rows to list")] = MAX_RESULTS,
    json: Annotated[bool, typer.Option("--json", help="one JSON object on stdout")] = False,
) -> None:
    """List the rank sums (U of group 1, both tails) whose test prints the P value.

    Example: passion ranksum 0.003 --n1 10 --n2 20:39 --method exact
    """
    result = ranksum.search(
        p,
        read_sizes(n1, "--n1"),
        read_sizes(n2, "--n2"),
        method or "all",
        ties,
        rounding or "half-up",
        p_rule or "nearest",
        max_results,
    )
    if not json:
        result = replace(result, results=[_readable(row) for row in result])
    title = f"rank sums that print P {p}"
    print_result(result, as_json=json, columns=COLUMNS, title=title)


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    """The row with each pair of ends in words."""
    spans = ("u_low", "u_high", "superiority")
    return row | {name: " to ".join(map(printed.brief, row[name])) for name in spans}


def read_sizes(text: str, option: str) -> tuple[int, int]:
    """A size such as ``10`` or a range such as ``20:39`` as both ends.

    >>> read_sizes("20:39", "--n2"), read_sizes("10", "--n1")
    ((20, 39), (10, 10))
    """
    first, colon, last = text.partition(":")
    try:
        return int(first), int(last if colon else first)
    except ValueError:
        raise InputError(f"{option} {text!r} is no size such as 10 or 20:39") from None
