"""Means compared by t tests, over every unrounded mean and SD that prints like this."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from printed import notation
from printed.errors import InputError
from printed.fit import estimates
from printed.fit.estimates import Law, Ranges, Stated
from printed.fit.result import Result
from printed.fit.spans import Span
from printed.notation import NEAR, Printed
from printed.stats.intervals import MEAN_METHODS

TESTS = ("student", "welch")
PIECES = 8  # of the degrees of freedom of Welch's test
ANY_SPREAD = Span(Fraction(0), None, (True, False))
_SIDE = re.compile(
    r"\s*(?P<mean>.+?)\s*(?:±\s*(?P<sd>[^/\[\]()]+)|\((?P<sd2>[^()]+)\)"
    r"|\[\s*SEM?\s*(?P<se>[^\]]+)\])\s*/\s*(?P<n>\d{1,9})\s*"
)


@dataclass(frozen=True)
class Group:
    """What is printed of one group: its size, its mean, and its SD or standard error."""

    n: int
    mean: str | None = None
    sd: str | None = None
    se: str | None = None

    @classmethod
    def read(cls, text: str) -> Group:
        """A side such as ``20±4/30``, ``20 (4)/30`` or ``20 [SE 0.7]/30``.

        >>> Group.read("20±4/30")
        Group(n=30, mean='20', sd='4', se=None)
        """
        match = _SIDE.fullmatch(text)
        if match is None:
            raise InputError(
                f"{text!r} is no group; write mean±SD/n, mean (SD)/n or mean [SE x]/n"
            )
        told = {key: value and value.strip() for key, value in match.groupdict().items()}
        group = cls(int(match["n"]), told["mean"], told["sd"] or told["sd2"], told["se"])
        group.check()
        return group

    def check(self) -> None:
        """Raise InputError unless a t test can be made of such a group."""
        if self.n < 2:
            raise InputError("a t test needs at least two values a group")
        if self.sd is not None and self.se is not None:
            raise InputError("a group has an SD or a standard error, not both")
        for text in (self.mean, self.sd, self.se):
            if text is not None:
                one_number(text)
        for text in (self.sd, self.se):
            if text is not None and notation.parse(text).value < 0:
                raise InputError(f"{text!r}: an SD is not negative")

    def location(self, rounding: str) -> Span:
        """The means that print like this."""
        return Span() if self.mean is None else Span.of(one_number(self.mean, rounding))

    def error(self, rounding: str) -> tuple[float, float]:
        """The standard errors of the mean that print like this."""
        if self.sd is None and self.se is None:
            return 0.0, math.inf
        low, high = spread(self.sd or self.se or "", rounding).floats
        scale = math.sqrt(self.n) if self.sd is not None else 1.0
        return low / scale, high / scale


def one_number(text: str, rounding: str = "half-up", **how: Any) -> Printed:
    """A printed text that is one number.

    Raises
    ------
    InputError
        If it is several, such as ``20 (4)``.
    """
    found = notation.parse(text, rounding, **how)
    if found.parts:
        raise InputError(f"{text!r} is several numbers where one is needed")
    return found


def spread(text: str, rounding: str) -> Span:
    """The SDs, or standard errors, that print like this."""
    return Span.of(one_number(text, rounding)).meet(ANY_SPREAD)


def interval_ends(text: str, rounding: str = "half-up") -> tuple[Printed, Printed]:
    """Both ends of a printed interval.

    >>> low, high = interval_ends("-13.1 to -2.2")
    >>> str(low.value), str(high.value)
    ('-131/10', '-11/5')
    """
    found = notation.parse(text, rounding)
    if found.kind != "range":
        raise InputError(f"{text!r} is no interval such as -2.6 to 0.6")
    return found.parts[0], found.parts[1]


Laws = Sequence[tuple[Law, Span]]


@lru_cache(maxsize=16_384)  # the same groups are asked about with one number after the other
def difference_laws(
    first: Group, second: Group, test: str, rounding: str, interval: str = "t"
) -> tuple[Laws, Laws]:
    """The laws of a difference of means with the standard errors under which each holds.

    Returns
    -------
    pieces, nodes : sequence of (Law, Span)
        Pieces hold all that is possible, and a little more where degrees of freedom differ within
        one; nodes are exact, but between them lie others.
    """
    notation.check_rule(test, TESTS, "test")
    one, two = first.error(rounding), second.error(rounding)
    n1, n2 = first.n, second.n
    how = multiplier(interval)
    if test == "student":
        df = n1 + n2 - 2
        scale = (1 / n1 + 1 / n2) / df
        ends = [
            math.sqrt(scale * ((n1 - 1) * n1 * a * a + (n2 - 1) * n2 * b * b))
            for a, b in zip(one, two, strict=True)
        ]
        law = [(Law((df, df), **how), floats_span(*ends))]
        return law, law
    low, high = [a * a for a in one], [b * b for b in two]
    ends = [_share(low[0], high[1]), _share(low[1], high[0])]
    best = (n1 - 1) / (n1 + n2 - 2)  # where the degrees of freedom are most
    marks = {ends[0] + (ends[1] - ends[0]) * i / PIECES for i in range(PIECES + 1)}
    marks |= {mark for mark in (best,) if ends[0] < mark < ends[1]}
    corners = {_share(low[0], high[0]), _share(low[1], high[1])}
    corners = {mark for mark in corners if ends[0] < mark < ends[1]}

    def freedom(share: float) -> float:
        return 1 / (share**2 / (n1 - 1) + (1 - share) ** 2 / (n2 - 1))

    def piece(a: float, b: float) -> tuple[Law, Span]:
        dfs = sorted((freedom(a), freedom(b)))
        least = _meeting(low[0], high[0], a, b, max)
        most = _meeting(low[1], high[1], a, b, min)
        return Law((dfs[0], dfs[1]), **how), floats_span(math.sqrt(least), math.sqrt(most))

    at = sorted(marks)
    pieces = [piece(a, b) for a, b in zip(at, at[1:], strict=False)] or [piece(at[0], at[0])]
    return pieces, [piece(a, a) for a in sorted(marks | corners)]


def laws_between(
    least: tuple[Group, Group],
    most: tuple[Group, Group],
    test: str,
    rounding: str,
    interval: str = "t",
) -> Laws:
    """One law that holds all that is possible for any sizes from the least to the most, and more.

    Parameters
    ----------
    least, most : pair of Group
        Both groups at their smallest and at their largest sizes.
    test, rounding, interval : str
        As for `difference_laws`.

    Notes
    -----
    Student's squared error is (1/n1 + 1/n2) times a variance between the two groups'; Welch's is
    the sum of both groups', with degrees of freedom from the smaller n - 1 up to n1 + n2 - 2.

    Examples
    --------
    >>> groups = [[Group(n, "20", sd) for sd in ("4", "2")] for n in (10, 40)]
    >>> [(law, errors)] = laws_between(*groups, "welch", "half-up")
    >>> law.df, [round(end, 2) for end in errors.floats]
    ((9, 78), [0.6, 1.63])
    """
    notation.check_rule(test, TESTS, "test")
    n1, n2 = (one.n for one in least)
    most_df = most[0].n + most[1].n - 2
    if test == "student":
        # Of an SD that is made from a standard error the size matters too.
        sds = [
            [one.error(rounding)[at] * math.sqrt(one.n) for one in groups]
            for at, groups in enumerate((least, most))
        ]
        roots = [math.sqrt(sum(1 / one.n for one in groups)) for groups in (most, least)]
        ends = roots[0] * min(sds[0]), roots[1] * max(sds[1])
        df = n1 + n2 - 2, most_df
    else:
        low, high = (
            math.hypot(*(one.error(rounding)[at] for one in groups))
            for at, groups in enumerate((most, least))
        )
        ends, df = (low, high), (min(n1, n2) - 1, most_df)
    errors = floats_span(ends[0] * (1 - NEAR), ends[1] * (1 + NEAR))
    return [(Law(df, **multiplier(interval)), errors)]


def _share(one: float, two: float) -> float:
    """The part of the squared error that is the first group's."""
    if math.isinf(one):
        return 0.5 if math.isinf(two) else 1.0
    return one / (one + two) if one + two > 0 else 0.5


