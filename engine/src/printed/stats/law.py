"""The law of group 1's count given both margins, under any odds ratio, as floats that never end.

Fisher's noncentral hypergeometric law: the number of tables with each count, times the odds
ratio to the power of the count.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from printed.errors import InputError

MOST_COUNTS = 1_000_000  # of a conditional odds ratio: a few seconds
NEGLIGIBLE = -60.0  # logarithm of a weight that no sum of a million feels


@lru_cache(maxsize=2)  # one law is asked for at several odds ratios in a row
def log_weights(n1: int, n2: int, events: int) -> tuple[float, ...]:
    """Logarithms of the number of tables with each count of group 1, relative to the first.

    Parameters
    ----------
    n1, n2, events : int
        Both group sizes, and the events of both together.

    Returns
    -------
    tuple of float
        For every possible count from the smallest up.

    Raises
    ------
    InputError
        If more than ``MOST_COUNTS`` counts are possible.

    Examples
    --------
    >>> [round(math.exp(log), 9) for log in log_weights(2, 3, 2)]
    [1.0, 2.0, 0.333333333]
    """
    first, last = max(0, events - n2), min(n1, events)
    if last - first >= MOST_COUNTS:
        raise InputError(
            f"{n1} and {n2} with {events} events: {last - first + 1} possible counts, too many "
            f"for the conditional odds ratio; at most {MOST_COUNTS}"
        )
    ratios = (
        math.log((n1 - k) * (events - k) / ((k + 1) * (n2 - events + k + 1)))
        for k in range(first, last)
    )
    return tuple(accumulate(ratios, initial=0.0))


def tilted(logs: Sequence[float], log_odds: float) -> tuple[int, list[float]]:
    """Weights under an odds ratio, relative to the largest; the first one's place, and those on.

    Notes
    -----
    The weights rise to their peak and fall, so that bisection finds the peak and the counts
    whose weight is above ``exp(NEGLIGIBLE)`` of it: no sum changes for the others.

    Examples
    --------
    >>> tilted([0.0, 0.0, 0.0], 0.0), tilted([0.0, 0.0, 0.0], 800.0)
    ((0, [1.0, 1.0, 1.0]), (2, [1.0]))
    """
    last = len(logs) - 1

    def log(place: int) -> float:
        return logs[place] + place * log_odds

    peak = bisect_left(range(last), True, key=lambda place: log(place + 1) <= log(place))
    floor = log(peak) + NEGLIGIBLE
    start = bisect_left(range(peak), True, key=lambda place: log(place) >= floor)
    stop = bisect_left(range(last + 1), True, lo=peak, key=lambda place: log(place) < floor)
    return start, [math.exp(log(place) - log(peak)) for place in range(start, stop)]
