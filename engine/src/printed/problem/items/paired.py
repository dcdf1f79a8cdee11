"""A mean change within the same persons, with SD, standard error, interval, t or P."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from printed.fit import means
from printed.fit.spans import Span
from printed.problem.items.base import Convention
from printed.problem.items.continuous import Estimated, Size, read_level, read_side
from printed.problem.items.ttest import check_estimate
from printed.problem.tree import Node
from printed.problem.values import placed


@dataclass(frozen=True)
class PairedItem(Estimated):
    """A paired t test, or a mean against 0.

    Examples
    --------
    >>> from printed.problem import solve
    >>> found = solve({"items": {"change": {
    ...     "kind": "paired", "n": 44, "mean": "-7.9", "ci": "-13.1 to -2.2", "p": "0.022"}},
    ...     "conventions": {"rounding": ["half-up"], "p_rule": ["nearest"]}})
    >>> found.results["solutions"]
    []
    """

    kind: ClassVar[str] = "paired"
    label: ClassVar[str] = "a mean change"
    printed_keys: ClassVar[tuple[str, ...]] = ("mean", "sd", "se", "ci", "t", "p")
    other_keys: ClassVar[tuple[str, ...]] = ("n", "level", "tails", "side")
    needed_keys: ClassVar[tuple[str, ...]] = ("n",)
    estimate: ClassVar[str] = "mean"
    quantities: ClassVar[tuple[str, ...]] = ("mean", *Estimated.quantities)

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
        told = check_estimate(entries, printed, "mean")
        spreads = {key: told[key] for key in ("sd", "se") if key in told}
        with placed(entries["n"]):
            means.Group(size.n[1], **spreads).check()
        options = (("level", read_level(entries)), ("side", read_side(entries)))
        return cls(name, (("n", size),), tuple(told.items()), options)

    def laws(
        self, sizes: Mapping[str, int], convention: Convention
    ) -> tuple[means.Laws, means.Laws]:
        """One t law, n - 1 degrees of freedom."""
        told = dict(self.told)
        group = means.Group(sizes["n"], None, told.get("sd"), told.get("se"))
        laws = means.mean_laws(group, convention.rounding, convention.interval)
        return laws, laws

    def location(self, sizes: Mapping[str, int], rounding: str) -> Span:
        """Nothing but the mean itself says where it is."""
        return Span()
