"""What the command prints: JSON, a readable table, or one line about a mistake."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from passion.compatible.result import VERSION, Result
from passion.errors import InputError

EXIT_BAD_INPUT = 2


def plain(value: Any) -> Any:
    """The value as JSON can hold it: exact fractions as floats, infinity as null.

    Examples
    --------
    >>> plain({"a": Fraction(1, 2), "b": [float("inf")], "c": 2**60})
    {'a': 0.5, 'b': [None], 'c': '1152921504606846976'}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, Fraction):
        return float(value)
    if hasattr(value, "item") and not isinstance(value, (str, bytes)):
        value = value.item()  # a numpy scalar
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53:
        return str(value)
    return value


def print_json(payload: Mapping[str, Any]) -> None:
    """Write one JSON object to standard output."""
    json.dump(plain(payload), sys.stdout, ensure_ascii=False, allow_nan=False)
    sys.stdout.write("\n")


def print_table(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None, title: str = ""
) -> None:
    """Write rows as a readable table; an empty sequence says so in a line."""
    from rich.console import Console
    from rich.table import Table

    from passion import printed

    # What a user typed may look like markup, as in 0.3 [0.8].
    console = Console(markup=False, highlight=False)
    if not rows:
        console.print(f"{title}: nothing found" if title else "nothing found")
        return
    names = list(columns or rows[0])
    if title:
        console.print(title)
    table = Table()
    for name in names:
        numeric = all(isinstance(row.get(name), (int, float, type(None))) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(printed.brief(row.get(name)) for name in names))
    console.print(table)


def print_result(
    result: Result, *, as_json: bool, columns: Sequence[str] | None = None, title: str = ""
) -> None:
    """Print a result: its JSON, or its rows with what was not tried beneath."""
    if as_json:
        print_json(result.json())
        return
    rows = result.results if isinstance(result.results, list) else [result.results]
    print_table(rows, columns, title)
    if result.n_range is not None:
        print(f"denominators searched: {result.n_range[0]} to {result.n_range[1]}")
    if result.conventions:
        print(f"conventions tried: {', '.join(result.conventions)}")
    for row in result.not_tried:
        print(f"not tried: {row['convention']} ({row['reason']})")
    if result.truncated:
        print("the list was cut; raise --max-results to see more")


def report_error(error: InputError, *, as_json: bool) -> int:
    """Say in one line what is wrong; the exit code for bad input."""
    if as_json:
        print_json({"version": VERSION, "error": error.as_json()})
    print(f"passion: {error}", file=sys.stderr)
    return EXIT_BAD_INPUT
