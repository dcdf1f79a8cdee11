"""Tables of very many subjects, whose integer weights would fill memory: weights as floats.

The weights of tables with the same margins rise to a peak and fall again, each the one before
times a ratio. Only the counts about the peak, and about the observed one, matter.
"""

from __future__ import annotations

import math

from printed.errors import InputError

MOST_COUNTS = 4_000_000  # possible counts that matter: about 100 MB, and a second
TIE = 1e-7  # a weight so near the observed one ties with it, as in R's fisher.test


def table_p(
    k1: int, n1: int, k2: int, n2: int, convention: str, side: str | None = None
) -> float:
    """The P value of one large table.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Of any size.
    convention : str
        One of ``tables.INTEGER_CONVENTIONS``.
    side : {"less", "greater"}, optional

    Raises
    ------
    InputError
        If more than ``MOST_COUNTS`` counts matter.

    Notes
    -----
    R: ``fisher.test(matrix(c(4900, 5050, 5100, 4950), 2))$p.value``.

    Examples
    --------
    >>> from printed.notation import text
    >>> text(table_p(4900, 10_000, 5050, 10_000, "fisher"), 4)
    '0.0351'
    """
    import numpy as np

    events = k1 + k2
    first, last = window(k1, n1, n2, events)
    steps = np.arange(last - first, dtype=float)
    # The four factors at the first count are exact integers; a step moves each by one.
    left, right = float(n1 - first) - steps, float(events - first) - steps
    ratios = left / (float(n2 - events + first + 1) + steps) * (right / (float(first + 1) + steps))
    logs = np.concatenate([[0.0], np.cumsum(np.log(ratios))])
    weights = np.exp(logs - logs.max())
    total, at = weights.sum(), k1 - first
    half = weights[at] / 2 if convention.startswith("midp") else 0.0
    if side is None and convention in ("fisher", "midp-minlike"):
        extreme = weights[weights <= weights[at] * (1 + TIE)].sum() - half
        return float(min(1.0, extreme / total))
    below, above = weights[: at + 1].sum() - half, weights[at:].sum() - half
    if side is not None:
        return float((below if side == "less" else above) / total)
    return float(min(1.0, 2 * min(below, above) / total))


def window(k1: int, n1: int, n2: int, events: int) -> tuple[int, int]:
    """First and last count of group 1 that matter: about the likeliest and the observed one.

    Notes
    -----
    The count is a sum of independent yes-or-no draws (Vatutin and Mikhailov 1982), so that
    Bernstein's inequality leaves less than exp(-600) beyond 40 standard deviations and 400.

    Examples
    --------
    >>> window(10**19, 10**20, 2, 10**19 + 1) == (10**19 - 1, 10**19 + 1)
    True
    """
    total = n1 + n2
    likeliest = (n1 + 1) * (events + 1) // (total + 2)
    spread = math.isqrt(n1 * n2 * events * (total - events) // (total * total * (total - 1))) + 1
    reach = 40 * spread + 400
    first = max(0, events - n2, min(k1, likeliest) - reach)
    last = min(n1, events, max(k1, likeliest) + reach)
    if last - first >= MOST_COUNTS:
        raise InputError(
            f"{n1} and {n2} with {events} events: {last - first + 1} possible counts matter to "
            f"an exact test of this table; at most {MOST_COUNTS}"
        )
    return first, last
