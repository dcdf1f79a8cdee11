"""Whether what a paper concludes holds: over all data that fit, by a criterion that is named.

A statement over the *sample* is about those who were measured. One over the *population* is held to
the 5% level, two-sided: true where the test of the reading is below it in the stated direction for
all data that fit, false where it is below it in the other direction for all, else undecided.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from printed import notation
from printed.compiled import Compiled
from printed.errors import InputError
from printed.notation import Printed
from printed.register import Claim, Register
from printed.sets import Range
from printed.stats import proportion

LEVEL = 0.05
WORDS = {True: "supported", False: "unsupported", None: "undecided"}
# Statements that no number can contradict: a hedge, or words about something else.
WORDING = ("hedge", "other", "")
_THRESHOLD = re.compile(r"(mean|median|rate|count)_(is|below|above) (-?\d+(?:\.\d+)?)(%?)")


@dataclass(frozen=True)
class Statement:
    """What data say of a statement.

    Parameters
    ----------
    holds : bool or None
        None where it is true of some data that fit and not of others, or cannot be told.
    text, reason : str
        What was computed, and by which criterion; without a text nothing fits.
    """

    holds: bool | None
    text: str
    reason: str = ""

    @property
    def word(self) -> str:
        """The verdict."""
        return WORDS[self.holds]


def over(cases: Iterable[bool | None]) -> bool | None:
    """One answer for many data sets: None unless all give the same.

    >>> over([True, True]), over([True, False]), over([True, None])
    (True, None, None)
    """
    found = set(cases)
    return found.pop() if len(found) == 1 else None


NOTHING = Statement(None, "")


def state(problem: Compiled, claim: Claim) -> Statement | None:
    """What the printed numbers say of an inference under the reading of a problem.

    Returns
    -------
    Statement or None
        None where the statement is words that no number could contradict.
    """
    if claim.states in WORDING:
        return None
    rows = [one for one in _family(problem.register, claim) if one.id in problem.places]
    population = claim.over == "population"
    if claim.states in ("less_often", "more_often", "differs"):
        return _shares(problem, claim, rows, population)
    if claim.states.endswith(("_higher", "_lower")):
        return _levels(problem, claim, rows, population)
    match = _THRESHOLD.fullmatch(claim.states)
    assert match is not None  # the register admits no other statement
    what, sense, number, _ = match.groups()
    point = notation.exact(number)
    if what in ("rate", "count"):
        return _count(problem, rows, what, sense, point, population)
    return _mean(problem, claim, rows, what, sense, point, population)


def _family(register: Register, claim: Claim) -> list[Claim]:
    """The printed numbers that an inference is about."""
    if claim.comparison:
        return [one for one in register.comparison(claim.comparison) if one.kind != "inference"]
    same = [one for one in register if one.measure == claim.measure and one.kind != "inference"]
    if claim.group in {group.group for group in register.groups}:
        same = [one for one in same if one.group == claim.group]
    return same if claim.measure else []


def _members(problem: Compiled, rows: Sequence[Claim], kind: str) -> list[Any]:
    names = dict.fromkeys(problem.places[one.id][0] for one in rows)
    for name in names:
        if problem.items[name].kind == kind:
            solutions = problem.solutions(name)
            if isinstance(solutions, str):
                return []
            return [one for solution in solutions for one in solution.members[name]]
    return []


def _shares(problem: Compiled, claim: Claim, rows: Sequence[Claim], population: bool) -> Statement:
    """The share of the first group against that of the second."""
    tables = _members(problem, rows, "table")
    if not tables:
        return _as_printed(problem, claim, rows, population)
    return shares(claim, [(*table, p) for table, p in tables], population)


def _as_printed(
    problem: Compiled, claim: Claim, rows: Sequence[Claim], population: bool
) -> Statement:
    """Two printed percentages compared, where no table fits all that is printed."""
    sides = [next((one for one in rows if _is(problem, one, place)), None) for place in SIDES]
    found = [one for one in sides if one is not None]
    if len(found) < 2 or population:
        return NOTHING
    one, two = (_span(problem, side) for side in found)
    less, more = below(one, two), below(two, one)
    differs = True if less or more else False if less is more is False else None
    true = {"less_often": less, "more_often": more}.get(claim.states, differs)
    text = f"{found[0].printed} against {found[1].printed}"
    return Statement(true, text, "compared as printed; no table fits all that is printed")


SIDES = ("group1", "group2")


def _is(problem: Compiled, claim: Claim, place: str) -> bool:
    """Whether a claim prints the percentage of one side of a table."""
    return claim.kind == "percent" and problem.places[claim.id][1] == place


def shares(claim: Claim, tables: Sequence[tuple], population: bool) -> Statement:
    """The same of given tables ``(k1, n1, k2, n2, p)``."""
    less = {"less_often": True, "more_often": False}.get(claim.states)
    cases: list[bool | None] = []
    for k1, n1, k2, n2, p in tables:
        one, two = Fraction(k1, n1), Fraction(k2, n2)
        true = one != two if less is None else (one < two) is less and one != two
        cases.append(true if not population else true if p <= LEVEL else None)
    texts = list(
        dict.fromkeys(f"{k1} of {n1} against {k2} of {n2}" for k1, n1, k2, n2, _ in tables)
    )
    text = _listed(texts, "pairs")
    if population:
        ps = [p for *_, p in tables]
        text += f", P {Range(min(ps), max(ps)).text(3)}"
        return Statement(over(cases), text, "held to the 5% level of the test of this reading")
    return Statement(over(cases), text, "compared over every table that fits")


def _levels(problem: Compiled, claim: Claim, rows: Sequence[Claim], population: bool) -> Statement:
    """The level of the first group against that of the second."""
    what, direction = claim.states.rsplit("_", 1)
    sides = [
        next((one for one in rows if one.kind == what and _side(problem, one) == place), None)
        for place in SIDES
    ]
    found = [one for one in sides if one is not None]
    if len(found) < 2:
        return NOTHING
    one, two = (_span(problem, side) for side in found)
    true = below(two, one) if direction == "higher" else below(one, two)
    shown = (Range(side.lower, side.upper).text(2) for side in (one, two))
    text = f"{what} {' against '.join(shown)}"
    if not population:
        return Statement(true, text, f"the {what}s are compared")
    p = next((one for one in rows if one.kind == "p_value"), None)
    name = problem.places[found[0].id][0]
    if p is None or (name, "p") not in problem.claims:
        return Statement(None, text, "without a test of the difference nothing tells")
    upper = _read(problem, p).upper
    small = upper is not None and upper <= notation.exact(LEVEL)
    return Statement(
        true if small else None, f"{text}, P={p.printed}", "held to the 5% level of the printed P"
    )


def _read(problem: Compiled, claim: Claim) -> Printed:
    """What a printed number can stand for under the reading of a problem."""
    item, _ = problem.places[claim.id]
    convention = problem.reading.convention_of(problem.items[item].kind)
    return claim.interval(convention.rounding, convention.p_rule)


def _span(problem: Compiled, claim: Claim) -> Printed:
    """The same of a number that has both ends."""
    span = _read(problem, claim)
    if span.lower is None or span.upper is None:
        raise InputError(f"{claim.printed!r} has only one end")
    return span


def below(one: Printed, other: Printed) -> bool | None:
    """Whether a number is smaller than another, for all that both can be.

    >>> low, high = notation.parse("1"), notation.parse("2")
    >>> below(low, high), below(high, low), below(low, low)
    (True, False, None)
    """
    assert one.lower is not None and one.upper is not None
    assert other.lower is not None and other.upper is not None
    meet = one.closed[1] and other.closed[0]  # both can be the value at which they touch
    least = one.upper < other.lower or (one.upper == other.lower and not meet)
    return True if least else False if one.lower >= other.upper else None


def _side(problem: Compiled, claim: Claim) -> str:
    return problem.places[claim.id][1].partition(".")[0]


def _count(
    problem: Compiled,
    rows: Sequence[Claim],
    what: str,
    sense: str,
    point: Fraction,
    population: bool,
) -> Statement:
    """A count or a rate of one group against a number."""
    found = _members(problem, rows, "count")
    if not found:
        return NOTHING
    return counts(found, what, sense, point, population)


def _listed(texts: Sequence[str], what: str) -> str:
    """Up to three, or how many with the first and the last: no list is cut without a word.

    >>> _listed(["1", "2", "3"], "counts"), _listed(["1", "2", "3", "4"], "counts")
    ('1 or 2 or 3', '4 counts, from 1 to 4')
    """
    if len(texts) <= 3:
        return " or ".join(texts)
    return f"{len(texts)} {what}, from {texts[0]} to {texts[-1]}"


def counts(
    found: Sequence[tuple[int, int]], what: str, sense: str, point: Fraction, population: bool
) -> Statement:
    """The same of given counts ``(k, n)``."""
    text = _listed([f"{k} of {n}" for k, n in found], "counts")
    if what == "count":
        return Statement(over(k == point for k, _ in found), text, f"whether the count is {point}")
    limit = float(point / 100)
    shown = f"{notation.percent(limit)}"
    if not population:
        exact = [Fraction(100 * k, n) for k, n in found]
        cases = [share < point if sense == "below" else share > point for share in exact]
        return Statement(over(cases), text, f"whether the share is {sense} {shown}")
    low, high = _outer_ends(found)
    under, beyond = high < limit, low > limit
    true, false = (under, beyond) if sense == "below" else (beyond, under)
    return Statement(
        True if true else False if false else None,
        f"{text}; rates up to {notation.percent(high)} remain compatible",
        f"whether the exact 95% interval of the rate lies {sense} {shown}",
    )


def _outer_ends(found: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """The lowest and the highest end of the exact 95% intervals of counts.

    By Hoeffding's inequality (1963) an end is no farther from the share than the root of
    log(40) / 2n, since a tail holds one in forty: most of many counts cannot be the outermost.

    >>> [round(end, 3) for end in _outer_ends([(0, 10), (0, 5)])]
    [0.0, 0.522]
    """
    low, high = 1.0, 0.0
    for k, n in sorted(found, key=lambda count: count[1]):
        reach = math.sqrt(math.log(40) / (2 * n))
        if k / n + reach > high or k / n - reach < low:
            interval = proportion(k, n)
            low, high = min(low, interval.low), max(high, interval.high)
    return low, high


def _mean(
    problem: Compiled,
    claim: Claim,
    rows: Sequence[Claim],
    what: str,
    sense: str,
    point: Fraction,
    population: bool,
) -> Statement:
    """A mean or median of one group against a number."""
    samples = _members(problem, rows, "sample")
    told = {one.kind: one for one in rows}
    if not samples or what not in told:
        return NOTHING
    span = _span(problem, told[what])
    low, high = span.lower, span.upper
    if not population:
        at = replace(span, lower=point, upper=point, closed=(True, True))
        true = below(span, at) if sense == "below" else below(at, span)
        text = f"{what} {Range(low, high).text(1)}"
        return Statement(true, text, f"the {what} of those who were measured")
    if what == "median" or "sd" not in told:
        return Statement(None, f"{what} {Range(low, high).text(1)}", "no interval is printed")
    lower, upper = ends_of_mean(samples)
    return interval_of_mean(lower, upper, sense, point)


def ends_of_mean(samples: Sequence[Any]) -> tuple[Range, Range]:
    """Both ends of Student's 95% interval of the mean, each over all samples that fit.

    Both are monotone in the mean and in the SD, so the corners of what both can be are the
    extremes.
    """
    from printed.stats.student import quantile

    lows, highs = [], []
    for one in samples:
        n = one.stated.n
        mean, sd = one.bounds("mean"), one.bounds("sd")
        reach = notation.exact(quantile(0.975, n - 1) / n**0.5)
        lows += [mean.min - reach * sd.max, mean.max - reach * sd.min]
        highs += [mean.min + reach * sd.min, mean.max + reach * sd.max]
    return Range(min(lows), max(lows), False), Range(min(highs), max(highs), False)


def interval_of_mean(lower: Range, upper: Range, sense: str, point: Fraction) -> Statement:
    """The statement on the mean of a population, from the ends of its interval."""
    near, far = (upper, lower) if sense == "below" else (lower, upper)
    true = near.high < point if sense == "below" else near.low > point
    false = far.low > point if sense == "below" else far.high < point
    end = "upper" if sense == "below" else "lower"
    return Statement(
        True if true else False if false else None,
        f"the {end} end of the 95% interval of the mean is {near.text(1)}",
        f"whether Student's 95% interval of the mean lies {sense} {notation.text(point, 0)}",
    )
