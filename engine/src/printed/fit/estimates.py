"""An estimate, its standard error, interval, statistic and P: what they allow together.

With the multiplier of the interval and the critical values known, every printed number is a
linear constraint on the estimate and its standard error (the error is not negative, so that
``t <= 2.2`` is ``estimate <= 2.2 * error``). They are a polygon, and all is read off its corners:
whether any data fit, and between which ends each number lies, over all unrounded values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations

from printed.fit.spans import Span
from printed.stats.laws import t_deviate, t_tail

FAR = 1e12  # stands for no bound, where a corner is needed
SLACK = 1e-11  # relative: a float is not taken for an end that it only nearly reaches
SIDES = ("two-sided", "greater", "less")
Ranges = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Stated:
    """What is printed of an estimate; anything may be missing.

    Parameters
    ----------
    estimate, error, low, high, statistic, p : Span, optional
        ``low`` and ``high`` are the ends of its interval, ``statistic`` is estimate by error.
    level : float
        Of the interval.
    side : {"two-sided", "greater", "less"}
        The alternative of P.
    """

    estimate: Span = Span()
    error: Span = Span(Fraction(0), None, (True, False))
    low: Span | None = None
    high: Span | None = None
    statistic: Span | None = None
    p: Span | None = None
    level: float = 0.95
    side: str = "two-sided"

    def without(self, name: str) -> Stated:
        """The same with one number taken as not printed."""
        return replace(self, **{name: getattr(Stated(), name)})  # type: ignore[arg-type]

    def centred(self) -> Stated | None:
        """With the estimate held by the middle of the interval, exactly; None if nothing is."""
        estimate = self.estimate
        if self.low is not None and self.high is not None:
            estimate = estimate.meet(self.low.plus(self.high).times(Fraction(1, 2)))
        return None if estimate.empty else replace(self, estimate=estimate)


@dataclass(frozen=True)
class Law:
    """The law of the statistic, and the multiplier of the interval.

    Parameters
    ----------
    df : tuple of float
        The least and the greatest degrees of freedom in question; infinite for a normal law.
    multiplier : callable, optional
        Of the interval, from a level and degrees of freedom; the law's own if left out.
    """

    df: tuple[float, float] = (math.inf, math.inf)
    multiplier: Callable[[float, float], float] = field(
        default=lambda level, df: t_deviate((1 - level) / 2, df)
    )

    def multipliers(self, level: float) -> tuple[float, float]:
        """The least and the greatest multiplier."""
        found = [self.multiplier(level, df) for df in self.df]
        return min(found), max(found)

    def deviates(self, tail: float) -> tuple[float, float]:
        """The least and the greatest value above which so much lies."""
        found = [t_deviate(tail, df) for df in self.df]
        return min(found), max(found)


def normal_multiplier(z: float | None = None) -> Callable[[float, float], float]:
    """The normal deviate whatever the degrees of freedom; or a rounded one such as 1.96."""
    return lambda level, df: t_deviate((1 - level) / 2) if z is None else z


Line = tuple[float, float]  # a + b * error


@dataclass(frozen=True)
class Polygon:
    """Estimates between lower and upper lines over an interval of the error."""

    lower: tuple[Line, ...]
    upper: tuple[Line, ...]
    errors: tuple[float, float]

    def span(self) -> tuple[float, float] | None:
        """The errors at which some estimate is left: every lower line under every upper one."""
        first, last = self.errors
        for a, b in self.lower:
            for c, d in self.upper:
                gap, slope = c - a, b - d  # slope * error <= gap
                # What cancels in the gap is known to so many digits only.
                slack = SLACK * max(abs(a), abs(c)) if gap < 0 else 0.0
                if abs(slope) <= 1e-15 * max(abs(b), abs(d), 1e-300):
                    if gap + slack < 0:
                        return None
                elif slope > 0:
                    last = min(last, (gap + slack) / slope)
                else:
                    first = max(first, (gap + slack) / slope)
        return (first, max(first, last)) if first <= last * (1 + SLACK) + 1e-300 else None

    def corners(self) -> Iterator[tuple[float, float]]:
        """Estimate and error at every corner."""
        span = self.span()
        if span is None:
            return
        first, last = span
        ends = [abs(a) for a, _ in (*self.lower, *self.upper)]
        last = min(last, FAR * max([1.0, first, *ends]))
        at = {first, last}
        for (a, b), (c, d) in combinations((*self.lower, *self.upper), 2):
            if b != d and first < (c - a) / (b - d) < last:
                at.add((c - a) / (b - d))
        for error in at:
            low = max((a + b * error for a, b in self.lower), default=-FAR * max(1.0, error))
            high = min((c + d * error for c, d in self.upper), default=FAR * max(1.0, error))
            yield from ((low, error), (max(low, high), error))


def pieces(
    stated: Stated, laws: Sequence[tuple[Law, Span]]
) -> Iterator[tuple[Law, Polygon]]:
    """What is left of estimate and error under each law, within the errors it holds for."""
    held = stated.centred()
    if held is None:
        return
    for law, errors in laws:
        error = stated.error.meet(errors)
        if not error.empty:
            yield from ((law, polygon) for polygon in polygons(held, law, error.floats))


def polygons(held: Stated, law: Law, within: tuple[float, float]) -> list[Polygon]:
    """What is left of estimate and error; two pieces where P leaves the sign open."""
    lower: list[Line] = []
    upper: list[Line] = []

    def between(low: float, high: float, slopes: tuple[float, float]) -> None:
        if not math.isinf(low):
            lower.append((low, slopes[0]))
        if not math.isinf(high):
            upper.append((high, slopes[1]))

    def by_error(low: float, high: float) -> tuple[list[Line], list[Line]]:
        return (
            [(0.0, low)] if not math.isinf(low) else [],
            [(0.0, high)] if not math.isinf(high) else [],
        )

    between(*held.estimate.floats, (0.0, 0.0))
    least, most = law.multipliers(held.level) if held.low or held.high else (0.0, 0.0)
    if held.low is not None:
        between(*held.low.floats, (least, most))
    if held.high is not None:
        between(*held.high.floats, (-most, -least))
    if held.statistic is not None:
        low, high = held.statistic.floats
        lines = by_error(low, high)
        lower += lines[0]
        upper += lines[1]
    branches = [by_error(*ends) for ends in _statistics(held, law)]
    # A statistic of 0 by 0 is none: where one is printed, or P, there is some error.
    tested = held.statistic is not None or held.p is not None
    errors = (max(1 / FAR if tested else 0.0, within[0]), within[1])
    return [Polygon((*lower, *more[0]), (*upper, *more[1]), errors) for more in branches]


def _statistics(stated: Stated, law: Law) -> list[tuple[float, float]]:
    """The ranges of the statistic that give the printed P."""
    if stated.p is None:
        return [(-math.inf, math.inf)]
    if stated.p.empty:
        return []
    low, high = max(0.0, stated.p.floats[0]), min(1.0, stated.p.floats[1])
    if stated.side == "two-sided":
        near, far = law.deviates(high / 2)[0], law.deviates(low / 2)[1]
        return [(near, far), (-far, -near)] if near > 0 else [(-far, far)]
    near, far = law.deviates(high)[0], law.deviates(low)[1]
    return [(near, far)] if stated.side == "greater" else [(-far, -near)]


def fits(stated: Stated, laws: Sequence[tuple[Law, Span]]) -> bool:
    """Whether any estimate and error agree with all that is printed.

    Parameters
    ----------
    stated : Stated
    laws : sequence of (Law, Span)
        Each with the errors under which it holds.

    Examples
    --------
    >>> from printed import notation
    >>> told = {"estimate": "0.85", "low": "0.70", "high": "1.03", "p": "0.10"}
    >>> spans = {name: Span.of(notation.parse(text)) for name, text in told.items()}
    >>> fits(Stated(**spans), [(Law(), Span())])
    False
    """
    return any(polygon.span() is not None for _, polygon in pieces(stated, laws))


def ranges(stated: Stated, laws: Sequence[tuple[Law, Span]]) -> Ranges | None:
    """The least and the greatest of every number; None where no data fit.

    Returns
    -------
    dict
        ``estimate, error, statistic, p, low, high``, each a pair.
    """
    every: dict[str, list[float]] = {
        name: [] for name in ("estimate", "error", "low", "high", "statistic", "df", "p")
    }
    for law, polygon in pieces(stated, laws):
        corners = list(polygon.corners())
        if not corners:
            continue
        statistics = [t for estimate, error in corners for t in _ratio(estimate, error)]
        every["estimate"] += [estimate for estimate, _ in corners]
        every["error"] += [error for _, error in corners]
        every["statistic"] += statistics
        for df in dict.fromkeys(law.df):
            multiplier = law.multiplier(stated.level, df)
            every["low"] += [estimate - multiplier * error for estimate, error in corners]
            every["high"] += [estimate + multiplier * error for estimate, error in corners]
            every["df"].append(df)
            # P falls as the statistic leaves its side: its ends are at the statistic's.
            size = abs if stated.side == "two-sided" else None
            ends = min(statistics, key=size), max(statistics, key=size)
            every["p"] += [p_value(t, df, stated.side) for t in ends]
    if not every["df"]:
        return None
    found: Ranges = {name: (min(values), max(values)) for name, values in every.items()}
    if stated.side == "two-sided" and _crosses(stated, laws):
        found["p"] = (found["p"][0], 1.0)
    return found


def _crosses(stated: Stated, laws: Sequence[tuple[Law, Span]]) -> bool:
    """Whether an estimate of 0 is among what is left."""
    zero = Span(Fraction(0), Fraction(0), (True, True))
    return fits(replace(stated, estimate=stated.estimate.meet(zero)), laws)


def _ratio(estimate: float, error: float) -> tuple[float, float]:
    if error > 0:
        return estimate / error, estimate / error
    if estimate == 0:
        return 0.0, 0.0
    return (math.inf, math.inf) if estimate > 0 else (-math.inf, -math.inf)


def p_value(statistic: float, df: float, side: str = "two-sided") -> float:
    """P of a statistic under a t law.

    >>> round(p_value(-2.262157, 9), 6)
    0.05
    """
    if side == "two-sided":
        return min(1.0, 2 * t_tail(abs(statistic), df))
    return t_tail(statistic if side == "greater" else -statistic, df)
