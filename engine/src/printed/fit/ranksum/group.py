"""The samples that a printed median and quartile distance allow, by their extreme members.

A printed statistic is a weighted sum of order statistics in an interval. Ordered sample by
sample (each ranked value at least as large), the allowed samples on a grid have finitely many
highest and lowest members; everything that grows with the values (U, a count below a point, an
order statistic) takes its ends on them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from printed import notation
from printed.errors import InputError
from printed.fit.ranksum.bounds import Box, Order, key_vectors, mirrored, tighten
from printed.fit.ranksum.polytope import sharpen
from printed.fit.samples.constraints import Stated, read

Sample = tuple[Fraction | float, ...]  # sorted; infinite where nothing bounds a value


@dataclass(frozen=True)
class Group:
    """All samples of one group that print as stated, held by their extreme members.

    Parameters
    ----------
    n : int
        Number of values.
    highest, lowest : tuple of sorted samples
        The members that no other member exceeds (undercuts) in every rank.
    attained : bool
        True on a grid, where the members exist. False where they are bounds of each rank for
        itself: on a continuum the sharp ones, on a grid with more samples than are listed outer
        ones.
    stated : Stated
        The printed statistics.
    box, orders
        The same in grid units: bounds of each rank, and the weighted sums of ranks.
    """

    n: int
    highest: tuple[Sample, ...]
    lowest: tuple[Sample, ...]
    attained: bool
    stated: Stated = field(repr=False)
    box: Box | None = field(repr=False, default=None)
    orders: tuple[Order, ...] = field(repr=False, default=())

    @property
    def empty(self) -> bool:
        """Whether no sample prints as stated."""
        return not self.highest


def group(
    n: int,
    median: str | None = None,
    iqr: str | None = None,
    quartile: str = "type-7",
    minimum: notation.Number | None = None,
    maximum: notation.Number | None = None,
    step: notation.Number | None = None,
    share: Sequence[str] = (),
    rounding: str = "half-up",
    lowest: str | None = None,
    highest: str | None = None,
) -> Group:
    """The samples of n values with a printed median and quartile distance, or range.

    Parameters
    ----------
    n : int
        Number of values.
    median : str, optional
        As printed: ``0.3``, or with its distance, ``0.3 [0.8]``.
    iqr : str, optional
        The printed distance of the quartiles, or both quartiles as ``-0.1:0.7``.
    quartile : str
        A rule of `printed.fit.samples.quantiles.QUARTILE_RULES`.
    minimum, maximum : number, optional
        Ends of the scale; unbounded when left out.
    step : number, optional
        Values are multiples of it; a continuum when left out.
    share : sequence of str
        Printed shares such as ``<-1=0/10``.
    rounding : str
        A rule of `printed.notation`.
    lowest, highest : str, optional
        The printed smallest and largest value.

    Returns
    -------
    Group

    Raises
    ------
    InputError
        If a statistic is unusable or contradicts another by its kind.

    Notes
    -----
    On a grid the members are found by listing the ranks that the statistics weigh (three to six
    of them), each held within bounds tightened beforehand. The cost grows with the quartile
    distance in grid units; beyond a set number of steps each rank's bounds as a real value are
    handed out instead, rounded inwards, with ``attained`` false.

    Examples
    --------
    >>> found = group(3, "1", "2", "tukey", 0, 4, step=1)
    >>> [tuple(map(int, x)) for x in found.highest], [tuple(map(int, x)) for x in found.lowest]
    ([(1, 1, 4)], [(0, 1, 3)])
    """
    stated = read(
        n, median=median, iqr=iqr, quartile=quartile, min=minimum, max=maximum, step=step,
        share=share, rounding=rounding, lowest=lowest, highest=highest,
    )  # fmt: skip
    unit = stated.unit
    orders = tuple(_order(o.weights, o.interval, unit) for o in stated.orders)
    low, high = _box(stated)
    single = [order for order in orders if order.weights in (((0, 1),), ((n - 1, 1),))]
    for order in single:  # printed extremes bound all ranks
        ((rank, _),), least, most = order
        low[rank:] = [v if least is None else max(v, least) for v in low[rank:]]
        high[: rank + 1] = [v if most is None else min(v, most) for v in high[: rank + 1]]
    orders = tuple(order for order in orders if order not in single)
    box = sharpen(low, high, orders) if unit is None else tighten(low, high, orders)
    if box is None:
        return Group(n, (), (), unit is not None, stated)
    if unit is not None:
        up = key_vectors(*box, orders)
        down = key_vectors(*mirrored(*box, orders))
        if up is not None and down is not None:
            top = [_scaled(x, unit) for x in up]
            bottom = [_scaled([-v for v in reversed(x)], unit) for x in down]
            return Group(n, tuple(top), tuple(bottom), True, stated, box, orders)
        box = _whole(sharpen(*box, orders))
        if box is None:
            return Group(n, (), (), True, stated)
    size = Fraction(1) if unit is None else unit
    ends = (_scaled(box[1], size),), (_scaled(box[0], size),)
    return Group(n, *ends, False, stated, box, orders)


def _whole(box: Box | None) -> Box | None:
    """The bounds rounded inwards to the grid."""
    if box is None:
        return None
    low = [math.ceil(v) if math.isfinite(v) else v for v in box[0]]
    high = [math.floor(v) if math.isfinite(v) else v for v in box[1]]
    return None if any(a > b for a, b in zip(low, high, strict=True)) else (low, high)


def _order(weights: dict[int, Fraction], interval, unit: Fraction | None) -> Order:
    """The constraint with whole weights, its ends whole grid units where there is a grid."""
    common = math.lcm(*(w.denominator for w in weights.values()))
    places = tuple((rank - 1, int(w * common)) for rank, w in sorted(weights.items()) if w)
    if unit is None:
        scaled = interval.scaled(Fraction(common))
        return Order(places, scaled.lower, scaled.upper)
    return Order(places, *interval.scaled(Fraction(common) / unit).integers())


def _box(stated: Stated) -> tuple[list, list]:
    """Each rank's first bounds, from the scale and the printed shares."""
    n, unit = stated.n, stated.unit
    low: list = [-math.inf] * n
    high: list = [math.inf] * n
    if stated.low is not None:
        low = [stated.low if unit is None else math.ceil(stated.low / unit)] * n
    if stated.high is not None:
        high = [stated.high if unit is None else math.floor(stated.high / unit)] * n
    for count in stated.counts:
        if unit is None:
            first = last = count.point
        else:
            point = count.point / unit
            first = Fraction(math.floor(point) + 1 if count.inclusive else math.ceil(point))
            last = first - 1
        for rank in range(n):
            if rank < count.fewest:
                high[rank] = min(high[rank], last)
            if rank >= count.most:
                low[rank] = max(low[rank], first)
    return low, high


