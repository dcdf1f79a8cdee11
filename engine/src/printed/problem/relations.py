"""Sums that a paper states: linear relations between sizes and counts of different items.

A relation is one more item of the problem, so that it is joined, and named in a conflict, like
any other. The quantities of items that it speaks of become unknowns for the join (`Tied`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from printed.errors import InputError
from printed.problem.items.base import Allowed, Convention, Key
from printed.problem.tree import Node
from printed.problem.values import members_of, placed, text_of

MOST = 500_000  # assignments of a relation's terms that are looked at
COUNTS = re.compile(r"[nkbc][1-9]?\d?")
_SIGN = re.compile(r"<=|>=|=")
_TERM = re.compile(r"\s*([+-])?\s*(?:(\d{1,9})\s*\*?\s*)?([A-Za-z_]\w*(?:\.\w+)?)?\s*")


@dataclass(frozen=True)
class Relation:
    """A sum of whole multiples of quantities, and what it is equal to, at most or at least.

    Parameters
    ----------
    name : str
    text : str
        As the problem file has it.
    terms : tuple of (str, int)
        Quantities with their factors; all on the left.
    sign : {"=", "<=", ">="}
    total : int
    alone : tuple of (str, (int, int))
        The unknowns among the quantities that no item uses, with their ranges.
    """

    kind: ClassVar[str] = "relation"
    rules: ClassVar[tuple[str, ...]] = ()

    name: str
    text: str
    terms: tuple[tuple[str, int], ...]
    sign: str
    total: int
    alone: tuple[tuple[str, tuple[int, int]], ...] = ()

    @classmethod
    def read(cls, name: str, text: str) -> Relation:
        """From a text such as ``n_open + n_lap = 337``.

        >>> Relation.read("sum", "a.k + 2 b.n - c = 7").terms
        (('a.k', 1), ('b.n', 2), ('c', -1))
        """
        sides = _SIGN.split(text)
        if len(sides) != 2:
            raise InputError(f"{text!r} is no relation such as n_open + n_lap = 337")
        factors: dict[str, int] = {}
        total = 0
        for side, direction in zip(sides, (1, -1), strict=True):
            for factor, quantity in _terms(side, text):
                if quantity is None:
                    total -= direction * factor
                else:
                    factors[quantity] = factors.get(quantity, 0) + direction * factor
        kept = tuple((quantity, factor) for quantity, factor in factors.items() if factor)
        if not kept:
            raise InputError(f"{text!r} names no quantity such as an unknown or item.k")
        match = _SIGN.search(text)
        assert match is not None
        return cls(name, text, kept, match.group(), total)

    @property
    def facts(self) -> tuple[str, ...]:
        """That it holds."""
        return ("holds",) if self.terms else ()

    @property
    def shared(self) -> tuple[str, ...]:
        """The quantities."""
        return tuple(sorted(quantity for quantity, _ in self.terms))

    def printed_text(self, fact: str) -> str:
        """The relation as the file has it."""
        return self.text

    @property
    def stated_facts(self) -> tuple[str, ...]:
        """It is taken as printed."""
        return self.facts

    def without(self, fact: str) -> Relation:
        """No relation at all."""
        return replace(self, terms=(), alone=())

    def values(self, convention: Convention) -> Allowed:
        """The ranges of unknowns that no item uses; of all others the items say it."""
        return {name: frozenset(range(low, high + 1)) for name, (low, high) in self.alone}

    def reopened(self, name: str, last: int) -> Relation:
        """The relation with the range of such an unknown taken off."""
        wider = {one: (1, last) if one == name else ends for one, ends in self.alone}
        return replace(self, alone=tuple(wider.items()))

    def refused(self, convention: Convention, allowed: Allowed) -> str | None:
        """Whether there are too many assignments to look at."""
        try:
            for _ in self.members(convention, allowed):
                pass
        except InputError as error:
            return error.message
        return None

    def members(self, convention: Convention, allowed: Allowed) -> Iterator[tuple[Key, str]]:
        """Every assignment of the quantities that satisfies it."""
        ranges = self._narrowed([sorted(allowed[name]) for name, _ in self.terms])
        for seen, values in enumerate(self._assigned(ranges, 0, 0)):
            if seen == MOST:
                raise InputError(f"{self.text}: more than {MOST} ways; narrow the unknowns")
            names = (name for name, _ in self.terms)
            yield tuple(sorted(zip(names, values, strict=True))), self.text

    def _narrowed(self, ranges: list[list[int]]) -> list[list[int]]:
        """Each quantity to what the least and the greatest of the others leave of it."""
        while all(ranges):
            ends = [self._ends(factor, values) for (_, factor), values in self._with(ranges)]
            low, high = (sum(side) for side in zip(*ends, strict=True))
            kept = [
                [v for v in values if self._within(low - own[0] + f * v, high - own[1] + f * v)]
                for ((_, f), values), own in zip(self._with(ranges), ends, strict=True)
            ]
            if kept == ranges:
                break
            ranges = kept
        return ranges

    def _with(self, ranges: list[list[int]]) -> list[tuple[tuple[str, int], list[int]]]:
        return list(zip(self.terms, ranges, strict=True))

    @staticmethod
    def _ends(factor: int, values: Sequence[int]) -> tuple[int, int]:
        first, last = factor * values[0], factor * values[-1]
        return min(first, last), max(first, last)

    def _within(self, low: int, high: int) -> bool:
        """Whether a sum between these ends can satisfy it."""
        above = self.sign == "<=" or high >= self.total
        return above and (self.sign == ">=" or low <= self.total)

    def _assigned(self, ranges: list[list[int]], at: int, total: int) -> Iterator[tuple[int, ...]]:
        """Assignments of the terms from one on, given the sum of those before."""
        if at == len(ranges):
            if self._within(total, total):
                yield ()
            return
        factor = self.terms[at][1]
        rest = [self._ends(f, r) for (_, f), r in self._with(ranges)[at + 1 :] if r]
        low, high = (sum(ends[side] for ends in rest) for side in (0, 1))
        last = at == len(ranges) - 1 and self.sign == "="
        values: Sequence[int] = ranges[at]
        if last:
            missing, left = divmod(self.total - total, factor)
            values = [missing] if not left and missing in set(ranges[at]) else []
        for value in values:
            so_far = total + factor * value
            if self._within(so_far + low, so_far + high):
                for others in self._assigned(ranges, at + 1, so_far):
                    yield (value, *others)

    def check_quantity(self, quantity: str) -> None:
        """A relation has none."""
        raise InputError(f"cannot bound {quantity!r} of a relation")

    def ends(self, quantity: str, member: str) -> tuple[Any, Any, bool]:
        """A relation has no quantity."""
        return None, None, False

    def shown(self, member: str) -> dict[str, Any]:
        """The relation."""
        return {"relation": member}


def _terms(side: str, text: str) -> Iterator[tuple[int, str | None]]:
    """The terms of one side: a factor with a quantity, or a number."""
    place = 0
    while place < len(side):
        match = _TERM.match(side, place)
        bad = match is None or not (match[2] or match[3]) or (place > 0 and not match[1])
        if bad:
            raise InputError(f"{text!r} is no relation such as n_open + n_lap = 337")
        assert match is not None
        sign = -1 if match[1] == "-" else 1
        yield sign * int(match[2] or 1), match[3]
        place = match.end()
    if not side.strip():
        raise InputError(f"{text!r} is no relation such as n_open + n_lap = 337")


@dataclass(frozen=True)
class Tied:
    """An item some of whose counts are unknowns for the join, by the name ``item.k``."""

    item: Any
    tied: tuple[str, ...]

    def __getattr__(self, name: str) -> Any:
        """Everything else is the item's."""
        if name.startswith("__") or name in ("item", "keys", "relaxed", "size"):
            raise AttributeError(name)
        return getattr(self.item, name)

    @property
    def shared(self) -> tuple[str, ...]:
        """Its unknowns and the quantities that a relation speaks of."""
        own = (f"{self.item.name}.{quantity}" for quantity in self.tied)
        return tuple(sorted((*self.item.shared, *own)))

    def without(self, fact: str) -> Tied:
        """The item with one value taken as not printed."""
        return replace(self, item=self.item.without(fact))

    def values(self, convention: Convention) -> Allowed:
        """What the item says of its unknowns, and every value that a tied quantity takes."""
        found = dict(self.item.values(convention))
        taken: dict[str, set[int]] = {f"{self.item.name}.{one}": set() for one in self.tied}
        for _, member in self.item.members(convention, found):
            for quantity in self.tied:
                value = self.item.ends(quantity, member)[0]
                taken[f"{self.item.name}.{quantity}"].add(int(value))
        return found | {name: frozenset(values) for name, values in taken.items()}

    def members(self, convention: Convention, allowed: Allowed) -> Iterator[tuple[Key, Any]]:
        """The item's members with the values of its tied quantities."""
        for key, member in self.item.members(convention, allowed):
            own = {
                f"{self.item.name}.{quantity}": int(self.item.ends(quantity, member)[0])
                for quantity in self.tied
            }
            if all(name not in allowed or value in allowed[name] for name, value in own.items()):
                yield tuple(sorted((*key, *own.items()))), member

    def widened(self, last: int) -> Tied:
        """The item with every range that is a default going on up to a size."""
        wider = self.item.widened(last) if hasattr(self.item, "widened") else self.item
        return replace(self, item=wider)

    def unbound(self) -> Tied:
        """The item, allowing all that it does whatever is set for a range by default."""
        loose = self.item.unbound() if hasattr(self.item, "unbound") else self.item
        return replace(self, item=loose)

    def reopened(self, name: str, last: int) -> Tied:
        """The item with a given range taken off."""
        wider = self.item.reopened(name, last) if hasattr(self.item, "reopened") else self.item
        return replace(self, item=wider)


