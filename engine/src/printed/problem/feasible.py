"""Whether some data give a set of printed facts, each item read by whichever convention serves it.

For each item and each subset of its facts: which values of the shared unknowns go together under
any of the conventions. A set of facts agrees when these relations have a common assignment. A
fact that is dropped leaves at least what it allowed, so that part of an agreeing set agrees.

Cost: P values are worked out once for an item and a test. The unconditional tests, a thousand
times slower than the others, are asked last, on the values that all else leaves, and rationed:
where the ration is spent, nothing is ruled out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from printed.errors import InputError
from printed.problem import choices
from printed.problem.items import Allowed, Convention, Item, Key, base, opened
from printed.problem.network import Relation, narrowed, networked, satisfiable, values

Fact = tuple[str, str]  # an item's name and one of its facts
# An item with the facts kept; what may stand for it where it is too large; its conventions.
Asked = tuple[Any, Any, Mapping[str, tuple[str, ...]]]
RATION = 60_000_000  # steps of rationed conventions in one search: some three seconds

PORTION = 20_000_000  # of them at most for one item and convention
WHOLE = 100_000  # tables of an item whose relation is worked out once, on all sizes
FEW = 500  # tables that are looked at afresh sooner than all sizes
DROPPED = 20_000  # tables in question up to which a side that is not printed binds the other
MOST_TUPLES = 1_000_000


class Feasible:
    """Which sets of facts agree.

    Parameters
    ----------
    items : sequence of Item
    given : mapping
        The conventions to try, where the problem names them.
    untried : set of (str, Convention)
        An item's name and a convention that was not tried on it: no evidence either way.

    Attributes
    ----------
    loosened : bool
        Whether some item was let allow more than its facts do, as they leave too much to look at.

    Examples
    --------
    >>> from printed.problem import read_problem
    >>> problem = read_problem('items:\\n  a: {kind: count, k: 21, n: 35, percent: "58%"}')
    >>> agree = Feasible(problem.items, {})
    >>> agree([("a", "k"), ("a", "n"), ("a", "percent")]), agree([("a", "k"), ("a", "percent")])
    (False, True)
    """

    def __init__(
        self,
        items: Sequence[Item],
        given: Mapping[str, tuple[str, ...]],
        untried: frozenset[tuple[str, Convention]] = frozenset(),
    ) -> None:
        self.items = {item.name: item for item in items}
        self.given = given
        self.untried = untried
        self.ration = RATION
        self.loosened = False
        self._relations: dict[Any, frozenset[tuple[int, ...]]] = {}
        self._merged: dict[Any, Relation] = {}
        self._singles: dict[Any, list[Relation]] = {}
        self._paid: set[Any] = set()
        self._tried_on: dict[Any, set[Convention]] = {}

    def __call__(self, kept: Sequence[Fact]) -> bool:
        by_item: dict[str, set[str]] = {}
        for name, fact in kept:
            by_item.setdefault(name, set()).add(fact)
        return self.agree([self._with(name, frozenset(facts)) for name, facts in by_item.items()])

    def _with(self, name: str, facts: frozenset[str]) -> Asked:
        item, own = opened(self.items[name])
        given = {**self.given, **own}
        return base.thinned_to(item, facts), base.relaxed(item, facts), given

    def agree(self, items: Sequence[Asked]) -> bool:
        """Whether the items have data in common."""
        try:
            quick, slow = self._narrow(items)
        except InputError:
            self.loosened = True
            return True  # too much to look at: not ruled out
        if quick is None:
            return False
        if satisfiable(quick) or not slow:
            return satisfiable(quick)
        # What only a rationed convention may add, on the values that everything else leaves.
        found = list(quick)
        for place, item, conventions, allowed in slow:
            tuples = found[place].tuples
            for convention in conventions:
                more = self._rationed(item, convention, allowed)
                if more is None:
                    return True
                tuples |= more
            found[place] = replace(found[place], tuples=tuples)
        return satisfiable(found)

    def _rationed(
        self, item: Any, convention: Convention, allowed: Allowed
    ) -> frozenset[tuple[int, ...]] | None:
        key = (item, convention, tuple(sorted(allowed.items())))
        if key not in self._relations:
            once = (item, convention.test, key[2])  # its rules of rounding come nearly for nothing
            steps = 0 if once in self._paid else base.cost(item, convention, allowed)
            if steps > min(self.ration, PORTION):
                self.loosened = True
                return None
            self.ration -= steps
            self._paid.add(once)
            found = base.keys(item, convention, allowed)
            self._relations[key] = frozenset(_tuple(item, one) for one in found)
        return self._relations[key]

    def _narrow(self, items: Sequence[Asked]) -> tuple[list[Relation] | None, list[Any]]:
        """The relations of all quick conventions, and what is left to the slow ones."""
        singles = [one for item, _, given in items for one in self._looks(item, given)]
        allowed = _left(singles)
        if allowed is None:
            return None, []
        relations, waiting = list(singles), []
        for asked, looser, given in items:
            if any(name not in allowed for name in asked.shared):
                continue  # a sum one of whose parts nothing else speaks of binds nothing
            item, mine = asked, {name: allowed[name] for name in asked.shared}
            conventions = self.tried(item, given)
            weaker = item.facts != looser.facts
            if weaker and any(base.size(item, one, mine) > DROPPED for one in conventions):
                self.loosened = True
                item, conventions = looser, self.tried(looser, given)
            slow = [one for one in conventions if base.cost(item, one, {}) > 0]
            quick = [one for one in conventions if one not in slow]
            if len(items) == 1 and getattr(item, "dear", False):
                found = self._some(item, quick, mine)
            else:
                found = self._relation(item, quick, mine)
            if slow:
                waiting.append((len(relations), item, slow, mine))
            elif not found.tuples:
                return None, []
            relations.append(found)
        places = {one[0] for one in waiting}
        left = _left([one for i, one in enumerate(relations) if i not in places])
        if left is None:
            return None, []
        return relations, [
            (place, item, slow, {name: left.get(name, mine[name]) for name in mine})
            for place, item, slow, mine in waiting
        ]

    def look(self) -> dict[str, frozenset[int]] | None:
        """The values of each unknown that every item allows by itself; None where none are left."""
        asked = [(item, {**self.given, **own}) for item, own in map(opened, self.items.values())]
        return _left([one for item, given in asked for one in self._looks(item, given)])

    def _looks(self, item: Any, given: Mapping[str, tuple[str, ...]]) -> list[Relation]:
        """The values of each unknown that an item allows by itself."""
        conventions = tuple(self.tried(item, given))
        key = (item, conventions)
        if key not in self._singles:
            met: dict[str, frozenset[int]] = {}
            for convention in conventions:
                for name, kept in item.values(convention).items():
                    met[name] = met.get(name, frozenset()) | kept
            self._singles[key] = [
                Relation((name,), frozenset((one,) for one in kept)) for name, kept in met.items()
            ]
        return self._singles[key]

    def tried(self, item: Any, given: Mapping[str, tuple[str, ...]]) -> list[Convention]:
        """The conventions tried on an item."""
        rules = choices.rules_of([item])
        every = [
            choices.convention_of(names, rules) for names in choices.combinations(rules, given)
        ]
        tried = self._projections(item.name, tuple(rules), given)
        left = every if tried is None else [one for one in every if one in tried]
        if not left:
            raise InputError("no convention was tried on this")
        return left

    def _projections(
        self, name: str, rules: tuple[str, ...], given: Mapping[str, tuple[str, ...]]
    ) -> set[Convention] | None:
        """The conventions tried on the whole item, as far as these rules go; None for all."""
        if all(one != name for one, _ in self.untried):
            return None
        key = (name, rules)
        if key not in self._tried_on:
            bare, _ = opened(self.items[name])
            whole = choices.rules_of([bare])
            self._tried_on[key] = {
                choices.convention_of(names, rules)
                for names in choices.combinations(whole, given)
                if (name, choices.convention_of(names, whole)) not in self.untried
            }
        return self._tried_on[key]

    def _some(self, item: Any, conventions: Sequence[Convention], allowed: Allowed) -> Relation:
        """One assignment of an item that stands alone, if there is any: all that is asked of it."""
        # Every method first under one rule of rounding: methods differ more than rules do.
        for convention in sorted(conventions, key=lambda one: (one.rounding, one.p_rule)):
            if item.refused(convention, allowed) is not None:
                raise InputError("a convention cannot be tried on so much")
            key = base.some_key(item, convention, allowed)
            if key is not None:
                return Relation(item.shared, frozenset((_tuple(item, key),)))
        return Relation(item.shared, frozenset())

    def _relation(self, item: Any, conventions: Sequence[Convention], allowed: Allowed) -> Relation:
        """Which values of an item's unknowns go together under any of the conventions."""
        parts = []
        for convention in conventions:
            within: Allowed = allowed
            few = base.size(item, convention, allowed) <= FEW
            if not few and base.size(item, convention, {}) <= WHOLE:
                within = {}
            key = (item, convention, tuple(sorted(within.items())))
            if key not in self._relations:
                if base.size(item, convention, within) > MOST_TUPLES:
                    raise InputError("too many data to look at")
                if item.refused(convention, within) is not None:
                    raise InputError("a convention cannot be tried on so much")
                keys = base.keys(item, convention, within)
                self._relations[key] = frozenset(_tuple(item, one) for one in keys)
            parts.append(key)
        merged = tuple(parts)
        if merged not in self._merged:
            found = frozenset[tuple[int, ...]]().union(*(self._relations[one] for one in parts))
            self._merged[merged] = Relation(item.shared, found)
        return self._merged[merged]


def _left(relations: Sequence[Relation]) -> dict[str, frozenset[int]] | None:
    """The values of each unknown that the relations support; None where it has none left."""
    made = networked(relations)
    domains = None if made is None else narrowed(*made)
    if domains is None:
        return None
    return {name: frozenset(values(left)) for name, left in domains.items()}


def _tuple(item: Item, key: Key) -> tuple[int, ...]:
    known = dict(key)
    return tuple(known[name] for name in item.shared)
