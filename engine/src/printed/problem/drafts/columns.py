"""What the columns of a table hold, as their heads say it, and the sizes of its groups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from printed.problem.drafts.cells import Cell, holds_data, whole
from printed.problem.drafts.tokens import LINEAR, RATIOS

MOST_HEADS = 3  # rows
_SIZE = re.compile(r"\b[nN]\s*=\s*(\d{1,3}(?:[,\u00a0\u2009\u202f ]\d{3})+(?!\d)|\d{1,6})\b")
_P = re.compile(r"(?<!\w)P\b(?!\s*(?:for|int|trend))|\bp[\s-]*values?\b(?!\s*for)", re.IGNORECASE)
_OTHER = re.compile(
    r"\bP(?:[\s-]*values?)?[\s-]+(?:for|int|trend)|efficacy|reduction|statistic|kappa|Cohen|effect\s+size|\bd\.?f\b"
    r"|^\s*(?:t|F|Z|U|H|\u03c72|\u03c7\u00b2|chi-?squared?|slope|rho|r)(?:[\s-]*values?)?\s*$",
    re.IGNORECASE,
)
_RATIO = re.compile(RATIOS, re.IGNORECASE)
_EFFICACY = re.compile(r"efficacy[^|]*CI\b|relative\s+risk\s+reduction[^|]*CI\b", re.IGNORECASE)
_OF_COUNTS = re.compile(
    r"relative\s+risk|risk\s+(?:ratio|difference)|\b(?:RR|RD|ARR)\b", re.IGNORECASE
)
_MODELLED = re.compile(r"adjust|multi|model|hazard|(?-i:\ba[A-Z]{2}\b)", re.IGNORECASE)
_DIFFERENCE = re.compile(rf"{LINEAR}|[\u0394\u2206][^|]{{0,20}}\bCI\b", re.IGNORECASE)
_CI = re.compile(
    r"\s*(?:\d\d\s?%\s*)?(?:CI|confidence\s+(?:interval|limit)s?)\s*[*\u2020\u2021a-d]?\s*",
    re.IGNORECASE,
)
_HAS_CI = re.compile(r"\bCI\b|confidence|\b(?:vs?|versus)\b", re.IGNORECASE)
# What a diagnostic share is of, by the columns of the four cells.
CELLS = ("TP", "FP", "TN", "FN")
PARTS = (
    (re.compile(r"sensitivity", re.IGNORECASE), ("TP",), ("TP", "FN")),
    (re.compile(r"specificity", re.IGNORECASE), ("TN",), ("TN", "FP")),
    (re.compile(r"positive\s+predictive|\bPPV\b", re.IGNORECASE), ("TP",), ("TP", "FP")),
    (re.compile(r"negative\s+predictive|\bNPV\b", re.IGNORECASE), ("TN",), ("TN", "FN")),
    (re.compile(r"accuracy", re.IGNORECASE), ("TP", "TN"), CELLS),
)
_SHARE = re.compile(
    r"sensitivity|specificity|predictive|\b[PN]PV\b|\baccuracy\b|\bprevalence\b", re.IGNORECASE
)
_TOTAL = re.compile(r"\s*(?:total|all|overall|both groups|entire|whole)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\s*(?:n|no\.?|number|count|events?)\s*", re.IGNORECASE)
_MEAN = re.compile(r"\s*m(?:eans?)?\s*\d?\s*", re.IGNORECASE)
_SD = re.compile(
    r"\s*\(?(?:\u00b1\s*)?(?:S\.?D\.?|standard\s+deviation)\s*\d?\)?\s*", re.IGNORECASE
)
_PERCENT = re.compile(r"\s*%.*", re.DOTALL)
_ALL = r"(?:patients|subjects|participants|persons|people|individuals|women|children|infants|eyes)"
_OF_ALL = re.compile(
    rf"\s*(?:(?:no\.?|number|n)\s*(?:of\s+)?{_ALL}?|{_ALL}(?:,?\s*\(?(?:no\.?|number|n)\)?)?)"
    r"\s*(?:analy[sz]ed)?\s*",
    re.IGNORECASE,
)
P_ROW = re.compile(r"\s*P(?:[\s-]*values?)?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    role : str
        ``label, group, total, share, ratio, difference, interval, ci, p, other``.
    said : str
        Its head.
    size : int or None
        Of its group.
    pairs : int
        1 where the next column holds the other half of each value, as SD or percentage.
    """

    role: str
    said: str = ""
    size: int | None = None
    pairs: int = 0


