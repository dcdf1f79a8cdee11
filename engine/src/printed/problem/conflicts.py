"""Which printed numbers contradict each other: one set after the other, until the rest agrees."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from printed.errors import InputError
from printed.problem import choices
from printed.problem.feasible import Fact, Feasible
from printed.problem.hitting import shrunk, smallest
from printed.problem.items import Convention, Item, OwnItem, base, opened

WIDE = 100_000  # up to here a range that was given is taken off, to see whether it matters
FURTHER = 10  # times the range, which is tried first
SECONDS = 5.0  # of search for smallest sets, over all components together
FEWEST_SECONDS = 1.0  # for each set after that


@dataclass(frozen=True)
class Conflict:
    """Printed numbers that no data give together.

    Parameters
    ----------
    facts : tuple of (item, fact)
    ranges : mapping
        Ranges that were given and without which the numbers would not contradict each other.
    conventions : tuple of str
        What was tried on them.
    smallest : bool
        Whether no smaller set contradicts. Otherwise none of this one can be left out as far as
        was searched: a group that is left out was let be of any size where that is too much to
        look at.
    exchanged : tuple of str
        The items whose two groups, taken in the other order, would end it.
    """

    facts: tuple[Fact, ...]
    ranges: Mapping[str, tuple[int, int]]
    conventions: tuple[str, ...]
    smallest: bool
    exchanged: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As an answer shows it."""
        return {
            "facts": [f"{item}.{fact}" for item, fact in self.facts],
            "ranges": {name: list(ends) for name, ends in self.ranges.items()},
            "conventions": list(self.conventions),
            "smallest": self.smallest,
            "exchanged": list(self.exchanged),
        }


def conflicts(
    items: Sequence[Item],
    given: Mapping[str, tuple[str, ...]],
    ranges: Mapping[str, tuple[int, int]],
    untried: frozenset[tuple[str, Convention]] = frozenset(),
    seconds: float = SECONDS,
) -> Iterator[Conflict]:
    """The conflicts among items that share unknowns; what one names is left out for the next.

    Parameters
    ----------
    items : sequence of Item
        One component: items that share unknowns, directly or by way of others.
    given : mapping
        The conventions to try, where the problem names them.
    ranges : mapping
        Ranges of unknowns and sizes that were given.
    untried : set of (str, Convention)
        What was not tried.
    seconds : float
        How long a smallest set is searched, and again whether each of its facts is needed; for
        the next ones what is left of it, at least `FEWEST_SECONDS`.

    Yields
    ------
    Conflict
        Each contradicts by itself.
    """
    # What narrows the unknowns first, P values last: a contradiction then shows on few values.
    facts = [(item.name, fact) for item in items for fact in item.facts]
    order = sorted(facts, key=lambda one: one[1] not in ("k", "n", "percent", "group1", "group2"))
    began = time.process_time()
    while order:
        ration = max(FEWEST_SECONDS, seconds - (time.process_time() - began))
        agree = Feasible(items, given, untried)
        found, is_smallest = smallest(order, agree, ration, lambda fact: fact[0])
        if not found:
            return
        # Asked afresh, with a ration of its own: what is named contradicts, and needs each fact.
        again = Feasible(items, given, untried)
        deadline = time.process_time() + ration
        left = shrunk(found, again, deadline)
        is_smallest = is_smallest and left == found and time.process_time() <= deadline
        named = tuple(fact for fact in facts if fact in left)
        yield Conflict(
            named,
            _needed(items, named, given, ranges, untried),
            _conventions(items, named, given, untried),
            is_smallest and not (agree.loosened or again.loosened),
            _exchanged(items, named, given, untried),
        )
        order = [fact for fact in order if fact not in left]


def _thinned(items: Sequence[Item], facts: Sequence[Fact]) -> list[Item]:
    kept: dict[str, set[str]] = {}
    for name, fact in facts:
        kept.setdefault(name, set()).add(fact)
    return [
        base.thinned_to(item, frozenset(kept[item.name])) for item in items if item.name in kept
    ]


def _needed(
    items: Sequence[Item],
    facts: Sequence[Fact],
    given: Mapping[str, tuple[str, ...]],
    ranges: Mapping[str, tuple[int, int]],
    untried: frozenset[tuple[str, Convention]],
) -> dict[str, tuple[int, int]]:
    """The given ranges without which the facts would agree, or might: too much to look at."""
    left = _thinned(items, facts)
    mine = {name for item in left for name in (*item.shared, *base.searched(item))}
    needed = {}
    for name in sorted(mine & set(ranges)):
        # A kind that cannot be asked about other sizes: its range may matter.
        if not all(
            hasattr(opened(item)[0], "reopened")
            for item in left
            if name in (*item.shared, *base.searched(item))
        ):
            needed[name] = ranges[name]
            continue
        for last in dict.fromkeys((min(WIDE, FURTHER * ranges[name][1]), WIDE)):
            opened_up = [_reopened(item, name, last) for item in left]
            agree = Feasible(opened_up, given, untried)
            if _look_alike(agree, Feasible(left, given, untried)):
                continue  # other facts leave the same values
            if agree([(item.name, fact) for item in opened_up for fact in item.facts]):
                needed[name] = ranges[name]
                break
        else:
            left = opened_up
    return needed


def _look_alike(one: Feasible, other: Feasible) -> bool:
    """Whether the same values of the unknowns are left; of too much to look at it is not known."""
    try:
        return one.look() == other.look()
    except InputError:
        return False


def _exchanged(
    items: Sequence[Item],
    facts: Sequence[Fact],
    given: Mapping[str, tuple[str, ...]],
    untried: frozenset[tuple[str, Convention]],
) -> tuple[str, ...]:
    """The items by whose groups in the other order the facts would agree."""
    left = _thinned(items, facts)
    found = []
    for place, item in enumerate(left):
        other = getattr(item, "exchanged", lambda: None)()
        if other is None:
            continue
        if isinstance(item, OwnItem):
            other = OwnItem(other, item.own)
        turned: list[Any] = [*left[:place], other, *left[place + 1 :]]
        named = [(one.name, fact) for one in turned for fact in one.facts]
        if Feasible(turned, given, untried)(named):
            found.append(item.name)
    return tuple(found)


def _reopened(item: Item, name: str, last: int) -> Any:
    if isinstance(item, OwnItem):
        return OwnItem(base.reopened(item.item, name, last), item.own)
    return base.reopened(item, name, last)


def _conventions(
    items: Sequence[Item],
    facts: Sequence[Fact],
    given: Mapping[str, tuple[str, ...]],
    untried: frozenset[tuple[str, Convention]],
) -> tuple[str, ...]:
    """The names that were tried on these facts."""
    tried: dict[str, None] = {}
    agree = Feasible(items, given, untried)
    for item in _thinned(items, facts):
        bare, own = opened(item)
        rules = choices.rules_of([bare])
        for one in agree.tried(bare, {**given, **own}):
            names = {rule: str(getattr(one, rule)) for rule in rules}
            tried.update(dict.fromkeys(choices.label(names, [rule]) for rule in rules))
    return tuple(tried)
