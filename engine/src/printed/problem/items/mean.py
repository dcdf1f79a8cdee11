"""The printed statistics of one sample with the confidence interval of its mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from printed import notation
from printed.fit import estimates, means
from printed.fit.estimates import Stated
from printed.fit.samples import SampleSet
from printed.fit.spans import Span
from printed.problem.items.base import Allowed, Convention, Key, Number
from printed.problem.items.continuous import read_level, spread_over
from printed.problem.items.sample import SampleItem
from printed.problem.tree import Node
from printed.problem.values import placed, split


@dataclass(frozen=True)
class MeanItem(SampleItem):
    """A sample whose mean, SD and size make an interval; any of them may be unknown.

    Examples
    --------
    >>> from printed.problem import solve
    >>> item = {"kind": "sample", "n": [5, 60], "mean": "4.1", "sd": "1.2", "ci": "3.6-4.6"}
    >>> found = solve({"items": {"score": item}, "conventions": {"interval": ["t"],
    ...     "rounding": ["half-up"], "sd": ["n-1"]}})
    >>> [row["score"]["n"] for row in found.results["solutions"]]
    [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32]
    """

    kind: ClassVar[str] = "sample"
    printed_keys: ClassVar[tuple[str, ...]] = (*SampleItem.printed_keys, "ci")
    other_keys: ClassVar[tuple[str, ...]] = (*SampleItem.other_keys, "level")

    ci: str | None = None
    level: float = 0.95

    @classmethod
    def read(
        cls,
        name: str,
        entries: Mapping[str, Node],
        printed: Mapping[str, str],
        unknowns: Mapping[str, tuple[int, int]],
    ) -> SampleItem:
        """The item from its entries in a problem file."""
        printed = split(entries, printed, "mean", ("ci",))
        ci = printed.get("ci")
        if "level" in entries and ci is None:
            raise entries["level"].error("a level is that of an interval; give ci")
        rest = {key: text for key, text in printed.items() if key != "ci"}
        item = super().read(name, entries, rest, unknowns)
        if ci is None:
            return item
        with placed(entries.get("ci", entries.get("mean"))):
            means.interval_ends(ci)
        return replace(item, ci=ci, level=read_level(entries))  # type: ignore[call-arg]

    @property
    def facts(self) -> tuple[str, ...]:
        """Those of a sample, and the interval."""
        return (*super().facts, *(("ci",) if self.ci is not None else ()))

    @property
    def rules(self) -> tuple[str, ...]:
        """Those of a sample, and how the interval is made."""
        if self.ci is None:
            return super().rules
        return tuple(dict.fromkeys(("interval", "rounding", *super().rules)))

    def without(self, fact: str) -> SampleItem:
        """The item with one printed value taken as not printed."""
        return replace(self, ci=None) if fact == "ci" else super().without(fact)

    def around(self, n: int, convention: Convention) -> tuple[Stated, means.Laws]:
        """Mean, interval and standard error of a sample of this size."""
        told = {key: text for key, text in self.stated if key in ("mean", "sd", "se")}
        group = means.Group(n, told.get("mean"), told.get("sd"), told.get("se"))
        laws = means.mean_laws(group, convention.rounding, convention.interval)
        ends = [Span.of(end) for end in means.interval_ends(self.ci or "", convention.rounding)]
        where = group.location(convention.rounding)
        return Stated(estimate=where, low=ends[0], high=ends[1], level=self.level), laws

    def members(
        self, convention: Convention, allowed: Allowed
    ) -> Iterator[tuple[Key, SampleSet]]:
        """The samples of each size with which the interval agrees."""
        for key, found in super().members(convention, allowed):
            if self.ci is None or (found.stated.n > 1 and self._fits(found.stated.n, convention)):
                yield key, found

    def _fits(self, n: int, convention: Convention) -> bool:
        return estimates.fits(*self.around(n, convention))

    continuous: ClassVar[bool] = True

    @property
    def stated_facts(self) -> tuple[str, ...]:
        """The mean and the spread, where an interval is made of them."""
        return ("mean", "sd", "se") if self.ci is not None else ()

    def printed_text(self, fact: str) -> str:
        """A fact as printed."""
        return str(self.ci) if fact == "ci" else str(dict(self.stated).get(fact, fact))

    def numbers(self, convention: Convention) -> Iterator[Number]:
        """Both ends of the interval."""
        if self.ci is not None:
            ends = means.interval_ends(self.ci, convention.rounding)
            for name, end in zip(("low", "high"), ends, strict=True):
                yield Number(f"ci.{name}", "ci", end, ("interval", "rounding"), "interval")

    def recomputed(
        self, quantity: str, convention: Convention, allowed: Allowed
    ) -> Iterator[tuple[Any, str]]:
        """By mean, spread and size."""
        side = quantity.removeprefix("ci.")
        ways = [replace(convention, rounding=rounding) for rounding in notation.ROUNDINGS]
        ends = [one for way in ways for one in self.numbers(way) if one.quantity == quantity]
        for n in sorted(allowed.get(self.shared_n or "", range(self.n[0], self.n[1] + 1))):
            if n < 2:
                continue
            stated, laws = self.around(n, convention)
            found = estimates.ranges(stated.without("low").without("high"), laws)
            if found is not None and stated.estimate.low is not None:
                values = spread_over(found[side], (one.printed for one in ends))
                yield from ((value, f"n={n}") for value in values)
