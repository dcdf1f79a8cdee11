"""The same P values for many tables at once, with numpy; the integer path is the reference.

A table's neighbours with the same margins are reached by multiplying with one ratio each, so
the weights relative to the observed table need neither factorials nor logarithms. A relative
weight within ``TIE`` of 1 may be a tie: those tables are done again with integers.
"""

from __future__ import annotations

from typing import Any

from printed.errors import InputError
from printed.stats import tables

TIE = 1e-9
HUGE = 1e290
MOST_STEPS = 1_000_000  # some ten seconds
BLOCK = 8192  # tables at a time: what a core's cache holds


def table_p(
    k1: Any,
    n1: Any,
    k2: Any,
    n2: Any,
    convention: str,
    window: tuple[float, float] = (0.0, 1.0),
    side: str | None = None,
) -> Any:
    """P values of arrays of tables; cost grows with tables times the smaller margin.

    Parameters
    ----------
    k1, n1, k2, n2 : array of int
        Broadcast against each other.
    convention : str
        A key of ``tables.CONVENTIONS`` or ``tables.FURTHER``.
    window : tuple of float
        Possible ties are done again only where they could bring the P value in here.
    side : {"less", "greater"}, optional

    Returns
    -------
    numpy.ndarray of float
    """
    import numpy as np

    try:
        given = [np.asarray(value) for value in (k1, n1, k2, n2)]
    except ValueError:
        raise InputError("counts and denominators are whole numbers, or arrays of them") from None
    try:
        raw = np.broadcast_arrays(*given)
    except ValueError:
        shapes = ", ".join(str(value.shape) for value in given)
        raise InputError(f"arrays of different length: their shapes are {shapes}") from None
    try:
        with np.errstate(invalid="ignore"):  # a nan is told below
            arrays = [np.asarray(value, dtype=np.int64) for value in raw]
    except (OverflowError, TypeError, ValueError):
        raise InputError("counts and denominators are whole numbers below 2**63") from None
    if any((whole != asked).any() for whole, asked in zip(arrays, raw, strict=True)):
        raise InputError("counts and denominators are whole numbers")
    shape = arrays[0].shape
    a, m1, b, m2 = (value.ravel() for value in arrays)
    bad = (m1 < 1) | (m2 < 1) | (a < 0) | (b < 0) | (a > m1) | (b > m2)
    if bad.any():
        first = int(np.argmax(bad))
        tables.check_table(int(a[first]), int(m1[first]), int(b[first]), int(m2[first]))
    if convention in tables.UNCONDITIONAL:
        rows = zip(a.tolist(), m1.tolist(), b.tolist(), m2.tolist(), strict=True)
        values = np.array([tables.table_p(*row, convention, side) for row in rows], dtype=float)
    elif convention == "expected-5":
        total, events = m1 + m2, a + b
        small = np.minimum(m1, m2) * np.minimum(events, total - events) < 5 * total
        values = np.empty(a.shape)
        for rows, name in ((small, "fisher"), (~small, "pearson")):
            values[rows] = table_p(a[rows], m1[rows], b[rows], m2[rows], name, window, side)
    elif side is not None:
        values = _one_sided(a, m1, b, m2, convention, side)
    elif convention in tables.INTEGER_CONVENTIONS:
        values = _conditional(a, m1, b, m2, convention, window)
    else:
        values = _chi_square(a, m1, b, m2, convention)
    return values.reshape(shape)


def _conditional(
    k1: Any, n1: Any, k2: Any, n2: Any, convention: str, window: tuple[float, float]
) -> Any:
    """The four conventions that sum the weights of tables with the same margins."""
    import numpy as np

    k, size, other, events, _ = _shortest(k1, n1, k2, n2)
    values = np.empty(k.shape)
    doubtful = np.zeros(k.shape, dtype=bool)  # where only integers tell a tie
    for start in range(0, k.size, BLOCK):
        part = slice(start, start + BLOCK)
        row = (k[part], size[part], other[part], events[part])
        compare = convention in ("fisher", "midp-minlike")
        above, smaller_above, tied_above = _walk(*row, up=True, compare=compare)
        below, smaller_below, tied_below = _walk(*row, up=False, compare=compare)
        total = 1 + above + below
        if compare:
            own = 1.0 if convention == "fisher" else 0.5
            p = (own + smaller_above + smaller_below) / total
            ties = tied_above + tied_below
            values[part] = p
            doubtful[part] = (ties > 0) & (p >= window[0] - TIE) & (p - ties / total <= window[1])
        else:
            own = 0.5 if convention == "midp-central" else 1.0
            values[part] = np.minimum(1.0, 2 * (np.minimum(above, below) + own) / total)
    for i in np.flatnonzero(doubtful):
        table = (int(k1[i]), int(n1[i]), int(k2[i]), int(n2[i]))
        if not tables.integers_fit(table[1], table[3], table[0] + table[2]):
            continue  # a tie as near as in R
        values[i] = float(tables.table_p_exact(*table, convention))
    return values


