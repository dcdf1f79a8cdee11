"""Smallest contradictions and what unknowns can be together, against looking at everything."""

from __future__ import annotations

import itertools
import random
import time

import pytest

from printed.problem import conflicts, hitting, network, read_problem
from printed.problem.network import Relation


def subsets(facts):
    for size in range(len(facts) + 1):
        yield from itertools.combinations(facts, size)


@pytest.mark.parametrize("seed", range(60))
def test_a_smallest_contradiction_is_the_first_of_the_smallest(seed):
    """Facts contradict where they hold one of a few sets; of each size the first is named."""
    chance = random.Random(seed)
    facts = tuple(range(chance.randint(1, 7)))
    bad = [frozenset(chance.sample(facts, chance.randint(1, len(facts))))
           for _ in range(chance.randint(0, 4))]  # fmt: skip

    def agree(some):
        assert tuple(sorted(some)) == tuple(some)  # asked in the order of the facts
        return not any(one <= set(some) for one in bad)

    every = [some for some in subsets(facts) if not agree(some)]
    for together in (lambda fact: fact, lambda fact: fact // 2, lambda fact: 0):
        found, proven = hitting.smallest(facts, agree, 60, together)
        assert proven
        assert found == (every[0] if every else ())
    if every:
        left = hitting.shrunk(facts, agree)
        assert left in every
        assert all(agree(tuple(x for x in left if x != one)) for one in left)
        rushed, proven = hitting.smallest(facts, agree, 0)
        assert rushed in every and (not proven or rushed == every[0])
        if not proven:
            assert all(agree(tuple(x for x in rushed if x != one)) for one in rushed)


@pytest.mark.parametrize("seed", range(20))
def test_wherever_time_runs_out_a_contradiction_is_called_smallest_only_if_it_is(
    seed, monkeypatch
):
    """Of a clock that goes on by one whenever it is looked at."""
    chance = random.Random(seed)
    facts = tuple(range(6))
    bad = [frozenset(chance.sample(facts, chance.randint(2, 5))) for _ in range(3)]
    smallest = min(map(len, bad))

    def agree(some):
        return not any(one <= set(some) for one in bad)

    proven = []
    for seconds in range(1, 400, 3):
        clock = itertools.count()
        monkeypatch.setattr(hitting.time, "process_time", lambda clock=clock: next(clock))
        found, is_smallest = hitting.smallest(facts, agree, seconds)
        assert not agree(found)
        assert len(found) == smallest or not is_smallest
        proven.append(is_smallest)
    assert not proven[0] and proven[-1]


@pytest.mark.parametrize("seed", range(60))
def test_a_smallest_set_that_meets_all_is_the_first_of_the_smallest(seed):
    chance = random.Random(seed)
    order = tuple("abcdef"[: chance.randint(1, 6)])
    sets = [frozenset(chance.sample(order, chance.randint(1, len(order))))
            for _ in range(chance.randint(0, 6))]  # fmt: skip
    found = hitting.hitting_set(sets, order, time.process_time() + 60)
    expected = next(some for some in subsets(order) if all(one & set(some) for one in sets))
    assert tuple(sorted(found, key=order.index)) == expected
    if sets:
        assert hitting.hitting_set(sets, order, 0.0) is None  # no time is left


def test_what_contradicts_alone_is_found_before_anything_is_searched():
    asked = []

    def agree(some):
        asked.append(some)
        return 3 not in some and 7 not in some

    assert hitting.smallest(range(9), agree, 60) == ((3,), True)
    assert len(asked) <= 6


def test_no_more_is_asked_once_the_time_is_over(monkeypatch):
    """Of a clock that goes on by one a question: five for a smallest, five to leave facts off."""
    asked = []

    def agree(some):
        asked.append(some)
        return not {0, 99} <= set(some)

    monkeypatch.setattr(hitting.time, "process_time", lambda: len(asked))
    found, proven = hitting.smallest(range(100), agree, 5, lambda fact: 0)
    assert not proven and {0, 99} <= set(found)
    assert len(asked) <= 13


def test_the_next_contradictions_share_the_time_that_is_left(monkeypatch):
    """Of a clock that goes on by two a search: what is left of five, and at least one."""
    passed, rations = [0.0], []
    search = conflicts.smallest

    def timed(order, agree, seconds, together):
        rations.append(seconds)
        passed[0] += 2
        return search(order, agree, 60, together)

    monkeypatch.setattr(conflicts, "smallest", timed)
    monkeypatch.setattr(conflicts.time, "process_time", lambda: passed[0])
    wrong = {f"x{i}": {"kind": "count", "k": "z", "n": 10, "percent": f"{i}1%"} for i in (1, 2, 3)}
    items = read_problem({"unknowns": {"z": [1, 10]}, "items": wrong}).items
    found = list(conflicts.conflicts(items, {}, {"z": (1, 10)}, seconds=5.0))
    assert [{name for name, _ in one.facts} for one in found] == [{"x1"}, {"x2"}, {"x3"}]
    assert rations[:3] == [5.0, 3.0, 1.0]


def test_nothing_is_asked_whose_answer_is_known():
    asked = []

    def agree(facts):
        asked.append(set(facts))
        return 1 not in facts or 2 not in facts

    known = hitting.Known(agree)
    for facts, answer in (((1, 3), True), ((1,), True), ((3,), True), ((), True), ((1, 2), False),
                          ((1, 2, 3), False), ((1, 2, 4), False), ((2, 3), True), ((2,), True),
                          ((1, 4), True)):  # fmt: skip
        assert known(facts) is answer
    assert asked == [{1, 3}, {1, 2}, {2, 3}, {1, 4}] and known.questions == 4


# --------------------------------------------------------------------------- unknowns


def relations(chance):
    names = "abcd"[: chance.randint(1, 4)]
    found = []
    for _ in range(chance.randint(1, 5)):
        own = tuple(chance.sample(names, chance.randint(0, len(names))))
        every = list(itertools.product(range(4), repeat=len(own)))
        found.append(Relation(own, frozenset(chance.sample(every, chance.randint(
            0 if chance.random() < 0.1 else 1, min(len(every), 5))))))  # fmt: skip
    return names, found


@pytest.mark.parametrize("seed", range(300))
def test_unknowns_can_be_together_where_some_values_satisfy_every_relation(seed):
    names, found = relations(random.Random(seed))
    every = [dict(zip(names, values, strict=True))
             for values in itertools.product(range(4), repeat=len(names))]  # fmt: skip

    def fits(one):
        return all(tuple(one[name] for name in relation.names) in relation.tuples
                   for relation in found)  # fmt: skip

    fitting = [one for one in every if fits(one)]
    assert network.satisfiable(found) == bool(fitting)
    made = network.networked(found)
    assert (made is None) == any(not relation.tuples for relation in found)
    left = made and network.narrowed(*made)
    if fitting:  # no value that fits is ever taken away
        for name, kept in left.items():
            if not name.startswith("#"):
                assert {one[name] for one in fitting} <= set(network.values(kept))
    elif made is not None and left is not None:
        assert all(left.values())


def test_a_circle_of_three_that_agree_by_pairs_alone_is_none():
    """Each two of three unknowns can differ, and all three cannot: they have two values."""
    differ = frozenset([(0, 1), (1, 0)])
    pairs = [Relation(names, differ) for names in (("a", "b"), ("b", "c"), ("c", "a"))]
    assert network.satisfiable(pairs[:2]) and not network.satisfiable(pairs)
    wider = frozenset((i, j) for i in range(3) for j in range(3) if i != j)
    assert network.satisfiable([Relation(one.names, wider) for one in pairs])


def test_values_and_bits_are_each_other():
    for chosen in subsets((0, 1, 7, 8, 9, 63, 64, 1000)):
        number = network.bits(chosen)
        assert list(network.values(number)) == list(chosen)
        assert number == sum(1 << value for value in chosen)
