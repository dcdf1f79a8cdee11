"""What a printed mean and standard deviation leave open of the logarithms of the values."""

from __future__ import annotations

import math
from collections.abc import Sequence

from passion.evidence.evidence import Evidence
from passion.evidence.means import UNDEFINED, p_range
from printed.sets import Range


def geometric_mean(
    evidence: Evidence, comparison: str, group: str = "treated", *, n: int | None = None
) -> Range:
    """The geometric mean, over all samples of positive values with the printed mean and SD.

    Returns
    -------
    Range
        Both ends None where a value can be 0 or below, and logarithms do not exist.

    Notes
    -----
    The slope of the logarithm is strictly convex, so with mean and SD given the sum of the
    logarithms is largest when one value stands above n - 1 equal ones, and smallest when one
    stands below them. The geometric mean rises with the mean and falls with the SD.

    References
    ----------
    Cirtoaje V. The equal variable method. J Inequal Pure Appl Math 2007;8:15.

    Examples
    --------
    >>> from passion.evidence import load
    >>> geometric_mean(load(records=None), "tissue_loss").text(1)
    'between 84.1 and 88.0'
    """
    ends = _log_ends(evidence, comparison, group, n)
    if ends is None:
        return UNDEFINED
    means = [math.exp(mean) for mean, _ in ends]
    return Range(min(means), max(means), len(ends) == 1)


def log_t_test(
    evidence: Evidence, comparison: str, point: int, group: str = "treated", *, n: int | None = None
) -> Range:
    """P of the one-sample t test on logarithms, over all samples that fit.

    Returns
    -------
    Range
        Both ends None where a value can be 0 or below.

    Notes
    -----
    With mean and SD given, t on logarithms is extreme in a sample of at most three distinct
    values (Lagrange's condition has no more roots). A search over all of those, in the tests,
    finds its ends where one value stands apart from n - 1 equal ones, t lowest at the low ends
    of mean and SD with that value above, and highest at the high ends with it below.

    Examples
    --------
    >>> from passion.evidence import load
    >>> log_t_test(load(records=None), "tissue_loss", 100).text(2)
    'between 0.03 and 0.23'
    """
    ends = _log_ends(evidence, comparison, group, n, low_sd=True)
    if ends is None:
        return UNDEFINED
    size = evidence.sample(comparison, group, n=n).n
    ts = [(mean - math.log(point)) / (sd / math.sqrt(size)) for mean, sd in ends]
    return p_range(Range(min(ts), max(ts), len(ts) == 1), size - 1)


def _log_ends(
    evidence: Evidence, comparison: str, group: str, n: int | None, low_sd: bool = False
) -> list[tuple[float, float]] | None:
    """Mean and SD of the logarithms in the extreme samples; None if they do not exist."""
    samples = evidence.sample(comparison, group, n=n).extreme_samples(low_sd)
    return [_of_logs(values) for values in samples] if min(map(min, samples)) > 0 else None


def _of_logs(values: Sequence[float]) -> tuple[float, float]:
    """Mean and SD of the logarithms."""
    logs = [math.log(value) for value in values]
    mean = math.fsum(logs) / len(logs)
    squares = math.fsum((log - mean) ** 2 for log in logs)
    return mean, math.sqrt(squares / (len(logs) - 1))
