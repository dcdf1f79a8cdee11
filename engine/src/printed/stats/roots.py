"""Where a function of one number changes its sign."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable

MOST = 200  # looks; some ten are enough for a smooth function, some sixty for any


def root(f: Callable[[float], float], low: float, high: float) -> float:
    """Where a function with opposite signs at both ends changes its sign.

    Parameters
    ----------
    f : callable
    low, high : float
        An end at which the function is zero (or has the other end's sign) is not sought further:
        the interval's nearer end is returned.

    Notes
    -----
    Halving, and where three values lie on a smooth curve, the inverse parabola through them
    (Chandrupatla, Adv Eng Softw 1997;28:145-149), to the last digit or the one before it.

    Examples
    --------
    >>> round(root(lambda x: x * x - 2, 0.0, 2.0), 12)
    1.414213562373
    """
    # a is the last look; b has the other sign, c is the one before.
    a, b = low, high
    at_a, at_b = f(a), f(b)
    if (at_a > 0) == (at_b > 0):
        return _halved(f, low, high, at_b > 0)
    c, at_c, part = a, at_a, 0.5
    for _ in range(MOST):
        new = a + part * (b - a)
        if new in (a, b):
            break
        at_new = f(new)
        if (at_new > 0) == (at_a > 0):
            c, at_c = a, at_a
        else:
            c, at_c, b, at_b = b, at_b, a, at_a
        a, at_a = new, at_new
        near = a if abs(at_a) < abs(at_b) else b
        least = 2 * sys.float_info.epsilon * abs(near) / abs(b - a)
        if at_a == 0 or least > 0.5:
            break
        part = max(least, min(1 - least, _part(a, at_a, b, at_b, c, at_c)))
    return a if abs(at_a) <= abs(at_b) else b


def _part(a: float, at_a: float, b: float, at_b: float, c: float, at_c: float) -> float:
    """How far from a to b to look next."""
    if c == b or at_c in (at_a, at_b) or not math.isfinite(at_a + at_b + at_c):
        return 0.5
    along, up = (a - b) / (c - b), (at_a - at_b) / (at_c - at_b)
    if not (up**2 < along and (1 - up) ** 2 < 1 - along):
        return 0.5
    first = at_a / (at_b - at_a) * at_c / (at_b - at_c)
    return first + (c - a) / (b - a) * at_a / (at_c - at_a) * at_b / (at_c - at_b)


def _halved(f: Callable[[float], float], low: float, high: float, positive: bool) -> float:
    """By halving alone, where both ends have one sign."""
    for _ in range(MOST):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        if (f(middle) > 0) == positive:
            high = middle
        else:
            low = middle
    return low if abs(f(low)) <= abs(f(high)) else high
