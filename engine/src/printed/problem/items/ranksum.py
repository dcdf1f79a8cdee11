"""A printed P value of a rank-sum test between two groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Any, ClassVar

from printed.errors import InputError
from printed.fit import ranksum
from printed.fit.matching import read_p
from printed.fit.ranksum.search import MAX_SIZES, Range
from printed.notation import P_RULES, ROUNDINGS
from printed.problem.items.base import Allowed, Convention, Key, check_among
from printed.problem.tree import Node
from printed.problem.values import placed, size_of, text_of


@dataclass(frozen=True)
class RanksumItem:
    """Two group sizes and the P value between the groups.

    Parameters
    ----------
    name : str
    n1, n2 : tuple of int
        Ranges of the sizes, both ends included.
    p : str, optional
        As printed.
    shared1, shared2 : str, optional
        Names of the unknowns that the sizes are.
    ties : {"none", "any"}
        Whether values may be equal.
    """

    kind: ClassVar[str] = "ranksum"
    label: ClassVar[str] = "P of a rank-sum test"
    printed_keys: ClassVar[tuple[str, ...]] = ("p",)
    other_keys: ClassVar[tuple[str, ...]] = ("n1", "n2", "ties")
    needed_keys: ClassVar[tuple[str, ...]] = ("n1", "n2", "p")

    name: str
    n1: tuple[int, int]
    n2: tuple[int, int]
    p: str | None
    shared1: str | None = None
    shared2: str | None = None
    ties: str = "none"

    @classmethod
    def read(
        cls,
        name: str,
        entries: Mapping[str, Node],
        printed: Mapping[str, str],
        unknowns: Mapping[str, tuple[int, int]],
    ) -> RanksumItem:
        """The item from its entries in a problem file."""
        n1, shared1 = size_of(entries["n1"], unknowns)
        n2, shared2 = size_of(entries["n2"], unknowns)
        ties = text_of(entries["ties"], "ties") if "ties" in entries else "none"
        if ties not in ("none", "any"):
            raise entries["ties"].error(f"unknown ties {ties!r}; one of none, any")
        with placed(entries["p"]):
            read_p(printed["p"])
        return cls(name, n1, n2, printed["p"], shared1, shared2, ties)

    @property
    def facts(self) -> tuple[str, ...]:
        """The P value."""
        return ("p",) if self.p is not None else ()

    @property
    def rules(self) -> tuple[str, ...]:
        """The method and the rounding."""
        return ("ranksum", "rounding", "p_rule") if self.p is not None else ()

    @property
    def shared(self) -> tuple[str, ...]:
        """The names of the sizes that are unknowns."""
        return tuple(sorted({name for name in (self.shared1, self.shared2) if name}))

    def without(self, fact: str) -> RanksumItem:
        """The item with the P value taken as not printed."""
        return replace(self, p=None)

    def searched(self) -> dict[str, tuple[int, int, str]]:
        """The ranges of sizes that are no unknowns of the problem."""
        return {
            f"{self.name}.{name}": (*ends, "given")
            for name, ends, shared in (("n1", self.n1, self.shared1), ("n2", self.n2, self.shared2))
            if shared is None and ends[0] < ends[1]
        }

    def values(self, convention: Convention) -> Allowed:
        """The sizes asked for."""
        found: dict[str, frozenset[int]] = {}
        for name, (first, last) in ((self.shared1, self.n1), (self.shared2, self.n2)):
            if name is not None:
                sizes = frozenset(range(first, last + 1))
                found[name] = found.get(name, sizes) & sizes
        return found

    def refused(self, convention: Convention, allowed: Allowed) -> str | None:
        """Whether the sizes are too many, or too large for the exact distribution."""
        try:
            next(iter(self.members(convention, allowed)), None)
        except InputError as error:
            return error.message
        return None

    def members(
        self, convention: Convention, allowed: Allowed
    ) -> Iterator[tuple[Key, dict[str, Any]]]:
        """The rows of `ranksum.search`: both sizes with the ranges of U and of superiority."""
        kept = [allowed.get(name or "") for name in (self.shared1, self.shared2)]
        ranges = []
        for (first, last), sizes in zip((self.n1, self.n2), kept, strict=True):
            if sizes is not None and not sizes:
                return
            ranges.append((first, last) if sizes is None else (min(sizes), max(sizes)))
        rows: Iterable[dict[str, Any]]
        if self.p is None:
            # Nothing is printed: every size goes, and every U.
            rows = _any_rank_sum(ranges[0], ranges[1])
        else:
            rows = _rows(self.p, ranges[0], ranges[1], self.ties, convention, self._equal)
        for row in rows:
            if self._equal and row["n1"] != row["n2"]:
                continue  # both groups have one size, and this row has two
            if all(
                sizes is None or row[size] in sizes
                for size, sizes in zip(("n1", "n2"), kept, strict=True)
            ):
                named = {self.shared1: row["n1"], self.shared2: row["n2"]}
                yield tuple(sorted((name, n) for name, n in named.items() if name)), row

    @property
    def _equal(self) -> bool:
        """Whether both groups have one size, which is an unknown."""
        return self.shared1 is not None and self.shared1 == self.shared2

    def check_quantity(self, quantity: str) -> None:
        """U or superiority of group 1, or a size."""
        check_among(quantity, ("superiority", "u", "n1", "n2"))

    def ends(self, quantity: str, member: dict[str, Any]) -> tuple[Any, Any, bool]:
        """Of the tail in which group 1 has the larger values; the mirror image has the same P."""
        if quantity in ("n1", "n2"):
            return member[quantity], member[quantity], True
        low, high = member["u_high" if quantity == "u" else quantity]
        return low, high, bool(member.get("attained", True))

    def shown(self, member: dict[str, Any]) -> dict[str, Any]:
        """A row of `ranksum.search` without the rules of rounding."""
        return {key: value for key, value in member.items() if key not in ("rounding", "p_rule")}


def _rows(
    p: str, n1: Range, n2: Range, ties: str, convention: Convention, equal: bool
) -> tuple[dict[str, Any], ...]:
    """Searched once for all rules that let the same values print like this."""
    asked = read_p(p, convention.rounding, convention.p_rule)
    rules = next(pair for pair in product(ROUNDINGS, P_RULES) if read_p(p, *pair) == asked)
    why = _refused(n1, n2, convention.ranksum, ties, equal)
    if why is None:
        found = _searched(p, n1, n2, convention.ranksum, ties, *rules, equal=equal)
        if not found.truncated:
            return tuple(found.results)
    raise InputError(f"rank sum: {why or 'too many sizes'}; narrow n1 and n2")


_refused = lru_cache(maxsize=1024)(ranksum.refused)
_searched = lru_cache(maxsize=1024)(ranksum.search)


def _any_rank_sum(n1: tuple[int, int], n2: tuple[int, int]) -> Iterator[dict[str, Any]]:
    if (n1[1] - n1[0] + 1) * (n2[1] - n2[0] + 1) > MAX_SIZES:
        raise InputError(f"more than {MAX_SIZES} pairs of sizes; narrow n1 and n2")
    for first in range(n1[0], n1[1] + 1):
        for second in range(n2[0], n2[1] + 1):
            both = [0, first * second]
            yield {
                "n1": first,
                "n2": second,
                "method": None,
                "u_low": both,
                "u_high": both,
                "superiority": [0.0, 1.0],
            }
