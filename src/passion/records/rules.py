"""What a file of records must be, cell by cell and across cells: every fault with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from passion.records.schema import (
    COHORTS,
    COLUMNS,
    MISSING,
    RATIO,
    VOLUMES,
    Column,
    as_pandera,
    birth_years,
    column,
)
from printed import limits
from printed.plain_text import MARKUP
from tissue_loss.ratio import tissue_loss_ratio

MOST_FAULTS = 50
MOST_CELL = limits.RECORDS_CELL.most
UNNAMED = ("child",)  # columns whose cells are never repeated
NUMBER = r"[+-]?\d{1,15}(?:\.\d{1,15})?"
RATIO_TOLERANCE = 0.5  # percentage points between a ratio and its four volumes


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong with a file.

    Parameters
    ----------
    row : int
        As a spreadsheet counts, the header being row 1.
    column : str
    message : str
        What is wrong, without the cell's content.
    value : str or None
        The cell's content; None where it must not be shown.
    """

    row: int
    column: str
    message: str
    value: str | None = None


def typed(header: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Any, list[Fault]]:
    """The cells as a frame of numbers and text, and all faults up to the limit.

    Parameters
    ----------
    header : sequence of str
    rows : sequence of sequence of str

    Returns
    -------
    frame : pandas.DataFrame
        Numbers as float; missing cells, and those at fault, are missing. The columns of the
        schema in its order; a ratio that follows from volumes is filled in.
    faults : list of Fault
        By row, then column; at most ``MOST_FAULTS``.
    """
    import pandas as pd

    text = pd.DataFrame(rows, columns=list(header), dtype=object)
    found: list[tuple[Any, str, str]] = []
    columns: dict[str, Any] = {}
    for known in COLUMNS:
        if known.name not in text:
            continue
        # Few cells of a column differ: each distinct one is looked at once.
        codes, distinct = pd.factorize(text[known.name])
        masks, values = _distinct(pd.Series(distinct, dtype=object), known)
        found += [(mask[codes], known.name, message) for mask, message in masks if mask.any()]
        dtype = float if known.numeric else object
        columns[known.name] = pd.Series(values[codes], dtype=dtype)
    frame = pd.DataFrame(columns, index=text.index)
    faults = [fault for mask, name, message in found for fault in _at(text, mask, name, message)]
    faults += _by_schema(text, frame)
    if RATIO not in frame:
        frame.insert(6, RATIO, float("nan"))
    for rule in RULES:
        for mask, name, message in rule(frame):
            faults += _at(text, mask, name, message)
    faults = sorted(set(faults), key=lambda fault: (fault.row, list(frame).index(fault.column)))
    return frame, faults[:MOST_FAULTS]


def _distinct(cells: Any, known: Column) -> tuple[list[tuple[Any, str]], Any]:
    """Which distinct cells of a column are at fault and why, and what each of them says."""
    import numpy as np
    import pandas as pd

    cells = cells.str.strip()
    missing, empty = cells == MISSING, cells == ""
    formula = cells.str.startswith(("=", "@")) | (
        cells.str.startswith(("+", "-")) & (not known.numeric)
    )
    long = (cells.str.len() > MOST_CELL) & ~formula
    broken = cells.str.contains("[\n\r]", regex=True) & ~long & ~formula
    markup = cells.str.contains(MARKUP) & ~long & ~formula & ~broken
    masks = [
        (empty, f"is empty: write {MISSING} where a child was not assessed"),
        (formula, "begins like a formula: paste values, not formulas"),
        (long, "is longer than any entry can be"),
        (broken, "holds a line break"),
        (markup, "holds what a page would take for markup: write plain words"),
    ]
    if not known.may_miss:
        masks.append((missing, "must not be missing"))
    bad = empty | formula | long | broken | markup
    if known.numeric:
        plain = cells.str.fullmatch(NUMBER) & ~bad
        masks += list(_no_number(cells, ~(plain | missing | bad)))
        values = pd.to_numeric(cells.where(plain), errors="coerce").to_numpy(dtype=float)
    else:
        values = cells.where(~(bad | missing), None).to_numpy(dtype=object)
    return [(np.asarray(mask, dtype=bool), message) for mask, message in masks], values


