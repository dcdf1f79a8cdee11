"""A printed 2x2 table: two groups, the P value and the contrast between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import Any, ClassVar

from printed.fit import contrasts, counts, matching, tables
from printed.fit.counts import Candidates
from printed.fit.matching import Table
from printed.fit.sides import Side, counted
from printed.fit.sides import read_side as read_group
from printed.notation import P_RULES, ROUNDINGS, Printed
from printed.problem.items.base import (
    Allowed,
    Convention,
    Key,
    Number,
    TooMany,
    check_among,
    thinned_to,
)
from printed.problem.items.continuous import DEVIATES, one_of, read_level, read_side
from printed.problem.tree import Node
from printed.problem.values import WHOLE, placed, size_of, text_of, whole
from printed.stats import table_p, unconditional
from printed.stats.intervals import EXACT
from printed.stats.tables import UNCONDITIONAL

UNPRINTED = read_group("?")
DEFAULT_N = (1, 100)
POOL = 100_000  # tables in question where a total, events or a contrast choose among them
SMALL = 5_000  # pairs of candidates whose P values are kept for every rounding rule
PAIRS = 1_000_000  # tables in question where a P value chooses among them
BEYOND = Fraction(1, 10**7)
SHOWN = 2_000  # tables whose numbers are recomputed one by one
TELLS = ("level", "z", "transposed")  # keys that speak of a contrast
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
    source : {"given", "printed", "default"}
        Where the range is from.
    """

    side: Side
    n: tuple[int, int]
    shared: str | None = None
    source: str = "given"

    @classmethod
    def read(cls, node: Node, sizes: Node | None, unknowns: Mapping[str, tuple[int, int]]) -> Group:
        """The group from its text, and from the range of its denominator where one is given."""
        text = text_of(node, "a group")
        if not node.quoted and _NUMBER.fullmatch(text):
            raise node.error(f"{text} is no group; write 4/10, 81%, 81% of n_name or ?")
        match = _OF.fullmatch(text)
        if match is None:
            side = read_group(text)
            if sizes is None:
                return cls(side, DEFAULT_N, None, "default" if side.n is None else "printed")
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
        side = read_group(count)
        if side.n is not None:
            raise node.error(f"{text!r} has two denominators")
        return cls(side, unknowns[name], name)

    @property
    def ranged(self) -> bool:
        """Whether its denominator has a range of its own, whatever else is printed."""
        return self.shared is not None or (self.source == "given" and self.side.n is None)

    def unbound(self) -> Group:
        """The group with a range that certainly holds a denominator."""
        if self.ranged or self.side.n is not None:
            return self
        if self.side.percent is not None:
            decimals = max(0, counts.read_percent(self.side.percent).decimals)
            return replace(self, n=(1, 10 ** (decimals + 2)))
        size = max(1, self.side.k or 0)
        return replace(self, n=(size, size))

    @property
    def counted(self) -> Group:
        """The group by its count and denominator, where both are printed, whatever its share."""
        return replace(self, side=counted(self.side))

    def candidates(self, rounding: str, allowed: Allowed) -> Candidates:
        """Its counts and denominators, the shared one among the allowed values."""
        if self.shared is None or self.shared not in allowed:
            return _candidates(self.side, self.n, rounding)
        return _candidates(self.side, self.n, rounding, frozenset(allowed[self.shared]))


@lru_cache(maxsize=4096)
def _candidates(
    side: Side, n: tuple[int, int], rounding: str, kept: frozenset[int] | None = None
) -> Candidates:
    if kept is None:
        return side.candidates(n, rounding)
    runs = _candidates(side, n, rounding).runs
    return Candidates(tuple(run for run in runs if run[0] in kept))


