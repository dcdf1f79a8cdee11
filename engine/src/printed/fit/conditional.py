"""A printed conditional odds ratio and its interval as constraints, without solving for them.

Given both margins the mean of group 1's count rises with the odds ratio, its upper tail rises and
its lower tail falls. So an estimate, or an end of an interval, lies between two printed edges
when a function has the one sign at the lower edge and the other at the upper. All tables of the
same margins share one law at an edge: whoever goes through many should take them by margins.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from typing import Any

from printed.notation import Printed
from printed.stats.law import log_weights, tilted
from printed.stats.tables import integers_fit, table_weights

Margins = tuple[int, int, int]  # both group sizes, and the events of both together
DOUBT = 1e-9  # a float this near zero has a sign that only integers tell


@dataclass(frozen=True)
class Law:
    """Weights of the counts of group 1 from the first on, and the sums of those before each."""

    first: int
    weights: Sequence[Any]
    below: Sequence[Any]  # one more than weights: the last is the sum of all
    moment: Any  # the sum of each count times its weight

    @classmethod
    def of(cls, first: int, weights: Sequence[Any], zero: Any) -> Law:
        """The law with these weights, and with sums of the kind of zero that is given."""
        moment = sum((k * weight for k, weight in enumerate(weights, start=first)), zero)
        return cls(first, weights, list(accumulate(weights, initial=zero)), moment)

    def lower(self, k1: int, own: int) -> Any:
        """Chance of less than a count and of ``own`` halves of the count itself."""
        place, many = k1 - self.first, len(self.weights)
        weight = self.weights[place] if 0 <= place < many else 0
        return (2 * self.below[min(max(place, 0), many)] + own * weight) / (2 * self.below[-1])


def fits(
    margins: Margins,
    k1: int,
    estimate: Printed | None,
    ends: tuple[Printed | None, Printed | None],
    tail: Fraction,
    mid: bool = False,
) -> bool:
    """Whether the conditional odds ratio of a table, and its interval, print like these.

    Parameters
    ----------
    margins : tuple of int
        Both group sizes, and the events of both together.
    k1 : int
        Events in group 1.
    estimate : Printed, optional
        The conditional maximum likelihood estimate (Fisher's).
    ends : pair of Printed, optional
        Of Fisher's exact interval.
    tail : Fraction
        What the interval leaves out on each side.
    mid : bool
        Whether the interval counts the observed table by half (mid-P).

    Returns
    -------
    bool

    Notes
    -----
    Cornfield, Proc 3rd Berkeley Symp 1956;4:135: the ends are the odds ratios at which the tail
    beyond the observed count has half of what the interval leaves out.

    Examples
    --------
    R's ``fisher.test(matrix(c(4, 29, 6, 7), 2))`` gives 0.169 (0.027 to 0.929).

    >>> from printed.notation import parse
    >>> ends = parse("0.027"), parse("0.929")
    >>> fits((10, 36, 33), 4, parse("0.169"), ends, Fraction(1, 40))
    True
    >>> fits((10, 36, 33), 5, parse("0.169"), (None, None), Fraction(1, 40))
    False
    """
    n1, n2, events = margins
    first, last = max(0, events - n2), min(n1, events)
    if first == last:
        return False  # one table only: every odds ratio gives it
    own = 1 if mid else 2  # in halves of the observed table

    def mean(law: Law, _: Any) -> Any:
        return law.moment / law.below[-1] - k1

    def low(law: Law, left_out: Any) -> Any:
        return 1 - law.lower(k1, 2 - own) - left_out

    def high(law: Law, left_out: Any) -> Any:
        return left_out - law.lower(k1, own)

    # At an end of its support a count sets the estimate, and one end, to 0 or infinity.
    fixed = {first: 0.0, last: math.inf}
    for limits, rising, extreme in (
        (estimate, mean, fixed.get(k1)),
        (ends[0], low, 0.0 if k1 == first else None),
        (ends[1], high, math.inf if k1 == last else None),
    ):
        if limits is None:
            continue
        if extreme is None:
            if not _root_inside(limits, margins, rising, tail):
                return False
        elif not (limits.contains(0) if extreme == 0 else limits.upper is None):
            return False
    return True


def _root_inside(
    limits: Printed, margins: Margins, rising: Callable[[Law, Any], Any], tail: Fraction
) -> bool:
    """Whether the odds ratio at which a rising function is zero lies in the printed interval."""

    def at(odds: Fraction) -> Any:
        """The function, by floats where they leave no doubt of its sign."""
        try:
            value = rising(_float_law(margins, math.log(odds)), float(tail))
            if abs(value) > DOUBT or not integers_fit(*margins):  # false for a nan
                return value
        except OverflowError:
            pass
        return rising(_exact_law(margins, odds), tail)

    if limits.lower is not None and limits.lower > 0:
        below = at(limits.lower)  # the root must lie above, or at a closed edge
        if below > 0 or (below == 0 and not limits.closed[0]):
            return False
    if limits.upper is None:
        return True
    if limits.upper <= 0:
        return False
    above = at(limits.upper)
    return above > 0 or (above == 0 and limits.closed[1])


# All tables of the same margins have one law at an edge: kept while they are gone through.
@lru_cache(maxsize=64)
def _float_law(margins: Margins, log_odds: float) -> Law:
    """The weights at an odds ratio as floats."""
    n1, n2, events = margins
    first, weights = tilted(log_weights(n1, n2, events), log_odds)
    return Law.of(max(0, events - n2) + first, weights, 0.0)


def _exact_law(margins: Margins, odds: Fraction) -> Law:
    """The same as integers."""
    weights = table_weights(*margins)
    first, last = min(weights), max(weights)
    top, bottom = odds.numerator, odds.denominator
    tilted_weights = [w * top ** (k - first) * bottom ** (last - k) for k, w in weights.items()]
    return Law.of(first, tilted_weights, Fraction(0))
