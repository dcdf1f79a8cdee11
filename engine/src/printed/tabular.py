"""Rows of a comma-separated file, each checked for what a program or a spreadsheet could run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from printed import limits, plain_text
from printed.errors import InputError

# What a cell begins with that a spreadsheet takes for a formula; no printed string does.
FORMULA = ("=", "@", "+", "\t", "\r")


def read_csv(
    content: bytes, name: str, columns: Sequence[str], optional: Sequence[str] = ()
) -> list[dict[str, str]]:
    """The rows of a comma-separated file that has these columns.

    Parameters
    ----------
    content : bytes
        UTF-8, with or without a mark of its byte order.
    name : str
        Of the file, for messages.
    columns : sequence of str
        Those that must be there.
    optional : sequence of str
        Those that may be there; a row has an empty text where they are not.

    Raises
    ------
    InputError
        If the bytes are no UTF-8, or the header or a row has other columns, or a cell is one that a
        spreadsheet would run as a formula.

    Examples
    --------
    >>> read_csv(b"a,b\\n1,2\\n", "x.csv", ("a",), ("b", "c"))
    [{'b': '2', 'c': '', 'a': '1'}]
    """
    if len(content) > limits.CLAIMS_BYTES.most:
        raise InputError(str(limits.CLAIMS_BYTES.refusal("too large a file")), file=name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise InputError("not UTF-8; save the file as UTF-8", file=name, row=row) from None
    # The csv module's own limit lies higher than ours, wherever another library moves it.
    known = csv.field_size_limit(max(limits.CELL.most + 1, csv.field_size_limit()))
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        return _rows(reader, name, columns, optional)
    finally:
        csv.field_size_limit(known)


def _rows(
    reader: Iterator[list[str]], name: str, columns: Sequence[str], optional: Sequence[str]
) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    header: list[str] | None = None
    try:
        for number, cells in enumerate(reader, start=1):
            if header is None:
                header = _header(cells, name, columns, optional)
            elif len(cells) != len(header):
                raise InputError(
                    f"{len(cells)} columns instead of {len(header)}", file=name, row=number
                )
            elif len(rows) == limits.CLAIMS.most:
                fault = str(limits.CLAIMS.refusal("too many"))
                raise InputError(fault, file=name, row=number)
            else:
                found = dict(zip(header, cells, strict=True))
                for column, cell in found.items():
                    told = fault_of(cell)
                    if told is not None:
                        raise InputError(told, file=name, row=number, column=column)
                rows.append({**dict.fromkeys(optional, ""), **found})
    except csv.Error as error:
        if "field limit" in str(error):
            told = str(limits.CELL.refusal("too long"))
            raise InputError(told, file=name, row=len(rows) + 2) from None
        raise InputError(f"not readable as CSV: {error}", file=name, row=len(rows) + 2) from None
    if header is None:
        raise InputError("the file is empty", file=name)
    return rows


def fault_of(cell: str) -> str | None:
    """Why a cell cannot be one of a register; None where it can."""
    if cell.startswith(FORMULA) or "\x00" in cell:
        return "begins like a spreadsheet's formula, or holds a byte of zero"
    if len(cell) > limits.CELL.most:
        return str(limits.CELL.refusal("too long"))
    return plain_text.fault(cell)


def _header(
    cells: list[str], name: str, columns: Sequence[str], optional: Sequence[str]
) -> list[str]:
    known = {*columns, *optional}
    if not set(columns) <= set(cells) or not set(cells) <= known or len(cells) > len(set(cells)):
        more = f"; {', '.join(optional)} may be there" if optional else ""
        raise InputError(
            f"the columns are {', '.join(columns)}{more}; found {', '.join(cells)}",
            file=name,
            row=1,
        )
    return cells
