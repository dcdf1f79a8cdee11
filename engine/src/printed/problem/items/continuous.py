"""What items have in common whose data are not counted: sizes, and printed numbers around them.

A member is one assignment of the sizes with the ranges of every number over all unrounded values
that print like the item. A kind says which numbers those are and what they leave.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Any, ClassVar

from printed import notation
from printed.errors import InputError
from printed.fit.estimates import Ranges
from printed.notation import Printed
from printed.problem.items.base import (
    Allowed,
    Convention,
    Key,
    Number,
    TooMany,
    check_among,
)
from printed.problem.tree import Node
from printed.problem.values import printed_text, size_of, text_of

MAX_SIZES = 10_000
TOGETHER = 4  # sizes that are looked at one by one
SHOWN = 200  # assignments of the sizes over which a number is recomputed
GIVEN = ("sd", "se", "value")  # what others are made from, beside the groups
SIDES = ("less", "greater")
DEVIATES = {"exact": None, "1.96": 1.96}  # the normal deviate of an interval
Member = Mapping[str, Any]
Told = Mapping[str, str]


@dataclass(frozen=True)
class Size:
    """A group's size: a range, and the unknown that it is, if any."""

    n: tuple[int, int]
    shared: str | None = None

    @classmethod
    def read(cls, node: Node, unknowns: Mapping[str, tuple[int, int]], least: int = 2) -> Size:
        """The size, at least so many values; an unknown is searched from there on."""
        ends, shared = size_of(node, unknowns, min(1, least))
        if ends[1] < least:
            raise node.error(f"{ends[1]} is too small; at least {least}")
        return cls((max(least, ends[0]), ends[1]), shared)


