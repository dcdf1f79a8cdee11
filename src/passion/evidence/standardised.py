"""What medians and quartile distances leave of a standardised difference of means.

The difference of the means itself is unbounded: one far value moves it anywhere. That value moves
the standard deviation too, so that their ratio, Cohen's d with the pooled SD, has bounds even
where the scale of the instrument has none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from passion.claims import Claim
from passion.evidence.evidence import Evidence
from printed.errors import InputError
from printed.fit.samples.quantiles import median_weights, quantile_weights
from printed.sets import Range


def cohens_d(evidence: Evidence, comparison: str, n2: int, quartile: str = "type-7") -> Range:
    """Cohen's d, treated less registry, over all samples with the printed statistics.

    Parameters
    ----------
    evidence : Evidence
    comparison : str
        For instance ``motor``.
    n2 : int
        Registry children measured; with records, those who were.
    quartile : str
        A rule of `printed.fit.samples.quantiles.QUARTILE_RULES`.

    Returns
    -------
    Range
        In pooled standard deviations (n1 + n2 - 2). An end may be approached only as some values
        grow without limit.

    Notes
    -----
    The largest d is found by the smallest pooled variance at a difference of means of 1, with all
    samples scaled by a common unknown factor: a convex quadratic programme. Values that no printed
    statistic weighs are equal within their gap in a solution, since equal values spread least.

    Examples
    --------
    >>> from passion.evidence import load
    >>> span = cohens_d(load(records=None), "motor", 36)
    >>> span.low < 0 < span.high
    True
    """
    treated, registry = evidence.pair(comparison, n2)
    return treated.cohens_d(registry, quartile)


def cohens_d_of_student(evidence: Evidence, comparison: str, n2: int) -> Range:
    """Cohen's d, treated less registry, had the printed P come from Student's t test.

    Parameters are those of `cohens_d`; the direction is taken from the medians.

    Examples
    --------
    >>> from passion.evidence import load
    >>> cohens_d_of_student(load(records=None), "motor", 36).text(2)
    'between 1.10 and 1.15'
    """
    treated, registry = evidence.pair(comparison, n2)
    p = evidence.register.find(comparison, "p_value").interval()
    return treated.cohens_d_of_student(registry, p)


def difference_of_means(
    evidence: Evidence, comparison: str, *, in_registry_sd: bool = False
) -> Range:
    """The difference of means, treated less registry: open, until records are in place.

    A median and a quartile distance leave the largest value of more than four free, and with it
    the mean; the registry's own standard deviation need not move when a treated value does.

    Examples
    --------
    >>> from passion.evidence import load
    >>> difference_of_means(load(records=None), "motor").text()
    'unbounded'
    """
    treated, registry = evidence.pair(comparison)
    return treated.difference_of_means(registry, in_registry_sd)


def student_p(d: float, n1: int, n2: int) -> float:
    """The two-sided P of Student's t test that a Cohen's d gives.

    Examples
    --------
    >>> student_p(0.0, 10, 36)
    1.0
    """
    from scipy import stats

    return float(2 * stats.t.sf(abs(d) / math.sqrt(1 / n1 + 1 / n2), n1 + n2 - 2))


def student_d(p: float, n1: int, n2: int) -> float:
    """The absolute Cohen's d behind the two-sided P of Student's t test.

    Examples
    --------
    >>> abs(student_p(student_d(0.003, 10, 36), 10, 36) - 0.003) < 1e-9
    True
    """
    from scipy import stats

    return float(stats.t.isf(p / 2, n1 + n2 - 2) * math.sqrt(1 / n1 + 1 / n2))


class Blocks:
    """A group's order statistics: those that a printed statistic weighs, and gaps between."""

    def __init__(self, n: int, printed: Mapping[str, Claim], quartile: str) -> None:
        ends = (quantile_weights(n, Fraction(part, 4), quartile) for part in (1, 3))
        first, third = ends
        distance = {rank: -weight for rank, weight in first.items()}
        for rank, weight in third.items():
            distance[rank] = distance.get(rank, Fraction(0)) + weight
        weighed = {"median": median_weights(n), "iqr": distance}
        keys = {rank for weights in weighed.values() for rank in weights}
        self.weights: list[int] = []
        place: dict[int, int] = {}
        for rank in range(1, n + 1):
            if rank in keys or rank == 1 or rank - 1 in keys:
                self.weights.append(0)
            self.weights[-1] += 1
            place[rank] = len(self.weights) - 1
        self.orders = []
        for kind, weights in weighed.items():
            span = printed[kind].interval()
            row = [0.0] * len(self.weights)
            for rank, weight in weights.items():
                row[place[rank]] += float(weight)
            assert span.lower is not None and span.upper is not None  # no relation sign is printed
            self.orders.append((row, float(span.lower), float(span.upper)))


def largest(one: Blocks, two: Blocks) -> float:
    """The largest d of the first group over the second."""
    import numpy as np
    from scipy import optimize

    split, size = len(one.weights), len(one.weights) + len(two.weights)
    rows: list[Any] = []  # row @ (values, factor) >= 0
    gain = np.zeros(size + 1)
    curvature = np.zeros((size + 1, size + 1))
    total = sum(one.weights) + sum(two.weights)
    for group, part, sign in ((one, slice(0, split), 1), (two, slice(split, size), -1)):
        weights = np.array(group.weights, float)
        share = weights / weights.sum()
        gain[part] = sign * share
        spread = np.diag(weights) - np.outer(weights, share)
        curvature[part, part] = 2 * spread / (total - 2)
        for place in range(len(weights) - 1):
            rows.append(np.zeros(size + 1))
            rows[-1][part][place : place + 2] = -1, 1
        for weighed, lower, upper in group.orders:
            for side, end in ((1, lower), (-1, upper)):
                rows.append(np.zeros(size + 1))
                rows[-1][part] = side * np.array(weighed)
                rows[-1][-1] = -side * end
    rows.append(np.eye(size + 1)[-1])  # the common factor is positive
    matrix = np.array(rows)
    start = np.concatenate([np.linspace(0, 2, split), np.linspace(-1, 0, size - split), [0.5]])
    found = optimize.minimize(
        lambda x: x @ curvature @ x / 2,
        start,
        jac=lambda x: curvature @ x,
        method="SLSQP",
        constraints=[
            {"type": "eq", "fun": lambda x: gain @ x - 1, "jac": lambda x: gain},
            {"type": "ineq", "fun": lambda x: matrix @ x, "jac": lambda x: matrix},
        ],
        options={"maxiter": 500, "ftol": 1e-13},
    )
    if not found.success:  # pragma: no cover - no printed numbers are known that lead here
        raise InputError(f"the bound of Cohen's d was not found ({found.message})")
    return float(found.fun**-0.5)
