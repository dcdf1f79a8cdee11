"""``printed new``: a book of this kind for another paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from printed.cli.options import Json
from printed.cli.output import check_folder, print_json, working
from printed.cli.read import contents
from printed.errors import InputError
from printed.fit.result import Result


def register(app: typer.Typer) -> None:
    """Add the subcommand to the app."""
    app.command()(new)


def new(
    folder: Annotated[Path, typer.Argument(help="a folder that does not exist yet, or is empty")],
    register: Annotated[
        Path | None,
        typer.Option(help="a register: a folder, or its claims.csv with what is beside it"),
    ] = None,
    abstract: Annotated[
        Path | None, typer.Option(help="a text with the abstract, or - for standard input")
    ] = None,
    title: Annotated[str, typer.Option(help="of the book (the folder's name if left out)")] = "",
    json: Json = False,
) -> int:
    """Write a book for a paper: pages, tests and two commands, built at once.

    With an abstract, every row of the register is "to confirm": a row that nobody has compared
    with the print binds nothing and is not judged. In the folder of a book, without either, it
    adds what its register asks for since: pages of new comparisons, verdicts of new claims.

    Example: printed new my-paper --abstract abstract.txt
    """
    if register is not None and abstract is not None:
        raise InputError("a book is made from --register or from --abstract: name one of them")
    try:
        from printed.book import new as books
    except ImportError as error:
        raise InputError(
            f"a book needs {error.name}, which is not installed: pip install 'printed[book]'"
        ) from None
    added = register is None and abstract is None and books.is_book(folder)
    if register is None and abstract is None and not added:
        raise InputError("a book needs --abstract FILE, or --register FOLDER")
    text = contents(str(abstract)) if abstract is not None else ""
    if not added:
        check_folder(folder)
    with working("judging every claim"):
        if added:
            written = books.complete(folder)
        elif abstract is not None:
            written = books.draft(folder, text, title, str(abstract))
        else:
            assert register is not None
            written = books.write(folder, register, title)
    files = [path.relative_to(folder).as_posix() for path in written]
    if json:
        rows = [{"file": name} for name in files]
        print_json(Result(rows, call={"command": "new", "folder": str(folder)}).json())
        return 0
    for name in files:
        print(name)
    if abstract is not None:
        _tell_what_to_confirm(folder, text)
    if not added:
        print(f"{len(files)} files; {'then' if abstract else 'now'}: cd {folder} && make test")
    return 0


def _tell_what_to_confirm(folder: Path, text: str) -> None:
    """What a person has to do, of how many rows, and how many numbers are left over."""
    from printed.book import new as books
    from printed.book.abstract import read

    place, draft = folder / books.PLACE, read(text)
    print(
        f"{len(draft.rows)} rows to confirm in {place / 'claims.csv'}: compare each with the "
        "abstract, mend it, empty its cell 'confirm'; remove what is no result. "
        f"The groups are named in {place / 'groups.csv'}."
    )
    if draft.left:
        numbers = ", ".join(token.text for token in draft.left)
        print(f"{len(draft.left)} numbers belong to no row: {numbers}")
