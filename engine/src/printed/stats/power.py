"""Exact power of a two-armed trial: every possible result is enumerated, none is simulated."""

from __future__ import annotations

import math
from typing import Any

from printed.errors import InputError
from printed.notation import Number, exact
from printed.stats.intervals import check_level
from printed.stats.ranks import check_sizes
from printed.stats.rejection import binomial_chances, rejection


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
    first, at_first = np.unique(one, return_inverse=True)  # each different rate is worked out once
    other, at_other = np.unique(two, return_inverse=True)
    given_other = region @ binomial_chances(n2, other).T
    chances = (binomial_chances(n1, first)[at_first.ravel()] * given_other.T[at_other.ravel()]).sum(
        axis=1
    )
    found = np.minimum(1.0, chances).reshape(one.shape)
    return float(found) if found.ndim == 0 else found


def arms(newborns: int, share: Number = 1, lost: Number = 0, ratio: Number = 1) -> tuple[int, int]:
    """Children of both arms whose outcome a trial comes to know.

    Parameters
    ----------
    newborns : int
        All who are enrolled.
    share : number
        Part of them with the diagnosis in question.
    lost : number
        Part of those whose outcome is never known, in both arms alike.
    ratio : number
        Children of arm 1 for each one of arm 2.

    Returns
    -------
    tuple of int
        Arm 1 and arm 2; parts of a child are left out.

    Examples
    --------
    >>> arms(162), arms(162, "1/2", "0.1"), arms(162, ratio=2)
    ((81, 81), (36, 36), (108, 54))
    """
    part, gone, times = exact(share), exact(lost), exact(ratio)
    if newborns < 2 or not 0 < part <= 1 or not 0 <= gone < 1 or times <= 0:
        raise InputError(
            f"{newborns} newborns, {part} of them in question, {gone} lost, {times} to 1: no trial"
        )
    known = newborns * part * (1 - gone)
    one = math.floor(known * times / (times + 1))
    other = math.floor(known / (times + 1))
    check_sizes(one, other)
    return one, other


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

    if p1 == p2:
        return None
    high = 1
    while not enough(high):
        if high == largest:
            return None
        high = min(2 * high, largest)
    low = high // 2 + 1
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

    from printed.stats.intervals import proportion

    one, two = binomial_chances(n1, np.array([p1]))[0], binomial_chances(n2, np.array([p2]))[0]
    ends = []
    for n in (n1, n2):
        found = [proportion(k, n, "wilson", level) for k in range(n + 1)]
        ends.append(np.array([(e.estimate - e.low, e.high - e.estimate) for e in found]))
    below1, above1 = ends[0].T[:, :, None]
    below2, above2 = ends[1].T[:, None, :]
    widths = np.hypot(below1, above2) + np.hypot(above1, below2)
    return float(one @ widths @ two)
