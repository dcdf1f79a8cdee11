"""``passion reconstruct``: made-up cohorts that print every number of the abstract."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from printed.cli.options import Json
from printed.cli.output import print_result
from printed.fit.result import Result


def register(app: typer.Typer) -> None:
    """Add the subcommand to the app."""
    app.command()(reconstruct)


def reconstruct(
    out: Annotated[Path, typer.Option(help="folder for the files; made if it is not there")],
    seed: Annotated[int, typer.Option(help="of the first cohort; the next count up")] = 1,
    cohorts: Annotated[int, typer.Option(help="how many")] = 1,
    json: Json = False,
) -> int:
    """Write records that satisfy all printed numbers at once. They are made, and no child's.

    Of very many such cohorts each seed draws one; none is more likely than another to be like
    the children. Each file is checked against every printed number before it is written.

    Example: passion reconstruct --seed 1 --out made
    """
    from passion.reconstruct import LAW, write

    rows = []
    for row in write(out, seed, cohorts):
        rows.append(row)
        if cohorts > 1:
            print(f"{len(rows)}/{cohorts} {row['file']}", file=sys.stderr)
    call = {"command": "reconstruct", "seed": seed, "cohorts": cohorts, "law": LAW}
    print_result(Result(rows, call=call), as_json=json, title=f"Reconstructed ({LAW})")
    return 0
