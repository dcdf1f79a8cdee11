"""What a printed number stands for: an exact interval under a named rounding rule.

The one place that rounds. Everything here is exact (integers and ``fractions.Fraction``) and
needs the standard library alone.

Rules for a number: ``half-up`` (half away from zero), ``half-even``, ``either`` (both edges
count) and ``truncate`` (towards zero). Rules for a P value: ``nearest``, ``truncate``,
``trailing-zero`` (one more decimal, whose zero was dropped: 0.020 printed 0.02) and
``journal`` (three decimals below .01 and two above, so 0.01 is [.0095, .015)).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache

from printed import limits
from printed.errors import InputError

ROUNDINGS = ("half-up", "half-even", "either", "truncate")
P_RULES = ("nearest", "truncate", "trailing-zero", "journal")

NEAR = 1e-9  # a float this near an edge, for its size, is compared as a fraction

Number = int | float | str | Fraction


@dataclass(frozen=True)
class Printed:
    """A printed number and every value that it can stand for.

    Parameters
    ----------
    text : str
        As printed.
    kind : str
        ``number``, ``percent``, ``p_value``, ``fraction``, ``range``, ``mean_sd``,
        ``median_iqr``, ``median_quartiles`` or ``estimate_interval``.
    decimals : int
        Printed decimals (of the first number where there are several).
    lower, upper : Fraction or None
        Ends of the interval in the printed unit (81% gives 80.5 and 81.5); None is unbounded.
    closed : tuple of bool
        Whether the lower and the upper end belong to the interval.
    value : Fraction
        The printed number itself (the first one where there are several).
    parts : tuple of Printed
        The numbers of a compound such as ``0.3 [0.8]``, in their order.

    Examples
    --------
    >>> age = parse("0.3 [0.8]")
    >>> age.kind, [str(part.lower) for part in age.parts]
    ('median_iqr', ['1/4', '3/4'])
    """

    text: str
    kind: str
    decimals: int
    lower: Fraction | None
    upper: Fraction | None
    closed: tuple[bool, bool]
    value: Fraction
    parts: tuple[Printed, ...] = ()

    def contains(self, value: Number) -> bool:
        """Whether the value, in the printed unit, is one that prints like this.

        >>> parse("81%").contains(Fraction(2900, 36))
        True
        """
        if isinstance(value, float) and self.far(value):
            return False
        x = exact(value)
        above = self.lower is None or (x >= self.lower if self.closed[0] else x > self.lower)
        below = self.upper is None or (x <= self.upper if self.closed[1] else x < self.upper)
        return above and below

    def far(self, value: float) -> bool:
        """Whether a float lies outside by more than floats can err: most do, and it is quick.

        >>> parse("81%").far(79.0), parse("81%").far(80.499999999999)
        (True, False)
        """
        low, high = self._floats[0]
        return -math.inf < value < low or high < value < math.inf

    def surely(self, value: float) -> bool:
        """Whether a float lies inside by more than floats can err.

        >>> parse("81%").surely(81.0), parse("81%").surely(80.500000000001)
        (True, False)
        """
        low, high = self._floats[1]
        return low < value < high

    @cached_property
    def _floats(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Both ends as floats, a little further out and a little further in."""
        low = -math.inf if self.lower is None else float(self.lower)
        high = math.inf if self.upper is None else float(self.upper)
        at, to = (NEAR * (1 + abs(end)) if math.isfinite(end) else 0.0 for end in (low, high))
        return (low - at, high + to), (low + at, high - to)


def exact(value: Number) -> Fraction:
    """The value as a fraction; a float counts as the decimal that it prints as.

    Raises
    ------
    InputError
        If the value is no finite number.

    Examples
    --------
    >>> exact(2.675), exact("0.1")
    (Fraction(107, 40), Fraction(1, 10))
    """
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item()  # a numpy scalar, whose repr is no number
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InputError(f"{value} is not a finite number")
        value = repr(value)
    if isinstance(value, str):
        limits.check_number(value)
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError, TypeError):
        raise InputError(f"{value!r} is not a number") from None


# --------------------------------------------------------------------------- reading

