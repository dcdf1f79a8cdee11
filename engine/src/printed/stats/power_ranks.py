"""Exact power of the rank-sum test under a named shape of the scores; nothing is simulated."""

from __future__ import annotations

from printed.errors import InputError
from printed.stats.ranks import check_sizes, null_counts


def ranksum_power(n1: int, n2: int, superiority: float, alpha: float = 0.05) -> float:
    """The exact power of the rank-sum test when the better arm's scores have a named shape.

    Parameters
    ----------
    n1, n2 : int
        Children in each arm.
    superiority : float
        True probability that a score of arm 1 is the higher, between 0 and 1, both excluded.
    alpha : float

    Returns
    -------
    float

    Notes
    -----
    Shape: Lehmann's alternatives, by which the distribution function of arm 1 is a power of that
    of arm 2 (Ann Math Stat 1953;24:23-43). Then the highest of a and b remaining scores is of arm
    1 with chance a d / (a d + b), d = superiority / (1 - superiority), whatever the shape of arm
    2, and the distribution of U follows from the top down. Without ties. R:
    ``mean(replicate(1e5, wilcox.test(runif(n1)^(1 / d), runif(n2))$p.value <= 0.05))``.

    Examples
    --------
    >>> from printed import notation
    >>> notation.text(ranksum_power(10, 36, 0.5), 3)  # no difference: the size of the test
    '0.049'
    """
    import numpy as np

    check_sizes(n1, n2)
    if not 0 < superiority < 1:
        raise InputError(f"a probability of superiority lies between 0 and 1, not {superiority}")
    odds = superiority / (1 - superiority)
    pairs = n1 * n2
    # row[b]: the distribution of U for a of arm 1 and b of arm 2.
    row = np.zeros((n2 + 1, pairs + 1))
    row[:, 0] = 1.0
    for a in range(1, n1 + 1):
        above = row
        row = np.zeros_like(above)
        row[0, 0] = 1.0
        for b in range(1, n2 + 1):
            first = a * odds / (a * odds + b)
            row[b, : a * b + 1] = (1 - first) * row[b - 1, : a * b + 1]
            row[b, b : a * b + 1] += first * above[b, : (a - 1) * b + 1]
    law = row[n2]
    counts = null_counts(n1, n2)
    total, below, most = sum(counts), 0, -1
    for u, ways in enumerate(counts):  # the largest lower tail that is significant
        below += ways
        if 2 * below > alpha * total:
            break
        most = u
    return float(law[: most + 1].sum() + law[pairs - most :].sum()) if most >= 0 else 0.0