def _meeting(one: float, two: float, a: float, b: float, pick: Any) -> float:
    """The largest (or least) square allowed at the share between a and b that allows most."""
    share = min(max(_share(one, two), a), b)

    def over(value: float, part: float) -> float:
        if value == 0:
            return 0.0 if pick is max or part > 0 else math.inf
        return value / part if part > 0 else math.inf

    return float(pick(over(one, share), over(two, 1 - share)))


def mean_laws(group: Group, rounding: str, interval: str = "t") -> Laws:
    """The law of one mean with its standard error."""
    df = group.n - 1
    return [(Law((df, df), **multiplier(interval)), floats_span(*group.error(rounding)))]


def change_errors(before: Group, after: Group, rounding: str) -> Span:
    """The standard errors of a mean change that both groups leave, whatever the correlation.

    >>> one, two = Group(25, sd="2.9"), Group(25, sd="2.7")
    >>> [round(end * 5, 2) for end in change_errors(one, two, "half-up").floats]
    [0.1, 5.7]
    """
    (low, high), (least, most) = before.error(rounding), after.error(rounding)
    if math.inf in (high, most):
        return ANY_SPREAD
    return floats_span(max(0.0, low - most, least - high), high + most)


def multiplier(interval: str, z: float | None = None) -> dict[str, Any]:
    """How an interval is made of the standard error."""
    notation.check_rule(interval, MEAN_METHODS, "interval")
    return {} if interval == "t" else {"multiplier": estimates.normal_multiplier(z)}


