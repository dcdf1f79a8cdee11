"""A mean change within the same persons, with SD, standard error, interval, t, P or Cohen's d."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from printed.fit import estimates, means
from printed.fit.estimates import Ranges, Stated
from printed.fit.spans import Span
from printed.notation import Printed
from printed.problem.items.base import Convention
from printed.problem.items.continuous import (
    SIDES,
    Size,
    printed_entries,
    read_level,
    read_side,
)
from printed.problem.items.estimated import Estimated
from printed.problem.items.ttest import OF_A_GROUP, check_estimate
from printed.problem.tree import Node
from printed.problem.values import entries_of, placed, split

TIMES = ("before", "after")
SPREADS = tuple(f"{time}.{key}" for time in TIMES for key in ("sd", "se"))
# What says more of a number than the SDs before and after do.
SAYS_MORE = {
    "mean": set[str](),
    "t": {"sd", "se", "ci"},
    "d": {"sd", "se", "ci"},
    "p": {"sd", "se", "ci", "t"},
    "ci": {"sd", "se", "t", "p"},
}


@dataclass(frozen=True)
class PairedItem(Estimated):
    """A paired t test, or a mean against 0.

    The change is after less before. Their SDs leave the SD of the changes between the difference
    and the sum of both, as the correlation goes from 1 to -1; Cohen's d is the mean change by that
    SD.

    Examples
    --------
    >>> from printed.problem import solve
    >>> found = solve({"items": {"change": {
    ...     "kind": "paired", "n": 44, "mean": "-7.9", "ci": "-13.1 to -2.2", "p": "0.022"}},
    ...     "conventions": {"rounding": ["half-up"], "p_rule": ["nearest"]}})
    >>> found.results["solutions"]
    []
    >>> found = solve({"items": {"pain": {
    ...     "kind": "paired", "n": 25, "before": {"mean": "6.0", "sd": "2.7"},
    ...     "after": {"mean": "4.1", "sd": "2.9"}, "p": "0.001"}}, "bounds": ["pain.t"],
    ...     "conventions": {"rounding": ["half-up"], "p_rule": ["nearest"]}})
    >>> [round(found.results["bounds"]["pain.t"][end], 2) for end in ("min", "max")]
    [-4.02, -3.58]
    """

    kind: ClassVar[str] = "paired"
    label: ClassVar[str] = "a mean change"
    printed_keys: ClassVar[tuple[str, ...]] = ("mean", "sd", "se", "ci", "t", "p", "d")
    other_keys: ClassVar[tuple[str, ...]] = ("n", *TIMES, "level", "tails", "side")
    needed_keys: ClassVar[tuple[str, ...]] = ("n",)
    inner: ClassVar[tuple[str, ...]] = tuple(
        f"{time}.{key}" for time in TIMES for key in OF_A_GROUP
    )
    estimate: ClassVar[str] = "mean"
    quantities: ClassVar[tuple[str, ...]] = ("mean", *Estimated.quantities, "d")

    @classmethod
    def read(
        cls,
        name: str,
        entries: Mapping[str, Node],
        printed: Mapping[str, str],
        unknowns: Mapping[str, tuple[int, int]],
    ) -> PairedItem:
        """The item from its entries in a problem file."""
        size = Size.read(entries["n"], unknowns)
        told: dict[str, str] = {}
        for time in TIMES:
            if time in entries:
                inside = entries_of(entries[time], OF_A_GROUP, f"what is printed {time}")
                group = split(inside, printed_entries(inside, OF_A_GROUP), "mean", ("sd",))
                with placed(entries[time]):
                    means.Group(size.n[1], **group).check()
                told |= {f"{time}.{fact}": text for fact, text in group.items()}
        change = check_estimate(entries, printed, "mean")
        told |= change
        if "d" in change:
            with placed(entries["d"]):
                means.one_number(change["d"])
        spreads = {key: change[key] for key in ("sd", "se") if key in change}
        with placed(entries["n"]):
            means.Group(size.n[1], **spreads).check()
        options = (("level", read_level(entries)), ("side", read_side(entries)))
        return cls(name, (("n", size),), tuple(told.items()), options)

    @property
    def stated_facts(self) -> tuple[str, ...]:
        """What is printed before and after as well."""
        return (*super().stated_facts, *(fact for fact in self.facts if fact.startswith(TIMES)))

    def exchanged(self) -> PairedItem | None:
        """The item with before and after exchanged, where a sign depends on their order."""
        tied = {"before.mean", "after.mean"} <= set(self.facts)
        if not tied or not {"mean", "ci"} & set(self.facts) or self.option("side") in SIDES:
            return None
        other = dict(zip(TIMES, reversed(TIMES), strict=True))
        told = tuple(
            (f"{other[time]}.{fact}" if fact else time, text)
            for (time, _, fact), text in ((key.partition("."), text) for key, text in self.told)
        )
        return replace(self, told=told)

    def times(self, sizes: Mapping[str, int]) -> tuple[means.Group, means.Group]:
        """What is printed before and after."""
        told = dict(self.told)
        before, after = (
            means.Group(sizes["n"], **{fact: told.get(f"{time}.{fact}") for fact in OF_A_GROUP})
            for time in TIMES
        )
        return before, after

    def laws(
        self, sizes: Mapping[str, int], convention: Convention
    ) -> tuple[means.Laws, means.Laws]:
        """One t law, n - 1 degrees of freedom."""
        told = dict(self.told)
        group = means.Group(sizes["n"], None, told.get("sd"), told.get("se"))
        between = means.change_errors(*self.times(sizes), convention.rounding)
        laws = [
            (law, errors.meet(between))
            for law, errors in means.mean_laws(group, convention.rounding, convention.interval)
        ]
        return laws, laws

    def location(self, sizes: Mapping[str, int], rounding: str) -> Span:
        """The changes that both means leave; else nothing but the mean itself says where it is."""
        before, after = self.times(sizes)
        return means.gap(after, before, rounding)

    def stated(self, sizes: Mapping[str, int], convention: Convention, kept: Any = None) -> Stated:
        """With Cohen's d as a statistic."""
        stated = super().stated(sizes, convention, kept)
        told = dict(self.told)
        if "d" not in told or (kept is not None and "d" not in kept):
            return stated
        printed = Span.of(means.one_number(told["d"], convention.rounding))
        low, high = (end * math.sqrt(sizes["n"]) for end in printed.floats)
        span = means.floats_span(low, high)
        statistic = span if stated.statistic is None else _same_size(stated.statistic, span)
        return replace(stated, statistic=statistic)

    def fit(self, sizes: Mapping[str, int], convention: Convention) -> Ranges | None:
        """With Cohen's d."""
        found = super().fit(sizes, convention)
        return found and {**found, "d": self._d(found["t"], sizes)}

    def prints(self, convention: Convention) -> Iterator[tuple[str, str, Printed, str]]:
        """With Cohen's d."""
        yield from super().prints(convention)
        told = dict(self.told)
        if "d" in told:
            yield "d", "d", means.one_number(told["d"], convention.rounding), ""

    def alone(self, quantity: str, sizes: Mapping[str, int], convention: Convention) -> Any:
        """By what says most: SDs before and after leave much where the change has its own."""
        told = dict(self.told)
        more = told.keys() & SAYS_MORE[quantity.split(".")[0]]
        left_out = (SPREADS if more else ()) + (("d",) if "t" in told else ())
        narrow = replace(self, told=tuple(pair for pair in self.told if pair[0] not in left_out))
        level, side = self.option("level", 0.95), self.option("side", "two-sided")
        spread = told.keys() & {"sd", "se", "ci"}
        root = math.sqrt(sizes["n"])
        if quantity == "d":
            if "t" in told and not spread:
                ends = Span.of(means.one_number(told["t"], convention.rounding)).floats
            else:
                ends = super(PairedItem, narrow).alone("t", sizes, convention)
            return None if ends is None else _signed(self._d(ends, sizes), told.get("d"))
        if "d" in told and not spread and (quantity == "t" or quantity == "p" and "t" not in told):
            printed = Span.of(means.one_number(told["d"], convention.rounding)).floats
            ends = printed[0] * root, printed[1] * root
            if quantity == "t":
                return _signed(ends, told.get("t"))
            stated = Stated(statistic=means.floats_span(*ends), level=level, side=side)
            found = estimates.ranges(stated, self.laws(sizes, convention)[1])
            return None if found is None else found["p"]
        return super(PairedItem, narrow).alone(quantity, sizes, convention)

    def _d(self, t: tuple[float, float], sizes: Mapping[str, int]) -> tuple[float, float]:
        root = math.sqrt(sizes["n"])
        return t[0] / root, t[1] / root


def _signed(ends: tuple[float, float], printed: str | None) -> tuple[float, float]:
    """The ends with the sign that is printed."""
    value = 0 if printed is None else means.one_number(printed).value
    turned = (value > 0 and ends[1] < 0) or (value < 0 and ends[0] > 0)
    return (-ends[1], -ends[0]) if turned else ends


def _same_size(one: Span, other: Span) -> Span:
    """What both hold, whatever the sign of the second."""
    met = one.meet(other)
    return one.meet(other.times(-1)) if met.empty else met
