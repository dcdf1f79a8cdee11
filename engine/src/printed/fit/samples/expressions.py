"""A statistic by its name, of one sample and as a bound over many.

Names are ``mean, sd, median, q1, q3, min, max, share<X, count<X, t:MU``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from printed import limits, notation
from printed.errors import InputError
from printed.fit.samples.quantiles import QUARTER, median_weights, quantile

_BELOW = re.compile(r"(share|count)\s*(<=|≤|<|>=|≥|>)\s*(\S+)")
MOMENTS = ("mean", "sd", "t")
PLAIN = ("mean", "sd", "median", "q1", "q3", "min", "max")


@dataclass(frozen=True)
class Expression:
    """A statistic of one sample.

    Parameters
    ----------
    text : str
    kind : str
        One of ``mean, sd, median, q1, q3, min, max, share, count, t``.
    point : Fraction or None
        The X of a share or count, the MU of a t.
    inclusive, above : bool
        ``<=`` or ``>`` (both split just above X); whether the upper side is meant.
    """

    text: str
    kind: str
    point: Fraction | None = None
    inclusive: bool = False
    above: bool = False


def read_expression(text: str) -> Expression:
    """Read one expression.

    Raises
    ------
    InputError
        If it is none of the known ones.

    Examples
    --------
    >>> read_expression("share<=100").inclusive, read_expression("t:100").point
    (True, Fraction(100, 1))
    """
    cleaned = text.strip() if isinstance(text, str) else ""
    if cleaned in PLAIN:
        return Expression(cleaned, cleaned)
    if cleaned.startswith("t:"):
        return Expression(cleaned, "t", _point(cleaned[2:].strip(), cleaned))
    match = _BELOW.fullmatch(cleaned)
    if match is None:
        raise InputError(
            f"cannot bound {text!r}; ask for {', '.join(PLAIN)}, share<X, share<=X, count<X or t:MU"
        )
    kind, sign, point = match.groups()
    sign = {"≤": "<=", "≥": ">="}.get(sign, sign)
    below, above = sign in ("<=", ">"), sign in (">=", ">")
    return Expression(cleaned, kind, _point(point, cleaned), below, above)


def _point(text: str, where: str) -> Fraction:
    """The X of a share or the MU of a t, no larger than a value may be."""
    point = notation.exact(text)
    if abs(point) > limits.SIZE.most:
        raise limits.SIZE.refusal(where)
    return point


@dataclass(frozen=True)
class Bound:
    """The range of one statistic over all compatible samples.

    Parameters
    ----------
    min, max : number or None
        None where there is no sample, or no bound (then the flag is set).
    min_attained, max_attained : bool
        Whether some compatible sample has exactly this value.
    min_infinite, max_infinite : bool
        Whether the end is infinite: below all samples, above them, or because every sample has
        an infinite t (equal values, away from MU).
    min_infinite_sign, max_infinite_sign : int, optional
        1 or -1 where the end is infinite: which infinity; -1 for the minimum and 1 for the
        maximum when left out.
    method : str
        ``exact`` on a grid; ``closed form``, ``optimised`` or ``outer`` for a continuum (outer:
        no sample lies outside, the ends need not be reached).
    """

    min: Any
    max: Any
    min_attained: bool = True
    max_attained: bool = True
    min_infinite: bool = False
    max_infinite: bool = False
    method: str = "exact"
    min_infinite_sign: int | None = None
    max_infinite_sign: int | None = None

    def __post_init__(self) -> None:
        for side, usual in (("min", -1), ("max", 1)):
            name, far = f"{side}_infinite_sign", getattr(self, f"{side}_infinite")
            sign = getattr(self, name)
            object.__setattr__(self, name, (sign or usual) if far else None)

    def json(self) -> dict[str, Any]:
        """The bound as the command's JSON shows it; the signs only where an end is infinite.

        >>> Bound(2, None, max_infinite=True).json()["max_infinite_sign"]
        1
        """
        signs = {
            name: sign
            for name in ("min_infinite_sign", "max_infinite_sign")
            if (sign := getattr(self, name)) is not None
        }
        return {
            "min": None if self.min is None else float(self.min),
            "max": None if self.max is None else float(self.max),
            "attained": self.min_attained and self.max_attained,
            "min_attained": self.min_attained,
            "max_attained": self.max_attained,
            "min_infinite": self.min_infinite,
            "max_infinite": self.max_infinite,
            "method": self.method,
            **signs,
        }


NO_SAMPLE = Bound(None, None, False, False)


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
