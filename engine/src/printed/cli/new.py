"""``printed new``: a book of this kind for another paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from printed.cli.options import Json
from printed.cli.output import print_json, working
from printed.errors import InputError
from printed.fit.result import Result


def register(app: typer.Typer) -> None:
    """Add the subcommand to the app."""
    app.command()(new)


def new(
    folder: Annotated[Path, typer.Argument(help="a folder that does not exist yet, or is empty")],
    register: Annotated[
        Path | None,
        typer.Option(help="a register: claims.csv, groups.csv, conventions.yaml"),
    ] = None,
    abstract: Annotated[
        Path | None, typer.Option(help="a text with the abstract, in place of a register")
    ] = None,
    title: Annotated[str, typer.Option(help="of the book (the folder's name if left out)")] = "",
    json: Json = False,
) -> int:
    """Write a book for a paper's register: pages, tests and two commands, built at once.

    Example: printed new my-paper --register examples/registers/lupus_2015
    """
    if abstract is not None:
        raise InputError(
            "an abstract is not yet made into a register: write claims.csv, one row a printed "
            "number, and give --register FOLDER",
            file=str(abstract),
        )
    if register is None:
        raise InputError("a book needs a register: give --register FOLDER")
    try:
        from printed.book.new import write
    except ImportError as error:
        raise InputError(
            f"a book needs {error.name}, which is not installed: pip install 'printed[book]'"
        ) from None
    with working("judging every claim"):
        written = write(folder, register, title)
    files = [path.relative_to(folder).as_posix() for path in written]
    if json:
        rows = [{"file": name} for name in files]
        print_json(Result(rows, call={"command": "new", "folder": str(folder)}).json())
        return 0
    for name in files:
        print(name)
    print(f"{len(files)} files; now: cd {folder} && make book && make test")
    return 0
