"""Printed odds ratios, risk ratios and risk differences, and their intervals, as constraints.

A point estimate that is a fraction, and everything conditional on both margins, is compared
with the printed edges in integers; ends of the other intervals are irrational floats.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import product

from printed import notation
from printed.errors import InputError
from printed.fit import conditional
from printed.notation import Printed
from printed.stats import effects
from printed.stats.intervals import EXACT, deviate
from printed.stats.tables import transposed

METHODS: dict[str, tuple[str, ...]] = {
    "odds_ratio": effects.ODDS_METHODS,
    "risk_ratio": effects.RATIO_METHODS,
    "risk_difference": effects.DIFFERENCE_METHODS,
    "efficacy": effects.EFFICACY_METHODS,
    "number_needed": effects.DIFFERENCE_METHODS,
}
SIGNED = ("risk_difference", "efficacy")  # may be negative, and printed as percentages
SHARE_DECIMALS = 2  # with as many a number below -1 and without a sign may be a share
# Tried where they are named, and not among all.
FURTHER_METHODS: dict[str, tuple[str, ...]] = {
    "odds_ratio": effects.FURTHER_ODDS_METHODS,
    "efficacy": effects.FURTHER_EFFICACY_METHODS,
}
KEYS = tuple(key for name in METHODS for key in (name, f"{name}_ci"))
ESTIMATE = "estimate"  # the method's name where only an estimate is printed and all agree on it
COMPUTE = {
    "odds_ratio": effects.odds_ratio,
    "risk_ratio": effects.risk_ratio,
    "risk_difference": effects.risk_difference,
    "efficacy": effects.efficacy,
    "number_needed": effects.number_needed,
}


@dataclass(frozen=True)
class Contrast:
    """A printed contrast of two shares under one named method.

    Parameters
    ----------
    name : {"odds_ratio", "risk_ratio", "risk_difference", "efficacy", "number_needed"}
    method : str
        A method of `printed.stats.effects`.
    estimate, low, high : Printed, optional
        The estimate and the ends of its interval.
    unit : Fraction
        What the printed number 1 stands for: 1/100 where percentages are printed.
    level : float
        Of the interval.
    z : {"exact"} or number
        Its normal deviate, where the method has one.
    transposed : bool
        Whether the columns of the table were taken for its rows: risks of having been in group 1,
        with and without the event.
    """

    name: str
    method: str
    estimate: Printed | None
    low: Printed | None
    high: Printed | None
    unit: Fraction = Fraction(1)
    level: float = 0.95
    z: str | float = EXACT
    transposed: bool = False

    def fits(self, k1: int, n1: int, k2: int, n2: int) -> bool:
        """Whether the table's contrast prints like this.

        >>> odds = next(read({"odds_ratio": "0.16"}, methods=["sample"]))
        >>> odds.fits(4, 10, 29, 36), odds.fits(4, 10, 26, 32)
        (True, False)
        """
        if not self.may_fit(k1, n1, k2, n2):
            return False
        k1, n1, k2, n2 = self._read(k1, n1, k2, n2)
        if self.conditional:
            mid = self.method == "conditional-midp"
            ends = self.low, self.high
            return conditional.fits((n1, n2, k1 + k2), k1, self.estimate, ends, self._tail, mid)
        if self.low is None or self.high is None:
            return True
        found = computed(self.name, k1, n1, k2, n2, self.method, self.level, self.z)
        return self._inside(self.low, found.low) and self._inside(self.high, found.high)

    @property
    def conditional(self) -> bool:
        """Whether the method goes through all tables of both margins."""
        return self.method.startswith("conditional")

    def steps(self) -> tuple[Contrast, ...]:
        """What is asked of tables one after the other, the contrast itself last.

        First whatever no rule of rounding would print so: that is the same under each rule, and of
        conditional methods the same for each estimate.

        >>> odds = next(read({"odds_ratio": "8.3 (1.2-60.0)"}, methods=["conditional-midp"]))
        >>> for one in odds.steps():
        ...     print(one.method, float(one.estimate.upper), one.low is None)
        conditional 8.4 True
        conditional-midp 8.4 False
        conditional-midp 8.35 False
        """
        estimate, low, high = map(_loosened, (self.estimate, self.low, self.high))
        wide = replace(self, estimate=estimate, low=low, high=high)
        if not self.conditional or estimate is None or low is None:
            return wide, self
        return replace(wide, method="conditional", low=None, high=None), wide, self

    def printed_numbers(self) -> Iterator[tuple[str, Printed, str]]:
        """Each printed number: its quantity, what is printed, and what it is of the contrast."""
        for quantity, printed, end in (
            (self.name, self.estimate, "estimate"),
            (f"{self.name}_ci.low", self.low, "low"),
            (f"{self.name}_ci.high", self.high, "high"),
        ):
            if printed is not None:
                yield quantity, printed, end

    def value(self, end: str, k1: int, n1: int, k2: int, n2: int) -> Fraction | float | None:
        """The estimate, or an end of the interval, of a table; the sample estimate exactly."""
        if self.transposed and k1 + k2 in (0, n1 + n2):
            return None
        table = self._read(k1, n1, k2, n2)
        if end == "estimate" and not self.conditional:
            return quotient(*self._parts(table))
        return getattr(computed(self.name, *table, self.method, self.level, self.z), end)

    def may_fit(self, k1: int, n1: int, k2: int, n2: int) -> bool:
        """Whether the estimate fits; quick where the interval is not."""
        if self.transposed and k1 + k2 in (0, n1 + n2):
            return False  # an empty column is no group
        if self.conditional:
            return True  # the sample estimate tells nothing of it
        table = self._read(k1, n1, k2, n2)
        top, bottom = self._parts(table)
        # Where there is nothing to divide by, only the exact comparison tells.
        quick = top / bottom * self._scale if bottom else math.inf
        if any(printed.far(quick) for printed in self._about_estimate):
            return False
        if all(printed.surely(quick) for printed in self._about_estimate):
            return True
        value = quotient(top, bottom)
        if self.estimate is not None and not self._inside(self.estimate, value):
            return False
        # The Agresti-Caffo interval has another centre than the estimate.
        return self.method == "agresti-caffo" or self._between(value)

    @cached_property
    def _scale(self) -> int:
        """How many printed units the number 1 is."""
        return self.unit.denominator

    @cached_property
    def _about_estimate(self) -> tuple[Printed, ...]:
        """What an estimate has to lie in: its own edges, and from one end of its interval on."""
        printed = () if self.estimate is None else (self.estimate,)
        if self.method == "agresti-caffo" or self.low is None or self.high is None:
            return printed
        return *printed, replace(self.low, upper=self.high.upper)

    def _parts(self, table: tuple[int, int, int, int]) -> tuple[int, int]:
        """The estimate as what is divided and by what."""
        if self.method == "haldane":
            table = haldane(*table)
        if self.method.startswith("odds"):  # an efficacy of the odds ratio
            top, bottom = parts("odds_ratio", *table)
            return bottom - top, bottom
        return parts(self.name, *table)

    def _read(self, k1: int, n1: int, k2: int, n2: int) -> tuple[int, int, int, int]:
        """The table as the program that printed it had it."""
        return transposed(k1, n1, k2, n2) if self.transposed else (k1, n1, k2, n2)

    def _inside(self, limits: Printed, value: Fraction | float | None) -> bool:
        if value is None or value != value:
            return False
        if isinstance(value, float) and math.isinf(value):
            return limits.upper is None and value > 0
        if isinstance(value, float) and limits.far(value * self._scale):
            return False
        return limits.contains(notation.exact(value) / self.unit)

    def _between(self, value: Fraction | float | None) -> bool:
        """Whether an estimate can lie between ends that print like these."""
        if value is None or self.low is None or self.high is None:
            return self.low is None
        above = self.low.lower is None or value >= self.low.lower * self.unit
        return above and (self.high.upper is None or value <= self.high.upper * self.unit)

    @cached_property
    def _tail(self) -> Fraction:
        """What the interval leaves out on each side."""
        return (1 - notation.exact(self.level)) / 2


def _loosened(printed: Printed | None) -> Printed | None:
    """A number with whatever prints so under any rule of rounding, and a little more."""
    if printed is None:
        return None
    unit = Fraction(10) ** -printed.decimals
    lower = None if printed.lower is None else min(printed.lower, printed.value - unit)
    upper = None if printed.upper is None else max(printed.upper, printed.value + unit)
    return replace(printed, lower=lower, upper=upper, closed=(True, True))


# The same tables are asked about under each rule of rounding, and with one number after the other.
@lru_cache(maxsize=65_536)
def computed(
    name: str, k1: int, n1: int, k2: int, n2: int, method: str, level: float, z: str | float
) -> effects.Estimate:
    """A contrast of a table with its interval.

    >>> found = computed("risk_ratio", 2, 10, 8, 10, "katz", 0.95, "exact")
    >>> round(found.low, 3), round(found.high, 3)
    (0.07, 0.897)
    """
    return COMPUTE[name](k1, n1, k2, n2, method, level, z)


def point(name: str, k1: int, n1: int, k2: int, n2: int) -> Fraction | float | None:
    """The sample contrast as a fraction; infinity as a float, None where it is 0/0.

    >>> point("risk_ratio", 2, 10, 8, 10)
    Fraction(1, 4)
    """
    return quotient(*parts(name, k1, n1, k2, n2))


def parts(name: str, k1: int, n1: int, k2: int, n2: int) -> tuple[int, int]:
    """The sample contrast as what is divided and by what.

    >>> parts("risk_ratio", 2, 10, 8, 10), parts("efficacy", 2, 10, 8, 10)
    ((20, 80), (60, 80))
    """
    if name == "odds_ratio":
        return k1 * (n2 - k2), k2 * (n1 - k1)
    if name == "risk_difference":
        return k1 * n2 - k2 * n1, n1 * n2
    if name == "number_needed":
        return n1 * n2, abs(k1 * n2 - k2 * n1)
    top, bottom = k1 * n2, k2 * n1
    return (bottom - top, bottom) if name == "efficacy" else (top, bottom)


def quotient(top: int, bottom: int) -> Fraction | float | None:
    """A fraction; infinity as a float, None where it is 0/0.

    >>> quotient(20, 80), quotient(-3, 0), quotient(0, 0)
    (Fraction(1, 4), -inf, None)
    """
    if bottom == 0:
        return math.copysign(math.inf, top) if top else None
    return Fraction(top, bottom)


def haldane(k1: int, n1: int, k2: int, n2: int) -> tuple[int, int, int, int]:
    """Twice the table with half a subject added to each cell, which has the same contrasts.

    >>> haldane(0, 10, 5, 12)
    (1, 22, 11, 26)
    """
    return 2 * k1 + 1, 2 * n1 + 2, 2 * k2 + 1, 2 * n2 + 2


def read(
    texts: Mapping[str, str],
    rounding: str = "half-up",
    methods: Sequence[str] | Mapping[str, str] | None = None,
    level: float = 0.95,
    z: str | float = EXACT,
    transposed: bool = False,
) -> Iterator[Contrast]:
    """The printed contrasts, once for each method that could have made them.

    Parameters
    ----------
    texts : mapping
        Keys of ``KEYS`` to what is printed: ``8.3``, ``1.2-60.0``, or both as
        ``8.3 (1.2-60.0)`` under the key of the estimate.
    rounding : str
    methods : sequence of str, or mapping of a contrast to its method, optional
        Methods of ``METHODS`` or ``FURTHER_METHODS`` to keep; all of ``METHODS`` when left out.
    level : float
        Of the intervals.
    z : {"exact"} or number
        Their normal deviate: see `printed.stats.intervals.deviate`.
    transposed : bool
        Whether the columns of the table were taken for its rows.

    Yields
    ------
    Contrast

    Raises
    ------
    InputError
        If a key or a method is unknown, or a text is no estimate or no interval.

    Examples
    --------
    >>> [contrast.method for contrast in read({"odds_ratio": "8.3 (1.2-60.0)"})]
    ['sample', 'conditional', 'conditional-midp', 'haldane', 'cornfield']
    """
    for key in texts:
        if key not in KEYS:
            raise InputError(f"unknown contrast {key!r}; one of {', '.join(KEYS)}")
    choices = {name: names + FURTHER_METHODS.get(name, ()) for name, names in METHODS.items()}
    known = {method for names in choices.values() for method in names}
    for method in methods.values() if isinstance(methods, Mapping) else methods or ():
        if method not in known:
            raise InputError(f"unknown method {method!r}; one of {', '.join(sorted(known))}")
    deviate(level, z)
    for name in METHODS:
        contrast = _read_one(name, texts.get(name), texts.get(f"{name}_ci"), rounding, level)
        if contrast is None:
            continue
        contrast = replace(contrast, z=z, transposed=transposed)
        kept = (methods.get(name, ()),) if isinstance(methods, Mapping) else methods
        names = [
            method
            for method in (METHODS if kept is None else choices)[name]
            if kept is None or method in kept
        ]
        if contrast.low is None:
            # Methods that differ in the interval alone are one for an estimate.
            names = list(dict.fromkeys(_estimator(name, method) for method in names))
        if not names:
            raise InputError(f"none of the methods named makes a {name}")
        for method in names:
            yield replace(contrast, method=method)


def _estimator(name: str, method: str) -> str:
    """The name under which a method's estimate goes."""
    if method.startswith("odds"):
        return "odds"
    if method == "haldane" or method.startswith("conditional"):
        return method.removesuffix("-midp")
    return "sample" if name == "odds_ratio" else ESTIMATE


