"""``passion verify``: every claim of the register, printed against recomputed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from printed.cli.options import Json
from printed.cli.output import print_json, print_table, working
from printed.fit.result import Result

COLUMNS = ("claim", "printed", "recomputed", "verdict")


def register(app: typer.Typer) -> None:
    """Add the subcommand to the app."""
    app.command()(verify)


def verify(
    records: Annotated[
        Path | None, typer.Option(help="the children's records (CSV or Parquet)")
    ] = None,
    register_file: Annotated[
        Path | None, typer.Option("--register", help="another register of claims (CSV)")
    ] = None,
    json: Json = False,
) -> int:
    """Judge every claim: what do the printed numbers determine, leave open or contradict?

    Exit code 1 if a claim is impossible, or differs from the records.

    Example: passion verify --json
    """
    from passion import claims, verdicts
    from passion import records as individual
    from passion.evidence import headline

    found = individual.load(records) if records is not None else individual.from_environment()
    with working("judging every claim"):
        judged = verdicts.judge(claims.load(register_file), found)
    rows = [verdict.json() for verdict in judged.values()]
    if json:
        first = headline().convention
        call = {
            "command": "verify",
            "records": None if found is None else {"file": found.name, "sha256": found.checksum},
        }
        rules = (first.test, first.rounding, first.p_rule)
        n_range = (1, judged.evidence.size("registry"))
        print_json(Result(rows, call=call, conventions=rules, n_range=n_range).json())
    else:
        shown = [{**row, "recomputed": row["recomputed"]["text"]} for row in rows]
        if found is not None:
            print(found.banner)
        print_table(shown, COLUMNS, title="Claims of the abstract")
        for verdict in verdicts.failing(judged):
            print(f"{verdict.verdict}: {verdict.claim}{_because(verdict.conflict)}")
    return 1 if verdicts.failing(judged) else 0


def _because(conflict: tuple[str, ...]) -> str:
    return f" (together with {', '.join(conflict)})" if conflict else ""
