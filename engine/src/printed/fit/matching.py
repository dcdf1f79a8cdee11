"""Which 2x2 tables have a P value that prints as given, by integers wherever a float could err."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from printed import notation
from printed.errors import InputError
from printed.fit.counts import Candidates
from printed.fit.ranksum.tail import place_normal
from printed.notation import Printed
from printed.stats import tables as exact_tables
from printed.stats import unconditional

WORTH_NUMPY = 300  # fewer tables are done sooner by integers than numpy is imported
UNCONDITIONAL_SIZE = 600  # subjects of an unconditional test: a tenth of a second
UNCONDITIONAL_WORK = 40_000_000  # of all tables: their subjects squared; some ten seconds
UNCONDITIONAL_LISTED = 15_000_000  # where no printed P lets a search turn a table down half way
LONG_RUN = 8  # counts a denominator, on average, from which bisection beats looking at each
BLOCK = 100_000  # tables (or runs, where they are bisected) at a time
EDGE = 1e-9  # a float P this near an edge of the printed interval is decided by integers


class Table(NamedTuple):
    """k1 of n1 in group 1, k2 of n2 in group 2."""

    k1: int
    n1: int
    k2: int
    n2: int


def read_p(text: str, rounding: str = "half-up", p_rule: str = "nearest") -> Printed:
    """A printed P value as an interval; InputError if it is none."""
    return notation.parse(text, rounding, kind="p_value", p_rule=p_rule)


def matching(
    left: Candidates,
    right: Candidates,
    convention: str,
    p: Printed | None = None,
    side: str | None = None,
) -> Iterator[tuple[Table, float]]:
    """Tables of a left and a right (k, n) whose P value prints as given, with that P value.

    Parameters
    ----------
    left, right : Candidates
    convention : str
    p : Printed, optional
        Without it every table is handed out.
    side : {"less", "greater"}, optional
        The alternative of a one-sided test.

    Yields
    ------
    Table, float
        In the order of the left, then the right candidates.
    """
    if not len(right):
        return  # of the left there can be millions
    if len(left) * len(right) >= WORTH_NUMPY and has_numpy(convention):
        for *columns, values in blocks(left, right, convention, p, side):
            yield from zip(map(Table._make, zip(*columns, strict=True)), values, strict=True)
        return
    yield from select((Table(*one, *two) for one in left for two in right), convention, p, side)


def select(
    chosen: Iterable[Table], convention: str, p: Printed | None = None, side: str | None = None
) -> Iterator[tuple[Table, float]]:
    """Those of the given tables whose P value prints as given, with it.

    >>> [table.k2 for table, _ in select([Table(4, 10, 29, 36)], "fisher", read_p("0.02"))]
    [29]
    """
    if isinstance(chosen, Sequence) and len(chosen) >= WORTH_NUMPY and has_numpy(convention):
        import numpy as np

        for start in range(0, len(chosen), BLOCK):
            arrays = list(np.array(chosen[start : start + BLOCK], dtype=np.int64).T)
            *columns, values = _select_arrays(arrays, convention, p, side)
            yield from zip(map(Table._make, zip(*columns, strict=True)), values, strict=True)
        return
    for table in chosen:
        if p is not None and convention in exact_tables.UNCONDITIONAL:
            low, high = p_window(p)
            # Bounds turn most tables down before the worst common rate is found.
            if not unconditional.may_lie(*table, convention, low - EDGE, high + EDGE, side):
                continue
        value = exact_tables.table_p(*table, convention, side)
        if p is None or prints(table, convention, value, p, side):
            yield table, value


def has_numpy(convention: str) -> bool:
    """Whether the arrays of `printed.stats.fast` can be used; the answer is the same without."""
    if convention in exact_tables.UNCONDITIONAL:
        return False
    try:
        import numpy  # noqa: F401
        import scipy  # noqa: F401
    except ImportError:
        return False
    return True


def blocks(
    left: Candidates,
    right: Candidates,
    convention: str,
    p: Printed | None,
    side: str | None = None,
) -> Iterator[list[list]]:
    """The same as columns k1, n1, k2, n2 and P value, many tables at a time; needs numpy."""
    import numpy as np

    from printed.stats import fast

    n2, first, last = (np.array(column, dtype=np.int64) for column in zip(*right.runs, strict=True))
    # Bisection pays where runs are long; "expected-5" changes its test along a run, and Wald's
    # falls again where a cell becomes empty.
    straight = convention not in ("expected-5", *exact_tables.FURTHER) and side is None
    bisect = p is not None and straight and len(right) > LONG_RUN * len(n2)
    block = max(1, BLOCK // (len(n2) if bisect else len(right)))
    groups = iter(left)
    while chunk := list(islice(groups, block)):
        k1, n1 = (np.repeat(column, len(n2)) for column in np.array(chunk, dtype=np.int64).T)
        sizes, begin, end = (np.tile(column, len(chunk)) for column in (n2, first, last))
        if bisect and p is not None:
            row, begin, end = fast.runs_within(k1, n1, sizes, begin, end, convention, p_window(p))
            k1, n1, sizes = k1[row], n1[row], sizes[row]
        lengths = end - begin + 1
        starts = np.repeat(begin - np.cumsum(lengths) + lengths, lengths)
        columns = [np.repeat(column, lengths) for column in (k1, n1, sizes)]
        columns.insert(2, starts + np.arange(lengths.sum()))
        yield _select_arrays(columns, convention, p, side)


def _select_arrays(
    columns: list[Any], convention: str, p: Printed | None, side: str | None = None
) -> list[list]:
    """Columns of those of the tables, given as four arrays, whose P value prints as given."""
    import numpy as np

    from printed.stats import fast

    k1, n1, k2, n2 = columns
    if p is None:
        values = fast.table_p(k1, n1, k2, n2, convention, side=side)
        return [column.tolist() for column in (*columns, values)]
    low, high = p_window(p)
    values = fast.table_p(k1, n1, k2, n2, convention, (low, high), side)
    with np.errstate(invalid="ignore"):
        found = np.flatnonzero((values >= low - EDGE) & (values <= high + EDGE))
    near = values[found]
    unsure = np.flatnonzero((np.abs(near - low) < EDGE) | (np.abs(near - high) < EDGE))
    wrong = [
        i
        for i, row in zip(unsure, found[unsure], strict=True)
        if not prints(
            Table(*(int(column[row]) for column in columns)),
            convention,
            float(values[row]),
            p,
            side,
        )
    ]
    found = np.delete(found, wrong)
    return [column[found].tolist() for column in (*columns, values)]


def p_window(p: Printed) -> tuple[float, float]:
    """The ends of a printed P as floats."""
    return (
        -math.inf if p.lower is None else float(p.lower),
        math.inf if p.upper is None else float(p.upper),
    )


def prints(
    table: Table, convention: str, value: float, p: Printed, side: str | None = None
) -> bool:
    """Whether the P value prints as given; at an edge, by integers where the test allows."""
    if math.isnan(value):
        return False
    value = min(max(value, 0.0), 1.0)
    # No P lies beyond 0 or 1: where the end itself counts there is nothing to decide.
    ends = (end for end, shut in zip((p.lower, p.upper), p.closed, strict=True)
            if end is not None and not (shut and end in (0, 1)))  # fmt: skip
    if any(abs(value - float(end)) < EDGE for end in ends):
        name = convention
        if name == "expected-5":
            name = exact_tables.chosen_by_expected(*table)
        if name in exact_tables.INTEGER_CONVENTIONS and exact_tables.integers_fit(
            table.n1, table.n2, table.k1 + table.k2
        ):
            return p.contains(exact_tables.table_p_exact(*table, name, side))
        if name in exact_tables.RATIONAL_STATISTICS:
            statistic = exact_tables.chi_square_exact(*table, name)
            return place_normal(statistic, p if side is None else _two_sided(table, p, side)) == 0
    return p.contains(value)


def _two_sided(table: Table, p: Printed, side: str) -> Printed:
    """The two-sided P values of a chi-square whose one-sided ones print as given."""
    ends = [None if end is None else 2 * end for end in (p.lower, p.upper)]
    if exact_tables.in_favour(*table, side):
        return replace(p, lower=ends[0], upper=ends[1])
    low, high = (None if end is None else 2 - end for end in reversed(ends))
    return replace(p, lower=low, upper=high, closed=(p.closed[1], p.closed[0]))


def too_slow(
    convention: str, left: Candidates, right: Candidates, *, p_is_printed: bool = True
) -> str | None:
    """Why a convention is not tried on these candidates; None if it is."""
    if not len(left) or not len(right):
        return None
    if convention in exact_tables.INTEGER_CONVENTIONS or (
        convention == "expected-5" and not has_numpy(convention) and _few_expected(left, right)
    ):
        return _too_large(convention, left, right)
    if convention not in exact_tables.UNCONDITIONAL:
        return None
    pairs, size = len(left) * len(right), left.largest + right.largest
    if size > UNCONDITIONAL_SIZE:
        return f"too slow for {size} subjects; at most {UNCONDITIONAL_SIZE}"
    most = (UNCONDITIONAL_WORK if p_is_printed else UNCONDITIONAL_LISTED) // size**2
    if pairs > most:
        unprinted = "" if p_is_printed else " without a printed P"
        return f"too slow for {pairs} tables of {size} subjects{unprinted}; at most {most}"
    return None


def _few_expected(left: Candidates, right: Candidates) -> bool:
    """Whether Fisher's test takes over for some table; of very many tables, for some it does."""
    if len(left) * len(right) >= WORTH_NUMPY:
        return True
    every = ((k1, n1, k2, n2) for k1, n1 in left for k2, n2 in right)
    return any(exact_tables.smallest_expected(*counts) < 5 for counts in every)


def _too_large(convention: str, left: Candidates, right: Candidates) -> str | None:
    """Why the exact tests of tables of so many children are not tried; None if they are."""
    from printed.stats import fast, many

    if left.largest + right.largest <= exact_tables.MOST_EXACT:
        return None
    if not has_numpy(convention):
        return "needs numpy, which is not there"
    if len(left) * len(right) >= WORTH_NUMPY:
        margin = min(left.largest, right.largest)
        if margin > fast.MOST_STEPS:
            return (
                f"too slow for {margin} possible counts in many tables; at most {fast.MOST_STEPS}"
            )
        return None
    try:
        for k1, n1 in left:
            for k2, n2 in right:
                many.window(k1, n1, n2, k1 + k2)
    except InputError as error:
        return error.message
    return None