def _no_number(cells: Any, wrong: Any) -> Iterator[tuple[Any, str]]:
    """The cells that are no number, by what is wrong with them."""
    percent = wrong & cells.str.contains("%", regex=False)
    comma = wrong & ~percent & cells.str.fullmatch(NUMBER.replace(r"\.", ","))
    infinite = cells.str.lower().isin(["inf", "-inf", "+inf", "nan", "infinity", "-infinity"])
    infinite &= wrong
    yield percent, "has a percent sign: write the number alone"
    yield comma, "has a decimal comma, which only a file with semicolons may have"
    yield infinite, "is not finite"
    yield wrong & ~percent & ~comma & ~infinite, "is not a number"


def _at(text: Any, mask: Any, name: str, message: str) -> list[Fault]:
    """The first faults of one kind."""
    import numpy as np

    places = np.flatnonzero(np.asarray(mask, dtype=bool))[:MOST_FAULTS]
    hidden = name in UNNAMED or name not in text
    return [
        Fault(int(i) + 2, name, message, None if hidden else str(text[name].iloc[i])[:40])
        for i in places
    ]


def _by_schema(text: Any, frame: Any) -> list[Fault]:
    """What pandera finds in the frame."""
    from pandera.errors import SchemaErrors

    try:
        as_pandera().validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        cases = cases[cases["index"].notna()].sort_values("index", kind="stable")
        faults: list[Fault] = []
        for name, check, row in zip(cases["column"], cases["check"], cases["index"], strict=True):
            if len(faults) == MOST_FAULTS:
                break
            message = "stands twice: each child has one row" if name == "child" else str(check)
            hidden = name in UNNAMED
            value = None if hidden else str(text[name].iloc[int(row)])[:40]
            faults.append(Fault(int(row) + 2, name, message, value))
        return faults
    return []


# --------------------------------------------------------------------------- across cells

Found = Iterator[tuple[Any, str, str]]


def birth_year_in_window(frame: Any) -> Found:
    """A child was born in a year of its cohort."""
    for cohort, (first, last) in birth_years().items():
        years = frame["birth_year"]
        outside = (frame["cohort"] == cohort) & ~years.between(first, last) & years.notna()
        yield outside, "birth_year", f"lies outside {first} to {last}, the {cohort} cohort's years"


def gmfcs_with_cerebral_palsy(frame: Any) -> Found:
    """Only a child with cerebral palsy has a level."""
    without = frame["gmfcs"].notna() & (frame["cerebral_palsy"] != "yes")
    yield without, "gmfcs", "is given for a child without cerebral palsy"


def volumes_together(frame: Any) -> Found:
    """All four volumes or none; a ratio given beside them follows from them; else it is made."""
    if VOLUMES[0] not in frame:
        return
    given = [frame[name].notna() for name in VOLUMES]
    some = given[0] | given[1] | given[2] | given[3]
    every = given[0] & given[1] & given[2] & given[3]
    for name, there in zip(VOLUMES, given, strict=True):
        yield some & ~every & ~there, name, "is missing while another volume is given"
    volumes = {name.removesuffix("_ml"): frame[name] for name in VOLUMES}
    computed: Any = tissue_loss_ratio(volumes)
    stated = frame[RATIO].notna()
    apart = stated & every & ((frame[RATIO] - computed).abs() > RATIO_TOLERANCE)
    yield apart, RATIO, "does not follow from the four volumes"
    frame[RATIO] = frame[RATIO].where(stated, computed)


def both_cohorts(frame: Any) -> Found:
    """A comparison needs somebody on either side."""
    for cohort in COHORTS:
        if not (frame["cohort"] == cohort).any() and not frame["cohort"].isna().any():
            nowhere = frame.index == frame.index[-1]
            yield nowhere, "cohort", f"is the last, and no child of the {cohort} cohort is there"


RULES: tuple[Callable[[Any], Found], ...] = (
    birth_year_in_window,
    gmfcs_with_cerebral_palsy,
    volumes_together,
    both_cohorts,
)


def described() -> list[tuple[Column, str]]:
    """Each column with what may stand in it, for tables of the schema."""
    return [(column(known.name), known.allowed) for known in COLUMNS]
