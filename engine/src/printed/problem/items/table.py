"""A printed 2x2 table: two groups, the P value and the contrast between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar

from printed.fit import contrasts, matching, tables
from printed.fit.counts import Candidates
from printed.fit.matching import Table
from printed.fit.sides import Side, read_side
from printed.problem.items.base import Allowed, Convention, Key, check_among
from printed.problem.tree import Node
from printed.problem.values import WHOLE, placed, size_of, text_of, whole
from printed.stats.tables import UNCONDITIONAL

UNPRINTED = read_side("?")
DEFAULT_N = (1, 100)
POOL = 100_000  # tables in question where a total, events or a contrast choose among them
SMALL = 5_000  # pairs of candidates whose P values are kept for every rounding rule
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?|[\d:_]+")
_OF = re.compile(r"(.+?)\s+of\s+(\S+)")


@dataclass(frozen=True)
class Group:
    """One side of a printed table.

    Parameters
    ----------
    side : Side
        What is printed of it.
    n : tuple of int
        Range of the denominator where the side does not fix it, both ends included.
    shared : str, optional
        Name of the unknown that this denominator is; groups with one name have one value.
    """

    side: Side
    n: tuple[int, int]
    shared: str | None = None

    @classmethod
    def read(
        cls, node: Node, sizes: Node | None, unknowns: Mapping[str, tuple[int, int]]
    ) -> Group:
        """The group from its text, and from the range of its denominator where one is given."""
        text = text_of(node, "a group")
        if not node.quoted and _NUMBER.fullmatch(text):
            raise node.error(f"{text} is no group; write 4/10, 81%, 81% of n_name or ?")
        match = _OF.fullmatch(text)
        if match is None:
            side = read_side(text)
            if sizes is None:
                return cls(side, DEFAULT_N)
            if side.n is not None:
                raise sizes.error(f"{text} has its denominator already")
            ends, shared = size_of(sizes, unknowns)
            return cls(side, ends, shared)
        known, name = match.groups()
        if name not in unknowns:
            raise node.error(f"{name!r} is not among the unknowns; give its range there")
        if sizes is not None:
            raise sizes.error(f"{text} has its denominator already")
        count = f"{known}/?" if WHOLE.fullmatch(known) else known
        side = read_side(count)
        if side.n is not None:
            raise node.error(f"{text!r} has two denominators")
        return cls(side, unknowns[name], name)

    def candidates(self, rounding: str, allowed: Allowed) -> Candidates:
        """Its counts and denominators, the shared one among the allowed values."""
        found = _candidates(self.side, self.n, rounding)
        if self.shared is None or self.shared not in allowed:
            return found
        kept = allowed[self.shared]
        return Candidates(tuple(run for run in found.runs if run[0] in kept))


@lru_cache(maxsize=1024)
def _candidates(side: Side, n: tuple[int, int], rounding: str) -> Candidates:
    return side.candidates(n, rounding)


@dataclass(frozen=True)
class TableItem:
    """Two printed groups and, where printed, the P value and the contrast between them."""

    kind: ClassVar[str] = "table"
    printed_keys: ClassVar[tuple[str, ...]] = ("p", *contrasts.KEYS)
    other_keys: ClassVar[tuple[str, ...]] = ("group1", "group2", "n1", "n2", "total", "events")
    needed_keys: ClassVar[tuple[str, ...]] = ("group1", "group2")

    name: str
    group1: Group
    group2: Group
    p: str | None = None
    effects: tuple[tuple[str, str], ...] = ()
    total: int | None = None
    events: int | None = None

    @classmethod
    def read(
        cls,
        name: str,
        entries: Mapping[str, Node],
        printed: Mapping[str, str],
        unknowns: Mapping[str, tuple[int, int]],
    ) -> TableItem:
        """The item from its entries in a problem file."""
        groups = []
        for number in "12":
            node = entries[f"group{number}"]
            sizes = entries.get(f"n{number}")
            with placed(node):
                groups.append(Group.read(node, sizes, unknowns))
        p = printed.get("p")
        if p is not None:
            with placed(entries["p"]):
                matching.read_p(p)
        effects = tuple((key, text) for key, text in printed.items() if key != "p")
        for key, _ in effects:
            with placed(entries[key]):
                list(contrasts.read({key: printed[key]}))
        list(contrasts.read(dict(effects)))
        margins = {key: whole(entries[key]) for key in ("total", "events") if key in entries}
        return cls(name, groups[0], groups[1], p, effects, **margins)

    @property
    def facts(self) -> tuple[str, ...]:
        """The printed parts of the item, in their order."""
        sides = (("group1", self.group1.side), ("group2", self.group2.side))
        numbers = (("p", self.p), ("total", self.total), ("events", self.events))
        return (
            *(name for name, side in sides if side != UNPRINTED),
            *(name for name, value in numbers if value is not None),
            *(name for name, _ in self.effects),
        )

    @property
    def rules(self) -> tuple[str, ...]:
        """The test only where a P value is printed, the method only of a printed contrast."""
        percent = self.group1.side.percent or self.group2.side.percent
        contrast = {key.removesuffix("_ci"): None for key, _ in self.effects}
        return (
            *(("test",) if self.p is not None else ()),
            *(("rounding",) if percent or self.p is not None or contrast else ()),
            *(("p_rule",) if self.p is not None else ()),
            *contrast,
        )

    @property
    def shared(self) -> tuple[str, ...]:
        """The names of the shared denominators."""
        return tuple(sorted({g.shared for g in self.groups if g.shared is not None}))

    @property
    def groups(self) -> tuple[Group, Group]:
        """Both groups."""
        return self.group1, self.group2

    def without(self, fact: str) -> TableItem:
        """The item with ``group1``, ``group2``, ``p`` or another fact taken as not printed."""
        if fact == "group1":
            return replace(self, group1=replace(self.group1, side=UNPRINTED))
        if fact == "group2":
            return replace(self, group2=replace(self.group2, side=UNPRINTED))
        if fact == "p":
            return replace(self, p=None)
        if fact == "total":
            return replace(self, total=None)
        if fact == "events":
            return replace(self, events=None)
        return replace(self, effects=tuple(pair for pair in self.effects if pair[0] != fact))

    def values(self, convention: Convention) -> Allowed:
        """The shared denominators that the printed shares allow."""
        found: dict[str, frozenset[int]] = {}
        for group in self.groups:
            if group.shared is not None:
                sizes = frozenset(n for n, _, _ in group.candidates(convention.rounding, {}).runs)
                found[group.shared] = found.get(group.shared, sizes) & sizes
        return found

    def refused(self, convention: Convention, allowed: Allowed) -> str | None:
        """Whether the test is too slow here, or its library missing."""
        if self.p is None or convention.test not in UNCONDITIONAL:
            return None
        left, right = (group.candidates(convention.rounding, allowed) for group in self.groups)
        if self.effects or self.total is not None or self.events is not None:
            found = replace(self, p=None).members(replace(convention, test="fisher"), allowed)
            left, right = tables.in_one([table for _, (table, _) in found])
        return matching.too_slow(convention.test, left, right)

    def members(
        self, convention: Convention, allowed: Allowed
    ) -> Iterator[tuple[Key, tuple[Table, float]]]:
        """Every table with its P value."""
        for table, value in self._tables(convention, allowed):
            shared: dict[str, int] = {}
            for group, n in ((self.group1, table.n1), (self.group2, table.n2)):
                if group.shared is not None and shared.setdefault(group.shared, n) != n:
                    break  # both groups have one denominator, and this table has two
            else:
                yield tuple(sorted(shared.items())), (table, value)

    def _tables(
        self, convention: Convention, allowed: Allowed
    ) -> Iterable[tuple[Table, float]]:
        """The same without the unknowns; many are handed out as they are found, and not kept."""
        mine = tuple((name, allowed[name]) for name in self.shared if name in allowed)
        left, right = (group.candidates(convention.rounding, dict(mine)) for group in self.groups)
        tied = self.effects or self.total is not None or self.events is not None
        if tied or len(left) * len(right) <= SMALL:
            return _few_tables(self, convention, mine)
        p = None
        if self.p is not None:
            p = matching.read_p(self.p, convention.rounding, convention.p_rule)
        tables.check_size(len(left) * len(right), tables.MAX_PAIRS if p else tables.MAX_POOL)
        return matching.matching(left, right, convention.test, p)

    def check_quantity(self, quantity: str) -> None:
        """A contrast by the name of its scale, a count, a size, or the P value."""
        check_among(quantity, (*contrasts.METHODS, "k1", "n1", "k2", "n2", "p"))

    def ends(self, quantity: str, member: tuple[Table, float]) -> tuple[Any, Any, bool]:
        """A table has one value of each."""
        table, p = member
        values = {**table._asdict(), "p": None if p != p else p}
        contrast = quantity in contrasts.METHODS
        value = contrasts.point(quantity, *table) if contrast else values[quantity]
        return value, value, True

    def shown(self, member: tuple[Table, float]) -> dict[str, Any]:
        """Its counts, and its P value where one is printed."""
        table, p = member
        return {**table._asdict(), **({} if self.p is None else {"p": None if p != p else p})}


@lru_cache(maxsize=4096)
def _few_tables(
    item: TableItem, convention: Convention, allowed: tuple[tuple[str, frozenset[int]], ...]
) -> tuple[tuple[Table, float], ...]:
    """Tables whose P values are worked out once for every rule by which they may be rounded."""
    left, right = (group.candidates(convention.rounding, dict(allowed)) for group in item.groups)
    choice: tuple[contrasts.Contrast, ...] = ()
    if item.effects:
        methods = {name: str(getattr(convention, name)) for name in contrasts.METHODS}
        choice = tuple(contrasts.read(dict(item.effects), convention.rounding, methods))
    values = _p_values(left, right, item.total, item.events, choice, convention.test)
    if item.p is None:
        return values
    p = matching.read_p(item.p, convention.rounding, convention.p_rule)
    return tuple(row for row in values if matching.prints(row[0], convention.test, row[1], p))


@lru_cache(maxsize=1024)
def _p_values(
    left: Candidates,
    right: Candidates,
    total: int | None,
    events: int | None,
    choice: tuple[contrasts.Contrast, ...],
    test: str,
) -> tuple[tuple[Table, float], ...]:
    pool = tables.pool(left, right, total, events, choice, POOL)
    return tuple(matching.select(pool, test))
