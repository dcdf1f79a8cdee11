"""A printed share of one group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from printed import limits
from printed.fit import counts
from printed.problem.items.base import Allowed, Convention, Key, check_among
from printed.problem.tree import Node
from printed.problem.values import placed, size_of


@dataclass(frozen=True)
class CountItem:
    """One printed share: a count, a denominator and a percentage, any of them unknown.

    Parameters
    ----------
    name : str
    k, n : tuple of int
        Range of the count and of the denominator, both ends included.
    percent : str, optional
        As printed.
    shared_k, shared_n : str, optional
        Names of the unknowns that they are: a count can be another item's denominator.
    """

    kind: ClassVar[str] = "count"
    printed_keys: ClassVar[tuple[str, ...]] = ("percent",)
    other_keys: ClassVar[tuple[str, ...]] = ("k", "n")
    needed_keys: ClassVar[tuple[str, ...]] = ("n",)

    name: str
    k: tuple[int, int]
    n: tuple[int, int]
    percent: str | None = None
    shared_k: str | None = None
    shared_n: str | None = None

    @classmethod
    def read(
        cls,
        name: str,
        entries: Mapping[str, Node],
        printed: Mapping[str, str],
        unknowns: Mapping[str, tuple[int, int]],
    ) -> CountItem:
        """The item from its entries in a problem file."""
        n, shared_n = size_of(entries["n"], unknowns)
        k, shared_k = (0, n[1]), None
        if "k" in entries:
            k, shared_k = size_of(entries["k"], unknowns, least=0)
        if k[0] > n[1]:
            raise entries["k"].error(f"{name}: the count {k[0]} exceeds every denominator")
        percent = printed.get("percent")
        if percent is not None:
            with placed(entries["percent"]):
                counts.read_percent(percent)
        # Rounding rules move the ends of the counts and hardly their number.
        share = None if percent is None else counts.read_percent(percent, "either")
        if counts.reach(share, n, k) < n[1]:
            with placed(entries["n"]):
                raise limits.PAIRS.refusal(f"n from {n[0]} to {n[1]}", name)
        return cls(name, k, n, percent, shared_k, shared_n)

    @property
    def facts(self) -> tuple[str, ...]:
        """A count or denominator printed as one number, and the percentage."""
        fixed = (("k", self.k, self.shared_k), ("n", self.n, self.shared_n))
        return (
            *(name for name, ends, shared in fixed if ends[0] == ends[1] and shared is None),
            *(("percent",) if self.percent is not None else ()),
        )

    @property
    def rules(self) -> tuple[str, ...]:
        """The rounding of the percentage."""
        return ("rounding",) if self.percent is not None else ()

    @property
    def shared(self) -> tuple[str, ...]:
        """The names of count and denominator where they are unknowns."""
        return tuple(sorted({name for name in (self.shared_k, self.shared_n) if name}))

    def without(self, fact: str) -> CountItem:
        """The item with ``k``, ``n`` or ``percent`` taken as not printed."""
        if fact == "percent":
            return replace(self, percent=None)
        if fact == "k":
            return replace(self, k=(0, self.n[1]))
        return replace(self, n=(max(1, self.k[0]), max(counts.UNKNOWN_N, self.k[1])))

    def pairs(self, convention: Convention, allowed: Allowed) -> Iterator[tuple[int, int]]:
        """Every count and denominator."""
        sizes: Iterable[int] = range(self.n[0], self.n[1] + 1)
        if self.shared_n in allowed:
            sizes = sorted(allowed[self.shared_n or ""])
        share = None
        if self.percent is not None:
            share = counts.read_percent(self.percent, convention.rounding)
        ks = allowed.get(self.shared_k or "")
        for n in sizes:
            first, last = (0, n) if share is None else counts.run_of(share, n)
            for k in range(max(first, self.k[0]), min(last, self.k[1]) + 1):
                same = self.shared_k is None or self.shared_k != self.shared_n or k == n
                if same and (ks is None or k in ks):
                    yield k, n

    def values(self, convention: Convention) -> Allowed:
        """The counts and denominators that the percentage allows."""
        pairs = list(self.pairs(convention, {}))
        found: dict[str, frozenset[int]] = {}
        if self.shared_k:
            found[self.shared_k] = frozenset(k for k, _ in pairs)
        if self.shared_n:
            found[self.shared_n] = frozenset(n for _, n in pairs)
        return found

    def refused(self, convention: Convention, allowed: Allowed) -> str | None:
        """Nothing is."""
        return None

    def members(
        self, convention: Convention, allowed: Allowed
    ) -> Iterator[tuple[Key, tuple[int, int]]]:
        """Every count with its denominator."""
        for k, n in self.pairs(convention, allowed):
            named = {self.shared_k: k, self.shared_n: n}
            yield tuple(sorted((name, v) for name, v in named.items() if name)), (k, n)

    def check_quantity(self, quantity: str) -> None:
        """The count, its denominator, or the share."""
        check_among(quantity, ("k", "n", "share"))

    def ends(self, quantity: str, member: tuple[int, int]) -> tuple[Any, Any, bool]:
        """A count has one value of each."""
        k, n = member
        value = {"k": k, "n": n, "share": k / n}[quantity]
        return value, value, True

    def shown(self, member: tuple[int, int]) -> dict[str, Any]:
        """The count and its denominator."""
        return {"k": member[0], "n": member[1]}