def combinations(contrasts: Sequence[Contrast]) -> Iterator[tuple[Contrast, ...]]:
    """One method for each printed contrast, in every combination.

    >>> len(list(combinations(list(read({"odds_ratio": "2.0", "risk_ratio": "1.5"})))))
    6
    """
    by_name: dict[str, list[Contrast]] = {}
    for contrast in contrasts:
        by_name.setdefault(contrast.name, []).append(contrast)
    return product(*by_name.values())


def _read_one(
    name: str, estimate: str | None, interval: str | None, rounding: str, level: float
) -> Contrast | None:
    if estimate is None and interval is None:
        return None
    middle = low = high = None
    if estimate is not None:
        found = notation.parse(estimate, rounding, kind="number" if _bare(estimate) else None)
        if found.kind in ("estimate_interval", "median_quartiles") and interval is None:
            middle, low, high = found.parts
        elif found.kind in ("number", "percent"):
            middle = found
        else:
            raise InputError(f"{estimate!r} is no estimate such as 8.3 or 8.3 (1.2-60.0)")
    if interval is not None:
        found = notation.parse(interval, rounding)
        if found.kind != "range" or len(found.parts) != 2:
            raise InputError(f"{interval!r} is no interval such as 1.2-60.0 or 1.2 to 60.0")
        low, high = found.parts
    numbers = [part for part in (middle, low, high) if part is not None]
    if low is not None and high is not None and low.value > high.value:
        raise InputError(f"{name}: the interval {low.text} to {high.text} has its ends swapped")
    values = [part.value for part in (low, middle, high) if part is not None]
    if values != sorted(values):
        raise InputError(f"{name}: the estimate lies outside its interval")
    percent = any(part.kind == "percent" for part in numbers)
    if percent and name not in SIGNED:
        raise InputError(f"{name} is a ratio and has no percent sign")
    if name not in SIGNED and any(part.value < 0 for part in numbers):
        raise InputError(f"{name}: a ratio is not negative")
    if name == "efficacy":
        percent = in_percent(numbers)
        if any(part.value > (100 if percent else 1) for part in numbers):
            raise InputError("efficacy: a share that is prevented is at most 1, or 100%")
    if name == "number_needed":
        middle, low, high = (part and _rounded_up(part) for part in (middle, low, high))
    unit = Fraction(1, 100) if percent else Fraction(1)
    if name == "risk_difference" and any(abs(part.value * unit) > 1 for part in numbers):
        raise InputError(f"{name}: a difference of shares lies between -1 and 1, or -100% and 100%")
    return Contrast(name, ESTIMATE, middle, low, high, unit, level)