_SIGNED = r"[+\-−‒–]?\s*"
_DIGITS = r"(?:[1-9]\d{0,2}(?:[,\u2009\u202f ]\d{3})+(?:[.·]\d+)?|\d+(?:[.,·]\d+)?|[.·]\d+)"
_POWER = r"(?:[eE][+\-−]?\d{1,3}|\s*[×x]\s*10\^?[+\-−]?\d{1,3})?"
_NUMBER = rf"{_SIGNED}{_DIGITS}{_POWER}"
_ITEM = rf"{_NUMBER}\s*%?"
_UNTIL = r"(?:to|,|;|-|–|—)"
_CALLED = r"(?:\d{2}(?:\.\d)?\s*%\s*)?C\.?I\.?\s*[,:;=]?\s*"  # 95% CI, before an interval
_LEVEL = rf"(?:{_CALLED})?"
_SHAPES: tuple[tuple[str, str], ...] = (
    ("fraction", r"(\d+)\s*/\s*(\d+)"),
    ("count_share", rf"(\d+)\s*/\s*(\d+)\s*[(\[]\s*({_NUMBER}\s*%?)\s*[)\]]"),
    ("count_percent", rf"(\d+)\s*[(\[]\s*({_NUMBER}\s*%)\s*[)\]]"),
    ("mean_sd", rf"({_ITEM})\s*(?:±|\+/-|\+-)\s*({_ITEM})"),
    ("range", rf"{_LEVEL}({_ITEM})\s*(?:to|;|-|–|—|−)\s*({_ITEM})"),
    ("range", rf"\[\s*{_LEVEL}({_ITEM})\s*(?:to|,\s|;|-|–|—|−)\s*({_ITEM})\s*\]"),
    ("range", rf"\(\s*{_LEVEL}({_ITEM})\s*(?:to|,\s|;|-|–|—|−)\s*({_ITEM})\s*\)"),
    ("median_quartiles", rf"({_ITEM})\s*\[\s*({_ITEM})\s*(?:to|,|;|-|–|—)\s*({_ITEM})\s*\]"),
    ("median_iqr", rf"({_ITEM})\s*\[\s*({_ITEM})\s*\]"),
    ("estimate_interval", rf"({_ITEM})\s*\(\s*{_LEVEL}({_ITEM})\s*{_UNTIL}\s*({_ITEM})\s*\)"),
    ("estimate_interval", rf"({_ITEM})\s*\[\s*{_CALLED}({_ITEM})\s*{_UNTIL}\s*({_ITEM})\s*\]"),
    ("mean_sd", rf"({_ITEM})\s*\(\s*({_ITEM})\s*\)"),
)
_SHAPES_COMPILED = tuple((kind, re.compile(shape)) for kind, shape in _SHAPES)
_P_PREFIX = re.compile(r"[Pp](?:[\s-]*value)?\s*(?=[=<>≤≥])=?\s*")
_RELATION = re.compile(r"(<=|>=|[<>≤≥=])\s*")
_PER_CENT = re.compile(r"\s*\bper\s?cent\b", re.IGNORECASE)
_ONE = re.compile(rf"({_SIGNED})({_DIGITS})({_POWER})\s*(%?)")
_POWER_SIGN = re.compile(r"^\s*(?:[eE]|[×x]\s*10\^?)")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[,\u2009\u202f ]\d{3})+(?:[.·]\d+)?")
_EITHER_WAY = re.compile(r"([1-9]\d{0,2}),(\d{3})")  # a comma between thousands, or of decimals
_NOT_SIGNIFICANT = re.compile(r"n\.?\s?s\.?|not significant", re.IGNORECASE)
_P_BETWEEN = re.compile(rf"({_DIGITS})\s*([<≤])\s*[Pp]?\s*([<≤])\s*({_DIGITS})")
# Between them lies every printed number but a P value.
HUGE = Fraction(10) ** limits.DECADES.most
TINY = 1 / HUGE


def parse(
    text: str, rounding: str = "half-up", *, kind: str | None = None, p_rule: str = "nearest"
) -> Printed:
    """The exact interval of values that a printed string can stand for.

    Parameters
    ----------
    text : str
        For instance ``81%``, ``.02``, ``<0.001``, ``P=0.003``, ``89±21``, ``0.3 [0.8]``,
        ``0.3 [-0.1 to 0.7]``, ``10%-20%``, ``0·02``, ``2/10``, ``43/51 (84.3%)``,
        ``0.90 (95% CI, 0.71 to 1.13)``, ``[0.71; 1.13]``, ``0.001<P<0.01``,
        ``1 124``, ``7 per cent``, ``NS`` (P of .05 and more).
    rounding : {"half-up", "half-even", "either", "truncate"}
    kind : str, optional
        ``p_value`` to read a bare number as a P value; otherwise found from the text.
    p_rule : {"nearest", "truncate", "trailing-zero", "journal"}
        How P values were rounded. Under ``nearest``, ``rounding`` decides an exact half.

    Returns
    -------
    Printed

    Raises
    ------
    InputError
        If the text is no printed number, or a rule is unknown.

    Examples
    --------
    >>> percent = parse("81%")
    >>> str(percent.lower), str(percent.upper), percent.closed
    ('161/2', '163/2', (True, False))
    >>> parse("P=0.01", p_rule="journal").lower
    Fraction(19, 2000)
    >>> parse("−0.4").upper, parse("−0.4").closed
    (Fraction(-7, 20), (False, True))
    """
    check_rule(rounding, ROUNDINGS, "rounding")
    check_rule(p_rule, P_RULES, "P rule")
    if not isinstance(text, str):
        raise InputError(f"{text!r} is not a printed string; quote it")
    return _parsed(text, rounding, kind, p_rule)


