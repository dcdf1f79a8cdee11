"""One table helper: fixed id, header cells, aligned decimals, notes, and its data as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

from printed import plain_text
from printed.book.objects import Html
from printed.book.typography import align, inline, is_number, typeset, untypeset
from printed.errors import InputError

EMPTY = "–"
_ID = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class Grid:
    """A table before it is HTML: header, rows of cells, attributes of each row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    row_attributes: tuple[Mapping[str, str], ...] = ()


def table(
    frame: Any,
    *,
    id: str,
    caption: str,
    notes: Sequence[str] = (),
    row_header: bool = True,
    stack: bool = False,
    fold: bool = False,
    download: bool = True,
) -> Html:
    """A table as the book shows it.

    Parameters
    ----------
    frame : pandas.DataFrame, sequence of mappings, or Grid
        Cells are text, integers or `Html`; numbers with decimals come printed
        (`printed.notation.text`). None is an empty cell, shown as a dash. A named index becomes
        the first column.
    id : str
        Lower case and hyphens; the same on every run, and one of its kind on the page.
    caption : str
        The finding in one sentence (may hold inline HTML of `display`).
    notes : sequence of str
        Set below the table; inline HTML of `display` is kept.
    row_header : bool
        Whether the first column names the rows.
    stack : bool
        Whether a phone shows each row as a card, for tables with much text; else they scroll.
    fold : bool
        Whether its rows are a click away, for long data that a figure of the page shows.
    download : bool
        Whether the table offers its data as CSV.

    Returns
    -------
    Html

    Raises
    ------
    InputError
        For a bad id, an empty caption, a table without rows, a cell that is no printed number.
    """
    grid = as_grid(frame)
    check_id(id)
    if not caption.strip():
        raise InputError(f"table {id!r} has no caption: say what it shows")
    if not grid.rows:
        raise InputError(f"table {id!r} has no rows")
    texts = [[plain(cell, id) for cell in row] for row in grid.rows]
    body = (
        f'<div class="data-table__scroll" role="region" tabindex="0"'
        f' aria-labelledby="{id}-caption">\n'
        f'<table{_role("table", stack)} aria-labelledby="{id}-caption">\n'
        f"{markup(grid, where=id, row_header=row_header, stack=stack)}</table>\n</div>\n"
    )
    if fold:
        body = f"<details>\n<summary>All {len(grid.rows)} rows</summary>\n{body}</details>\n"
    # The caption stands before the part that scrolls sideways, so that a phone shows all of it.
    return Html(
        f'<div class="data-table{" data-table--stack" if stack else ""}" id="{id}">\n'
        f'<p class="data-table__caption" id="{id}-caption">{prose(caption)}</p>\n'
        f"{body}{_foot(id, grid, texts, notes, download)}</div>",
        plain_table(caption, grid),
    )


def as_grid(frame: Any) -> Grid:
    """Header and rows of a frame, of records, or of a grid.

    Examples
    --------
    >>> as_grid([{"n": 36, "share": "81%"}]).rows
    ((36, '81%'),)
    """
    if isinstance(frame, Grid):
        return frame
    if hasattr(frame, "itertuples"):
        if frame.index.name is not None:
            frame = frame.reset_index()
        columns = tuple(str(name) for name in frame.columns)
        return Grid(columns, tuple(tuple(row) for row in frame.itertuples(index=False, name=None)))
    records = list(frame)
    columns = tuple(records[0]) if records else ()
    if any(tuple(record) != columns for record in records):
        raise InputError("every row of a table needs the same columns in the same order")
    return Grid(columns, tuple(tuple(record.values()) for record in records))


def check_id(id: str) -> None:
    """Refuse an id that is not lower case with hyphens."""
    if not _ID.fullmatch(id):
        raise InputError(f"{id!r} is no id: lower case, digits and hyphens, a letter first")


def plain(cell: Any, where: str = "table") -> str:
    """A cell as text; what is not printed yet is refused, since only `printed.notation` rounds.

    Examples
    --------
    >>> plain(36), plain(None), plain("-0.4")
    ('36', '–', '−0.4')
    >>> plain(0.5)
    Traceback (most recent call last):
    ...
    printed.errors.InputError: table: the cell 0.5 is not printed yet: use printed.notation.text
    """
    if isinstance(cell, Html):
        return cell.plain
    if hasattr(cell, "item"):
        cell = cell.item()
    if cell is None or (isinstance(cell, float) and cell != cell):
        return EMPTY
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int) or (isinstance(cell, float) and cell.is_integer()):
        return typeset(str(int(cell)))  # pandas makes floats of counts beside an empty cell
    if isinstance(cell, str):
        return typeset(cell).strip() or EMPTY
    raise InputError(f"{where}: the cell {cell!r} is not printed yet: use printed.notation.text")


