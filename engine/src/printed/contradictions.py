"""Which printed numbers contradict each other: the gravest thing that can be said, said last.

Numbers contradict when no data give them together *whatever* is taken for granted: with every
assumption of the register dropped at once, and each item read by any convention that is listed,
its own if need be. What cannot be looked through counts as no contradiction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import product
from typing import Any

from printed.compiled import Compiled, compiled
from printed.errors import InputError
from printed.fit.sides import read_side
from printed.problem.items import UNPRINTED, Allowed, Convention, Group, Item, Key, TableItem
from printed.problem.items.base import keys
from printed.problem.joint import components, first_look, join, smallest_conflict, thinned
from printed.readings import SECTIONS, Conventions, Reading
from printed.statements import SIDES

Place = tuple[str, str]  # an item and one of its facts


def parts(problem: Compiled) -> list[tuple[Item, ...]]:
    """The items in groups that share unknowns."""
    return [tuple(group) for group in components(list(problem.items.values()))]


def contradicting(problem: Compiled) -> list[tuple[str, ...]]:
    """Sets of claims that contradict each other, each as small as can be; empty where all agree.

    Parameters
    ----------
    problem : Compiled
        Under the headline reading.

    Returns
    -------
    list of tuple of str
        One of each part of the problem that has such a set.
    """
    found = []
    known = problem.register.conventions
    dropped = tuple(one.name for one in known.assumptions)
    loosest = compiled(problem.register, replace(known.first, dropped=dropped))
    for part in parts(problem):
        items = [loosest.items[item.name] for item in part if item.name in loosest.items]
        facts = [
            (item.name, fact)
            for item in items
            for fact in item.facts
            if (item.name, fact) in problem.claims
        ]

        def agree(kept: Sequence[Place], items: Sequence[Item] = items) -> bool:
            left = thinned(items, _binding(items, kept))
            return _agree([_without_open_side(item) for item in left], known)

        if not agree(facts):
            named = smallest_conflict(facts, agree)
            claims = dict.fromkeys(one for place in named for one in problem.claims[place])
            repeated = len(claims) > len(named)
            found.append(_narrowed(problem, tuple(claims)) if repeated else tuple(claims))
    return found


def _narrowed(problem: Compiled, claims: tuple[str, ...]) -> tuple[str, ...]:
    """Claims that contradict, without those that print one fact once more; shares go first."""
    register, reading = problem.register, problem.register.conventions.first
    kept = claims
    for one in sorted(claims, key=lambda claim: register[claim].kind != "percent"):
        rest = [claim for claim in kept if claim != one]
        gone = [claim.id for claim in register if claim.id not in rest]
        if rest and contradicting(compiled(register.without(*gone), reading)):
            kept = tuple(rest)
    return kept


def _agree(items: Sequence[Item], known: Conventions) -> bool:
    """Whether some data fit all items, each read by any listed convention."""
    for part in components(list(items)):
        keys: dict[str, frozenset[Key]] = {}
        for item in part:
            found = _keys(item, known)  # type: ignore[arg-type]  # items are frozen
            if found is not None:
                if not found:
                    return False
                keys[item.name] = found
        bound = [item for item in part if item.name in keys]
        if len(bound) > 1 and not _join(bound, keys):
            return False
    return True


def _join(items: Sequence[Item], keys: Mapping[str, frozenset[Key]]) -> list[Any]:
    """The values of the unknowns that all items allow."""
    looks = []
    for item in items:
        look: dict[str, set[int]] = {name: set() for name in item.shared}
        for key in keys[item.name]:
            for name, value in key:
                look[name].add(value)
        looks.append({name: frozenset(values) for name, values in look.items()})

    def members(item: Item, kept: Allowed) -> dict[Key, list[None]]:
        return {key: [None] for key in keys[item.name] if all(v in kept[name] for name, v in key)}

    return join(items, first_look(looks), members)


@lru_cache(maxsize=4096)
def _keys(item: Any, known: Conventions) -> frozenset[Key] | None:
    """The values that an item leaves its unknowns under any listed convention; None for all."""
    found: set[Key] = set()
    for convention in conventions(item, known):
        try:
            allowed = item.values(convention)
            if any(not values for values in allowed.values()):
                continue
            if item.refused(convention, allowed) is not None:
                return None
            found |= keys(item, convention, allowed)
        except InputError:  # too much to look through: nothing is said
            return None
        if found and not item.shared:
            break  # one member is enough
    return frozenset(found)


def conventions(item: Item, known: Conventions) -> list[Convention]:
    """Every combination of the listed conventions that matter to an item."""
    section = next((name for name, kinds in SECTIONS.items() if item.kind in kinds), "")
    first = dict(known.headline.get(section, {}))
    others = known.alternatives.get(section, {})
    default = Convention()
    options = [
        (first.get(rule, getattr(default, rule)), *others.get(rule, {})) for rule in item.rules
    ]
    return [
        Convention(**{**first, **dict(zip(item.rules, names, strict=True))})
        for names in product(*options)
    ]


def _binding(items: Sequence[Item], kept: Sequence[Place]) -> list[Place]:
    """The facts that can bind: without one of its sides a table binds nothing by its P.

    What is left off so leaves more data, never fewer: a contradiction that is found stays one.
    """
    sides = {(item.name, side) for item in items for side in SIDES if side in item.facts}
    loose = {name for name, side in sides if (name, side) not in kept}
    tables = {item.name for item in items if item.kind == "table"}
    return [(name, fact) for name, fact in kept if name not in loose & tables or fact in SIDES]


def _without_open_side(item: Item) -> Item:
    """A table of which one side alone is left, without the other, which could be anything."""
    if not isinstance(item, TableItem) or item.p is not None or item.effects:
        return item
    anything = Group(read_side("0/1"), (1, 1))
    for side in SIDES:
        if getattr(item, side).side == UNPRINTED and item.total is None and item.events is None:
            item = replace(item, **{side: anything})  # type: ignore[arg-type]
    return item


def combination(
    readings: Sequence[Reading], first: Reading
) -> list[tuple[Reading, Reading, Reading]]:
    """Two readings at once, for every pair that changes different things.

    Returns
    -------
    list of (one, other, both)
    """
    found = []
    for place, one in enumerate(readings):
        for other in readings[place + 1 :]:
            if one.changed and other.changed and one.changed[:2] == other.changed[:2]:
                continue
            rules = {section: dict(own) for section, own in first.rules}
            for reading in (one, other):
                if reading.changed:
                    section, rule, name = reading.changed
                    rules[section][rule] = name
            both = replace(
                first,
                name=f"{one.name}, {other.name}",
                rules=tuple(
                    (section, tuple(sorted(own.items()))) for section, own in rules.items()
                ),
                dropped=(*one.dropped, *other.dropped),
            )
            found.append((one, other, both))
    return found