@lru_cache(maxsize=65_536)  # a search reads the same few strings under every rule again and again
def _parsed(text: str, rounding: str, kind: str | None, p_rule: str) -> Printed:
    """The same, of text and of rules that are known."""
    cleaned = _PER_CENT.sub("%", text.replace("\u00a0", " ")).strip()
    if not cleaned or len(cleaned) > limits.TEXT.most:
        raise InputError(f"{text[: limits.TEXT.most]!r} is not a printed number")
    prefix = _P_PREFIX.match(cleaned)
    if prefix:
        kind, cleaned = "p_value", cleaned[prefix.end() :]
    found = _p_text(cleaned, rounding, p_rule)
    if found is not None and kind in (None, "p_value"):
        return replace(found, text=text)
    for shape, pattern in _SHAPES_COMPILED:
        match = pattern.fullmatch(cleaned) if kind != "p_value" else None
        if match:
            return _compound(text, shape, match.groups(), rounding)
    return replace(_single(cleaned, rounding, kind, p_rule), text=text)


def _compound(text: str, kind: str, items: tuple[str, ...], rounding: str) -> Printed:
    """Several numbers printed together; a share printed as k/n is exact."""
    if kind == "fraction":
        k, n = (int(item) for item in items)
        if n == 0:
            raise InputError(f"{text!r} has a denominator of 0")
        share = Fraction(k, n)
        parts = tuple(_single(item, "either", None, "nearest") for item in items)
        return Printed(text, kind, 0, share, share, (True, True), share, parts)
    if kind in ("count_share", "count_percent"):
        share_of = _single(f"{items[-1].rstrip(' %')}%", rounding, None, "nearest")
        parts = (*(_single(item, "either", None, "nearest") for item in items[:-1]), share_of)
        if kind == "count_share" and not parts[0].value <= parts[1].value:
            raise InputError(f"{text!r}: the count exceeds its denominator")
        return replace(share_of, text=text, kind=kind, parts=parts)
    percent = any(item.endswith("%") for item in items)
    # "10-20%" prints its unit once; the first number has it too.
    unit = "%" if percent else ""
    parts = tuple(_single(item.rstrip(" %") + unit, rounding, None, "nearest") for item in items)
    first, last = parts[0], parts[-1]
    if kind != "range":
        return Printed(
            text, kind, first.decimals, first.lower, first.upper, first.closed, first.value, parts
        )
    if first.value > last.value:
        raise InputError(f"{text!r}: the ends of the range are swapped")
    closed = (first.closed[0], last.closed[1])
    return Printed(text, kind, first.decimals, first.lower, last.upper, closed, first.value, parts)


def _single(text: str, rounding: str, kind: str | None, p_rule: str) -> Printed:
    """One number, with its relation sign and unit."""
    relation_match = _RELATION.match(text)
    lower: Fraction | None
    upper: Fraction | None
    relation = relation_match.group(1) if relation_match else "="
    rest = text[relation_match.end() :] if relation_match else text
    match = _ONE.fullmatch(rest.strip())
    if match is None:
        raise InputError(f"{text!r} is not a printed number")
    sign, digits, power, percent = match.groups()
    twofold = _EITHER_WAY.fullmatch(digits)
    if twofold is not None:
        whole, rest = twofold.groups()
        raise InputError(
            f"{digits!r} can be {whole}{rest} or {whole}.{rest}; write the one that is meant"
        )
    value, decimals = _decimal(digits, power)
    if sign.strip() in {"-", "−", "‒", "–"}:
        value = -value
    if kind is None:
        # A bare "<0.001" is how papers print a P value; a bare ".02" may be anything.
        looks_like_p = relation != "=" and not percent and not sign.strip() and value < 1
        kind = "percent" if percent else "p_value" if looks_like_p else "number"
    if kind != "p_value" and value and not TINY <= abs(value) <= HUGE:
        raise limits.DECADES.refusal(repr(text))
    if relation == "=":
        lower, upper, closed = (
            p_interval(value, decimals, rounding, p_rule)
            if kind == "p_value"
            else interval(value, decimals, rounding)
        )
    else:
        below, inclusive = relation in {"<", "<=", "≤"}, relation in {"<=", ">=", "≤", "≥"}
        lower, upper = (None, value) if below else (value, None)
        closed = (False, inclusive) if below else (inclusive, False)
    if kind == "p_value":
        lower, upper, closed = _within_unit(text, value, lower, upper, closed)
    return Printed(text, kind, decimals, lower, upper, closed, value)


