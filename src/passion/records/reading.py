"""A file of records as text cells: CSV as Excel and R write it, or Parquet. Nothing is guessed.

A file is read as it lies; it is never changed. What cannot be read is refused before anything of
it is unpacked.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from passion.records.schema import COLUMNS, MISSING, RATIO, VOLUMES, required
from printed import limits
from printed.errors import InputError

LARGEST_FILE = limits.RECORDS_BYTES.most
MOST_CHILDREN = limits.RECORDS.most
# What files begin with that are often sent in place of a table of text.
OTHER_FORMATS = {
    b"\x1f\x8b": "a gzip archive: unpack it first",
    b"PK": "a spreadsheet or a zip archive: save the sheet as CSV",
    b"\xd0\xcf\x11\xe0": "a spreadsheet: save the sheet as CSV",
    b"BZh": "a bzip2 archive: unpack it first",
    b"\xfd7zXZ": "an xz archive: unpack it first",
    b"\xff\xfe": "not UTF-8: save the file as CSV in UTF-8",
    b"\xfe\xff": "not UTF-8: save the file as CSV in UTF-8",
}
PARQUET = b"PAR1"


def read_bytes(path: Path) -> bytes:
    """The file's content, if it is no larger than a table of records can be.

    Raises
    ------
    InputError
        If it cannot be read, is empty or too large, or is another kind of file.
    """
    try:
        if not path.is_file():
            raise InputError("there is no such file", file=path.name)
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
            for magic, what in OTHER_FORMATS.items():
                if start.startswith(magic):
                    raise InputError(what, file=path.name)
            if size > LARGEST_FILE:
                limit = LARGEST_FILE // 2**20
                raise InputError(f"larger than {limit} MB, which is the limit", file=path.name)
            content = start + file.read(LARGEST_FILE)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", file=path.name) from None
    if not content.strip():
        raise InputError("the file is empty", file=path.name)
    return content


def cells(content: bytes, name: str) -> tuple[tuple[str, ...], list[list[str]]]:
    """Header and rows of cells; row i of the list is row i + 2 of the file.

    Parameters
    ----------
    content : bytes
    name : str
        For messages.

    Returns
    -------
    header : tuple of str
    rows : list of list of str
        All as long as the header; numbers of a file with decimal commas have points.

    Raises
    ------
    InputError
        If it is no table with the columns of the schema.
    """
    if content.startswith(PARQUET):
        header, rows = _parquet(content, name)
    else:
        header, rows = _csv(content, name)
    _check_header(header, name)
    if not rows:
        raise InputError("the file holds no child", file=name)
    return header, rows


def _csv(content: bytes, name: str) -> tuple[tuple[str, ...], list[list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError("not UTF-8: save the file as UTF-8", file=name, row=line) from None
    if "\x00" in text:
        raise InputError("not a text file: it holds bytes of zero", file=name)
    first = text.lstrip().splitlines()[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    if separator not in first:
        how = "tabs" if "\t" in first else "neither commas nor semicolons"
        raise InputError(
            f"{how} separate the columns: save the file with commas or semicolons", file=name, row=1
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    empty_at = None
    try:
        header = tuple(cell.strip() for cell in next(reader))
        for row in reader:
            number = len(rows) + 2
            if not any(row):
                empty_at = empty_at or number
                continue
            if empty_at is not None:
                raise InputError("an empty line: take it out", file=name, row=empty_at)
            if len(row) != len(header):
                raise InputError(
                    f"{len(row)} cells where the header has {len(header)}", file=name, row=number
                )
            if len(rows) == MOST_CHILDREN:
                raise InputError(f"more than {MOST_CHILDREN} rows, the limit", file=name)
            rows.append(row)
    except csv.Error:
        raise InputError("not readable as CSV", file=name, row=len(rows) + 2) from None
    if separator == ";":
        places = [i for i, known in enumerate(header) if _numeric(known)]
        for row in rows:
            for i in places:
                if "," in row[i]:
                    row[i] = row[i].replace(",", ".")
    return header, rows


def _numeric(name: str) -> bool:
    return any(known.name == name and known.numeric for known in COLUMNS)


def _parquet(content: bytes, name: str) -> tuple[tuple[str, ...], list[list[str]]]:
    import pyarrow as arrow
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(io.BytesIO(content))
        header = tuple(file.schema_arrow.names)
        kinds = dict(zip(header, file.schema_arrow.types, strict=True))
        unpacked = sum(
            file.metadata.row_group(i).total_byte_size for i in range(file.num_row_groups)
        )
        if file.metadata.num_rows > MOST_CHILDREN or unpacked > LARGEST_FILE:
            raise InputError(f"more than {MOST_CHILDREN} rows, the limit", file=name)
        _check_header(header, name)
        _check_kinds(kinds, name)
        # A few bytes of a file can stand for one long text in each of very many rows: a text is
        # read once, however often it stands, and refused before its copies are made.
        texts = [column for column, kind in kinds.items() if _is_text(kind)]
        table = parquet.read_table(io.BytesIO(content), read_dictionary=texts)
        table.validate(full=True)  # else a place in a list that is not there shows only below
        for column in texts:
            _check_texts(table.column(column), column, name)
        columns = [[as_text(value) for value in column.to_pylist()] for column in table.columns]
    except (arrow.ArrowException, OSError, UnicodeDecodeError, OverflowError):
        raise InputError("not readable as Parquet", file=name) from None
    return header, [list(row) for row in zip(*columns, strict=True)]


def _check_kinds(kinds: Mapping[str, Any], name: str) -> None:
    """Raise InputError where a column holds lists or the like, of which a cell can be any size."""
    from pyarrow import types

    single = (
        types.is_string, types.is_large_string, types.is_binary, types.is_boolean, types.is_null,
        types.is_integer, types.is_floating, types.is_decimal, types.is_date, types.is_dictionary,
    )  # fmt: skip
    for column, kind in kinds.items():
        if not any(is_one(kind) for is_one in single):
            raise InputError(f"holds {kind}, which is no cell of a table", file=name, column=column)


def _is_text(kind: Any) -> bool:
    from pyarrow import types

    return any(
        is_one(kind)
        for is_one in (types.is_string, types.is_large_string, types.is_binary, types.is_dictionary)
    )


def _check_texts(column: Any, called: str, name: str) -> None:
    """Raise InputError where a text of a column is longer than a cell may be."""
    for chunk in column.chunks:
        texts = chunk.dictionary if hasattr(chunk, "dictionary") else chunk
        for text in texts.to_pylist():
            if isinstance(text, str | bytes) and len(text) > limits.RECORDS_CELL.most:
                what = str(limits.RECORDS_CELL.refusal("too long a text"))
                raise InputError(what, file=name, column=called)


def as_text(value: Any) -> str:
    """A typed cell as it would stand in a CSV file.

    >>> as_text(True), as_text(None), as_text(1e-7), as_text(2020.0)
    ('yes', 'NA', '0.0000001', '2020')
    """
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if value == value and abs(value) < 1e16:
            number = Decimal(repr(value))
            return format(number.to_integral_value() if number % 1 == 0 else number, "f")
        return str(value)
    return str(value)


def _check_header(header: Sequence[str], name: str) -> None:
    """Raise InputError unless the columns are those of the schema, in any order."""

    def refuse(what: str, names: Sequence[str]) -> InputError:
        return InputError(f"{what}: {', '.join(names)}", file=name, row=1)

    missing = [known for known in required(header) if known not in header]
    if len(missing) > len(required()) // 2:
        raise InputError(
            "the first row does not name the columns: start from `passion records template`",
            file=name,
            row=1,
        )
    if missing:
        raise refuse("missing columns", missing)
    known = [found.name for found in COLUMNS]
    extra = [found[:40] for found in header if found not in known]
    if extra:
        raise refuse("columns that do not belong here", extra)
    doubled = sorted({found for found in header if header.count(found) > 1})
    if doubled:
        raise refuse("columns that stand twice", doubled)
    some = [found for found in VOLUMES if found in header]
    if some and len(some) < len(VOLUMES):
        raise refuse(
            f"the volumes behind {RATIO} come together; missing",
            [found for found in VOLUMES if found not in some],
        )
