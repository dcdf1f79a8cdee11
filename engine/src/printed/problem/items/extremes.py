"""Several shares of one group of which only the lowest and the highest are printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement
from math import comb, factorial, prod
from typing import Any, ClassVar

from printed import notation
from printed.errors import InputError
from printed.fit import counts
from printed.problem.items.base import Allowed, Convention, Key, check_among
from printed.problem.tree import Node
from printed.problem.values import placed, size_of, whole

MOST = 200_000  # multisets of counts that are looked at


@dataclass(frozen=True)
class ExtremesItem:
    """So many shares of one group, of which the lowest and the highest are printed as a range.

    Parameters
    ----------
    name : str
    n : tuple of int
        Range of the denominator, which all of them have, both ends included.
    of : int
        How many shares there are.
    percent : str, optional
        As printed, such as ``10% to 20%``.
    shared_n : str, optional
    """

    kind: ClassVar[str] = "extremes"
    label: ClassVar[str] = "lowest and highest of several shares"
    printed_keys: ClassVar[tuple[str, ...]] = ("percent",)
    other_keys: ClassVar[tuple[str, ...]] = ("n", "of")
    needed_keys: ClassVar[tuple[str, ...]] = ("n", "of", "percent")

    name: str
    n: tuple[int, int]
    of: int
    percent: str | None
    shared_n: str | None = None

    @classmethod
    def read(
        cls,
        name: str,
        entries: Mapping[str, Node],
        printed: Mapping[str, str],
        unknowns: Mapping[str, tuple[int, int]],
    ) -> ExtremesItem:
        """The item from its entries in a problem file."""
        n, shared = size_of(entries["n"], unknowns)
        of = whole(entries["of"])
        if of < 2:
            raise entries["of"].error(f"{of} shares have no lowest and highest; give 2 or more")
        with placed(entries["percent"]):
            if notation.parse(printed["percent"]).kind != "range":
                raise InputError(f"{printed['percent']!r} is no range such as 10% to 20%")
        return cls(name, n, of, printed["percent"], shared)

    @property
    def facts(self) -> tuple[str, ...]:
        """The printed range."""
        return ("percent",) if self.percent is not None else ()

    @property
    def rules(self) -> tuple[str, ...]:
        """The rounding of both percentages."""
        return ("rounding",) if self.percent is not None else ()

    @property
    def shared(self) -> tuple[str, ...]:
        """The name of the denominator, if it is an unknown."""
        return (self.shared_n,) if self.shared_n else ()

    def without(self, fact: str) -> ExtremesItem:
        """The item with the range taken as not printed."""
        return replace(self, percent=None)

    def values(self, convention: Convention) -> Allowed:
        """The denominators asked for."""
        sizes = frozenset(range(self.n[0], self.n[1] + 1))
        return {self.shared_n: sizes} if self.shared_n else {}

    def refused(self, convention: Convention, allowed: Allowed) -> str | None:
        """Whether the counts are too many to look at."""
        largest = comb(self.n[1] + self.of, self.of) * (self.n[1] - self.n[0] + 1)
        return f"more than {MOST} sets of counts" if largest > MOST else None

    def members(
        self, convention: Convention, allowed: Allowed
    ) -> Iterator[tuple[Key, tuple[tuple[int, ...], int]]]:
        """Counts in ascending order with their denominator; which is whose is left open."""
        for n in sorted(allowed.get(self.shared_n or "", range(self.n[0], self.n[1] + 1))):
            key = ((self.shared_n, n),) if self.shared_n else ()
            low, high = range(n + 1), range(n + 1)
            if self.percent is not None:
                parts = notation.parse(self.percent, convention.rounding).parts
                low, high = (range(a, b + 1) for a, b in (counts.run_of(x, n) for x in parts))
            for found in combinations_with_replacement(range(n + 1), self.of):
                if found[0] in low and found[-1] in high:
                    yield key, (found, n)

    def check_quantity(self, quantity: str) -> None:
        """The lowest or the highest count, the denominator, or in how many ways they are whose."""
        check_among(quantity, ("lowest", "highest", "n", "assignments"))

    def ends(self, quantity: str, member: tuple[tuple[int, ...], int]) -> tuple[Any, Any, bool]:
        """Counts have one value of each."""
        found, n = member
        value = {
            "lowest": found[0], "highest": found[-1], "n": n, "assignments": assignments(found),
        }[quantity]  # fmt: skip
        return value, value, True

    def shown(self, member: tuple[tuple[int, ...], int]) -> dict[str, Any]:
        """The counts and their denominator."""
        return {"counts": list(member[0]), "n": member[1]}


def assignments(found: tuple[int, ...]) -> int:
    """In how many ways counts can belong to as many measures.

    >>> assignments((1, 1, 2))
    3
    """
    return factorial(len(found)) // prod(factorial(found.count(k)) for k in set(found))