def _p_text(text: str, rounding: str, p_rule: str) -> Printed | None:
    """A P value printed as words or between two limits."""
    level = Fraction(1, 20)
    if _NOT_SIGNIFICANT.fullmatch(text):
        return Printed(text, "p_value", 2, level, Fraction(1), (True, True), level)
    match = _P_BETWEEN.fullmatch(text)
    if match is None:
        return None
    low, high = (_single(f"{match[i]}", "either", None, "nearest") for i in (1, 4))
    if not 0 <= low.value < high.value <= 1:
        raise InputError(f"{text!r}: a P value lies between two limits in their order, 0 to 1")
    closed = (match[2] == "≤", match[3] == "≤")
    return Printed(text, "p_value", high.decimals, low.value, high.value, closed, high.value)


def _decimal(digits: str, power: str) -> tuple[Fraction, int]:
    """The unsigned number and its count of decimals."""
    if _GROUPED.fullmatch(digits):
        digits = re.sub(r"[,\u2009\u202f ]", "", digits)
    plain = digits.replace("·", ".").replace(",", ".")
    decimals = len(plain.partition(".")[2])
    exponent = int(_POWER_SIGN.sub("", power).replace("−", "-")) if power else 0
    value = Fraction(f"0{plain}") * Fraction(10) ** exponent
    return value, decimals - exponent


def _within_unit(
    text: str,
    value: Fraction,
    lower: Fraction | None,
    upper: Fraction | None,
    closed: tuple[bool, bool],
) -> tuple[Fraction, Fraction, tuple[bool, bool]]:
    """A P value lies between 0 and 1, whatever its printed digits would allow."""
    if not 0 <= value <= 1:
        raise InputError(f"{text!r}: a P value lies between 0 and 1")
    low, low_closed = (Fraction(0), True) if lower is None or lower < 0 else (lower, closed[0])
    high, high_closed = (Fraction(1), True) if upper is None or upper > 1 else (upper, closed[1])
    if low == high and not (low_closed and high_closed):  # <0, or >1
        raise InputError(f"{text!r}: no P value lies there; it lies between 0 and 1")
    return low, high, (low_closed, high_closed)


def check_rule(name: str, known: tuple[str, ...], what: str) -> None:
    """Raise InputError unless the name is a known rule."""
    if name not in known:
        raise InputError(f"unknown {what} {name!r}; one of {', '.join(known)}")


# --------------------------------------------------------------------------- the rules

Ends = tuple[Fraction, Fraction, tuple[bool, bool]]


def interval(value: Fraction, decimals: int, rounding: str = "half-up") -> Ends:
    """Lower end, upper end and closedness of all that rounds to the value.

    >>> interval(Fraction(5, 2), 1, "half-even")
    (Fraction(49, 20), Fraction(51, 20), (False, False))
    """
    check_rule(rounding, ROUNDINGS, "rounding")
    unit = Fraction(10) ** -decimals
    if rounding == "truncate":
        low, high = value - unit * (value <= 0), value + unit * (value >= 0)
        return low, high, (value > 0, value < 0)
    low, high = value - unit / 2, value + unit / 2
    if rounding == "either":
        return low, high, (True, True)
    if rounding == "half-even":
        even = (value / unit) % 2 == 0
        return low, high, (even, even)
    return low, high, (value > 0, value < 0)