def _shortest(k1: Any, n1: Any, k2: Any, n2: Any) -> tuple[Any, Any, Any, Any, Any]:
    """Count, size and other size as floats, the events, and whether counting up turned to down.

    Swapping groups, or events with non-events, leaves every conditional P value as it is;
    stepping over the smallest margin is the shortest way.
    """
    import numpy as np

    swap = n2 < n1
    k, size = np.where(swap, k2, k1), np.where(swap, n2, n1)
    other_k, other = np.where(swap, k1, k2), np.where(swap, n1, n2)
    flip = k + other_k > size + other - k - other_k
    k, other_k = np.where(flip, size - k, k), np.where(flip, other - other_k, other_k)
    events = (k + other_k).astype(float)
    return k.astype(float), size.astype(float), other.astype(float), events, swap != flip


def _walk(
    k: Any, size: Any, other: Any, events: Any, *, up: bool, compare: bool = True
) -> tuple[Any, Any, Any]:
    """On one side: the sum of relative weights, of those up to 1, and the possible ties."""
    import numpy as np

    at = k if up else size - k
    against = events - k if up else other - events + k
    # The four factors of the next ratio: two fall to zero at the last table, two grow.
    falling = (size - at, against.copy())
    growing = (at + 1, other - against + 1)
    weight = np.ones_like(k)
    total, smaller, tied = np.zeros_like(k), np.zeros_like(k), np.zeros_like(k)
    steps = np.minimum(*falling).max(initial=0)
    if steps > MOST_STEPS:
        raise InputError(
            f"the exact tests of an array step over {int(steps)} counts; at most {MOST_STEPS}: "
            "ask for one table at a time"
        )
    for _ in range(int(steps)):
        for factor in falling:
            weight *= factor
            factor -= 1
        for factor in growing:
            weight /= factor
            factor += 1
        # Past the last table a factor was zero, and zero the weight stays; a weight too large
        # to matter is kept finite so that it does.
        np.minimum(weight, HUGE, out=weight)
        total += weight
        if compare:
            smaller += weight * (weight < 1 + TIE)
            tied += np.abs(weight - 1) < TIE
    return total, smaller, tied


def _chi_square(k1: Any, n1: Any, k2: Any, n2: Any, convention: str) -> Any:
    """P values of the chi-square conventions; nan where there are no events or only events."""
    import numpy as np
    from scipy.special import erfc, xlogy

    a, m1, b, m2 = (value.astype(float) for value in (k1, n1, k2, n2))
    total, events = m1 + m2, a + b
    with np.errstate(divide="ignore", invalid="ignore"):
        if convention == "wald":
            ratio = np.log(a * (m2 - b) / (b * (m1 - a)))
            statistic = ratio**2 / (1 / a + 1 / (m1 - a) + 1 / b + 1 / (m2 - b))
            # An empty cell leaves 0/0, or infinity over infinity.
        elif convention == "wald-difference":
            statistic = (a / m1 - b / m2) ** 2 / (a * (m1 - a) / m1**3 + b * (m2 - b) / m2**3)
            statistic = np.where(np.isinf(statistic), np.nan, statistic)
        elif convention == "lr":
            statistic = 2 * sum(
                xlogy(count, count * total / (size * margin))
                for count, size, margin in (
                    (a, m1, events),
                    (b, m2, events),
                    (m1 - a, m1, total - events),
                    (m2 - b, m2, total - events),
                )
            )
            statistic = np.where((events == 0) | (events == total), np.nan, statistic)
        else:
            distance = np.abs(a * m2 - b * m1)
            if convention == "yates":
                distance = np.maximum(0.0, distance - total / 2)
            scale = total - 1 if convention == "n-1" else total
            statistic = distance**2 * scale / (m1 * m2 * events * (total - events))
        return erfc(np.sqrt(np.maximum(statistic, 0.0) / 2))


