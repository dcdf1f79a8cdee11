"""The interval of an odds ratio that belongs to Fisher's minimum-likelihood P value.

Most programs print that P value beside the central interval, which inverts another test: twice
the smaller tail. The interval here inverts the test itself, so that both say the same.
"""

from __future__ import annotations

import math

from printed.errors import InputError
from printed.stats.effects import odds_ratio
from printed.stats.intervals import Estimate
from printed.stats.roots import root
from printed.stats.tables import table_weights

MOST_COUNTS = 1_000  # of one table: a few seconds


def minlike_p(k1: int, n1: int, k2: int, n2: int, log_odds: float) -> float:
    """Fisher's two-sided P by minimum likelihood against any odds ratio.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Events and denominators.
    log_odds : float
        Natural logarithm of the odds ratio under test.

    Returns
    -------
    float

    Notes
    -----
    R: ``fisher.test(matrix(c(k1, k2, n1 - k1, n2 - k2), 2), or = exp(log_odds))$p.value``.

    Examples
    --------
    >>> from printed import notation
    >>> notation.text(minlike_p(4, 10, 29, 36, 0.0), 5)
    '0.01970'
    """
    logs = _logs(k1, n1, k2, n2)
    tilted = {k: log + (k - k1) * log_odds for k, log in logs.items()}
    peak = max(tilted.values())
    weights = {k: math.exp(log - peak) for k, log in tilted.items()}
    # A tie of two tables is a tie up to the rounding of their logarithms.
    limit = weights[k1] * (1 + 1e-9)
    return math.fsum(w for w in weights.values() if w <= limit) / math.fsum(weights.values())


def minlike_interval(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> Estimate:
    """The odds ratio with the interval that inverts the minimum-likelihood test.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Events and denominators.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        The conditional maximum likelihood estimate; the ends hold every odds ratio whose P is
        above 1 - level. Those need not form one piece: their hull is given.

    Raises
    ------
    InputError
        If a count does not fit its denominator, or the level is unknown.

    Notes
    -----
    Fay, Biostatistics 2010;11:373-374, and Baptista and Pike, Appl Stat 1977;26:214-220. P
    jumps where another table becomes as likely as the observed one; between jumps the far tail
    that counts grows and the near one shrinks, so that the largest P of a piece stands at one of
    its ends.

    Examples
    --------
    >>> found = minlike_interval(4, 10, 29, 36)
    >>> found.low < found.estimate < found.high < 1
    True
    """
    estimate = odds_ratio(k1, n1, k2, n2, "conditional", level).estimate
    return Estimate(estimate, *ends(k1, n1, k2, n2, level), "conditional-minlike", level)


def ends(
    k1: int, n1: int, k2: int, n2: int, level: float = 0.95, own: float = 1.0
) -> tuple[float, float]:
    """Both ends of the interval, with so much of the observed table counted: 0.5 for mid-P.

    Raises
    ------
    InputError
        If more than ``MOST_COUNTS`` counts are possible.

    Examples
    --------
    >>> [round(end, 4) for end in ends(15, 45, 2, 5, own=0.5)]
    [0.1415, 4.6034]
    """
    events = k1 + k2
    width = min(events, n1 + n2 - events, n1, n2)
    if width >= MOST_COUNTS:
        raise InputError(
            f"{k1}/{n1} against {k2}/{n2}: {width + 1} possible counts, too many for the "
            f"interval by likelihood; at most {MOST_COUNTS}"
        )
    logs = _logs(k1, n1, k2, n2)
    alpha = 1 - level
    high = math.inf if k1 == max(logs) else math.exp(_upper(logs, k1, alpha, own))
    mirrored = {-k: log for k, log in logs.items()}
    low = 0.0 if k1 == min(logs) else math.exp(-_upper(mirrored, -k1, alpha, own))
    return low, high


def _logs(k1: int, n1: int, k2: int, n2: int) -> dict[int, float]:
    return {k: math.log(w) for k, w in table_weights(n1, n2, k1 + k2).items()}


def _upper(logs: dict[int, float], at: int, alpha: float, own: float) -> float:
    """The largest log odds ratio whose P is above alpha."""
    # The tables above the observed one, each with the log odds from which on it is the likelier.
    above = sorted(k for k in logs if k > at)
    jumps = [(logs[at] - logs[k]) / (k - at) for k in above]

    def tails(log_odds: float, first: int) -> float:
        """P of the observed table and all below, with the tables above from the first on."""
        tilted = {k: log + (k - at) * log_odds for k, log in logs.items()}
        peak = max(tilted.values())
        weights = {k: math.exp(log - peak) for k, log in tilted.items()}
        part = math.fsum(w for k, w in weights.items() if k < at or k >= first)
        return (part + own * weights[at]) / math.fsum(weights.values())

    # Beyond the last jump every table above is likelier; from there down, piece by piece.
    right, first = 400.0, max(logs) + 1
    for left, k in zip(reversed(jumps), reversed(above), strict=True):

        def excess(log_odds: float, first: int = first) -> float:
            return tails(log_odds, first) - alpha

        if excess(left) > 0:
            return root(excess, left, right)
        if tails(left, k) > alpha:  # at the jump itself the next table still counts
            return left
        right, first = left, k
    return right
