"""What may be shown of children's records: groups of neighbours, and counts at the paper's points.

Nothing else of the evidence names a single child: a mean, a quantile, a count of a whole group.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Sequence
from typing import Any

from passion.records import DISCLOSE
from passion.records import FEWEST as GROUP
from printed.errors import InputError
from printed.sets import Range

POINTS = (-1, 100)  # where the paper itself draws a line: a delay, and loss as predicted
Envelope = list[tuple[tuple[int, int], Range]]


def disclosed() -> bool:
    """Whether the holder of the records allows single values of a distribution to be shown."""
    return os.environ.get(DISCLOSE) == "1"


def shown_groups(values: Sequence[float]) -> Envelope:
    """The children's values as they may be shown: neighbours in groups, each with its mean.

    Returns
    -------
    list of ((int, int), Range)
        First and last rank of a group, and its mean.

    Raises
    ------
    InputError
        If there are too few values for one group.
    """
    if disclosed():
        return grouped(values, 1)
    if len(values) < GROUP:
        raise InputError(f"fewer than {GROUP} children were measured: nothing is shown of them")
    return grouped(values, GROUP)


def shown_statistic(values: Sequence[float], name: str) -> Any:
    """A statistic of records by its name; the ends of a distribution are means of a group.

    Raises
    ------
    InputError
        If children are to be counted up to a point that the paper does not name: asked at many
        points, that is the distribution itself.

    Examples
    --------
    >>> shown_statistic([1, 2, 3, 10], "min"), shown_statistic([1, 2, 3, 100], "count<100")
    (4.0, 3)
    >>> shown_statistic([1, 2, 3, 10], "count<2")
    Traceback (most recent call last):
    ...
    printed.errors.InputError: count<2: children are counted up to -1 or 100 only
    """
    from printed.fit import samples

    if name in ("min", "max"):
        return shown_groups(values)[0 if name == "min" else -1][1].low
    point = re.fullmatch(r"(?:share|count)[<>]=?(.+)", name)
    if point and not disclosed() and point[1] not in map(str, POINTS):
        allowed = " or ".join(map(str, POINTS))
        raise InputError(f"{name}: children are counted up to {allowed} only")
    return samples.statistic(values, name)


def grouped(values: Sequence[float], least: int) -> Envelope:
    """Neighbours in groups of at least so many, each with its mean; the last takes the rest.

    >>> [place for place, _ in grouped(list(range(10)), 3)]
    [(1, 3), (4, 6), (7, 10)]
    """
    ordered, groups = sorted(values), max(1, len(values) // least)
    found = []
    for i in range(groups):
        first, last = i * least, len(ordered) if i == groups - 1 else (i + 1) * least
        mean = math.fsum(ordered[first:last]) / (last - first)
        found.append(((first + 1, last), Range(mean, mean)))
    return found