def in_percent(efficacy: Sequence[Printed]) -> bool:
    """Whether an efficacy and the ends of its interval are percentages, with or without a sign.

    All are of one unit. A share is at most 1; one below -1, an event more than twice as frequent,
    has its decimals.

    Examples
    --------
    >>> def told(*texts):
    ...     return in_percent([notation.parse(text) for text in texts])
    >>> told("91.6"), told("38", "0.9", "61"), told("-7", "-15", "0"), told("0.4", "-0.2", "0.6")
    (True, True, True, False)
    >>> told("-0.50", "-4.30", "0.58")
    False
    """
    if any(one.kind == "percent" or one.value > 1 for one in efficacy):
        return True
    low = any(one.value < -1 for one in efficacy)
    return low and any(one.decimals < SHARE_DECIMALS for one in efficacy)


def _rounded_up(printed: Printed) -> Printed:
    """A number needed to treat: to the nearest, or to the next one above, as is usual."""
    lower = printed.value - Fraction(10) ** -printed.decimals
    closed = (False, printed.closed[1])
    return replace(printed, lower=min(lower, printed.lower or lower), closed=closed)


def _bare(text: str) -> bool:
    """Whether the text is a relation such as >100, which papers print of P values too."""
    return isinstance(text, str) and text.strip()[:1] in set("<>≤≥") and "%" not in text
