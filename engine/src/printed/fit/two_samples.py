"""Two groups tied by a printed t test: the P that their printed numbers allow, and the other way.

Each group comes as a `SampleSet`. On a grid every pair of mean and SD that occurs is known, with
the number of samples behind it, so a printed P is a joint constraint that can be counted. On a
continuum mean and SD fill a rectangle, and P is a continuous function of it: its range is an
interval.

Cost grows with the product of the numbers of pairs (about 1,000 each at the size of a paper,
0.1 microseconds a pair of pairs). P values of t tests need scipy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from printed import notation
from printed.errors import InputError
from printed.fit.result import Result
from printed.fit.samples import SampleSet

TESTS = ("student", "welch")
MOST_PAIRS = 50_000_000
_GRID = 17  # points on each side of a rectangle of variances


@dataclass(frozen=True)
class Moments:
    """Pairs of mean and variance (n - 1) that a group can have.

    Parameters
    ----------
    n : int
    means, variances : list of float
    ways : list of int or None
        Samples behind each pair; None where they form a continuum, of which the pairs are a mesh.
    """

    n: int
    means: list[float]
    variances: list[float]
    ways: list[int] | None


def moments(samples: SampleSet) -> Moments:
    """The means and variances of all samples of a group.

    Raises
    ------
    InputError
        If mean or SD is unbounded.

    Examples
    --------
    >>> from printed.fit.samples import sample_set
    >>> found = moments(sample_set(5, mean="3", sd="1", min=1, max=5, step=1))
    >>> sum(found.ways) == sample_set(5, mean="3", sd="1", min=1, max=5, step=1).count()
    True
    """
    n = samples.stated.n
    if n < 2:
        raise InputError("a t test needs at least two values a group")
    if samples.grid is not None and samples.grid.deviation is not None:
        ends = samples.walk().ends
        unit = samples.grid.unit
        scale = unit**2 / (n * (n - 1))
        return Moments(
            n,
            [float(end.total * unit / n) for end in ends],
            [float((end.deviation or 0) * scale) for end in ends],
            [end.ways for end in ends],
        )
    mean, sd = samples.bounds("mean"), samples.bounds("sd")
    if None in (mean.min, mean.max, sd.min, sd.max):
        if not samples.exists():
            return Moments(n, [], [], [])
        raise InputError("a t test needs the mean and the SD of both groups, or their range")
    freedom = (n - samples.stated.ddof) / (n - 1)
    low, high = float(sd.min) ** 2 * freedom, float(sd.max) ** 2 * freedom
    steps = [i / (_GRID - 1) for i in range(_GRID)]
    # P is monotone in each mean, so the sides are enough; variances get a mesh for Welch's.
    variances = [low + (high - low) * step for step in steps]
    sides = [float(mean.min), float(mean.max)]
    return Moments(n, [side for side in sides for _ in steps], variances * 2, None)


def p_range(group1: SampleSet, group2: SampleSet, test: str = "student") -> tuple[float, float]:
    """Smallest and largest two-sided P of a t test that both groups' printed numbers allow.

    Parameters
    ----------
    group1, group2 : SampleSet
    test : {"student", "welch"}

    Returns
    -------
    tuple of float

    Notes
    -----
    Exact over all pairs of samples on grids. On a continuum Student's P is monotone in each mean
    and variance, so its range is exact; Welch's is searched on a mesh of variances.

    Examples
    --------
    >>> from printed.fit.samples import sample_set
    >>> one, other = (sample_set(10, mean=mean, sd="1.0") for mean in ("5.0", "6.0"))
    >>> low, high = p_range(one, other)
    >>> low < 0.0383 < high
    True
    """
    first, second = moments(group1), moments(group2)
    if not first.means or not second.means:
        raise InputError("no sample agrees with the printed numbers of a group")
    low, high = 1.0, 0.0
    for _, row in _p_rows(first, second, test):
        low, high = min(low, float(row.min())), max(high, float(row.max()))
    if None in (first.ways, second.ways) and _can_be_equal(first, second):
        high = 1.0
    return low, high


def search(
    group1: SampleSet,
    group2: SampleSet,
    p: str | None = None,
    tests: Sequence[str] = TESTS,
    rounding: str = "half-up",
    p_rule: str = "nearest",
) -> Result:
    """What two groups and the printed P of a t test between them leave together.

    Parameters
    ----------
    group1, group2 : SampleSet
    p : str, optional
        As printed.
    tests : sequence of {"student", "welch"}
    rounding, p_rule : str
        Rules for P.

    Returns
    -------
    Result
        A row a test: ``convention``, ``p_min`` and ``p_max`` over both groups alone,
        ``compatible`` (whether the printed P lies in that range), ``datasets`` (pairs of multisets
        that give the printed P, decimal string; None on a continuum), and the joint ranges
        ``mean1, sd1, mean2, sd2, difference`` on grids.

    Raises
    ------
    InputError
        If a test is unknown, or a group has no bounded mean and SD.
    """
    stated = None if p is None else notation.parse(p, rounding, kind="p_value", p_rule=p_rule)
    for test in tests:
        notation.check_rule(test, TESTS, "test")
    call = {"p": p, "tests": list(tests), "rounding": rounding, "p_rule": p_rule}
    try:
        import scipy.special  # noqa: F401
    except ImportError:
        missed = [{"convention": test, "reason": "needs scipy"} for test in tests]
        return Result([], call=call, not_tried=missed)
    first, second = moments(group1), moments(group2)
    rows = [_joint(first, second, test, stated) for test in tests]
    not_tried = [
        {"convention": test, "reason": "not asked for"} for test in TESTS if test not in tests
    ]
    return Result(rows, call=call, conventions=tuple(tests), not_tried=not_tried)


def _joint(
    first: Moments, second: Moments, test: str, stated: notation.Printed | None
) -> dict[str, Any]:
    """One row of `search`."""
    row: dict[str, Any] = {"convention": test, "p_min": None, "p_max": None, "compatible": False}
    row["datasets"] = "0"
    if not first.means or not second.means:
        return row
    low, high, datasets = 1.0, 0.0, 0
    counted = first.ways is not None and second.ways is not None
    kept1: set[int] = set()
    kept2: set[int] = set()
    nearest, furthest = math.inf, -math.inf
    for i, ps in _p_rows(first, second, test):
        low, high = min(low, float(ps.min())), max(high, float(ps.max()))
        if stated is None or not counted:
            continue
        hits = [int(j) for j in _inside(ps, stated).nonzero()[0]]
        if hits:
            assert first.ways is not None and second.ways is not None
            kept1.add(i)
            kept2.update(hits)
            datasets += first.ways[i] * sum(second.ways[j] for j in hits)
            gaps = [first.means[i] - second.means[j] for j in hits]
            nearest, furthest = min(nearest, *gaps), max(furthest, *gaps)
    if not counted and _can_be_equal(first, second):
        high = 1.0
    row |= {"p_min": low, "p_max": high}
    if not counted:
        row["datasets"] = None
        row["compatible"] = stated is None or _overlaps(stated, low, high)
        return row
    if stated is None:
        return row | {"compatible": True, "datasets": None}
    row |= {"datasets": str(datasets), "compatible": datasets > 0}
    if datasets:
        for name, group, kept in (("1", first, kept1), ("2", second, kept2)):
            means = [group.means[i] for i in kept]
            sds = [math.sqrt(group.variances[i]) for i in kept]
            row |= {f"mean{name}": [min(means), max(means)], f"sd{name}": [min(sds), max(sds)]}
        row["difference"] = [nearest, furthest]
    return row


def _can_be_equal(first: Moments, second: Moments) -> bool:
    return max(min(first.means), min(second.means)) <= min(max(first.means), max(second.means))


def _inside(ps: Any, stated: notation.Printed) -> Any:
    """Which P values print as stated."""
    lower, upper = float(stated.lower or Fraction(0)), float(stated.upper or Fraction(0))
    above = ps >= lower if stated.closed[0] else ps > lower
    return above & (ps <= upper if stated.closed[1] else ps < upper)


def _overlaps(stated: notation.Printed, low: float, high: float) -> bool:
    """Whether a connected range of P meets the printed interval."""
    assert stated.lower is not None and stated.upper is not None
    below = high > stated.lower or (stated.closed[0] and high == stated.lower)
    above = low < stated.upper or (stated.closed[1] and low == stated.upper)
    return bool(below and above)


def _p_rows(first: Moments, second: Moments, test: str):
    """For each pair of group 1, the P against every pair of group 2."""
    import numpy as np
    from scipy.special import stdtr

    notation.check_rule(test, TESTS, "test")
    if len(first.means) * len(second.means) > MOST_PAIRS:
        raise InputError(
            f"{len(first.means)} by {len(second.means)} pairs of mean and SD are too many; "
            "use a coarser step, or leave the step out for a continuum"
        )
    n1, n2 = first.n, second.n
    means, variances = np.array(second.means), np.array(second.variances)
    for i, (mean, variance) in enumerate(zip(first.means, first.variances, strict=True)):
        if test == "student":
            freedom: Any = n1 + n2 - 2
            pooled = ((n1 - 1) * variance + (n2 - 1) * variances) / freedom
            error = pooled * (1 / n1 + 1 / n2)
        else:
            part1, part2 = variance / n1, variances / n2
            error = part1 + part2
            with np.errstate(invalid="ignore", divide="ignore"):
                freedom = error**2 / (part1**2 / (n1 - 1) + part2**2 / (n2 - 1))
            freedom = np.where(error > 0, freedom, 1.0)
        gap = np.abs(mean - means)
        with np.errstate(invalid="ignore", divide="ignore"):
            t = np.where(gap > 0, gap / np.sqrt(error), 0.0)
        yield i, 2 * stdtr(freedom, -t)
