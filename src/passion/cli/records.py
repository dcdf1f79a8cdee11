"""``passion records``: check a file of children's records, or begin one."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from printed.cli.options import Json
from printed.cli.output import EXIT_BAD_INPUT, print_json, print_table
from printed.errors import InputError
from printed.fit.result import Result

SHOWN = ("row", "column", "value", "message")


def register(app: typer.Typer) -> None:
    """Add the group of subcommands to the app."""
    group = typer.Typer(no_args_is_help=True, help="Check a file of records, or begin one.")
    group.command("check")(check)
    group.command("template")(template)
    app.add_typer(group, name="records")


def check(
    file: Annotated[Path, typer.Argument(help="CSV or Parquet, one row a child")],
    json: Json = False,
) -> int:
    """List what is wrong with a file, by row and column (the first 50 faults).

    The file is read and never changed. The header is row 1. Exit code 2 if a fault is found.

    Example: passion records check children.csv
    """
    from passion import records

    if file.is_dir():
        raise InputError("is a folder; name a file of records", file=str(file))
    rows, faults = records.check(file)
    results: dict[str, Any] = {"rows": rows, "faults": [asdict(fault) for fault in faults]}
    if json:
        call = {"command": "records check", "file": file.name}
        truncated = len(faults) >= records.MOST_FAULTS
        print_json(Result(results, call=call, truncated=truncated).json())
    elif faults:
        print_table(results["faults"], SHOWN, title=f"{file.name}: {len(faults)} faults")
        if len(faults) >= records.MOST_FAULTS:
            print("there may be more: mend these and check again")
    else:
        print(f"{file.name}: {rows} children, no fault")
    if faults:
        first = faults[0]
        place = ", ".join(
            f"{name} {value}"
            for name, value in (("row", first.row), ("column", first.column))
            if value is not None
        )
        told = InputError(f"faults: {len(faults)}; first: {place}", file=str(file))
        print(f"passion: {told}", file=sys.stderr)
    return EXIT_BAD_INPUT if faults else 0


def template(
    out: Annotated[Path, typer.Argument(help="the file to write; it must not exist yet")],
    json: Json = False,
) -> int:
    """Write an empty table with the columns of a file of records, and say what goes into them.

    Example: passion records template children.csv
    """
    from passion import records

    written = records.template(out)
    columns = [
        {
            "column": known.name,
            "may hold": known.allowed,
            "unit": known.unit,
            "meaning": known.meaning,
            "needed": not known.optional,
        }
        for known in records.COLUMNS
    ]
    if json:
        results = {"file": written.name, "rows": 0, "faults": [], "columns": columns}
        print_json(Result(results, call={"command": "records template"}).json())
    else:
        print_table(columns, title=f"{written.name}: one row a child")
    return 0
