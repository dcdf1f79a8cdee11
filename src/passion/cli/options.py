"""Options that several subcommands share, and how they read a range."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from passion.errors import InputError

READABLE_ROWS = 200  # more rows than this are for a program, not for a reader

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

_RANGE = re.compile(r"([0-9]{1,12})(?::([0-9]{1,12}))?")


def read_range(text: str, option: str) -> tuple[int, int]:
    """A size such as ``10`` or a range such as ``20:39`` as both ends.

    Parameters
    ----------
    text : str
        As typed.
    option : str
        Where it was typed, for the message.

    Returns
    -------
    tuple of int

    Raises
    ------
    InputError
        If it is neither; ends that are zero or swapped are refused where they are used.

    Examples
    --------
    >>> read_range("20:39", "--n"), read_range("10", "--n")
    ((20, 39), (10, 10))
    """
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        raise InputError(f"{option} {text!r} is no size such as 10 and no range such as 20:39")
    first, last = match.groups()
    return int(first), int(last or first)


def row_limit(asked: int | None, as_json: bool, largest: int) -> int:
    """How many rows to list when nothing, or a number, was asked for.

    >>> row_limit(None, False, 100_000), row_limit(5, True, 100_000)
    (200, 5)
    """
    if asked is not None:
        return asked
    return largest if as_json else READABLE_ROWS
