"""One problem under every convention, worked out once for each group of tied items."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice, product
from typing import Any

from printed.errors import InputError
from printed.problem import choices
from printed.problem.feasible import Feasible
from printed.problem.items import Allowed, Convention, Item, Key, base, opened
from printed.problem.joint import Solution, components, first_look, join
from printed.problem.joint import solve as solve_jointly

Names = Mapping[str, str]
RATION = 200_000_000  # steps of the slowest conventions in one problem: some ten seconds
MOST_MIXTURES = 1_000


class Component:
    """Items that share unknowns, with their solutions under each convention.

    Parameters
    ----------
    items : sequence of Item
    given : mapping
        The conventions to try, where the problem names them.
    ration : int
        Most steps of a slow convention on one item.
    """

    def __init__(
        self, items: Sequence[Item], given: Mapping[str, tuple[str, ...]], ration: int = RATION
    ) -> None:
        self.items = items
        self.rules = choices.rules_of(items)
        self.given = given
        self.ration = ration
        self.refused: dict[str, str] = {}
        self._found: dict[Convention, list[Solution] | None] = {}
        self._any: dict[Convention, list[Solution] | None] = {}

    def under(self, names: Names) -> list[Solution] | None:
        """All solutions where some rules have these names and its others have any."""
        rest = [rule for rule in self.rules if rule not in names]
        if not rest:
            return self.solutions(names)
        asked = choices.convention_of(names, [rule for rule in self.rules if rule in names])
        if asked not in self._any:
            every = [{**names, **more} for more in choices.combinations(rest, self.given)]
            tried = [some for some in map(self.solutions, every) if some is not None]
            distinct = {_identity(one): one for some in tried for one in some}
            self._any[asked] = list(distinct.values()) if tried else None
        return self._any[asked]

    def solutions(self, names: Names) -> list[Solution] | None:
        """All solutions under a convention; None if it cannot be tried."""
        convention = choices.convention_of(names, self.rules)
        if convention not in self._found:
            self._found[convention] = self._solve(convention)
        return self._found[convention]

    def _solve(self, convention: Convention) -> list[Solution] | None:
        allowed = first_look([item.values(convention) for item in self.items])
        if any(not values for values in allowed.values()):
            return []
        for item in self.items:
            reason = self._reason(item, convention, allowed)
            if reason is not None:
                rule = item.rules[0] if item.rules else ""
                self.refused.setdefault(str(getattr(convention, rule, item.name)), reason)
                return None
        return solve_jointly(self.items, convention)

    def _reason(self, item: Item, convention: Convention, allowed: Allowed) -> str | None:
        """Why a convention is not tried on an item."""
        reason = item.refused(convention, allowed)
        if reason is None and base.cost(item, convention, allowed) > self.ration:
            return f"too slow for so many tables as {item.name} may be"
        return reason

    @cached_property
    def untried(self) -> frozenset[tuple[str, Convention]]:
        """Each item's conventions that are not tried on it, whatever the others' are."""
        if any(not values for values in self.allowed.values()):
            return frozenset()
        return frozenset(
            (item.name, convention)
            for item in self.items
            for _, convention in self._options(item)
            if self._reason(opened(item)[0], convention, self.allowed) is not None
        )

    @cached_property
    def allowed(self) -> Allowed:
        """The unknowns' values that every item allows by itself under some convention."""
        return first_look([self._look(item) for item in self.items])

    def _options(self, item: Item) -> list[tuple[str, Convention]]:
        """Each convention of one item alone, its own ones included, with its label."""
        bare, own = opened(item)
        rules = choices.rules_of([bare])
        return [
            (choices.label(names, rules), choices.convention_of(names, rules))
            for names in choices.combinations(rules, {**self.given, **own})
        ]

    def _look(self, item: Item) -> Allowed:
        """The unknowns' values that an item allows under any convention."""
        merged: dict[str, frozenset[int]] = {}
        for _, convention in self._options(item):
            for name, found in opened(item)[0].values(convention).items():
                merged[name] = merged.get(name, frozenset()) | found
        return merged

    @cached_property
    def feasible(self) -> bool:
        """Whether some data agree with all facts, each item under a convention of its own."""
        facts = [(item.name, fact) for item in self.items for fact in item.facts]
        return bool(self.labels) or Feasible(self.items, self.given, self.untried)(facts)

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
    def full_labels(self) -> list[str]:
        """The same, with the names that an item has of its own, where it stands alone."""
        bare, own = opened(self.items[0])
        if len(self.items) > 1 or not own:
            return self.labels
        return Component([bare], {**self.given, **own}, self.ration).labels

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
        if len(self.items) < 2 or not any(item.shared for item in self.items) or not self.feasible:
            return []
        if any(not values for values in self.allowed.values()):
            return []

        def members(item: Item, kept: Allowed) -> dict[Key, list[Any]]:
            found: dict[Key, list[Any]] = {}
            bare, _ = opened(item)
            for label, convention in self._options(item):
                if self._reason(bare, convention, kept) is None:
                    for key, member in bare.members(convention, kept):
                        found.setdefault(key, []).append((member, label))
            return found

        known = {tuple(sorted(one.unknowns.items())) for one in self.single}
        every = join(self.items, self.allowed, members)
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
        share = RATION // max(1, sum("test" in item.rules for item in items))
        self.parts = [Component(group, given, share) for group in components(items)]
        self.rules = self._told()

    def _told(self) -> tuple[str, ...]:
        """The rules that a convention of the whole names.

        All of them; where that makes too many, those that more than one part has. What one part
        alone has is then chosen there, which loses no solution.
        """
        rules = choices.rules_of(self.items)
        if choices.number(rules, self.given) <= choices.MOST_COMBINATIONS:
            return rules
        return tuple(rule for rule in rules if sum(rule in part.rules for part in self.parts) > 1)

    def conventions(self) -> Iterator[tuple[str, Names, list[list[Solution]]]]:
        """Each convention for the whole problem that could be tried, with its solutions.

        Yields
        ------
        label, names, solutions of each component
        """
        for names in choices.combinations(self.rules, self.given):
            found = [part.under(names) for part in self.parts]
            if all(some is not None for some in found):
                yield choices.label(names, self.rules), names, [some or [] for some in found]

    @property
    def refused(self) -> dict[str, str]:
        """Conventions that were not tried, with the reason."""
        return {name: why for part in self.parts for name, why in part.refused.items()}

    @cached_property
    def solved(self) -> bool:
        """Whether one convention for the whole problem has a solution."""
        return any(all(found) for _, _, found in self.conventions())

    def mixtures(self) -> list[dict[str, Any]]:
        """What only unlike conventions give: the unknowns' values, and each item's conventions.

        Where one convention serves all, further values of the unknowns; where none does, every
        item is named.
        """
        mixed = [[_named(solution) for solution in part.mixed()] for part in self.parts]
        if self.solved:
            return [one for found in mixed for one in found]
        alone = [
            [{item.name: part.full_labels for item in part.items}] if part.labels else found
            for part, found in zip(self.parts, mixed, strict=True)
        ]
        rows = islice(product(*alone), MOST_MIXTURES)
        return [{name: one for part in row for name, one in part.items()} for row in rows]


def _named(solution: Solution) -> dict[str, Any]:
    return {
        **solution.unknowns,
        **{
            name: list(dict.fromkeys(label for _, label in found))
            for name, found in solution.members.items()
        },
    }


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
