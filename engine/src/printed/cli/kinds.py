"""``printed kinds``: what an item of a problem file can be, and what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer

from printed.cli.options import Json
from printed.cli.output import print_answer
from printed.fit.result import Result
from printed.problem.items import KINDS
from printed.questions.answer import Answer, as_table


def register(app: typer.Typer) -> None:
    """Add the subcommand to the app."""
    app.command("kinds")(command)


def command(json: Json = False) -> None:
    """List the kinds of printed results that a problem file can hold, with their keys.

    Example: printed kinds
    """
    rows = [row(kind, item) for kind, item in KINDS.items()]
    shown = [
        {name: value if isinstance(value, str) else ", ".join(value) for name, value in one.items()}
        for one in rows
    ]
    print_answer(Answer(Result(rows), (as_table(shown),)), as_json=json)


def row(kind: str, item: Any) -> dict[str, str | list[str]]:
    """A kind with what it has to have, what is printed of it, and what else may be said.

    >>> row("mcnemar", KINDS["mcnemar"])["printed"]
    ['p']
    """
    inner: Sequence[str] = getattr(item, "inner", ())
    within = {
        key: [path.removeprefix(f"{key}.").replace("#.", "") for path in inner
              if path.startswith(f"{key}.") and not path.endswith("#")]
        for key in item.other_keys
    }  # fmt: skip

    def told(keys: Sequence[str]) -> list[str]:
        return [f"{key} ({' '.join(within[key])})" if within.get(key) else key for key in keys]

    more = [key for key in item.other_keys if key not in item.needed_keys]
    printed = [key for key in item.printed_keys if key not in item.needed_keys]
    return {
        "kind": kind,
        "of": item.label,
        "needs": told(item.needed_keys),
        "printed": printed,
        "also": told(more),
    }
