"""A file of records to spoil: a reconstructed cohort, written as somebody's program would."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from passion import reconstruct

Cells = list[list[str]]


@pytest.fixture(scope="session")
def content() -> bytes:
    """A file without a fault."""
    return reconstruct.csv(reconstruct.cohort(1).frame)


@pytest.fixture
def cells(content: bytes) -> Cells:
    """Its header and rows, to be changed."""
    return list(csv.reader(io.StringIO(content.decode())))


@pytest.fixture
def write(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Writes a file; at the end of the test each file must be as it was written."""
    written: dict[Path, str] = {}

    def to_file(data: bytes | Cells, name: str = "children.csv", delimiter: str = ",") -> Path:
        if not isinstance(data, bytes):
            out = io.StringIO()
            csv.writer(out, delimiter=delimiter).writerows(data)
            data = out.getvalue().encode()
        path = tmp_path / name
        path.write_bytes(data)
        path.chmod(0o444)
        written[path] = hashlib.sha256(data).hexdigest()
        return path

    yield to_file
    for path, digest in written.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest, "the input was changed"


def place(cells: Cells, row: int, column: str) -> tuple[int, int]:
    """Where a cell of a spreadsheet's row lies, the header being row 1."""
    return row - 1, cells[0].index(column)


@pytest.fixture
def spoilt(cells: Cells, write: Callable[..., Path]) -> Callable[..., Path]:
    """Writes the file with one cell changed: row as in a spreadsheet, column, content."""

    def with_cell(*changes: tuple[int, str, str]) -> Path:
        for row, column, text in changes:
            i, j = place(cells, row, column)
            cells[i][j] = text
        return write(cells)

    return with_cell
