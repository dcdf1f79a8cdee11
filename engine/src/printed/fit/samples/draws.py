"""Walking back through the programme: the member of a given rank, uniform draws, the list.

Ranks are a bijection from 0 .. count - 1 to the members, so a uniform rank is an exactly uniform
member: no rejection, no chain to mix, no approximation.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

from printed.fit.samples.programme import Layer, Programme

LAWS = ("multisets", "ordered")
State = tuple[int, tuple[int, ...], int, int]  # placed, open parts, sum, t
# A state's completions, as nested pairs that share their ends.
Tails = dict[tuple[tuple[int, ...], int, int], list[tuple]]


class Walk:
    """The members of a finished programme, by rank.

    Parameters
    ----------
    programme : Programme
        Run with fields wide enough to count.

    Notes
    -----
    A member costs about n + (values on the grid) look-ups, whatever the count.
    """

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.ends = list(programme.ends())
        self.total = sum(end.ways for end in self.ends)
        self.closed = (0,) * len(programme.grid.orders)
        self.mask = (1 << programme.width) - 1
        self._sources: dict[tuple[int, int], dict] = {}

    def member(self, rank: int) -> list[int]:
        """The member of this rank, ascending, in grid units."""
        for end in self.ends:
            if rank < end.ways:
                break
            rank -= end.ways
        state = (self.programme.grid.n, self.closed, end.s, end.t)
        back = self._back_weighed if self.programme.ordered else self._back_chained
        return back(state, rank)[::-1]

    def draws(self, count: int, seed: int | None) -> list[list[int]]:
        """So many members, each uniform over all ranks."""
        ranks = random.Random(seed)
        return [self.member(ranks.randrange(self.total)) for _ in range(count)]

    # ------------------------------------------------------------------ one step back

    def ways(self, layer: Layer, k: int, parts: tuple[int, ...], s: int, t: int) -> int:
        """The number of ways into a state."""
        rows = layer[k].get(parts)
        row = rows.get(s) if rows else None
        if not row:
            return 0
        t -= self.programme.base[k][s]
        return row >> self.programme.width * t & self.mask if t >= 0 else 0

    def _lower(self, state: State, level: int, parts: tuple[int, ...]) -> State:
        """The state before the last copy of this level's value, whose open parts were these."""
        k, _, s, t = state
        v, raised = self.programme.move(self.programme.values[level])
        return k - 1, parts, s - v, t - raised

    def sources(self, level: int, k: int) -> dict[tuple[int, ...], list[tuple[int, ...]]]:
        """For the open parts after the k-th value became this level's: those before it."""
        key = level, k
        if key not in self._sources:
            found: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
            x = self.programme.values[level]
            for parts in self.programme.after[level][k - 1]:
                placed = self.programme.place(k, parts, x)
                if placed is not None:
                    found.setdefault(placed, []).append(parts)
            self._sources[key] = found
        return self._sources[key]

    def _back_chained(self, state: State, rank: int) -> list[int]:
        """One copy at a time; this loop is what draws cost, so its look-ups are spelled out."""
        programme, values = self.programme, []
        width, mask = programme.width, self.mask
        base, plain = programme.base, not programme.grid.orders
        k, parts, s, t = state
        level = len(programme.values) - 1
        while k:
            x = programme.values[level]
            v, drop = programme.move(x)
            layer = programme.before[level]
            while k:
                rows = layer[k].get(parts)
                row = rows.get(s) if rows else None
                if row:
                    field = t - base[k][s]
                    stay = row >> width * field & mask if field >= 0 else 0
                    if rank < stay:
                        break
                    rank -= stay
                values.append(x)
                if not plain:
                    parts, rank = self._choose(level, (k, parts, s, t), rank)
                k, s, t = k - 1, s - v, t - drop
            level -= 1
        return values

    def _choose(self, level: int, state: State, rank: int) -> tuple[tuple[int, ...], int]:
        """Which open parts came before this value, and the rank among those."""
        sources = self.sources(level, state[0])[state[1]]
        for parts in sources[:-1]:
            ways = self.ways(self.programme.after[level], *self._lower(state, level, parts))
            if rank < ways:
                return parts, rank
            rank -= ways
        return sources[-1], rank

    def _back_weighed(self, state: State, rank: int) -> list[int]:
        programme, values = self.programme, []
        for level in range(len(programme.values) - 1, -1, -1):
            if not state[0]:
                break
            for m, lower, ways in self._origins(state, level):
                if rank < ways:
                    state = lower
                    values += [programme.values[level]] * m
                    # Every ordering of the rest comes with the same number of interleavings.
                    rank //= math.comb(lower[0] + m, m)
                    break
                rank -= ways
        return values

    def _origins(self, state: State, level: int) -> Iterator[tuple[int, State, int]]:
        """How many copies of this level's value were placed, from where, and in how many ways."""
        front = [state]
        before = self.programme.before[level]
        for m in range(state[0] + 1):
            for lower in front:
                ways = self.ways(before, *lower)
                if ways:
                    yield m, lower, ways * math.comb(state[0], m)
            if m == state[0]:
                return
            # Open parts on the way between two copies may be in no stored layer; ask `place`.
            front = [
                self._lower(upper, level, parts)
                for upper in front
                for parts in self._parts_before(level, upper)
            ]

    def _parts_before(self, level: int, state: State) -> list[tuple[int, ...]]:
        return self.sources(level, state[0]).get(state[1], [])

    # ------------------------------------------------------------------ the list

    def members(self) -> list[list[int]]:
        """Every member, ascending; states that several members share are visited once."""
        programme, width, mask = self.programme, self.programme.width, self.mask
        front: list[Tails] = [{} for _ in range(programme.grid.n + 1)]
        front[-1] = {(self.closed, end.s, end.t): [()] for end in self.ends}
        done: list[tuple] = []
        for level in range(len(programme.after) - 1, -1, -1):
            x, before = programme.values[level], programme.before[level]
            v, drop = programme.move(x)
            for k in range(programme.grid.n, 0, -1):
                if not front[k]:
                    continue
                sources, below, kept = self.sources(level, k), front[k - 1], {}
                staying, base = before[k], programme.base[k]
                for state, tails in front[k].items():
                    parts, s, t = state
                    for source in sources.get(parts, ()):
                        lower = (source, s - v, t - drop)
                        if self.ways(programme.after[level], k - 1, *lower):
                            longer = [(x, tail) for tail in tails]
                            if lower in below:
                                below[lower] += longer
                            else:
                                below[lower] = longer
                    row = staying[parts].get(s) if parts in staying else None
                    if row and t >= base[s] and row >> width * (t - base[s]) & mask:
                        kept[state] = tails
                front[k] = kept
            done += [tail for tails in front[0].values() for tail in tails]
            front[0] = {}
        return sorted(map(_unfolded, done))


def _unfolded(tail: tuple) -> list[int]:
    """The values of nested pairs."""
    values = []
    while tail:
        x, tail = tail
        values.append(x)
    return values
