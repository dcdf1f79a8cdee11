"""One-way analysis of variance from printed means and SDs, over all unrounded values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

from printed.errors import InputError
from printed.stats.laws import f_tail

MOST_GROUPS = 12
Ends = tuple[float, float]


def f_range(sizes: Sequence[int], means: Sequence[Ends], sds: Sequence[Ends]) -> Ends:
    """The least and the greatest F.

    Parameters
    ----------
    sizes : sequence of int
    means, sds : sequence of (float, float)
        What the printed numbers of each group leave.

    Notes
    -----
    Between groups: a convex function of the means, greatest at a corner and least where each
    mean is as near to the mean of all as it may be. Within groups: it rises with every SD.
    R: ``oneway.test(var.equal = TRUE)`` on samples with such means and SDs.

    Examples
    --------
    >>> low, high = f_range([20, 20, 20], [(66.4, 66.4), (67.15, 67.15), (67.85, 67.85)],
    ...                     [(4.09, 4.09), (3.67, 3.67), (3.97, 3.97)])
    >>> round(low, 4), round(high, 4)
    (0.6865, 0.6865)
    """
    groups, total = len(sizes), sum(sizes)
    if not 2 <= groups <= MOST_GROUPS:
        raise InputError(f"an analysis of variance has 2 to {MOST_GROUPS} groups, not {groups}")
    within = [
        sum((n - 1) * ends[side] ** 2 for n, ends in zip(sizes, sds, strict=True))
        / (total - groups)
        for side in (0, 1)
    ]
    greatest = max(_between(sizes, corner) for corner in product(*means)) / (groups - 1)
    least = _least_between(sizes, means) / (groups - 1)
    low = least / within[1] if within[1] > 0 else (math.inf if least > 0 else 0.0)
    high = greatest / within[0] if within[0] > 0 else (math.inf if greatest > 0 else 0.0)
    return low, high


def f_p(value: float, sizes: Sequence[int]) -> float:
    """P of F between groups of these sizes."""
    return f_tail(value, len(sizes) - 1, sum(sizes) - len(sizes))


def _between(sizes: Sequence[int], at: Sequence[float]) -> float:
    centre = sum(n * m for n, m in zip(sizes, at, strict=True)) / sum(sizes)
    return sum(n * (m - centre) ** 2 for n, m in zip(sizes, at, strict=True))


def _least_between(sizes: Sequence[int], means: Sequence[Ends]) -> float:
    """The least sum of squares: each mean as near to one centre, their own mean, as it may be."""
    groups = list(zip(sizes, means, strict=True))

    def near(centre: float) -> list[float]:
        return [min(max(centre, low), high) for low, high in means]

    def pull(centre: float) -> float:
        return sum(n * (m - centre) for n, m in zip(sizes, near(centre), strict=True))

    # The pull falls, in straight lines between the ends: 0 beyond the last end where it is above.
    centre = max(
        (end for ends in means for end in ends if pull(end) > 0),
        default=min(low for low, _ in means),
    )
    away = [(n, high if high <= centre else low) for n, (low, high) in groups
            if high <= centre or low > centre]  # fmt: skip
    if away and pull(centre) > 0:
        centre = sum(n * m for n, m in away) / sum(n for n, _ in away)
    return _between(sizes, near(centre))
