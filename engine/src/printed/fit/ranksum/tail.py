"""On which side of an edge a normal P value lies, decided beyond the precision of floats."""

from __future__ import annotations

import math
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from printed.notation import Printed

# math.erfc is right to a few units in the last place; its argument's rounding is magnified by
# at most twice the squared deviate (below 1500 wherever erfc is no denormal).
_GUARD = 1e-11


def side(square: Fraction, edge: Fraction) -> int:
    """Whether the two-sided normal P of a squared deviate is below, at or above an edge.

    Parameters
    ----------
    square : Fraction
        The squared normal deviate, exactly.
    edge : Fraction
        A P value between 0 and 1.

    Returns
    -------
    int
        -1 below, 0 equal (only P = 1 can be), 1 above.

    Notes
    -----
    A float of the error function decides unless it comes within a relative 1e-11 of the edge;
    then decimals with more and more digits do. P of a rational deviate other than 0 is no
    rational number, so that this ends.

    Examples
    --------
    >>> side(Fraction(4), Fraction(455, 10000)), side(Fraction(0), Fraction(1))
    (1, 0)
    """
    if square == 0:
        return (edge < 1) - (edge > 1)
    if edge <= 0 or edge >= 1:
        return 1 if edge <= 0 else -1
    value = math.erfc(math.sqrt(square.numerator / (2 * square.denominator)))
    target = edge.numerator / edge.denominator
    larger = max(value, target)
    if larger > 1e-290 and abs(value - target) > _GUARD * larger:
        return 1 if value > target else -1
    digits = 40
    while True:
        exact, error = erfc_root(square / 2, digits)
        with localcontext(Context(prec=digits + 20)):
            gap = exact - Decimal(edge.numerator) / Decimal(edge.denominator)
            if abs(gap) > error:
                return 1 if gap > 0 else -1
        digits *= 2


def erfc_root(s: Fraction, digits: int) -> tuple[Decimal, Decimal]:
    """The complementary error function at the root of s, and a bound on its error.

    Parameters
    ----------
    s : Fraction
        Not negative.
    digits : int
        How many significant digits are wanted.

    Returns
    -------
    tuple of Decimal

    Notes
    -----
    1 - 2 sqrt(s / pi) exp(-s) (1 + 2s/3 + (2s)^2/(3 5) + ...), all terms positive; the digits
    that the subtraction from 1 cancels (s / ln 10 of them) are carried in addition.

    Examples
    --------
    >>> str(erfc_root(Fraction(1, 2), 20)[0])[:14]
    '0.317310507862'
    """
    work = digits + int(float(s) * 0.4343) + 20
    with localcontext(Context(prec=work)):
        x = Decimal(s.numerator) / Decimal(s.denominator)
        term = total = Decimal(1)
        odd = 1
        while term > total.scaleb(-work):
            odd += 2
            term = term * 2 * x / odd
            total += term
        value = 1 - 2 * (x / _pi(work)).sqrt() * (-x).exp() * total
        # Each of the few rounded steps and of the summed terms costs at most a unit.
        return value, Decimal(odd + 20).scaleb(1 - work)


@lru_cache(maxsize=8)
def _pi(digits: int) -> Decimal:
    """Pi by Machin's formula in whole numbers."""
    unit = 10 ** (digits + 10)

    def arctan_inverse(x: int) -> int:
        power = total = unit // x
        n = 1
        while power:
            power //= -x * x
            n += 2
            total += power // n
        return total

    scaled = 4 * (4 * arctan_inverse(5) - arctan_inverse(239))
    with localcontext(Context(prec=digits + 5)):
        return Decimal(scaled) / Decimal(unit)


def place_exact(value: Fraction, p: Printed) -> int:
    """Whether an exact P lies below (-1), in (0) or above (1) the printed interval.

    >>> from printed.fit.tables import read_p
    >>> place_exact(Fraction(1, 400), read_p("0.003"))
    0
    """
    if p.lower is not None and (value < p.lower or (value == p.lower and not p.closed[0])):
        return -1
    return int(
        p.upper is not None and (value > p.upper or (value == p.upper and not p.closed[1]))
    )


def place_normal(square: Fraction | None, p: Printed) -> int:
    """The same for the P of a squared normal deviate; None (all values tied) counts as P = 1.

    >>> from printed.fit.tables import read_p
    >>> [place_normal(Fraction(s), read_p("0.003")) for s in (8, 9, 10)]
    [1, 0, -1]
    """
    deviate = Fraction(0) if square is None else square
    if p.lower is not None and side(deviate, p.lower) < (0 if p.closed[0] else 1):
        return -1
    return int(p.upper is not None and side(deviate, p.upper) > (0 if p.closed[1] else -1))
