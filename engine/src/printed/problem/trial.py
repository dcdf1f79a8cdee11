"""One problem under every convention, worked out once for each group of tied items."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations, product
from typing import Any

from printed.errors import InputError
from printed.problem import choices
from printed.problem.items import Allowed, Convention, Item, Key
from printed.problem.joint import (
    Solution,
    components,
    first_look,
    join,
    smallest_conflict,
    thinned,
)
from printed.problem.joint import solve as solve_jointly

Names = Mapping[str, str]


class Component:
    """Items that share unknowns, with their solutions under each convention.

    Parameters
    ----------
    items : sequence of Item
    given : mapping
        The conventions to try, where the problem names them.
    """

    def __init__(self, items: Sequence[Item], given: Mapping[str, tuple[str, ...]]) -> None:
        self.items = items
        self.rules = choices.rules_of(items)
        self.given = given
        self.refused: dict[str, str] = {}
        self._found: dict[Convention, list[Solution] | None] = {}

    def solutions(self, names: Names) -> list[Solution] | None:
        """All solutions under a convention; None if it cannot be tried."""
        convention = choices.convention_of(names, self.rules)
        if convention not in self._found:
            self._found[convention] = self._solve(convention)
        return self._found[convention]

    def agrees(self, names: Names) -> bool:
        """Whether it has a solution under a convention; a single item is asked for one member."""
        if len(self.items) > 1:
            return bool(self.solutions(names))
        (item,) = self.items
        convention = choices.convention_of(names, self.rules)
        allowed = item.values(convention)
        return (
            all(allowed.values())
            and item.refused(convention, allowed) is None
            and any(True for _ in item.members(convention, allowed))
        )

    def _solve(self, convention: Convention) -> list[Solution] | None:
        allowed = first_look([item.values(convention) for item in self.items])
        if any(not values for values in allowed.values()):
            return []
        for item in self.items:
            reason = item.refused(convention, allowed)
            if reason is not None:
                rule = item.rules[0] if item.rules else ""
                self.refused.setdefault(str(getattr(convention, rule, item.name)), reason)
                return None
        return solve_jointly(self.items, convention)

    def tried(self, rules: Sequence[str]) -> Iterator[tuple[Names, list[Solution] | None]]:
        """The solutions under every combination of the given rules, which include its own."""
        for names in choices.combinations(rules, self.given):
            yield names, self.solutions(names)

    @cached_property
    def labels(self) -> list[str]:
        """The conventions under which it has a solution."""
        found = self.tried(self.rules)
        return [choices.label(names, self.rules) for names, some in found if some]

    @cached_property
    def single(self) -> list[Solution]:
        """The distinct solutions under any one convention."""
        found = (self.solutions(names) for names in choices.combinations(self.rules, self.given))
        return list({_identity(one): one for some in found for one in some or ()}.values())

    def mixed(self) -> list[Solution]:
        """Solutions in which every item may have a convention of its own.

        Each member is a pair of the item's own member and its convention's label. Only
        assignments of the unknowns that no single convention gives are handed out.
        """
        if len(self.items) < 2 or not any(item.shared for item in self.items):
            return []
        options = {
            item.name: [
                (choices.label(names, rules), choices.convention_of(names, rules))
                for rules in [choices.rules_of([item])]
                for names in choices.combinations(rules, self.given)
            ]
            for item in self.items
        }
        looks = []
        for item in self.items:
            merged: dict[str, frozenset[int]] = {}
            for _, convention in options[item.name]:
                for name, values in item.values(convention).items():
                    merged[name] = merged.get(name, frozenset()) | values
            looks.append(merged)
        allowed = first_look(looks)
        if any(not values for values in allowed.values()):
            return []

        def members(item: Item, kept: Allowed) -> dict[Key, list[Any]]:
            found: dict[Key, list[Any]] = {}
            for label, convention in options[item.name]:
                if item.refused(convention, kept) is None:
                    for key, member in item.members(convention, kept):
                        found.setdefault(key, []).append((member, label))
            return found

        known = {tuple(sorted(one.unknowns.items())) for one in self.single}
        every = join(self.items, allowed, members)
        return [one for one in every if tuple(sorted(one.unknowns.items())) not in known]


class Trial:
    """The items of a problem in their components, under every convention.

    Parameters
    ----------
    items : sequence of Item
    given : mapping
    """

    def __init__(self, items: Sequence[Item], given: Mapping[str, tuple[str, ...]]) -> None:
        self.items = items
        self.given = given
        self.parts = [Component(group, given) for group in components(items)]
        self.rules = choices.rules_of(items)

    def conventions(self) -> Iterator[tuple[str, Names, list[list[Solution]]]]:
        """Each convention for the whole problem that could be tried, with its solutions.

        Yields
        ------
        label, names, solutions of each component
        """
        for names in choices.combinations(self.rules, self.given):
            found = [part.solutions(names) for part in self.parts]
            if all(some is not None for some in found):
                yield choices.label(names, self.rules), names, [some or [] for some in found]

    @property
    def refused(self) -> dict[str, str]:
        """Conventions that were not tried, with the reason."""
        return {name: why for part in self.parts for name, why in part.refused.items()}

    def mixtures(self) -> Iterator[dict[str, Any]]:
        """What only unlike conventions give: the unknowns' values, and each item's conventions."""
        for part in self.parts:
            for solution in part.mixed():
                yield {
                    **solution.unknowns,
                    **{
                        name: list(dict.fromkeys(label for _, label in found))
                        for name, found in solution.members.items()
                    },
                }
        if len(self.parts) > 1 and all(part.labels for part in self.parts):
            shared = any(all(found) for _, _, found in self.conventions())
            if not shared:  # each part alone agrees with some convention, but no two with one
                yield {item.name: part.labels for part in self.parts for item in part.items}

    def conflict(self) -> tuple[tuple[str, str], ...]:
        """A smallest set of printed values that contradict each other under every convention.

        A set with too many candidates to look at counts as not contradictory.
        """
        items = self._quarrelling()
        facts = [(item.name, fact) for item in items for fact in item.facts]
        lucky: list[Names] = []  # what solved one subset probably solves the next

        def consistent(kept: tuple[tuple[str, str], ...]) -> bool:
            trial = Trial(thinned(items, kept), self.given)
            for names in (*lucky, *choices.combinations(trial.rules, self.given)):
                try:
                    agree = all(part.agrees({**default, **names}) for part in trial.parts)
                except InputError:
                    return True  # without these facts there is too much to look at: not shown
                if agree:
                    lucky[:] = [names, *(one for one in lucky if one != names)][:5]
                    return True
            return False

        default = {rule: self.given.get(rule, choices.KNOWN[rule])[0] for rule in self.rules}
        return smallest_conflict(facts, consistent)

    def _quarrelling(self) -> Sequence[Item]:
        """The items of one part that no convention solves; else of fewest parts that differ."""
        for part in self.parts:
            if not part.labels:
                return part.items
        fitting = [
            {tuple(names.items()) for names, found in part.tried(self.rules) if found}
            for part in self.parts
        ]
        for size in range(2, len(self.parts)):
            for chosen in combinations(range(len(self.parts)), size):
                if not set.intersection(*(fitting[i] for i in chosen)):
                    return [item for i in chosen for item in self.parts[i].items]
        return self.items


def number(parts: Sequence[Sequence[Solution]]) -> int:
    """How many explicit solutions there are, without listing them."""
    return math.prod(
        sum(math.prod(len(found) for found in one.members.values()) for one in part)
        for part in parts
    )


def explicit(
    parts: Sequence[Sequence[Solution]],
) -> Iterator[tuple[dict[str, int], dict[str, Any]]]:
    """Each assignment of the unknowns with one member for each item."""
    for choice in product(*parts):
        unknowns = {name: value for one in choice for name, value in one.unknowns.items()}
        names = [name for one in choice for name in one.members]
        lists = [found for one in choice for found in one.members.values()]
        for members in product(*lists):
            yield unknowns, dict(zip(names, members, strict=True))


def _identity(solution: Solution) -> Any:
    members = tuple((name, repr(found)) for name, found in solution.members.items())
    return tuple(sorted(solution.unknowns.items())), members


def check_tried(labels: Sequence[str], refused: Mapping[str, str]) -> None:
    """Raise InputError if no convention could be tried at all."""
    if not labels:
        name, why = next(iter(refused.items()), ("every convention", "not available"))
        raise InputError(f"nothing could be tried: {name}: {why}")
