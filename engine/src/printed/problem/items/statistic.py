"""A printed test statistic with its degrees of freedom and P."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from printed.errors import InputError
from printed.fit import estimates, means
from printed.fit.estimates import Ranges
from printed.fit.spans import Span
from printed.notation import Printed
from printed.problem.items.base import Convention
from printed.problem.items.continuous import Continuous, read_side
from printed.problem.tree import Node
from printed.problem.values import members_of, placed, text_of
from printed.stats.laws import chi2_tail, f_tail

DEGREES = {"t": 1, "F": 2, "chi2": 1, "z": 0, "r": 1}  # how many degrees of freedom each has


@dataclass(frozen=True)
class StatisticItem(Continuous):
    """t, F, chi-squared, z or a correlation with its P.

    Examples
    --------
    >>> from printed.problem import solve
    >>> item = {"kind": "statistic", "statistic": "t", "value": "2.20", "df": 28, "p": ".03"}
    >>> found = solve({"items": {"stat": item}, "bounds": ["stat.p"],
    ...     "conventions": {"rounding": ["half-up"], "p_rule": ["truncate"]}})
    >>> round(found.results["bounds"]["stat.p"]["min"], 4)
    0.0358
    """

    kind: ClassVar[str] = "statistic"
    label: ClassVar[str] = "a test statistic"
    printed_keys: ClassVar[tuple[str, ...]] = ("value", "p")
    other_keys: ClassVar[tuple[str, ...]] = ("statistic", "df", "tails", "side")
    needed_keys: ClassVar[tuple[str, ...]] = ("statistic",)
    quantities: ClassVar[tuple[str, ...]] = ("value", "p")

    @classmethod
    def read(
        cls,
        name: str,
        entries: Mapping[str, Node],
        printed: Mapping[str, str],
        unknowns: Mapping[str, tuple[int, int]],
    ) -> StatisticItem:
        """The item from its entries in a problem file."""
        which = text_of(entries["statistic"], "statistic")
        if which not in DEGREES:
            raise entries["statistic"].error(
                f"unknown statistic {which!r}; one of {', '.join(DEGREES)}"
            )
        df = tuple(_degrees(node) for node in members_of(entries.get("df")))
        if len(df) != DEGREES[which]:
            raise entries.get("df", entries["statistic"]).error(
                f"{which} has {DEGREES[which]} degrees of freedom, not {len(df)}"
            )
        side = read_side(entries)
        if side != "two-sided" and which in ("F", "chi2"):
            raise entries["statistic"].error(f"{which} has no side")
        if "value" in printed:
            with placed(entries["value"]):
                value = means.one_number(printed["value"])
                if which in ("F", "chi2") and value.value < 0:
                    raise InputError(f"{value.text}: {which} is not negative")
                if which == "r" and abs(value.value) > 1:
                    raise InputError(f"{value.text}: a correlation lies between -1 and 1")
        if "p" in printed:
            with placed(entries["p"]):
                means.read_p(printed["p"])
        if not printed:
            raise InputError(f"{name}: a statistic needs value, p or both")
        return cls(
            name, (), tuple(printed.items()), (("statistic", which), ("df", df), ("side", side))
        )

    def tail(self, value: float) -> float:
        """P of a value of the statistic."""
        which, df, side = (self.option(key) for key in ("statistic", "df", "side"))
        if which == "F":
            return f_tail(value, *df)
        if which == "chi2":
            return chi2_tail(value, *df)
        if which == "r":
            left = max(0.0, 1 - value * value)
            value = math.copysign(math.inf, value) if left == 0 else value * math.sqrt(df[0] / left)
        return estimates.p_value(value, df[0] if df else math.inf, side)

    def _p(self, span: Span) -> tuple[float, float]:
        """P falls away from 0, or along the side."""
        which = self.option("statistic")
        least = -1.0 if which == "r" else 0.0 if which in ("F", "chi2") else -math.inf
        most = 1.0 if which == "r" else math.inf
        low, high = max(span.floats[0], least), min(span.floats[1], most)
        found = [self.tail(low), self.tail(high)]
        if self.option("side") == "two-sided" and low < 0 < high:
            found.append(1.0)
        return min(found), max(found)

    def fit(self, sizes: Mapping[str, int], convention: Convention) -> Ranges | None:
        """The ranges of value and P that agree."""
        told = dict(self.told)
        value = Span()
        if "value" in told:
            value = Span.of(means.one_number(told["value"], convention.rounding))
        low, high = self._p(value)
        if "p" not in told:
            return {"value": value.floats, "p": (low, high)}
        printed = Span.of(means.read_p(told["p"], convention.rounding, convention.p_rule))
        # P is continuous, so that its range is an interval; ends are printed ones, exactly.
        ends = means.floats_span(low, high)
        if printed.meet(ends).empty:
            return None
        kept = printed.meet(ends).floats
        return {"value": value.floats, "p": kept}

    def prints(self, convention: Convention) -> Iterator[tuple[str, str, Printed, str]]:
        """P."""
        told = dict(self.told)
        if {"p", "value"} <= told.keys():
            yield "p", "p", means.read_p(told["p"], convention.rounding, convention.p_rule), ""

    def alone(self, quantity: str, sizes: Mapping[str, int], convention: Convention) -> Any:
        """P by the value."""
        value = Span.of(means.one_number(dict(self.told)["value"], convention.rounding))
        return self._p(value)


def _degrees(node: Node) -> float:
    text = text_of(node, "df")
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < 1e9:
        raise node.error(f"{text!r} is no number of degrees of freedom")
    return value
