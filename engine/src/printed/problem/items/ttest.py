"""Two printed groups and the t test between them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from printed.fit import estimates, means
from printed.fit.estimates import Ranges
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
from printed.problem.tree import Node
from printed.problem.values import entries_of, placed, split
from printed.stats.standardised import (
    INTERVALS,
    METHODS,
    small_sample,
    standardised,
    standardised_limits,
)

GROUPS = ("group1", "group2")
OF_A_GROUP = ("mean", "sd", "se")
INSIDE = ("n", *OF_A_GROUP)
D = {"d", "d_ci"}


@dataclass(frozen=True)
class TtestItem(Estimated):
    """Means with SDs or standard errors of two groups; P, t, difference and interval, and d.

    Examples
    --------
    >>> from printed.problem import read_problem
    >>> text = '''
    ... items:
    ...   fever:
    ...     kind: ttest
    ...     group1: {n: 30, mean: "20", sd: "4"}
    ...     group2: {n: 30, mean: "21", sd: "2"}
    ...     p: "0.02"
    ... '''
    >>> read_problem(text).items[0].facts
    ('group1.mean', 'group1.sd', 'group2.mean', 'group2.sd', 'p')
    """

    kind: ClassVar[str] = "ttest"
    label: ClassVar[str] = "two means"
    printed_keys: ClassVar[tuple[str, ...]] = ("p", "t", "difference", "ci", "d", "d_ci")
    other_keys: ClassVar[tuple[str, ...]] = (*GROUPS, "level", "tails", "side")
    needed_keys: ClassVar[tuple[str, ...]] = GROUPS
    inner: ClassVar[tuple[str, ...]] = tuple(f"{group}.{key}" for group in GROUPS for key in INSIDE)
    estimate: ClassVar[str] = "difference"
    quantities: ClassVar[tuple[str, ...]] = ("difference", *Estimated.quantities, "d")

    @classmethod
    def read(
        cls,
        name: str,
        entries: Mapping[str, Node],
        printed: Mapping[str, str],
        unknowns: Mapping[str, tuple[int, int]],
    ) -> TtestItem:
        """The item from its entries in a problem file."""
        sizes: list[tuple[str, Size]] = []
        told: dict[str, str] = {}
        for key in GROUPS:
            inside = entries_of(entries[key], INSIDE, "a group")
            if "n" not in inside:
                raise entries[key].error("a group of a t test needs n")
            size = Size.read(inside["n"], unknowns)
            sizes.append((f"n{key[-1]}", size))
            group = split(inside, printed_entries(inside, OF_A_GROUP), "mean", ("sd",))
            with placed(entries[key]):
                means.Group(size.n[1], **group).check()
            told |= {f"{key}.{fact}": text for fact, text in group.items()}
        told |= check_estimate(entries, printed, "difference")
        for key in ("d", "d_ci"):
            with placed(entries.get(key)):
                if key in told:
                    _numbers(told[key], key, "half-up")
        options = (("level", read_level(entries)), ("side", read_side(entries)))
        return cls(name, tuple(sizes), tuple(told.items()), options)

    @property
    def methods(self) -> tuple[str, ...]:
        """The test, where anything depends on it."""
        tested = {"p", "t", "ci"} & set(self.facts)
        return (
            *(("ttest",) if tested else ()),
            *super().methods,
            *(("d",) if D & set(self.facts) else ()),
            *(("d_ci",) if "d_ci" in self.facts else ()),
        )

    def exchanged(self) -> TtestItem | None:
        """The item with its groups in the other order, where a sign depends on it."""
        if not {"difference", "ci", "d", "d_ci"} & set(self.facts) or self.option("side") in SIDES:
            return None
        other = {"group1": "group2", "group2": "group1", "n1": "n2", "n2": "n1"}
        told = tuple(
            (f"{other[group]}.{fact}" if fact else group, text)
            for (group, _, fact), text in ((key.partition("."), text) for key, text in self.told)
        )
        sizes = {other[key]: size for key, size in self.sizes}
        return replace(self, told=told, sizes=tuple((key, sizes[key]) for key in ("n1", "n2")))

    def groups(self, sizes: Mapping[str, int]) -> tuple[means.Group, means.Group]:
        """Both groups with their sizes."""
        told = dict(self.told)

        def group(key: str) -> means.Group:
            facts = {fact: told.get(f"{key}.{fact}") for fact in OF_A_GROUP}
            return means.Group(sizes[f"n{key[-1]}"], **facts)

        return group(GROUPS[0]), group(GROUPS[1])

    @property
    def most_sizes(self) -> int:
        """Fewer where a standardised difference is printed, of which there are many methods."""
        if "d" not in self.rules:
            return super().most_sizes
        methods = {"ttest": means.TESTS, "d": METHODS, "d_ci": INTERVALS}
        several = (len(names) for rule, names in methods.items() if rule in self.rules)
        return super().most_sizes // math.prod(several)

    def location(self, sizes: Mapping[str, int], rounding: str) -> Span:
        """The differences that the printed means leave."""
        return means.gap(*self.groups(sizes), rounding)

    def hopeless(
        self, least: Mapping[str, int], most: Mapping[str, int], convention: Convention
    ) -> bool:
        """By one law that holds for all sizes between, and by the differences in SDs there."""
        if self._far_from_d(least, most, convention):
            return True
        laws = means.laws_between(
            self.groups(least), self.groups(most),
            convention.ttest, convention.rounding, convention.interval,
        )  # fmt: skip
        stated = self._signs(self.stated(least, convention))  # which sizes do not change
        return not any(estimates.fits(one, laws) for one in stated)

    def _far_from_d(
        self, least: Mapping[str, int], most: Mapping[str, int], convention: Convention
    ) -> bool:
        """Whether no SD from the smallest to the largest of any sizes between gives such a d."""
        rounding, told = convention.rounding, dict(self.told)
        small, large = self.groups(least), self.groups(most)
        narrow = min(one.error(rounding)[0] * math.sqrt(one.n) for one in small)
        wide = max(one.error(rounding)[1] * math.sqrt(one.n) for one in large)
        gaps = self.location(least, rounding).floats
        if not (narrow > 0 and all(map(math.isfinite, (wide, *gaps)))):
            return False
        free = least["n1"] + least["n2"] - 2
        smaller = small_sample(free) if convention.d == "hedges" else 1.0
        low, high = _sizes(gaps)
        low, high = low / wide * smaller, high / narrow
        return any(_apart(low, high, told[fact], fact, rounding) for fact in D & told.keys())

    def laws(
        self, sizes: Mapping[str, int], convention: Convention
    ) -> tuple[means.Laws, means.Laws]:
        """Student's or Welch's."""
        return means.difference_laws(
            *self.groups(sizes), convention.ttest, convention.rounding, convention.interval
        )

    def fits(self, sizes: Mapping[str, int], convention: Convention) -> bool:
        """Whether any data print like this; the difference in SDs comes of the ranges."""
        if D & set(self.facts):
            return self.fit(sizes, convention) is not None
        return super().fits(sizes, convention)

    def fit(self, sizes: Mapping[str, int], convention: Convention) -> Ranges | None:
        """With the difference in SDs, where the groups or t tell it."""
        found = super().fit(sizes, convention)
        if found is None:
            return None
        told = dict(self.told)
        t = found["t"]
        if "t" in told:  # as printed, not of both orders of the groups at once
            t = Span.of(means.one_number(told["t"], convention.rounding)).floats
        ends = self._d(sizes, convention, t)
        if ends is None:
            return found
        for fact in ("d", "d_ci"):
            if fact not in told:
                continue
            if _apart(*_sizes(ends), told[fact], fact, convention.rounding):
                return None  # the ends of an interval take long
            made = [ends] if fact == "d" else self._limits(ends, sizes, convention)
            if not any(
                all(not Span.of(one).meet(means.floats_span(*pair)).empty
                    for one, pair in zip(_numbers(told[fact], fact, convention.rounding), way,
                                         strict=True))
                for way in _either_way(made)
            ):  # fmt: skip
                return None
        return {**found, "d": ends}

    def _d(
        self, sizes: Mapping[str, int], convention: Convention, t: tuple[float, float] | None
    ) -> tuple[float, float] | None:
        """The difference in SDs that the groups leave; else Student's t; None if neither tells."""
        one, two = self.groups(sizes)
        n1, n2, rounding = one.n, two.n, convention.rounding
        spreads = [
            [end * math.sqrt(group.n) for end in group.error(rounding)] for group in (one, two)
        ]
        gaps = self.location(sizes, rounding).floats
        if all(math.isfinite(end) for ends in (gaps, *spreads) for end in ends):
            found = [
                standardised(gap, sd1, n1, sd2, n2, convention.d)
                for gap in gaps for sd1 in spreads[0] for sd2 in spreads[1]
            ]  # fmt: skip
            return min(found), max(found)
        if t is None or convention.d not in ("cohen", "hedges") or not {"t", "p", "ci"} & set(
            self.facts
        ):
            return None
        if convention.ttest != "student" or not all(map(math.isfinite, t)):
            return None
        scale = math.sqrt(1 / n1 + 1 / n2)
        scale *= small_sample(n1 + n2 - 2) if convention.d == "hedges" else 1
        return t[0] * scale, t[1] * scale

    def _limits(
        self, ends: tuple[float, float], sizes: Mapping[str, int], convention: Convention
    ) -> list[tuple[float, float]]:
        """Both ends of the interval of d, each as a range."""
        n1, n2 = sizes["n1"], sizes["n2"]
        level = self.option("level", 0.95)
        low, high = (standardised_limits(d, n1, n2, convention.d_ci, level) for d in ends)
        return [(low[0], high[0]), (low[1], high[1])]

    def prints(self, convention: Convention) -> Iterator[tuple[str, str, Printed, str]]:
        """With d and the ends of its interval."""
        yield from super().prints(convention)
        told = dict(self.told)
        if "d" in told:
            yield "d", "d", _numbers(told["d"], "d", convention.rounding)[0], "d"
        if "d_ci" in told:
            pair = _numbers(told["d_ci"], "d_ci", convention.rounding)
            yield from (
                (f"d_ci.{end}", "d_ci", one, "d_ci")
                for end, one in zip(("low", "high"), pair, strict=True)
            )

    def alone(self, quantity: str, sizes: Mapping[str, int], convention: Convention) -> Any:
        """Of d, with the sign that is printed."""
        if not quantity.startswith("d") or quantity == "difference":
            return super().alone(quantity, sizes, convention)
        t = super().alone("t", sizes, convention)
        told = dict(self.told)
        ends = self._d(sizes, convention, t)
        if ends is None and "d" in told and quantity != "d":
            ends = Span.of(_numbers(told["d"], "d", convention.rounding)[0]).floats
        if ends is None:
            return None
        fact = quantity.split(".")[0]
        ways = _either_way([ends] if fact == "d" else self._limits(ends, sizes, convention))
        printed = [float(one.value) for one in _numbers(told[fact], fact, convention.rounding)]

        def away(way: list[tuple[float, float]]) -> float:
            return sum(abs(sum(pair) / 2 - one) for pair, one in zip(way, printed, strict=True))

        return min(ways, key=away)[quantity.endswith("high")]


