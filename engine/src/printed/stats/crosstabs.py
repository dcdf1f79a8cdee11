"""Tests of a table of counts with any number of rows and columns."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from itertools import accumulate

from printed.errors import InputError
from printed.notation import exact
from printed.stats.laws import chi2_tail

TESTS = ("pearson", "lr", "freeman-halton", "trend")
MOST_TABLES = 300_000  # that have the margins of the observed one
Counts = tuple[tuple[int, ...], ...]


@lru_cache(maxsize=65_536)
def crosstab_p(rows: Counts, test: str = "pearson") -> float | None:
    """P of a table of counts; None where it has no such test.

    Parameters
    ----------
    rows : tuple of tuple of int
    test : {"pearson", "lr", "freeman-halton", "trend"}
        Pearson's and the likelihood ratio chi-squared without correction; the exact test that
        takes all tables no more probable than the observed one (Freeman and Halton, Biometrika
        1951;38:141), ties decided by integers; the linear trend of two rows or columns
        (Mantel, J Am Stat Assoc 1963;58:690), scores 0, 1, 2 and so on.

    Raises
    ------
    InputError
        If the exact test would have to look at too many tables.

    Notes
    -----
    R: ``chisq.test(m, correct = FALSE)``, ``fisher.test(m)``; lr as ``DescTools::GTest``.

    Examples
    --------
    >>> rows = ((13, 8, 11), (27, 36, 29))
    >>> round(crosstab_p(rows), 4), round(crosstab_p(rows, "freeman-halton"), 4)
    (0.3116, 0.3354)
    """
    rows = _filled(rows)
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    if test == "freeman-halton":
        return _exact(rows)
    if test == "trend":
        return chi2_tail(_statistic(rows, test), 1)
    df = (len(rows) - 1) * (len(rows[0]) - 1)
    return chi2_tail(_statistic(rows, test), df)


@lru_cache(maxsize=65_536)
def crosstab_chi2(rows: Counts, test: str = "pearson") -> float | None:
    """Chi-squared of a table of counts; None where it has none.

    Parameters
    ----------
    rows : tuple of tuple of int
    test : {"pearson", "lr", "freeman-halton", "trend"}
        Beside the exact test, which has no such statistic, Pearson's is printed.

    Examples
    --------
    >>> rows = ((13, 8, 11), (27, 36, 29))
    >>> round(crosstab_chi2(rows), 4), round(crosstab_chi2(rows, "lr"), 4)
    (2.3319, 2.3894)
    """
    rows = _filled(rows)
    return None if len(rows) < 2 or len(rows[0]) < 2 else _statistic(rows, test)


def _statistic(rows: Counts, test: str) -> float:
    if test == "trend":
        return float(_trend(rows))
    return _likelihood(rows) if test == "lr" else float(_pearson(rows))


def _filled(rows: Counts) -> Counts:
    """The table without rows and columns that hold nothing."""
    kept = [row for row in rows if any(row)]
    return tuple(zip(*(column for column in zip(*kept, strict=True) if any(column)), strict=True))


def _margins(rows: Counts) -> tuple[list[int], list[int], int]:
    down = [sum(column) for column in zip(*rows, strict=True)]
    return [sum(row) for row in rows], down, sum(down)


def _pearson(rows: Counts) -> Fraction:
    across, down, total = _margins(rows)
    cells = (
        Fraction(cell * cell, across[i] * down[j])
        for i, row in enumerate(rows)
        for j, cell in enumerate(row)
    )
    found = sum(cells, Fraction(0))
    return total * (found - 1)


def _likelihood(rows: Counts) -> float:
    across, down, total = _margins(rows)
    return max(
        0.0,
        2 * math.fsum(
            cell * math.log(cell * total / (across[i] * down[j]))
            for i, row in enumerate(rows)
            for j, cell in enumerate(row)
            if cell
        ),
    )  # fmt: skip


def _trend(rows: Counts) -> Fraction:
    """The squared correlation of row and column scores, times one less than the total."""
    across, down, total = _margins(rows)
    i_mean = Fraction(sum(i * n for i, n in enumerate(across)), total)
    j_mean = Fraction(sum(j * n for j, n in enumerate(down)), total)
    both = sum(
        cell * (i - i_mean) * (j - j_mean)
        for i, row in enumerate(rows)
        for j, cell in enumerate(row)
    )
    one = sum(n * (i - i_mean) ** 2 for i, n in enumerate(across))
    other = sum(n * (j - j_mean) ** 2 for j, n in enumerate(down))
    return (total - 1) * exact(both) ** 2 / (one * other)


def _exact(rows: Counts) -> float:
    """The share of all tables with the same margins that are no more probable."""
    across, down, _ = _margins(rows)
    if len(across) > len(down):
        rows = tuple(zip(*rows, strict=True))
        across, down = down, across
    observed = math.prod(
        _ways(tuple(column), sum(column)) for column in zip(*rows, strict=True)
    )
    weights, below = _law(tuple(sorted(across)), tuple(sorted(down)))
    return below[bisect_right(weights, observed)] / below[-1]


# All tables with the same margins have one law: kept while they are gone through.
@lru_cache(maxsize=64)
def _law(across: Sequence[int], down: Sequence[int]) -> tuple[list[int], list[int]]:
    """The weights of all tables, ascending, and the sums of those before each and of all.

    Columns are taken one after the other, alike ones together.
    """
    # What is left of the row totals -> the weights of the columns so far, with their number.
    states: dict[tuple[int, ...], dict[int, int]] = {tuple(across): {1: 1}}
    for total in down:
        further: dict[tuple[int, ...], dict[int, int]] = {}
        steps = 0
        for left, weights in states.items():
            for column in _columns(total, left):
                key = tuple(a - b for a, b in zip(left, column, strict=True))
                ways = _ways(column, total)
                merged = further.setdefault(key, {})
                steps += len(weights)
                if steps > MOST_TABLES:
                    raise InputError("too many tables have these margins for the exact test")
                for weight, number in weights.items():
                    merged[weight * ways] = merged.get(weight * ways, 0) + number
        states = further
    (found,) = states.values()
    ascending = sorted(found)
    sums = accumulate((weight * found[weight] for weight in ascending), initial=0)
    return ascending, list(sums)


@cache
def _ways(column: tuple[int, ...], total: int) -> int:
    found, left = 1, total
    for cell in column:
        found *= math.comb(left, cell)
        left -= cell
    return found


def _columns(total: int, left: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every column with a total that the rows still hold."""
    if len(left) == 1:
        if total <= left[0]:
            yield (total,)
        return
    rest = sum(left[1:])
    for cell in range(max(0, total - rest), min(total, left[0]) + 1):
        for below in _columns(total - cell, left[1:]):
            yield (cell, *below)