def prose(text: str) -> str:
    """A caption or note: words are typeset, tags of sentences stay, any other is shown as text.

    >>> prose("P<0.05 from <b>-1</b>")
    '<i>P</i>&lt;0.05 from <b>−1</b>'
    """
    parts = plain_text.pieces(text.strip())
    parts[::2] = [inline(part) for part in parts[::2]]
    return "".join(parts)


# --------------------------------------------------------------------------- markup


def markup(
    grid: Grid, *, where: str = "table", row_header: bool = True, stack: bool = False
) -> str:
    """Head and body of a table."""
    texts = [[plain(cell, where) for cell in row] for row in grid.rows]
    return _head(grid, texts, stack) + _body(grid, texts, row_header, stack)


def _cell_html(cell: Any, text: str) -> str:
    return cell.html if isinstance(cell, Html) else inline(text)


def _numeric(texts: list[list[str]], column: int) -> bool:
    cells = [row[column] for row in texts if row[column] != EMPTY]
    return bool(cells) and all(is_number(cell) for cell in cells)


def _role(name: str, stack: bool) -> str:
    """A part's role, said where the cards of a phone would take it away."""
    return f' role="{name}"' if stack else ""


def _head(grid: Grid, texts: list[list[str]], stack: bool) -> str:
    role = _role("columnheader", stack)
    cells = []
    for column, name in enumerate(grid.columns):
        number = ' class="number"' if _numeric(texts, column) else ""
        head = f'<th scope="col"{role}{number}>{inline(name)}</th>'
        cells.append(head if name else f"<td{role}></td>")
    group, row = _role("rowgroup", stack), _role("row", stack)
    return f"<thead{group}><tr{row}>{''.join(cells)}</tr></thead>\n"


def _body(grid: Grid, texts: list[list[str]], row_header: bool, stack: bool) -> str:
    columns = [
        _column(grid, texts, column, header=row_header and column == 0, stack=stack)
        for column in range(len(grid.columns))
    ]
    lines = []
    for index, cells in enumerate(zip(*columns, strict=True)):
        attributes = grid.row_attributes[index] if grid.row_attributes else {}
        opening = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        lines.append(f"<tr{_role('row', stack)}{opening}>{''.join(cells)}</tr>\n")
    return f"<tbody{_role('rowgroup', stack)}>\n{''.join(lines)}</tbody>\n"


def _column(
    grid: Grid, texts: list[list[str]], column: int, *, header: bool, stack: bool
) -> list[str]:
    """The cells of one column as elements, in row order."""
    shown = [row[column] for row in texts]
    number = _numeric(texts, column)
    attributes = ' class="number"' if number else ""
    if header:
        attributes += f' scope="row"{_role("rowheader", stack)}'
    elif stack:  # a card has no header above it: the style sheet writes this one
        attributes += f' role="cell" data-label="{escape(grid.columns[column])}"'
    tag = "th" if header else "td"
    opening, closing = f"<{tag}{attributes}>", f"</{tag}>"
    if stack and not header:  # beside its label a card's cell is one piece
        opening, closing = f"{opening}<div>", f"</div>{closing}"
    cells = zip(grid.rows, align(shown) if number else shown, strict=True)
    return [f"{opening}{_cell_html(row[column], text)}{closing}" for row, text in cells]


def _foot(
    id: str, grid: Grid, texts: list[list[str]], notes: Sequence[str], download: bool
) -> str:
    lines = [f'<p class="data-table__note">{prose(text)}</p>\n' for text in notes]
    if download:
        address = f"data:text/csv;charset=utf-8,{quote(to_csv(grid.columns, texts), safe=',()')}"
        lines.append(
            f'<p class="data-table__download"><a download="{id}.csv" href="{address}"'
            f' aria-label="CSV of the table {id}">CSV</a></p>\n'
        )
    return "".join(lines)


def to_csv(columns: Sequence[str], texts: Sequence[Sequence[str]]) -> str:
    """The table as CSV; numbers have plain hyphens there, so that programs read them.

    >>> print(to_csv(["Z", "n"], [["−0.4", "39"]]), end="")
    Z,n
    -0.4,39
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(
        ["" if text == EMPTY else untypeset(text) for text in row] for row in texts
    )
    return buffer.getvalue()


def plain_table(caption: str, grid: Grid) -> str:
    """The table in letters of one width, below its caption."""
    rows = [list(grid.columns), *([plain(cell) for cell in row] for row in grid.rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(grid.columns))]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return "\n".join([plain_text.without_tags(caption).strip(), *lines])
