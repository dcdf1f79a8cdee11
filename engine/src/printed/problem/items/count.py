"""A printed share of one group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, ClassVar

from printed import limits
from printed.fit import counts
from printed.notation import ROUNDINGS, Printed
from printed.problem.items.base import (
    Allowed,
    Convention,
    Key,
    Number,
    TooMany,
    check_among,
    thinned_to,
)
from printed.problem.tree import Node
from printed.problem.values import placed, size_of

SHOWN = 2_000  # counts and denominators whose share is recomputed one by one


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
    label: ClassVar[str] = "one share"
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
        # Of any size: up to the largest with which the count can make the percentage.
        any_count = self.shared_k is None and self.k == (0, self.n[1])
        last = max(self.n[1], self.k[1], 1)
        if self.percent is not None:
            shares = [counts.read_percent(self.percent, rule) for rule in ROUNDINGS]
            last = max(last, 10 ** (2 + max(0, shares[0].decimals)))
            lower = min(share.lower or 0 for share in shares)
            upper = max(100 if share.upper is None else share.upper for share in shares)
            if not any_count and (lower > 0 or upper > 0):
                last = max(last, int(100 * self.k[1] / (lower if lower > 0 else upper)) + 1)
        first = last - 1 if self.percent is None else 1  # a range is no printed number
        return replace(self, n=(max(1, first), last + 1), k=(0, last) if any_count else self.k)

    def relaxed(self, kept: frozenset[str]) -> CountItem:
        """The same; the denominator is dropped last, when it is known whether the count is."""
        loose = thinned_to(self, kept | {"n"})
        return loose.without("n") if "n" in self.facts and "n" not in kept else loose

    def searched(self) -> dict[str, tuple[int, int, str]]:
        """The ranges that were typed for this count alone."""
        ranges = (("k", self.k, self.shared_k), ("n", self.n, self.shared_n))
        return {
            f"{self.name}.{name}": (*ends, "given")
            for name, ends, shared in ranges
            if shared is None and ends[0] < ends[1] and (name, ends[0]) != ("k", 0)
        }

    def reopened(self, name: str, last: int) -> CountItem:
        """The denominator, or the count, with this name from its least up to a size."""
        free = self.k == (0, self.n[1])
        if name in (self.shared_n, f"{self.name}.n"):
            found = replace(self, n=(1, last))
            return replace(found, k=(0, last)) if free else found
        if name in (self.shared_k, f"{self.name}.k"):
            return replace(self, k=(0 if self.shared_k is None else 1, last))
        return self

    def pairs(self, convention: Convention, allowed: Allowed) -> Iterator[tuple[int, int]]:
        """Every count and denominator."""
        ks = allowed.get(self.shared_k or "")
        for n, first, last in self._runs(convention, allowed):
            for k in range(first, last + 1):
                same = self.shared_k is None or self.shared_k != self.shared_n or k == n
                if same and (ks is None or k in ks):
                    yield k, n

    def _runs(self, convention: Convention, allowed: Allowed) -> Iterator[tuple[int, int, int]]:
        """Each denominator with its first and last count; swapped where there is none."""
        sizes: Iterable[int] = range(self.n[0], self.n[1] + 1)
        if self.shared_n in allowed:
            sizes = sorted(allowed[self.shared_n or ""])
        share = None
        if self.percent is not None:
            share = counts.read_percent(self.percent, convention.rounding)
            if self.shared_n not in allowed:
                sizes = self._sizes(share)
        for n in sizes:
            first, last = (0, n) if share is None else counts.run_of(share, n)
            yield n, max(first, self.k[0]), min(last, self.k[1])

    def _sizes(self, share: Printed) -> range:
        """The denominators outside of which no count in question makes the percentage."""
        first, last = self.n
        if share.lower is not None and share.lower > 0:
            last = min(last, int(100 * self.k[1] / share.lower))
        if share.upper is not None and share.upper > 0:
            first = max(first, int(100 * self.k[0] / share.upper))
        return range(first, last + 1)

    def size(self, convention: Convention, allowed: Allowed) -> int:
        """Counts in question, about, where they are an unknown; denominators where they are not."""
        sizes = len(allowed.get(self.shared_n or "", range(self.n[0], self.n[1] + 1)))
        if self.shared_k is None or self.percent is None:
            return sizes * (1 if self.shared_k is None else self.k[1] - self.k[0] + 1)
        width = counts.read_percent(self.percent, convention.rounding)
        return sizes + int(sizes * self.n[1] * ((width.upper or 100) - (width.lower or 0)) / 100)

    def keys(self, convention: Convention, allowed: Allowed) -> set[Key]:
        """The values of count and denominator; of a denominator alone, one count is enough."""
        if self.shared_k is not None:
            return {key for key, _ in self.members(convention, allowed)}
        found = (n for n, first, last in self._runs(convention, allowed) if first <= last)
        if self.shared_n is None:
            return {()} if any(True for _ in found) else set()
        return {((self.shared_n, n),) for n in found}

    def values(self, convention: Convention) -> Allowed:
        """The counts and denominators that the percentage allows."""
        found: dict[str, set[int]] = {name: set() for name in self.shared}
        for n, first, last in self._runs(convention, {}):
            if self.shared_k is not None and self.shared_k == self.shared_n:
                first, last = max(first, n), min(last, n)
            if first <= last:
                if self.shared_n:
                    found[self.shared_n].add(n)
                if self.shared_k:
                    found[self.shared_k].update(range(first, last + 1))
        return {name: frozenset(kept) for name, kept in found.items()}

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

    def numbers(self, convention: Convention) -> Iterator[Number]:
        """The percentage."""
        if self.percent is not None:
            share = counts.read_percent(self.percent, convention.rounding)
            yield Number("percent", "percent", share)

    @property
    def stated_facts(self) -> tuple[str, ...]:
        """The count and the denominator, which are taken as printed."""
        return ("k", "n")

    def printed_text(self, fact: str) -> str:
        """A fact as printed."""
        return {"k": str(self.k[0]), "n": str(self.n[0]), "percent": str(self.percent)}[fact]

    def recomputed(
        self, quantity: str, convention: Convention, allowed: Allowed
    ) -> Iterator[tuple[Any, str]]:
        """The share of a printed count, or the shares next to the printed one."""
        sizes = sorted(allowed.get(self.shared_n or "", range(self.n[0], self.n[1] + 1)))
        ks = allowed.get(self.shared_k or "", range(self.k[0], self.k[1] + 1))
        if len(sizes) > SHOWN:
            raise TooMany
        for share, data in counts.neighbours(counts.read_percent(self.percent or ""), sizes):
            k, n = (int(part) for part in data.split("/"))
            if k in ks:
                yield share, data
        if len(sizes) * len(ks) <= SHOWN:
            for n in sizes:
                yield from ((Fraction(100 * k, n), f"{k}/{n}") for k in ks if k <= n)

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