def columns_of(rows: Sequence[Sequence[Cell]]) -> tuple[list[Column], int]:
    """The columns, and how many rows are heads.

    Examples
    --------
    >>> head = [Cell("Outcome", 0), Cell("A (n = 20)", 8), Cell("OR (95% CI)", 19), Cell("P", 30)]
    >>> [column.role for column in columns_of([head])[0]]
    ['label', 'group', 'ratio', 'p']
    """
    width = max(map(len, rows))
    heads: list[Sequence[Cell]] = []
    for i, row in enumerate(rows[:MOST_HEADS]):
        rest = [cell for cell in row[1:] if cell.text.strip()]
        if any(holds_data(cell, sure=i == 0) for cell in rest) or (i and not rest):
            break
        if (
            i
            and sum(_SIZE.search(cell.text) is not None for cell in row[1:]) == 0
            and (len(rest) < 2)
        ):
            break
        heads.append(row)
    sizes: list[int | None] = [None] * width
    said = [""] * width
    for i, row in enumerate(heads):
        if len(heads) > 1 and _SIZE.search(row[0].text):
            continue  # its cells do not stand above their columns
        here: int | None = None
        for j, cell in enumerate(row):
            match = _SIZE.search(cell.text)
            if cell.text.strip():
                here = int(re.sub(r"\D", "", match[1])) if match else None
            under = i + 1 < len(heads) and j < len(heads[i + 1]) and heads[i + 1][j].text.strip()
            if j and here is not None and (cell.text.strip() or under):
                sizes[j] = here
            said[j] = f"{said[j]} {cell.text}".strip()
    last = heads[-1] if heads else []
    own = [last[j].text if j < len(last) else "" for j in range(width)]
    columns = _paired(
        [Column(_role(j, said[j], own[j], sizes[j]), said[j], sizes[j]) for j in range(width)], own
    )
    sized = sum(column.role == "group" and column.size is not None for column in columns) > 1
    for j, column in enumerate(columns):
        unnamed = not column.said.strip() and (
            bool(heads) or not any(holds_data(row[j], sure=True) for row in rows if j < len(row))
        )
        if column.role == "group" and j + 1 < width and columns[j + 1].role == "ci":
            columns[j] = Column("interval", column.said)
            continue
        if unnamed and j and columns[j - 1].role == "p":
            columns[j] = Column("p")  # statistic and P under one head
        elif column.role == "other":
            columns[j] = Column("other", own[j])
        elif column.role == "group" and (unnamed or sized and column.size is None):
            columns[j] = Column("other", column.said)
    return columns, len(heads)


def _role(j: int, said: str, own: str, size: int | None) -> str:
    if j == 0:
        return "label"
    tests = (
        ("ci", _CI.fullmatch(own)), ("ratio", _EFFICACY.search(own)),
        ("other", _OTHER.search(own)), ("p", _P.match(own.lstrip())),
        ("ratio", _RATIO.search(said) if size is None else None),
        ("difference", _DIFFERENCE.search(said) if size is None else None),
        ("share", _SHARE.search(said)), ("p", _P.search(own)),
        ("interval", _HAS_CI.search(said) if size is None and not _PERCENT.match(own) else None),
        ("total", _TOTAL.match(said)),
    )  # fmt: skip
    return next((role for role, found in tests if found), "group")


def comparison(text: str) -> str:
    """What a text says that an estimate is: ``ratio, difference`` or nothing.

    >>> comparison("Hazard ratio (95% CI)"), comparison("Mean difference"), comparison("Age")
    ('ratio', 'difference', '')
    """
    if _RATIO.search(text):
        return "ratio"
    return "difference" if _DIFFERENCE.search(text) else ""


def is_either(said: str) -> bool:
    """Whether a head names a ratio and a difference, and each row says which it has.

    >>> is_either("Relative risk/Mean difference (95% CI)"), is_either("Risk ratio")
    (True, False)
    """
    return _RATIO.search(said) is not None and _DIFFERENCE.search(said) is not None