def related(
    items: Sequence[Any], node: Node | None, unknowns: Mapping[str, tuple[int, int]]
) -> list[Any]:
    """The relations of a problem file, then its items with what the relations speak of tied.

    Parameters
    ----------
    items : sequence of Item
    node : Node or None
        The list under ``relations``.
    unknowns : mapping

    Raises
    ------
    InputError
        With the place of a relation that cannot be read, or that speaks of what is not there.

    Examples
    --------
    >>> from printed.problem import solve
    >>> shares = zip("abc", ("33.3%", "18.2%", "68.8%"))
    >>> items = {name: {"kind": "count", "n": f"n_{name}", "percent": p} for name, p in shares}
    >>> unknowns = {f"n_{name}": [5, 105] for name in "abc"}
    >>> found = solve({"unknowns": unknowns, "items": items,
    ...     "relations": ["n_a + n_b + n_c = 115"], "conventions": {"rounding": ["half-up"]}})
    >>> len(found.results["solutions"])
    10
    """
    by_name = {item.name: item for item in items}
    used = {name for item in items for name in item.shared}
    found: list[Relation] = []
    wanted: dict[str, list[str]] = {}
    for line in members_of(node):
        name = next(
            name for i in range(1, len(items) + 1000)
            if (name := f"relation{i}") not in by_name
            and name not in [one.name for one in found]
        )  # fmt: skip
        with placed(line):
            relation = Relation.read(name, text_of(line, "a relation"))
            for quantity, _ in relation.terms:
                if quantity in unknowns:
                    if quantity not in used:
                        own = (quantity, unknowns[quantity])
                        relation = replace(relation, alone=(*relation.alone, own))
                    continue
                item, _, inner = quantity.partition(".")
                if item not in by_name:
                    raise InputError(f"{quantity!r} is neither an unknown nor item.quantity")
                if not COUNTS.fullmatch(inner):
                    raise InputError(f"{quantity!r} is no count or size such as {item}.k")
                by_name[item].check_quantity(inner)
                if inner not in wanted.setdefault(item, []):
                    wanted[item].append(inner)
        found.append(relation)
    return [*found, *(_tied(item, tuple(wanted.get(item.name, ()))) for item in items)]


def _tied(item: Any, quantities: tuple[str, ...]) -> Any:
    if not quantities:
        return item
    if "own" in vars(item):  # an item with conventions of its own stays outside
        return replace(item, item=Tied(item.item, quantities))
    return Tied(item, quantities)
