"""Where no sample agrees: what each printed number would be, the others being right."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from printed import notation
from printed.fit import counts, nearest
from printed.fit.samples.constraints import Interval, Stated, squares
from printed.fit.samples.expressions import NO_SAMPLE, Bound
from printed.fit.samples.programme import TooLarge
from printed.fit.samples.sample_set import SampleSet
from printed.notation import Printed

STATISTICS = {"mean": "mean", "sd": "sd", "median": "median", "lowest": "min", "highest": "max"}


def misses(
    printed: Mapping[str, Printed], stated: Stated, convention: str
) -> Iterator[nearest.Miss]:
    """The nearest value of each printed number over the samples that agree with all others.

    Parameters
    ----------
    printed : mapping of str to Printed
        From `constraints.single_numbers`.
    stated : Stated
        The same numbers as constraints that no sample meets.
    convention : str
        Under which they were read.

    Yields
    ------
    dict
        As `nearest.miss` makes it, with ``quantity``. A number has none where no sample agrees
        with the others either.

    Examples
    --------
    >>> from printed.fit.samples.constraints import read, single_numbers
    >>> words = {"mean": "3.44", "sd": "2.47"}
    >>> stated = read(18, min=1, max=7, step=1, **words)
    >>> for miss in misses(single_numbers(**words), stated, "half-up"):
    ...     print(nearest.line(miss["quantity"], [miss]))
    mean printed 3.44, recomputed: 3.333 (half-up; with the other numbers)
    sd printed 2.47, recomputed: 2.479 (half-up; with the other numbers)
    """
    scaled = _on_a_scale(stated)
    also = "with the other numbers" if len(printed) > 1 else ""
    for name, number in printed.items():
        found = []
        for side, end in zip(_beside(number), ("max", "min"), strict=True):
            bound = _bound(_with(scaled, name, side), STATISTICS[name])
            if getattr(bound, end) is not None:
                found.append((convention, getattr(bound, end), also))
        yield from ({"quantity": name, **miss} for miss in nearest.of(number, found))


def share_misses(texts: Iterable[str], n: int, rounding: str) -> Iterator[nearest.Miss]:
    """The shares of so many values that come nearest to a printed one that none of them makes.

    Parameters
    ----------
    texts : iterable of str
        Such as ``<100=35%``.
    n : int
    rounding : str

    Examples
    --------
    >>> [(miss["quantity"], miss["text"]) for miss in share_misses(["<100=35%"], 10, "half-up")]
    [('share<100', '30.0%'), ('share<100', '40.0%')]
    """
    for text in texts:
        head, _, stated = text.rpartition("=")
        share = notation.parse(stated, rounding)
        if share.kind == "percent" and not len(counts.of_share(share, [n])):
            found = nearest.ranked(share, counts.neighbours(share, [n]))
            yield from ({"quantity": f"share{head}", **miss} for miss in found)


def _beside(number: Printed) -> tuple[Interval, Interval]:
    """What lies below and what lies above all values that print like this."""
    (left, right), lower, upper = number.closed, number.lower, number.upper
    return Interval(None, lower, (False, not left)), Interval(upper, None, (not right, False))


def _with(stated: Stated, name: str, interval: Interval) -> Stated:
    """The same sample with another interval for one of its numbers."""
    if name == "mean":
        return replace(stated, mean=interval)
    if name == "sd":
        upper = interval.upper
        if upper is not None and upper <= 0:  # no SD lies there
            return replace(stated, variance=Interval(Fraction(0), Fraction(0), (False, False)))
        return replace(stated, variance=squares(interval, "SD"))
    orders = (one._replace(interval=interval) if one.name == name else one for one in stated.orders)
    return replace(stated, orders=tuple(orders))


def _on_a_scale(stated: Stated) -> Stated:
    """With ends of the scale where none are given: no sample with a nearby mean and SD is left out.

    No value of a sample is further from its mean than its SD times the root of n - 1.
    """
    centre = stated.mean or next((one.interval for one in stated.orders), None)
    if stated.unit is None or centre is None or None in (centre.lower, centre.upper):
        return stated
    spread = stated.variance.upper if stated.variance is not None else None
    reach = 2 * (math.isqrt(math.ceil(spread or 0)) + 1 + stated.unit) * (math.isqrt(stated.n) + 1)
    low, high = centre.lower - reach, centre.upper + reach  # type: ignore[operator]
    return replace(
        stated,
        low=low if stated.low is None else stated.low,
        high=high if stated.high is None else stated.high,
    )


def _bound(stated: Stated, statistic: str) -> Bound:
    """The ends of a statistic; none where that would take too long."""
    try:
        return SampleSet(stated).bounds(statistic)
    except TooLarge:
        return NO_SAMPLE
