"""Discordant pairs of a paired table, and their P."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from printed.fit import means
from printed.fit.estimates import Ranges
from printed.notation import Printed
from printed.problem.items.base import Convention
from printed.problem.items.continuous import Continuous, Size
from printed.problem.tree import Node
from printed.problem.values import placed, size_of
from printed.stats.pairs import mcnemar_p


@dataclass(frozen=True)
class McnemarItem(Continuous):
    """Persons who changed one way (b) and the other (c), either of them perhaps unknown.

    Examples
    --------
    >>> from printed.problem import solve
    >>> found = solve({"items": {"choice": {"kind": "mcnemar", "b": 24, "c": 7, "p": "0.004"}}})
    >>> found.results["solutions"][0]["choice"]["b"]
    24
    """

    kind: ClassVar[str] = "mcnemar"
    label: ClassVar[str] = "pairs that changed"
    printed_keys: ClassVar[tuple[str, ...]] = ("p",)
    other_keys: ClassVar[tuple[str, ...]] = ("b", "c")
    needed_keys: ClassVar[tuple[str, ...]] = ("b", "c")
    quantities: ClassVar[tuple[str, ...]] = ("p",)

    @classmethod
    def read(
        cls,
        name: str,
        entries: Mapping[str, Node],
        printed: Mapping[str, str],
        unknowns: Mapping[str, tuple[int, int]],
    ) -> McnemarItem:
        """The item from its entries in a problem file."""
        sizes = []
        for key in ("b", "c"):
            ends, shared = size_of(entries[key], unknowns, least=0)
            sizes.append((key, Size(ends, shared)))
        if "p" in printed:
            with placed(entries["p"]):
                means.read_p(printed["p"])
        return cls(name, tuple(sizes), tuple(printed.items()))

    @property
    def methods(self) -> tuple[str, ...]:
        """The test."""
        return ("mcnemar",) if "p" in self.facts else ()

    def fit(self, sizes: Mapping[str, int], convention: Convention) -> Ranges | None:
        """P, if it prints like this."""
        told = dict(self.told)
        p = mcnemar_p(sizes["b"], sizes["c"], convention.mcnemar)
        if "p" in told:
            printed = means.read_p(told["p"], convention.rounding, convention.p_rule)
            if not printed.contains(p):
                return None
        return {"p": (p, p)}

    def prints(self, convention: Convention) -> Iterator[tuple[str, str, Printed, str]]:
        """P."""
        for _, text in self.told:
            yield "p", "p", means.read_p(text, convention.rounding, convention.p_rule), "mcnemar"

    def alone(self, quantity: str, sizes: Mapping[str, int], convention: Convention) -> Any:
        """P by the pairs."""
        p = mcnemar_p(sizes["b"], sizes["c"], convention.mcnemar)
        return p, p
