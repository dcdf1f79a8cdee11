"""A printed share with the confidence interval of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import Any, ClassVar

from printed import notation
from printed.errors import InputError
from printed.fit import means
from printed.notation import ROUNDINGS, Printed
from printed.problem.items.base import Allowed, Convention, Key, Number, TooMany
from printed.problem.items.continuous import read_level
from printed.problem.items.count import SHOWN, CountItem
from printed.problem.tree import Node
from printed.problem.values import placed
from printed.stats.intervals import proportion

# Intervals that are made by one method: some seconds for all methods together.
MOST_INTERVALS = {"clopper-pearson": 3_000, "jeffreys": 3_000, "mid-p": 1_000}
MOST_OTHERS = 8_000  # by a formula
INTERVALS = 50  # intervals that are made in vain in search of one that prints as it should


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
        if fact == "ci":
            return replace(self, ci=None)
        loose: Any = super().without(fact)
        if fact != "n" or self.ci is None:
            return loose
        least = min(means.interval_ends(self.ci, rule)[0].lower or 0 for rule in ROUNDINGS)
        if self.k == (0, self.n[1]) or least <= 0:
            return replace(loose, ci=None)  # of a group of any size the interval binds nothing
        percent = means.interval_ends(self.ci)[0].kind == "percent"
        last = int(self.k[1] * (100 if percent else 1) / least) + 1
        return replace(loose, n=(1, max(loose.n[1], last)))

    def pairs(self, convention: Convention, allowed: Allowed) -> Iterator[tuple[int, int]]:
        """Every count and denominator whose interval prints like this."""
        found = super().pairs(convention, allowed)
        if self.ci is None:
            return found
        return self._agreeing(found, convention, _most(convention))

    def refused(self, convention: Convention, allowed: Allowed) -> str | None:
        """Whether there are too many intervals to look at."""
        if self.ci is None:
            return super().refused(convention, allowed)
        ends, hundred = self._ends(convention)
        low, high = Fraction(ends[0].lower or 0), Fraction(ends[1].upper or hundred)
        looked = sum(
            max(0, min(last, n * high // hundred) - max(first, -(-n * low // hundred)) + 1)
            for n, first, last in self._runs(convention, allowed)
        )
        most = _most(convention)
        if looked <= most:
            return None
        return f"too slow for {looked} intervals; at most {most}; narrow n or the count"

    def _ends(self, convention: Convention) -> tuple[tuple[Printed, Printed], int]:
        """Both ends as printed, and what stands for all children there."""
        low, high = means.interval_ends(self.ci or "", convention.rounding)
        return (low, high), 100 if low.kind == "percent" else 1

    def _agreeing(
        self, found: Iterable[tuple[int, int]], convention: Convention, most: int
    ) -> Iterator[tuple[int, int]]:
        """Those whose interval prints like this; InputError after too many looks."""
        ends, hundred = self._ends(convention)
        looked = 0
        for k, n in found:
            share = Fraction(hundred * k, n)
            if (ends[0].lower or 0) > share or (ends[1].upper or hundred) < share:
                continue  # every interval holds the share itself
            looked += 1
            if looked > most:
                raise InputError("too many intervals to look at")
            made = share_ends(k, n, convention.share, self.level)
            if all(inside(*one) for one in zip(ends, made, strict=True)):
                yield k, n

    def keys(self, convention: Convention, allowed: Allowed) -> set[Key]:
        """The values of count and denominator with which the interval agrees."""
        if self.ci is None:
            return super().keys(convention, allowed)
        if self.shared:
            return {key for key, _ in self.members(convention, allowed)}
        # The largest first: a size of which nothing is said is looked at up to what is printed.
        found = list(super().pairs(convention, allowed))[::-1]
        return {() for _ in islice(self._agreeing(found, convention, INTERVALS), 1)}

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


def _most(convention: Convention) -> int:
    return MOST_INTERVALS.get(convention.share, MOST_OTHERS)


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
