"""Printed statistics of one sample as exact constraints on its values."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from printed import limits, notation
from printed.errors import InputError
from printed.fit.samples.quantiles import QUARTER, Weights, median_weights, quantile_weights

LARGEST = limits.SIZE.most  # of a value or a sample
_SHARE = re.compile(r"\s*(<=|>=|<|>|≤|≥)\s*([^=<>≤≥]+?)\s*=\s*(.+?)\s*")


class Interval(NamedTuple):
    """An exact interval; None is unbounded."""

    lower: Fraction | None
    upper: Fraction | None
    closed: tuple[bool, bool]

    def scaled(self, factor: Fraction) -> Interval:
        """Every value times a positive factor."""
        lower = None if self.lower is None else self.lower * factor
        upper = None if self.upper is None else self.upper * factor
        return Interval(lower, upper, self.closed)

    def integers(self) -> tuple[int | None, int | None]:
        """The smallest and the largest integer inside; swapped where there is none."""
        low = high = None
        if self.lower is not None:
            low = math.ceil(self.lower)
            low += low == self.lower and not self.closed[0]
        if self.upper is not None:
            high = math.floor(self.upper)
            high -= high == self.upper and not self.closed[1]
        return low, high

    def meet(self, other: Interval) -> Interval:
        """The values in both."""
        low, high = self, self
        if other.lower is not None and (
            self.lower is None
            or (other.lower, not other.closed[0]) > (self.lower, not self.closed[0])
        ):
            low = other
        if other.upper is not None and (
            self.upper is None or (other.upper, other.closed[1]) < (self.upper, self.closed[1])
        ):
            high = other
        return Interval(low.lower, high.upper, (low.closed[0], high.closed[1]))

    def contains(self, value: Fraction) -> bool:
        """Whether the value lies inside."""
        above = self.lower is None or value > self.lower or (self.closed[0] and value == self.lower)
        below = self.upper is None or value < self.upper or (self.closed[1] and value == self.upper)
        return above and below

    @property
    def empty(self) -> bool:
        """Whether nothing lies inside."""
        if self.lower is None or self.upper is None:
            return False
        return self.lower > self.upper or (self.lower == self.upper and not all(self.closed))


EVERYTHING = Interval(None, None, (False, False))


class Order(NamedTuple):
    """A weighted sum of order statistics lies in an interval."""

    name: str
    weights: Weights
    interval: Interval


class Count(NamedTuple):
    """So many values lie below a point (``inclusive``: at or below it)."""

    point: Fraction
    inclusive: bool
    fewest: int
    most: int


@dataclass(frozen=True)
class Stated:
    """What is printed of one sample, exactly, in the printed unit.

    Parameters
    ----------
    n : int
        Sample size.
    unit : Fraction or None
        Values are multiples of it; None is a continuum.
    low, high : Fraction or None
        Ends of the scale, both included.
    mean : Interval or None
    variance : Interval or None
        From the printed SD and SE together.
    ddof : int
        The variance's denominator is ``n - ddof``.
    orders : tuple of Order
        Median, quartiles or their distance, smallest and largest value.
    counts : tuple of Count
        From printed shares and counts.
    quartile : str
        The quartile rule.
    """

    n: int
    unit: Fraction | None
    low: Fraction | None
    high: Fraction | None
    mean: Interval | None
    variance: Interval | None
    ddof: int
    orders: tuple[Order, ...]
    counts: tuple[Count, ...]
    quartile: str = "type-7"


def number(value: object, name: str) -> Fraction:
    """An exact number, or an InputError that names it."""
    try:
        found = notation.exact(value)  # type: ignore[arg-type]
    except InputError:
        what = f"a finite number of at most {limits.SIZE.shown}"
        raise InputError(f"{name} must be {what}, not {value!r}") from None
    if abs(found) > LARGEST:
        raise limits.SIZE.refusal(repr(value), name)
    return found


def whole(value: object, name: str, least: int) -> int:
    """A whole number of at least so much, or an InputError that names it."""
    found = Fraction(-1, 2) if isinstance(value, bool) else number(value, name)
    if found.denominator != 1 or found < least:
        raise InputError(f"{name} must be a whole number of at least {least}, not {value}")
    return int(found)


def read(
    n: int,
    *,
    mean: str | None = None,
    sd: str | None = None,
    ddof: int = 1,
    se: str | None = None,
    median: str | None = None,
    iqr: str | None = None,
    quartile: str = "type-7",
    min: notation.Number | None = None,
    max: notation.Number | None = None,
    lowest: str | None = None,
    highest: str | None = None,
    step: notation.Number | None = None,
    items: int | None = None,
    share: Sequence[str] = (),
    rounding: str = "half-up",
) -> Stated:
    """Read the printed statistics of one sample.

    Parameters
    ----------
    n : int
        Sample size.
    mean, sd, se, median : str
        As printed. ``mean`` may hold both (``89±21``), ``median`` its distance
        (``0.3 [0.8]``) or its quartiles (``0.3 [-0.1 to 0.7]``).
    ddof : {1, 0}
        Whether the SD divides by n - 1 or by n.
    iqr : str
        The quartile distance (``0.8``) or both quartiles (``-0.1:0.7``).
    quartile : {"type-1", ..., "type-9", "tukey"}
    min, max : number
        Ends of the scale, not necessarily reached.
    lowest, highest : str
        The printed smallest and largest value of the sample.
    step : number, optional
        Values are multiples of step/items; without step and items they form a continuum.
    items : int, optional
        Items that were averaged into each value; alone, it implies a step of 1.
    share : sequence of str
        For instance ``<100=30%``, ``>=5=3/10``.
    rounding : {"half-up", "half-even", "either", "truncate"}

    Returns
    -------
    Stated

    Raises
    ------
    InputError
        If a value is missing, impossible, or contradicts another by its very kind.

    Examples
    --------
    >>> read(10, mean="89", step=1).mean
    Interval(lower=Fraction(177, 2), upper=Fraction(179, 2), closed=(True, False))
    """
    n, ddof = whole(n, "n", 1), whole(ddof, "ddof", 0)
    if ddof > 1:
        raise InputError(f"ddof must be 1 or 0, not {ddof}")
    mean, sd = _split(mean, "mean_sd", sd, "mean", "sd", rounding)
    median, iqr = _split(median, "median_iqr", iqr, "median", "iqr", rounding)
    median, iqr = _split(median, "median_quartiles", iqr, "median", "iqr", rounding)
    low = None if min is None else number(min, "min")
    high = None if max is None else number(max, "max")
    if low is not None and high is not None and low > high:
        raise InputError(f"min {min} is above max {max}; swap them")
    scale = Interval(low, high, (True, True))
    centre = None if mean is None else _on_scale(mean, "mean", scale, min, max, rounding)
    orders: list[Order] = []
    for name, text, weights in (
        ("median", median, median_weights(n)),
        ("lowest", lowest, {1: Fraction(1)}),
        ("highest", highest, {n: Fraction(1)}),
    ):
        if text is not None:
            bounds = _on_scale(text, name, scale, min, max, rounding)
            orders.append(Order(name, weights, bounds))
    orders += _quartiles(n, iqr, quartile, orders, rounding)
    return Stated(
        n=n,
        unit=_unit(step, items),
        low=low,
        high=high,
        mean=centre,
        variance=_variance(n, sd, se, ddof, rounding),
        ddof=ddof,
        orders=tuple(orders),
        counts=tuple(_count(text, n, rounding) for text in share),
        quartile=quartile,
    )


def _split(
    text: str | None, kind: str, other: str | None, first: str, second: str, rounding: str
) -> tuple[str | None, str | None]:
    """A compound such as ``89±21`` as its two strings."""
    found = None if text is None else notation.parse(text, rounding).kind
    if found == "estimate_interval" and second == "iqr":
        found = "median_quartiles"  # quartiles stand in round brackets as well
    if text is None or found != kind:
        return text, other
    if other is not None:
        raise InputError(f"{text!r} holds the {second} already; leave {second} out")
    parts = notation.parse(text, rounding).parts
    digits, *others = (notation.text(part.value, part.decimals) for part in parts)
    return digits, ":".join(others)


def single_numbers(
    *,
    mean: str | None = None,
    sd: str | None = None,
    se: str | None = None,
    median: str | None = None,
    lowest: str | None = None,
    highest: str | None = None,
    iqr: str | None = None,
    rounding: str = "half-up",
    **others: object,
) -> dict[str, notation.Printed]:
    """The printed numbers of a sample that are one number each, by name; the rest is passed over.

    >>> {name: one.text for name, one in single_numbers(mean="89±21", median="90 [8]").items()}
    {'mean': '89', 'sd': '21', 'median': '90'}
    """
    mean, sd = _split(mean, "mean_sd", sd, "mean", "sd", rounding)
    median, iqr = _split(median, "median_iqr", iqr, "median", "iqr", rounding)
    median, iqr = _split(median, "median_quartiles", iqr, "median", "iqr", rounding)
    texts = {"mean": mean, "sd": sd if se is None else None, "median": median}
    texts |= {"lowest": lowest, "highest": highest}
    return {
        name: notation.parse(text, rounding, kind="number")
        for name, text in texts.items()
        if text is not None
    }


def holds_quartiles(median: object, iqr: object) -> bool:
    """Whether quartiles are printed: alone, or with the median as in ``0.3 [0.8]``.

    >>> holds_quartiles("0.3 [0.8]", None), holds_quartiles("0.3", None)
    (True, False)
    """
    compound = ("median_iqr", "median_quartiles", "estimate_interval")
    return iqr is not None or (median is not None and notation.parse(median).kind in compound)  # type: ignore[arg-type]


def bounds_of(text: str, name: str, rounding: str) -> Interval:
    """The interval of one printed number."""
    found = notation.parse(text, rounding, kind="number")
    if found.parts:
        raise InputError(f"{name} {text!r} must be one printed number")
    number(found.value, f"{name} {text}")
    return Interval(found.lower, found.upper, found.closed)


def _on_scale(
    text: str, name: str, scale: Interval, low: object, high: object, rounding: str
) -> Interval:
    """The interval of a location, which must touch the scale."""
    bounds = bounds_of(text, name, rounding)
    if bounds.meet(scale).empty:
        raise InputError(f"{name} {text} lies outside the range from {low} to {high}")
    return bounds


def _unit(step: notation.Number | None, items: int | None) -> Fraction | None:
    if step is None and items is None:
        return None
    size = Fraction(1) if step is None else number(step, "step")
    if size <= 0:
        raise InputError(f"step must be above 0, not {step}")
    return size / whole(1 if items is None else items, "items", 1)


def _variance(n: int, sd: str | None, se: str | None, ddof: int, rounding: str) -> Interval | None:
    """The variance's interval from a printed SD, a printed SE, or both."""
    found = None
    for name, text, factor in (("SD", sd, 1), ("SE", se, n)):
        if text is None:
            continue
        if n <= ddof:
            raise InputError(f"an {name} of n={n} with ddof={ddof} does not exist")
        squared = squares(bounds_of(text, name, rounding), f"{name} {text}").scaled(
            Fraction(factor)
        )
        found = squared if found is None else found.meet(squared)
    return found


