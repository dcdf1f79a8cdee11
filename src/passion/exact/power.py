"""Exact power of a two-armed trial: every possible result is enumerated, none is simulated."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from passion.errors import InputError
from passion.exact.intervals import check_level
from passion.exact.ranks import check_sizes

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
    R: ``fisher.test``; ``Exact::exact.test(method = "boschloo")`` for one side. The size of
    Boschloo's test is sought over a grid of common rates.

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


def _conditional(n1: int, n2: int) -> tuple[Any, Any]:
    """Weights by margin and count in arm 1, each row summing to 1; and which cells exist."""
    import numpy as np
    from scipy.special import gammaln

    k = np.arange(n1 + 1)
    events = np.arange(n1 + n2 + 1)[:, None]
    rest = events - k
    exists = (rest >= 0) & (rest <= n2)
    rest = np.clip(rest, 0, n2)
    logs = gammaln(n1 + 1) - gammaln(k + 1) - gammaln(n1 - k + 1)
    logs = logs + gammaln(n2 + 1) - gammaln(rest + 1) - gammaln(n2 - rest + 1)
    logs = np.where(exists, logs, -np.inf)
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True), exists


def _by_arms(values: Any, n1: int, n2: int) -> Any:
    """From margin and count in arm 1 to the counts of both arms."""
    import numpy as np

    k1, k2 = np.arange(n1 + 1)[:, None], np.arange(n2 + 1)[None, :]
    return values[k1 + k2, k1]


def _fisher(n1: int, n2: int, alpha: float) -> Any:
    """Cells whose weight, with all at most as large, sums to alpha or less."""
    import numpy as np

    weights, _ = _conditional(n1, n2)
    ordered = np.sort(weights, axis=1)
    sums = np.cumsum(ordered, axis=1)
    p = np.empty_like(weights)
    for row, (own, known, total) in enumerate(zip(weights, ordered, sums, strict=True)):
        p[row] = total[np.searchsorted(known, own * (1 + TIE), side="right") - 1]
    return _by_arms(p, n1, n2) <= alpha * (1 + 1e-12)


def _boschloo(n1: int, n2: int, alpha: float) -> Any:
    """Cells of either one-sided test of that level."""
    import numpy as np

    weights, _ = _conditional(n1, n2)
    below = _by_arms(np.cumsum(weights, axis=1), n1, n2)
    above = _by_arms(np.cumsum(weights[:, ::-1], axis=1)[:, ::-1], n1, n2)
    rates = np.linspace(0, 1, GRID)
    one, two = _binomial(n1, rates), _binomial(n2, rates)
    region = np.zeros(below.shape, dtype=bool)
    for p in (below, above):
        steps = np.unique(p)
        first, last = 0, len(steps)  # the least step whose size is too large
        while first < last:
            middle = (first + last) // 2
            size = ((one @ (p <= steps[middle] * (1 + TIE))) * two).sum(axis=1).max()
            first, last = (first, middle) if size > alpha else (middle + 1, last)
        if first:
            region |= p <= steps[first - 1] * (1 + TIE)
    return region


def _binomial(n: int, rates: Any) -> Any:
    """Chances of each count of n, a row a rate; each different rate is worked out once."""
    import numpy as np
    from scipy import stats

    distinct, place = np.unique(rates, return_inverse=True)
    chances = stats.binom.pmf(np.arange(n + 1), n, distinct[:, None])
    return chances[place.ravel()]


def power(n1: int, n2: int, p1: Any, p2: Any, test: str = "fisher", alpha: float = 0.05) -> Any:
    """The chance that a trial's result is significant.

    Parameters
    ----------
    n1, n2 : int
        Children in each arm.
    p1, p2 : float or array of float
        True rates in each arm, broadcast against each other.
    test, alpha
        See `rejection`.

    Returns
    -------
    float or numpy.ndarray

    Raises
    ------
    InputError
        If a rate is no rate, or see `rejection`.

    Notes
    -----
    R: ``r <- outer(0:n1, 0:n2, Vectorize(function(a, b) fisher.test(matrix(c(a, n1 - a, b,
    n2 - b), 2))$p.value <= 0.05)); sum(outer(dbinom(0:n1, n1, p1), dbinom(0:n2, n2, p2)) * r)``.

    Examples
    --------
    >>> power(4, 4, 0.0, 1.0), power(3, 3, 0.0, 1.0)
    (1.0, 0.0)
    """
    import numpy as np

    one, two = np.broadcast_arrays(np.asarray(p1, float), np.asarray(p2, float))
    if not ((one >= 0) & (one <= 1) & (two >= 0) & (two <= 1)).all():
        raise InputError("a rate lies between 0 and 1")
    region = rejection(n1, n2, test, alpha).astype(float)
    chances = ((_binomial(n1, one.ravel()) @ region) * _binomial(n2, two.ravel())).sum(axis=1)
    found = np.minimum(1.0, chances).reshape(one.shape)
    return float(found) if found.ndim == 0 else found


def required_size(
    p1: float,
    p2: float,
    target: float = 0.8,
    test: str = "fisher",
    alpha: float = 0.05,
    largest: int = 400,
) -> int | None:
    """Children needed in each of two equal arms.

    Parameters
    ----------
    p1, p2 : float
        True rates.
    target : float
        The power wanted.
    test, alpha
        See `rejection`.
    largest : int
        Where the search ends.

    Returns
    -------
    int or None
        The least size from which on a dozen more sizes all have the power: exact power goes up in
        a sawtooth, and a lucky single size is no plan. None if there is none up to the largest.

    Examples
    --------
    >>> required_size(0.0, 1.0)
    4
    """
    check_level(target)

    def enough(n: int) -> bool:
        return power(n, n, p1, p2, test, alpha) >= target

    if p1 == p2 or not enough(largest):
        return None
    low, high = 1, largest
    while low < high:  # the sawtooth is small: near the goal, then one by one
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    start = max(1, low - 12)
    sizes = [n for n in range(start, min(largest, low + 12) + 1) if not enough(n)]
    return sizes[-1] + 1 if sizes else start


def expected_width(n1: int, n2: int, p1: float, p2: float, level: float = 0.95) -> float:
    """The mean width of Newcombe's interval of the risk difference, over every possible result.

    Examples
    --------
    >>> expected_width(20, 20, 0.3, 0.3) > expected_width(80, 80, 0.3, 0.3)
    True
    """
    import numpy as np

    from passion.exact.intervals import proportion

    one, two = _binomial(n1, np.array([p1]))[0], _binomial(n2, np.array([p2]))[0]
    ends = []
    for n in (n1, n2):
        found = [proportion(k, n, "wilson", level) for k in range(n + 1)]
        ends.append(np.array([(e.estimate - e.low, e.high - e.estimate) for e in found]))
    below1, above1 = ends[0].T[:, :, None]
    below2, above2 = ends[1].T[:, None, :]
    widths = np.hypot(below1, above2) + np.hypot(above1, below2)
    return float(one @ widths @ two)
