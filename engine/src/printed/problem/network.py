"""Whether relations over shared unknowns have one assignment that satisfies them all.

A relation over two unknowns is a row of bits for each value of the first: one whole number says
which values of the second go with it. Values that no relation supports are struck out until
nothing changes; what is left is tried one unknown at a time, the one with fewest values first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

Domains = Mapping[str, int]  # the values left of each unknown, as bits
Rows = dict[int, int]


@dataclass(frozen=True)
class Relation:
    """Which values of some unknowns go together.

    Parameters
    ----------
    names : tuple of str
    tuples : frozenset of tuple of int
        In the order of the names; for no names, one empty tuple or none.

    Examples
    --------
    >>> satisfiable([Relation(("n",), frozenset([(1,), (2,)])), Relation((), frozenset([()]))])
    True
    """

    names: tuple[str, ...]
    tuples: frozenset[tuple[int, ...]]

    @cached_property
    def single(self) -> int:
        """The values of one unknown as bits."""
        return bits(value for (value,) in self.tuples)

    @cached_property
    def pairs(self) -> Pairs:
        """A relation of two unknowns as rows of bits."""
        return Pairs(self.names[0], self.names[1], self.tuples)  # type: ignore[arg-type]


def bits(values: Iterable[int]) -> int:
    """Values as the bits of one number.

    >>> bin(bits([0, 3]))
    '0b1001'
    """
    known = list(values)
    found = bytearray(max(known, default=0) // 8 + 1)
    for value in known:
        found[value >> 3] |= 1 << (value & 7)
    return int.from_bytes(found, "little")


def values(number: int) -> Iterator[int]:
    """The values whose bits are set, from the smallest.

    >>> list(values(0b1001))
    [0, 3]
    """
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low


class Pairs:
    """A relation over two unknowns as rows of bits, both ways round."""

    def __init__(self, first: str, second: str, pairs: Iterable[tuple[int, int]]) -> None:
        self.ends = (first, second)
        rows: tuple[Rows, Rows] = ({}, {})
        for one, two in pairs:
            rows[0][one] = rows[0].get(one, 0) | 1 << two
            rows[1][two] = rows[1].get(two, 0) | 1 << one
        self.rows = dict(zip(self.ends, rows, strict=True))
        self.all = {name: bits(found) for name, found in self.rows.items()}

    def other(self, name: str) -> str:
        """The other unknown."""
        return self.ends[1] if name == self.ends[0] else self.ends[0]

    def supported(self, name: str, domains: Domains) -> int:
        """The values of an unknown that go with some value left of the other."""
        other = domains[self.other(name)]
        rows = self.rows[name]
        return bits(value for value in values(domains[name]) if rows.get(value, 0) & other)


def networked(relations: Sequence[Relation]) -> tuple[dict[str, int], list[Pairs]] | None:
    """Single unknowns' values and pairs of unknowns; None where a relation is empty.

    A relation over three or more unknowns becomes one more unknown, its tuples numbered, paired
    with each of the others.
    """
    domains: dict[str, int] = {}
    pairs: list[Pairs] = []

    def meet(name: str, left: int) -> None:
        domains[name] = domains[name] & left if name in domains else left

    for number, relation in enumerate(relations):
        if not relation.tuples:
            return None
        if len(relation.names) == 1:
            meet(relation.names[0], relation.single)
        elif len(relation.names) == 2:
            pairs.append(relation.pairs)
        elif relation.names:
            own = f"#{number}"
            listed = sorted(relation.tuples)
            for i, name in enumerate(relation.names):
                pairs.append(Pairs(own, name, ((t, one[i]) for t, one in enumerate(listed))))
    for pair in pairs:
        for name in pair.ends:
            meet(name, pair.all[name])
    return domains, pairs


def narrowed(domains: Domains, pairs: Sequence[Pairs]) -> dict[str, int] | None:
    """The values that every relation supports; None where an unknown has none left."""
    left = dict(domains)
    if not all(left.values()):
        return None
    of: dict[str, list[Pairs]] = {}
    for pair in pairs:
        for name in pair.ends:
            of.setdefault(name, []).append(pair)
    waiting = [(pair, name) for pair in pairs for name in pair.ends]
    while waiting:
        pair, name = waiting.pop()
        kept = pair.supported(name, left)
        if kept == left[name]:
            continue
        if not kept:
            return None
        left[name] = kept
        waiting += [(one, one.other(name)) for one in of[name]]
    return left


def satisfiable(relations: Sequence[Relation]) -> bool:
    """Whether one assignment of the unknowns satisfies every relation.

    Examples
    --------
    >>> less = Relation(("a", "b"), frozenset([(1, 2), (1, 3), (2, 3)]))
    >>> more = Relation(("b", "c"), frozenset([(2, 1), (3, 1), (3, 2)]))
    >>> satisfiable([less, more]), satisfiable([less, more, Relation(("b",), frozenset([(1,)]))])
    (True, False)
    """
    made = networked(relations)
    if made is None:
        return False
    domains, pairs = made

    def search(left: Domains) -> bool:
        found = narrowed(left, pairs)
        if found is None:
            return False
        if _no_circle(pairs, [name for name, kept in found.items() if kept & (kept - 1)]):
            return True  # every value left has a mate, and the mates cannot disagree
        name = min(
            (one for one, kept in found.items() if kept & (kept - 1)),
            key=lambda one: found[one].bit_count(),
        )
        return any(search({**found, name: 1 << value}) for value in values(found[name]))

    return search(domains)


def _no_circle(pairs: Sequence[Pairs], names: Sequence[str]) -> bool:
    """Whether the relations tie these unknowns without any way round."""
    part = {name: name for name in names}

    def root(name: str) -> str:
        while part[name] != name:
            name = part[name]
        return name

    for pair in pairs:
        one, other = pair.ends
        if one in part and other in part:
            if root(one) == root(other):
                return False
            part[root(one)] = root(other)
    return True
