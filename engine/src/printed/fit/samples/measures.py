"""One statistic of one given sample, exactly where it can be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from printed import notation
from printed.fit.samples.constraints import QUARTER
from printed.fit.samples.expressions import read_expression
from printed.fit.samples.quantiles import median_weights, quantile


def statistic(values: Sequence[Any], text: str, quartile: str = "type-7", ddof: int = 1) -> Any:
    """One statistic of one given sample, named as in `SampleSet.bounds`.

    Examples
    --------
    >>> statistic([1, 2, 3, 4], "share<3")
    Fraction(1, 2)
    """
    expression = read_expression(text)
    xs = sorted(notation.exact(value) for value in values)
    n, total = len(xs), sum(xs)
    deviation = n * sum(x * x for x in xs) - total * total
    kind = expression.kind
    if kind in ("share", "count"):
        point = expression.point
        assert point is not None
        below = sum(x < point or (expression.inclusive and x == point) for x in xs)
        number = n - below if expression.above else below
        return number if kind == "count" else Fraction(number, n)
    if kind == "t":
        assert expression.point is not None
        return t_value(Fraction(total - n * expression.point), Fraction(deviation), n)
    if kind == "sd":
        return root(Fraction(deviation) / (n * (n - ddof)))
    if kind in ("q1", "q3"):
        return quantile(xs, QUARTER if kind == "q1" else 3 * QUARTER, quartile)
    simple = {"mean": Fraction(total) / n, "min": xs[0], "max": xs[-1]}
    if kind in simple:
        return simple[kind]
    return sum(weight * xs[rank - 1] for rank, weight in median_weights(n).items())


def t_value(excess: Fraction, deviation: Fraction, n: int) -> float | None:
    """One-sample t from ``sum - n mu`` and ``n * sum of squares - sum ** 2``; None for 0/0.

    Notes
    -----
    ``t = (mean - mu) / (sd / sqrt(n)) = (sum - n mu) / sqrt(deviation / (n - 1))``.
    """
    if not deviation:
        return None if not excess else math.copysign(math.inf, excess)
    return float(excess) / math.sqrt(deviation / (n - 1))


def root(value: Fraction) -> float:
    """The square root; exact where it is rational."""
    top, bottom = math.isqrt(value.numerator), math.isqrt(value.denominator)
    if top * top == value.numerator and bottom * bottom == value.denominator:
        return top / bottom
    return math.sqrt(value)
