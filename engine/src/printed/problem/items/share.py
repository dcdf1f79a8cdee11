"""A printed share with the confidence interval of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar

from printed import notation
from printed.errors import InputError
from printed.fit import means
from printed.notation import Printed
from printed.problem.items.base import Allowed, Convention, Number, TooMany
from printed.problem.items.continuous import read_level
from printed.problem.items.count import SHOWN, CountItem
from printed.problem.tree import Node
from printed.problem.values import placed
from printed.stats.intervals import proportion


@dataclass(frozen=True)
class ShareItem(CountItem):
    """A count, a denominator, a percentage and an interval of the share, any of them unknown.

    Examples
    --------
    >>> from printed.problem import solve
    >>> item = {"kind": "count", "n": [2, 60], "percent": "20%", "ci": "6-51%"}
    >>> found = solve({"items": {"cp": item}, "conventions": {"share": ["wilson"],
    ...     "rounding": ["half-up"]}})
    >>> [row["cp"] for row in found.results["solutions"]]
    [{'k': 2, 'n': 10}]
    """

    kind: ClassVar[str] = "count"
    printed_keys: ClassVar[tuple[str, ...]] = (*CountItem.printed_keys, "ci")
    other_keys: ClassVar[tuple[str, ...]] = (*CountItem.other_keys, "level")

    ci: str | None = None
    level: float = 0.95

    @classmethod
    def read(
        cls,
        name: str,
        entries: Mapping[str, Node],
        printed: Mapping[str, str],
        unknowns: Mapping[str, tuple[int, int]],
    ) -> CountItem:
        """The item from its entries in a problem file."""
        item = super().read(name, entries, printed, unknowns)
        if "level" in entries and "ci" not in entries:
            raise entries["level"].error("a level is that of an interval; give ci")
        if "ci" not in printed:
            return item
        with placed(entries["ci"]):
            ci = in_percent(printed["ci"], printed.get("percent"))
            for end in means.interval_ends(ci):
                if not 0 <= end.value <= (100 if end.kind == "percent" else 1):
                    raise InputError(f"{printed['ci']!r}: a share lies between 0 and 1, or 100%")
        return replace(item, ci=ci, level=read_level(entries))  # type: ignore[call-arg]

    @property
    def facts(self) -> tuple[str, ...]:
        """Those of a count, and the interval."""
        return (*super().facts, *(("ci",) if self.ci is not None else ()))

    @property
    def rules(self) -> tuple[str, ...]:
        """The method of the interval, and rounding."""
        return ("share", "rounding") if self.ci is not None else super().rules

    def without(self, fact: str) -> CountItem:
        """The item with one printed value taken as not printed."""
        return replace(self, ci=None) if fact == "ci" else super().without(fact)

    def pairs(self, convention: Convention, allowed: Allowed) -> Iterator[tuple[int, int]]:
        """Every count and denominator whose interval prints like this."""
        if self.ci is None:
            yield from super().pairs(convention, allowed)
            return
        low, high = means.interval_ends(self.ci, convention.rounding)
        for k, n in super().pairs(convention, allowed):
            ends = share_ends(k, n, convention.share, self.level)
            if all(inside(*one) for one in zip((low, high), ends, strict=True)):
                yield k, n

    def printed_text(self, fact: str) -> str:
        """A fact as printed."""
        return str(self.ci) if fact == "ci" else super().printed_text(fact)

    def numbers(self, convention: Convention) -> Iterator[Number]:
        """The percentage and both ends of the interval."""
        yield from super().numbers(convention)
        if self.ci is not None:
            for name, end in zip(
                ("low", "high"), means.interval_ends(self.ci, convention.rounding), strict=True
            ):
                unit = Fraction(1, 100) if end.kind == "percent" else Fraction(1)
                yield Number(f"ci.{name}", "ci", end, ("share", "rounding"), "share", unit)

    def recomputed(
        self, quantity: str, convention: Convention, allowed: Allowed
    ) -> Iterator[tuple[Any, str]]:
        """Those of a count; ends of the interval of every count that prints the percentage."""
        if not quantity.startswith("ci."):
            yield from super().recomputed(quantity, convention, allowed)
            return
        known = self.k[0] == self.k[1] and self.n[0] == self.n[1]  # whatever percentage is printed
        pairs = [(self.k[0], self.n[0])] if known else super().pairs(convention, allowed)
        for count, (k, n) in enumerate(pairs):
            if count == SHOWN:
                raise TooMany
            ends = share_ends(k, n, convention.share, self.level)
            yield ends[quantity == "ci.high"], f"{k}/{n}"


def in_percent(ci: str, percent: str | None) -> str:
    """An interval with the sign of the percentage before it, where it can be of nothing else.

    >>> in_percent("10.9-17.7", "14.3%"), in_percent("0.11-0.18", "14.3%")
    ('10.9-17.7%', '0.11-0.18')
    """
    low, high = means.interval_ends(ci)
    if percent is None or "percent" in (low.kind, high.kind):
        return ci
    if high.value > 1 or low.value <= notation.parse(percent).value <= high.value:
        return re.sub(r"(?<=\d)(?=[^\d]*$)", "%", ci, count=1)
    return ci


def inside(printed: Printed, share: float) -> bool:
    """Whether an end of an interval prints like this, as a share or as a percentage."""
    return printed.contains(share * 100 if printed.kind == "percent" else share)


@lru_cache(maxsize=65_536)
def share_ends(k: int, n: int, method: str, level: float) -> tuple[float, float]:
    """Both ends of the interval of a share."""
    found = proportion(k, n, method, level)
    return found.low, found.high
