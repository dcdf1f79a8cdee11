"""Several printed items at once, tied by unknowns that they share.

Solutions stay factorised: for each assignment of the shared unknowns, the members of each
item. Two items with a thousand tables each are two lists, not a million pairs; items that
share nothing, not even by way of others, are joined apart.

Cost: what each item costs alone on the unknowns' values that all of them allow at a first
look, then one look at each member. Items that are dear are asked last, and only under what the
others leave together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from printed.errors import InputError
from printed.problem.hitting import Fact, smallest
from printed.problem.items import (
    UNPRINTED,
    Allowed,
    Convention,
    Group,
    Item,
    Key,
    TableItem,
)

__all__ = [
    "UNPRINTED",
    "Convention",
    "Group",
    "Solution",
    "TableItem",
    "components",
    "conflict",
    "smallest_conflict",
    "solve",
]

MOST_ASSIGNMENTS = 1_000_000


@dataclass(frozen=True)
class Solution:
    """One assignment of the shared unknowns, with every member of each item under it."""

    unknowns: Mapping[str, int]
    members: Mapping[str, tuple[Any, ...]]

    @property
    def tables(self) -> Mapping[str, tuple[Any, ...]]:
        """The members, where all items are tables: each table with its P value."""
        return self.members


def solve(items: Sequence[Item], convention: Convention | None = None) -> list[Solution]:
    """Every assignment of the shared unknowns under which each item has a member.

    Parameters
    ----------
    items : sequence of Item
    convention : Convention, optional
        One convention for all items.

    Returns
    -------
    list of Solution
        In the order of the unknowns' values; empty when the items contradict each other.

    Examples
    --------
    >>> from printed.fit.sides import read_side as read
    >>> registry = dict(n=(1, 39), shared="registry")
    >>> treated = (10, 10)
    >>> capsule = Group(read("40%"), treated), Group(read("81%"), **registry)
    >>> plic = TableItem("plic", *capsule, "0.02")
    >>> peduncle = Group(read("10%"), treated), Group(read("61%"), **registry)
    >>> leg = TableItem("leg", *peduncle, "0.01")
    >>> [solution.unknowns for solution in solve([plic, leg])]
    [{'registry': 36}]
    """
    rule = convention or Convention()
    allowed = first_look([item.values(rule) for item in items])

    def members(item: Item, kept: Allowed) -> dict[Key, list[Any]]:
        found: dict[Key, list[Any]] = {}
        for key, member in item.members(rule, kept):
            found.setdefault(key, []).append(member)
        return found

    return join(items, allowed, members)


def first_look(values: Sequence[Allowed]) -> dict[str, frozenset[int]]:
    """The values of each unknown that every item allows by itself."""
    met: dict[str, frozenset[int]] = {}
    for found in values:
        for name, kept in found.items():
            met[name] = met.get(name, kept) & kept
    return met


def join(
    items: Sequence[Item],
    allowed: Allowed,
    members: Callable[[Item, Allowed], Mapping[Key, Sequence[Any]]],
) -> list[Solution]:
    """The natural join of the items' members over the unknowns that they share.

    Parameters
    ----------
    items : sequence of Item
    allowed : mapping
        From `first_look`.
    members : callable
        An item's members by the values that they give its unknowns.
    """
    left = dict(allowed)
    solutions: list[tuple[dict[str, int], dict[str, tuple[Any, ...]]]] = [({}, {})]
    for item in sorted(items, key=lambda one: getattr(one, "dear", False)):
        by_key = _asked(item, left, [known for known, _ in solutions], members)
        known = set(solutions[0][0]) if solutions else set()
        common = [name for name in item.shared if name in known]
        index: dict[tuple[int, ...], list[Key]] = {}
        for key in by_key:
            values = dict(key)
            index.setdefault(tuple(values[name] for name in common), []).append(key)
        met = [index.get(tuple(solution[0][name] for name in common), ()) for solution in solutions]
        many = sum(map(len, met))  # counted first: a list of more fills the memory
        if many > MOST_ASSIGNMENTS:
            raise InputError(
                f"{many} assignments of the unknowns, more than {MOST_ASSIGNMENTS}; "
                "narrow their ranges"
            )
        solutions = [
            ({**known_values, **dict(key)}, {**found, item.name: tuple(by_key[key])})
            for (known_values, found), keys in zip(solutions, met, strict=True)
            for key in keys
        ]
        for name in item.shared:
            left[name] = frozenset(values[name] for values, _ in solutions)
    order = [item.name for item in items]
    ordered = sorted(solutions, key=lambda solution: sorted(solution[0].items()))
    return [Solution(u, {name: found[name] for name in order}) for u, found in ordered]


def _asked(
    item: Item,
    left: Allowed,
    met: Sequence[Mapping[str, int]],
    members: Callable[[Item, Allowed], Mapping[Key, Sequence[Any]]],
) -> Mapping[Key, Sequence[Any]]:
    """An item's members; of a dear one only under values that the items before it leave together.

    A sum leaves a hundred pairs of two sizes of which it leaves a hundred values each.
    """
    names = item.shared
    if getattr(item, "dear", False) and len(names) > 1 and met and set(names) <= set(met[0]):
        together = list(dict.fromkeys(tuple(one[name] for name in names) for one in met))
        if len(together) < math.prod(len(left[name]) for name in names):
            found: dict[Key, Sequence[Any]] = {}
            for values in together:
                one = {name: frozenset({n}) for name, n in zip(names, values, strict=True)}
                found.update(members(item, {**left, **one}))
            return found
    return members(item, left)


def components(items: Sequence[Item]) -> list[list[Item]]:
    """The items in groups that share unknowns, directly or by way of others.

    >>> from printed.problem.items import CountItem
    >>> one, two = (CountItem(name, (0, 9), (9, 9), shared_k=name) for name in "ab")
    >>> [[item.name for item in group] for group in components([one, two])]
    [['a'], ['b']]
    """
    order = {item.name: place for place, item in enumerate(items)}
    holders: dict[str, list[Item]] = {}
    for item in items:
        for name in item.shared:
            holders.setdefault(name, []).append(item)
    groups, seen = [], set()
    for first in items:
        if first.name in seen:
            continue
        group, waiting = [], [first]
        while waiting:
            item = waiting.pop()
            if item.name not in seen:
                seen.add(item.name)
                group.append(item)
                # Each unknown is followed once.
                waiting += [one for name in item.shared for one in holders.pop(name, ())]
        groups.append(sorted(group, key=lambda item: order[item.name]))
    return groups


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
        In the order of the facts: a smallest one, or, where that takes too long to tell, one from
        which nothing can be left off; see `printed.problem.hitting.smallest`.

    Examples
    --------
    >>> smallest_conflict([1, 2, 3, -2], lambda some: not any(-x in some for x in some))
    (2, -2)
    """
    return smallest(facts, consistent)[0]


def conflict(
    items: Sequence[Item], convention: Convention | None = None
) -> tuple[tuple[str, str], ...]:
    """A smallest set of printed values, as (item, fact), that no data give together.

    >>> from printed.fit.sides import read_side as read
    >>> odd = TableItem("odd", Group(read("10%"), (9, 9)), Group(read("?"), (1, 5)))
    >>> conflict([odd])
    (('odd', 'group1'),)
    """
    facts = [(item.name, fact) for item in items for fact in item.facts]
    return smallest_conflict(facts, lambda kept: bool(solve(thinned(items, kept), convention)))


def thinned(items: Sequence[Item], kept: Sequence[tuple[str, str]]) -> list[Item]:
    """The items with only the facts that are kept; one of which nothing is kept says nothing."""
    names = {name for name, _ in kept}
    left = []
    for item in items:
        if item.name in names:
            for fact in item.facts:
                if (item.name, fact) not in kept:
                    item = item.without(fact)
            left.append(item)
    return left