@dataclass(frozen=True)
class Continuous:
    """A printed item whose data are sizes and unrounded values.

    Parameters
    ----------
    name : str
    sizes : tuple of (str, Size)
        By the name of the quantity that each is, such as ``n1``.
    told : tuple of (str, str)
        The printed numbers by fact.
    options : tuple of (str, value)
        Whatever else the item says, such as ``level``.
    """

    kind: ClassVar[str]
    continuous: ClassVar[bool] = True  # a number has a range, whatever it is printed as
    dear: ClassVar[bool] = True  # each pair of sizes costs milliseconds
    quantities: ClassVar[tuple[str, ...]] = ()  # that can be bounded, besides the sizes

    name: str
    sizes: tuple[tuple[str, Size], ...]
    told: tuple[tuple[str, str], ...]
    options: tuple[tuple[str, Any], ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """The printed numbers."""
        return tuple(fact for fact, _ in self.told)

    @property
    def rules(self) -> tuple[str, ...]:
        """Rounding; the rule for P where it is printed."""
        p = ("p_rule",) if "p" in self.facts else ()
        return (*self.methods, *(("rounding",) if self.told else ()), *p)

    @property
    def methods(self) -> tuple[str, ...]:
        """The fields of a convention that name a method for it."""
        return ()

    @property
    def shared(self) -> tuple[str, ...]:
        """The sizes that are unknowns."""
        return tuple(sorted({size.shared for _, size in self.sizes if size.shared}))

    def without(self, fact: str) -> Any:
        """The item with one number taken as not printed."""
        return replace(self, told=tuple(pair for pair in self.told if pair[0] != fact))

    def option(self, name: str, default: Any = None) -> Any:
        """What the item says of itself."""
        return dict(self.options).get(name, default)

    def values(self, convention: Convention) -> Allowed:
        """The sizes asked for."""
        found: dict[str, frozenset[int]] = {}
        for _, size in self.sizes:
            if size.shared:
                sizes = frozenset(range(size.n[0], size.n[1] + 1))
                found[size.shared] = found.get(size.shared, sizes) & sizes
        return found

    @property
    def most_sizes(self) -> int:
        """Assignments of sizes that are tried by each method."""
        return MAX_SIZES

    def assignments(self, allowed: Allowed) -> Iterator[dict[str, int]]:
        """Every size for every group."""
        ranges = [
            sorted(n for n in allowed.get(size.shared or "", range(size.n[0], size.n[1] + 1))
                   if size.n[0] <= n <= size.n[1])
            for _, size in self.sizes
        ]  # fmt: skip
        if math.prod(map(len, ranges)) > self.most_sizes:
            raise InputError(f"{self.name}: more than {self.most_sizes} sizes to try; narrow n")
        names = [name for name, _ in self.sizes]
        for chosen in product(*ranges):
            sizes = dict(zip(names, chosen, strict=True))
            shared: dict[str, set[int]] = {}
            for name, size in self.sizes:
                if size.shared:
                    shared.setdefault(size.shared, set()).add(sizes[name])
            if all(len(values) == 1 for values in shared.values()):
                yield sizes

    def promising(self, convention: Convention, allowed: Allowed) -> Iterator[dict[str, int]]:
        """Every size for every group but those that a look at many of them together rules out."""
        every = list(self.assignments(allowed))
        left = {tuple(sizes.values()) for sizes in self._promising(every, convention)}
        yield from (sizes for sizes in every if tuple(sizes.values()) in left)

    def _promising(
        self, every: list[dict[str, int]], convention: Convention
    ) -> list[dict[str, int]]:
        if len(every) <= TOGETHER:
            return every
        ends = {name: [one(sizes[name] for sizes in every) for one in (min, max)]
                for name in every[0]}  # fmt: skip
        least, most = ({name: pair[at] for name, pair in ends.items()} for at in (0, 1))
        if self.hopeless(least, most, convention):
            return []
        widest = max(ends, key=lambda name: most[name] - least[name])
        middle = (least[widest] + most[widest]) // 2
        halves = (
            [sizes for sizes in every if (sizes[widest] <= middle) == below]
            for below in (True, False)
        )
        return [sizes for half in halves for sizes in self._promising(half, convention)]

    def hopeless(
        self, least: Mapping[str, int], most: Mapping[str, int], convention: Convention
    ) -> bool:
        """Whether no sizes from these to those leave any data, as far as a kind sees at once."""
        return False

    def refused(self, convention: Convention, allowed: Allowed) -> str | None:
        """Whether the sizes are too many, or the method is not for such data."""
        try:
            sizes = next(self.assignments(allowed), None)
            if sizes is not None:
                _found(self, tuple(sizes.items()), convention)
        except InputError as error:
            return error.message
        return None

    def members(self, convention: Convention, allowed: Allowed) -> Iterator[tuple[Key, Member]]:
        """The sizes that leave any data, with the ranges of every number."""
        for sizes in self.promising(convention, allowed):
            found = _found(self, tuple(sizes.items()), convention)
            if found is not None:
                yield self.key(sizes), found

    def keys(self, convention: Convention, allowed: Allowed) -> Iterator[Key]:
        """The sizes that leave any data: as members has them, without the ranges."""
        for sizes in self.promising(convention, allowed):
            if _possible(self, tuple(sizes.items()), convention):
                yield self.key(sizes)
                if not self.shared:
                    return  # one is enough

    def key(self, sizes: Mapping[str, int]) -> Key:
        """The values that the sizes give the shared unknowns."""
        named = {str(size.shared): sizes[name] for name, size in self.sizes if size.shared}
        return tuple(sorted(named.items()))

    def fits(self, sizes: Mapping[str, int], convention: Convention) -> bool:
        """Whether any data print like this; a kind may know it sooner than the ranges."""
        return _found(self, tuple(sizes.items()), convention) is not None

    def fit(self, sizes: Mapping[str, int], convention: Convention) -> Ranges | None:
        """The ranges over all data that print like this; None if there are none."""
        raise NotImplementedError

    def alone(self, quantity: str, sizes: Mapping[str, int], convention: Convention) -> Any:
        """A printed number's range by the others that it is made from; None if it has none."""
        raise NotImplementedError

    def prints(self, convention: Convention) -> Iterator[tuple[str, str, Printed, str]]:
        """Quantity, fact, printed number and method of each number that can be recomputed."""
        raise NotImplementedError

    @property
    def stated_facts(self) -> tuple[str, ...]:
        """What is taken as printed, as the others are made from it."""
        return tuple(
            fact for fact in self.facts if fact.startswith("group") or fact in GIVEN
        )

    def printed_text(self, fact: str) -> str:
        """A fact as printed."""
        return dict(self.told)[fact]

    def numbers(self, convention: Convention) -> Iterator[Number]:
        """The printed numbers that the others make."""
        for quantity, fact, printed, by in self.prints(convention):
            p = ("p_rule",) if printed.kind == "p_value" else ()
            rules = (*([by] if by else []), "rounding", *p)
            yield Number(quantity, fact, printed, rules, by or None)

    def recomputed(
        self, quantity: str, convention: Convention, allowed: Allowed
    ) -> Iterator[tuple[Any, str]]:
        """Both ends of a number's range, and a value for every way to print it that meets it."""
        several = any(size.n[0] < size.n[1] for _, size in self.sizes)
        rules = product(notation.ROUNDINGS, notation.P_RULES)
        ways = [replace(convention, rounding=one, p_rule=other) for one, other in rules]
        printed = {
            one[2] for way in ways for one in self.prints(way) if one[0] == quantity
        }
        for count, sizes in enumerate(self.assignments(allowed)):
            if count == SHOWN:
                raise TooMany
            ends = self.alone(quantity, sizes, convention)
            if ends is None:
                continue
            data = ", ".join(f"{name}={n}" for name, n in sizes.items()) if several else ""
            yield from ((value, data) for value in spread_over(ends, printed))

    def check_quantity(self, quantity: str) -> None:
        """A size, or one of the numbers."""
        check_among(quantity, (*(name for name, _ in self.sizes), *self.quantities))

    def ends(self, quantity: str, member: Member) -> tuple[Any, Any, bool]:
        """The range under one assignment of the sizes."""
        value = member.get(quantity)
        if value is None:
            return None, None, False
        if isinstance(value, int):
            return value, value, True
        return value[0], value[1], False

    def shown(self, member: Member) -> dict[str, Any]:
        """The sizes and the ranges."""
        return {key: list(one) if isinstance(one, tuple) else one for key, one in member.items()}


def spread_over(ends: tuple[float, float], printed: Iterable[Printed]) -> list[float]:
    """The ends of a range, and between them a value that prints so, for each that there is.

    >>> spread_over((0.01, 0.03), [notation.parse("0.02")])
    [0.01, 0.02, 0.03]
    """
    low, high = ends
    found = {low, high}
    for one in printed:
        lower = -math.inf if one.lower is None else float(one.lower)
        upper = math.inf if one.upper is None else float(one.upper)
        inner, outer = max(low, lower), min(high, upper)
        if inner < outer:
            middle = (inner + outer) / 2
            value = float(one.value)
            found.add(value if inner <= value <= outer else middle)
    return sorted(value for value in found if value == value)


@lru_cache(maxsize=65_536)
def _found(
    item: Continuous, sizes: tuple[tuple[str, int], ...], convention: Convention
) -> Member | None:
    ranges = item.fit(dict(sizes), convention)
    return None if ranges is None else {**dict(sizes), **ranges}


@lru_cache(maxsize=65_536)
def _possible(
    item: Continuous, sizes: tuple[tuple[str, int], ...], convention: Convention
) -> bool:
    return item.fits(dict(sizes), convention)


def printed_entries(
    entries: Mapping[str, Node], known: tuple[str, ...], prefix: str = ""
) -> dict[str, str]:
    """The printed numbers among entries, by fact."""
    return {
        f"{prefix}{key}": printed_text(entries[key], key) for key in known if key in entries
    }


def read_level(entries: Mapping[str, Node]) -> float:
    """The level of an interval in percent; 95 if left out."""
    if "level" not in entries:
        return 0.95
    text = text_of(entries["level"], "level").removesuffix("%").strip()
    try:
        level = float(text) / 100
    except ValueError:
        level = math.nan
    if not 0.5 <= level < 1:
        raise entries["level"].error(f"{text!r} is no level; write a percentage such as 95")
    return level


def one_of(entries: Mapping[str, Node], key: str, known: tuple[str, ...]) -> str:
    """The word under a key, the first of those known if there is none."""
    text = text_of(entries[key], key).lower() if key in entries else known[0]
    if text not in known:
        raise entries[key].error(f"unknown {key} {text!r}; one of {', '.join(known)}")
    return text


def read_side(entries: Mapping[str, Node]) -> str:
    """The alternative: two-sided, or with one tail, less or greater."""
    tails = text_of(entries["tails"], "tails") if "tails" in entries else "2"
    side = text_of(entries["side"], "side") if "side" in entries else None
    if tails not in ("1", "2"):
        raise entries["tails"].error(f"a test has 1 or 2 tails, not {tails}")
    if side is not None and side not in SIDES:
        raise entries["side"].error(f"unknown side {side!r}; one of {', '.join(SIDES)}")
    if side is not None and "tails" in entries and tails == "2":
        raise entries["side"].error("a test with a side has 1 tail")
    if tails == "1" and side is None:
        raise entries["tails"].error("a test with 1 tail needs side: less or side: greater")
    return side or "two-sided"