def floats_span(low: float, high: float) -> Span:
    """Floats as ends."""
    ends = [None if math.isinf(end) else Fraction(end) for end in (low, high)]
    return Span(ends[0], ends[1], (True, True))


def gap(first: Group, second: Group, rounding: str) -> Span:
    """The differences of means, first less second, that the printed means leave."""
    return first.location(rounding).plus(second.location(rounding).times(-1))


def stated(
    told: dict[str, str],
    estimate: Span,
    rounding: str,
    p_rule: str,
    level: float = 0.95,
    side: str = "two-sided",
) -> Stated:
    """The printed numbers of an estimate as constraints.

    Parameters
    ----------
    told : dict
        Any of ``estimate, error, ci, t, p`` as printed.
    estimate : Span
        What other numbers leave of the estimate.
    """
    found: dict[str, Any] = {}
    if "ci" in told:
        low, high = interval_ends(told["ci"], rounding)
        found |= {"low": Span.of(low), "high": Span.of(high)}
    if "error" in told:
        found["error"] = spread(told["error"], rounding)
    if "t" in told:
        found["statistic"] = Span.of(one_number(told["t"], rounding))
    if "p" in told:
        found["p"] = Span.of(read_p(told["p"], rounding, p_rule))
    if "estimate" in told:
        estimate = estimate.meet(Span.of(one_number(told["estimate"], rounding)))
    return Stated(estimate=estimate, level=level, side=side, **found)


def read_p(text: str, rounding: str = "half-up", p_rule: str = "nearest") -> Printed:
    """A printed P value."""
    return one_number(text, rounding, kind="p_value", p_rule=p_rule)