def _one_sided(k1: Any, n1: Any, k2: Any, n2: Any, convention: str, side: str) -> Any:
    """P values against a smaller, or a larger, share in group 1."""
    import numpy as np

    if convention not in tables.INTEGER_CONVENTIONS:
        half = _chi_square(k1, n1, k2, n2, convention) / 2
        smaller = k1 * n2 <= k2 * n1 if side == "less" else k1 * n2 >= k2 * n1
        return np.where(smaller, half, 1 - half)
    own = 0.5 if convention.startswith("midp") else 1.0
    values = np.empty(k1.shape)
    for start in range(0, k1.size, BLOCK):
        part = slice(start, start + BLOCK)
        *row, turned = _shortest(k1[part], n1[part], k2[part], n2[part])
        above, below = (_walk(*row, up=up, compare=False)[0] for up in (True, False))
        tail = np.where(turned == (side == "less"), above, below)
        values[part] = (own + tail) / (1 + above + below)
    return values


# --------------------------------------------------------------------------- windows of P


def runs_within(
    k1: Any, n1: Any, n2: Any, first: Any, last: Any, convention: str, window: tuple[float, float]
) -> tuple[Any, Any, Any]:
    """Where in runs of k2 a P value can lie in the window; nothing outside can.

    One tail rises with k2 and the other falls, so that the ends of four stretches are found by
    bisection: a few looks at a run instead of one at every table of it.

    Parameters
    ----------
    k1, n1, n2, first, last : array of int
        Each row is k1 of n1 against every count from first to last of n2.
    convention : str
        A key of ``tables.CONVENTIONS`` other than the unconditional ones and ``expected-5``.
    window : tuple of float

    Returns
    -------
    tuple of numpy.ndarray
        Row, first and last count of each stretch left, in the order of the rows and counts.

    Notes
    -----
    With T the tail in question, including the observed table, a Fisher P by minimum likelihood
    is at least T and at most T (1 + tables in the other tail); a central one is 2 T. Half of
    the observed table off takes away half of T at the most. The signed root of each chi-square
    rises with k2 as well (Barnard's convexity).
    """
    import numpy as np

    rows = len(n2)
    low, high = window
    low, high = low * (1 - TIE), high * (1 + TIE)
    top = high * {"fisher": 1.0, "midp-central": 1.0, "midp-minlike": 2.0}.get(convention, 0.5)
    top = np.inf if high >= 1 else top  # P is cut at 1, a doubled tail is not
    share = np.full(2 * rows, 0.5)  # of the printed P in the tail, at the least
    if convention in ("fisher", "midp-minlike"):
        share = 1 / (1 + np.minimum(np.concatenate([k1, n1 - k1]), np.tile(n2, 2)))
    # Per row: U reaches the bottom, passes the top; L falls to the top, passes the bottom.
    # The lower tail is the upper one with events and non-events exchanged.
    a = np.concatenate([k1, k1, n1 - k1, n1 - k1])
    m1, m2 = np.tile(n1, 4), np.tile(n2, 4)
    tops = np.full(2 * rows, top)
    target = np.concatenate([low * share[:rows], tops, low * share[rows:]])
    mirrored = np.arange(4 * rows) >= 2 * rows
    passing = np.repeat([False, True, True, False], rows)  # beyond the target, or at it
    start = np.concatenate([first, first, n2 - last, n2 - last])
    stop = np.concatenate([last, last, n2 - first, n2 - first]) + 1
    while (open_rows := np.flatnonzero(start < stop)).size:
        middle = (start[open_rows] + stop[open_rows]) // 2
        tail = _upper_tail(a[open_rows], m1[open_rows], middle, m2[open_rows], convention)
        goal = target[open_rows]
        reached = np.where(passing[open_rows], tail > goal, tail >= goal)
        stop[open_rows] = np.where(reached, middle, stop[open_rows])
        start[open_rows] = np.where(reached, start[open_rows], middle + 1)
    ends = np.where(mirrored, m2 - start, start).reshape(4, rows)
    begin = np.stack([ends[0], ends[2] + 1], axis=1)
    end = np.stack([ends[1] - 1, ends[3]], axis=1)
    begin[:, 1] = np.maximum(begin[:, 1], end[:, 0] + 1)  # where both stretches overlap
    row, part = np.nonzero(begin <= end)
    return row, begin[row, part], end[row, part]


def _upper_tail(k1: Any, n1: Any, k2: Any, n2: Any, convention: str) -> Any:
    """A one-sided P value against k1 being large, which rises with k2."""
    import numpy as np

    whole = "fisher" if convention in tables.INTEGER_CONVENTIONS else convention
    tail = _one_sided(k1, n1, k2, n2, whole, "greater")
    return np.where(np.isnan(tail), 0.5, tail)
