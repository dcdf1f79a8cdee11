"""Options that several subcommands share."""

from __future__ import annotations

from typing import Annotated

import typer

from printed.questions.ask import READABLE_ROWS

Rounding = Annotated[
    list[str] | None,
    typer.Option(
        help="half-up, half-even, either or truncate; repeatable (half-up if left out)",
        show_default=False,
    ),
]
PRule = Annotated[
    list[str] | None,
    typer.Option(
        help="nearest, truncate, trailing-zero or journal; repeatable (nearest if left out)",
        show_default=False,
    ),
]
MaxResults = Annotated[
    int | None,
    typer.Option(
        help=f"most rows to list (100000 with --json, else {READABLE_ROWS}, if left out)",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="one JSON object on stdout")]


def row_limit(asked: int | None, as_json: bool, largest: int) -> int:
    """How many rows to list when nothing, or a number, was asked for.

    >>> row_limit(None, False, 100_000), row_limit(5, True, 100_000)
    (200, 5)
    """
    if asked is not None:
        return asked
    return largest if as_json else READABLE_ROWS
