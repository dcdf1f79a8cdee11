"""Events per person-time of one group or two, and the ratio of their rates."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from printed.errors import InputError
from printed.fit import contrasts, means
from printed.fit.estimates import FAR, SLACK, Ranges
from printed.fit.samples.continuous import maximum
from printed.fit.spans import Span
from printed.notation import Printed
from printed.problem.items.base import Convention
from printed.problem.items.continuous import Continuous, Size, printed_entries, read_level
from printed.problem.tree import Node
from printed.problem.values import entries_of, placed, split, whole
from printed.stats.rates import jumps, rate_limits, rate_ratio_limits, rates_p

GROUPS = ("group1", "group2")
PRINTED = ("time", "rate", "ci")
INSIDE = ("events", *PRINTED)
CONTRASTS = ("rate_ratio", "efficacy")
FREE = (0.0, math.inf)
Ends = tuple[float, float]


@dataclass(frozen=True)
class RatesItem(Continuous):
    """Events, person-time and rates with their intervals; rate ratio or efficacy, and P.

    The person-time may be printed or not: every rate, ratio and interval is then a bound of it.
    A rate is of ``per`` units of the person-time, 100 if left out; efficacy is 1 less the ratio.

    Examples
    --------
    >>> from printed.problem import solve
    >>> found = solve({"items": {"malignancy": {"kind": "rates", "group1": {
    ...     "events": 74, "time": "8959", "rate": "0.83", "ci": "0.66-1.04"}}},
    ...     "conventions": {"rounding": ["half-up"]}})
    >>> [name for name, one in found.results["by_convention"].items() if one["solutions"]]
    ['rate log, rounding half-up']
    """

    kind: ClassVar[str] = "rates"
    label: ClassVar[str] = "events per person-time"
    printed_keys: ClassVar[tuple[str, ...]] = (
        "rate_ratio", "rate_ratio_ci", "efficacy", "efficacy_ci", "p",
    )  # fmt: skip
    other_keys: ClassVar[tuple[str, ...]] = (*GROUPS, "per", "level")
    needed_keys: ClassVar[tuple[str, ...]] = ("group1",)
    inner: ClassVar[tuple[str, ...]] = tuple(f"{group}.{key}" for group in GROUPS for key in INSIDE)
    quantities: ClassVar[tuple[str, ...]] = (
        "group1.time", "group1.rate", "group2.time", "group2.rate", "rate_ratio", "p",
    )  # fmt: skip

    @classmethod
    def read(
        cls,
        name: str,
        entries: Mapping[str, Node],
        printed: Mapping[str, str],
        unknowns: Mapping[str, tuple[int, int]],
    ) -> RatesItem:
        """The item from its entries in a problem file."""
        sizes: list[tuple[str, Size]] = []
        told: dict[str, str] = {}
        for i, key in enumerate(GROUPS, 1):
            if key not in entries:
                continue
            inside = entries_of(entries[key], INSIDE, "a group")
            if "events" not in inside:
                raise entries[key].error("a rate needs events")
            sizes.append((f"events{i}", Size.read(inside["events"], unknowns, 0)))
            group = split(inside, printed_entries(inside, PRINTED), "rate", ("ci",))
            told |= {f"{key}.{fact}": text for fact, text in group.items()}
        for contrast in CONTRASTS:
            keys = {contrast: contrast, f"{contrast}_ci": "ci"}
            both = {short: printed[key] for key, short in keys.items() if key in printed}
            for fact, text in split(entries, both, contrast, ("ci",)).items():
                told[contrast if fact == contrast else f"{contrast}_ci"] = text
        told |= {key: printed[key] for key in ("p",) if key in printed}
        if "group2" not in entries and any("." not in fact for fact in told):
            raise InputError(f"{name}: a comparison of rates needs group2")
        item = cls(name, tuple(sizes), tuple(told.items()), (
            ("level", read_level(entries)),
            ("per", whole(entries["per"]) if "per" in entries else 100),
        ))  # fmt: skip
        for fact in item.facts:
            key = fact.split(".")[0].removesuffix("_ci")
            with placed(entries.get(fact, entries.get(key))):
                for one in item._numbers(fact, "half-up"):
                    if one.value < 0 and not fact.startswith("efficacy"):
                        raise InputError(f"{one.text}: a {fact.split('.')[-1]} is not negative")
        return item

    @property
    def methods(self) -> tuple[str, ...]:
        """Of the interval of a rate, of a ratio, and the test."""
        facts = set(self.facts)
        return (
            *(("rate",) if {"group1.ci", "group2.ci"} & facts else ()),
            *(("rate_ratio",) if {"rate_ratio_ci", "efficacy_ci"} & facts else ()),
            *(("rate_test",) if "p" in facts else ()),
        )

    def _numbers(self, fact: str, rounding: str, p_rule: str = "nearest") -> tuple[Printed, ...]:
        text = dict(self.told)[fact]
        if fact == "p":
            return (means.read_p(text, rounding, p_rule),)
        if fact.endswith("ci"):
            return means.interval_ends(text, rounding)
        return (means.one_number(text, rounding),)

    @cached_property
    def _unit(self) -> int:
        """Of an efficacy and of its interval, which are percentages or shares together."""
        facts = [fact for fact, _ in self.told if fact.startswith("efficacy")]
        numbers = [one for fact in facts for one in self._numbers(fact, "half-up")]
        return 100 if contrasts.in_percent(numbers) else 1

    def printed_ends(self, fact: str, rounding: str) -> list[Ends]:
        """What each printed number of a fact stands for; of an efficacy, the ratio and its ends."""
        found = []
        for one in self._numbers(fact, rounding):
            low, high = Span.of(one).floats
            if fact.startswith("efficacy"):
                low, high = 1 - high / self._unit, 1 - low / self._unit
            found.append((low, high))
        return found[::-1] if fact.startswith("efficacy") else found

    # --------------------------------------------------------------------- what binds the times

    def times(
        self, group: str, k: int, convention: Convention, facts: tuple[str, ...] = PRINTED
    ) -> Ends | None:
        """The person-times that the printed numbers of a group leave; None if none."""
        told, per = dict(self.told), self.option("per")
        found: Ends | None = FREE
        for fact in facts:
            if f"{group}.{fact}" not in told:
                continue
            ends = self.printed_ends(f"{group}.{fact}", convention.rounding)
            if fact == "time":
                found = _meet(found, ends[0])
                continue
            tops = (k,) if fact == "rate" else rate_limits(k, convention.rate, self.option("level"))
            for top, printed in zip(tops, ends, strict=True):
                found = None if math.isnan(top) else _meet(found, _divided(per * top, printed))
        return found

    def others(
        self, k1: int, k2: int, convention: Convention, facts: tuple[str, ...]
    ) -> Ends | None:
        """The second person-times over the first that printed ratios leave."""
        told = dict(self.told)
        found: Ends | None = FREE
        for fact in (fact for fact in facts if fact in told):
            if fact.endswith("_ci"):
                tops = rate_ratio_limits(k1, k2, convention.rate_ratio, self.option("level"))
            else:
                tops = (k1 / k2 if k2 else math.inf if k1 else math.nan,) * 2
            for top, (low, high) in zip(tops, self.printed_ends(fact, convention.rounding),
                                        strict=False):  # fmt: skip
                if math.isnan(top) or math.isinf(top):
                    ends = None if math.isnan(top) or high < math.inf else FREE
                elif not top:
                    ends = FREE if low <= 0 <= high else None
                else:
                    ends = low / top, high / top
                found = None if ends is None else _meet(found, ends)
        return found

    def fit(self, sizes: Mapping[str, int], convention: Convention) -> Ranges | None:
        """The ranges over all person-times that print like this."""
        found: Ranges = {}
        times = []
        for i, key in enumerate(GROUPS, 1):
            if f"events{i}" not in sizes:
                continue
            ends = self.times(key, sizes[f"events{i}"], convention)
            if ends is None:
                return None
            times.append(ends)
            found[f"{key}.time"] = ends
            found[f"{key}.rate"] = _divided(self.option("per") * sizes[f"events{i}"], ends)
        if len(times) < 2:
            return found
        k1, k2 = sizes["events1"], sizes["events2"]
        ratios = tuple(fact for fact in self.facts if fact.removesuffix("_ci") in CONTRASTS)
        other = _meet(_over(*times), self.others(k1, k2, convention, ratios))
        if other is None:
            return None
        found["rate_ratio"] = _ratio(k1, k2, other)
        p = _p_range(k1, k2, other, convention.rate_test)
        if "p" in self.facts:
            (printed,) = self._numbers("p", convention.rounding, convention.p_rule)
            p = None if p is None else _meet(p, Span.of(printed).floats)
            if p is None:
                return None
        return {**found, **({} if p is None else {"p": p})}

    # --------------------------------------------------------------------- the value beside it

    @property
    def stated_facts(self) -> tuple[str, ...]:
        """The person-time, where nothing else says how long it was."""
        return tuple(
            f"{group}.time" for group in GROUPS
            if f"{group}.time" in self.facts and f"{group}.rate" not in self.facts
        )  # fmt: skip

    def prints(self, convention: Convention) -> Iterator[tuple[str, str, Printed, str]]:
        """Rates, ratios, the ends of their intervals, and P."""
        for fact in self.facts:
            if fact in self.stated_facts or fact.endswith(".time"):
                continue
            found = self._numbers(fact, convention.rounding, convention.p_rule)
            by = "rate_test" if fact == "p" else "" if not fact.endswith("ci") else (
                "rate" if "." in fact else "rate_ratio"
            )  # fmt: skip
            names = (fact,) if len(found) == 1 else (f"{fact}.low", f"{fact}.high")
            yield from ((name, fact, one, by) for name, one in zip(names, found, strict=True))

    def alone(self, quantity: str, sizes: Mapping[str, int], convention: Convention) -> Any:
        """From the events and the person-times; where those are not printed, from the rates."""
        level = self.option("level")
        group, _, rest = quantity.partition(".")
        fact, _, end = rest.partition(".")
        if group in GROUPS:
            k = sizes[f"events{group[-1]}"]
            for by in (("time",), ("rate",), ("ci",)):
                if by[0] == fact or f"{group}.{by[0]}" not in self.facts:
                    continue
                times = self.times(group, k, convention, by)
                limits = rate_limits(k, convention.rate, level)
                top = k if fact == "rate" else limits[end == "high"]
                if times is None or math.isnan(top):
                    return None
                return _divided(self.option("per") * top, times)
            return None
        k1, k2 = sizes["events1"], sizes["events2"]
        name, _, end = quantity.partition("_ci.")
        other = self._other(name, bool(end), k1, k2, convention)
        if other is None:
            return None
        if name == "p":
            return _p_range(k1, k2, other, convention.rate_test)
        tops = rate_ratio_limits(k1, k2, convention.rate_ratio, level)
        if name == "efficacy" and end:
            end = "high" if end == "low" else "low"
        top = tops[end == "high"] if end else k1 / k2 if k2 else math.inf
        if math.isnan(top) or math.isinf(top):
            return None
        low, high = other[0] * top, other[1] * top
        if name != "efficacy":
            return low, high
        return self._unit * (1 - high), self._unit * (1 - low)

    def _other(
        self, name: str, interval: bool, k1: int, k2: int, convention: Convention
    ) -> Ends | None:
        """The ratio of person-times by what says most of it, but not by the number itself."""
        times = []
        for i, k in enumerate((k1, k2), 1):
            by = "time" if f"group{i}.time" in self.facts else "rate"
            times.append(self.times(f"group{i}", k, convention, (by,)))
        first, second = times
        if first is not None and second is not None and FREE not in times:
            return _over(first, second)
        facts = [contrast for contrast in CONTRASTS if interval or contrast != name]
        facts += [f"{contrast}_ci" for contrast in CONTRASTS if not interval or contrast != name]
        for fact in facts:
            if fact in self.facts:
                return self.others(k1, k2, convention, (fact,))
        return None


def _meet(one: Ends | None, other: Ends | None) -> Ends | None:
    """What both hold, give or take the last digits of a float; None if nothing."""
    if one is None or other is None:
        return None
    low, high = max(one[0], other[0]), min(one[1], other[1])
    if low > high + SLACK * abs(high):
        return None
    return low, max(low, high)


def _divided(top: float, by: Ends) -> Ends:
    """A positive number divided by what lies between two ends, none of them negative."""
    low, high = max(0.0, by[0]), max(0.0, by[1])
    if not top:
        return FREE if low <= 0 else (math.inf, -math.inf)
    return top / high if high else math.inf, top / low if low else math.inf


def _over(first: Ends, second: Ends) -> Ends:
    low = 0.0 if math.isinf(first[1]) else second[0] / first[1] if first[1] else math.inf
    return low, math.inf if not first[0] else second[1] / first[0]


def _ratio(k1: int, k2: int, other: Ends) -> Ends:
    if not k2:
        return FREE
    return k1 / k2 * other[0], k1 / k2 * other[1]


def _p_range(k1: int, k2: int, other: Ends, test: str) -> Ends | None:
    """P rises to near where the rates are equal and falls behind; the exact one with jumps."""
    at = {max(other[0], 1 / FAR), min(other[1], FAR)}
    if test == "exact":
        inside = [one for one in jumps(k1, k2) if other[0] < one < other[1]]
        at |= {one * (1 + step) for one in inside for step in (-1e-6, 1e-6)}
    values = [p for p in (rates_p(k1, k2, one, test) for one in sorted(at)) if p == p]
    if k1 and k2:  # tails are even elsewhere than the rates
        equal = k2 / k1
        around = math.exp(3 / math.sqrt(min(k1, k2)))  # three standard errors of its logarithm
        left, right = max(other[0], equal / around), min(other[1], equal * around)
        if left < equal < right:
            values.append(rates_p(k1, k2, equal, test))
        if left < right:
            ends = math.log(left), math.log(right)
            values.append(maximum(lambda one: rates_p(k1, k2, math.exp(one), test), *ends))
    return (min(values), max(values)) if values else None
