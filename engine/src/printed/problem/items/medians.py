"""Two groups of which medians, quartiles or ranges and the P value between them are printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar

from printed.errors import InputError
from printed.fit import matching, ranksum
from printed.fit.ranksum.search import MAX_SIZES
from printed.problem.items.base import Allowed, Convention, Key, check_among
from printed.problem.items.continuous import one_of
from printed.problem.tree import Node
from printed.problem.values import entries_of, placed, printed_text, size_of

GROUPS = ("group1", "group2")
OF_A_GROUP = ("median", "iqr", "lowest", "highest")
INSIDE = ("n", *OF_A_GROUP)


@dataclass(frozen=True)
class Medians:
    """What is printed of one group: its size, median, and quartile distance or range."""

    n: tuple[int, int]
    shared: str | None = None
    median: str | None = None
    iqr: str | None = None
    lowest: str | None = None
    highest: str | None = None

    @property
    def told(self) -> dict[str, str]:
        """The printed values by name."""
        return {key: getattr(self, key) for key in OF_A_GROUP if getattr(self, key) is not None}

    @classmethod
    def read(cls, node: Node, unknowns: Mapping[str, tuple[int, int]]) -> Medians:
        """The group from its entries."""
        entries = entries_of(node, INSIDE, "a group")
        if "n" not in entries:
            raise node.error("a group of medians needs n")
        n, shared = size_of(entries["n"], unknowns)
        told = {key: printed_text(entries[key], key) for key in OF_A_GROUP if key in entries}
        with placed(node):
            ranksum.group(max(n[1], 2), **told)
        return cls(n, shared, **told)


@dataclass(frozen=True)
class MediansItem:
    """Two groups' medians with quartile distances or ranges, and the rank-sum P between them.

    The members are the rows of `ranksum.joint`: both sizes with the ranges of U and superiority.
    """

    kind: ClassVar[str] = "medians"
    label: ClassVar[str] = "two medians"
    printed_keys: ClassVar[tuple[str, ...]] = ("p",)
    other_keys: ClassVar[tuple[str, ...]] = (*GROUPS, "ties")
    needed_keys: ClassVar[tuple[str, ...]] = GROUPS
    inner: ClassVar[tuple[str, ...]] = tuple(f"{group}.{key}" for group in GROUPS for key in INSIDE)

    name: str
    group1: Medians
    group2: Medians
    p: str | None = None
    ties: str = "none"

    @classmethod
    def read(
        cls,
        name: str,
        entries: Mapping[str, Node],
        printed: Mapping[str, str],
        unknowns: Mapping[str, tuple[int, int]],
    ) -> MediansItem:
        """The item from its entries in a problem file."""
        groups = []
        for key in GROUPS:
            with placed(entries[key]):
                groups.append(Medians.read(entries[key], unknowns))
        p = printed.get("p")
        if p is not None:
            with placed(entries["p"]):
                matching.read_p(p)
        return cls(name, groups[0], groups[1], p, one_of(entries, "ties", ("none", "any")))

    @property
    def groups(self) -> tuple[Medians, Medians]:
        """Both groups."""
        return self.group1, self.group2

    @property
    def facts(self) -> tuple[str, ...]:
        """Each printed median, quartile distance, end of a range, and P."""
        told = (
            f"{name}.{key}"
            for name, group in zip(GROUPS, self.groups, strict=True)
            for key in group.told
        )
        return (*told, *(("p",) if self.p is not None else ()))

    @property
    def rules(self) -> tuple[str, ...]:
        """The method and the rounding; the rule for quartiles where they are printed."""
        quartile = any(group.iqr is not None for group in self.groups)
        return (
            *(("ranksum",) if self.p is not None else ()),
            "rounding",
            *(("p_rule",) if self.p is not None else ()),
            *(("quartile",) if quartile else ()),
        )

    @property
    def shared(self) -> tuple[str, ...]:
        """The names of the sizes that are unknowns."""
        return tuple(sorted({group.shared for group in self.groups if group.shared}))

    def without(self, fact: str) -> MediansItem:
        """The item with one printed value taken as not printed."""
        if fact == "p":
            return replace(self, p=None)
        name, key = fact.split(".")
        return replace(self, **{name: replace(getattr(self, name), **{key: None})})  # type: ignore[arg-type]

    def values(self, convention: Convention) -> Allowed:
        """The sizes asked for."""
        found: dict[str, frozenset[int]] = {}
        for group in self.groups:
            if group.shared is not None:
                sizes = frozenset(range(group.n[0], group.n[1] + 1))
                found[group.shared] = found.get(group.shared, sizes) & sizes
        return found

    def refused(self, convention: Convention, allowed: Allowed) -> str | None:
        """Whether the sizes are too many, or too large for the exact distribution."""
        try:
            list(self.members(convention, allowed))
        except InputError as error:
            return error.message
        return None

    def members(
        self, convention: Convention, allowed: Allowed
    ) -> Iterator[tuple[Key, dict[str, Any]]]:
        """A row for each pair of sizes that leaves some U."""
        sizes = [
            sorted(allowed.get(group.shared or "", range(group.n[0], group.n[1] + 1)))
            for group in self.groups
        ]
        if len(sizes[0]) * len(sizes[1]) > MAX_SIZES:
            raise InputError(f"{self.name}: more than {MAX_SIZES} pairs of sizes; narrow n")
        for n1 in sizes[0]:
            for n2 in sizes[1]:
                if self.group1.shared and self.group1.shared == self.group2.shared and n1 != n2:
                    continue
                row = _row(self.group1, self.group2, self.p, n1, n2, convention, self.ties)
                if row is not None:
                    named = {self.group1.shared: n1, self.group2.shared: n2}
                    yield tuple(sorted((name, n) for name, n in named.items() if name)), row

    def check_quantity(self, quantity: str) -> None:
        """U or superiority of group 1, or a size."""
        check_among(quantity, ("superiority", "u", "n1", "n2"))

    def ends(self, quantity: str, member: dict[str, Any]) -> tuple[Any, Any, bool]:
        """Over both tails of the rank sum that are left."""
        if quantity in ("n1", "n2"):
            return member[quantity], member[quantity], True
        pairs = member["n1"] * member["n2"]
        tails = [ends for ends in (member["u_low"], member["u_high"]) if ends is not None]
        low, high = min(one[0] for one in tails), max(one[1] for one in tails)
        scale = 1 if quantity == "u" else pairs
        return low / scale, high / scale, False

    def shown(self, member: dict[str, Any]) -> dict[str, Any]:
        """The row without the rules of rounding."""
        return {key: value for key, value in member.items() if key not in ("rounding", "p_rule")}


@lru_cache(maxsize=4096)
def _group(told: Medians, n: int, quartile: str, rounding: str) -> ranksum.Group | None:
    """All samples of one size; None where there are none, as one value has no quartiles."""
    try:
        return ranksum.group(n, quartile=quartile, rounding=rounding, **told.told)
    except InputError:
        return None


@lru_cache(maxsize=4096)
def _row(
    one: Medians, two: Medians, p: str | None, n1: int, n2: int, convention: Convention,
    ties: str = "none",
) -> dict[str, Any] | None:
    first = _group(
        replace(one, n=(0, 0), shared=None), n1, convention.quartile, convention.rounding
    )
    second = _group(
        replace(two, n=(0, 0), shared=None), n2, convention.quartile, convention.rounding
    )
    if first is None or second is None or n1 < 2 or n2 < 2:
        return None
    if p is None:
        span = ranksum.superiority_range(first, second)
        return {
            "n1": n1, "n2": n2, "method": None, "u_low": None, "u_high": span["u"],
            "superiority_low": None, "superiority": span["superiority"], "attained": False,
        }  # fmt: skip
    found = ranksum.joint(
        p, first, second, convention.ranksum, ties, convention.rounding, convention.p_rule
    )
    if found.not_tried:
        raise InputError(f"rank sum: {found.not_tried[0]['reason']}; narrow n")
    return next(iter(found.results), None)