def parts_of(rows: Sequence[Sequence[Cell]]) -> list[Sequence[Sequence[Cell]]]:
    """The parts of a table, each with heads of its own: whole heads with sizes stand again.

    Examples
    --------
    >>> lines = "|A (n = 20)|B (n = 21)|OR", "x|1|2|3", "|A (n = 20)|B (n = 21)|MD", "y|1|2|3"
    >>> rows = [[Cell(text, 0) for text in line.split("|")] for line in lines]
    >>> [len(part) for part in parts_of(rows)]
    [2, 2]
    """
    starts = [0]
    first = {j for j, cell in enumerate(rows[0]) if j and cell.text.strip()} if rows else set()
    for i, row in enumerate(rows):
        between = rows[starts[-1] + 1 : i]
        here = {j for j, cell in enumerate(row) if j and cell.text.strip()}
        if (
            sum(_SIZE.search(cell.text) is not None for cell in row[1:]) > 1
            and here >= first
            and not any(holds_data(cell) for cell in row[1:])
            and any(holds_data(cell) for one in between for cell in one[1:])
        ):
            starts.append(i)
    return [rows[a:b] for a, b in zip(starts, [*starts[1:], len(rows)], strict=True)]


def _paired(columns: list[Column], own: Sequence[str]) -> list[Column]:
    """Columns of which two hold the halves of a value, as one group each."""
    found = list(columns)
    for j in range(1, len(columns) - 1):
        one, other = own[j], own[j + 1]
        halves = (
            (_MEAN.fullmatch(one) and _SD.fullmatch(other))
            or (_COUNTED.fullmatch(one) and _PERCENT.fullmatch(other))
        )  # fmt: skip
        if halves and found[j].role in ("group", "total") and not found[j - 1].pairs:
            found[j] = Column(found[j].role, columns[j].said + " " + other, found[j].size, 1)
    return found


def is_crude(said: str) -> bool:
    """Whether an estimate is of the counts beside it, so that P after it may be of a test of them.

    >>> is_crude("Relative risk (95% CI)"), is_crude("Adjusted RR"), is_crude("Hazard ratio")
    (True, False, False)
    """
    return _OF_COUNTS.search(said) is not None and _MODELLED.search(said) is None


def is_predictive(said: str) -> bool:
    """Whether a share is a predictive value, whose interval depends on all four cells."""
    return any(one.search(said) is not None for one, _, _ in PARTS[2:4])


def diagnosed(row: Sequence[Cell], columns: Sequence[Column], said: str) -> tuple[int, int] | None:
    """Of how many a diagnostic share is, and how many it counts, where a row has all four cells.

    >>> row = [Cell("All", 0), *(Cell(str(k), 0) for k in (419, 245, 66, 43))]
    >>> head = [Column("other", name) for name in ("", "TP", "TN", "FP", "FN")]
    >>> diagnosed(row, head, "Sensitivity (95% CI)")
    (419, 462)
    """
    cells = {
        column.said.strip(): whole(cell.text)
        for column, cell in zip(columns, row, strict=False)
        if column.said.strip() in CELLS
    }
    if len(cells) < len(CELLS) or None in cells.values():
        return None
    for name, part, of in PARTS:
        if name.search(said):
            return sum(cells[key] or 0 for key in part), sum(cells[key] or 0 for key in of)
    return None


def sizes_of(row: Sequence[Cell], columns: Sequence[Column]) -> dict[int, int]:
    """The sizes of the groups, where a row holds nothing else.

    Examples
    --------
    >>> row = [Cell("No. of patients", 0), Cell("64", 16), Cell("68", 19)]
    >>> sizes_of(row, [Column("label"), Column("group"), Column("group")])
    {1: 64, 2: 68}
    """
    if not row or not _OF_ALL.fullmatch(row[0].text) or not row[0].text.strip():
        return {}
    found = {}
    for j, cell in enumerate(row[1 : len(columns)], 1):
        if columns[j].role in ("group", "total") and cell.text.strip():
            size = whole(cell.text)
            if size is None:
                return {}
            found[j] = size
    return found
