"""A smallest set of facts that cannot all hold, by way of the largest sets that can."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

Fact = TypeVar("Fact", bound=Hashable)
SECONDS = 5.0  # of search for a smallest set; after that one is made from which none can be left


class Known:
    """Which sets of facts agree, each asked once: part of an agreeing set agrees.

    Parameters
    ----------
    consistent : callable
        Whether some data give all facts of a set.

    Examples
    --------
    >>> asked = Known(lambda facts: len(facts) < 3)
    >>> asked({1, 2}), asked({1}), asked.questions
    (True, True, 1)
    """

    def __init__(self, consistent: Callable[[tuple], bool]) -> None:
        self.consistent = consistent
        self.questions = 0
        self._agreeing: list[frozenset] = []
        self._contradicting: list[frozenset] = []

    def __call__(self, facts: frozenset | set | tuple) -> bool:
        asked = frozenset(facts)
        if any(asked <= known for known in self._agreeing):
            return True
        if any(known <= asked for known in self._contradicting):
            return False
        self.questions += 1
        agree = self.consistent(tuple(facts))
        (self._agreeing if agree else self._contradicting).append(asked)
        return agree


def smallest(
    facts: Sequence[Fact],
    consistent: Callable[[tuple[Fact, ...]], bool],
    seconds: float = SECONDS,
    together: Callable[[Fact], Hashable] = lambda fact: fact,
) -> tuple[tuple[Fact, ...], bool]:
    """A smallest set of facts that contradict each other; empty if all agree.

    Parameters
    ----------
    facts : sequence
    consistent : callable
        Whether some data give all facts of a subset; a subset of an agreeing set agrees.
    seconds : float
        How long a smallest one is searched, of the processor's time; and as long again one
        from which no fact can be left off, where no smallest one was found.
    together : callable
        What a fact belongs to: facts of one item are first left off together.

    Returns
    -------
    tuple of facts, bool
        In the order of the facts, and whether it is a smallest one, of these the first; where
        time ran out it contradicts, and some of its facts might be left off.

    Notes
    -----
    Implicit hitting sets: a contradiction is part of no agreeing set, so it has a fact outside
    of every largest agreeing set known so far. A smallest set H with this property either
    contradicts, and then nothing smaller does, or it grows to a largest agreeing set not known
    before.

    Examples
    --------
    >>> smallest([1, 2, 3, -2], lambda some: not any(-x in some for x in some))
    ((2, -2), True)
    """
    everything = tuple(facts)
    agree = Known(lambda some: consistent(tuple(fact for fact in everything if fact in set(some))))
    if agree(everything):
        return (), True
    deadline = time.process_time() + seconds
    # What no data give by itself needs no search.
    for fact in everything if agree(()) else ():
        if time.process_time() > deadline:
            break
        if not agree((fact,)):
            return (fact,), True
    # A contradiction of a few items is soon found, and bounds what is looked for among all.
    kept = everything
    for group in dict.fromkeys(map(together, everything)):
        rest = tuple(fact for fact in kept if together(fact) != group)
        if rest and not agree(rest):
            kept = rest
    some, _ = _search(kept, agree, deadline, len(kept))
    some = some or shrunk(kept, agree, time.process_time() + seconds)
    found, proven = _search(everything, agree, deadline, len(some) + 1)
    return found or some, proven


def _search(
    facts: tuple[Fact, ...], agree: Known, deadline: float, size: int
) -> tuple[tuple[Fact, ...], bool]:
    """A smallest contradiction of fewer facts than some size, and whether there is no smaller."""
    outside: list[frozenset[Fact]] = []
    while True:
        found = hitting_set(outside, facts, deadline)
        if found is None or time.process_time() > deadline:
            return (), False
        if len(found) >= size:
            return (), True
        if not agree(found):
            return tuple(fact for fact in facts if fact in found), True
        grown = set(found)
        for fact in facts:
            if time.process_time() > deadline:
                return (), False
            if fact not in grown and agree(grown | {fact}):
                grown.add(fact)
        outside.append(frozenset(facts) - grown)


def hitting_set(
    sets: Sequence[frozenset[Fact]], order: Sequence[Fact], deadline: float
) -> frozenset[Fact] | None:
    """Of the smallest sets that meet each of the sets the first one; None where time runs out.

    >>> sorted(hitting_set([frozenset("ab"), frozenset("bc")], "abc", time.process_time() + 9))
    ['b']
    """
    best = _smallest_hit(sets, order, deadline)
    if best is None:
        return None
    chosen: set[Fact] = set()
    left = list(sets)
    for i, fact in enumerate(order):
        later = frozenset(order[i + 1 :])
        rest = [one & later for one in left if fact not in one]
        if len(rest) == len(left) or not all(rest):
            continue
        more = _smallest_hit(rest, order, deadline)
        if more is None:
            return None
        if len(chosen) + 1 + len(more) <= len(best):
            chosen.add(fact)
            left = [one for one in left if fact not in one]
    return frozenset(chosen) if not left else best


def _smallest_hit(
    sets: Sequence[frozenset[Fact]], order: Sequence[Fact], deadline: float
) -> frozenset[Fact] | None:
    place = {fact: i for i, fact in enumerate(order)}
    best: list[frozenset[Fact]] = []

    def apart(left: Sequence[frozenset[Fact]]) -> int:
        """Sets that have nothing in common: each needs a fact of its own."""
        number, met = 0, frozenset[Fact]()
        for one in sorted(left, key=len):
            if not met & one:
                number, met = number + 1, met | one
        return number

    def go(chosen: frozenset[Fact], left: Sequence[frozenset[Fact]]) -> bool:
        if time.process_time() > deadline:
            return False
        if best and len(chosen) + apart(left) >= len(best[-1]):
            return True
        if not left:
            best.append(chosen)
            return True
        inside = min(left, key=len)
        often = {fact: sum(fact in one for one in left) for fact in inside}
        return all(
            go(chosen | {fact}, [one for one in left if fact not in one])
            for fact in sorted(inside, key=lambda fact: (-often[fact], place[fact]))
        )

    return best[-1] if go(frozenset(), sets) else None


def shrunk(
    facts: tuple[Fact, ...],
    consistent: Callable[[tuple[Fact, ...]], bool],
    deadline: float = math.inf,
) -> tuple[Fact, ...]:
    """Contradicting facts without those that can be left off, one after the other.

    After the deadline, in seconds of the processor's time, the rest stay.

    >>> shrunk((1, 2, 3, -2), lambda some: not any(-x in some for x in some))
    (2, -2)
    """
    kept = facts
    for fact in facts:
        if time.process_time() > deadline:
            break
        rest = tuple(other for other in kept if other != fact)
        if not consistent(rest):
            kept = rest
    return kept
