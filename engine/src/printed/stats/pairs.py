"""McNemar's test: persons who changed one way and persons who changed the other."""

from __future__ import annotations

import math
from fractions import Fraction

from printed.errors import InputError
from printed.stats.laws import chi2_tail

TESTS = ("exact", "mid-p", "chi2", "chi2-cc")


def mcnemar_p(b: int, c: int, test: str = "exact") -> float:
    """Two-sided P of b against c discordant pairs.

    Parameters
    ----------
    b, c : int
    test : {"exact", "mid-p", "chi2", "chi2-cc"}
        The binomial test (``mid-p`` takes half of the observed outcome off), chi-squared without
        and with the correction for continuity.

    Notes
    -----
    R: ``binom.test(24, 31)`` is 0.003327; ``mcnemar.test`` without correction 0.002263, with it
    0.004057.

    Examples
    --------
    >>> [round(mcnemar_p(24, 7, test), 6) for test in ("exact", "chi2", "chi2-cc")]
    [0.003327, 0.002263, 0.004057]
    """
    n = b + c
    if b < 0 or c < 0:
        raise InputError(f"{b} and {c} are no numbers of pairs")
    if n == 0:
        return 1.0
    if test.startswith("chi2"):
        gap = abs(b - c) - (1 if test == "chi2-cc" else 0)
        return chi2_tail(max(0, gap) ** 2 / n, 1)
    least = min(b, c)
    tail = sum(math.comb(n, k) for k in range(least + 1))
    if test == "exact":
        return float(min(Fraction(1), Fraction(2 * tail, 2**n)))
    return float(Fraction(2 * tail - math.comb(n, least), 2**n))