@dataclass(frozen=True)
class Way:
    """How P and the contrasts of a table are made, where the print says so.

    Parameters
    ----------
    level : float
        Of the intervals.
    side : {"less", "greater"}, optional
        The alternative of a test with one tail.
    z : {"exact"} or float
        The normal deviate of the intervals.
    transposed : bool
        Whether the contrasts took the columns of the table for its rows.
    """

    keys: ClassVar[tuple[str, ...]] = ("level", "tails", "side", "z", "transposed")

    level: float = 0.95
    side: str | None = None
    z: str | float = EXACT
    transposed: bool = False

    @classmethod
    def read(cls, entries: Mapping[str, Node]) -> Way:
        """From the entries of an item."""
        side = read_side(entries)
        return cls(
            read_level(entries),
            None if side == "two-sided" else side,
            DEVIATES[one_of(entries, "z", tuple(DEVIATES))] or EXACT,
            one_of(entries, "transposed", ("false", "no", "true", "yes")) in ("true", "yes"),
        )


@dataclass(frozen=True)
class TableItem:
    """Two printed groups and, where printed, the P value and the contrast between them."""

    kind: ClassVar[str] = "table"
    label: ClassVar[str] = "two shares"
    printed_keys: ClassVar[tuple[str, ...]] = ("p", *contrasts.KEYS)
    other_keys: ClassVar[tuple[str, ...]] = (
        "group1", "group2", "n1", "n2", "total", "events", *Way.keys
    )  # fmt: skip
    needed_keys: ClassVar[tuple[str, ...]] = ("group1", "group2")

    name: str
    group1: Group
    group2: Group
    p: str | None = None
    effects: tuple[tuple[str, str], ...] = ()
    total: int | None = None
    events: int | None = None
    way: Way = Way()

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
        if "total" in margins:  # each group has a part of it, and the other at least one
            ends = (1, max(1, margins["total"] - 1))
            groups = [
                replace(group, n=ends, source="printed") if group.source == "default" else group
                for group in groups
            ]
        way = Way.read(entries)
        for key, wanted in (("tails", p), ("side", p), *((key, effects) for key in TELLS)):
            if key in entries and not wanted:
                raise entries[key].error(f"{name}: nothing printed here has a {key}")
        return cls(name, groups[0], groups[1], p, effects, way=way, **margins)

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
        if fact in ("group1", "group2"):
            group = getattr(self, fact)
            if group.ranged:
                return self._with(fact, replace(group, side=UNPRINTED))
            # Of a group of any size: nothing that is printed of both binds the other any more.
            return self._untied()._with(fact, Group(UNPRINTED, (1, 1)))
        if fact == "p":
            return replace(self, p=None)
        if fact == "total":
            if all(group.side.n is not None or group.ranged for group in self.groups):
                return replace(self, total=None)
            loose = self._untied()
            return replace(loose, group1=loose.group1.unbound(), group2=loose.group2.unbound())
        if fact == "events":
            return replace(self, events=None)
        return replace(self, effects=tuple(pair for pair in self.effects if pair[0] != fact))

    def _with(self, name: str, group: Group) -> TableItem:
        return replace(self, group1=group) if name == "group1" else replace(self, group2=group)

    def _untied(self) -> TableItem:
        return replace(self, p=None, effects=(), total=None, events=None)

    def relaxed(self, kept: frozenset[str]) -> TableItem:
        """What is printed of both groups binds them only where both are kept."""
        loose = thinned_to(self, kept)
        dropped = {"group1", "group2"} & set(self.facts) - kept
        return loose._untied() if dropped else loose

    def searched(self) -> dict[str, tuple[int, int, str]]:
        """The ranges of denominators that are neither printed nor unknowns of the problem."""
        return {
            f"{self.name}.n{i}": (*group.n, group.source)
            for i, group in enumerate(self.groups, 1)
            if group.shared is None and group.side.n is None and group.n[0] < group.n[1]
        }

    def widened(self, last: int) -> TableItem:
        """The denominators of which nothing says how large they are, from 1 up to a size."""
        groups = [
            replace(group, n=(1, last)) if group.source == "default" and group.side.n is None
            else group
            for group in self.groups
        ]  # fmt: skip
        return replace(self, group1=groups[0], group2=groups[1])

    def unbound(self) -> TableItem:
        """Where nothing says how large a group is, what is printed of both binds neither."""
        if all(group.source != "default" for group in self.groups):
            return self
        loose = self._untied()
        return replace(loose, group1=loose.group1.unbound(), group2=loose.group2.unbound())

    def reopened(self, name: str, last: int) -> TableItem:
        """The denominator that is this unknown, or has this name, from 1 up to a size."""
        groups = [
            replace(group, n=(1, last)) if name in (group.shared, f"{self.name}.n{i}") else group
            for i, group in enumerate(self.groups, 1)
        ]
        return replace(self, group1=groups[0], group2=groups[1])

    def exchanged(self) -> TableItem | None:
        """The item with its groups in the other order, where a printed contrast depends on it."""
        if not self.effects or self.way.side is not None:
            return None
        return replace(self, group1=self.group2, group2=self.group1)

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

    def cost(self, convention: Convention, allowed: Allowed) -> int:
        """Subjects squared, over all tables of an unconditional test."""
        if self.p is None or convention.test not in UNCONDITIONAL:
            return 0
        left, right = (group.candidates(convention.rounding, allowed) for group in self.groups)
        return len(left) * len(right) * (left.largest + right.largest) ** 2

    def size(self, convention: Convention, allowed: Allowed) -> int:
        """Tables in question; where nothing ties both groups, their sizes."""
        left, right = (group.candidates(convention.rounding, allowed) for group in self.groups)
        return len(left) * len(right) if self.tied else len(left.runs) * len(right.runs)

    @property
    def tied(self) -> bool:
        """Whether anything is printed of both groups together."""
        return bool(self.p or self.effects) or self.total is not None or self.events is not None

    def keys(self, convention: Convention, allowed: Allowed) -> set[Key]:
        """The values of the shared denominators; each is looked at no more once it is found."""
        if self.tied and not (self.p and convention.test in UNCONDITIONAL):
            found = (key for key, _ in self.members(convention, allowed))
            return set(found) if self.shared else set(islice(found, 1))
        pairs: Iterable[tuple[Table, Key]]
        if self.effects or self.total is not None or self.events is not None:
            bare = replace(self, p=None).members(replace(convention, test="pearson"), allowed)
            pairs = ((table, key) for key, (table, _) in bare)
        else:
            pairs = self._pairs(convention, allowed)
        low, high = 0.0, 1.0  # of P, by bounds: they may let through what the test itself does not
        if self.p is not None:
            window = matching.p_window(
                matching.read_p(self.p, convention.rounding, convention.p_rule)
            )
            low, high = window[0] - matching.EDGE, window[1] + matching.EDGE
        known: set[Key] = set()
        for table, key in pairs:
            # Once for all rules of rounding, then for this one.
            if key not in known and (
                self.p is None
                or (
                    _may_lie(table, convention.test, *widest(self.p), self.way.side)
                    and _may_lie(table, convention.test, low, high, self.way.side)
                )
            ):
                known.add(key)
                if not self.shared:
                    break
        return known

    def _pairs(self, convention: Convention, allowed: Allowed) -> Iterator[tuple[Table, Key]]:
        """Tables of both groups; where no P is asked for, one for each pair of sizes."""
        left, right = (group.candidates(convention.rounding, allowed) for group in self.groups)
        if self.p is None:
            left, right = (
                Candidates(tuple((n, first, first) for n, first, _ in one.runs))
                for one in (left, right)
            )
        for k1, n1 in left:
            for k2, n2 in right:
                key = self._key(n1, n2)
                if key is not None:
                    yield Table(k1, n1, k2, n2), key

    def _key(self, n1: int, n2: int) -> Key | None:
        """The shared denominators' values; None where one name would have two."""
        shared: dict[str, int] = {}
        for group, n in ((self.group1, n1), (self.group2, n2)):
            if group.shared is not None and shared.setdefault(group.shared, n) != n:
                return None
        return tuple(sorted(shared.items()))

    def members(
        self, convention: Convention, allowed: Allowed
    ) -> Iterator[tuple[Key, tuple[Table, float]]]:
        """Every table with its P value."""
        for table, value in self._tables(convention, allowed):
            key = self._key(table.n1, table.n2)
            if key is not None:
                yield key, (table, value)

    def _tables(self, convention: Convention, allowed: Allowed) -> Iterable[tuple[Table, float]]:
        """The same without the unknowns; many are handed out as they are found, and not kept."""
        mine = tuple((name, allowed[name]) for name in self.shared if name in allowed)
        left, right = (group.candidates(convention.rounding, dict(mine)) for group in self.groups)
        margins = self.effects or self.total is not None or self.events is not None
        if margins or len(left) * len(right) <= SMALL:
            return _few_tables(self, convention, mine)
        if self.p is None:
            tables.check_size(len(left) * len(right), tables.MAX_POOL)
            return matching.matching(left, right, convention.test, None, self.way.side)
        long = len(left.runs) * len(right.runs)  # long runs are bisected
        tables.check_size(max(long, len(left) * len(right) // matching.LONG_RUN), PAIRS)
        p = matching.read_p(self.p, convention.rounding, convention.p_rule)
        near = _near(left, right, convention.test, widest(self.p), self.way.side)
        return _printing(near, convention.test, p, self.way.side)

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

    # ----------------------------------------------------------------- the value beside the print

    def numbers(self, convention: Convention) -> Iterator[Number]:
        """Percentages, P, and each estimate and limit."""
        rounding = convention.rounding
        for fact, group in (("group1", self.group1), ("group2", self.group2)):
            if group.side.percent is not None:
                yield Number(fact, fact, counts.read_percent(group.side.percent, rounding))
        if self.p is not None:
            p = matching.read_p(self.p, rounding, convention.p_rule)
            yield Number("p", "p", p, ("test", "rounding", "p_rule"), "test")
        texts = dict(self.effects)
        methods = {name: str(getattr(convention, name)) for name in contrasts.METHODS}
        for one in self.contrasts(texts, rounding, methods):
            for quantity, printed, _ in one.printed_numbers():
                fact = quantity.split(".")[0]
                yield Number(
                    quantity,
                    fact if fact in texts else one.name,
                    printed,
                    ("rounding", one.name),
                    one.name,
                    one.unit,
                )

    def contrasts(
        self, texts: Mapping[str, str], rounding: str, methods: Mapping[str, str]
    ) -> Iterator[contrasts.Contrast]:
        """The printed contrasts, as these methods make them."""
        way = self.way
        return contrasts.read(texts, rounding, methods, way.level, way.z, way.transposed)

    @property
    def stated_facts(self) -> tuple[str, ...]:
        """Counts and sizes that are taken as printed."""
        sides = (("group1", self.group1.side), ("group2", self.group2.side))
        return (*(name for name, side in sides if side.percent is None), "total", "events")

    def printed_text(self, fact: str) -> str:
        """A fact as printed."""
        if fact in ("group1", "group2"):
            group = getattr(self, fact)
            return (
                group.side.text.replace("/?", f" of {group.shared}")
                if group.shared
                else (group.side.text)
            )
        texts = {"p": self.p, "total": self.total, "events": self.events, **dict(self.effects)}
        return str(texts[fact])

    def recomputed(
        self, quantity: str, convention: Convention, allowed: Allowed
    ) -> Iterator[tuple[Any, str]]:
        """By the counts and sizes of both groups, whatever is printed of both together."""
        if quantity in ("group1", "group2"):
            group = getattr(self, quantity)
            sizes = allowed.get(group.shared or "", range(group.n[0], group.n[1] + 1))
            yield from counts.shares(
                counts.read_percent(group.side.percent),
                sorted(sizes) if group.side.n is None else [group.side.n],
                group.side.k,
            )
            return
        base = replace(self, p=None, effects=())
        base = replace(base, group1=self.group1.counted, group2=self.group2.counted)
        bare = replace(convention, test="pearson")
        listed = list(islice(base.members(bare, allowed), SHOWN + 1))
        slow = quantity == "p" and convention.test in UNCONDITIONAL
        if len(listed) > (20 if slow else SHOWN):
            raise TooMany
        name, _, end = quantity.partition("_ci.")
        contrast = None
        if quantity != "p":
            methods = {name: str(getattr(convention, name))}
            texts = {key: text for key, text in self.effects if key.startswith(name)}
            (contrast,) = self.contrasts(texts, convention.rounding, methods)
        for _, (table, _) in listed:
            value = (
                table_p(*table, convention.test, self.way.side)
                if contrast is None
                else contrast.value(end or "estimate", *table)
            )
            yield value, tables.written(table)


@lru_cache(maxsize=256)
def widest(text: str) -> tuple[float, float]:
    """The P values that print like this under any of the rules.

    >>> widest("0.02")
    (0.015, 0.03)
    """
    windows = [
        matching.p_window(matching.read_p(text, rounding, rule))
        for rounding in ROUNDINGS
        for rule in P_RULES
    ]
    return min(low for low, _ in windows), max(high for _, high in windows)


@lru_cache(maxsize=48)
def _near(
    left: Candidates,
    right: Candidates,
    test: str,
    window: tuple[float, float],
    side: str | None = None,
) -> tuple[tuple[Table, float], ...]:
    """Tables with a P value in the window, kept for every rule by which it may be rounded."""
    return tuple(matching.matching(left, right, test, _any_rule(window), side))


def _printing(
    rows: Iterable[tuple[Table, float]], test: str, p: Printed, side: str | None = None
) -> Iterator[tuple[Table, float]]:
    """The tables whose P prints like this; only near an edge is it asked for exactly."""
    low, high = matching.p_window(p)
    edge = matching.EDGE
    for table, value in rows:
        if low + edge < value < high - edge or (
            low - edge <= value <= high + edge and matching.prints(table, test, value, p, side)
        ):
            yield table, value


def _any_rule(window: tuple[float, float]) -> Printed:
    # A little beyond both ends, so that no integers are asked there.
    low, high = Fraction(window[0]) - BEYOND, Fraction(window[1]) + BEYOND
    return Printed("", "p_value", 0, low, high, (True, True), low)


@lru_cache(maxsize=200_000)
def _may_lie(
    table: Table, test: str, low: float, high: float, side: str | None = None
) -> bool:
    return unconditional.may_lie(*table, test, low, high, side)


@lru_cache(maxsize=4096)
def _few_tables(
    item: TableItem, convention: Convention, allowed: tuple[tuple[str, frozenset[int]], ...]
) -> tuple[tuple[Table, float], ...]:
    """Tables whose P values are worked out once for every rule by which they may be rounded."""
    left, right = (group.candidates(convention.rounding, dict(allowed)) for group in item.groups)
    choice: tuple[contrasts.Contrast, ...] = ()
    if item.effects:
        methods = {name: str(getattr(convention, name)) for name in contrasts.METHODS}
        choice = tuple(item.contrasts(dict(item.effects), convention.rounding, methods))
    # What no rule would print like this is left out at once.
    window = None if item.p is None else widest(item.p)
    way = item.way
    values = _p_values(
        left, right, item.total, item.events, choice, convention.test, window, way.side
    )
    if item.p is None:
        return values
    p = matching.read_p(item.p, convention.rounding, convention.p_rule)
    return tuple(_printing(values, convention.test, p, way.side))


@lru_cache(maxsize=1024)
def _p_values(
    left: Candidates,
    right: Candidates,
    total: int | None,
    events: int | None,
    choice: tuple[contrasts.Contrast, ...],
    test: str,
    window: tuple[float, float] | None = None,
    side: str | None = None,
) -> tuple[tuple[Table, float], ...]:
    pool = tables.pool(left, right, total, events, choice, POOL)
    return tuple(matching.select(pool, test, window and _any_rule(window), side))
