"""``passion verify``: this paper's claims, or those of another register."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from printed.cli.options import Json
from printed.cli.output import working
from printed.cli.verify import show


def register(app: typer.Typer) -> None:
    """Add the subcommand to the app."""
    app.command()(verify)


def verify(
    records: Annotated[
        Path | None, typer.Option(help="the children's records (CSV or Parquet)")
    ] = None,
    register_file: Annotated[
        Path | None, typer.Option("--register", help="another register: folder or file of claims")
    ] = None,
    fulltext: Annotated[
        Path | None, typer.Option(help="a folder with rows of the full text (CSV)")
    ] = None,
    json: Json = False,
) -> int:
    """Judge every claim: what do the printed numbers determine, leave open or contradict?

    Exit code 1 if a claim is impossible, or differs from the records.

    Example: passion verify --json
    """
    from passion import claims, verdicts
    from passion import records as individual

    found = individual.load(records) if records is not None else individual.from_environment()
    with working("judging every claim"):
        judged = verdicts.judge(claims.load(register_file, fulltext), found)
        list(judged.values())
    # A file may be called after a child: its checksum says which it was.
    told = None if found is None else {"file": None, "sha256": found.checksum}
    call = {
        "records": told,
        "register": None if register_file is None else str(register_file),
        "fulltext": fulltext is not None or bool(os.environ.get(claims.FULLTEXT)),
    }
    banner = found.banner if found is not None else claims.NOTE if call["fulltext"] else ""
    return show(judged, json, call, banner)