def squares(bounds: Interval, what: str) -> Interval:
    """The squares of the non-negative values of an interval."""
    if bounds.upper is not None and (
        bounds.upper < 0 or (bounds.upper == 0 and not bounds.closed[1])
    ):
        raise InputError(f"{what} is negative")
    lower, closed = bounds.lower, bounds.closed[0]
    if lower is None or lower < 0:
        lower, closed = Fraction(0), True
    upper = None if bounds.upper is None else bounds.upper**2
    return Interval(lower**2, upper, (closed, bounds.closed[1]))


def _quartiles(
    n: int, iqr: str | None, rule: str, orders: Sequence[Order], rounding: str
) -> list[Order]:
    """Constraints from ``q1:q3`` or from the printed distance."""
    first = quantile_weights(n, QUARTER, rule)
    third = quantile_weights(n, 3 * QUARTER, rule)
    if iqr is None:
        return []
    if not isinstance(iqr, str):
        raise InputError(f"{iqr!r} is not a printed string; quote it")
    ends = [part.strip(" []") for part in iqr.split(":")]
    if len(ends) == 1 and notation.parse(iqr, rounding).kind == "range":
        ends = [notation.text(p.value, p.decimals) for p in notation.parse(iqr, rounding).parts]
    if len(ends) == 2:
        low, high = (bounds_of(part, "quartile", rounding) for part in ends)
        middle = [order.interval for order in orders if order.name == "median"]
        for before, after in zip([low, *middle], [*middle, high], strict=True):
            if Interval(before.lower, after.upper, (before.closed[0], after.closed[1])).empty:
                raise InputError(f"quartiles {iqr} and the median are in the wrong order")
        return [Order("q1", first, low), Order("q3", third, high)]
    if len(ends) != 1:
        raise InputError(f"iqr {iqr!r} must be a distance (0.8) or two quartiles (-0.1:0.7)")
    distance = bounds_of(iqr, "iqr", rounding)
    squares(distance, f"iqr {iqr}")  # a distance is not negative
    weights = dict(third)
    for rank, weight in first.items():
        weights[rank] = weights.get(rank, Fraction(0)) - weight
    return [Order("iqr", {rank: w for rank, w in sorted(weights.items()) if w}, distance)]


def _count(text: str, n: int, rounding: str) -> Count:
    """``<100=30%``: so many of the n values lie on that side."""
    match = _SHARE.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise InputError(f"share {text!r} must look like <100=30% or >=5=3/10")
    sign, point, stated = match.groups()
    sign = {"≤": "<=", "≥": ">="}.get(sign, sign)
    value = notation.parse(stated, rounding)
    if value.kind == "p_value":
        value = notation.parse(stated, rounding, kind="number")
    bounds = Interval(value.lower, value.upper, value.closed)
    if value.kind == "percent":
        bounds = bounds.scaled(Fraction(1, 100))
    if not 0 <= value.value <= (100 if value.kind == "percent" else 1):
        raise InputError(f"share {text!r} lies outside 0% to 100%")
    fewest, most = bounds.scaled(Fraction(n)).integers()
    fewest, most = max(0, fewest or 0), n if most is None else min(n, most)
    if sign in (">", ">="):
        fewest, most = n - most, n - fewest
    return Count(number(point, "the point of a share"), sign in ("<=", ">"), fewest, most)