def ttest(
    side1: str | Group,
    side2: str | Group,
    p: str | None = None,
    *,
    tests: Sequence[str] = TESTS,
    difference: str | None = None,
    ci: str | None = None,
    t: str | None = None,
    level: float = 0.95,
    side: str = "two-sided",
    interval: str = "t",
    rounding: str = "half-up",
    p_rule: str = "nearest",
) -> Result:
    """A t test between two printed groups, over all unrounded means and SDs.

    Parameters
    ----------
    side1, side2 : str or Group
        Such as ``20±4/30``.
    p, difference, ci, t : str, optional
        As printed; the difference is side 1 less side 2.
    tests : sequence of {"student", "welch"}
    level : float
        Of the interval.
    side : {"two-sided", "greater", "less"}
    interval : {"t", "normal"}
    rounding, p_rule : str

    Returns
    -------
    Result
        A row a test: ``test``, ``p``, ``t``, ``df``, ``difference`` as pairs over what both groups
        print, ``ci`` as a pair of pairs, and ``fits``: whether some data print all of it.

    Notes
    -----
    R: ``t.test`` at the corners of what is printed. All printed numbers are held together: data
    must give P, t and interval at once.

    Examples
    --------
    >>> row = ttest("20±4/30", "21±2/30", p="0.02", tests=["student"]).results[0]
    >>> row["fits"], round(row["p"][0], 4)
    (True, 0.0056)
    """
    first, second = (Group.read(one) if isinstance(one, str) else one for one in (side1, side2))
    printed = {"p": p, "estimate": difference, "ci": ci, "t": t}
    told = {key: value for key, value in printed.items() if value is not None}
    notation.check_rule(side, estimates.SIDES, "side")
    rows = []
    for test in tests:
        pieces, nodes = difference_laws(first, second, test, rounding, interval)
        alone = gap(first, second, rounding)
        everything = stated(told, alone, rounding, p_rule, level, side)
        free = Stated(estimate=alone, level=level, side=side)
        row = {"test": test, **shown(estimates.ranges(free, nodes))}
        rows.append({**row, "fits": estimates.fits(everything, pieces)})
    call = {"side1": str(side1), "side2": str(side2), **told, "level": level, "side": side}
    return Result(rows, call=call, conventions=tuple(tests))


def paired(
    n: int,
    told: dict[str, str],
    *,
    level: float = 0.95,
    side: str = "two-sided",
    interval: str = "t",
    rounding: str = "half-up",
    p_rule: str = "nearest",
) -> Result:
    """A mean change within n persons: whether its printed numbers agree.

    Parameters
    ----------
    n : int
    told : dict
        Any of ``mean, sd, se, ci, t, p`` as printed.

    Returns
    -------
    Result
        One row as in `ttest`; its ranges are over mean and SD, standard error or interval.

    Examples
    --------
    >>> row = paired(44, {"mean": "-7.9", "ci": "-13.1 to -2.2", "p": "0.022"}).results[0]
    >>> row["fits"]
    False
    """
    group = Group(n, told.get("mean"), told.get("sd"), told.get("se"))
    group.check()
    notation.check_rule(side, estimates.SIDES, "side")
    laws = mean_laws(group, rounding, interval)
    everything = stated(told, group.location(rounding), rounding, p_rule, level, side)
    spread_known = group.sd is not None or group.se is not None
    dropped = ("low", "high", "statistic", "p") if spread_known else ("statistic", "p")
    free = everything
    for name in dropped:
        free = free.without(name)
    row = {"test": "paired", **shown(estimates.ranges(free, laws))}
    row["fits"] = estimates.fits(everything, laws)
    call = {"n": n, **told, "level": level, "side": side}
    return Result([row], call=call, conventions=("paired",))


def shown(found: Ranges | None) -> dict[str, Any]:
    """Ranges as a row shows them, each with whether its ends are infinite.

    >>> names = ("p", "df", "statistic", "estimate", "low", "high")
    >>> row = shown({name: (-1.0, 4e12) for name in names})
    >>> row["t"], row["t_infinite"]
    ([-1.0, inf], [False, True])
    """
    keys = {"p": "p", "t": "statistic", "df": "df", "difference": "estimate"}
    flags = ("t_infinite", "difference_infinite", "ci_infinite")
    if found is None:
        return {**dict.fromkeys(keys), "ci": None, **dict.fromkeys(flags)}
    row: dict[str, Any] = {key: list(map(_far, found[name])) for key, name in keys.items()}
    # A statistic that only the largest error which is looked at keeps from 0.
    row["t"] = [0.0 if abs(end) <= 10 / estimates.FAR else end for end in row["t"]]
    row["ci"] = [list(map(_far, found[name])) for name in ("low", "high")]
    for key in ("t", "difference"):
        row[f"{key}_infinite"] = list(map(math.isinf, row[key]))
    return {**row, "ci_infinite": [list(map(math.isinf, end)) for end in row["ci"]]}


def _far(value: float) -> float:
    """The value; infinity where it stands for no bound."""
    return math.copysign(math.inf, value) if abs(value) >= estimates.FAR else value
