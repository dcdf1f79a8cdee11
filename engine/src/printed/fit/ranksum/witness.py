"""An explicit pair of samples that prints a median and distance in each group, and the P."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from statistics import NormalDist
from typing import Any

from printed import notation
from printed.errors import InputError
from printed.fit.ranksum.between import doubled_u, joint
from printed.fit.ranksum.bounds import Order, tighten
from printed.fit.ranksum.group import Group, prints, require
from printed.fit.ranksum.tail import place_exact, place_normal
from printed.notation import Printed
from printed.stats.ranks import exact_p, ranksum_p, ranksum_u, tie_sizes, z_squared

MOVES = 40_000
TESTS = {"exact": 400, "normal": 4000}  # P values with ties that one walk computes at most
_AROUND = 500  # grid units on either side of a wish; the tightened bounds are mostly narrower

Values = list[int]


def witness(
    p: str,
    first: Group,
    second: Group,
    method: str = "exact",
    rounding: str = "half-up",
    p_rule: str = "nearest",
    seed: int = 1,
) -> dict[str, Any] | None:
    """Two samples that together print everything stated, or None when none was found.

    Parameters
    ----------
    p : str
        The P value as printed.
    first, second : Group
        On a grid (with a step).
    method : str
        One of `printed.stats.ranks.ALL_METHODS`; the tied P of the samples themselves counts.
    rounding, p_rule : str
        Rules of `printed.notation` for the P.
    seed : int
        Of the search's random moves.

    Returns
    -------
    dict or None
        ``{"x", "y", "u", "superiority", "p", "method"}``: sorted samples as fractions. It is one
        example, neither typical nor likely. None proves nothing.

    Raises
    ------
    InputError
        If a group has no grid or no sample, or the P or the method is not usable.

    Notes
    -----
    Starts from samples close to normal ones with these medians and distances, then shifts runs
    of neighbouring ranks by one grid unit, keeping each group's statistics, until U is where P
    asks for it. The result is verified from its values alone.

    Examples
    --------
    >>> from printed.fit.ranksum import group
    >>> one, two = group(8, "3", "2", step=1), group(10, "1", "2", step=1)
    >>> found = witness("0.02", one, two)
    >>> 0.015 <= found["p"] < 0.025
    True
    """
    for samples in (first, second):
        require(samples)
        if samples.stated.unit is None or samples.box is None:
            raise InputError("a witness needs values on a grid; give both groups a step")
    if first.stated.unit != second.stated.unit:
        raise InputError("a witness needs the same step in both groups")
    value = notation.parse(p, rounding, kind="p_value", p_rule=p_rule)
    rows = joint(p, first, second, method, "none", rounding, p_rule).results
    rows = rows or joint(p, first, second, method, "any", rounding, p_rule).results
    one, two = _nearest(first), _nearest(second)
    if one is None or two is None:
        return None
    targets = [row[name] for row in rows for name in ("u_high", "u_low") if row[name] is not None]
    for (low, high), attempt in product(targets, range(3)):
        moves = random.Random(f"{seed} {attempt}")
        found = _walk([one, two], (first, second), int(low + high), value, method, moves)
        if found is not None:
            return _verified(found, (first, second), value, method)
    return None


def _nearest(samples: Group) -> Values | None:
    """An allowed sample close to a normal one with the stated median and distance."""
    assert samples.box is not None
    n, unit = samples.n, samples.stated.unit or Fraction(1)
    centre = [x[n // 2] for x in (samples.lowest[0], samples.highest[0])]
    known = [float(v / unit) for v in centre if math.isfinite(v)]
    normal = NormalDist(sum(known) / max(1, len(known)), max(_distance(samples) / 1.349, 1e-9))
    wish = [int(notation.rounded(normal.inv_cdf((i + 0.5) / n))) for i in range(n)]
    keys = sorted({rank for order in samples.orders for rank, _ in order.weights})
    return _fix(*samples.box, samples.orders, wish, keys)


def _distance(samples: Group) -> float:
    """The stated distance of the quartiles in grid units, or a guess."""
    for order in samples.orders:
        positive = sum(w for _, w in order.weights if w > 0)
        if any(w < 0 for _, w in order.weights) and None not in (order.lower, order.upper):
            return float((order.lower + order.upper) / 2 / positive)  # type: ignore[operator]
    return 10.0


def _fix(
    low: Sequence, high: Sequence, orders: Sequence[Order], wish: Values, keys: Sequence[int]
) -> Values | None:
    """Values nearest to the wish that keep every weighted sum; weighed ranks first."""
    box = tighten(low, high, orders)
    if box is None:
        return None
    if keys:
        at, rest = keys[0], keys[1:]
        least, most = max(box[0][at], wish[at] - _AROUND), min(box[1][at], wish[at] + _AROUND)
        for value in sorted(range(int(least), int(most) + 1), key=lambda v: abs(v - wish[at])):
            lo, hi = box[0][:], box[1][:]
            lo[at] = hi[at] = value
            found = _fix(lo, hi, orders, wish, rest)
            if found is not None:
                return found
        return None
    return sorted(int(min(max(v, a), b)) for v, a, b in zip(wish, *box, strict=True))


def _walk(
    start: Sequence[Values],
    groups: tuple[Group, Group],
    goal: int,
    p: Printed,
    method: str,
    moves: random.Random,
) -> tuple[Values, Values] | None:
    """Shift runs of ranks at random until the samples print the P; ``goal`` is twice U."""
    both = [list(values) for values in start]
    away = abs(doubled_u(*both) - goal)
    tests, tried = TESTS["exact" if method.startswith("exact") else "normal"], set()
    for _ in range(MOVES):
        if away <= 8:
            state = (doubled_u(*both), tuple(tie_sizes(both[0] + both[1])))
            if state not in tried:
                tried.add(state)
                tests -= 1
                if _place(state, len(both[0]), p, method) == 0:
                    return both[0], both[1]
                if tests == 0:
                    return None
        side = moves.randrange(2)
        changed = _shifted(both[side], groups[side], moves)
        if changed is None:
            continue
        other = [changed, both[1]] if side == 0 else [both[0], changed]
        distance = abs(doubled_u(*other) - goal)
        if distance <= max(away, 8):
            both, away = other, distance
    return None


def _shifted(values: Values, samples: Group, moves: random.Random) -> Values | None:
    """The sample with a random run of ranks one unit up or down, if still allowed."""
    assert samples.box is not None
    first = moves.randrange(len(values))
    last = moves.randrange(first, len(values))
    by = moves.choice((-1, 1))
    changed = values[:first] + [v + by for v in values[first : last + 1]] + values[last + 1 :]
    if any(a > b for a, b in zip(changed, changed[1:], strict=False)):
        return None
    if any(not a <= v <= b for v, a, b in zip(changed, *samples.box, strict=True)):
        return None
    for order in samples.orders:
        total = sum(weight * changed[rank] for rank, weight in order.weights)
        if order.lower is not None and total < order.lower:
            return None
        if order.upper is not None and total > order.upper:
            return None
    return changed


def _place(state: tuple[int, tuple[int, ...]], n1: int, p: Printed, method: str) -> int:
    """Where the samples' own P lies: below, in or above the printed interval."""
    doubled, ties = state
    if method.startswith("exact"):
        return place_exact(exact_p(doubled, n1, ties, method), p)
    term = sum(t**3 - t for t in ties)
    n2 = sum(ties) - n1
    return place_normal(z_squared(doubled, n1, n2, term, continuity=method == "continuity"), p)


def _verified(
    found: tuple[Values, Values], groups: tuple[Group, Group], p: Printed, method: str
) -> dict[str, Any]:
    """The pair in the printed unit, every statement recomputed from its values."""
    unit = groups[0].stated.unit or Fraction(1)
    x, y = ([v * unit for v in values] for values in found)
    u = ranksum_u(x, y)
    state = int(2 * u), tuple(tie_sizes([*x, *y]))
    checks = [prints(groups[0], x), prints(groups[1], y), _place(state, len(x), p, method) == 0]
    if not all(checks):
        raise AssertionError("the pair of samples does not print what was stated")
    return {
        "x": x,
        "y": y,
        "u": float(u),
        "superiority": float(u / (len(x) * len(y))),
        "p": ranksum_p(x, y, method),
        "method": method,
    }