def _scaled(values: Sequence, unit: Fraction) -> Sample:
    return tuple(v * unit if math.isfinite(v) else v for v in values)


def prints(samples: Group, values: Iterable[notation.Number]) -> bool:
    """Whether a sample prints as stated, recomputed from its values alone.

    Parameters
    ----------
    samples : Group
    values : iterable of number
        In any order, in the printed unit.

    Returns
    -------
    bool

    Examples
    --------
    >>> found = group(3, "1", "2", "tukey", 0, 4, step=1)
    >>> prints(found, [4, 0, 1]), prints(found, [1, 2, 3])
    (True, False)
    """
    stated = samples.stated
    x = sorted(map(notation.exact, values))
    if len(x) != stated.n:
        return False
    if (stated.low is not None and x[0] < stated.low) or (
        stated.high is not None and x[-1] > stated.high
    ):
        return False
    if stated.unit is not None and any((v / stated.unit).denominator != 1 for v in x):
        return False
    for order in stated.orders:
        total = sum((w * x[rank - 1] for rank, w in order.weights.items()), Fraction(0))
        if not order.interval.contains(total):
            return False
    below = ((c, sum(v < c.point or (c.inclusive and v == c.point) for v in x))
             for c in stated.counts)  # fmt: skip
    return all(c.fewest <= count <= c.most for c, count in below)


def require(samples: Group) -> None:
    if samples.empty:
        raise InputError(f"no sample of {samples.n} values prints these statistics")
