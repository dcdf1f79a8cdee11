"""How the numbers of a DataFrame are shown, set once for a notebook.

A frame keeps its unrounded numbers; `printed.notation` rounds what is shown of them, exactly, where
pandas would write 2.675 as 2.67 in one place and as 2.68 in another. `use` takes over from pandas
for the last expression of a cell: plain cells ``frame`` show as tables of the book.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from printed import notation
from printed.book import tables
from printed.errors import InputError

# How the columns of a name are shown: so many decimals, "P" as journals print P values, "%" a
# share as a percentage. All others have four significant digits.
Formats = Mapping[str, int | str]
_FORMATS: dict[str, int | str] = {"P": "P"}
DIGITS = 4


def use(formats: Formats | None = None) -> None:
    """From here on frames are shown by `printed.notation`.

    Parameters
    ----------
    formats : mapping of str to int or str, optional
        For columns by name: a number of decimals, ``"P"`` for P values, ``"%"`` for shares.

    Raises
    ------
    InputError
        For a format that is none of these.
    """
    for column, how in (formats or {}).items():
        if how not in ("P", "%") and not isinstance(how, int):
            raise InputError(f'column {column!r}: {how!r} is no number of decimals, "P" or "%"')
    _FORMATS.clear()
    _FORMATS.update({"P": "P"} | dict(formats or {}))
    try:
        from IPython import get_ipython  # type: ignore[attr-defined]
    except ImportError:
        return
    shell = get_ipython()
    if shell is None:
        return
    for kind, write in (("text/html", html), ("text/plain", _pretty)):
        formatter = shell.display_formatter.formatters[kind]
        for name in ("DataFrame", "Series"):
            formatter.for_type_by_name("pandas", name, write)
            formatter.for_type_by_name("pandas.core.frame", name, write)
            formatter.for_type_by_name("pandas.core.series", name, write)


def text(value: Any, column: str = "") -> Any:
    """A cell as it is shown: numbers with decimals as digits, all else as it is.

    Examples
    --------
    >>> [text(value) for value in (0.125, 2.675, 1e-9, 36, "treated")]
    ['0.125', '2.675', '0.000000001', 36, 'treated']
    >>> text(0.0197, "P"), text(1e-9, "P")
    ('0.02', '<0.001')
    """
    if hasattr(value, "item") and not hasattr(value, "__len__"):
        value = value.item()
    if isinstance(value, tuple | list | set | frozenset):
        return ", ".join(str(text(each, column)) for each in value)
    if not isinstance(value, float) and not hasattr(value, "numerator"):
        return value
    if value != value or isinstance(value, int):  # not a number; whole numbers and yes or no
        return value
    how = _FORMATS.get(column)
    if how == "P":
        return notation.p_text(value)
    if how == "%":
        return notation.percent(value)
    if isinstance(how, int):
        return notation.text(value, how)
    return notation.brief(value, DIGITS)


def printed(frame: Any) -> Any:
    """The frame with its numbers as they are shown, its index as columns, one row of heads.

    Examples
    --------
    >>> import pandas as pd
    >>> printed(pd.DataFrame({"n": [36, 31], "odds": [0.169, 2.5]})).to_dict("list")
    {'n': [36, 31], 'odds': ['0.169', '2.5']}
    """
    import pandas as pd

    flat = (frame.to_frame() if isinstance(frame, pd.Series) else frame).copy()
    if flat.columns.nlevels > 1:
        flat.columns = pd.Index([" ".join(map(str, filter(None, name))) for name in flat.columns])
    if any(name is not None for name in flat.index.names):
        names = [name if name is not None else "" for name in flat.index.names]
        flat = flat.rename_axis(index=names).reset_index()
    elif not isinstance(flat.index, pd.RangeIndex):
        flat = flat.rename_axis(index="").reset_index()
    flat.columns = pd.Index(map(str, flat.columns))
    shown = [
        pd.Series([text(cell, name) for cell in flat.iloc[:, at]], index=flat.index, dtype=object)
        for at, name in enumerate(flat.columns)
    ]
    return pd.concat(shown, axis=1, keys=range(len(shown))).set_axis(flat.columns, axis=1)


def grid(frame: Any) -> tables.Grid:
    """The frame as a table of the book takes it."""
    shown = printed(frame)
    shown.index.name = None
    return tables.as_grid(shown)


def html(frame: Any, id: str = "", named_by: str = "") -> str:
    """A frame as a table, without caption: the paragraph above it says what it holds.

    Parameters
    ----------
    frame : pandas.DataFrame or Series
    id, named_by : str, optional
        An id for it, and that of the element with its title.

    Examples
    --------
    >>> import pandas as pd
    >>> print(html(pd.DataFrame({"k": [13], "P": [0.0197]})))
    <div class="frame" tabindex="0" role="group" aria-label="Table: k, P">
    <table class="plain"><thead><tr><th scope="col" class="number">k</th>\
<th scope="col" class="number">P</th></tr></thead>
    <tbody>
    <tr><td class="number">13</td><td class="number">0.02</td></tr>
    </tbody>
    </table>
    </div>
    """
    made = grid(frame)
    named = len(made.columns) > _width(frame)  # an index names its rows
    heads = tables.escape("Table: " + ", ".join(filter(None, made.columns)))
    name = f'aria-labelledby="{named_by}"' if named_by else f'aria-label="{heads}"'
    place = f' id="{id}"' if id else ""
    return (
        f'<div class="frame"{place} tabindex="0" role="group" {name}>'
        f'\n<table class="plain">{tables.markup(made, row_header=named)}</table>\n</div>'
    )


def plain(frame: Any) -> str:
    """A frame for a terminal, and for the comparison of two runs."""
    return tables.plain_table("", grid(frame)).strip("\n")


def _width(frame: Any) -> int:
    return frame.shape[1] if frame.ndim == 2 else 1


def _pretty(frame: Any, printer: Any, cycle: bool) -> None:
    printer.text(plain(frame))
