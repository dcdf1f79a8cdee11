"""Several printed tables at once, tied by denominators that they share.

Solutions stay factorised: for each assignment of the shared unknowns, the tables of each item.
Two items with a thousand tables each are two lists, not a million pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from typing import TypeVar

from passion.compatible import tables
from passion.compatible.tables import Side, Table

Fact = TypeVar("Fact", bound=Hashable)
MOST_FACTS = 12  # up to here a smallest conflict is searched by size: 4,096 subsets
UNPRINTED = tables.read_side("?")


@dataclass(frozen=True)
class Convention:
    """One way to read printed tables: the test and the two rounding rules."""

    test: str = "fisher"
    rounding: str = "half-up"
    p_rule: str = "nearest"


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


@dataclass(frozen=True)
class TableItem:
    """Two printed groups and, where printed, the P value between them."""

    name: str
    group1: Group
    group2: Group
    p: str | None = None

    def without(self, part: str) -> TableItem:
        """The item with ``group1``, ``group2`` or ``p`` taken as not printed."""
        if part == "p":
            return replace(self, p=None)
        return replace(self, **{part: replace(getattr(self, part), side=UNPRINTED)})


@dataclass(frozen=True)
class Solution:
    """One assignment of the shared unknowns, with every table of each item under it."""

    unknowns: Mapping[str, int]
    tables: Mapping[str, tuple[tuple[Table, float], ...]]


def solve(items: Sequence[TableItem], convention: Convention | None = None) -> list[Solution]:
    """Every assignment of the shared unknowns under which each item has a table.

    Parameters
    ----------
    items : sequence of TableItem
    convention : Convention, optional
        One convention for all items.

    Returns
    -------
    list of Solution
        In the order of the unknowns' values; empty when the items contradict each other.

    Examples
    --------
    >>> registry = dict(n=(1, 39), shared="registry")
    >>> treated = (10, 10)
    >>> read = tables.read_side
    >>> capsule = Group(read("40%"), treated), Group(read("81%"), **registry)
    >>> plic = TableItem("plic", *capsule, "0.02")
    >>> peduncle = Group(read("10%"), treated), Group(read("61%"), **registry)
    >>> leg = TableItem("leg", *peduncle, "0.01")
    >>> [solution.unknowns for solution in solve([plic, leg])]
    [{'registry': 36}]
    """
    convention = convention or Convention()
    solutions = [Solution({}, {})]
    for item in items:
        by_key: dict[tuple[tuple[str, int], ...], list[tuple[Table, float]]] = {}
        for key, table, p in _tables(item, convention):
            by_key.setdefault(key, []).append((table, p))
        solutions = [
            Solution(
                {**solution.unknowns, **dict(key)}, {**solution.tables, item.name: tuple(found)}
            )
            for solution in solutions
            for key, found in by_key.items()
            if all(solution.unknowns.get(name, value) == value for name, value in key)
        ]
    return sorted(solutions, key=lambda solution: sorted(solution.unknowns.items()))


@lru_cache(maxsize=4096)
def _tables(
    item: TableItem, convention: Convention
) -> tuple[tuple[tuple[tuple[str, int], ...], Table, float], ...]:
    """The item's tables, each with the values that it gives the shared unknowns."""
    left = item.group1.side.candidates(item.group1.n, convention.rounding)
    right = item.group2.side.candidates(item.group2.n, convention.rounding)
    p = None
    if item.p is not None:
        p = tables.read_p(item.p, convention.rounding, convention.p_rule)
    found = []
    for table, value in tables.matching(left, right, convention.test, p):
        shared: dict[str, int] = {}
        for group, n in ((item.group1, table.n1), (item.group2, table.n2)):
            if group.shared is not None and shared.setdefault(group.shared, n) != n:
                break  # both groups have one denominator, and this table has two
        else:
            found.append((tuple(sorted(shared.items())), table, value))
    return tuple(found)


def smallest_conflict(
    facts: Sequence[Fact], consistent: Callable[[tuple[Fact, ...]], bool]
) -> tuple[Fact, ...]:
    """A smallest set of facts that contradict each other; empty if all agree.

    Parameters
    ----------
    facts : sequence
    consistent : callable
        Whether some data give all facts of a subset; a subset of an agreeing set agrees.

    Returns
    -------
    tuple
        Of the smallest ones the first in the order of the facts. From ``MOST_FACTS`` on it is
        one from which nothing can be left off, not necessarily a smallest.

    Examples
    --------
    >>> smallest_conflict([1, 2, 3, -2], lambda some: not any(-x in some for x in some))
    (2, -2)
    """
    everything = tuple(facts)
    if consistent(everything):
        return ()
    if len(everything) <= MOST_FACTS:
        for size in range(1, len(everything)):
            for subset in combinations(everything, size):
                if not consistent(subset):
                    return subset
        return everything
    kept = everything
    for fact in everything:
        rest = tuple(other for other in kept if other != fact)
        if not consistent(rest):
            kept = rest
    return kept


def conflict(
    items: Sequence[TableItem], convention: Convention | None = None
) -> tuple[tuple[str, str], ...]:
    """A smallest set of printed values, as (item, part), that no data give together.

    >>> read = tables.read_side
    >>> odd = TableItem("odd", Group(read("10%"), (9, 9)), Group(read("?"), (1, 5)))
    >>> conflict([odd])
    (('odd', 'group1'),)
    """
    facts = [
        (item.name, part)
        for item in items
        for part in ("group1", "group2", "p")
        if (item.p if part == "p" else getattr(item, part).side != UNPRINTED)
    ]

    def consistent(kept: tuple[tuple[str, str], ...]) -> bool:
        thinned = []
        for item in items:
            for name, part in facts:
                if name == item.name and (name, part) not in kept:
                    item = item.without(part)
            thinned.append(item)
        # An item of which nothing is kept says nothing, and costs most to list.
        names = {name for name, _ in kept}
        return bool(solve([item for item in thinned if item.name in names], convention))

    return smallest_conflict(facts, consistent)
