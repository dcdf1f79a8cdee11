"""``printed verify``: every claim of a register, printed against recomputed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from printed.cli.options import Json
from printed.cli.output import print_json, print_table, working
from printed.fit.result import Result

COLUMNS = ("claim", "printed", "recomputed", "verdict")


def register(app: typer.Typer) -> None:
    """Add the subcommand to the app."""
    app.command()(verify)


def verify(
    folder: Annotated[
        Path, typer.Argument(help="a register: claims.csv, groups.csv, conventions.yaml")
    ],
    fulltext: Annotated[
        Path | None, typer.Option(help="a folder with rows of the full text (CSV)")
    ] = None,
    json: Json = False,
) -> int:
    """Judge every claim: what do the printed numbers determine, leave open or contradict?

    Exit code 1 if a claim is impossible.

    Example: printed verify data/published
    """
    from printed import verdicts
    from printed.register import NOTE, load

    with working("judging every claim"):
        judged = verdicts.judge(load(folder, fulltext))
        list(judged.values())
    call = {"register": str(folder), "fulltext": fulltext is not None}
    return show(judged, json, call, NOTE if fulltext else "")


def show(judged: Any, json: bool, call: dict[str, Any], banner: str = "") -> int:
    """Print the verdicts; 1 if some claim fails.

    Parameters
    ----------
    judged : Verdicts
    json : bool
    call : dict
        What was asked, for the JSON.
    banner : str
        What a reader is told first.
    """
    from printed.verdicts import failing

    rows = [verdict.json() for verdict in judged.values()]
    failed = failing(judged)
    if json:
        first = judged.headline.convention_of("table")
        rules = (first.test, first.rounding, first.p_rule)
        arms = [judged.register.size(group) for group in judged.register.arms]
        sizes = [size for size in arms if size]
        n_range = (1, max(sizes)) if sizes else None
        call = {"command": "verify", **call}
        result = Result(
            rows, call=call, conventions=rules, n_range=n_range, searched=judged.searched
        )
        print_json(result.json())
    else:
        if banner:
            print(banner)
        told = [
            {**row, "recomputed": row["recomputed"]["text"], "verdict": _word(row)} for row in rows
        ]
        print_table(told, COLUMNS, title="Claims of the register")
        if judged.register.to_confirm:
            print(f"{len(judged.register.to_confirm)} rows are to be confirmed: none is judged")
        could = sum(row["could_fail"] for row in rows)
        print(f"{len(rows)} claims, of which other printed numbers or documents bear on {could}")
        for verdict in failed:
            others = ", ".join(one for one in verdict.conflict if one != verdict.claim)
            parts = [f"together with {others}" if others else "", verdict.reason]
            said = "; ".join(filter(None, parts))
            print(f"{verdict.verdict}: {verdict.claim}{f' ({said})' if said else ''}")
    return 1 if failed else 0


def _word(row: dict[str, Any]) -> str:
    """The verdict with its condition, which never stands without it."""
    return f"{row['verdict'].replace('_', ' ')} {row['condition'] or ''}".rstrip()
