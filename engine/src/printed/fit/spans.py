"""Exact intervals of values: what a printed number can stand for, and sums of such."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from printed.notation import Printed


@dataclass(frozen=True)
class Span:
    """From a lower to an upper end, each of which belongs to it or not; None is no bound.

    Examples
    --------
    >>> from printed.notation import parse
    >>> mean = Span.of(parse("5.7"))
    >>> str(mean.low), mean.closed
    ('113/20', (True, False))
    """

    low: Fraction | None = None
    high: Fraction | None = None
    closed: tuple[bool, bool] = (False, False)

    @classmethod
    def of(cls, printed: Printed) -> Span:
        """All values that print like this."""
        return cls(printed.lower, printed.upper, printed.closed)

    @property
    def empty(self) -> bool:
        """Whether it holds no value."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and not all(self.closed))

    def meet(self, other: Span) -> Span:
        """What both hold."""
        low, low_in = _inner(self.low, self.closed[0], other.low, other.closed[0], 1)
        high, high_in = _inner(self.high, self.closed[1], other.high, other.closed[1], -1)
        return Span(low, high, (low_in, high_in))

    def plus(self, other: Span) -> Span:
        """Every sum of a value of each."""
        low = None if self.low is None or other.low is None else self.low + other.low
        high = None if self.high is None or other.high is None else self.high + other.high
        ends = zip(self.closed, other.closed, strict=True)
        low_in, high_in = (a and b for a, b in ends)
        return Span(low, high, (low_in, high_in))

    def times(self, factor: Fraction | int) -> Span:
        """Every value multiplied; a negative factor exchanges the ends.

        >>> Span(Fraction(1), Fraction(2), (True, False)).times(-1).closed
        (False, True)
        """
        low, high = (None if end is None else end * factor for end in (self.low, self.high))
        if factor < 0:
            return Span(high, low, self.closed[::-1])
        return Span(low, high, self.closed)

    @property
    def floats(self) -> tuple[float, float]:
        """Both ends; infinite where there is none."""
        return (
            -math.inf if self.low is None else float(self.low),
            math.inf if self.high is None else float(self.high),
        )


def _inner(
    one: Fraction | None, one_in: bool, other: Fraction | None, other_in: bool, sign: int
) -> tuple[Fraction | None, bool]:
    if one is None or other is None:
        return (other, other_in) if one is None else (one, one_in)
    if one == other:
        return one, one_in and other_in
    first = sign * one > sign * other
    return (one, one_in) if first else (other, other_in)
