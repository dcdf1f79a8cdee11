"""An item that names its own test, method or rule: it is read by those, whatever is tried else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from printed.problem.items.base import Allowed, Convention, Key

Own = tuple[tuple[str, tuple[str, ...]], ...]  # fields of a convention, each with its names


@dataclass(frozen=True)
class OwnItem:
    """An item of any kind with conventions of its own.

    Parameters
    ----------
    item : Item
    own : tuple of (field of a convention, names)
        Where several names are given, any of them may have been used.

    Examples
    --------
    >>> from printed.problem import read_problem
    >>> text = 'items:\\n  a: {kind: table, group1: 4/10, group2: 9/12, p: "0.2", test: fisher}'
    >>> read_problem(text).items[0].rules
    ('rounding', 'p_rule')
    """

    item: Any
    own: Own

    def __getattr__(self, name: str) -> Any:
        """Everything else is the item's."""
        if name.startswith("__") or name == "item":
            raise AttributeError(name)
        return getattr(self.item, name)

    @property
    def rules(self) -> tuple[str, ...]:
        """The fields of a convention that are left to the problem."""
        fixed = dict(self.own)
        return tuple(rule for rule in self.item.rules if rule not in fixed)

    def _options(self, convention: Convention) -> Iterator[Convention]:
        known = [(rule, names) for rule, names in self.own if rule in self.item.rules]
        for chosen in product(*(names for _, names in known)):
            rules: Any = dict(zip((rule for rule, _ in known), chosen, strict=True))
            yield replace(convention, **rules)

    def without(self, fact: str) -> OwnItem:
        """The item with one value taken as not printed."""
        return replace(self, item=self.item.without(fact))

    def widened(self, last: int) -> OwnItem:
        """The item with every range that is a default going on up to a size."""
        wider = self.item.widened(last) if hasattr(self.item, "widened") else self.item
        return replace(self, item=wider)

    def unbound(self) -> OwnItem:
        """The item, allowing all that it does whatever is set for a range by default."""
        loose = self.item.unbound() if hasattr(self.item, "unbound") else self.item
        return replace(self, item=loose)

    def values(self, convention: Convention) -> Allowed:
        """The unknowns' values under any of its own conventions."""
        found: dict[str, frozenset[int]] = {}
        for one in self._options(convention):
            for name, kept in self.item.values(one).items():
                found[name] = found.get(name, frozenset()) | kept
        return found

    def members(self, convention: Convention, allowed: Allowed) -> Iterator[tuple[Key, Any]]:
        """The members under its own conventions, each once."""
        known = set()
        for one in self._options(convention):
            if self.item.refused(one, allowed) is None:
                for key, member in self.item.members(one, allowed):
                    seen = (key, repr(member))
                    if seen not in known:
                        known.add(seen)
                        yield key, member

    def refused(self, convention: Convention, allowed: Allowed) -> str | None:
        """Why none of its own conventions is tried."""
        reasons = [self.item.refused(one, allowed) for one in self._options(convention)]
        return reasons[0] if reasons and all(reasons) else None

    def cost(self, convention: Convention, allowed: Allowed) -> int:
        """Of the dearest of its own conventions."""
        if not hasattr(self.item, "cost"):
            return 0
        return max(self.item.cost(one, allowed) for one in self._options(convention))


def opened(item: Any) -> tuple[Any, Mapping[str, tuple[str, ...]]]:
    """An item without its own conventions, and those."""
    return (item.item, dict(item.own)) if isinstance(item, OwnItem) else (item, {})
