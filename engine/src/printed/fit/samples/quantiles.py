"""Sample quantiles as weighted order statistics, exactly, under every common rule.

Notes
-----
The nine types are those of Hyndman and Fan; ``tukey`` are Tukey's hinges (R ``fivenum``).

References
----------
Hyndman RJ, Fan Y. Sample quantiles in statistical packages. Am Stat 1996;50:361-365.
Tukey JW. Exploratory Data Analysis. Addison-Wesley, 1977.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from printed.errors import InputError

QUARTILE_RULES = (*(f"type-{number}" for number in range(1, 10)), "tukey")
HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

Weights = dict[int, Fraction]


def quantile_weights(n: int, share: Fraction, rule: str = "type-7") -> Weights:
    """The order statistics whose weighted sum is the quantile.

    Parameters
    ----------
    n : int
        Sample size.
    share : Fraction
        The quantile's share, such as 1/4.
    rule : {"type-1", ..., "type-9", "tukey"}

    Returns
    -------
    dict of int to Fraction
        Rank (1 is the smallest) to weight; the weights add up to 1.

    Raises
    ------
    InputError
        If the rule is unknown, or Tukey's hinges are asked for another share than a quartile.

    Examples
    --------
    >>> quantile_weights(10, Fraction(1, 4))
    {3: Fraction(3, 4), 4: Fraction(1, 4)}
    >>> quantile_weights(10, Fraction(1, 4), "tukey")
    {3: Fraction(1, 1)}
    """
    if rule not in QUARTILE_RULES:
        raise InputError(f"unknown quartile rule {rule!r}; one of {', '.join(QUARTILE_RULES)}")
    if rule == "tukey":
        return _hinge(n, share)
    kind = int(rule[-1])
    offset = {
        1: Fraction(0),
        2: Fraction(0),
        3: -HALF,
        4: Fraction(0),
        5: HALF,
        6: share,
        7: 1 - share,
        8: (share + 1) / 3,
        9: share / 4 + Fraction(3, 8),
    }[kind]
    position = n * share + offset
    rank = math.floor(position)
    weight = position - rank
    if kind == 1:
        weight = Fraction(weight > 0)
    elif kind == 2:
        weight = Fraction(1) if weight > 0 else HALF
    elif kind == 3:
        weight = Fraction(not (weight == 0 and rank % 2 == 0))
    return _clamped(n, rank, weight)


def _clamped(n: int, rank: int, weight: Fraction) -> Weights:
    """(1 - weight) of this rank and weight of the next, ranks kept between 1 and n."""
    found: Weights = {}
    for place, part in ((rank, 1 - weight), (rank + 1, weight)):
        if part:
            place = min(max(place, 1), n)
            found[place] = found.get(place, Fraction(0)) + part
    return found


def _hinge(n: int, share: Fraction) -> Weights:
    """Tukey's hinge: the median of a half, the middle value belonging to both halves."""
    if share == HALF:
        return median_weights(n)
    if share not in (Fraction(1, 4), Fraction(3, 4)):
        raise InputError("Tukey's hinges are quartiles; ask for a share of 1/4 or 3/4")
    depth = Fraction((n + 3) // 2, 2)
    if share > HALF:
        depth = n + 1 - depth
    rank = math.floor(depth)
    return _clamped(n, rank, depth - rank)


def median_weights(n: int) -> Weights:
    """The middle value, or the mean of the middle two.

    >>> median_weights(3), median_weights(4)
    ({2: Fraction(1, 1)}, {2: Fraction(1, 2), 3: Fraction(1, 2)})
    """
    return _clamped(n, (n + 1) // 2, HALF if n % 2 == 0 else Fraction(0))


def quantile(values: Sequence, share: Fraction, rule: str = "type-7"):
    """The quantile of a sample; exact when its values are.

    >>> quantile([1, 2, 3, 4], Fraction(1, 4))
    Fraction(7, 4)
    """
    ordered = sorted(values)
    weights = quantile_weights(len(ordered), share, rule)
    return sum(weight * ordered[rank - 1] for rank, weight in weights.items())
