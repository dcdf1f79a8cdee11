"""Two printed groups and the t test between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from printed.fit import estimates, means
from printed.fit.spans import Span
from printed.problem.items.base import Convention
from printed.problem.items.continuous import (
    SIDES,
    Estimated,
    Size,
    printed_entries,
    read_level,
    read_side,
)
from printed.problem.tree import Node
from printed.problem.values import entries_of, placed, split

GROUPS = ("group1", "group2")
OF_A_GROUP = ("mean", "sd", "se")
INSIDE = ("n", *OF_A_GROUP)


@dataclass(frozen=True)
class TtestItem(Estimated):
    """Means with SDs or standard errors of two groups; P, t, difference and interval.

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
    printed_keys: ClassVar[tuple[str, ...]] = ("p", "t", "difference", "ci")
    other_keys: ClassVar[tuple[str, ...]] = (*GROUPS, "level", "tails", "side")
    needed_keys: ClassVar[tuple[str, ...]] = GROUPS
    inner: ClassVar[tuple[str, ...]] = tuple(f"{group}.{key}" for group in GROUPS for key in INSIDE)
    estimate: ClassVar[str] = "difference"
    quantities: ClassVar[tuple[str, ...]] = ("difference", *Estimated.quantities)

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
        options = (("level", read_level(entries)), ("side", read_side(entries)))
        return cls(name, tuple(sizes), tuple(told.items()), options)

    @property
    def methods(self) -> tuple[str, ...]:
        """The test, where anything depends on it."""
        tested = {"p", "t", "ci"} & set(self.facts)
        return (*(("ttest",) if tested else ()), *super().methods)

    def exchanged(self) -> TtestItem | None:
        """The item with its groups in the other order, where a sign depends on it."""
        if not {"difference", "ci"} & set(self.facts) or self.option("side") in SIDES:
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

    def location(self, sizes: Mapping[str, int], rounding: str) -> Span:
        """The differences that the printed means leave."""
        return means.gap(*self.groups(sizes), rounding)

    def hopeless(
        self, least: Mapping[str, int], most: Mapping[str, int], convention: Convention
    ) -> bool:
        """By one law that holds for all sizes between."""
        laws = means.laws_between(
            self.groups(least), self.groups(most),
            convention.ttest, convention.rounding, convention.interval,
        )  # fmt: skip
        stated = self._signs(self.stated(least, convention))  # which sizes do not change
        return not any(estimates.fits(one, laws) for one in stated)

    def laws(
        self, sizes: Mapping[str, int], convention: Convention
    ) -> tuple[means.Laws, means.Laws]:
        """Student's or Welch's."""
        return means.difference_laws(
            *self.groups(sizes), convention.ttest, convention.rounding, convention.interval
        )


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