def p_interval(value: Fraction, decimals: int, rounding: str, p_rule: str) -> Ends:
    """The same for a P value under one of the rules for P values.

    >>> p_interval(Fraction(2, 100), 2, "half-up", "trailing-zero")[:2]
    (Fraction(39, 2000), Fraction(41, 2000))
    """
    check_rule(p_rule, P_RULES, "P rule")
    if p_rule == "truncate":
        return interval(value, decimals, "truncate")
    half = rounding if rounding != "truncate" else "half-up"  # percentages and P may differ
    if p_rule == "trailing-zero":
        return interval(value, decimals + 1, half)
    low, high, closed = interval(value, decimals, half)
    edge = Fraction(1, 100)
    if p_rule == "journal" and decimals == 2 and value == edge:
        # Below .01 the journal prints three decimals: .0095 is the first to become 0.010.
        low, _, (low_closed, _) = interval(value, 3, half)
        return low, high, (low_closed, closed[1])
    return low, high, closed


# --------------------------------------------------------------------------- writing


def rounded(value: Number, decimals: int = 0, rounding: str = "half-up") -> Fraction:
    """The value rounded to so many decimals; ``either`` cannot round.

    >>> rounded(2.5), rounded("-0.45", 1), rounded(2.5, rounding="half-even")
    (Fraction(3, 1), Fraction(-1, 2), Fraction(2, 1))
    """
    scaled = abs(exact(value)) * Fraction(10) ** decimals
    pick: dict[str, Callable[[Fraction], int]] = {
        "half-up": lambda x: math.floor(x + Fraction(1, 2)),
        "half-even": round,
        "truncate": math.floor,
    }
    if rounding not in pick:
        raise InputError(f"{rounding!r} does not name one rounded value")
    size = Fraction(pick[rounding](scaled)) / Fraction(10) ** decimals
    return -size if exact(value) < 0 else size


def text(value: Number, decimals: int = 0, rounding: str = "half-up") -> str:
    """The value as digits with so many decimals; never a negative zero.

    >>> text(2.675, 2), text(-0.04, 1), text(float("inf"), 1)
    ('2.68', '0.0', '∞')
    """
    if isinstance(value, float) and math.isinf(value):
        return "∞" if value > 0 else "-∞"
    number = rounded(value, decimals, rounding)
    whole = str(abs(number.numerator) * 10**decimals // number.denominator).zfill(decimals + 1)
    body = f"{whole[:-decimals]}.{whole[-decimals:]}" if decimals else whole
    return f"-{body}" if number < 0 else body


def text_outward(value: Number, decimals: int = 0, *, up: bool) -> str:
    """The value as digits, rounded up or down: an end of a range (see ``printed.sets.Range``).

    A float that is a whole number of digits but for its own error counts as that.

    >>> text_outward("0.301", 2, up=True), text_outward("-0.301", 2, up=True)
    ('0.31', '-0.30')
    >>> text_outward(0.1 + 0.2, 2, up=True)
    '0.30'
    """
    if isinstance(value, float) and math.isinf(value):
        return text(value, decimals)
    scaled = exact(value) * Fraction(10) ** decimals
    whole = math.ceil(scaled) if up else math.floor(scaled)
    if isinstance(value, float) and abs(round(scaled) - scaled) < abs(scaled) / 10**14:
        whole = round(scaled)
    return text(Fraction(whole) / Fraction(10) ** decimals, decimals)


def percent(share: Number, decimals: int = 0, rounding: str = "half-up") -> str:
    """A share as a percentage.

    >>> percent(Fraction(29, 36)), percent(Fraction(1, 3), 1)
    ('81%', '33.3%')
    """
    return f"{text(exact(share) * 100, decimals, rounding)}%"


def p_text(p: Number) -> str:
    """A P value as clinical journals print it: three decimals below .01, two above.

    >>> p_text(0.0197), p_text(0.0034), p_text(0.00002), p_text(0.9999)
    ('0.02', '0.003', '<0.001', '>0.99')
    """
    value = exact(p)
    if value < Fraction(1, 1000):
        return "<0.001"
    if value >= Fraction(995, 1000):
        return "1.00" if value == 1 else ">0.99"
    return text(value, 3) if value < Fraction(95, 10_000) else text(value, 2)


def brief(value: object, digits: int = 4) -> str:
    """Any value for a terminal: a float with so many significant digits, nothing as a dash.

    >>> brief(0.0196987), brief(None), brief(12), brief(123456.7)
    ('0.0197', '-', '12', '123457')
    """
    if value is None:
        return "-"
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, Fraction):
        value = float(value)
    if not isinstance(value, float):
        return str(value)
    if not math.isfinite(value) or value == 0:
        return text(value, 0) if math.isinf(value) else ("0" if value == 0 else "-")
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    shown = text(value, places)
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
