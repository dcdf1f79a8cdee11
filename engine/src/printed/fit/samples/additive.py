"""Sharp bounds on any sum over the values of a sample, by the same programme in max-plus."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from printed.fit.samples.programme import End, Programme

NOTHING = -math.inf
Best = dict[int, list[Any]]  # sum -> the best value so far, by t


def largest(programme: Programme, value_of: Callable[[int], Any]) -> Iterator[tuple[End, Any]]:
    """For every sum (and sum of squares) that occurs, the largest sum of ``value_of(x)``.

    Parameters
    ----------
    programme : Programme
        Run with fields of one bit, every level kept.
    value_of : callable
        A number for each value, in grid units; whole numbers and fractions stay exact.

    Yields
    ------
    (End, number)

    Notes
    -----
    Visits every state once, about 0.1 microseconds each.
    """
    closed = (0,) * len(programme.grid.orders)
    layer: list[dict[tuple[int, ...], Best]] = [{closed: {0: [0]}}]
    layer += [{} for _ in range(programme.grid.n)]
    for level, x in enumerate(programme.values):
        gain, within = value_of(x), programme.after[level]
        inside: list[dict[tuple[int, ...], Best]] = [
            {
                parts: {s: row for s, row in rows.items() if s in alive.get(parts, ())}
                for parts, rows in states.items()
                if parts in alive
            }
            for states, alive in zip(layer, programme.before[level], strict=True)
        ]
        for k in range(1, programme.grid.n + 1):
            for parts, rows in inside[k - 1].items():
                placed = programme.place(k, parts, x)
                alive = within[k].get(placed) if placed is not None else None
                if alive and placed is not None:
                    _push(programme, rows, inside[k].setdefault(placed, {}), alive, k, x, gain)
        layer = inside
    rows = layer[programme.grid.n].get(closed, {})
    for end in programme.ends():
        base = programme.base[programme.grid.n][end.s]
        yield end, rows[end.s][end.t - base]


def _push(
    programme: Programme, rows: Best, into: Best, alive: dict[int, int], k: int, x: int, gain: Any
) -> None:
    """Improve the states that arise when x becomes the k-th value."""
    v, raised = programme.move(x)
    for s, row in rows.items():
        length = alive.get(s + v, 0).bit_length()
        shift = programme.base[k - 1][s] + raised - programme.base[k][s + v]
        if shift >= length:
            continue
        moved = [NOTHING] * shift + [best + gain for best in row[: length - shift]]
        old = into.get(s + v)
        if old is not None:
            if len(old) < len(moved):
                old, moved = moved, old
            old = [*map(max, old, moved), *old[len(moved) :]]
            into[s + v] = old
        else:
            into[s + v] = moved