def _numbers(text: str, fact: str, rounding: str) -> tuple[Printed, ...]:
    """The printed number of a fact, or both of an interval."""
    if fact == "d_ci":
        return means.interval_ends(text, rounding)
    return (means.one_number(text, rounding),)


def _either_way(made: list[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """As it is, and with the sign of the groups in the other order."""
    return [made, [(-high, -low) for low, high in made[::-1]]]


def _sizes(ends: tuple[float, float]) -> tuple[float, float]:
    """The smallest and the largest of a range, whatever the sign.

    >>> _sizes((-2.0, 3.0)), _sizes((-3.0, -2.0))
    ((0.0, 3.0), (2.0, 3.0))
    """
    low, high = sorted(map(abs, ends))
    return (low if ends[0] * ends[1] > 0 else 0.0), high


def _apart(low: float, high: float, text: str, fact: str, rounding: str) -> bool:
    """Whether no d of a size between the two prints so, or is held by an interval printed so.

    Each kind of interval holds its d, from a level of 50% on.

    >>> _apart(0.5, 0.8, "0.9 to 1.2", "d_ci", "half-up")
    True
    >>> _apart(0.5, 0.8, "-1.2 to -0.7", "d_ci", "half-up")
    False
    """
    ends = [Span.of(one).floats for one in _numbers(text, fact, rounding)]
    nearest, farthest = _sizes((ends[0][0], ends[-1][1]))
    return farthest < low * (1 - means.NEAR) or high * (1 + means.NEAR) < nearest


def check_estimate(
    entries: Mapping[str, Node], printed: Mapping[str, str], estimate: str
) -> dict[str, str]:
    """The printed numbers of an estimate, each of its own form.

    Raises
    ------
    InputError
        With the place of one that cannot be read.
    """
    held = ("ci", "sd") if estimate == "mean" else ("ci",)
    printed = split(entries, printed, estimate, held)
    for key in (estimate, "t", "sd", "se"):
        if key in printed:
            with placed(entries.get(key, entries.get(estimate))):
                means.one_number(printed[key])
    if "ci" in printed:
        with placed(entries.get("ci", entries.get(estimate))):
            means.interval_ends(printed["ci"])
    if "p" in printed:
        with placed(entries["p"]):
            means.read_p(printed["p"])
    return dict(printed)
