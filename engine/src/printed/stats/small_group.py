"""A few children against another cohort: the rate it takes to differ, and what chance allows."""

from __future__ import annotations

import math
from typing import NamedTuple

from printed.errors import InputError
from printed.stats.intervals import check_count, check_level, proportion
from printed.stats.tables import table_p


def fewest_to_differ(
    k: int, n: int, size: int, test: str = "fisher", alpha: float = 0.05
) -> int | None:
    """How many children of another cohort need an event for the groups to differ significantly.

    Parameters
    ----------
    k, n : int
        Events and children of the small group.
    size : int
        Children of the other cohort.
    test : str
        A convention of `printed.stats.CONVENTIONS`.
    alpha : float
        P below this counts.

    Returns
    -------
    int or None
        The least count above the small group's share from which on every count has such a P;
        None if not even all of the cohort would do.

    Examples
    --------
    >>> fewest_to_differ(2, 10, 39)
    23
    >>> fewest_to_differ(9, 10, 39) is None
    True
    """
    check_count(k, n)
    check_level(1 - alpha)
    if size < 1:
        raise InputError(f"a cohort of {size} children is no cohort")
    least = None
    for events in range(size, k * size // n, -1):
        if not table_p(k, n, events, size, test) < alpha:
            break
        least = events
    return least


class Chance(NamedTuple):
    """A chance at a cohort's own share, and the least and most over the share's interval."""

    at_share: float
    low: float
    high: float


def chance_at_most(most: int, n: int, k_other: int, n_other: int, level: float = 0.95) -> Chance:
    """The chance that at most so many of n children have an event that a cohort had so often.

    Parameters
    ----------
    most, n : int
        At most so many of n further children.
    k_other, n_other : int
        Events and children of the cohort.
    level : float
        Of the exact (Clopper-Pearson) interval of the cohort's share.

    Returns
    -------
    Chance
        Binomial; its ends are those under the ends of the interval.

    Notes
    -----
    R: ``pbinom(most, n, c(k / m, rev(binom.test(k, m)$conf.int)))``.

    Examples
    --------
    >>> from printed import notation
    >>> [notation.text(chance, 3) for chance in chance_at_most(2, 10, 16, 24)]
    ['0.003', '0.000', '0.103']
    """
    check_count(most, n)
    share = proportion(k_other, n_other, level=level)

    def below(rate: float) -> float:
        terms = (math.comb(n, i) * rate**i * (1 - rate) ** (n - i) for i in range(most + 1))
        return min(1.0, math.fsum(terms))

    return Chance(below(share.estimate), below(share.high), below(share.low))
