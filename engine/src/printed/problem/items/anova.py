"""Means and SDs of several groups with the P of a one-way analysis of variance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from printed.fit import means, variances
from printed.fit.estimates import Ranges
from printed.fit.spans import Span
from printed.notation import Printed
from printed.problem.items.base import Convention
from printed.problem.items.continuous import Continuous, Size, printed_entries
from printed.problem.items.ttest import INSIDE, OF_A_GROUP
from printed.problem.tree import Node
from printed.problem.values import entries_of, members_of, placed, split


@dataclass(frozen=True)
class AnovaItem(Continuous):
    """Groups with mean and SD or standard error; F and P between them.

    Examples
    --------
    >>> from printed.problem import solve
    >>> groups = [{"n": 20, "mean": m, "sd": s}
    ...           for m, s in (("66.40", "4.09"), ("67.15", "3.67"), ("67.85", "3.97"))]
    >>> item = {"kind": "anova", "groups": groups, "p": "0.508"}
    >>> found = solve({"items": {"age": item}, "bounds": ["age.f"]})
    >>> len(found.results["solutions"]) > 0
    True
    """

    kind: ClassVar[str] = "anova"
    label: ClassVar[str] = "means of several groups"
    printed_keys: ClassVar[tuple[str, ...]] = ("p", "f")
    other_keys: ClassVar[tuple[str, ...]] = ("groups",)
    needed_keys: ClassVar[tuple[str, ...]] = ("groups",)
    inner: ClassVar[tuple[str, ...]] = tuple(f"groups.#.{key}" for key in INSIDE)
    quantities: ClassVar[tuple[str, ...]] = ("f", "p")

    @classmethod
    def read(
        cls,
        name: str,
        entries: Mapping[str, Node],
        printed: Mapping[str, str],
        unknowns: Mapping[str, tuple[int, int]],
    ) -> AnovaItem:
        """The item from its entries in a problem file."""
        sizes: list[tuple[str, Size]] = []
        told: dict[str, str] = {}
        nodes = members_of(entries["groups"])
        if not 2 <= len(nodes) <= variances.MOST_GROUPS:
            raise entries["groups"].error(
                f"an anova has 2 to {variances.MOST_GROUPS} groups, not {len(nodes)}"
            )
        for i, node in enumerate(nodes, 1):
            inside = entries_of(node, INSIDE, "a group")
            if "n" not in inside or "mean" not in inside:
                raise node.error("a group of an anova needs n and mean")
            size = Size.read(inside["n"], unknowns)
            sizes.append((f"n{i}", size))
            group = split(inside, printed_entries(inside, OF_A_GROUP), "mean", ("sd",))
            if not {"sd", "se"} & group.keys():
                raise node.error("a group of an anova needs sd or se")
            with placed(node):
                means.Group(size.n[1], **group).check()
            told |= {f"group{i}.{fact}": text for fact, text in group.items()}
        for key in ("f", "p"):
            if key in printed:
                with placed(entries[key]):
                    means.one_number(printed[key]) if key == "f" else means.read_p(printed[key])
                told[key] = printed[key]
        return cls(name, tuple(sizes), tuple(told.items()))

    def _f(self, sizes: Mapping[str, int], convention: Convention) -> tuple[float, float] | None:
        told, rounding = dict(self.told), convention.rounding
        centres, sds = [], []
        for i in range(1, len(self.sizes) + 1):
            group = means.Group(
                sizes[f"n{i}"], **{fact: told.get(f"group{i}.{fact}") for fact in OF_A_GROUP}
            )
            centre, error = group.location(rounding), group.error(rounding)
            if centre.low is None or group.sd is None and group.se is None:
                return None  # a number that is not printed leaves every F
            centres.append(centre.floats)
            sds.append((error[0] * group.n**0.5, error[1] * group.n**0.5))
        return variances.f_range(list(sizes.values()), centres, sds)

    def fit(self, sizes: Mapping[str, int], convention: Convention) -> Ranges | None:
        """The ranges of F and P that agree."""
        told, rounding = dict(self.told), convention.rounding
        ends = self._f(sizes, convention) or (0.0, 1e300)
        span = means.floats_span(*ends)
        if "f" in told:
            span = span.meet(Span.of(means.one_number(told["f"], rounding)))
            if span.empty:
                return None
        low, high = span.floats
        f_of = list(sizes.values())
        p = means.floats_span(variances.f_p(high, f_of), variances.f_p(low, f_of))
        if "p" in told:
            p = p.meet(Span.of(means.read_p(told["p"], rounding, convention.p_rule)))
        return None if p.empty else {"f": (low, high), "p": p.floats}

    def prints(self, convention: Convention) -> Iterator[tuple[str, str, Printed, str]]:
        """F and P."""
        told, rounding = dict(self.told), convention.rounding
        if "f" in told:
            yield "f", "f", means.one_number(told["f"], rounding), ""
        if "p" in told:
            yield "p", "p", means.read_p(told["p"], rounding, convention.p_rule), ""

    def alone(self, quantity: str, sizes: Mapping[str, int], convention: Convention) -> Any:
        """By the groups."""
        ends = self._f(sizes, convention)
        if ends is None or quantity == "f":
            return ends
        f_of = list(sizes.values())
        return variances.f_p(ends[1], f_of), variances.f_p(ends[0], f_of)
