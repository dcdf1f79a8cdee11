"""The same P values for many tables at once, with numpy; the integer path is the reference.

A table's neighbours with the same margins are reached by multiplying with one ratio each, so
the weights relative to the observed table need neither factorials nor logarithms. A relative
weight within ``TIE`` of 1 may be a tie: those tables are done again with integers.
"""

from __future__ import annotations

from typing import Any

from passion.errors import InputError
from passion.exact import tables

TIE = 1e-9
HUGE = 1e290
BLOCK = 8192  # tables at a time: what a core's cache holds


def table_p(
    k1: Any,
    n1: Any,
    k2: Any,
    n2: Any,
    convention: str,
    window: tuple[float, float] = (0.0, 1.0),
) -> Any:
    """P values of arrays of tables; cost grows with tables times the smaller margin.

    Parameters
    ----------
    k1, n1, k2, n2 : array of int
        Broadcast against each other.
    convention : str
        A key of ``tables.CONVENTIONS``.
    window : tuple of float
        Possible ties are done again only where they could bring the P value in here.

    Returns
    -------
    numpy.ndarray of float
    """
    import numpy as np

    raw = np.broadcast_arrays(*(np.asarray(value) for value in (k1, n1, k2, n2)))
    arrays = [np.asarray(value, dtype=np.int64) for value in raw]
    if any((whole != given).any() for whole, given in zip(arrays, raw, strict=True)):
        raise InputError("counts and denominators are whole numbers")
    shape = arrays[0].shape
    a, m1, b, m2 = (value.ravel() for value in arrays)
    bad = (m1 < 1) | (m2 < 1) | (a < 0) | (b < 0) | (a > m1) | (b > m2)
    if bad.any():
        first = int(np.argmax(bad))
        tables.check_table(int(a[first]), int(m1[first]), int(b[first]), int(m2[first]))
    if convention in tables.UNCONDITIONAL:
        rows = zip(a, m1, b, m2, strict=True)
        values = np.array([tables.table_p(*row, convention) for row in rows])
    elif convention == "expected-5":
        total, events = m1 + m2, a + b
        small = np.minimum(m1, m2) * np.minimum(events, total - events) < 5 * total
        values = np.where(
            small,
            _conditional(a, m1, b, m2, "fisher", window),
            _chi_square(a, m1, b, m2, "pearson"),
        )
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

    # Swapping groups, or events with non-events, leaves every one of these P values as it is;
    # stepping over the smallest margin is the shortest way.
    swap = n2 < n1
    k, size = np.where(swap, k2, k1), np.where(swap, n2, n1)
    other_k, other = np.where(swap, k1, k2), np.where(swap, n1, n2)
    flip = k + other_k > size + other - k - other_k
    k, other_k = np.where(flip, size - k, k), np.where(flip, other - other_k, other_k)
    events = (k + other_k).astype(float)
    size, other, k = size.astype(float), other.astype(float), k.astype(float)

    values = np.empty(k.shape)
    doubtful = np.zeros(k.shape, dtype=bool)  # where only integers tell a tie
    for start in range(0, k.size, BLOCK):
        part = slice(start, start + BLOCK)
        row = (k[part], size[part], other[part], events[part])
        above, smaller_above, tied_above = _walk(*row, up=True)
        below, smaller_below, tied_below = _walk(*row, up=False)
        total = 1 + above + below
        if convention in ("fisher", "midp-minlike"):
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
        values[i] = float(tables.table_p_exact(*table, convention))
    return values


def _walk(k: Any, size: Any, other: Any, events: Any, *, up: bool) -> tuple[Any, Any, Any]:
    """On one side: the sum of relative weights, of those up to 1, and of possible ties."""
    import numpy as np

    at = k if up else size - k
    against = events - k if up else other - events + k
    # The four factors of the next ratio: two fall to zero at the last table, two grow.
    falling = (size - at, against.copy())
    growing = (at + 1, other - against + 1)
    weight = np.ones_like(k)
    total, smaller, tied = np.zeros_like(k), np.zeros_like(k), np.zeros_like(k)
    steps = np.minimum(*falling).max(initial=0)
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
        if convention == "lr":
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
