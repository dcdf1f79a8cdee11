"""Which results of a two-armed trial are significant, for every possible result at once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from printed.errors import InputError
from printed.stats.intervals import check_level
from printed.stats.ranks import check_sizes

TESTS = ("fisher", "boschloo")
TIE = 1e-7  # relative: weights this close are ties, as in R's fisher.test
GRID = 501  # common rates at which the size of Boschloo's test is looked for
LARGEST = 1000  # children in an arm, at the most


@lru_cache(maxsize=256)
def rejection(n1: int, n2: int, test: str = "fisher", alpha: float = 0.05) -> Any:
    """The results of a trial that are significant.

    Parameters
    ----------
    n1, n2 : int
        Children in each arm.
    test : {"fisher", "boschloo"}
        Fisher's two-sided test by minimum likelihood; Boschloo's as twice the smaller one-sided
        P, each ordered by the one-sided Fisher P.
    alpha : float
        P at most this is significant.

    Returns
    -------
    numpy.ndarray of bool, shape (n1 + 1, n2 + 1)
        By the count of events in arm 1 and in arm 2; not to be written to.

    Notes
    -----
    R: ``fisher.test``. The size of Boschloo's test is sought over a grid of common rates.

    Examples
    --------
    >>> int(rejection(4, 4).sum())  # only none against all
    2
    """
    import numpy as np

    check_sizes(n1, n2)
    check_level(1 - alpha)
    if test not in TESTS:
        raise InputError(f"unknown test {test!r}; one of {', '.join(TESTS)}")
    if max(n1, n2) > LARGEST:
        raise InputError(f"an arm of {max(n1, n2)}; at most {LARGEST} are enumerated")
    region = _fisher(n1, n2, alpha) if test == "fisher" else _boschloo(n1, n2, alpha / 2)
    region = np.ascontiguousarray(region)
    region.flags.writeable = False
    return region


def _conditional(n1: int, n2: int) -> Any:
    """Weights by margin and count in arm 1, each row summing to 1."""
    import numpy as np

    k = np.arange(n1 + 1)
    events = np.arange(n1 + n2 + 1)[:, None]
    rest = events - k
    exists = (rest >= 0) & (rest <= n2)
    rest = np.clip(rest, 0, n2)
    logs = np.where(exists, _log_ways(n1) + _log_ways(n2)[rest], -np.inf)
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def _log_ways(n: int) -> Any:
    """Logarithms of the numbers of ways to choose 0, 1, ..., n of n."""
    import numpy as np
    from scipy.special import gammaln

    logs = gammaln(np.arange(1, n + 2))
    return logs[n] - logs - logs[::-1]


def _by_arms(values: Any, n1: int, n2: int) -> Any:
    """From margin and count in arm 1 to the counts of both arms."""
    import numpy as np

    k1, k2 = np.arange(n1 + 1)[:, None], np.arange(n2 + 1)[None, :]
    return values[k1 + k2, k1]


def _fisher(n1: int, n2: int, alpha: float) -> Any:
    """Cells whose weight, with all at most as large, sums to alpha or less."""
    import numpy as np

    weights = _conditional(n1, n2)
    ordered = np.sort(weights, axis=1)
    sums = np.cumsum(ordered, axis=1)
    p = np.empty_like(weights)
    for row, (own, known, total) in enumerate(zip(weights, ordered, sums, strict=True)):
        p[row] = total[np.searchsorted(known, own * (1 + TIE), side="right") - 1]
    return _by_arms(p, n1, n2) <= alpha * (1 + 1e-12)


def _boschloo(n1: int, n2: int, alpha: float) -> Any:
    """Cells of either one-sided test of that level."""
    import numpy as np

    weights = _conditional(n1, n2)
    below = _by_arms(np.cumsum(weights, axis=1), n1, n2)
    rates = np.linspace(0, 1, GRID)
    one = binomial_chances(n1, rates)
    two = one if n1 == n2 else binomial_chances(n2, rates)
    region = _one_sided(below, one, two, alpha)
    if n1 == n2:
        return region | region.T
    above = _by_arms(np.cumsum(weights[:, ::-1], axis=1)[:, ::-1], n1, n2)
    return region | _one_sided(above[:, ::-1], one, two[:, ::-1], alpha)[:, ::-1]


def _one_sided(p: Any, one: Any, two: Any, alpha: float) -> Any:
    """Cells with the smallest P, as many as the level allows at every common rate.

    For each count of arm 1 they are the last counts of arm 2, a run without gaps, so that the
    chance of a region is a sum over arm 1 alone.
    """
    import numpy as np

    runs = np.hstack([np.zeros((GRID, 1)), np.cumsum(two[:, ::-1], axis=1)])
    steps = np.unique(p)
    first, last = 0, len(steps)  # the least step whose size is too large
    while first < last:
        middle = (first + last) // 2
        lengths = (p <= steps[middle] * (1 + TIE)).sum(axis=1)
        size = (one * runs[:, lengths]).sum(axis=1).max()
        first, last = (first, middle) if size > alpha else (middle + 1, last)
    return p <= (steps[first - 1] * (1 + TIE) if first else -1.0)


def binomial_chances(n: int, rates: Any) -> Any:
    """Chances of each count of n, a row a rate.

    >>> binomial_chances(2, [0.5]).tolist()
    [[0.25, 0.5, 0.25]]
    """
    import numpy as np
    from scipy.special import xlog1py, xlogy

    k, p = np.arange(n + 1), np.asarray(rates, float)[:, None]
    return np.exp(_log_ways(n) + xlogy(k, p) + xlog1py(n - k, -p))
